"""A page's tree to candidates: linked data, OpenGraph, meta tags, microdata, and what the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from newsqa.characters import one_line
from newsqa.metadata.days import shown_date, url_date
from newsqa.metadata.elements import SHOWN_CHARS, article_element, is_elsewhere, shown_headline, text_of
from newsqa.metadata.fields import Candidate
from newsqa.metadata.linked_data import linked_data_candidates
from newsqa.metadata.people import name_of_slug
from newsqa.metadata.shown import RIGHTS, article_candidates, loose_candidates, site_candidates

# Names of meta tags, in lower case, by field, with the origin they count as.
_META: dict[str, tuple[str, str]] = {
    name: (field, origin)
    for field, origin, names in (
        ("title", "opengraph", "og:title"),
        ("title", "meta", "twitter:title parsely-title sailthru.title dc.title dcterms.title dc:title citation_title "
                          "headline hdl cxenseparse:title article.headline title"),
        ("subtitle", "meta", "subtitle standfirst deck subheadline cxenseparse:subtitle"),
        ("date", "opengraph", "article:published_time og:article:published_time og:published_time"),
        ("date", "meta", "datepublished date pubdate publishdate publish-date publish_date publication_date published "
                         "dc.date dc.date.issued dc.date.created dcterms.date dcterms.issued dcterms.created dc:date "
                         "parsely-pub-date sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime "
                         "citation_publication_date "
                         "citation_date article.published originalpublicationdate ptime displaydate date.release "
                         "pdate dat published_at firstpublished article_date_original rnews:datepublished created"),
        ("modified", "opengraph", "article:modified_time og:updated_time og:article:modified_time "
                                  "article:updated_time"),
        ("modified", "meta", "last-modified lastmod datemodified dc.date.modified dcterms.modified article.updated "
                             "revised updated utime modified_at cxenseparse:recs:modifiedtime article_date_updated"),
        ("source", "opengraph", "og:site_name"),
        ("source", "meta", "application-name apple-mobile-web-app-title dc.publisher dcterms.publisher dc:publisher "
                           "publisher cre sailthru.publisher citation_journal_title source-name site_name "
                           "cxenseparse:publishername rnews:publisher"),
        ("source", "handle", "twitter:site copyright"),
        ("authors", "opengraph", "article:author og:article:author og:author"),
        ("authors", "meta", "author authors byl parsely-author sailthru.author dc.creator dcterms.creator dc:creator "
                            "citation_author cxenseparse:author creator article.author rnews:author"),
        ("section", "opengraph", "article:section og:article:section"),
        ("section", "meta", "section parsely-section sailthru.section cxenseparse:section category dc.subject "
                            "article.section channel"),
        ("language", "meta", "content-language language dc.language dcterms.language og:locale"),
        ("url", "opengraph", "og:url"),
        ("url", "meta", "parsely-link twitter:url dc.identifier cxenseparse:url"),
        ("agency", "meta", "agency news-agency syndication-source-name"),
    )
    for name in names.split()
}  # fmt: skip
_ITEMPROPS = {
    "headline": "title", "alternativeheadline": "subtitle", "datepublished": "date", "datemodified": "modified",
    "author": "authors", "creator": "authors", "publisher": "source", "articlesection": "section",
    "inlanguage": "language",
}  # fmt: skip


def page_candidates(page: Any) -> list[Candidate]:  # noqa: ANN401  # lxml has no types
    """Return what a page says of its article, place by place; ``page`` is an lxml tree."""
    article = article_element(page)
    headline = shown_headline(page, article)
    scripts = [
        script.text_content() for script in page.iter("script") if "ld+json" in (script.get("type") or "").lower()
    ]
    found = linked_data_candidates(scripts, headline)
    found += _together(_meta_candidates(page))
    found += _microdata(article if article is not None else page)
    found += _links(page)
    found += [Candidate("title", headline, "page")] if headline else []
    bar = page.find(".//head/title")
    if bar is not None and (text := text_of(bar)):
        found.append(Candidate("title", text, "title bar"))
    found += article_candidates(article if article is not None else page)
    found += site_candidates(page)
    found += loose_candidates(page, headline)
    return _with_absolute_urls(found)


def _meta_candidates(page: Any) -> Iterator[Candidate]:  # noqa: ANN401
    for tag in page.iter("meta"):
        content = one_line(tag.get("content") or "")
        name = (tag.get("property") or tag.get("name") or tag.get("http-equiv") or "").strip().lower()
        if not content:
            continue
        if "itemprop" in tag.attrib and not name:
            name = tag.get("itemprop").lower()
            if name in _ITEMPROPS and not any(
                "person" in (each.get("itemtype") or "").lower() for each in tag.iterancestors()
            ):
                yield Candidate(_ITEMPROPS[name], content, "microdata")
        elif name in _META:
            field, origin = _META[name]
            if field == "authors" and re.match("https?:|/", content):
                yield from _slug(content)
            elif origin == "handle":
                if name == "copyright" and (match := RIGHTS.search(f"© {content[:SHOWN_CHARS]}")):
                    yield Candidate("source", one_line(match["name"]), "page")
            else:
                yield Candidate(field, content, origin)


def _together(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates, authors whom one kind of tag names one by one as one list."""
    authors: dict[str, list[str]] = {}
    for each in candidates:
        if each.field == "authors":
            authors.setdefault(each.origin, []).append(each.value)
        else:
            yield each
    yield from (Candidate("authors", names, origin) for origin, names in authors.items())


def _slug(url: str) -> Iterator[Candidate]:
    if name := name_of_slug(url):
        yield Candidate("authors", name, "url")


def _microdata(article: Any) -> Iterator[Candidate]:  # noqa: ANN401
    """Yield what itemprop, and RDFa's property of schema.org terms, say in the article's element."""
    people: list[str] = []
    for element in article.iter("*"):
        prop = element.get("itemprop") or element.get("property") or ""
        field = next(
            (_ITEMPROPS[name] for each in prop.lower().split() if (name := each.rpartition(":")[2]) in _ITEMPROPS), None
        )
        if field is None or element.tag == "meta" or is_elsewhere(element):
            continue
        inner = next(
            (
                each
                for each in element.iter("*")
                if each is not element
                and (each.get("itemprop") or each.get("property") or "").rpartition(":")[2] == "name"
            ),
            element,
        )
        value = element.get("datetime") or element.get("content") or inner.get("content") or text_of(inner)
        if field == "authors":
            people.append(value)
        elif value and len(value) <= 2 * SHOWN_CHARS:
            yield Candidate(field, _day_of(value) if field in ("date", "modified") else value, "microdata")
    if people:
        yield Candidate("authors", people, "microdata")


def _day_of(value: str) -> Any:  # noqa: ANN401
    """Return a moment as it stands, and of other words the day that they name."""
    return value if value[:4].isdigit() else shown_date(value) or value


def _links(page: Any) -> Iterator[Candidate]:  # noqa: ANN401
    for link in page.iter("link"):
        rel, href = (link.get("rel") or "").lower().split(), (link.get("href") or "").strip()
        if "canonical" in rel and href:
            yield Candidate("url", href, "canonical")
        elif "alternate" in rel and re.search("rss|atom", link.get("type") or "") and link.get("title"):
            name = re.split(r"\s+[»|–-]\s+|\s+(?:RSS|Feed|Atom)\b", link.get("title"))[0]
            if name.strip() and not re.match(r"(?i)rss|feed|atom|comments|latest|news$", name):
                yield Candidate("source", name, "feed link")
    for element in (page, *page.iter("article")):
        if (
            lang := element.get("lang")
            or element.get("xml:lang")
            or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        ):
            yield Candidate("language", lang, "page")


def _with_absolute_urls(found: list[Candidate]) -> list[Candidate]:
    """Return the candidates with addresses in full, and the day that stands in one."""
    base = next((each.value for each in found if each.field == "url" and str(each.value).startswith("http")), "")
    whole = []
    for each in found:
        if each.field == "url":
            try:
                url = urljoin(base, each.value.strip())
                parts = urlsplit(url)
            except ValueError:
                continue
            if parts.scheme not in ("http", "https") or not parts.netloc:
                continue
            # A canonical address that is the front page's is a mistake of the template.
            origin = each.origin if parts.path.strip("/") or parts.query else "front page"
            each = Candidate("url", url, origin)
            if day := url_date(url):
                whole.append(Candidate("date", day, "url"))
        whole.append(each)
    return whole
