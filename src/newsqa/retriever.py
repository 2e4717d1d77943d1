"""The read corridor as far as hits: a query to ranked passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from newsqa.characters import one_line
from newsqa.closeness import Days, asked_of, days_away
from newsqa.dates import find_time
from newsqa.dense import DenseIndex
from newsqa.errors import QueryError
from newsqa.fitted import Fitted
from newsqa.focus import LOOKED_AT, in_focus
from newsqa.lexical import LexicalIndex
from newsqa.metadata import base_language, parse_date
from newsqa.ranking import Candidate, Question, compare, read_question, scores, timeliness
from newsqa.rerank import Reranker
from newsqa.stages import Stages
from newsqa.store import FoundPassage, Read, Snapshot
from newsqa.types import Hit, Limits, Query, Span, Why
from newsqa.vectors import Vectors
from newsqa.words import places_with_terms, read_marks

Day = dt.date | str | None
Names = str | Iterable[str] | None


class Filters(TypedDict, total=False):
    """What limits a question, by the names of :func:`make_query`."""

    since: Day
    until: Day
    sources: Names
    languages: Names
    sections: Names
    authors: Names
    today: Day
    times: bool


# So many of the nearest by meaning, and so many by words, are ranked together (docs/decisions/007).
_POOL = 100
# Of passages without vectors yet, so many of the best by words are encoded when a question is asked.
_READ_NOW = 24
# To find stories that are not among the passages found so far, so many times as many are looked at, and no more.
_DEEPER = 4
_DEEPEST = 2000
STORIES = ("all", "once")
# Of the time that a question says, so many more.
_OF_TIME = 10
# A hit is found by meaning, or by words, when it is among so many of the best by that alone.
_NEAR = 10


@dataclass(frozen=True, slots=True)
class Indexes:
    """What a generation is searched with; ``languages`` are its articles', commonest first.

    ``read`` encodes a passage that has no vectors in it yet. ``days`` are those of its dated articles.
    """

    dense: DenseIndex
    lexical: LexicalIndex
    languages: tuple[str | None, ...]
    read: Read
    days: Days


@dataclass(frozen=True, slots=True)
class Pool:
    """The passages that are looked at closely, by id.

    ``near`` and ``said`` are the rows of the very best by meaning and by words, ``unread`` those that have no vectors
    yet; ``among`` those that pass the filters, int64 [n], None when all do. ``near_ranks`` and ``said_ranks`` are the
    ranks by meaning and by words of those that were looked at so, by row.
    """

    question: Question
    candidates: tuple[Candidate, ...]
    near: frozenset[int]
    said: frozenset[int]
    unread: frozenset[int]
    among: NDArray[np.int64] | None
    near_ranks: Mapping[int, int]
    said_ranks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with what it was ranked by.

    ``score`` is the fitted one, whatever a cross-encoder made of the hit's, and apart from the article's day: it says
    how well the passage answers. ``asked`` is the passage compared with the follow-up as it was asked, where it was.
    """

    hit: Hit
    candidate: Candidate
    score: float
    asked: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the question as passages were compared with it, and the best, best first.

    ``asked`` is a follow-up as it was asked, where that was compared too.
    """

    question: Question
    ranked: tuple[Ranked, ...]
    asked: Question | None = None


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
    stories: str = "all",
    today: Day = None,
    times: bool = True,
    said: str = "",
) -> Query:
    """Check a question and its filters.

    Args:
        text: the question; white space around and in it does not count. A passage must hold what stands
            ``"in quotation marks"``, unless the text ends in a question mark; its article must not hold what
            follows a hyphen: ``-this``, ``-"nor this"``.
        k: how many hits are wanted, at least 1.
        max_chars: characters that a question may have.
        since: first day, as a date or ISO 8601 text.
        until: last day, likewise; it belongs to the range.
        sources: outlets, any of which will do; case does not matter. So for the rest.
        languages: language codes; a region in one (en-GB) does not count.
        sections: sections of a paper.
        authors: names of authors.
        stories: "all" for passages as they are stored, "once" for the best one of each story.
        today: the day of asking, as a date or ISO 8601 text; default: the day it is.
        times: whether a time that the question says counts; it does not beside ``since`` or ``until``.
        said: the follow-up as it was asked, when the text was made of it.

    Raises:
        QueryError: the question is too long, ``k`` is below 1, or a filter cannot be understood.
    """
    if not isinstance(text, str):
        raise QueryError(f"the question must be a text, not {type(text).__name__}")
    text = check_length(text, max_chars)
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise QueryError(f"k must be a whole number of at least 1, not {k!r}")
    if stories not in STORIES:
        raise QueryError(f"stories must be {' or '.join(map(repr, STORIES))}, not {stories!r}")
    first, last = _day(since, "since"), _day(until, "until")
    if first and last and first > last:
        raise QueryError(f"since ({first}) is after until ({last}); swap them")
    asked = read_marks(text)
    day = _day(today, "today") or dt.date.today()  # the reader's day, where the reader is
    return Query(
        text=asked.text, k=k, phrases=asked.phrases, excluded=asked.excluded, since=first, until=last,
        sources=_names(sources, "sources"),
        languages=tuple(base_language(code) for code in _names(languages, "languages")),
        sections=_names(sections, "sections"), authors=_names(authors, "authors"), stories=stories, today=day,
        time=find_time(asked.text, day) if times and not (first or last) else None, asked=_asked(said, text, max_chars),
    )  # fmt: skip


def _asked(said: str, text: str, max_chars: int) -> str:
    """Return a follow-up as it was asked; empty where it is what is searched for, or longer than a question may be."""
    said = one_line(said) if len(said) <= max_chars else ""
    return read_marks(said).text if said != text else ""


def limits_of(query: Query) -> Limits:
    """Return the filters of a query by which articles are chosen."""
    return Limits(
        since=query.since, until=query.until, sources=query.sources, languages=query.languages,
        sections=query.sections, authors=query.authors,
    )  # fmt: skip


def with_limits(filters: Filters, limits: Limits) -> Filters:
    """Return filters with those limits that these have none of their kind of; two days are one kind."""
    carried: Filters = {**filters}
    if not filters.get("since") and not filters.get("until"):
        carried["since"], carried["until"] = limits.since, limits.until
    if not filters.get("sources"):
        carried["sources"] = limits.sources
    if not filters.get("languages"):
        carried["languages"] = limits.languages
    if not filters.get("sections"):
        carried["sections"] = limits.sections
    if not filters.get("authors"):
        carried["authors"] = limits.authors
    return carried


def check_length(text: str, max_chars: int) -> str:
    """Return a question in one line.

    Raises:
        QueryError: it has more characters than it may have.
    """
    text = one_line(text)
    if len(text) > max_chars:
        raise QueryError(
            f"the question has {len(text):,} characters, the limit is {max_chars:,}; ask it in fewer words"
        )
    return text


def search(
    query: Query,
    vector: Vectors,
    snapshot: Snapshot,
    indexes: Indexes,
    weights: Fitted,
    stages: Stages | None = None,
    reranker: Reranker | None = None,
    *,
    least_stories: int = 0,
    asked: Vectors | None = None,
) -> Found:
    """Return the best ``query.k`` passages, best first; equal scores are ordered by passage id.

    With ``query.stories`` "once" these are of as many stories. With ``least_stories``, the best passages of further
    stories follow, until there are so many or no more are found.

    The nearest by meaning and the best by words are looked at closely and ranked together; when more
    are wanted, the next nearest by meaning follow. Filters apply before that: ``k`` come back when
    ``k`` match.

    Args:
        query: what is wanted.
        vector: the question's vector, float32 [d].
        snapshot: the generation that answers.
        indexes: those of that generation.
        weights: what candidates are ranked by.
        stages: told where the time goes.
        reranker: ranks the best of these anew, always as many, so that no order depends on ``query.k``.
        least_stories: how many stories are wanted.
        asked: the vector of ``query.asked``, float32 [d]: the passages of an article are put in the order of that too.
    """
    stages = stages or Stages()
    pool = gather(query, vector, snapshot, indexes, stages)
    order = list(zip(map(float, scores(pool.question, pool.candidates, weights)), pool.candidates, strict=True))
    # What a passage is ahead or behind by its article's day says nothing of how well it answers.
    because_of_day = timeliness(pool.question, pool.candidates, weights)
    days = {candidate.found.row: float(day) for candidate, day in zip(pool.candidates, because_of_day, strict=True)}
    least = min((score for score, _ in order), default=0.0)
    once = query.k if query.stories == "once" else least_stories
    wanted, is_enough = query.k, False
    near_ranks = pool.near_ranks
    while not is_enough:
        is_last = wanted >= _DEEPEST
        if wanted > len(order):
            known = {candidate.found.row for _, candidate in order}
            nearest = _best(indexes.dense.search(vector, wanted, pool.among), wanted, snapshot)
            near_ranks = _ranks(nearest)
            further = _compared(pool.question, set(nearest) - known, snapshot, indexes, stages)
            # A cosine is at most 1: none of these comes near what was ranked.
            order += [(least - 2 + candidate.cosine, candidate) for candidate in further]
            is_last |= len(nearest) < wanted
        story_of = snapshot.stories({candidate.found.article_row for _, candidate in order}) if once else {}
        is_enough = is_last or len(set(story_of.values())) >= once
        wanted = min(_DEEPER * max(wanted, len(order)), _DEEPEST)
    order.sort(key=lambda each: (-each[0], each[1].found.passage.id))
    shown = [score for score, _ in order]
    if reranker is not None:
        stages.end("rank")
        shown = reranker.raised(query.text, order)
        stages.end("rerank")
    final = [(up, score, c) for up, (score, c) in zip(shown, order, strict=True)]
    final.sort(key=lambda each: (-each[0], each[2].found.passage.id))
    focus = _focus(query, asked, [c.found for _, _, c in final], indexes)
    if focus:
        weighed = map(float, scores(focus[0], focus[1], weights))
        final = in_focus(final, {c.found.row: score for c, score in zip(focus[1], weighed, strict=True)})
        stages.end("focus")
    compared = {c.found.row: c for c in focus[1]} if focus else {}
    chosen = _chosen([story_of.get(c.found.article_row) for _, _, c in final], query, once)
    ranked = tuple(
        Ranked(
            _explained(_hit(rank, up, c.found, query, snapshot), c, pool, near_ranks),
            c,
            score - days.get(c.found.row, 0.0),
            compared.get(c.found.row),
        )
        for rank, (up, score, c) in enumerate((final[place] for place in chosen), start=1)
    )
    stages.end("rank")
    return Found(pool.question, ranked, focus[0] if focus else None)


def _focus(
    query: Query, vector: Vectors | None, found: Sequence[FoundPassage], indexes: Indexes
) -> tuple[Question, list[Candidate]] | None:
    """Return a follow-up as it was asked, and the best passages compared with it; None where it says nothing itself."""
    if vector is None:
        return None
    question = read_question(query.asked, vector, indexes.lexical, indexes.languages)
    return (question, _against(question, found[:LOOKED_AT], indexes)) if question.wanted else None


def _chosen(stories: Sequence[int | None], query: Query, least_stories: int) -> list[int]:
    """Return the places of the passages that come back, by the story of each, best first."""
    is_once = query.stories == "once"
    seen: set[int | None] = set()
    chosen: list[int] = []
    for place, story in enumerate(stories):
        if is_once and len(chosen) == query.k:
            break
        if not is_once and place >= query.k and len(seen) >= least_stories:
            break
        if story not in seen or (not is_once and place < query.k):
            chosen.append(place)
        seen.add(story)
    return chosen


def gather(query: Query, vector: Vectors, snapshot: Snapshot, indexes: Indexes, stages: Stages) -> Pool:
    """Return the passages that are looked at closely: the nearest by meaning and the best by words."""
    asked = asked_of(query.today, query.time, indexes.days)
    said = asked.time if asked else None
    question = read_question(query.text, vector, indexes.lexical, indexes.languages, asked)
    stages.end("words")
    nearest, by_words, among = _nearest(query, _POOL, question, snapshot, indexes, stages)
    near_ranks, said_ranks = _ranks(nearest), _ranks(by_words)
    if said and not said.is_latest:
        # In a large archive none of the best of all may be of the time that is asked about.
        then = replace(query, since=said.since, until=said.until)
        more_near, more_said, _ = _nearest(then, _OF_TIME, question, snapshot, indexes, stages)
        nearest, by_words = list(dict.fromkeys((*nearest, *more_near))), list(dict.fromkeys((*by_words, *more_said)))
    covered = snapshot.covered(by_words)
    unread = [row for row in by_words if row not in covered][:_READ_NOW]
    by_words = [row for row in by_words if row in covered or row in unread]
    candidates = _compared(question, dict.fromkeys((*nearest, *by_words)), snapshot, indexes, stages)
    return Pool(
        question, tuple(candidates), frozenset(nearest[:_NEAR]), frozenset(by_words[:_NEAR]), frozenset(unread), among,
        near_ranks, said_ranks,
    )  # fmt: skip


def _nearest(
    query: Query, count: int, question: Question, snapshot: Snapshot, indexes: Indexes, stages: Stages
) -> tuple[list[int], list[int], NDArray[np.int64] | None]:
    """Return the rows of the nearest by meaning and of the best by words, and of all that pass the filters."""
    lexical = indexes.lexical
    articles = snapshot.matching_articles(query) if query.is_filtered else None
    within = lexical.restriction(articles=articles, phrases=query.phrases, excluded=query.excluded)
    if articles is not None and not query.phrases and not query.excluded:
        among: NDArray[np.int64] | None = lexical.rows_of(articles)
    else:
        among = None if within is None else lexical.rows(within)
    stages.end("filter")
    nearest = _best(indexes.dense.search(question.vector, count, among), count, snapshot)
    stages.end("search by meaning")
    by_words = _best(lexical.search(question.wanted, count, within), count, snapshot)
    stages.end("search by words")
    return nearest, by_words, among


def _ranks(rows: Sequence[int]) -> dict[int, int]:
    """Return the rank of each row, from 1."""
    return {row: rank for rank, row in enumerate(rows, start=1)}


def _explained(hit: Hit, candidate: Candidate, pool: Pool, near_ranks: Mapping[int, int]) -> Hit:
    """Return the hit with why it is here, but for the words, which depend on what of it is shown."""
    row = candidate.found.row
    why = Why(
        meaning_rank=near_ranks.get(row), words_rank=pool.said_ranks.get(row),
        days=days_away(pool.question.asked, hit.article.date),
    )  # fmt: skip
    return replace(hit, found_by=_found_by(candidate, pool), why=why)


def _found_by(candidate: Candidate, pool: Pool) -> str:
    """Return whether a passage is among the nearest by meaning, by words, or both; else what it has of words."""
    if candidate.found.row in pool.unread:
        return "words"
    by_meaning, by_words = candidate.found.row in pool.near, candidate.found.row in pool.said
    if by_meaning == by_words:
        return "both" if candidate.all_places else "meaning"
    return "meaning" if by_meaning else "words"


def with_matches(hit: Hit, question: Question) -> Hit:
    """Return the hit with the places of the question's words in its passage, and these words as it has them."""
    passage, language = hit.passage, hit.article.language
    matches: list[Span] = []
    words: list[str] = []
    known: set[int] = set()
    for span, found in places_with_terms(passage.text, question.places, language):
        matches.append(Span(span.start + passage.start, span.end + passage.start))
        asked = {question.places[term] for term in found}
        if not asked <= known:
            known |= asked
            words.append(passage.text[span.start : span.end])
    return replace(hit, matches=tuple(matches), why=replace(hit.why or Why(), words=tuple(words)))


def with_outlets(hit: Hit, found: FoundPassage, snapshot: Snapshot) -> Hit:
    """Return the hit, of a passage that was found, with the articles that tell its story or carry it."""
    return replace(hit, also_in=snapshot.also_in(found.article_row, hit.passage.text))


def _best(found: Iterable[tuple[int, float]], k: int, snapshot: Snapshot) -> list[int]:
    """Return the rows of the best ``k``, best first; equal scores by passage id."""
    scores_of = dict(found)
    ids = snapshot.passage_ids(scores_of)
    return sorted(scores_of, key=lambda row: (-scores_of[row], ids[row]))[:k]


def _compared(
    question: Question, rows: Iterable[int], snapshot: Snapshot, indexes: Indexes, stages: Stages
) -> list[Candidate]:
    """Return the passages in these rows, compared with the question, by id."""
    found = sorted(snapshot.stored_passages(rows, indexes.read), key=lambda entry: entry.passage.id)
    stages.end("read")
    candidates = _against(question, found, indexes)
    stages.end("compare")
    return candidates


def _against(question: Question, found: Sequence[FoundPassage], indexes: Indexes) -> list[Candidate]:
    bm25 = indexes.lexical.scores(question.wanted, [entry.row for entry in found])
    article_bm25 = indexes.lexical.article_scores(question.wanted, {entry.article_row for entry in found})
    return [
        compare(question, entry, bm25=bm25.get(entry.row, 0.0), article_bm25=article_bm25.get(entry.article_row, 0.0))
        for entry in found
    ]


def _hit(rank: int, score: float, entry: FoundPassage, query: Query, snapshot: Snapshot) -> Hit:
    shown = snapshot.shown_as(entry.article_row, query)
    passage, article = entry.passage, shown.article
    if article.id != passage.article_id:
        number = passage.id.rpartition("#")[2]
        # Its typography may be another.
        text = snapshot.stretch(shown.row, passage.start, passage.end)
        passage = replace(passage, id=f"{article.id}#{number}", article_id=article.id, text=text)
    return Hit(
        rank=rank, score=score, passage=passage, article=article, copies=shown.copies, superseded_by=shown.superseded_by
    )  # fmt: skip


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
