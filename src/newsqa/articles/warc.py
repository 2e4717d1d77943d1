"""Crawls: the pages of a WARC file that are articles; those that only lead to others are left out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newsqa.articles import html
from newsqa.articles.pages import not_an_article
from newsqa.articles.source import Budget, Source, UnreadableError, buffered
from newsqa.articles.text import Flaw
from newsqa.metadata import Fields, first_field

_BLOCK_BYTES = 1 << 16
_MAGIC = b"WARC/"
_OK = "200"
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)


def members(source: Source, budget: Budget) -> Iterator[Source | tuple[str, str]]:
    """Yield each page as a source, by the number of its record; what is no page that was sent is passed over.

    Raises:
        UnreadableError: it is not a WARC file, or breaks off.
    """
    if not source.stream.peek(len(_MAGIC)).startswith(_MAGIC):
        raise UnreadableError("is no WARC file")
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(_AsItComes(source.stream)), 1):
            if _is_page(record):
                yield _page(record, f"{source.name}:{number}", source, budget)
    except ArchiveLoadFailed as error:
        raise UnreadableError(f"is no WARC file from record {number + 1} on ({str(error)[:100]})") from None


class _AsItComes:
    """A stream that gives what there is at once, so that what comes before a break is not lost with it."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read1(size)
        except EOFError as error:  # which warcio takes for the end
            raise UnreadableError(f"is damaged or cut short ({error})") from None


def _is_page(record: Any) -> bool:  # noqa: ANN401  # warcio has no types
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    if headers is None or (record.rec_type == "response" and headers.get_statuscode() != _OK):
        return False
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().casefold()
    return kind in _PAGE_TYPES


def _page(record: Any, name: str, source: Source, budget: Budget) -> Source | tuple[str, str]:  # noqa: ANN401
    content = _content(record, source.limits.max_bytes)
    budget.spend(len(content))
    if len(content) > source.limits.max_bytes:
        return name, source.limits.too_large()
    if getattr(record.raw_stream, "limit", 0):
        return name, "is cut short, as the file is"
    if not content.strip():
        return name, "is empty"
    headers = record.http_headers or record.rec_headers
    charset = _CHARSET.search(headers.get_header("Content-Type") or "")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    content = _in_utf8(content, charset[1] if charset else "utf-8")
    return Source(name, "page.html", buffered(cast("BinaryIO", io.BytesIO(content))), source.limits, url, _read)


def _content(record: Any, max_bytes: int) -> bytes:  # noqa: ANN401
    """Return what a record holds, unpacked, up to a byte more than it may; the rest of it is passed over."""
    stream = record.content_stream()
    parts, left = [], max_bytes + 1
    while left > 0 and (part := stream.read(min(left, _BLOCK_BYTES))):
        parts.append(part)
        left -= len(part)
    while record.raw_stream.read(_BLOCK_BYTES):
        pass
    return b"".join(parts)


def _in_utf8(content: bytes, charset: str) -> bytes:
    """Return the page in UTF-8 when it keeps to the encoding that its server named, else as it is."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return b"\xef\xbb\xbf" + content.decode(charset).encode("utf-8")
        except (LookupError, UnicodeError):
            return content
    return content


def _read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the article of a page, with the address that it was fetched from; or that it is none."""
    content = source.read()
    for result in html.read(source.of(content)):
        if isinstance(result, Flaw):
            yield result
        elif (reason := not_an_article(content, result.text, source.about)) is not None:
            yield Flaw(reason)
        elif source.about and first_field(result.values, "url") is None:
            yield replace(result, values={**result.values, "url": source.about})
        else:
            yield result
