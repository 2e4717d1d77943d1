"""A page's tree to the blocks of its main text: trafilatura finds where it stands, all that stands there is kept."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import lxml.etree

from newsqa.articles.blocks import Block
from newsqa.articles.boilerplate import without_furniture
from newsqa.articles.page_blocks import HEADINGS, LEAVES, blocks_of, has_own_text, lines_of, link_share
from newsqa.characters import one_line
from newsqa.metadata.lines import is_correction

_BREAKS = frozenset({"lb", "p", "item", "list", "head", "quote", "row", "cell"})
_SPACE = re.compile(r"\s+")
# Words of class and id attributes that publishers give to what is not the article.
_FURNITURE = re.compile(
    r"by-?line|(?:^|[-_ ]|__)(?:share|sharing|social|sharedaddy|addtoany|newsletter\w*|subscribe|subscription|"
        r"sign-?up|paywall\w*|regwall|cookies?|consent|gdpr|"
    r"related\w*|recommend\w*|read-?(?:more|next|also)|also-?read|more-?(?:stories|news|on|from|articles)|"
        r"most-?(?:read|popular)|trending|popular|promo\w*|advert\w*|ads?|ad-?(?:slot|unit|container|wrapper|"
        r"block|label)|"
    r"sponsor\w*|banner|taboola|outbrain|comments?|disqus|respond|breadcrumbs?|pagination|pager|tags?|"
        r"tag-?list|topics|contact|author-?(?:bio|box|card|info)|bio|about-author|"
    r"nav|navbar|navigation|menu|footer|sidebar|widget|toolbar|modal|popup|overlay|donat\w*|support-us|"
        r"follow|app-?promo|print-?only|screen-reader-text|visually-hidden|sr-only|"
    r"caption|wp-caption-text|credit|photo-?credit|copyright|image-?caption|gallery|pull-?quotes?|pq|"
        r"callout[\w-]*|e-?mail-?(?:capture|signup|form)|teasers?|aside|toc|rating|audio-?player|"
        r"video-?player|player|poll|quiz|timestamp|post-?meta\w*|entry-?meta\w*|article-?meta|meta|"
        r"dateline-date|empfehlung\w*|mehr-zum-thema|werbung|anzeige|publicite|publicidad|relacionad\w*|temas|"
        r"etiquetas|compartir|partage)(?:$|[-_ ])",
    re.IGNORECASE,
)  # fmt: skip
_NEVER_TEXT = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "iframe", "svg", "figure",
    "figcaption", "select", "input", "textarea", "object", "video", "audio", "amp-ad", "amp-embed", "dialog", "time",
    "head",    "amp-social-share", "amp-consent", "amp-sidebar", "ins",
})  # fmt: skip
_NEVER_ROLES = frozenset(
    {"navigation", "complementary", "dialog", "alertdialog", "banner", "contentinfo", "search", "menu", "toolbar"}
)
_CORRECTION = re.compile(r"correct|clarif|korrektur|erratum|errores", re.IGNORECASE)
# More of a class attribute than this is read by no style sheet.
_NAMES_CHARS = 300
# What is named like furniture is believed to be the article when it holds more than this share of the page's text.
_TOO_MUCH = 0.4
# All that stands where trafilatura found the text is taken when it holds what that found, and not far more.
_HELD, _LONGEST = 0.9, 1.6
# Characters: of a short article more may be missing than is there.
_SHORT = 3000
_A_LINE, _A_SENTENCE = 20, 60


def main_blocks(page: Any) -> list[Block]:  # noqa: ANN401  # lxml has no types
    """Return the blocks of the page's main text, none when it has none; the tree is left as it is.

    Raises whatever trafilatura and lxml raise on hostile pages.
    """
    # Imported here because it takes half a second that a question does not need.
    import trafilatura

    tree = copy.deepcopy(page)
    _prune(tree)
    found = trafilatura.bare_extraction(tree, include_comments=False)
    if found is None or found.body is None:
        # What is left of a page after pruning may be too short for it.
        found = trafilatura.bare_extraction(page, include_comments=False)
    if found is None or found.body is None:
        return []
    blocks = list(_blocks(found.body))
    whole = _all_around(tree, [line for element in found.body for line in _lines(element)])
    if whole:
        return whole
    if not any(block.is_heading for block in blocks):
        blocks = _with_headings(blocks, tree)
    return blocks


def _prune(tree: Any) -> None:  # noqa: ANN401
    """Take out what is surely not the article: by its element, its role, or what its publisher calls it."""
    body = tree.find("body") if tree.tag == "html" else tree
    if body is None:
        return
    most = _TOO_MUCH * max(len(body.text_content()), 1)
    for element in list(body.iter("*")):
        if element is body or not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if not _is_furniture(element):
            continue
        if element.tag in ("script", "style") or not (_holds_article(element, most) or _holds_correction(element)):
            element.drop_tree()


def _is_furniture(element: Any) -> bool:  # noqa: ANN401
    if element.tag in _NEVER_TEXT:
        # A figure may hold a table of the article's.
        return not (element.tag == "figure" and element.find(".//table") is not None)
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:_NAMES_CHARS]
    return (
        (element.get("role") or "").lower() in _NEVER_ROLES
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in (element.get("style") or "").replace(" ", "")
        or (_is_named_furniture(names) and element.tag not in HEADINGS and element.tag not in ("article", "main"))
        or _is_card(element)
    )


@lru_cache(maxsize=4096)
def _is_named_furniture(names: str) -> bool:
    return bool(_FURNITURE.search(names)) and not _CORRECTION.search(names)


def _is_card(element: Any) -> bool:  # noqa: ANN401
    """Whether an element is another article's teaser: an article within one, most of whose text is a link."""
    return (
        element.tag == "article"
        and any(parent.tag == "article" for parent in element.iterancestors())
        and link_share(element) > 0.4
    )


def _holds_article(element: Any, most: float) -> bool:  # noqa: ANN401
    return element.find(".//h1") is not None or len(element.text_content()) > most


def _holds_correction(element: Any) -> bool:  # noqa: ANN401
    """Whether a footer or an aside is the article's own: what was wrong in it before."""
    return element.tag in ("footer", "aside", "div", "p", "section") and any(map(is_correction, lines_of(element)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _all_around(tree: Any, found: list[str]) -> list[Block]:  # noqa: ANN401
    """Return all blocks of the smallest element that holds what trafilatura found, or none when it holds far more.

    Trafilatura leaves out paragraphs, lists and tables of an article by rules made for all kinds of pages; where it
    found enough of an article to tell where that stands, all that stands there belongs to it.
    """
    lines = {squeezed: len(squeezed) for line in found if len(squeezed := _squeezed(line)) > _A_LINE}
    # Where an article stands its sentences tell; the short lines may be a menu's.
    sentences = {line: size for line, size in lines.items() if size > _A_SENTENCE}
    wanted = dict(sentences if sum(sentences.values()) > sum(lines.values()) / 2 else lines)
    total = sum(wanted.values())
    if not total:
        return []
    held: dict[Any, int] = {}
    elements = list(tree.iter("*"))
    # From the innermost: a line belongs to the smallest element that has it.
    for element in reversed(elements):
        if element.tag in LEAVES or has_own_text(element):
            for line in lines_of(element):
                if size := wanted.pop(_squeezed(line), 0):
                    for parent in (element, *element.iterancestors()):
                        held[parent] = held.get(parent, 0) + size
    # The deepest that holds nearly all: the last of them in the order of the document.
    container = next((each for each in reversed(elements) if held.get(each, 0) >= _HELD * total), None)
    if container is None:
        return []
    # The rest of what belongs to the article often stands beside its longest part.
    for parent in (container, *container.iterancestors()):
        if parent.tag in ("article", "main") or (parent.get("itemprop") or "") == "articleBody":
            container = parent
            break
    whole = without_furniture(blocks_of(container))
    size = sum(len(_squeezed(block.text)) for block in whole)
    most = _LONGEST * sum(lines.values())
    return whole if _HELD * total <= size <= max(most, _SHORT) else []


def _blocks(body: Any) -> Iterator[Block]:  # noqa: ANN401  # lxml has no types
    """Yield the paragraphs of trafilatura's tree."""
    for element in body.iter("head", "p", "item", "quote", "row", "code"):
        if any(parent.tag in ("p", "item", "quote", "row") for parent in element.iterancestors()):
            continue  # its ancestor has given its text
        if element.tag == "row":
            yield Block(" | ".join(one_line("".join(cell.itertext())) for cell in element.iter("cell")))
            continue
        for line in _lines(element):
            yield Block(line, element.tag == "head")


def _lines(element: Any) -> list[str]:  # noqa: ANN401  # lxml has no types
    """Return an element's text, a line for each that a browser would begin."""
    parts: list[str] = []
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else node.tail if node is not element else ""
        # A line end in a page's source is a space to its reader.
        parts += ["\n" if node.tag in _BREAKS else "", _SPACE.sub(" ", text or "")]
    return [line for line in map(one_line, "".join(parts).split("\n")) if line]


def _with_headings(blocks: list[Block], page: Any) -> list[Block]:  # noqa: ANN401  # lxml has no types
    """Put back the subheadings between paragraphs that trafilatura had to pick from the whole page one by one."""
    pending, above = "", {}
    for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "li"):
        text = one_line("".join(element.itertext()))
        if element.tag in ("p", "li") and text:
            above[text] = pending
        if text:
            pending = text if element.tag in ("h2", "h3", "h4", "h5", "h6") else ""
    return [
        each for block in blocks for each in (Block(above.get(block.text, ""), is_heading=True), block) if each.text
    ]
