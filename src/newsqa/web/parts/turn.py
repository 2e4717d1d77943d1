"""A question with its answer, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsqa import wording
from newsqa.characters import one_line
from newsqa.types import Answer, Query, WayOut
from newsqa.web.conversation import Turn
from newsqa.web.filters import Filters
from newsqa.web.parts.template import format_date, render
from newsqa.words import read_marks

LEAD_SENTENCES = 3  # quotations above the cards: what fits one screen with its first card
_DAYS = ("since", "until")


def render_turn(turn: Turn, *, takes_feedback: bool = True) -> str:
    """Return a question as far as it is: its passages, its answer, its problem, or the note that it still runs."""
    answer = turn.answer
    hits = () if turn.problem else answer.hits if answer else turn.seen
    is_near = answer is not None and not answer.answered
    citations = answer.citations if answer else ()
    return render(
        "turn.html",
        turn=turn,
        stage=_stage(turn),
        answer=answer,
        hits=hits,
        citations=citations,
        time=answer.time if answer else None,
        is_near=is_near,
        passages_head=wording.NEAREST if is_near else wording.passages(len(hits)),
        lead=[(cited, turn.copied(cited)) for cited in citations[:LEAD_SENTENCES]],
        limits=_limits(turn.searched),
        ways_out=None if turn.ways is None else [_way(turn, way) for way in turn.ways],
        announcement=_announcement(turn.problem, answer),
        place=wording.place_in_line(turn.ahead),
        more=" ".join(_said_of_ways(turn)),
        takes_feedback=takes_feedback,
    )


def _stage(turn: Turn) -> str:
    if turn.problem:
        return "failed"
    if turn.answer is None:
        return "seen" if turn.seen else "begun"
    if turn.answer.answered:
        return "answered"
    return "near" if turn.answer.hits else "empty"


def _limits(question: str) -> tuple[tuple[str, str], ...]:
    """Return what the search marks in a question limit the search to: the chat has no other filters."""
    asked = read_marks(one_line(question))
    return wording.limits(Query(text=asked.text, phrases=asked.phrases, excluded=asked.excluded))


@dataclass(frozen=True, slots=True)
class _Way:
    """A way out as a button: what is taken away, what there is then, and what the page sends."""

    without: str
    likely: str
    source: str | None
    day: str
    action: dict[str, Any]


def _way(turn: Turn, way: WayOut) -> _Way:
    filters, changed = turn.filters, {}
    if way.without == "time":
        filters = filters.without_times()
    elif way.without == "phrases":
        changed = {"question" if turn.meant is None else "understood": way.answer.question}
    else:
        names = _DAYS if way.without == "dates" else (way.without,)
        filters = Filters(tuple(pair for pair in filters.set if pair[0] not in names))
    best = way.answer.citations[0]
    return _Way(
        without=wording.without(way),
        likely=wording.likelihood(way.answer),
        source=best.source,
        day=format_date(best.date),
        action=turn.again(filters, **changed),
    )


def _said_of_ways(turn: Turn) -> Iterator[str]:
    if not turn.ways:
        return
    yield "What would help:"
    for way in turn.ways:
        yield f"{wording.without(way)}: {wording.likelihood(way.answer)}."


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
