"""Says of an answer whether it is right, and when it is not, why."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsqa.evaluate.questions import Question
from newsqa.types import Answer, Citation, Hit

# What is said of an answer, every one of them of one kind; the shares add up to 1.
OUTCOMES = {
    "right": "answered, right article, right sentence first",
    "not answered": "declined",
    "answer elsewhere": "the first citation holds an answer, from an article that the judgements do not name",
    "right article lower": "a right article is shown, but not first",
    "right article not shown": "a right article is among the best 100, but not shown",
    "right article not found": "no right article among the best 100",
    "wrong sentence": "right article; the first passage holds an answer, the sentence cited does not",
    "right sentence lower": "the first citation holds no answer, another one does",
    "wrong passage": "right article; it holds an answer in a passage that is not first",
    "not in these words": "right article; it nowhere holds an answer in the words given",
    "no citation holds an answer": "no right article is known, and nothing that is cited holds an answer",
}
RIGHT_BY = ("auto", "sentence", "article")
# Answers that are worked out rather than read: a text with the word "no" in it has not said no.
_WORKED_OUT = frozenset(
    ("yes", "no", "true", "false", "agree", "disagree", "same", "similar", "different", "before", "after", "change",
     "both", "neither")
)  # fmt: skip
_PUNCTUATION = frozenset(string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Return a text as answers are compared: lower case, no punctuation, no articles, single spaces.

    After the evaluation script of SQuAD 2.0 (Rajpurkar et al. 2018), which takes out ASCII's punctuation;
    here Unicode's goes too, for answers in typographic quotation marks.
    """
    bare = "".join(
        letter for letter in text.lower()
        if letter not in _PUNCTUATION and not unicodedata.category(letter).startswith("P")
    )  # fmt: skip
    return " ".join(_ARTICLES.sub(" ", bare).split())


def holds_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether the text holds one of the answers, as whole words, both normalised."""
    within = f" {normalise(text)} "
    return any(f" {wanted} " in within for wanted in map(normalise, answers) if wanted)


def right_by(question: Question, rule: str = "auto") -> str | None:
    """Return what makes a citation right: its "sentence" holds an answer, or its "article" is a right one.

    By the sentence where the question has an answer that can be looked for; by the article where it has
    none, or all of them are of the kind of yes and no. None where neither is known.
    """
    wanted = {normalise(answer) for answer in question.answers} - {""}
    if wanted and rule == "sentence":
        return "sentence"
    if question.gold and (rule == "article" or not wanted - _WORKED_OUT):
        return "article"
    return "sentence" if wanted else None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the answers to one question.

    ``by`` is what :func:`right_by` says, ``ranking`` the articles' ids, best first, ``text_of`` gives an
    article's text.
    """

    question: Question
    by: str | None
    ranking: Sequence[str]
    text_of: Callable[[str], str]

    def is_right(self, citation: Citation) -> bool:
        """Whether the citation answers the question."""
        if self.by == "article":
            return citation.article_id in self.question.gold
        return self.by == "sentence" and holds_answer(citation.quote, self.question.answers)

    def first_is_right(self, answer: Answer) -> bool:
        """Whether the first citation answers the question."""
        return bool(answer.citations) and self.is_right(answer.citations[0])

    def any_is_right(self, answer: Answer) -> bool:
        """Whether any citation does."""
        return any(self.is_right(citation) for citation in answer.citations)

    def outcome(self, answer: Answer) -> str:
        """Return what became of the question: one of OUTCOMES."""
        if not answer.answered or not answer.citations:
            return "not answered"
        first, gold = answer.citations[0], self.question.gold
        if gold and first.article_id not in gold:
            return self._wrong_article(answer)
        if self.is_right(first):
            return "right"
        if gold:
            return self._wrong_sentence(answer)
        return "right sentence lower" if self.any_is_right(answer) else "no citation holds an answer"

    def _wrong_article(self, answer: Answer) -> str:
        gold = self.question.gold
        if self.by == "sentence" and self.is_right(answer.citations[0]):
            return "answer elsewhere"
        if any(hit.article.id in gold for hit in answer.hits):
            return "right article lower"
        return "right article not shown" if set(gold) & set(self.ranking) else "right article not found"

    def _wrong_sentence(self, answer: Answer) -> str:
        first, answers = answer.citations[0], self.question.answers
        passage = _cited_hit(answer, first)
        if passage is not None and holds_answer(passage.passage.text, answers):
            return "wrong sentence"
        if self.any_is_right(answer):
            return "right sentence lower"
        return "wrong passage" if holds_answer(self.text_of(first.article_id), answers) else "not in these words"


def _cited_hit(answer: Answer, citation: Citation) -> Hit | None:
    """Return the hit that a citation was taken from."""
    for hit in answer.hits:
        passage = hit.passage
        if passage.article_id == citation.article_id and passage.start <= citation.start < passage.end:
            return hit
    return None
