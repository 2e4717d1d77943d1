"""A question with what it was understood as, its filters and its view, as an address that opens it again."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from newsqa.errors import QueryError
from newsqa.web.actions import VIEWS, Ask
from newsqa.web.filters import Filters

_NAMES = {
    "since": "since", "until": "until", "source": "sources", "language": "languages", "section": "sections",
    "author": "authors", "times": "times",
}  # fmt: skip
_MOST_CHARS = 32_000  # a server reads no longer line
_MOST_FIELDS = 200


def address_of(asked: Ask) -> str:
    """Return what follows the question mark of its address; empty when it would be too long for one."""
    keys = {name: key for key, name in _NAMES.items()}
    fields = [("q", asked.question), *((keys[name], value) for name, value in asked.filters.set)]
    if asked.understood is not None:
        fields.insert(1, ("meant", asked.understood))
    if asked.view != VIEWS[0]:
        fields.append(("view", asked.view))
    address = urlencode(fields, errors="replace")
    return address if asked.question.strip() and len(address) <= _MOST_CHARS else ""


def read_address(address: str, instead: int | None = None) -> Ask:
    """Return the question in an address, which anybody may have written; one that cannot be asked with its problem.

    Fields that are none of these belong to others.
    """
    if len(address) > _MOST_CHARS:
        return _problem("", f"the address has over {_MOST_CHARS:,} characters; ask the question here", instead)
    try:
        fields = parse_qsl(address.removeprefix("?"), errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return _problem("", f"the address has over {_MOST_FIELDS} fields; ask the question here", instead)
    questions, meanings, views = ([value for key, value in fields if key == once] for once in ("q", "meant", "view"))
    question, view = (questions or [""])[0], (views or [VIEWS[0]])[0]
    understood = (meanings or [""])[0].strip() or None
    filters: dict[str, list[str]] = {}
    for key, value in fields:
        if key in _NAMES:
            filters.setdefault(_NAMES[key], []).append(value)
    for key, values in (("q", questions), ("meant", meanings), ("view", views)):
        if len(values) > 1:
            return _problem(question, f"the address says “{key}” {len(values)} times; leave one", instead)
    if view not in VIEWS:
        return _problem(question, f"the address asks for a view that is none of {', '.join(VIEWS)}", instead)
    try:
        return Ask(question, Filters.from_browser(filters), view, instead, understood=understood)
    except QueryError as error:
        return _problem(question, str(error).replace("that the page sent", "in the address"), instead)


def _problem(question: str, problem: str, instead: int | None) -> Ask:
    return Ask(question, instead=instead, problem=problem)
