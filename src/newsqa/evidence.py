"""A hit to the sentences that support an answer."""

from __future__ import annotations

from collections.abc import Sequence

from newsqa.types import Evidence, Span

# How near to the best sentence's score a neighbour must come to be quoted with it.
_NEIGHBOUR_SHARE = 0.85


def best_sentences(text: str, sentences: Sequence[Span], scores: Sequence[float]) -> Evidence | None:
    """Return the best sentence of a passage, with a neighbour that is nearly as good.

    A sentence that ends in a colon brings along what it announces.

    Args:
        text: the article's.
        sentences: their spans in it, in order.
        scores: theirs, by :func:`newsqa.ranking.score_sentences`.

    Returns:
        One or two neighbouring sentences, or None when there are none.
    """
    if not sentences:
        return None
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    first = last = best
    neighbours = [place for place in (best - 1, best + 1) if 0 <= place < len(scores)]
    other = max(neighbours, key=lambda place: scores[place], default=best)
    announces = text[sentences[best].end - 1] == ":" and best + 1 < len(scores)
    if announces:
        other = best + 1
    if announces or scores[other] >= _NEIGHBOUR_SHARE * scores[best]:
        first, last = sorted((best, other))
    return Evidence(start=sentences[first].start, end=sentences[last].end, score=scores[best])
