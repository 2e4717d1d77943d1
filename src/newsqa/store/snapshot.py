"""One generation of the record, as it is read."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsqa.encoder import Fingerprint
from newsqa.errors import IndexDamagedError
from newsqa.lexical import Document
from newsqa.metadata import written_date
from newsqa.types import Article, ArticleInfo, Passage, Query, Span
from newsqa.vectors import Vectors, unpack_sentences

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage with its row, what is asked of its article, and its vectors.

    ``vector`` is float32 [d] of unit length, ``sentence_vectors`` float32 [s, d], about unit length.
    """

    row: int
    passage: Passage
    article_row: int
    title: str
    language: str | None
    vector: Vectors
    sentence_vectors: Vectors

    @property
    def is_first(self) -> bool:
        """Whether its article begins with it."""
        return self.passage.id.endswith("#1")


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
        try:
            return Generation(
                number=row[0], published_at=dt.datetime.fromisoformat(row[1]), model=row[2],
                fingerprint=Fingerprint(**json.loads(row[3])), versions=json.loads(row[4]), digest=row[5],
                articles=row[6], passages=row[7],
            )  # fmt: skip
        except (ValueError, TypeError) as error:  # not JSON, or not the fields of a fingerprint
            raise self._damaged(f"its manifest cannot be read: {error}") from error

    def _damaged(self, reason: str) -> IndexDamagedError:
        path = self._connection.execute("PRAGMA database_list").fetchone()[2]
        return IndexDamagedError(
            f"{path}: is damaged ({reason}); restore it from a copy, or move it away and run `newsqa build`"
        )

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

    def encoders(self) -> list[str]:
        """Return the digests of the encoders of all generations that the record holds."""
        rows = self._connection.execute("SELECT DISTINCT fingerprint FROM generations")
        return [Fingerprint(**json.loads(row[0])).digest for row in rows]

    def known_articles(self) -> dict[bytes, bool]:
        """Return the keys of all articles in the record, and whether it holds their passages."""
        return dict(
            self._connection.execute(
                "SELECT key, EXISTS (SELECT 1 FROM passages p WHERE p.article = articles.row) FROM articles"
            )
        )

    def known_inputs(self) -> dict[str, set[bytes]]:
        """Return, by encoder digest, the hashes of the inputs whose vectors the record holds."""
        known: dict[str, set[bytes]] = {}
        for encoder, key in self._connection.execute("SELECT encoder, input FROM vectors"):
            known.setdefault(encoder, set()).add(key)
        return known

    def articles(self) -> Iterator[ArticleInfo]:
        """Yield every article of the generation, copies too, by id."""
        for row in self._connection.execute(
            f"SELECT {_INFO} FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = ? ORDER BY a.id",
            (self._number(),),
        ):
            yield _info(row)

    def article(self, article_id: str) -> Article | None:
        """Return an article of the generation with its text, or None."""
        row = self._connection.execute(
            # CROSS: from the one article to its membership, not through all members.
            f"SELECT {_INFO}, a.text, a.headings FROM articles a CROSS JOIN members m ON m.article = a.row "
            "WHERE m.generation = ? AND a.id = ?",
            (self._number(), article_id),
        ).fetchone()
        if row is None:
            return None
        info = _info(row)
        fields = {name: getattr(info, name) for name in ArticleInfo.__dataclass_fields__}
        return Article(**fields, text=row[10], headings=_spans(row[11]))

    def article_info(self, row: int) -> ArticleInfo:
        """Return the article in a row, without its text."""
        found = self._connection.execute(f"SELECT {_INFO} FROM articles a WHERE a.row = ?", (row,)).fetchone()
        return _info(found)

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

    def matching_articles(self, query: Query) -> NDArray[np.int64]:
        """Return the rows of the articles that pass the filters, themselves or by a copy; they hold the passages."""
        condition, values = _condition(query)
        rows = self._connection.execute(
            "SELECT DISTINCT coalesce(m.copy_of, m.article) FROM members m JOIN articles a ON a.row = m.article "
            f"WHERE m.generation = ? AND {condition}",
            (self._number(), *values),
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def passage_ids(self, rows: Iterable[int]) -> dict[int, str]:
        """Return the ids of the passages in these rows."""
        return dict(
            self._connection.execute(
                "SELECT row, id FROM passages WHERE row IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),)
            )
        )

    def stored_passages(self, rows: Sequence[int]) -> list[FoundPassage]:
        """Return the passages in these rows, in any order, with their sentences' vectors."""
        assert self.generation is not None  # noqa: S101  # rows come from a generation
        found = self._connection.execute(
            "SELECT p.row, p.id, a.id, p.start, p.stop, p.heading, p.sentences, "
            "substr(a.text, p.start + 1, p.stop - p.start), p.article, a.title, a.language, v.vector, v.sentences "
            "FROM passages p JOIN articles a ON a.row = p.article "
            "JOIN vectors v ON v.input = p.input AND v.encoder = ? WHERE p.row IN (SELECT value FROM json_each(?))",
            (self.generation.fingerprint.digest, json.dumps(list(rows))),
        )
        dimension = self.generation.fingerprint.dimension
        return [
            FoundPassage(
                row=row[0], passage=_passage(row), article_row=row[8], title=row[9], language=row[10],
                vector=np.frombuffer(row[11], dtype="<f4"), sentence_vectors=unpack_sentences(row[12], dimension),
            )
            for row in found
        ]  # fmt: skip

    def shown_as(self, article_row: int, query: Query) -> tuple[ArticleInfo, tuple[ArticleInfo, ...]]:
        """Return the article that stands for itself and its exact copies, and the others of these.

        It is the original when that passes the query's filters, else the first copy that does.
        """
        condition, values = _condition(query)
        group = self._connection.execute(
            f"SELECT {_INFO}, {condition} FROM members m JOIN articles a ON a.row = m.article "
            "WHERE m.generation = ? AND (m.article = ? OR m.copy_of = ?) "
            "ORDER BY m.copy_of IS NOT NULL, a.date IS NULL, a.date, a.id",
            (*values, self._number(), article_row, article_row),
        ).fetchall()
        shown = next(member for member in group if member[10])
        return _info(shown), tuple(_info(member) for member in group if member is not shown)

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
            if any(row[1] is None or len(row[1]) != 4 * self.generation.fingerprint.dimension for row in rows):
                raise self._damaged("vectors of its passages are missing or cut")
            yield (
                np.array([row[0] for row in rows], dtype=np.int64),
                np.stack([np.frombuffer(row[1], dtype="<f4") for row in rows]),
            )

    def documents(self) -> Iterator[Document]:
        """Yield what the lexical index reads of the generation's passages, by article and place."""
        for row in self._connection.execute(
            "SELECT p.row, a.row, a.title, a.source, a.date, p.heading, a.language, "
            "substr(a.text, p.start + 1, p.stop - p.start) FROM members m JOIN articles a ON a.row = m.article "
            "JOIN passages p ON p.article = a.row WHERE m.generation = ? AND m.copy_of IS NULL ORDER BY a.row, p.start",
            (self._number(),),
        ):
            day = _date(row[4])
            context = "\n".join(part for part in (row[2], row[3], day and written_date(day, row[6]), row[5]) if part)
            yield Document(row=row[0], article_row=row[1], context=context, language=row[6], text=row[7])

    def counts(self, column: str) -> list[tuple[str | None, int]]:
        """Return the values of ``source`` or ``language`` with their number of articles, most first."""
        if column not in ("source", "language"):
            raise ValueError(column)
        return self._connection.execute(
            f"SELECT a.{column}, count(*) FROM members m JOIN articles a ON a.row = m.article "
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


def _condition(query: Query) -> tuple[str, list[str]]:
    """Return the SQL that an article ``a`` must satisfy, and its values."""
    parts: list[str] = []
    values: list[str] = []
    for day, comparison in ((query.since, ">="), (query.until, "<=")):
        if day is not None:
            parts.append(f"coalesce(a.date {comparison} ?, 0)")
            values.append(day.isoformat())
    for column, wanted in (
        ("source", query.sources),
        ("language", query.languages),
        ("section", query.sections),
    ):
        if wanted:
            parts.append(f"coalesce(casefold(a.{column}) IN ({', '.join('?' * len(wanted))}), 0)")
            values += [value.casefold() for value in wanted]
    if query.authors:
        names = ", ".join("?" * len(query.authors))
        parts.append(f"EXISTS (SELECT 1 FROM json_each(a.authors) WHERE casefold(value) IN ({names}))")
        values += [name.casefold() for name in query.authors]
    if query.without:
        parts.append(f"a.text NOT IN (SELECT text FROM articles WHERE id IN ({', '.join('?' * len(query.without))}))")
        values += query.without
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


def _spans(packed: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(packed))
