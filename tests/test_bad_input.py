"""Bad articles end in the ledger beside the good one; bad questions, settings and stores end in a clear error."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsqa import cli
from newsqa.articles import read
from newsqa.builder import build
from newsqa.config import Settings, load_settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import (
    ArticlesError,
    EncoderError,
    IndexDamagedError,
    IndexFormatError,
    IndexNotFoundError,
    NewsQAError,
    QueryError,
    SettingError,
    StoreError,
)
from newsqa.index import Index
from newsqa.types import BuildReport

GOOD = (
    "Bell of Norrin rings again\n\n"
    "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987.\n"
)
LINE = json.dumps({"id": "good-line", "title": "Elm", "text": "A foundry in Elm recast the bell from old bronze."})
FIELDS = "---\ntitle: Bell\n{}\n---\nThe bell rang in Norrin.\n"
ALIASES = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
MERGES = "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n  k{n}: 1\n" for n in range(1, 30))


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Let permission bits count, which they do not for root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may read, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="newsqa-test-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


def build_beside_good(folder: Path, index: Path, encoder: Encoder, **settings: int) -> BuildReport:
    """Build the folder and one good article; check that the ledger adds up and that the good one answers."""
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    report = build(folder, index, settings=Settings(**settings), encoder=encoder)
    assert report.read == report.indexed + report.unchanged + report.copies + len(report.rejected)
    with Index.open(index, settings=Settings(), encoder=encoder) as opened:
        ids = {article.id for article in opened.articles()}
        assert f"{folder.name}/good.txt" in ids
        assert len(ids) == report.indexed + report.copies
        assert "Norrin" in opened.ask("What rang at Norrin?").citations[0].quote
    return report


REJECTED = {
    "an empty file": ("bad.txt", b"", "bad.txt", "is empty"),
    "white space only": ("bad.txt", b" \n\t \r\n \xc2\xa0\n", "bad.txt", "has no text"),
    "a title and no text": ("bad.txt", b"Bell of Norrin\n\n", "bad.txt", "has a first line, its title, and no text"),
    "binary": ("bad.txt", b"\x02\x01\x01\x00\x00\x00", "bad.txt", "is binary, not text"),
    "a program": ("bad.txt", b"\x7fELF\x02\x01\x01\x00\x00\x00", "bad.txt", "is a program, whatever its name says"),
    "a broken byte order mark": ("bad.txt", b"\xff\xfeB\x00e\x00l\x00l", "bad.txt", "cannot be decoded"),
    "no encoding at all": (
        "bad.txt", bytes(range(128, 160)) * 30, "bad.txt", "cannot be decoded|has no text|no text after it",
    ),
    "HTML without main text": (
        "bad.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "bad.html", "has no (main )?text",
    ),
    "HTML that is no HTML": ("bad.html", b"just words", "bad.html", "has no main text"),
    "HTML nested fifty thousand deep": (
        "bad.html", b"<div>" * 50_000 + b"x" + b"</div>" * 50_000, "bad.html", "has no (main )?text",
    ),
    "a line that is not JSON": (
        "bad.jsonl", f'{LINE}\n{{"text": "cut of\n'.encode(), "bad.jsonl:2", r"is not JSON \(.* at column 17\)",
    ),
    "a line of JSON that is not an object": ("bad.jsonl", b'["text"]\n', "bad.jsonl:1", "not an object with fields"),
    "JSON nested a hundred thousand deep": (
        "bad.jsonl", b'\n{"text": "Bell.", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "bad.jsonl:2",
        "is not JSON that can be read",
    ),
    "a number of ten thousand figures": (
        "bad.jsonl", b'{"text": "Bell.", "x": ' + b"9" * 10_000 + b"}\n", "bad.jsonl:1", "is not JSON that can be read",
    ),
    "a line without text": ("bad.jsonl", b'{"title": "Bell"}\n', "bad.jsonl:1", "has no text; put it in a field named"),
    "a line whose text is a number": ("bad.jsonl", b'{"text": 5}\n', "bad.jsonl:1", "has no text; put it in a field"),
    "a line whose text is blank": ("bad.jsonl", b'{"text": " \\n "}\n', "bad.jsonl:1", "has no text"),
    "a line in another encoding": (
        "bad.jsonl", '{"text": "Nörrin"}\n'.encode("latin-1"), "bad.jsonl:1", "is not UTF-8, which JSON must be",
    ),
    "a JSON file without a line": ("bad.jsonl", b"\n \n\n", "bad.jsonl", "holds no article"),
    "an unknown ending": ("bad.doc", b"PK\x03\x04", "bad.doc", r"no reader for \.doc; there are \.atom, "),
    "no ending": ("README", b"words", "README", "no reader for files without an ending; there are"),
    "front matter that is not YAML": (
        "bad.md", FIELDS.format("date: [2024\n}").encode(), "bad.md", "front matter that is not YAML .*; mend what",
    ),
    "front matter that is a sentence": (
        "bad.md", b"---\nThe bell rang.\n---\nAnd again.\n", "bad.md", "not YAML .no fields of the form name: value",
    ),
    "front matter nested a thousand deep": (
        "bad.md", FIELDS.format("x: " + "[" * 1500 + "]" * 1500).encode(), "bad.md", "not YAML .*recursion",
    ),
    "front matter and no text": ("bad.md", b"---\ntitle: Bell\n---\n", "bad.md", "has no text"),
    "over max_file_mb": ("bad.txt", b"Bell\n" + b"x" * 1_000_001, "bad.txt", "is over 1 MB; raise max_file_mb if"),
    "a line over max_file_mb": (
        "bad.jsonl", f'{{"text": "{"x" * 2_500_000}"}}\n{LINE}\n'.encode(), "bad.jsonl:1", "is over 1 MB; raise max_fi",
    ),
    "two articles with one id": (
        "bad.jsonl", f"{LINE}\n{LINE}\n".encode(), "bad.jsonl:2",
        "has the id 'good-line', which .*/bad.jsonl:1 has; give it an id of its own",
    ),
    "a link to nowhere": ("bad.txt", lambda path: path.symlink_to("nowhere"), "bad.txt", r"cannot be read \(No such"),
    "a link to itself": ("bad.txt", lambda path: path.symlink_to(path.name), "bad.txt", r"cannot be read \(Too many"),
    "a named pipe": ("bad.txt", os.mkfifo, "bad.txt", "is not a regular file"),
    "a link to a device": ("bad.html", lambda path: path.symlink_to("/dev/zero"), "bad.html", "is not a regular file"),
}  # fmt: skip


@pytest.mark.timeout(30)
@pytest.mark.parametrize(("name", "content", "where", "why"), REJECTED.values(), ids=REJECTED)
def test_a_bad_file_is_rejected_with_its_reason_and_the_good_one_beside_it_is_indexed(
    tmp_path: Path, encoder: Encoder, name: str, content: bytes | Callable[[Path], None], where: str, why: str
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    if callable(content):
        content(folder / name)
    else:
        (folder / name).write_bytes(content)
    report = build_beside_good(folder, tmp_path / "index", encoder, max_file_mb=1)
    assert [rejection.path for rejection in report.rejected] == [f"news/{where}"]
    assert re.search(why, report.rejected[0].reason), report.rejected[0].reason
    assert report.warnings == ()


WARNED = {
    "a missing title": ("bad.jsonl", '{"text": "It rang in Norrin."}', ["has no title; its first words stand in"]),
    "a bad date": (
        "bad.jsonl", '{"title": "Bell", "text": "It rang.", "date": "some day"}',
        ["date 'some day' is not a date that can be read; write it as 2024-07-15"],
    ),
    "a day that is not in the calendar": (
        "bad.md", FIELDS.format("date: 2024-02-30"),
        ["date '2024-02-30' is not a date that can be read; write it as 2024-07-15"],
    ),
    "a date of thirty figures": (
        "bad.md", FIELDS.format(f"date: 15 Jul {'9' * 30} 10:00"),
        [f"date '15 Jul {'9' * 30} 10' is not a date that can be read; write it as 2024-07-15"],
    ),
    "fields of the wrong kind": (
        "bad.jsonl", '{"id": ["x"], "title": {"a": 1}, "text": "The bell rang.", "url": true}',
        ["title is not a text and was left out", "has no title; its first words stand in",
         "id is not a text and was left out", "url is not a text and was left out"],
    ),
    "a language that is no code": (
        "bad.md", FIELDS.format("language: Norwegian"), ["language 'Norwegian' is not a code; write en, de, zh, ..."],
    ),
    "YAML that explodes through aliases": (
        "bad.md", FIELDS.format(f"a0: &a0 [x, x]\n{ALIASES}source: *a29\nauthors: *a29"),
        ["source is not a text and was left out"],
    ),
    "YAML that explodes through merges": (
        "bad.md", FIELDS.format(f"a0: &a0 {{x: 1}}\n{MERGES}source: *a29"), ["source is not a text and was left out"],
    ),
    "broken HTML": (
        "bad.html",
        "<html><body><p>The bell on the harbour wall rang on Monday for the first time since 1987<p><b>A foundry in "
        "Elm recast the bell<i> from old bronze, and masons set it back</p></div></span><table><tr><td>",
        ["has no title; its first words stand in"],
    ),
}  # fmt: skip


@pytest.mark.timeout(30)
@pytest.mark.parametrize(("name", "content", "warnings"), WARNED.values(), ids=WARNED)
def test_an_article_with_a_flaw_is_indexed_with_a_warning(
    tmp_path: Path, encoder: Encoder, name: str, content: str, warnings: list[str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / name).write_text(content, encoding="utf-8")
    report = build_beside_good(folder, tmp_path / "index", encoder)
    assert (report.read, report.indexed, report.rejected) == (2, 2, ())
    assert {warning.path.partition(":")[0] for warning in report.warnings} == {f"news/{name}"}
    assert sorted(warning.reason for warning in report.warnings) == sorted(warnings)


def test_lone_surrogates_and_control_characters_neither_stop_a_build_nor_reach_the_reader(
    tmp_path: Path, encoder: Encoder
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    hostile = r'{"id": "\ud83d\u0000x", "title": "\u001b]0;t\u0007 \udfff", "text": "Rang\ud800 \u0000\u009b31m now."}'
    (folder / "odd.jsonl").write_text(hostile)
    build_beside_good(folder, tmp_path / "index", encoder)
    with Index.open(tmp_path / "index", settings=Settings(), encoder=encoder) as opened:
        (article,) = [opened.article(info.id) for info in opened.articles() if "good" not in info.id]
    shown = article.id + article.title + article.text
    shown.encode("utf-8")
    assert shown.isprintable()
    assert article.text == "Rang\ufffd\ufffd\ufffd 31m now."


def test_a_file_without_permission_to_read_is_rejected(open_folder: Path) -> None:
    folder = open_folder / "news"
    folder.mkdir(mode=0o755)
    (folder / "shut.txt").write_text(GOOD)
    (folder / "shut.txt").chmod(0)
    with as_ordinary_user():
        (shut,) = read([folder])
    assert (shut.path, shut.reason) == ("news/shut.txt", "cannot be read (Permission denied); check its permissions")


@pytest.mark.parametrize("place", ["shut", "shut/inside", "."])
def test_a_folder_without_permission_is_an_error_that_names_it(open_folder: Path, place: str) -> None:
    shut = open_folder / "shut"
    (shut / "inside").mkdir(parents=True)
    shut.chmod(0)
    with as_ordinary_user(), pytest.raises(ArticlesError, match=r"shut.*: .*Permission denied.*check"):
        list(read([open_folder / place]))


@pytest.mark.parametrize("root", ["nowhere", "x" * 5000, "a\0b"])
def test_articles_that_are_not_there_are_an_error_and_leave_no_index(root: str, tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match=r"^(nowhere|xxx|a)"):
        build(root, tmp_path / "index", settings=Settings())
    assert not (tmp_path / "index").exists()


def test_a_folder_without_articles_makes_an_index_that_says_so(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "news").mkdir()
    report = build(tmp_path / "news", tmp_path / "index", settings=Settings(), encoder=encoder)
    assert (report.generation, report.read, report.passages) == (1, 0, 0)
    with Index.open(tmp_path / "index", settings=Settings(), encoder=encoder) as opened:
        answer = opened.ask("What rang?")
        assert (answer.answered, answer.citations, opened.retrieve("What rang?")) == (False, (), [])
        assert "holds no articles yet; add some and run `newsqa build`" in str(answer.reason)


# Questions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Give an index folder with one article."""
    place = tmp_path_factory.mktemp("questions")
    (place / "news").mkdir()
    (place / "news/good.txt").write_text(GOOD)
    build(place / "news", place / "index", settings=Settings(), encoder=encoder)
    return place / "index"


@pytest.fixture(scope="module")
def index(folder: Path, encoder: Encoder) -> Iterator[Index]:
    with Index.open(folder, settings=Settings(), encoder=encoder) as opened:
        yield opened


BAD_QUERIES = {
    "100,000 characters": ({"query": "bell " * 20_000}, "the question has 99,999 characters, the limit is 2,000; ask"),
    "no text": ({"query": None}, "the question must be a text, not NoneType"),
    "bytes": ({"query": b"bell"}, "the question must be a text, not bytes"),
    "k=0": ({"k": 0}, "k must be a whole number of at least 1, not 0"),
    "k=-1": ({"k": -1}, "k must be a whole number of at least 1, not -1"),
    'k="5"': ({"k": "5"}, "k must be a whole number of at least 1, not '5'"),
    "k=2.5": ({"k": 2.5}, "k must be a whole number of at least 1, not 2.5"),
    "k=True": ({"k": True}, "k must be a whole number of at least 1, not True"),
    "since after until": (
        {"since": "2024-07-02", "until": "2024-07-01"}, "since (2024-07-02) is after until (2024-07-01); swap them",
    ),
    "an unreadable date": (
        {"since": "last week"}, "since: 'last week' is not a date that can be read; write it as 2024-07-15",
    ),
    "a date of thirty figures": ({"until": f"1 Jul {'9' * 30} 1:1"}, "is not a date that can be read; write it as"),
    "a number for a date": ({"until": 2024}, "until: 2024 is not a date that can be read; write it as 2024-07-15"),
    "sources that are numbers": ({"sources": [5]}, "sources: must be a text or several, not [5]"),
    "sources that are a number": ({"sources": 5}, "sources: must be a text or several, not 5"),
}  # fmt: skip


@pytest.mark.parametrize("way", ["retrieve", "ask"])
@pytest.mark.parametrize(("arguments", "complaint"), BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_question_that_cannot_be_used_is_an_error_that_says_why(
    index: Index, way: str, arguments: dict[str, object], complaint: str
) -> None:
    arguments = {"query": "What rang?", **arguments}
    with pytest.raises(QueryError) as error:
        getattr(index, way)(arguments.pop("query"), **arguments)
    assert complaint in str(error.value)
    assert index.ask("What rang?").hits


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0\u2003", "\x00\x1b"])
def test_a_blank_question_is_an_answer_that_says_so_and_a_query_error(index: Index, question: str) -> None:
    answer = index.ask(question)
    assert (answer.question, answer.answered, answer.citations, answer.hits) == (question, False, (), ())
    assert answer.reason == "The question is blank; ask something."
    with pytest.raises(QueryError, match="the question is blank; ask something"):
        index.retrieve(question)


@pytest.mark.parametrize("question", ["???", "🔔", "x" * 2000, "\ud800 bell", "SELECT * FROM articles; --", "a\x00b"])
def test_an_odd_question_is_looked_for_like_any_other(index: Index, question: str) -> None:
    assert [hit.article.id for hit in index.retrieve(question)] == ["news/good.txt"]
    answer = index.ask(question)
    assert answer.answered == bool(answer.citations)
    assert len(answer.hits) == 1
    assert answer.confidence is not None


def test_filters_that_nothing_passes_give_no_hits_and_an_answer_that_says_so(index: Index) -> None:
    assert index.retrieve("What rang?", sources="The Nowhere Times") == []
    answer = index.ask("What rang?", since="2024-01-01")
    assert (answer.answered, answer.reason) == (False, "No article in the archive passes the filters; widen them.")


def test_an_article_that_is_not_in_the_archive_is_an_error_that_names_it(index: Index) -> None:
    with pytest.raises(ArticlesError, match=r"news/gone\.txt: the archive holds no article with this id"):
        index.article("news/gone.txt")


# Stores


def overwrite(record: Path, content: bytes) -> None:
    for path in record.parent.glob("*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    record.write_bytes(content)


def truncate(record: Path) -> None:
    content = record.read_bytes()
    overwrite(record, content[: len(content) // 2])


def scribble(record: Path) -> None:
    content = bytearray(record.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    overwrite(record, bytes(content))


def change(statement: str) -> Callable[[Path], None]:
    def run(record: Path) -> None:
        connection = sqlite3.connect(record)
        connection.executescript(statement)
        connection.close()

    return run


STORES: dict[str, tuple[Callable[[Path], object], type[NewsQAError], str]] = {
    "no folder": (lambda record: shutil.rmtree(record.parent), IndexNotFoundError, "no index here; make one with `new"),
    "an empty folder": (lambda record: record.unlink(), IndexNotFoundError, "there is no index here; make one with"),
    "a file for a folder": (
        lambda record: (shutil.rmtree(record.parent), record.parent.write_text("x")), IndexNotFoundError,
        "there is no index here",
    ),
    "an empty file": (lambda record: overwrite(record, b""), IndexDamagedError, "move it away and run `newsqa build`"),
    "not a database": (
        lambda record: overwrite(record, b"words " * 2000), IndexDamagedError, "or move it away and run `newsqa build`",
    ),
    "half a file": (truncate, IndexDamagedError, "restore it from a copy, or move it away and run `newsqa build`"),
    "random bytes after the first page": (scribble, IndexDamagedError, "restore it from a copy, or move it away"),
    "another program's database": (
        change("PRAGMA application_id = 7; PRAGMA user_version = 1"), IndexDamagedError, "is not a record of newsqa",
    ),
    "a newer format": (
        change("PRAGMA user_version = 99"), IndexFormatError, "has format 99, this newsqa knows 3; use the newsqa that",
    ),
    "no generation": (change("DELETE FROM generations"), IndexNotFoundError, "no build has ended here yet; run `news"),
    "a table gone": (change("DROP TABLE members"), IndexDamagedError, "move it away and run `newsqa build`"),
    "a manifest that is not JSON": (
        change("UPDATE generations SET fingerprint = '{'"), IndexDamagedError, "move it away and run `newsqa build`",
    ),
    "a manifest without a field": (
        change("UPDATE generations SET fingerprint = '{}'"), IndexDamagedError, "move it away and run `newsqa build`",
    ),
    "vectors gone": (
        lambda record: (change("DELETE FROM vectors")(record), [p.unlink() for p in record.parent.glob("*.faiss")]),
        IndexDamagedError, "run `newsqa build`",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("harm", "kind", "complaint"), STORES.values(), ids=STORES)
def test_a_store_that_cannot_be_read_is_an_error_that_names_it_and_the_way_out(
    tmp_path: Path,
    folder: Path,
    encoder: Encoder,
    harm: Callable[[Path], object],
    kind: type[NewsQAError],
    complaint: str,
) -> None:
    harmed = tmp_path / "index"
    shutil.copytree(folder, harmed)
    harm(harmed / "newsqa.db")
    with pytest.raises(kind) as error, Index.open(harmed, settings=Settings(), encoder=encoder) as opened:
        opened.ask("What rang?")
    assert type(error.value) is kind
    assert str(error.value).startswith(str(harmed))
    assert complaint in str(error.value)


def test_an_index_folder_that_is_a_file_cannot_be_built_into(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/good.txt").write_text(GOOD)
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(StoreError, match=r"index: .*(File exists|Not a directory)"):
        build(tmp_path / "news", tmp_path / "index", settings=Settings(), encoder=encoder)
    assert (tmp_path / "index").read_text() == "not a folder"


def test_a_damaged_store_is_not_built_over(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/good.txt").write_text(GOOD)
    (tmp_path / "newsqa.db").write_bytes(b"words " * 2000)
    with pytest.raises(IndexDamagedError, match=r"newsqa\.db: .*move it away and run `newsqa build`"):
        build(tmp_path / "news", tmp_path, settings=Settings(), encoder=encoder)
    assert (tmp_path / "newsqa.db").read_bytes() == b"words " * 2000


# Models and settings


@pytest.mark.parametrize(
    ("model", "complaint"),
    [
        ("./nowhere", "no such folder; name one, or a model on the hub, or leave it out"),
        ("/nowhere/at/all", "no such folder; name one, or a model on the hub, or leave it out"),
        ("~/nowhere-at-all", "no such folder"),
        ("nobody/nothing-at-all", "it is not on this machine; `newsqa build --model nobody/nothing-at-all` fetches it"),
        ("no such name ☃", "neither a folder here nor a model that could be had"),
        ("~no-such-user-here/model", "no such folder; name one, or a model on the hub"),
        ("x" * 5000, "neither a folder here nor a model that could be had"),
        ("a\0b", "neither a folder here nor a model that could be had"),
    ],
)
def test_an_unknown_model_is_an_error_that_names_it(model: str, complaint: str) -> None:
    with pytest.raises(EncoderError) as error:
        load_encoder(model)
    assert str(error.value).startswith(f"model {model}: ")
    assert complaint in str(error.value)


@pytest.mark.parametrize("surroundings", [{"HF_HUB_OFFLINE": "1"}, {"HF_ENDPOINT": "http://127.0.0.1:9"}])
def test_a_build_with_an_unknown_hub_model_ends_without_a_network(tmp_path: Path, surroundings: dict[str, str]) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/good.txt").write_text(GOOD)
    done = subprocess.run(
        [sys.executable, "-m", "newsqa", "build", "news", "--index", "index", "--model", "nobody/nothing-at-all"],
        cwd=tmp_path, env={**os.environ, "HF_HOME": str(tmp_path / "hub"), **surroundings}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("newsqa: model nobody/nothing-at-all: neither a folder here nor a model that could")
    assert done.stderr.count("\n") == 1
    assert "check the name and the connection" in done.stderr
    with pytest.raises(IndexNotFoundError):
        Index.open(tmp_path / "index", settings=Settings())


@pytest.mark.parametrize("file", [None, "model.safetensors", "config.json"])
def test_a_folder_that_holds_no_model_is_an_error_that_says_what_is_missing(tmp_path: Path, file: str | None) -> None:
    if file:
        (tmp_path / file).write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00{}      ")
    missing = "could not be loaded as a sentence-transformers model" if file == "model.safetensors" else "holds no"
    with pytest.raises(EncoderError, match=missing):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("toml", "environment", "complaint"),
    [
        ("k = \n", {}, "newsqa.toml: cannot be read as settings"),
        ("kk = 5\n", {}, "newsqa.toml: there is no setting 'kk'; there are articles, index"),
        ('k = "5"\n', {}, "newsqa.toml: k must be a whole number, not '5'"),
        ("", {"NEWSQA_PORT": "abc"}, "NEWSQA_PORT: must be a whole number, not 'abc'"),
        ("", {"NEWSQA_K": "0"}, "NEWSQA_K: k must be from 1 to 1000, not 0"),
    ],
)
def test_bad_settings_stop_every_command_with_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    toml: str,
    environment: dict[str, str],
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsqa.toml").write_text(toml)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError):
        load_settings()
    for command in (["build"], ["ask", "What rang?"], ["retrieve", "What rang?"]):
        with pytest.raises(SystemExit) as leaving:
            cli.main(command)
        assert leaving.value.code == 1
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)
        assert complaint in shown.err
