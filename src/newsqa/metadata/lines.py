"""What an article's own lines say of it: dateline, byline, correction notes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsqa.characters import one_line
from newsqa.metadata.days import shown_date
from newsqa.metadata.people import author_names, is_byline

# Where a byline stands: among the first lines, or it is the last.
_HEAD_LINES = 4
_DATELINE_CHARS = 110
_AGENCIES = (
    "Reuters", "Thomson Reuters", "AP", "Associated Press", "The Associated Press", "AFP",
    "Agence France-Presse", "dpa", "EFE", "ANSA", "TASS", "RIA Novosti", "Interfax", "Xinhua", "PA",
    "PA Media", "Press Association", "PAP", "Kyodo", "Kyodo News", "Jiji", "Yonhap", "APA", "sda",
    "Keystone-SDA", "Belga", "ANP", "TT", "NTB", "Ritzau", "Lusa", "Europa Press", "AAP", "UPI", "Anadolu",
    "Anadolu Agency", "PTI", "IANS", "ANI", "epd", "KNA", "SID", "Ukrinform", "CTK", "MTI", "Bloomberg",
    "Canadian Press", "The Canadian Press", "CP", "新华社", "共同通信", "時事通信", "ТАСС", "РИА Новости", "Интерфакс",
)  # fmt: skip
KNOWN_AGENCIES = frozenset(name.casefold() for name in _AGENCIES)
_PLACE = r"(?P<place>[^\W\d_][^\d():—–\n]{1,50}?)"
_DAY = r"(?:,? +(?P<day>[^()\n—–/]{0,14}\d{1,2}[^()\n—–/:]{0,16}?))?"
_DASH = r"(?: *(?:--|—|–|―)\s*| +- +|\.-+ ?| *: )"
_DATELINES = (
    # KYIV, July 11 (Agency) - / Madrid, 11 jul (EFE).- / Berlin (dpa) -
    re.compile(rf"^{_PLACE}{_DAY} *\((?P<agency>[^()\d]{{2,40}})\) *{_DASH}"),
    # MOSCOW, July 11. /TASS/.
    re.compile(rf"^{_PLACE}{_DAY}\.? */(?P<agency>[^/\d]{{2,40}})/\.? "),
    # LONDON, 11 July, Agency: (a place in capitals, because no brackets say that it is a dateline)
    re.compile(
        r"^(?P<place>[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .'’-]{2,40}), (?P<day>[^,\n]{3,18}), (?P<agency>[A-Z][\w "
        r".-]{1,30}): "),
    # PARIS — / WASHINGTON, July 11 -
    re.compile(rf"^(?P<place>[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .,'’-]{{2,40}}?){_DAY}(?P<agency>){_DASH}"),
    # 新华社北京7月11日电
    re.compile(r"^[((【]?(?P<agency>[\u4e00-\u9fff]{2,8}社)(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}日)电"),
)  # fmt: skip
_CORRECTION = re.compile(
    r"""^\W{0,4}(?:
      (?:corrections?|corrected|clarifications?|correction\ and\ clarification|erratum|errata|corrigendum)
        (?:\ *\([^)]{1,40}\)|\ *[,–—-]?\ [^:.]{1,40}|)\ *[:—–]\ *\S
    | (?:this|the)\ (?:article|story|report|post|headline|piece)\ (?:was|has\ been)\ (?:\w+\ )?(?:corrected|
        amended|clarified|updated\ (?:on\ .{1,30}\ )?to\ (?:correct|reflect|clarify|remove|fix)|
        edited\ to\ correct)
    | (?:an?\ (?:earlier|previous)\ version|(?:earlier|previous)\ versions)\ of\ (?:this|the)\ (?:article|
        story|report|post|piece|headline)
    | (?:editor['’]?s?['’]?\ note|note)\ *:\ .{0,60}(?:correct|amend|earlier\ version|previous\ version|
        clarif|misstated)
    | (?:korrektur|berichtigung|richtigstellung|korrekturhinweis|klarstellung)(?:\ *\([^)]{1,40}\)|
        \ vom\ [^:]{1,25})?\ *:\ *\S
    | (?:anmerkung(?:\ der\ redaktion)?|hinweis(?:\ der\ redaktion)?|
        anm\.\ d\.\ red\.)\ *:\ .{0,60}(?:früheren|korrigier|berichtig|ursprünglich)
    | in\ (?:einer|der)\ (?:früheren|ersten|vorherigen|ursprünglichen|vorigen)\ (?:version|fassung)
    | (?:dieser|der)\ (?:artikel|text|beitrag)\ wurde\ (?:\w+\ ){0,6}(?:korrigiert|berichtigt)
    | (?:correctif|rectificatif|erratum|rectification|précision)(?:\ *\([^)]{1,40}\)|\ du\ [^:]{1,25})?\ *:\ *\S
    | (?:une|dans\ une)\ (?:première\ |précédente\ )?version\ (?:précédente\ |antérieure\ |
        initiale\ )?de\ (?:cet|l['’])\ ?article
    | (?:cet|l['’])\ ?article\ a\ été\ (?:corrigé|rectifié|modifié)
    | (?:fe\ de\ errores|corrección|rectificación|aclaración)(?:\ *\([^)]{1,40}\)|\ del\ [^:]{1,25})?\ *:\ *\S
    | (?:una|en\ una)\ versión\ (?:anterior|previa)\ de\ (?:este|esta)\ (?:artículo|noticia|información)
    | est[ea]\ (?:artículo|noticia|información|texto)\ (?:ha\ sido|fue)\ (?:corregid[oa]|modificad[oa]|rectificad[oa])
    | (?:sprostowanie|errata|rettifica|rectificatie|correctie|поправка|исправление|تصحيح|توضيح|訂正|更正)\ *[:：]\ *\S
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTE_CHARS = 1000
_AGENCY_WORDS = 4
# （记者王芳） in the dateline of Chinese reports.
_CHINESE_REPORTER = re.compile(r"[（(](?:本报|特约)?记者[::\s]*(?P<names>[\u4e00-\u9fff、\s]{2,20})[)）]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The head of a report's first line: ``day`` is None unless it has its year."""

    agency: str | None
    day: dt.date | None


def read_dateline(line: str) -> Dateline | None:
    """Return the dateline that a paragraph begins with, as in "KYIV, July 11 (Agency) - The ...", or None."""
    head = line[:_DATELINE_CHARS]
    for pattern in _DATELINES:
        match = pattern.match(head)
        if match and _is_place(match["place"]) and _is_agency(match["agency"]):
            agency = one_line(match["agency"]).split("/")[0].strip(" .") or None
            return Dateline(agency, shown_date(match["day"]) if match["day"] else None)
    return None


def find_dateline(lines: Sequence[str]) -> Dateline | None:
    """Return the first dateline among an article's first lines, or None."""
    return next(filter(None, map(read_dateline, lines[:_HEAD_LINES])), None)


def find_byline(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the names in the byline that stands among an article's first lines or is its last, or none."""
    for line in lines[:_HEAD_LINES]:
        if match := _CHINESE_REPORTER.search(line[:_DATELINE_CHARS]):
            return author_names(match["names"])
    return next((author_names(line) for line in [*lines[:_HEAD_LINES], *lines[-1:]] if is_byline(line)), ())


def is_correction(line: str) -> bool:
    """Whether a line says what was wrong in the article before."""
    return bool(_CORRECTION.match(line))


def correction_notes(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines that say what was wrong in the article before, in English, German, French, Spanish, ..."""
    return tuple(dict.fromkeys(_notes(lines)))


def _notes(lines: Sequence[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if is_correction(line):
            yield line[:_NOTE_CHARS]
        elif re.fullmatch(
            r"(?i)(?:corrections?|correction notice|korrektur|correctif|corrección|fe de errores)[.:]?", line.strip()
        ):
            yield from (follower[:_NOTE_CHARS] for follower in lines[place + 1 : place + 2])


def _is_place(place: str) -> bool:
    """Whether a text can be where a report comes from: a few words, each with a capital where its script has them."""
    words = re.findall(r"[^\W\d_]+", place)
    return (
        0 < len(words) <= 6
        and not place[0].islower()
        and (place.isupper() or sum(word[0].islower() for word in words) <= 1)
    )


def _is_agency(names: str) -> bool:
    """Whether what stands in a dateline's brackets can be agencies: names, not a remark."""
    return all(
        len(name.split()) <= _AGENCY_WORDS and (not name[:1].islower() or name.casefold() in KNOWN_AGENCIES)
        for name in map(str.strip, names.split("/"))
    )
