"""What a question can be narrowed by, and its articles by day and by outlet, as templates draw them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from newsqa.types import Counts, Survey, SurveyEntry
from newsqa.web.conversation import Turn
from newsqa.web.filters import Filters, shown_value
from newsqa.web.periods import days_of, months_between, name_of, words_of

_MOST_OUTLETS = 6
# So many columns a chart can have side by side on the narrowest phone; what spans more months is counted by year.
_MOST_COLUMNS = 12
_MOST_OFFERED = 8  # languages, sections or authors of the hits that are offered to narrow by
_MONTH, _YEAR = len("2026-03"), len("2026")
NO_OUTLET = "No outlet named"


@dataclass(frozen=True, slots=True)
class Bar:
    """A count in a chart, with its share of the highest; ``filters`` are those to ask with if it can be chosen."""

    name: str
    words: str
    count: int
    share: float = 0.0
    filters: Filters | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """The nearest articles counted by one of their fields, those of ``within`` alone when it says something.

    ``rest`` are those that no bar stands for, ``years`` how many months of each year stand beside each other.
    """

    bars: tuple[Bar, ...]
    articles: int
    rest: tuple[Bar, ...] = ()
    years: tuple[tuple[str, int], ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Articles of one month, under its name; ``gap`` says how long none came before it."""

    name: str
    gap: str
    entries: tuple[SurveyEntry, ...]


def outlets_chart(turn: Turn) -> Chart | None:
    """Return the nearest articles by outlet; None when that tells nothing."""
    spread = turn.facets.outlets or (turn.answer.spread if turn.answer else None)
    if spread is None or len(spread.sources) < (1 if turn.filters.values("sources") else 2):
        return None
    named = [(name, count) for name, count in spread.sources if name is not None]
    shown = [
        (name, count) for place, (name, count) in enumerate(named)
        if place < _MOST_OUTLETS or turn.filters.has("sources", name)
    ]  # fmt: skip
    highest = max((count for _, count in spread.sources), default=1)
    chosen = turn.filters
    bars = tuple(
        Bar(name, name, count, count / highest, chosen.toggled("sources", name), chosen.has("sources", name))
        for name, count in shown
    )  # fmt: skip
    left = [pair for pair in named if pair not in shown]
    rest = [Bar(f"{len(left)} other outlet{'s' if len(left) > 1 else ''}", "", sum(count for _, count in left))]
    rest = [*(rest if left else []), *_unsaid(spread.sources, NO_OUTLET)]
    return Chart(bars, spread.articles, tuple(rest)) if bars else None


def period_charts(turn: Turn) -> tuple[Chart, ...]:
    """Return the nearest articles by month; when they span many, by year, and by month of the year that is chosen.

    There is none where that tells nothing.
    """
    spread = turn.facets.months or (turn.answer.spread if turn.answer else None)
    if spread is None:
        return ()
    counts = {month: count for month, count in spread.months if month is not None}
    chosen = turn.filters.period
    if len(counts) < (1 if chosen else 2):
        return ()
    periods = _periods(list(counts))
    charts = [_columns(turn, periods, counts, spread.articles, _unsaid(spread.months, "undated"))]
    year = (chosen or "")[:_YEAR]
    months = [month for month in counts if month[:_YEAR] == year]
    if months and year in periods:
        within = sum(counts[month] for month in months)
        between = months_between(min(months), max(months))
        charts.append(dataclasses.replace(_columns(turn, between, counts, within, ()), within=year))
    return tuple(charts)


def _columns(turn: Turn, periods: list[str], counts: dict[str, int], articles: int, rest: tuple[Bar, ...]) -> Chart:
    counted = {period: sum(n for month, n in counts.items() if month.startswith(period)) for period in periods}
    highest = max(counted.values())
    bars = tuple(
        Bar(
            name_of(period), words_of(period), count, count / highest,
            turn.filters.toggled_period(period) if count else None, turn.filters.period == period,
        )
        for period, count in counted.items()
    )  # fmt: skip
    years = [(year, len(list(months))) for year, months in groupby(p[:_YEAR] for p in periods if len(p) == _MONTH)]
    return Chart(bars, articles, rest, tuple(years))


def _periods(months: list[str]) -> list[str]:
    """Return the columns of a chart, in order: with the empty ones between, unless these were too many."""
    first, last = min(months), max(months)
    between = months_between(first, last)
    if len(between) <= _MOST_COLUMNS:
        return between
    years = [f"{year:04}" for year in range(int(first[:_YEAR]), int(last[:_YEAR]) + 1)]
    return years if len(years) <= _MOST_COLUMNS else sorted({month[:_YEAR] for month in months})


def _unsaid(counts: Counts, words: str) -> tuple[Bar, ...]:
    return tuple(Bar(words, words, count) for name, count in counts if name is None)


def offers(turn: Turn) -> tuple[tuple[str, str, tuple[Bar, ...]], ...]:
    """Return what else the hits can be narrowed by with one click: argument, what it is, and its values."""
    answer = turn.answer
    if answer is None:
        return ()
    authors = dict.fromkeys(author for hit in answer.hits for author in hit.article.authors)
    fields: tuple[tuple[str, str, Counts], ...] = (
        ("languages", "Language", answer.spread.languages if len(answer.spread.languages) > 1 else ()),
        ("sections", "Section", answer.spread.sections if len(answer.spread.sections) > 1 else ()),
        ("authors", "Author", tuple((author, 0) for author in authors)),
    )
    offered = []
    for name, label, counts in fields:
        values = [(value, count) for value, count in counts if value and not turn.filters.has(name, value)]
        bars = tuple(
            Bar(shown_value(name, value), value, count, filters=turn.filters.toggled(name, value))
            for value, count in values[:_MOST_OFFERED]
        )
        if bars:
            offered.append((name, label, bars))
    return tuple(offered)


def by_month(survey: Survey) -> tuple[Stretch, ...]:
    """Return the articles of a survey month by month, the oldest first, those without a day at the end."""
    entries = sorted(survey.entries, key=_by_day)
    stretches: list[Stretch] = []
    before: str | None = None
    for month, group in groupby(entries, key=lambda entry: _month(entry.article.date)):
        name = words_of(month) if month else "Undated"
        stretches.append(Stretch(name, _gap(before, month) if before and month else "", tuple(group)))
        before = month
    return tuple(stretches)


def by_outlet(survey: Survey) -> tuple[tuple[str | None, tuple[SurveyEntry, ...]], ...]:
    """Return the articles of a survey by outlet, that of the best first, each outlet's the oldest first."""
    outlets = dict.fromkeys(entry.article.source for entry in survey.entries)
    return tuple(
        (outlet, tuple(sorted((entry for entry in survey.entries if entry.article.source == outlet), key=_by_day)))
        for outlet in outlets
    )


def _by_day(entry: SurveyEntry) -> tuple[bool, dt.date]:
    day = entry.article.date
    return day is None, day or dt.date.min


def _month(day: dt.date | None) -> str | None:
    return day.isoformat()[:_MONTH] if day else None


def _gap(before: str, month: str) -> str:
    """Return how long there was no article between two months; empty when they follow each other."""
    between = len(months_between(before, month)) - 2
    if between < 1:
        return ""
    years, months = divmod(between, 12)
    counts = ((years, "year"), (months, "month"))
    parts = [f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in counts if number]
    return f"{' and '.join(parts)} without an article here"


def quick_days(last: dt.date) -> tuple[tuple[str, str, str], ...]:
    """Return the stretches of days up to the archive's last that the form offers: name, first day, last day or none."""
    year = last.isoformat()[:_YEAR]
    return (
        ("Last 7 days", (last - dt.timedelta(days=6)).isoformat(), ""),
        ("Last 30 days", (last - dt.timedelta(days=29)).isoformat(), ""),
        (f"All of {year}", *days_of(year)),
    )
