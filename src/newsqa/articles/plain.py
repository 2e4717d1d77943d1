"""Plain text: the first line is the title."""

from __future__ import annotations

from collections.abc import Iterator

from newsqa.articles.source import Source
from newsqa.articles.text import Flaw, decode, join_blocks, plain_blocks
from newsqa.characters import without_controls
from newsqa.metadata import Fields


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a text file."""
    text = decode(source.read())
    if isinstance(text, Flaw):
        yield text
        return
    title, _, body = without_controls(text).strip().partition("\n")
    if not body.strip() and title.strip():
        yield Flaw("has a first line, its title, and no text after it")
        return
    text, headings = join_blocks(plain_blocks(body))
    yield Fields({"title": title}, text, headings)
