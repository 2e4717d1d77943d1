"""Periods of the calendar: weeks from Monday, months, quarters, meteorological seasons of the northern hemisphere."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

_DAY = dt.timedelta(days=1)
MONTHS_OF = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120}
DAYS_OF = {"day": 1, "week": 7}
_LEAP_CYCLE = 8  # years within which a 29 February comes again, over the turn of a century too


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends in it; ``unit`` is what it is one of: "day", "week", "month" and so on."""

    first: dt.date
    last: dt.date
    unit: str


def day(when: dt.date, days: int = 0) -> Period:
    """Return a day, or the one so many days after it."""
    when += days * _DAY
    return Period(when, when, "day")


def months(year: int, month: int, unit: str) -> Period:
    """Return the unit of whole months that begins with a month; months beyond December are of the next years."""
    length = MONTHS_OF[unit]
    first_year, first_month = _carried(year, month)
    last_year, last_month = _carried(year, month + length - 1)
    return Period(
        dt.date(first_year, first_month, 1),
        dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]),
        unit,
    )


def around(when: dt.date, unit: str, units: int = 0) -> Period:
    """Return the day, week, weekend, month, quarter, half, year or decade that a day is in, or one some units on.

    A day that is in no weekend is in the one before it.
    """
    if unit == "day":
        return day(when, units)
    if unit in ("week", "weekend"):
        monday = when - when.weekday() * _DAY + 7 * units * _DAY
        if unit == "week":
            return Period(monday, monday + 6 * _DAY, unit)
        saturday = monday + 5 * _DAY if when.weekday() >= calendar.SATURDAY else monday - 2 * _DAY
        return Period(saturday, saturday + _DAY, unit)
    length = MONTHS_OF[unit]
    if unit == "decade":
        return months(when.year // 10 * 10 + 10 * units, 1, unit)
    return months(when.year, (when.month - 1) // length * length + 1 + length * units, unit)


def latest_day(number: int, month: int, today: dt.date) -> Period:
    """Return the last such day that is not after ``today``.

    Raises:
        ValueError: no month of this number has such a day.
    """
    for year in range(today.year, today.year - _LEAP_CYCLE - 1, -1):
        try:
            found = dt.date(year, month, number)
        except ValueError:
            continue
        if found <= today:
            return day(found)
    raise ValueError(f"there is no day {number} in month {month}")


def latest_weekday(weekday: int, today: dt.date) -> Period:
    """Return the last such day of the week, Monday being 0, that is not after ``today``."""
    return day(today, -((today.weekday() - weekday) % 7))


def latest(month: int, unit: str, today: dt.date) -> Period:
    """Return the last unit beginning with this month that had begun by ``today``."""
    found = months(today.year, month, unit)
    return found if found.first <= today else months(today.year - 1, month, unit)


def third(whole: Period, place: int) -> Period:
    """Return the early (0), mid (1) or late (2) part of a month, quarter, season, half, year or decade.

    Of a month these are the days to the 10th, to the 20th, and the rest; of a decade four, three and three years.
    """
    first, last = whole.first, whole.last
    if whole.unit == "month":
        cuts = [first, first.replace(day=11), first.replace(day=21), last + _DAY]
    elif whole.unit == "decade":
        cuts = [dt.date(first.year + years, 1, 1) for years in (0, 4, 7, 10)]
    elif whole.unit in MONTHS_OF:
        length = MONTHS_OF[whole.unit] // 3
        starts = [dt.date(*_carried(first.year, first.month + length * n), 1) for n in range(3)]
        cuts = [*starts, last + _DAY]
    else:
        return whole
    return Period(cuts[place], cuts[place + 1] - _DAY, "part")


def back(today: dt.date, number: int, unit: str) -> Period:
    """Return the days from so many units before ``today`` to ``today``."""
    if unit == "hour":
        return Period(today - -(-number // 24) * _DAY, today, "part")
    if unit in DAYS_OF:
        return Period(today - number * DAYS_OF[unit] * _DAY, today, "part")
    year, month = _carried(today.year, today.month - number * MONTHS_OF[unit])
    return Period(dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1])), today, "part")


def _carried(year: int, month: int) -> tuple[int, int]:
    return year + (month - 1) // 12, (month - 1) % 12 + 1
