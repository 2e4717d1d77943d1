"""What a reader hands over about an article: raw values by any of their names, and candidates by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsqa.types import Span

# Each field by the names that archives, feeds and benchmarks give it, the first that is there wins.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id"),
    "title": ("title", "headline"),
    "subtitle": ("subtitle", "standfirst", "deck", "subheadline"),
    "text": ("text", "body", "content"),
    "date": ("date", "published", "published_at", "publish_date", "datePublished"),
    "modified": ("modified", "updated", "modified_at", "updated_at", "dateModified"),
    "source": ("source", "outlet", "publisher", "site"),
    "agency": ("agency", "news_agency", "wire"),
    "authors": ("authors", "author", "byline"),
    "section": ("section", "category"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
    "corrections": ("corrections", "correction"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place's word on one field: ``origin`` is the place, as TRUST names it."""

    field: str
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What a reader found: raw metadata by any of their names, the tidied text, and further candidates.

    ``origin`` is where ``values`` come from, ``warnings`` what a
    keeper of the archive should know of the file.
    """

    values: Mapping[str, Any]
    text: str
    headings: tuple[Span, ...] = ()
    line: int | None = None
    origin: str = "fields"
    candidates: tuple[Candidate, ...] = ()
    warnings: tuple[str, ...] = ()


def first_field(values: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401  # whatever the file holds
    """Return what ``values`` has under one of the names of ``field``, or None."""
    return next((values[name] for name in NAMES[field] if values.get(name) not in (None, "", [])), None)
