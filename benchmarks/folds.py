"""Which fold a question of a public set is in: all questions of one group are in the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from newsqa.evaluate.questions import CORPUS, QRELS, QUERIES, find_file, read_objects, read_qrels

# What makes a group beside shared right articles: a field of the question, or of its right or nearest article.
_QUESTION_FIELDS = {"realtimeqa_small": "date"}
_ARTICLE_FIELDS = {"squad2": "doc"}


def folds(folder: Path) -> dict[str, int]:
    """Return the fold, 0 or 1, of each question by id: the first bit of the sha256 of its group."""
    name = folder.name
    fields = _article_field(folder, _ARTICLE_FIELDS.get(name))
    queries, judged = find_file(folder, QUERIES), find_file(folder, QRELS)
    if queries is None or judged is None:
        raise SystemExit(f"{folder}: holds no {QUERIES} or no {QRELS}")
    qrels = read_qrels(judged)
    groups = _Groups()
    ids = []
    for _, values in read_objects(queries):
        question = str(values["_id"])
        ids.append(question)
        groups.join(f"question {question}", f"question {question}")
        if name in _QUESTION_FIELDS:
            groups.join(f"question {question}", f"field {values[_QUESTION_FIELDS[name]]}")
        right = [article for article, grade in qrels.get(question, {}).items() if grade > 0]
        for article in right or ([values["near"]] if values.get("near") else []):
            groups.join(f"question {question}", f"article {fields.get(article, article)}")
    least = groups.least()
    return {
        question: hashlib.sha256(least[groups.of(f"question {question}")].encode()).digest()[0] >> 7 for question in ids
    }


def _article_field(folder: Path, field: str | None) -> dict[str, str]:
    corpus = find_file(folder, CORPUS)
    if field is None or corpus is None:
        return {}
    return {str(values["_id"]): str(values[field]) for _, values in read_objects(corpus)}


class _Groups:
    """Union-find over names."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, name: str) -> str:
        while self._parents.setdefault(name, name) != name:
            name = self._parents[name]
        return name

    def join(self, one: str, other: str) -> None:
        self._parents[self.of(one)] = self.of(other)

    def least(self) -> dict[str, str]:
        """Return the first name, in order, of each group: it does not depend on the order of joining."""
        found: dict[str, str] = {}
        for name in sorted(self._parents):
            found.setdefault(self.of(name), name)
        return found
