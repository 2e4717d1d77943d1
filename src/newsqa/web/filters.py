"""The filters that a reader set, as the browser sends them and as chips show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsqa.errors import QueryError

_MOST_CHARS = 2000  # of all filters together, so that no tab fills the memory with its questions
_DAYS = {"since": "from", "until": "to"}
_NAMED = {**_DAYS, "sources": "outlet", "languages": "language", "sections": "section", "authors": "author"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What limits a question in the chat: pairs of an argument of :meth:`newsqa.Index.ask`, and a value of it."""

    set: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_browser(cls, sent: object) -> Filters:
        """Return the filters in what a browser sent, which may be anything.

        Raises:
            QueryError: they are not filters, or too long.
        """
        sent = {} if sent is None else sent
        if not isinstance(sent, dict) or not set(sent) <= set(_NAMED):
            raise QueryError("the filters that the page sent cannot be read; reload the page and set them again")
        pairs = [(name, text) for name in _NAMED for text in _texts(sent.get(name, []))]
        if sum(len(text) for _, text in pairs) > _MOST_CHARS:
            raise QueryError(f"the filters have over {_MOST_CHARS:,} characters; set fewer")
        return cls(tuple(dict.fromkeys(pairs)))

    def to_dict(self) -> dict[str, Any]:
        """Return them as the page sends them: a day is a text, the others are lists of texts."""
        values: dict[str, Any] = {}
        for name, value in self.set:
            if name in _DAYS:
                values[name] = value
            else:
                values.setdefault(name, []).append(value)
        return values

    def chips(self) -> Iterator[tuple[str, str, Filters]]:
        """Yield each filter: what it limits, to what, and all the others."""
        for pair in self.set:
            yield _NAMED[pair[0]], pair[1], Filters(tuple(other for other in self.set if other != pair))


NO_FILTERS = Filters()


def _texts(value: object) -> list[str]:
    texts: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise QueryError("the filters that the page sent cannot be read; reload the page and set them again")
    return [text.strip() for text in texts if text.strip()]
