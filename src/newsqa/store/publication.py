"""The tables of the record, and what a build writes into them inside the transaction that publishes."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsqa.encoder import Fingerprint
from newsqa.store.snapshot import Snapshot
from newsqa.types import Article, Passage, Span

FORMAT = 1
APPLICATION_ID = 0x6E657773  # "news"

SCHEMA = f"""
CREATE TABLE generations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, published_at TEXT NOT NULL, model TEXT NOT NULL,
    fingerprint TEXT NOT NULL, versions TEXT NOT NULL, digest TEXT NOT NULL,
    articles INTEGER NOT NULL, passages INTEGER NOT NULL);
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, id TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, headings TEXT NOT NULL, date TEXT, modified TEXT, source TEXT,
    authors TEXT NOT NULL, section TEXT, url TEXT, language TEXT, path TEXT NOT NULL);
CREATE INDEX articles_by_id ON articles (id);
CREATE TABLE members (
    generation INTEGER NOT NULL, article INTEGER NOT NULL, copy_of INTEGER,
    PRIMARY KEY (generation, article)) WITHOUT ROWID;
CREATE INDEX members_by_article ON members (article);
CREATE INDEX members_by_original ON members (copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL,
    stop INTEGER NOT NULL, heading TEXT, sentences TEXT NOT NULL, input BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX passages_by_input ON passages (input);
CREATE TABLE vectors (
    input BLOB NOT NULL, encoder TEXT NOT NULL, vector BLOB NOT NULL, sentences BLOB NOT NULL,
    UNIQUE (input, encoder));
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT};
"""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of an article with the hash of its encoder input; its text is not stored twice."""

    passage: Passage
    input: bytes


class Publication:
    """What a build writes inside the transaction that publishes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap a connection inside its transaction."""
        self._connection = connection

    def add_article(self, key: bytes, article: Article, passages: Sequence[StoredPassage]) -> None:
        """Add an article, unless the record holds it, with its passages; a copy has none."""
        self._connection.execute(
            "INSERT OR IGNORE INTO articles (key, id, title, text, headings, date, modified, source, authors, section, "
            "url, language, path) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, article.id, article.title, article.text, _packed(article.headings),
                article.date and article.date.isoformat(), article.modified and article.modified.isoformat(),
                article.source, json.dumps(article.authors), article.section, article.url, article.language,
                article.path,
            ),
        )  # fmt: skip
        row = self._connection.execute("SELECT row FROM articles WHERE key = ?", (key,)).fetchone()[0]
        self._connection.executemany(
            "INSERT INTO passages (article, id, start, stop, heading, sentences, input) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (row, p.passage.id, p.passage.start, p.passage.end, p.passage.heading,
                 _packed(p.passage.sentences), p.input)
                for p in passages
            ],
        )  # fmt: skip

    def publish(
        self, members: Iterable[tuple[bytes, bytes | None]], *, model: str, fingerprint: Fingerprint,
        versions: dict[str, str], digest: str,
    ) -> Snapshot:  # fmt: skip
        """Make the generation of these articles (key, key of what it copies) the newest."""
        number = self._connection.execute(
            "INSERT INTO generations (published_at, model, fingerprint, versions, digest, articles, passages) "
            "VALUES (?, ?, ?, ?, ?, 0, 0) RETURNING number",
            (
                dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), model,
                json.dumps({name: getattr(fingerprint, name) for name in Fingerprint.__dataclass_fields__}),
                json.dumps(versions), digest,
            ),
        ).fetchone()[0]  # fmt: skip
        self._connection.executemany(
            "INSERT INTO members SELECT ?, a.row, o.row FROM articles a LEFT JOIN articles o ON o.key = ? "
            "WHERE a.key = ?",
            ((number, original, key) for key, original in members),
        )
        self._connection.execute(
            "UPDATE generations SET articles = (SELECT count(*) FROM members WHERE generation = number), "
            "passages = (SELECT count(*) FROM members m JOIN passages p ON p.article = m.article "
            "WHERE m.generation = number AND m.copy_of IS NULL) WHERE number = ?",
            (number,),
        )
        return Snapshot(self._connection)


def _packed(spans: Iterable[Span]) -> str:
    return json.dumps([(span.start, span.end) for span in spans], separators=(",", ":"))
