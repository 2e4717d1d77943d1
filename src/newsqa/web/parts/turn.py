"""A question with its answer, or why there is none."""

from __future__ import annotations

from newsqa import wording
from newsqa.characters import one_line
from newsqa.types import Answer, Query
from newsqa.web.conversation import Turn
from newsqa.web.parts.template import render
from newsqa.words import read_marks

LEAD_SENTENCES = 3  # quotations above the cards: what fits one screen with its first card


def render_turn(turn: Turn) -> str:
    """Return a question with its answer, its problem, or the note that it still runs."""
    answer = turn.answer
    return render(
        "turn.html",
        turn=turn,
        answer=answer,
        lead=answer.citations[:LEAD_SENTENCES] if answer else (),
        limits=_limits(turn.question),
        announcement=_announcement(turn.problem, answer),
    )


def _limits(question: str) -> tuple[tuple[str, str], ...]:
    """Return what the search marks in a question limit the search to: the chat has no other filters."""
    asked = read_marks(one_line(question))
    return wording.limits(Query(text=asked.text, phrases=asked.phrases, excluded=asked.excluded))


def _announcement(problem: str | None, answer: Answer | None) -> str:
    """Return what a screen reader says when the turn changes; the first quotation comes with it."""
    if problem:
        return problem
    if answer is None:
        return ""
    count = len(answer.hits)
    if not answer.answered:
        near = f"{count} near passages follow; they are" if count != 1 else "One near passage follows; it is"
        said = [answer.reason or "No answer.", f"{near} not an answer." if count else ""]
        return " ".join(filter(None, [*said, wording.coverage(answer.meaning_share)]))
    said = [f"{count} passages found." if count != 1 else "One passage found."]
    if answer.confidence is not None:
        said.append(f"{wording.confidence_words(answer)}, {wording.percentage(answer.confidence)}.")
    said += [*(cited.quote for cited in answer.citations[:1]), *answer.notes]
    return " ".join([*said, wording.coverage(answer.meaning_share)]).rstrip()
