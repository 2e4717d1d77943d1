"""E-mail: a newsletter or an article that was sent, as its HTML part or its plain one says it."""

from __future__ import annotations

import email
import email.policy
import email.utils
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart

from newsqa.articles import html
from newsqa.articles.fragments import blocks_of_html
from newsqa.articles.source import Source
from newsqa.articles.text import Flaw, decode, join_blocks, plain_blocks
from newsqa.characters import one_line
from newsqa.metadata import Fields
from newsqa.types import Span

# Of a mail's visible text, what the reader of pages has to find before it is taken for the article.
_LEAST_SHARE = 0.3


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a mail; what is attached to it is no part of it."""
    message = email.message_from_bytes(source.read(), policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not any(message.get_all(name) for name in ("from", "subject", "date")):
        yield Flaw("is not a mail: it has no From, Subject or Date")
        return
    body = _body(message, source)
    if isinstance(body, Flaw):
        yield body
        return
    text, headings = body
    name, address = email.utils.parseaddr(_header(message, "from"))
    values = {
        "title": _header(message, "subject"),
        "date": _header(message, "date"),
        "source": name or address.rpartition("@")[2],
        "language": _header(message, "content-language").partition(",")[0],
    }
    yield Fields({key: value for key, value in values.items() if value}, text, headings, origin="mail")


def _header(message: EmailMessage, name: str) -> str:
    return one_line(str(message.get(name) or ""))


def _body(message: EmailMessage, source: Source) -> tuple[str, tuple[Span, ...]] | Flaw:
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    found = Flaw("has no text: neither a plain part nor one of HTML")
    if page is not None:
        content = _content(page)
        if isinstance(content, Flaw):
            found = content
        else:
            whole = join_blocks(blocks_of_html(content))
            main = next(iter(html.read(source.of(content.encode("utf-8", "replace")))))
            if isinstance(main, Fields) and _LEAST_SHARE * len(whole[0]) <= len(main.text) <= len(whole[0]) + 1:
                return main.text, main.headings
            stub = plain.get_payload(decode=True) if plain is not None else b""
            if len(stub if isinstance(stub, bytes) else b"") < _LEAST_SHARE * len(whole[0]):
                return whole  # a letter that a page reader makes nothing of
    if plain is not None:
        content = _content(plain)
        if not isinstance(content, Flaw) and content.strip():
            return join_blocks(plain_blocks(content))
        found = content if isinstance(content, Flaw) else found
    return found


def _content(part: MIMEPart) -> str | Flaw:
    """Return the text of a part in the encoding that it names, or in the one that it has."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return Flaw("has a part that is not a text")
    try:
        return content.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decode(content)
