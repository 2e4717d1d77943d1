"""Many readers at once, over real sockets: nobody is lost, nobody holds the others, nobody's work outlives his tab."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import pytest
import uvicorn
from loops import in_loop
from tabs import Page, Tab

import newsqa
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.index import Index
from newsqa.web import app as web_app
from newsqa.web import chat, desk
from newsqa.web.conversation import Conversation

SOAK = bool(os.environ.get("NEWSQA_SOAK"))
TABS = 500 if SOAK else 60
PLACES = ("Kelmar", "Skarn", "Norrin", "Pellworth", "Karvik", "Tolm", "Brend", "Ostby", "Ferrol", "Hask")


def write(folder: Path, *, lamps: int) -> None:
    folder.mkdir(exist_ok=True)
    for number, place in enumerate(PLACES):
        text = (
            f"{place} lit {lamps + number} lamps along its quay on Monday. The harbour council of {place} paid."
            f"\n\nA keeper of {place} will see to the lamps in winter, the council said."
        )
        (folder / f"{place}.txt").write_text(f"Lamps in {place}\n\n{text}\n", encoding="utf-8")


def question(number: int) -> str:
    return f"How many lamps did {PLACES[number % len(PLACES)]} light along its quay, asked {number} times?"


class Gate:
    """Stands before ``Index.ask``: notes what comes, and lets it through when it is open."""

    def __init__(self, index: Index) -> None:
        self.asked: list[str] = []
        self._open = threading.Event()
        self._ask = index.ask

    def __call__(self, text: str, **more):
        self.asked.append(text)
        assert self._open.wait(20)
        return self._ask(text, **more)

    def open(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.clear()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[tuple[Index, Settings]]:
    root = tmp_path_factory.mktemp("held")
    settings = Settings(articles=str(root / "in"), index=str(root / "index"))
    write(root / "in", lamps=20)
    newsqa.build(settings=settings, encoder=encoder)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield index, settings


@pytest.fixture
def gate(archive: tuple[Index, Settings], monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(archive[0])
    monkeypatch.setattr(archive[0], "ask", gate)
    yield gate
    gate.open()


class Served:
    """A chat that runs: where, and its desk."""

    url: str
    desk: desk.Desk


@pytest.fixture
def serve(archive: tuple[Index, Settings], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Served]]:
    with contextlib.ExitStack() as stack:

        def serve(**more: object) -> Served:
            served = Served()
            plain = desk.Desk

            def noted(*values) -> desk.Desk:
                served.desk = plain(*values)
                return served.desk

            monkeypatch.setattr(web_app, "Desk", noted)
            settings = Settings(articles=archive[1].articles, index=archive[1].index, **more)
            server = uvicorn.Server(
                uvicorn.Config(
                    web_app.create_app(archive[0], settings), log_level="warning", timeout_graceful_shutdown=1
                )
            )
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            stack.callback(thread.join, 20)
            stack.callback(setattr, server, "should_exit", True)
            served.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            return served

        yield serve


async def until(claim: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.01)


def test_all_who_ask_at_the_same_moment_are_answered_each_his_own_question(serve, gate):
    gate.open()
    served = serve()

    async def main():
        page = await Page.read(served.url)
        tabs = [Tab(page, f"tab{number}") for number in range(TABS)]
        try:
            for tab in tabs:
                await tab.open()
            replies = await asyncio.gather(*(tab.ask(question(number)) for number, tab in enumerate(tabs)))
        finally:
            await asyncio.gather(*(tab.close() for tab in tabs))
        for number, reply in enumerate(replies):
            assert reply.is_answered, reply
            assert f"asked {number} times" in reply.html
            assert f"lit {20 + number % len(PLACES)} lamps" in reply.html.replace("</strong>", "").replace(
                "</mark>", ""
            )
        assert len(gate.asked) == TABS

    in_loop(main())


def test_one_more_than_may_wait_is_told_to_come_back_and_the_others_are_answered(serve, gate):
    served = serve(max_waiting=3)
    fit = desk._AT_ONCE + 3

    async def main():
        page = await Page.read(served.url)
        async with contextlib.AsyncExitStack() as stack:
            tabs = [await stack.enter_async_context(Tab(page, f"tab{number}")) for number in range(fit + 2)]
            asking = []
            for number, tab in enumerate(tabs[:fit]):
                asking.append(asyncio.create_task(tab.ask(question(number))))
                await until(lambda: served.desk._line._served + len(served.desk._line._waiting) == len(asking))
            late = [await tab.ask("Is there room?") for tab in tabs[fit:]]
            assert [reply.problem for reply in late] == [
                "3 questions are waiting to be answered, which is all that may; ask again in a minute"
            ] * 2
            gate.open()
            assert all(reply.is_answered for reply in await asyncio.gather(*asking))
            assert (await tabs[-1].ask(question(1))).is_answered

    in_loop(main())


def test_a_tab_that_asks_too_much_is_told_when_to_ask_again_and_the_others_are_not(serve, gate):
    gate.open()
    served = serve(max_questions_per_minute=3)

    async def main():
        page = await Page.read(served.url)
        async with Tab(page, "eager") as eager, Tab(page, "calm") as calm:
            replies = [await eager.ask(question(number)) for number in range(5)]
            assert [reply.is_answered for reply in replies] == [True] * 3 + [False] * 2
            problem = "this tab has asked 3 questions within a minute, which is all that it may; ask again in "
            assert all(reply.problem.startswith(problem) for reply in replies[3:])
            assert 10 <= int(replies[4].problem.removeprefix(problem).split()[0]) <= 20
            assert (await calm.ask(question(0))).is_answered
        assert len(gate.asked) == 4

    in_loop(main())


def test_a_question_that_is_too_long_is_refused_at_once_and_not_kept(serve, gate):
    served = serve(max_question_chars=50)

    async def main():
        page = await Page.read(served.url)
        async with Tab(page, "long") as tab:
            reply = await tab.ask("lamp " * 100_000)
            assert reply.problem == "the question has 499,999 characters, the limit is 50; ask it in fewer words"
            (kept,) = served.desk._tabs.values()
            assert len(kept.turn(1).question) == 1000
        assert gate.asked == []

    in_loop(main())


def test_readers_who_do_not_read_hold_nobody_and_are_not_worked_for_without_end(serve, gate, monkeypatch):
    gate.open()
    monkeypatch.setattr(chat, "_MOST_UNREAD", 10)
    served = serve()

    async def main():
        page = await Page.read(served.url)
        at = urlsplit(served.url)
        never = []
        async with contextlib.AsyncExitStack() as stack:
            for number in range(5):
                tab = await stack.enter_async_context(Tab(page, f"never{number}"))
                await tab.join(page.act, {"do": "ask", "question": question(number), "filters": {}})
                connection = stack.enter_context(socket.socket())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                connection.connect((at.hostname, at.port))
                path = f"{urlsplit(tab.data_url).path}?{urlsplit(tab.data_url).query}"
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\n\r\n".encode())
                never.append(tab)
            reader = await stack.enter_async_context(Tab(page, "reader"))
            assert (await reader.ask(question(7))).is_answered
            asker = await stack.enter_async_context(Tab(page, "asker"))  # asks, and has no stream at all
            before = len(gate.asked)
            for number in range(20):
                await asker.join(page.act, {"do": "ask", "question": question(number), "filters": {}})
                await until(lambda: not served.desk._line._served)
            assert 2 <= len(gate.asked) - before <= 10
            assert (await reader.ask(question(8))).is_answered

    in_loop(main())


def test_closed_tabs_end_their_work_in_the_line_and_nothing_is_kept_of_them(serve, gate):
    served = serve()
    line = served.desk._line

    async def main():
        page = await Page.read(served.url)
        tabs = [Tab(page, f"tab{number}") for number in range(desk._AT_ONCE + 6)]
        for tab in tabs:
            await tab.open()
        asking = [asyncio.create_task(tab.ask(question(number))) for number, tab in enumerate(tabs)]
        await until(lambda: len(line._waiting) == 6 and len(gate.asked) == desk._AT_ONCE)
        assert len(served.desk._tabs) == len(tabs)
        for task in asking:
            task.cancel()
        await asyncio.gather(*(tab.close() for tab in tabs))
        await until(lambda: not line._waiting and not line._served)
        async with Tab(page, "next") as tab:
            asked = asyncio.create_task(tab.ask("Who comes next?"))
            await asyncio.sleep(0.2)
            gate.open()
            assert (await asked).error is None
        # Those that were at the index ran to their end there; those in the line never came to it.
        assert len(gate.asked) == desk._AT_ONCE + 1
        await until(lambda: not served.desk._tabs)
        assert not [kept for kept in gc.get_objects() if isinstance(kept, Conversation) and kept._running]

    in_loop(main())


def test_a_connection_that_is_cut_ends_the_work_as_a_closed_tab_does(serve, gate):
    served = serve()
    line = served.desk._line
    at = urlsplit(served.url)

    async def main():
        page = await Page.read(served.url)
        async with contextlib.AsyncExitStack() as stack:
            for number in range(desk._AT_ONCE):
                tab = await stack.enter_async_context(Tab(page, f"first{number}"))
                await tab.join(page.act, {"do": "ask", "question": question(number), "filters": {}})
            await until(lambda: len(gate.asked) == desk._AT_ONCE)
            cut = Tab(page, "cut")
            beat = socket.create_connection((at.hostname, at.port))
            beat.sendall(f"GET /gradio_api/heartbeat/cut HTTP/1.1\r\nHost: {at.netloc}\r\n\r\n".encode())
            assert b"ALIVE" in (first := beat.recv(4096)) or b"ALIVE" in first + beat.recv(4096)
            await cut.join(page.act, {"do": "ask", "question": "Who is cut off?", "filters": {}})
            await until(lambda: len(line._waiting) == 1)
            beat.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, no goodbye
            beat.close()
            await until(lambda: not line._waiting)
            await cut.close()
            gate.open()
        assert "Who is cut off?" not in gate.asked

    in_loop(main())


def test_a_tab_with_many_questions_takes_turns_with_the_others(serve, gate, monkeypatch):
    monkeypatch.setattr(desk, "_AT_ONCE", 1)
    served = serve()

    async def main():
        page = await Page.read(served.url)
        async with Tab(page, "much") as much, Tab(page, "little") as little:
            for number in range(3):
                await much.join(page.act, {"do": "ask", "question": f"much {number}", "filters": {}})
            await until(lambda: gate.asked)
            asking = asyncio.create_task(little.ask("little"))
            await until(lambda: served.desk._line._waiting)
            gate.open()
            assert (await asking).error is None
            await until(lambda: len(gate.asked) == 4)
        assert gate.asked == ["much 0", "little", "much 1", "much 2"]

    in_loop(main())


def test_a_paint_sends_what_changed_and_makes_no_component_anew(serve, gate, monkeypatch):
    gate.open()
    served = serve()
    made: list[str] = []
    monkeypatch.setattr(gr.HTML, "postprocess", lambda self, value: made.append(value) or value)

    async def main():
        page = await Page.read(served.url)
        async with Tab(page, "one") as tab:
            plain = gr.HTML.__init__
            monkeypatch.setattr(gr.HTML, "__init__", lambda *values, **more: made.append(plain(*values, **more)))
            await tab.ask(question(1))
            second = await tab.ask(question(2))
        assert made == []
        assert "asked 2 times" in second.html
        assert "asked 1 times" not in second.html

    in_loop(main())


def test_a_build_beside_the_load_is_picked_up_and_nobody_notices_but_by_the_answers(serve, gate, archive, encoder):
    gate.open()
    served = serve(max_questions_per_minute=10_000)
    _, settings = archive

    async def main():
        page = await Page.read(served.url)
        async with contextlib.AsyncExitStack() as stack:
            tabs = [await stack.enter_async_context(Tab(page, f"tab{number}")) for number in range(6)]
            replies, built = [], asyncio.Event()

            async def ask_until_built(tab: Tab, number: int) -> None:
                while not built.is_set():
                    replies.append(await tab.ask(question(number)))

            asking = [asyncio.create_task(ask_until_built(tab, number)) for number, tab in enumerate(tabs)]
            try:
                write(Path(settings.articles), lamps=70)
                await asyncio.to_thread(newsqa.build, settings=settings, encoder=encoder)
            finally:
                built.set()
            await asyncio.gather(*asking)
            assert replies
            assert all(reply.is_answered for reply in replies), [reply.error or reply.problem for reply in replies]
            for number, tab in enumerate(tabs):
                html = (await tab.ask(question(number))).html
                assert f"{70 + number} " in html
                assert f"{20 + number} " not in html

    in_loop(main())


def test_a_server_opens_as_many_files_as_the_system_lets_it():
    code = (
        "import json, resource; from newsqa.web.server import _most_connections as most; "
        "print(json.dumps([most(), *resource.getrlimit(resource.RLIMIT_NOFILE)]))"
    )
    hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 4000)
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard)),
    ).stdout  # fmt: skip
    assert json.loads(output) == [hard - 200, hard, hard]
