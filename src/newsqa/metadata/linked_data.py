"""Linked data (JSON-LD) of a page, however badly it is written, to candidates."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from newsqa.metadata.fields import Candidate
from newsqa.metadata.lines import KNOWN_AGENCIES

_ARTICLE_TYPES = frozenset({
    "newsarticle", "article", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle",
    "opinionnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "advertisercontentarticle", "report",
    "blogposting", "liveblogposting", "socialmediaposting", "techarticle", "scholarlyarticle", "satiricalarticle",
    "medicalwebpage",
})  # fmt: skip
_PAGE_TYPES = frozenset({"webpage", "itempage", "creativework", "videoobject", "newsvideo"})
_MOST_CHARS = 2_000_000
_MOST_DEPTH = 12
# A string or a comment without an end runs to the end: nothing is looked at twice.
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*(?:"|\Z))|/\*.*?(?:\*/|\Z)|(?<![:"\w])//[^\n]*', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*(?:"|\Z))|,(?=\s*[}\]])')
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|"
    r"/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_SALVAGED = {
    "headline": re.compile(r'"headline"\s*:\s*"((?:\\.|[^"\\\n]){0,500})"'),
    "datePublished": re.compile(r'"datePublished"\s*:\s*"([^"\n]{8,40})"'),
    "dateModified": re.compile(r'"dateModified"\s*:\s*"([^"\n]{8,40})"'),
    "author": re.compile(
        r'"author"\s*:\s*[\[{\s]*(?:"@type"\s*:\s*"Person"\s*,\s*)?"name"\s*:\s*"((?:\\.|[^"\\\n]){0,500})"'
    ),
    "publisher": re.compile(
        r'"publisher"\s*:\s*\{(?:\s*"@(?:type|id)"\s*:\s*"[^"]{0,200}"\s*,){0,4}\s*"name"\s*:\s*"((?:\\.|[^"\\\n]){0,500})"'
    ),
}
_FIELDS = (
    ("title", ("headline",)),
    ("subtitle", ("alternativeHeadline", "alternateHeadline")),
    ("date", ("datePublished",)),
    ("modified", ("dateModified",)),
    ("section", ("articleSection",)),
    ("language", ("inLanguage",)),
)
# Properties that hold a thing with a name or a text, or just that.
_NAMED = (
    ("source", ("publisher", "isPartOf", "provider", "copyrightHolder"), "name"),
    ("agency", ("sourceOrganization", "creditText"), "name"),
    ("corrections", ("correction",), "text"),
)


def linked_data_candidates(scripts: Iterable[str], headline: str | None = None) -> list[Candidate]:
    """Return what the JSON-LD blocks of a page say of its article.

    Where they describe several, it is the one with ``headline``, which the page shows, else the one that calls itself
    the page's main entity, else the first.
    """
    nodes = [node for script in scripts for node in _nodes(_parse(script))]
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1}
    article = _main_article(nodes, headline)
    found = list(_candidates(article, by_id)) if article else []
    # What holds the site as a whole is said of the site: it stands behind the article's own word.
    for node in nodes:
        if _types(node) & {"website", "newsmediaorganization"} and isinstance(node.get("name"), str):
            found.append(Candidate("source", node["name"], "json-ld"))
        if "breadcrumblist" in _types(node):
            found += [Candidate("section", name, "breadcrumb") for name in _breadcrumb(node)]
    return found


def _parse(script: str) -> Any:  # noqa: ANN401  # whatever the page holds
    """Return a block as JSON reads it after mending what publishers break; what can be salvaged of it, or nothing."""
    script = script[:_MOST_CHARS]
    text = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    for mend in (lambda text: text, _mended, lambda text: _mended(html.unescape(text))):
        try:
            # Not only a whole value: some blocks hold two, one after another.
            value, _ = json.JSONDecoder(strict=False).raw_decode(mend(text))
        except (ValueError, RecursionError):
            continue
        return value
    found: dict[str, Any] = {name: match[1] for name, pattern in _SALVAGED.items() if (match := pattern.search(text))}
    return {"@type": "NewsArticle", **found} if found else None


def _mended(text: str) -> str:
    text = _COMMENT.sub(lambda match: match[1] or "", text)
    return _TRAILING_COMMA.sub(lambda match: match[1] or "", text).strip().rstrip(";")


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield the objects of a block that have a type, the outer before the inner."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _nodes(entry, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for name in (
            "@graph",
            "mainEntity",
            "mainEntityOfPage",
            "hasPart",
            "itemListElement",
            "item",
            "liveBlogUpdate",
        ):
            # Updates of a live blog and parts of a list are articles too, but not this one.
            if name in ("@graph", "mainEntity", "mainEntityOfPage") or "@type" not in value:
                yield from _nodes(value.get(name), depth + 1)


def _types(node: Mapping[str, Any]) -> set[str]:
    types = node.get("@type")
    return {str(name).rpartition("/")[2].casefold() for name in (types if isinstance(types, list) else [types])}


def _main_article(nodes: list[dict[str, Any]], headline: str | None) -> dict[str, Any] | None:
    for kinds in (_ARTICLE_TYPES, _PAGE_TYPES):
        articles = [
            node for node in nodes if _types(node) & kinds and (kinds is _ARTICLE_TYPES or node.get("datePublished"))
        ]
        if articles:
            shown = [node for node in articles if headline and _same(_first_text(node.get("headline")), headline)]
            main = [node for node in articles if node.get("mainEntityOfPage")]
            return max(shown, key=len) if shown else (main or articles)[0]
    return None


def _same(one: str | None, other: str) -> bool:
    return bool(one) and re.sub(r"\W+", "", html.unescape(one or "")).casefold() == re.sub(r"\W+", "", other).casefold()


def _candidates(node: dict[str, Any], by_id: Mapping[str, dict[str, Any]]) -> Iterator[Candidate]:
    plain = ((field, _first_text(node.get(name))) for field, names in _FIELDS for name in names)
    yield from (Candidate(field, html.unescape(text), "json-ld") for field, text in plain if text)
    yield from _people(node, by_id)
    for field, names, text in _NAMED:
        for name in names:
            for entry in _entries(node.get(name), by_id):
                value = entry.get(text) if isinstance(entry, dict) else entry
                if isinstance(value, str) and "//" not in value:
                    yield Candidate(field, html.unescape(value), "json-ld")
    page = node.get("mainEntityOfPage")
    urls = (node.get("url"), page.get("@id") if isinstance(page, dict) else page)
    yield from (Candidate("url", url, "json-ld") for url in urls if isinstance(url, str))
    if isinstance(created := node.get("dateCreated"), str):
        yield Candidate("date", created, "json-ld created")
    if str(node.get("isAccessibleForFree")).casefold() == "false":
        yield Candidate("paywall", True, "json-ld")


def _people(node: dict[str, Any], by_id: Mapping[str, dict[str, Any]]) -> Iterator[Candidate]:
    """Yield who wrote it, without organisations; an agency among them is where it came from."""
    for name in ("author", "creator"):
        everybody = _entries(node.get(name), by_id)
        names = [entry.get("name") for entry in everybody if isinstance(entry, dict)]
        agencies = [name for name in names if isinstance(name, str) and name.casefold() in KNOWN_AGENCIES]
        yield from (Candidate("agency", agency, "json-ld") for agency in agencies)
        people = [entry for entry in everybody if not (isinstance(entry, dict) and _is_organization(entry))]
        if people:
            yield Candidate("authors", people, "json-ld")
            return


def _is_organization(entry: Mapping[str, Any]) -> bool:
    return any("organization" in name or name == "corporation" for name in _types(entry))


def _entries(value: Any, by_id: Mapping[str, dict[str, Any]]) -> list[Any]:  # noqa: ANN401
    """Return a property's values, those given by reference looked up; entities in their names unescaped."""
    entries = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict) and isinstance(entry.get("@id"), str) and "name" not in entry:
            entry = by_id.get(entry["@id"], entry)
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            entry = {**entry, "name": html.unescape(entry["name"])}
        entries.append(entry)
    return [entry for entry in entries if entry]


def _first_text(value: Any) -> str | None:  # noqa: ANN401
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName")
    return value if isinstance(value, str) and value.strip() else None


def _breadcrumb(node: dict[str, Any]) -> Iterator[str]:
    """Yield the section that a trail names: what follows the front page, where more follows."""
    steps = node.get("itemListElement")
    if isinstance(steps, list) and len(steps) > 2 and isinstance(steps[1], dict):  # home, section, article
        item = steps[1].get("item")
        name = steps[1].get("name") or (item.get("name") if isinstance(item, dict) else None)
        if isinstance(name, str):
            yield html.unescape(name)
