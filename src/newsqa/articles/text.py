"""Bytes to text, and text to paragraphs, one a line, with its subheadings known."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import charset_normalizer

from newsqa.articles.blocks import Block
from newsqa.articles.boilerplate import without_furniture
from newsqa.characters import without_controls
from newsqa.types import Span

BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_HEADING_WORDS = 12
_HEADING_CHARS = 90
_NOT_A_HEADING_END = tuple(".!?…:;,\"”»“’')]。！？：；，」』")  # noqa: RUF001  # as other scripts write them
_NOT_A_HEADING_START = re.compile(r"^[\s\"“”„«»'‘’\-–—*•·>#|(\[]")  # noqa: RUF001
_WRAPPED_LINE_CHARS = (40, 100)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a file, or one line of it, gave no article; ``is_limit`` where another setting might."""

    reason: str
    line: int | None = None
    is_limit: bool = False


def decode(content: bytes) -> str | Flaw:
    """Decode a whole file: byte order mark, else UTF-8, else what charset-normalizer finds."""
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                return Flaw(f"cannot be decoded ({encoding} by its first bytes, but {error.reason})")
    if b"\x00" in content[:8192]:
        return Flaw("is binary, not text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(content).best()
    if best is None:
        return Flaw("cannot be decoded; save it as UTF-8")
    return str(best)


def join_blocks(blocks: Iterable[Block]) -> tuple[str, tuple[Span, ...]]:
    """Return the blocks as a text, one a line, without a site's furniture, and where its subheadings stand."""
    lines: list[str] = []
    headings: list[Span] = []
    start = 0
    for block in without_furniture(blocks):
        line = without_controls(block.text).replace("\n", " ").strip()
        if not line:
            continue
        if block.is_heading:
            headings.append(Span(start, start + len(line)))
        lines.append(line)
        start += len(line) + 1
    return "\n".join(lines), tuple(headings)


def plain_blocks(text: str) -> list[Block]:
    """Cut plain text into paragraphs: lines, or, where lines are wrapped, what blank lines part."""
    paragraphs: list[str] = []
    for chunk in re.split(r"\n[^\S\n]*\n", without_controls(text)):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        paragraphs += [" ".join(lines)] if _is_wrapped(lines) else lines
    return [Block(paragraph, _is_heading(paragraph, follower)) for paragraph, follower in pairwise([*paragraphs, ""])]


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the line breaks are a typewriter's: lines of about one length that end anywhere."""
    full = lines[:-1]
    if not full:
        return False
    least, most = _WRAPPED_LINE_CHARS
    ends_in_stop = sum(line.endswith((".", "!", "?", "”", '"')) for line in full)
    return max(map(len, lines)) <= most and statistics.median(map(len, full)) >= least and ends_in_stop <= len(full) / 2


def _is_heading(line: str, follower: str) -> bool:
    """Whether a line of plain text is a subheading: short, without a stop, before a real paragraph."""
    return (
        len(line) <= _HEADING_CHARS
        and len(line.split()) <= _HEADING_WORDS
        and not line.endswith(_NOT_A_HEADING_END)
        and not _NOT_A_HEADING_START.match(line)
        and not line[0].islower()
        and len(follower) > len(line)
        and follower.endswith(_NOT_A_HEADING_END)
    )
