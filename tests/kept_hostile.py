"""A conversation in which every text, of a reader or an article, is one of the hundred strings that mean harm."""

from __future__ import annotations

import datetime as dt
import unicodedata

from injections import ALL

from newsqa.kept.types import KeptConversation, KeptTurn, Pin
from newsqa.types import Answer, ArticleInfo, Citation, Hit, Limits, Passage, Span, TimeRange

AT = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)


def readable(text: str) -> str:
    """Return the characters of a text that can be seen; a page may fold white space and drop controls."""
    return "".join(char for char in text if unicodedata.category(char)[0] not in "CZ")


def _article(name: str, said: str) -> ArticleInfo:
    return ArticleInfo(
        id=f"{name}-id {said}", title=f"{name}-title {said}", date=dt.date(2026, 1, 9), source=f"{name}-outlet {said}",
        authors=(f"{name}-author {said}", said), section=f"{name}-section {said}", url=said, language=said,
        path=f"{name}-path {said}", subtitle=f"{name}-subtitle {said}", agency=f"{name}-agency {said}",
        corrections=(f"{name}-correction {said}",),
    )  # fmt: skip


def _answer(number: int, said: str) -> Answer:
    article = _article(f"a{number}", said)
    quote = f"quote{number} {said}\n{said} and more"
    passage = Passage(id=f"p{number}", article_id=article.id, start=0, end=len(quote), text=quote)
    hit = Hit(
        rank=1, score=1.0, passage=passage, article=article, copies=(_article(f"copy{number}", said),),
        superseded_by=_article(f"later{number}", said),
    )  # fmt: skip
    beside = _article(f"b{number}", said)
    shown = Hit(
        rank=2, score=0.5, article=beside,
        passage=Passage(id=f"s{number}", article_id=beside.id, start=0, end=9, text=f"shown{number} {said}"),
    )  # fmt: skip
    cited = Citation(
        number=1, article_id=article.id, start=0, end=len(quote), quote=quote, title=article.title,
        best=Span(2, 5 + number), source=article.source, date=article.date, url=said,
    )  # fmt: skip
    limits = Limits(
        sources=(f"source{number} {said}",), languages=(f"language{number} {said}",),
        sections=(f"section{number} {said}",), authors=(f"author{number} {said}",),
    )  # fmt: skip
    common = {
        "question": f"question{number} {said}", "understood": f"understood{number} {said}", "limits": limits,
        "generation": number, "confidence": 0.7, "notes": (f"note{number} {said}",),
    }  # fmt: skip
    if number % 2:
        absent = (f"absent{number} {said}",)
        return Answer(answered=False, reason=f"reason{number} {said}", hits=(hit, shown), absent=absent, **common)
    time = TimeRange(phrase=f"phrase{number} {said}", start=0, end=3, since=dt.date(2026, 1, 1))
    return Answer(answered=True, text=f"{quote} [1]", citations=(cited,), hits=(hit, shown), time=time, **common)


def conversation() -> KeptConversation:
    """Return it: a turn a string, answered and declined by turns, and a pin a string."""
    turns = tuple(
        KeptTurn(place=number, question=f"question{number} {said}", asked_at=AT, answer=_answer(number, said),
                 filters={"sources": [said], "times": "ignored"})
        for number, said in enumerate(ALL)
    )  # fmt: skip
    pins = tuple(
        Pin(
            id=str(number), pinned_at=AT, question=f"found{number} {said}", note=f"mine{number} {said}\n\n{said} again",
            citation=Citation(
                number=1, article_id=f"pin{number} {said}", start=0, end=9, quote=f"pinned{number} {said}",
                title=f"pintitle{number} {said}", best=Span(0, 9), source=f"pinoutlet{number} {said}", url=said,
            ),
        )
        for number, said in enumerate(ALL)
    )  # fmt: skip
    return KeptConversation(
        id="c", title=f"All {ALL[0]} {ALL[42]}", started_at=AT, changed_at=AT, turns=turns, pins=pins
    )


def texts_of(number: int, said: str, what: str) -> list[str]:
    """Return the texts with one of the strings that an export has to show."""
    if what == "dossier":
        names = ("pinned", "pintitle", "pinoutlet", "pin", "mine", "found")
        return [f"{name}{number} {said}" for name in names] + [f"{said} again"]
    turn = ["question", "understood", "source", "language", "section", "author", "note"]
    turn += ["reason", "absent", "shown", "quote"] if number % 2 else ["phrase", "quote"]
    fields = ("id", "title", "outlet", "author", "section", "path", "subtitle", "agency", "correction")
    article = [f"{name}{number}-{field}" for name in "ab" for field in fields]
    relatives = [f"{name}{number}-{field}" for name in ("copy", "later") for field in ("title", "outlet")]
    named = [*(f"{name}{number}" for name in turn), *article, *relatives]
    return [f"{name} {said}" for name in named] + [f"{said} and more", said]
