"""Pins: quotations that a reader put aside, in an order and with notes of the reader's own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Sequence

from newsqa.characters import without_controls
from newsqa.errors import QueryError
from newsqa.kept import MAX_NOTE_CHARS, MAX_PINS, Pin
from newsqa.types import Citation

_GONE = "This pin is no longer in the dossier; reload the page."

Pins = tuple[Pin, ...]
Place = tuple[str, int, int]


def place_of(cited: Citation) -> Place:
    """Return where in which article a citation stands: it is pinned once."""
    return cited.article_id, cited.start, cited.end


def with_pin(pins: Pins, citation: Citation, question: str, note: str = "") -> Pins:
    """Return the pins with one more, last of all; as they are when it is pinned already.

    Raises:
        QueryError: there are as many as there may be.
    """
    if any(place_of(pin.citation) == place_of(citation) for pin in pins):
        return pins
    if len(pins) >= MAX_PINS:
        raise QueryError(f"the dossier holds {MAX_PINS} quotations, which is all that it may; unpin one first")
    pin = Pin(
        id=secrets.token_hex(8), citation=citation, note=_checked(note), question=question,
        pinned_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    return (*pins, pin)


def without_pin(pins: Pins, id: str) -> Pins:
    """Return the pins without one; as they are when it is gone already."""
    return tuple(pin for pin in pins if pin.id != id)


def with_note(pins: Pins, id: str, note: str) -> Pins:
    """Return the pins with the reader's own words to one of them, in the place of those that stood there.

    Raises:
        QueryError: the note is too long, or there is no such pin.
    """
    if all(pin.id != id for pin in pins):
        raise QueryError(_GONE)
    checked = _checked(note)
    return tuple(dataclasses.replace(pin, note=checked) if pin.id == id else pin for pin in pins)


def in_order(pins: Pins, ids: Sequence[str]) -> Pins:
    """Return the pins in this order; those that are not named come after, as they were.

    Raises:
        QueryError: one that is named is none of them.
    """
    held = {pin.id: pin for pin in pins}
    wanted = dict.fromkeys(ids)
    if not wanted.keys() <= held.keys():
        raise QueryError(_GONE)
    return tuple(held[id_] for id_ in [*wanted, *(id_ for id_ in held if id_ not in wanted)])


def moved(pins: Pins, id: str, by: int) -> tuple[str, ...]:
    """Return the pins' ids with one of them so many places further down; at an end it stays there."""
    ids = [pin.id for pin in pins]
    if id not in ids:
        raise QueryError(_GONE)
    at = ids.index(id)
    ids.insert(min(max(0, at + by), len(ids) - 1), ids.pop(at))
    return tuple(ids)


def _checked(note: str) -> str:
    note = without_controls(note).strip()
    if len(note) > MAX_NOTE_CHARS:
        raise QueryError(f"the note has {len(note):,} characters; {MAX_NOTE_CHARS:,} are the most that it may")
    return note
