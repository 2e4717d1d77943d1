"""Stands before every request: lets through what the page needs, and tells the browser to ask nobody else."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsqa.web.page import dress, script_hashes
from newsqa.web.readers import cookie_for

# Everything else that Gradio would answer (files, uploads, its proxy, its API and their pages) is not there.
_NEEDED = re.compile(
    r"/|/newsqa/[a-z]+\.(?:css|js|svg)|/(?:assets|static)/[\w./-]+|/theme\.css|/manifest\.json|/favicon\.ico"
    r"|/archive(?:/(?:state|files|build|rollback))?"
    r"|/gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|startup-events|cancel|reset|app_id)/?"
)
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_BODY_BYTES = 1_000_000  # a question is a few kilobytes
_FILES = "/archive/files"  # which has limits of its own, and takes nothing unless a setting lets it

_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def content_security_policy(hashes: list[str]) -> str:
    """Return the policy of a page whose inline scripts have ``hashes``.

    gr.HTML compiles its constant template with ``new Function``, hence 'unsafe-eval'; Gradio sets
    style attributes, hence 'unsafe-inline' for styles. No inline script or handler runs besides the hashed.
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' 'unsafe-eval'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


# The archive's own page has no script or style but those in files.
_PLAIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; "
    "font-src 'self'; form-action 'none'; frame-ancestors 'none'"
)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Guard:
    """ASGI middleware around the whole application.

    On a loopback address, a request that names another host is refused: a page elsewhere whose name
    was made to point here (DNS rebinding) reads nothing. So is a POST from another origin. With ``knows_readers`` each
    browser that opens the page is given a secret by which its conversations are found again.
    """

    def __init__(self, app: ASGIApp, host: str, *, knows_readers: bool = False) -> None:
        self._app = app
        self._knows_readers = knows_readers
        self._hosts = _LOOPBACK_NAMES | {host} if is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self._refusal(scope) or self._app
        if scope["path"] == "/" and app is self._app:
            cookie = cookie_for(HTTPConnection(scope).cookies) if self._knows_readers else None
            await _Page(app, scope, receive, send, cookie).answer()
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _set_headers(message, [], is_plain=scope["path"].startswith("/archive"))
                if scope["path"].startswith("/newsqa/"):
                    # Their names stay the same from version to version: look each time whether they changed.
                    MutableHeaders(raw=message["headers"])["Cache-Control"] = "no-cache"
                elif scope["path"].startswith("/gradio_api/queue"):
                    # A browser may let a request wait for another to the same address whose answer it might keep.
                    MutableHeaders(raw=message["headers"])["Cache-Control"] = "no-store"
            await send(message)

        await app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and _split(f"//{host}").hostname not in self._hosts:
            return PlainTextResponse("This address is not one that newsqa answers to.", 421)
        if not _NEEDED.fullmatch(scope["path"]) or ".." in scope["path"]:
            return PlainTextResponse("There is nothing here.", 404)
        if scope["method"] not in {"GET", "HEAD"}:
            return _refused_question(headers, host, scope["path"])
        return None


def _refused_question(headers: Headers, host: str, path: str) -> PlainTextResponse | None:
    origin = headers.get("origin")
    if origin is not None and _split(origin).netloc != host:
        return PlainTextResponse("Requests come from newsqa's own page.", 403)
    # Every browser says how long its question is.
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return PlainTextResponse("The length of the question is missing.", 411)
    if path != _FILES and (len(length) > len(str(_MAX_BODY_BYTES)) or int(length) > _MAX_BODY_BYTES):
        return PlainTextResponse("That is more than a question.", 413)
    return None


def _split(url: str) -> SplitResult:
    """Return the parts of ``url``; none of them when it is not one."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


class _Page:
    """Answers one request for the page: holds it back, dresses it, then sends it with its policy."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, cookie: str | None) -> None:
        self._cookie = cookie
        # Compressed, it could not be dressed.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        self._scope = {**scope, "headers": headers}
        self._app, self._receive, self._send = app, receive, send
        self._start: Message = {}
        self._body = bytearray()

    async def answer(self) -> None:
        await self._app(self._scope, self._receive, self._hold)

    async def _hold(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        html = dress(bytes(self._body))
        _set_headers(self._start, script_hashes(html))
        response = MutableHeaders(raw=self._start["headers"])
        if self._scope["method"] != "HEAD":
            response["Content-Length"] = str(len(html))
        response["Cache-Control"] = "no-store"
        if self._cookie:
            response.append("Set-Cookie", self._cookie)
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": html if self._body else b""})


def _set_headers(start: Message, hashes: list[str], *, is_plain: bool = False) -> None:
    headers = MutableHeaders(raw=start["headers"])
    for name, value in _HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = _PLAIN_POLICY if is_plain else content_security_policy(hashes)
