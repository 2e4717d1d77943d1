"""A folder of questions to figures: how good an archive's answers are, and whether a setting helps."""

from __future__ import annotations

from newsqa.evaluate.asking import Evaluation, evaluate, to_json
from newsqa.evaluate.compare import compare, read_results
from newsqa.evaluate.sets import Source

__all__ = ["Evaluation", "Source", "compare", "evaluate", "read_results", "to_json"]
