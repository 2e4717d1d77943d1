"""Times in questions, as ranges written by hand say what they mean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from times import ENGLISH, FRENCH, FUTURE, GERMAN, LANGUAGES, SPANISH, TODAY, WITHOUT, Case

from newsqa.dates import find_time

MOST_GIVEN_A_TIME = 1  # of a hundred questions without one
LEAST_EXACT = {"English": 0.95, "German": 0.9, "French": 0.9, "Spanish": 0.9}


def day(text: str | None) -> dt.date | None:
    return text and dt.date.fromisoformat(text)


def is_exact(case: Case) -> bool:
    question, _, since, until = case
    found = find_time(question, TODAY)
    return found is not None and (found.since, found.until) == (day(since), day(until))


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_mean_the_days_that_a_reader_means(language: str) -> None:
    cases = LANGUAGES[language]
    wrong = [case for case in cases if not is_exact(case)]
    assert 1 - len(wrong) / len(cases) >= LEAST_EXACT[language], wrong


def test_there_are_enough_questions_to_judge_by() -> None:
    assert len(ENGLISH) >= 60
    assert all(len(cases) >= 15 for cases in (GERMAN, FRENCH, SPANISH))
    assert len(WITHOUT) == len(set(WITHOUT)) == 100


@pytest.mark.parametrize("case", [case for cases in LANGUAGES.values() for case in cases], ids=lambda case: case[1])
def test_a_phrase_is_what_stands_in_the_question(case: Case) -> None:
    question, phrase, *_ = case
    found = find_time(question, TODAY)
    assert found is not None
    assert found.phrase == question[found.start : found.end] == phrase


def test_questions_without_a_time_are_given_none() -> None:
    given_one = [question for question in WITHOUT if find_time(question, TODAY)]
    assert len(given_one) <= MOST_GIVEN_A_TIME, given_one


@pytest.mark.parametrize("question", FUTURE)
def test_what_lies_ahead_is_left_alone(question: str) -> None:
    assert find_time(question, TODAY) is None


@pytest.mark.parametrize(
    ("phrase", "today", "since", "until"),
    [
        ("over the weekend", "2024-07-14", "2024-07-13", "2024-07-14"),
        ("over the weekend", "2024-07-15", "2024-07-13", "2024-07-14"),
        ("last weekend", "2024-07-14", "2024-07-06", "2024-07-07"),
        ("this weekend", "2024-07-13", "2024-07-13", "2024-07-14"),
        ("on Monday", "2024-07-15", "2024-07-15", "2024-07-15"),
        ("last Monday", "2024-07-15", "2024-07-08", "2024-07-08"),
        ("last week", "2024-07-15", "2024-07-08", "2024-07-14"),
        ("last week", "2025-01-01", "2024-12-23", "2024-12-29"),
        ("in January", "2024-01-01", "2024-01-01", "2024-01-31"),
        ("on 29 February", "2026-11-24", "2024-02-29", "2024-02-29"),
        ("last month", "2024-03-31", "2024-02-01", "2024-02-29"),
        ("in the past month", "2024-03-31", "2024-02-29", "2024-03-31"),
        ("last quarter", "2025-02-10", "2024-10-01", "2024-12-31"),
        ("this winter", "2025-01-15", "2024-12-01", "2025-02-28"),
        ("last winter", "2025-01-15", "2023-12-01", "2024-02-29"),
        ("between 28 December and 5 January", "2025-01-20", "2024-12-28", "2025-01-05"),
        ("between October and February", "2025-03-20", "2024-10-01", "2025-02-28"),
    ],
)
def test_the_turn_of_weeks_months_and_years_is_kept(phrase: str, today: str, since: str, until: str) -> None:
    found = find_time(f"What happened {phrase}?", dt.date.fromisoformat(today))
    assert found is not None
    assert (found.phrase, found.since, found.until) == (phrase, day(since), day(until))


def test_a_weekend_that_is_still_to_come_is_left_alone() -> None:
    assert find_time("What happened this weekend?", TODAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the fire?",
        "Who won the most recent election?",
        "What has the minister said recently?",
        "Was sagte der Minister kürzlich?",
        "Qu'a dit récemment le ministre ?",
        "¿Qué dijo recientemente el ministro?",
    ],
)
def test_who_asks_for_the_latest_gives_no_range(question: str) -> None:
    found = find_time(question, TODAY)
    assert found is not None
    assert found.is_latest
    assert found.since is found.until is None


def test_a_deadline_is_not_when_something_was_printed() -> None:
    assert find_time("Who must pay by the end of June at the latest?", TODAY) is None


def test_of_several_times_none_is_chosen() -> None:
    assert find_time("What did the minister say yesterday of what happened in May?", TODAY) is None


def test_a_date_in_numbers_that_may_be_of_two_months_is_left_alone() -> None:
    assert find_time("What happened on 03/05/2024?", TODAY) is None
    found = find_time("What happened on 15/07/2024?", TODAY)
    assert found is not None
    assert found.since == dt.date(2024, 7, 15)


@pytest.mark.parametrize(
    "question", ["Wer ist hier?", "Is there life on Mars?", "Wie war es in Nizza?", "Who is Juan Abril?"]
)
def test_a_word_of_one_language_is_no_time_in_another(question: str) -> None:
    assert find_time(question, TODAY) is None


_SOME_WORDS = (
    "in on since until before after between and the of last this ago first quarter week 31 3 May February 2024 1990s "
    "Monday weekend end mid-July year two yesterday , ? - 99"
)
_WORDS = st.sampled_from(_SOME_WORDS.split())


@given(st.lists(_WORDS, max_size=9).map(" ".join), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
def test_whatever_words_stand_together_a_time_is_a_range_in_the_question(question: str, today: dt.date) -> None:
    found = find_time(question, today)
    if found is not None:
        assert found.phrase == question[found.start : found.end]
        assert found.is_latest or found.since or found.until
        assert found.since is None or found.since <= today
        assert found.since is None or found.until is None or found.since <= found.until
