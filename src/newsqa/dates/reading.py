"""What a time means: from the words that were found to the period, on the day on which it is said."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping

from newsqa.dates import periods
from newsqa.dates.language import Language
from newsqa.dates.periods import Period

# By the names of the groups in a language's patterns; None where a group took no part.
Groups = Mapping[str, str | None]

_HOURS_A_DAY = 24
_MONTHS = 12
_CENTURIES = range(1500, 2000, 100)  # "the 1600s" may be the decade or the century
_LEAST_SHORT_DECADE = 30  # "the 20s" may be of either century


def read(kind: str, groups: Groups, language: Language, today: dt.date) -> Period | None:
    """Return the period of a time of this kind, None when there is none in the calendar, or more than one."""
    try:
        return _READERS[kind](_Words(groups, language), today)
    except (ValueError, OverflowError):  # 31 June; a thousand years ago
        return None


def has_year(groups: Groups) -> bool:
    """Whether a time says its year, so that no other one next to it tells it."""
    return any(groups.get(name) for name in ("year", "last_year", "this_year", "decade", "decade_name"))


class _Words:
    """The words of one time, as numbers."""

    def __init__(self, groups: Groups, language: Language) -> None:
        self._groups, self.language = groups, language

    def has(self, name: str) -> bool:
        return self._groups.get(name) is not None

    def is_(self, name: str, word: str) -> bool:
        return self._groups.get(name) == word

    def number(self, name: str) -> int:
        return int(self._groups[name] or "")

    def named(self, group: str, numbers: Mapping[str, int]) -> int:
        word = (self._groups[group] or "").casefold()
        return int(word) if word.isdigit() else numbers[word]

    @property
    def count(self) -> int:
        return self.named("number", self.language.numbers) if self.has("number") else 1

    @property
    def month(self) -> int:
        return self.named("month", self.language.months)

    @property
    def weekday(self) -> int:
        return self.named("weekday", self.language.weekdays)

    @property
    def season(self) -> int:
        return self.named("season", self.language.seasons)

    @property
    def days(self) -> int:
        return self.named("name", self.language.days)

    @property
    def decade(self) -> int:
        return self.named("decade_name", self.language.decades) if self.has("decade_name") else self.number("decade")

    @property
    def place(self) -> int:
        """Which quarter or half."""
        return self.named("ordinal", self.language.ordinals) if self.has("ordinal") else self.number("number")

    @property
    def unit(self) -> str | None:
        return next((unit for unit in self.language.units if self.has(f"{unit}_")), None)

    @property
    def units_back(self) -> int:
        return 2 if self.has("before_last") else 1 if self.has("last") else 0

    def year(self, today: dt.date) -> int | None:
        if self.has("last_year"):
            return today.year - 1
        if self.has("this_year"):
            return today.year
        return self.number("year") if self.has("year") else None


def _named(words: _Words, today: dt.date) -> Period:
    return periods.day(today, words.days)


def _night(_: _Words, today: dt.date) -> Period:
    return Period(today - dt.timedelta(days=1), today, "part")


def _iso(words: _Words, _: dt.date) -> Period:
    return periods.day(dt.date(words.number("year"), words.number("month_number"), words.number("day")))


def _numeric(words: _Words, _: dt.date) -> Period | None:
    """Return a day written in numbers: its day first after a point, with strokes only where it can be told."""
    one, two, year = words.number("one"), words.number("two"), words.number("year")
    if words.is_("sign", ".") or words.language.code != "en" or one > _MONTHS or one == two:
        return periods.day(dt.date(year, two, one))
    return periods.day(dt.date(year, one, two)) if two > _MONTHS else None


def _date(words: _Words, today: dt.date) -> Period:
    year = words.year(today)
    if year is None:
        return periods.latest_day(words.number("day"), words.month, today)
    return periods.day(dt.date(year, words.month, words.number("day")))


def _days(words: _Words, today: dt.date) -> Period | None:
    first = _date(words, today).first
    last = first.replace(day=words.number("day2"))
    return Period(first, last, "part") if first < last else None


def _month(words: _Words, today: dt.date) -> Period:
    year = words.year(today)
    if year is None:
        return periods.latest(words.month, "month", today)
    return periods.months(year, words.month, "month")


def _year(words: _Words, _: dt.date) -> Period:
    return periods.months(words.number("year"), 1, "year")


def _years(words: _Words, today: dt.date) -> Period | None:
    first, last = _year(words, today).first, dt.date(words.number("year2"), 12, 31)
    return Period(first, last, "part") if first < last else None


def _decade(words: _Words, _: dt.date) -> Period | None:
    decade = words.decade
    if decade < _LEAST_SHORT_DECADE or decade in _CENTURIES:
        return None
    return periods.months(decade + 1900 if decade < 100 else decade, 1, "decade")


def _part_of_year(unit: str) -> Callable[[_Words, dt.date], Period | None]:
    length = periods.MONTHS_OF[unit]

    def read_part(words: _Words, today: dt.date) -> Period | None:
        year, place = words.year(today), words.place
        if not 1 <= place <= 12 // length:
            return None
        month = length * (place - 1) + 1
        return periods.latest(month, unit, today) if year is None else periods.months(year, month, unit)

    return read_part


def _season(words: _Words, today: dt.date) -> Period:
    year = words.year(today)
    if year is None:
        return periods.latest(words.season, "season", today)
    return periods.months(year, words.season, "season")


def _relative(words: _Words, today: dt.date) -> Period | None:
    back = words.units_back
    if words.has("weekday"):
        return _relative_weekday(words.weekday, back, today)
    if words.has("month"):
        before = today.replace(day=1) - dt.timedelta(days=1)
        found = periods.latest(words.month, "month", before)
        return found if back else periods.months(today.year, words.month, "month")
    if words.has("season"):
        found = periods.latest(words.season, "season", today)
        if back:
            return found if found.last < today else periods.months(found.first.year - 1, words.season, "season")
        return found if found.last >= today else periods.months(today.year, words.season, "season")
    unit = words.unit
    if unit is None or unit == "hour":
        return None
    if unit == "weekend" and today.weekday() < calendar.SATURDAY:
        # The one before today is the last; this one is still to come.
        return periods.around(today, unit, 1 - back)
    found = periods.around(today, unit, -back)
    return Period(found.first, today, "part") if words.has("so_far") else found


def _relative_weekday(weekday: int, back: int, today: dt.date) -> Period:
    if back:
        return periods.latest_weekday(weekday, today - dt.timedelta(days=1))
    return periods.day(periods.around(today, "week").first, weekday)


def _this(words: _Words, today: dt.date) -> Period | None:
    return None if words.unit in (None, "hour") else periods.around(today, words.unit or "")


def _weekend(_: _Words, today: dt.date) -> Period:
    return periods.around(today, "weekend")


def _weekday(words: _Words, today: dt.date) -> Period:
    return periods.latest_weekday(words.weekday, today)


def _in_week(words: _Words, today: dt.date) -> Period:
    return periods.day(periods.around(today, "week", -words.units_back).first, words.weekday)


def _rolling(words: _Words, today: dt.date) -> Period | None:
    unit = words.unit
    return None if unit in (None, "weekend") else periods.back(today, words.count, unit or "")


def _ago(words: _Words, today: dt.date) -> Period | None:
    unit, count = words.unit, words.count
    if unit in (None, "weekend"):
        return None
    if unit == "hour":
        return periods.day(today, -(count // _HOURS_A_DAY))
    if unit == "decade":
        return periods.around(today, "year", -10 * count)
    return periods.around(today, unit or "", -count)


def _week_of(words: _Words, today: dt.date) -> Period:
    return periods.around(_date(words, today).first, "week")


_READERS: dict[str, Callable[[_Words, dt.date], Period | None]] = {
    "named": _named, "night": _night, "iso": _iso, "numeric": _numeric, "date": _date, "days": _days, "month": _month,
    "year": _year, "years": _years, "decade": _decade, "quarter": _part_of_year("quarter"),
    "half": _part_of_year("half"), "season": _season, "relative": _relative, "this": _this, "weekend": _weekend,
    "weekday": _weekday, "in_week": _in_week, "rolling": _rolling, "ago": _ago, "week_of": _week_of,
}  # fmt: skip
