"""Which single limit of a declined question, taken away, lets the archive answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol, Unpack

from newsqa import wording
from newsqa.retriever import Filters
from newsqa.types import Answer, Query, WayOut
from newsqa.words import without_quotation_marks


class Ask(Protocol):
    """Makes a query of a question and its filters."""

    def __call__(self, text: str, **filters: Unpack[Filters]) -> Query:
        """Check and return it."""
        ...


def find_ways_out(
    question: str, filters: Filters, make_query: Ask, run: Callable[[Query], Answer]
) -> tuple[WayOut, ...]:
    """Return the answers that a question has without one of its limits, the surest first.

    Args:
        question: what was declined.
        filters: what it was limited to.
        make_query: checks a question and its filters.
        run: answers a query.
    """
    asked = make_query(question, **filters)
    found = []
    for without, value, text, fewer in _lifted(question, asked, filters):
        query = make_query(text, **fewer)
        answer = replace(run(query), question=text, understood=text)
        if answer.answered:
            found.append(WayOut(without=without, value=value, answer=answer))
    return tuple(sorted(found, key=lambda way: -(way.answer.confidence or 0.0)))


def _lifted(question: str, asked: Query, filters: Filters) -> Iterator[tuple[str, str, str, Filters]]:
    """Yield each limit that is set: its name, what it is, and the question and the filters without it."""
    if not asked.text:
        return
    if asked.since or asked.until:
        days = wording.days(asked.since, asked.until)
        yield "dates", days, question, {**filters, "since": None, "until": None}
    if asked.sources:
        yield "sources", wording.any_of(asked.sources), question, {**filters, "sources": None}
    if asked.languages:
        yield "languages", wording.any_of(asked.languages), question, {**filters, "languages": None}
    if asked.sections:
        yield "sections", wording.any_of(asked.sections), question, {**filters, "sections": None}
    if asked.authors:
        yield "authors", wording.any_of(asked.authors), question, {**filters, "authors": None}
    if asked.phrases:
        yield "phrases", wording.all_phrases(asked.phrases), without_quotation_marks(question), filters
    if asked.time:
        yield "time", asked.time.phrase, question, {**filters, "times": False}
