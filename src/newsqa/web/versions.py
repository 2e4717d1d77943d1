"""What one version of an article says that another does not."""

from __future__ import annotations

from newsqa.characters import one_line, plain
from newsqa.passages import split_sentences
from newsqa.types import Article, Span


def said_only_in(article: Article, other: Article) -> tuple[Span, ...]:
    """Return the sentences of an article that do not stand in another, wherever; typography and white space aside.

    A sentence that only moved is said by both; one with a word changed is said by neither of the other.
    """
    known = {_compared(other, span) for span in split_sentences(other.text, other.language)}
    return tuple(
        span for span in split_sentences(article.text, article.language) if _compared(article, span) not in known
    )


def _compared(article: Article, span: Span) -> str:
    return one_line(plain(article.text[span.start : span.end]))
