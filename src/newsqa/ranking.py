"""Ranks candidates: a linear score over what is known of each, fitted on public sets of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from newsqa import closeness
from newsqa.closeness import Asked
from newsqa.dense import rounded
from newsqa.fitted import Fitted
from newsqa.lexical import LexicalIndex
from newsqa.store import FoundPassage
from newsqa.vectors import Vectors
from newsqa.words import question_terms, terms

Column = NDArray[np.float64]

# What a sentence's share of the question's words weighs beside its cosine (docs/decisions/004).
_OVERLAP_WEIGHT = 0.5
_SUPPORTING_PASSAGES = 3
# A term seen k1 + 1 times as often as one could count towards BM25: the most it gives for a rarity of 1.
_BM25_MOST = 2.2


@dataclass(frozen=True, slots=True)
class Question:
    """A question as candidates are compared with it.

    ``wanted`` are its terms, each with its alternatives; ``rarities`` [t] their inverse document
    frequencies; ``places`` the place of each term and alternative. ``asked`` says when, None where that does not count.
    ``absent`` are the places of the terms that no passage holds.
    """

    vector: Vectors
    wanted: tuple[tuple[str, ...], ...]
    rarities: Column
    places: Mapping[str, int]
    asked: Asked | None = None
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage with what it has of a question.

    ``bm25`` is its own, ``article_bm25`` its article's. Of its sentences: ``cosines`` [s], and the
    places of the question's terms in each; ``pairs`` are terms next to each other in the question and there, or in
    the title.
    """

    found: FoundPassage
    cosine: float
    bm25: float
    article_bm25: float
    cosines: Column
    places: tuple[frozenset[int], ...]
    pairs: frozenset[tuple[int, int]]

    @property
    def all_places(self) -> frozenset[int]:
        """The places of the terms that stand in any sentence."""
        return frozenset().union(*self.places)


def read_question(
    text: str, vector: Vectors, lexical: LexicalIndex, languages: Sequence[str | None], asked: Asked | None = None
) -> Question:
    """Return a question as candidates are compared with it: what no passage holds may be mistyped.

    Args:
        text: the question.
        vector: its vector, float32 [d].
        lexical: says how rare a term is, and what it may have been mistyped for.
        languages: those of the archive's articles, commonest first.
        asked: when, and of what time.
    """
    wanted = lexical.with_similar(question_terms(text, languages))
    return Question(
        vector=vector,
        wanted=tuple(wanted),
        rarities=np.array([lexical.rarity(alternatives) for alternatives in wanted]),
        places={term: place for place, alternatives in enumerate(wanted) for term in alternatives},
        asked=asked,
        absent=frozenset(place for place, alternatives in enumerate(wanted) if not lexical.is_held(alternatives)),
    )


def compare(question: Question, found: FoundPassage, *, bm25: float, article_bm25: float) -> Candidate:
    """Compare a passage with a question."""
    passage = found.passage
    texts = [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]
    here = [_places(question, text, found.language) for text in (found.title, *texts)]
    pairs = {pair for places in here for pair in pairwise(places) if pair[0] >= 0 and pair[1] == pair[0] + 1}
    return Candidate(
        found=found, cosine=rounded(float(found.vector @ question.vector)), bm25=bm25, article_bm25=article_bm25,
        cosines=np.einsum("sd,d->s", found.sentence_vectors, question.vector).astype(np.float64),
        places=tuple(frozenset(places) - {-1} for places in here[1:]), pairs=frozenset(pairs),
    )  # fmt: skip


def _places(question: Question, text: str, language: str | None) -> list[int]:
    """Return for each term of a text its place among those asked for, -1 for none."""
    return [question.places.get(term, -1) for term in terms(text, language)]


def features(question: Question, candidates: Sequence[Candidate]) -> dict[str, Column]:
    """Return what candidates are ranked by, each [n]; what is relative is so to these candidates."""
    cosines = np.array([candidate.cosine for candidate in candidates])
    bm25 = np.array([candidate.bm25 for candidate in candidates])
    article_bm25 = np.array([candidate.article_bm25 for candidate in candidates])
    pairs = max(1, len(question.wanted) - 1)
    most = _BM25_MOST * max(float(question.rarities.sum()), 1e-9)
    return {
        "cosine_relative": _spread(cosines),
        "bm25_relative": bm25 / max(bm25.max(initial=0.0), 1e-9),
        "article_bm25_relative": article_bm25 / max(article_bm25.max(initial=0.0), 1e-9),
        "article_bm25_share": article_bm25 / most,
        "article_cosine": _article_cosines(candidates),
        "sentence_cosine": np.array([candidate.cosines.max(initial=-1.0) for candidate in candidates]),
        "sentence_match": np.array([sentence_matches(question, c).max(initial=-1.0) for c in candidates]),
        "word_pairs": np.array([len(candidate.pairs) / pairs for candidate in candidates]),
        "is_first": np.array([float(candidate.found.is_first) for candidate in candidates]),
        **closeness.features(question.asked, [candidate.found.date for candidate in candidates]),
    }


def scores(question: Question, candidates: Sequence[Candidate], weights: Fitted) -> Column:
    """Return the score of each candidate, [n], to six places."""
    return np.round(weights.apply(features(question, candidates)), 6)


def timeliness(question: Question, candidates: Sequence[Candidate], weights: Fitted) -> Column:
    """Return what of each candidate's score is there because of its article's day, [n]."""
    near = closeness.features(question.asked, [candidate.found.date for candidate in candidates])
    found = np.zeros(len(candidates))
    for name, column in near.items():
        found += weights.weights.get(name, 0.0) * column
    return found


def sentence_matches(question: Question, candidate: Candidate) -> Column:
    """Return how well each sentence matches: its cosine and, by half, its share of the question's terms, [s]."""
    shares = [term_share(question, range(len(question.wanted)), places) for places in candidate.places]
    return candidate.cosines + _OVERLAP_WEIGHT * np.array(shares)


def term_share(question: Question, asked: Iterable[int], there: frozenset[int]) -> float:
    """Return the share, by rarity, of the terms asked for that are there; 0 when none are asked for."""
    total = held = 0.0
    for place in asked:
        total += question.rarities[place]
        held += question.rarities[place] if place in there else 0.0
    return held / total if total else 0.0


def _article_cosines(candidates: Sequence[Candidate]) -> Column:
    """Return for each candidate the mean of its article's three best cosines; the least of all where it has fewer."""
    least = min((candidate.cosine for candidate in candidates), default=0.0)
    by_article: dict[int, list[float]] = {}
    for candidate in candidates:
        by_article.setdefault(candidate.found.article_row, []).append(candidate.cosine)
    means = {
        article: sum((sorted(own, reverse=True) + [least] * _SUPPORTING_PASSAGES)[:_SUPPORTING_PASSAGES])
        / _SUPPORTING_PASSAGES
        for article, own in by_article.items()
    }
    return np.array([means[candidate.found.article_row] for candidate in candidates])


def _spread(values: Column) -> Column:
    """Return values from 0 for the least to 1 for the greatest."""
    low, high = values.min(initial=1.0), values.max(initial=-1.0)
    return (values - low) / (high - low) if high > low else np.ones_like(values)
