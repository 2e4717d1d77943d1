"""What a reader takes along of a conversation: the form in which it is kept, and so exported."""

from __future__ import annotations

from newsqa.errors import QueryError
from newsqa.export import Document, export
from newsqa.index import Index
from newsqa.kept import KeptConversation, KeptTurn
from newsqa.web.actions import Export
from newsqa.web.conversation import Conversation, Turn

_NOTHING = "There is nothing to export any more; ask again."


def kept_turn(turn: Turn) -> KeptTurn:
    """Return a turn as it is kept."""
    return KeptTurn(
        place=turn.place, question=turn.question, filters=turn.filters.to_browser(), asked_at=turn.moment,
        answer=turn.answer,
    )  # fmt: skip


def kept_conversation(conversation: Conversation) -> KeptConversation:
    """Return a conversation as it is kept, without a name among those that are.

    Raises:
        QueryError: there is nothing in it.
    """
    turns, pins = conversation.turns, conversation.pins
    moments = [*(turn.moment for turn in turns), *(pin.pinned_at for pin in pins)]
    if not moments:
        raise QueryError(_NOTHING)
    title = turns[0].question if turns else pins[0].question
    return KeptConversation(
        id="", title=title, started_at=min(moments), changed_at=max(moments), pins=pins,
        turns=tuple(kept_turn(turn) for turn in turns),
    )  # fmt: skip


def to_file(wanted: Export, conversation: KeptConversation, place: int | None, index: Index) -> Document:
    """Return what is wanted of a conversation as a file; ``place`` is that of the turn whose answer is meant.

    Raises:
        NewsQAError: it is no longer there.
    """
    if wanted.what == "answer" and place is None:
        raise QueryError(_NOTHING)
    return export(conversation, wanted.form, what=wanted.what, turn=place, index=index)
