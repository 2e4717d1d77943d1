"""How what crosses rooms stands in rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from newsqa.characters import plain
from newsqa.types import Article, ArticleInfo, Passage, Span

INFO = "a.id, a.title, a.date, a.modified, a.source, a.authors, a.section, a.url, a.language, a.path, a.details"
_DETAILS = ("subtitle", "agency", "published_at", "modified_at", "corrections", "origins")
# The earliest first; of a day's articles, those whose time is not known.
EARLIEST = "a.date IS NULL, a.date, datetime(json_extract(a.details, '$.published_at')), a.id"
# In the order that `passage_of` reads.
PASSAGE = "p.row, p.id, a.id, p.start, p.stop, p.heading, p.sentences, substr(a.text, p.start + 1, p.stop - p.start)"


def text_hash(text: str) -> bytes:
    """Return what equal texts share: 16 bytes."""
    return hashlib.sha256(text.encode()).digest()[:16]


def plain_hash(text: str) -> bytes:
    """Return what exact copies share, whatever their typography: 16 bytes."""
    return text_hash(plain(text))


def article_key(article: Article, cut: str) -> bytes:
    """Return the hash of an article and of how it is cut: equal keys have equal passages and vectors."""
    fields = json.dumps(article.to_dict(), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(f"{cut}\n{fields}".encode()).digest()


def distrusted_key(row: int) -> bytes:
    """Return the key of a damaged article: none that a build computes, so that no build takes it for an article."""
    return hashlib.sha256(b"damaged %d" % row).digest()


def input_key(text: str, sentences: Iterable[Span]) -> bytes:
    """Return the hash of an encoder's input and of where its sentences stand: equal keys have equal vectors."""
    places = ",".join(f"{span.start}-{span.end}" for span in sentences)
    return hashlib.sha256(f"{places}\n{text}".encode()).digest()


def checksum(encoder: str, key: bytes, vector: bytes, sentences: bytes) -> int:
    """Return the CRC-32 of a row of vectors: whose they are, of what, and they themselves."""
    return zlib.crc32(sentences, zlib.crc32(vector, zlib.crc32(key, zlib.crc32(encoder.encode()))))


def digest_of(encoder: str, members: Iterable[tuple[bytes, bytes | None]], horizon: int | None) -> str:
    """Return what is equal for two generations that hold the same articles and vectors.

    Args:
        encoder: the digest of the fingerprint.
        members: the keys of each article, and of the one that it is an exact copy of, by the former.
        horizon: the last row of vectors that a partial generation knows.
    """
    digest = hashlib.sha256(encoder.encode())
    for key, original in members:
        digest.update(key + (original or b"-"))
    if horizon is not None:
        digest.update(b"until %d" % horizon)
    return digest.hexdigest()


def packed(spans: Iterable[Span]) -> str:
    """Return spans as a row holds them."""
    return json.dumps([(span.start, span.end) for span in spans], separators=(",", ":"))


def spans_of(text: str) -> tuple[Span, ...]:
    """Return what :func:`packed` packed."""
    return tuple(Span(start, end) for start, end in json.loads(text))


def date_of(text: str | None) -> dt.date | None:
    """Return a day from its ISO 8601 text."""
    return dt.date.fromisoformat(text) if text else None


def _details(article: ArticleInfo) -> str:
    """Return what nobody searches by, those fields only that say something."""
    plain = article.to_dict()
    return json.dumps({name: plain[name] for name in _DETAILS if plain[name]}, ensure_ascii=False)


def details_of(text: str) -> dict[str, Any]:
    """Return the fields that stand in ``details``."""
    if text == "{}":
        return {}
    details = json.loads(text)
    for name in ("published_at", "modified_at"):
        if name in details:
            details[name] = dt.datetime.fromisoformat(details[name])
    if "corrections" in details:
        details["corrections"] = tuple(details["corrections"])
    return {name: details[name] for name in _DETAILS if name in details}


def article_row(article: Article) -> tuple[Any, ...]:
    """Return the values of an article's columns, from ``id`` to ``plain_hash``."""
    return (
        article.id, article.title, article.text, packed(article.headings),
        article.date and article.date.isoformat(), article.modified and article.modified.isoformat(),
        article.source, json.dumps(article.authors), article.section, article.url, article.language,
        article.path, text_hash(article.text), _details(article), plain_hash(article.text),
    )  # fmt: skip


def info_of(row: Sequence[Any], *, is_superseded: bool = False) -> ArticleInfo:
    """Return the article in a row that begins with the columns of ``INFO``; a generation knows if it is superseded."""
    return ArticleInfo(
        id=row[0], title=row[1], date=date_of(row[2]), modified=date_of(row[3]), source=row[4],
        authors=tuple(json.loads(row[5])), section=row[6], url=row[7], language=row[8], path=row[9],
        is_superseded=is_superseded, **details_of(row[10]),
    )  # fmt: skip


def article_of(row: Sequence[Any], *, is_superseded: bool = False) -> Article:
    """Return the article in a row of ``INFO``, text and headings."""
    info = info_of(row, is_superseded=is_superseded)
    fields = {field.name: getattr(info, field.name) for field in dataclasses.fields(ArticleInfo)}
    return Article(**fields, text=row[11], headings=spans_of(row[12]))


def passage_of(row: Sequence[Any]) -> Passage:
    """Return the passage in a row that begins with the columns of ``PASSAGE``."""
    return Passage(
        id=row[1], article_id=row[2], start=row[3], end=row[4], heading=row[5], sentences=spans_of(row[6]),
        text=row[7],
    )  # fmt: skip
