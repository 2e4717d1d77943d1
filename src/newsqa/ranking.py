"""Ranks candidates: how near a passage is to the question, and how well its best sentence matches."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from newsqa.dense import rounded
from newsqa.vectors import Vectors

# What a sentence's share of the question's words weighs beside its cosine (docs/decisions/004).
_OVERLAP_WEIGHT = 0.5
_WORD = re.compile(r"\w+")
_STEM_CHARS = 6


def passage_score(cosine: float, sentence_scores: Sequence[float]) -> float:
    """Return the score of a passage: its own cosine plus its best sentence's score."""
    return rounded(cosine + max(sentence_scores, default=0.0))


def score_sentences(question: str, vector: Vectors, sentences: Sequence[str], vectors: Vectors) -> list[float]:
    """Return how well each sentence matches the question: cosine, and the question's words that it has.

    Args:
        question: the question.
        vector: its vector, float32 [d], unit length.
        sentences: all that are to be compared; a word is rare or common among these.
        vectors: theirs, float32 [s, d], about unit length.
    """
    overlap = np.array(word_overlap(question, sentences))
    return [rounded(score) for score in vectors @ vector + _OVERLAP_WEIGHT * overlap]


def word_overlap(question: str, sentences: Sequence[str]) -> list[float]:
    """Return for each sentence the share of the question's words that it has, from 0 to 1.

    A word weighs by its rarity among these sentences (smoothed inverse document frequency), so
    that "the" and the name they are all about weigh little. Words are compared without case and
    by their first letters, which stands in for stemming in any language that inflects at the end.
    """
    wanted = _words(question)
    held = [_words(sentence) for sentence in sentences]
    weights = {word: math.log(1 + len(held) / (1 + sum(word in words for words in held))) for word in sorted(wanted)}
    total = sum(weights.values())
    if not total:
        return [0.0] * len(held)
    return [sum(weight for word, weight in weights.items() if word in words) / total for words in held]


def _words(text: str) -> set[str]:
    return {word[:_STEM_CHARS] for word in _WORD.findall(text.casefold())}
