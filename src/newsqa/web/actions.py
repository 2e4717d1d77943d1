"""What an element of the page asks for, as the browser sends it: that may be anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from newsqa.errors import QueryError
from newsqa.web.filters import NO_FILTERS, Filters

VIEWS = ("passages", "timeline", "sides")
Said = Literal["right", "wrong"]
What = Literal["answer", "conversation", "dossier"]
T = TypeVar("T", bound=str)

VERDICTS: tuple[Said, ...] = ("right", "wrong")
EXPORTS: tuple[What, ...] = ("answer", "conversation", "dossier")
FORMS = ("markdown", "html", "json")
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
class PinText:
    """Put a stretch of an article into the dossier; ``turn`` is the one that it was shown in."""

    article: str
    start: int
    end: int
    turn: int | None = None

    @property
    def place(self) -> tuple[str, int, int]:
        """Where in which article it stands."""
        return self.article, self.start, self.end


@dataclass(frozen=True, slots=True)
class Unpin:
    """Take a pin out of the dossier."""

    pin: str


@dataclass(frozen=True, slots=True)
class Annotate:
    """Keep what a reader has to say to a pin."""

    pin: str
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """Move a pin so many places down the dossier, or up."""

    pin: str
    by: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Keep whether an answer is right, or the passage on a ``card`` of it; ``why`` may say more."""

    turn: int
    verdict: Said
    card: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """Give a reader an answer, the conversation or the dossier as a file; with ``conversation``, of a kept one."""

    what: What
    form: str
    turn: int | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Shelve:
    """List the kept conversations that hold these words, all of them without."""

    find: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a kept conversation."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a kept conversation another title, and list those that hold ``find``."""

    conversation: str
    title: str
    find: str = ""


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete a kept conversation for good, all of the reader's without one; then list those that hold ``find``."""

    conversation: str | None = None
    find: str = ""


@dataclass(frozen=True, slots=True)
class Restart:
    """Begin a new conversation."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Do nothing but tell what is new."""


Taken = PinText | Unpin | Annotate | Move | Judge | Export
Action = Tell | Restart | Ask | Follow | Stop | Look | Open | Shelve | Resume | Rename | Discard | Taken


def number_of(sent: object) -> int | None:
    """Return the number that the page gave to what it sent, None where that cannot be told."""
    number = sent.get("nth") if isinstance(sent, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def to_tell_again(action: Action) -> Action:
    """Return what tells a tab once more what came of an action that was done."""
    match action:
        case Restart() | Open() | Export() | Shelve() | Resume():
            return action
        case Rename() | Discard():
            return Shelve(action.find)
    return Tell()


def read_action(sent: object) -> Action:
    """Return the action in what a browser sent.

    A question whose filters cannot be read comes back with its problem, so that it is shown with that.

    Raises:
        QueryError: it is none.
    """
    if not isinstance(sent, dict):
        raise QueryError(_UNREADABLE)
    return _of_shelf(sent) or _of_thread(sent)


def _of_shelf(sent: dict[str, Any]) -> Action | None:
    """Return what is to be done with kept conversations, None when it is something else."""
    match sent.get("do"):
        case "shelf":
            return Shelve(_text(sent, "find"))
        case "resume":
            return Resume(_text(sent, "conversation"))
        case "rename":
            return Rename(_text(sent, "conversation"), _text(sent, "title"), _text(sent, "find"))
        case "discard":
            return Discard(_text(sent, "conversation"), _text(sent, "find"))
        case "discard all":
            return Discard(None, _text(sent, "find"))
    return None


def _of_thread(sent: dict[str, Any]) -> Action:
    match sent.get("do"):
        case "ask":
            return _ask(sent)
        case "follow":
            return Follow(_text(sent, "address"), _instead(sent))
        case "anew":
            return Restart()
        case "stop":
            return Stop(_number(sent, "turn"))
        case "view":
            return Look(_number(sent, "turn"), _view(sent))
        case "open":
            turn, card, start, end = (_number(sent, name) if name in sent else None for name in _OPENS_BY_NUMBER)
            article, compare = (_text(sent, name) if name in sent else None for name in ("article", "compare"))
            return Open(turn, card, article, start, end, compare)
        case _:
            return _taken(sent)


def _taken(sent: dict[str, Any]) -> Action:
    """Return what a reader does with what was found."""
    turn = _number(sent, "turn") if sent.get("turn") is not None else None
    match sent.get("do"):
        case "pin":
            return PinText(_text(sent, "article"), _number(sent, "start"), _number(sent, "end"), turn)
        case "unpin":
            return Unpin(_text(sent, "pin"))
        case "note":
            return Annotate(_text(sent, "pin"), _text(sent, "note"))
        case "move":
            return Move(_text(sent, "pin"), _number(sent, "by"))
        case "judge":
            card = _number(sent, "card") if sent.get("card") is not None else None
            why = _text(sent, "why") if "why" in sent else ""
            return Judge(_number(sent, "turn"), _one_of(VERDICTS, sent, "verdict"), card, why)
        case "export":
            conversation = _text(sent, "conversation") if "conversation" in sent else None
            return Export(_one_of(EXPORTS, sent, "what"), _one_of(FORMS, sent, "form"), turn, conversation)
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
    return _one_of(VIEWS, sent, "view")


def _one_of(choices: tuple[T, ...], sent: dict[str, Any], name: str) -> T:
    value = _text(sent, name)
    for choice in choices:
        if value == choice:
            return choice
    raise QueryError(_UNREADABLE)


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
