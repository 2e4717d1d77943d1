"""What a reader does to the dossier, done: quotations are taken out of the archive as it is now."""

from __future__ import annotations

import dataclasses

from newsqa.errors import NewsQAError, QueryError
from newsqa.index import Index
from newsqa.types import Citation
from newsqa.web.actions import Annotate, Move, PinText, Unpin
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.pins import moved, place_of

_CHANGED = "This article has changed since it was cited, so nothing was pinned; ask again, and pin what it says now."


def change_dossier(index: Index, action: PinText | Unpin | Move | Annotate, kept: Conversation) -> str | None:
    """Do what is asked for; returns what is wrong, if something is."""
    try:
        match action:
            case PinText():
                turn = kept.turn(action.turn)
                kept.pin(cite(index, action, turn), question=turn.searched if turn else "")
            case Unpin():
                kept.unpin(action.pin)
            case Move():
                kept.order(moved(kept.pins, action.pin, action.by))
            case Annotate():
                kept.note(action.pin, action.note)
    except NewsQAError as error:
        return str(error)
    return None


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
