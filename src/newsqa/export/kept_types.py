"""Stands in for newsqa.kept.types until that is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsqa.types import Answer, Citation, Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTurn(Plain):
    """A question of a conversation, with its answer."""

    place: int
    question: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    asked_at: dt.datetime
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Plain):
    """A quotation that a reader put by."""

    id: str
    citation: Citation
    note: str = ""
    question: str = ""
    pinned_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConversation(Plain):
    """A conversation that is kept."""

    id: str
    title: str
    started_at: dt.datetime
    changed_at: dt.datetime
    turns: tuple[KeptTurn, ...] = ()
    pins: tuple[Pin, ...] = ()
