"""What the chart of a question counts beside what is chosen in it: a choice does not empty the chart it is made in."""

from __future__ import annotations

from dataclasses import dataclass

from newsqa.types import Spread
from newsqa.web.filters import Filters

OUTLETS = ("sources",)
DAYS = ("since", "until")


@dataclass(frozen=True, slots=True)
class Facets:
    """The spreads of the same question without a choice of outlets, and without one of days; None where not known."""

    outlets: Spread | None = None
    months: Spread | None = None


NO_FACETS = Facets()


def carry(before: Facets, spread: Spread, old: Filters, new: Filters) -> Facets:
    """Return what the question before, with ``old`` filters and ``spread``, tells of one with ``new`` filters."""
    return Facets(
        _counted(before.outlets, spread, old, new, OUTLETS), _counted(before.months, spread, old, new, DAYS)
    )  # fmt: skip


def _counted(
    before: Spread | None, spread: Spread, old: Filters, new: Filters, names: tuple[str, ...]
) -> Spread | None:
    """Return the spread without these filters, when the two questions differ in these at most."""
    is_chosen, was_chosen = (any(filters.values(name) for name in names) for filters in (new, old))
    if not is_chosen or set(old.without(*names).set) != set(new.without(*names).set):
        return None
    return before if was_chosen else spread
