"""Markdown with YAML front matter: what a reader sees, without its signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import frontmatter
import lxml.etree
import lxml.html
import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsqa.articles.blocks import Block
from newsqa.articles.source import Source
from newsqa.articles.text import Flaw, decode, join_blocks
from newsqa.characters import one_line
from newsqa.metadata import Fields, first_field

_NULLS = ("~", "null")
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)


class _Fields(YAMLHandler):  # type: ignore[misc]  # frontmatter has no types
    """YAML whose scalars are texts as written: Norwegian is ``no`` and not false, an id keeps its zeros."""

    def load(self, fm: str, **_: object) -> dict[str, object]:
        fields = yaml.load(fm, Loader=yaml.BaseLoader)  # noqa: S506  # makes texts, lists and dicts only
        if fields is not None and not isinstance(fields, dict):
            raise ValueError("no fields of the form name: value")
        return fields or {}


_FIELDS = _Fields()


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a Markdown file."""
    text = decode(source.read())
    if isinstance(text, Flaw):
        yield text
        return
    try:
        metadata, content = frontmatter.parse(text, handler=_FIELDS) if _FIELDS.detect(text.lstrip()) else ({}, text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        yield Flaw(f"has front matter that is not YAML ({one_line(str(error))}); mend what stands between ---")
        return
    values = {name: value for name, value in metadata.items() if value not in _NULLS}
    blocks = _blocks(content)
    title = first_field(values, "title")
    if blocks and blocks[0].is_heading and title in (None, "", blocks[0].text):
        values["title"] = blocks.pop(0).text
    text, headings = join_blocks(blocks)
    yield Fields(values, text, headings, origin="front matter")


def _blocks(markdown: str) -> list[Block]:
    blocks: list[Block] = []
    heading = False
    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        match token.type:
            case "heading_open":
                heading = True
            case "heading_close":
                heading = False
            case "tr_open":
                row = []
            case "tr_close" if row is not None:
                blocks.append(Block(" | ".join(row)))
                row = None
            case "inline" if row is not None:
                row.append(_inline_text(token))
            case "inline":
                blocks += [Block(line, heading) for line in _inline_text(token).split("\n")]
            case "html_block":
                blocks += [Block(line) for line in _text_of_html(token.content).split("\n")]
            case "fence" | "code_block":
                blocks += [Block(line) for line in token.content.split("\n")]
    return blocks


def _text_of_html(html: str) -> str:
    """Return what a browser would show of a block of HTML inside Markdown."""
    try:
        block = lxml.html.fragment_fromstring(html, create_parent="div")
    except lxml.etree.ParserError:  # nothing but a comment, say
        return ""
    lxml.etree.strip_elements(block, "script", "style", lxml.etree.Comment, with_tail=False)
    for line_break in block.iter("br", "p", "li", "tr", "div"):
        line_break.tail = f"\n{line_break.tail or ''}"
    return str(block.text_content())


def _inline_text(token: Token) -> str:
    parts = []
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline" | "text_special":
                parts.append(child.content)
            case "image":
                parts.append(_inline_text(child))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "html_inline" if _LINE_BREAK.match(child.content):
                parts.append("\n")
    return "".join(parts)
