"""Cuts text into runs at given offsets, so that a template can mark some of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from newsqa.types import Article, Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is marked in one way all along."""

    text: str
    is_passage: bool = False
    is_cited: bool = False
    is_best: bool = False
    is_match: bool = False

    @property
    def kind(self) -> str:
        """The mark that is put around it, whatever is marked inside; empty for none."""
        return "cited" if self.is_cited else "passage-mark" if self.is_passage else ""


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
) -> tuple[Run, ...]:
    """Cut ``text``, which begins at ``origin`` in its article, where a span begins or ends.

    Spans count code points of the article; what lies outside ``text`` is left out. The runs put
    together are ``text`` again.
    """
    spans = [*cited, *best, *matches, *([passage] if passage else [])]
    edges = {0, len(text)}
    for span in spans:
        edges.update(min(max(edge - origin, 0), len(text)) for edge in (span.start, span.end))
    ordered = sorted(edges)
    return tuple(
        Run(
            text[start:end],
            is_passage=passage is not None and _covers(passage, origin + start),
            is_cited=_is_in(cited, origin + start),
            is_best=_is_in(best, origin + start),
            is_match=_is_in(matches, origin + start),
        )
        for start, end in itertools.pairwise(ordered)
    )


def cut_paragraphs(article: Article, cited: Sequence[Span], passage: Span) -> tuple[Paragraph, ...]:
    """Cut an article into its lines, each in runs; empty lines are left out."""
    paragraphs = []
    start = 0
    for line in article.text.split("\n"):
        end = start + len(line)
        if line.strip():
            is_heading = any(span.start < end and start < span.end for span in article.headings)
            paragraphs.append(Paragraph(cut_runs(line, start, cited, passage), is_heading))
        start = end + 1
    return tuple(paragraphs)


def group_runs(runs: Sequence[Run], by: str) -> list[tuple[object, list[Run]]]:
    """Return neighbouring runs that are alike in the attribute ``by`` together, with what it is."""
    return [(value, list(alike)) for value, alike in itertools.groupby(runs, attrgetter(by))]


def _is_in(spans: Sequence[Span], offset: int) -> bool:
    return any(_covers(span, offset) for span in spans)


def _covers(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end
