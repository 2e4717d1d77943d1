"""Which formats there are, by the endings of their names, and which one a file really has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath


class Kind(Enum):
    """How much a file of a format holds."""

    ARTICLE = auto()  # one: read whole
    ARTICLES = auto()  # many, one after the other
    ARCHIVE = auto()  # files


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module that reads it, and the extra that brings its library when it is heavy."""

    module: str
    kind: Kind = Kind.ARTICLE
    extra: str = ""


FORMATS: dict[str, Format] = {
    ".txt": Format("plain"),
    ".md": Format("markdown"),
    ".markdown": Format("markdown"),
    ".html": Format("html"),
    ".htm": Format("html"),
    ".xhtml": Format("html"),
    ".jsonl": Format("jsonl", Kind.ARTICLES),
    ".ndjson": Format("jsonl", Kind.ARTICLES),
    ".json": Format("exports", Kind.ARTICLES),
    ".csv": Format("tables", Kind.ARTICLES),
    ".tsv": Format("tables", Kind.ARTICLES),
    ".pdf": Format("pdf", extra="pdf"),
    ".docx": Format("docx"),
    ".eml": Format("mail"),
    ".rss": Format("feeds", Kind.ARTICLES),
    ".atom": Format("feeds", Kind.ARTICLES),
    ".xml": Format("feeds", Kind.ARTICLES),
    ".warc": Format("warc", Kind.ARCHIVE),
    ".zip": Format("zips", Kind.ARCHIVE),
    ".tar": Format("tars", Kind.ARCHIVE),
    ".tgz": Format("tars", Kind.ARCHIVE),
    ".gz": Format("tars", Kind.ARCHIVE),  # of any of these: unpacked before it is looked at
}
# How much of a file is looked at.
HEAD_BYTES = 4096
_TAR_MAGIC_AT = 257
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = (b"word/", b"[Content_Types].xml", b"docProps/")
_TEXTS = (".txt", ".json", ".csv", ".tsv", ".xml", ".rss", ".atom", ".jsonl", ".ndjson", ".pdf", ".docx", ".warc")
_PAGES = (".html", ".htm", ".xhtml")
_BEFORE_ROOT = rb"^(?:\xef\xbb\xbf)?(?:\s|<\?[^>]{0,200}\?>|<!--.{0,1000}?-->|<!DOCTYPE[^>\[]{0,300}>)*"
_IS_PAGE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE\s+html|<html[\s>])", re.IGNORECASE)
_IS_FEED = re.compile(_BEFORE_ROOT + rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.DOTALL)
_IS_ARRAY = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\[\s*\{")
_OTHERS = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "a sound, film or image",
    b"ID3": "a sound",
    b"\x7fELF": "a program",
    b"BZh": "packed with bzip2; unpack it",
    b"\xfd7zXZ": "packed with xz; unpack it",
    b"7z\xbc\xaf": "a 7z archive; unpack it",
    b"Rar!": "a RAR archive; unpack it",
    b"SQLite format 3\x00": "a database",
}


def suffix_of(label: str) -> str:
    """Return the ending of a name, in small letters."""
    return PurePosixPath(label).suffix.lower()


def is_gzip(head: bytes) -> bool:
    """Whether what begins so is packed by gzip."""
    return head.startswith(_GZIP)


def no_reader(suffix: str) -> str:
    """Return what is said of a file that nothing reads."""
    return f"no reader for {suffix or 'files without an ending'}; there are {', '.join(sorted(FORMATS))}"


def true_suffix(head: bytes, suffix: str) -> tuple[str, str | None]:
    """Return the ending that a file should have, by its first bytes where these are sure; and why nothing reads it."""
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            return suffix, f"is {what}, whatever its name says"
    if head.startswith(_OLE):
        return suffix, "is an old Word file or one with a password; save it as .docx without one"
    found = _by_magic(head, suffix) or _by_root(head, suffix)
    if found is None and suffix not in FORMATS:
        return suffix, no_reader(suffix)
    return found or suffix, None


def _by_magic(head: bytes, suffix: str) -> str | None:
    if head[:1024].find(b"%PDF-") == 0 or (suffix == ".pdf" and b"%PDF-" in head[:1024]):
        return ".pdf"
    if head.startswith(_ZIP):
        is_word = suffix == ".docx" or (suffix != ".zip" and any(part in head for part in _WORD))
        return ".docx" if is_word else ".zip"
    if head.startswith(b"WARC/"):
        return ".warc"
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return ".tar"
    return None


def _by_root(head: bytes, suffix: str) -> str | None:
    if suffix in (*_TEXTS, *_PAGES, ".gz", "") and _IS_FEED.match(head):
        return ".xml"
    if suffix in (*_TEXTS, ".md", ".gz", "") and _IS_PAGE.match(head):
        return ".html"
    if suffix in (".jsonl", ".ndjson") and _IS_ARRAY.match(head):
        return ".json"
    return None
