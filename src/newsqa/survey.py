"""What each article says about a question that none printed before it says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newsqa import confidence
from newsqa.answer import ReadClosely
from newsqa.cards import Card, each_story, hit_of, read_cards
from newsqa.evidence import score_sentences, with_context
from newsqa.fitted import Coefficients
from newsqa.retriever import Found
from newsqa.spread import spread_of
from newsqa.store import Snapshot
from newsqa.stories import words_of
from newsqa.types import Citation, Evidence, Query, Survey, SurveyEntry
from newsqa.words import terms

# A sentence is of the survey when it matches the question at least so well beside the best article's. By eye, on twelve
# questions to seeds/ and realtimeqa_small: from 0.6 to here most were of another affair, above few.
_ENOUGH_SHARE = 0.75
# Of the articles that an answer shows, so much is enough: else many a timeline has one entry. By eye, on six questions
# to seeds/, that adds three sentences, two of them of the same affair.
_SHOWN_SHARE = 0.5
# A quotation says again what an earlier one said when so much of its words stand there: the containment of Broder 1997,
# section 2, of single words, because it asks what is new in the later one, however much more the earlier one has.
_SAID_SHARE = 0.8
# Where one of two has such a word and the other not, they say different things, however alike.
_DENIALS = {
    *("no", "not", "never", "nor", "cannot", "t", "without"),
    *("nicht", "nie", "niemals", "kein", "keine", "keinen", "keinem", "keiner", "keines", "ohne"),
    *("ne", "n", "pas", "jamais", "aucun", "aucune", "sans"),
    *("nunca", "jamás", "ningún", "ninguna", "sin"),
}


@dataclass(frozen=True, slots=True)
class _Choice:
    """A sentence of an article that may be cited: of which passage, and with what it cannot be read without."""

    card: Card
    evidence: Evidence

    @property
    def quote(self) -> str:
        return self.card.article.text[self.evidence.start : self.evidence.end]


def survey_of(
    query: Query,
    found: Found,
    snapshot: Snapshot,
    coefficients: Coefficients,
    read_closely: ReadClosely,
    min_confidence: float,
    shown: int,
) -> Survey:
    """Return what at most ``query.k`` articles add, one of each story: what an answer declines has no entries.

    Of the best articles each gives the sentence that says most about the question and that no quotation of an article
    printed before it, by day, already says in nearly the same words; an article that adds nothing is left out. An
    undated article comes after all others.

    Args:
        query: what was asked.
        found: passages by rank.
        snapshot: the generation that they came from.
        coefficients: what sentences are chosen by, and confidence drawn from.
        read_closely: compares the tokens of a passage with the question's.
        min_confidence: below it nothing is cited.
        shown: so many articles an answer shows.
    """
    time = found.question.asked.time if found.question.asked else None
    cards = read_cards(found, snapshot, coefficients)
    survey = Survey(question=query.text, spread=spread_of(card.article for card in each_story(cards)), time=time)
    if not cards:
        return survey
    first = cards[0].ranked
    reading = read_closely(first)
    features = confidence.features(found.question, first, reading)
    if confidence.probability(features, coefficients.confidence) < min_confidence:
        return survey
    closely = replace(cards[0], scores=score_sentences(found.question, first.candidate, coefficients, reading))
    best = cards[0].match
    passages: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        passages[card.article.id].append(card)
    choices = []
    for place, card in enumerate(each_story(cards)):
        # A score below nothing has no share.
        least = min(best, (_SHOWN_SHARE if place < shown else _ENOUGH_SHARE) * best)
        sentences = _by_score(passages[card.article.id], least)
        choices.append([*_best_of(closely if card is cards[0] else None), *sentences])
    entries = []
    for number, choice in enumerate(_that_add([each for each in choices if each][: query.k]), start=1):
        card, evidence = choice.card, choice.evidence
        citation = Citation.prove(card.article, evidence.start, evidence.end, number=number, best=evidence.best)
        hit = hit_of(replace(card, hit=replace(card.hit, rank=number)), found, snapshot)
        entries.append(SurveyEntry(article=hit.article, citation=citation, hit=hit))
    return replace(survey, entries=tuple(entries))


def says_again(quote: str, earlier: str, language: str | None = None) -> bool:
    """Whether a quotation says in nearly the same words what an earlier one says: no other number, name or denial.

    Args:
        quote: the later one.
        earlier: what was printed before.
        language: the later one's; English when unknown.
    """
    words, before = words_of(quote), {word.casefold() for word in words_of(earlier)}
    own = {word.casefold() for word in words}
    new = [word for word in words if word.casefold() not in before]
    if any(_is_telling(word, language) for word in new) or own & _DENIALS != before & _DENIALS:
        return False
    return len(own & before) >= _SAID_SHARE * len(own)


def _is_telling(word: str, language: str | None) -> bool:
    """Whether a word is a number or a name; a word that opens a sentence may be one."""
    return not word.isalpha() or (word[0].isupper() and bool(terms(word, language)))


def _best_of(card: Card | None) -> Iterator[_Choice]:
    """Yield the sentence that an answer would cite of a card that was read closely."""
    evidence = card and card.evidence()
    if card and evidence:
        yield _Choice(card, evidence)


def _by_score(cards: Iterable[Card], least: float) -> list[_Choice]:
    """Return the sentences of an article's passages that match at least so well, the best first."""
    scored = [
        (-score, card.hit.rank, place, card)
        for card in cards
        for place, score in enumerate(card.scores)
        if score >= least
    ]
    return [
        _Choice(card, with_context(card.article.text, card.hit.passage.sentences, place, card.article.language))
        for _, _, place, card in sorted(scored, key=lambda each: each[:3])
    ]


def _that_add(articles: Sequence[Sequence[_Choice]]) -> list[_Choice]:
    """Return, of the sentences of each article, the first that no earlier article's says, in the articles' order."""

    def printed(place: int) -> tuple[bool, dt.date, int]:
        day = articles[place][0].card.article.date
        return day is None, day or dt.date.max, place

    said: list[str] = []
    chosen: dict[int, _Choice] = {}
    for place in sorted(range(len(articles)), key=printed):
        for choice in articles[place]:
            language = choice.card.article.language
            if not any(says_again(choice.quote, earlier, language) for earlier in said):
                said.append(choice.quote)
                chosen[place] = choice
                break
    return [chosen[place] for place in sorted(chosen)]
