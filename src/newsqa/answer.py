"""Hits and evidence to an answer whose citations are proven."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from newsqa import confidence, wording
from newsqa.evidence import Reading, best_sentence, score_sentences
from newsqa.fitted import Coefficients
from newsqa.retriever import Found, Ranked, with_matches, with_outlets
from newsqa.store import Snapshot
from newsqa.types import Answer, Article, Citation, Evidence, Hit, Passage, Query, Span
from newsqa.words import places

BLANK = "The question is blank; ask something."
ONLY_EXCLUDED = "The question only says what to leave out; say what to look for as well."
EMPTY_ARCHIVE = "The archive holds no articles yet; add some and run `newsqa build`."
NOTHING_MATCHES = "No article in the archive passes the filters; widen them."
NO_PHRASE = "No passage holds the exact words {}; ask without the quotation marks."
NOTHING_ANSWERS = "Nothing in these articles answers this."
# Longer than this a card is no passage any more.
_READ_AS_ONE = 3
_PASSAGES_AN_ARTICLE = 2
# More than this is reading, not an answer.
_CITATIONS = 3
# A further sentence is cited when it matches the question, by its words and meaning, at least so well beside the first;
# and a later version holds an answer when a sentence there does so beside the one of the earlier.
_ADDS_SHARE = 0.8

_WORD = re.compile(r"\w+")

ReadClosely = Callable[[Ranked], Reading]


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer with what its confidence was drawn from."""

    answer: Answer
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Card:
    """A hit as it is read: one passage, or neighbours as one, with its sentences' scores.

    ``match`` is how well the best of these matches the question, to compare with that of other cards; ``ranked`` the
    hit as it was found, or the best one of the neighbours; ``story`` is a number.
    """

    ranked: Ranked
    story: int
    hit: Hit
    article: Article
    scores: tuple[float, ...]
    match: float

    def evidence(self) -> Evidence | None:
        return best_sentence(self.article.text, self.hit.passage.sentences, self.scores, self.article.language)


def compose(
    query: Query,
    found: Found,
    snapshot: Snapshot,
    coefficients: Coefficients,
    read_closely: ReadClosely,
    min_confidence: float,
) -> Composed:
    """Return the answer of at most ``query.k`` passages: the best are cited, all are shown.

    Args:
        query: what was asked.
        found: passages by rank; neighbours in one article are read as one.
        snapshot: the generation that they came from.
        coefficients: what sentences are chosen by, and confidence drawn from.
        read_closely: compares the tokens of a passage with the question's.
        min_confidence: below it the passages are shown as near, and nothing is cited.
    """
    asked = places(query.text, found.question.places)
    looked_for = tuple(dict.fromkeys(query.text[span.start : span.end] for span in asked))
    if not found.ranked:
        return Composed(Answer(question=query.text, answered=False, reason=_why_empty(query)), {})
    stories = snapshot.stories({ranked.candidate.found.article_row for ranked in found.ranked})
    cards = []
    for ranked in found.ranked:
        article = snapshot.article(ranked.hit.article.id)
        assert article is not None  # noqa: S101  # the hit is of this snapshot
        scores = score_sentences(found.question, ranked.candidate, coefficients)
        story = stories[ranked.candidate.found.article_row]
        cards.append(_Card(ranked, story, ranked.hit, article, scores, max(scores, default=0.0)))
    cards = _latest(cards)
    first = cards[0].ranked
    reading = read_closely(first)
    cards[0] = replace(cards[0], scores=score_sentences(found.question, first.candidate, coefficients, reading))
    cards = _shown(_merge(cards), query.k)
    features = confidence.features(found.question, first, reading)
    probability = confidence.probability(features, coefficients.confidence)
    is_answered = probability >= min_confidence
    citations = _cite(cards) if is_answered else ()
    cited = {citation.number for citation in citations}
    answer = Answer(
        question=query.text,
        answered=is_answered,
        reason=None if is_answered else NOTHING_ANSWERS,
        text="\n\n".join(f"{citation.quote} [{citation.number}]" for citation in citations),
        citations=citations,
        hits=tuple(
            with_outlets(with_matches(card.hit, found.question), card.ranked.candidate.found, snapshot)
            for card in cards
        ),
        confidence=probability,
        looked_for=looked_for,
        notes=tuple(
            wording.older_version(card.hit) for card in cards if card.hit.rank in cited and card.hit.superseded_by
        ),
    )
    return Composed(answer, features)


def why_blank(query: Query) -> str:
    """Return what to say to a question without a text."""
    return ONLY_EXCLUDED if query.excluded else BLANK


def _why_empty(query: Query) -> str:
    if query.phrases:
        return NO_PHRASE.format(", ".join(f"“{' '.join(words)}”" for words in query.phrases))
    return NOTHING_MATCHES


def _cite(cards: Sequence[_Card]) -> tuple[Citation, ...]:
    """Return the quotations of the first few cards that add something; none says again what one before it said."""
    enough = _ADDS_SHARE * max((card.match for card in cards[:1]), default=0.0)
    citations: list[Citation] = []
    said: set[str] = set()
    for card in cards:
        evidence = card.evidence()
        if evidence is None or len(citations) == _CITATIONS or (citations and card.match < enough):
            continue
        sentence = _bare(card.article.text, evidence.best)
        if sentence not in said:
            said.add(sentence)
            span = (evidence.start, evidence.end)
            citations.append(Citation.prove(card.article, *span, number=card.hit.rank, best=evidence.best))
    return tuple(citations)


def _latest(cards: Sequence[_Card]) -> list[_Card]:
    """Return the cards, by rank, with a later version that holds the answer too in the place of the earlier."""
    latest: list[_Card] = []
    for card in cards:
        best = card
        if card.hit.superseded_by is not None:
            least = _ADDS_SHARE * card.match
            versions = (each for each in cards if _shows(each.hit, card.hit.superseded_by.id) and each.match >= least)
            best = next(versions, card)
        if all(best is not each for each in latest):
            latest.append(best)
    return [replace(card, hit=replace(card.hit, rank=rank)) for rank, card in enumerate(latest, start=1)]


def _shows(hit: Hit, article_id: str) -> bool:
    return article_id == hit.article.id or any(article_id == copy.id for copy in hit.copies)


def _shown(cards: Sequence[_Card], k: int) -> list[_Card]:
    """Return the first ``k`` that show something new, with their ranks: each story once.

    Only where that leaves some of the ``k`` over, a second passage of an article that is shown comes too.
    """
    shown: list[_Card] = []
    spare: list[_Card] = []
    article_of: dict[int, str] = {}
    read: set[str] = set()

    def show(card: _Card) -> None:
        sentences = {_bare(card.article.text, span) for span in card.hit.passage.sentences}
        if not sentences or not sentences <= read:
            shown.append(card)
            read.update(sentences)
            article_of[card.story] = card.article.id

    for card in cards:
        if len(shown) == k:
            break
        if card.story not in article_of:
            show(card)
        elif article_of[card.story] == card.article.id:
            spare.append(card)
    for card in spare:
        if len(shown) < k and sum(each.story == card.story for each in shown) < _PASSAGES_AN_ARTICLE:
            show(card)
    shown.sort(key=lambda card: card.hit.rank)
    return [replace(card, hit=replace(card.hit, rank=rank)) for rank, card in enumerate(shown, start=1)]


def _bare(text: str, span: Span) -> str:
    """Return a sentence as two are compared: by its words."""
    return " ".join(_WORD.findall(text[span.start : span.end].casefold()))


def _merge(cards: list[_Card]) -> list[_Card]:
    """Read up to three passages that overlap or touch as one, in the place of the best of them."""
    runs: list[list[_Card]] = []
    for card in sorted(cards, key=lambda card: (card.article.id, card.hit.passage.start)):
        if runs and len(runs[-1]) < _READ_AS_ONE and _are_neighbours(runs[-1][-1], card):
            runs[-1].append(card)
        else:
            runs.append([card])
    return sorted((_joined(run) for run in runs), key=lambda card: card.hit.rank)


def _are_neighbours(one: _Card, other: _Card) -> bool:
    a, b = one.hit.passage, other.hit.passage
    return a.article_id == b.article_id and not one.article.text[a.end : b.start].strip()


def _joined(run: list[_Card]) -> _Card:
    """Return the passages of a run, in the order of their article, as one that quotes the best of them."""
    if len(run) == 1:
        return run[0]
    best = min(run, key=lambda card: card.hit.rank)
    sentences = sorted({span for card in run for span in card.hit.passage.sentences}, key=lambda span: span.start)
    # Scores are compared within a passage, so the best passage's alone count here.
    own = dict(zip(best.hit.passage.sentences, best.scores, strict=True))
    lowest = min(best.scores, default=0.0) - 1
    start, end = run[0].hit.passage.start, run[-1].hit.passage.end
    numbers = [card.hit.passage.id.rpartition("#")[2] for card in run]
    passage = Passage(
        id=f"{best.article.id}#{'+'.join(numbers)}", article_id=best.article.id, start=start, end=end,
        text=best.article.text[start:end], heading=best.hit.passage.heading, sentences=tuple(sentences),
    )  # fmt: skip
    scores = tuple(own.get(span, lowest) for span in sentences)
    return replace(best, hit=replace(best.hit, passage=passage), scores=scores)
