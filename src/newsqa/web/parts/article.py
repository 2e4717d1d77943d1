"""The reading pane: a whole article, with what was cited of it marked."""

from __future__ import annotations

from collections.abc import Sequence

from newsqa.types import Article, Hit, Span
from newsqa.web.marks import Paragraph, cut_paragraphs
from newsqa.web.parts.template import render


def render_article(article: Article, hit: Hit, cited: Sequence[Span], *, opening: int, is_changed: bool = False) -> str:
    """Return a whole article with the hit's passage marked and the cited sentences marked more strongly.

    Args:
        article: what to show.
        hit: the hit that led there.
        cited: cited sentences, as offsets into the article's text.
        opening: differs each time, so that the page notices an article opened once more.
        is_changed: the article is no longer the one that was cited, so nothing is marked.
    """
    passage = Span(hit.passage.start, hit.passage.end)
    paragraphs: tuple[Paragraph, ...]
    paragraphs = cut_paragraphs(article, () if is_changed else cited, Span(0, 0) if is_changed else passage)
    return render(
        "article.html",
        article=article,
        hit=hit,
        paragraphs=paragraphs,
        opening=opening,
        is_changed=is_changed,
    )


def render_missing_article(message: str, *, opening: int) -> str:
    """Return the reading pane's words when there is no article to show."""
    return render("missing.html", message=message, opening=opening)
