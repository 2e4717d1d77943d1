"""Retrieval and evidence to a calibrated probability that what is shown answers the question."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from newsqa.evidence import Reading
from newsqa.fitted import Fitted
from newsqa.ranking import Question
from newsqa.retriever import Ranked

NAME = "confidence"


def features(question: Question, first: Ranked, reading: Reading) -> dict[str, float]:
    """Return what confidence is drawn from: how well the first passage matches. Nothing of the question alone.

    Args:
        question: the question.
        first: the passage that was ranked first.
        reading: how its tokens match the question's.
    """
    candidate = first.candidate
    tokens = reading.by_sentence.mean(axis=0) if reading.by_sentence.size else candidate.cosines
    return {
        "score": first.score,
        "sentence_tokens": float(tokens.max(initial=0.0)),
        "word_pairs": len(candidate.pairs) / max(1, len(question.wanted) - 1),
    }


def probability(values: Mapping[str, float], coefficients: Fitted) -> float:
    """Return the probability, from 0 to 1, by logistic regression."""
    score = float(coefficients.apply({name: np.array([value]) for name, value in values.items()})[0])
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 4)
