"""Which passage of an article comes first, when a follow-up is asked."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsqa.focus import in_focus
from newsqa.ranking import Candidate
from newsqa.store import FoundPassage
from newsqa.types import Passage, Span

VECTOR = np.array([1, 0], dtype=np.float32)


def candidate(row: int, article_row: int = 1) -> Candidate:
    passage = Passage(
        id=f"a{article_row}#{row + 1}",
        article_id=f"a{article_row}",
        start=0,
        end=4,
        text="Bell",
        sentences=(Span(0, 4),),
    )
    found = FoundPassage(
        row=row, passage=passage, article_row=article_row, title="Bells", language="en", vector=VECTOR,
        sentence_vectors=VECTOR[np.newaxis],
    )  # fmt: skip
    return Candidate(
        found=found,
        cosine=1.0,
        bm25=0.0,
        article_bm25=0.0,
        cosines=np.ones(1),
        places=(frozenset(),),
        pairs=frozenset(),
    )


def test_what_is_asked_outweighs_what_was_carried() -> None:
    ranked = [(1.0, 1.0, candidate(0)), (0.5, 0.5, candidate(1))]
    assert [c.found.row for *_, c in in_focus(ranked, {0: 0.3, 1: 0.6})] == [1, 0]
    assert [c.found.row for *_, c in in_focus(ranked, {0: 0.3, 1: 0.4})] == [0, 1]


@given(
    articles=st.lists(st.integers(1, 3), min_size=1, max_size=12),
    asked=st.dictionaries(st.integers(0, 11), st.floats(-5, 5)),
)
def test_articles_keep_their_places_and_no_passage_is_lost(articles: list[int], asked: dict[int, float]) -> None:
    ranked = [(float(-place), float(place), candidate(place, article)) for place, article in enumerate(articles)]
    focused = in_focus(ranked, asked)
    assert [c.found.article_row for *_, c in focused] == articles
    assert [number for number, *_ in focused] == [number for number, *_ in ranked]
    assert sorted(c.found.row for *_, c in focused) == list(range(len(articles)))
    assert all(score == c.found.row for _, score, c in focused)
    assert [c.found.row for *_, c in focused if c.found.row not in asked] == [
        place for place in range(len(articles)) if place not in asked
    ]
