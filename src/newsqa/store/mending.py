"""The few rows that a doctor may write: what can be derived from the rest of the record, and marks on what cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from newsqa.encoder import Encoded
from newsqa.store import ledgers
from newsqa.store.draft import StoredPassage, packed_passage, packed_vectors
from newsqa.store.rows import distrusted_key, plain_hash, text_hash
from newsqa.stories import Stories


class Mending:
    """What is mended in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection inside a transaction that writes."""
        self._connection = connection

    def rehash(self, article: int, text: str) -> None:
        """Write the hashes of an article's text anew."""
        self._connection.execute(
            "UPDATE articles SET text_hash = ?, plain_hash = ? WHERE row = ?",
            (text_hash(text), plain_hash(text), article),
        )

    def retell(self, number: int, stories: Stories) -> None:
        """Make the stories of a generation these."""
        one, many = self._connection.execute, self._connection.executemany
        one("UPDATE members SET story = NULL, superseded_by = NULL WHERE generation = ?", (number,))
        for column, rows in (("story", stories.story), ("superseded_by", stories.superseded_by)):
            many(
                f"UPDATE members SET {column} = ? WHERE generation = ? AND article = ?",
                [(other, number, row) for row, other in rows.items()],
            )
        one("DELETE FROM reprints WHERE generation = ?", (number,))
        many("INSERT INTO reprints VALUES (?, ?, ?)", [(number, *pair) for pair in stories.reprints])

    def drop_kept(self, sketches: Iterable[bytes], likenesses: Iterable[tuple[bytes, bytes]]) -> None:
        """Delete what is kept of texts, and of pairs of them."""
        self._connection.executemany("DELETE FROM sketches WHERE text = ?", [(text,) for text in sketches])
        self._connection.executemany("DELETE FROM likenesses WHERE first = ? AND second = ?", likenesses)

    def distrust(self, article: int) -> bool:
        """Let no build take a damaged article for the one that it was; tell whether one would have.

        It gets a key that no article has, and no file is known by it.
        """
        key = distrusted_key(article)
        changed = self._connection.execute(
            "UPDATE articles SET key = ? WHERE row = ? AND key <> ?", (key, article, key)
        ).rowcount
        changed += self._connection.execute("DELETE FROM files WHERE article = ?", (article,)).rowcount
        return changed > 0

    def recut(self, article: int, passages: Sequence[StoredPassage]) -> list[int]:
        """Make the passages of an article these, in the rows of those that it had as far as they go; return the rows.

        A row that is as it should be is not written.
        """
        one = self._connection.execute
        names = "id, start, stop, heading, sentences, input"
        held = one(f"SELECT row, {names} FROM passages WHERE article = ? ORDER BY row", (article,)).fetchall()
        wanted = [packed_passage(passage) for passage in passages]
        # One that is whole keeps its row, wherever that stands among the others.
        rows = {row[1:]: row[0] for row in reversed(held)}
        kept = {values: rows[values] for values in wanted if values in rows}
        free = [row[0] for row in held if row[0] not in kept.values()]
        # What is left goes by its name, then by its place.
        named = {row[1]: row[0] for row in held if row[0] in free}
        for values in wanted:
            if values not in kept and named.get(values[0]) in free:
                kept[values] = named[values[0]]
                free.remove(kept[values])
        for values in wanted:
            if values not in kept and free:
                kept[values] = free.pop(0)
        for values in wanted:
            if values not in kept:
                kept[values] = one(
                    f"INSERT INTO passages (article, {names}) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING row",
                    (article, *values),
                ).fetchone()[0]
            elif rows.get(values) is None:
                one(
                    "UPDATE passages SET id = ?, start = ?, stop = ?, heading = ?, sentences = ?, input = ? "
                    "WHERE row = ?",
                    (*values, kept[values]),
                )
        self._connection.executemany("DELETE FROM passages WHERE row = ?", [(row,) for row in free])
        return [kept[values] for values in wanted]

    def put_vectors(self, encoder: str, batch: Iterable[tuple[bytes, Encoded]]) -> None:
        """Write the vectors of inputs, over what stands there, in the same row."""
        self._connection.executemany(
            "INSERT INTO vectors VALUES (?, ?, ?, ?, ?) ON CONFLICT (input, encoder) DO UPDATE "
            "SET vector = excluded.vector, sentences = excluded.sentences, checksum = excluded.checksum",
            packed_vectors(encoder, batch),
        )

    def drop_vectors(self, rows: Iterable[int]) -> None:
        """Delete vectors by row."""
        self._connection.executemany("DELETE FROM vectors WHERE rowid = ?", [(row,) for row in rows])

    def drop_stray_passages(self) -> None:
        """Delete the passages of articles that are not there, before another article gets the row."""
        self._connection.execute("DELETE FROM passages WHERE article NOT IN (SELECT row FROM articles)")

    def drop_ledgers(self, numbers: Iterable[int]) -> None:
        """Delete the ledgers of builds."""
        ledgers.drop(self._connection, numbers)

    def recount(self, number: int, articles: int, passages: int, vectors: int) -> None:
        """Write what a generation holds into its manifest."""
        self._connection.execute(
            "UPDATE generations SET articles = ?, passages = ?, vectors = ? WHERE number = ?",
            (articles, passages, vectors, number),
        )
