"""What a follow-up asks chooses among the passages of an article: what was carried into it chose the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from newsqa.ranking import Candidate

# So many of the best passages are compared with a follow-up as it was asked, too.
LOOKED_AT = 20
# What the question as asked counts beside the one that was made of it (docs/decisions/026-followups.md).
ASKED_WEIGHT = 3.0

Scored = tuple[float, float, Candidate]


def in_focus(ranked: Sequence[Scored], asked: Mapping[int, float]) -> list[Scored]:
    """Return passages with those of each article in the order of what is asked; articles keep their places.

    What is given (the subject, carried from the turns before) stands in every passage of the right article, and most
    of all in its first; what is new is what the question asks, and counts the more.

    Args:
        ranked: passages as (number to sort by, score, candidate), best first.
        asked: the scores of some of them for the question as it was asked, by row; the others stay where they are.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for place, (_, _, candidate) in enumerate(ranked):
        if candidate.found.row in asked:
            places[candidate.found.article_row].append(place)
    focused = list(ranked)
    for own in places.values():
        best = sorted(
            own, key=lambda place: (-ranked[place][0] - ASKED_WEIGHT * asked[ranked[place][2].found.row], place)
        )
        for place, taken in zip(own, best, strict=True):
            # The number belongs to the place: what is sorted by it stays sorted.
            focused[place] = (ranked[place][0], *ranked[taken][1:])
    return focused
