"""What a reader says of an answer or a passage, as the archive's keeper is told it."""

from __future__ import annotations

import datetime as dt

from newsqa.characters import one_line
from newsqa.feedback import Feedback, give
from newsqa.index import Index
from newsqa.web.actions import Judge, PinText
from newsqa.web.conversation import Turn
from newsqa.web.dossier import cite


def can_be_judged(turn: Turn, card: int | None) -> bool:
    """Whether there is an answer, and this card of it."""
    return turn.answer is not None and (card is None or turn.hit(card) is not None)


def keep_verdict(index: Index, turn: Turn, said: Judge) -> None:
    """Write down what was said of a turn's answer, or of one of its passages.

    Raises:
        NewsQAError: it is too long, its article changed since, or it cannot be written.
    """
    answer, hit = turn.answer, turn.hit(said.card) if said.card is not None else None
    if answer is None:
        return
    citation = None
    if hit is not None:
        passage = PinText(hit.article.id, hit.passage.start, hit.passage.end)
        citation = cite(index, passage, turn)
    feedback = Feedback(
        question=turn.searched, verdict=said.verdict, citation=citation, why=one_line(said.why),
        at=dt.datetime.now(dt.UTC),
        generation=answer.generation, answered=answer.answered, limits=answer.limits,
    )  # fmt: skip
    give(index.folder, feedback)
