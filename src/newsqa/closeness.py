"""How near an article's day is to the day a question is asked, or to the time that it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsqa.types import TimeRange

Column = NDArray[np.float64]

# The days in which an article's closeness halves: to the day of asking, and to a time that is said. Both were chosen
# while looking at the folds that docs/decisions/018-dates.md reports.
_HALF_LIFE_ASKED = 7
_HALF_LIFE_SAID = 3
# Who asks for the latest means the day of asking twice as much.
_LATEST = 2.0


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an archive's dated articles, as ordinals, int64 [n], ascending."""

    ordinals: NDArray[np.int64]

    def newest(self, today: dt.date) -> dt.date | None:
        """Return the day of the newest article that is not after ``today``: a date ahead is wrong."""
        place = int(np.searchsorted(self.ordinals, today.toordinal(), side="right"))
        return dt.date.fromordinal(int(self.ordinals[place - 1])) if place else None

    def has(self, since: dt.date | None, until: dt.date | None) -> bool:
        """Whether any article is of these days; either end may be open."""
        first = 0 if since is None else int(np.searchsorted(self.ordinals, since.toordinal(), side="left"))
        stop = len(self.ordinals)
        if until is not None:
            stop = int(np.searchsorted(self.ordinals, until.toordinal(), side="right"))
        return first < stop


@dataclass(frozen=True, slots=True)
class Asked:
    """When a question is asked, and of what time.

    ``day`` is what articles are near to when no time is said: the day of asking, or the newest article's when the
    archive ends before. What is after ``today`` is near to nothing.
    """

    today: dt.date
    day: dt.date
    time: TimeRange | None = None


def asked_of(today: dt.date | None, time: TimeRange | None, days: Days) -> Asked | None:
    """Return when a question is asked of an archive, None when nothing is known of that or no article is dated.

    A time that no article is of is left alone: an older archive must not be ranked by how near it comes to it.
    """
    day = days.newest(today) if today else None
    if today is None or day is None:
        return None
    if time is not None and not time.is_latest and not days.has(time.since, _until(time, today)):
        time = None
    return Asked(today, day, time)


def days_away(asked: Asked | None, day: dt.date | None) -> int | None:
    """Return the days between an article's day and what counts: 0 inside, None where one of the two does not count."""
    if asked is None or day is None or day > asked.today:
        return None
    return _away(day, *_counted(asked))


def features(asked: Asked | None, dates: Sequence[dt.date | None]) -> dict[str, Column]:
    """Return how near articles are, each [n]: ``closeness`` to the day of asking, ``in_time`` to the time that is said.

    One of the two is 0 for all. An undated article is as near as the dated ones are on average.
    """
    nothing = np.zeros(len(dates))
    if asked is None:
        return {"closeness": nothing, "in_time": nothing}
    time = asked.time
    since, until = _counted(asked)
    if time is None or time.is_latest:
        near = _near(dates, since, until, asked.today, _HALF_LIFE_ASKED)
        return {"closeness": near * (_LATEST if time else 1.0), "in_time": nothing}
    near = _near(dates, since, until, asked.today, _HALF_LIFE_SAID)
    return {"closeness": nothing, "in_time": near}


def _counted(asked: Asked) -> tuple[dt.date | None, dt.date]:
    """Return the first and the last day that articles are near to."""
    if asked.time is None or asked.time.is_latest:
        return asked.day, asked.day
    return asked.time.since, _until(asked.time, asked.today)


def _until(time: TimeRange, today: dt.date) -> dt.date:
    return min(time.until or today, today)


def _away(day: dt.date, since: dt.date | None, until: dt.date) -> int:
    return (since - day).days if since and day < since else max(0, (day - until).days)


def _near(
    dates: Sequence[dt.date | None], since: dt.date | None, until: dt.date, today: dt.date, half_life_days: float
) -> Column:
    """Return 1 for articles of these days, half as much for each half life before or after, 0 after ``today``."""
    near = np.full(len(dates), np.nan)
    for place, day in enumerate(dates):
        if day is not None:
            near[place] = 0.0 if day > today else 2.0 ** (-_away(day, since, until) / half_life_days)
    known = ~np.isnan(near)
    near[~known] = near[known].mean() if known.any() else 0.0
    return near
