"""The read corridor as far as hits: a query to ranked passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from newsqa.characters import one_line
from newsqa.dense import DenseIndex
from newsqa.errors import QueryError
from newsqa.metadata import base_language, parse_date
from newsqa.ranking import passage_score, score_sentences
from newsqa.stages import Stages
from newsqa.store import FoundPassage, Snapshot
from newsqa.types import Hit, Query
from newsqa.vectors import Vectors

Day = dt.date | str | None
Names = str | Iterable[str] | None


# So many passages are looked at closely for a question, or twice k: the best one is among them, or
# the encoder did not see it (docs/decisions/004).
_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with the scores of its passage's sentences."""

    hit: Hit
    sentence_scores: tuple[float, ...]


def make_query(
    text: str,
    k: int,
    *,
    max_chars: int,
    since: Day = None,
    until: Day = None,
    sources: Names = None,
    languages: Names = None,
    sections: Names = None,
    authors: Names = None,
) -> Query:
    """Check a question and its filters.

    Args:
        text: the question; white space around and in it does not count.
        k: how many hits are wanted, at least 1.
        max_chars: characters that a question may have.
        since: first day, as a date or ISO 8601 text.
        until: last day, likewise; it belongs to the range.
        sources: outlets, any of which will do; case does not matter. So for the rest.
        languages: language codes; a region in one (en-GB) does not count.
        sections: sections of a paper.
        authors: names of authors.

    Raises:
        QueryError: the question is too long, ``k`` is below 1, or a filter cannot be understood.
    """
    if not isinstance(text, str):
        raise QueryError(f"the question must be a text, not {type(text).__name__}")
    text = one_line(text)
    if len(text) > max_chars:
        raise QueryError(
            f"the question has {len(text):,} characters, the limit is {max_chars:,}; ask it in fewer words"
        )
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise QueryError(f"k must be a whole number of at least 1, not {k!r}")
    first, last = _day(since, "since"), _day(until, "until")
    if first and last and first > last:
        raise QueryError(f"since ({first}) is after until ({last}); swap them")
    return Query(
        text=text, k=k, since=first, until=last, sources=_names(sources, "sources"),
        languages=tuple(base_language(code) for code in _names(languages, "languages")),
        sections=_names(sections, "sections"), authors=_names(authors, "authors"),
    )  # fmt: skip


def search(
    query: Query, vector: Vectors, snapshot: Snapshot, dense: DenseIndex, stages: Stages | None = None
) -> list[Candidate]:
    """Return the best ``query.k`` passages, best first; equal scores are ordered by passage id.

    The nearest passages are found by their vectors, then ranked by these and by their best sentence.
    Filters apply before that: ``k`` come back when ``k`` match.

    Args:
        query: what is wanted.
        vector: the question's vector, float32 [d].
        snapshot: the generation that answers.
        dense: the FAISS index of that generation.
        stages: told where the time goes.
    """
    stages = stages or Stages()
    among = snapshot.matching_rows(query) if query.is_filtered else None
    depth = max(_DEPTH, 2 * query.k)
    cosines = dict(dense.search(vector, depth, among))
    ids = snapshot.passage_ids(cosines)
    nearest = sorted(cosines, key=lambda row: (-cosines[row], ids[row]))[:depth]
    stages.end("search")
    found = snapshot.stored_passages(nearest)
    stages.end("read")
    found.sort(key=lambda entry: entry.passage.id)  # the order in which sums are taken must not depend on rows
    sentences = [
        entry.passage.text[span.start - entry.passage.start : span.end - entry.passage.start]
        for entry in found
        for span in entry.passage.sentences
    ]
    if not sentences:
        return []
    vectors = np.concatenate([entry.vectors for entry in found])
    scores = iter(score_sentences(query.text, vector, sentences, vectors))
    scored = []
    for entry in found:
        own = tuple(next(scores) for _ in entry.passage.sentences)
        scored.append((passage_score(cosines[entry.row], own), entry, own))
    scored.sort(key=lambda each: (-each[0], each[1].passage.id))
    candidates = [
        Candidate(_hit(rank, score, entry, query, snapshot), own)
        for rank, (score, entry, own) in enumerate(scored[: query.k], start=1)
    ]
    stages.end("rank")
    return candidates


def _hit(rank: int, score: float, entry: FoundPassage, query: Query, snapshot: Snapshot) -> Hit:
    article, copies = snapshot.shown_as(entry.article_row, query)
    passage = entry.passage
    if article.id != passage.article_id:
        number = passage.id.rpartition("#")[2]
        passage = replace(passage, id=f"{article.id}#{number}", article_id=article.id)
    return Hit(rank=rank, score=score, passage=passage, article=article, copies=copies)


def _day(value: Day, name: str) -> dt.date | None:
    if value is None or value == "":
        return None
    day = parse_date(value)
    if day is None:
        raise QueryError(f"{name}: {value!r} is not a date that can be read; write it as 2024-07-15")
    return day


def _names(value: Names, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else (None,)
    if not all(isinstance(entry, str) for entry in names):
        raise QueryError(f"{name}: must be a text or several, not {value!r}")
    if not all(entry.strip() for entry in names):
        raise QueryError(f"{name}: a blank name matches nothing; leave the filter out to search everything")
    return tuple(one_line(entry) for entry in names)
