"""What an article says of itself: fields by many names, dates, authors, languages."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsqa.metadata import NAMES, Fields, article_from_fields, first_field, parse_date
from newsqa.types import Article, Rejection

DAY = dt.date(2024, 7, 5)


def article_of(**values: object) -> tuple[Article, tuple[str, ...]]:
    result = article_from_fields(Fields({"title": "Bell", **values}, "The bell rang."), "news/bell.txt")
    assert not isinstance(result, Rejection)
    return result


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        dt.datetime(2024, 7, 5, 23, 59, tzinfo=dt.UTC),
        "2024-07-05",
        " 2024-07-05\n",
        "20240705",
        "2024/07/05",
        "2024-07-05T08:00:00Z",
        "2024-07-05 08:00:00.123+02:00",
        "5 July 2024",
        "July 5, 2024",
        "July 5 2024",
        "5 Jul 2024",
        "Jul 5, 2024",
        "05.07.2024",
        "Fri, 05 Jul 2024 08:00:00 +0000",
        "Fri, 5 Jul 2024 08:00:00 EST",
    ],
)
def test_a_date_is_read_in_the_forms_that_archives_use(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", ["2024-07-05T23:30:00-05:00", "2024-07-05T00:30:00+14:00"])
def test_the_day_is_the_one_that_the_publisher_wrote_whatever_the_time_zone(value: str) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2024", "202407", "2024-07", "July 2024", "2024-02-30", "2024-13-01", "0000-00-00", "n.d.",
     None, True, 20240705, 1720137600.0, ["2024-07-05"], {"date": "2024-07-05"}],
)  # fmt: skip
def test_what_names_no_day_gives_none(value: object) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize("value", ["07/05/2024", "5/7/2024", "05-07-2024", "7.5.24"])
def test_it_is_never_guessed_which_of_two_numbers_is_the_month(value: str) -> None:
    assert parse_date(value) is None


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(["Fri,", "5", "Jul", "2024", "08:00:00", "+0000", "9" * 30, "9" * 30 + ":1:1", "-", "T"]),
            max_size=8,
        ).map(" ".join),
    )
)
@example("15 Jul 99999999999999999999 10:00:00 +0000")
@example("Mon, 15 Jul 2024 08:00:00 +9999999999999999")
def test_no_text_makes_the_date_reader_fail(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), dt.date)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Oke", ("Ann Oke",)),
        ("By Ann Oke and Per Lund", ("Ann Oke", "Per Lund")),
        ("by Ann Oke, Per Lund; Sue Anders and Byron Ek", ("Ann Oke", "Per Lund", "Sue Anders", "Byron Ek")),
        (["Ann Oke", " Per \n Lund ", "", "Ann Oke"], ("Ann Oke", "Per Lund")),
        ([{"name": "Ann Oke", "@type": "Person"}, "Per Lund", {"name": 5}, 7, None], ("Ann Oke", "Per Lund")),
        (7, ()),
        ({"name": "Ann Oke"}, ()),
        (None, ()),
    ],
)
def test_authors_are_a_list_of_names_however_they_are_given(value: object, names: tuple[str, ...]) -> None:
    assert article_of(authors=value)[0].authors == names


@pytest.mark.parametrize(
    ("value", "code"), [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("zh-Hant-TW", "zh"), ("nds", "nds")]
)
def test_a_language_is_its_code_without_region_or_case(value: str, code: str) -> None:
    assert article_of(language=value) == (article_of(language=code)[0], ())
    assert article_of(language=value)[0].language == code


def test_a_language_that_is_no_code_is_left_out_with_a_warning() -> None:
    article, warnings = article_of(language="English")
    assert article.language is None
    assert warnings == ("language 'English' is not a code; write en, de, zh, ...",)


def test_the_first_name_of_a_field_wins_and_empty_ones_do_not_count() -> None:
    assert first_field({"headline": "Second", "title": "First"}, "title") == "First"
    assert first_field({"headline": "Second", "title": ""}, "title") == "Second"
    assert first_field({"author": "Ann Oke", "authors": []}, "authors") == "Ann Oke"
    assert first_field({}, "title") is None


def test_no_name_stands_for_two_fields() -> None:
    names = [name for others in NAMES.values() for name in others]
    assert len(names) == len(set(names))


def test_an_article_without_a_title_gets_its_first_words_and_a_warning() -> None:
    text = "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987.\nAgain."
    result = article_from_fields(Fields({}, text), "news/bell.txt")
    assert not isinstance(result, Rejection)
    article, warnings = result
    assert text.startswith(article.title + " ") and 40 < len(article.title) <= 80
    assert warnings == ("has no title; its first words stand in",)


def test_fields_of_the_wrong_kind_are_left_out_with_a_warning_each() -> None:
    article, warnings = article_of(source=["a"], url={"a": 1}, section=True, date="soon", modified=["x"])
    assert (article.source, article.url, article.section, article.date, article.modified) == (None,) * 5
    assert sorted(warning.split()[0] for warning in warnings) == ["date", "modified", "section", "source", "url"]
    assert "date 'soon' is not a date that can be read; write it as 2024-07-15" in warnings


def test_numbers_are_taken_as_the_texts_they_stand_for() -> None:
    article, warnings = article_of(id=0, title=1984, section=1.5)
    assert (article.id, article.title, article.section, warnings) == ("0", "1984", "1.5", ())


def test_metadata_is_one_line_each_without_control_characters() -> None:
    article, _ = article_of(title="Bell\nrings\x1b[0m ", source="Norrin\tPost", authors=["Ann\u2028Oke"], id=" a\n1 ")
    assert (article.title, article.source, article.authors) == ("Bell rings[0m", "Norrin Post", ("Ann Oke",))
    assert article.id == "a 1"


@pytest.mark.parametrize("text", ["", " \n ", "...\n---\n***", "\u00a0\u200b"])
def test_a_text_without_a_letter_or_figure_is_no_article(text: str) -> None:
    result = article_from_fields(Fields({"title": "Bell"}, text, line=3), "news/bell.jsonl")
    assert result == Rejection("news/bell.jsonl:3", "has no text")
