"""Says what became of the sources of a kept answer since it was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from newsqa.errors import ArticlesError, no_article
from newsqa.feedback import FEEDBACK_FILE, Given, read_feedback
from newsqa.kept.store import Kept
from newsqa.types import Answer, Article, ArticleInfo, Relatives, SourceChange

if TYPE_CHECKING:
    # What is kept is listed without loading what reads an index.
    from newsqa.store import Snapshot


class Archive(Protocol):
    """Where articles are looked up: :class:`newsqa.Index`, or what :func:`archive_of` gives."""

    def article(self, article_id: str, /) -> Article:
        """Return an article, or raise an ArticlesError."""

    def relatives(self, article_id: str, /) -> Relatives:
        """Return its versions, or raise an ArticlesError."""


def changed_sources(index: Archive, answer: Answer) -> tuple[SourceChange, ...]:
    """Return what became of the sources of an answer since it was given, by the numbers of its citations.

    An article that changed elsewhere than at the quotation is not told of.
    """
    known = {hit.article.id: hit.superseded_by for hit in answer.hits}
    changes = []
    for cited in answer.citations:
        what, later = _became(index, cited.article_id, cited.quote, known.get(cited.article_id))
        if what:
            changes.append(
                SourceChange(
                    number=cited.number, article_id=cited.article_id, title=cited.title, what=what, later=later
                )
            )
    return tuple(changes)


def _became(index: Archive, article_id: str, quote: str, known: ArticleInfo | None) -> tuple[str, ArticleInfo | None]:
    try:
        article = index.article(article_id)
        later = index.relatives(article_id).later
    except ArticlesError:
        return "gone", None
    if quote not in article.text:
        return "changed", later
    if later is not None and (known is None or known.id != later.id):
        return "later", later
    return "", None


@contextmanager
def archive_of(folder: Path) -> Iterator[Archive]:
    """Give the articles of an index folder as they are now, without loading what answers.

    Raises:
        StoreError: there is no index, or it cannot be read.
    """
    from newsqa.store import Store

    store = Store(folder)
    try:
        with store.snapshot() as snapshot:
            yield _Record(snapshot)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class _Record:
    snapshot: Snapshot

    def article(self, article_id: str, /) -> Article:
        return _found(self.snapshot.article(article_id), article_id)

    def relatives(self, article_id: str, /) -> Relatives:
        return _found(self.snapshot.relatives(article_id), article_id)


def quoting_gone(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what still holds text of articles that the archive no longer has, as after a purge.

    Returns:
        The ids of kept conversations, and those of lines of feedback.

    Raises:
        NewsQAError: the index, or what is kept beside it, cannot be read.
    """
    sources = list(Kept.open(folder).sources())
    path = folder / FEEDBACK_FILE
    given = read_feedback(path) if path.exists() else Given(lines=(), ids=())
    if not sources and not given.lines:
        return (), ()
    with archive_of(folder) as archive:
        is_gone = cache(partial(_is_gone, archive))
        conversations = dict.fromkeys(id_ for id_, article_id in sources if is_gone(article_id))
        lines = tuple(
            id_ for id_, (_, each) in zip(given.ids, given.lines, strict=True)
            if each.citation and is_gone(each.citation.article_id)
        )  # fmt: skip
    return tuple(conversations), lines


def _is_gone(archive: Archive, article_id: str) -> bool:
    try:
        archive.article(article_id)
    except ArticlesError:
        return True
    return False


_Held = TypeVar("_Held")


def _found(held: _Held | None, article_id: str) -> _Held:
    if held is None:
        raise no_article(article_id)
    return held
