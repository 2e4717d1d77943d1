"""What is exported, and in what form, to a file's name and text."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from newsqa.errors import SettingError
from newsqa.export.data import data
from newsqa.export.gathering import Gathered, What, gather
from newsqa.export.page import page
from newsqa.export.writing import markdown
from newsqa.kept.types import KeptConversation, KeptTurn
from newsqa.types import Answer

if TYPE_CHECKING:
    from newsqa.index import Index

Form = Literal["markdown", "html", "json"]

_WRITERS: dict[Form, tuple[str, str, Callable[[Gathered], str]]] = {
    "markdown": ("md", "text/markdown; charset=utf-8", markdown),
    "html": ("html", "text/html; charset=utf-8", page),
    "json": ("json", "application/json", data),
}
FORMS: tuple[Form, ...] = ("markdown", "html", "json")
# Also by what files end in.
_CALLED: dict[str, Form] = {"md": "markdown", "htm": "html", **{form: form for form in FORMS}}
# Of a file's name, so that it fits where a disk allows 255 with what is put before it.
_NAME_BYTES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to be written as UTF-8: ``name`` can be one's on any system, ``text`` is all of it."""

    name: str
    media_type: str
    text: str


def export(
    conversation: KeptConversation | Answer,
    form: str,
    *,
    what: What = "conversation",
    turn: int | None = None,
    index: Index | Path | None = None,
    now: dt.datetime | None = None,
) -> Document:
    """Return a conversation, its dossier or one of its answers as a file.

    Args:
        conversation: what is kept of it; or an answer alone, which is exported as one asked just now.
        form: "markdown", "html" or "json"; "md" will do.
        what: "conversation", "dossier" (what is pinned) or "answer" (that of ``turn``).
        turn: the place of the turn whose answer is meant.
        index: an open index, or its folder: says what changed since, and gives the sources in full as they are now.
            Without one, or when it cannot be read, the file holds what was kept, and says that it could not compare.
        now: the moment of exporting; default: the present.

    Raises:
        SettingError: there is no such form, or nothing of that kind to export.
    """
    ending, media_type, write = _WRITERS[_form(form)]
    now = now or dt.datetime.now(dt.UTC)
    if isinstance(conversation, Answer):
        conversation, what, turn = _asked_now(conversation, now), "answer", 0
    gathered = gather(conversation, what, turn, index, now)
    # Half a surrogate pair, which JSON can spell, cannot be written.
    text = write(gathered).encode("utf-8", "replace").decode("utf-8")
    return Document(name=f"{_file_stem(gathered.title, what, now)}.{ending}", media_type=media_type, text=text)


def form_of_file(path: PurePath) -> Form:
    """Return the form of a file by the ending of its name.

    Raises:
        SettingError: it ends as none of them does.
    """
    form = _CALLED.get(path.suffix[1:].casefold())
    if form is None:
        raise SettingError(f"{path}: cannot be exported to; name a file that ends in .md, .html or .json")
    return form


def _form(name: str) -> Form:
    form = _CALLED.get(name.casefold())
    if form is None:
        raise SettingError(f"{name}: is no form that can be exported; name md, html or json")
    return form


def _asked_now(answer: Answer, now: dt.datetime) -> KeptConversation:
    turn = KeptTurn(place=0, question=answer.question, filters={}, asked_at=now, answer=answer)
    return KeptConversation(id="", title=answer.question, started_at=now, changed_at=now, turns=(turn,), pins=())


def _file_stem(title: str, what: str, now: dt.datetime) -> str:
    """Return letters and digits of the title, in any script, and the day; what a disk could take amiss is a hyphen."""
    kept = "".join(char if _is_plain(char) else " " for char in unicodedata.normalize("NFC", title.casefold()))
    words = "-".join(kept.split()).encode()[:_NAME_BYTES].decode(errors="ignore").strip("-") or what
    return f"{words}-{now:%Y-%m-%d}"


def _is_plain(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"
