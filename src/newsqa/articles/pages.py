"""Which pages of a crawl are articles, and which only lead to others."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import lxml.etree
import lxml.html

from newsqa.characters import one_line

# schema.org's kinds of article (Article and what derives from it), and og:type.
_SAYS_ARTICLE = re.compile(
    rb"""["']@type["']\s*:\s*(?:\[[^\]]{0,200}?)?["'](?:\w+:)?\w*(?:Article|BlogPosting|Reportage\w*)["']"""
    rb"""|<meta[^>]{0,200}og:type["'][^>]{0,100}content\s*=\s*["']article["']"""
    rb"""|<meta[^>]{0,100}content\s*=\s*["']article["'][^>]{0,100}og:type["']""",
    re.IGNORECASE,
)
# An article has two paragraphs of prose and some length; what says of itself that it is one may be a short item.
_LEAST_CHARS, _LEAST_CHARS_SAID = 500, 120
_LEAST_PARAGRAPHS = 2
_PARAGRAPH_CHARS = 80
# Of the main text of a front page nearly all is links; of an article with a list of links after it, under a third.
_MOST_LINKED = 0.4
_LIST = "leads to articles and is none: "


def not_an_article(page: bytes, text: str, url: str) -> str | None:
    """Return why a page is left out, or None when it is an article.

    A page that says that it is an article (JSON-LD or og:type) is believed, unless its main text is mostly links, as
    that of section pages made from the template of articles is. Of one that says nothing, prose decides.

    Args:
        page: as fetched.
        text: its main text, a paragraph a line.
        url: where it was fetched, or nothing.
    """
    says_so = _SAYS_ARTICLE.search(page) is not None
    lines = [line for line in text.split("\n") if line]
    chars = sum(map(len, lines))
    if chars < (_LEAST_CHARS_SAID if says_so else _LEAST_CHARS):
        return f"{_LIST}its main text has {chars} characters"
    linked = _linked(page)
    share = sum(len(line) for line in lines if one_line(line) in linked) / chars
    if share > _MOST_LINKED:
        return f"{_LIST}links are {share:.0%} of its main text"
    if says_so:
        return None
    if urlsplit(url).path in ("", "/"):
        return f"{_LIST}it is the front page of its site"
    if sum(len(line) >= _PARAGRAPH_CHARS and one_line(line) not in linked for line in lines) < _LEAST_PARAGRAPHS:
        return f"{_LIST}it has no paragraphs of prose"
    return None


def _linked(page: bytes) -> frozenset[str]:
    """Return the texts of links, and of the blocks that are a link with nothing beside it."""
    try:
        tree = lxml.html.document_fromstring(page)
    except (lxml.etree.LxmlError, ValueError):
        return frozenset()
    texts = set()
    for link in tree.iter("a"):
        if link.get("href"):
            texts.add(one_line(link.text_content()))
            parent = link.getparent()
            if parent is not None and parent.tag in ("li", "p", "h1", "h2", "h3", "h4", "h5", "h6"):
                # A teaser: a linked headline with a time or a label beside it.
                whole = one_line(parent.text_content())
                if len(one_line(link.text_content())) >= len(whole) / 2:
                    texts.add(whole)
    return frozenset(texts)
