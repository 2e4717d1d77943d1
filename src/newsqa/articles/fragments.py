"""Pieces of HTML that are article from end to end, as feeds, mails and APIs carry them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html

from newsqa.articles.blocks import Block
from newsqa.characters import one_line

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_SILENT = frozenset(["script", "style", "noscript", "template", "iframe", "object", "svg", "head", "title"])
_SPACE = re.compile(r"\s+")


def blocks_of_html(html: str) -> list[Block]:
    """Return the paragraphs and subheadings that a browser would show."""
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):  # nothing but a comment, say, or an XML declaration
        return [Block(line) for line in html.split("\n")]
    blocks: list[Block] = []
    parts: list[str] = []
    heading = False

    def end() -> None:
        blocks.extend(Block(line, heading) for line in map(one_line, "".join(parts).split("\n")) if line)
        parts.clear()

    for event, tag, text in _events(root):
        if tag in _BLOCKS:
            end()
            heading = tag in _HEADINGS and event == "start"
        elif tag == "br" and event == "start":
            parts.append("\n")
        parts.append(_SPACE.sub(" ", text))
    end()
    return blocks


def _events(root: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401  # lxml has no types
    """Yield where each element starts and ends, with the text that follows there."""
    walk = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            is_silent = node.tag in _SILENT
            if is_silent:
                walk.skip_subtree()
            yield "start", node.tag, "" if is_silent else node.text or ""
        else:
            is_element = isinstance(node.tag, str)
            yield "end", node.tag if is_element else "", "" if node is root else node.tail or ""
