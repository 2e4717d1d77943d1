"""What the record knows of the files that articles came from, so that what did not change is not read again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# So many parts of a file are taken out of the record at once.
_AT_ONCE = 1000
_IS_HELD = "(f.reason IS NOT NULL OR EXISTS (SELECT 1 FROM articles a WHERE a.row = f.article))"


@dataclass(frozen=True, slots=True)
class Part:
    """What an earlier build made of a file or a part of it: an article's row, or the reason that it was rejected."""

    place: int
    name: str
    article: int | None
    warnings: tuple[str, ...]
    reason: str | None


class ReadFiles:
    """The files of one build, each with its parts in their order; what is written is committed by the draft."""

    def __init__(self, connection: sqlite3.Connection, cut: str) -> None:
        self._connection = connection
        self._cut = cut
        self._file = ""
        self._parts = 0
        self._first = 0
        connection.execute("CREATE TEMP TABLE met (name TEXT PRIMARY KEY)")

    def write(
        self,
        name: str,
        file: str,
        content: bytes | None,
        article: int | None,
        warnings: Sequence[str] = (),
        reason: str | None = None,
    ) -> None:
        """Write down a part of a file; without a hash of its own it is known with its file only."""
        self._count(file)
        self._connection.execute(
            "INSERT OR REPLACE INTO files (name, file, content, article, warnings, reason) VALUES (?, ?, ?, ?, ?, ?)",
            (name, file, self._salted(content), article, json.dumps(list(warnings)), reason),
        )

    def skip(self, file: str) -> None:
        """Count a part that is not written down: its file will not be known whole."""
        self._count(file)

    def _count(self, file: str) -> None:
        if self._file != file:
            self._file, self._parts = file, 0
            self._first = self._connection.execute("SELECT coalesce(max(place), 0) + 1 FROM files").fetchone()[0]
            self._connection.execute("DELETE FROM read_files WHERE name = ?", (file,))
            self._connection.execute("INSERT OR IGNORE INTO met VALUES (?)", (file,))
        self._parts += 1

    def finish(self, file: str, content: bytes) -> None:
        """Write down that a file was read to its end; what it held before and does no longer is forgotten."""
        if self._file != file:
            return
        one = self._connection.execute
        one("DELETE FROM files WHERE file = ? AND place < ?", (file, self._first))
        held = one(f"SELECT count(*) FROM files f WHERE f.file = ? AND {_IS_HELD}", (file,)).fetchone()[0]
        if held == self._parts:
            one("INSERT OR REPLACE INTO read_files VALUES (?, ?, ?)", (file, self._salted(content), held))
        self._file = ""

    def recall(self, name: str, content: bytes) -> Iterator[Part] | None:
        """Return the parts of a file, or a part of the file at hand, when it is known as it is."""
        salted = self._salted(content)
        whole = self._connection.execute(
            f"SELECT r.parts = (SELECT count(*) FROM files f WHERE f.file = r.name AND {_IS_HELD}) "
            "FROM read_files r WHERE r.name = ? AND r.content = ?",
            (name, salted),
        ).fetchone()
        if whole is not None and whole[0]:
            self._connection.execute("INSERT OR IGNORE INTO met VALUES (?)", (name,))
            return self._parts_of(name)
        row = self._connection.execute(
            f"SELECT place, name, article, warnings, reason, file FROM files f WHERE name = ? AND content = ? "
            f"AND file <> name AND {_IS_HELD}",
            (name, salted),
        ).fetchone()
        if row is None:
            return None
        self._count(row[5])
        self._connection.execute(
            "UPDATE files SET place = (SELECT max(place) + 1 FROM files) WHERE place = ?", (row[0],)
        )
        return iter([_part(row)])

    def _parts_of(self, file: str) -> Iterator[Part]:
        last = 0
        while rows := self._connection.execute(
            "SELECT place, name, article, warnings, reason FROM files WHERE file = ? AND place > ? "
            "ORDER BY place LIMIT ?",
            (file, last, _AT_ONCE),
        ).fetchall():
            last = rows[-1][0]
            yield from map(_part, rows)

    def forget_others(self) -> None:
        """Forget files that this build did not meet."""
        self._connection.execute("DELETE FROM files WHERE file NOT IN (SELECT name FROM met)")
        self._connection.execute("DELETE FROM read_files WHERE name NOT IN (SELECT name FROM met)")

    def _salted(self, content: bytes | None) -> bytes:
        return b"" if content is None else hashlib.sha256(self._cut.encode() + content).digest()


def _part(row: Sequence[object]) -> Part:
    place, name, article, warnings, reason = row[:5]
    assert isinstance(place, int)  # noqa: S101  # the table's columns
    return Part(
        place, str(name), article if isinstance(article, int) else None, tuple(json.loads(str(warnings))),
        None if reason is None else str(reason),
    )  # fmt: skip
