"""What is kept of conversations: turns, pins, and the conversations that they make up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsqa.types import Answer, Citation, Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTurn(Plain):
    """A question of a conversation at its ``place``, with the answer that was given, None where there was none.

    ``filters`` are what it was asked with, as JSON can hold it; ``asked_at`` is a moment with its time zone.
    """

    place: int
    question: str
    asked_at: dt.datetime
    filters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Plain):
    """A quotation that a reader put aside: ``question`` is what it answered, ``note`` the reader's own words."""

    id: str
    citation: Citation
    question: str
    pinned_at: dt.datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConversation(Plain):
    """A conversation as it is kept: its turns by place, its pins in the reader's order."""

    id: str
    title: str
    started_at: dt.datetime
    changed_at: dt.datetime
    turns: tuple[KeptTurn, ...] = ()
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationEntry(Plain):
    """A line of a list of conversations; ``found`` is what a search found, with some words around it."""

    id: str
    title: str
    started_at: dt.datetime
    changed_at: dt.datetime
    turns: int
    pins: int
    found: str | None = None
