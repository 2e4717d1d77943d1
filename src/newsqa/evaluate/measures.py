"""The figures: of retrieval by ir-measures, of honesty by their textbook formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, Success, nDCG

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MEASURES = (nDCG @ 10, R @ 5, R @ 10, R @ 100, RR @ 10, Success @ 1, Success @ 5)
NAMES = tuple(str(measure) for measure in MEASURES)
# Down to here an article's rank counts.
DEPTH = 100


def retrieval(qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """Return each question's figures by the names of their measures.

    Args:
        qrels: grades by question and article; a question without a positive one has no figures.
        run: articles by question, best first.
    """
    judged = {query: dict(grades) for query, grades in qrels.items() if max(grades.values(), default=0) > 0}
    if not judged:
        return {}
    scored = {query: dict(falling(run.get(query, ()))) for query in judged}
    figures: dict[str, dict[str, float]] = {query: {} for query in judged}
    for metric in ir_measures.iter_calc(MEASURES, judged, scored):
        figures[metric.query_id][str(metric.measure)] = float(metric.value)
    return {query: {name: figures[query].get(name, 0.0) for name in NAMES} for query in judged}


def falling(ranking: Sequence[str]) -> list[tuple[str, float]]:
    """Return a ranking with scores that keep its order: whole numbers, each one less than the one before."""
    return [(article, float(len(ranking) - place)) for place, article in enumerate(ranking)]


def auroc(scores: Sequence[float] | Floats, labels: Sequence[bool] | Bools) -> float | None:
    """Return how often a true one scores above a false one, a tie counting half; None with one kind only.

    The Mann-Whitney statistic over its greatest value (Hanley and McNeil 1982).
    """
    true = np.asarray(labels, dtype=bool)
    codes = ranks(scores)
    return weighted_auroc(codes, true, np.ones(len(true)))


def ranks(scores: Sequence[float] | Floats) -> npt.NDArray[np.int64]:
    """Return twice each score's rank from 1, the least first; equal ones share their mean rank."""
    _, inverse, counts = np.unique(np.asarray(scores, dtype=np.float64), return_inverse=True, return_counts=True)
    twice: npt.NDArray[np.int64] = (2 * np.cumsum(counts) - counts + 1)[inverse]
    return twice


def weighted_auroc(codes: npt.NDArray[np.int64], labels: Bools, weights: Floats) -> float | None:
    """Return the AUROC of whole-number scores where each row counts ``weights`` times."""
    size = int(codes.max()) + 1 if len(codes) else 0
    true = np.bincount(codes[labels], weights[labels], size)
    false = np.bincount(codes[~labels], weights[~labels], size)
    pairs = true.sum() * false.sum()
    return float(true @ (np.cumsum(false) - false / 2) / pairs) if pairs else None


def risks(scores: Sequence[float] | Floats, labels: Sequence[bool] | Bools) -> Floats:
    """Return the share of false ones among the i best-scored, for each i from 1 to all.

    Ones of equal score count as their mean, so that their order does not matter. The mean of what is
    returned is the area under the risk-coverage curve (Geifman and El-Yaniv 2017).
    """
    values, wrong = np.asarray(scores, dtype=np.float64), 1.0 - np.asarray(labels, dtype=np.float64)
    _, inverse, counts = np.unique(-values, return_inverse=True, return_counts=True)
    means = np.bincount(inverse, wrong) / counts
    return np.asarray(np.cumsum(np.repeat(means, counts)) / np.arange(1, len(values) + 1), dtype=np.float64)


def risk_curve(risk: Floats) -> tuple[float, ...]:
    """Return the risk at a coverage of 10 %, 20 %, ... 100 %."""
    return tuple(float(risk[-(-len(risk) * tenth // 10) - 1]) for tenth in range(1, 11)) if len(risk) else ()
