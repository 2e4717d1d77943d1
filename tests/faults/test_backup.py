"""Backups: taken while others build and ask, restored here and elsewhere, killed, damaged, refused."""

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
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from told import told

import newsqa
from newsqa.backup import article_words, articles_in, backup, backup_words, describe, restore, restored_words
from newsqa.config import Settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import (
    BackupError,
    BuildRunningError,
    IndexDamagedError,
    IndexFormatError,
    IndexNotFoundError,
    ModelMismatchError,
    StoreError,
)

QUESTIONS = ["Who closed bridge 3 at Harl?", "How much did the price of a ticket rise?", "Wer schloss die Brücke?"]
TOWNS = ["Harl", "Dorn", "Quist", "Pellow"]
EVERYTHING = Settings(batch_size=1, min_confidence=0.0)


def article(number: int, verb: str = "closed") -> dict[str, str]:
    town = TOWNS[number % 4]
    text = f"The council of {town} {verb} bridge {number} on Monday. The price of a ticket rose {number}.5 percent."
    return {
        "id": f"n{number:02}", "title": f"News from {town}, part {number}", "text": text * (1 + 9 * (number == 5)),
        "source": f"{town} Post", "date": f"2025-01-{1 + number:02}",
    }  # fmt: skip


ARTICLES = [
    *(article(number) for number in range(10)),
    {**article(3), "id": "copy", "source": "Echo", "date": "2025-02-01"},
    {"id": "de", "title": "Aus Harl", "text": "Der Rat von Harl schloss am Montag die Brücke.", "language": "de"},
]
LATER = [article(number, "opened") for number in range(6, 18)]


def write(folder: Path, articles: list[dict[str, str]]) -> Path:
    folder.mkdir(parents=True)
    (folder / "articles.jsonl").write_text("".join(json.dumps(each) + "\n" for each in articles))
    return folder


def answers(folder: Path, encoder: Encoder) -> list[dict[str, Any]]:
    with newsqa.Index.open(folder, encoder=encoder, settings=EVERYTHING) as index:
        return [told(index.ask(question)) for question in QUESTIONS]


def like(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return answers with scores that may differ as far as vectors that were made anew."""
    return [
        {
            **answer,
            "confidence": pytest.approx(answer["confidence"], abs=1e-4),
            "hits": [{**hit, "score": pytest.approx(hit["score"], abs=2e-5)} for hit in answer["hits"]],
        }
        for answer in answers
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Articles and their index, and a backup of it with vectors and one without."""
    place = tmp_path_factory.mktemp("place")
    write(place / "in", ARTICLES)
    write(place / "later", LATER)
    newsqa.build(place / "in", place / "index", encoder=encoder, settings=EVERYTHING)
    backup(place / "index", place / "whole.backup")
    backup(place / "index", place / "small.backup", with_vectors=False)
    return place


@pytest.fixture(scope="module")
def expected(place: Path, encoder: Encoder) -> list[dict[str, Any]]:
    found = answers(place / "index", encoder)
    assert all(answer["answered"] and answer["citations"] for answer in found)
    return found


def query(file: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(sql, values).fetchall()
        connection.commit()
        return rows


def passages(folder: Path) -> int:
    return int(query(folder / "newsqa.db", "SELECT passages FROM generations ORDER BY number DESC LIMIT 1")[0][0])


def test_a_backup_restored_elsewhere_gives_the_same_answers_without_an_encoder(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsqa.backup.load_encoder", lambda *_, **__: pytest.fail("nothing is to be embedded"))
    report = restore(place / "whole.backup", tmp_path / "elsewhere", settings=EVERYTHING)
    assert (report.generation, report.articles, report.embedded) == (1, 12, 0)
    assert report.vectors == report.passages == passages(place / "index")
    assert answers(tmp_path / "elsewhere", encoder) == expected
    assert restored_words(report)[0].startswith("generation 1: 12 articles, ")


def test_a_small_backup_embeds_everything_when_it_is_restored_and_gives_the_same_answers(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    small, whole = describe(place / "small.backup"), describe(place / "whole.backup")
    assert (small.vectors, small.with_vectors) == (0, False)
    assert small.size_bytes < whole.size_bytes
    steps: list[tuple[str, int, int]] = []
    report = restore(
        place / "small.backup", tmp_path / "elsewhere", settings=EVERYTHING, progress=lambda *step: steps.append(step)
    )
    assert report.embedded == report.passages == passages(place / "index")
    assert ("embedding", report.embedded, report.embedded) in steps
    assert answers(tmp_path / "elsewhere", encoder) == like(expected)


def test_a_backup_is_one_file_without_a_free_page_or_a_log_that_says_what_it_is(place: Path) -> None:
    for name, vectors in (("whole.backup", passages(place / "index")), ("small.backup", 0)):
        info = describe(place / name)
        assert (info.generation, info.articles, info.vectors, info.newsqa) == (1, 12, vectors, newsqa.__version__)
        assert info.size_bytes == (place / name).stat().st_size
        assert query(place / name, "PRAGMA freelist_count") == [(0,)]
        assert query(place / name, "PRAGMA journal_mode") == [("delete",)]
        assert query(place / name, "SELECT count(*) FROM vectors") == [(vectors,)]
        assert f"{name}: generation 1 of " in backup_words(info)
        assert json.dumps(info.to_dict())
    assert sorted(path.name for path in place.iterdir()) == ["in", "index", "later", "small.backup", "whole.backup"]


def test_a_backup_lists_the_articles_that_it_holds(place: Path) -> None:
    listed = list(articles_in(place / "small.backup"))
    assert [each.id for each in listed] == sorted(each["id"] for each in ARTICLES)
    assert article_words(listed[3]) == "n01\t2025-01-02\tDorn Post\tNews from Dorn, part 1"


def test_a_backup_holds_nothing_of_other_generations_or_of_a_build_that_was_not_finished(
    place: Path, encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    newsqa.build(place / "later", index, encoder=encoder, settings=EVERYTHING)
    unfinished = write(tmp_path / "unfinished", [{"id": "x", "title": "Zymurgic", "text": "A zymurgic affair."}])

    def stop(step: str, done: int, total: int) -> None:
        if step == "publishing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        newsqa.build(unfinished, index, encoder=encoder, settings=EVERYTHING, progress=stop)
    assert b"zymurgic" in b"".join(path.read_bytes() for path in index.glob("newsqa.db*"))
    backup(index, tmp_path / "b")
    content = (tmp_path / "b").read_bytes()
    assert b"closed bridge" not in content
    assert b"zymurgic" not in content
    assert [each.id for each in articles_in(tmp_path / "b")] == [each["id"] for each in LATER]


class PausedBuild:
    """A build in a thread of its own that waits in the middle of embedding."""

    def __init__(self, articles: Path, index: Path, encoder: Encoder, *, at: int = 3) -> None:
        self._reached, self._go = threading.Event(), threading.Event()
        self.report: newsqa.BuildReport | None = None

        def wait(step: str, done: int, total: int) -> None:
            if (step, done) == ("embedding", at):
                self._reached.set()
                self._go.wait(60)

        def run() -> None:
            self.report = newsqa.build(articles, index, encoder=encoder, settings=EVERYTHING, progress=wait)

        self._thread = threading.Thread(target=run)

    def __enter__(self) -> PausedBuild:
        self._thread.start()
        assert self._reached.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._go.set()
        self._thread.join(60)
        assert self.report is not None


def test_a_backup_taken_while_a_build_is_embedding_holds_the_generation_that_answered(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    with PausedBuild(place / "later", index, encoder, at=9) as building:
        assert query(index / "newsqa.db", "SELECT count(*) FROM vectors")[0][0] > passages(index)
        report = backup(index, tmp_path / "b")
        assert building.report is None
    assert (report.backup.generation, report.backup.articles) == (1, 12)
    assert building.report.generation == 2
    restored = restore(tmp_path / "b", tmp_path / "elsewhere", settings=EVERYTHING)
    assert restored.embedded == 0
    assert answers(tmp_path / "elsewhere", encoder) == expected
    assert answers(index, encoder) != expected


def test_a_backup_taken_while_another_process_writes_is_of_one_moment(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    with closing(sqlite3.connect(index / "newsqa.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM members")
        backup(index, tmp_path / "b")
        writer.execute("ROLLBACK")
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    restore(tmp_path / "b", tmp_path / "elsewhere", settings=EVERYTHING)
    assert answers(tmp_path / "elsewhere", encoder) == expected


def test_a_backup_of_a_first_build_that_goes_on_is_made_whole_by_its_restore(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsqa.builder._WORDS_FIRST", 1)
    with PausedBuild(place / "in", tmp_path / "index", encoder, at=9):
        info = backup(tmp_path / "index", tmp_path / "b").backup
    assert 0 < info.vectors < info.passages
    assert f"with vectors of {info.vectors} of them" in backup_words(info)
    report = restore(tmp_path / "b", tmp_path / "elsewhere", settings=EVERYTHING, encoder=encoder)
    assert report.embedded == info.passages - info.vectors
    assert answers(tmp_path / "elsewhere", encoder) == like(expected)


def test_an_open_index_follows_a_restore(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    newsqa.build(place / "later", index, encoder=encoder, settings=EVERYTHING)
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        before = [told(opened.ask(question)) for question in QUESTIONS]
        assert before != expected
        report = restore(place / "whole.backup", index, settings=EVERYTHING)
        assert (report.generation, report.embedded) == (3, 0)
        assert [told(opened.ask(question)) for question in QUESTIONS] == expected
        assert opened.summary().generation == 3
    # The generation before can still be gone back to, with its files.
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING, generation=2) as earlier:
        assert [told(earlier.ask(question)) for question in QUESTIONS] == before


def test_what_was_restored_is_built_upon_without_embedding_or_reading_its_files_again(
    encoder: Encoder, tmp_path: Path
) -> None:
    (write(tmp_path / "in", ARTICLES) / "note.txt").write_text("A note from Harl.\n\nThe bridge is closed.")
    newsqa.build(tmp_path / "in", tmp_path / "index", encoder=encoder, settings=EVERYTHING)
    backup(tmp_path / "index", tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "elsewhere", settings=EVERYTHING)
    assert query(tmp_path / "elsewhere" / "newsqa.db", "SELECT count(*) FROM read_files") == [(2,)]
    report = newsqa.build(tmp_path / "in", tmp_path / "elsewhere", encoder=encoder, settings=EVERYTHING)
    assert (report.generation, report.embedded, report.indexed, report.unchanged + report.copies) == (1, 0, 0, 13)


def test_a_restore_of_the_same_generation_keeps_rows_and_embeds_nothing(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    rows = query(index / "newsqa.db", "SELECT row, article, id FROM passages ORDER BY row")
    for name in ("small.backup", "whole.backup"):
        assert restore(place / name, index, settings=EVERYTHING).embedded == 0
    assert query(index / "newsqa.db", "SELECT row, article, id FROM passages ORDER BY row") == rows
    assert answers(index, encoder) == expected


def test_a_restore_mends_rows_of_the_record_that_are_not_what_they_were(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    record = index / "newsqa.db"
    rows = query(record, "SELECT row FROM passages WHERE id LIKE 'n05%' ORDER BY row")
    query(record, "UPDATE articles SET text = replace(text, 'closed', 'eloped')")
    query(record, "UPDATE passages SET start = 3 WHERE id = 'n05#2'")
    query(record, "DELETE FROM passages WHERE id = 'n02#1'")
    query(record, "INSERT INTO passages SELECT 999, article, 'n05#99', start, stop, heading, sentences, input "
                  "FROM passages WHERE id = 'n05#1'")  # fmt: skip
    query(record, "UPDATE vectors SET vector = zeroblob(length(vector)) WHERE rowid < 4")
    report = restore(place / "whole.backup", index, settings=EVERYTHING)
    assert report.embedded == 0
    assert answers(index, encoder) == expected
    assert query(record, "SELECT row FROM passages WHERE id LIKE 'n05%' ORDER BY row") == rows


def test_vectors_that_are_damaged_in_a_backup_are_made_again(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    damaged = shutil.copy(place / "whole.backup", tmp_path / "b")
    query(damaged, "UPDATE vectors SET vector = zeroblob(length(vector)) WHERE rowid < 4")
    report = restore(damaged, tmp_path / "elsewhere", settings=EVERYTHING, encoder=encoder)
    assert report.embedded == 3
    assert answers(tmp_path / "elsewhere", encoder) == like(expected)


def test_coefficients_fitted_to_an_archive_go_with_it_and_those_of_another_stay(
    place: Path, encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    shipped = Path(newsqa.__file__).parent / "coefficients" / "confidence.json"
    fitted = json.dumps({**json.loads(shipped.read_text()), "intercept": -3.25})
    (index / "confidence.json").write_text(fitted)
    expected = answers(index, encoder)
    backup(index, tmp_path / "b")
    assert restore(tmp_path / "b", tmp_path / "elsewhere", settings=EVERYTHING).kept == ()
    assert answers(tmp_path / "elsewhere", encoder) == expected
    own = shutil.copytree(place / "index", tmp_path / "own")
    shutil.copy(shipped, own / "confidence.json")
    report = restore(tmp_path / "b", own, settings=EVERYTHING)
    assert report.kept == ("confidence.json",)
    assert "kept the confidence.json" in restored_words(report)[1]
    assert (own / "confidence.json").read_bytes() == shipped.read_bytes()


KILLED = """
import os, signal, sys
from newsqa.backup import restore
from newsqa.config import Settings

file, folder, step, done = sys.argv[1:]

def progress(*at):
    if at[:2] == (step, int(done)):
        os.kill(os.getpid(), signal.SIGKILL)

restore(file, folder, settings=Settings(batch_size=1), progress=progress)
"""


@pytest.mark.parametrize(
    ("step", "done", "embedded"), [("restoring", 1, 12), ("embedding", 11, 4), ("publishing", 0, 0)], ids=str
)
def test_a_killed_restore_leaves_what_was_published_answering_and_the_next_goes_on(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path, step: str, done: int, embedded: int
) -> None:
    index = tmp_path / "index"
    newsqa.build(place / "later", index, encoder=encoder, settings=EVERYTHING)
    before = answers(index, encoder)
    arguments = [str(place / "small.backup"), str(index), step, str(done)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], env=environment, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert answers(index, encoder) == before
    report = restore(place / "small.backup", index, settings=EVERYTHING, encoder=encoder)
    assert report.generation == 2
    assert report.embedded == embedded + (report.passages - 12 if embedded else 0)
    assert answers(index, encoder) == like(expected)
    assert not list(index.glob("*.tmp"))


def flip(file: Path, word: bytes) -> None:
    content = bytearray(file.read_bytes())
    content[content.index(word)] ^= 4
    file.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a letter of a text": (lambda file: flip(file, b"council of Dorn closed bridge 1 "), "article n01 is not as"),
    "a letter of a source": (lambda file: flip(file, b"Echo"), "missing from index|article copy is not as"),
    "a place": (lambda file: query(file, "UPDATE passages SET start = 1 WHERE row = 2"), "not as it was written"),
    "a member": (lambda file: query(file, "DELETE FROM members WHERE copy_of IS NOT NULL"), "not as it was written"),
    "a date": (lambda file: query(file, "UPDATE articles SET date = 'noon' WHERE id = 'n04'"), "article n04"),
    "cut": (lambda file: os.truncate(file, file.stat().st_size // 2), "is damaged"),
    "noise": (lambda file: file.write_bytes(file.read_bytes()[:8192] + b"x" * 40_000), "is damaged"),
    "no manifest": (lambda file: query(file, "DELETE FROM generations"), "holds no generation"),
    "no mark": (lambda file: query(file, "DELETE FROM backup"), "is damaged"),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_backup_is_refused_and_changes_nothing(
    place: Path, encoder: Encoder, tmp_path: Path, damage: Callable[[Path], object], words: str
) -> None:
    file = shutil.copy(place / "whole.backup", tmp_path / "b")
    damage(file)
    for folder in (tmp_path / "new", shutil.copytree(place / "index", tmp_path / "index")):
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        with pytest.raises(BackupError, match=words) as raised:
            restore(file, folder, settings=EVERYTHING, encoder=encoder)
        assert str(file) in str(raised.value)
        assert "\n" not in str(raised.value)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()


def newer(place: Path, file: Path) -> None:
    shutil.copy(place / "whole.backup", file)
    query(file, "PRAGMA user_version = 99")


NO_BACKUPS: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "missing": (lambda place, file: None, "no such file"),
    "a folder": (lambda place, file: file.mkdir(), "is a folder"),
    "empty": (lambda place, file: file.touch(), "no backup of newsqa"),
    "a text": (lambda place, file: file.write_text("milk, eggs, bread\n" * 99), "no backup of newsqa"),
    "a record": (lambda place, file: shutil.copy(place / "index" / "newsqa.db", file), "newsqa backup --index"),
    "newer": (newer, "format 99.*the newsqa that wrote it"),
}


@pytest.mark.parametrize(("make", "words"), NO_BACKUPS.values(), ids=NO_BACKUPS)
def test_what_is_no_backup_is_refused_with_a_way_out(
    place: Path, tmp_path: Path, make: Callable[[Path, Path], object], words: str
) -> None:
    file = tmp_path / "a b#c?.backup"
    make(place, file)
    for work in (lambda: restore(file, tmp_path / "index"), lambda: describe(file), lambda: list(articles_in(file))):
        with pytest.raises(BackupError, match=words) as raised:
            work()
        assert str(file) in str(raised.value)
    assert not (tmp_path / "index").exists()


def test_a_file_with_an_odd_name_is_backed_up_to_and_restored(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "a b#c?%20ü.backup"
    backup(place / "index", file)
    assert restore(file, tmp_path / "i#n?d%20ex", settings=EVERYTHING).articles == 12


def test_a_backup_is_never_written_over_a_file_unless_it_is_a_backup_to_be_replaced(
    place: Path, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    file, letter = tmp_path / "b", tmp_path / "letter"
    letter.write_text("Dear")
    backup(index, file)
    content = file.read_bytes()
    with pytest.raises(BackupError, match=r"is there already.*--replace"):
        backup(index, file)
    assert file.read_bytes() == content
    backup(index, file, with_vectors=False, replace=True)
    assert describe(file).with_vectors is False
    for other in (letter, index / "newsqa.db"):
        content = other.read_bytes()
        with pytest.raises(BackupError, match="not a backup that can be replaced"):
            backup(index, other, replace=True)
        assert other.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "index", "letter"]


def test_a_place_that_cannot_be_written_is_named(place: Path, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    with pytest.raises(BackupError, match=r"there is no folder .*none; make it"):
        backup(place / "index", tmp_path / "none" / "b")
    with pytest.raises(BackupError, match=r"shut: is a folder; name the file"):
        backup(place / "index", tmp_path / "shut")
    with pytest.raises(IndexNotFoundError, match="newsqa build"):
        backup(tmp_path / "shut", tmp_path / "b")
    if os.geteuid():  # the superuser may write anywhere
        (tmp_path / "shut").chmod(0o500)
        with pytest.raises(BackupError, match=r"shut/b.*cannot be written"):
            backup(place / "index", tmp_path / "shut" / "b")


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes: to SQLite as good as a full disk."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


@pytest.mark.parametrize("size", [33_000, 60_000, 100_000])  # SQLite's shared file takes 32,768 bytes
def test_a_backup_without_room_leaves_nothing(place: Path, tmp_path: Path, size: int) -> None:
    with files_at_most(size), pytest.raises(StoreError) as raised:
        backup(place / "index", tmp_path / "b")
    assert str(tmp_path / "b") in str(raised.value)
    assert "no backup was made" in str(raised.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", [4096, 40_000, 90_000])
def test_a_restore_without_room_leaves_what_was_published_and_the_next_gets_through(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path, size: int
) -> None:
    index = tmp_path / "index"
    newsqa.build(write(tmp_path / "one", LATER[:1]), index, encoder=encoder, settings=EVERYTHING)
    before = answers(index, encoder)
    with files_at_most(size), pytest.raises(StoreError, match=str(index)):
        restore(place / "whole.backup", index, settings=EVERYTHING)
    assert answers(index, encoder) == before
    assert not list(index.glob("*.tmp"))
    assert restore(place / "whole.backup", index, settings=EVERYTHING).embedded == 0
    assert answers(index, encoder) == expected


def test_room_is_reckoned_before_anything_is_written(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsqa.backup.free_bytes", lambda folder: 1000)
    with pytest.raises(BackupError, match=r"needs about 0\.\d MB of the 0\.0 MB that are free"):
        backup(place / "index", tmp_path / "b")
    with pytest.raises(StoreError, match=r"full for this restore, which needs about 0\.\d MB .*restore again"):
        restore(place / "whole.backup", tmp_path / "index")
    record = shutil.copytree(place / "index", tmp_path / "damaged") / "newsqa.db"
    record.write_bytes(b"milk" * 5000)
    with pytest.raises(StoreError, match="restore again"):
        restore(place / "whole.backup", tmp_path / "damaged", replace=True)
    assert record.read_bytes() == b"milk" * 5000
    assert [path.name for path in tmp_path.iterdir()] == ["damaged"]


def test_lacking_vectors_are_made_by_no_other_encoder(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    other = load_encoder(precision="float32")
    index = shutil.copytree(place / "index", tmp_path / "index")
    query(index / "newsqa.db", "DELETE FROM vectors WHERE rowid < 4")
    for folder in (index, tmp_path / "new"):
        with pytest.raises(ModelMismatchError, match=r"small\.backup: lacks vectors"):
            restore(place / "small.backup", folder, settings=EVERYTHING, encoder=other)
    assert not (tmp_path / "new").exists()
    assert restore(place / "whole.backup", tmp_path / "new", settings=EVERYTHING, encoder=other).embedded == 0
    assert answers(tmp_path / "new", encoder) == expected
    assert restore(place / "small.backup", index, settings=EVERYTHING, encoder=encoder).embedded == 3
    assert answers(index, encoder) == like(expected)


def test_a_restore_waits_for_no_build_but_is_refused(place: Path, encoder: Encoder, tmp_path: Path) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    with PausedBuild(place / "later", index, encoder), pytest.raises(BuildRunningError, match="is building here"):
        restore(place / "whole.backup", index, settings=EVERYTHING)


RECORDS: dict[str, tuple[Callable[[Path], object], type[StoreError]]] = {
    "noise": (lambda record: record.write_bytes(b"milk" * 5000), IndexDamagedError),
    "cut": (lambda record: os.truncate(record, record.stat().st_size // 2), IndexDamagedError),
    "a page of noise": (
        lambda record: record.write_bytes(record.read_bytes()[:8192] + b"x" * 8192 + record.read_bytes()[16_384:]),
        IndexDamagedError,
    ),
    "newer": (lambda record: query(record, "PRAGMA user_version = 99"), IndexFormatError),
}


@pytest.mark.parametrize(("damage", "error"), RECORDS.values(), ids=RECORDS)
def test_a_damaged_record_is_moved_aside_when_it_may_be_and_else_left(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path,
    damage: Callable[[Path], object], error: type[StoreError],
) -> None:  # fmt: skip
    index = shutil.copytree(place / "index", tmp_path / "index")
    damage(index / "newsqa.db")
    content = (index / "newsqa.db").read_bytes()
    with pytest.raises(error, match="--replace"):
        restore(place / "whole.backup", index, settings=EVERYTHING)
    assert (index / "newsqa.db").read_bytes() == content
    report = restore(place / "whole.backup", index, settings=EVERYTHING, replace=True)
    assert report.moved_aside is not None
    assert (Path(report.moved_aside) / "newsqa.db").read_bytes() == content
    assert report.moved_aside in restored_words(report)[1]
    assert Path(report.moved_aside).parent == index
    assert answers(index, encoder) == expected


def test_an_index_that_was_open_when_its_record_was_damaged_follows_the_restore(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    with newsqa.Index.open(index, encoder=encoder, settings=EVERYTHING) as opened:
        assert [told(opened.ask(question)) for question in QUESTIONS] == expected
        (tmp_path / "noise").write_bytes(b"milk" * 5000)
        (tmp_path / "noise").replace(index / "newsqa.db")
        with pytest.raises(IndexDamagedError):
            opened.ask(QUESTIONS[0])
        restore(place / "whole.backup", index, settings=EVERYTHING, replace=True)
        assert [told(opened.ask(question)) for question in QUESTIONS] == expected


def test_a_record_that_is_whole_is_not_moved_aside(place: Path, tmp_path: Path) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    report = restore(place / "whole.backup", index, settings=EVERYTHING, replace=True)
    assert (report.moved_aside, report.generation) == (None, 2)


def test_an_index_made_anew_uses_no_files_of_the_one_that_was_there(
    place: Path, expected: list[dict[str, Any]], encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    # A record that has published nothing, with other rows first: the files of generation 1 are named alike.
    newsqa.build(write(tmp_path / "one", LATER[:1]), tmp_path / "other", encoder=encoder, settings=EVERYTHING)
    shutil.copy(tmp_path / "other" / "newsqa.db", index / "newsqa.db")
    query(index / "newsqa.db", "DELETE FROM generations")
    query(index / "newsqa.db", "DELETE FROM members")
    query(index / "newsqa.db", "DELETE FROM sqlite_sequence")
    assert restore(place / "whole.backup", index, settings=EVERYTHING).generation == 1
    assert len(list(index.glob("dense-*"))) == len(list(index.glob("lexical-*"))) == 1
    assert answers(index, encoder) == expected


def test_a_damaged_text_is_not_backed_up_as_if_it_were_whole(place: Path, tmp_path: Path) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    query(index / "newsqa.db", "UPDATE articles SET text = text || '!' WHERE id = 'n07'")
    with pytest.raises(IndexDamagedError, match="article n07"):
        backup(index, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_backup_in_the_place_of_a_record_is_told_apart(place: Path, encoder: Encoder, tmp_path: Path) -> None:
    tmp_path.joinpath("index").mkdir()
    shutil.copy(place / "whole.backup", tmp_path / "index" / "newsqa.db")
    with pytest.raises(IndexDamagedError, match="newsqa restore"):
        newsqa.Index.open(tmp_path / "index", encoder=encoder)
