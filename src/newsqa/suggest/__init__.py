"""Questions that the archive answers beside the one that was asked, each made of a sentence that is its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from newsqa.articles.boilerplate import is_furniture
from newsqa.cards import bare
from newsqa.characters import one_line, plain
from newsqa.names import Names
from newsqa.passages import split_sentences
from newsqa.suggest.draft import Draft
from newsqa.suggest.forms import draft_questions
from newsqa.suggest.people import WHO_IS
from newsqa.types import Answer, Article, Hit, Span, Suggestion
from newsqa.words import terms

__all__ = ["Sources", "find_suggestions"]

# Work is bounded: articles that are read, characters of each around its passage, questions that are asked.
_MAX_ARTICLES = 12
_MAX_CHARS = 12_000
_MAX_DRAFTS = 200
_MAX_ASKED = 8
# Below this a draft's own sentence is found, but others often answer as well. Chosen on the development half.
_LEAST_CONFIDENCE = 0.5
# Two questions with so many of their words in common, of all that either has, ask the same.
_SAME = 0.6
_LEAST_SHARED = 2
_CAPITAL = regex.compile(r"(?<=\w[,;]? )\p{Lu}[\p{L}\p{N}-]+")
_ENGLISH = ("en", None)


@dataclass(frozen=True, slots=True)
class Sources:
    """What suggestions are made of and proven by, all of one generation.

    ``article`` returns an article by its id, None when there is none; ``more`` further passages for a question;
    ``ask`` the answer to one.
    """

    article: Callable[[str], Article | None]
    more: Callable[[str], Sequence[Hit]]
    ask: Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question with the sentence that it was made of, and how much it is worth asking."""

    draft: Draft
    sentence: str
    terms: frozenset[str]
    score: float


def find_suggestions(
    answer: Answer, history: Sequence[tuple[str, Answer]], count: int, sources: Sources, min_confidence: float
) -> tuple[Suggestion, ...]:
    """Return at most ``count`` questions, the most promising first; none where none is sure.

    A question is offered when the archive answers it, and first by the very sentence that it was made of. At most
    ``_MAX_ASKED`` are asked to find out.

    Args:
        answer: what is shown.
        history: questions and answers of the conversation, oldest first, with or without this one.
        count: how many at most.
        sources: the archive.
        min_confidence: below it nothing is called an answer.
    """
    turns = [*history, (answer.question, answer)]
    asked = [_terms(text) for question, each in turns for text in (question, each.question, each.understood)]
    quoted = " | ".join(_bare(citation.quote) for _, each in turns for citation in each.citations)
    candidates = _candidates(answer, asked, quoted, sources)
    offered: list[Suggestion] = []
    known = [words for words in asked if words]
    told: set[str] = set()
    for candidate in _in_turn(candidates, known, told):
        if len(offered) == count:
            break
        proof = sources.ask(candidate.draft.question)
        if _is_proven(proof, candidate.sentence, max(min_confidence, _LEAST_CONFIDENCE)):
            known.append(candidate.terms)
            told.add(candidate.sentence)
            offered.append(Suggestion(question=candidate.draft.question, answer=proof))
    return tuple(offered)


def _candidates(answer: Answer, asked: Sequence[frozenset[str]], quoted: str, sources: Sources) -> list[_Candidate]:
    """Return what could be asked, best first."""
    about = frozenset().union(*asked[-3:], *(_terms(citation.quote) for citation in answer.citations))
    cited = {citation.article_id for citation in answer.citations}
    shown_names = _names("\n".join(hit.passage.text for hit in answer.hits))
    shown = " ".join(_bare(hit.passage.text) for hit in answer.hits)
    found: dict[str, _Candidate] = {}
    for rank, hit in enumerate(_hits(answer, sources)):
        article = sources.article(hit.article.id)
        if article is None or article.language not in _ENGLISH or len(found) >= _MAX_DRAFTS:
            continue
        for sentence, draft in _drafts(article, hit):
            if _bare(sentence) in quoted:
                continue
            words = _terms(draft.question)
            shared = len(words & about)
            if article.id in cited:
                is_near = shared or bool(_names(draft.question) & shown_names)
            else:
                # Of an article that only lies near, what has few words of the subject is of another.
                is_near = shared >= _LEAST_SHARED
            if not is_near:
                continue
            # Nobody asks who it is of whom they did not read.
            if draft.kind == WHO_IS and _bare(draft.question.split(" ", 2)[2]) not in shown:
                continue
            score = draft.weight + min(shared, 3) * 0.5 - 0.1 * rank + (0.5 if article.id in cited else 0.0)
            found.setdefault(draft.question, _Candidate(draft, sentence, words, score))
    return sorted(found.values(), key=lambda each: (-each.score, each.draft.question))


def _hits(answer: Answer, sources: Sources) -> Iterator[Hit]:
    """Yield a passage of each article that is shown, then of those that tell the same, then of those that lie near."""
    seen: set[str] = set()
    shown = list(answer.hits)
    for hit in (*shown, *sources.more(answer.understood or answer.question)):
        if hit.article.id not in seen and len(seen) < _MAX_ARTICLES:
            seen.add(hit.article.id)
            yield hit


def _drafts(article: Article, hit: Hit) -> Iterator[tuple[str, Draft]]:
    """Yield each sentence around a passage, in plain typography, with each question that it answers."""
    start = max(0, hit.passage.start - _MAX_CHARS // 2)
    start = article.text.rfind("\n", 0, start) + 1 if start else 0
    window = plain(article.text[start : start + _MAX_CHARS])
    names = Names([window])
    inside = (span for span in article.headings if start <= span.start < start + _MAX_CHARS)
    headings = {one_line(plain(article.text[span.start : span.end])) for span in inside}
    for span in split_sentences(window, article.language):
        sentence = one_line(window[span.start : span.end])
        if sentence in headings or is_furniture(sentence):
            continue
        for draft in draft_questions(sentence, names):
            yield sentence, draft


def _in_turn(candidates: Sequence[_Candidate], known: list[frozenset[str]], told: set[str]) -> Iterator[_Candidate]:
    """Yield the best ones, others of a form or a sentence that was tried later.

    None is like one of ``known``, nor of a sentence in ``told``: both grow meanwhile.
    """
    left = list(candidates)
    kinds: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    for _ in range(_MAX_ASKED):
        left = [
            each for each in left
            if each.sentence not in told and not any(_are_alike(each.terms, other) for other in known)
        ]  # fmt: skip
        if not left:
            return
        best = max(left, key=lambda each: each.score - kinds[each.draft.kind] - 2 * sentences[each.sentence])
        left.remove(best)
        kinds[best.draft.kind] += 1
        sentences[best.sentence] += 1
        yield best


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * len(one | other)


def _is_proven(proof: Answer, sentence: str, least: float) -> bool:
    """Whether an answer is sure, and quotes the sentence first as the one that answers."""
    if not proof.answered or not proof.citations or (proof.confidence or 0.0) < least:
        return False
    first = proof.citations[0]
    best = first.quote[first.best.start - first.start : first.best.end - first.start]
    return _bare(best) == _bare(sentence)


def _names(text: str) -> frozenset[str]:
    """Return the words of a text that begin with a capital, as terms; not the one that it begins with."""
    return _terms(" ".join(_CAPITAL.findall(plain(text))))


def _bare(text: str) -> str:
    text = plain(text)
    return bare(text, Span(0, len(text)))


def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text, "en"))
