"""Days and moments, as publishers write them."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from newsqa.characters import one_line

_DATE_FORMATS = (
    "%d %B %Y",
    "%B %d, %Y",
    "%B %d %Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
)
# No paper is older than the first (Strasbourg, 1605); what lies further ahead than this is a typing error.
_FIRST_YEAR, _LAST_YEAR = 1600, 2100
# What databases hold for "no date".
_NO_DAYS = frozenset({dt.date(1970, 1, 1), dt.date(1900, 1, 1), dt.date(1999, 11, 30)})
# Languages whose month names are read where a page shows a day.
_MONTHS_OF = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "ar", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro",
    "tr", "el", "ca", "hr", "bg", "sr", "fa", "id", "vi", "ar_EG", "ar_SY", "ar_DZ", "de_AT",
)  # fmt: skip
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_WRITTEN = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|er|º|st|nd|rd|th)?,? (?:de |of )?{_MONTH}(?:,? (?:de |del )?|"
        rf" )(?P<year>\d{{4}})(?!\d)"),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"),
    re.compile(r"(?<!\d)(?P<year>\d{4}) ?년 ?(?P<month>\d{1,2}) ?월 ?(?P<day>\d{1,2}) ?일"),
    re.compile(r"(?<![\d.])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})(?!\d)"),
    re.compile(r"(?<![\d/])(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])"),
)  # fmt: skip
_URL_DAYS = (
    re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"/(\d{4})[/-]([a-z]{3})[/-](\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"[/_.-](20\d\d)(\d\d)(\d\d)(?=[/_.-]|$)"),
    re.compile(r"-(\d{4})-(\d{2})-(\d{2})(?=[/_.-]|$)"),
)


def parse_date(value: object) -> dt.date | None:
    """Return the day that ``value`` names, as its publisher wrote it, or None.

    Takes dates and times, ISO 8601, RFC 2822 and a few written forms; never guesses which of two
    numbers is the month.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        return None
    text = one_line(value)
    moment = _iso(text)
    if moment:
        return moment.date()
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()  # the day as written
        except ValueError:
            continue
    moment = _rfc_2822(text)
    return moment.date() if moment else None


def parse_moment(value: object) -> dt.datetime | None:
    """Return the moment that ``value`` names, with its time zone, or None when it names none to the zone."""
    moment = value if isinstance(value, dt.datetime) else None
    if isinstance(value, str):
        text = one_line(value)
        moment = _iso(text) or _rfc_2822(text)
    return moment if moment and moment.tzinfo else None


def shown_date(text: str) -> dt.date | None:
    """Return the first day written out in a short text of a page, in one of some thirty languages, or None."""
    text = one_line(text)
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            month = match["month"]
            number = int(month) if month.isdecimal() else _months().get(month.casefold())
            day = number and _day(int(match["year"]), number, int(match["day"]))
            if day:
                return day
    return None


def url_date(url: str) -> dt.date | None:
    """Return the day that stands in an address, as in ``/2024/07/11/``, or None."""
    path = url.partition("?")[0].casefold()
    for pattern in _URL_DAYS:
        if match := pattern.search(path):
            month = int(match[2]) if match[2].isdecimal() else _months().get(match[2])
            day = month and _day(int(match[1]), month, int(match[3]))
            if day:
                return day
    return None


def is_possible(day: dt.date) -> bool:
    """Whether an article can be of this day: what machines write for none is not one."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR and day not in _NO_DAYS


def written_date(day: dt.date, language: str | None) -> str:
    """Return a day as readers of a language write it: 15 July 2024 (in English when the language is unknown)."""
    try:
        return format_date(day, "d MMMM y", locale=language or "en")
    except (UnknownLocaleError, ValueError):
        return format_date(day, "d MMMM y", locale="en")


def _iso(text: str) -> dt.datetime | None:
    # "2024-07-11 14:05:00 +02:00" is what some systems print.
    for form in (text, re.sub(r"(?<=\d) (?=[+-]\d\d:?\d\d$)", "", text)):
        try:
            return dt.datetime.fromisoformat(form)
        except ValueError:
            continue
    return None


def _rfc_2822(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date if is_possible(date) else None


@cache
def _months() -> dict[str, int]:
    """Return month numbers by every name, of every language, that stands for one month only."""
    months: dict[str, set[int]] = {}
    for code in _MONTHS_OF:
        names = Locale.parse(code).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[form][width].items():
                    months.setdefault(name.casefold().rstrip("."), set()).add(number)
    # What English papers write beside the usual.
    months.setdefault("sept", set()).add(9)
    return {name: min(numbers) for name, numbers in months.items() if len(numbers) == 1}
