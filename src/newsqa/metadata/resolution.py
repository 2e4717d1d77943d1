"""Candidates to an article: each field by its order of trust, with where it came from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from newsqa.characters import one_line
from newsqa.metadata.days import is_possible, parse_moment, url_date
from newsqa.metadata.fields import NAMES, Candidate, Fields, first_field
from newsqa.metadata.language import detect_language
from newsqa.metadata.lines import KNOWN_AGENCIES, correction_notes, find_byline, find_dateline
from newsqa.metadata.outlets import bare_title, host_name, key
from newsqa.metadata.people import author_names
from newsqa.metadata.trust import by_trust, dates_by_trust, day_of, is_given, outlets_by_trust
from newsqa.types import Article, Rejection

_Value = TypeVar("_Value")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:[-_].*)?$", re.IGNORECASE)
_STAND_IN_TITLE_CHARS = 80
# What templates say in whatever language their articles are: there a sure detection is believed instead.
_TEMPLATE_LANGUAGE = "en"
_SURE_OF_ANOTHER = 0.99
# A page that asks for a subscription and shows fewer words shows the beginning only.
_STUB_WORDS = 150
# Here authors may stand in a list that somebody made of them.
_LISTED = ("fields", "front matter")
# Shorter names of outlets begin names of people.
_OUTLET_CHARS = 6


def article_from_fields(fields: Fields, path: str) -> tuple[Article, tuple[str, ...]] | Rejection:
    """Make an article of what a reader found; ``path`` is the file's name in the archive.

    Returns the article with warnings about fields that could not be used, or a rejection when
    there is no text.
    """
    where = path if fields.line is None else f"{path}:{fields.line}"
    if not any(character.isalnum() for character in fields.text):
        return Rejection(where, "has no text")
    return _Resolution(fields, where).article()


class _Resolution:
    """One article in the making: its candidates, and what was found wrong or where so far."""

    def __init__(self, fields: Fields, where: str) -> None:
        self.fields, self.where = fields, where
        self.warnings = list(fields.warnings)
        self.origins: dict[str, str] = {}
        self.lines = fields.text.split("\n")
        given = (
            Candidate(field, value, fields.origin)
            for field in NAMES
            if field != "text" and (value := first_field(fields.values, field)) is not None
        )
        self.candidates = [*given, *fields.candidates]
        self.dateline = find_dateline(self.lines)
        self.candidates += self._said_in_lines()

    def _said_in_lines(self) -> list[Candidate]:
        found = []
        if self.dateline and self.dateline.day:
            found.append(Candidate("date", self.dateline.day, "dateline"))
        if self.dateline and self.dateline.agency:
            found.append(Candidate("agency", self.dateline.agency, "dateline"))
        if names := find_byline(self.lines):
            found.append(Candidate("authors", list(names), "byline"))
        urls = [each.value for each in by_trust("url", self.candidates) if isinstance(each.value, str)]
        found += [Candidate("date", day, "url") for url in urls if (day := url_date(url))]
        return found

    def article(self) -> tuple[Article, tuple[str, ...]]:
        """Return the article with its warnings."""
        source = self._text("source", outlets_by_trust(self.candidates))
        authors, agency = self._authors_and_agency(source)
        date, published_at = self._date("date")
        modified, modified_at = self._date("modified")
        self._take("published_at", published_at, self.origins.get("date", ""))
        self._take("modified_at", modified_at, self.origins.get("modified", ""))
        language = self._language()
        title = self._title(source)
        article = Article(
            id=self._text("id") or self.where,
            title=title,
            text=self.fields.text,
            headings=self.fields.headings,
            date=date,
            modified=modified,
            source=source,
            authors=authors,
            section=self._text("section"),
            url=self._text("url"),
            language=language,
            path=self.where,
            subtitle=self._subtitle(title),
            agency=agency,
            published_at=published_at,
            modified_at=modified_at,
            corrections=self._corrections(),
            origins=self.origins,
        )
        self._warn_of_a_stub()
        return article, tuple(self.warnings)

    def _take(self, field: str, value: _Value, origin: str) -> _Value:
        if value not in (None, (), ""):
            self.origins[field] = origin
        return value

    def _text(self, field: str, ranked: Sequence[Candidate] | None = None) -> str | None:
        for each in by_trust(field, self.candidates) if ranked is None else ranked:
            value = each.value
            if isinstance(value, list | tuple) and not is_given(each):
                value = next(iter(value), None)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                if text := one_line(str(value)):
                    self.origins[field] = each.origin
                    return text
            elif is_given(each):
                self.warnings.append(f"{field} is not a text and was left out")
        return None

    def _title(self, source: str | None) -> str:
        ranked = by_trust("title", self.candidates)
        names = [
            each.value
            for each in (*by_trust("source", self.candidates), *by_trust("section", self.candidates))
            if isinstance(each.value, str)
        ]
        names += [source] if source else []
        hosts = [
            host
            for each in by_trust("url", self.candidates)
            if isinstance(each.value, str) and (host := host_name(each.value))
        ]
        names += [*hosts, *(host.split(".")[0] for host in hosts)]
        if ranked and is_given(ranked[0]):
            title = self._text("title", ranked[:1])
            if title:
                # A given title is the archive's own; a feed's may have its outlet tacked on.
                return bare_title(title, [source or ""]) if ranked[0].origin == "feed" else title
        cleaned = [
            Candidate("title", bare_title(each.value, names), each.origin)
            for each in ranked
            if isinstance(each.value, str) and not is_given(each)
        ]
        title = self._text("title", _most_agreed(cleaned))
        if title is None:
            title = _stand_in_title(self.fields.text)
            self.warnings.append("has no title; its first words stand in")
        return title

    def _subtitle(self, title: str) -> str | None:
        subtitle = self._text("subtitle")
        if subtitle and key(subtitle) == key(title):
            self.origins.pop("subtitle")
            return None
        return subtitle

    def _date(self, field: str) -> tuple[dt.date | None, dt.datetime | None]:
        """Return the day of the most trusted candidate that names one, with its moment."""
        for each in dates_by_trust(field, self.candidates):
            day = day_of(each)
            if day and is_possible(day):
                self.origins[field] = each.origin
                return day, self._moment(each, day)
            if is_given(each):
                shown = (
                    one_line(str(each.value))[:40]
                    if isinstance(each.value, str | int | float)
                    else type(each.value).__name__
                )
                why = "is not a date that can be read" if day is None else "cannot be an article's date"
                self.warnings.append(f"{field} {shown!r} {why}; write it as 2024-07-15")
        return None, None

    def _moment(self, chosen: Candidate, day: dt.date) -> dt.datetime | None:
        """Return the moment of a day, from the place that named the day or else from one that names the same day."""
        others = dates_by_trust(chosen.field, self.candidates)
        moments = (parse_moment(each.value) for each in (chosen, *others))
        return next((moment for moment in moments if moment and moment.date() == day), None)

    def _authors_and_agency(self, source: str | None) -> tuple[tuple[str, ...], str | None]:
        agency = self._text("agency")
        for each in by_trust("authors", self.candidates):
            wires = [name for name in _raw_names(each.value) if name.casefold() in KNOWN_AGENCIES]
            if agency is None and wires:
                agency = self._take("agency", wires[0], "authors")
            outlets = {key(name) for name in (source, agency) if name} | {
                key(other.value)
                for other in by_trust("source", self.candidates)
                if isinstance(other.value, str) and other.origin in ("json-ld", "opengraph", "meta")
            }
            entries = each.value if isinstance(each.value, list | tuple) else [each.value]
            people = [entry for entry in entries if key(_name_of(entry)) not in outlets]
            names = tuple(name for name in author_names(people) if not _is_outlet(name, outlets))
            if not names and each.origin in _LISTED and isinstance(each.value, list):
                # Whoever lists authors by themselves means what stands there, whatever it looks like.
                names = tuple(dict.fromkeys(filter(None, (one_line(_name_of(entry)) for entry in people))))
            if names:
                return self._take("authors", names, each.origin), self._not_the_outlet(agency, source)
        return (), self._not_the_outlet(agency, source)

    def _not_the_outlet(self, agency: str | None, source: str | None) -> str | None:
        """Return the agency unless the outlet is itself the one that reports under its own name."""
        if agency and source and key(agency) == key(source) and not (self.dateline and self.dateline.agency):
            self.origins.pop("agency", None)
            return None
        return agency

    def _language(self) -> str | None:
        said = self._text("language")
        if said is not None and not _LANGUAGE.match(said):
            self.warnings.append(f"language {said[:40]!r} is not a code; write en, de, zh, ...")
            del self.origins["language"]
            said = None
        code = base_language(said) if said else None
        is_templates = code == _TEMPLATE_LANGUAGE and self.origins["language"] in ("page", "meta")
        if code is None or is_templates:
            detected = (
                detect_language(self.fields.text, sure=_SURE_OF_ANOTHER)
                if is_templates
                else detect_language(self.fields.text)
            )
            if detected and detected != code:
                return self._take("language", detected, "detected")
        return code

    def _corrections(self) -> tuple[str, ...]:
        notes: dict[str, str] = {}
        for each in by_trust("corrections", self.candidates):
            for note in each.value if isinstance(each.value, list | tuple) else [each.value]:
                if isinstance(note, str) and (text := one_line(note)):
                    notes.setdefault(text, each.origin)
        for note in correction_notes(self.lines):
            notes.setdefault(note, "text")
        # A page's element may hold the line that the text has too.
        kept = [note for note in notes if not any(note != other and note in other for other in notes)]
        return self._take("corrections", tuple(kept), notes[kept[0]] if kept else "")

    def _warn_of_a_stub(self) -> None:
        asks = any(each.field == "paywall" for each in self.candidates)
        words = len(self.fields.text.split())
        if asks and words < _STUB_WORDS:
            self.warnings.append(f"is the beginning only ({words} words); its page asks for a subscription")


def _is_outlet(name: str, outlets: set[str]) -> bool:
    """Whether a name is no person's but an outlet's or an agency's, or begins with one: a desk of it."""
    known = key(name)
    desks = any(len(outlet) >= _OUTLET_CHARS and known.startswith(outlet) for outlet in outlets)
    return known in outlets or desks or name.casefold() in KNOWN_AGENCIES


def _name_of(entry: Any) -> str:  # noqa: ANN401
    name = entry.get("name") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) else ""


def _raw_names(value: Any) -> list[str]:  # noqa: ANN401
    entries = value if isinstance(value, list | tuple) else [value]
    return [one_line(part) for entry in entries for part in re.split(r"[,;/]| and ", _name_of(entry))]


def _most_agreed(titles: list[Candidate]) -> list[Candidate]:
    """Return titles with those that most places give first; one that was cut off gives way to the whole of it."""
    whole = [
        next(
            (
                other
                for other in titles
                if each.value.endswith(("…", "..."))
                and key(other.value).startswith(key(each.value))
                and len(other.value) > len(each.value)
            ),
            each,
        )
        for each in titles
    ]
    votes = {
        key(each.value): len({other.origin for other in whole if key(other.value) == key(each.value)}) for each in whole
    }
    return sorted(whole, key=lambda each: -min(votes[key(each.value)], 2))


def base_language(code: str) -> str:
    """Return a language's code without its region: ``en`` of ``en-GB``."""
    return re.split("[-_]", code)[0].lower()


def _stand_in_title(text: str) -> str:
    first = text.partition("\n")[0]
    if len(first) <= _STAND_IN_TITLE_CHARS:
        return first
    cut = first[:_STAND_IN_TITLE_CHARS]
    return cut.rpartition(" ")[0] or cut
