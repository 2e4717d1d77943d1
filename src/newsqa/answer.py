"""Hits and evidence to an answer whose citations are proven."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsqa.dense import rounded
from newsqa.evidence import best_sentences
from newsqa.ranking import Question, sentence_matches
from newsqa.retriever import Found, Ranked
from newsqa.store import Snapshot
from newsqa.types import Answer, Article, Citation, Hit, Passage, Query, Span

BLANK = "The question is blank; ask something."
EMPTY_ARCHIVE = "The archive holds no articles yet; add some and run `newsqa build`."
# Longer than this a card is no passage any more.
_READ_AS_ONE = 3
NOTHING_MATCHES = "No article in the archive passes the filters; widen them."


@dataclass(frozen=True, slots=True)
class _Reading:
    """A hit as it is read: one passage, or neighbours as one, with its sentences' scores."""

    hit: Hit
    article: Article
    scores: tuple[float, ...]


def compose(query: Query, found: Found, snapshot: Snapshot) -> Answer:
    """Return the answer of at most ``query.k`` passages, each with its best sentences cited.

    Args:
        query: what was asked.
        found: passages by rank; neighbours in one article are read as one.
        snapshot: the generation that they came from.
    """
    readings = _merge([_reading(found.question, ranked, snapshot) for ranked in found.ranked])[: query.k]
    hits = tuple(replace(reading.hit, rank=rank) for rank, reading in enumerate(readings, start=1))
    citations = []
    for hit, reading in zip(hits, readings, strict=True):
        evidence = best_sentences(reading.article.text, hit.passage.sentences, reading.scores)
        if evidence is not None:
            citations.append(Citation.prove(reading.article, evidence.start, evidence.end, number=hit.rank))
    return Answer(
        question=query.text,
        answered=bool(citations),
        reason=None if citations else NOTHING_MATCHES,
        text="\n\n".join(f"{citation.quote} [{citation.number}]" for citation in citations),
        citations=tuple(citations),
        hits=hits,
    )


def _reading(question: Question, ranked: Ranked, snapshot: Snapshot) -> _Reading:
    article = snapshot.article(ranked.hit.article.id)
    assert article is not None  # noqa: S101  # the hit is of this snapshot
    return _Reading(ranked.hit, article, tuple(map(rounded, sentence_matches(question, ranked.candidate))))


def _merge(readings: list[_Reading]) -> list[_Reading]:
    """Read up to three passages that overlap or touch as one, in the place of the best of them."""
    runs: list[list[_Reading]] = []
    for reading in sorted(readings, key=lambda r: (r.article.id, r.hit.passage.start)):
        if runs and len(runs[-1]) < _READ_AS_ONE and _are_neighbours(runs[-1][-1], reading):
            runs[-1].append(reading)
        else:
            runs.append([reading])
    return sorted((_joined(run) for run in runs), key=lambda reading: reading.hit.rank)


def _are_neighbours(one: _Reading, other: _Reading) -> bool:
    a, b = one.hit.passage, other.hit.passage
    return a.article_id == b.article_id and not one.article.text[a.end : b.start].strip()


def _joined(run: list[_Reading]) -> _Reading:
    """Return the passages of a run, in the order of their article, as one."""
    if len(run) == 1:
        return run[0]
    by_rank = sorted(run, key=lambda reading: reading.hit.rank)
    scores: dict[Span, float] = {}
    # The sentence that two of them hold has a score from each; that of the better passage stands.
    for reading in reversed(by_rank):
        scores.update(zip(reading.hit.passage.sentences, reading.scores, strict=True))
    best = by_rank[0]
    sentences = tuple(sorted(scores, key=lambda span: span.start))
    start, end = run[0].hit.passage.start, run[-1].hit.passage.end
    numbers = [reading.hit.passage.id.rpartition("#")[2] for reading in run]
    passage = Passage(
        id=f"{best.article.id}#{'+'.join(numbers)}", article_id=best.article.id, start=start, end=end,
        text=best.article.text[start:end], heading=best.hit.passage.heading, sentences=sentences,
    )  # fmt: skip
    hit = replace(best.hit, passage=passage)
    return _Reading(hit, best.article, tuple(scores[span] for span in sentences))
