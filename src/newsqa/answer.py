"""Hits and evidence to an answer whose citations are proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from newsqa import confidence, wording
from newsqa.cards import ADDS_SHARE, Card, bare, each_story, hit_of, read_cards, shown
from newsqa.evidence import Reading, score_sentences
from newsqa.fitted import Coefficients
from newsqa.ranking import Question
from newsqa.retriever import Found, Ranked
from newsqa.spread import spread_of
from newsqa.store import Snapshot
from newsqa.types import Answer, Citation, Hit, Query
from newsqa.wording import NOTHING_ANSWERS, NOTHING_MATCHES
from newsqa.words import places_with_terms

BLANK = "The question is blank; ask something."
ONLY_EXCLUDED = "The question only says what to leave out; say what to look for as well."
EMPTY_ARCHIVE = "The archive holds no articles yet; add some and run `newsqa build`."
NO_PHRASE = "No passage holds the exact words {}; ask without the quotation marks."
# More than this is reading, not an answer.
_CITATIONS = 3

ReadClosely = Callable[[Ranked], Reading]
Seen = Callable[[tuple[Hit, ...]], None]


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer with what its confidence was drawn from."""

    answer: Answer
    features: dict[str, float]


def compose(
    query: Query,
    found: Found,
    snapshot: Snapshot,
    coefficients: Coefficients,
    read_closely: ReadClosely,
    min_confidence: float,
    seen: Seen | None = None,
) -> Composed:
    """Return the answer of at most ``query.k`` passages: the best are cited, all are shown.

    Args:
        query: what was asked.
        found: passages by rank; neighbours in one article are read as one.
        snapshot: the generation that they came from.
        coefficients: what sentences are chosen by, and confidence drawn from.
        read_closely: compares the tokens of a passage with the question's.
        min_confidence: below it the passages are shown as near, and nothing is cited.
        seen: told the hits once, before anything is read closely; not when there are none.
    """
    looked_for, absent = _looked_for(query.text, found.question)
    if not found.ranked:
        empty = Answer(question=query.text, answered=False, reason=_why_empty(query))
        # Where no article passes the filters nothing was looked for.
        return Composed(replace(empty, looked_for=looked_for, absent=absent) if query.phrases else empty, {})
    all_cards = read_cards(found, snapshot, coefficients)
    cards = shown(all_cards, query.k)
    hits = tuple(hit_of(card, found, snapshot) for card in cards)
    if seen is not None:
        seen(hits)
    first = cards[0].ranked
    reading = read_closely(first)
    cards[0] = replace(cards[0], scores=_sentence_scores(found, first, coefficients, reading))
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
        hits=hits,
        confidence=probability,
        looked_for=looked_for,
        notes=tuple(wording.older_version(hit) for hit in hits if hit.rank in cited and hit.superseded_by),
        absent=absent,
        spread=spread_of(card.article for card in each_story(all_cards)),
    )
    return Composed(answer, features)


class NotOurs(Exception):  # noqa: N818  # it is no error of its own
    """Carries what ``seen`` raised past the store, which takes an OSError for one of its files."""

    def __init__(self, error: OSError) -> None:
        """Carry ``error``."""
        super().__init__()
        self.error = error


def carrying(seen: Seen) -> Seen:
    """Return what tells ``seen``, and raises what that raises as :class:`NotOurs` where it is an OSError."""

    def tell(hits: tuple[Hit, ...]) -> None:
        try:
            seen(hits)
        except OSError as error:
            raise NotOurs(error) from error

    return tell


def _sentence_scores(found: Found, first: Ranked, coefficients: Coefficients, reading: Reading) -> tuple[float, ...]:
    """Return how well each sentence of the first passage answers, to a follow-up as it was asked likewise."""
    scores = score_sentences(found.question, first.candidate, coefficients, reading)
    if found.asked is None or first.asked is None:
        return scores
    asked = score_sentences(found.asked, first.asked, coefficients)
    return tuple(round(whole + own, 6) for whole, own in zip(scores, asked, strict=True))


def why_blank(query: Query) -> str:
    """Return what to say to a question without a text."""
    return ONLY_EXCLUDED if query.excluded else BLANK


def _looked_for(text: str, question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a question that were looked for, and those of them that no article holds."""
    asked = {
        text[span.start : span.end]: {question.places[term] for term in found}
        for span, found in places_with_terms(text, question.places)
    }
    return tuple(asked), tuple(word for word, places in asked.items() if places <= question.absent)


def _why_empty(query: Query) -> str:
    if query.phrases:
        return NO_PHRASE.format(", ".join(f"“{' '.join(words)}”" for words in query.phrases))
    return NOTHING_MATCHES


def _cite(cards: Sequence[Card]) -> tuple[Citation, ...]:
    """Return the quotations of the first few cards that add something; none says again what one before it said."""
    enough = ADDS_SHARE * max((card.match for card in cards[:1]), default=0.0)
    citations: list[Citation] = []
    said: set[str] = set()
    for card in cards:
        evidence = card.evidence()
        if evidence is None or len(citations) == _CITATIONS or (citations and card.match < enough):
            continue
        sentence = bare(card.article.text, evidence.best)
        if sentence not in said:
            said.add(sentence)
            span = (evidence.start, evidence.end)
            citations.append(Citation.prove(card.article, *span, number=card.hit.rank, best=evidence.best))
    return tuple(citations)
