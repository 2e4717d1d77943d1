"""A page's tree to candidates: linked data, OpenGraph, meta tags, microdata, and what the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from newsqa.characters import one_line
from newsqa.metadata.days import shown_date, url_date
from newsqa.metadata.fields import Candidate
from newsqa.metadata.linked_data import linked_data_candidates
from newsqa.metadata.people import is_byline, name_of_slug

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
                         "parsely-pub-date sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime citation_publication_date "
                         "citation_date article.published originalpublicationdate ptime displaydate date.release "
                         "pdate dat published_at firstpublished article_date_original rnews:datepublished created"),
        ("modified", "opengraph", "article:modified_time og:updated_time og:article:modified_time article:updated_time"),
        ("modified", "meta", "last-modified lastmod datemodified dc.date.modified dcterms.modified article.updated "
                             "revised updated utime modified_at cxenseparse:recs:modifiedtime article_date_updated"),
        ("source", "opengraph", "og:site_name"),
        ("source", "meta", "application-name apple-mobile-web-app-title dc.publisher dcterms.publisher dc:publisher "
                           "publisher cre sailthru.publisher citation_journal_title source-name site_name "
                           "cxenseparse:publishername rnews:publisher"),
        ("source", "handle", "twitter:site copyright"),
        ("authors", "opengraph", "article:author og:article:author og:author"),
        ("authors", "meta", "author authors byl parsely-author sailthru.author dc.creator dcterms.creator dc:creator "
                            "citation_author cxenseparse:author creator article.author rnews:author twitter:creator_name"),
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
# Words of class and id attributes.
_BYLINE = re.compile(
    r"(?:^|[-_ ]|__)(?:\w*by-?line|written-?by|authors?|author-?names?|autor(?:en|es|zy)?|auteurs?|writers?|reporter|contributors?|signature|firma|verfasser|post-author|p-author|vcard|meta-author)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"(?:^|[-_ ]|__)(?:headline|article-?title|entry-?title|post-?title|story-?(?:title|headline)|h1|titulo|titre|titular)(?:$|[-_ ])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:^|[-_ ]|__)(?:date|dates|datum|fecha|data|published|pub-?date|publish(?:ed)?-?(?:date|on|time)|time-?stamp|posted-on|dateline|zeitstempel|entry-date|post-date|article-?date|time|\w*meta|post-?meta\w*|updated-?date)(?:$|[-_ ])",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    r"(?:^|[-_ ]|__)(?:sub-?title|sub-?head(?:line|ing)?|stand-?first|dek|deck|chapo|entradilla|unterzeile|untertitel|article-?summary|strapline|bajada|lede?-?in)(?:$|[-_ ])",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:^|[-_ ]|__)(?:section-?(?:name|label|title)|category|cat-links|kicker|rubric|rubrik|eyebrow)(?:$|[-_ ])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:^|[-_ ]|__)(?:related|comments?|sidebar|recommend\w*|most-?read|more-?(?:from|news|stories)|teasers?|promo|newsletter|trending|popular|read-?(?:more|next|also)|carousel|nav(?:igation)?|menu|author-?(?:bio|box|card|about)|bio|card-grid|outbrain|taboola)(?:$|[-_ ])",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"(?:^| )(?:site-|page-|main-)?footer(?:$| )", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|aktualisiert|geändert|mis à jour|modifié|actualizado|aktualizacja|обновлено|更新)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"(?:^|[-_ ]|__)(?:corrections?|clarification|erratum|korrektur|correctif|fe-de-errores|editors?-note)(?:$|[-_ ])",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d\s*(?:[-–/]\s*(?:19|20)?\d\d)?)?\s*(?:by\s+)?(?P<name>[^.|•·,;:(©\n]{2,50}?)\s*(?:(?:19|20)\d\d)?\s*(?:[.|•·,;:(©\n]|[-–—] |all rights|alle rechte|tous droits|todos los derechos|$)",
    re.IGNORECASE,
)
_SHOWN_CHARS = 200
_LOOSE_LINES, _LOOSE_CHARS, _UNDER_LINES = 400, 80, 6
_PUBLISHED = re.compile(
    r"(?:first )?(?:published|posted|date|veröffentlicht|erstellt|stand|publié|publicado|opublikowano|опубликовано|发布时间|公開)\b",
    re.IGNORECASE,
)
_NOTE_CHARS = 1000


def page_candidates(page: Any) -> list[Candidate]:  # noqa: ANN401  # lxml has no types
    """Return what a page says of its article, place by place; ``page`` is an lxml tree."""
    article = _article_element(page)
    headline = _headline(page, article)
    scripts = [
        script.text_content() for script in page.iter("script") if "ld+json" in (script.get("type") or "").lower()
    ]
    found = linked_data_candidates(scripts, headline)
    found += _meta_candidates(page)
    found += _microdata(article if article is not None else page)
    found += _links(page)
    found += [Candidate("title", headline, "page")] if headline else []
    bar = page.find(".//head/title")
    if bar is not None and (text := _text(bar)):
        found.append(Candidate("title", text, "title bar"))
    found += _shown(article if article is not None else page)
    found += _site(page)
    found += _loose_lines(page, headline)
    return _with_absolute_urls(found)


def _text(element: Any) -> str:  # noqa: ANN401
    return one_line("".join(element.itertext()))


def _names(element: Any) -> str:  # noqa: ANN401
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''} {element.get('data-testid') or ''}"


def _article_element(page: Any) -> Any:  # noqa: ANN401
    """Return the element that holds the one article, or None: that with the headline, where there are several."""
    articles = [each for each in page.iter("article") if not _is_elsewhere(each)]
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


def _headline(page: Any, article: Any) -> str | None:  # noqa: ANN401
    headings = [each for each in page.iter("h1") if _text(each) and not _is_site_name(each)]
    inside = [
        each for each in headings if article is not None and any(parent is article for parent in each.iterancestors())
    ]
    marked = [
        each
        for each in headings
        if re.search(r"head|title|titre|titulo", _names(each), re.IGNORECASE)
        and not re.search("site|logo|brand", _names(each))
    ]
    for among in (inside, marked, headings if len(headings) == 1 else []):
        if among:
            return _text(among[0])
    named = (
        each
        for each in page.iter("*")
        if isinstance(each.tag, str) and _HEADLINE.search(_names(each)) and not _is_elsewhere(each)
    )
    return next((text for each in named if 0 < len(text := _text(each)) <= _SHOWN_CHARS), None)


def _is_site_name(heading: Any) -> bool:  # noqa: ANN401
    """Whether a heading is the site's own name: it leads to the front page."""
    link = heading.find(".//a")
    return (
        link is not None
        and not urlsplit((link.get("href") or "/").strip()).path.strip("/")
        and _text(link) == _text(heading)
    )


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
                if name == "copyright" and (match := _RIGHTS.search(f"© {content}")):
                    yield Candidate("source", one_line(match["name"]), "page")
            else:
                yield Candidate(field, content, origin)


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
        if field is None or element.tag == "meta" or _is_elsewhere(element):
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
        value = element.get("datetime") or element.get("content") or inner.get("content") or _text(inner)
        if field == "authors":
            people.append(value)
        elif value and len(value) <= 2 * _SHOWN_CHARS:
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
            name = re.split(r"\s+[»|–-]\s+|\s+(?:RSS|Feed|Atom)\b", link.get("title"))[0]  # noqa: RUF001
            if name.strip() and not re.match(r"(?i)rss|feed|atom|comments|latest|news$", name):
                yield Candidate("source", name, "feed link")
    for element in (page, *page.iter("article")):
        if (
            lang := element.get("lang")
            or element.get("xml:lang")
            or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        ):
            yield Candidate("language", lang, "page")


def _is_elsewhere(element: Any) -> bool:  # noqa: ANN401
    """Whether an element stands in what is about other articles."""
    return any(
        each.tag in ("nav", "aside")
        or _ELSEWHERE.search(_names(each))
        or ((each.tag == "footer" or _FOOTER.search(_names(each))) and not _is_inside_article(each))
        for each in (element, *element.iterancestors())
        if each.tag not in ("html", "body", "main")
    )


def _is_inside_article(element: Any) -> bool:  # noqa: ANN401
    return any(
        each.tag == "article" or "article" in (each.get("itemtype") or "").lower() for each in element.iterancestors()
    )


def _shown(article: Any) -> Iterator[Candidate]:  # noqa: ANN401
    """Yield what the article shows its reader: byline, dates, standfirst, section, correction notes."""
    people: list[str] = []
    for element in article.iter("*"):
        if not isinstance(element.tag, str) or element.tag in (
            "script",
            "style",
            "svg",
            "body",
            "article",
            "main",
            "html",
        ):
            continue
        names = _names(element)
        rel = (element.get("rel") or "").lower().split()
        if element.tag == "time" or _DATE.search(names):
            yield from _dates(element)
        if "author" in rel or element.tag == "address" or _BYLINE.search(names):
            people += _person(element)
        if (
            _SUBTITLE.search(names)
            and not _is_elsewhere(element)
            and 0 < len(text := _text(element)) <= 2 * _SHOWN_CHARS
        ):
            yield Candidate("subtitle", text, "page")
        if (
            (_SECTION.search(names) or "category" in rel)
            and not _is_elsewhere(element)
            and 0 < len(text := _text(element)) <= 40
        ):
            yield Candidate("section", text, "page")
        if _CORRECTION.search(names) and not _is_elsewhere(element):
            yield Candidate("corrections", _text(element)[:_NOTE_CHARS], "page")
    if people:
        yield Candidate("authors", people, "page")


def _person(element: Any) -> list[str]:  # noqa: ANN401
    if _is_elsewhere(element) or element.tag == "time" or re.search("time|date|fecha|datum", _names(element)):
        return []
    linked = [_text(each) for each in element.iter("a") if _text(each) and "mailto:" not in (each.get("href") or "")]
    text = ""
    for part in element.itertext():
        # Where two elements touch, a name ends: "Jane Doe</a><span>Reporter".
        touching = text[-1:].strip() and part[:1].strip()
        text += f" | {part}" if touching or (text and element.tag != "a" and "\n" in part) else part
    text = one_line(text)
    if (
        linked
        and element.tag != "a"
        and all(
            re.search(r"author|autor|auteur|people|profil|staff|/by/|journalis", each.get("href") or "")
            for each in element.iter("a")
        )
    ):
        return linked
    return [text] if text and len(text) <= _SHOWN_CHARS else []


def _dates(element: Any) -> Iterator[Candidate]:  # noqa: ANN401
    if _is_elsewhere(element):
        return
    text = _text(element)
    parent = element.getparent()
    before = (
        one_line(f"{parent.text or ''} {element.getprevious().tail or '' if element.getprevious() is not None else ''}")
        if parent is not None
        else ""
    )
    is_update = bool(_UPDATED.search(_names(element)) or _UPDATED.search(before[-30:]) or _UPDATED.match(text))
    field = "modified" if is_update else "date"
    if moment := element.get("datetime"):
        yield Candidate(field, moment, "page")
    elif element.find(".//time[@datetime]") is None and len(text) <= _SHOWN_CHARS:
        published, _, updated = (text, "", "") if is_update else _split_at_update(text)
        if day := shown_date(published):
            yield Candidate(field, day, "page")
        if updated and (day := shown_date(updated)):
            yield Candidate("modified", day, "page")


def _split_at_update(text: str) -> tuple[str, str, str]:
    match = _UPDATED.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _loose_lines(page: Any, headline: str | None) -> Iterator[Candidate]:  # noqa: ANN401
    """Yield a byline, the day beside it, and a day under the headline, where nothing names them for what they are."""
    lines = [line for text in page.itertext() if text and len(text) < _SHOWN_CHARS and (line := one_line(text))][
        :_LOOSE_LINES
    ]
    under = range(0)
    for place, line in enumerate(lines):
        if headline and line == headline:
            under = range(place + 1, place + 1 + _UNDER_LINES)
        if is_byline(line):
            yield Candidate("authors", line, "byline")
            beside = lines[max(place - 2, 0) : place + 3]
        elif _PUBLISHED.match(line) or place in under:
            beside = [line]
        else:
            continue
        for other in beside:
            if len(other) <= _LOOSE_CHARS and (day := shown_date(other)):
                yield Candidate("date", day, "byline")
                break


def _site(page: Any) -> Iterator[Candidate]:  # noqa: ANN401
    """Yield the outlet by its copyright line and its logo."""
    for element in reversed(list(page.iter("p", "div", "span", "small", "td", "font", "li", "center", "footer"))[-60:]):
        text = _text(element)
        if len(text) <= 2 * _SHOWN_CHARS and (match := _RIGHTS.search(text)):
            yield Candidate("source", one_line(match["name"]), "page")
            break
    for heading in page.iter("h1"):
        if _is_site_name(heading) and _text(heading):
            yield Candidate("source", _text(heading), "page")
    for image in page.iter("img"):
        if re.search("logo|masthead|brand", f"{_names(image)} {image.get('src') or ''}", re.IGNORECASE) and image.get(
            "alt"
        ):
            yield Candidate("source", re.sub(r"(?i)\s*\b(?:logo|home ?page|home)\b\s*", "", image.get("alt")), "page")
            break


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
