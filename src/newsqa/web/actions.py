"""What an element of the page asks for, as the browser sends it: that may be anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from newsqa.errors import QueryError
from newsqa.web.filters import NO_FILTERS, Filters

VIEWS = ("passages", "timeline", "sides")
_OPENS_BY_NUMBER = ("turn", "card", "start", "end")
_UNREADABLE = "what the page sent cannot be read; reload the page"


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer a question; ``instead`` is the number of the turn in whose place it stands.

    ``understood`` is what is searched for as it stands; None when that is still to be told from the turns before.
    """

    question: str
    filters: Filters = NO_FILTERS
    view: str = VIEWS[0]
    instead: int | None = None
    problem: str | None = field(default=None)
    understood: str | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """Answer the question in an address, what follows its question mark."""

    address: str
    instead: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Do not answer a question that waits."""

    turn: int


@dataclass(frozen=True, slots=True)
class Look:
    """Show the hits of a turn in another view."""

    turn: int
    view: str


@dataclass(frozen=True, slots=True)
class Open:
    """Open an article: the one behind a card of a turn, or any by its id, with a sentence of it to be marked.

    With a turn, what its answer cites of the article is marked too. ``compare`` is another version of the article:
    what that one does not say is marked instead.
    """

    turn: int | None = None
    card: int | None = None
    article: str | None = None
    start: int | None = None
    end: int | None = None
    compare: str | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """Do nothing but tell what is new."""


Action = Wake | Ask | Follow | Stop | Look | Open


def read_action(sent: object) -> Action:
    """Return the action in what a browser sent.

    A question whose filters cannot be read comes back with its problem, so that it is shown with that.

    Raises:
        QueryError: it is none.
    """
    if not isinstance(sent, dict):
        raise QueryError(_UNREADABLE)
    match sent.get("do"):
        case "ask":
            return _ask(sent)
        case "follow":
            return Follow(_text(sent, "address"), _instead(sent))
        case "wake":
            return Wake()
        case "stop":
            return Stop(_number(sent, "turn"))
        case "view":
            return Look(_number(sent, "turn"), _view(sent))
        case "open":
            turn, card, start, end = (_number(sent, name) if name in sent else None for name in _OPENS_BY_NUMBER)
            article, compare = (_text(sent, name) if name in sent else None for name in ("article", "compare"))
            return Open(turn, card, article, start, end, compare)
    raise QueryError(_UNREADABLE)


def _ask(sent: dict[str, Any]) -> Ask:
    question = _text(sent, "question")
    instead = _instead(sent)
    try:
        filters = Filters.from_browser(sent.get("filters"))
    except QueryError as error:
        return Ask(question, instead=instead, problem=str(error))
    understood = _text(sent, "understood").strip() if sent.get("understood") is not None else ""
    return Ask(question, filters, _view(sent) if "view" in sent else VIEWS[0], instead, understood=understood or None)


def _instead(sent: dict[str, Any]) -> int | None:
    return _number(sent, "instead") if sent.get("instead") is not None else None


def _view(sent: dict[str, Any]) -> str:
    view = _text(sent, "view")
    if view not in VIEWS:
        raise QueryError(_UNREADABLE)
    return view


def _number(sent: dict[str, Any], name: str) -> int:
    value = sent.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise QueryError(_UNREADABLE)
    return value


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str):
        raise QueryError(_UNREADABLE)
    return value
