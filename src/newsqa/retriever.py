"""The read corridor as far as hits: a query to ranked passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from newsqa.characters import one_line
from newsqa.dense import DenseIndex
from newsqa.encoder import Vectors
from newsqa.errors import QueryError
from newsqa.metadata import parse_date
from newsqa.store import Snapshot
from newsqa.types import Hit, Query

Day = dt.date | str | None
Names = str | Iterable[str] | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with the row of its passage in the record."""

    hit: Hit
    row: int


def make_query(
    text: str,
    k: int,
    *,
    max_chars: int,
    since: Day = None,
    until: Day = None,
    sources: Names = None,
    languages: Names = None,
    sections: Names = None,
    authors: Names = None,
) -> Query:
    """Check a question and its filters.

    Args:
        text: the question; white space around and in it does not count.
        k: how many hits are wanted, at least 1.
        max_chars: characters that a question may have.
        since: first day, as a date or ISO 8601 text.
        until: last day, likewise; it belongs to the range.
        sources: outlets, any of which will do; case does not matter. So for the rest.
        languages: language codes.
        sections: sections of a paper.
        authors: names of authors.

    Raises:
        QueryError: the question is too long, ``k`` is below 1, or a filter cannot be understood.
    """
    if not isinstance(text, str):
        raise QueryError(f"the question must be a text, not {type(text).__name__}")
    text = one_line(text)
    if len(text) > max_chars:
        raise QueryError(
            f"the question has {len(text):,} characters, the limit is {max_chars:,}; ask it in fewer words"
        )
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise QueryError(f"k must be a whole number of at least 1, not {k!r}")
    first, last = _day(since, "since"), _day(until, "until")
    if first and last and first > last:
        raise QueryError(f"since ({first}) is after until ({last}); swap them")
    return Query(
        text=text, k=k, since=first, until=last, sources=_names(sources, "sources"),
        languages=_names(languages, "languages"), sections=_names(sections, "sections"),
        authors=_names(authors, "authors"),
    )  # fmt: skip


def search(query: Query, vector: Vectors, snapshot: Snapshot, dense: DenseIndex) -> list[Candidate]:
    """Return the best ``query.k`` passages, best first; equal scores are ordered by passage id.

    Filters apply before ranking: ``k`` come back when ``k`` match.

    Args:
        query: what is wanted.
        vector: the question's vector, float32 [d].
        snapshot: the generation that answers.
        dense: the FAISS index of that generation.
    """
    among = snapshot.matching_rows(query) if query.is_filtered else None
    scored = [
        (-score, row, snapshot.found(row, query)) for row, score in dense.search(vector, query.k, among)
    ]
    scored.sort(key=lambda entry: (entry[0], entry[2].passage.id))
    return [
        Candidate(
            Hit(rank=rank, score=-negated, passage=found.passage, article=found.article, copies=found.copies),
            row,
        )
        for rank, (negated, row, found) in enumerate(scored[: query.k], start=1)
    ]


def _day(value: Day, name: str) -> dt.date | None:
    if value is None or value == "":
        return None
    day = parse_date(value)
    if day is None:
        raise QueryError(f"{name}: {value!r} is not a date that can be read; write it as 2024-07-15")
    return day


def _names(value: Names, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    names = (value,) if isinstance(value, str) else tuple(value)
    if not all(isinstance(entry, str) for entry in names):
        raise QueryError(f"{name}: must be a text or several, not {value!r}")
    return tuple(one_line(entry) for entry in names if entry.strip())
