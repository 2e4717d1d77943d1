"""What an article says of itself: title, outlet, authors, dates, language, by many names."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import UnknownLocaleError
from babel.dates import format_date

from newsqa.characters import one_line
from newsqa.types import Article, Rejection, Span

# Each field by the names that archives, feeds and benchmarks give it, the first that is there wins.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content"),
    "date": ("date", "published", "published_at", "publish_date", "datePublished"),
    "modified": ("modified", "updated", "modified_at", "updated_at", "dateModified"),
    "source": ("source", "outlet", "publisher", "site"),
    "authors": ("authors", "author", "byline"),
    "section": ("section", "category"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}
_DATE_FORMATS = (
    "%d %B %Y",
    "%B %d, %Y",
    "%B %d %Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:[-_].*)?$", re.IGNORECASE)
_STAND_IN_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Fields:
    """What a reader found: raw metadata by any of their names, and the tidied text."""

    values: Mapping[str, Any]
    text: str
    headings: tuple[Span, ...] = ()
    line: int | None = None


def first_field(values: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401  # whatever the file holds
    """Return what ``values`` has under one of the names of ``field``, or None."""
    return next((values[name] for name in NAMES[field] if values.get(name) not in (None, "", [])), None)


def article_from_fields(fields: Fields, path: str) -> tuple[Article, tuple[str, ...]] | Rejection:
    """Make an article of what a reader found; ``path`` is the file's name in the archive.

    Returns the article with warnings about fields that could not be used, or a rejection when
    there is no text.
    """
    where = path if fields.line is None else f"{path}:{fields.line}"
    if not any(character.isalnum() for character in fields.text):
        return Rejection(where, "has no text")
    warnings: list[str] = []

    def take(field: str) -> Any:  # noqa: ANN401
        return first_field(fields.values, field)

    def take_text(field: str) -> str | None:
        value = take(field)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return one_line(str(value)) or None
        if value is not None:
            warnings.append(f"{field} is not a text and was left out")
        return None

    def take_date(field: str) -> dt.date | None:
        value = take(field)
        date = parse_date(value)
        if date is None and value is not None:
            shown = one_line(str(value))[:40] if isinstance(value, str | int | float) else type(value).__name__
            warnings.append(f"{field} {shown!r} is not a date that can be read; write it as 2024-07-15")
        return date

    title = take_text("title")
    if title is None:
        title = _stand_in_title(fields.text)
        warnings.append("has no title; its first words stand in")
    article = Article(
        id=take_text("id") or where,
        title=title,
        text=fields.text,
        headings=fields.headings,
        date=take_date("date"),
        modified=take_date("modified"),
        source=take_text("source"),
        authors=_authors(take("authors")),
        section=take_text("section"),
        url=take_text("url"),
        language=_language(take_text("language"), warnings),
        path=where,
    )
    return article, tuple(warnings)


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
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        pass
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()  # the day as written
        except ValueError:
            continue
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def written_date(day: dt.date, language: str | None) -> str:
    """Return a day as readers of a language write it: 15 July 2024 (in English when the language is unknown)."""
    try:
        return format_date(day, "d MMMM y", locale=language or "en")
    except (UnknownLocaleError, ValueError):
        return format_date(day, "d MMMM y", locale="en")


def _authors(value: object) -> tuple[str, ...]:
    """Return the names in a list, or in a text that parts them by commas, semicolons or "and"."""
    if isinstance(value, str):
        value = re.split(r"\s*[;,]\s*|\s+and\s+", re.sub(r"^by\s+", "", value.strip(), flags=re.IGNORECASE))
    if not isinstance(value, list):
        return ()
    names = (one_line(name.get("name", "") if isinstance(name, dict) else name) for name in value if _named(name))
    return tuple(dict.fromkeys(name for name in names if name))


def _named(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("name"), str))


def _language(value: str | None, warnings: list[str]) -> str | None:
    """Return the language's code without its region: ``en`` of ``en-GB``."""
    if value is None:
        return None
    if not _LANGUAGE.match(value):
        warnings.append(f"language {value[:40]!r} is not a code; write en, de, zh, ...")
        return None
    return base_language(value)


def base_language(code: str) -> str:
    """Return a language's code without its region: ``en`` of ``en-GB``."""
    return re.split("[-_]", code)[0].lower()


def _stand_in_title(text: str) -> str:
    first = text.partition("\n")[0]
    if len(first) <= _STAND_IN_TITLE_CHARS:
        return first
    cut = first[:_STAND_IN_TITLE_CHARS]
    return cut.rpartition(" ")[0] or cut
