"""What the day of asking and a time in a question do, through every interface."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from newsqa import Index
from newsqa.builder import build
from newsqa.cli import app
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import QueryError
from newsqa.retriever import make_query
from newsqa.types import TimeRange
from newsqa.web.conversation import Turn
from newsqa.web.filters import Filters
from newsqa.web.parts import render_turn

TODAY = dt.date(2024, 7, 17)
DAYS = {"old": "2023-02-06", "june": "2024-06-11", "last-week": "2024-07-10", "today": "2024-07-17", "undated": None}
TEXT = "The ferry to Ostrand was cancelled. The harbour master named the wind of {} as the reason."
WINDS = dict(zip(DAYS, ("a gale", "a squall", "a storm", "a breeze", "a tempest"), strict=True))


# Beside these the five are alike.
OTHERS = (
    "The bakery in Tannfeld won a prize for its rye bread.",
    "Two swans returned to the pond behind the town hall.",
    "The choir sings Bach in the cathedral on Good Friday.",
    "A survey counted nine hundred bats in the mine.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    place = tmp_path_factory.mktemp("asked-when")
    (place / "in").mkdir()
    rows = [
        {"id": name, "title": "The ferry", "text": TEXT.format(WINDS[name]), "date": day} for name, day in DAYS.items()
    ]
    rows += [{"id": f"other-{n}", "title": "News", "text": text, "date": "2024-07-01"} for n, text in enumerate(OTHERS)]
    (place / "in" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(place / "in", place / "index", settings=Settings(), encoder=encoder)
    with Index.open(place / "index", encoder=encoder, settings=Settings(min_confidence=0.0)) as opened:
        yield opened


def first(index: Index, question: str, **more: object) -> str:
    return index.retrieve(question, 5, today=TODAY, **more)[0].article.id


def test_the_nearest_to_the_day_of_asking_comes_first(index: Index) -> None:
    assert first(index, "Why was the ferry to Ostrand cancelled?") == "today"
    assert index.retrieve("Why was the ferry to Ostrand cancelled?", today="2023-02-07")[0].article.id == "old"


@pytest.mark.parametrize(
    ("phrase", "article"),
    [("last week", "last-week"), ("in June", "june"), ("in February 2023", "old"), ("today", "today")],
)
def test_articles_of_a_time_that_is_said_come_first_and_no_other_is_left_out(
    index: Index, phrase: str, article: str
) -> None:
    question = f"Why was the ferry to Ostrand cancelled {phrase}?"
    assert first(index, question) == article
    answer = index.ask(question, k=5, today=TODAY)
    assert answer.time is not None
    assert answer.time.phrase == phrase
    assert {hit.article.id for hit in answer.hits} == set(DAYS)


def test_a_time_can_be_left_alone(index: Index) -> None:
    question = "Why was the ferry to Ostrand cancelled last week?"
    answer = index.ask(question, today=TODAY, times=False)
    assert answer.time is None
    assert answer.hits[0].article.id == "today"


def test_filters_that_are_given_stand_instead_of_a_time_that_is_said(index: Index) -> None:
    answer = index.ask("Why was the ferry to Ostrand cancelled last week?", today=TODAY, until="2024-06-30")
    assert answer.time is None
    assert {hit.article.id for hit in answer.hits} == {"old", "june"}


def test_a_time_that_the_archive_has_nothing_of_changes_nothing(index: Index) -> None:
    answer = index.ask("Why was the ferry to Ostrand cancelled in 1861?", today=TODAY)
    assert answer.time is None
    assert answer.hits[0].article.id == "today"


def test_confidence_does_not_depend_on_when_an_article_was_printed(index: Index) -> None:
    question = "Why was the ferry to Ostrand cancelled because of a gale?"
    on_the_day = index.ask(question, k=1, today="2023-02-06")
    years_after = index.ask(question, k=1, today="2023-02-06", since="2023-01-01", until="2023-12-31")
    assert on_the_day.hits[0].article.id == years_after.hits[0].article.id == "old"
    near = index.ask(question, k=1, today="2023-02-06").confidence
    far = index.ask(question, k=1, today="2024-07-16", until="2023-12-31").confidence
    assert near == pytest.approx(far, abs=0.05)


def test_the_day_of_asking_must_be_a_day() -> None:
    with pytest.raises(QueryError, match="today: 'soon' is not a date"):
        make_query("x", 1, max_chars=9, today="soon")


def test_the_command_line_says_what_was_understood(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    question = "Why was the ferry to Ostrand cancelled last week?"
    where = ["--index", str(index.folder), "--today", "2024-07-17"]
    app(["ask", question, *where], standalone_mode=False)
    said = capsys.readouterr().out
    assert "Time: last week, 2024-07-08 to 2024-07-14: these articles come first; --no-times ignores it" in said
    app(["ask", question, *where, "--no-times"], standalone_mode=False)
    assert "Time:" not in capsys.readouterr().out


def test_the_chat_shows_a_time_as_a_chip_that_asks_again_without_it(index: Index) -> None:
    question = "Why was the ferry to Ostrand cancelled last week?"
    answer = index.ask(question, today=TODAY)
    html = render_turn(Turn(1, question, answer=answer))
    assert "last week" in html
    assert "2024-07-08 to 2024-07-14" in html
    assert "&#34;times&#34;: &#34;ignored&#34;" in html
    again = Filters.from_browser({"times": "ignored"})
    assert again.to_dict() == {"times": False}
    assert [(what, value, rest.to_browser()) for what, value, rest in again.chips()] == [
        ("times in the question", "ignored", {})
    ]
    with pytest.raises(QueryError):
        Filters.from_browser({"times": "yes"})


def test_a_time_turns_into_a_plain_dict() -> None:
    time = TimeRange(phrase="in May", start=3, end=9, since=dt.date(2024, 5, 1), until=dt.date(2024, 5, 31))
    assert json.loads(json.dumps(time.to_dict())) == {
        "phrase": "in May", "start": 3, "end": 9, "since": "2024-05-01", "until": "2024-05-31", "is_latest": False,
    }  # fmt: skip
