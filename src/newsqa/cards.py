"""Passages that were found, as they are read: neighbours as one, each story once, by its latest version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from newsqa.evidence import best_sentence, score_sentences
from newsqa.fitted import Coefficients
from newsqa.retriever import Found, Ranked, with_matches, with_outlets
from newsqa.store import Snapshot
from newsqa.types import Article, Evidence, Hit, Passage, Span

# Longer than this a card is no passage any more.
_READ_AS_ONE = 3
_PASSAGES_AN_ARTICLE = 2
# A further sentence is cited when it matches the question, by its words and meaning, at least so well beside the first;
# and a later version holds an answer when a sentence there does so beside the one of the earlier.
ADDS_SHARE = 0.8

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Card:
    """A hit as it is read: one passage, or neighbours as one.

    ``ranked`` is the hit as it was found, or the best one of the neighbours; ``scores`` are those of its sentences, and
    ``match`` is how well the best of these matches the question, to compare with that of other cards. ``story`` is a
    number.
    """

    ranked: Ranked
    story: int
    hit: Hit
    article: Article
    scores: tuple[float, ...]
    match: float

    def evidence(self) -> Evidence | None:
        """Return the sentence that answers best; scores are compared within a passage, so of the best passage's."""
        own = dict(zip(self.ranked.hit.passage.sentences, self.scores, strict=True))
        lowest = min(self.scores, default=0.0) - 1
        sentences = self.hit.passage.sentences
        scores = [own.get(span, lowest) for span in sentences]
        return best_sentence(self.article.text, sentences, scores, self.article.language)


def read_cards(found: Found, snapshot: Snapshot, coefficients: Coefficients) -> list[Card]:
    """Return a card for each passage that was found, by rank; a later version that holds the answer for the earlier."""
    stories = snapshot.stories({ranked.candidate.found.article_row for ranked in found.ranked})
    cards = []
    for ranked in found.ranked:
        article = snapshot.article(ranked.hit.article.id)
        assert article is not None  # noqa: S101  # the hit is of this snapshot
        scores = score_sentences(found.question, ranked.candidate, coefficients)
        story = stories[ranked.candidate.found.article_row]
        cards.append(Card(ranked, story, ranked.hit, article, scores, max(scores, default=0.0)))
    return _latest(cards)


def each_story(cards: Iterable[Card]) -> list[Card]:
    """Return the best card of each story, by rank."""
    best: dict[int, Card] = {}
    for card in cards:
        best.setdefault(card.story, card)
    return list(best.values())


def shown(cards: Sequence[Card], k: int) -> list[Card]:
    """Return the first ``k`` that show something new, neighbours as one, with their ranks: each story once.

    Only where that leaves some of the ``k`` over, a second passage of an article that is shown comes too.
    """
    chosen: list[Card] = []
    spare: list[Card] = []
    article_of: dict[int, str] = {}
    read: set[str] = set()

    def show(card: Card) -> None:
        sentences = {bare(card.article.text, span) for span in card.hit.passage.sentences}
        if not sentences or not sentences <= read:
            chosen.append(card)
            read.update(sentences)
            article_of[card.story] = card.article.id

    for card in _merge(cards):
        if len(chosen) == k:
            break
        if card.story not in article_of:
            show(card)
        elif article_of[card.story] == card.article.id:
            spare.append(card)
    for card in spare:
        if len(chosen) < k and sum(each.story == card.story for each in chosen) < _PASSAGES_AN_ARTICLE:
            show(card)
    chosen.sort(key=lambda card: card.hit.rank)
    return [replace(card, hit=replace(card.hit, rank=rank)) for rank, card in enumerate(chosen, start=1)]


def hit_of(card: Card, found: Found, snapshot: Snapshot) -> Hit:
    """Return a card's hit with all that a reader is told of it."""
    return with_outlets(with_matches(card.hit, found.question), card.ranked.candidate.found, snapshot)


def bare(text: str, span: Span) -> str:
    """Return a sentence as two are compared: by its words."""
    return " ".join(_WORD.findall(text[span.start : span.end].casefold()))


def _latest(cards: Sequence[Card]) -> list[Card]:
    """Return the cards, by rank, with a later version that holds the answer too in the place of the earlier."""
    latest: list[Card] = []
    for card in cards:
        best = card
        if card.hit.superseded_by is not None:
            least = ADDS_SHARE * card.match
            versions = (each for each in cards if _shows(each.hit, card.hit.superseded_by.id) and each.match >= least)
            best = next(versions, card)
        if all(best is not each for each in latest):
            latest.append(best)
    return [replace(card, hit=replace(card.hit, rank=rank)) for rank, card in enumerate(latest, start=1)]


def _shows(hit: Hit, article_id: str) -> bool:
    return article_id == hit.article.id or any(article_id == copy.id for copy in hit.copies)


def _merge(cards: Iterable[Card]) -> list[Card]:
    """Read up to three passages that overlap or touch as one, in the place of the best of them."""
    runs: list[list[Card]] = []
    for card in sorted(cards, key=lambda card: (card.article.id, card.hit.passage.start)):
        if runs and len(runs[-1]) < _READ_AS_ONE and _are_neighbours(runs[-1][-1], card):
            runs[-1].append(card)
        else:
            runs.append([card])
    return sorted((_joined(run) for run in runs), key=lambda card: card.hit.rank)


def _are_neighbours(one: Card, other: Card) -> bool:
    a, b = one.hit.passage, other.hit.passage
    return a.article_id == b.article_id and not one.article.text[a.end : b.start].strip()


def _joined(run: list[Card]) -> Card:
    """Return the passages of a run, in the order of their article, as one that quotes the best of them."""
    if len(run) == 1:
        return run[0]
    best = min(run, key=lambda card: card.hit.rank)
    sentences = sorted({span for card in run for span in card.hit.passage.sentences}, key=lambda span: span.start)
    start, end = run[0].hit.passage.start, run[-1].hit.passage.end
    numbers = [card.hit.passage.id.rpartition("#")[2] for card in run]
    passage = Passage(
        id=f"{best.article.id}#{'+'.join(numbers)}", article_id=best.article.id, start=start, end=end,
        text=best.article.text[start:end], heading=best.hit.passage.heading, sentences=tuple(sentences),
    )  # fmt: skip
    return replace(best, hit=replace(best.hit, passage=passage))
