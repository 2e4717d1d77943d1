"""The record: articles, passages, vectors and manifest, in one SQLite file."""

from __future__ import annotations

import os
import queue
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsqa.errors import IndexDamagedError, IndexFormatError, IndexNotFoundError, StoreError
from newsqa.ledger import Ledger
from newsqa.store import ledgers
from newsqa.store.draft import Draft, Recalled, StoredPassage, Tally, Unread, now
from newsqa.store.inspection import HeldArticle, HeldPassage, HeldVectors, Inspection
from newsqa.store.mending import Mending
from newsqa.store.restoration import Restoration
from newsqa.store.rows import article_key, checksum, distrusted_key, input_key, plain_hash, text_hash
from newsqa.store.schema import APPLICATION_ID, BACKUP_ID, FORMAT, migrate
from newsqa.store.schema import create as create_tables
from newsqa.store.snapshot import FoundPassage, Generation, Read, Snapshot

__all__ = [
    "RECORD_FILE", "Draft", "FoundPassage", "Generation", "HeldArticle", "HeldPassage", "HeldVectors", "Inspection",
    "Mending", "Read", "Recalled", "Restoration", "Snapshot", "Store", "StoredPassage", "Tally", "Unread",
    "article_key", "checksum", "disk_full", "disk_short", "distrusted_key", "input_key", "plain_hash", "text_hash",
]  # fmt: skip

RECORD_FILE = "newsqa.db"
_BUSY_S = 30.0
# What SQLite needs at least beside the file, for what processes share.
_SHARED_BYTES = 65_536
_WRITABLE = "mode=rw"
# In this order; each looks into an index of SQLite's instead of gathering what stays.
_ORPHANS = (
    "DELETE FROM members WHERE generation NOT IN (SELECT number FROM generations)",
    "DELETE FROM articles WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.article = articles.row)",
    "DELETE FROM files WHERE article IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.row = files.article)",
    "DELETE FROM passages WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.row = passages.article)",
    "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.input = vectors.input)",
    "DELETE FROM reprints WHERE generation NOT IN (SELECT number FROM generations)",
    "DELETE FROM sketches WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.plain_hash = sketches.text)",
    "DELETE FROM likenesses WHERE NOT EXISTS (SELECT 1 FROM sketches s WHERE s.text = likenesses.first) "
    "OR NOT EXISTS (SELECT 1 FROM sketches s WHERE s.text = likenesses.second)",
)


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
            connection = self._connect("mode=rwc" if create else self._mode())
            try:
                self._check_format(connection, create=create)
            finally:
                connection.close()
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
    def snapshot(self, number: int | None = None) -> Iterator[Snapshot]:
        """Give a snapshot of the newest generation, or of the one of this number; others may build meanwhile."""
        with self._translated(), self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(connection, number)
            finally:
                connection.rollback()

    @contextmanager
    def draft(self, cut: str, encoder: str, *, is_rehearsal: bool = False) -> Iterator[Draft]:
        """Give what a build writes before it publishes; see :class:`Draft`."""
        with self._translated():
            connection = self._connect(_WRITABLE)
            try:
                yield Draft(connection, cut, encoder, is_rehearsal=is_rehearsal)
            finally:
                connection.close()

    @contextmanager
    def restoration(self, backup: Path, cut: str, encoder: str) -> Iterator[Restoration]:
        """Give what a restore writes before it publishes, out of a backup that was checked."""
        with self._translated():
            connection = self._connect(_WRITABLE)
            try:
                yield Restoration(connection, cut, encoder, backup)
            finally:
                connection.close()

    def uri(self) -> str:
        """Return how SQLite opens the record, so that a backup can read it beside the file that it writes."""
        return f"{self.path.resolve().as_uri()}?{self._mode()}"

    def check(self) -> None:
        """Read every page of the record.

        Raises:
            IndexDamagedError: some are not what SQLite wrote.
        """
        with self._translated(), self._connection() as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise self._damaged(str(found))

    @contextmanager
    def inspecting(self) -> Iterator[Inspection]:
        """Give the record as it stands, in one transaction, sound or not; others may build meanwhile."""
        with self._translated():
            connection = self._connect(self._mode())
            try:
                connection.execute("BEGIN")
                yield Inspection(connection)
            finally:
                connection.close()

    @contextmanager
    def mending(self) -> Iterator[Mending]:
        """Give the few writes of a doctor, inside a transaction: all of them, or none."""
        with self._writing() as connection:
            yield Mending(connection)

    def release(self, number: int) -> None:
        """Publish a candidate."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE generations SET is_published = 1, published_at = ? WHERE number = ?", (now(), number)
            )

    @contextmanager
    def publishing_again(self, number: int) -> Iterator[tuple[Snapshot, Snapshot]]:
        """Give an earlier generation, and the new one that is like it inside the transaction that publishes that.

        Raises:
            StoreError: the record holds no such generation.
        """
        with self._writing() as connection:
            earlier = Snapshot(connection, number)
            if earlier.generation is None or not earlier.generation.is_published:
                held = ", ".join(str(each.number) for each in earlier.generations())
                raise StoreError(f"{self.folder}: holds no generation {number}; there are {held or 'none'}")
            found = connection.execute(
                "INSERT INTO generations (published_at, model, fingerprint, versions, digest, articles, passages, "
                "vectors, horizon, cut, origin) SELECT ?, model, fingerprint, versions, digest, articles, passages, "
                "vectors, horizon, cut, ? FROM generations WHERE number = ? RETURNING number",
                (now(), f"rollback to {number}", number),
            ).fetchone()
            connection.execute(
                "INSERT INTO members SELECT ?, article, copy_of, story, superseded_by FROM members "
                "WHERE generation = ?",
                (found[0], number),
            )
            connection.execute(
                "INSERT INTO reprints SELECT ?, article, other FROM reprints WHERE generation = ?", (found[0], number)
            )
            yield earlier, Snapshot(connection, found[0])

    def prune(self, keep: int) -> list[tuple[int, str]]:
        """Forget all but the newest generations, and what only the others held.

        Those of a first build that had not ended go as soon as a newer one is there, candidates always.

        Returns:
            Number and digest of the kept ones.
        """
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM generations WHERE NOT is_published OR (horizon IS NOT NULL AND number < "
                "(SELECT max(number) FROM generations WHERE is_published))"
            )
            connection.execute(
                "DELETE FROM generations WHERE number NOT IN "
                "(SELECT number FROM generations ORDER BY number DESC LIMIT ?)",
                (keep,),
            )
            for orphans in _ORPHANS:
                connection.execute(orphans)
            encoders = Snapshot(connection).encoders()
            marks = ", ".join("?" * len(encoders))
            connection.execute(f"DELETE FROM vectors WHERE encoder NOT IN ({marks})", encoders)
            numbers = connection.execute("SELECT number, digest FROM generations").fetchall()
        with self._translated(), self._connection(to_write=True) as connection:
            # A reader in the middle of something is not waited for; the next build tidies then.
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_S * 1000)}")
        return numbers

    def scrub(self) -> None:
        """Leave nothing of what was deleted in the free pages of the file, nor in its log.

        Raises:
            StoreError: a reader holds on to what was deleted, or there is no room to write the file anew.
        """
        with self._translated(), self._connection(to_write=True) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            try:
                connection.execute("VACUUM")
            except sqlite3.Error as error:
                if not any(word in error.sqlite_errorname for word in ("FULL", "IOERR_WRITE")):
                    raise
                # Written anew, it stands in a temporary file first, which has no name.
                raise StoreError(
                    f"{self.path}: there is no room to write it anew, here or in the system's folder for temporary "
                    "files (SQLITE_TMPDIR names another); what was published answers. Free some room and purge again"
                ) from error
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise StoreError(
                f"{self.path}: somebody still reads what was deleted; close the programs that have this index open "
                "and purge again"
            )

    def keep_ledger(self, ledger: Ledger) -> int:
        """Write what a build did, and return the number that it got; only the last builds' are kept."""
        with self._writing() as connection:
            return ledgers.keep(connection, ledger)

    def forget_ledgers(self) -> None:
        """Delete what builds did."""
        with self._writing() as connection:
            ledgers.forget(connection)

    def ledgers(self) -> list[Ledger]:
        """Return what the last builds did, newest first.

        Raises:
            IndexDamagedError: a ledger cannot be read.
        """
        with self._translated(), self._connection() as connection:
            return ledgers.held(connection)

    def close(self) -> None:
        """Close every connection that is not in use."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    @contextmanager
    def _connection(self, *, to_write: bool = False) -> Iterator[sqlite3.Connection]:
        mode = _WRITABLE if to_write else self._mode()
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect(mode)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if mode == _WRITABLE:
            self._idle.put(connection)
        else:
            connection.close()

    def _has_room(self) -> bool:
        """Whether SQLite has room for its shared files; a folder that is gone has other troubles."""
        try:
            return shutil.disk_usage(self.folder).free >= _SHARED_BYTES
        except OSError:
            return True

    def _mode(self) -> str:
        """Return how the file can be opened: as it is, when SQLite cannot put its shared files beside it.

        What may not be written by this process, another may write: such a connection is never kept.
        """
        is_writable = os.access(self.folder, os.W_OK)
        if is_writable and self._has_room():
            return _WRITABLE
        log = self.path.with_name(f"{RECORD_FILE}-wal")
        if log.exists() and log.stat().st_size:
            return _WRITABLE if is_writable else "mode=ro"
        return "mode=ro&immutable=1"

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated(), self._connection(to_write=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _connect(self, mode: str) -> sqlite3.Connection:
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
            create_tables(connection)
        elif application == BACKUP_ID:
            raise IndexDamagedError(f"{self.path}: is a backup; move it away and run `newsqa restore` with it")
        elif application != APPLICATION_ID or is_blank:
            raise IndexDamagedError(f"{self.path}: is not a record of newsqa; move it away and run `newsqa build`")
        elif 1 <= version < FORMAT and create:
            migrate(connection, version)
        elif version != FORMAT:
            way_out = (
                f"run `newsqa build --index {self.folder}` to bring it up to date" if version < FORMAT
                else "use the newsqa that wrote it, or move it away and run `newsqa build`"
            )  # fmt: skip
            raise IndexFormatError(f"{self.path}: has format {version}, this newsqa knows {FORMAT}; {way_out}")

    def _damaged(self, reason: str) -> IndexDamagedError:
        # SQLite's own words may run over several lines.
        return IndexDamagedError(
            f"{self.path}: is damaged ({' '.join(reason.split())}); restore it from a copy, or move it away and run "
            "`newsqa build`"
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite and the system raise into errors that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", "") or ""
            # Without room for what SQLite shares among processes, it tells of an I/O error instead.
            if "FULL" in code or ("IOERR" in code and not self._has_room()):
                raise disk_full(self.folder) from error
            if not code:  # not SQLite's word, but a mistake of ours
                raise
            if "CORRUPT" in code or "NOTADB" in code or "no such table" in str(error):
                raise self._damaged(str(error)) from error
            raise StoreError(f"{self.path}: {error}; check the folder's permissions and disk") from error
        except OSError as error:
            raise StoreError(
                f"{error.filename or self.folder}: {error.strerror or error}; check the folder's permissions and disk"
            ) from error


def disk_full(folder: Path) -> StoreError:
    """Return the error for a disk without room."""
    return StoreError(
        f"{folder}: the disk is full; what was published before still answers. Free some room and build again"
    )


def disk_short(folder: Path, *, needed: int, free: int, work: str = "build") -> StoreError:
    """Return the error for a disk with less room than a build, or other work, is about to need, both in bytes."""
    return StoreError(
        f"{folder}: the disk is full for this {work}, which needs about {needed / 1e6:,.1f} MB of the "
        f"{free / 1e6:,.1f} MB that are free; what was published before still answers. Free some room and {work} again"
    )
