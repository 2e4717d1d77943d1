"""The HTML that the chat shows."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.index import Summary
from newsqa.types import Answer, Article, ArticleInfo, Citation, Hit, Passage, Span
from newsqa.web import render
from newsqa.web.conversation import Turn

TEXT = "Before it. The 👩‍👩‍👧 cafe\u0301 <b>closed</b> & reopened. After it."


def _article(text=TEXT, **fields):
    return Article(
        **{"id": "a", "title": "A title", "date": dt.date(2026, 5, 3), "source": "Outlet", "text": text, **fields}
    )


def _turn(article, start=11, end=None, copies=()):
    end = len(article.text) - 10 if end is None else end
    passage = Passage(id="p", article_id=article.id, start=0, end=len(article.text), text=article.text)
    hit = Hit(rank=1, score=1.0, passage=passage, article=article.info(), copies=copies)
    cited = Citation.prove(article, start, end, number=1)
    answer = Answer(question="Q?", answered=True, citations=(cited,), hits=(hit,))
    return Turn(7, "Q?", answer=answer), hit


class _Seen(HTMLParser):
    """What a browser would see: the elements, their attributes, and the text inside each ``mark``."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.marked, self.text, self._depth = [], [], [], "", 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "mark":
            self._depth += 1
            self.marked.append("")

    def handle_endtag(self, tag):
        self._depth -= tag == "mark"

    def handle_data(self, data):
        self.text += data
        if self._depth:
            self.marked[-1] += data


def test_a_card_marks_the_cited_sentence_and_shows_markup_as_text():
    turn, _ = _turn(_article())
    seen = _Seen(render.render_turn(turn))
    assert seen.marked == [turn.answer.citations[0].quote] == ["The 👩‍👩‍👧 cafe\u0301 <b>closed</b> & reopened."]
    assert TEXT in seen.text
    assert "b" not in seen.tags


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=80))
def test_whatever_an_article_says_adds_no_element_and_no_attribute(text):
    plain, _ = _turn(_article("x" * 20), 0, 20)
    said, _ = _turn(_article(text, title=text, source=text, language=text), 0, len(text))
    expected, seen = _Seen(render.render_turn(plain)), _Seen(render.render_turn(said))
    assert seen.tags == expected.tags
    assert [name for name, _ in seen.attributes if name != "lang"] == [name for name, _ in expected.attributes]
    assert seen.marked == [text]


def test_a_lone_surrogate_in_an_article_does_not_break_the_page():
    turn, _ = _turn(_article("A bad \ud800 character."), 0, 8)
    render.render_turn(turn).encode("utf-8")


def test_the_reading_pane_marks_the_passage_and_the_sentence_in_it():
    article = _article("A heading\n" + TEXT, headings=(Span(0, 9),))
    _, hit = _turn(article)
    html = render.render_article(article, hit, [Span(21, 24)], opening=3)
    assert '<mark class="cited">' in html
    assert '<mark class="passage-mark">' in html
    assert "".join(_Seen(html).marked) == article.text.replace("\n", "")
    assert 'data-opening="3"' in html


def test_the_reading_pane_marks_nothing_in_an_article_that_changed():
    article = _article()
    _, hit = _turn(article)
    html = render.render_article(article, hit, [Span(0, 5)], opening=0, is_changed=True)
    assert "<mark" not in html
    assert "has changed since" in html


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://host/x", "//host/path", "/path", "http://",
        "https:///path", "http://[broken", "https://host/a b", "https://host/\u202egpj.exe", "mailto:a@b.example",
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url):
    assert render.linkable(url) is None
    turn, _ = _turn(_article(url=url))
    assert "source-link" not in render.render_turn(turn)


def test_a_web_address_becomes_a_link_that_tells_the_outlet_nothing():
    turn, _ = _turn(_article(url='https://outlet.example/a?b="c"&d=<e>'))
    seen = _Seen(render.render_turn(turn))
    assert ("href", 'https://outlet.example/a?b="c"&d=<e>') in seen.attributes
    assert ("rel", "noopener noreferrer nofollow") in seen.attributes


def test_copies_are_named_by_outlet_once_each():
    copies = [
        ArticleInfo(id="b", title="T", source="Second"),
        ArticleInfo(id="c", title="T", source="Third"),
        ArticleInfo(id="d", title="T", source="Second"),
        ArticleInfo(id="e", title="No outlet"),
    ]
    turn, _ = _turn(_article(), copies=tuple(copies))
    assert "Also in Second, Third, No outlet" in _Seen(render.render_turn(turn)).text


def test_a_question_without_answer_shows_the_reason():
    turn = Turn(1, "Q", answer=Answer(question="Q", answered=False, reason="The archive is <empty>."))
    html = render.render_turn(turn)
    assert "The archive is &lt;empty&gt;." in html
    assert "card" not in html


def _summary(**fields):
    values = {
        "generation": 1, "published_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "articles": 0, "passages": 0,
        "sources": (), "languages": (), "first_date": None, "last_date": None,
    }  # fmt: skip
    return Summary(**{**values, **fields})


def test_an_empty_archive_tells_what_to_do():
    seen = _Seen(render.render_welcome(_summary(), (), "my/articles"))
    assert "The archive is empty" in seen.text
    assert "my/articles" in seen.text
    assert "newsqa build" in seen.text


def test_an_archive_without_dates_or_outlets_is_described_without_them():
    text = _Seen(render.render_welcome(_summary(articles=1, sources=((None, 1),)), (), "x")).text
    assert "It holds 1 article.\n" in text
    assert "None" not in text
