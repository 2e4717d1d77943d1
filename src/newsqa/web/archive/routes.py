"""The page's addresses: one to read, one to ask how far work is, and three that change the archive."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from newsqa.articles.formats import FORMATS
from newsqa.config import Settings
from newsqa.errors import BuildRunningError, NewsQAError, StoreError
from newsqa.generations import ledgers, rollback
from newsqa.index import Index
from newsqa.web.archive.building import Builder
from newsqa.web.archive.checking import Checkup
from newsqa.web.archive.permission import refusal, why_not
from newsqa.web.archive.shown import Holder, elsewhere, gathered, render, why_no_build
from newsqa.web.archive.uploads import RefusedError, Uploads

_THEMES = ("dark", "light")
_MOST_DIGITS = 18  # of a number in an address or a message


class ArchivePage:
    """The page of one server over one index."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self._settings = settings
        self._folder = Path(settings.index)
        self._token = secrets.token_urlsafe(24)
        self._holder = Holder(index)
        self._uploads = Uploads(settings)
        self._builder = Builder(settings)
        self._checkup = Checkup(settings)

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route("/archive", self._page),
            Route("/archive/state", self._state),
            Route("/archive/files", self._add, methods=["POST"]),
            Route("/archive/build", self._build, methods=["POST"]),
            Route("/archive/rollback", self._take_back, methods=["POST"]),
        ]

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """End what still runs when the server ends."""
        yield
        await run_in_threadpool(self._builder.close)

    def _page(self, request: Request) -> Response:
        if request.query_params.get("check") == "1":
            self._checkup.start()
            # So that reading the page again does not examine again.
            return RedirectResponse("/archive#health", 303)
        reason = self._why_not(request)
        shown = gathered(
            self._folder, self._holder, articles=self._settings.articles, build=self._builder.build,
            check=self._checkup.check, number=_number(request.query_params.get("build")), why_not=reason,
            why_no_upload=self._uploads.why_closed() or "",
        )  # fmt: skip
        theme = request.query_params.get("__theme")
        html = render(
            shown, limits=self._uploads.limits, endings=sorted(FORMATS), theme=theme if theme in _THEMES else "",
            token="" if reason else self._token, articles=f"{Path(self._settings.articles).name}/",
        )  # fmt: skip
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    def _state(self, request: Request) -> Response:
        """Return how far a build and an examination are, for a page that shows them."""
        build, check = self._builder.build, self._checkup.check
        state = {
            "build": {
                "number": build.number, "running": build.is_running, "step": build.step, "done": build.done,
                "total": build.total, "said": build.progress,
            },
            "check": {"number": check.number, "running": check.is_running, "said": check.progress},
            "elsewhere": elsewhere(self._folder, build),
        }  # fmt: skip
        return JSONResponse(state, headers={"Cache-Control": "no-store"})

    async def _add(self, request: Request) -> Response:
        """Take in one file: its name is in the address, its bytes are the body."""
        if reason := self._refusal(request):
            return _problem(reason, 403)
        if reason := await run_in_threadpool(self._why_no_build):
            return _problem(reason, 409)
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or len(length) > _MOST_DIGITS:
            return _problem("The length of the file is missing; add it again.", 411)
        body = request.stream()
        try:
            try:
                name = await self._uploads.receive(request.query_params.get("name", ""), int(length), body)
            except RefusedError as error:
                async for _ in body:  # a browser that is still sending would not hear the reason
                    pass
                return _problem(str(error), error.status)
        except ClientDisconnect:
            return Response(status_code=400)  # to nobody
        return JSONResponse({"name": name}, 201)

    def _build(self, request: Request) -> Response:
        """Begin to read the folder again."""
        if reason := self._refusal(request):
            return _problem(reason, 403)
        if reason := self._why_no_build():
            return _problem(reason, 409)
        if who := elsewhere(self._folder, self._builder.build):
            return _problem(f"{who} is building here; wait for it to end.", 409)
        if self._builder.build.is_running:
            return _problem("A build is running already; wait for it to end.", 409)
        try:
            self._builder.start(self._uploads.take_pending(), self._uploads.folder_in_archive)
        except BuildRunningError as error:
            return _problem(str(error), 409)
        except NewsQAError as error:
            return _problem(str(error), 500)
        return JSONResponse({"number": self._builder.build.number}, 202)

    async def _take_back(self, request: Request) -> Response:
        """Let an earlier generation answer again."""
        if reason := self._refusal(request):
            return _problem(reason, 403)
        number = _number(await _sent(request, "generation"))
        if number is None:
            return _problem("Which generation is to answer was not said; reload the page.", 400)
        try:
            found = await run_in_threadpool(rollback, self._folder, number, keep=self._settings.keep_generations)
        except BuildRunningError as error:
            return _problem(str(error), 409)
        except StoreError as error:
            return _problem(str(error), 422)
        return JSONResponse({"generation": found.number, "origin": found.origin})

    def _why_not(self, request: Request) -> str | None:
        return why_not(request, is_allowed=self._settings.allow_changes)

    def _refusal(self, request: Request) -> str | None:
        return refusal(request, self._token, is_allowed=self._settings.allow_changes)

    def _why_no_build(self) -> str:
        try:
            return why_no_build(self._settings.articles, ledgers(self._folder))
        except NewsQAError as error:
            return str(error)


async def _sent(request: Request, name: str) -> str:
    """Return a value of the JSON that was sent, which may be anything, as text."""
    try:
        message: Any = await request.json()
    except (ValueError, RecursionError):
        return ""
    return str(message.get(name, "")) if isinstance(message, dict) else ""


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number and text else None


def _problem(text: str, status: int) -> Response:
    return JSONResponse({"problem": text}, status)
