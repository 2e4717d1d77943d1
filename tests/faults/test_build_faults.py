"""Builds that are killed, that run out of disk, that meet each other: what was published stays."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import newsqa
from newsqa.encoder import Encoder
from newsqa.errors import IndexNotFoundError

# A process with the encoder loaded, which forks one child for each order: a build costs no import then.
# Torch and FAISS keep to one thread, because threads do not survive a fork.
DRIVER = r'''
import ctypes, json, os, resource, shutil, signal, sys, time
from pathlib import Path

import faiss, torch
torch.set_num_threads(1)
faiss.omp_set_num_threads(1)
import newsqa
import newsqa.builder
from newsqa.config import Settings
from newsqa.encoder import load_encoder

encoder = load_encoder()

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def build(order, articles=None):
    def progress(step, done, total):
        if [step, done] == order.get("kill_at"):
            die()
        if [step, done] == order.get("pause_at"):
            Path(order["paused"]).touch()
            while not Path(order["go"]).exists():
                time.sleep(0.005)
    def profile(frame, event, argument):
        if [event, frame.f_code.co_name] == order["kill_in"]:
            die()
    def no_room(frame, event, argument):
        if frame.f_code.co_name == "_write_lexical" and event in ("call", "return"):
            limit = 512 if event == "call" else resource.RLIM_INFINITY
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if order.get("no_room"):
        sys.setprofile(no_room)
    if order.get("kill_in"):
        sys.setprofile(profile)
    settings = Settings(batch_size=1, keep_generations=order.get("keep", 2))
    return newsqa.build(articles or order["articles"], order["index"], encoder=encoder, settings=settings,
                        progress=progress).to_dict()

def ask(order):
    with newsqa.Index.open(order["index"], encoder=encoder) as index:
        return answers(index, order)

def answers(index, order):
    return {"generation": index.summary().generation, "answers": [index.ask(q).to_dict() for q in order["questions"]]}

def attempt(work, *arguments):
    try:
        return work(*arguments)
    except newsqa.NewsQAError as error:
        return {"error": type(error).__name__, "message": str(error)}

def limited(order):
    before = ask(order)
    tries = []
    for more in order["more"]:
        size = (Path(order["index"]) / "newsqa.db").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, resource.RLIM_INFINITY))
        tried = attempt(build, order)
        tries.append([more, tried, attempt(ask, order)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return {"before": before, "tries": tries, "after": [build(order), ask(order)]}

def small_disk(order):
    """Work on a tmpfs that only this process sees; an ordinary user is root in a namespace of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    new_user, new_mounts, private_recursive = 0x10000000, 0x00020000, (1 << 18) | (1 << 14)
    if libc.unshare(new_mounts | (new_user if user else 0)):
        return {"unable": os.strerror(ctypes.get_errno())}
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if libc.mount(b"none", b"/", None, private_recursive, None) or libc.mount(
        b"tmpfs", order["mount"].encode(), b"tmpfs", 0, b"size=" + order["size"].encode()
    ):
        return {"unable": os.strerror(ctypes.get_errno())}
    if not order["reckon"]:
        newsqa.builder._check_room = lambda work, to_embed: None
    disk = Path(order["mount"])
    order["index"] = str(disk / "index")
    build(order, order["first"])
    before = ask(order)
    tries = []
    for room in order["rooms"]:
        held = newsqa.Index.open(order["index"], encoder=encoder) if order["hold"] else None
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(b"x" * (free - room))
        tried = attempt(build, order)
        tries.append([room, tried, attempt(answers, held, order) if held else attempt(ask, order)])
        (disk / "filler").unlink()
        if held:
            held.close()
    return {"before": before, "tries": tries, "after": [build(order), ask(order)]}

WORK = {"build": build, "ask": ask, "limited": limited, "small_disk": small_disk}
print("ready", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if order["do"] == "wait":
        print(os.waitpid(order["pid"], 0)[1], flush=True)
        continue
    pid = os.fork()
    if not pid:
        try:
            result = attempt(WORK[order["do"]], order)
            sys.setprofile(None)
            Path(order["out"]).write_text(json.dumps(result))
            os._exit(0)
        finally:
            os._exit(70)
    print(pid, flush=True)
'''

QUESTIONS = ["Who closed the bridge at Harl?", "How much did the price rise?"]
TOWNS = ["Harl", "Dorn", "Quist", "Pellow", "Marr", "Olafsby", "Ferring", "Stave"]


def sources(first: int, last: int) -> list[dict[str, str]]:
    """Return small articles, some changed from what lower numbers said."""
    return [
        {
            "id": f"n{number:03}",
            "title": f"News from {TOWNS[number % 8]}, part {number}",
            "text": f"The council of {TOWNS[number % 8]} closed bridge {number} on Monday. "
            f"Ferry crews asked for {number + 3} more boats. The price of a ticket rose {number}.5 percent.",
            "source": f"{TOWNS[number % 3]} Post",
            "date": f"2025-01-{1 + number % 28:02}",
        }
        for number in range(first, last)
    ]


def write(folder: Path, articles: list[dict[str, str]]) -> str:
    folder.mkdir(parents=True)
    (folder / "articles.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    return str(folder)


class Driver:
    """Starts builds as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TOKENIZERS_PARALLELISM": "false", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert self._read() == "ready"

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _order(self, order: dict[str, Any]) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._read()

    def start(self, do: str, **order: Any) -> tuple[int, Path]:
        """Start a process; return its id and the file that it writes its result to."""
        self._count += 1
        out = self._folder / f"out{self._count}.json"
        return int(self._order({"do": do, "out": str(out), **order})), out

    def wait(self, started: tuple[int, Path]) -> dict[str, Any] | int:
        """Return the result of a process, or the number of the signal that ended it."""
        pid, out = started
        status = int(self._order({"do": "wait", "pid": pid}))
        if os.WIFSIGNALED(status):
            return os.WTERMSIG(status)
        assert os.WEXITSTATUS(status) == 0
        return json.loads(out.read_text())

    def run(self, do: str, **order: Any) -> Any:
        return self.wait(self.start(do, **order))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver(tmp_path_factory.mktemp("driver"))
    yield driver
    driver.close()


class Ground:
    """Articles before and after a change, the index of the former, and what both answer."""

    def __init__(self, folder: Path, driver: Driver, encoder: Encoder) -> None:
        self.before = write(folder / "before", sources(0, 12))
        self.after = write(folder / "after", [*sources(6, 12), *sources(20, 36)])
        self.index = folder / "index"
        self.encoder = encoder
        driver.run("build", articles=self.before, index=str(self.index))
        self.old = self.answers(self.index)
        fresh = folder / "fresh"
        driver.run("build", articles=self.after, index=str(fresh))
        self.new = self.answers(fresh)
        changed = self.copy(folder / "changed")
        started = time.monotonic()
        report = driver.run("build", articles=self.after, index=str(changed))
        self.seconds = time.monotonic() - started
        self.needed = report["embedded"]

    def copy(self, folder: Path) -> Path:
        return shutil.copytree(self.index, folder)

    def answers(self, folder: Path) -> list[dict[str, Any]]:
        with newsqa.Index.open(folder, encoder=self.encoder) as index:
            return [index.ask(question).to_dict() for question in QUESTIONS]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, driver: Driver, encoder: Encoder) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"), driver, encoder)


def like(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return answers with scores that may differ by 1e-5."""
    return [
        {**answer, "hits": [{**hit, "score": pytest.approx(hit["score"], abs=2e-5)} for hit in answer["hits"]]}
        for answer in answers
    ]


def generation(folder: Path, encoder: Encoder) -> int:
    with newsqa.Index.open(folder, encoder=encoder) as index:
        return index.summary().generation


def vectors(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "newsqa.db")) as record:
        return record.execute("SELECT count(*) FROM vectors").fetchone()[0]


def check_after_kill(ground: Ground, driver: Driver, index: Path) -> int:
    """Check that one whole generation answers, and that the next build goes on from what was committed."""
    number = generation(index, ground.encoder)
    if number == 1:
        assert ground.answers(index) == ground.old
    else:
        assert ground.answers(index) == like(ground.new)
    committed = vectors(index) - 12 if number == 1 else ground.needed
    report = driver.run("build", articles=ground.after, index=str(index))
    assert report["embedded"] == ground.needed - committed
    assert report["generation"] == 2
    assert ground.answers(index) == like(ground.new)
    assert not list(index.glob("*.tmp"))
    assert [path.name[:14] for path in sorted(index.glob("lexical-*"))][-1] == "lexical-000002"
    assert len(list(index.glob("lexical-000002-*"))) == 1
    return committed


def test_the_ground_of_these_tests_has_different_answers_before_and_after(ground: Ground) -> None:
    assert ground.needed == 16
    assert [answer["citations"] for answer in ground.old] != [answer["citations"] for answer in ground.new]
    assert all(answer["answered"] for answer in ground.old + ground.new)


def test_a_build_killed_at_ten_random_moments_leaves_the_last_generation_answering(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    shares = random.Random(2)  # of the time that a whole build takes
    wanted, killed, seconds = 50 if os.environ.get("NEWSQA_SOAK") else 10, 0, ground.seconds
    for number in range(5 * wanted):
        index = ground.copy(tmp_path / f"index{number}")
        started = driver.start("build", articles=ground.after, index=str(index))
        time.sleep(shares.uniform(0.0, 0.95) * seconds)
        os.kill(started[0], signal.SIGKILL)
        if driver.wait(started) != signal.SIGKILL:
            seconds *= 0.8  # this machine has grown faster since the whole build
            continue
        check_after_kill(ground, driver, index)
        killed += 1
        if killed == wanted:
            break
    assert killed == wanted


@pytest.mark.parametrize(
    ("moment", "is_published", "committed"),
    [
        ({"kill_at": ["embedding", 1]}, False, 0),
        ({"kill_at": ["embedding", 16]}, False, 8),
        ({"kill_at": ["publishing", 0]}, False, 16),
        ({"kill_in": ["call", "_write_dense"]}, False, 16),
        ({"kill_in": ["return", "_write_dense"]}, False, 16),
        ({"kill_in": ["call", "_write_lexical"]}, False, 16),
        ({"kill_in": ["call", "_let_others_read"]}, False, 16),
        ({"kill_in": ["call", "_lexical_name"]}, False, 16),
        ({"kill_in": ["return", "_write_lexical"]}, False, 16),
        ({"kill_in": ["call", "prune"]}, True, 16),
        ({"kill_in": ["return", "prune"]}, True, 16),
        ({"kill_in": ["return", "remove_leftovers"]}, True, 16),
    ],
    ids=str,
)
def test_a_build_killed_around_its_publication_has_published_all_or_nothing(
    ground: Ground, driver: Driver, tmp_path: Path, moment: dict[str, Any], is_published: bool, committed: int
) -> None:
    index = ground.copy(tmp_path / "index")
    assert driver.run("build", articles=ground.after, index=str(index), keep=1, **moment) == signal.SIGKILL
    assert generation(index, ground.encoder) == 1 + is_published
    assert check_after_kill(ground, driver, index) == committed


def test_a_build_without_room_for_its_lexical_index_publishes_nothing_and_says_so(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    index = ground.copy(tmp_path / "index")
    tried = driver.run("build", articles=ground.after, index=str(index), no_room=True)
    assert tried["error"] == "StoreError"
    assert str(index) in tried["message"]
    assert "disk is full" in tried["message"]
    assert check_after_kill(ground, driver, index) == 16


def test_a_first_build_that_was_killed_is_no_index_until_the_next_ends(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    killed = driver.run("build", articles=ground.after, index=str(index), kill_at=["embedding", 20])
    assert killed == signal.SIGKILL
    with pytest.raises(IndexNotFoundError, match="newsqa build"):
        newsqa.Index.open(index, encoder=ground.encoder)
    report = driver.run("build", articles=ground.after, index=str(index))
    assert report["embedded"] == 22 - 16  # two commits of eight batches of one
    assert ground.answers(index) == like(ground.new)


def test_the_lock_of_a_killed_build_does_not_block_the_next(ground: Ground, driver: Driver, tmp_path: Path) -> None:
    index = ground.copy(tmp_path / "index")
    assert driver.run("build", articles=ground.after, index=str(index), kill_at=["publishing", 0]) == signal.SIGKILL
    assert (index / "build.json").exists()
    assert driver.run("build", articles=ground.after, index=str(index))["generation"] == 2
    assert not (index / "build.json").exists()


def test_of_two_builds_at_once_one_wins_and_the_other_is_told_who_builds_since_when(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    index = ground.copy(tmp_path / "index")
    paused, go = tmp_path / "paused", tmp_path / "go"
    first = driver.start(
        "build", articles=ground.after, index=str(index), pause_at=["embedding", 10], paused=str(paused), go=str(go)
    )
    while not paused.exists():
        time.sleep(0.01)
    second = driver.run("build", articles=ground.before, index=str(index))
    assert second["error"] == "BuildRunningError"
    assert str(index) in second["message"]
    assert f"process {first[0]}, since 20" in second["message"]
    assert ground.answers(index) == ground.old
    go.touch()
    report = driver.wait(first)
    assert isinstance(report, dict)
    assert report["generation"] == 2
    assert ground.answers(index) == like(ground.new)


def test_builds_that_start_together_each_win_or_are_refused_and_tear_nothing(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    started = [driver.start("build", articles=ground.after, index=str(index)) for _ in range(4)]
    results = [driver.wait(process) for process in started]
    assert all(isinstance(result, dict) for result in results)
    won = [result for result in results if "error" not in result]
    assert won
    assert {result["error"] for result in results if "error" in result} <= {"BuildRunningError"}
    assert len(won) < 4
    assert all(result["generation"] == 1 for result in won)
    assert ground.answers(index) == like(ground.new)


def check_full_disk(result: dict[str, Any], index: str) -> None:
    """Check that each try without room failed clearly and changed nothing, and that one with room got through."""
    assert all(answer["answered"] for answer in result["before"]["answers"])
    failed = [(room, tried, asked) for room, tried, asked in result["tries"] if "error" in tried]
    assert len(failed) >= 3
    for room, tried, asked in failed:
        assert tried["error"] == "StoreError", (room, tried)
        assert index in tried["message"], (room, tried)
        assert "disk" in tried["message"], (room, tried)
        assert asked == result["before"], (room, tried)
    report, asked = result["after"]
    assert report["generation"] == asked["generation"] == 2


def on_small_disk(
    ground: Ground, driver: Driver, mount: Path, *, rooms: list[int], hold: bool, reckon: bool = False
) -> dict[str, Any]:
    mount.mkdir()
    result = driver.run(
        "small_disk", mount=str(mount), size="3m", first=ground.before, articles=ground.after, rooms=rooms, hold=hold,
        reckon=reckon, questions=QUESTIONS,
    )  # fmt: skip
    if "unable" in result:
        pytest.skip(f"this machine lets no process mount a disk of its own: {result['unable']}")
    return result


# SQLite shares an index of its log among processes in a file of 32,768 bytes, made by the first that opens.
ROOMS = [32_768, 49_152, *range(65_536, 212_992, 8192)]
NO_ROOMS = [0, 4096, 16_384, 28_672]


def test_a_full_disk_leaves_the_last_generation_answering_and_says_so(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    result = on_small_disk(ground, driver, tmp_path / "disk", rooms=ROOMS, hold=False)
    check_full_disk(result, str(tmp_path / "disk" / "index"))
    assert all("disk is full" in tried["message"] for _, tried, _ in result["tries"] if "error" in tried)
    assert result["after"][1]["answers"] == like(ground.new)


def test_a_build_reckons_the_room_it_needs_and_refuses_before_it_embeds(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    result = on_small_disk(
        ground, driver, tmp_path / "disk", rooms=[151_552, 159_744, 163_840], hold=False, reckon=True
    )
    check_full_disk(result, str(tmp_path / "disk" / "index"))
    for _, tried, _ in result["tries"]:
        assert re.search(r"needs about \d\.\d MB of the 0\.\d MB that are free", tried["message"])
    assert result["after"][0]["embedded"] == 16


def test_an_open_index_goes_on_answering_on_a_disk_without_a_byte_of_room(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    result = on_small_disk(ground, driver, tmp_path / "disk", rooms=NO_ROOMS, hold=True)
    check_full_disk(result, str(tmp_path / "disk" / "index"))
    assert result["after"][1]["answers"] == like(ground.new)


def test_an_index_can_be_opened_on_a_disk_without_a_byte_of_room(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    result = on_small_disk(ground, driver, tmp_path / "disk", rooms=NO_ROOMS, hold=False)
    check_full_disk(result, str(tmp_path / "disk" / "index"))


def test_a_file_that_may_not_grow_leaves_the_last_generation_answering(
    ground: Ground, driver: Driver, tmp_path: Path
) -> None:
    index = ground.copy(tmp_path / "index")
    more = [-8192, 0, 8192, 16_384, 32_768]
    result = driver.run("limited", index=str(index), articles=ground.after, questions=QUESTIONS, more=more)
    check_full_disk(result, str(index))
    assert result["after"][1]["answers"] == like(ground.new)
