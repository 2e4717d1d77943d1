"""The filters of the chat, as a browser may send them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.errors import QueryError
from newsqa.tongues import language_code, language_name
from newsqa.types import Limits
from newsqa.web.filters import NO_FILTERS, Filters
from newsqa.web.periods import days_of, months_between, period_of, words_of


def test_filters_go_to_the_page_and_come_back() -> None:
    sent = {"since": "2024-05-01", "sources": ["The Gazette", "Courier"], "languages": ["de"]}
    assert Filters.from_browser(sent).to_dict() == sent
    assert Filters.from_browser({"sources": " Courier ", "until": "", "authors": []}).to_dict() == {
        "sources": ["Courier"]
    }
    assert Filters.from_browser(None).to_dict() == {}


def test_a_chip_leaves_all_the_other_filters() -> None:
    filters = Filters.from_browser({"since": "2024-05-01", "sources": ["A", "B"]})
    assert [(what, value, rest.to_dict()) for what, value, rest in filters.chips()] == [
        ("from", "1 May 2024", {"sources": ["A", "B"]}),
        ("outlet", "A", {"since": "2024-05-01", "sources": ["B"]}),
        ("outlet", "B", {"since": "2024-05-01", "sources": ["A"]}),
    ]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [("2024-02-01", "2024-02-29", "February 2024"), ("2024-01-01", "2024-12-31", "2024")],
)
def test_a_whole_month_or_year_is_one_chip(since: str, until: str, words: str) -> None:
    filters = Filters.from_browser({"since": since, "until": until, "sources": "A"})
    assert [(what, value) for what, value, _ in filters.chips()] == [("in", words), ("outlet", "A")]
    assert next(rest.to_dict() for _, _, rest in filters.chips()) == {"sources": ["A"]}


def test_days_that_cannot_be_read_are_shown_as_they_are() -> None:
    filters = Filters.from_browser({"since": "0000-01-01", "until": "0000-01-31"})
    assert [value for _, value, _ in filters.chips()] == ["0000-01-01", "0000-01-31"]


def test_languages_are_said_by_name_and_asked_for_by_code() -> None:
    filters = Filters.from_browser({"languages": ["German", "fr", "german", "Elvish"]})
    assert filters.to_dict() == {"languages": ["de", "fr", "Elvish"]}
    assert [value for _, value, _ in filters.chips()] == ["German", "French", "Elvish"]
    assert language_name("pt-BR") == "Portuguese" and language_code("Portuguese") == "pt"


def test_a_value_is_chosen_and_unchosen_whatever_its_case() -> None:
    chosen = NO_FILTERS.toggled("sources", "The Gazette").toggled("sources", "Courier")
    assert chosen.to_dict() == {"sources": ["The Gazette", "Courier"]}
    assert chosen.toggled("sources", "the gazette").to_dict() == {"sources": ["Courier"]}
    assert chosen.has("sources", "COURIER") and not chosen.has("authors", "Courier")


def test_a_month_takes_the_place_of_other_days_and_goes_when_it_is_chosen_again() -> None:
    filters = Filters.from_browser({"since": "2020-01-01", "sources": "A"}).toggled_period("2024-02")
    assert filters.to_dict() == {"since": "2024-02-01", "until": "2024-02-29", "sources": ["A"]}
    assert filters.toggled_period("2024").to_dict() == {
        "since": "2024-01-01", "until": "2024-12-31", "sources": ["A"],
    }  # fmt: skip
    assert filters.toggled_period("2024-02").to_dict() == {"sources": ["A"]}


@given(st.dates())
def test_a_period_is_known_by_its_days(day) -> None:
    for period in (day.isoformat()[:4], day.isoformat()[:7]):
        assert period_of(*days_of(period)) == period
        assert period[:4] in words_of(period)


def test_months_between_two_are_all_of_them_over_the_turn_of_a_year() -> None:
    assert months_between("2024-11", "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert months_between("0009-12", "0010-01") == ["0009-12", "0010-01"]


@pytest.mark.parametrize(
    "sent", ["x", [1], {"k": 1000}, {"sources": [{}]}, {"since": 7}, {"sources": ["x" * 3000]}, {"sources": None}]
)
def test_what_is_no_filter_is_refused(sent: object) -> None:
    with pytest.raises(QueryError, match="filters"):
        Filters.from_browser(sent)


def test_two_first_days_are_refused() -> None:
    with pytest.raises(QueryError, match=r"“to” 2 times; set one day"):
        Filters.from_browser({"until": ["2024-01-01", "2024-01-02"]})


def test_limits_of_an_answer_are_filters_and_those_of_a_kind_that_is_set_are_not_carried():
    limits = Limits(since=dt.date(2024, 5, 1), sources=("Post", "Courier"), languages=("de",))
    carried = Filters().carrying(limits)
    assert carried.to_browser() == {"since": "2024-05-01", "sources": ["Post", "Courier"], "languages": ["de"]}
    assert Filters.from_browser(carried.to_browser()) == carried
    assert carried.carrying(limits) is carried
    set_ = Filters.from_browser({"until": "2024-06-01", "sources": "post"})
    assert set_.carrying(limits).to_browser() == {"until": "2024-06-01", "sources": ["post"], "languages": ["de"]}
    assert Filters((("times", "ignored"),)).carrying(Limits()).to_browser() == {"times": "ignored"}
