"""What a page shows its reader of the article: byline, dates, standfirst, section, notes, and whose page it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsqa.characters import one_line
from newsqa.metadata.days import shown_date
from newsqa.metadata.elements import SHOWN_CHARS, is_elsewhere, is_site_name, names_of, text_of
from newsqa.metadata.fields import Candidate
from newsqa.metadata.people import is_byline

# Words of class and id attributes.
_BYLINE = re.compile(
    r"by-?line|(?:^|[-_ ]|__)(?:written-?by|authors?|author-?names?|autor(?:en|es|zy)?|auteurs?|"
    r"writers?|reporter|contributors?|signature|firma|verfasser|post-author|p-author|vcard|"
    r"meta-author)(?:$|[-_ ])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:^|[-_ ]|__)(?:date|dates|datum|fecha|data|published|pub-?date|publish(?:ed)?-?(?:date|on|time)|"
    r"time-?stamp|posted-on|dateline|zeitstempel|entry-date|post-date|article-?date|time|meta|"
    r"post-?meta\w*|updated-?date)(?:$|[-_ ])",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    r"(?:^|[-_ ]|__)(?:sub-?title|sub-?head(?:line|ing)?|stand-?first|dek|deck|chapo|entradilla|"
    r"unterzeile|untertitel|article-?summary|strapline|bajada|lede?-?in)(?:$|[-_ ])",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:^|[-_ ]|__)(?:section-?(?:name|label|title)|category|cat-links|kicker|rubric|rubrik|eyebrow)(?:$|[-_ ])",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|aktualisiert|geändert|mis à jour|modifié|actualizado|aktualizacja|обновлено|更新)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"(?:^|[-_ ]|__)(?:corrections?|clarification|erratum|korrektur|correctif|fe-de-errores|editors?-note)(?:$|[-_ ])",
    re.IGNORECASE,
)
_LOOSE_LINES, _LOOSE_CHARS, _UNDER_LINES = 400, 80, 6
_PUBLISHED = re.compile(
    r"(?:first )?(?:published|posted|date|veröffentlicht|erstellt|stand|publié|publicado|opublikowano|"
    r"опубликовано|发布时间|公開)\b",
    re.IGNORECASE,
)
_NOTE_CHARS = 1000
RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d\s*(?:[-–/]\s*(?:19|"
    r"20)?\d\d)?)?\s*(?:by\s+)?(?P<name>[^.|•·,;:(©\n]{2,50}?)\s*(?:(?:19|20)\d\d)?\s*(?:[.|•·,;:(©\n]|"
    r"[-–—] |all rights|alle rechte|tous droits|todos los derechos|$)",
    re.IGNORECASE,
)


def article_candidates(article: Any) -> Iterator[Candidate]:  # noqa: ANN401
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
        names = names_of(element)
        rel = (element.get("rel") or "").lower().split()
        if element.tag == "time" or _DATE.search(names):
            yield from _dates(element)
        if "author" in rel or element.tag == "address" or _BYLINE.search(names):
            people += _person(element)
        if (
            _SUBTITLE.search(names)
            and not is_elsewhere(element)
            and 0 < len(text := text_of(element)) <= 2 * SHOWN_CHARS
        ):
            yield Candidate("subtitle", text, "page")
        if (
            (_SECTION.search(names) or "category" in rel)
            and not is_elsewhere(element)
            and 0 < len(text := text_of(element)) <= 40
        ):
            yield Candidate("section", text, "page")
        if _CORRECTION.search(names) and not is_elsewhere(element):
            yield Candidate("corrections", text_of(element)[:_NOTE_CHARS], "page")
    if people:
        yield Candidate("authors", people, "page")


def _person(element: Any) -> list[str]:  # noqa: ANN401
    if is_elsewhere(element) or element.tag == "time" or re.search("time|date|fecha|datum", names_of(element)):
        return []
    linked = [
        text_of(each) for each in element.iter("a") if text_of(each) and "mailto:" not in (each.get("href") or "")
    ]
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
    return [text] if text and len(text) <= SHOWN_CHARS else []


def _dates(element: Any) -> Iterator[Candidate]:  # noqa: ANN401
    if is_elsewhere(element):
        return
    text = text_of(element)
    parent = element.getparent()
    before = (
        one_line(f"{parent.text or ''} {element.getprevious().tail or '' if element.getprevious() is not None else ''}")
        if parent is not None
        else ""
    )
    is_update = bool(_UPDATED.search(names_of(element)) or _UPDATED.search(before[-30:]) or _UPDATED.match(text))
    field = "modified" if is_update else "date"
    if moment := element.get("datetime"):
        yield Candidate(field, moment, "page")
    elif element.find(".//time[@datetime]") is None and len(text) <= SHOWN_CHARS:
        published, _, updated = (text, "", "") if is_update else _split_at_update(text)
        if day := shown_date(published):
            yield Candidate(field, day, "page")
        if updated and (day := shown_date(updated)):
            yield Candidate("modified", day, "page")


def _split_at_update(text: str) -> tuple[str, str, str]:
    match = _UPDATED.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def loose_candidates(page: Any, headline: str | None) -> Iterator[Candidate]:  # noqa: ANN401
    """Yield a byline, the day beside it, and a day under the headline, where nothing names them for what they are."""
    lines = [line for text in page.itertext() if text and len(text) < SHOWN_CHARS and (line := one_line(text))][
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


def site_candidates(page: Any) -> Iterator[Candidate]:  # noqa: ANN401
    """Yield the outlet by its copyright line and its logo."""
    for element in reversed(list(page.iter("p", "div", "span", "small", "td", "font", "li", "center", "footer"))[-60:]):
        text = text_of(element)
        if len(text) <= 2 * SHOWN_CHARS and (match := RIGHTS.search(text)):
            yield Candidate("source", one_line(match["name"]), "page")
            break
    for heading in page.iter("h1"):
        if is_site_name(heading) and text_of(heading):
            yield Candidate("source", text_of(heading), "page")
    for image in page.iter("img"):
        if re.search("logo|masthead|brand", f"{names_of(image)} {image.get('src') or ''}", re.IGNORECASE) and image.get(
            "alt"
        ):
            yield Candidate("source", re.sub(r"(?i)\s*\b(?:logo|home ?page|home)\b\s*", "", image.get("alt")), "page")
            break
