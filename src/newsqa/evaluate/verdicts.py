"""Readers' verdicts to questions with what is known of their answers, and to figures of how an index stands to them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsqa.characters import one_line
from newsqa.errors import EvaluationError
from newsqa.evaluate.judge import holds_answer, normalise
from newsqa.evaluate.questions import Question
from newsqa.feedback import Feedback, read_feedback
from newsqa.types import Answer, Citation, Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an answer stands to what readers said of its question before.

    Of ``right`` passages so many were ``cited``, and one of them ``first`` (None where none is known to be right).
    ``is_wrong_first``: whether the first citation is one that a reader called wrong; None where none was.
    ``stays_declined``: whether a question that a reader found rightly declined is; None where none did.
    ``stays_answered``: likewise of an answer that was called right as a whole.
    """

    right: int = 0
    cited: int = 0
    first: bool | None = None
    is_wrong_first: bool | None = None
    stays_declined: bool | None = None
    stays_answered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss(Plain):
    """A question whose answer readers called wrong, without a passage that is right; ``answered`` is as of now."""

    id: str
    question: str
    times: int
    why: tuple[str, ...]
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderFigures(Plain):
    """How an index stands to what readers said: pairs are (satisfied, of so many).

    ``skipped`` are lines about verdicts that cannot be held against it.
    """

    verdicts: int
    questions: int
    right_cited: tuple[int, int]
    right_first: tuple[int, int]
    wrong_first: tuple[int, int]
    declined: tuple[int, int]
    answered: tuple[int, int]
    misses: tuple[Miss, ...]
    skipped: tuple[str, ...]


def questions_of(path: Path) -> tuple[list[Question], tuple[str, ...]]:
    """Return the questions of a file of feedback, each with all verdicts on it, and what was left out.

    Verdicts on one question, asked with the same filters, are one question. Of several on one passage, or on the answer
    as a whole, the last counts.

    Raises:
        EvaluationError: the file cannot be used, or holds no feedback.
    """
    given = read_feedback(path)
    groups: dict[str, dict[object, Feedback]] = {}
    for _, feedback in given.lines:
        about = groups.setdefault(_id(feedback), {})
        about.pop(_about(feedback), None)
        about[_about(feedback)] = feedback
    if not groups:
        raise EvaluationError(f"{path}: holds no feedback yet; readers give it in the chat")
    questions = [_question(id_, tuple(about.values())) for id_, about in groups.items()]
    return questions, (given.torn,) if given.torn else ()


def without_gone(question: Question, held: Collection[str]) -> tuple[Question, tuple[str, ...]]:
    """Return a question without the verdicts on passages of articles that are gone, and a line for each article."""
    gone = {each.citation.article_id: each for each in question.verdicts if each.citation}
    gone = {id_: each for id_, each in gone.items() if id_ not in held}
    if not gone:
        return question, ()
    left = tuple(each for each in question.verdicts if each.citation is None or each.citation.article_id not in gone)
    lines = tuple(f"{question.text}: article {id_} is gone since {each.at:%Y-%m-%d}" for id_, each in gone.items())
    return _question(question.id, left, like=question), lines


def standing_of(question: Question, answer: Answer) -> Standing | None:
    """Return how an answer, as a reader gets it, stands to the verdicts on its question; None where there are none."""
    if not question.verdicts:
        return None
    shown = answer.citations if answer.answered else ()
    right, wrong = _passages(question, "right"), _passages(question, "wrong")
    whole = next((each for each in question.verdicts if each.citation is None and each.verdict == "right"), None)
    return Standing(
        right=len(right),
        cited=sum(any(_cites(citation, passage) for citation in shown) for passage in right),
        first=any(_cites(shown[0], passage) for passage in right) if right and shown else False if right else None,
        is_wrong_first=any(_is_in(shown[0], passage) for passage in wrong) if wrong and shown else
        False if wrong else None,
        stays_declined=not answer.answered if question.answerable is False else None,
        stays_answered=answer.answered if whole is not None and whole.answered else None,
    )  # fmt: skip


def reader_figures(
    asked: Sequence[tuple[Question, Standing, bool]], skipped: Sequence[str]
) -> ReaderFigures | None:  # fmt: skip
    """Return the figures of questions with their standings, and whether each is answered now; None without any."""
    if not asked and not skipped:
        return None
    standings = [standing for _, standing, _ in asked]
    misses = [_miss(question, is_answered) for question, _, is_answered in asked if is_miss(question)]
    return ReaderFigures(
        verdicts=sum(len(question.verdicts) for question, _, _ in asked), questions=len(asked),
        right_cited=(sum(each.cited for each in standings), sum(each.right for each in standings)),
        right_first=_of([each.first for each in standings]),
        wrong_first=_of([each.is_wrong_first for each in standings]),
        declined=_of([each.stays_declined for each in standings]),
        answered=_of([each.stays_answered for each in standings]),
        misses=tuple(sorted(misses, key=lambda miss: (-miss.times, miss.id))), skipped=tuple(skipped),
    )  # fmt: skip


def is_miss(question: Question) -> bool:
    """Whether readers called its answer, or what it cites, wrong, and nobody a passage right."""
    said_wrong = any(each.verdict == "wrong" for each in question.verdicts)
    return said_wrong and not _passages(question, "right") and question.answerable is not False


def _miss(question: Question, is_answered: bool) -> Miss:
    wrong = [each for each in question.verdicts if each.verdict == "wrong"]
    why = dict.fromkeys(one_line(each.why) for each in wrong if each.why)
    return Miss(
        id=question.id, question=question.text, times=len(wrong), why=tuple(why), answered=is_answered
    )  # fmt: skip


def _question(id_: str, verdicts: tuple[Feedback, ...], like: Question | None = None) -> Question:
    """Return the question that verdicts are on; when none is left, one like it of which nothing is known."""
    if not verdicts and like is not None:
        return replace(like, answers=(), articles=(), answerable=None, verdicts=())
    last = verdicts[-1]
    question = Question(id=id_, text=last.question, limits=last.limits, date=last.at.date(), verdicts=verdicts)
    right = _passages(question, "right")
    if right:
        return replace(
            question, answerable=True, answers=tuple(dict.fromkeys(map(best_sentence, right))),
            articles=tuple(dict.fromkeys(passage.article_id for passage in right)),
        )  # fmt: skip
    whole = next((each for each in verdicts if each.citation is None), None)
    is_rightly_declined = whole is not None and whole.verdict == "right" and not whole.answered
    return replace(question, answerable=False if is_rightly_declined else None)


def best_sentence(citation: Citation) -> str:
    """Return the sentence of a quotation that answers."""
    best = citation.best
    return citation.quote[best.start - citation.start : best.end - citation.start]


def _passages(question: Question, verdict: str) -> list[Citation]:
    return [each.citation for each in question.verdicts if each.citation is not None and each.verdict == verdict]


def _cites(shown: Citation, right: Citation) -> bool:
    """Whether a citation, of whatever article, holds the sentence that was called right."""
    return holds_answer(shown.quote, [best_sentence(right)])


def _is_in(shown: Citation, wrong: Citation) -> bool:
    """Whether the sentence that answers stands in what was called wrong of the same article."""
    return shown.article_id == wrong.article_id and holds_answer(wrong.quote, [best_sentence(shown)])


def _id(feedback: Feedback) -> str:
    said = f"{normalise(feedback.question)}\n{feedback.limits.to_dict()}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _about(feedback: Feedback) -> object:
    """Return what a verdict is on: an answer as a whole, or a sentence of an article."""
    citation = feedback.citation
    return None if citation is None else (citation.article_id, normalise(best_sentence(citation)))


def _of(values: Sequence[bool | None]) -> tuple[int, int]:
    known = [value for value in values if value is not None]
    return sum(known), len(known)
