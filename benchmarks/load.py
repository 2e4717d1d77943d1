"""Many readers at once: how long they wait, what is lost, what a tab that is only open costs.

    python benchmarks/load.py INDEX FOLDER... [--seconds N] [--parts NAME...] [--json FILE]

INDEX is an index folder; a FOLDER is a set as `newsqa evaluate` takes, whose questions are asked, each reader others.
`newsqa chat` serves the index in a process of its own on loopback; the readers are this process, on the same cores, and
speak what Gradio's page speaks (tests/tabs.py). Times are from the sending of a question to the last paint of its
answer, and to the first passages. The parts:

- steady: 50 readers, each asks every 5 s;
- rush: 500 tabs that are open ask at the same moment;
- odd: with readers who never read, read a byte a second, or close their tab while they wait, what ten others notice,
  and for how long the server works on when all who asked are gone;
- browser: one reader in a real browser, alone, then beside 50 others;
- idle: 500 tabs that are open and ask nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from tabs import Page, Reply, Tab  # beside the tests

from newsqa.evaluate.questions import QUERIES, find_file, read_questions

READERS, EVERY_S, RUSH, IDLE = 50, 5.0, 500, 500
ODD, WATCHERS = 20, 10
_OPENED_TOGETHER = 20
BROWSER_QUESTIONS = 60
PAGE_BYTES, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
ADDRESS = re.compile(r"http://[\w.:]+")
PARTS = ("steady", "rush", "odd", "browser", "idle")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=120.0, help="of the part steady")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    questions = shuffled(options.folders)
    figures: dict[str, dict] = {}
    for part in options.parts:
        with served(options.index) as server:
            figures[part] = asyncio.run(PART[part](server, questions, options))
        show(part, figures[part])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def shuffled(folders: list[Path]) -> list[str]:
    texts = [question.text for folder in folders for question in read_questions(find_file(folder, QUERIES) or folder)]
    texts = list(dict.fromkeys(texts))
    random.Random(6).shuffle(texts)  # noqa: S311
    return texts


class Server:
    """The chat in a process of its own, and what the system says of that."""

    def __init__(self, process: subprocess.Popen, url: str) -> None:
        self.process, self.url = process, url

    def _status(self) -> list[str]:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        return stat.rpartition(")")[2].split()

    @property
    def cpu_s(self) -> float:
        status = self._status()
        return (int(status[11]) + int(status[12])) / TICKS

    @property
    def resident_mb(self) -> float:
        return int(self._status()[21]) * PAGE_BYTES / 1e6

    @property
    def files(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())


@contextlib.contextmanager
def served(index: Path) -> Iterator[Server]:
    """Serve the index; what the server says of mistakes is shown when it has ended."""
    command = [sys.executable, "-m", "newsqa", "chat", "--index", str(index), "--port", "0"]
    said_at_once = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=said_at_once) as process,
    ):
        try:
            yield Server(process, _address(process, said))
        finally:
            process.terminate()
            process.wait()
            said.seek(0)
            sys.stderr.write(said.read())


def _address(process: subprocess.Popen, said: IO[str]) -> str:
    while True:
        said.seek(0)
        found = ADDRESS.search(said.read())
        if found:
            return f"{found[0]}/"
        if process.poll() is not None:
            sys.exit("the server did not start")
        time.sleep(0.1)


@contextlib.asynccontextmanager
async def opened(page: Page, count: int, name: str) -> AsyncIterator[list[Tab]]:
    """Give so many open tabs; some at a time, so that their opening is not what is measured."""
    tabs = [Tab(page, f"{name}{number}") for number in range(count)]
    try:
        for first in range(0, count, _OPENED_TOGETHER):
            await asyncio.gather(*(tab.open() for tab in tabs[first : first + _OPENED_TOGETHER]))
        yield tabs
    finally:
        await asyncio.gather(*(tab.close() for tab in tabs), return_exceptions=True)


async def reading(tab: Tab, questions: Iterator[str], until: float, draw: random.Random) -> list[Reply]:
    """Ask every so often, beginning at some moment, until the time is over; look for new builds in between."""
    replies = []
    due = time.perf_counter() + draw.uniform(0, EVERY_S)
    ticked = time.perf_counter()
    while due < until:
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        replies.append(await tab.ask(next(questions)))
        if time.perf_counter() - ticked > 15:
            await tab.tick()
            ticked = time.perf_counter()
        due = max(due + EVERY_S, time.perf_counter())
    return replies


async def steady(server: Server, questions: list[str], options: argparse.Namespace) -> dict:
    page, draw, asked = await Page.read(server.url), random.Random(7), itertools.cycle(questions)  # noqa: S311
    memory: list[tuple[float, float]] = []
    async with opened(page, READERS, "reader") as tabs:
        for tab in tabs[:5]:
            await tab.ask(next(asked))
        began, cpu = time.perf_counter(), server.cpu_s
        watching = asyncio.create_task(_watch(server, memory, began))
        replies = await asyncio.gather(*(reading(tab, asked, began + options.seconds, draw) for tab in tabs))
        watching.cancel()
        took = time.perf_counter() - began
        spent = server.cpu_s - cpu
    flat = [point for point in memory if point[0] > took / 3]
    slope = float(np.polyfit(*zip(*flat, strict=True), 1)[0]) * 60 if len(flat) > 2 else float("nan")
    return {
        **waits([reply for each in replies for reply in each]),
        "server cores busy": spent / took, "server CPU a question s": spent / sum(map(len, replies)),
        "memory at first MB": memory[0][1], "memory at last MB": memory[-1][1],
        "memory MB a minute, last two thirds": slope,
    }  # fmt: skip


async def _watch(server: Server, memory: list[tuple[float, float]], began: float) -> None:
    while True:
        memory.append((time.perf_counter() - began, server.resident_mb))
        await asyncio.sleep(1)


async def rush(server: Server, questions: list[str], options: argparse.Namespace) -> dict:
    page = await Page.read(server.url)
    async with opened(page, RUSH, "rush") as tabs:
        await tabs[0].ask(questions[-1])
        replies = await asyncio.gather(*(tab.ask(text) for tab, text in zip(tabs, questions, strict=False)))
        return {
            **waits(list(replies)),
            "told their place": sum(reply.told_places > 0 for reply in replies),
            "told to come back": sum("ask again" in (reply.problem or "") for reply in replies),
            "lost": sum(reply.error is not None for reply in replies),
            "until the last s": max(reply.last_paint_s or 0 for reply in replies),
            "server files": server.files,
        }


async def odd(server: Server, questions: list[str], options: argparse.Namespace) -> dict:
    page, asked = await Page.read(server.url), itertools.cycle(questions)
    figures: dict[str, object] = {}
    async with opened(page, WATCHERS, "watcher") as watchers:

        async def watched() -> list[Reply]:
            return [
                reply for _ in range(3) for reply in await asyncio.gather(*(tab.ask(next(asked)) for tab in watchers))
            ]

        await watched()
        figures["alone p95 s"] = waits(await watched())["answer p95 s"]
        async with opened(page, 2 * ODD, "slow") as slow:
            streams = [
                await _asks_and_reads(tab, next(asked), a_byte_a_second=n % 2 == 0) for n, tab in enumerate(slow)
            ]
            await asyncio.sleep(ODD * 0.3)  # what the slow ones asked is answered meanwhile
            beside = waits(await watched())
            figures |= {
                "beside slow readers p95 s": beside["answer p95 s"],
                "beside slow readers errors": beside["errors"],
            }
            for stream in streams:
                stream.cancel()
        async with opened(page, 5 * ODD, "leaving") as leaving:
            each = time.perf_counter()
            cpu = server.cpu_s
            for _ in range(5):
                await watchers[0].ask(next(asked))
            per_question = (server.cpu_s - cpu) / 5
            each = (time.perf_counter() - each) / 5
            asking = [asyncio.create_task(tab.ask(next(asked))) for tab in leaving]
            await asyncio.sleep(10 * each)
        for task in asking:
            task.cancel()
        cpu = server.cpu_s
        after = await watchers[0].ask(next(asked))
        await asyncio.sleep(2)
        figures |= {
            "CPU of a question s": per_question, "closed while they waited": len(leaving),
            "CPU after they closed s": server.cpu_s - cpu, "next reader's answer s": after.last_paint_s,
        }  # fmt: skip
    return figures


async def _asks_and_reads(tab: Tab, question: str, *, a_byte_a_second: bool) -> asyncio.Task:
    """Ask, and read next to nothing of the stream, through a window as small as the system allows."""
    await tab.join(tab.page.act, {"do": "ask", "question": question, "filters": {}})
    at = urlsplit(tab.data_url)

    async def read() -> None:
        reader, writer = await asyncio.open_connection(at.hostname, at.port, limit=1)
        writer.write(f"GET {at.path}?{at.query} HTTP/1.1\r\nHost: {at.netloc}\r\n\r\n".encode())
        try:
            while True:
                if a_byte_a_second:
                    await reader.read(1)
                await asyncio.sleep(1)
        finally:
            writer.close()

    return asyncio.create_task(read())


async def idle(server: Server, questions: list[str], options: argparse.Namespace) -> dict:
    page, seconds = await Page.read(server.url), 30.0
    cpu = server.cpu_s
    await asyncio.sleep(10)
    nobody = (server.cpu_s - cpu) / 10
    before = server.resident_mb
    async with opened(page, IDLE, "idle") as tabs:
        memory, cpu, began = server.resident_mb, server.cpu_s, time.perf_counter()

        async def ticking(tab: Tab, after: float) -> None:
            await asyncio.sleep(after)
            while time.perf_counter() - began < seconds:
                await tab.tick()
                await asyncio.sleep(15)

        await asyncio.gather(*(ticking(tab, 15 * n / IDLE) for n, tab in enumerate(tabs)))
        busy = (server.cpu_s - cpu) / (time.perf_counter() - began)
        files = server.files
    return {
        "server cores busy, no tab": nobody, f"server cores busy, {IDLE} tabs": busy,
        "kB a tab": (memory - before) * 1000 / IDLE, "server files": files,
    }  # fmt: skip


async def browser(server: Server, questions: list[str], options: argparse.Namespace) -> dict:
    from playwright.async_api import async_playwright

    page, asked = await Page.read(server.url), itertools.cycle(questions)
    figures: dict[str, object] = {}
    async with async_playwright() as playwright:
        program = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = await program.new_page(viewport={"width": 1440, "height": 900})
        await view.goto(server.url)
        await view.wait_for_selector(".welcome")
        await view.evaluate(STOPWATCH)
        for number in range(3):
            await _timed(view, next(asked), number)
        figures |= _both("alone", [await _timed(view, next(asked), n) for n in range(BROWSER_QUESTIONS)])
        async with opened(page, READERS, "beside") as tabs:
            until = time.perf_counter() + 600
            draw = random.Random(8)  # noqa: S311
            others = [asyncio.create_task(reading(tab, asked, until, draw)) for tab in tabs]
            await asyncio.sleep(EVERY_S)
            beside = [await _timed(view, next(asked), n) for n in range(BROWSER_QUESTIONS)]
            for task in others:
                task.cancel()
        figures |= _both(f"beside {READERS} others", beside)
        await program.close()
    return figures


# Notes when the first card, and when the whole answer of the newest turn, could be seen.
STOPWATCH = """() => {
  window.watched = {};
  const look = () => {
    const all = [...document.querySelectorAll(".turn")];
    const turn = all.reduce((a, b) => (Number(b.dataset.turn) > Number(a?.dataset.turn ?? 0) ? b : a), null);
    const watched = window.watched;
    const since = performance.now() - watched.began;
    if (!turn || !watched.began || Number(turn.dataset.turn) <= watched.before) return;
    if (!watched.first && turn.querySelector(".card, .notice:not(.waiting)")) watched.first = since;
    if (!watched.last && turn.dataset.announce) watched.last = since;
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, attributes: true});
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const numbers = [...document.querySelectorAll(".turn")].map((turn) => Number(turn.dataset.turn));
    window.watched = {began: performance.now(), before: Math.max(0, ...numbers)};
  }, {capture: true});
}"""


async def _timed(view, question: str, number: int) -> tuple[float, float]:  # a page of Playwright's
    if number % 12 == 11:  # as a reader does, before a page is full
        await view.click("#anew")
        await view.wait_for_selector(".welcome")
    await view.fill("#question textarea", question)
    await view.keyboard.press("Enter")
    watched = await (await view.wait_for_function("window.watched.last && window.watched")).json_value()
    await asyncio.sleep(0.1)
    return watched["first"] / 1000, watched["last"] / 1000


def _both(name: str, seen: list[tuple[float, float]]) -> dict[str, float]:
    first, last = (np.array(each) for each in zip(*seen, strict=True))
    return {
        f"{name}: {what} {point} s": float(np.percentile(values, percent))
        for what, values in (("first passage", first), ("answer", last))
        for point, percent in (("p50", 50), ("p95", 95))
    }


def waits(replies: list[Reply]) -> dict:
    """Return how long the replies took, in seconds, and what was wrong."""
    done = [reply.last_paint_s for reply in replies if reply.is_answered]
    first = [reply.first_cards_s for reply in replies if reply.first_cards_s is not None]
    wrong = [reply.error or reply.problem for reply in replies if reply.error or reply.problem]
    return {
        "questions": len(replies),
        **{f"answer {name} s": float(np.percentile(done, share)) if done else None
           for name, share in (("p50", 50), ("p95", 95), ("max", 100))},
        **{f"first passages {name} s": float(np.percentile(first, share)) if first else None
           for name, share in (("p50", 50), ("p95", 95))},
        "errors": len(wrong), "what was wrong": dict.fromkeys(wrong[:5]) and list(dict.fromkeys(wrong))[:5],
    }  # fmt: skip


def show(part: str, figures: dict) -> None:
    print(f"{part}", flush=True)
    for name, value in figures.items():
        print(f"  {name:<44}{f'{value:.3f}' if isinstance(value, float) else value!s:>12}", flush=True)


PART: dict[str, Callable] = {"steady": steady, "rush": rush, "odd": odd, "browser": browser, "idle": idle}

if __name__ == "__main__":
    main()
