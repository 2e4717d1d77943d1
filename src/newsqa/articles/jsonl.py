"""JSON Lines: one article a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from newsqa.articles.objects import fields_of
from newsqa.articles.source import Source
from newsqa.articles.text import Flaw
from newsqa.metadata import Fields


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield each line's article; a line that is not one is a flaw with its number."""
    most = source.limits.max_bytes
    number = 0
    while line := source.stream.readline(most + 1):
        number += 1
        if len(line) > most:
            yield Flaw(source.limits.too_large(), number, is_limit=True)
            while line and not line.endswith(b"\n"):
                line = source.stream.readline(most)
            continue
        if line.strip():
            yield _read_line(line, number)


def _read_line(line: bytes, number: int) -> Fields | Flaw:
    try:
        values: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Flaw("is not UTF-8, which JSON must be", number)
    except json.JSONDecodeError as error:
        return Flaw(f"is not JSON ({error.msg} at column {error.colno})", number)
    except (RecursionError, ValueError) as error:
        return Flaw(f"is not JSON that can be read ({error})", number)
    if not isinstance(values, dict):
        return Flaw("is JSON, but not an object with fields", number)
    return fields_of(values, number)
