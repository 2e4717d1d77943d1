"""Finds the times of a text in one language, and puts together what belongs together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from newsqa.dates.language import Language
from newsqa.dates.periods import Period, third
from newsqa.dates.reading import Groups, has_year, read

_DAY = dt.timedelta(days=1)
_AFTER = 40  # characters around a time that are looked at for names
_LATE = 2  # the last of a language's parts
# "in 2016 dollars" counts something; "in 2016 was" does not.
_COUNTED = re.compile(r" (?!(?:was|is|has|does|as|this|its|his|us|versus)\b)[^\W\d_]+s\b")
_NUMBER_GOES_ON = re.compile(r"[-\N{EN DASH}/.,:]\d|%")
_NAME_AFTER = re.compile(r" [^\W\d_a-zß-ÿ]\w")
_NAME_BEFORE = re.compile(r"(?<!\w)[^\W\d_a-zß-ÿ]\w* $")
# Of these the bare word may be part of a name: Black Friday, the Sunday Times, April Jones.
_NAMELIKE = ("weekday", "month", "named", "season")
_NOWADAYS = "today"
# Without a year these may also be the next of their name.
_OF_ANY_YEAR = ("date", "days", "month", "quarter", "season", "weekday")
# These begin with a word or number that is always written so.
_CAPITALISED = ("weekday", "in_week", "month", "date", "days", "quarter", "season")
_COUNTABLE = ("weekday", "month", "season", "weekend", "this")


@dataclass(frozen=True, slots=True)
class Found:
    """A time in a text: where it stands, and its first and last day, either of them None when it is open there."""

    start: int
    end: int
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class _Atom:
    """The smallest time, with the early, mid or late part of it that is meant, if one is.

    It ``needs`` a "frame", a word that says that it is a time, or a "part", as in "the end of the year", or nothing.
    """

    start: int
    end: int
    kind: str
    needs: str
    groups: Groups
    part: int | None = None

    def period(self, language: Language, today: dt.date) -> Period | None:
        found = read(self.kind, self.groups, language, today)
        return found if found is None or self.part is None else third(found, self.part)


def find_times(text: str, language: Language, today: dt.date) -> list[Found]:
    """Return the times of a text, in order, without those that lie ahead: nothing was written then yet.

    Args:
        text: with single spaces.
        language: what it is read as.
        today: the day on which it is said.
    """
    atoms = _with_parts(_atoms(text, language), text, language)
    found: list[Found] = []
    place = 0
    while place < len(atoms):
        pair = atoms[place : place + 2]
        both = _joined(text, pair[0], pair[1], language, today) if len(pair) > 1 else None
        one = both or _framed(text, pair[0], language, today)
        if one is not None and (one.since is None or one.since <= today):
            found.append(one)
        place += 2 if both else 1
    return found


def _atoms(text: str, language: Language) -> list[_Atom]:
    """Return what may be times, none over another: of those that overlap the first, of these the longest."""
    everywhere = [
        _Atom(match.start(), match.end(), kind.rstrip("?"), needs(kind), match.groupdict())
        for kind, pattern in language.compiled
        for match in pattern.finditer(text)
        if not _is_something_else(text, match, kind.rstrip("?"), language)
    ]
    everywhere.sort(key=lambda atom: (atom.start, -atom.end, atom.needs))
    kept: list[_Atom] = []
    for atom in everywhere:
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
    return kept


def needs(kind: str) -> str:
    """Return what a time of this kind needs beside it to be one."""
    return "part" if kind == "this?" else "frame" if kind.endswith("?") else ""


def _is_something_else(text: str, match: re.Match[str], kind: str, language: Language) -> bool:
    """Whether what reads as a time is none where it stands."""
    start, after = match.start(), text[match.end() : match.end() + _AFTER]
    if kind in _COUNTABLE and language.before(language.not_one, text, start) is not None:
        return True
    if match[0][-1].isdigit() and _NUMBER_GOES_ON.match(after):
        return True
    if kind in ("year", "weekday") and _COUNTED.match(after):
        return True
    if kind == "rolling" and language.before(language.duration, text, start) is not None:
        return True
    if kind in ("relative", "rolling") and language.goes_on and re.match(rf" (?:{language.goes_on})\b", after):
        return True
    return _is_another_time(text, match, kind, language) or _is_name(text, match, kind, language)


def _is_another_time(text: str, match: re.Match[str], kind: str, language: Language) -> bool:
    """Whether the question as a whole makes it nowadays, or a day to come."""
    if match[0].casefold() == _NOWADAYS and language.reported:
        return not _has_word(text, language.reported)
    is_of_any_year = kind in _OF_ANY_YEAR and not has_year(match.groupdict())
    return is_of_any_year and bool(language.planned) and _has_word(text, language.planned)


def _is_name(text: str, match: re.Match[str], kind: str, language: Language) -> bool:
    """Whether capital letters make it a part of a name: Black Friday, Last Week Tonight, the 2019 Cup."""
    if language.capitalises_nouns:
        return False
    words, start = match[0], match.start()
    may_go_on = kind == "year" or (kind in _NAMELIKE and words[-1].isalpha())
    if may_go_on and _NAME_AFTER.match(text, match.end()):
        return True
    if kind == "weekday" and _NAME_BEFORE.search(text, max(0, start - _AFTER), start):
        return all(language.before(words, text, start) is None for words in language.frames.values())
    is_first = not re.search(r"\w", text[:start])
    return words[0].isupper() and not is_first and kind not in _CAPITALISED


def _has_word(text: str, words: str) -> bool:
    return bool(re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE))


def _with_parts(atoms: Iterable[_Atom], text: str, language: Language) -> list[_Atom]:
    """Return the atoms, each with the part of it that the words before say; without those that need one."""
    found = []
    for atom in atoms:
        for part, words in enumerate(language.parts):
            if (start := language.before(words, text, atom.start)) is not None:
                found.append(replace(atom, start=start, part=part, needs=""))
                break
        else:
            if atom.needs != "part":
                found.append(atom)
    return found


def _joined(text: str, one: _Atom, other: _Atom, language: Language, today: dt.date) -> Found | None:
    """Return two times as the one from the first to the second, where words say so."""
    amid = text[one.end : other.start]
    starts = [
        language.before(before, text, one.start)
        for before, between in language.between
        if re.fullmatch(rf"\s*(?:{between})\s*", amid, re.IGNORECASE)
    ]
    if one.kind == other.kind and re.fullmatch(rf"\s*(?:{language.also})\s*", amid, re.IGNORECASE):
        framed = language.before(language.frames["in"], text, one.start)
        starts.append(one.start if framed is None and not one.needs else framed)
    start = next((start for start in starts if start is not None), None)
    last = other.period(language, today)
    if start is None or last is None:
        return None
    first = one.period(language, today if has_year(one.groups) else last.last)
    if first is None or first.first > last.last:
        return None
    return Found(start, other.end, first.first, last.last)


def _framed(text: str, atom: _Atom, language: Language, today: dt.date) -> Found | None:
    """Return a time with the word before it that says from when, until when, or in what."""
    period = atom.period(language, today)
    if period is None or language.before(language.ahead, text, atom.start) is not None:
        return None
    first, last = period.first, period.last
    if atom.kind == "days":
        starts = [language.before(words, text, atom.start) for words, _ in language.between]
        if known := [start for start in starts if start is not None]:
            return Found(min(known), atom.end, first, last)
    for frame, words in language.frames.items():
        start = language.before(words, text, atom.start)
        if start is not None:
            ranges = {
                "since": (first, None),
                "until": (None, last),
                # Before the end of June is before it is over.
                "before": (None, last if atom.part == _LATE else _next(first, -1)),
                "after": (_next(last, 1), None),
                "in": (first, last),
            }
            return Found(start, atom.end, *ranges[frame])
    return None if atom.needs else Found(atom.start, atom.end, first, last)


def _next(day: dt.date, days: int) -> dt.date:
    """Return the day so many after, or the day itself where the calendar ends."""
    return day + days * _DAY if dt.date.min < day < dt.date.max else day


def find_latest(text: str, language: Language) -> tuple[int, int] | None:
    """Return where a text asks for the newest there is, or None."""
    for match in re.finditer(rf"(?<![\w-])(?:{language.latest})(?!\w)", text, re.IGNORECASE):
        start = match.start()
        is_name = match[0].split()[-1][0].isupper() and re.search(r"\w", text[:start])
        is_other = language.not_latest and language.before(language.not_latest, text, start) is not None
        if not is_name and not is_other:
            return match.span()
    return None
