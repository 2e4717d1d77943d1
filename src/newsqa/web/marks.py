"""Cuts text into runs at given offsets, so that a template can mark some of them."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from newsqa.types import Article, Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is marked in one way all along.

    ``mark`` is the number of the mark that a reader goes to, from 1; 0 where there is none.
    """

    text: str
    mark: int = 0
    is_passage: bool = False
    is_cited: bool = False
    is_best: bool = False
    is_match: bool = False

    @property
    def kind(self) -> str:
        """The mark that is put around it, whatever is marked inside; empty for none."""
        if self.is_cited:
            return "cited"
        return "passage-mark" if self.is_passage else "new" if self.mark else ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of an article, in runs."""

    runs: tuple[Run, ...]
    is_heading: bool = False


def cut_runs(
    text: str,
    origin: int,
    cited: Sequence[Span],
    passage: Span | None = None,
    *,
    best: Sequence[Span] = (),
    matches: Sequence[Span] = (),
    marks: Sequence[tuple[int, Span]] = (),
) -> tuple[Run, ...]:
    """Cut ``text``, which begins at ``origin`` in its article, where a span begins or ends.

    Spans count code points of the article; what lies outside ``text`` is left out. The runs put
    together are ``text`` again. ``marks`` come with their numbers.
    """
    spans = [*cited, *best, *matches, *(span for _, span in marks), *([passage] if passage else [])]
    edges = {0, len(text)}
    for span in spans:
        edges.update(min(max(edge - origin, 0), len(text)) for edge in (span.start, span.end))
    ordered = sorted(edges)
    return tuple(
        Run(
            text[start:end],
            mark=next((number for number, span in marks if _covers(span, origin + start)), 0),
            is_passage=passage is not None and _covers(passage, origin + start),
            is_cited=_is_in(cited, origin + start),
            is_best=_is_in(best, origin + start),
            is_match=_is_in(matches, origin + start),
        )
        for start, end in itertools.pairwise(ordered)
    )


def cut_paragraphs(
    article: Article, cited: Sequence[Span] = (), passage: Span | None = None, *, marks: Sequence[Span] = ()
) -> tuple[Paragraph, ...]:
    """Cut an article into its lines, each in runs; empty lines are left out.

    ``marks`` are what a reader goes to, numbered in that order; those and ``cited`` are in the order of the text, none
    overlapping another.
    """
    spans = sorted(cited, key=_start)
    numbered = list(enumerate(marks, start=1))
    headings = sorted(article.headings, key=_start)
    paragraphs = []
    start = 0
    for line in article.text.split("\n"):
        end = start + len(line)
        if line.strip():
            runs = cut_runs(
                line, start, [spans[place] for place in _within(spans, start, end)], passage,
                marks=[numbered[place] for place in _within(marks, start, end)],
            )  # fmt: skip
            paragraphs.append(Paragraph(runs, bool(_within(headings, start, end))))
        start = end + 1
    return tuple(paragraphs)


def _within(spans: Sequence[Span], start: int, end: int) -> range:
    """Return the places of those spans, which are in order and apart, that reach into a stretch: a book has many."""
    return range(bisect_right(spans, start, key=_end), bisect_left(spans, end, key=_start))


def group_runs(runs: Sequence[Run], *by: str) -> list[tuple[object, list[Run]]]:
    """Return neighbouring runs that are alike in the attributes ``by`` together, with what these are."""
    return [(value, list(alike)) for value, alike in itertools.groupby(runs, attrgetter(*by))]


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


def _is_in(spans: Sequence[Span], offset: int) -> bool:
    return any(_covers(span, offset) for span in spans)


def _covers(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end
