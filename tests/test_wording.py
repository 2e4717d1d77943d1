"""What an answer's figures are called."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.types import Answer, ArticleInfo, Hit, Passage, Query, TimeRange, WayOut, Why
from newsqa.wording import (
    confidence_words,
    coverage,
    covered,
    likelihood,
    limits,
    looked_for,
    percentage,
    why,
    without,
)

# What each step may be said of, at least: the words must not promise more than the number.
LEAST = {
    "Very likely answers this": 0.9,
    "Likely answers this": 0.66,
    "May answer this": 0.33,
    "Unlikely to answer this": 0.0,
}
confidences = st.floats(0, 1)


def _answer(confidence: float | None, *, answered: bool = True) -> Answer:
    return Answer(question="Q", answered=answered, confidence=confidence)


@given(confidences)
def test_words_are_those_of_the_highest_step_that_a_confidence_reaches(confidence: float) -> None:
    reached = [words for words, least in LEAST.items() if confidence >= least]
    assert confidence_words(_answer(confidence)) == reached[0]


@given(confidences)
def test_a_declined_answer_is_never_called_likely(confidence: float) -> None:
    assert confidence_words(_answer(confidence, answered=False)) == "Too unsure to be an answer"


def test_without_a_confidence_nothing_is_said_of_it() -> None:
    assert confidence_words(_answer(None)) == confidence_words(_answer(None, answered=False)) == ""


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [(0.0, "under 1%"), (0.0049, "under 1%"), (0.006, "1%"), (0.724, "72%"), (0.994, "99%"), (0.996, "over 99%"),
     (1.0, "over 99%")],
)  # fmt: skip
def test_a_percentage_is_whole_and_never_certain(confidence: float, shown: str) -> None:
    assert percentage(confidence) == shown


def test_more_words_than_a_reader_takes_in_are_counted() -> None:
    words = tuple(f"w{number}" for number in range(30))
    few, many = (Answer(question="Q", answered=False, looked_for=some) for some in (words[:24], words))
    assert looked_for(few) == words[:24]
    assert looked_for(many) == (*words[:24], "and 6 more")


def test_limits_name_every_filter_that_is_set_and_no_other() -> None:
    assert limits(Query(text="Q")) == ()
    query = Query(
        text="Q", since=dt.date(2024, 3, 5), until=dt.date(2024, 3, 6), sources=("A", "B"), languages=("de",),
        sections=("Roads",), authors=("Per Lund",), phrases=(("two", "words"), ("one",)), excluded=(("x",), ("y",)),
    )  # fmt: skip
    assert limits(query) == (
        ("since", "2024-03-05"), ("until", "2024-03-06"), ("outlet", "A or B"), ("language", "de"),
        ("section", "Roads"), ("author", "Per Lund"), ("with", '"two words" and "one"'), ("without", '"x" or "y"'),
    )  # fmt: skip


@pytest.mark.parametrize(("share", "shown"), [(0.0, "0%"), (0.355, "35%"), (0.9999, "99%")])
def test_the_share_found_by_meaning_is_said_until_it_is_all(share: float, shown: str) -> None:
    assert covered(share) == shown
    assert f"covers {shown} of the archive so far" in coverage(share)
    assert coverage(1.0) == ""


@given(st.integers(1, 10_000))
def test_a_place_is_named_as_it_is_spoken(rank: int) -> None:
    hit = Hit(
        rank=1, score=1.0, passage=Passage(id="p", article_id="a", start=0, end=1, text="x"),
        article=ArticleInfo(id="a", title="T"), why=Why(meaning_rank=rank),
    )  # fmt: skip
    named = dict(why(hit))["Nearest"].split(" ")[0]
    assert named.rstrip("stndrh") == str(rank)
    assert named.endswith("th") or str(rank)[-1] in "123"


@pytest.mark.parametrize(
    ("days", "time", "said"),
    [
        (0, TimeRange(phrase="last week", start=0, end=9), "within the time asked for"),
        (1, TimeRange(phrase="last week", start=0, end=9), "1 day from the time asked for"),
        (1200, None, "1,200 days from the day of asking, or the archive's last day"),
        (0, TimeRange(phrase="the latest", start=0, end=9, is_latest=True),
         "on the day of asking, or the archive's last day"),
    ],
)  # fmt: skip
def test_the_nearness_of_a_day_names_what_it_is_near_to(days: int, time: TimeRange | None, said: str) -> None:
    hit = Hit(
        rank=1, score=1.0, passage=Passage(id="p", article_id="a", start=0, end=1, text="x"),
        article=ArticleInfo(id="a", title="T"), why=Why(words=("ferry",), words_rank=1, days=days),
    )  # fmt: skip
    assert dict(why(hit, time))["Date"] == said
    assert dict(why(hit, time))["Words of the question"] == "ferry"


@pytest.mark.parametrize("name", ["dates", "sources", "languages", "sections", "authors", "phrases", "time"])
def test_every_way_out_says_what_is_taken_away(name: str) -> None:
    assert without(WayOut(without=name, value="x", answer=_answer(0.7))).endswith(" x")
    assert likelihood(_answer(0.7)) == "likely" and likelihood(_answer(None)) == "answered"
