"""Feedback: every line is kept, and `newsqa evaluate` reads it as questions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import random
import resource
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import newsqa
from newsqa.cli import app
from newsqa.encoder import Encoder
from newsqa.errors import EvaluationError, KeptError, NewsQAError
from newsqa.evaluate import Evaluation, Source, evaluate
from newsqa.evaluate.report import table
from newsqa.evaluate.verdicts import questions_of
from newsqa.feedback import FEEDBACK_FILE, Feedback, give, is_feedback, read_feedback, take_out
from newsqa.index import Index
from newsqa.types import Answer, Article, Citation, Limits, Span

WHEN = dt.datetime(2025, 3, 4, 9, 30, tzinfo=dt.UTC)
BRIDGE = {
    "id": "bridge", "title": "Footbridge opened", "source": "Norrin Post", "date": "2025-03-01",
    "text": "The footbridge at Harl was opened by Hilda Brook on Saturday. Some two hundred people came to see it.",
}  # fmt: skip
FERRY = {
    "id": "ferry", "title": "Ferry late again", "source": "Dorn Echo", "date": "2025-03-02",
    "text": "The ferry to Quist was late because an engine failed. Passengers waited three hours on the quay.",
}  # fmt: skip
CHEESE = {
    "id": "cheese", "title": "A prize for cheese", "source": "Dorn Echo", "date": "2025-03-03",
    "text": "A dairy in Pellow won the cheese prize. Its owner said that the salt makes the difference.",
}  # fmt: skip


def cite(fields: dict[str, str], sentence: str) -> Citation:
    article = Article(id=fields["id"], title=fields["title"], text=fields["text"], path="articles.jsonl")
    start = article.text.index(sentence)
    return Citation.prove(article, start, start + len(sentence), number=1)


OPENED = cite(BRIDGE, "The footbridge at Harl was opened by Hilda Brook on Saturday.")
CAME = cite(BRIDGE, "Some two hundred people came to see it.")
LATE = cite(FERRY, "The ferry to Quist was late because an engine failed.")
SALT = cite(CHEESE, "Its owner said that the salt makes the difference.")


def said(question: str, verdict: Any, citation: Citation | None = None, **more: Any) -> Feedback:
    return Feedback(question=question, verdict=verdict, citation=citation, **{"at": WHEN, **more})


def test_what_is_given_is_read_back_and_the_file_is_its_owners(tmp_path: Path) -> None:
    given = [
        said("Who opened the footbridge?", "right", OPENED, why="It says so.\nTwice.", generation=3),
        said("What is the moon?", "right", answered=False, limits=Limits(sources=("Dorn Echo",))),
        said("Caf\u2028é?", "wrong", at=WHEN.astimezone(dt.timezone(dt.timedelta(hours=5)))),
    ]
    for each in given:
        assert give(tmp_path, each) == tmp_path / FEEDBACK_FILE
    found = read_feedback(tmp_path / FEEDBACK_FILE)
    assert [each for _, each in found.lines] == [*given[:2], dataclasses.replace(given[2], question="Caf é?")]
    assert not found.torn
    assert stat.S_IMODE((tmp_path / FEEDBACK_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("feedback", "reason"),
    [
        (said(" ", "right"), "no question"),
        (said("Who?", "good"), "right or wrong"),
        (said("Who?", "wrong", why="x" * 2001), "reason has 2,001"),
        (said("x" * 70_000, "wrong"), "most that is noted"),
        (said("Who?", "wrong", at=WHEN.replace(tzinfo=None)), "no time zone"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, feedback: Feedback, reason: str) -> None:
    with pytest.raises(KeptError, match=reason):
        give(tmp_path, feedback)
    assert not list(tmp_path.iterdir())


def test_a_line_that_was_never_finished_is_left_out_and_then_taken_out(tmp_path: Path) -> None:
    path = give(tmp_path, said("Who?", "wrong"))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    found = read_feedback(path)
    assert len(found.lines) == 1
    assert found.torn == f"{path}:2: was never finished, and is left out"
    give(tmp_path, said("When?", "wrong"))
    assert [each.question for _, each in read_feedback(path).lines] == ["Who?", "When?"]


def test_a_last_line_that_lacks_only_its_end_is_kept(tmp_path: Path) -> None:
    path = give(tmp_path, said("Who?", "wrong"))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    give(tmp_path, said("When?", "wrong"))
    assert [each.question for _, each in read_feedback(path).lines] == ["Who?", "When?"]


def test_a_line_in_the_middle_that_is_no_feedback_is_an_error(tmp_path: Path) -> None:
    path = give(tmp_path, said("Who?", "wrong"))
    path.write_bytes(b'{"text": "Who?"}\n' + path.read_bytes())
    with pytest.raises(EvaluationError, match=r"feedback\.jsonl:1: is no feedback"):
        read_feedback(path)


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeptError, match="not noted"):
        give(tmp_path / "nowhere", said("Who?", "wrong"))
    (tmp_path / FEEDBACK_FILE).mkdir()
    with pytest.raises(KeptError, match="not noted"):
        give(tmp_path, said("Who?", "wrong"))


GIVER = """
import datetime as dt, sys
from pathlib import Path
from newsqa.feedback import Feedback, give
for number in range(int(sys.argv[3])):
    give(Path(sys.argv[1]), Feedback(question=f"{sys.argv[2]}-{number}", verdict="wrong", at=dt.datetime.now(dt.UTC)))
    print(number, flush=True)
"""


def test_processes_that_give_at_once_lose_no_line(tmp_path: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", GIVER, str(tmp_path), str(name), "25"], stdout=subprocess.DEVNULL)
        for name in range(3)
    ]
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    found = {each.question for _, each in read_feedback(tmp_path / FEEDBACK_FILE).lines}
    assert found == {f"{name}-{number}" for name in range(3) for number in range(25)}


def test_a_giver_that_is_killed_loses_nothing_that_it_said_was_noted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", GIVER, str(tmp_path), "k", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(40):
            process.stdout.readline()
        process.kill()
        noted = 39 + len(process.stdout.read().splitlines())
    found = read_feedback(tmp_path / FEEDBACK_FILE)
    assert [each.question for _, each in found.lines[: noted + 1]] == [f"k-{number}" for number in range(noted + 1)]


def test_lines_are_taken_out_by_their_ids_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    for question in ("Who?", "When?", "Who?", "Why?"):
        give(tmp_path, said(question, "right"))
    path = tmp_path / FEEDBACK_FILE
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(path.read_bytes() + b'{"verdict": "wro')
    who, when, again, why = read_feedback(path).ids
    assert who == again
    assert len({who, when, why}) == 3
    assert take_out(tmp_path, ["none"]) == ()
    assert take_out(tmp_path, [who, "none"]) == (who, who)
    assert path.read_bytes() == rows[1] + rows[3]
    assert read_feedback(path).ids == (when, why)
    assert [stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()] == [0o600]
    assert take_out(tmp_path / "elsewhere", [who]) == ()


@pytest.mark.parametrize("goes", [0, 1, None], ids=["the first goes", "the last goes", "none goes"])
def test_a_last_line_that_lacks_only_its_end_is_mended_before_lines_are_taken_out(
    tmp_path: Path, goes: int | None
) -> None:
    for question in ("Who?", "When?"):
        path = give(tmp_path, said(question, "right"))
    whole = path.read_bytes()
    rows = whole.splitlines(keepends=True)
    ids = read_feedback(path).ids
    path.write_bytes(whole[:-1])
    assert take_out(tmp_path, ["none"] if goes is None else [ids[goes]]) == (() if goes is None else (ids[goes],))
    assert path.read_bytes() == b"".join(row for number, row in enumerate(rows) if number != goes)


def test_a_line_of_somebody_elses_that_lacks_its_end_is_mended_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / FEEDBACK_FILE
    path.write_bytes(b"x" * 200_000)
    assert take_out(tmp_path, ["none"]) == ()
    assert path.read_bytes() == b"x" * 200_000 + b"\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666])
def test_who_may_read_and_write_the_file_stays_when_lines_are_taken_out(tmp_path: Path, mode: int) -> None:
    path = give(tmp_path, said("Who?", "right"))
    give(tmp_path, said("When?", "right"))
    path.chmod(mode)
    assert len(take_out(tmp_path, read_feedback(path).ids[:1])) == 1
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may hand files to others")
@pytest.mark.parametrize(
    ("owner", "taker", "then"),
    [
        ((4005, 4002), (0, 0), (4005, 4002, 0o664)),
        ((4005, 4002), (4001, 4002), (4001, 4002, 0o664)),
        # What its own group was given is not for another.
        ((4001, 4002), (4001, 4003), (4001, 4003, 0o644)),
    ],
    ids=["root", "one of its group", "its owner, who left its group"],
)
def test_the_owner_and_group_stay_as_far_as_they_may(
    owner: tuple[int, int], taker: tuple[int, int], then: tuple[int, int, int]
) -> None:
    # Not in tmp_path, which none but root could enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        path = give(folder, said("Who?", "right"))
        give(folder, said("When?", "right"))
        os.chown(path, *owner)
        path.chmod(0o664)
        groups = os.getgroups()
        try:
            os.setgroups([])
            os.setegid(taker[1])
            os.seteuid(taker[0])
            gone = take_out(folder, read_feedback(path).ids[:1])
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(groups)
        found = path.stat()
        assert len(gone) == 1
        assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == then


def test_a_link_to_the_file_stays_a_link_when_lines_are_taken_out(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "index", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    path, file = folder / FEEDBACK_FILE, elsewhere / "said.jsonl"
    file.touch(0o640)
    path.symlink_to(Path("..", "elsewhere", "said.jsonl"))
    give(folder, said("Who?", "right"))
    give(folder, said("When?", "right"))
    rows = file.read_bytes().splitlines(keepends=True)
    take_out(folder, read_feedback(path).ids[:1])
    assert path.readlink() == Path("..", "elsewhere", "said.jsonl")
    assert file.read_bytes() == rows[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [*folder.iterdir(), *elsewhere.iterdir()] == [path, file]


def test_what_already_lies_where_the_new_file_is_written_is_not_written_through(tmp_path: Path) -> None:
    path = give(tmp_path, said("Who?", "right"))
    other = tmp_path / "other.txt"
    other.write_text("stays")
    path.with_name(f"{FEEDBACK_FILE}.partial").symlink_to(other)
    assert len(take_out(tmp_path, read_feedback(path).ids)) == 1
    assert other.read_text() == "stays"
    assert sorted(each.name for each in tmp_path.iterdir()) == [FEEDBACK_FILE, "other.txt"]


def test_a_disk_that_is_full_while_lines_are_taken_out_leaves_the_file_as_it_was_and_nothing_beside_it(
    tmp_path: Path,
) -> None:
    for question in ("Who?", "When?" * 100):
        path = give(tmp_path, said(question, "right"))
    before = path.read_bytes()
    ids = read_feedback(path).ids
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(KeptError, match="so that nothing was taken out"):
            take_out(tmp_path, ids[:1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_given_while_lines_are_taken_out_is_not_lost(tmp_path: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", GIVER, str(tmp_path), str(name), "100"], stdout=subprocess.DEVNULL)
        for name in range(2)
    ]
    doomed = 0
    while any(process.poll() is None for process in started):
        give(tmp_path, said(f"doomed {doomed}", "right"))
        doomed += 1
        given = read_feedback(tmp_path / FEEDBACK_FILE)
        wanted = [id_ for id_, (_, each) in zip(given.ids, given.lines, strict=True) if each.verdict == "right"]
        assert take_out(tmp_path, wanted) == tuple(wanted)
    assert [process.returncode for process in started] == [0, 0]
    assert doomed > 10
    found = [each.question for _, each in read_feedback(tmp_path / FEEDBACK_FILE).lines]
    assert sorted(found) == sorted(f"{name}-{number}" for name in range(2) for number in range(100))


TAKER = """
import datetime as dt, sys
from pathlib import Path
from newsqa.feedback import FEEDBACK_FILE, Feedback, give, read_feedback, take_out
folder = Path(sys.argv[1])
print("begun", flush=True)
while True:
    path = give(folder, Feedback(question="goes", verdict="wrong", at=dt.datetime.now(dt.UTC)))
    given = read_feedback(path)
    take_out(folder, [id_ for id_, (_, each) in zip(given.ids, given.lines) if each.question == "goes"])
"""


def test_a_process_that_is_killed_while_it_takes_lines_out_loses_no_other_line(tmp_path: Path) -> None:
    stays = [f"stays {number}" for number in range(30)]
    for question in stays:
        give(tmp_path, said(question, "right"))
    chance = random.Random(7)
    for _ in range(8):
        with subprocess.Popen([sys.executable, "-c", TAKER, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.01, 0.2))
            process.kill()
        found = [each.question for _, each in read_feedback(tmp_path / FEEDBACK_FILE).lines]
        assert [question for question in found if question != "goes"] == stays
    given = read_feedback(tmp_path / FEEDBACK_FILE)
    take_out(tmp_path, given.ids[len(stays) :])
    assert read_feedback(tmp_path / FEEDBACK_FILE).ids == given.ids[: len(stays)]
    give(tmp_path, said("more", "right"))
    assert take_out(tmp_path, given.ids[:1]) == given.ids[:1]
    assert [each.name for each in tmp_path.iterdir()] == [FEEDBACK_FILE]


def test_the_command_line_lists_feedback_and_deletes_it(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["feedback", *arguments, "--index", str(tmp_path)])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run("list") == ""
    give(tmp_path, said("Who opened the footbridge?", "right", OPENED))
    give(tmp_path, said("Who?", "wrong", why="Not\nso.", answered=False))
    give(tmp_path, said("When?", "wrong"))
    first, second, third = read_feedback(tmp_path / FEEDBACK_FILE).ids
    listed = run("list").splitlines()
    assert [line.split(" · ")[0] for line in listed] == [third, second, "    Not", "    so.", first]
    assert listed[-1].endswith("right · Who opened the footbridge? · Footbridge opened")
    assert [each["id"] for each in json.loads(run("list", "--json", "--limit", "2"))] == [third, second]
    assert json.loads(run("list", "--json"))[2]["citation"]["quote"] == OPENED.quote
    assert run("delete", second, "--yes") == "deleted 1 line of feedback\n"
    for wrong in ([], [second], [first, "--all"]):
        refused = CliRunner().invoke(app, ["feedback", "delete", *wrong, "--yes", "--index", str(tmp_path)])
        assert isinstance(refused.exception, NewsQAError)
    asked = CliRunner().invoke(app, ["feedback", "delete", "--all", "--index", str(tmp_path)], input="n\n")
    assert asked.exit_code == 1
    assert read_feedback(tmp_path / FEEDBACK_FILE).ids == (first, third)
    assert json.loads(run("delete", "--all", "--yes", "--json")) == {"deleted": [first, third]}
    assert read_feedback(tmp_path / FEEDBACK_FILE).lines == ()


def test_the_command_line_says_which_lines_went_when_others_went_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for question in ("Who?", "When?", "Who?", "Why?"):
        give(tmp_path, said(question, "right"))
    who, when, _, _ = read_feedback(tmp_path / FEEDBACK_FILE).ids
    asked: list[str] = []

    def confirm(text: str, **_: Any) -> bool:
        asked.append(text)
        return len(take_out(tmp_path, [when])) == 1

    # While the question stands on the screen, somebody else deletes one of the lines.
    monkeypatch.setattr("typer.confirm", confirm)
    done = CliRunner().invoke(app, ["feedback", "delete", when, who, "--json", "--index", str(tmp_path)])
    assert asked == ["Delete 3 lines of feedback for good?"]
    assert json.loads(done.stdout) == {"deleted": [who, who]}


def test_verdicts_on_one_question_are_one_question(tmp_path: Path) -> None:
    for each in (
        said("Who opened the footbridge?", "right", OPENED), said("who opened the  Footbridge", "wrong", CAME),
        said("Who opened the footbridge?", "wrong", LATE), said("Who opened the footbridge?", "right", LATE),
        said("Who opened the footbridge?", "right", OPENED, limits=Limits(since=dt.date(2025, 1, 1))),
        said("What is the moon?", "wrong", answered=False), said("What is the moon?", "right", answered=False),
        said("Why is it so?", "wrong", why="Not at all."),
    ):  # fmt: skip
        give(tmp_path, each)
    (bridge, limited, moon, why), skipped = questions_of(tmp_path / FEEDBACK_FILE)
    assert not skipped
    assert bridge.articles == ("bridge", "ferry")
    assert bridge.answers == (OPENED.quote, LATE.quote)
    assert bridge.date == WHEN.date()
    assert [each.verdict for each in bridge.verdicts] == ["right", "wrong", "right"]
    assert limited.limits.since == dt.date(2025, 1, 1)
    assert (moon.answerable, why.answerable, len(moon.verdicts)) == (False, None, 1)
    assert bridge.id != limited.id


def test_a_file_is_known_as_feedback_by_its_first_line(tmp_path: Path) -> None:
    copy = give(tmp_path, said("Who?", "wrong")).rename(tmp_path / "copy.jsonl")
    (tmp_path / "mine.jsonl").write_text('{"text": "Who?"}\n')
    assert is_feedback(copy)
    (tmp_path / FEEDBACK_FILE).write_text('{"verdict": "wro')
    assert is_feedback(tmp_path / FEEDBACK_FILE)
    (tmp_path / FEEDBACK_FILE).write_text('{"text": "Who?"}\n')
    assert not is_feedback(tmp_path / FEEDBACK_FILE)
    assert not is_feedback(tmp_path / "mine.jsonl")


@pytest.fixture
def archive(tmp_path: Path, write_jsonl: Callable[..., Path]) -> Callable[..., Path]:
    """Build an index of articles, again of others when called again."""

    def build(*articles: dict[str, str]) -> Path:
        newsqa.build(write_jsonl(*articles), tmp_path / "index")
        return tmp_path / "index"

    return build


def measured(index: Path, encoder: Encoder) -> Evaluation:
    return evaluate(Source(folder=index / FEEDBACK_FILE, index=index), encoder=encoder)


def test_feedback_is_evaluated_and_a_fix_moves_the_figure(archive: Callable[..., Path], encoder: Encoder) -> None:
    index = archive(FERRY, CHEESE)
    with Index.open(index) as opened:
        missed = opened.ask("Who opened the footbridge at Harl?")
        late = opened.ask("Why was the ferry to Quist late?")
    assert late.citations
    # A keeper knows where the answer is to stand; readers said what was right and wrong of the rest.
    for each in (
        said("Who opened the footbridge at Harl?", "right", OPENED),
        said("Who opened the footbridge at Harl?", "wrong", missed.citations[0] if missed.citations else SALT),
        said("Why was the ferry to Quist late?", "right", late.citations[0]),
        said("How deep is the mine of Olafsby?", "right", answered=False),
        said("Who mended the ferry's engine?", "wrong", why="It names nobody."),
    ):
        give(index, each)
    before = measured(index, encoder)
    assert before.readers is not None
    assert before.readers.right_cited == (1, 1)
    assert before.readers.skipped == ("Who opened the footbridge at Harl?: article bridge is gone since 2025-03-04",)
    index = archive(FERRY, CHEESE, BRIDGE)
    after = measured(index, encoder)
    assert after.readers is not None
    assert after.readers.right_cited == after.readers.right_first == (2, 2)
    assert after.readers.wrong_first == (0, 1)
    assert after.readers.declined == (1, 1)
    assert [(miss.question, miss.why) for miss in after.readers.misses] == [
        ("Who mended the ferry's engine?", ("It names nobody.",))
    ]
    assert after.retrieval["Success@1"] == 1.0
    assert not after.readers.skipped
    shown = table(after)
    assert "readers' verdicts, 5 on 4 questions" in shown
    assert "readers miss: Who mended the ferry's engine? (" in shown
    json.dumps(after.to_dict())


def test_a_passage_called_wrong_that_comes_first_is_counted(archive: Callable[..., Path], encoder: Encoder) -> None:
    index = archive(FERRY, CHEESE)
    with Index.open(index) as opened:
        first = opened.ask("Why was the ferry to Quist late?").citations[0]
    give(index, said("Why was the ferry to Quist late?", "wrong", first))
    found = measured(index, encoder)
    assert found.readers is not None
    assert found.readers.wrong_first == (1, 1)
    assert found.answers is None
    assert [miss.times for miss in found.readers.misses] == [1]


def test_a_question_is_asked_with_the_filters_that_it_had(archive: Callable[..., Path], encoder: Encoder) -> None:
    index = archive(FERRY, CHEESE, BRIDGE)
    limits = Limits(sources=("Norrin Post",))
    give(index, said("Why was the ferry to Quist late?", "right", LATE, limits=limits))
    give(index, said("Why was the ferry to Quist late?", "right", LATE))
    found = measured(index, encoder)
    assert found.readers is not None
    assert found.readers.right_cited == (1, 2)
    assert found.rows[0].whole.cited in ((), ("bridge",))


def test_the_command_line_reads_it(archive: Callable[..., Path]) -> None:
    index = archive(FERRY, CHEESE)
    path = give(index, said("Why was the ferry to Quist late?", "right", LATE))
    done = CliRunner().invoke(app, ["evaluate", str(path), "--index", str(index)])
    assert done.exit_code == 0, done.output
    assert "called right, and cited" in done.output
    path.write_bytes(b"")
    with pytest.raises(EvaluationError, match="holds no feedback yet"):
        CliRunner().invoke(app, ["evaluate", str(path), "--index", str(index)], catch_exceptions=False)


def test_a_verdict_on_an_answer_as_a_whole_is_held_against_it() -> None:
    from newsqa.evaluate.verdicts import standing_of

    feedback = said("Who?", "right")
    question = dataclasses.replace(_asked(feedback), verdicts=(feedback,))
    for answered in (True, False):
        standing = standing_of(question, Answer(question="Who?", answered=answered))
        assert standing is not None
        assert standing.stays_answered is answered
    assert standing_of(_asked(feedback), Answer(question="Who?", answered=True)) is None


def _asked(feedback: Feedback) -> Any:
    from newsqa.evaluate.questions import Question

    return Question(id="q", text=feedback.question)


def test_the_sentence_that_answers_is_what_a_verdict_is_on(tmp_path: Path) -> None:
    article = Article(id="bridge", title="t", text=BRIDGE["text"], path="p")
    end = len(article.text)
    wide = Citation.prove(article, 0, end, number=1, best=Span(CAME.start, CAME.end))
    give(tmp_path, said("How many came?", "right", wide))
    give(tmp_path, said("How many came?", "wrong", CAME))
    ((question,), _) = questions_of(tmp_path / FEEDBACK_FILE)
    assert [each.verdict for each in question.verdicts] == ["wrong"]


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = give(tmp_path, said("Who?", "wrong"))
    before = path.read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, line: write(descriptor, line[:30]))
    with pytest.raises(KeptError, match="the disk is full"):
        give(tmp_path, said("When?", "wrong"))
    assert path.read_bytes() == before
