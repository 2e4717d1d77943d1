"""Cuts text into runs at given offsets, so that a template can mark some of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from newsqa.types import Article, Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is marked in one way all along."""

    text: str
    is_passage: bool = False
    is_cited: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of an article, in runs."""

    runs: tuple[Run, ...]
    is_heading: bool = False


def cut_runs(text: str, origin: int, cited: Sequence[Span], passage: Span | None = None) -> tuple[Run, ...]:
    """Cut ``text``, which begins at ``origin`` in its article, where a span begins or ends.

    Spans count code points of the article; what lies outside ``text`` is left out. The runs put
    together are ``text`` again.
    """
    spans = [*cited, passage] if passage else list(cited)
    edges = {0, len(text)}
    for span in spans:
        edges.update(min(max(edge - origin, 0), len(text)) for edge in (span.start, span.end))
    ordered = sorted(edges)
    return tuple(
        Run(
            text[start:end],
            is_passage=passage is not None and _covers(passage, origin + start),
            is_cited=any(_covers(span, origin + start) for span in cited),
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


def _covers(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end
