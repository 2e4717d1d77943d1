"""Rows of one question each to the figures of a set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from newsqa.evaluate.judge import OUTCOMES
from newsqa.evaluate.measures import NAMES, Floats, auroc, risk_curve, risks
from newsqa.evaluate.paired import Rows, compare_means
from newsqa.types import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Plain):
    """What one asking gave: ``label`` is whether a citation answers the question.

    ``confidence`` is None where nothing was found at all; ``cited`` are the articles' ids.
    """

    answered: bool
    confidence: float | None
    label: bool
    cited: tuple[str, ...]
    proven: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Plain):
    """One question's figures, without a word of the articles.

    ``ranks`` are the ranks of the ``gold`` articles (None: beyond 100), ``whole`` is asked of the whole
    archive, ``lacking`` of the archive without its articles. ``first_right`` is of the first citation,
    ``first_sentence_right`` of its best sentence alone. ``seconds`` are those of ``whole``, by stage.
    ``is_wrong_first``: whether the first citation is one that a reader called wrong, None where none was.
    """

    id: str
    answerable: bool | None
    right_by: str | None
    gold: tuple[str, ...]
    ranks: tuple[int | None, ...]
    retrieval: dict[str, float] | None
    first_right: bool | None
    first_sentence_right: bool | None
    any_right: bool | None
    outcome: str | None
    right_article_first: bool | None
    right_passage_first: bool | None
    whole: Asked
    lacking: Asked | None
    total_seconds: float
    seconds: dict[str, float]
    is_wrong_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFigures(Plain):
    """How good the answers are: shares of ``questions``, ``outcomes`` adding up to 1.

    ``by_sentence`` counts those whose citations are right by their sentence, not by their article.
    The evidence's own figures are of questions whose answer is a sentence: how often the best sentence of
    the first citation, without what is quoted to read it with, holds an answer where the first article is
    a right one, and where its passage holds an answer besides.
    """

    questions: int
    by_sentence: int
    first_right: float
    any_right: float
    right_articles: int
    first_right_in_right_article: float | None
    right_passages: int
    first_right_in_right_passage: float | None
    outcomes: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Honesty(Plain):
    """How well confidence tells what can be answered; docs/evaluate.md says what each figure means."""

    pairs: int
    auroc_archive: float | None
    auroc_label: float | None
    labels_whole: int
    labels_lacking: int
    answered_whole: float | None
    answered_lacking: float | None
    risk_when_answered: float | None
    risk_curve: tuple[float, ...]
    risk_area: float | None
    brier: float | None
    brier_of_base_rate: float | None
    brier_gain_low: float | None
    brier_gain_high: float | None
    unanswerable: int
    answered_unanswerable: float | None
    auroc_unanswerable: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed(Plain):
    """Milliseconds a question of the whole archive, in an open process: (p50, p95), and by stage."""

    total: tuple[float, float]
    stages: dict[str, tuple[float, float]]


def retrieval_figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return the mean of every measure over the questions that have right articles."""
    judged = [row.retrieval for row in rows if row.retrieval is not None]
    return {name: float(np.mean([figures[name] for figures in judged])) for name in NAMES} if judged else {}


def answer_figures(rows: Sequence[Row]) -> AnswerFigures | None:
    """Return how good the answers are, or None where no question says what a right one is."""
    judged = [row for row in rows if row.outcome is not None]
    if not judged:
        return None
    in_articles = [row for row in judged if row.right_article_first and row.right_by == "sentence"]
    in_passages = [row for row in in_articles if row.right_passage_first]
    return AnswerFigures(
        questions=len(judged),
        by_sentence=sum(row.right_by == "sentence" for row in judged),
        first_right=_share(row.first_right for row in judged) or 0.0,
        any_right=_share(row.any_right for row in judged) or 0.0,
        right_articles=len(in_articles),
        first_right_in_right_article=_share(row.first_sentence_right for row in in_articles),
        right_passages=len(in_passages),
        first_right_in_right_passage=_share(row.first_sentence_right for row in in_passages),
        outcomes={outcome: sum(row.outcome == outcome for row in judged) / len(judged) for outcome in OUTCOMES},
    )


def certainty(asked: Asked) -> float:
    """Return the confidence of an answer; 0 where nothing was found."""
    return 0.0 if asked.confidence is None else asked.confidence


def paired_rows(rows: Sequence[Row]) -> list[tuple[Asked, Asked]]:
    """Return both askings of every question that was asked of the archive with and without its articles."""
    return [(row.whole, row.lacking) for row in rows if row.lacking is not None]


def honesty(rows: Sequence[Row]) -> Honesty | None:
    """Return how well answers know what they are worth, or None where no question can tell."""
    pairs = paired_rows(rows)
    known = [row for row in rows if row.answerable is not None]
    not_there = [row.whole for row in known if not row.answerable]
    if not pairs and not not_there:
        return None
    both = [asked for pair in pairs for asked in pair]
    scores = np.array([certainty(asked) for asked in both])
    labels = np.array([asked.label for asked in both], dtype=bool)
    risk = risks(scores, labels) if both else np.zeros(0)
    brier, base, gain = (None, None, None)
    if both:
        squares, base_squares = brier_rows(scores, labels)
        gain = compare_means(squares, base_squares)
        brier, base = gain.a, gain.b
    return Honesty(
        pairs=len(pairs),
        auroc_archive=auroc(scores, np.arange(len(both)) % 2 == 0),
        auroc_label=auroc(scores, labels),
        labels_whole=sum(whole.label for whole, _ in pairs),
        labels_lacking=sum(lacking.label for _, lacking in pairs),
        answered_whole=_share(whole.answered for whole, _ in pairs),
        answered_lacking=_share(lacking.answered for _, lacking in pairs),
        risk_when_answered=_share(not asked.label for asked in both if asked.answered),
        risk_curve=risk_curve(risk),
        risk_area=float(risk.mean()) if len(risk) else None,
        brier=brier,
        brier_of_base_rate=base,
        brier_gain_low=gain.low if gain else None,
        brier_gain_high=gain.high if gain else None,
        unanswerable=len(not_there),
        answered_unanswerable=_share(asked.answered for asked in not_there),
        auroc_unanswerable=auroc([certainty(r.whole) for r in known], [bool(r.answerable) for r in known]),
    )  # fmt: skip


def brier_rows(scores: Floats, labels: np.ndarray) -> tuple[Floats, Floats]:
    """Return each question's mean squared error over its two askings, and that of the base rate (Brier 1950)."""
    errors = (scores - labels) ** 2
    base = (labels.mean() - labels) ** 2
    return errors.reshape(-1, 2).mean(axis=1), base.reshape(-1, 2).mean(axis=1)


def label_rows(rows: Sequence[Row]) -> Rows:
    """Return the askings of all pairs with their labels, each question's two one after the other."""
    both = [asked for pair in paired_rows(rows) for asked in pair]
    return Rows(np.array([certainty(asked) for asked in both]), np.array([asked.label for asked in both], bool))


def speed(rows: Sequence[Row]) -> Speed:
    """Return how long a question took."""
    stages = dict.fromkeys(stage for row in rows for stage in row.seconds)
    return Speed(
        total=_percentiles([row.total_seconds for row in rows]),
        stages={stage: _percentiles([row.seconds.get(stage, 0.0) for row in rows]) for stage in stages},
    )


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000
    return float(p50), float(p95)


def _share(values: Iterable[bool | None]) -> float | None:
    found = [bool(value) for value in values]
    return sum(found) / len(found) if found else None
