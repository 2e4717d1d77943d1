"""An article that is gone for good: no file of the index holds anything of it, and nothing else is lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tantivy
from told import told

import newsqa
from newsqa.backup import articles_in, backup, restore
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import StoreError
from newsqa.store import Store

QUESTIONS = ["Who closed bridge 3 at Harl?", "How much did the price of a ticket rise?"]
# Words of a language that nobody writes; the id, too, is nobody's business any more.
MARKS = ("quibblefrotz", "zanthimore", "snorbledeck", "vexillopruner")
TITLE, TEXT, ID, SOURCE = MARKS
EVERYTHING = Settings(batch_size=1, min_confidence=0.0, keep_generations=3)


def article(number: int) -> dict[str, str]:
    return {
        "id": f"n{number:02}", "title": f"News from Harl, part {number}", "source": "Harl Post",
        "text": f"The council of Harl closed bridge {number} on Monday. The price of a ticket rose {number}.5 percent.",
        "date": f"2025-01-{1 + number:02}",
    }  # fmt: skip


OTHERS = [article(number) for number in range(10)]
GONE = {
    "id": ID, "title": f"The {TITLE} affair", "source": SOURCE.title(), "date": "2025-03-01",
    "text": f"A {TEXT} was seen at the bridge on Monday. {TEXT.title()} and ticket prices rose. " * 40,
}  # fmt: skip
COPY = {**GONE, "id": "kept", "title": "The affair", "source": "Echo", "date": "2025-03-02"}


def write(folder: Path, articles: list[dict[str, str]]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "articles.jsonl").write_text("".join(json.dumps(each) + "\n" for each in articles))
    return folder


def build(articles: Path, index: Path, encoder: Encoder, **given: Any) -> newsqa.BuildReport:
    return newsqa.build(articles, index, encoder=encoder, settings=EVERYTHING, **given)


def answers(folder: Path, encoder: Encoder) -> list[dict[str, Any]]:
    with newsqa.Index.open(folder, encoder=encoder, settings=EVERYTHING) as index:
        return [told(index.ask(question)) for question in QUESTIONS]


def terms(part: Path, marks: tuple[str, ...]) -> set[str]:
    """Return what a lexical index knows of the marks, as they are or stemmed; its files hold terms in parts."""
    searcher = tantivy.Index.open(str(part)).searcher()
    fields = ("terms", "exact") if part.name == "passages" else ("terms",)
    wanted = {mark[:length] for mark in marks for length in range(5, len(mark) + 1)}
    return {term for term in wanted for field in fields if searcher.doc_freq(field, term)}


def found(index: Path, marks: tuple[str, ...] = MARKS) -> list[str]:
    """Return where an index folder still holds a mark: raw, in any case, in any encoding, or as a term."""
    forms = {
        form.encode(code) for mark in marks for form in (mark, mark.title(), mark.upper())
        for code in ("utf-8", "utf-16-le")
    }  # fmt: skip
    places = [str(path) for path in index.rglob("*") if any(mark in str(path) for mark in marks)]
    for path in filter(Path.is_file, index.rglob("*")):
        content = path.read_bytes()
        places += [f"{path}: {form!r}" for form in forms if form in content]
        if path.name == "meta.json":
            places += [f"{path.parent}: {term}" for term in terms(path.parent, marks)]
    return places


def vectors_of(index: Path) -> set[bytes]:
    with closing(sqlite3.connect(index / "newsqa.db")) as record:
        return {row[0] for row in record.execute("SELECT vector FROM vectors")}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An index that held the article in its first generation, and another that never did."""
    place = tmp_path_factory.mktemp("place")
    write(place / "with" / "in", [*OTHERS, GONE])
    write(place / "without" / "in", OTHERS)
    build(place / "with" / "in", place / "index", encoder)
    build(place / "without" / "in", place / "never", encoder)
    return place


@pytest.fixture
def index(place: Path, tmp_path: Path) -> Path:
    return shutil.copytree(place / "index", tmp_path / "index")


@pytest.fixture(scope="module")
def expected(place: Path, encoder: Encoder) -> list[dict[str, Any]]:
    return answers(place / "never", encoder)


def check_gone(place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]], before: set[bytes]) -> None:
    """Check that nothing of the article is left, not even as numbers, and all of the others."""
    assert found(index) == []
    kept = vectors_of(index)
    assert kept == vectors_of(place / "never")
    dense = b"".join(path.read_bytes() for path in index.glob("dense-*"))
    record = (index / "newsqa.db").read_bytes()
    assert all(vector in dense and vector in record for vector in kept)
    assert before - kept
    assert not any(vector in dense or vector in record for vector in before - kept)
    assert answers(index, encoder) == expected
    assert not list(index.glob("*.tmp"))
    log = index / "newsqa.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_what_these_tests_look_for_is_found_before_it_is_purged(place: Path) -> None:
    places = "\n".join(found(place / "index")).lower()
    assert "newsqa.db: " in places
    for mark in MARKS:
        assert mark in places
    for part in ("passages", "articles"):
        assert f"/{part}: {TEXT[:5]}" in places
    assert found(place / "never") == []


def test_a_build_without_purge_keeps_what_was_removed_in_the_generation_before(
    place: Path, index: Path, encoder: Encoder
) -> None:
    assert build(place / "without" / "in", index, encoder).removed == 1
    assert found(index)


def test_a_purge_leaves_nothing_of_an_article_and_everything_of_the_others(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    before = vectors_of(index)
    report = build(place / "without" / "in", index, encoder, purge_removed=True)
    assert (report.removed, report.unchanged, report.embedded, report.generation) == (1, 10, 0, 2)
    check_gone(place, index, encoder, expected, before)
    with closing(sqlite3.connect(index / "newsqa.db")) as record:
        assert record.execute("SELECT number FROM generations").fetchall() == [(2,)]
        assert record.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_a_purge_works_when_the_article_was_removed_before_and_nothing_changed_since(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    before = vectors_of(index)
    build(place / "without" / "in", index, encoder)
    report = build(place / "without" / "in", index, encoder, purge_removed=True)
    assert (report.removed, report.unchanged, report.embedded, report.generation) == (0, 10, 0, 2)
    check_gone(place, index, encoder, expected, before)
    assert build(place / "without" / "in", index, encoder, purge_removed=True).generation == 2
    check_gone(place, index, encoder, expected, before)


def test_a_text_that_was_changed_is_purged_in_its_earlier_form(index: Path, encoder: Encoder, tmp_path: Path) -> None:
    changed = write(
        tmp_path / "changed", [*OTHERS, {**GONE, "title": "An affair", "text": "It was seen at the bridge."}]
    )
    report = build(changed, index, encoder, purge_removed=True)
    assert (report.removed, report.embedded) == (0, 1)
    assert found(index, (TITLE, TEXT)) == []
    assert found(index, (ID,))


KILLED = """
import os, signal, sys
import newsqa
from newsqa.config import Settings

articles, index, step, done = sys.argv[1:]

def progress(*at):
    if at[:2] == (step, int(done)):
        os.kill(os.getpid(), signal.SIGKILL)

newsqa.build(articles, index, settings=Settings(batch_size=1), progress=progress)
"""


@pytest.mark.parametrize(("step", "done"), [("embedding", 1), ("publishing", 0)])
def test_what_an_interrupted_build_had_taken_in_is_purged_too(
    place: Path, encoder: Encoder, expected: list[dict[str, Any]], tmp_path: Path, step: str, done: int
) -> None:
    index = shutil.copytree(place / "never", tmp_path / "index")
    arguments = [str(place / "with" / "in"), str(index), step, str(done)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], env=environment, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert found(index)
    # What a killed write of derived files leaves.
    shutil.copytree(next((place / "index").glob("lexical-*")), index / f"lexical-000002-{'a' * 12}.1-1.tmp")
    shutil.copy(next((place / "index").glob("dense-*")), index / f"dense-000002-{'a' * 12}.1-1.tmp")
    report = build(place / "without" / "in", index, encoder, purge_removed=True)
    assert (report.embedded, report.unchanged, report.generation) == (0, 10, 1)
    check_gone(place, index, encoder, expected, vectors_of(place / "index"))


@pytest.mark.parametrize("is_first", [True, False])
def test_an_exact_copy_of_a_purged_article_stays_and_answers(encoder: Encoder, tmp_path: Path, is_first: bool) -> None:
    copy = {**COPY, "date": "2025-02-01" if is_first else "2025-03-02"}
    index = tmp_path / "index"
    assert build(write(tmp_path / "in", [*OTHERS, GONE, copy]), index, encoder).copies == 1
    report = build(write(tmp_path / "in", [*OTHERS, copy]), index, encoder, purge_removed=True)
    assert (report.removed, report.copies) == (1, 0)
    # Under its own title it is another text for the encoder.
    assert (report.embedded == 0) is is_first
    assert found(index, (TITLE, ID, SOURCE)) == []
    build(tmp_path / "in", tmp_path / "fresh", encoder)
    assert answers(index, encoder) == answers(tmp_path / "fresh", encoder)
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        answer = opened.ask(f"Where was a {TEXT} seen?")
    assert answer.citations[0].article_id == "kept"
    assert answer.hits[0].copies == ()


def test_a_copy_that_is_purged_goes_from_beside_the_article_that_stays(encoder: Encoder, tmp_path: Path) -> None:
    index = tmp_path / "index"
    kept, gone = {**COPY, "date": "2025-01-01"}, GONE
    build(write(tmp_path / "in", [*OTHERS, kept, gone]), index, encoder)
    report = build(write(tmp_path / "in", [*OTHERS, kept]), index, encoder, purge_removed=True)
    assert (report.removed, report.embedded) == (1, 0)
    assert found(index, (TITLE, ID, SOURCE)) == []
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        assert [hit.copies for hit in opened.ask(f"Where was a {TEXT} seen?").hits][:1] == [()]


def test_an_open_index_that_is_idle_does_not_hold_a_purge_up_and_follows(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    before = vectors_of(index)
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        assert opened.ask(f"Where was a {TEXT} seen?").citations[0].article_id == ID
        build(place / "without" / "in", index, encoder, purge_removed=True)
        assert found(index) == []
        assert [told(opened.ask(question)) for question in QUESTIONS] == expected
    check_gone(place, index, encoder, expected, before)


def test_a_purge_waits_for_a_reader_that_ends_soon(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    before = vectors_of(index)
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        reading = opened.articles()
        first = next(reading)
        # In a thread of its own, as the reader of another program would.
        ends = threading.Timer(1.5, lambda: [*reading])
        ends.start()
        build(place / "without" / "in", index, encoder, purge_removed=True)
        ends.join()
    assert first.id == "n00"
    check_gone(place, index, encoder, expected, before)


def test_a_purge_under_a_long_read_says_what_to_do_and_a_later_one_succeeds(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = vectors_of(index)
    monkeypatch.setattr("newsqa.store._BUSY_S", 0.5)
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        reading = opened.articles()
        next(reading)
        with pytest.raises(StoreError, match="close the programs that have this index open and purge again"):
            build(place / "without" / "in", index, encoder, purge_removed=True)
        # What it reads is what it began with; what is asked now is what was published.
        assert [each.id for each in reading][-1] == ID
        assert [told(opened.ask(question)) for question in QUESTIONS] == expected
    build(place / "without" / "in", index, encoder, purge_removed=True)
    check_gone(place, index, encoder, expected, before)


def test_a_purge_leaves_no_file_of_sqlites_own(place: Path, index: Path, encoder: Encoder) -> None:
    # Where SQLite puts its temporary files, by its documentation; it takes their names away as it opens them.
    named = [os.environ[name] for name in ("SQLITE_TMPDIR", "TMPDIR") if name in os.environ]
    places = [index, Path.cwd(), *map(Path, ("/var/tmp", "/usr/tmp", "/tmp", *named))]
    others = {path for each in places for path in each.glob("etilqs_*")}
    build(place / "without" / "in", index, encoder, purge_removed=True)
    assert {path for each in places for path in each.glob("etilqs_*")} <= others
    assert {path.name.partition("-")[0] for path in index.iterdir()} <= {"newsqa.db", "dense", "lexical", "build.lock"}


def test_a_purge_without_room_says_so_and_a_later_one_succeeds(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, most, scrub = vectors_of(index), resource.getrlimit(resource.RLIMIT_FSIZE), Store.scrub

    def scrub_without_room(store: Store) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, most[1]))
        try:
            scrub(store)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "scrub", scrub_without_room)
        with pytest.raises(StoreError, match=r"no room to write it anew.*purge again"):
            build(place / "without" / "in", index, encoder, purge_removed=True)
    assert answers(index, encoder) == expected
    build(place / "without" / "in", index, encoder, purge_removed=True)
    check_gone(place, index, encoder, expected, before)


def test_a_damaged_record_that_was_moved_aside_is_purged_too(
    place: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    before = vectors_of(index)
    backup(place / "never", tmp_path / "b")
    os.truncate(index / "newsqa.db", (index / "newsqa.db").stat().st_size // 2)
    restore(tmp_path / "b", index, settings=EVERYTHING, replace=True)
    assert list(index.glob("damaged-*"))
    build(place / "without" / "in", index, encoder, purge_removed=True)
    assert not list(index.glob("damaged-*"))
    check_gone(place, index, encoder, expected, before)


def test_a_backup_says_that_it_still_holds_a_purged_article(
    place: Path, index: Path, encoder: Encoder, tmp_path: Path
) -> None:
    backup(index, tmp_path / "before")
    build(place / "without" / "in", index, encoder, purge_removed=True)
    backup(index, tmp_path / "after")
    assert ID in [each.id for each in articles_in(tmp_path / "before")]
    assert ID not in [each.id for each in articles_in(tmp_path / "after")]
    content = (tmp_path / "after").read_bytes().lower()
    assert not any(mark.encode() in content for mark in MARKS)
