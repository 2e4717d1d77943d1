"""What the archive holds, by month, outlet and language, as the page plots it and links it to the chat."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import babel

from newsqa.index import Index
from newsqa.ledger import FAILED, Breakdown, Ledger, Line, Standing, broken_down
from newsqa.report import charts
from newsqa.report.tables import label
from newsqa.types import Summary

# A table of more rows would be too long to read, and to open.
_MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is called, its numbers, and the chat's address with that filter, if it is one."""

    name: str
    counts: tuple[int, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class LinkedBar:
    """A bar of a plot, ``width`` of ``charts.WIDTH`` wide, with the chat's address."""

    name: str
    count: int
    width: float
    link: str | None


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with its numbers: the largest as bars, all as rows, of which ``left_out`` are not shown."""

    name: str
    title: str
    bars: tuple[LinkedBar, ...]
    rows: tuple[Row, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one generation holds."""

    summary: Summary
    strips: charts.Strips | None
    periods: dict[str, str]
    months: tuple[Row, ...]
    outlets: tuple[str, ...]
    plots: tuple[Plot, ...]
    undated: int


def chat_link(**fields: str | None) -> str | None:
    """Return the chat's address with a question (``q``) or filters set, by their names there; None without any."""
    wanted = {name: value for name, value in fields.items() if value}
    return f"/?{urlencode(wanted)}" if wanted else None


def holdings(index: Index, ledgers: Sequence[Ledger]) -> Holdings:
    """Return what the newest generation holds: from the ledger of the build that made it, or read anew.

    Raises:
        NewsQAError: the index cannot be read.
    """
    summary = index.summary()
    breakdown = _told(summary, ledgers) or broken_down(_standings(index), ())
    strips = charts.strips(breakdown.timeline)
    periods = [column.label for column in strips.strips[0].columns] if strips else []
    months = list(breakdown.timeline.counts.items())
    dated = sum(sum(row) for _, row in months)
    names = tuple(label(outlet, "outlet") for outlet in breakdown.timeline.outlets)
    has_others = any(row[-1] for _, row in months)
    return Holdings(
        summary, strips, {period: _of_period(period) or "/" for period in periods},
        tuple(
            Row(month, (sum(row), *(row if has_others else row[:-1])), _of_period(month))
            for month, row in months[: -_MOST_ROWS - 1 : -1]
        ),
        (*names, "other outlets") if has_others else names,
        (_plot(breakdown, "outlet", "source", "Outlets"), _plot(breakdown, "language", "language", "Languages")),
        summary.articles - dated,
    )  # fmt: skip


def language_name(code: str) -> str:
    """Return a language's English name with its code, or the code alone."""
    try:
        named = babel.Locale.parse(code, sep="-").english_name
    except (ValueError, TypeError, babel.UnknownLocaleError):
        return code
    return f"{named} ({code})" if named else code


def _told(summary: Summary, ledgers: Sequence[Ledger]) -> Breakdown | None:
    for ledger in ledgers:
        if ledger.outcome != FAILED and ledger.report.generation == summary.generation:
            kept = sum(line.kept for line in ledger.breakdown.by.get("outlet", ()))
            return ledger.breakdown if kept == summary.articles else None
    return None


def _standings(index: Index) -> Iterator[Standing]:
    for article in index.articles():
        month = article.date.isoformat()[:7] if article.date else None
        yield Standing(article.path, article.source, month, article.language, 0, "unchanged")


def _plot(breakdown: Breakdown, name: str, filter_name: str, title: str) -> Plot:
    lines = sorted((line for line in breakdown.by.get(name, ()) if line.kept), key=lambda line: -line.kept)
    bars = tuple(
        LinkedBar(_called(bar.value, name) if bar.value else bar.label, bar.kept, bar.kept_width,
                  chat_link(**{filter_name: bar.value}))
        for bar in charts.kept_bars(breakdown, name)
    )  # fmt: skip
    rows = tuple(_row(line, name, filter_name) for line in lines[:_MOST_ROWS])
    return Plot(name, title, bars, rows, len(lines) - len(rows))


def _row(line: Line, name: str, filter_name: str) -> Row:
    return Row(_called(line.value, name), (line.kept,), chat_link(**{filter_name: line.value}))


def _called(value: str | None, name: str) -> str:
    return language_name(value) if value and name == "language" else label(value, name)


def _of_period(period: str) -> str | None:
    """Return the chat's address for a month, as 2024-07, or a year; None when it is none."""
    year, _, month = period.partition("-")
    try:
        first = dt.date(int(year), int(month or 1), 1)
    except ValueError:
        return None
    last = dt.date(first.year, int(month or 12), calendar.monthrange(first.year, int(month or 12))[1])
    return chat_link(since=first.isoformat(), until=last.isoformat())
