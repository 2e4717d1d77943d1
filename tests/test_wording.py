"""What an answer's figures are called."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.types import Answer, Query
from newsqa.wording import confidence_words, coverage, covered, limits, looked_for, percentage

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
