"""Says of an answer whether it is right, and when it is not, why."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsqa.evaluate.questions import Question
from newsqa.types import Answer, Citation

# What is said of an answer, every one of them of one kind; the shares add up to 1.
OUTCOMES = {
    "right": "answered, from a right article, the right sentence first",
    "declined": "not answered",
    "answer elsewhere": "wrong article first, but an answer stands in the sentence",
    "right article lower": "wrong article first, a right one within 5",
    "right article too low": "wrong article first, no right one within 5",
    "wrong sentence": "right article and passage first, but wrong sentence",
    "wrong passage": "right article first, but a passage of it without an answer",
    "other words": "right article first, but an answer nowhere in it",
    "no right sentence": "no right article is known, no answer in the first sentence",
}
# So far down a reader looks.
_NEAR = 5
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

    def first_sentence_is_right(self, answer: Answer) -> bool:
        """Whether the best sentence of the first citation answers the question, without what is quoted around it."""
        if self.by != "sentence":
            return self.first_is_right(answer)
        best = [(citation.best, citation.article_id) for citation in answer.citations[:1]]
        return any(holds_answer(self.text_of(id_)[span.start : span.end], self.question.answers) for span, id_ in best)

    def article_is_right(self, answer: Answer) -> bool:
        """Whether the first citation is of a right article."""
        return bool(answer.citations) and answer.citations[0].article_id in self.question.gold

    def passage_is_right(self, answer: Answer) -> bool:
        """Whether it is, and from a passage that holds an answer."""
        return self.article_is_right(answer) and any(
            hit.rank == answer.citations[0].number and holds_answer(hit.passage.text, self.question.answers)
            for hit in answer.hits
        )

    def any_is_right(self, answer: Answer) -> bool:
        """Whether any citation does."""
        return any(self.is_right(citation) for citation in answer.citations)

    def outcome(self, answer: Answer) -> str:
        """Return what became of the question: one of OUTCOMES."""
        if not answer.answered or not answer.citations:
            return "declined"
        if self.question.gold and not self.article_is_right(answer):
            return self._wrong_article(answer)
        if self.first_is_right(answer):
            return "right"
        if not self.question.gold:
            return "no right sentence"
        if self.passage_is_right(answer):
            return "wrong sentence"
        text = self.text_of(answer.citations[0].article_id)
        return "wrong passage" if holds_answer(text, self.question.answers) else "other words"

    def _wrong_article(self, answer: Answer) -> str:
        if self.first_is_right(answer):
            return "answer elsewhere"
        near = set(self.ranking[:_NEAR]) & set(self.question.gold)
        return "right article lower" if near else "right article too low"
