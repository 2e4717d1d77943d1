"""Asks every question of a set, with and without its articles, and keeps what came back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsqa import __version__
from newsqa.config import Settings, load_settings
from newsqa.encoder import Encoder
from newsqa.errors import EvaluationError, QueryError
from newsqa.evaluate.figures import (
    AnswerFigures,
    Asked,
    Honesty,
    Row,
    Speed,
    answer_figures,
    honesty,
    retrieval_figures,
    speed,
)
from newsqa.evaluate.judge import RIGHT_BY, Judge, right_by
from newsqa.evaluate.measures import DEPTH, retrieval
from newsqa.evaluate.questions import Question
from newsqa.evaluate.sets import PLACES, OpenSet, Source, open_set
from newsqa.evaluate.verdicts import ReaderFigures, Standing, reader_figures, standing_of
from newsqa.index import Index
from newsqa.progress import Progress, tell_nobody
from newsqa.retriever import make_query
from newsqa.stages import Stages
from newsqa.types import Answer, Hit, Plain, Query
from newsqa.wording import NOTHING_ANSWERS

# Passages that are asked for first to find 100 articles; more when these are of fewer.
_PASSAGES = 300
# Questions that are asked before the clock counts, so that what loads once is loaded.
_WARM_UP = 3
_TEXTS = 4096

OnAnswer = Callable[[str, Question, tuple[str, ...], Answer], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Plain):
    """All figures of one set.

    ``retrieval`` has a mean for each measure over ``judged`` questions, by ir-measures' names; ``proven``
    is the share of the citations whose quote stands in its article. ``rankings`` are articles' ids by
    question, best first, and not part of :meth:`to_dict`. ``rejected`` articles of the corpus are not
    in the index, ``unjudged`` questions were not asked: nothing is known of their answers. ``readers`` is how the index
    stands to readers' verdicts, None where there are none.
    """

    name: str
    settings: dict[str, Any]
    right: str
    articles: int
    passages: int
    asked: int
    unjudged: int
    rejected: int
    judged: int
    retrieval: dict[str, float]
    answers: AnswerFigures | None
    honesty: Honesty | None
    citations: int
    proven: float | None
    speed: Speed
    rows: tuple[Row, ...] = field(repr=False)
    rankings: dict[str, tuple[str, ...]] = field(repr=False)
    readers: ReaderFigures | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures and rows as a plain dict that ``json.dumps`` takes as it is."""
        plain = super(Evaluation, self).to_dict()
        del plain["rankings"]
        return plain


def evaluate(
    source: Source | str | Path,
    *,
    settings: Settings | None = None,
    right: str = "auto",
    encoder: Encoder | None = None,
    on_answer: OnAnswer | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Ask the questions of a set and return the figures.

    Args:
        source: the set, or its folder.
        settings: all settings at once; default: those of the folder and the environment.
        right: what makes a citation right: "sentence" (it holds an answer, wherever there is one to look
            for), "article" (it is of a right article), or "auto": by the sentence, unless the answers
            are of the kind of yes and no.
        encoder: one that is loaded already.
        on_answer: told each answer as it comes: the set's name, the question, the articles that the
            archive lacked, the answer.
        progress: told the step at hand, how much of it is done, and of how much.

    Raises:
        NewsQAError: the set or the index cannot be used.
    """
    check_right(right)
    settings = settings or load_settings()
    if not isinstance(source, Source):
        source = Source(folder=Path(source))
    # Asked so, the index declines nothing; `decide` does, so that declined answers can be judged too.
    with open_set(source, replace(settings, min_confidence=0.0), encoder, progress) as opened:
        return _evaluate(source.name, opened, settings, right, on_answer, progress or tell_nobody)


def _evaluate(
    name: str, opened: OpenSet, settings: Settings, right: str, on_answer: OnAnswer | None, tell: Progress
) -> Evaluation:
    questions = [*opened.questions, *opened.heard]
    asking = _Asking(name, opened.index, settings, right, on_answer)
    for question in questions[:_WARM_UP]:
        opened.index.run(asking.query(question))
    rows, rankings = [], {}
    for done, question in enumerate(questions, start=1):
        row, ranking = asking.ask(question)
        rows.append(row)
        if ranking:
            rankings[question.id] = ranking
        tell("asking", done, len(questions))
    figures = retrieval({question.id: dict(question.grades) for question in questions}, rankings)
    rows = [replace(row, retrieval=figures.get(row.id)) for row in rows]
    summary = opened.index.summary()
    both = [asked for row in rows for asked in (row.whole, row.lacking) if asked is not None]
    citations = sum(len(asked.cited) for asked in both)
    return Evaluation(
        name=name,
        settings={key: value for key, value in asdict(settings).items() if key not in PLACES},
        right=right,
        articles=summary.articles,
        passages=summary.passages,
        asked=len(rows),
        unjudged=opened.unjudged,
        rejected=len(opened.rejected),
        judged=len(figures),
        retrieval=retrieval_figures(rows),
        answers=answer_figures(rows),
        honesty=honesty(rows),
        citations=citations,
        proven=sum(asked.proven for asked in both) / citations if citations else None,
        speed=speed(rows),
        rows=tuple(rows),
        rankings=rankings,
        readers=reader_figures(asking.heard, opened.skipped),
    )


class _Asking:
    """An open index with how its answers are judged."""

    def __init__(self, name: str, index: Index, settings: Settings, right: str, on_answer: OnAnswer | None) -> None:
        self._name, self._index, self._settings, self._right, self._on_answer = name, index, settings, right, on_answer
        self._text_of = lru_cache(_TEXTS)(lambda article_id: index.article(article_id).text)
        self.heard: list[tuple[Question, Standing, bool]] = []

    def query(self, question: Question, *, without: tuple[str, ...] = ()) -> Query:
        return query_of(self._name, question, self._settings, without=without)

    def ask(self, question: Question) -> tuple[Row, tuple[str, ...]]:
        """Return the question's row and its ranking, which is empty where no article is known to be right."""
        query, stages, started = self.query(question), Stages(), time.perf_counter()
        answer = decide(self._index.run(query, stages), self._settings.min_confidence)
        total_seconds = time.perf_counter() - started
        gold = question.gold
        ranking = rank_articles(self._index, query) if gold else ()
        by = right_by(question, self._right)
        judge = Judge(question, by, ranking, self._text_of)
        whole = self._asked(question, (), judge, answer)
        lacking = None
        if question.answerable and gold:
            less = self._index.run(self.query(question, without=question.without))
            lacking = self._asked(question, question.without, judge, decide(less, self._settings.min_confidence))
        standing = standing_of(question, answer)
        if standing is not None:
            self.heard.append((question, standing, answer.answered))
        places = {article: rank for rank, article in enumerate(ranking, start=1)}
        is_judged = by is not None and question.answerable is not False
        row = Row(
            id=question.id, answerable=question.answerable, right_by=by, gold=gold,
            ranks=tuple(places.get(article) for article in gold), retrieval=None,
            first_right=judge.first_is_right(answer) if is_judged else None,
            first_sentence_right=judge.first_sentence_is_right(answer) if is_judged else None,
            any_right=whole.label if is_judged else None,
            outcome=judge.outcome(answer) if is_judged else None,
            right_article_first=judge.article_is_right(answer) if gold else None,
            right_passage_first=judge.passage_is_right(answer) if gold and by == "sentence" else None,
            whole=whole, lacking=lacking, total_seconds=total_seconds, seconds=dict(stages.seconds),
            is_wrong_first=standing.is_wrong_first if standing else None,
        )  # fmt: skip
        return row, ranking

    def _asked(self, question: Question, without: tuple[str, ...], judge: Judge, answer: Answer) -> Asked:
        if self._on_answer is not None:
            self._on_answer(self._name, question, without, answer)
        return Asked(
            answered=answer.answered,
            confidence=answer.confidence,
            label=question.answerable is not False and judge.any_is_right(answer),
            cited=tuple(citation.article_id for citation in answer.citations),
            proven=sum(self._text_of(c.article_id)[c.start : c.end] == c.quote for c in answer.citations),
        )


def query_of(name: str, question: Question, settings: Settings, *, without: tuple[str, ...] = ()) -> Query:
    """Return the query of a question of the set ``name``, to an archive that lacks the articles ``without``.

    Raises:
        EvaluationError: the question cannot be asked.
    """
    try:
        limits = question.limits
        query = make_query(
            question.text, settings.k, max_chars=settings.max_question_chars, today=question.date, since=limits.since,
            until=limits.until, sources=limits.sources, languages=limits.languages, sections=limits.sections,
            authors=limits.authors,
        )  # fmt: skip
    except QueryError as error:
        raise EvaluationError(f"{name}: question {question.id!r}: {error}") from error
    return replace(query, without=without)


def check_right(right: str) -> None:
    """Raise an EvaluationError when ``right`` is no rule by which citations are right."""
    if right not in RIGHT_BY:
        raise EvaluationError(f"--right: must be one of {', '.join(RIGHT_BY)}, not {right!r}")


def decide(answer: Answer, min_confidence: float) -> Answer:
    """Return the answer declined when its confidence is below ``min_confidence``, as a reader gets it.

    It keeps its citations, which a reader does not get, to be judged by.
    """
    if answer.confidence is None or answer.confidence >= min_confidence:
        return answer
    return replace(answer, answered=False, reason=NOTHING_ANSWERS)


def rank_articles(index: Index, query: Query, depth: int = DEPTH) -> tuple[str, ...]:
    """Return the ids of the best articles, each in the place of its best passage, exact copies after it."""
    wanted = _PASSAGES
    while True:
        hits = index.find(replace(query, k=wanted))
        ranking = tuple(dict.fromkeys(article for hit in hits for article in _carriers(hit)))
        if len(ranking) >= depth or len(hits) < wanted:
            return ranking[:depth]
        wanted *= 2


def _carriers(hit: Hit) -> Sequence[str]:
    return [hit.article.id, *(copy.id for copy in hit.copies)]


def to_json(evaluations: Sequence[Evaluation]) -> str:
    """Return the results as they are written to a file, for :func:`newsqa.evaluate.compare` to read."""
    plain = {"newsqa": __version__, "sets": [evaluation.to_dict() for evaluation in evaluations]}
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
