"""The rows of the record as they stand, sound or not, one after the other: what a doctor looks at."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsqa.errors import IndexDamagedError
from newsqa.store import ledgers
from newsqa.store.draft import Unread
from newsqa.store.rows import EARLIEST, INFO, PASSAGE, article_of, digest_of, info_of, passage_of, spans_of
from newsqa.store.snapshot import NO_HORIZON, Generation, Snapshot
from newsqa.store.stories import TELLER, tellers_of, text_of
from newsqa.stories import METHOD, Likeness, Stories, Teller
from newsqa.types import Article, Span

_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)
_PROBLEMS_AT_MOST = 20
# A generation's originals, whose passages are its passages.
_ORIGINALS = "members m JOIN passages p ON p.article = m.article"
_IN_GENERATION = "m.generation = ? AND m.copy_of IS NULL"


@dataclass(frozen=True, slots=True)
class HeldArticle:
    """A row of an article; ``article`` is None when it cannot be read as one.

    ``generation`` is the newest that holds it; None when none does yet. ``is_original`` tells whether some generation
    holds it as no copy, so that it must have passages.
    """

    row: int
    key: bytes
    text_hash: bytes
    plain_hash: bytes
    article: Article | None
    generation: int | None
    is_original: bool


@dataclass(frozen=True, slots=True)
class HeldPassage:
    """A row of a passage; ``sentences`` is None when they cannot be read."""

    row: int
    id: str
    start: int
    stop: int
    heading: str | None
    sentences: tuple[Span, ...] | None
    input: bytes


@dataclass(frozen=True, slots=True)
class HeldVectors:
    """A row of vectors, with the newest passage that uses it, the row of its article and its number of sentences.

    These are None where there is none.
    """

    row: int
    input: bytes
    encoder: str
    vector: bytes
    sentences: bytes
    checksum: int
    passage: int | None
    article: int | None
    sentence_count: int | None


class Inspection:
    """The record in one transaction; nothing in it is trusted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection of its own, inside its transaction."""
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        self._connection = connection

    def problems(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file, some of it when there is much."""
        rows = self._connection.execute(f"PRAGMA integrity_check({_PROBLEMS_AT_MOST})").fetchall()
        return [str(row[0]) for row in rows if row[0] != "ok"]

    def generations(self) -> list[tuple[int, Generation | None]]:
        """Return all generations by number, newest first, candidates too; None for one whose manifest is unreadable."""
        rows = self._connection.execute("SELECT number FROM generations ORDER BY number DESC").fetchall()
        found: list[tuple[int, Generation | None]] = []
        for (number,) in rows:
            generation = None
            with suppress(IndexDamagedError, *_UNREADABLE):
                generation = self.snapshot(number).generation
            found.append((number, generation))
        return found

    def snapshot(self, number: int) -> Snapshot:
        """Return a generation as those who ask read it.

        Raises:
            IndexDamagedError: its manifest cannot be read.
        """
        return Snapshot(self._connection, number)

    def articles(self) -> Iterator[HeldArticle]:
        """Yield every article that the record holds, by row."""
        for row in self._connection.execute(
            f"SELECT {INFO}, a.text, a.headings, a.row, a.key, a.text_hash, a.plain_hash, "
            "(SELECT max(m.generation) FROM members m JOIN generations g ON g.number = m.generation "
            "WHERE m.article = a.row), "
            "EXISTS (SELECT 1 FROM members m WHERE m.article = a.row AND m.copy_of IS NULL) "
            "FROM articles a ORDER BY a.row"
        ):
            article = None
            with suppress(*_UNREADABLE):
                article = article_of(row)
            yield HeldArticle(row[13], row[14], row[15], row[16], article, row[17], bool(row[18]))

    def tellers(self, number: int) -> tuple[list[Teller], list[bytes]]:
        """Return a generation's articles, the earliest first, and the hashes of their texts by number."""
        return tellers_of(
            self._connection.execute(
                f"SELECT {TELLER} FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = ? "
                f"ORDER BY {EARLIEST}",
                (number,),
            )
        )

    def text_of(self, text: bytes) -> str:
        """Return a text by the hash of its plain typography."""
        return text_of(self._connection, text)

    def texts(self) -> set[bytes]:
        """Return the hashes of all texts."""
        return {row[0] for row in self._connection.execute("SELECT plain_hash FROM articles")}

    def told(self, number: int) -> Stories:
        """Return the stories of a generation as they stand."""
        one = self._connection.execute
        rows = one("SELECT article, story, superseded_by FROM members WHERE generation = ?", (number,)).fetchall()
        return Stories(
            {row[0]: row[1] for row in rows if row[1] is not None},
            {row[0]: row[2] for row in rows if row[2] is not None},
            one("SELECT article, other FROM reprints WHERE generation = ?", (number,)).fetchall(),
        )

    def sketches(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the sketches of this method, as they stand, with the hash of each text."""
        yield from self._connection.execute("SELECT text, shingles FROM sketches WHERE method = ?", (METHOD,))

    def likenesses(self) -> Iterator[tuple[bytes, bytes, Likeness]]:
        """Yield the likenesses of this method, with the hashes of both texts."""
        for first, second, *fields in self._connection.execute(
            "SELECT first, second, of_first, of_second, run, words FROM likenesses WHERE method = ?", (METHOD,)
        ):
            yield first, second, Likeness(*fields)

    def article(self, row: int) -> Article:
        """Return the article in a row, which can be read."""
        found = self._connection.execute(
            f"SELECT {INFO}, a.text, a.headings FROM articles a WHERE a.row = ?", (row,)
        ).fetchone()
        return article_of(found)

    def passages_of(self, article: int) -> list[HeldPassage]:
        """Return the passages of the article in a row, by place."""
        found = []
        for row in self._connection.execute(
            "SELECT row, id, start, stop, heading, sentences, input FROM passages WHERE article = ? "
            "ORDER BY start, row",
            (article,),
        ):
            sentences = None
            with suppress(*_UNREADABLE):
                sentences = spans_of(row[5])
            found.append(HeldPassage(row[0], row[1], row[2], row[3], row[4], sentences, row[6]))
        return found

    def vectors(self) -> Iterator[HeldVectors]:
        """Yield all vectors that the record holds, by row."""
        for row in self._connection.execute(
            "SELECT v.rowid, v.input, v.encoder, v.vector, v.sentences, v.checksum, p.row, p.article, p.sentences "
            "FROM vectors v LEFT JOIN passages p ON p.row = (SELECT max(row) FROM passages WHERE input = v.input) "
            "ORDER BY v.rowid"
        ):
            count = None
            with suppress(*_UNREADABLE):
                count = len(spans_of(row[8]))
            yield HeldVectors(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], count)

    def vector(self, key: bytes, encoder: str) -> bytes | None:
        """Return the vector of an input as it is stored."""
        found: tuple[bytes] | None = self._connection.execute(
            "SELECT vector FROM vectors WHERE input = ? AND encoder = ?", (key, encoder)
        ).fetchone()
        return found[0] if found else None

    def lacking(self, encoder: str, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """Return the passages without vectors of an encoder in generations, each with the row of its article."""
        return self._connection.execute(
            f"SELECT DISTINCT p.row, p.article FROM {_ORIGINALS} "
            "WHERE m.generation IN (SELECT value FROM json_each(?)) AND m.copy_of IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.input = p.input AND v.encoder = ?) ORDER BY p.row",
            (json.dumps(list(numbers)), encoder),
        ).fetchall()

    def unread(self, rows: Iterable[int]) -> list[Unread]:
        """Return the passages in these rows that can be read, as the embedding step takes them."""
        found = []
        for row in self._connection.execute(
            f"SELECT {PASSAGE}, p.input, {INFO} FROM passages p JOIN articles a ON a.row = p.article "
            "WHERE p.row IN (SELECT value FROM json_each(?)) ORDER BY p.row",
            (json.dumps(list(rows)),),
        ):
            with suppress(*_UNREADABLE):
                found.append(Unread(key=row[8], article=info_of(row[9:]), passage=passage_of(row)))
        return found

    def inputs(self, numbers: Sequence[int]) -> Iterator[int]:
        """Yield the passages of generations, the newest for each encoder input, by row."""
        for row in self._connection.execute(
            f"SELECT max(p.row) FROM {_ORIGINALS} WHERE m.generation IN (SELECT value FROM json_each(?)) "
            "AND m.copy_of IS NULL GROUP BY p.input ORDER BY 1",
            (json.dumps(list(numbers)),),
        ):
            yield int(row[0])

    def spread(self, number: int, count: int) -> list[tuple[int, int]]:
        """Return so many passages of a generation at most, spread over its rows, with the rows of their articles."""
        first, last = self._connection.execute(
            f"SELECT min(p.row), max(p.row) FROM {_ORIGINALS} WHERE {_IN_GENERATION}", (number,)
        ).fetchone()
        if first is None:
            return []
        found = {}
        for place in range(count):
            at_least = first + (last - first) * place // max(1, count - 1)
            row = self._connection.execute(
                # By row, from there on, until one belongs to the generation.
                "SELECT p.row, p.article FROM passages p WHERE p.row >= ? AND EXISTS (SELECT 1 FROM members m "
                "WHERE m.generation = ? AND m.article = p.article AND m.copy_of IS NULL) ORDER BY p.row LIMIT 1",
                (at_least, number),
            ).fetchone()
            found[int(row[0])] = int(row[1])
        return list(found.items())

    def counts(self, generation: Generation) -> tuple[int, int, int]:
        """Return the articles that a generation has, its passages, and how many of these have vectors that it knows."""
        horizon = NO_HORIZON if generation.horizon is None else generation.horizon
        one = self._connection.execute
        articles = one("SELECT count(*) FROM members WHERE generation = ?", (generation.number,)).fetchone()[0]
        passages = f"SELECT count(*) FROM {_ORIGINALS}"
        total = one(f"{passages} WHERE {_IN_GENERATION}", (generation.number,)).fetchone()[0]
        covered = one(
            f"{passages} JOIN vectors v ON v.input = p.input AND v.encoder = ? AND v.rowid <= ? WHERE {_IN_GENERATION}",
            (generation.fingerprint.digest, horizon, generation.number),
        ).fetchone()[0]
        return int(articles), int(total), int(covered)

    def digest(self, generation: Generation) -> str:
        """Return the digest of the articles that a generation has: another than its manifest's, when some are lost."""
        members = self._connection.execute(
            "SELECT a.key, o.key FROM members m JOIN articles a ON a.row = m.article "
            "LEFT JOIN articles o ON o.row = m.copy_of WHERE m.generation = ? ORDER BY a.key",
            (generation.number,),
        )
        return digest_of(generation.fingerprint.digest, members, generation.horizon)

    def holders(self, articles: Iterable[int]) -> set[int]:
        """Return the generations that hold any of the articles in these rows."""
        rows = self._connection.execute(
            "SELECT DISTINCT generation FROM members WHERE article IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )
        return {int(row[0]) for row in rows}

    def lost_members(self) -> int:
        """Return how many members of generations are articles that are not there, or copies of no original."""
        found = self._connection.execute(
            "SELECT count(*) FROM members m WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.row = m.article) "
            "OR (m.copy_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM members o WHERE o.generation = m.generation "
            "AND o.article = m.copy_of AND o.copy_of IS NULL))"
        ).fetchone()
        return int(found[0])

    def stray_passages(self) -> int:
        """Return how many passages there are of articles that are not."""
        return int(
            self._connection.execute(
                "SELECT count(*) FROM passages WHERE article NOT IN (SELECT row FROM articles)"
            ).fetchone()[0]
        )

    def unreadable_ledgers(self) -> list[int]:
        """Return the numbers of the builds whose ledgers cannot be read."""
        return ledgers.unreadable(self._connection)

    def unpublished(self) -> tuple[int, int]:
        """Return how many articles belong to no generation, and how many vectors to no passage."""
        one = self._connection.execute
        articles = one("SELECT count(*) FROM articles WHERE row NOT IN (SELECT article FROM members)").fetchone()
        vectors = one(
            "SELECT count(*) FROM vectors v WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.input = v.input)"
        ).fetchone()
        return int(articles[0]), int(vectors[0])

    def passage_rows(self, number: int) -> NDArray[np.int64]:
        """Return the rows of a generation's passages, ascending, int64 [n]."""
        rows = self._connection.execute(
            f"SELECT p.row FROM {_ORIGINALS} WHERE {_IN_GENERATION} ORDER BY p.row", (number,)
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def cut_articles(self, number: int) -> int:
        """Return how many articles of a generation have passages."""
        return int(
            self._connection.execute(
                f"SELECT count(DISTINCT p.article) FROM {_ORIGINALS} WHERE {_IN_GENERATION}", (number,)
            ).fetchone()[0]
        )

    def vectors_by_passage(
        self, generation: Generation, batch: int = 4096
    ) -> Iterator[list[tuple[int, bytes | None, int | None]]]:
        """Yield, of the passages that a generation finds by meaning, the row, the vector and the vector's row."""
        horizon = NO_HORIZON if generation.horizon is None else generation.horizon
        cursor = self._connection.execute(
            f"SELECT p.row, v.vector, v.rowid FROM {_ORIGINALS} "
            "LEFT JOIN vectors v ON v.input = p.input AND v.encoder = ? AND v.rowid <= ? "
            f"WHERE {_IN_GENERATION} ORDER BY p.row",
            (generation.fingerprint.digest, horizon, generation.number),
        )
        while rows := cursor.fetchmany(batch):
            yield [row for row in rows if row[1] is not None or not generation.is_partial]
