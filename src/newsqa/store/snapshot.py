"""One generation of the record, as it is read."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsqa.encoder import Encoded, Fingerprint
from newsqa.errors import IndexDamagedError
from newsqa.lexical import Document
from newsqa.metadata import written_date
from newsqa.store import outlets
from newsqa.store.outlets import IS_SUPERSEDED, Shown, condition_of
from newsqa.store.rows import INFO, PASSAGE, article_of, date_of, info_of, passage_of
from newsqa.types import Article, ArticleInfo, Passage, Query, Relatives
from newsqa.vectors import Vectors, pack_sentences, unpack_sentences

# CROSS: through the articles by the index of their days, which holds what filters ask; in their table a day stands
# after the text, so that each would be read over.
_BY_DAY = "FROM articles a CROSS JOIN members m ON m.generation = ? AND m.article = a.row"
NO_HORIZON = 2**63 - 1
# Encodes passages that have no vectors in their generation yet, each with its article.
Read = Callable[[Sequence[tuple[ArticleInfo, Passage]]], Iterable[Encoded]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One published state of an index, as its manifest tells it.

    ``vectors`` are the passages that can be found by meaning: all, but for a first build that has not ended, whose
    generations know the vectors up to row ``horizon``. ``cut`` says how its articles were cut, ``origin`` what
    published it. One that is not ``is_published`` waits to be compared with the one that answers.
    """

    number: int
    published_at: dt.datetime
    model: str
    fingerprint: Fingerprint
    versions: dict[str, str]
    digest: str
    articles: int
    passages: int
    vectors: int
    horizon: int | None
    cut: str
    origin: str
    is_published: bool

    @property
    def is_partial(self) -> bool:
        """Whether some passages can be found by words alone so far."""
        return self.horizon is not None

    @property
    def meaning_share(self) -> float:
        """The share of the passages that can be found by meaning, from 0 to 1."""
        return self.vectors / self.passages if self.passages else 1.0


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
    date: dt.date | None = None

    @property
    def is_first(self) -> bool:
        """Whether its article begins with it."""
        return self.passage.id.endswith("#1")


class Snapshot:
    """One generation, read in one transaction: nothing in it changes while it is used."""

    def __init__(self, connection: sqlite3.Connection, number: int | None = None) -> None:
        """Wrap a connection inside its transaction; the newest published generation, or the one of this number."""
        self._connection = connection
        which = "is_published" if number is None else "number = ?"
        found = self._manifests(which, () if number is None else (number,), limit=1)
        self.generation = found[0] if found else None

    def generations(self) -> list[Generation]:
        """Return all published generations that the record holds, newest first."""
        return self._manifests("is_published")

    def _manifests(self, which: str, values: Sequence[int] = (), limit: int = -1) -> list[Generation]:
        rows = self._connection.execute(
            "SELECT number, published_at, model, fingerprint, versions, digest, articles, passages, vectors, horizon, "
            f"cut, origin, is_published FROM generations WHERE {which} ORDER BY number DESC LIMIT ?",
            (*values, limit),
        ).fetchall()
        try:
            return [
                Generation(
                    number=row[0], published_at=dt.datetime.fromisoformat(row[1]), model=row[2],
                    fingerprint=Fingerprint.from_json(row[3]), versions=json.loads(row[4]), digest=row[5],
                    articles=row[6], passages=row[7], vectors=row[8], horizon=row[9], cut=row[10], origin=row[11],
                    is_published=bool(row[12]),
                )
                for row in rows
            ]  # fmt: skip
        except (ValueError, TypeError) as error:  # not JSON, or not the fields of a fingerprint
            raise self._damaged(f"its manifest cannot be read: {error}") from error

    def _damaged(self, reason: str) -> IndexDamagedError:
        path = self._connection.execute("PRAGMA database_list").fetchone()[2]
        return IndexDamagedError(
            f"{path}: is damaged ({reason}); restore it from a copy, or move it away and run `newsqa build`"
        )

    # The vectors of passage p that the generation knows.
    _ITS_VECTORS = "v.input = p.input AND v.encoder = ? AND v.rowid <= ?"

    def _encoder_and_horizon(self) -> tuple[str, int]:
        generation = self._generation()
        horizon = generation.horizon
        return generation.fingerprint.digest, NO_HORIZON if horizon is None else horizon

    def _generation(self) -> Generation:
        assert self.generation is not None  # noqa: S101  # rows come from a generation
        return self.generation

    def _number(self) -> int:
        return self.generation.number if self.generation else 0

    def encoders(self) -> list[str]:
        """Return the digests of the encoders of all generations that the record holds."""
        rows = self._connection.execute("SELECT DISTINCT fingerprint FROM generations")
        return [Fingerprint.from_json(row[0]).digest for row in rows]

    def articles(self) -> Iterator[ArticleInfo]:
        """Yield every article of the generation, copies too, by id."""
        for row in self._connection.execute(
            f"SELECT {INFO}, {IS_SUPERSEDED} FROM members m JOIN articles a ON a.row = m.article "
            "WHERE m.generation = ? ORDER BY a.id",
            (self._number(),),
        ):
            yield info_of(row, is_superseded=bool(row[11]))

    def article(self, article_id: str) -> Article | None:
        """Return an article of the generation with its text, or None."""
        row = self._connection.execute(
            # CROSS: from the one article to its membership, not through all members.
            f"SELECT {INFO}, a.text, a.headings, {IS_SUPERSEDED} FROM articles a CROSS JOIN members m "
            "ON m.article = a.row WHERE m.generation = ? AND a.id = ?",
            (self._number(), article_id),
        ).fetchone()
        if row is None:
            return None
        return article_of(row, is_superseded=bool(row[13]))

    def article_info(self, row: int) -> ArticleInfo:
        """Return the article in a row, without its text."""
        found = self._connection.execute(f"SELECT {INFO} FROM articles a WHERE a.row = ?", (row,)).fetchone()
        return info_of(found)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage of the generation, by article id and place."""
        for row in self._connection.execute(
            f"SELECT {PASSAGE} FROM members m JOIN articles a ON a.row = m.article "
            "JOIN passages p ON p.article = a.row WHERE m.generation = ? AND m.copy_of IS NULL ORDER BY a.id, p.start",
            (self._number(),),
        ):
            yield passage_of(row)

    def matching_articles(self, query: Query) -> NDArray[np.int64]:
        """Return the rows of the articles that pass the filters, themselves or by a copy; they hold the passages."""
        condition, values = condition_of(query)
        rows = self._connection.execute(
            f"SELECT DISTINCT coalesce(m.copy_of, m.article) {_BY_DAY} WHERE {condition}", (self._number(), *values)
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def passage_ids(self, rows: Iterable[int]) -> dict[int, str]:
        """Return the ids of the passages in these rows."""
        return dict(
            self._connection.execute(
                "SELECT row, id FROM passages WHERE row IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),)
            )
        )

    def covered(self, rows: Iterable[int]) -> set[int]:
        """Return those of the passages in these rows that the generation can find by meaning."""
        wanted = list(rows)
        if not self._generation().is_partial:
            return set(wanted)
        found = self._connection.execute(
            f"SELECT p.row FROM passages p JOIN vectors v ON {self._ITS_VECTORS} "
            "WHERE p.row IN (SELECT value FROM json_each(?))",
            (*self._encoder_and_horizon(), json.dumps(wanted)),
        )
        return {row[0] for row in found}

    def stored_passages(self, rows: Iterable[int], read: Read) -> list[FoundPassage]:
        """Return the passages in these rows, in any order, with their sentences' vectors.

        Args:
            rows: theirs.
            read: encodes those that have no vectors in this generation.
        """
        found = self._connection.execute(
            f"SELECT {PASSAGE}, p.article, v.vector, v.sentences, {INFO} "
            "FROM passages p JOIN articles a ON a.row = p.article "
            f"LEFT JOIN vectors v ON {self._ITS_VECTORS} WHERE p.row IN (SELECT value FROM json_each(?))",
            (*self._encoder_and_horizon(), json.dumps(list(rows))),
        )
        dimension = self._generation().fingerprint.dimension
        rows_found = [(row, info_of(row[11:]), passage_of(row)) for row in found]
        unread = iter(read([(article, passage) for row, article, passage in rows_found if row[9] is None]))
        passages = []
        for row, article, passage in rows_found:
            if row[9] is None:
                vector, packed = (encoded := next(unread)).vector, pack_sentences(encoded.sentences)
            else:
                vector, packed = np.frombuffer(row[9], dtype="<f4"), row[10]
            passages.append(
                FoundPassage(
                    row=row[0], passage=passage, article_row=row[8], title=article.title, date=article.date,
                    language=article.language, vector=vector, sentence_vectors=unpack_sentences(packed, dimension),
                )
            )  # fmt: skip
        return passages

    def shown_as(self, article_row: int, query: Query) -> Shown:
        """Return how the text of an original is shown: see :func:`newsqa.store.outlets.shown_as`."""
        return outlets.shown_as(self._connection, self._number(), article_row, query)

    def stretch(self, article_row: int, start: int, end: int) -> str:
        """Return ``text[start:end]`` of the article in a row."""
        found = self._connection.execute(
            "SELECT substr(text, ?, ?) FROM articles WHERE row = ?", (start + 1, end - start, article_row)
        ).fetchone()
        return str(found[0])

    def stories(self, article_rows: Iterable[int]) -> dict[int, int]:
        """Return which story the articles in these rows tell: the row of the first article that tells it."""
        return outlets.stories(self._connection, self._number(), article_rows)

    def also_in(self, article_row: int, passage: str) -> tuple[ArticleInfo, ...]:
        """Return who else tells the story of an original, or carries a passage: see :mod:`newsqa.store.outlets`."""
        return outlets.also_in(self._connection, self._number(), article_row, passage)

    def relatives(self, article_id: str) -> Relatives | None:
        """Return who else has an article: see :func:`newsqa.store.outlets.relatives`."""
        return outlets.relatives(self._connection, self._number(), article_id)

    def vectors(self, batch: int = 4096) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """Yield rows, int64 [n], and vectors, float32 [n, d], of the passages that can be found by meaning, by row."""
        if self.generation is None:
            return
        size = 4 * self.generation.fingerprint.dimension
        cursor = self._connection.execute(
            "SELECT p.row, v.vector FROM members m JOIN passages p ON p.article = m.article "
            f"LEFT JOIN vectors v ON {self._ITS_VECTORS} "
            "WHERE m.generation = ? AND m.copy_of IS NULL ORDER BY p.row",
            (*self._encoder_and_horizon(), self._number()),
        )
        while rows := cursor.fetchmany(batch):
            if self.generation.is_partial:
                rows = [row for row in rows if row[1] is not None]
            if any(row[1] is None or len(row[1]) != size for row in rows):
                raise self._damaged("vectors of its passages are missing or cut")
            if rows:
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
            day = date_of(row[4])
            context = "\n".join(part for part in (row[2], row[3], day and written_date(day, row[6]), row[5]) if part)
            yield Document(row=row[0], article_row=row[1], context=context, language=row[6], text=row[7])

    def counts(self, column: str) -> list[tuple[str | None, int]]:
        """Return the values of ``source``, ``language`` or ``section`` with their number of articles, most first."""
        if column not in ("source", "language", "section"):
            raise ValueError(column)
        return self._connection.execute(
            f"SELECT a.{column}, count(*) {_BY_DAY} GROUP BY 1 ORDER BY 2 DESC, 1", (self._number(),)
        ).fetchall()

    def characters(self) -> int:
        """Return how many characters the passages of the generation span."""
        found = self._connection.execute(
            "SELECT coalesce(sum(p.stop - p.start), 0) FROM members m JOIN passages p ON p.article = m.article "
            "WHERE m.generation = ? AND m.copy_of IS NULL",
            (self._number(),),
        )
        return int(found.fetchone()[0])

    def days(self) -> NDArray[np.int64]:
        """Return the days of all dated articles as ordinals, int64 [n], ascending."""
        rows = self._connection.execute(f"SELECT a.date {_BY_DAY} WHERE a.date IS NOT NULL", (self._number(),))
        days = (date_of(row[0]) for row in rows)
        return np.sort(np.fromiter((day.toordinal() for day in days if day), dtype=np.int64))

    def dates(self) -> tuple[dt.date | None, dt.date | None]:
        """Return the days of the oldest and the newest article."""
        first, last = self._connection.execute(
            "SELECT min(a.date), max(a.date) FROM members m JOIN articles a ON a.row = m.article "
            "WHERE m.generation = ?",
            (self._number(),),
        ).fetchone()
        return date_of(first), date_of(last)
