"""A hit to the sentences that support an answer."""

from __future__ import annotations

from collections.abc import Sequence

from newsqa.types import Evidence, Span

# How near to the best sentence's score a neighbour must come to be quoted with it.
_NEIGHBOUR_SHARE = 0.85


def best_sentences(text: str, sentences: Sequence[Span], scores: Sequence[float]) -> Evidence | None:
    """Return the best sentence of a passage, with a neighbour in its paragraph that is nearly as good.

    A sentence that ends in a colon brings along what it announces: the next one, or a list.

    Args:
        text: the article's.
        sentences: their spans in it, in order.
        scores: theirs, by :func:`newsqa.ranking.score_sentences`.

    Returns:
        One or two neighbouring sentences (a list counts as one), or None when there are none.
    """
    if not sentences:
        return None
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    first = last = best
    neighbours = [
        place
        for place in (best - 1, best + 1)
        if 0 <= place < len(scores) and _share_a_line(text, sentences[place], sentences[best])
    ]
    other = max(neighbours, key=lambda place: scores[place], default=best)
    if text[sentences[best].end - 1] == ":":
        last = _end_of_list(text, sentences, best)
    elif scores[other] >= _NEIGHBOUR_SHARE * scores[best]:
        first, last = sorted((best, other))
    return Evidence(start=sentences[first].start, end=sentences[last].end, score=scores[best])


def _end_of_list(text: str, sentences: Sequence[Span], announcing: int) -> int:
    """Return the place of the last sentence that the one at ``announcing`` announces: one, or a list's."""
    last = min(announcing + 1, len(sentences) - 1)
    while last + 1 < len(sentences) and not _ends_in_stop(text, sentences[last]):
        if _ends_in_stop(text, sentences[last + 1]):
            break
        last += 1
    return last


def _share_a_line(text: str, one: Span, other: Span) -> bool:
    return "\n" not in text[min(one.end, other.end) : max(one.start, other.start)]


def _ends_in_stop(text: str, span: Span) -> bool:
    return not text[span.end - 1].isalnum()
