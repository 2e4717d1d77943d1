"""Which place is believed on which field: the table of decision 016, as code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from newsqa.metadata.days import is_possible, parse_date, shown_date
from newsqa.metadata.fields import Candidate
from newsqa.metadata.outlets import host_name, is_domain, key, tail_of

# What a keeper of the archive, or a machine that knows the article, wrote; an origin that no row names is one of these.
_GIVEN = ("fields", "front matter", "feed", "mail")
_MARKUP = ("json-ld", "microdata", "opengraph", "meta")
TRUST: dict[str, tuple[str, ...]] = {
    "id": _GIVEN,
    "title": (*_GIVEN, "json-ld", "microdata", "page", "opengraph", "meta", "title bar", "document properties"),
    "subtitle": (*_GIVEN, "json-ld", "microdata", "page", "meta"),
    "source": (*_GIVEN, "opengraph", "json-ld", "microdata", "meta", "title bar", "feed link", "page",
               "document properties", "url"),
    "agency": (*_GIVEN, "dateline", "json-ld", "meta", "authors"),
    "authors": (*_GIVEN, "json-ld", "microdata", "meta", "opengraph", "page", "byline", "document properties", "url"),
    "date": (*_GIVEN, *_MARKUP, "page", "url", "dateline", "byline", "json-ld created", "warc", "document properties"),
    "modified": (*_GIVEN, *_MARKUP, "page", "document properties"),
    "section": (*_GIVEN, *_MARKUP, "page", "breadcrumb"),
    "language": (*_GIVEN, "json-ld", "microdata", "page", "meta", "detected"),
    "url": (*_GIVEN, "canonical", "opengraph", "json-ld", "meta", "warc", "front page"),
    "corrections": (*_GIVEN, "json-ld", "page", "text"),
}  # fmt: skip
_DATE_CHARS = 200
# Days between a date and the one in the address that still agree: time zones.
_ABOUT = dt.timedelta(days=1)


def by_trust(field: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates of a field, the most trusted first; of one origin the first said first."""
    order = TRUST[field]

    def rank(candidate: Candidate) -> int:
        return order.index(candidate.origin) if candidate.origin in order else 0

    return sorted((each for each in candidates if each.field == field), key=rank)


def is_given(candidate: Candidate) -> bool:
    """Whether somebody said so of this file, rather than a page of itself: then nothing outvotes it."""
    return candidate.origin in _GIVEN or all(candidate.origin not in row for row in TRUST.values())


def day_of(candidate: Candidate) -> dt.date | None:
    """Return the day that a candidate names; a page may write it with more around it than a field of a file."""
    day = parse_date(candidate.value)
    if day is None and isinstance(candidate.value, str) and not is_given(candidate):
        day = shown_date(candidate.value[:_DATE_CHARS])
    return day


def dates_by_trust(field: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates for a day by trust; impossible ones last, first what the address agrees with.

    A publication after the last change is as unlikely as one before 1600: both stand behind whatever else there is.
    """
    ranked = by_trust(field, candidates)
    in_url = [day for each in ranked if each.origin == "url" and (day := day_of(each))]
    changed = [day for each in by_trust("modified", candidates) if (day := day_of(each))] if field == "date" else []

    def doubt(candidate: Candidate) -> int:
        day = day_of(candidate)
        if day is None or not is_possible(day):
            return 3
        if is_given(candidate):
            return 0
        if changed and day > changed[0] + _ABOUT:
            return 2
        return int(any(abs(day - other) > _ABOUT for other in in_url[:1]))

    return sorted(ranked, key=doubt)


def outlets_by_trust(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates for the outlet by trust, first those that the title bar names too, bare addresses last."""
    titles = [
        str(each.value)
        for each in by_trust("title", candidates)
        if each.origin != "title bar" and isinstance(each.value, str)
    ]
    tails = [name for each in candidates if each.origin == "title bar" for name in tail_of(each.value, titles)]
    hosts = [
        host for each in by_trust("url", candidates) if isinstance(each.value, str) and (host := host_name(each.value))
    ]
    found = by_trust("source", [
        *candidates,
        *(Candidate("source", name, "title bar") for name in tails[:1]),
        *(Candidate("source", host, "url") for host in hosts[:1]),
    ])  # fmt: skip
    in_bar = {key(name) for name in tails}
    in_host = {key(host) for host in hosts} | {key(host.split(".")[0]) for host in hosts}

    def doubt(candidate: Candidate) -> int:
        if is_given(candidate):
            return 0
        name: Any = candidate.value
        if not isinstance(name, str) or is_domain(name) or len(name) > 80:
            return 3
        said_twice = key(name) in in_host or (key(name) in in_bar and candidate.origin != "title bar")
        return 1 if said_twice else 2

    ranked = sorted(found, key=doubt)
    # Of two spellings of one name the title bar's is how the outlet writes itself.
    return [
        replace(
            each,
            value=next((name for name in tails if key(name) == key(each.value) and not is_domain(name)), each.value),
        )
        if isinstance(each.value, str) and not is_given(each)
        else each
        for each in ranked
    ]
