"""Pins: quotations that a reader put aside, in an order and with notes of the reader's own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Callable

from newsqa.characters import without_controls
from newsqa.errors import KeptError
from newsqa.kept.types import Pin
from newsqa.types import Citation

MAX_NOTE_CHARS = 4000
MAX_PINS = 500
_GONE = "This pin is no longer in the dossier."

Pins = tuple[Pin, ...]
PinChange = Callable[[Pins], Pins]
Place = tuple[str, int, int]


def place_of(cited: Citation) -> Place:
    """Return where in which article a citation stands: it is pinned once."""
    return cited.article_id, cited.start, cited.end


def with_pin(pins: Pins, citation: Citation, question: str, note: str = "") -> Pins:
    """Return the pins with one more, last of all; as they are when it is pinned already.

    Raises:
        KeptError: there are as many as there may be.
    """
    if any(place_of(pin.citation) == place_of(citation) for pin in pins):
        return pins
    if len(pins) >= MAX_PINS:
        raise KeptError(f"the dossier holds {MAX_PINS} quotations, which is all that it may; unpin one first")
    pin = Pin(
        id=secrets.token_hex(8), citation=citation, note=_checked(note), question=without_controls(question),
        pinned_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    return (*pins, pin)


def without_pin(pins: Pins, id: str) -> Pins:
    """Return the pins without one; as they are when it is gone already."""
    return tuple(pin for pin in pins if pin.id != id)


def with_note(pins: Pins, id: str, note: str) -> Pins:
    """Return the pins with the reader's own words to one of them, in the place of those that stood there.

    Raises:
        KeptError: the note is too long, or there is no such pin.
    """
    if all(pin.id != id for pin in pins):
        raise KeptError(_GONE)
    checked = _checked(note)
    return tuple(dataclasses.replace(pin, note=checked) if pin.id == id else pin for pin in pins)


def with_move(pins: Pins, id: str, by: int) -> Pins:
    """Return the pins with one of them so many places further down; at an end it stays there.

    Raises:
        KeptError: there is no such pin.
    """
    moved = next((pin for pin in pins if pin.id == id), None)
    if moved is None:
        raise KeptError(_GONE)
    others = [pin for pin in pins if pin is not moved]
    others.insert(min(max(0, pins.index(moved) + by), len(others)), moved)
    return tuple(others)


def _checked(note: str) -> str:
    note = without_controls(note).strip()
    if len(note) > MAX_NOTE_CHARS:
        raise KeptError(f"the note has {len(note):,} characters; {MAX_NOTE_CHARS:,} are the most that it may")
    return note
