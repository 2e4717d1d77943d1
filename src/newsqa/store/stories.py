"""What the record keeps of texts so that stories are told fast: sketches, likenesses, and what came of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from newsqa.characters import plain
from newsqa.store.rows import EARLIEST, date_of, details_of
from newsqa.stories import METHOD, Likeness, Sketch, Stories, Teller

# An article of a draft.
_SETTLED = "settled s JOIN articles a ON a.row = s.article"
TELLER = "a.row, a.id, a.plain_hash, a.date, a.modified, a.source, a.url, a.details"
Pair = tuple[int, int]


class StoryShelf:
    """The sketches and likenesses of a draft's texts; for whoever holds the draft."""

    def __init__(self, connection: sqlite3.Connection, begin: Callable[[], None], commit: Callable[[], None]) -> None:
        """Wrap a draft's connection; ``begin`` and ``commit`` are the draft's."""
        self._connection = connection
        self._begin = begin
        self._commit = commit

    def unsketched(self, count: int) -> Iterator[list[tuple[bytes, str]]]:
        """Yield the texts that have no sketch, plain, with the hash of each, so many at a time."""
        last = -1
        while rows := self._connection.execute(
            f"SELECT a.plain_hash, a.text, a.row FROM {_SETTLED} WHERE s.copy_of IS NULL AND s.article > ? "
            "AND NOT EXISTS (SELECT 1 FROM sketches k WHERE k.text = a.plain_hash AND k.method = ?) "
            "ORDER BY s.article LIMIT ?",
            (last, METHOD, count),
        ).fetchall():
            last = rows[-1][2]
            yield [(row[0], plain(row[1])) for row in rows]

    def add_sketches(self, sketches: Iterable[tuple[bytes, Sketch]]) -> None:
        """Commit sketches, each with the hash of its text."""
        self._begin()
        self._connection.executemany(
            "INSERT OR REPLACE INTO sketches VALUES (?, ?, ?)",
            [(text, METHOD, shingles.astype("<u4").tobytes()) for text, shingles in sketches],
        )
        self._commit()

    def tellers(self) -> tuple[list[Teller], list[bytes]]:
        """Return the draft's articles, the earliest first, and the hashes of their texts by number."""
        return tellers_of(self._connection.execute(f"SELECT {TELLER} FROM {_SETTLED} ORDER BY {EARLIEST}"))

    def sketches(self, texts: Sequence[bytes]) -> list[Sketch]:
        """Return the sketches of these texts."""
        found = dict(
            self._connection.execute(
                f"SELECT k.text, k.shingles FROM {_SETTLED} JOIN sketches k ON k.text = a.plain_hash "
                "WHERE s.copy_of IS NULL"
            )
        )
        return [np.frombuffer(found[text], dtype="<u4") for text in texts]

    def likenesses(self, pairs: Sequence[Pair], texts: Sequence[bytes]) -> dict[Pair, Likeness]:
        """Return what is kept of these pairs of texts by number."""
        numbers = {text: number for number, text in enumerate(texts)}
        wanted = set(pairs)
        found = {}
        for first, second, *fields in self._connection.execute(
            "SELECT first, second, of_first, of_second, run, words FROM likenesses WHERE method = ?", (METHOD,)
        ):
            one, other = numbers.get(first, -1), numbers.get(second, -1)
            if (one, other) in wanted:
                found[one, other] = Likeness(*fields)
            elif (other, one) in wanted:
                found[other, one] = Likeness(*fields).turned()
        return found

    def text(self, text: bytes) -> str:
        """Return a text by its hash, in plain typography."""
        return text_of(self._connection, text)

    def add_likenesses(self, likenesses: Mapping[Pair, Likeness], texts: Sequence[bytes]) -> None:
        """Commit likenesses of pairs of texts by number."""
        self._begin()
        self._connection.executemany(
            "INSERT OR REPLACE INTO likenesses VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (texts[one], texts[other], METHOD, each.of_first, each.of_second, each.run, each.words)
                for (one, other), each in likenesses.items()
            ],
        )
        self._commit()

    def tell(self, stories: Stories) -> None:
        """Write what came of it into the draft."""
        self._begin()
        self._connection.executemany(
            "UPDATE settled SET story = ? WHERE article = ?", [(story, row) for row, story in stories.story.items()]
        )
        self._connection.executemany(
            "UPDATE settled SET superseded_by = ? WHERE article = ?",
            [(later, row) for row, later in stories.superseded_by.items()],
        )
        self._connection.executemany("INSERT INTO reprinted VALUES (?, ?)", stories.reprints)
        self._commit()


def text_of(connection: sqlite3.Connection, text: bytes) -> str:
    """Return a text by the hash of its plain typography, in that."""
    found = connection.execute("SELECT text FROM articles WHERE plain_hash = ? LIMIT 1", (text,)).fetchone()
    return plain(str(found[0]))


def tellers_of(rows: Iterable[Sequence[Any]]) -> tuple[list[Teller], list[bytes]]:
    """Return the articles in rows of ``TELLER``, the earliest first, and the hashes of their texts by number."""
    numbers: dict[bytes, int] = {}
    tellers = []
    for row, article, text, date, modified, source, url, held in rows:
        details = details_of(held)
        tellers.append(
            Teller(
                row=row, id=article, text=numbers.setdefault(text, len(numbers)), date=date_of(date),
                modified=date_of(modified), source=source, url=url,
                published_at=details.get("published_at"), modified_at=details.get("modified_at"),
                corrections=len(details.get("corrections", ())),
            )
        )  # fmt: skip
    return tellers, list(numbers)
