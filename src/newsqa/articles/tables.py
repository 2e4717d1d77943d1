"""CSV and TSV: an article a row, its columns known by their names or by a setting; streamed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

import charset_normalizer

from newsqa.articles.formats import suffix_of
from newsqa.articles.objects import FIELD_NAMES, fields_of
from newsqa.articles.source import Source, UnreadableError, columns_named
from newsqa.articles.text import BOMS, Flaw
from newsqa.characters import one_line
from newsqa.metadata import NAMES, Fields

_DELIMITERS = ",;\t|"
_HEAD_BYTES = 65_536
_SHOWN_COLUMNS = 12


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield each row's article, by the number of the line that it begins in.

    Raises:
        UnreadableError: no column is known as the text, or the encoding is not.
    """
    csv.field_size_limit(source.limits.max_bytes)
    lines = _Lines(source)
    delimiter, columns = _header(lines, source)
    rows = csv.reader(iter(lines), delimiter=delimiter)
    while True:
        lines.begins = None
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Flaw(f"is not a row that can be read ({error}); a quotation mark may be missing", lines.begins)
            continue
        yield from lines.flaws
        lines.flaws.clear()
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield _article(row, columns, delimiter, lines.begins or lines.number)


def _article(row: list[str], columns: list[str], delimiter: str, line: int) -> Fields | Flaw:
    if len(row) > len(columns):
        return Flaw(
            f"has {len(row)} cells where the first line names {len(columns)}; put {delimiter!r} in quotes", line
        )
    if any("\udc80" <= character <= "\udcff" for cell in row for character in cell):
        return Flaw("is in another encoding than the lines before; save the file as UTF-8", line)
    values = {name: cell for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
    return fields_of(values, line)


class _Lines:
    """The lines of a table, none longer than the limit: a longer one is a flaw."""

    def __init__(self, source: Source) -> None:
        self._most = source.limits.max_bytes
        self._too_large = source.limits.too_large()
        encoding = _encoding(source.stream.peek(_HEAD_BYTES)[:_HEAD_BYTES])
        self._text = io.TextIOWrapper(
            cast("BinaryIO", source.stream), encoding=encoding, errors="surrogateescape", newline=""
        )
        self.number = 0
        self.begins: int | None = None  # the number of the first line given since this was None
        self.flaws: list[Flaw] = []

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(self._most):
            self.number += 1
            if len(line) < self._most:
                self.begins = self.begins or self.number
                yield line
                continue
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(self._most)
            self.flaws.append(Flaw(self._too_large, self.number, is_limit=True))


def _encoding(head: bytes) -> str:
    for bom, encoding in BOMS.items():
        if head.startswith(bom):
            return encoding
    try:
        # The head may end in the middle of a character.
        head[: head.rfind(b"\n") + 1 or len(head)].decode("utf-8")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(head).best()
        if best is None:
            raise UnreadableError("cannot be decoded; save it as UTF-8") from None
        return best.encoding
    return "utf-8"


def _header(lines: _Lines, source: Source) -> tuple[str, list[str]]:
    """Return what parts the columns, and the field that each stands for or its own name."""
    named = columns_named(source.limits.columns)
    line = next((line for line in lines if line.strip()), "")
    candidates = "\t" if suffix_of(source.label) == ".tsv" and "\t" in line else _DELIMITERS
    best: tuple[int, int, str, list[str]] = (-1, 0, ",", [])
    for delimiter in candidates:
        names = [one_line(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
        fields = [named.get(name.casefold(), _known(name)) for name in names]
        known = sum(field in NAMES for field in fields)
        if (known, len(names)) > best[:2]:
            best = (known, len(names), delimiter, fields if known else names)
    _, _, delimiter, columns = best
    if not any(name in NAMES["text"] or name in FIELD_NAMES["text"] for name in columns):
        shown = ", ".join(columns[:_SHOWN_COLUMNS])[:200]
        raise UnreadableError(
            f"has no column that is known as the text; its first line names {shown}. Name it in the setting columns: "
            "text=NAME, title=NAME"
        )
    return delimiter, columns


def _known(name: str) -> str:
    """Return a column's name as the field's other names are written, or as it is."""
    plain = re.sub(r"[\s_-]+", "_", name.strip().casefold())
    for field, names in NAMES.items():
        if plain in (other.casefold() for other in names):
            return field
    return next((other for names in FIELD_NAMES.values() for other in names if plain == other.casefold()), name)
