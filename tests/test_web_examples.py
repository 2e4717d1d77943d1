"""Questions to begin with."""

from __future__ import annotations

import datetime as dt
import re

from newsqa.types import Article
from newsqa.web.examples import MAX_EXAMPLES, make_examples


class _Archive:
    def __init__(self, *articles):
        self._articles = {article.id: article for article in articles}

    def articles(self):
        return iter([article.info() for article in self._articles.values()])

    def article(self, article_id):
        return self._articles[article_id]


def _article(number, title, text, **fields):
    values = {"source": f"Outlet {number}", "date": dt.date(2026, 1, number), "language": "en", **fields}
    return Article(id=f"a{number}", title=title, text=text, **values)


def test_a_name_in_title_and_text_is_asked_about():
    article = _article(1, "Court clears Mara Kell of fraud", "The court cleared Mara Kell. Later, Mara Kell left.")
    assert make_examples(_Archive(article)) == ("What is known about Mara Kell?",)


def test_a_name_that_goes_with_an_article_keeps_it():
    text = "It was the Port Authority that paid. In May the Port Authority had refused."
    assert make_examples(_Archive(_article(1, "Who paid in the end", text))) == (
        "What is known about the Port Authority?",
    )


def test_days_months_and_bylines_are_no_names():
    text = "It came on Monday March 3 and again on Monday March 10. A report by Jo Penn, said Jo Penn."
    article = _article(1, "A headline of lower case words", text, authors=("Jo Penn",))
    assert make_examples(_Archive(article)) == ("What does the article “A headline of lower case words” say?",)


def test_a_headline_in_capitals_makes_no_names():
    article = _article(1, "Big Storm Hits Small Town Again", "The wind was strong. Roofs came off.")
    assert make_examples(_Archive(article)) == ("What does the article “Big Storm Hits Small Town Again” say?",)


def test_examples_come_from_the_newest_articles_of_different_outlets_and_say_nothing_else():
    titles = {n: f"Council number {n} met in private" for n in range(1, 8)}
    articles = [_article(n, title, "It met. It left.") for n, title in titles.items()]
    articles.append(_article(9, "An older outlet again", "It met.", source="Outlet 7", date=dt.date(2020, 1, 1)))
    examples = make_examples(_Archive(*articles))
    assert len(examples) == MAX_EXAMPLES
    assert [int(re.search(r"\d", example)[0]) for example in examples] == [7, 6, 5, 4]
    assert examples == make_examples(_Archive(*reversed(articles)))


def test_articles_in_other_languages_and_an_empty_archive_give_none():
    german = _article(1, "Sturmflut in Osterwarfen", "Der Deich hielt.", language="de")
    assert make_examples(_Archive(german)) == ()
    assert make_examples(_Archive()) == ()


def test_a_very_long_title_is_shortened_at_a_word():
    example = make_examples(_Archive(_article(1, "long " * 200, "Text.")))[0]
    assert len(example) < 130
    assert example.endswith("long…” say?")
