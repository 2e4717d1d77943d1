"""The file of kept conversations: opened for one transaction at a time, and never with a trace of what was deleted."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from newsqa.disk import sync
from newsqa.errors import KeptError
from newsqa.kept.matching import fold

KEPT_FILE = "conversations.sqlite"
FORMAT = 1
APPLICATION_ID = 0x6E65776B  # "newk"
BUSY_S = 10.0
# All conversations together, so that no reader can fill the disk.
MOST_BYTES = 512_000_000
_PAGE_BYTES = 4096
_LEAST_BYTES = 512

# ``words`` is what a search looks through. A row in ``owed`` says that pages may still hold deleted text.
_SCHEMA = f"""
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, reader BLOB NOT NULL, title TEXT NOT NULL, started_at TEXT NOT NULL,
    changed_at TEXT NOT NULL);
CREATE INDEX conversations_by_reader ON conversations (reader, changed_at);
CREATE TABLE turns (
    conversation TEXT NOT NULL, place INTEGER NOT NULL, turn TEXT NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (conversation, place));
CREATE TABLE pins (
    conversation TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, pin TEXT NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (conversation, id));
CREATE TABLE owed (scrub INTEGER PRIMARY KEY AUTOINCREMENT);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT};
"""


class KeptFile:
    """The file in one index folder; safe from many threads and processes, each call opens it anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / KEPT_FILE

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection in a transaction, or None where nothing was ever kept."""
        with self._translated():
            if not self.path.exists():
                yield None
                return
            with closing(self._connect()) as connection:
                connection.execute("BEGIN")
                if not self._is_blank(connection):
                    yield connection
                    return
            yield None

    @contextmanager
    def writing(self, *, may_wait: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction, which is on the disk when this ends; an error leaves all as it was.

        Where the transaction owes a scrub (:func:`owe`), that is done before this ends; with ``may_wait`` it is left to
        the next one without, or to whoever opens the file next.
        """
        with self._translated():
            self._make()
            with closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                if self._is_blank(connection):
                    for statement in _SCHEMA.strip().split(";\n"):
                        connection.execute(statement)
                yield connection
                owed = connection.execute("SELECT max(scrub) FROM owed").fetchone()[0]
                connection.execute("COMMIT")
                if owed is not None and not may_wait:
                    self._scrub(connection, owed)

    def scrub(self) -> None:
        """Do the scrub that a process owed when it was killed; where that cannot be, what is kept can be read still.

        Raises:
            KeptError: the file cannot be read.
        """
        with self.reading() as connection:
            is_owed = connection is not None and connection.execute("SELECT 1 FROM owed").fetchone() is not None
        if is_owed:
            with suppress(KeptError), self.writing():
                pass

    def _scrub(self, connection: sqlite3.Connection, owed: int) -> None:
        """Write the file anew: pages that were split keep copies of rows, which ``secure_delete`` does not reach."""
        try:
            connection.execute("VACUUM")
            # What another process came to owe since is its own to do.
            connection.execute("DELETE FROM owed WHERE scrub <= ?", (owed,))
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "") not in ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR_WRITE"):
                raise
            raise KeptError(
                f"{self.path}: what you asked for is done, but traces of deleted text may stand in the file until the "
                f"next change ({error}); free some room, or close what else has it open, and change something again"
            ) from error

    def _make(self) -> None:
        if self.path.exists():
            return
        if not self.folder.is_dir():
            raise KeptError(f"{self.folder}: there is no such folder; build an index there first")
        try:
            # Made without being opened: to close a file lets go of the locks that this process has on it.
            os.mknod(self.path, stat.S_IFREG | 0o600)
        except FileExistsError:
            return
        sync(self.folder)

    def _connect(self) -> sqlite3.Connection:
        # SQLite takes a file of less than its smallest page for a blank one, and would write over it. A journal says
        # that one of its own was being begun.
        if 0 < self.path.stat().st_size < _LEAST_BYTES and not self.path.with_name(f"{KEPT_FILE}-journal").exists():
            raise self._foreign()
        mode = "rw" if os.access(self.path, os.W_OK) and os.access(self.folder, os.W_OK) else "ro"
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_S, isolation_level=None
        )
        try:
            # A log would hold on to deleted text; the journal is emptied with each transaction. Nothing goes into
            # temporary files elsewhere.
            for pragma in (
                "temp_store = MEMORY", "secure_delete = ON", "synchronous = FULL",
                f"max_page_count = {MOST_BYTES // _PAGE_BYTES}",
            ):  # fmt: skip
                connection.execute(f"PRAGMA {pragma}")
            self._check_format(connection)
            if mode == "rw":
                connection.execute("PRAGMA journal_mode = TRUNCATE")
            connection.create_function("holds", 2, _holds, deterministic=True)
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_blank(self, connection: sqlite3.Connection) -> bool:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None

    def _check_format(self, connection: sqlite3.Connection) -> None:
        # In one transaction, so that what another process makes meanwhile is seen whole or not at all.
        connection.execute("BEGIN")
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        is_blank = self._is_blank(connection)
        connection.execute("COMMIT")
        if is_blank and application == 0:
            return
        if application != APPLICATION_ID:
            raise self._foreign()
        if version != FORMAT:
            raise KeptError(
                f"{self.path}: has format {version}, this newsqa knows {FORMAT}; use the newsqa that wrote it, or move "
                "it away, and a new one is begun"
            )

    def _foreign(self) -> KeptError:
        return KeptError(f"{self.path}: is no file of kept conversations; move it away, and a new one is begun")

    def damaged(self, reason: object) -> KeptError:
        """Return the error for a file that does not hold what was written to it."""
        return KeptError(
            f"{self.path}: is damaged ({' '.join(str(reason).split())}); restore it from a copy, or move it away, and "
            "a new one is begun"
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite and the system raise into errors that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._error(error) from error
        except OSError as error:
            raise KeptError(
                f"{error.filename or self.path}: {error.strerror or error}; nothing was changed. Check the folder's "
                "permissions and disk"
            ) from error

    def _error(self, error: sqlite3.Error) -> Exception:
        code = getattr(error, "sqlite_errorname", "") or ""
        if any(word in code for word in ("CORRUPT", "NOTADB")) or "no such" in str(error):
            return self.damaged(error)
        if not code:  # not SQLite's word, but a mistake of ours
            return error
        if "BUSY" in code:
            return KeptError(
                f"{self.path}: another program has held it for over {BUSY_S:.0f} s; nothing was changed. Try again"
            )
        if "FULL" in code:
            return KeptError(
                f"{self.path}: the disk is full, or the file would grow over {MOST_BYTES // 1_000_000} MB; nothing was "
                "changed. Free some room, or delete conversations (`newsqa conversations delete`)"
            )
        if "READONLY" in code:
            return KeptError(f"{self.path}: may not be written; nothing was changed. Check the folder's permissions")
        return KeptError(f"{self.path}: {error}; nothing was changed. Check the folder's permissions and disk")


def owe(connection: sqlite3.Connection) -> None:
    """Write down, in the transaction at hand, that text was deleted: the file has to be written anew."""
    connection.execute("INSERT INTO owed DEFAULT VALUES")


def _holds(text: str, word: str) -> bool:
    return word in fold(text)
