"""Months and years as a reader filters by them: "2026-03" and "2026"."""

from __future__ import annotations

import calendar
import datetime as dt

_MONTH, _YEAR = len("2026-03"), len("2026")


def days_of(period: str) -> tuple[str, str]:
    """Return the first and the last day of a month or a year, in ISO 8601."""
    if len(period) == _YEAR:
        return f"{period}-01-01", f"{period}-12-31"
    year, month = (int(part) for part in period.split("-"))
    return f"{period}-01", f"{period}-{calendar.monthrange(year, month)[1]}"


def period_of(since: str, until: str) -> str | None:
    """Return the month or the year whose first and last day these are; None when they are of none."""
    try:
        day = dt.date.fromisoformat(since)
    except ValueError:
        return None
    periods = (day.isoformat()[:_YEAR], day.isoformat()[:_MONTH])
    return next((period for period in periods if days_of(period) == (since, until)), None)


def words_of(period: str) -> str:
    """Return a period as "March 2026" or "2026"."""
    return period if len(period) == _YEAR else f"{dt.date.fromisoformat(f'{period}-01'):%B} {period[:_YEAR]}"


def name_of(period: str) -> str:
    """Return a period's name among its neighbours, short: "Mar" or "2026"."""
    return period if len(period) == _YEAR else f"{dt.date.fromisoformat(f'{period}-01'):%b}"


def months_between(first: str, last: str) -> list[str]:
    """Return all months from one to another."""
    start, end = (12 * int(month[:_YEAR]) + int(month[_YEAR + 1 :]) - 1 for month in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]
