"""The elements of a page: which one is the article, what stands elsewhere, what they say and are called."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from newsqa.characters import one_line

# Characters of what a page shows as a headline, a byline or a date.
SHOWN_CHARS = 200
# More of a class attribute than this is read by no style sheet.
_NAMES_CHARS = 300
# Words of class and id attributes.
_HEADLINE = re.compile(
    r"(?:^|[-_ ]|__)(?:headline|article-?title|entry-?title|post-?title|story-?(?:title|headline)|h1|"
    r"titulo|titre|titular)(?:$|[-_ ])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:^|[-_ ]|__)(?:related|comments?|sidebar|recommend\w*|most-?read|more-?(?:from|news|stories)|"
    r"teasers?|promo|newsletter|trending|popular|read-?(?:more|next|also)|carousel|nav(?:igation)?|menu|"
    r"author-?(?:bio|box|card|about)|bio|card-grid|outbrain|taboola)(?:$|[-_ ])",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"(?:^| )(?:site-|page-|main-)?footer(?:$| )", re.IGNORECASE)


def text_of(element: Any) -> str:  # noqa: ANN401
    """Return an element's text as one line."""
    return one_line("".join(element.itertext()))


def names_of(element: Any) -> str:  # noqa: ANN401
    """Return what an element is called: by class, by id, and by what frameworks use for it."""
    named = (element.get(name) for name in ("class", "id", "data-component", "data-testid"))
    return " ".join(filter(None, named))[:_NAMES_CHARS]


def article_element(page: Any) -> Any:  # noqa: ANN401
    """Return the element that holds the one article, or None: that with the headline, where there are several."""
    articles = [each for each in page.iter("article") if not is_elsewhere(each) and not _is_teaser(each)]
    if not articles:
        return next(
            (each for each in page.iter("*") if "article" in (each.get("itemtype") or "").lower()), page.find(".//main")
        )
    with_headline = [each for each in articles if each.find(".//h1") is not None]
    chosen = (with_headline or articles)[0]
    # A headline often stands over the article, with its byline, in what holds both.
    for parent in chosen.iterancestors():
        if parent.tag in ("main", "div", "section", "td") and not with_headline and len(parent.findall(".//h1")) == 1:
            return parent
    return chosen


def _is_teaser(article: Any) -> bool:  # noqa: ANN401
    return bool(_ELSEWHERE.search(names_of(article))) and article.find(".//h1") is None


def shown_headline(page: Any, article: Any) -> str | None:  # noqa: ANN401
    """Return the headline that the page shows, or None."""
    headings = [each for each in page.iter("h1") if text_of(each) and not is_site_name(each)]
    inside = [
        each for each in headings if article is not None and any(parent is article for parent in each.iterancestors())
    ]
    marked = [
        each
        for each in headings
        if re.search(r"head|title|titre|titulo", names_of(each), re.IGNORECASE)
        and not re.search("site|logo|brand", names_of(each))
    ]
    for among in (inside, marked, headings if len(headings) == 1 else []):
        if among:
            return text_of(among[0])
    named = (
        each
        for each in page.iter("*")
        if isinstance(each.tag, str) and _HEADLINE.search(names_of(each)) and not is_elsewhere(each)
    )
    return next((text for each in named if 0 < len(text := text_of(each)) <= SHOWN_CHARS), None)


def is_site_name(heading: Any) -> bool:  # noqa: ANN401
    """Whether a heading is the site's own name: it leads to the front page."""
    link = heading.find(".//a")
    return (
        link is not None
        and not urlsplit((link.get("href") or "/").strip()).path.strip("/")
        and text_of(link) == text_of(heading)
    )


def is_elsewhere(element: Any) -> bool:  # noqa: ANN401
    """Whether an element stands in what is about other articles."""
    return any(
        each.tag in ("nav", "aside")
        or _ELSEWHERE.search(names_of(each))
        or ((each.tag == "footer" or _FOOTER.search(names_of(each))) and not _is_inside_article(each))
        for each in (element, *element.iterancestors())
        if each.tag not in ("html", "body", "main", "article")
    )


def _is_inside_article(element: Any) -> bool:  # noqa: ANN401
    return any(
        each.tag == "article" or "article" in (each.get("itemtype") or "").lower() for each in element.iterancestors()
    )
