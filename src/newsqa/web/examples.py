"""Makes a few questions to begin with, from names and titles that the archive's newest articles hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from newsqa.names import main_name
from newsqa.types import Article, ArticleInfo

MAX_EXAMPLES = 4
_MAX_READ = 12  # articles that are read for names: a page must not wait for a whole archive
_MAX_TITLE_CHARS = 90


class Archive(Protocol):
    """What is asked of an index here."""

    def articles(self) -> Iterator[ArticleInfo]:
        """Return every article."""

    def article(self, article_id: str) -> Article:
        """Return one article with its text."""


def make_examples(archive: Archive) -> tuple[str, ...]:
    """Return at most ``MAX_EXAMPLES`` questions in English, the same for the same archive."""
    questions: dict[str, None] = {}
    for info in _newest_of_each_outlet(archive.articles())[:_MAX_READ]:
        questions.setdefault(_question(archive.article(info.id)))
        if len(questions) == MAX_EXAMPLES:
            break
    return tuple(questions)


def _newest_of_each_outlet(articles: Iterable[ArticleInfo]) -> list[ArticleInfo]:
    """Return an article an outlet, newest first; those that are not in English are left out."""
    in_english = [info for info in articles if (info.language or "en").startswith("en")]
    in_english.sort(key=lambda info: info.id)
    in_english.sort(key=lambda info: info.date.toordinal() if info.date else 0, reverse=True)
    newest: dict[str, ArticleInfo] = {}
    for info in in_english:
        newest.setdefault(info.source or "", info)
    return list(newest.values())


def _question(article: Article) -> str:
    name = main_name(article)
    if name:
        return f"What is known about {name}?"
    title = " ".join(article.title.split())
    if len(title) > _MAX_TITLE_CHARS:
        title = title[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0] + "…"
    return f"What does the article “{title}” say?"
