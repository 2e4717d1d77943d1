"""Builds that are killed, that run out of disk, that meet each other: what was published stays."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from builds import Driver
from told import told

import newsqa
from newsqa.config import Settings
from newsqa.doctor import examine
from newsqa.errors import IndexNotFoundError

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


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver(tmp_path_factory.mktemp("driver"))
    yield driver
    driver.close()


class Ground:
    """Articles before and after a change, the index of the former, and what both answer, by precision of the encoder.

    ``needed`` are the passages that a build after the change embeds, ``seconds`` what it takes.
    """

    def __init__(self, folder: Path, driver: Driver) -> None:
        self.before = write(folder / "before", sources(0, 12))
        self.after = write(folder / "after", [*sources(6, 12), *sources(20, 36)])
        self.index = folder / "index"
        driver.run("build", articles=self.before, index=str(self.index))
        self.old = answers(self.index)
        self.new, self.needed, self.seconds = {}, {}, {}
        for precision in ("int8", "float32"):
            fresh = folder / f"fresh-{precision}"
            driver.run("build", articles=self.after, index=str(fresh), precision=precision)
            self.new[precision] = answers(fresh)
            changed = self.copy(folder / f"changed-{precision}")
            started = time.monotonic()
            report = driver.run("build", articles=self.after, index=str(changed), precision=precision)
            self.seconds[precision] = time.monotonic() - started
            self.needed[precision] = report["embedded"]

    def copy(self, folder: Path) -> Path:
        return shutil.copytree(self.index, folder)


def answers(folder: Path) -> list[dict[str, Any]]:
    """Ask an index, with the encoder that it was built with."""
    with newsqa.Index.open(folder) as index:
        return [told(index.ask(question)) for question in QUESTIONS]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, driver: Driver) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"), driver)


def like(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return answers with scores that may differ by 1e-5."""
    return [
        {**answer, "hits": [{**hit, "score": pytest.approx(hit["score"], abs=2e-5)} for hit in answer["hits"]]}
        for answer in answers
    ]


def generation(folder: Path) -> int:
    with newsqa.Index.open(folder) as index:
        return index.summary().generation


def is_sound(folder: Path) -> bool:
    """Whether a doctor finds no fault; what an interrupted build left is none."""
    return examine(folder, settings=Settings()).is_sound


def vectors(folder: Path) -> int:
    if not (folder / "newsqa.db").exists():
        return 0
    with closing(sqlite3.connect(folder / "newsqa.db")) as record:
        if not record.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone():
            return 0  # killed as it made its tables
        return record.execute("SELECT count(*) FROM vectors").fetchone()[0]


def check_after_kill(ground: Ground, driver: Driver, index: Path, precision: str = "int8") -> int:
    """Check that one whole generation answers, and that the next build goes on from what was committed."""
    number = generation(index)
    new, needed = ground.new[precision], ground.needed[precision]
    assert answers(index) == (ground.old if number == 1 else like(new))
    assert is_sound(index)
    committed = vectors(index) - 12 if number == 1 else needed
    report = driver.run("build", articles=ground.after, index=str(index), precision=precision)
    assert report["embedded"] == needed - committed
    assert report["generation"] == 2
    assert answers(index) == like(new)
    assert is_sound(index)
    assert not list(index.glob("*.tmp"))
    assert [path.name[:14] for path in sorted(index.glob("lexical-*"))][-1] == "lexical-000002"
    assert len(list(index.glob("lexical-000002-*"))) == 1
    return committed


def check_after_killed_first(ground: Ground, driver: Driver, index: Path) -> None:
    """Check that a killed first build left nothing, or its words; and that the next build goes on from there."""
    try:
        with newsqa.Index.open(index) as opened:
            found = [told(opened.ask(question)) for question in QUESTIONS]
            assert all(0 <= answer["meaning_share"] <= 1 for answer in found)
            assert [told(opened.ask(question)) for question in QUESTIONS] == found
        assert is_sound(index)
    except IndexNotFoundError:
        pass
    committed = vectors(index)
    report = driver.run("build", articles=ground.after, index=str(index), words_first=1)
    assert report["embedded"] == 22 - committed
    assert answers(index) == like(ground.new["int8"])
    assert is_sound(index)


def test_the_ground_of_these_tests_has_different_answers_before_and_after(ground: Ground) -> None:
    assert ground.needed == {"int8": 16, "float32": 22}
    for new in ground.new.values():
        assert [answer["citations"] for answer in ground.old] != [answer["citations"] for answer in new]
        assert all(answer["answered"] for answer in ground.old + new)


def kill(driver: Driver, after_s: float, index: Path, ground: Ground, **order: Any) -> bool:
    """Kill a build after so many seconds; tell whether it was still at work."""
    started = driver.start("build", articles=ground.after, index=str(index), **order)
    time.sleep(after_s)
    os.kill(started[0], signal.SIGKILL)
    return driver.wait(started) == signal.SIGKILL


@pytest.mark.parametrize("kind", ["incremental", "another model", "first"])
def test_a_build_killed_at_random_moments_leaves_the_last_generation_answering(
    ground: Ground, driver: Driver, tmp_path: Path, kind: str
) -> None:
    precision = "float32" if kind == "another model" else "int8"
    shares = random.Random(2)  # of the time that a whole build takes
    wanted, killed, seconds = 17 if os.environ.get("NEWSQA_SOAK") else 4, 0, ground.seconds[precision]
    for number in range(5 * wanted):
        index = tmp_path / f"index{number}"
        if kind != "first":
            ground.copy(index)
        order = {"precision": precision, "words_first": 1}
        if not kill(driver, shares.uniform(0.0, 0.95) * seconds, index, ground, **order):
            seconds *= 0.8  # this machine has grown faster since the whole build
            continue
        if kind == "first":
            check_after_killed_first(ground, driver, index)
        else:
            check_after_kill(ground, driver, index, precision)
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
    assert generation(index) == 1 + is_published
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
        newsqa.Index.open(index)
    report = driver.run("build", articles=ground.after, index=str(index))
    assert report["embedded"] == 22 - 16  # two commits of eight batches of one
    assert answers(index) == like(ground.new["int8"])


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
    assert answers(index) == ground.old
    go.touch()
    report = driver.wait(first)
    assert isinstance(report, dict)
    assert report["generation"] == 2
    assert answers(index) == like(ground.new["int8"])


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
    assert answers(index) == like(ground.new["int8"])


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
    assert not any(result.get("faults", []))
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
    assert result["after"][1]["answers"] == like(ground.new["int8"])


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
    assert result["after"][1]["answers"] == like(ground.new["int8"])


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
    assert result["after"][1]["answers"] == like(ground.new["int8"])
