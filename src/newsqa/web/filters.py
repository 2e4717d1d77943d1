"""The filters that a reader set, as the browser sends them and as chips show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsqa.errors import QueryError
from newsqa.tongues import language_code, language_name
from newsqa.types import Limits
from newsqa.web.periods import days_of, period_of, words_of

_MOST_CHARS = 2000  # of all filters together, so that no tab fills the memory with its questions
_DAYS = {"since": "from", "until": "to"}
NAMED = {
    **_DAYS, "sources": "outlet", "languages": "language", "sections": "section", "authors": "author",
    "times": "times in the question",
}  # fmt: skip
_IGNORED = "ignored"  # the one value of "times": the time that the question says does not count
_UNREADABLE = "the filters that the page sent cannot be read; reload the page and set them again"


@dataclass(frozen=True, slots=True)
class Filters:
    """What limits a question in the chat: pairs of an argument of :meth:`newsqa.Index.ask`, and a value of it."""

    set: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_browser(cls, sent: object) -> Filters:
        """Return the filters in what a browser sent, which may be anything.

        Raises:
            QueryError: they are not filters, too long, or several where there can be one.
        """
        sent = {} if sent is None else sent
        if not isinstance(sent, dict) or not set(sent) <= set(NAMED):
            raise QueryError(_UNREADABLE)
        pairs = [(name, text) for name in NAMED for text in _texts(sent.get(name, []))]
        if any(name == "times" and text != _IGNORED for name, text in pairs):
            raise QueryError(_UNREADABLE)
        if sum(len(text) for _, text in pairs) > _MOST_CHARS:
            raise QueryError(f"the filters have over {_MOST_CHARS:,} characters; set fewer")
        pairs = [(name, language_code(text) if name == "languages" else text) for name, text in pairs]
        pairs = list(dict.fromkeys(pairs))
        for name, label in _DAYS.items():
            days = [text for other, text in pairs if other == name]
            if len(days) > 1:
                raise QueryError(f"the filters say “{label}” {len(days)} times; set one day there")
        return cls(tuple(pairs))

    def to_dict(self) -> dict[str, Any]:
        """Return them as arguments of :meth:`newsqa.Index.ask`: a day is a text, names are lists of texts."""
        values: dict[str, Any] = {}
        for name, value in self.set:
            if name in _DAYS:
                values[name] = value
            elif name == "times":
                values[name] = False
            else:
                values.setdefault(name, []).append(value)
        return values

    def values(self, name: str) -> tuple[str, ...]:
        """Return what an argument is limited to."""
        return tuple(value for other, value in self.set if other == name)

    @property
    def period(self) -> str | None:
        """The month or the year that they limit the days to, when it is a whole one."""
        return period_of("".join(self.values("since")), "".join(self.values("until")))

    def has(self, name: str, value: str) -> bool:
        """Whether a value is among those asked for; case does not matter to the index."""
        return value.casefold() in (each.casefold() for each in self.values(name))

    def without(self, *names: str) -> Filters:
        """Return all that limit something else."""
        return Filters(tuple(pair for pair in self.set if pair[0] not in names))

    def toggled(self, name: str, value: str) -> Filters:
        """Return them with a value more, or without it when it is there."""
        if not self.has(name, value):
            return Filters((*self.set, (name, value)))
        return Filters(tuple(pair for pair in self.set if pair[0] != name or pair[1].casefold() != value.casefold()))

    def toggled_period(self, period: str) -> Filters:
        """Return them with the days of a month or a year instead of others, or without when it is these."""
        others = self.without(*_DAYS)
        return others if self.period == period else Filters((*zip(_DAYS, days_of(period), strict=True), *others.set))

    def carrying(self, limits: Limits) -> Filters:
        """Return them with the limits of an answer that are of a kind they have none of: days count as one kind."""
        applied = Filters.of(limits)
        kinds = [{"since", "until"} if name in _DAYS else {name} for name, _ in applied.set]
        carried = [pair for pair, kind in zip(applied.set, kinds, strict=True) if not any(map(self.values, kind))]
        return Filters((*self.set, *carried)) if carried else self

    @classmethod
    def of(cls, limits: Limits) -> Filters:
        """Return the limits of an answer as filters."""
        days = [(name, day.isoformat()) for name in _DAYS if (day := getattr(limits, name))]
        names = [(name, value) for name in NAMED if name not in (*_DAYS, "times") for value in getattr(limits, name)]
        return cls((*days, *names))

    def without_times(self) -> Filters:
        """Return the filters with which the same question is asked again when its time shall not count."""
        return Filters((*self.set, ("times", _IGNORED)))

    def to_browser(self) -> dict[str, Any]:
        """Return them as the page sends them back with a chip."""
        return self.to_dict() | ({"times": _IGNORED} if ("times", _IGNORED) in self.set else {})

    def chips(self) -> Iterator[tuple[str, str, Filters]]:
        """Yield each filter: what it limits, to what, and all the others; a whole month or year is one."""
        period = self.period
        if period:
            yield "in", words_of(period), self.without(*_DAYS)
        for pair in self.set:
            if not (period and pair[0] in _DAYS):
                rest = Filters(tuple(other for other in self.set if other != pair))
                yield NAMED[pair[0]], shown_value(*pair), rest


NO_FILTERS = Filters()


def shown_value(name: str, value: str) -> str:
    """Return a filter's value as a reader says it: a day in words, a language by its name."""
    if name == "languages":
        return language_name(value)
    if name in _DAYS:
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.day} {day:%B} {day.year}"
    return value


def _texts(value: object) -> list[str]:
    texts: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise QueryError(_UNREADABLE)
    return [text.strip() for text in texts if text.strip()]
