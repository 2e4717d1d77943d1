"""What an export says in words, whatever its form."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from newsqa import __version__, wording
from newsqa.characters import one_line
from newsqa.export.gathering import Exchange, Gathered, Source
from newsqa.metadata import written_date
from newsqa.tongues import language_name
from newsqa.types import Answer, ArticleInfo, Citation

NO_ANSWER = "No answer was kept."
NO_PINS = "No passage is pinned."
NOT_COMPARED = "The archive could not be read: whether the sources have changed since is not known."

_LIMITS = {
    "since": "from", "until": "to", "sources": "outlet", "languages": "language", "sections": "section",
    "authors": "author",
}  # fmt: skip


def day(date: dt.date | None) -> str:
    """Return a day as "3 May 2024"; empty when it is not known."""
    return written_date(date, "en") if date else ""


def moment(at: dt.datetime) -> str:
    """Return a moment to the minute, in its own time zone."""
    return f"{day(at.date())}, {at:%H:%M} {at.tzname() or ''}".rstrip()


def titled(text: str, otherwise: str = "(nothing)") -> str:
    """Return a text that can head a part: one line, and not empty."""
    return one_line(text) or otherwise


def exported(gathered: Gathered) -> str:
    """Return what the file is, when it was made, and by what."""
    if gathered.what == "dossier":
        holds = f"Dossier of {_count(len(gathered.pins), 'pinned passage')}"
    elif gathered.what == "answer":
        holds = "An answer"
    else:
        holds = f"Conversation of {_count(len(gathered.exchanges), 'question')}"
    return f"{holds}, exported on {moment(gathered.exported_at)} by newsqa {__version__}."


def understood(exchange: Exchange) -> str:
    """Return the question that was searched for; empty when it is the one that was asked."""
    answer = exchange.turn.answer
    searched = one_line(answer.understood) if answer else ""
    return "" if searched == one_line(exchange.turn.question) else searched


def filters(exchange: Exchange) -> str:
    """Return the filters that applied, in words; empty when none did."""
    turn = exchange.turn
    # Without an answer there are only those that the reader set, as the page sent them.
    limits = turn.answer.limits.to_dict() if turn.answer else turn.filters
    said = [f"{label} {value}" for name, label in _LIMITS.items() if (value := _limit(name, limits.get(name)))]
    if turn.filters.get("times") in (False, "ignored"):
        said.append("times in the question ignored")
    return "; ".join(said)


def _limit(name: str, given: object) -> str:
    values = [one_line(str(value)) for value in (given if isinstance(given, list | tuple) else [given or ""])]
    if name in ("since", "until"):
        with suppress(ValueError):
            values = [day(dt.date.fromisoformat(value)) for value in values]
    elif name == "languages":
        values = [language_name(value) for value in values]
    return wording.any_of([value for value in values if value])


def confidence(answer: Answer) -> str:
    """Return how sure an answer is, in words and in percent; empty when it does not say."""
    if answer.confidence is None:
        return ""
    return f"{wording.confidence_words(answer)} ({wording.percentage(answer.confidence)})."


def remarks(answer: Answer) -> list[str]:
    """Return what a reader has to know of an answer besides."""
    time = answer.time
    meant = f"“{time.phrase}” was taken to mean {wording.time_range(time)}." if time else ""
    return [one_line(said) for said in (meant, *answer.notes, wording.coverage(answer.meaning_share)) if said]


def declined(answer: Answer) -> list[str]:
    """Return why there is no answer."""
    reason = answer.reason or "The archive holds no answer to this."
    return [one_line(said) for said in (reason, wording.absent(answer)) if said]


def answered_by(exchange: Exchange) -> str:
    """Return when it was asked, and the state of the archive that answered."""
    answer = exchange.turn.answer
    said = f"Asked on {moment(exchange.turn.asked_at)}"
    if answer is None or answer.generation is None:
        return f"{said}."
    when = f", published on {moment(exchange.published)}" if exchange.published else ""
    return f"{said}; answered by generation {answer.generation} of the archive{when}."


def byline(cited: Citation | ArticleInfo) -> list[str]:
    """Return outlet and day, as far as they are known."""
    return [part for part in (one_line(cited.source or ""), day(cited.date)) if part]


def named(article: ArticleInfo) -> str:
    """Return an article in a line: its title, outlet and day."""
    return ", ".join([titled(article.title, article.id), *byline(article)])


def known(source: Source) -> list[tuple[str, str]]:
    """Return what is known of an article besides its title, and its address: each with what it is."""
    article = source.article
    published = moment(article.published_at) if article.published_at else day(article.date)
    modified = moment(article.modified_at) if article.modified_at else day(article.modified)
    rows = (
        ("Subtitle", article.subtitle),
        ("Outlet", article.source),
        ("Authors" if len(article.authors) > 1 else "Author", ", ".join(article.authors)),
        ("Agency", article.agency),
        ("Published", published or "undated"),
        ("Changed", modified),
        ("Section", article.section),
        ("Language", language_name(article.language or "")),
        ("File", article.path),
        ("Name in the archive", article.id),
        *(("Correction", note) for note in article.corrections),
    )
    return [(what, one_line(value)) for what, value in rows if value and one_line(value)]


def relatives(source: Source) -> list[tuple[str, ArticleInfo]]:
    """Return the later version of an article, and where else it stands."""
    later = [("Later version", source.later)] if source.later else []
    return [*later, *(("Also in", article) for article in source.elsewhere)]


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"
