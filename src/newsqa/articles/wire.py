"""Articles as JSON, on their way from the process that reads them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from newsqa.types import Article, Span

# The status that the process ends with when it has no memory left.
OUT_OF_MEMORY = 77
_DAY, _MOMENT, _SPAN = "$day", "$moment", "$span"


def packed(message: dict[str, Any]) -> bytes:
    """Return a message as one line."""
    return json.dumps(message, default=_tagged).encode("ascii") + b"\n"


def unpacked(line: bytes) -> dict[str, Any]:
    """Return the message in a line; raises ValueError when it holds none."""
    message = json.loads(line, object_hook=_untagged)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def plain(article: Article) -> dict[str, Any]:
    """Return the fields of an article as :func:`packed` takes them."""
    return {field.name: getattr(article, field.name) for field in dataclasses.fields(Article)}


def article(fields: dict[str, Any]) -> Article:
    """Return the article of these fields, out of a message."""
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
    return Article(**values)


def _tagged(value: object) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Span):
        return {_SPAN: [value.start, value.end]}
    raise TypeError(type(value).__name__)


def _untagged(fields: dict[str, Any]) -> Any:  # noqa: ANN401  # whatever was tagged
    if len(fields) == 1:
        if _DAY in fields:
            return dt.date.fromisoformat(fields[_DAY])
        if _MOMENT in fields:
            return dt.datetime.fromisoformat(fields[_MOMENT])
        if _SPAN in fields:
            return Span(*fields[_SPAN])
    return fields
