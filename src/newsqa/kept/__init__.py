"""Conversations that are kept beside an index, and what became of what they quote."""

from newsqa.kept.changes import SourceChange, changed_sources
from newsqa.kept.file import KEPT_FILE
from newsqa.kept.store import Kept
from newsqa.kept.types import ConversationEntry, KeptConversation, KeptTurn, Pin

__all__ = [
    "KEPT_FILE", "ConversationEntry", "Kept", "KeptConversation", "KeptTurn", "Pin", "SourceChange", "changed_sources",
]  # fmt: skip
