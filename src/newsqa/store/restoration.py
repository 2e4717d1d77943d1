"""What a restore writes before it publishes: the rows of a backup among those that the record has already."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from newsqa.store.draft import Draft
from newsqa.store.rows import checksum

# Rows of the backup beside those of the record that have the same article, and the passages of both.
_PAIRED = "backup.articles b JOIN main.articles a ON a.key = b.key"
_FIELDS = ("start", "stop", "heading", "sentences", "input")
_BACKED_UP = (
    f"SELECT a.row AS article, q.id, q.row AS place, {', '.join(f'q.{name}' for name in _FIELDS)} FROM {_PAIRED} "
    "JOIN backup.passages q ON q.article = b.row"
)


def _here(row: str) -> str:
    """Return the SQL for the row, in the record, of an article of the backup."""
    return f"(SELECT o.row FROM backup.articles c JOIN main.articles o ON o.key = c.key WHERE c.row = {row})"


class Restoration(Draft):
    """A draft whose articles, passages and vectors come out of a backup; for one thread at a time.

    Rows are found again by what they hold: an article by its key, a passage by its id in the article, vectors by
    their input. Where the record has one, it keeps its number, because derived files of other generations name it.
    """

    def __init__(self, connection: sqlite3.Connection, cut: str, encoder: str, backup: Path) -> None:
        """Begin a restoration.

        Args:
            connection: its own.
            cut: that of the backup's generation.
            encoder: the digest of its encoder's fingerprint.
            backup: the file, which was checked.
        """
        super().__init__(connection, cut, encoder)
        connection.create_function("checksum_of", 4, checksum, deterministic=True)
        connection.execute("ATTACH ? AS backup", (f"{backup.resolve().as_uri()}?mode=ro",))

    def new_share(self) -> float:
        """Return the share of the backup's articles that the record lacks, from 0 to 1."""
        total, paired = self._connection.execute(
            f"SELECT (SELECT count(*) FROM backup.articles), (SELECT count(*) FROM {_PAIRED})"
        ).fetchone()
        return 1 - paired / total if total else 0.0

    def lacking(self) -> int:
        """Return how many of the backup's inputs have vectors neither there nor in the record."""
        found = self._connection.execute(
            "SELECT count(DISTINCT p.input) FROM backup.passages p "
            "WHERE NOT EXISTS (SELECT 1 FROM backup.vectors v WHERE v.input = p.input AND v.encoder = :encoder) "
            "AND NOT EXISTS (SELECT 1 FROM main.vectors v WHERE v.input = p.input AND v.encoder = :encoder)",
            {"encoder": self._encoder},
        ).fetchone()
        return int(found[0])

    def take(self) -> None:
        """Bring everything that the backup holds into the record, where no generation holds it yet, and commit it."""
        self._begin()
        self._take_articles()
        self._take_passages()
        self._take_vectors()
        self.commit()
        self._connection.execute("DETACH backup")

    def _take_articles(self) -> None:
        columns = [name for name in self._columns("articles") if name != "row"]
        rest = [name for name in columns if name != "key"]
        # Equal keys have equal fields: what differs is damaged.
        self._connection.execute(
            f"INSERT INTO main.articles ({', '.join(columns)}) "
            f"SELECT {', '.join(columns)} FROM backup.articles WHERE true ORDER BY row "
            f"ON CONFLICT (key) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in rest)} "
            f"WHERE ({', '.join(rest)}) IS NOT ({', '.join(f'excluded.{name}' for name in rest)})"
        )
        self._connection.execute(f"INSERT INTO staged SELECT a.id, a.row, a.path FROM {_PAIRED}")
        self._connection.execute(
            f"INSERT INTO settled SELECT a.row, {', '.join(map(_here, ('m.copy_of', 'm.story', 'm.superseded_by')))} "
            f"FROM {_PAIRED} JOIN backup.members m ON m.article = b.row"
        )
        self._connection.execute(
            f"INSERT INTO reprinted SELECT {_here('r.article')}, {_here('r.other')} FROM backup.reprints r"
        )
        self._connection.execute("DELETE FROM main.files WHERE file IN (SELECT file FROM backup.files)")
        self._connection.execute(
            "INSERT OR REPLACE INTO main.files (name, file, content, article, warnings, reason) "
            "SELECT f.name, f.file, f.content, p.row, f.warnings, f.reason FROM backup.files f LEFT JOIN "
            f"(SELECT a.row AS row, b.row AS theirs FROM {_PAIRED}) p ON p.theirs = f.article "
            "WHERE p.row IS NOT NULL OR f.reason IS NOT NULL ORDER BY f.place"
        )
        self._connection.execute("INSERT OR REPLACE INTO main.read_files SELECT * FROM backup.read_files")
        self._connection.execute("INSERT INTO met SELECT name FROM backup.read_files")

    def _take_passages(self) -> None:
        names, theirs, ours = (", ".join(f"{prefix}{name}" for name in _FIELDS) for prefix in ("", "n.", "p."))
        self._connection.execute(
            "DELETE FROM main.passages WHERE article IN (SELECT article FROM settled WHERE copy_of IS NULL) "
            f"AND (article, id) NOT IN (SELECT article, id FROM ({_BACKED_UP}))"
        )
        self._connection.execute(
            f"UPDATE main.passages AS p SET ({names}) = ({theirs}) FROM ({_BACKED_UP}) AS n "
            f"WHERE n.article = p.article AND n.id = p.id AND ({ours}) IS NOT ({theirs})"
        )
        self._connection.execute(
            f"INSERT INTO main.passages (article, id, {names}) SELECT article, id, {names} FROM ({_BACKED_UP}) AS n "
            "WHERE NOT EXISTS (SELECT 1 FROM main.passages p WHERE p.article = n.article AND p.id = n.id) "
            "ORDER BY place"
        )

    def _take_vectors(self) -> None:
        is_whole = "checksum = checksum_of(encoder, input, vector, sentences)"
        self._connection.execute(
            "DELETE FROM main.vectors WHERE encoder = ? AND input IN (SELECT input FROM backup.passages) "
            f"AND NOT {is_whole}",
            (self._encoder,),
        )
        columns = ", ".join(self._columns("vectors"))
        self._connection.execute(
            f"INSERT OR IGNORE INTO main.vectors ({columns}) SELECT {columns} FROM backup.vectors "
            f"WHERE encoder = ? AND {is_whole} ORDER BY rowid",
            (self._encoder,),
        )

    def _columns(self, table: str) -> list[str]:
        return [row[0] for row in self._connection.execute("SELECT name FROM pragma_table_info(?, 'backup')", (table,))]
