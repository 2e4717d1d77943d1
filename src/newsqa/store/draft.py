"""What a build writes before it publishes: articles, passages and vectors that no generation holds yet."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from newsqa.encoder import Encoded, Fingerprint
from newsqa.ledger import Standing
from newsqa.store.files import Part, ReadFiles
from newsqa.store.rows import (
    EARLIEST,
    INFO,
    PASSAGE,
    article_key,
    article_of,
    article_row,
    checksum,
    digest_of,
    info_of,
    packed,
    passage_of,
)
from newsqa.store.snapshot import Generation, Snapshot
from newsqa.store.stories import StoryShelf
from newsqa.types import Article, ArticleInfo, Passage, Rejection
from newsqa.vectors import pack_sentences

# So much text is committed together, or what was read in so long, and lost at most when a build is killed.
_COMMIT_CHARS = 4_000_000
_COMMIT_S = 5.0
# Gone with the connection; in files of SQLite's own, so that they need no memory.
_WORKING = """
PRAGMA temp_store = FILE;
CREATE TEMP TABLE staged (
    id TEXT PRIMARY KEY, article INTEGER NOT NULL UNIQUE, path TEXT NOT NULL);
CREATE TEMP TABLE settled (article INTEGER PRIMARY KEY, copy_of INTEGER, story INTEGER, superseded_by INTEGER);
CREATE TEMP TABLE reprinted (article INTEGER NOT NULL, other INTEGER NOT NULL);
CREATE TEMP TABLE uncut (article INTEGER PRIMARY KEY);
CREATE TEMP TABLE wanted (place INTEGER PRIMARY KEY, passage INTEGER NOT NULL, input BLOB NOT NULL UNIQUE);
"""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of an article with the hash of its encoder input; its text is not stored twice."""

    passage: Passage
    input: bytes


@dataclass(frozen=True, slots=True)
class Unread:
    """A passage whose vectors the record lacks, with the hash of its encoder input."""

    key: bytes
    article: ArticleInfo
    passage: Passage


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a file or a part of one.

    Of an article its id, its warnings, and the path of what had its id before it came; else why it was rejected.
    """

    name: str
    article_id: str
    warnings: tuple[str, ...]
    other: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the articles of a draft stand to those of a generation, counted."""

    indexed: int
    unchanged: int
    copies: int
    removed: int
    is_same: bool


class Draft:
    """The articles that an archive is to hold, on the way into the record; for one thread at a time.

    Everything is committed as it comes, so that a killed build's work is taken up by the next; nobody sees it
    before :meth:`publish`. As a rehearsal nothing is ever committed.
    """

    def __init__(self, connection: sqlite3.Connection, cut: str, encoder: str, *, is_rehearsal: bool = False) -> None:
        """Begin a draft.

        Args:
            connection: its own; closing it forgets what was not committed.
            cut: what says how articles are cut and encoded: part of every article's key.
            encoder: the digest of the encoder's fingerprint.
            is_rehearsal: whether nothing is to be committed.
        """
        self._connection = connection
        self._cut = cut
        self._encoder = encoder
        self._is_rehearsal = is_rehearsal
        self._chars, self._committed = 0, time.monotonic()
        self._is_whole = True
        connection.executescript(_WORKING)
        self._files = ReadFiles(connection, cut)
        if is_rehearsal:
            connection.execute("BEGIN IMMEDIATE")

    def stage(
        self, article: Article, content: bytes | None = None, warnings: Sequence[str] = (), file: str = ""
    ) -> str | None:
        """Take an article in.

        Args:
            article: as read.
            content: hash of what holds it alone, so that :meth:`recall` can know it again.
            warnings: what was wrong with it, to be told again then.
            file: the name of the file that holds it.

        Returns:
            None; or the path of the article that has its id already, and nothing was taken in.
        """
        other = self._connection.execute("SELECT path FROM staged WHERE id = ?", (article.id,)).fetchone()
        self._begin()
        if other is not None:
            if file:
                self._files.skip(file)
            return str(other[0])
        key = article_key(article, self._cut)
        found = self._connection.execute("SELECT row FROM articles WHERE key = ?", (key,)).fetchone()
        if found is None:
            found = self._connection.execute(
                "INSERT INTO articles (key, id, title, text, headings, date, modified, source, authors, section, url, "
                "language, path, text_hash, details, plain_hash) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row",
                (key, *article_row(article)),
            ).fetchone()
            self._chars += len(article.text)
        row = int(found[0])
        self._connection.execute("INSERT INTO staged VALUES (?, ?, ?)", (article.id, row, article.path))
        if file:
            self._files.write(article.path, file, content, row, warnings)
        self._commit_when_due()
        return None

    def reject(self, rejection: Rejection, content: bytes | None, file: str) -> None:
        """Write down why a part of a file was rejected, so that it need not be read again; as :meth:`stage`."""
        self._begin()
        self._files.write(rejection.path, file, content, None, (), rejection.reason)
        self._commit_when_due()

    def remember(self, file: str, content: bytes) -> None:
        """Write down that all that a file with this hash holds was staged or rejected."""
        self._begin()
        self._files.finish(file, content)

    def recall(self, name: str, content: bytes) -> Iterator[Recalled] | None:
        """Take in what a file or a part of one holds without reading it again, when an earlier build read it as it is.

        Returns:
            What is known of it, taken in as it is gone through; None when it is not known as it is.
        """
        self._begin()
        parts = self._files.recall(name, content)
        return None if parts is None else map(self._recalled, parts)

    def _recalled(self, part: Part) -> Recalled:
        if part.reason is not None:
            return Recalled(part.name, "", (), None, part.reason)
        found = self._connection.execute("SELECT id, row, path FROM articles WHERE row = ?", (part.article,)).fetchone()
        other = self._connection.execute("SELECT path FROM staged WHERE id = ?", (found[0],)).fetchone()
        if other is None:
            self._connection.execute("INSERT INTO staged VALUES (?, ?, ?)", found)
        return Recalled(part.name, str(found[0]), part.warnings, other and str(other[0]), None)

    def keep_others(self, number: int, is_read_again: Callable[[str], bool]) -> int:
        """Take in what a generation of the same cut holds of all files but some; return how many articles that is.

        Args:
            number: of the generation.
            is_read_again: tells of an article's path whether its file is read again.
        """
        self._begin()
        self._is_whole = False
        self._connection.create_function("is_read_again", 1, is_read_again, deterministic=True)
        return self._connection.execute(
            "INSERT INTO staged (id, article, path) SELECT a.id, a.row, a.path "
            "FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = ? AND NOT is_read_again(a.path)",
            (number,),
        ).rowcount

    def paths(self, number: int) -> Iterator[str]:
        """Yield the paths of the articles that were taken in, and of those of a generation."""
        for row in self._connection.execute(
            "SELECT path FROM staged UNION ALL SELECT a.path FROM members m JOIN articles a ON a.row = m.article "
            "WHERE m.generation = ?",
            (number,),
        ):
            yield str(row[0])

    def has_freed_ids(self, number: int) -> bool:
        """Whether an article of a generation is gone, or stands under another path: another may have its id now."""
        found = self._connection.execute(
            "SELECT 1 FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = ? "
            "AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.id = a.id AND s.path = a.path)",
            (number,),
        )
        return found.fetchone() is not None

    def begin_again(self) -> None:
        """Forget which articles were taken in."""
        self._begin()
        self._is_whole = True
        self._connection.execute("DELETE FROM staged")

    def is_empty(self) -> bool:
        """Whether no article was taken in."""
        return self._connection.execute("SELECT 1 FROM staged").fetchone() is None

    def settle(self) -> int:
        """Decide which article stands for its exact copies: the earliest; return how many are to be cut."""
        self._begin()
        self._connection.execute(
            "INSERT INTO settled (article, copy_of) SELECT article, nullif(first, article) FROM (SELECT s.article, "
            f"first_value(s.article) OVER (PARTITION BY a.plain_hash ORDER BY {EARLIEST}) AS first "
            "FROM staged s JOIN articles a ON a.row = s.article)"
        )
        self._connection.execute(
            "INSERT INTO uncut SELECT article FROM settled WHERE copy_of IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.article = settled.article)"
        )
        self.commit()
        return int(self._connection.execute("SELECT count(*) FROM uncut").fetchone()[0])

    def stories(self) -> StoryShelf:
        """Return what stories are told with, once it is settled."""
        return StoryShelf(self._connection, self._begin, self.commit)

    def uncut(self, count: int) -> Iterator[list[tuple[int, Article]]]:
        """Yield the articles without passages, with their rows, so many at a time."""
        last = 0
        while rows := self._connection.execute(
            f"SELECT {INFO}, a.text, a.headings, a.row FROM uncut u JOIN articles a ON a.row = u.article "
            "WHERE u.article > ? ORDER BY u.article LIMIT ?",
            (last, count),
        ).fetchall():
            last = rows[-1][13]
            yield [(row[13], article_of(row)) for row in rows]

    def add_passages(self, article: int, passages: Iterable[StoredPassage]) -> None:
        """Add the passages of the article in a row."""
        self._begin()
        self._connection.executemany(
            "INSERT INTO passages (article, id, start, stop, heading, sentences, input) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(article, *packed_passage(passage)) for passage in passages],
        )

    def want(self) -> int:
        """Find the passages whose vectors the record lacks, each input once; return how many."""
        self._begin()
        self._connection.execute(
            "INSERT OR IGNORE INTO wanted (passage, input) SELECT p.row, p.input FROM settled s "
            "JOIN articles a ON a.row = s.article JOIN passages p ON p.article = a.row WHERE s.copy_of IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.input = p.input AND v.encoder = ?) "
            "ORDER BY a.date IS NULL, a.date DESC, a.id, p.start",
            (self._encoder,),
        )
        self.commit()
        return int(self._connection.execute("SELECT count(*) FROM wanted").fetchone()[0])

    def wanted(self, count: int) -> Iterator[list[Unread]]:
        """Yield the passages whose vectors were lacking, those of the newest articles first, so many at a time."""
        last = 0
        while rows := self._connection.execute(
            f"SELECT {PASSAGE}, w.place, w.input, {INFO} FROM wanted w JOIN passages p ON p.row = w.passage "
            "JOIN articles a ON a.row = p.article WHERE w.place > ? ORDER BY w.place LIMIT ?",
            (last, count),
        ).fetchall():
            last = rows[-1][8]
            yield [Unread(key=row[9], article=info_of(row[10:]), passage=passage_of(row)) for row in rows]

    def add_vectors(self, batch: Iterable[tuple[bytes, Encoded]]) -> None:
        """Commit the vectors of a batch of inputs, each with the hash of its input."""
        self._begin()
        insert_vectors(self._connection, self._encoder, batch)
        self.commit()

    def counts(self) -> tuple[int, int]:
        """Return the passages of the draft, and how many of these have vectors."""
        passages = "FROM settled s JOIN passages p ON p.article = s.article WHERE s.copy_of IS NULL"
        total = self._connection.execute(f"SELECT count(*) {passages}").fetchone()[0]
        lacking = self._connection.execute(
            f"SELECT count(*) {passages} AND NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.input = p.input AND v.encoder = ?)",
            (self._encoder,),
        ).fetchone()[0]
        return int(total), int(total - lacking)

    def tally(self, before: Generation | None) -> Tally:
        """Count the articles beside those of the generation before."""
        number = before.number if before else 0
        copies = "SELECT count(*) FROM settled WHERE copy_of IS NOT NULL"
        same = (
            "SELECT count(*) FROM settled s JOIN members m ON m.generation = ? AND m.article = s.article "
            "AND m.copy_of IS s.copy_of"
        )
        one = self._connection.execute
        total = one("SELECT count(*) FROM settled").fetchone()[0]
        copied = one(copies).fetchone()[0]
        unchanged = one(f"{same} WHERE s.copy_of IS NULL", (number,)).fetchone()[0]
        removed = one(
            "SELECT count(*) FROM members m JOIN articles a ON a.row = m.article "
            "WHERE m.generation = ? AND a.id NOT IN (SELECT id FROM staged)",
            (number,),
        ).fetchone()[0]
        told = one(f"{same} AND m.story IS s.story AND m.superseded_by IS s.superseded_by", (number,)).fetchone()[0]
        is_same = before is not None and total == before.articles == told
        return Tally(total - copied - unchanged, unchanged, copied, removed, is_same)

    def standings(self, before: Generation | None) -> Iterator[Standing]:
        """Yield how each article stands to the generation before, as :meth:`tally` counts them."""
        for row in self._connection.execute(
            "SELECT a.path, a.source, substr(a.date, 1, 7), a.language, length(a.text), "
            "CASE WHEN s.copy_of IS NOT NULL THEN 'copies' WHEN m.article IS NULL THEN 'indexed' ELSE 'unchanged' END "
            "FROM settled s "
            "JOIN articles a ON a.row = s.article LEFT JOIN members m ON m.generation = ? AND m.article = s.article "
            "AND m.copy_of IS NULL",
            (before.number if before else 0,),
        ):
            yield Standing(*row)

    @contextmanager
    def publishing(
        self,
        *,
        model: str,
        fingerprint: Fingerprint,
        versions: dict[str, str],
        is_candidate: bool = False,
        origin: str = "build",
    ) -> Iterator[Snapshot]:
        """Give the new generation inside the transaction that publishes it: it is all there at the end, or nothing.

        Args:
            model: the encoder's name, which later builds and questions load.
            fingerprint: the encoder's.
            versions: of what the generation was made with, by package.
            is_candidate: whether nobody is to see it before :meth:`Store.release`.
            origin: what publishes it.
        """
        self._begin()
        passages, vectors = self.counts()
        horizon = None
        if vectors < passages:
            horizon = self._connection.execute("SELECT coalesce(max(rowid), 0) FROM vectors").fetchone()[0]
        articles = self._connection.execute("SELECT count(*) FROM settled").fetchone()[0]
        number = self._connection.execute(
            "INSERT INTO generations (published_at, model, fingerprint, versions, digest, articles, passages, "
            "is_published, vectors, horizon, cut, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            (
                now(), model, fingerprint.to_json(), json.dumps(versions), self._digest(horizon), articles, passages,
                not is_candidate, vectors, horizon, self._cut, origin,
            ),
        ).fetchone()[0]  # fmt: skip
        self._connection.execute("INSERT INTO members SELECT ?, * FROM settled", (number,))
        self._connection.execute("INSERT INTO reprints SELECT ?, * FROM reprinted", (number,))
        # What an earlier build read of files that are gone.
        if self._is_whole:
            self._files.forget_others()
        yield Snapshot(self._connection, number)
        self.commit()

    def commit(self) -> None:
        """Commit what was written so far, unless this is a rehearsal."""
        self._chars, self._committed = 0, time.monotonic()
        if self._connection.in_transaction and not self._is_rehearsal:
            self._connection.execute("COMMIT")

    def _commit_when_due(self) -> None:
        if self._chars > _COMMIT_CHARS or time.monotonic() - self._committed > _COMMIT_S:
            self.commit()

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    def _digest(self, horizon: int | None) -> str:
        members = self._connection.execute(
            "SELECT a.key, o.key FROM settled s JOIN articles a ON a.row = s.article "
            "LEFT JOIN articles o ON o.row = s.copy_of ORDER BY a.key"
        )
        return digest_of(self._encoder, members, horizon)


def insert_vectors(connection: sqlite3.Connection, encoder: str, batch: Iterable[tuple[bytes, Encoded]]) -> None:
    """Write the vectors of inputs, each with its checksum, where the record has none."""
    connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?, ?, ?)", packed_vectors(encoder, batch))


def packed_vectors(
    encoder: str, batch: Iterable[tuple[bytes, Encoded]]
) -> Iterator[tuple[bytes, str, bytes, bytes, int]]:
    """Yield the columns of vectors."""
    for key, encoded in batch:
        vector, sentences = encoded.vector.astype("<f4").tobytes(), pack_sentences(encoded.sentences)
        yield key, encoder, vector, sentences, checksum(encoder, key, vector, sentences)


def packed_passage(stored: StoredPassage) -> tuple[str, int, int, str | None, str, bytes]:
    """Return the columns of a passage, from ``id`` on."""
    passage = stored.passage
    return passage.id, passage.start, passage.end, passage.heading, packed(passage.sentences), stored.input


def now() -> str:
    """Return the moment as a manifest says it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
