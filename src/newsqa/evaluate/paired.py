"""What chance may have done to a difference: two systems, the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsqa.evaluate.measures import Bools, Floats, ranks, weighted_auroc
from newsqa.types import Plain

SAMPLES = 10_000
_SEED = 20_240_715
_CHUNK = 250
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired(Plain):
    """Figures ``a`` and ``b``, ``difference`` = b - a, its 95 % interval ``low`` to ``high``.

    The interval is of a paired bootstrap over questions (percentiles, Efron and Tibshirani 1993), ``p``
    of a two-sided paired randomisation test (Smucker et al. 2007), 10,000 samples each, always the
    same ones. None where the figure cannot be had.
    """

    a: float
    b: float
    difference: float
    low: float | None
    high: float | None
    p: float | None
    questions: int


@dataclass(frozen=True, slots=True)
class Rows:
    """One system's scored and labelled rows."""

    scores: Floats
    labels: Bools


def compare_means(a: Floats, b: Floats) -> Paired:
    """Compare two systems by the mean of a value that each has for every question."""
    gains, count = b - a, len(a)
    means: list[Floats] = []
    extremes = 0
    observed = abs(float(gains.sum()))
    for rng, size in _chunks():
        means.append(gains[rng.integers(0, count, (size, count))].mean(axis=1))
        signs = rng.integers(0, 2, size=(size, count), dtype=np.int8) * 2 - 1
        extremes += int((np.abs(signs @ gains) >= observed - _TINY).sum())
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return Paired(
        a=float(a.mean()), b=float(b.mean()), difference=float(gains.mean()), low=float(low), high=float(high),
        p=(1 + extremes) / (1 + SAMPLES), questions=count,
    )  # fmt: skip


def compare_aurocs(a: Rows, b: Rows, question: npt.NDArray[np.int64]) -> Paired | None:
    """Compare two systems by AUROC; None where one of them has rows of one kind only.

    Whole questions are drawn, and exchanged between the systems by the ranks of their scores, since the
    scores of two systems need not be on one scale (Venkatraman and Begg 1996).

    Args:
        a: the one's rows.
        b: the other's, of the same questions in the same order.
        question: the number, from 0, of each row's question.
    """
    codes_a, codes_b = ranks(a.scores), ranks(b.scores)
    ones = np.ones(len(question))
    figure_a, figure_b = weighted_auroc(codes_a, a.labels, ones), weighted_auroc(codes_b, b.labels, ones)
    if figure_a is None or figure_b is None:
        return None
    difference, count = figure_b - figure_a, int(question.max()) + 1

    def gain(swapped: Bools, weights: Floats) -> float | None:
        one = weighted_auroc(np.where(swapped, codes_b, codes_a), np.where(swapped, b.labels, a.labels), weights)
        other = weighted_auroc(np.where(swapped, codes_a, codes_b), np.where(swapped, a.labels, b.labels), weights)
        return None if one is None or other is None else other - one

    drawn, exchanged = _sample_gains(gain, question, count)
    low, high = np.percentile(drawn, [2.5, 97.5]) if drawn else (None, None)
    extremes = sum(abs(value) >= abs(difference) - _TINY for value in exchanged)
    return Paired(
        a=figure_a, b=figure_b, difference=difference, low=None if low is None else float(low),
        high=None if high is None else float(high), p=(1 + extremes) / (1 + len(exchanged)), questions=count,
    )  # fmt: skip


def _sample_gains(
    gain: Callable[[Bools, Floats], float | None], question: npt.NDArray[np.int64], count: int
) -> tuple[list[float], list[float]]:
    """Return the differences of questions drawn with replacement, and of questions exchanged."""
    none_swapped, ones = np.zeros(len(question), dtype=bool), np.ones(len(question))
    drawn, exchanged = [], []
    for rng, size in _chunks():
        for _ in range(size):
            weights = np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)
            drawn.append(gain(none_swapped, weights[question]))
            exchanged.append(gain(rng.integers(0, 2, count).astype(bool)[question], ones))
    return [value for value in drawn if value is not None], [value for value in exchanged if value is not None]


def _chunks() -> Iterator[tuple[np.random.Generator, int]]:
    """Yield a generator of random numbers, the same every time, with how many samples to take from it next."""
    rng = np.random.default_rng(_SEED)
    for first in range(0, SAMPLES, _CHUNK):
        yield rng, min(_CHUNK, SAMPLES - first)
