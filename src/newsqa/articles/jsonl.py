"""JSON Lines: one article a line, by the field names that archives and benchmarks use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsqa.articles.text import Flaw, join_blocks, plain_blocks
from newsqa.metadata import Fields, first_field


def read(path: Path, max_bytes: int) -> Iterator[Fields | Flaw]:
    """Yield each line's article; a line that is not one is a flaw with its number."""
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(max_bytes + 1):
            number += 1
            if len(line) > max_bytes:
                yield Flaw(f"is over {max_bytes // 1_000_000} MB; raise max_file_mb if it is meant", number)
                while line and not line.endswith(b"\n"):
                    line = lines.readline(max_bytes)
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
    body = first_field(values, "text")
    if not isinstance(body, str):
        return Flaw("has no text; put it in a field named text", number)
    text, headings = join_blocks(plain_blocks(body))
    return Fields(values, text, headings, line=number)
