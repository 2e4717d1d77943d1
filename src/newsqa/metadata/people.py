"""Authors as names: without "By", roles, addresses, and those who are nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newsqa.characters import one_line

# What parts names that stand in one text: commas, "and" and its kin.
_BETWEEN = re.compile(
    r"\s*[;|•·,،、/]\s*|\s+(?:and|And|AND|und|UND|et|ET|y|Y|e|i|og|och|ja|и|та|with|mit|avec|con)\s+|\s*&\s*|\s+و\s*"
)
_BEFORE = re.compile(
    r"^(?:(?:(?:written|reported|story|words|text|texte|texto|analysis|reporting|posted|"
    r"published) )?(?:by|von|par|por|di|door|av|af|przez)|"
    r"text|texte|texto|foto|autor(?:in|es|zy)?|author|auteur|reporter|byline|автор|tekst|بقلم|كتب|文|作者|記者|"
    r"记者|文/)(?:\s*[::]\s*|\s+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+|@\w+|\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[/][^)\]/]*[)\]/]\s*|\s*[（【][^）】]*[）】]\s*")
# Words that make what they stand in a role or a desk, not a person.
_ROLE = re.compile(
    r"\b(?:staff|senior|chief|correspondents?|editors?|reporters?|writers?|columnists?|journalists?|"
    r"bureau|desk|newsroom|"
    r"editorial|contributors?|team|producer|agenc(?:y|ies)|admin(?:istrator)?|webmaster|news|online|web|press|"
    r"redakt\w*|redacci[oó]n|r[eé]dact\w+|redaz\w+|redakc\w+|korrespondent\w*|correspons\w*|correspond\w*|envoy[eé]\w*|"
    r"agencias?|agenturen|journaliste|periodista|reporter\w*|dziennikar\w*|special|guest|updated|published|"
    r"min read|agences?)\b|редакци|корреспондент|編集部|编辑部|特派員|نسخة|المحرر|التحرير",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\s+(?:in|at|for|from|aus|à|en|w|für|pour|para)\s+(?:the\s+)?[A-ZÀ-Ý].*$|\s*[-–—|]\s+.*$")
_LETTER = re.compile(r"[^\W\d_]")
_CJK_HEAD = re.compile(r"^(?:本报|本网|特约|见习|通讯员)*(?:记者|通讯员|記者)?[::\s]*(?=[\u4e00-\u9fff])")
_CJK_TAIL = re.compile(r"(?<=[\u3040-\u9fff])\s*(?:記者|记者|特派員|報道|撮影)$")
_SLUG = re.compile(
    r"/(?:authors?|autor(?:en)?|auteurs?|people|profile|staff|by|journalist[a-z]*|contributors?|"
    r"redakcja)/(?:\d+/)?([a-z]+(?:-[a-z]+){1,3})(?:-\d+)?/?(?:\.html)?$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"de", "da", "di", "del", "della", "van", "von", "der", "den", "la", "le", "al", "bin", "el", "dos", "ten", "zu"}
)
_NAME_CHARS = 60
_TEXT_CHARS = 1000
_NAME_WORDS = 6
_NOBODY = frozenset({"admin", "anonymous", "guest", "unknown", "none", "null", "n/a", "author", "test", "root", "user"})


def author_names(value: object) -> tuple[str, ...]:
    """Return the names of people in a text, an object with a name, or a list of these; each once, in order."""
    names: dict[str, str] = {}
    for text in _texts(value):
        for name in _split(text):
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def name_of_slug(url: str) -> str | None:
    """Return the name that an author's own page has in its address: Jane Doe of ``/authors/jane-doe/``."""
    match = _SLUG.search(url.partition("?")[0])
    return " ".join(part.capitalize() for part in match[1].split("-")) if match else None


def is_byline(line: str) -> bool:
    """Whether a whole line of text is a byline: "By Jane Doe and John Roe, Staff Writer"."""
    line = one_line(line)
    if not re.match(
        r"(?:By|BY|Von|VON|Par|PAR|Por|POR|Di|Door)\s+\S|(?:Text|Autor|Author|Автор|Autorzy|作者|記者|文)\s*[::]\s*\S|بقلم",
        line,
    ):
        return False
    if len(line) > 2 * _NAME_CHARS or (line.endswith((".", "!", "?", ":", "…")) and not line.endswith("Jr.")):
        return False
    names = author_names(line)
    return bool(names) and all(_is_capital(word) for name in names for word in name.split())


def is_name(name: str) -> bool:
    """Whether a text can be a person's name: a few words, no figures, no role."""
    return (
        1 < len(name) <= _NAME_CHARS
        and len(name.split()) <= _NAME_WORDS
        and name.casefold() not in _NOBODY
        and not any(character.isdigit() for character in name)
        and bool(_LETTER.search(name))
        and not _ROLE.search(name)
        and not re.search(r"[@/\\<>{}=]|\.(?:com|org|net|de|fr|example)\b", name)
    )


def _is_capital(word: str) -> bool:
    return not word[:1].islower() or word in _PARTICLES


def _texts(value: object) -> Iterator[str]:
    """Yield the names in a list, without looking into lists within lists: a few aliases of YAML make them endless."""
    for entry in value if isinstance(value, list | tuple) else [value]:
        name: Any = entry.get("name") if isinstance(entry, dict) else entry
        yield from (each for each in (name if isinstance(name, list) else [name]) if isinstance(each, str))


def _split(text: str) -> Iterable[str]:
    text = _BRACKETS.sub(" ", _ADDRESS.sub(" ", one_line(text[:_TEXT_CHARS])))
    parts: list[str] = []
    is_after_role = False
    for part in _BETWEEN.split(text):
        # After the first name a part with a role in it is one, and a single word after that is its place.
        is_role = bool(parts and _ROLE.search(part))
        if not is_role and not (is_after_role and " " not in part.strip()) and (tidy := _tidy(part)):
            parts.append(tidy)
        is_after_role = is_after_role or bool(_ROLE.search(part))
    # "Doe, Jane" of library catalogues.
    if len(parts) == 2 and "," in text and not any(" " in part for part in parts) and all(map(is_name, parts)):
        parts = [f"{parts[1]} {parts[0]}"]
    # Beside names of two words, one word is a place. Scripts without spaces write a name as one.
    if any(" " in part for part in parts):
        parts = [part for part in parts if " " in part or not part.isascii()]
    return [part for part in parts if is_name(part)]


def _tidy(name: str) -> str:
    """Return what is left of a name without what stands around it; a name in capitals as names are written."""
    before = None
    while name != before:
        before, name = name, _BEFORE.sub("", name.strip(" \t.:-–—|·*")).strip(" \t:-–—|·*")
    name = _CJK_HEAD.sub("", _CJK_TAIL.sub("", _IN_PLACE.sub("", name))).strip()
    words = name.split()
    # "Jane Doe Political Editor": what follows the name is a role.
    for place, word in enumerate(words):
        if place >= 2 and _ROLE.search(word):
            name = " ".join(words[:2])
            break
    if name.isupper() and " " in name and len(name) > 5:
        name = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)
    return name
