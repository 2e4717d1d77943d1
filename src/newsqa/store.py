"""The record: articles, passages, vectors and manifest, in one SQLite file."""

from __future__ import annotations

import datetime as dt
import json
import os
import queue
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsqa.encoder import Fingerprint, Vectors
from newsqa.errors import (
    IndexDamagedError,
    IndexFormatError,
    IndexNotFoundError,
    StoreError,
)
from newsqa.types import Article, ArticleInfo, Passage, Query, Span

RECORD_FILE = "newsqa.db"
FORMAT = 1
_APPLICATION_ID = 0x6E657773  # "news"
_BUSY_S = 30.0

_SCHEMA = f"""
CREATE TABLE generations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, published_at TEXT NOT NULL, model TEXT NOT NULL,
    fingerprint TEXT NOT NULL, versions TEXT NOT NULL, digest TEXT NOT NULL,
    articles INTEGER NOT NULL, passages INTEGER NOT NULL);
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, id TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, headings TEXT NOT NULL, date TEXT, modified TEXT, source TEXT,
    authors TEXT NOT NULL, section TEXT, url TEXT, language TEXT, path TEXT NOT NULL);
CREATE INDEX articles_by_id ON articles (id);
CREATE TABLE members (
    generation INTEGER NOT NULL, article INTEGER NOT NULL, copy_of INTEGER,
    PRIMARY KEY (generation, article)) WITHOUT ROWID;
CREATE INDEX members_by_article ON members (article);
CREATE INDEX members_by_original ON members (copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL,
    stop INTEGER NOT NULL, heading TEXT, sentences TEXT NOT NULL, input BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX passages_by_input ON passages (input);
CREATE TABLE vectors (
    input BLOB NOT NULL, encoder TEXT NOT NULL, vector BLOB NOT NULL, sentences BLOB NOT NULL,
    UNIQUE (input, encoder));
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {FORMAT};
"""
_INFO = "a.id, a.title, a.date, a.modified, a.source, a.authors, a.section, a.url, a.language, a.path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One published state of an index, as its manifest tells it."""

    number: int
    published_at: dt.datetime
    model: str
    fingerprint: Fingerprint
    versions: dict[str, str]
    digest: str
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of an article with the hash of its encoder input; its text is not stored twice."""

    passage: Passage
    input: bytes


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage row with the article that it is shown as, and that article's exact copies."""

    passage: Passage
    article: ArticleInfo
    copies: tuple[ArticleInfo, ...]


class Snapshot:
    """One generation, read in one transaction: nothing in it changes while it is used."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection inside its transaction."""
        self._connection = connection
        self.generation = self._newest()

    def _newest(self) -> Generation | None:
        row = self._connection.execute(
            "SELECT number, published_at, model, fingerprint, versions, digest, articles, passages "
            "FROM generations ORDER BY number DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        return Generation(
            number=row[0], published_at=dt.datetime.fromisoformat(row[1]), model=row[2],
            fingerprint=Fingerprint(**json.loads(row[3])), versions=json.loads(row[4]), digest=row[5],
            articles=row[6], passages=row[7],
        )  # fmt: skip

    def _number(self) -> int:
        return self.generation.number if self.generation else 0

    def member_keys(self) -> dict[bytes, bytes | None]:
        """Return the key of each article in the generation, with the key of what it copies."""
        return dict(
            self._connection.execute(
                "SELECT a.key, o.key FROM members m JOIN articles a ON a.row = m.article "
                "LEFT JOIN articles o ON o.row = m.copy_of WHERE m.generation = ?",
                (self._number(),),
            )
        )

    def member_ids(self) -> set[str]:
        """Return the ids of all articles in the generation."""
        rows = self._connection.execute(
            "SELECT a.id FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = ?",
            (self._number(),),
        )
        return {row[0] for row in rows}

    def known_articles(self) -> dict[bytes, bool]:
        """Return the keys of all articles in the record, and whether it holds their passages."""
        return dict(
            self._connection.execute(
                "SELECT key, EXISTS (SELECT 1 FROM passages p WHERE p.article = articles.row) FROM articles"
            )
        )

    def known_inputs(self, encoder: str) -> set[bytes]:
        """Return the hashes of the inputs whose vectors the record holds for an encoder's digest."""
        rows = self._connection.execute("SELECT input FROM vectors WHERE encoder = ?", (encoder,))
        return {row[0] for row in rows}

    def articles(self) -> Iterator[ArticleInfo]:
        """Yield every article of the generation, copies too, by id."""
        for row in self._connection.execute(
            f"SELECT {_INFO} FROM members m JOIN articles a ON a.row = m.article "  # noqa: S608  # constant
            "WHERE m.generation = ? ORDER BY a.id",
            (self._number(),),
        ):
            yield _info(row)

    def article(self, article_id: str) -> Article | None:
        """Return an article of the generation with its text, or None."""
        row = self._connection.execute(
            f"SELECT {_INFO}, a.text, a.headings FROM members m JOIN articles a ON a.row = m.article "  # noqa: S608
            "WHERE m.generation = ? AND a.id = ?",
            (self._number(), article_id),
        ).fetchone()
        if row is None:
            return None
        info = _info(row)
        fields = {name: getattr(info, name) for name in ArticleInfo.__dataclass_fields__}
        return Article(**fields, text=row[10], headings=_spans(row[11]))

    def passages(self) -> Iterator[Passage]:
        """Yield every passage of the generation, by article id and place."""
        for row in self._connection.execute(
            "SELECT p.row, p.id, a.id, p.start, p.stop, p.heading, p.sentences, "
            "substr(a.text, p.start + 1, p.stop - p.start) FROM members m "
            "JOIN articles a ON a.row = m.article JOIN passages p ON p.article = a.row "
            "WHERE m.generation = ? AND m.copy_of IS NULL ORDER BY a.id, p.start",
            (self._number(),),
        ):
            yield _passage(row)

    def matching_rows(self, query: Query) -> NDArray[np.int64]:
        """Return the rows of the passages whose article, or a copy of it, passes the filters."""
        condition, values = _condition(query)
        rows = self._connection.execute(
            "SELECT p.row FROM passages p WHERE p.article IN (SELECT coalesce(m.copy_of, m.article) "  # noqa: S608
            f"FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = ? AND {condition})",
            (self._number(), *values),
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def found(self, row: int, query: Query) -> FoundPassage:
        """Return a passage; of exact copies, the first that passes the query's filters stands for all."""
        passage = self._connection.execute(
            "SELECT p.row, p.id, a.id, p.start, p.stop, p.heading, p.sentences, "
            "substr(a.text, p.start + 1, p.stop - p.start), p.article "
            "FROM passages p JOIN articles a ON a.row = p.article WHERE p.row = ?",
            (row,),
        ).fetchone()
        condition, values = _condition(query)
        group = self._connection.execute(
            f"SELECT {_INFO}, {condition} FROM members m JOIN articles a ON a.row = m.article "  # noqa: S608
            "WHERE m.generation = ? AND (m.article = ? OR m.copy_of = ?) "
            "ORDER BY m.copy_of IS NOT NULL, a.date IS NULL, a.date, a.id",
            (*values, self._number(), passage[8], passage[8]),
        ).fetchall()
        shown = next(member for member in group if member[10])
        stored = _passage(passage)
        return FoundPassage(
            Passage(
                id=stored.id.replace(stored.article_id, shown[0], 1), article_id=shown[0], start=stored.start,
                end=stored.end, text=stored.text, heading=stored.heading, sentences=stored.sentences,
            ),
            _info(shown),
            tuple(_info(member) for member in group if member is not shown),
        )  # fmt: skip

    def sentence_vectors(self, row: int) -> Vectors:
        """Return the vectors of a passage's sentences: float32 [s, d], about unit length."""
        assert self.generation is not None  # noqa: S101  # rows come from a generation
        blob = self._connection.execute(
            "SELECT v.sentences FROM passages p JOIN vectors v ON v.input = p.input AND v.encoder = ? "
            "WHERE p.row = ?",
            (self.generation.fingerprint.digest, row),
        ).fetchone()[0]
        return unpack_sentences(blob, self.generation.fingerprint.dimension)

    def vectors(self, batch: int = 4096) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """Yield rows, int64 [n], and vectors, float32 [n, d], of the generation's passages by row."""
        if self.generation is None:
            return
        cursor = self._connection.execute(
            "SELECT p.row, v.vector FROM members m JOIN passages p ON p.article = m.article "
            "LEFT JOIN vectors v ON v.input = p.input AND v.encoder = ? "
            "WHERE m.generation = ? AND m.copy_of IS NULL ORDER BY p.row",
            (self.generation.fingerprint.digest, self._number()),
        )
        while rows := cursor.fetchmany(batch):
            yield (
                np.array([row[0] for row in rows], dtype=np.int64),
                np.stack([np.frombuffer(row[1], dtype="<f4") for row in rows]),
            )

    def counts(self, column: str) -> list[tuple[str | None, int]]:
        """Return the values of ``source`` or ``language`` with their number of articles, most first."""
        if column not in ("source", "language"):
            raise ValueError(column)
        return self._connection.execute(
            f"SELECT a.{column}, count(*) FROM members m JOIN articles a ON a.row = m.article "  # noqa: S608
            "WHERE m.generation = ? GROUP BY 1 ORDER BY 2 DESC, 1",
            (self._number(),),
        ).fetchall()

    def dates(self) -> tuple[dt.date | None, dt.date | None]:
        """Return the days of the oldest and the newest article."""
        first, last = self._connection.execute(
            "SELECT min(a.date), max(a.date) FROM members m JOIN articles a ON a.row = m.article "
            "WHERE m.generation = ?",
            (self._number(),),
        ).fetchone()
        return _date(first), _date(last)


class Store:
    """The record in an index folder. Safe from many threads."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the record.

        Args:
            folder: the index folder.
            create: make the folder and an empty record when there is none.

        Raises:
            IndexNotFoundError: there is no record and none is to be made.
            IndexFormatError: it was written by a newer version of newsqa.
            IndexDamagedError: the file is not a record, or cannot be read.
            StoreError: the folder cannot be written.
        """
        self.folder = folder
        self.path = folder / RECORD_FILE
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        with self._translated():
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            elif not self.path.is_file():
                raise IndexNotFoundError(
                    f"{folder}: there is no index here; make one with `newsqa build --index {folder}`"
                )
            connection = self._connect()
            self._check_format(connection, create=create)
            self._idle.put(connection)
        self.identity = self._identity()

    def _identity(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_dev, status.st_ino

    def is_replaced(self) -> bool:
        """Whether the file of the record is no longer the one that was opened.

        Raises:
            IndexNotFoundError: it is gone.
        """
        try:
            return self._identity() != self.identity
        except OSError:
            raise IndexNotFoundError(
                f"{self.folder}: the index that was open here is gone; make one with `newsqa build`"
            ) from None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give a snapshot of the newest generation; others may build meanwhile."""
        with self._translated(), self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(connection)
            finally:
                connection.rollback()

    def add_vectors(self, encoder: str, batch: Iterable[tuple[bytes, Vectors, Vectors]]) -> None:
        """Commit the vectors of a batch of inputs: hash, [d], sentences [s, d]."""
        rows = [
            (key, encoder, vector.astype("<f4").tobytes(), pack_sentences(sentences))
            for key, vector, sentences in batch
        ]
        with self._writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?, ?)", rows)

    @contextmanager
    def publishing(self) -> Iterator[Publication]:
        """Give the transaction that publishes a generation; it is all there at the end, or nothing."""
        with self._writing() as connection:
            yield Publication(connection)

    def prune(self, keep: int) -> list[Generation]:
        """Forget all but the newest generations and what only those held; return the kept ones."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM generations WHERE number NOT IN "
                "(SELECT number FROM generations ORDER BY number DESC LIMIT ?)",
                (keep,),
            )
            connection.execute("DELETE FROM members WHERE generation NOT IN (SELECT number FROM generations)")
            connection.execute("DELETE FROM articles WHERE row NOT IN (SELECT article FROM members)")
            connection.execute("DELETE FROM passages WHERE article NOT IN (SELECT row FROM articles)")
            connection.execute("DELETE FROM vectors WHERE input NOT IN (SELECT input FROM passages)")
            numbers = connection.execute("SELECT number, digest FROM generations").fetchall()
        with self._translated(), self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return numbers

    def close(self) -> None:
        """Close every connection that is not in use."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.put(connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        # A folder that cannot be written has no builder either, so its file does not change.
        is_fixed = self.path.exists() and not os.access(self.folder, os.W_OK)
        mode = "mode=ro&immutable=1" if is_fixed else "mode=rwc"
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?{mode}", uri=True, timeout=_BUSY_S, isolation_level=None,
            check_same_thread=False,
        )  # fmt: skip
        connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)
        return connection

    def _check_format(self, connection: sqlite3.Connection, *, create: bool) -> None:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        is_blank = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if create and is_blank:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        elif application != _APPLICATION_ID or is_blank:
            raise IndexDamagedError(
                f"{self.path}: is not a record of newsqa; move it away and run `newsqa build`"
            )
        elif version != FORMAT:
            raise IndexFormatError(
                f"{self.path}: has format {version}, this newsqa knows {FORMAT}; "
                "use the newsqa that wrote it, or move it away and run `newsqa build`"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite and the system raise into errors that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", "") or ""
            if "FULL" in code:
                raise disk_full(self.folder) from error
            if "CORRUPT" in code or "NOTADB" in code or code == "":
                raise IndexDamagedError(
                    f"{self.path}: is damaged ({error}); restore it from a copy, or move it away and run `newsqa build`"
                ) from error
            raise StoreError(f"{self.path}: {error}; check the folder's permissions and disk") from error
        except OSError as error:
            raise StoreError(
                f"{error.filename or self.folder}: {error.strerror or error}; check the folder's permissions and disk"
            ) from error


class Publication:
    """What a build writes inside the transaction that publishes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection inside its transaction."""
        self._connection = connection

    def add_article(self, key: bytes, article: Article, passages: Sequence[StoredPassage]) -> None:
        """Add an article, unless the record holds it, with its passages; a copy has none."""
        self._connection.execute(
            "INSERT OR IGNORE INTO articles (key, id, title, text, headings, date, modified, source, authors, section, "
            "url, language, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, article.id, article.title, article.text, _packed(article.headings),
                article.date and article.date.isoformat(), article.modified and article.modified.isoformat(),
                article.source, json.dumps(article.authors), article.section, article.url, article.language,
                article.path,
            ),
        )  # fmt: skip
        row = self._connection.execute("SELECT row FROM articles WHERE key = ?", (key,)).fetchone()[0]
        self._connection.executemany(
            "INSERT INTO passages (article, id, start, stop, heading, sentences, input) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (row, p.passage.id, p.passage.start, p.passage.end, p.passage.heading,
                 _packed(p.passage.sentences), p.input)
                for p in passages
            ],
        )  # fmt: skip

    def publish(
        self, members: Iterable[tuple[bytes, bytes | None]], *, model: str, fingerprint: Fingerprint,
        versions: dict[str, str], digest: str,
    ) -> Snapshot:  # fmt: skip
        """Make the generation of these articles (key, key of what it copies) the newest."""
        number = self._connection.execute(
            "INSERT INTO generations (published_at, model, fingerprint, versions, digest, articles, passages) "
            "VALUES (?, ?, ?, ?, ?, 0, 0) RETURNING number",
            (
                dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), model,
                json.dumps({name: getattr(fingerprint, name) for name in Fingerprint.__dataclass_fields__}),
                json.dumps(versions), digest,
            ),
        ).fetchone()[0]  # fmt: skip
        self._connection.executemany(
            "INSERT INTO members SELECT ?, a.row, o.row FROM articles a LEFT JOIN articles o ON o.key = ? "
            "WHERE a.key = ?",
            ((number, original, key) for key, original in members),
        )
        self._connection.execute(
            "UPDATE generations SET articles = (SELECT count(*) FROM members WHERE generation = number), "
            "passages = (SELECT count(*) FROM members m JOIN passages p ON p.article = m.article "
            "WHERE m.generation = number AND m.copy_of IS NULL) WHERE number = ?",
            (number,),
        )
        return Snapshot(self._connection)


def disk_full(folder: Path) -> StoreError:
    """Return the error for a disk without room."""
    return StoreError(
        f"{folder}: the disk is full; what was published before still answers. Free some room and build again"
    )


def pack_sentences(vectors: Vectors) -> bytes:
    """Return unit vectors, [s, d], as int8 with a float32 scale each (see docs/decisions)."""
    scales = np.abs(vectors).max(axis=1, initial=0.0, keepdims=True) / 127
    safe = np.where(scales > 0, scales, 1)
    return scales.astype("<f4").tobytes() + np.rint(vectors / safe).astype(np.int8).tobytes()


def unpack_sentences(blob: bytes, dimension: int) -> Vectors:
    """Return what :func:`pack_sentences` packed: float32 [s, d]."""
    count = len(blob) // (dimension + 4)
    scales = np.frombuffer(blob, dtype="<f4", count=count)
    values = np.frombuffer(blob, dtype=np.int8, offset=4 * count).reshape(count, dimension)
    return np.asarray(values * scales[:, np.newaxis], dtype=np.float32)


def _condition(query: Query) -> tuple[str, list[str]]:
    """Return the SQL that an article ``a`` must satisfy, and its values."""
    parts: list[str] = []
    values: list[str] = []
    for day, comparison in ((query.since, ">="), (query.until, "<=")):
        if day is not None:
            parts.append(f"coalesce(a.date {comparison} ?, 0)")
            values.append(day.isoformat())
    for column, wanted in (("source", query.sources), ("language", query.languages), ("section", query.sections)):
        if wanted:
            parts.append(f"coalesce(casefold(a.{column}) IN ({', '.join('?' * len(wanted))}), 0)")
            values += [value.casefold() for value in wanted]
    if query.authors:
        names = ", ".join("?" * len(query.authors))
        parts.append(f"EXISTS (SELECT 1 FROM json_each(a.authors) WHERE casefold(value) IN ({names}))")
        values += [name.casefold() for name in query.authors]
    return " AND ".join(parts) or "1", values


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _info(row: Sequence[Any]) -> ArticleInfo:
    return ArticleInfo(
        id=row[0], title=row[1], date=_date(row[2]), modified=_date(row[3]), source=row[4],
        authors=tuple(json.loads(row[5])), section=row[6], url=row[7], language=row[8], path=row[9],
    )  # fmt: skip


def _passage(row: Sequence[Any]) -> Passage:
    return Passage(
        id=row[1], article_id=row[2], start=row[3], end=row[4], heading=row[5], sentences=_spans(row[6]),
        text=row[7],
    )  # fmt: skip


def _packed(spans: Iterable[Span]) -> str:
    return json.dumps([(span.start, span.end) for span in spans], separators=(",", ":"))


def _spans(packed: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(packed))
