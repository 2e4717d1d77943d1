"""The blocks of an element of a page, in their order, without those that have nothing of the article's about them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lxml.etree

from newsqa.articles.blocks import Block
from newsqa.articles.boilerplate import is_furniture
from newsqa.characters import one_line
from newsqa.metadata.lines import is_correction

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LEAVES = frozenset({"p", "li", "dt", "dd", "pre", *HEADINGS})
_LINES = LEAVES | {"br", "div", "td", "th", "tr", "table", "ul", "ol", "blockquote", "section", "article"}
_INLINE = frozenset(
    [
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "font",
        "br",
        "u",
        "sup",
        "sub",
        "small",
        "abbr",
        "cite",
        "q",
        "mark",
        "s",
        "code",
        "time",
        "bdi",
        "bdo",
        "ruby",
        "rt",
        "center",
        "big",
        "tt",
    ]
)
# What stands between a block and the element that is the article's or is not.
_BETWEEN = frozenset(
    {"li", "ul", "ol", "dl", "table", "tbody", "thead", "tr", "blockquote", "figure", *LEAVES, *_INLINE}
)
_SUBTITLE = re.compile(
    r"(?:^|[-_ ]|__)(?:sub-?title|stand-?first|dek|chapo|entradilla|intro\w*|lead|lede|teaser-?text|"
    r"summary)(?:$|[-_ ])",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_STOPS = tuple(".!?…”\"»。！？」؟’'）")
# Characters of the shortest line that is taken for prose; a sign of Chinese or Japanese says what three letters do.
_PROSE_CHARS = 60
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
# A line most of whose characters are links leads elsewhere.
_LINKED = 0.7
_LINKED_CHARS = 250


@dataclass(frozen=True, slots=True)
class _Found:
    """A block, the element that it stands in, and whether it is a row or an item of a list."""

    block: Block
    holder: Any
    is_listed: bool


def blocks_of(element: Any) -> list[Block]:  # noqa: ANN401  # lxml has no types
    """Return the blocks of an element that have kin in it.

    Paragraphs of an article stand beside each other, or in elements of one make. A short line that stands elsewhere,
    where no sentence does, is a prompt, a button or a teaser, whatever it says; so is what shares its element with
    furniture.
    """
    found = list(_walk(element))
    prose: set[Any] = set()
    tainted: set[Any] = set()
    members: dict[Any, list[_Found]] = defaultdict(list)
    for each in found:
        members[each.holder].append(each)
        if is_furniture(each.block.text):
            tainted.add(each.holder)
        elif _is_prose(each.block):
            prose |= {each.holder, _make(each.holder)}

    def has_kin(each: _Found) -> bool:
        if (
            each.holder in prose
            or _make(each.holder) in prose
            or _is_prose(each.block)
            or is_correction(each.block.text)
        ):
            return True
        if each.holder in tainted:
            return False
        beside = members[each.holder]
        is_alone = each.block.is_heading and all(other.block.is_heading for other in beside)
        return (
            is_alone
            or any(other.is_listed for other in beside)
            or bool(_SUBTITLE.search(each.holder.get("class") or ""))
        )

    return [each.block for each in found if has_kin(each)]


def lines_of(element: Any) -> list[str]:  # noqa: ANN401
    """Return an element's text, a line for each that a browser would begin."""
    return [line for line in map(one_line, _inline_text(element).split("\n")) if line]


def has_own_text(element: Any) -> bool:  # noqa: ANN401
    """Whether text stands in the element itself, not in a paragraph of it: old pages part theirs by line breaks."""
    if element.tag not in ("div", "td", "section", "article", "span", "font", "blockquote", "center", "main", "body"):
        return False
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def link_share(element: Any) -> float:  # noqa: ANN401
    """Return the share, from 0 to 1, of an element's characters that are links."""
    text = len(one_line(element.text_content()))
    return sum(len(one_line(link.text_content())) for link in element.iter("a")) / text if text else 0.0


def _is_prose(block: Block) -> bool:
    """Whether a block is a sentence or more, by its length and its end."""
    text = block.text
    if block.is_heading or not text.endswith(_STOPS) or is_furniture(text):
        return False
    return len(text) + 2 * len(_WIDE.findall(text)) >= _PROSE_CHARS


def _make(holder: Any) -> Any:  # noqa: ANN401
    """Return what elements of one make have in common: where they stand, their tag and what they are called."""
    named = holder.get("class"), holder.get("data-component"), holder.get("data-role"), holder.get("data-type")
    if any(named):
        return (holder.tag, *named)
    return (holder.tag, *named, holder.getparent()) if holder.tag in ("div", "section", "span") else holder


def _walk(element: Any) -> Iterator[_Found]:  # noqa: ANN401
    """Yield an element's blocks in the order of the document."""
    if element.tag == "tr":
        cells = [one_line(cell.text_content()) for cell in element if cell.tag in ("td", "th")]
        # A row of a layout is no row of a table.
        if len(cells) > 1 and not any(len(list(cell.iter("p", "br", "table", "div"))) for cell in element):
            yield _Found(Block(" | ".join(cells)), _holder(element), True)
            return
    if element.tag in LEAVES and not any(
        each is not element for each in element.iter("p", "ul", "ol", "table", "div", "blockquote")
    ):
        if not _leads_elsewhere(element):
            for line in lines_of(element):
                yield _Found(Block(line, element.tag in HEADINGS), _holder(element), element.tag == "li")
        return
    inline: list[str] = [_SPACE.sub(" ", element.text or "")]
    for child in element:
        if isinstance(child.tag, str) and _is_inline(child):
            inline.append("\n" if child.tag == "br" else _inline_text(child))
        elif isinstance(child.tag, str):
            yield from _flushed(inline, element)
            inline = []
            yield from _walk(child)
        inline.append(_SPACE.sub(" ", child.tail or ""))
    yield from _flushed(inline, element)


def _flushed(inline: list[str], element: Any) -> Iterator[_Found]:  # noqa: ANN401
    is_item = element.tag == "li"
    yield from (
        _Found(Block(line), _holder(element) if is_item else element, is_item)
        for line in map(one_line, "".join(inline).split("\n"))
        if line
    )


def _holder(element: Any) -> Any:  # noqa: ANN401
    """Return the element that a block belongs to, past its list, table or quotation."""
    parent = element.getparent()
    while parent is not None and parent.tag in _BETWEEN and parent.getparent() is not None:
        parent = parent.getparent()
    return element if parent is None else parent


def _is_inline(element: Any) -> bool:  # noqa: ANN401
    return element.tag in _INLINE and not any(
        each.tag in LEAVES or each.tag in ("div", "table", "ul", "ol")
        for each in element.iter("*")
        if each is not element
    )


def _inline_text(element: Any) -> str:  # noqa: ANN401
    parts: list[str] = []
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else node.tail if node is not element else ""
        parts += ["\n" if node.tag in _LINES else "", _SPACE.sub(" ", text or "")]
    return "".join(parts)


def _leads_elsewhere(element: Any) -> bool:  # noqa: ANN401
    """Whether a short line is a link to another page: of a list, or a paragraph that is nothing else."""
    text = one_line(element.text_content())
    return len(text) < _LINKED_CHARS and element.find(".//a") is not None and link_share(element) > _LINKED
