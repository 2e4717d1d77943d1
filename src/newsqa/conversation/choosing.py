"""Chooses what a follow-up left out, by a fitted model of single words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsqa.conversation.gathering import Asked, Spoken, Turn, describe, gather_phrases, gather_words
from newsqa.conversation.phrases import Phrase, content_words, says_something, tokens_of
from newsqa.fitted import Fitted

# A word is taken whose probability is half of the F1 that is to be had: more would cost precision, fewer recall
# (Lipton et al. 2014, "Optimal thresholding of classifiers to maximize F1 measure").
LEAST = 0.27
_MOST_PHRASES = 4
# So often a person who makes "What else?" stand alone says "besides".
_BESIDES = 0.46 - LEAST
_MOST_ENDS = 8  # of stretches of a phrase
# A name is cut only for something.
_CUT = 0.06


@dataclass(frozen=True, slots=True)
class Chosen:
    """A phrase that is carried: ``worth`` is what its words are, less what each must be."""

    phrase: Phrase
    worth: float
    place: str
    back: int


@lru_cache(maxsize=1)
def shipped() -> Fitted:
    """Return the coefficients that the package holds."""
    return Fitted.shipped("followups")


def choose(asked: Asked, turns: Sequence[Turn], fitted: Fitted | None = None) -> list[Chosen]:
    """Return the phrases of the turns before that a question left out, the surest first."""
    phrases = gather_phrases(turns)
    probabilities = {
        word: probability(features, fitted or shipped())
        for word, features in describe(asked, gather_words(phrases, turns), turns).items()
    }
    return cover(phrases, probabilities, _BESIDES if asked.says_besides else 0.0)


def probability(features: Mapping[str, float], fitted: Fitted) -> float:
    """Return how likely it is that a word was left out."""
    weights = fitted.weights
    score = fitted.intercept + sum(weights[name] * value for name, value in features.items() if name in weights)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def cover(phrases: Sequence[Spoken], probabilities: Mapping[str, float], besides: float = 0.0) -> list[Chosen]:
    """Return phrases, or stretches of them, that hold the likely words and few others.

    ``besides`` is what it is worth to say one name or noun of a sentence that was shown.
    """
    likely = {word for word, probability in probabilities.items() if probability >= LEAST}
    runs = [
        (run, words, spoken)
        for spoken in phrases if besides or (spoken.phrase.kind != "span" and not likely.isdisjoint(spoken.words))
        for run, words in _runs(spoken.phrase, likely)
    ]  # fmt: skip
    # What the subject is called is asked about, not besides: a sentence that was shown gets nothing for saying it.
    called = {word for spoken in phrases if besides and _place(spoken)[0] == "title" for word in spoken.words}
    chosen: list[Chosen] = []
    left = dict(probabilities)
    while runs and len(chosen) < _MOST_PHRASES:
        extra = 0.0 if any(one.place == "sentence" for one in chosen) else besides
        worths = [
            sum(left[word] - LEAST for word in words if word in left and not (is_shown and word in called))
            - _cut(run, spoken) + (extra if is_shown and run.is_a_thing and not called.issuperset(words) else 0.0)
            for run, words, spoken in runs for is_shown in (_place(spoken)[0] == "sentence",)
        ]  # fmt: skip
        best = max(range(len(runs)), key=lambda place: worths[place])
        if worths[best] <= 0:
            break
        run, words, spoken = runs[best]
        place, back = _place(spoken)
        chosen.append(Chosen(run, worths[best], place, back))
        for word in words:
            left.pop(word, None)
        runs = [entry for entry in runs if any(word in left for word in entry[1])]
        # Said once is enough.
        extra = 0.0 if any(one.place == "sentence" for one in chosen) else besides
        runs = [entry for entry in runs if extra or likely.intersection(left).intersection(entry[1])]
    return chosen


def _place(spoken: Spoken) -> tuple[str, int]:
    """Return where a phrase stands first: what a subject is called comes before all."""
    back, place, _ = min(spoken.seen, key=lambda seen: (not seen[1].startswith("title"), seen))
    return place, back


def _cut(run: Phrase, spoken: Spoken) -> float:
    if run.text == spoken.phrase.text:
        return 0.0
    return _CUT if spoken.phrase.is_name else _CUT / 6


def _runs(phrase: Phrase, likely: set[str]) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    """Yield a phrase, and the stretches of it that begin and end with a likely word."""
    yield phrase, tuple(content_words(phrase.text))
    tokens = tokens_of(phrase.text)
    ends = [place for place, token in enumerate(tokens) if says_something(token) and token.bare in likely][:_MOST_ENDS]
    for begin in ends:
        for end in ends:
            # A noun keeps its head: of "the lost opera" never "the lost".
            is_headless = phrase.kind == "noun" and end + 1 < len(tokens) and says_something(tokens[end + 1])
            if end >= begin and not is_headless and (begin, end) != (0, len(tokens) - 1):
                text = phrase.text[tokens[begin].start : tokens[end].end]
                words = tuple(token.bare for token in tokens[begin : end + 1] if says_something(token))
                kind = phrase.kind if phrase.kind != "title" else "name"
                yield Phrase(text, kind), words
