"""What became of the sources of kept answers, and the commands that look after these."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import newsqa
from newsqa import wording
from newsqa.backup import backup, restore
from newsqa.cli import app
from newsqa.config import Settings
from newsqa.doctor import examine
from newsqa.errors import NotKeptError, SettingError
from newsqa.feedback import FEEDBACK_FILE, Feedback, give, read_feedback
from newsqa.index import Index
from newsqa.kept import KEPT_FILE, Kept, KeptTurn, archive_of, changed_sources, quoting_gone
from newsqa.types import Answer, Suggestion, Survey, WayOut

QUESTION = "Why was the ferry to Quist late?"
FERRY = {
    "id": "ferry", "title": "Ferry late again", "source": "Dorn Echo", "date": "2025-03-02",
    "text": "The ferry to Quist was late because an engine failed. Passengers waited three hours on the quay.",
}  # fmt: skip
CHEESE = {
    "id": "cheese", "title": "A prize for cheese", "source": "Dorn Echo", "date": "2025-03-03",
    "text": "A dairy in Pellow won the cheese prize. Its owner said that the salt makes the difference.",
}  # fmt: skip
EVERYTHING = Settings(min_confidence=0.0)


@pytest.fixture
def archive(tmp_path: Path, write_jsonl: Callable[..., Path]) -> Callable[..., Path]:
    def build(*articles: dict[str, str]) -> Path:
        newsqa.build(write_jsonl(*articles), tmp_path / "index")
        return tmp_path / "index"

    return build


def ask(index: Path, question: str = QUESTION) -> Answer:
    with Index.open(index, settings=EVERYTHING) as opened:
        return opened.ask(question)


def keep(index: Path, answer: Answer) -> str:
    kept = Kept.open(index)
    id_ = kept.start("a reader", answer.question)
    moment = dt.datetime(2025, 3, 4, 9, 30, tzinfo=dt.UTC)
    kept.keep("a reader", id_, KeptTurn(place=0, question=answer.question, asked_at=moment, answer=answer))
    return id_


def run(*arguments: str, answer: str | None = None) -> str:
    done = CliRunner().invoke(app, list(arguments), input=answer, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_real_answer_comes_back_from_json_as_it_was(archive: Callable[..., Path]) -> None:
    index = archive(FERRY, CHEESE)
    with Index.open(index, settings=EVERYTHING) as opened:
        answer = opened.ask(QUESTION, since="2025-01-01")
        survey = opened.survey(QUESTION)
    assert answer.citations
    assert answer.hits[0].why is not None
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    assert Survey.from_dict(json.loads(json.dumps(survey.to_dict()))) == survey
    for value in (Suggestion(question="q", answer=answer), WayOut(without="dates", value="x", answer=answer)):
        assert type(value).from_dict(json.loads(json.dumps(value.to_dict()))) == value
    with pytest.raises(ValueError, match="question"):
        Answer.from_dict({"answered": True})


def test_sources_that_stand_as_they_were_are_not_told_of(archive: Callable[..., Path]) -> None:
    index = archive(FERRY, CHEESE)
    answer = ask(index)
    moved = {**FERRY, "text": f"A line was put before it all. {FERRY['text']}"}
    for articles in ((FERRY, CHEESE), (moved, CHEESE)):
        with archive_of(archive(*articles)) as now:
            assert changed_sources(now, answer) == ()


def test_a_source_that_is_gone_or_changed_is_told_of(archive: Callable[..., Path]) -> None:
    index = archive(FERRY, CHEESE)
    answer = ask(index)
    first = answer.citations[0]
    assert first.article_id == "ferry"
    rewritten = {**FERRY, "text": "The boat to Quist came late, since its motor broke down. People waited."}
    archive(rewritten, CHEESE)
    with Index.open(index, settings=EVERYTHING) as opened:
        (change,) = [each for each in changed_sources(opened, answer) if each.article_id == "ferry"]
    assert (change.number, change.what, change.later) == (first.number, "changed", None)
    assert wording.source_change(change) == (
        f"[{first.number}] Ferry late again was changed: the quotation does not stand there any more."
    )
    archive(CHEESE)
    with archive_of(index) as now:
        (change,) = [each for each in changed_sources(now, answer) if each.article_id == "ferry"]
    assert change.what == "gone"
    assert "no longer in the archive" in wording.source_change(change)


LONG = (
    "The ferry to Quist was late because an engine failed. Passengers waited three hours on the quay while crews from "
    "Dorn looked for a part that nobody had in store. The harbour master said that boats of this age need new engines, "
    "and that the council had put the money off twice. A bus took those who could not wait around the bay."
)


def test_a_later_version_is_told_of_unless_the_answer_knew_of_it(archive: Callable[..., Path]) -> None:
    first = {**FERRY, "text": LONG}
    later = {
        **FERRY, "id": "ferry-2", "title": "Ferry late again: update", "date": "2025-03-03", "modified": "2025-03-03",
        "text": f"{LONG} On Monday the ferry sailed again.",
    }  # fmt: skip
    index = archive(first, CHEESE)
    answer = ask(index)
    archive(first, later, CHEESE)
    with archive_of(index) as now:
        if now.relatives("ferry").later is None:
            pytest.fail("the two are no versions of one article any more; mend the sample")
        (change,) = [each for each in changed_sources(now, answer) if each.article_id == "ferry"]
        assert change.what == "later"
        assert change.later is not None
        assert change.later.id == "ferry-2"
        assert "has a later version: Ferry late again: update" in wording.source_change(change)
        known = [each for each in changed_sources(now, ask(index)) if each.what == "later"]
        assert not known


def test_the_commands_list_search_show_rename_and_delete(archive: Callable[..., Path]) -> None:
    index = str(archive(FERRY, CHEESE))
    assert run("conversations", "list", "--index", index) == ""
    assert not (Path(index) / KEPT_FILE).exists()
    one, two = keep(Path(index), ask(Path(index))), keep(Path(index), ask(Path(index), "Who won the cheese prize?"))
    lines = run("conversations", "list", "--index", index).splitlines()
    assert [line.split(" · ")[0] for line in lines] == [two, one]
    assert lines[1].endswith(f"{QUESTION} · 1 turn")
    (found,) = json.loads(run("conversations", "search", "ENGINE failed", "--index", index, "--json"))
    assert found["id"] == one
    assert "engine failed" in found["found"]
    run("conversations", "rename", one, "The boat", "--index", index)
    shown = run("conversations", "show", one, "--index", index)
    assert "The boat" in shown
    assert "generation 1" in shown
    assert "engine failed" in shown
    assert "Since then" not in shown
    archive(CHEESE)
    assert "Since then: [1] Ferry late again is no longer" in run("conversations", "show", one, "--index", index)
    plain = json.loads(run("conversations", "show", one, "--index", index, "--json"))
    assert plain["turns"][0]["answer"]["question"] == QUESTION
    assert (plain["changes"][0]["place"], plain["changes"][0]["what"]) == (0, "gone")
    with pytest.raises(NotKeptError, match="no such conversation"):
        run("conversations", "delete", "f00", "--yes", "--index", index)
    kept = Kept.open(Path(index))
    assert CliRunner().invoke(app, ["conversations", "delete", one, "--index", index], input="n\n").exit_code == 1
    assert len(kept.list(None)) == 2
    run("conversations", "delete", one, "--index", index, answer="y\n")
    assert [entry.id for entry in kept.list(None)] == [two]
    assert json.loads(run("conversations", "delete", "--all", "--yes", "--index", index, "--json")) == {
        "deleted": [two]
    }
    assert kept.list(None) == ()
    with pytest.raises(SettingError, match="one of these"):
        run("conversations", "delete", "--index", index)


def test_a_purge_says_what_still_quotes_and_the_command_removes_it(
    archive: Callable[..., Path], tmp_path: Path
) -> None:
    index = archive(FERRY, CHEESE)
    gone, stays = keep(index, ask(index)), Kept.open(index).start(None, "nothing of it")
    give(
        index,
        Feedback(
            question=QUESTION, verdict="right", citation=ask(index).citations[0], at=dt.datetime.now(dt.UTC)
        ),
    )  # fmt: skip
    assert quoting_gone(index) == ((), ())
    articles = tmp_path / "articles"
    (articles / "articles.jsonl").write_text(json.dumps(CHEESE) + "\n")
    done = CliRunner().invoke(app, ["build", str(articles), "--index", str(index), "--purge"])
    assert done.exit_code == 0
    assert "1 kept conversation still holds text of articles that the archive no longer has" in done.stderr
    assert "so does feedback in 1 line: `newsqa feedback delete --quoting-gone" in done.stderr
    (line,) = read_feedback(index / FEEDBACK_FILE).ids
    assert quoting_gone(index) == ((gone,), (line,))
    whole = (index / KEPT_FILE).read_bytes()
    (index / KEPT_FILE).write_bytes(b"x" * 5000)
    done = CliRunner().invoke(app, ["build", str(articles), "--index", str(index), "--purge"])
    assert done.exit_code == 0
    assert "cannot be told" in done.stderr
    (index / KEPT_FILE).write_bytes(whole)
    run("conversations", "delete", "--quoting-gone", "--yes", "--index", str(index))
    assert [entry.id for entry in Kept.open(index).list(None)] == [stays]
    assert b"engine" not in (index / KEPT_FILE).read_bytes()
    run("feedback", "delete", "--quoting-gone", "--yes", "--index", str(index))
    assert (index / FEEDBACK_FILE).read_bytes() == b""


def test_what_keeps_an_index_sound_leaves_what_readers_said_alone(archive: Callable[..., Path], tmp_path: Path) -> None:
    index = archive(FERRY, CHEESE)
    keep(index, ask(index))
    give(index, Feedback(question=QUESTION, verdict="wrong", at=dt.datetime.now(dt.UTC)))
    before = {name: (index / name).read_bytes() for name in (KEPT_FILE, FEEDBACK_FILE)}
    assert examine(index, settings=Settings()).exit_status == 0
    run("doctor", "--repair", "--index", str(index))
    backup(index, tmp_path / "copy.newsqa")
    archive(CHEESE)
    archive(FERRY, CHEESE)
    restore(tmp_path / "copy.newsqa", index, settings=Settings())
    run("rollback", "--index", str(index))
    run("build", str(tmp_path / "articles"), "--index", str(index), "--purge")
    assert {name: (index / name).read_bytes() for name in before} == before
    assert KEPT_FILE.encode() not in (tmp_path / "copy.newsqa").read_bytes()
    restore(tmp_path / "copy.newsqa", tmp_path / "elsewhere", settings=Settings())
    assert not (tmp_path / "elsewhere" / KEPT_FILE).exists()
