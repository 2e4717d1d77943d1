"""Conversations are kept through kills: what was said to be kept is there, whole, and the file opens again."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from newsqa.kept import KEPT_FILE, Kept

# Keeps turns, renames, and deletes, and says each once it is done.
KEEPER = """
import datetime as dt, sys
from pathlib import Path
from newsqa.kept import Kept, KeptTurn
from newsqa.types import Answer, Article, Citation

name = sys.argv[2]
kept = Kept.open(Path(sys.argv[1]))
moment = dt.datetime(2025, 3, 4, tzinfo=dt.UTC)

def turn(place):
    text = f"Quotation {name}-{place} of the quay. " * 40
    cited = Citation.prove(Article(id="a", title="The quay", text=text, path="a.txt"), 0, len(text), number=1)
    answer = Answer(question="Who?", answered=True, text=text, citations=(cited,))
    return KeptTurn(place=place, question=f"Who closed quay {place}?", asked_at=moment, answer=answer)

def say(*words):
    print(*words, flush=True)

number = 0
while True:
    number += 1
    id_ = kept.start(name, f"conversation {number}")
    say("started", id_)
    for place in range(6):
        kept.keep(name, id_, turn(place))
        say("kept", id_, place)
    kept.rename(name, id_, f"renamed {number}")
    say("renamed", id_, number)
    if number % 3 == 0:
        say("deleting", id_, 0)
        kept.delete(name, id_)
        say("deleted", id_, number)
"""


def killed_after(folder: Path, name: str, seconds: float) -> list[list[str]]:
    """Let a process keep conversations, kill it, and return what it said."""
    command = [sys.executable, "-c", KEEPER, str(folder), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        killer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
        killer.start()
        said += process.stdout.readlines()
        assert process.wait() == -signal.SIGKILL
    return [line.split() for line in said if line.endswith("\n")]


def check(folder: Path, said: list[list[str]], reader: str, kills: int = 1) -> int:
    """Compare what is kept with what was said to be; return how many turns were."""
    kept = Kept.open(folder)
    held = {entry.id: kept.load(reader, entry.id) for entry in kept.list(reader, limit=None)}
    deleting = {line[1] for line in said if line[0] == "deleting"}
    deleted = {line[1] for line in said if line[0] == "deleted"}
    assert not deleted & held.keys()
    turns = 0
    for line in said:
        if line[1] in deleting:
            continue
        conversation = held[line[1]]
        if line[0] == "kept":
            place = int(line[2])
            assert conversation.turns[place].question == f"Who closed quay {place}?"
            answer = conversation.turns[place].answer
            assert answer is not None
            assert answer.citations[0].quote == f"Quotation {reader}-{place} of the quay. " * 40
            turns += 1
        elif line[0] == "renamed":
            assert conversation.title == f"renamed {line[2]}"
    # One more than was said may be there for each kill: it was kept, and the process could not say so any more.
    assert sum(len(each.turns) for id_, each in held.items() if id_ not in deleting) <= turns + kills
    return turns


def test_twenty_of_twenty_kills_lose_nothing_that_was_kept(tmp_path: Path) -> None:
    chance = random.Random(20)
    everything: list[list[str]] = []
    for number in range(20):
        everything += killed_after(tmp_path, "ann", chance.uniform(0.0, 0.25))
        check(tmp_path, everything, "ann", kills=number + 1)
        with closing(sqlite3.connect(tmp_path / KEPT_FILE)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",), number
    assert check(tmp_path, everything, "ann", kills=20) > 20


def test_two_processes_keep_beside_each_other_while_one_is_killed(tmp_path: Path) -> None:
    said: dict[str, list[list[str]]] = {}
    threads = [
        threading.Thread(target=lambda name=name, s=s: said.update({name: killed_after(tmp_path, name, s)}))
        for name, s in (("ann", 1.5), ("ben", 0.7), ("cid", 1.1))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, lines in said.items():
        assert check(tmp_path, lines, name) > 0


def test_what_a_killed_process_had_deleted_stands_in_no_file(tmp_path: Path) -> None:
    said = killed_after(tmp_path, "ann", 1.5)
    assert any(line[0] == "deleted" for line in said)
    kept = Kept.open(tmp_path)
    kept.delete_all("ann")
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"quay" not in content
    assert b"renamed" not in content


def test_a_full_disk_is_an_error_and_loses_nothing(tmp_path: Path) -> None:
    code = """
import resource, signal, sys
from pathlib import Path
from newsqa.errors import KeptError
from newsqa.kept import Kept
kept = Kept.open(Path(sys.argv[1]))
ids = [kept.start("ann", f"number {number}") for number in range(5)]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (kept.path.stat().st_size, resource.RLIM_INFINITY))
made = 5
try:
    for number in range(1000):
        kept.start("ann", "x" * 190)
        made += 1
except KeptError as error:
    print(made, error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    made, _, words = done.stdout.partition(" ")
    assert "conversations.sqlite" in words
    assert "nothing was changed" in words
    assert len(Kept.open(tmp_path).list("ann", limit=None)) == int(made)


def test_a_folder_that_may_only_be_read_is_read_and_not_written() -> None:
    code = """
import os, sys
from pathlib import Path
from newsqa.errors import KeptError
from newsqa.kept import Kept
if os.getuid() == 0:  # who may write everywhere
    os.setgid(65534)
    os.setuid(65534)
kept = Kept.open(Path(sys.argv[1]))
print(kept.list("ann")[0].title)
try:
    kept.start("ann", "u")
except KeptError as error:
    print(error)
"""
    with tempfile.TemporaryDirectory() as room:
        kept = Kept.open(Path(room))
        id_ = kept.start("ann", "t")
        kept.path.chmod(0o444)
        Path(room).chmod(0o555)
        done = subprocess.run([sys.executable, "-c", code, room], capture_output=True, text=True, timeout=60)
        Path(room).chmod(0o755)
        assert done.returncode == 0, done.stderr
        title, words = done.stdout.splitlines()
        assert title == "t"
        assert "may not be written; nothing was changed" in words
        assert [entry.id for entry in kept.list("ann")] == [id_]


def test_a_kill_in_the_middle_of_a_scrub_leaves_the_file_whole(tmp_path: Path) -> None:
    kept = Kept.open(tmp_path)
    ids = [kept.start("ann", f"Vermilion {number} {'x' * 150}") for number in range(400)]
    code = """
import sys
from pathlib import Path
from newsqa.kept import Kept
print("ready", flush=True)
Kept.open(Path(sys.argv[1])).delete("ann", sys.argv[2])
print("deleted", flush=True)
"""
    for number, id_ in enumerate(ids[:10]):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), id_], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(random.Random(number).uniform(0.0, 0.02))
            process.kill()
        assert len(Kept.open(tmp_path).list("ann", limit=None)) >= 390
    kept.delete_all(None)
    assert b"Vermilion" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
