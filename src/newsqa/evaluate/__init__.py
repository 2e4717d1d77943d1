"""A folder of questions to figures: how good an archive's answers are, and whether a setting helps."""

from __future__ import annotations

from newsqa.evaluate.asking import Evaluation, evaluate, rank_articles, to_json
from newsqa.evaluate.compare import Comparison, Difference, compare, read_results, with_settings
from newsqa.evaluate.figures import AnswerFigures, Asked, Honesty, Row, Speed
from newsqa.evaluate.paired import Paired
from newsqa.evaluate.sets import Source

__all__ = [
    "AnswerFigures",
    "Asked",
    "Comparison",
    "Difference",
    "Evaluation",
    "Honesty",
    "Paired",
    "Row",
    "Source",
    "Speed",
    "compare",
    "evaluate",
    "rank_articles",
    "read_results",
    "to_json",
    "with_settings",
]
