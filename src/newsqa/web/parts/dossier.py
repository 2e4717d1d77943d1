"""The panel of what a reader pinned, and what the page makes a file of."""

from __future__ import annotations

from newsqa.export import Document
from newsqa.kept import MAX_NOTE_CHARS, Pin
from newsqa.kept.pins import place_of
from newsqa.web.parts.template import render


def render_dossier(pins: tuple[Pin, ...], problem: str | None) -> str:
    """Return the pins in their order, each with its source and the reader's note."""
    return render("dossier.html", pins=[(pin, place_of(pin.citation)) for pin in pins], problem=problem,
                  most_chars=MAX_NOTE_CHARS)  # fmt: skip


def render_dossier_button() -> str:
    """Return what opens the dossier; the page itself counts there what is in it."""
    return render("dossier_button.html")


def render_file(document: Document, *, opening: int) -> str:
    """Return a file for the page to save; ``opening`` differs each time, so that the page notices it."""
    return render("file.html", document=document, problem=None, opening=opening)


def render_file_problem(problem: str, *, opening: int) -> str:
    """Return why there is no file."""
    return render("file.html", document=None, problem=problem, opening=opening)
