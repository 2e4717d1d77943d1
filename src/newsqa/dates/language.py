"""What the grammar of times needs to know of a language, and the patterns made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from babel.dates import get_day_names, get_month_names

# Before 1500 there were no newspapers; a number beyond 2099 is none of a year yet.
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"

# No words before a time are longer.
_REACH = 60


@dataclass(frozen=True, kw_only=True)
class Language:
    """How times are written in a language; small letters, case does not matter.

    Attributes:
        code: of the language.
        common: words by which a question is known to be in it.
        days: names of days, by how many these are after today.
        numbers: numerals in words; so ``ordinals``, ``seasons`` (by the month they begin with), ``decades``.
        units: what a day, a week and so on is called, as patterns.
        parts: what stands before a time of which the early, mid or late part is meant.
        frames: what stands before a time from when, until when, before, after, or in which something was.
        between: what stands before and between two times that make one; ``also`` between two that do without.
        duration: before a length of time, which is none: "for the last three years".
        goes_on: after a time that it makes another one: "the last week of the war".
        ahead: before a time by which something is due.
        planned: in a question about what is to come.
        reported: in a question whose "today" is this day; in another it is nowadays. Empty when it always is.
        not_one: before a day or month that is any of its name.
        latest: what asks for the newest there is; not after ``not_latest``.
        yearish: a year, as a number or as last or this year.
        patterns: kinds with templates, in which ``{month}`` and the like stand for the words above. A kind that ends
            in "?" is a time only where a frame, a part or another time says so: "in May", but not "may".
        capitalises_nouns: whether a capital letter says nothing about names.
        short_months: abbreviated months.
    """

    code: str
    common: str
    days: Mapping[str, int]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    seasons: Mapping[str, int]
    decades: Mapping[str, int]
    units: Mapping[str, str]
    parts: tuple[str, str, str]
    frames: Mapping[str, str]
    between: tuple[tuple[str, str], ...]
    also: str
    duration: str
    goes_on: str
    ahead: str
    planned: str
    reported: str
    not_one: str
    latest: str
    not_latest: str
    yearish: str
    patterns: tuple[tuple[str, str], ...]
    capitalises_nouns: bool = False
    short_months: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def months(self) -> dict[str, int]:
        """The months by name, from 1."""
        long = {name.casefold(): number for number, name in get_month_names("wide", locale=self.code).items()}
        short = {form: number for name, number in self.short_months.items() for form in (name, f"{name}.")}
        return {**long, **short}

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """The days of the week by name, Monday being 0."""
        return {name.casefold(): number for number, name in get_day_names("wide", locale=self.code).items()}

    @cached_property
    def compiled(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The patterns, ready."""
        return tuple((kind, re.compile(rf"(?<!\w)(?<!\d-)(?:{self._filled(template)})(?!\w)", re.IGNORECASE))
                     for kind, template in self.patterns)  # fmt: skip

    def before(self, words: str, text: str, end: int) -> int | None:
        """Return where these words begin when they stand in the text right before ``end``, else None."""
        match = _at_the_end(words).search(text, max(0, end - _REACH), end)
        return match and match.start()

    def _filled(self, template: str) -> str:
        words = {
            "yearish": self.yearish,
            "'s": "(?:['\N{RIGHT SINGLE QUOTATION MARK}]s)",
            "dash": r"[-\N{EN DASH}]",
            "year": _YEAR,
            "day": r"(?P<day>[0-3]?\d)",
            "day2": r"(?P<day2>[0-3]?\d)",
            "number": rf"(?P<number>\d{{1,3}}|{_any_of(self.numbers)})",
            "ordinal": f"(?P<ordinal>{_any_of(self.ordinals)})",
            "name": f"(?P<name>{_any_of(self.days)})",
            "month": f"(?P<month>{_any_of(self.months)})",
            "weekday": f"(?P<weekday>{_any_of(self.weekdays)})",
            "season": f"(?P<season>{_any_of(self.seasons)})",
            "decade": r"(?P<decade>(?:1[5-9]|20)?\d0)",
            "decade_name": f"(?P<decade_name>{_any_of(self.decades)})",
            "unit": "(?:" + "|".join(f"(?P<{unit}_>{words})" for unit, words in self.units.items()) + ")",
        }
        for name, pattern in words.items():
            template = template.replace(f"{{{name}}}", pattern)
        return template


def _any_of(words: Mapping[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", " ")


@lru_cache(maxsize=256)
def _at_the_end(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})\s*$", re.IGNORECASE)
