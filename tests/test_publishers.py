"""Saved pages of many kinds of publisher: their fields are right, their text is kept, their furniture is not."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from publishers import developed, first_held_out, held_out, measure, second_held_out
from publishers.measure import Reading
from publishers.sheet import Page

MENDED = [*developed.pages(), *first_held_out.pages(), *second_held_out.pages()]
HELD_OUT = held_out.pages()
BODY = "<p>The bell on the harbour wall rang on Monday for the first time since the winter of 1987.</p>" * 4
EVERY = {page.name: page for page in (*MENDED, *HELD_OUT)}


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    logging.getLogger("trafilatura").setLevel(logging.ERROR)
    return {page.name: measure.read(page, measure.by_newsqa(page)) for page in EVERY.values()}


def test_there_are_pages_of_many_publishers_and_each_has_text_and_furniture() -> None:
    assert len(EVERY) >= 80
    assert sum(bool(page.furniture) for page in EVERY.values()) > 70
    assert all(len(page.main) >= 2 for page in EVERY.values())


@pytest.mark.parametrize("field", measure.FIELDS)
def test_a_field_is_right_on_at_least_19_of_20_pages(readings: dict[str, Reading], field: str) -> None:
    wrong = [name for name, each in readings.items() if not each.right[field]]
    assert len(wrong) <= len(EVERY) / 20, wrong


def test_main_text_is_kept_and_furniture_is_in_fewer_than_one_passage_in_fifty(readings: dict[str, Reading]) -> None:
    shares = measure.summary(readings[page.name] for page in MENDED)
    assert shares["text kept"] >= 0.98
    assert shares["passages with furniture"] < 0.02


def test_pages_that_nothing_was_mended_for_are_read_better_than_by_trafilaturas_default(
    readings: dict[str, Reading],
) -> None:
    ours = measure.summary(readings[page.name] for page in HELD_OUT)
    default = measure.summary(measure.read(page, measure.by_trafilatura(page)) for page in HELD_OUT)
    assert ours["text kept"] >= 0.98
    assert ours["passages with furniture"] < default["passages with furniture"] / 2
    assert all(ours[field] >= default[field] for field in measure.FIELDS)


@pytest.mark.parametrize("name", [name for name, page in EVERY.items() if page.more])
def test_what_else_a_page_says_is_read_too(readings: dict[str, Reading], name: str) -> None:
    article, more = readings[name].article, EVERY[name].more
    assert article is not None
    said = {"language": article.language, "section": article.section, "agency": article.agency, "url": article.url,
            "subtitle": article.subtitle, "corrections": len(article.corrections)}  # fmt: skip
    assert {field: said[field] for field in more if field in said} == {
        field: value for field, value in more.items() if field in said
    }


def test_a_page_tells_where_each_field_came_from_and_keeps_the_time_zone(readings: dict[str, Reading]) -> None:
    article = readings["wordpress-yoast"].article
    assert article is not None
    assert article.published_at == dt.datetime(2025, 3, 12, 7, 30, tzinfo=dt.UTC)
    assert article.modified_at == dt.datetime(2025, 3, 13, 9, tzinfo=dt.UTC)
    assert article.origins["date"] == "json-ld" and article.origins["url"] == "canonical"
    nothing = readings["no-metadata"].article
    assert nothing is not None
    assert (nothing.origins["agency"], nothing.origins["authors"]) == ("dateline", "byline")
    assert (nothing.origins["date"], nothing.origins["language"]) == ("dateline", "detected")


def test_reading_a_page_twice_gives_the_same_article() -> None:
    page: Page = EVERY["quality-daily"]
    assert measure.by_newsqa(page) == measure.by_newsqa(page)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"a": ' + '"\\\\\\"' * 300_000 + "</script>",
        '<script type="application/ld+json">{,' + "/*" * 500_000 + "</script>",
        '<script type="application/ld+json">{,' + '"headline":"' * 100_000 + "</script>",
        f'<meta name="author" content="{"(" * 1_000_000}">',
        f'<meta name="date" content="{"1 " * 500_000}"><meta name="copyright" content="{"© 2" * 300_000}">',
        f"<title>{'a | ' * 200_000}</title>",
    ],
)
def test_a_hostile_page_is_read_in_seconds(head: str) -> None:
    page = Page(
        "hostile", f"<html><head>{head}</head><body><h1>Bell</h1>{BODY}</body></html>", "Bell", None, None, (), (), ()
    )
    assert measure.by_newsqa(page) is not None


@pytest.mark.timeout(60)
def test_a_page_of_many_entries_with_long_names_is_read_in_seconds() -> None:
    entries = "".join(
        f'<div class="{"-_" * 500}"><time>1{n % 10}.00</time><p>Entry {n} says that the bell rang again.</p></div>'
        for n in range(3000)
    )
    page = Page("long", f"<html><body><article>{BODY}{entries}</article></body></html>", "", None, None, (), (), ())
    assert measure.by_newsqa(page) is not None
