"""What a reader takes along: the link to a sentence, and the sentence with its source."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink

from newsqa.characters import without_controls
from newsqa.errors import NewsQAError
from newsqa.quotation import fragment, markdown, plain, source_url
from newsqa.types import Article, Citation

FERRY = (
    "The ferry sails at nine. Nobody was on board.\n"
    "At the quay\n"
    "Ann-Marie Voss, 61, said: “The ferry sails at nine.” The ferry sails at nine. Rain & wind came, then left.\n"
    "The council met twice this week."
)
LONG = " ".join(f"The {n}th lamp on the quay was lit by hand, cleaned and put out again," for n in map(str, range(9)))


def article(text: str = FERRY, **more: object) -> Article:
    values = {"id": "a", "title": "Ferry", "url": "https://courier.example/ferry", "path": "a.txt", **more}
    return Article(text=text, **values)  # type: ignore[arg-type]


def made(quote: str, text: str = FERRY, occurrence: int = 0, **more: object) -> str:
    start = [match.start() for match in re.finditer(re.escape(quote), text)][occurrence]
    return fragment(article(text, **more), start, start + len(quote))


def read(directive: str) -> tuple[str, str, str, str]:
    """Return prefix, start, end and suffix of a directive, by the grammar of the specification."""
    match = re.fullmatch(r"text=(?:([^,-]+)-,)?([^,-]+)(?:,([^,-]+))?(?:,-([^,-]+))?", directive)
    assert match, directive
    return tuple(unquote(part or "") for part in match.groups())  # type: ignore[return-value]


def test_a_sentence_is_named_by_itself_and_two_words_of_its_paragraph() -> None:
    assert read(made("Nobody was on board.")) == ("at nine.", "Nobody was on board.", "", "")
    assert read(made("Rain & wind came, then left.")) == ("at nine.", "Rain & wind came, then left.", "", "")


def test_a_paragraph_that_is_unique_is_named_by_itself() -> None:
    assert made("The council met twice this week.") == "text=The%20council%20met%20twice%20this%20week."


def test_what_has_a_meaning_in_a_directive_and_what_is_not_ascii_is_percent_encoded() -> None:
    assert made("Ann-Marie, “A & B”: 50 % of #1?", "Ann-Marie, “A & B”: 50 % of #1?") == (
        "text=Ann%2DMarie%2C%20%E2%80%9CA%20%26%20B%E2%80%9D%3A%2050%20%25%20of%20%231%3F"
    )
    assert made("Zürich, 東京.", "Zürich, 東京.") == "text=Z%C3%BCrich%2C%20%E6%9D%B1%E4%BA%AC."


@pytest.mark.parametrize("occurrence", [0, 1, 2])
def test_a_sentence_that_stands_thrice_is_told_apart_by_words_of_its_paragraph(occurrence: int) -> None:
    quote = "The ferry sails at nine."
    prefix, start, end, suffix = read(made(quote, occurrence=occurrence))
    assert (start, end) == (quote, "")
    assert bool(prefix or suffix)
    assert first_match(FERRY, prefix, start, end, suffix) == [m.span() for m in re.finditer(quote, FERRY)][occurrence]


def test_comparing_passes_over_case_accents_white_space_and_kinds_of_quotation_marks() -> None:
    text = '“Café Nord” is shut. Then.\nOnce more\n"CAFE  NORD" is  shut. Later on.'
    prefix, start, _, suffix = read(made("“Café Nord” is shut.", text))
    assert (prefix, start, suffix) == ("", "“Café Nord” is shut.", "Then.")
    alike = 'Then. “Café Nord” is shut. So.\nThen. "CAFE  NORD" is  shut. Later on.'
    assert read(made("“Café Nord” is shut.", alike)) == ("", "“Café Nord” is shut.", "", "So.")
    alike = '“Café Nord” is shut. So it is.\n"CAFE  NORD" is  shut. So it was.'
    assert read(made("“Café Nord” is shut.", alike))[3] == "So it is."


def test_a_headline_or_deck_that_says_the_same_counts_as_another_place() -> None:
    text = "Rain fell. The quay is shut.\nThe quay is shut.\nNobody came."
    whole = made("The quay is shut.", text, 1)
    assert read(whole) == ("", "The quay is shut.", "", "Nobody came.")
    told = made("The council met twice this week.", title="The council met twice this week.")
    assert read(told) == ("then left.", "The council met twice this week.", "", "")


def test_a_deck_that_the_text_begins_with_is_one_place() -> None:
    text = "The quay is shut.\nThe quay is shut. Nobody came."
    assert read(made("The quay is shut.", text, subtitle="The quay is shut.")) == ("", "The quay is shut.", "", "")


def test_a_quotation_of_several_paragraphs_is_a_range_of_words_that_do_not_cross_them() -> None:
    assert read(made("Nobody was on board.\nAt the quay\nAnn-Marie Voss, 61, said:")) == (
        "at nine.", "Nobody was on board.", "Ann-Marie Voss, 61, said:", "“The ferry",
    )  # fmt: skip


def test_a_long_sentence_is_a_range_of_its_first_and_last_words() -> None:
    prefix, start, end, suffix = read(made(LONG, f"It began. {LONG}\nSo it goes."))
    assert (prefix, suffix) == ("It began.", "")
    assert LONG.startswith(start)
    assert LONG.endswith(end)
    assert 20 < len(start) < 100
    assert 20 < len(end) < 150


def test_a_row_of_a_table_is_a_range_of_cells() -> None:
    assert read(made("Boats | three | lost", "Boats | three | lost\nNone came.")) == ("", "Boats", "lost", "")


def test_chinese_is_cut_at_marks_alone_where_every_browser_parts_words() -> None:
    text = "港务局说，没有人看见船只进港。码头上的灯没有亮，全部。没有人看见船只进港。"
    assert read(made("没有人看见船只进港。", text, 0)) == ("", "没有人看见船只进港。", "", "码头上的灯没有亮，全部。")
    assert read(made("没有人看见船只进港。", text, 1)) == ("码头上的灯没有亮，全部。", "没有人看见船只进港。", "", "")


def test_words_are_not_parted_where_a_page_may_hold_them_together_by_a_no_break_space() -> None:
    text = "Il dit : « Nous étions 10 000 à 21 heures ! » Puis il partit."
    assert read(made("Puis il partit.", text)) == (
        "dit : « Nous étions 10 000 à 21 heures ! »",
        "Puis il partit.",
        "",
        "",
    )


def test_a_soft_hyphen_is_left_out() -> None:
    assert made("Das Hafen\u00adamt prüft.", "Das Hafen\u00adamt prüft.") == "text=Das%20Hafenamt%20pr%C3%BCft."


def test_a_quotation_that_begins_within_a_word_takes_the_rest_of_it_along() -> None:
    assert read(fragment(article("Unbelievable news. So."), 2, 18)) == ("Un", "believable news.", "", "")


def test_what_cannot_be_told_apart_goes_to_the_nearest_place() -> None:
    text = "\n".join(["Same words."] * 5)
    prefix, start, end, suffix = read(fragment(article(text), 12, 23))
    assert start == "Same words."
    assert first_match(text, prefix, start, end, suffix) == (12, 23)


def test_nothing_but_white_space_has_no_link() -> None:
    for start, end in ((3, 3), (24, 25), (-2, 4), (0, len(FERRY) + 1)):
        with pytest.raises(NewsQAError, match=r"a\.txt: no text at"):
            fragment(article(), start, end)


WORDS = st.sampled_from(["ferry", "Ferry", "the", "quay", "é", "e", "10", "“so", "so”", "A-B,", "no."])


@st.composite
def repetitive(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text that says the same words over and over, in paragraphs that begin and end each in its own way."""
    paragraphs = []
    for number in range(draw(st.integers(1, 5))):
        words = draw(st.lists(WORDS, min_size=1, max_size=14))
        paragraphs.append([f"b{number}x", *words, f"e{number}x"])
    spans, offset = [], 0
    for words in paragraphs:
        for word in words:
            spans.append((offset, offset + len(word)))
            offset += len(word) + 1
    first = draw(st.integers(0, len(spans) - 1))
    last = draw(st.integers(first, min(first + 20, len(spans) - 1)))
    return "\n".join(map(" ".join, paragraphs)), spans[first][0], spans[last][1]


@given(repetitive())
def test_a_directive_leads_to_the_quotation_first_of_all(chosen: tuple[str, int, int]) -> None:
    text, start, end = chosen
    parts = read(fragment(article(text), start, end))
    assert first_match(text, *parts) == (start, end)


def first_match(text: str, prefix: str, start: str, end: str, suffix: str) -> tuple[int, int] | None:
    """Return what a browser marks, by the specification's words and by other means than newsqa's."""
    p, s, e, x = (re.escape(bare(part)) for part in (prefix, start, end, suffix))
    begins, ends = r"(?<!\w)", r"(?!\w)"
    body = rf"{s}{ends}(?:.|\n)*?{begins}{e}" if e else s
    pattern = (rf"{begins}{p}\s*" if p else begins) + f"({body})" + (rf"\s*{x}" if x else "") + ends
    match = re.search(pattern, bare(text))
    return match and match.span(1)


def bare(text: str) -> str:
    return text.lower().translate(str.maketrans("éü“”", 'eu""'))


@given(st.text(), st.data())
def test_any_text_has_a_directive_of_the_specifications_grammar(text: str, data: st.DataObject) -> None:
    text = without_controls(text)
    assume(text.strip())
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip("\u00ad").strip())
    directive = fragment(article(text), start, end)
    assert re.fullmatch(r"[A-Za-z0-9%._~,=-]+", directive)
    _, first, last, _ = read(directive)
    said = " ".join(text[start:end].replace("\u00ad", "").split())
    assert said.startswith(first)
    assert said.endswith(last or first)


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://courier.example/ferry", "https://courier.example/ferry#:~:text=Now."),
        ("https://courier.example/a?b=1&c=2", "https://courier.example/a?b=1&c=2#:~:text=Now."),
        ("https://courier.example/a#part", "https://courier.example/a#part:~:text=Now."),
        ("https://courier.example/a#", "https://courier.example/a#:~:text=Now."),
        ("https://courier.example/a#part:~:text=old", "https://courier.example/a#part:~:text=Now."),
        ("https://courier.example/a#:~:text=old", "https://courier.example/a#:~:text=Now."),
        ("javascript:alert(1)", None),
        ("//courier.example/ferry", None),
        ("", None),
        (None, None),
    ],
)
def test_the_directive_follows_the_address_and_what_it_names_already(url: str | None, opened: str | None) -> None:
    assert source_url(article("Now.", url=url), 0, 4) == opened


def cite(text: str, **more: object) -> tuple[Citation, Article]:
    cited = article(text, **more)
    return Citation.prove(cited, 0, len(text), number=1), cited


def test_a_plain_quotation_is_followed_by_its_source_and_its_address() -> None:
    cited = cite("Nobody came.\nThe quay was shut.", source="Kelmar Courier", date=dt.date(2026, 3, 2))
    link = "https://courier.example/ferry#:~:text=Nobody%20came.,The%20quay%20was%20shut."
    quoted = "Nobody came.\nThe quay was shut.\n— Ferry, Kelmar Courier, 2 March 2026"
    assert plain(*cited) == f"{quoted}\n{link}"
    assert plain(*cited, url=False) == quoted
    assert plain(*cite("Nobody came.", url=None)) == "Nobody came.\n— Ferry"


def test_a_markdown_quotation_is_a_block_whose_title_is_the_link() -> None:
    cited = cite("Nobody came.\nIt was 9 o'clock - so what?", source="Kelmar_Courier", date=dt.date(2026, 3, 2))
    link = "https://courier.example/ferry#:~:text=Nobody%20came.,It%20was%209%20o%27clock%20%2D%20so%20what%3F"
    assert markdown(*cited) == (
        f"> Nobody came.\n>\n> It was 9 o'clock - so what?\n>\n> — [Ferry]({link}), Kelmar\\_Courier, 2 March 2026"
    )


def test_an_article_that_changed_is_not_quoted() -> None:
    citation, cited = cite("Nobody came.")
    for other in (article("Nobody went."), article("Nobody came.", id="b")):
        for written in (plain, markdown):
            with pytest.raises(NewsQAError, match="has changed since it was cited"):
                written(citation, other)
    assert cited.text in plain(citation, cited)


LINES = st.text(
    st.one_of(st.sampled_from("\\`*_[]<>|~&#+-=!:;().0123456789ab \n\t\u00a0\u200f\u202e"), st.characters())
)


@given(
    LINES, LINES, LINES, st.sampled_from([None, "https://a.example/x_(y)*z&copy;&amp;<\\>?[q]=`1`#p", "javascript:a"])
)
@example("# a\n- b\n1. c\n1) d\n> e\n+ f\n***\n---\n===", "[a](javascript:x) ![b](c) `d` |e| <b>", "f", None)
@example("    indented\n\ttab\n```\n~~~\n[x]: http://y\n<script>\n&lt;&#60; a  \nb\\", "t", "s", "https://a.example/)")
@example(
    "a\n\u202eb\n| a | b |\n| - | - |\nhttps://c.example <https://d.example> www.e.example", "", "", "https://a.example"
)
def test_markdown_shows_exactly_the_characters_and_no_other_element(
    text: str, title: str, source: str, url: str | None
) -> None:
    text = without_controls(text)
    assume(text.strip())
    citation, cited = cite(text, title=title, source=source, url=url)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(citation, cited))
    inline = [token for token in tokens if token.type == "inline"]
    assert {token.tag for token in tokens if token.tag} <= {"blockquote", "p"}
    within = [child for token in inline for child in token.children or ()]
    assert {child.tag for child in within if child.tag} <= {"a"}
    assert {child.type for child in within} <= {"text", "link_open", "link_close"}
    shown = ["".join(child.content for child in token.children or ()) for token in inline]
    known = [" ".join(without_controls(value).split()) for value in (title, source)]
    address = source_url(cited, citation.start, citation.end)
    attribution = ", ".join(filter(None, known)) or address
    assert shown == [*(line for line in text.split("\n") if line), *([f"— {attribution}"] if attribution else [])]
    hrefs = [child.attrs["href"] for child in within if child.type == "link_open"]
    assert hrefs == ([normalizeLink(address)] if address else [])


@pytest.mark.parametrize("unit", ["a b ", "Same words. ", "x\n", "港。", "a | ", "\u00ad-", "é ", "(((( "])
def test_a_text_that_says_the_same_over_and_over_has_a_short_link_before_long(unit: str) -> None:
    text = (unit * 20_000).strip()
    middle = len(text) // 2
    for end in (middle + 3, middle + 200, middle + 5_000):
        link = fragment(article(text), middle, end)
        assert len(link) < 9 * (end - middle) + 6_000
