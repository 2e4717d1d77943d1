"""A ledger as tables, whose rows sum up to it however many are left out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsqa.characters import one_line
from newsqa.ledger import FAILED, LENGTHS, UNCHANGED, Ledger, Line, reasons

# What stands where a value is not known, by breakdown.
UNKNOWN = {
    "folder": "the folder itself", "format": "no ending", "outlet": "not said", "month": "no date",
    "language": "not said",
}  # fmt: skip
_MOST_ROWS = 15
_MOST_MONTHS = 24
# An outlet may have any name; a column may not.
_MOST_CHARS = 60


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a text and numbers, under the names of their columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def headline(ledger: Ledger) -> str:
    """Return which build it was, when, and what came of it, in a line."""
    when = f"{ledger.ended_at.astimezone():%Y-%m-%d %H:%M}"
    parts = [f"build {ledger.number}", when, ", ".join(map(folder_name, ledger.roots)), outcome_words(ledger)]
    if ledger.only:
        parts.insert(3, f"only {', '.join(ledger.only)} read again")
    return one_line(" · ".join(parts))


def outcome_words(ledger: Ledger) -> str:
    """Return what came of a build."""
    generation = ledger.report.generation
    if ledger.outcome == FAILED:
        answers = "nothing answers yet" if generation is None else f"generation {generation} answers as before"
        return f"failed, {answers}"
    if ledger.outcome == UNCHANGED:
        return f"nothing new, generation {generation} answers as before"
    return f"published generation {generation}"


def folder_name(root: str) -> str:
    """Return the name of a root, without the folders that it stands in."""
    return posixpath.basename(root) or root


def label(value: str | None, breakdown: str) -> str:
    """Return what a line is called."""
    if value is None:
        return UNKNOWN[breakdown]
    named = one_line(value) or UNKNOWN[breakdown]
    return named if len(named) <= _MOST_CHARS else f"{named[: _MOST_CHARS - 1]}…"


def tables(ledger: Ledger) -> list[Table]:
    """Return the ledger by folder, format, outlet, month and language, the lengths, and why articles were left out."""
    found = [breakdown_table(ledger, name) for name in ledger.breakdown.by]
    found.append(lengths_table(ledger))
    if ledger.report.rejected:
        found.append(Table("left out", ("reason", "articles"), tuple(reasons(ledger.report.rejected))))
    return found


def breakdown_table(ledger: Ledger, name: str, most: int | None = None) -> Table:
    """Return the articles by folder, format, outlet, month or language: the largest lines, the newest months."""
    lines = ledger.breakdown.by.get(name, ())
    most = most or (_MOST_MONTHS if name == "month" else _MOST_ROWS)
    shown, others = split(lines, most, newest=name == "month")
    rows = [_row(label(line.value, name), [line]) for line in shown]
    if others:
        rows.insert(0 if name == "month" else len(rows), _row(_others(name, len(others)), others))
    rows.append(_row("all", lines))
    return Table(f"by {name}", (name, "read", "indexed", "unchanged", "copies", "rejected"), tuple(rows))


def timeline_table(ledger: Ledger, most: int) -> Table:
    """Return the articles that are in by month, the newest last, of all outlets and of each that has a column."""
    timeline = ledger.breakdown.timeline
    names = (*(label(outlet, "outlet") for outlet in timeline.outlets), "other outlets")
    rows: list[tuple[str | int, ...]] = [
        (month, sum(row), *row) for month, row in list(timeline.counts.items())[-most:]
    ]
    return Table("by month and outlet", ("month", "all outlets", *names), tuple(rows))


def lengths_table(ledger: Ledger) -> Table:
    """Return the articles that are in by their characters."""
    rows = tuple(zip(length_labels(), ledger.breakdown.lengths, strict=True))
    return Table("by length", ("characters", "articles"), rows)


def length_labels() -> Iterator[str]:
    """Yield what each of a breakdown's lengths is called."""
    yield f"up to {LENGTHS[0]:,}"
    for least, most in pairwise(LENGTHS):
        yield f"{least + 1:,} to {most:,}"
    yield f"over {LENGTHS[-1]:,}"


def split(lines: Sequence[Line], most: int, *, newest: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines that are shown, and the others; of months the last ones are shown."""
    if len(lines) <= most + 1:  # a line for one other would take its room
        return lines, ()
    if not newest:
        return lines[:most], lines[most:]
    unknown = [line for line in lines if line.value is None]
    dated = [line for line in lines if line.value is not None]
    return [*dated[-most:], *unknown], dated[:-most]


def _others(name: str, count: int) -> str:
    return f"{count} earlier months" if name == "month" else f"{count} others"


def _row(name: str, lines: Sequence[Line]) -> tuple[str | int, ...]:
    return (
        name, sum(line.read for line in lines), sum(line.indexed for line in lines),
        sum(line.unchanged for line in lines), sum(line.copies for line in lines),
        sum(line.rejected for line in lines),
    )  # fmt: skip
