"""The tables of the record, and how an older record is brought up to them."""

from __future__ import annotations

import sqlite3

from newsqa.store.rows import checksum, plain_hash, text_hash

FORMAT = 3
APPLICATION_ID = 0x6E657773  # "news"
BACKUP_ID = 0x6E657762  # "newb": the same tables, and what is below, in a file that is not an index's record

# Of each file that was read its hash and the number of its parts; of each part what came of it, in their order: an
# article, or the reason that it was rejected. A part has a hash where it is one of its own.
_FILES = """
CREATE TABLE read_files (name TEXT PRIMARY KEY, content BLOB NOT NULL, parts INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, file TEXT NOT NULL, content BLOB NOT NULL, article INTEGER,
    warnings TEXT NOT NULL, reason TEXT);
CREATE INDEX files_by_article ON files (article);
CREATE INDEX files_by_file ON files (file, place);"""

# A member's story is the row of the first article that tells it, NULL where no other does. What is kept of texts goes
# by the hash of their plain typography: sketches, and how alike two are; ``method`` says by which rules.
_STORIES = """
CREATE INDEX members_by_story ON members (generation, story) WHERE story IS NOT NULL;
CREATE TABLE reprints (
    generation INTEGER NOT NULL, article INTEGER NOT NULL, other INTEGER NOT NULL,
    PRIMARY KEY (generation, article, other)) WITHOUT ROWID;
CREATE TABLE sketches (text BLOB PRIMARY KEY, method INTEGER NOT NULL, shingles BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE likenesses (
    first BLOB NOT NULL, second BLOB NOT NULL, method INTEGER NOT NULL, of_first REAL NOT NULL,
    of_second REAL NOT NULL, run INTEGER NOT NULL, words INTEGER NOT NULL,
    PRIMARY KEY (first, second)) WITHOUT ROWID;
"""
# An article's row may belong to no generation yet: a build writes it before it publishes.
SCHEMA = f"""
CREATE TABLE generations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, published_at TEXT NOT NULL, model TEXT NOT NULL,
    fingerprint TEXT NOT NULL, versions TEXT NOT NULL, digest TEXT NOT NULL,
    articles INTEGER NOT NULL, passages INTEGER NOT NULL,
    is_published INTEGER NOT NULL DEFAULT 1, vectors INTEGER NOT NULL DEFAULT 0, horizon INTEGER,
    cut TEXT NOT NULL DEFAULT '', origin TEXT NOT NULL DEFAULT 'build');
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, id TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, headings TEXT NOT NULL, date TEXT, modified TEXT, source TEXT,
    authors TEXT NOT NULL, section TEXT, url TEXT, language TEXT, path TEXT NOT NULL,
    text_hash BLOB NOT NULL DEFAULT x'', details TEXT NOT NULL DEFAULT '{{}}',
    plain_hash BLOB NOT NULL DEFAULT x'');
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_day ON articles (date, source, language, section);
CREATE INDEX articles_by_plain_hash ON articles (plain_hash);
CREATE TABLE members (
    generation INTEGER NOT NULL, article INTEGER NOT NULL, copy_of INTEGER, story INTEGER, superseded_by INTEGER,
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
    checksum INTEGER NOT NULL DEFAULT 0, UNIQUE (input, encoder));
{_FILES}
CREATE TABLE builds (number INTEGER PRIMARY KEY AUTOINCREMENT, outcome TEXT NOT NULL, ledger BLOB NOT NULL);
{_STORIES}
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT};
"""

BACKUP_SCHEMA = f"""
CREATE TABLE backup (
    made_at TEXT NOT NULL, newsqa TEXT NOT NULL, with_vectors INTEGER NOT NULL, vectors INTEGER NOT NULL,
    digest BLOB NOT NULL);
CREATE TABLE coefficients (name TEXT PRIMARY KEY, content BLOB NOT NULL);
PRAGMA application_id = {BACKUP_ID};
"""

_FROM_1_TO_2 = """
ALTER TABLE generations ADD COLUMN is_published INTEGER NOT NULL DEFAULT 1;
ALTER TABLE generations ADD COLUMN vectors INTEGER NOT NULL DEFAULT 0;
ALTER TABLE generations ADD COLUMN horizon INTEGER;
ALTER TABLE generations ADD COLUMN cut TEXT NOT NULL DEFAULT '';
ALTER TABLE generations ADD COLUMN origin TEXT NOT NULL DEFAULT 'build';
ALTER TABLE articles ADD COLUMN text_hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE vectors ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
CREATE TABLE files (name TEXT PRIMARY KEY, content BLOB NOT NULL, article INTEGER NOT NULL, warnings TEXT NOT NULL);
UPDATE generations SET vectors = passages;
UPDATE articles SET text_hash = text_hash_of(text);
UPDATE vectors SET checksum = checksum_of(encoder, input, vector, sentences);
PRAGMA user_version = 2;
"""

# What was known of files was read in another way, and is read again. The keys of articles were made of fewer fields:
# without a cut, a doctor does not make them again.
_FROM_2_TO_3 = f"""
ALTER TABLE articles ADD COLUMN details TEXT NOT NULL DEFAULT '{{}}';
CREATE INDEX articles_by_day ON articles (date, source, language, section);
UPDATE generations SET cut = '';
DROP TABLE files;
{_FILES}
CREATE TABLE builds (number INTEGER PRIMARY KEY AUTOINCREMENT, outcome TEXT NOT NULL, ledger BLOB NOT NULL);
ALTER TABLE articles ADD COLUMN plain_hash BLOB NOT NULL DEFAULT x'';
UPDATE articles SET plain_hash = plain_hash_of(text);
CREATE INDEX articles_by_plain_hash ON articles (plain_hash);
ALTER TABLE members ADD COLUMN story INTEGER;
ALTER TABLE members ADD COLUMN superseded_by INTEGER;
{_STORIES}
PRAGMA user_version = {FORMAT};
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in a blank file."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a record of an earlier format up to this one, whole or not at all."""
    connection.create_function("text_hash_of", 1, text_hash, deterministic=True)
    connection.create_function("plain_hash_of", 1, plain_hash, deterministic=True)
    connection.create_function("checksum_of", 4, checksum, deterministic=True)
    steps = "".join((_FROM_1_TO_2, _FROM_2_TO_3)[version - 1 :])
    connection.executescript(f"BEGIN IMMEDIATE; {steps} COMMIT;")
