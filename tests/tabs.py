"""A browser tab without a browser: speaks to the chat as Gradio's page does, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import ssl
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from newsqa.web.readers import COOKIE

_CONFIG = re.compile(r"window\.gradio_config\s*=\s*(\{.*?\});\s*</script>", re.DOTALL)
# One for all: a context of one's own costs each tab more than a question.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CARDS, PROBLEM = re.compile(r'class="card\b'), re.compile(r'<p class="notice problem">([^<]*)')
_PLACE = re.compile(r'data-place="[^"]')


@dataclass(frozen=True, slots=True)
class Page:
    """What a tab reads from the page: the numbers of its events, each with what triggers it."""

    url: str
    load: tuple[int, int]
    act: tuple[int, int]
    tick: tuple[int, int]

    @classmethod
    async def read(cls, url: str) -> Page:
        """Read the page that stands at ``url``, which ends in a slash."""
        async with httpx.AsyncClient(verify=_NO_TLS) as client:
            found = _CONFIG.search((await client.get(url)).text)
        assert found, "the page has no configuration of Gradio's"
        events = {}
        for event in json.loads(found[1])["dependencies"]:
            for target, name in event["targets"]:
                events.setdefault((name, len(event["targets"]) > 1), (event["id"], target))
        return cls(url, events["load", False], events["click", True], events["tick", False])


@dataclass(slots=True)
class Reply:
    """What a tab was shown for a question, in seconds from the moment that it was sent."""

    sent_at: float
    first_cards_s: float | None = None
    last_paint_s: float | None = None
    told_places: int = 0
    html: str = ""
    error: str | None = None
    messages: int = 0

    @property
    def problem(self) -> str | None:
        """What the page says is wrong."""
        found = PROBLEM.search(self.html)
        return found and found[1]

    @property
    def is_answered(self) -> bool:
        """Whether it ended, with nothing wrong."""
        return self.error is None and self.problem is None and self.last_paint_s is not None


@dataclass(slots=True)
class Tab:
    """An open tab of a reader of its own: it keeps a connection for the server to notice that it closes."""

    page: Page
    name: str
    client: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(
            verify=_NO_TLS,
            timeout=httpx.Timeout(300),
            limits=httpx.Limits(max_connections=None),
            cookies={COOKIE: secrets.token_urlsafe(32)},
        )
    )
    _beat: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Tab:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect, and do what a page does first."""
        self._beat = asyncio.create_task(self._heartbeat())
        opened = await self.send(self.page.load, None)
        if opened.error:
            raise AssertionError(opened.error)

    async def close(self) -> None:
        """Close every connection, as a browser does."""
        if self._beat:
            self._beat.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._beat
        await self.client.aclose()

    async def ask(self, question: str, **more: object) -> Reply:
        """Ask a question, and read until it ended."""
        return await self.send(self.page.act, {"do": "ask", "question": question, "filters": {}, **more})

    async def tick(self) -> Reply:
        """Look for a new build, as the page does by itself."""
        return await self.send(self.page.tick, None)

    async def send(self, event: tuple[int, int], sent: object) -> Reply:
        """Do what the page does on an event, and read the stream until the event ended."""
        reply = Reply(time.perf_counter())
        try:
            number = await self.join(event, sent)
            async with self.client.stream("GET", self.data_url) as stream:
                async for line in stream.aiter_lines():
                    if line.startswith("data:") and self._take(json.loads(line[5:]), number, reply):
                        break
        except (httpx.HTTPError, AssertionError) as error:
            reply.error = f"{type(error).__name__}: {error}"
        return reply

    @property
    def data_url(self) -> str:
        """Where the tab's stream is."""
        return f"{self.page.url}gradio_api/queue/data?session_hash={self.name}"

    async def join(self, event: tuple[int, int], sent: object) -> str:
        """Send an event, and return the number that it was given; the stream is not read."""
        body = {"data": [None], "event_data": sent, "fn_index": event[0], "trigger_id": event[1],
                "session_hash": self.name}  # fmt: skip
        answer = await self.client.post(f"{self.page.url}gradio_api/queue/join?", json=body)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:200]}"
        return str(answer.json()["event_id"])

    def _take(self, message: dict[str, Any], number: str, reply: Reply) -> bool:
        """Note what a message brings; True when it is the last one for the event."""
        if message.get("event_id") != number:
            if message["msg"] == "unexpected_error":
                raise AssertionError(message.get("message"))
            return False
        shown = time.perf_counter() - reply.sent_at
        reply.messages += 1
        if message["msg"] in {"process_generating", "process_completed"}:
            if not message["success"]:
                raise AssertionError(str(message["output"]))
            html = json.dumps(message["output"].get("data", []), ensure_ascii=False).replace('\\"', '"')
            if message["msg"] == "process_generating":
                reply.html += html
                reply.last_paint_s = shown
                reply.told_places += bool(_PLACE.search(html))
                if reply.first_cards_s is None and CARDS.search(html):
                    reply.first_cards_s = shown
        return message["msg"] == "process_completed"

    async def _heartbeat(self) -> None:
        # The server notices that the tab closed by the end of this.
        with contextlib.suppress(httpx.HTTPError):
            async with self.client.stream("GET", f"{self.page.url}gradio_api/heartbeat/{self.name}") as beats:
                async for _ in beats.aiter_raw():
                    pass
