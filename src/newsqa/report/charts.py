"""A ledger as the shapes of plots: bars, and strips of columns by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsqa.ledger import Breakdown, Ledger, Line, Timeline, reasons
from newsqa.report.tables import UNKNOWN, label, length_labels, split

# Every plot is drawn in a box of this width, and stretched to the width that there is.
WIDTH = 1000.0
STRIP_HEIGHT = 40.0
_MOST_BARS = 10
# More columns than this could not be told apart; a wrong year would make thousands of months.
_MOST_MONTHS = 180
_MOST_YEARS = 120
_GAP_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of ``kept`` articles and, after these, of ``rejected`` ones; widths are of ``WIDTH``.

    ``value`` is what its articles have in common, as they have it; None of those together that have not.
    """

    label: str
    kept: int
    rejected: int
    kept_width: float
    rejected_width: float
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a strip: articles of a month or year; places are of ``WIDTH`` and ``STRIP_HEIGHT``."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The articles of one outlet (``value``), or of all, by month or year, with the most that one column has."""

    label: str
    total: int
    most: int
    columns: tuple[Column, ...]
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Strips:
    """Strips that share their months or years, from ``first`` to ``last``; ``undrawn`` articles are older."""

    unit: str
    first: str
    last: str
    strips: tuple[Strip, ...]
    undrawn: int


def breakdown_bars(ledger: Ledger, name: str) -> tuple[Bar, ...]:
    """Return the largest folders, formats, outlets or languages, and all others together."""
    lines = ledger.breakdown.by.get(name, ())
    shown, others = split(lines, _MOST_BARS, newest=False)
    found = [(label(line.value, name), [line]) for line in shown]
    if others:
        found.append((f"{len(others)} others", list(others)))
    return _bars([(name, sum(map(_kept, lines)), sum(line.rejected for line in lines)) for name, lines in found])


def kept_bars(breakdown: Breakdown, name: str) -> tuple[Bar, ...]:
    """Return the same of the articles that are in alone: nothing is known of the others' outlet or language."""
    lines = [line for line in breakdown.by.get(name, ()) if line.kept]
    shown, others = split(sorted(lines, key=lambda line: -line.kept), _MOST_BARS, newest=False)
    found = [(label(line.value, name), line.kept, 0) for line in shown]
    if others:
        found.append((f"{len(others)} others", sum(map(_kept, others)), 0))
    values = [line.value for line in shown] + [None]
    return tuple(replace(bar, value=value) for bar, value in zip(_bars(found), values, strict=False))


def length_bars(ledger: Ledger) -> tuple[Bar, ...]:
    """Return how many articles that are in have how many characters."""
    return _bars([(name, count, 0) for name, count in zip(length_labels(), ledger.breakdown.lengths, strict=True)])


def reason_bars(ledger: Ledger) -> tuple[Bar, ...]:
    """Return the reasons for which articles were left out."""
    found = reasons(ledger.report.rejected)
    bars = [(reason, 0, count) for reason, count in found[:_MOST_BARS]]
    if len(found) > _MOST_BARS:
        others = found[_MOST_BARS:]
        bars.append((f"{len(others)} other reasons", 0, sum(count for _, count in others)))
    return _bars(bars)


def strips(timeline: Timeline) -> Strips | None:
    """Return the dated articles by month, of all outlets and of each; by year, where that is too many months."""
    if not timeline.counts:
        return None
    periods, counts, unit = _months(timeline), dict(timeline.counts), "month"
    if len(periods) > _MOST_MONTHS:
        unit, counts = "year", _by_year(timeline)
        first, last = int(min(counts)), int(max(counts))
        periods = [f"{year:04}" for year in range(first, last + 1)][-_MOST_YEARS:]
    nothing = (0,) * (len(timeline.outlets) + 1)
    rows = [counts.get(period, nothing) for period in periods]
    found = [_strip("all outlets", periods, [sum(row) for row in rows])]
    names = [*timeline.outlets, "other outlets" if timeline.outlets else UNKNOWN["outlet"]]
    for place, name in enumerate(names):
        column = [row[place] for row in rows]
        if any(column):
            value = name if place < len(timeline.outlets) else None
            found.append(replace(_strip(label(name, "outlet"), periods, column), value=value))
    undrawn = sum(map(sum, timeline.counts.values())) - found[0].total
    return Strips(unit, periods[0], periods[-1], tuple(found), undrawn)


def _strip(name: str, periods: Sequence[str], counts: Sequence[int]) -> Strip:
    most = max(counts)
    step = WIDTH / len(counts)
    columns = [
        Column(
            period, count, round(place * step, 2), round(STRIP_HEIGHT * (1 - count / most), 2),
            round(step * (1 - _GAP_SHARE), 2), round(STRIP_HEIGHT * count / most, 2),
        )
        for place, (period, count) in enumerate(zip(periods, counts, strict=True)) if count
    ]  # fmt: skip
    return Strip(name, sum(counts), most, tuple(columns))


def _months(timeline: Timeline) -> list[str]:
    """Return every month from the first to the last, or one more than can be drawn."""
    (year, month), last = (int(part) for part in min(timeline.counts).split("-")), max(timeline.counts)
    found = [f"{year:04}-{month:02}"]
    while found[-1] != last and len(found) <= _MOST_MONTHS:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04}-{month:02}")
    return found


def _by_year(timeline: Timeline) -> dict[str, tuple[int, ...]]:
    years: dict[str, tuple[int, ...]] = {}
    for month, row in timeline.counts.items():
        sums = years.get(month[:4], (0,) * len(row))
        years[month[:4]] = tuple(a + b for a, b in zip(sums, row, strict=True))
    return years


def _bars(found: Sequence[tuple[str, int, int]]) -> tuple[Bar, ...]:
    most = max((kept + rejected for _, kept, rejected in found), default=0) or 1
    return tuple(
        Bar(name, kept, rejected, round(WIDTH * kept / most, 1), round(WIDTH * rejected / most, 1))
        for name, kept, rejected in found
    )


def _kept(line: Line) -> int:
    return line.kept
