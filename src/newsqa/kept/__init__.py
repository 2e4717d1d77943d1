"""Conversations that are kept beside an index, and what became of what they quote."""

from newsqa.kept.changes import archive_of, changed_sources, quoting_gone
from newsqa.kept.file import KEPT_FILE
from newsqa.kept.pins import MAX_NOTE_CHARS, PinChange, Pins
from newsqa.kept.store import Kept
from newsqa.kept.types import ConversationEntry, KeptConversation, KeptTurn, Pin
from newsqa.types import SourceChange

__all__ = [
    "KEPT_FILE", "MAX_NOTE_CHARS", "ConversationEntry", "Kept", "KeptConversation", "KeptTurn", "Pin", "PinChange",
    "Pins", "SourceChange", "archive_of", "changed_sources", "quoting_gone",
]  # fmt: skip
