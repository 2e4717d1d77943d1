"""One article as a JSON object: by the field names that archives, APIs and benchmarks use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from newsqa.articles.fragments import blocks_of_html
from newsqa.articles.text import Flaw, join_blocks, plain_blocks
from newsqa.metadata import NAMES, Fields, first_field

# What APIs call the fields beside metadata.NAMES (NewsAPI, Guardian, New York Times, JSON Feed, WordPress, GDELT).
FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("webTitle", "name", "heading"),
    "text": (
        "bodyText", "full_text", "fulltext", "article_body", "articleBody", "content_text", "maintext", "content_html",
        "bodyHtml", "description", "summary", "abstract", "lead_paragraph", "trailText", "snippet",
    ),
    "date": ("publishedAt", "webPublicationDate", "pub_date", "pubDate", "date_published", "date_publish", "seendate"),
    "modified": ("lastModified", "date_modified", "date_modify"),
    "source": ("source_name", "publication", "domain", "source_domain"),
    "section": ("sectionName", "section_name", "news_desk"),
    "url": ("webUrl", "web_url", "canonical_url", "permalink"),
}  # fmt: skip
# An object in a text's place, by the names of the text in it: {"source": {"name": ...}}, {"headline": {"main": ...}}.
_INNER = ("name", "main", "rendered", "original", "value", "text")
# A text is HTML when it begins with an element, or has lines broken by one again and again; a text that only names a
# tag, as reports on the web do, is words.
_IS_HTML = re.compile(
    r"\s*<(?:!--|(?:p|div|h[1-6]|ul|ol|section|article|figure|blockquote|table|header|span|strong|em|b|i|a|img|br)\b)"
    r"|(?:[^<]*<br\s*/?>){2}",
    re.IGNORECASE,
)


def fields_of(values: Mapping[str, Any], line: int | None) -> Fields | Flaw:
    """Return the article in a JSON object, or why there is none."""
    values = _unwrapped(values)
    body = first_field(values, "text")
    if not isinstance(body, str):
        return Flaw("has no text; put it in a field named text", line)
    text, headings = join_blocks(blocks_of_html(body) if _IS_HTML.match(body) else plain_blocks(body))
    return Fields(values, text, headings, line=line)


def is_article(values: object) -> bool:
    """Whether an object has a text."""
    return isinstance(values, dict) and isinstance(first_field(_unwrapped(values), "text"), str)


def _unwrapped(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object's fields under names of ``metadata.NAMES``, out of what an API wraps them in."""
    flat = dict(values)
    for wrapper in ("_source", "fields"):  # Elasticsearch, Guardian
        inner = flat.get(wrapper)
        if isinstance(inner, dict):
            flat = {**{name: value for name, value in flat.items() if name != wrapper}, **inner}
    for field in ("title", "text", "source", "authors"):
        for name in NAMES[field]:
            if isinstance(flat.get(name), dict):
                flat[name] = next((v for key in _INNER if isinstance(v := flat[name].get(key), str)), flat[name])
    for field, others in FIELD_NAMES.items():
        usable = [name for name in others if isinstance(flat.get(name), str) and flat[name].strip()]
        if usable and first_field(flat, field) is None:
            flat[NAMES[field][0]] = flat[usable[0]]
    return flat
