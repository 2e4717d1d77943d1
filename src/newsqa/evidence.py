"""A hit to the sentences that support an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from newsqa.encoder import Tokens
from newsqa.fitted import Coefficients
from newsqa.ranking import Candidate, Column, Question, term_share
from newsqa.types import Evidence, Span
from newsqa.vectors import Vectors

# A sentence that begins so speaks of someone or something that the one before it names.
_POINTS_BACK = {
    "de": regex.compile(r"(?:Er|Sie|Es|Dies(?:e[rsmn]?)?|Damit|Dabei|Darauf|Dort|Dazu|Seine?[rsmn]?|Ihre?[rsmn]?)\b"),
    "en": regex.compile(
        r"(?:(?:And|But|So|Then|Instead|However,?)\s)?"
        r"(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Both|Neither|There|Such)\b",
        regex.IGNORECASE,
    ),
    "es": regex.compile(r"(?:Él|Ella|Ellos|Ellas|Est[eao]s?|Es[eao]s?|Su|Sus)\b"),
    "fr": regex.compile(r"(?:Il|Elle|Ils|Elles|Ce|Cela|Cette|Ces|Son|Sa|Ses|Leurs?)\b"),
}  # fmt: skip
_QUOTED = regex.compile(r"^[\p{Ps}\p{Pi}\p{Po}\s]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a passage's tokens match each of a question's, [q]: the best cosine.

    ``anywhere`` is [q]; ``by_sentence`` [q, s], as the late interaction of ColBERT (Khattab and
    Zaharia 2020), kept within a sentence whose tokens were encoded in their passage.
    """

    anywhere: Column
    by_sentence: Column


def read_closely(said: Vectors, tokens: Tokens, sentences: Sequence[Span]) -> Reading:
    """Match a question's tokens, float32 [q, d], with those of a passage's input; ``sentences`` are spans of that."""
    # Not by BLAS: the threads it wakes go on spinning beside torch's, and the next question takes twice as long.
    similar = np.einsum("qd,td->qt", said, tokens.vectors).astype(np.float64)
    by_sentence = np.zeros((len(said), len(sentences)))
    for place, sentence in enumerate(sentences):
        inside = [n for n, span in enumerate(tokens.spans) if sentence.start <= span.start and span.end <= sentence.end]
        if inside:
            by_sentence[:, place] = similar[:, inside].max(axis=1, initial=0.0)
    return Reading(similar.max(axis=1, initial=0.0), by_sentence)


def features(question: Question, candidate: Candidate, reading: Reading | None = None) -> dict[str, Column]:
    """Return what the sentences of a candidate are told apart by, each [s]."""
    everything = range(len(question.wanted))
    places = candidate.places
    terms = np.array([term_share(question, everything, here) for here in places])
    if reading is None or not len(reading.anywhere):
        with_previous = [here | before for here, before in zip(places, (frozenset[int](), *places), strict=False)]
        joined = np.array([term_share(question, everything, here) for here in with_previous])
        return {"cosine": candidate.cosines, "terms": terms, "terms_with_previous": joined}
    before = np.hstack([np.zeros((len(reading.anywhere), 1)), reading.by_sentence[:, :-1]])
    return {
        "terms": terms,
        "tokens": reading.by_sentence.mean(axis=0),
        "tokens_with_previous": np.maximum(reading.by_sentence, before).mean(axis=0),
    }


def score_sentences(
    question: Question, candidate: Candidate, coefficients: Coefficients, reading: Reading | None = None
) -> tuple[float, ...]:
    """Return how well each sentence of a candidate answers, [s]; compared with the others of that candidate only."""
    if not candidate.places:
        return ()
    columns = features(question, candidate, reading)
    weights = coefficients.sentences_close if "tokens" in columns else coefficients.sentences
    return tuple(round(float(score), 6) for score in weights.apply(columns))


def best_sentence(
    text: str, sentences: Sequence[Span], scores: Sequence[float], language: str | None = None
) -> Evidence | None:
    """Return the best sentence of a passage, of equals the first, as :func:`with_context` does; None without any.

    Args:
        text: the article's.
        sentences: their spans in it, in order.
        scores: theirs.
        language: the article's; English when unknown.
    """
    if not sentences:
        return None
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    return with_context(text, sentences, best, language)


def with_context(text: str, sentences: Sequence[Span], best: int, language: str | None = None) -> Evidence:
    """Return the sentence of a passage that stands at the place ``best``, with what it cannot be read without.

    A sentence that points back ("He said ...") brings the one before it along; one that ends in a colon what it
    announces: the next one, or a list.
    """
    first = last = best
    if text[sentences[best].end - 1] == ":":
        last = _end_of_list(text, sentences, best)
    if best and _points_back(text[sentences[best].start : sentences[best].end], language):
        first = best - 1
    return Evidence(start=sentences[first].start, end=sentences[last].end, best=sentences[best])


def _points_back(sentence: str, language: str | None) -> bool:
    pattern = _POINTS_BACK.get(language or "en")
    return pattern is not None and pattern.match(_QUOTED.sub("", sentence)) is not None


def _end_of_list(text: str, sentences: Sequence[Span], announcing: int) -> int:
    """Return the place of the last sentence that the one at ``announcing`` announces: one, or a list's."""
    last = min(announcing + 1, len(sentences) - 1)
    while last + 1 < len(sentences) and not _ends_in_stop(text, sentences[last]):
        if _ends_in_stop(text, sentences[last + 1]):
            break
        last += 1
    return last


def _ends_in_stop(text: str, span: Span) -> bool:
    return not text[span.end - 1].isalnum()
