"""An export as CommonMark that shows every text character for character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsqa.characters import one_line, without_controls
from newsqa.export import phrases
from newsqa.export.gathering import Exchange, Gathered, Pinned, Quoted, Source
from newsqa.links import linkable
from newsqa.quotation import escaped, linked
from newsqa.types import ArticleInfo
from newsqa.wording import NEAREST

# A heading may close with such signs, which are then not shown.
_CLOSING = re.compile(r"(?<!\\)#(?=#*$)")


def markdown(gathered: Gathered) -> str:
    """Return the file: a part a question or pinned passage, and the sources."""
    return "\n\n".join(_blocks(gathered)) + "\n"


def _blocks(gathered: Gathered) -> Iterator[str]:
    yield _heading(1, phrases.titled(gathered.title))
    yield escaped(phrases.exported(gathered))
    if not gathered.is_compared:
        yield escaped(phrases.NOT_COMPARED)
    for number, exchange in enumerate(gathered.exchanges, start=1):
        yield from _exchange(exchange, number)
    if gathered.what == "dossier":
        if not gathered.pins:
            yield phrases.NO_PINS
        for number, pinned in enumerate(gathered.pins, start=1):
            yield from _pinned(pinned, number)
    if gathered.sources:
        yield _heading(2, "Sources")
    for source in gathered.sources:
        yield from _source(source)


def _exchange(exchange: Exchange, number: int) -> Iterator[str]:
    answer = exchange.turn.answer
    yield _heading(2, phrases.titled(exchange.turn.question), number)
    for label, said in (("Understood as", phrases.understood(exchange)), ("Filters", phrases.filters(exchange))):
        if said:
            yield escaped(f"{label}: {said}")
    if answer is None:
        yield phrases.NO_ANSWER
    else:
        declined = [] if answer.answered else phrases.declined(answer)
        yield from map(escaped, [*declined, *filter(None, [phrases.confidence(answer)])])
        for quoted in exchange.quotations:
            yield _quotation(quoted, f"[{quoted.citation.number}]")
        yield from map(escaped, phrases.remarks(answer))
        yield from _shown(exchange)
    yield escaped(phrases.answered_by(exchange))


def _shown(exchange: Exchange) -> Iterator[str]:
    """Yield the passages beside: in full where there is no answer, by their sources where there is one."""
    answer = exchange.turn.answer
    if not exchange.shown or answer is None:
        return
    if answer.answered:
        yield "Also shown:"
        yield "\n".join(
            f"- {escaped(f'[{shown.hit.rank}] {phrases.named(shown.hit.article)}')} (source {shown.source})"
            for shown in exchange.shown
        )
        return
    yield f"{NEAREST}:"
    for shown in exchange.shown:
        source = f"{escaped(f'— {phrases.named(shown.hit.article)}')} (source {shown.source})"
        yield _block([escaped(f"[{shown.hit.rank}]"), *_lines(shown.hit.passage.text), source])


def _pinned(pinned: Pinned, number: int) -> Iterator[str]:
    pin = pinned.pin
    yield _heading(2, phrases.titled(pin.citation.title, pin.citation.article_id), number)
    yield _quotation(pinned.quoted)
    if pin.note.strip():
        yield "Note:"
        yield "\n\n".join(_lines(pin.note))
    if pin.question.strip():
        yield escaped(f"Found for: {one_line(pin.question)}")
    yield escaped(f"Pinned on {phrases.moment(pin.pinned_at)}.")


def _quotation(quoted: Quoted, number: str = "") -> str:
    cited = quoted.citation
    title = linked(phrases.titled(cited.title, cited.article_id), quoted.address)
    source = ", ".join([title, *map(escaped, phrases.byline(cited))])
    lines = [escaped(number)] if number else []
    lines += [*_lines(cited.quote), f"— {source} (source {quoted.source})"]
    return _block([*lines, *([escaped(quoted.changed)] if quoted.changed else [])])


def _source(source: Source) -> Iterator[str]:
    article = source.article
    yield _heading(3, phrases.titled(article.title, article.id), source.number)
    if source.changed:
        yield escaped(source.changed)
    rows = [f"{what}: {escaped(value)}" for what, value in phrases.known(source)]
    if article.url and one_line(article.url):
        rows.append(f"Address: {linked(one_line(article.url), linkable(article.url))}")
    rows += [f"{what}: {_relative(other)}" for what, other in phrases.relatives(source)]
    yield "\n".join(f"- {row}" for row in rows)


def _relative(article: ArticleInfo) -> str:
    return linked(phrases.named(article), linkable(article.url))


def _heading(level: int, text: str, number: int | None = None) -> str:
    return f"{'#' * level} {f'{number}. ' if number else ''}{_CLOSING.sub(_backslashed, escaped(text))}"


def _backslashed(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _lines(text: str) -> list[str]:
    """Return the lines of a text, each as a paragraph."""
    return [escaped(line) for line in without_controls(text).split("\n") if line]


def _block(paragraphs: list[str]) -> str:
    return "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs)
