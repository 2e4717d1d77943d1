"""A build costs what changed, shows its words first, and says beforehand what it would do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import newsqa
from newsqa import articles, builder
from newsqa.builder import build, forecast
from newsqa.config import Settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import IndexFormatError, IndexNotFoundError, NewsQAError
from newsqa.generations import held
from newsqa.types import Answer

QUESTION = "Who closed the bridge at Harl?"


def text(number: int) -> str:
    return f"The council of Harl closed bridge {number} on Monday. Ferry crews asked for {number} more boats."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six articles, a file each: three of text, three of HTML."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"t{number}.txt").write_text(f"Bridge {number}\n{text(number)}")
        body = f"<body><article><p>{text(number + 10)}</p></article></body>"
        page = f"<html lang='en'><title>Bridge {number}</title>{body}</html>"
        (folder / f"h{number}.html").write_text(page)
    return folder


@pytest.fixture
def run(tmp_path: Path, folder: Path, encoder: Encoder) -> Callable[..., newsqa.BuildReport]:
    def run(**given: Any) -> newsqa.BuildReport:
        given = {"encoder": encoder, "settings": Settings(min_confidence=0.0), **given}
        return build(folder, tmp_path / "index", **given)

    return run


def ask(index: Path, **given: Any) -> Answer:
    with newsqa.Index.open(index, settings=Settings(min_confidence=0.0), **given) as opened:
        return opened.ask(QUESTION)


# What a build costs


def test_only_text_that_is_new_meets_the_encoder(run: Callable[..., newsqa.BuildReport], folder: Path) -> None:
    assert run().embedded == 6
    (folder / "moved").mkdir()
    (folder / "t0.txt").rename(folder / "moved" / "t9.txt")  # another path, the same input
    (folder / "t1.txt").write_text(f"Bridge 1\n{text(1)} The mayor said nothing.")
    (folder / "t2.txt").unlink()
    report = run()
    assert (report.embedded, report.indexed, report.unchanged, report.removed) == (1, 2, 3, 2)
    (folder / "t2.txt").write_text(f"Bridge 2\n{text(2)}")  # came back
    assert run().embedded == 0


def test_files_that_did_not_change_are_not_read_again(
    run: Callable[..., newsqa.BuildReport], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run()
    read: list[str] = []
    process = articles.ReadingProcess

    class Counting(process):
        def read(self, path: Path, *given: Any) -> Iterator[Any]:
            read.append(path.name)
            return super().read(path, *given)

    monkeypatch.setattr(articles, "ReadingProcess", Counting)
    again = run()
    assert (again.read, again.unchanged, again.generation, read) == (6, 6, first.generation, [])
    (folder / "h1.html").write_text((folder / "h1.html").read_text().replace("closed", "opened"))
    (folder / "t0.txt").touch()  # newer, but the same
    assert (run().indexed, read) == (1, ["h1.html"])


def test_a_file_that_is_recalled_is_warned_of_again(run: Callable[..., newsqa.BuildReport], folder: Path) -> None:
    (folder / "w.md").write_text("---\ntitle: Bridge\ndate: some day\n---\n" + text(5))
    first = run()
    assert [warning.path for warning in first.warnings] == ["in/w.md"]
    assert run().warnings == first.warnings


def test_a_recalled_file_whose_id_another_has_now_is_rejected(
    run: Callable[..., newsqa.BuildReport], folder: Path
) -> None:
    (folder / "z.md").write_text(f"---\ntitle: Bridge\nid: one\n---\n{text(5)}")
    run()
    (folder / "a.md").write_text(f"---\ntitle: Bridge\nid: one\n---\n{text(6)}")
    report = run()
    assert [(each.path, "which in/a.md has" in each.reason) for each in report.rejected] == [("in/z.md", True)]
    assert report.read == report.indexed + report.unchanged + report.copies + len(report.rejected)


def test_a_report_says_where_time_and_room_went(run: Callable[..., newsqa.BuildReport]) -> None:
    report = run()
    assert {"load", "read", "cut", "embed", "publish", "tidy"} <= set(report.steps)
    assert sum(report.steps.values()) == pytest.approx(report.seconds, abs=0.5)
    assert set(report.sizes) == {"record", "dense", "lexical"}
    assert all(size > 1000 for size in report.sizes.values())
    assert report.peak_memory_bytes > 50e6
    assert json.loads(json.dumps(report.to_dict()))["sizes"] == report.sizes


# What it would cost


def test_a_forecast_says_what_a_build_would_do_and_changes_nothing(
    run: Callable[..., newsqa.BuildReport], folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    run()
    before = {path: path.read_bytes() for path in sorted((tmp_path / "index").rglob("*")) if path.is_file()}
    (folder / "t0.txt").write_text(f"Bridge 0\n{text(30)}")
    (folder / "t1.txt").unlink()
    (folder / "bad.txt").write_text("")
    found = forecast(folder, tmp_path / "index", encoder=encoder)
    assert (found.read, found.indexed, found.unchanged, found.removed) == (6, 1, 4, 1)
    assert (found.passages, found.to_embed, len(found.rejected), found.is_new_model) == (5, 1, 1, False)
    assert found.passages_per_second > 0
    assert found.seconds > 0
    assert 0 < found.bytes_needed < found.bytes_free
    after = {path: path.read_bytes() for path in sorted((tmp_path / "index").rglob("*")) if path.is_file()}
    names = {path.name for path in before.keys() ^ after.keys()}
    assert names <= {"newsqa.db-wal", "newsqa.db-shm"}
    assert all(before[path] == after[path] for path in before.keys() & after.keys() if path.suffix != ".db-shm")
    report = run()
    assert (report.indexed, report.removed, report.embedded) == (1, 1, 1)


def test_a_forecast_of_a_first_build_makes_no_folder(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    found = forecast(folder, tmp_path / "index", encoder=encoder)
    assert (found.indexed, found.to_embed) == (6, 6)
    assert not (tmp_path / "index").exists()


# A first build


class _StoppedError(Exception):
    """Ends a build in the middle."""


def stop_after(count: int) -> Callable[[str, int, int], None]:
    def tell(step: str, done: int, total: int) -> None:
        if step == "embedding" and done >= count:
            raise _StoppedError

    return tell


def test_a_first_build_answers_by_words_before_it_has_any_vector(
    run: Callable[..., newsqa.BuildReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_WORDS_FIRST", 1)
    with pytest.raises(_StoppedError):
        run(progress=stop_after(1))
    early = ask(tmp_path / "index")
    with newsqa.Index.open(tmp_path / "index") as opened:
        assert [hit.article.path for hit in opened.retrieve("bridge", until="2999-01-01")] == []
        assert len(opened.retrieve(QUESTION, languages=["en", "de"])) == 3  # the pages of HTML, by their words
    assert (early.answered, early.meaning_share) == (True, 0.0)
    assert {hit.found_by for hit in early.hits} == {"words"}
    report = run()
    late = ask(tmp_path / "index")
    assert late.meaning_share == 1.0
    assert [hit.passage for hit in late.hits[:1]] == [hit.passage for hit in early.hits[:1]]
    assert [each.number for each in held(tmp_path / "index")] == [report.generation]


def test_a_first_build_publishes_the_vectors_it_has_newest_articles_first(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "_WORDS_FIRST", 1)
    monkeypatch.setattr(builder, "_PUBLISH_EVERY_S", 0.0)
    monkeypatch.setattr(builder, "_PUBLISH_SHARE", 1e9)
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [
        {"id": f"n{n:02}", "title": "Bridge", "text": text(n), "date": f"2025-01-{n + 1:02}"} for n in range(24)
    ]  # fmt: skip
    (folder / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    shares: list[float] = []
    covered: list[set[str]] = []
    index = tmp_path / "index"

    def look(step: str, done: int, total: int) -> None:
        if step == "embedding" and done in (10, 20):
            with newsqa.Index.open(index, encoder=encoder) as opened:
                shares.append(opened.summary().meaning_share)
                found = opened.retrieve("Who asked for more boats?", 24)
                covered.append({hit.article.id for hit in found if hit.found_by != "words"})

    report = build(folder, index, settings=Settings(batch_size=1), encoder=encoder, progress=look)
    assert shares == [8 / 24, 16 / 24]
    assert report.generation == 1 + 3  # words, then 8, 16 and 24 vectors, the last of which is whole
    assert covered[0] >= {f"n{n}" for n in range(20, 24)}
    # Every later build publishes once.
    (folder / "all.jsonl").write_text("".join(json.dumps({**row, "title": "Ferry"}) + "\n" for row in rows))
    assert build(folder, index, settings=Settings(batch_size=1), encoder=encoder).generation == report.generation + 1


# Another encoder


def test_another_encoder_is_compared_before_it_answers(
    run: Callable[..., newsqa.BuildReport], tmp_path: Path, encoder: Encoder
) -> None:
    run()
    seen: list[tuple[int, str, str]] = []

    def review(number: int) -> None:
        now = held(tmp_path / "index")[0]
        with newsqa.Index.open(tmp_path / "index", generation=number) as candidate:
            assert candidate.ask(QUESTION).hits[0].article.title.startswith("Bridge")
            assert candidate.summary().generation == number
        seen.append((number, now.fingerprint.precision, ask(tmp_path / "index").hits[0].article.title))

    other = load_encoder(precision="float32")
    report = run(encoder=other, review=review)
    assert [(number, precision) for number, precision, _ in seen] == [(2, "int8")]
    assert report.generation == 2
    assert [each.fingerprint.precision for each in held(tmp_path / "index")] == ["float32", "int8"]
    assert run(encoder=other, review=review).generation == 2
    assert len(seen) == 1


def test_another_encoder_that_is_turned_down_never_answers(
    run: Callable[..., newsqa.BuildReport], tmp_path: Path, folder: Path
) -> None:
    run()

    def refuse(number: int) -> None:
        raise NewsQAError("worse")

    with pytest.raises(NewsQAError, match="worse"):
        run(encoder=load_encoder(precision="float32"), review=refuse)
    assert [(each.number, each.fingerprint.precision) for each in held(tmp_path / "index")] == [(1, "int8")]
    assert ask(tmp_path / "index").answered
    (folder / "t0.txt").unlink()
    run()
    with closing(sqlite3.connect(tmp_path / "index" / "newsqa.db")) as record:
        assert record.execute("SELECT count(*) FROM generations WHERE NOT is_published").fetchone() == (0,)
    with pytest.raises(IndexNotFoundError, match="holds no generation 2"):
        newsqa.Index.open(tmp_path / "index", generation=2)


def test_a_build_that_names_no_encoder_keeps_to_that_of_the_index(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "index", settings=Settings(precision="float32"))
    report = build(folder, tmp_path / "index", settings=Settings())
    assert (report.generation, report.embedded) == (1, 0)
    assert held(tmp_path / "index")[0].fingerprint.precision == "float32"


# An older record


def downgrade(index: Path, version: int) -> None:
    """Make the record one of an earlier format."""
    with closing(sqlite3.connect(index / "newsqa.db")) as record:
        for table in ("read_files", "builds", "reprints", "sketches", "likenesses"):
            record.execute(f"DROP TABLE {table}")
        record.execute("DROP INDEX members_by_story")
        record.execute("DROP INDEX articles_by_plain_hash")
        for column in ("story", "superseded_by"):
            record.execute(f"ALTER TABLE members DROP COLUMN {column}")
        record.execute("ALTER TABLE articles DROP COLUMN plain_hash")
        record.execute("ALTER TABLE articles DROP COLUMN details")
        # Keys were made of fewer fields.
        record.execute("UPDATE articles SET key = randomblob(32)")
        record.execute("PRAGMA user_version = 2")
        record.commit()
        if version == 2:
            return
        for table, columns in {
            "generations": ("is_published", "vectors", "horizon", "cut", "origin"),
            "articles": ("text_hash",),
            "vectors": ("checksum",),
        }.items():
            for column in columns:
                record.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        record.execute("DROP TABLE files")
        record.execute("PRAGMA user_version = 1")
        record.commit()


@pytest.mark.parametrize("version", [1, 2])
def test_a_record_of_an_earlier_format_is_brought_up_to_date_by_a_build(
    run: Callable[..., newsqa.BuildReport], tmp_path: Path, folder: Path, encoder: Encoder, version: int
) -> None:
    run()
    before = ask(tmp_path / "index")
    downgrade(tmp_path / "index", version)
    with pytest.raises(IndexFormatError, match="run `newsqa build"):
        newsqa.Index.open(tmp_path / "index")
    report = run()
    assert (report.indexed, report.embedded, report.generation) == (6, 0, 2)
    assert replace(ask(tmp_path / "index")) == before
    (folder / "t0.txt").write_text(f"Bridge 0\n{text(40)}")
    assert run().embedded == 1
