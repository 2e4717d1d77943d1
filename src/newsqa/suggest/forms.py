"""A sentence to all the questions that it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from newsqa.names import Names
from newsqa.suggest import amounts, events, people, sayings
from newsqa.suggest.clause import Clause, read_clauses
from newsqa.suggest.draft import Draft

_LEAST_CHARS, _MOST_CHARS = 30, 400
_OF_CLAUSES: tuple[Callable[[Clause, Names], Iterator[Draft]], ...] = (
    *amounts.OF_CLAUSES, *people.OF_CLAUSES, *events.OF_CLAUSES, *sayings.OF_CLAUSES,
)  # fmt: skip
_OF_SENTENCES: tuple[Callable[[str, Names], Iterator[Draft]], ...] = (
    *amounts.OF_SENTENCES, *people.OF_SENTENCES, *sayings.OF_SENTENCES,
)  # fmt: skip


def draft_questions(sentence: str, names: Names) -> list[Draft]:
    """Return the questions of a sentence in plain typography and one line, each once; none for most.

    Args:
        sentence: English.
        names: those of the article that it stands in.
    """
    # A headline ends without a stop.
    if not _LEAST_CHARS <= len(sentence) <= _MOST_CHARS or sentence[-1] not in ".\"'":
        return []
    found: dict[str, Draft] = {}
    for clause in read_clauses(sentence, names):
        for of_clause in _OF_CLAUSES:
            for draft in of_clause(clause, names):
                found.setdefault(draft.question, draft)
    for of_sentence in _OF_SENTENCES:
        for draft in of_sentence(sentence, names):
            found.setdefault(draft.question, draft)
    return [draft for draft in found.values() if draft.reads_well]
