"""JSON files: an array of articles, one article, or what an API sends around them; streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ijson
from ijson.common import ObjectBuilder

from newsqa.articles.objects import fields_of, is_article
from newsqa.articles.source import Source, UnreadableError
from newsqa.articles.text import Flaw
from newsqa.characters import one_line
from newsqa.metadata import Fields

# What APIs and exports call the list of their articles, and what they wrap it in.
_LISTS = frozenset(
    [
        "articles",
        "results",
        "items",
        "data",
        "docs",
        "documents",
        "hits",
        "response",
        "news",
        "stories",
        "entries",
        "posts",
        "value",
        "values",
        "feed",
        "records",
        "rows",
        "content",
    ]
)
_MOST_WRAPPED = 3
# Deeper than anybody's article, and no more than Python can put together and take apart again.
_MOST_DEEP = 200
_ARTICLE, _REST = "article", "rest"


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the articles; their numbers count from 1, but for one that is the whole file."""
    number = 0
    try:
        for what, value in _values(source):
            if what == _ARTICLE:
                number += 1
                is_object = isinstance(value, dict)
                yield fields_of(value, number) if is_object else Flaw("is not an object with fields", number)
            elif not number:
                yield _alone(value)
    except ijson.JSONError as error:
        reason = one_line(str(error))[:100]
        if number == 0 and "trailing garbage" in reason:
            reason += "; a file with an article a line is named .jsonl"
        yield Flaw(f"is not JSON to its end ({reason})")


def _alone(value: object) -> Fields | Flaw:
    if isinstance(value, dict) and is_article(value):
        return fields_of(value, None)
    return Flaw(
        f"holds no article: neither a text nor a list of articles under a known name ({', '.join(sorted(_LISTS))})"
    )


def _values(source: Source) -> Iterator[tuple[str, Any]]:
    """Yield each element of the lists of articles as it comes, at last all that stands beside them.

    Raises:
        ijson.JSONError: it is not JSON.
        UnreadableError: it is nested too deep, or one article is too large.
    """
    builder, rest = ObjectBuilder(), ObjectBuilder()
    path: list[str] = []  # of keys; "" for an array
    inside = 0  # how deep in an element of a list; 0 outside
    taken = 0
    for event, value in _events(source):
        opens, closes = event in ("start_map", "start_array"), event in ("end_map", "end_array")
        if not inside and _is_list(path) and event not in ("end_array", "map_key"):
            builder, taken = ObjectBuilder(), 0
            if not opens:
                yield _ARTICLE, value
                continue
        if inside or (_is_list(path) and opens):
            builder.event(event, value)
            inside += opens - closes
            taken += len(value) if isinstance(value, str) else 1
            if taken > source.limits.max_bytes:
                raise UnreadableError(f"has an article that {source.limits.too_large()}")
            if not inside:
                yield _ARTICLE, builder.value
        else:
            rest.event(event, value)
            _step(path, event, value)
        if max(len(path), inside) > _MOST_DEEP:
            raise UnreadableError(f"is nested over {_MOST_DEEP} deep, as no article is")
    yield _REST, getattr(rest, "value", None)


def _events(source: Source) -> Iterator[tuple[str, Any]]:
    if source.stream.peek(3)[:3] == b"\xef\xbb\xbf":
        source.stream.read(3)
    events: Iterator[tuple[str, Any]] = ijson.basic_parse(source.stream, use_float=True)
    return events


def _step(path: list[str], event: str, value: object) -> None:
    """Keep the path: a map gives a place for its key, which each key replaces; an array gives ""."""
    match event:
        case "start_map":
            path.append("{")
        case "map_key":
            path[-1] = f"{{{value}"
        case "start_array":
            path.append("")
        case "end_map" | "end_array":
            path.pop()


def _is_list(path: list[str]) -> bool:
    """Whether the path leads into a list of articles: an array, in nothing but wrappers by known names."""
    return (
        0 < len(path) <= _MOST_WRAPPED + 1
        and path[-1] == ""
        and all(key.startswith("{") and key[1:].casefold() in _LISTS for key in path[:-1])
    )
