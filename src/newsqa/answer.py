"""Hits and evidence to an answer whose citations are proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsqa.evidence import best_sentences
from newsqa.retriever import Candidate
from newsqa.store import Snapshot
from newsqa.types import Answer, Article, Citation, Hit, Passage

BLANK = "The question is blank; ask something."
EMPTY_ARCHIVE = "The archive holds no articles yet; add some and run `newsqa build`."
NOTHING_MATCHES = "No article in the archive passes the filters; widen them."


@dataclass(frozen=True, slots=True)
class _Reading:
    """A hit as it is read: one passage, or two neighbours as one, with its sentences' scores."""

    hit: Hit
    article: Article
    scores: tuple[float, ...]


def compose(question: str, candidates: Sequence[Candidate], k: int, snapshot: Snapshot) -> Answer:
    """Return the answer of at most ``k`` passages, each with its best sentences cited.

    Args:
        question: as it was asked.
        candidates: passages by rank; neighbours in one article are read as one.
        k: how many are shown.
        snapshot: the generation that they came from.
    """
    readings = _merge([_reading(candidate, snapshot) for candidate in candidates])[:k]
    hits = tuple(replace(reading.hit, rank=rank) for rank, reading in enumerate(readings, start=1))
    citations = []
    for hit, reading in zip(hits, readings, strict=True):
        evidence = best_sentences(reading.article.text, hit.passage.sentences, reading.scores)
        if evidence is not None:
            citations.append(Citation.prove(reading.article, evidence.start, evidence.end, number=hit.rank))
    return Answer(
        question=question,
        answered=bool(citations),
        reason=None if citations else NOTHING_MATCHES,
        text="\n\n".join(f"{citation.quote} [{citation.number}]" for citation in citations),
        citations=tuple(citations),
        hits=hits,
    )


def _reading(candidate: Candidate, snapshot: Snapshot) -> _Reading:
    article = snapshot.article(candidate.hit.article.id)
    assert article is not None  # noqa: S101  # the hit is of this snapshot
    return _Reading(candidate.hit, article, candidate.sentence_scores)


def _merge(readings: list[_Reading]) -> list[_Reading]:
    """Let a passage take in a lower-ranked neighbour that it overlaps or touches, once."""
    merged: list[_Reading] = []
    grown: set[int] = set()
    for reading in readings:
        for place, other in enumerate(merged):
            if place not in grown and _are_neighbours(other, reading):
                merged[place] = _joined(other, reading)
                grown.add(place)
                break
        else:
            merged.append(reading)
    return merged


def _are_neighbours(one: _Reading, other: _Reading) -> bool:
    a, b = sorted((one.hit.passage, other.hit.passage), key=lambda passage: passage.start)
    return a.article_id == b.article_id and not one.article.text[a.end : b.start].strip()


def _joined(one: _Reading, other: _Reading) -> _Reading:
    a, b = sorted((one.hit.passage, other.hit.passage), key=lambda passage: passage.start)
    scores = dict(zip(other.hit.passage.sentences, other.scores, strict=True))
    # The sentence that both hold has a score from each; that of the better passage stands.
    scores.update(zip(one.hit.passage.sentences, one.scores, strict=True))
    sentences = tuple(sorted(scores, key=lambda span: span.start))
    passage = Passage(
        id=f"{a.id}+{b.id.rpartition('#')[2]}", article_id=a.article_id, start=a.start, end=b.end,
        text=one.article.text[a.start : b.end], heading=a.heading, sentences=sentences,
    )  # fmt: skip
    return _Reading(replace(one.hit, passage=passage), one.article, tuple(scores[span] for span in sentences))
