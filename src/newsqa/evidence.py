"""A hit to the sentences that support an answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from newsqa.dense import rounded
from newsqa.encoder import Vectors
from newsqa.types import Evidence, Span

# A neighbour of the best sentence comes along when its cosine is at least this share of the best's
# (chosen on the questions of benchmarks/seed_questions.py).
_NEIGHBOUR_SHARE = 0.9


def best_sentences(question: Vectors, sentences: Sequence[Span], vectors: Vectors) -> Evidence | None:
    """Return the sentence nearest to the question, with a neighbour that is nearly as near.

    Args:
        question: the question's vector, float32 [d], unit length.
        sentences: spans in the article's text, in order.
        vectors: theirs, float32 [s, d], about unit length.

    Returns:
        One or two neighbouring sentences, or None when there are none.
    """
    if not sentences:
        return None
    scores = [rounded(score) for score in vectors @ question]
    best = int(np.argmax(scores))
    first = last = best
    pairs = [(a, b) for a, b in pairwise(range(len(sentences))) if best in (a, b)]
    for a, b in sorted(pairs, key=lambda pair: -min(scores[pair[0]], scores[pair[1]]))[:1]:
        if min(scores[a], scores[b]) >= _NEIGHBOUR_SHARE * scores[best]:
            first, last = a, b
    return Evidence(start=sentences[first].start, end=sentences[last].end, score=scores[best])
