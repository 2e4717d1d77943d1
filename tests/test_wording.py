"""What an answer's figures are called."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.types import (
    Answer,
    ArticleInfo,
    Citation,
    Hit,
    Passage,
    Query,
    Span,
    Survey,
    SurveyEntry,
    TimeRange,
    WayOut,
    Why,
)
from newsqa.wording import (
    absent,
    by_day,
    by_outlet,
    confidence_words,
    coverage,
    covered,
    days,
    likelihood,
    limits,
    looked_for,
    percentage,
    way_out,
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
    ("apart", "time", "said"),
    [
        (0, TimeRange(phrase="last week", start=0, end=9), "within the time asked for"),
        (1, TimeRange(phrase="last week", start=0, end=9), "1 day from the time asked for"),
        (1200, None, "1,200 days from the day of asking, or the archive's last day"),
        (0, TimeRange(phrase="the latest", start=0, end=9, is_latest=True),
         "on the day of asking, or the archive's last day"),
    ],
)  # fmt: skip
def test_the_nearness_of_a_day_names_what_it_is_near_to(apart: int, time: TimeRange | None, said: str) -> None:
    hit = Hit(
        rank=1, score=1.0, passage=Passage(id="p", article_id="a", start=0, end=1, text="x"),
        article=ArticleInfo(id="a", title="T"), why=Why(words=("ferry",), words_rank=1, days=apart),
    )  # fmt: skip
    assert dict(why(hit, time))["Date"] == said
    assert dict(why(hit, time))["Words of the question"] == "ferry"


@pytest.mark.parametrize("name", ["dates", "sources", "languages", "sections", "authors", "phrases", "time"])
def test_every_way_out_says_what_is_taken_away(name: str) -> None:
    assert without(WayOut(without=name, value="x", answer=_answer(0.7))).endswith(" x")
    assert likelihood(_answer(0.7)) == "likely" and likelihood(_answer(None)) == "answered"


def _entry(number: int, source: str | None, date: str | None) -> SurveyEntry:
    article = ArticleInfo(
        id=f"a{number}", title=f"Title {number}", source=source, date=date and dt.date.fromisoformat(date)
    )
    citation = Citation(
        number=number, article_id=article.id, start=0, end=2, quote="No", best=Span(0, 2), title=article.title,
        source=source, date=article.date,
    )  # fmt: skip
    passage = Passage(id=f"{article.id}#1", article_id=article.id, start=0, end=2, text="No")
    return SurveyEntry(
        article=article, citation=citation, hit=Hit(rank=number, score=1.0, passage=passage, article=article)
    )


ENTRIES = (
    _entry(1, "Elm Bote", "2024-03-07"), _entry(2, "Norrin Post", None), _entry(3, "Elm Bote", "2023-12-31"),
    _entry(4, None, "2024-03-07"),
)  # fmt: skip


def _numbers(groups: tuple[tuple[str, tuple[SurveyEntry, ...]], ...]) -> list[tuple[str, list[int]]]:
    return [(heading, [entry.citation.number for entry in entries]) for heading, entries in groups]


def test_a_survey_by_day_runs_from_the_earliest_to_the_undated() -> None:
    found = _numbers(by_day(Survey(question="Q", entries=ENTRIES)))
    assert found == [("2023-12-31", [3]), ("2024-03-07", [1, 4]), ("undated", [2])]


def test_a_survey_by_outlet_begins_with_that_of_the_best() -> None:
    found = _numbers(by_outlet(Survey(question="Q", entries=ENTRIES)))
    assert found == [("Elm Bote", [1, 3]), ("Norrin Post", [2]), ("Title 4", [4])]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ENTRIES[0], "very likely answers this (95%), from Elm Bote, 2024-03-07"),
        (ENTRIES[1], "very likely answers this (95%), from Norrin Post"),
        (ENTRIES[3], "very likely answers this (95%), from Title 4, 2024-03-07"),
    ],
)
def test_a_way_out_says_how_sure_and_where_from(entry: SurveyEntry, said: str) -> None:
    answer = Answer(question="Q", answered=True, confidence=0.95, citations=(entry.citation,))
    assert way_out(WayOut(without="dates", value="since 2024-01-01", answer=answer)) == said


def test_absent_words_are_listed_and_none_are_not_spoken_of() -> None:
    assert absent(Answer(question="Q", answered=False, absent=("Zyxwok", "quarks"))) == "In no article: Zyxwok, quarks"
    assert absent(Answer(question="Q", answered=False)) == ""


def test_a_range_of_days_names_the_ends_that_it_has() -> None:
    first, last = dt.date(2024, 3, 5), dt.date(2024, 3, 7)
    assert [days(first, last), days(first, first), days(first, None), days(None, last)] == [
        "2024-03-05 to 2024-03-07", "2024-03-05", "since 2024-03-05", "until 2024-03-07",
    ]  # fmt: skip
