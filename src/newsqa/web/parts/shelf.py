"""The list of kept conversations."""

from __future__ import annotations

from collections.abc import Sequence

from newsqa.kept import ConversationEntry
from newsqa.web.keeper import LISTED
from newsqa.web.parts.template import render


def render_shelf(
    entries: Sequence[ConversationEntry], *, opening: int, find: str, current: str | None, problem: str,
    has_resumed: bool,
) -> str:  # fmt: skip
    """Return the kept conversations that hold ``find``, the one that the tab shows marked.

    ``opening`` is a number that no other list of this server has, ``has_resumed`` says that it comes with a
    conversation that was brought back, or with the problem that it could not be.
    """
    return render(
        "shelf.html", entries=entries, opening=opening, find=find, current=current, problem=problem,
        has_resumed=has_resumed, listed=LISTED,
    )  # fmt: skip
