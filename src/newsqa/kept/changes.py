"""Says what became of the sources of a kept answer since it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsqa.errors import ArticlesError
from newsqa.types import Answer, ArticleInfo, Plain

if TYPE_CHECKING:
    # What is kept is listed without loading what answers.
    from newsqa.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange(Plain):
    """What became of a source since it was cited as ``number``.

    ``what`` is "gone" (the archive no longer holds the article), "changed" (the quotation does not stand there any
    more), or "later": there is a later version, which the answer did not know of.
    """

    number: int
    article_id: str
    title: str
    what: Literal["gone", "changed", "later"]
    later: ArticleInfo | None = None


def changed_sources(index: Index, answer: Answer) -> tuple[SourceChange, ...]:
    """Return what became of the sources of an answer since it was given, by the numbers of its citations.

    An article that changed elsewhere than at the quotation is not told of.
    """
    known = {hit.article.id: hit.superseded_by for hit in answer.hits}
    changes = []
    for cited in answer.citations:
        what, later = _became(index, cited.article_id, cited.quote, known.get(cited.article_id))
        if what is not None:
            changes.append(
                SourceChange(
                    number=cited.number, article_id=cited.article_id, title=cited.title, what=what, later=later
                )
            )
    return tuple(changes)


def _became(
    index: Index, article_id: str, quote: str, known: ArticleInfo | None
) -> tuple[Literal["gone", "changed", "later"] | None, ArticleInfo | None]:
    try:
        article = index.article(article_id)
        later = index.relatives(article_id).later
    except ArticlesError:
        return "gone", None
    if quote not in article.text:
        return "changed", later
    if later is not None and (known is None or known.id != later.id):
        return "later", later
    return None, None
