"""A link to a sentence opens its page there: chromium itself says so, by what it marks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import pytest
from highlights import open_link, served
from playwright.sync_api import Browser

from newsqa.quotation import source_url
from newsqa.types import Article

LONG = (
    "The harbour master, who had kept the log of the lower basin since the year of the great frost and who was known "
    "on every quay for the neatness of his hand, wrote that evening that three boats had come in without lights, that "
    "nobody on board would give a name, and that the boom had been lowered behind them by somebody who held a key to "
    "the winch house."
)
# A line of the text, as it stands on the page: what is marked up, listed and set in other type is one text to a reader.
PARAGRAPHS = [
    ("<p>{}</p>", "The boom was lowered at nine. No alarm was raised."),
    ('<p>The <a href="/w">winch <em>hou</em>se</a> was <b>empty, &amp; its</b> door stood&nbsp;open.</p>',
     "The winch house was empty, & its door stood open."),
    ("<h2>{}</h2>", "What the guards say"),
    ("<ul><li>{}</li>", "No alarm was raised. A dog barked twice, said Ann-Marie Voss; that was all."),
    ("<li>{}</li></ul>", "The key hung where it always hangs."),
    ("<figure><figcaption>The winch house on Monday, as the guards say it always was.</figcaption></figure><p>{}</p>",
     LONG),
    ("<p>{}</p>", "The boom was lowered at nine."),
    ("<p>Les gardiens répondent\u202f: «\u202fNous étions là à 21\u202fheures\u202f!\u202f» Rien de plus.</p>",
     "Les gardiens répondent : « Nous étions là à 21 heures ! » Rien de plus."),
    ("<p>Das Hafen\u00adamt prüft die Schlüssel\u00adausgabe. Es dauert.</p>",
     "Das Hafen\u00adamt prüft die Schlüssel\u00adausgabe. Es dauert."),
    ("<p>{}</p>", "港务局说，没有人看见船只进港。码头上的灯当晚没有亮，“谁拿了钥匙还不清楚”。没有人看见船只进港。"),
    ("<p>{}</p>", "ไม่มีใครเห็นเรือเข้าท่า ไฟที่ท่าเรือดับทั้งคืน และไม่รู้ว่าใครถือกุญแจ"),
    ('<p dir="rtl">{}</p>', "قال الحارس إنه لم ير أحدا. وبقي المفتاح في مكانه، كما قال."),
    ("<table><tr><td>Boats</td><td>three</td><td>without lights</td></tr></table>", "Boats | three | without lights"),
    ("<p>{}</p>", "No alarm was raised."),
]  # fmt: skip
ARTICLE = Article(
    id="boom", title="The boom at the lower basin", subtitle="No alarm was raised.",
    text="\n".join(line for _, line in PARAGRAPHS),
)  # fmt: skip
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>The boom</title></head><body><nav><a href="/n">The boom</a></nav>'
    f"<h1>{ARTICLE.title}</h1><h2>{ARTICLE.subtitle}</h2><div id=text>"
    + "".join(markup.format(escape(line)) for markup, line in PARAGRAPHS)
    + "</div><footer>No alarm was raised, our readers write.</footer></body></html>"
)


@pytest.fixture(scope="module")
def article() -> Iterator[Article]:
    with served({"boom": PAGE}) as address:
        yield Article(
            id=ARTICLE.id, title=ARTICLE.title, subtitle=ARTICLE.subtitle, text=ARTICLE.text, url=address + "boom"
        )


@pytest.mark.parametrize(
    ("quote", "occurrence"),
    [
        ("The boom was lowered at nine.", 0),
        ("The boom was lowered at nine.", 1),
        ("No alarm was raised.", 0),
        ("No alarm was raised.", 1),
        ("No alarm was raised.", 2),
        ("The winch house was empty, & its door stood open.", 0),
        ("What the guards say", 0),
        ("A dog barked twice, said Ann-Marie Voss; that was all.", 0),
        ("The key hung where it always hangs.", 0),
        (LONG, 0),
        (LONG + "\nThe boom was lowered at nine.", 0),
        ("that was all.\nThe key hung where it always hangs.\n" + LONG, 0),
        ("Les gardiens répondent : « Nous étions là à 21 heures ! »", 0),
        ("Rien de plus.\nDas Hafen\u00adamt prüft die Schlüssel\u00adausgabe.", 0),
        ("Das Hafen\u00adamt prüft die Schlüssel\u00adausgabe.", 0),
        ("没有人看见船只进港。", 0),
        ("没有人看见船只进港。", 1),
        ("码头上的灯当晚没有亮，“谁拿了钥匙还不清楚”。", 0),
        ("ไฟที่ท่าเรือดับทั้งคืน", 0),
        ("وبقي المفتاح في مكانه، كما قال.", 0),
        ("Boats | three | without lights", 0),
    ],
)
def test_a_link_opens_the_page_with_that_very_sentence_marked(
    browser: Browser, article: Article, quote: str, occurrence: int
) -> None:
    start = -1
    for _ in range(occurrence + 1):
        start = article.text.index(quote, start + 1)
    url = source_url(article, start, start + len(quote))
    assert url
    assert open_link(browser, url, article, start, start + len(quote), scope="#text").problem is None, url


def test_the_check_notices_a_link_that_marks_another_occurrence_or_nothing(browser: Browser, article: Article) -> None:
    quote = "The boom was lowered at nine."
    start = article.text.rindex(quote)
    assert article.url
    bare = f"{article.url}#:~:text=The%20boom%20was%20lowered%20at%20nine."
    assert open_link(browser, bare, article, start, start + len(quote), scope="#text").problem
    assert open_link(browser, article.url, article, start, start + len(quote), scope="#text").problem == (
        "nothing is marked"
    )
