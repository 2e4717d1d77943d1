"""What a reader wants done to the dossier: quotations are taken out of the archive as it is now."""

from __future__ import annotations

import dataclasses

from newsqa.errors import QueryError
from newsqa.index import Index
from newsqa.kept import PinChange
from newsqa.kept.pins import place_of, with_move, with_note, with_pin, without_pin
from newsqa.types import Citation
from newsqa.web.actions import Annotate, Move, PinText, Unpin
from newsqa.web.conversation import Conversation, Turn

_CHANGED = "This article has changed since it was cited, so nothing was pinned; ask again, and pin what it says now."


def pin_change(index: Index, action: PinText | Unpin | Move | Annotate, kept: Conversation) -> PinChange:
    """Return what becomes of the pins.

    Raises:
        NewsQAError: what is to be pinned is not in the archive, or something else stands there by now.
    """
    match action:
        case PinText():
            turn = kept.turn(action.turn)
            citation = cite(index, action, turn)
            return lambda pins: with_pin(pins, citation, turn.searched if turn else "")
        case Unpin():
            return lambda pins: without_pin(pins, action.pin)
        case Move():
            return lambda pins: with_move(pins, action.pin, action.by)
        case Annotate():
            return lambda pins: with_note(pins, action.pin, action.note)


def cite(index: Index, wanted: PinText, turn: Turn | None) -> Citation:
    """Return a stretch of an article as a citation, with the sentence of it that answers where its turn knows that.

    Raises:
        NewsQAError: the archive holds no such article or no such stretch of it, or something else stands there by now.
    """
    article = index.article(wanted.article)
    citations, hits = (turn.answer.citations if turn and turn.answer else ()), (turn.hits if turn else ())
    same = next((cited for cited in citations if place_of(cited) == wanted.place), None)
    passages = [hit.passage for hit in hits if (hit.article.id, hit.passage.start, hit.passage.end) == wanted.place]
    expected = [same.quote] if same else [passage.text for passage in passages]
    if any(text != article.text[wanted.start : wanted.end] for text in expected):
        raise QueryError(_CHANGED)
    found = Citation.prove(
        article, wanted.start, wanted.end, number=same.number if same else 1, best=same.best if same else None
    )  # fmt: skip
    inside = [
        cited.best for cited in citations
        if cited.article_id == article.id and wanted.start <= cited.best.start and cited.best.end <= wanted.end
    ]  # fmt: skip
    return dataclasses.replace(found, best=inside[0]) if inside and not same else found
