"""Keeps conversations on the machine: each change is one transaction, and each reader has only their own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from newsqa.characters import one_line, without_controls
from newsqa.errors import KeptError, NotKeptError
from newsqa.kept.file import KeptFile, owe
from newsqa.kept.matching import snippet, words_of
from newsqa.kept.pins import PinChange, Pins
from newsqa.kept.types import ConversationEntry, KeptConversation, KeptTurn, Pin
from newsqa.types import Plain

MAX_TITLE_CHARS = 200
MAX_TURNS = 500
MAX_CONVERSATIONS = 5000  # of one reader
MAX_TURN_BYTES = 2_000_000
UNTITLED = "Untitled"
_KEEPER = b""

_ENTRY = (
    "SELECT c.id, c.title, c.started_at, c.changed_at, "
    "(SELECT count(*) FROM turns t WHERE t.conversation = c.id), "
    "(SELECT count(*) FROM pins p WHERE p.conversation = c.id) FROM conversations c WHERE (?1 IS NULL OR c.reader = ?1)"
)
_NEWEST_FIRST = "ORDER BY c.changed_at DESC, c.rowid DESC LIMIT"
_HELD = (
    "AND (holds(c.title, {0}) OR EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.id AND holds(t.words, {0})) "
    "OR EXISTS (SELECT 1 FROM pins p WHERE p.conversation = c.id AND holds(p.words, {0})))"
)
_WRITE_TURN = "INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)"
_Held = TypeVar("_Held", bound=Plain)


class Kept:
    """The conversations that are kept beside an index, in a file of their own; safe from many threads and processes.

    ``reader`` is a secret that the reader's browser has: what is kept under another one cannot be reached with it, and
    the file holds only its sha256. With None everything is reached: that is for whoever keeps the archive.
    """

    def __init__(self, file: KeptFile) -> None:
        """Use :meth:`open`."""
        self._file = file

    @classmethod
    def open(cls, folder: Path) -> Kept:
        """Open what is kept in an index folder; the file is made when something is first kept.

        Raises:
            KeptError: the file there is another one, damaged, or of a later format.
        """
        file = KeptFile(folder)
        file.scrub()
        return cls(file)

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def start(self, reader: str | None, title: str, first: KeptTurn | None = None) -> str:
        """Begin a conversation, with its first turn where that is known, and return its id.

        A title that is too long is shortened.

        Raises:
            KeptError: the reader has as many as can be kept, or the file cannot be written; so for all that follows.
        """
        key, id_, now = _key(reader), secrets.token_hex(8), _now()
        with self._file.writing() as connection:
            held = connection.execute("SELECT count(*) FROM conversations WHERE reader = ?", (key or _KEEPER,))
            if held.fetchone()[0] >= MAX_CONVERSATIONS:
                raise KeptError(f"{MAX_CONVERSATIONS:,} conversations are kept, which is the most; delete some first")
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", (id_, key or _KEEPER, _shortened(title), now, now)
            )
            if first is not None:
                connection.execute(_WRITE_TURN, (id_, *_row(first)))
        return id_

    def keep(self, reader: str | None, id: str, turn: KeptTurn) -> None:
        """Keep a turn, in the place of the one that stood there.

        Traces of that one may stand in the file until something is deleted, or it is opened again.

        Raises:
            NotKeptError: the reader has no such conversation; so for all that follows.
        """
        place, text, words = _row(turn)
        with self._file.writing(may_wait=True) as connection:
            self._touch(connection, reader, id)
            at = (id, place)
            found = connection.execute("SELECT turn FROM turns WHERE conversation = ? AND place = ?", at).fetchone()
            if found is None:
                held = connection.execute("SELECT count(*) FROM turns WHERE conversation = ?", (id,)).fetchone()[0]
                if held >= MAX_TURNS:
                    raise KeptError(f"conversation {id}: has {MAX_TURNS} turns, which is the most; begin another one")
            elif found[0] != text:
                owe(connection)
            connection.execute(_WRITE_TURN, (*at, text, words))

    def list(self, reader: str | None, *, limit: int | None = 50, offset: int = 0) -> tuple[ConversationEntry, ...]:
        """Return the conversations, the one that changed last first; all of them with a ``limit`` of None."""
        with self._file.reading() as connection:
            if connection is None:
                return ()
            found = connection.execute(f"{_ENTRY} {_NEWEST_FIRST} ?2 OFFSET ?3", (_key(reader), _most(limit), offset))
            return tuple(map(_entry, found.fetchall()))

    def search(self, reader: str | None, text: str, *, limit: int | None = 50) -> tuple[ConversationEntry, ...]:
        """Return the conversations that hold every word, whatever its case and accents, or as a part of another.

        Titles, questions, quotations and notes are looked through; what a text without words finds is all.
        """
        words = words_of(without_controls(text))
        if not words:
            return self.list(reader, limit=limit)
        held = " ".join(_HELD.format(f"?{number}") for number, _ in enumerate(words, start=2))
        with self._file.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{_ENTRY} {held} {_NEWEST_FIRST} {_most(limit)}", (_key(reader), *words)
            ).fetchall()
            return tuple(
                dataclasses.replace(_entry(row), found=snippet(_texts(connection, row[0], row[1]), words))
                for row in rows
            )

    def load(self, reader: str | None, id: str) -> KeptConversation:
        """Return a conversation."""
        with self._file.reading() as connection:
            if connection is None:
                raise _not_kept(id)
            row = connection.execute(f"{_ENTRY} AND c.id = ?2", (_key(reader), id)).fetchone()
            if row is None:
                raise _not_kept(id)
            turns = connection.execute("SELECT turn FROM turns WHERE conversation = ? ORDER BY place", (id,)).fetchall()
            pins = connection.execute("SELECT pin FROM pins WHERE conversation = ? ORDER BY place", (id,)).fetchall()
        entry = _entry(row)
        return KeptConversation(
            id=entry.id, title=entry.title, started_at=entry.started_at, changed_at=entry.changed_at,
            turns=tuple(self._read(KeptTurn, text) for (text,) in turns),
            pins=tuple(self._read(Pin, text) for (text,) in pins),
        )  # fmt: skip

    def rename(self, reader: str | None, id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            KeptError: the title is blank or too long.
        """
        title = one_line(title)
        if not title:
            raise KeptError("the title is blank; give one with words")
        if len(title) > MAX_TITLE_CHARS:
            raise KeptError(f"the title has {len(title):,} characters; {MAX_TITLE_CHARS} are the most")
        with self._file.writing() as connection:
            self._touch(connection, reader, id)
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, id))
            owe(connection)

    def delete(self, reader: str | None, id: str) -> None:
        """Delete a conversation for good, with its turns and pins."""
        with self._file.writing() as connection:
            self._touch(connection, reader, id)
            _delete(connection, [id])

    def delete_all(self, reader: str | None) -> int:
        """Delete every conversation of the reader, with None everybody's, for good; return how many."""
        with self._file.reading() as connection:
            if connection is None:
                return 0
        key = _key(reader)
        with self._file.writing() as connection:
            ids = connection.execute("SELECT id FROM conversations WHERE ?1 IS NULL OR reader = ?1", (key,)).fetchall()
            _delete(connection, [id_ for (id_,) in ids])
        return len(ids)

    def change_pins(self, reader: str | None, id: str, change: PinChange) -> Pins:
        """Make of the pins that are kept what ``change`` makes of them, and return those; what it raises changes none.

        A pin that is no longer there is deleted for good. Traces of a note that was replaced may stand as in
        :meth:`keep`.
        """
        with self._file.writing(may_wait=True) as connection:
            self._touch(connection, reader, id)
            rows = connection.execute("SELECT pin, place FROM pins WHERE conversation = ? ORDER BY place", (id,))
            held = {pin.id: (pin, place) for pin, place in ((self._read(Pin, row[0]), row[1]) for row in rows)}
            pins = change(tuple(pin for pin, _ in held.values()))
            gone = held.keys() - {pin.id for pin in pins}
            connection.executemany(
                "DELETE FROM pins WHERE conversation = ? AND id = ?", [(id, pin_id) for pin_id in gone]
            )
            connection.executemany(
                "INSERT OR REPLACE INTO pins VALUES (?, ?, ?, ?, ?)",
                [
                    (id, pin.id, place, _json(pin), _pin_words(pin))
                    for place, pin in enumerate(pins, start=1) if held.get(pin.id) != (pin, place)
                ],
            )  # fmt: skip
            if gone or any(pin.id in held and held[pin.id][0].note not in ("", pin.note) for pin in pins):
                owe(connection)
        if gone:
            with self._file.writing():
                pass  # its end is what scrubs
        return pins

    def sources(self) -> Iterator[tuple[str, str]]:
        """Yield the id of each conversation with that of every article that it holds text of."""
        with self._file.reading() as connection:
            if connection is None:
                return
            for id_, text in connection.execute("SELECT conversation, turn FROM turns"):
                answer = self._read(KeptTurn, text).answer
                if answer is not None:
                    yield from ((id_, cited.article_id) for cited in answer.citations)
                    yield from ((id_, hit.article.id) for hit in answer.hits)
            for id_, text in connection.execute("SELECT conversation, pin FROM pins"):
                yield id_, self._read(Pin, text).citation.article_id

    def _touch(self, connection: sqlite3.Connection, reader: str | None, id_: str) -> None:
        """Write down that a conversation changes, which has to be the reader's."""
        done = connection.execute(
            "UPDATE conversations SET changed_at = ?1 WHERE id = ?2 AND (?3 IS NULL OR reader = ?3)",
            (_now(), id_, _key(reader)),
        )
        if not done.rowcount:
            raise _not_kept(id_)

    def _read(self, kind: type[_Held], text: str) -> _Held:
        try:
            return kind.from_dict(json.loads(text))
        except (ValueError, TypeError) as error:
            raise self._file.damaged(f"a {kind.__name__} cannot be read") from error


def _key(reader: str | None) -> bytes | None:
    if reader is None:
        return None
    if not reader.strip():
        raise KeptError("a reader's secret is blank, so that nobody would be apart; reload the page")
    return hashlib.sha256(reader.encode("utf-8", "surrogatepass")).digest()


def _most(limit: int | None) -> int:
    return -1 if limit is None else limit  # as SQLite says that there is none


def _delete(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    for table, column in (("turns", "conversation"), ("pins", "conversation"), ("conversations", "id")):
        connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(id_,) for id_ in ids])
    if ids:
        owe(connection)


def _entry(row: Sequence[str | int]) -> ConversationEntry:
    id_, title, started, changed, turns, pins = row
    return ConversationEntry(
        id=str(id_), title=str(title), started_at=dt.datetime.fromisoformat(str(started)),
        changed_at=dt.datetime.fromisoformat(str(changed)), turns=int(turns), pins=int(pins),
    )  # fmt: skip


def _texts(connection: sqlite3.Connection, id_: str, title: str) -> Iterator[str]:
    """Yield every text of a conversation that a search looks through, that of turns first, the title last."""
    for table, place in (("turns", "place"), ("pins", "place")):
        found = connection.execute(f"SELECT words FROM {table} WHERE conversation = ? ORDER BY {place}", (id_,))
        for (words,) in found:
            yield from words.split("\n")
    yield title


def _row(turn: KeptTurn) -> tuple[int, str, str]:
    """Return the place of a turn, the turn as JSON, and what a search looks through."""
    turn = dataclasses.replace(turn, asked_at=_utc(turn.asked_at))
    text = _json(turn)
    if len(text.encode()) > MAX_TURN_BYTES:
        raise KeptError(f"the turn takes over {MAX_TURN_BYTES / 1e6:.0f} MB, more than can be kept")
    return turn.place, text, _words(turn)


def _words(turn: KeptTurn) -> str:
    quotes = (citation.quote for citation in (turn.answer.citations if turn.answer else ()))
    return "\n".join(map(one_line, (turn.question, *quotes)))


def _pin_words(pin: Pin) -> str:
    return "\n".join(map(one_line, (pin.citation.quote, pin.question, pin.note)))


def _json(value: Plain) -> str:
    # A question may hold lone surrogates, which no file can.
    text = json.dumps(value.to_dict(), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def _shortened(title: str) -> str:
    title = one_line(title) or UNTITLED
    if len(title) <= MAX_TITLE_CHARS:
        return title
    return f"{title[: MAX_TITLE_CHARS - 1].rstrip()}…"


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def _utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise KeptError(f"{moment}: has no time zone; keep a turn with the moment in UTC")
    return moment.astimezone(dt.UTC)


def _not_kept(id_: str) -> NotKeptError:
    return NotKeptError(f"{one_line(id_)[:40]}: no such conversation is kept; `newsqa conversations list` names them")
