"""Faults planted in an index: each is found by the check that is for it, mended or said to be restored, alone."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from told import told

import newsqa
from newsqa import builder
from newsqa.config import Settings
from newsqa.doctor import Diagnosis, examine, repair, report
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import BuildRunningError, EncoderError, IndexNotFoundError, NewsQAError
from newsqa.generations import rollback
from newsqa.store import checksum, distrusted_key
from newsqa.types import Article, Passage

QUESTIONS = ["Who closed the bridge at Harl?", "How many boats did the crews of Dorn ask for?", "What did Quist pay?"]
TOWNS = ["Harl", "Dorn", "Quist", "Pellow", "Marr", "Olafsby", "Ferring", "Stave"]
TABLES = ("generations", "articles", "members", "passages", "vectors", "files")
SETTINGS = Settings(passage_words=40)
MARKDOWN = "# The ledger of {town}\n\n{text}\n\n## The price of salt in {town}\n\n{more}\n"


def text(number: int) -> str:
    town = TOWNS[number % 8]
    return (
        f"The council of {town} closed bridge {number} on Monday. Ferry crews asked for {number + 3} more boats. "
        f"The price of a ticket to {TOWNS[(number + 3) % 8]} rose {number}.5 percent. "
    ) + f"In {town} nobody had seen such a queue since the year {1900 + number}. " * (6 * (number % 3))


def write(folder: Path, last: int) -> Path:
    """Write small articles, some of several passages, one in a file of its own with a subheading, and one copy."""
    folder.mkdir(parents=True)
    articles = [
        {"id": f"n{n:02}", "title": f"News from {TOWNS[n % 8]}", "text": text(n), "source": f"{TOWNS[n % 3]} Post",
         "date": f"2025-01-{1 + n:02}"}
        for n in range(last)
    ]  # fmt: skip
    articles.append({**articles[2], "id": "copy", "source": "Another Post", "date": "2025-02-01"})
    (folder / "articles.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    for town, number in (("Brill", 20), ("Cawl", 23)):
        ledger = MARKDOWN.format(town=town, text=text(number), more=text(number + 3))
        (folder / f"{town.lower()}.md").write_text(ledger)
    return folder


@pytest.fixture(scope="module")
def built(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index of two kept generations and, beside it, what it was built from."""
    folder = tmp_path_factory.mktemp("built")
    for place, last in ((folder / "before", 8), (folder, 10)):
        newsqa.build(write(place / "in", last), folder / "index", encoder=encoder, settings=SETTINGS)
    return folder


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built / "index", tmp_path / "index")


@pytest.fixture(scope="module")
def expected(built: Path, encoder: Encoder) -> list[dict[str, Any]]:
    return answers(built / "index", encoder)


def answers(index: Path, encoder: Encoder) -> list[dict[str, Any]]:
    with newsqa.Index.open(index, encoder=encoder) as opened:
        return [told(opened.ask(question)) for question in QUESTIONS]


def like(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return answers with scores that may differ by 1e-5, which what shares a batch may make."""
    return [
        {**answer, "confidence": pytest.approx(answer["confidence"], abs=1e-5),
         "hits": [{**hit, "score": pytest.approx(hit["score"], abs=2e-5)} for hit in answer["hits"]]}
        for answer in answers
    ]  # fmt: skip


@contextmanager
def record(index: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(index / "newsqa.db", isolation_level=None)) as connection:
        connection.text_factory = bytes  # a flipped byte need not be a character
        yield connection


def run(index: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with record(index) as connection:
        return connection.execute(sql, values).fetchall()


def rows(index: Path) -> dict[str, Any]:
    """Return every row of the record by its table and key."""
    found: dict[str, Any] = {}
    with record(index) as connection:
        for table in TABLES:
            place = "generation || '-' || article" if table == "members" else "rowid"
            for row in connection.execute(f"SELECT {place}, * FROM {table}"):
                found[f"{table} {row[0]!r}"] = row[1:]
    return found


def files(index: Path) -> dict[str, str]:
    """Return the hash of every file but the record's and locks."""
    return {
        str(path.relative_to(index)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(index.rglob("*"))
        if path.is_file() and not path.name.startswith("newsqa.db") and path.suffix != ".lock"
    }


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def flip(path: Path, what: bytes, place: int = 0) -> None:
    """Flip a bit of the file, where these bytes stand in it and nowhere else."""
    content = bytearray(path.read_bytes())
    assert content.count(what) == 1
    content[content.index(what) + place] ^= 4
    path.write_bytes(content)


def flip_in_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def newest(index: Path, kind: str) -> Path:
    return sorted(index.glob(f"{kind}-*"))[-1]


def check_up(index: Path, encoder: Encoder, settings: Settings = SETTINGS) -> Diagnosis:
    """Examine, and see that nothing was changed by it."""
    before = rows(index), files(index)
    diagnosis = examine(index, settings=settings, encoder=encoder)
    assert (rows(index), files(index)) == before
    return diagnosis


def found(diagnosis: Diagnosis) -> list[tuple[str, bool]]:
    """Return the faults, each as the check that found it and whether it can be mended."""
    return [(finding.check, finding.is_mendable) for finding in diagnosis.faults]


# A passage of the newest generation alone, and the row of its vectors.
PASSAGE = "SELECT max(row) FROM passages"
VECTOR = (
    "SELECT v.rowid FROM vectors v JOIN passages p ON p.input = v.input WHERE p.row = (SELECT max(row) FROM passages)"
)


def flip_in_a_text(index: Path) -> None:
    flip(index / "newsqa.db", b"closed bridge 9 on Monday", 3)


def flip_in_a_vector(index: Path) -> None:
    [(vector,)] = run(index, f"SELECT vector FROM vectors WHERE rowid = ({VECTOR})")
    # Its first part, because the row goes on in other pages.
    flip(index / "newsqa.db", vector[:64], 7)


def flip_in_sentences(index: Path) -> None:
    run(index, f"UPDATE vectors SET sentences = zeroblob(length(sentences)) WHERE rowid = ({VECTOR})")


def put_vectors(index: Path, turn: Callable[[np.ndarray], np.ndarray], which: str, *, summed: bool) -> None:
    with record(index) as connection:
        for place, key, digest, blob, sentences in connection.execute(
            f"SELECT rowid, input, encoder, vector, sentences FROM vectors WHERE {which}"
        ).fetchall():
            vector = turn(np.frombuffer(blob, dtype="<f4").copy()).astype("<f4").tobytes()
            connection.execute("UPDATE vectors SET vector = ? WHERE rowid = ?", (vector, place))
            if summed:
                total = checksum(digest.decode(), key, vector, sentences)
                connection.execute("UPDATE vectors SET checksum = ? WHERE rowid = ?", (total, place))


def with_nan(vector: np.ndarray) -> np.ndarray:
    vector[5] = np.nan
    return vector


def of_another_model(vector: np.ndarray) -> np.ndarray:
    """Return the vector as a model of the same width would give it: turned, of the same length."""
    return np.roll(vector, 7)


def lose_a_passage(index: Path) -> None:
    run(index, f"DELETE FROM passages WHERE row = ({PASSAGE})")


MENDED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a flipped byte in a vector": (flip_in_a_vector, "vectors", "checksum|not finite|unit length"),
    "sentence vectors changed": (flip_in_sentences, "vectors", "checksum"),
    "a vector cut short": (
        lambda index: run(index, f"UPDATE vectors SET vector = substr(vector, 5) WHERE rowid = ({VECTOR})"),
        "vectors", "too few or too many",
    ),
    "a NaN": (
        lambda index: put_vectors(index, with_nan, f"rowid = ({VECTOR})", summed=False), "vectors", "not finite",
    ),
    "a NaN with its checksum": (
        lambda index: put_vectors(index, with_nan, f"rowid = ({VECTOR})", summed=True), "vectors", "not finite",
    ),
    "a vector too long": (
        lambda index: put_vectors(index, lambda v: v * 1.5, f"rowid = ({VECTOR})", summed=True), "vectors", "unit",
    ),
    "vectors gone": (lambda index: run(index, f"DELETE FROM vectors WHERE rowid = ({VECTOR})"), "vectors", "without"),
    "another model's vectors under old checksums": (
        lambda index: put_vectors(index, of_another_model, "rowid % 5 = 0", summed=False), "vectors", "checksum",
    ),
    "another model's vectors with right checksums": (
        lambda index: put_vectors(index, of_another_model, "1", summed=True), "model", "as a sample",
    ),
    "a flipped byte in FAISS": (lambda index: flip_in_the_middle(newest(index, "dense")), "dense", "bytes changed"),
    "a missing FAISS file": (lambda index: newest(index, "dense").unlink(), "dense", "missing"),
    "a flipped byte in the lexical index": (
        lambda index: flip_in_the_middle(max(newest(index, "lexical").rglob("*.idx"))), "lexical", "bytes changed",
    ),
    "a missing file of the lexical index": (
        lambda index: max(newest(index, "lexical").rglob("*.pos")).unlink(), "lexical", "bytes changed",
    ),
    "a missing lexical index": (lambda index: shutil.rmtree(newest(index, "lexical")), "lexical", "missing"),
    "an earlier generation's file missing": (
        lambda index: sorted(index.glob("dense-*"))[0].unlink(), "dense", "generation 1 is missing",
    ),
    "a wrong count of articles": (
        lambda index: run(index, "UPDATE generations SET articles = articles + 1 WHERE number = 2"), "counts", "2 says",
    ),
    "a wrong count of passages": (
        lambda index: run(index, "UPDATE generations SET passages = passages - 1 WHERE number = 2"), "counts", "2 says",
    ),
    "a wrong count of vectors": (
        lambda index: run(index, "UPDATE generations SET vectors = 1 WHERE number = 1"), "counts", "1 of them",
    ),
    "an offset off by one": (
        lambda index: run(index, f"UPDATE passages SET start = start + 1 WHERE row = ({PASSAGE})"), "passages", "where",
    ),
    "an end off by one": (
        lambda index: run(index, f"UPDATE passages SET stop = stop - 1 WHERE row = ({PASSAGE})"), "passages", "where",
    ),
    "an offset beyond the text": (
        lambda index: run(index, f"UPDATE passages SET stop = 1000000 WHERE row = ({PASSAGE})"), "passages", "where",
    ),
    "a sentence off by one": (
        lambda index: run(
            index, "UPDATE passages SET sentences = json_set(sentences, '$[0][1]', "
            f"json_extract(sentences, '$[0][1]') - 1) WHERE row = ({PASSAGE})"
        ), "passages", "where",
    ),
    "sentences that cannot be read": (
        lambda index: run(index, f"UPDATE passages SET sentences = '[[0' WHERE row = ({PASSAGE})"), "passages", "where",
    ),
    "another subheading": (
        lambda index: run(
            index, "UPDATE passages SET heading = 'The price of silk' "
            "WHERE row = (SELECT max(row) FROM passages WHERE heading IS NOT NULL)"
        ), "passages", "where",
    ),
    "a passage under another's name": (
        lambda index: run(index, f"UPDATE passages SET id = 'n01#7' WHERE row = ({PASSAGE})"), "passages", "where",
    ),
    "a passage lost": (lose_a_passage, "passages", "missing"),
    "the last of several passages lost": (
        lambda index: run(
            index, "DELETE FROM passages WHERE row = (SELECT max(p.row) FROM passages p JOIN articles a "
            "ON a.row = p.article WHERE a.id = 'n08')"
        ), "passages", "missing, or one too many, of n08",
    ),
    "the first of several passages lost": (
        lambda index: run(
            index, "DELETE FROM passages WHERE row = (SELECT min(p.row) FROM passages p JOIN articles a "
            "ON a.row = p.article WHERE a.id = 'n08')"
        ), "passages", "n08",
    ),
    "a passage twice": (
        lambda index: run(
            index, "INSERT INTO passages SELECT 900, article, id, start, stop, heading, sentences, input FROM passages "
            f"WHERE row = ({PASSAGE})"
        ), "passages", "where",
    ),
    "a text's hash changed": (
        lambda index: run(index, "UPDATE articles SET text_hash = zeroblob(16) WHERE id = 'n03'"), "articles", "hash",
    ),
    "passages of no article": (
        lambda index: run(
            index, "INSERT INTO passages SELECT 900, 900, id, start, stop, heading, sentences, input FROM passages "
            "WHERE row = 1"
        ), "passages", "not there",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_a_fault_in_what_is_derived_is_found_by_its_check_and_mended_alone(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]], name: str
) -> None:
    plant, check, words = MENDED[name]
    before, files_before = rows(index), files(index)
    plant(index)
    planted = changed(before, rows(index))
    diagnosis = check_up(index, encoder)
    assert found(diagnosis) == [(check, True)], report(diagnosis)
    assert [True for fault in diagnosis.faults if re.search(words, fault.what)], report(diagnosis)
    assert diagnosis.exit_status == 1

    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert repaired.is_sound, report(repaired)
    assert repaired.repaired
    after = rows(index)
    is_moved = "lost" in name or "gone" in name  # into another row
    for key in changed(before, after):
        # Embedded again, in the row that was broken: nearly the same, and nothing else.
        assert key.startswith("vectors") or is_moved
        assert key in planted or is_moved
    assert len(after) == len(before)
    assert {row[1:] for key, row in after.items() if key.startswith("passages")} == {
        row[1:] for key, row in before.items() if key.startswith("passages")
    }
    assert answers(index, encoder) == like(expected)
    if check not in ("dense", "lexical") and not is_moved:
        lexical = {path for path in changed(files_before, files(index)) if "dense" not in path}
        assert not lexical
    elif not is_moved:
        other = "lexical" if check == "dense" else "dense"
        assert not {path for path in changed(files_before, files(index)) if other in path}
    again = rows(index), files(index)
    assert repair(index, settings=SETTINGS, encoder=encoder).repaired == ()
    assert (rows(index), files(index)) == again
    assert check_up(index, encoder).findings == ()


def flip_in_a_title(index: Path) -> None:
    run(index, "UPDATE articles SET title = replace(title, 'News', 'Mews') WHERE id = 'n09'")


def spoil_a_date(index: Path) -> None:
    run(index, "UPDATE articles SET date = '2025-13-40' WHERE id = 'n09'")


@pytest.mark.parametrize("plant", [flip_in_a_text, flip_in_a_title, spoil_a_date])
def test_a_damaged_article_is_marked_so_that_the_next_build_reads_it_anew(
    built: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]], plant: Callable[[Path], None]
) -> None:
    plant(index)
    planted, files_before = rows(index), files(index)
    diagnosis = check_up(index, encoder)
    assert found(diagnosis) == [("articles", False)], report(diagnosis)
    assert "1 article not as taken in" in diagnosis.faults[0].what
    assert "newsqa restore" in diagnosis.faults[0].to_do

    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert found(repaired) == [("articles", False)]
    assert "newsqa build" in repaired.faults[0].to_do
    after = rows(index)
    # Its file is no longer known by what it holds, so that it is read again.
    [damaged] = [row for row in changed(planted, after) if row.startswith("articles")]
    assert all(row.startswith("files") and row not in after for row in changed(planted, after) - {damaged})
    place = int(damaged.split()[1])
    assert after[damaged] == (place, distrusted_key(place), *planted[damaged][2:])
    assert files(index) == files_before
    assert repair(index, settings=SETTINGS, encoder=encoder).repaired == ()
    assert rows(index) == after

    built_anew = newsqa.build(built / "in", index, encoder=encoder, settings=SETTINGS)
    assert (built_anew.generation, built_anew.indexed, built_anew.embedded) == (3, 1, 0)
    assert answers(index, encoder) == expected
    later = check_up(index, encoder)
    assert later.is_sound, report(later)
    assert [finding.check for finding in later.findings] == ["articles"]  # of the generation before, which is kept


def test_a_damaged_article_in_a_file_of_its_own_is_no_longer_recalled_by_that_file(
    built: Path, index: Path, encoder: Encoder
) -> None:
    run(index, "UPDATE articles SET text = replace(text, 'salt', 'silk') WHERE id LIKE '%brill%'")
    assert newsqa.build(built / "in", index, encoder=encoder, settings=SETTINGS).indexed == 0
    repair(index, settings=SETTINGS, encoder=encoder)
    assert newsqa.build(built / "in", index, encoder=encoder, settings=SETTINGS).indexed == 1
    with newsqa.Index.open(index, encoder=encoder) as opened:
        assert all("silk" not in article.text for article in map(opened.article, [a.id for a in opened.articles()]))


def test_a_broken_vector_of_a_damaged_article_is_mended_once_the_article_is_read_anew(
    built: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    flip_in_a_text(index)
    put_vectors(index, with_nan, f"rowid = ({VECTOR})", summed=False)
    assert found(check_up(index, encoder)) == [("articles", False), ("vectors", False)]
    before = run(index, "SELECT rowid, * FROM vectors")
    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert found(repaired) == [("articles", False), ("vectors", False)]
    assert run(index, "SELECT rowid, * FROM vectors") == before
    newsqa.build(built / "in", index, encoder=encoder, settings=SETTINGS)
    assert found(check_up(index, encoder)) == [("vectors", True)]
    assert repair(index, settings=SETTINGS, encoder=encoder).is_sound  # its FAISS file, derived meanwhile, too
    assert answers(index, encoder) == like(expected)


def test_a_lost_article_is_found_and_the_next_build_brings_it_back(
    built: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    run(index, "DELETE FROM articles WHERE id = 'n04'")
    diagnosis = check_up(index, encoder)
    assert {check for check, _ in found(diagnosis)} == {"articles", "passages", "manifest"}
    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert not any(mendable for _, mendable in found(repaired)), report(repaired)
    newsqa.build(built / "in", index, encoder=encoder, settings=replace(SETTINGS, keep_generations=1))
    assert check_up(index, encoder).is_sound
    assert answers(index, encoder) == like(expected)


def test_a_member_lost_is_not_taken_for_a_wrong_count(index: Path, encoder: Encoder) -> None:
    run(index, "DELETE FROM members WHERE generation = 2 AND article = (SELECT row FROM articles WHERE id = 'n04')")
    before = rows(index)
    assert ("manifest", False) in found(check_up(index, encoder))
    repair(index, settings=SETTINGS, encoder=encoder)
    assert rows(index) == before


def corrupt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 3 + 64] = bytes(range(64))
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        corrupt,
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(b"milk" * 2000),
        lambda path: run(path.parent, "PRAGMA user_version = 99"),
        lambda path: run(path.parent, "UPDATE generations SET fingerprint = '{'"),
    ],
    ids=["missing", "a page of noise", "cut", "no database", "a newer format", "no manifest"],
)
def test_a_record_that_cannot_be_relied_on_is_said_to_be_restored_and_not_touched(
    index: Path, encoder: Encoder, damage: Callable[[Path], object]
) -> None:
    path = index / "newsqa.db"
    damage(path)
    before = path.read_bytes() if path.exists() else b""
    for diagnosis in (
        examine(index, settings=SETTINGS, encoder=encoder), repair(index, settings=SETTINGS, encoder=encoder),
    ):  # fmt: skip
        assert found(diagnosis)[0] in (("record", False), ("manifest", False)), report(diagnosis)
        assert all(word in report(diagnosis) for word in ("restore", "newsqa"))
        assert diagnosis.repaired == ()
        assert (path.read_bytes() if path.exists() else b"") == before


def test_a_sound_index_has_no_findings_and_says_what_was_looked_at(index: Path, encoder: Encoder) -> None:
    diagnosis = check_up(index, encoder)
    assert diagnosis.findings == ()
    assert (diagnosis.is_sound, diagnosis.exit_status) == (True, 0)
    assert diagnosis.checked["articles"] == 14  # of one the line in its file changed
    assert diagnosis.checked["generations"] == 2
    assert diagnosis.checked["vectors encoded anew, as a sample"] == 20
    assert "is sound" in report(diagnosis)
    assert json.loads(json.dumps(diagnosis.to_dict()))["findings"] == []
    before = rows(index), files(index)
    assert repair(index, settings=SETTINGS, encoder=encoder).repaired == ()
    assert (rows(index), files(index)) == before


def test_every_finding_says_what_it_is_what_it_means_and_what_to_do(index: Path, encoder: Encoder) -> None:
    flip_in_a_vector(index)
    newest(index, "dense").unlink()
    (index / "dense-000009-x.1.tmp").write_text("half")
    diagnosis = check_up(index, encoder)
    lines = report(diagnosis).splitlines()
    assert len(lines) == len(diagnosis.findings) + 1 == 4
    assert [line.partition(":")[0] for line in lines[:3]] == ["fault", "fault", "note"]
    for line in lines[:3]:
        assert "This means: " in line
        assert "newsqa doctor --repair" in line.partition("To do: ")[2]
    assert "has 2 faults, 2 of which a repair mends" in lines[3]


def test_a_stale_lock_is_a_note_and_goes_with_a_repair(index: Path, encoder: Encoder) -> None:
    (index / "build.json").write_text(json.dumps({"pid": 4_000_000, "since": "2025-01-01 10:00:00+00:00"}))
    diagnosis = check_up(index, encoder)
    assert diagnosis.is_sound
    [note] = diagnosis.findings
    assert (note.check, note.is_mendable) == ("lock", True)
    assert "process 4000000, since 2025-01-01 10:00:00+00:00, which is gone" in note.what
    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert repaired.findings == ()
    assert "process 4000000" in repaired.repaired[0]
    assert not (index / "build.json").exists()


def test_while_a_build_goes_on_what_was_published_is_examined_and_no_repair_begins(
    index: Path, encoder: Encoder
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys; from pathlib import Path; from newsqa.generations import build_lock\n"
         "with build_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()", str(index)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == "held\n"
        (index / "lexical-000003-x.1.tmp").mkdir()
        flip_in_a_vector(index)
        diagnosis = check_up(index, encoder)
        assert found(diagnosis) == [("vectors", True)]
        [note] = [finding for finding in diagnosis.findings if not finding.is_fault]
        assert note.check == "lock"
        assert f"process {holder.pid}, since 20" in note.what
        with pytest.raises(BuildRunningError, match=f"process {holder.pid}"):
            repair(index, settings=SETTINGS, encoder=encoder)
    finally:
        holder.stdin.close()
        holder.wait(30)
        holder.stdout.close()


class StoppedError(Exception):
    """What stops a build in the middle, as a kill would: nothing after it is written."""


def interrupted_build(articles: Path, index: Path, encoder: Encoder, step: str, done: int) -> None:
    def progress(at: str, count: int, total: int) -> None:
        if at == step and count >= done:
            raise StoppedError

    settings = replace(SETTINGS, batch_size=1)
    with pytest.raises(StoppedError):
        newsqa.build(articles, index, encoder=encoder, settings=settings, progress=progress)


@pytest.mark.parametrize(("step", "done"), [("cutting into passages", 1), ("embedding", 20), ("publishing", 0)])
def test_what_an_interrupted_build_left_is_noted_and_no_fault(
    index: Path, encoder: Encoder, tmp_path: Path, step: str, done: int
) -> None:
    articles = write(tmp_path / "more", 24)
    interrupted_build(articles, index, encoder, step, done)
    diagnosis = check_up(index, encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert [finding.check for finding in diagnosis.findings] == ["unpublished"]
    before = rows(index)
    assert repair(index, settings=SETTINGS, encoder=encoder).repaired == ()
    assert rows(index) == before
    newsqa.build(articles, index, encoder=encoder, settings=SETTINGS)
    assert check_up(index, encoder).findings == ()


def test_a_build_killed_after_it_wrote_its_derived_files_leaves_a_sound_index(index: Path, encoder: Encoder) -> None:
    for path in (newest(index, "dense"), newest(index, "lexical")):
        tail = path.name.partition("-")[2].partition("-")[2]
        copy = path.with_name(f"{path.name.partition('-')[0]}-000003-{tail}")
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, copy)
    (index / "dense-000003-abc.7-7.tmp").write_bytes(b"half")
    (index / "build.json").write_text(json.dumps({"pid": 4_000_000, "since": "2025-01-01"}))
    (index / "notes.txt").write_text("the reader's own")
    diagnosis = check_up(index, encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert sorted(finding.check for finding in diagnosis.findings) == ["leftovers", "lock"]
    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert repaired.findings == ()
    assert not list(index.glob("*000003*"))
    assert (index / "notes.txt").exists()


def test_a_damaged_vector_that_an_interrupted_build_left_is_removed(
    index: Path, encoder: Encoder, tmp_path: Path
) -> None:
    run(index, "INSERT INTO vectors SELECT zeroblob(32), encoder, vector, sentences, 7 FROM vectors WHERE rowid = 1")
    assert found(check_up(index, encoder)) == [("vectors", True)]
    before = rows(index)
    assert repair(index, settings=SETTINGS, encoder=encoder).is_sound
    [gone] = changed(before, rows(index))
    assert before[gone][0] == bytes(32)


KILLED = """
import os, signal, sys
import newsqa, newsqa.derived
from newsqa.config import Settings

newsqa.derived._lexical_name = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
newsqa.build(sys.argv[1], sys.argv[2], settings=Settings(passage_words=40))
"""


def test_a_build_that_was_really_killed_leaves_a_sound_index_and_a_repair_leaves_its_work(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    articles = write(tmp_path / "in", 24)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(articles), str(index)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, timeout=120,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    diagnosis = examine(index, settings=SETTINGS, encoder=encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert sorted(finding.check for finding in diagnosis.findings) == ["leftovers", "lock", "unpublished"]
    before = rows(index)
    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert [finding.check for finding in repaired.findings] == ["unpublished"]
    assert len(repaired.repaired) == 2
    assert rows(index) == before
    assert answers(index, encoder) == expected
    assert newsqa.build(articles, index, encoder=encoder, settings=SETTINGS).embedded == 0
    assert check_up(index, encoder).findings == ()


def test_a_first_build_that_was_interrupted_is_sound_with_its_words_or_without(
    encoder: Encoder, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare"
    interrupted_build(built / "in", bare, encoder, "embedding", 20)
    diagnosis = check_up(bare, encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert [finding.check for finding in diagnosis.findings] == ["manifest", "unpublished"]
    assert "no build has ended" in report(diagnosis)
    assert repair(bare, settings=SETTINGS, encoder=encoder).repaired == ()

    monkeypatch.setattr(builder, "_WORDS_FIRST", 1)
    monkeypatch.setattr(builder, "_PUBLISH_EVERY_S", 0.0)
    monkeypatch.setattr(builder, "_PUBLISH_SHARE", 1e9)
    partial = tmp_path / "partial"
    interrupted_build(built / "in", partial, encoder, "embedding", 20)
    diagnosis = check_up(partial, encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert "of the passages can be found by meaning so far" in report(diagnosis)
    assert rows(partial)["generations 3"][9]  # its horizon: not the first, which knew no vectors

    newest(partial, "dense").unlink()
    first = "rowid = (SELECT min(rowid) FROM vectors)"
    put_vectors(partial, with_nan, first, summed=False)
    before = rows(partial)
    assert sorted(found(check_up(partial, encoder))) == [("dense", True), ("vectors", True)]
    assert repair(partial, settings=SETTINGS, encoder=encoder).is_sound
    assert changed(before, rows(partial)) == {"vectors 1"}
    newsqa.build(built / "in", partial, encoder=encoder, settings=SETTINGS)
    assert check_up(partial, encoder).findings == ()


def test_an_index_of_another_model_says_which_and_what_was_not_checked(
    index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(index, "UPDATE generations SET fingerprint = json_set(fingerprint, '$.weights', 'ffff')")
    monkeypatch.setattr("newsqa.doctor.manifest.load_encoder", lambda *_, **__: encoder)
    for given in (encoder, None):
        diagnosis = examine(index, settings=SETTINGS, encoder=given)
        [fault] = [fault for fault in diagnosis.faults if fault.check == "encoder"]
        assert "weights ffff" in fault.what
        assert "newsqa build --model" in fault.to_do
        assert "not checked" in fault.means
        assert "vectors encoded anew, as a sample" not in diagnosis.checked


def test_a_model_that_is_not_on_this_machine_is_a_fault_and_the_rest_is_examined(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: object, **__: object) -> Encoder:
        raise EncoderError("model X: it is not on this machine")

    monkeypatch.setattr("newsqa.doctor.manifest.load_encoder", load)
    flip_in_a_vector(index)
    newest(index, "lexical").rename(index / "lexical-000002-gone.tmp")
    diagnosis = examine(index, settings=SETTINGS)
    assert found(diagnosis) == [("encoder", False), ("vectors", False), ("lexical", True)]
    before = rows(index)
    repaired = repair(index, settings=SETTINGS)
    assert found(repaired) == [("encoder", False), ("vectors", False)]
    assert rows(index) == before
    assert len(list(index.glob("lexical-000002-*"))) == 1


def test_an_earlier_generation_of_another_encoder_is_examined_as_far_as_that_goes(
    built: Path, index: Path, encoder: Encoder
) -> None:
    exact = load_encoder(precision="float32")
    assert exact.fingerprint.dimension == encoder.fingerprint.dimension
    report_of_build = newsqa.build(built / "in", index, encoder=exact, settings=SETTINGS)
    assert report_of_build.embedded > 24
    diagnosis = check_up(index, exact)
    assert diagnosis.is_sound, report(diagnosis)
    assert [finding.check for finding in diagnosis.findings] == ["passages"]
    put_vectors(index, with_nan, "rowid = 1", summed=False)
    assert found(check_up(index, exact)) == [("vectors", False)]
    assert found(check_up(index, encoder)) == [("encoder", False), ("vectors", False)]
    before = rows(index)
    repaired = repair(index, settings=SETTINGS, encoder=exact)
    assert (found(repaired), repaired.repaired) == ([("vectors", False)], ())
    assert rows(index) == before


def test_a_generation_of_an_older_format_is_examined_by_its_texts(index: Path, encoder: Encoder) -> None:
    run(index, "UPDATE generations SET cut = ''")
    diagnosis = check_up(index, encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert [finding.check for finding in diagnosis.findings] == ["articles"]
    run(index, f"UPDATE passages SET start = start + 1 WHERE row = ({PASSAGE})")
    assert found(check_up(index, encoder)) == [("passages", False)]
    flip_in_a_text(index)
    assert found(check_up(index, encoder)) == [("articles", False)]
    repair(index, settings=SETTINGS, encoder=encoder)
    assert found(check_up(index, encoder)) == [("articles", False)]


def test_a_generation_rolled_back_to_or_not_released_is_no_fault(built: Path, index: Path, encoder: Encoder) -> None:
    rollback(index, 1, keep=3)
    assert check_up(index, encoder).findings == ()
    exact = load_encoder(precision="float32")

    def refuse(number: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        newsqa.build(built / "in", index, encoder=exact, settings=SETTINGS, review=refuse)
    diagnosis = check_up(index, encoder)
    assert diagnosis.is_sound, report(diagnosis)
    assert any("never released" in finding.what for finding in diagnosis.findings)


def test_the_encoder_that_an_index_names_is_loaded_when_none_is_given(index: Path) -> None:
    diagnosis = examine(index, settings=SETTINGS)
    assert diagnosis.findings == ()
    assert diagnosis.checked["vectors encoded anew, as a sample"] == 20


def test_two_files_for_one_generation_leave_the_right_one(index: Path, encoder: Encoder) -> None:
    right = newest(index, "dense")
    double = right.with_name(f"{right.name[:-22]}{'0' * 16}.faiss")
    shutil.copyfile(right, double)
    content = right.read_bytes()
    diagnosis = check_up(index, encoder)
    assert [finding.check for finding in diagnosis.findings] == ["leftovers"]
    repair(index, settings=SETTINGS, encoder=encoder)
    assert not double.exists()
    assert right.read_bytes() == content


def test_a_derived_file_of_other_passages_under_the_right_name_is_found(index: Path, encoder: Encoder) -> None:
    for kind in ("dense", "lexical"):
        older, right = sorted(index.glob(f"{kind}-*"))
        target = index / f"{right.name.rpartition('-')[0]}-{older.name.rpartition('-')[2]}"
        if right.is_dir():
            shutil.rmtree(right)
            shutil.copytree(older, target)
        else:
            right.unlink()
            shutil.copyfile(older, target)
    diagnosis = check_up(index, encoder)
    assert found(diagnosis) == [("dense", True), ("lexical", True)]
    assert all("wrong" in fault.means for fault in diagnosis.faults)
    assert repair(index, settings=SETTINGS, encoder=encoder).findings == ()


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Let permission bits count, which they do not for root."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_index(built: Path, cache: Path) -> Iterator[Path]:
    """A copy of the index where every user can come, as far as the encoder's files too."""
    shut = [
        (each, each.stat().st_mode)
        for each in (cache, *cache.rglob("*"), *cache.parents)
        if not each.stat().st_mode & 1
    ]
    for each, mode in shut:
        each.chmod(mode | 0o055)
    folder = Path(tempfile.mkdtemp(prefix="newsqa-test-"))
    folder.chmod(0o755)
    yield shutil.copytree(built / "index", folder / "index")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)
    for each, mode in shut:
        each.chmod(mode)


def test_a_folder_that_may_not_be_written_is_examined_and_says_so(open_index: Path, encoder: Encoder) -> None:
    for path in [open_index, *open_index.rglob("*")]:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o555)
    with as_ordinary_user():
        diagnosis = examine(open_index, settings=SETTINGS, encoder=encoder)
        assert diagnosis.is_sound, report(diagnosis)
        assert [finding.check for finding in diagnosis.findings] == ["permissions"]
        assert diagnosis.checked["vectors encoded anew, as a sample"] == 20
        with pytest.raises(NewsQAError, match="permissions"):
            repair(open_index, settings=SETTINGS, encoder=encoder)


def test_files_that_may_not_be_read_are_a_fault_and_files_that_all_may_write_a_note(
    open_index: Path, encoder: Encoder
) -> None:
    newest(open_index, "dense").chmod(0)
    open_index.chmod(0o757)
    with as_ordinary_user():
        diagnosis = examine(open_index, settings=SETTINGS, encoder=encoder)
    assert ("permissions", False) in found(diagnosis)
    assert any("everybody may write" in finding.what for finding in diagnosis.findings if not finding.is_fault)
    (open_index / "newsqa.db").chmod(0)
    with as_ordinary_user():
        diagnosis = examine(open_index, settings=SETTINGS, encoder=encoder)
    assert found(diagnosis) == [("permissions", False)]
    with as_ordinary_user(), pytest.raises(NewsQAError, match="permissions"):
        repair(open_index, settings=SETTINGS, encoder=encoder)


def test_little_room_on_the_disk_is_a_note(index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(index)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1_000_000))
    diagnosis = examine(index, settings=SETTINGS, encoder=encoder)
    assert diagnosis.is_sound
    assert [finding.check for finding in diagnosis.findings] == ["room"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(IndexNotFoundError, match="no such folder"):
        examine(tmp_path / "nowhere", settings=SETTINGS, encoder=encoder)
    with pytest.raises(IndexNotFoundError, match="no such folder"):
        repair(tmp_path / "nowhere", settings=SETTINGS, encoder=encoder)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("stop_at", ["embedding", "deriving anew"])
def test_a_repair_that_is_stopped_leaves_the_index_no_worse_and_the_next_goes_on(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]], stop_at: str
) -> None:
    put_vectors(index, of_another_model, "1", summed=True)
    newest(index, "lexical").rename(index / "lexical-000002-gone.tmp")

    def stop(step: str, done: int, total: int) -> None:
        if step == stop_at and done >= (20 if step == "embedding" else 0):
            raise StoppedError

    with pytest.raises(StoppedError):
        repair(index, settings=replace(SETTINGS, batch_size=1), encoder=encoder, progress=stop)
    assert all(check in ("model", "dense", "lexical") for check, _ in found(check_up(index, encoder)))
    assert repair(index, settings=SETTINGS, encoder=encoder).findings == ()
    assert answers(index, encoder) == like(expected)


def test_faults_of_many_kinds_at_once_are_all_mended(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    for name in (
        "a NaN", "an offset off by one", "a missing FAISS file", "a missing lexical index", "a wrong count of articles",
        "a text's hash changed", "passages of no article",
    ):  # fmt: skip
        MENDED[name][0](index)
    assert len(found(check_up(index, encoder))) == 6  # counts are compared when the passages are right
    repaired = repair(index, settings=SETTINGS, encoder=encoder)
    assert repaired.findings == ()
    assert len(repaired.repaired) == 7
    assert answers(index, encoder) == like(expected)


def test_only_what_is_broken_meets_the_encoder(index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    flip_in_a_vector(index)
    met: list[str] = []
    encode = type(encoder).encode_passages

    def watched(self: Encoder, inputs: list[str], sentences: Any) -> Any:
        met.extend(inputs)
        return encode(self, inputs, sentences)

    monkeypatch.setattr(type(encoder), "encode_passages", watched)
    repair(index, settings=SETTINGS, encoder=encoder)
    samples = 2 * 20  # before and after
    assert samples <= len(met) <= samples + 1


def test_the_words_of_the_tests_above_hold(built: Path, encoder: Encoder, expected: list[dict[str, Any]]) -> None:
    assert all(answer["answered"] for answer in expected)
    with newsqa.Index.open(built / "index", encoder=encoder) as opened:
        passages: list[Passage] = list(opened.passages())
        articles: list[Article] = [opened.article(article.id) for article in opened.articles()]
    assert len(passages) > 24
    assert any(passage.heading for passage in passages)
    assert len(articles) == 13
