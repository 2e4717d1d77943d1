"""Counts how articles are spread over outlets, months, languages and sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from newsqa.types import ArticleInfo, Counts, Spread


def spread_of(articles: Iterable[ArticleInfo]) -> Spread:
    """Return how these articles, each of which counts, are spread."""
    counted = list(articles)
    months = Counter(article.date.isoformat()[:7] if article.date else None for article in counted)
    return Spread(
        articles=len(counted),
        sources=_most_first(article.source for article in counted),
        months=tuple(sorted(months.items(), key=lambda each: (each[0] is None, each[0] or ""))),
        languages=_most_first(article.language for article in counted),
        sections=_most_first(article.section for article in counted),
    )


def _most_first(values: Iterable[str | None]) -> Counts:
    return tuple(sorted(Counter(values).items(), key=lambda each: (-each[1], each[0] is None, each[0] or "")))
