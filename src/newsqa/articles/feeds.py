"""RSS and Atom files: an article an entry, its full text where the feed has it, else its summary."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from newsqa.articles.fragments import blocks_of_html
from newsqa.articles.source import Source
from newsqa.articles.text import Flaw, join_blocks
from newsqa.metadata import Fields

_ENDS = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>", re.IGNORECASE)
_TAIL_BYTES = 4096


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield each entry's article, numbered from 1."""
    content = source.read()
    feed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        yield Flaw("is XML, but no RSS or Atom feed")
        return
    is_cut = not _ENDS.search(content[-_TAIL_BYTES:])
    for number, entry in enumerate(feed.entries, 1):
        if is_cut and number == len(feed.entries):
            yield Flaw("is where the feed is cut short; fetch it again", number)
        else:
            yield _article(entry, feed.feed, number)


def _article(entry: Any, feed: Any, number: int) -> Fields | Flaw:  # noqa: ANN401  # feedparser has no types
    texts = [part.get("value") or "" for part in entry.get("content", ())] + [entry.get("summary") or ""]
    text, headings = join_blocks(blocks_of_html(max(texts, key=len)))
    if not text:
        return Flaw("has neither a text nor a summary", number)
    names = [author.get("name") for author in entry.get("authors", ()) if author.get("name")]
    values = {
        "title": entry.get("title"),
        "date": entry.get("published") or entry.get("created"),
        "modified": entry.get("updated"),
        "source": (entry.get("source") or {}).get("title") or feed.get("title"),
        "authors": names,
        "section": next((tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")), None),
        "url": entry.get("link"),
        "language": entry.get("language") or feed.get("language"),
    }
    return Fields({key: value for key, value in values.items() if value}, text, headings, number, origin="feed")
