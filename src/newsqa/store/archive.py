"""A backup's file: one generation, written from one snapshot of the record, and checked before it is trusted."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsqa.encoder import Fingerprint
from newsqa.errors import BackupError, IndexDamagedError, IndexNotFoundError
from newsqa.store import Store
from newsqa.store.draft import now
from newsqa.store.rows import INFO, article_key, article_of, text_hash
from newsqa.store.schema import APPLICATION_ID, BACKUP_ID, BACKUP_SCHEMA, FORMAT, SCHEMA
from newsqa.store.snapshot import Generation, Snapshot
from newsqa.types import ArticleInfo, Plain

# Vectors are not among them: each has a checksum, and one that is damaged is made again.
_DIGESTED = ("generations", "articles", "members", "passages", "files", "read_files", "coefficients", "reprints")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupInfo(Plain):
    """What a backup says of itself.

    ``newsqa`` is the version that made it, of ``generation``; ``vectors`` are the passages that have theirs in it.
    """

    file: str
    size_bytes: int
    made_at: dt.datetime
    newsqa: str
    generation: int
    published_at: dt.datetime
    model: str
    articles: int
    passages: int
    vectors: int
    with_vectors: bool


def write_archive(
    store: Store, path: Path, *, version: str, with_vectors: bool, coefficients: Mapping[str, bytes]
) -> None:
    """Write the newest generation of a record into a new file; others may build and ask meanwhile.

    Args:
        store: the record.
        path: the new file.
        version: of newsqa.
        with_vectors: whether vectors go into it.
        coefficients: the files of those that were fitted to the archive, by name.

    Raises:
        IndexNotFoundError: nothing was published.
        IndexDamagedError: the record cannot be read, or holds a text that is not the one that it was given.
        BackupError: the file cannot be written.
    """
    with _writing(store, path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rwc", uri=True, isolation_level=None)
        try:
            # A file that is not whole is thrown away, and the whole one synced: no journal is needed.
            connection.executescript(
                f"PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; {SCHEMA} {BACKUP_SCHEMA}"
            )
            connection.create_function("text_hash_of", 1, text_hash, deterministic=True)
            connection.execute("ATTACH ? AS record", (store.uri(),))
            connection.execute("BEGIN")  # and not IMMEDIATE, which would wait for a build, and hold it up
            _copy(connection, store, with_vectors=with_vectors)
            connection.executemany("INSERT INTO coefficients VALUES (?, ?)", coefficients.items())
            vectors = connection.execute(
                "SELECT count(*) FROM main.passages p WHERE EXISTS "
                "(SELECT 1 FROM main.vectors v WHERE v.input = p.input)"
            ).fetchone()[0]
            connection.execute(
                "INSERT INTO backup VALUES (?, ?, ?, ?, ?)",
                (now(), version, with_vectors, vectors, _digest(connection)),
            )
            connection.execute("COMMIT")
        finally:
            connection.close()


def _copy(connection: sqlite3.Connection, store: Store, *, with_vectors: bool) -> None:
    found = connection.execute(
        "SELECT number, fingerprint FROM record.generations WHERE is_published ORDER BY number DESC LIMIT 1"
    ).fetchone()
    if found is None:
        raise IndexNotFoundError(f"{store.folder}: no build has ended here yet; there is nothing to back up")
    number, encoder = found[0], Fingerprint.from_json(found[1]).digest
    member = "(SELECT article FROM main.members)"
    wanted = {
        "generations": ("number = ?", (number,)),
        "members": ("generation = ?", (number,)),
        "reprints": ("generation = ?", (number,)),
        "articles": (f"row IN {member}", ()),
        "passages": ("article IN (SELECT article FROM main.members WHERE copy_of IS NULL)", ()),
        "files": (f"article IN {member} OR reason IS NOT NULL", ()),
        "read_files": ("true", ()),
    }
    if with_vectors:
        wanted["vectors"] = ("encoder = ? AND input IN (SELECT input FROM main.passages)", (encoder,))
    for table, (condition, values) in wanted.items():
        names = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))]
        columns = ", ".join(names)
        connection.execute(
            f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM record.{table} WHERE {condition}", values
        )
    changed = connection.execute(
        "SELECT id FROM main.articles WHERE text_hash NOT IN (x'', text_hash_of(text))"
    ).fetchone()
    if changed is not None:
        raise IndexDamagedError(
            f"{store.path}: is damaged (the text of article {changed[0]} is not the one that was stored); "
            "restore it from a backup, or move it away and run `newsqa build`"
        )


def _digest(connection: sqlite3.Connection) -> bytes:
    """Return the hash of all that has no checksum of its own."""
    digest = hashlib.sha256()
    for table in _DIGESTED:
        order = "1, 2, 3" if table == "reprints" else "1, 2"
        for row in connection.execute(f"SELECT * FROM main.{table} ORDER BY {order}"):
            digest.update(ascii(row).encode())
    return digest.digest()


class Archive:
    """A backup that is open to be read."""

    def __init__(self, path: Path) -> None:
        """Open a backup.

        Raises:
            BackupError: it is not there, not a backup, or one of a newer newsqa.
        """
        self.path = path
        if not path.is_file():
            reason = "is a folder; name the file in it" if path.is_dir() else "there is no such file; check its name"
            raise BackupError(f"{path}: {reason}")
        with self._translated():
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
            try:
                self._check_format()
                self.info = self._info()
            except BaseException:
                self._connection.close()
                raise

    def _check_format(self) -> None:
        application = self._connection.execute("PRAGMA application_id").fetchone()[0]
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if application == APPLICATION_ID:
            raise BackupError(
                f"{self.path}: is the record of an index, which may be at work, and no backup; make one with "
                f"`newsqa backup --index {self.path.parent} FILE`"
            )
        if application != BACKUP_ID:
            raise BackupError(f"{self.path}: is no backup of newsqa; name one that `newsqa backup` wrote")
        if version != FORMAT:
            raise BackupError(
                f"{self.path}: has format {version}, this newsqa knows {FORMAT}; "
                "restore it with the newsqa that wrote it"
            )

    def _info(self) -> BackupInfo:
        made_at, version, with_vectors, vectors = self._connection.execute(
            "SELECT made_at, newsqa, with_vectors, vectors FROM backup"
        ).fetchone()
        generation = self.generation()
        return BackupInfo(
            file=str(self.path), size_bytes=self.path.stat().st_size, made_at=dt.datetime.fromisoformat(made_at),
            newsqa=version, generation=generation.number, published_at=generation.published_at, model=generation.model,
            articles=generation.articles, passages=generation.passages, vectors=vectors,
            with_vectors=bool(with_vectors),
        )  # fmt: skip

    def generation(self) -> Generation:
        """Return the generation that the backup holds."""
        with self._translated():
            found = Snapshot(self._connection).generation
        if found is None:
            raise self._damaged("it holds no generation")
        return found

    def articles(self) -> Iterator[ArticleInfo]:
        """Yield every article that the backup holds, by id."""
        with self._translated():
            yield from Snapshot(self._connection).articles()

    def coefficients(self) -> dict[str, bytes]:
        """Return the files of coefficients that answers depended on, by name."""
        with self._translated():
            return dict(self._connection.execute("SELECT name, content FROM coefficients"))

    def check(self) -> None:
        """Read all of it.

        Raises:
            BackupError: it is not as it was written.
        """
        with self._translated():
            found = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise self._damaged(found)
            digest = self._connection.execute("SELECT digest FROM backup").fetchone()[0]
            if digest != _digest(self._connection):
                raise self._damaged(self._first_change())

    def _first_change(self) -> str:
        """Say what is not as it was written."""
        cut = self.generation().cut
        for row in self._connection.execute(f"SELECT {INFO}, a.text, a.headings, a.key FROM articles a ORDER BY a.row"):
            try:
                is_same = article_key(article_of(row), cut) == row[13]
            except (ValueError, TypeError):  # not a date, or not JSON
                is_same = False
            if not is_same:
                return f"article {row[0]} is not as it was written"
        return "it is not as it was written"

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _damaged(self, reason: str) -> BackupError:
        return BackupError(
            f"{self.path}: is damaged ({' '.join(reason.split())}), so nothing was restored; take another backup"
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", "") or ""
            if "NOTADB" in code:
                raise BackupError(
                    f"{self.path}: is no backup of newsqa; name one that `newsqa backup` wrote"
                ) from error
            if "CORRUPT" in code or "no such" in str(error):
                raise self._damaged(str(error)) from error
            raise BackupError(f"{self.path}: cannot be read ({error}); check its permissions and disk") from error
        except (IndexDamagedError, ValueError, TypeError) as error:
            raise self._damaged(str(error)) from error


@contextmanager
def _writing(store: Store, path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors that name the record, or the file that is written."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "") or ""
        if not code:  # not SQLite's word, but a mistake of ours
            raise
        if "CORRUPT" in code or "NOTADB" in code:
            raise IndexDamagedError(
                f"{store.path}: is damaged ({error}); restore it from a backup, or move it away and run `newsqa build`"
            ) from error
        reason = "the disk is full" if "FULL" in code else f"cannot be written ({error})"
        raise BackupError(f"{path}: {reason}; no backup was made. Free some room, or name another place") from error
