"""A real browser on a real server over a real index of small articles that stand here."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import newsqa
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.index import Index
from newsqa.web import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

expect.set_options(timeout=15_000)

FERRY = {
    "id": "ferry",
    "title": "Harbour council delays vote on the Skarn ferry",
    "source": "Kelmar Courier",
    "date": "2026-03-02",
    "url": "https://courier.example/ferry?a=1&b=2",
    "language": "en",
    "text": "\n\n".join(
        [
            "The harbour council of Kelmar put off its vote on the new ferry contract on Monday. Three members had "
            "asked for more time to read the report of the auditors.",
            *(
                f"Paragraph {number} is about the harbour in general. The quay was built of granite, and number "
                f"{number} of its lamps was lit again this winter after a long repair. Nobody was hurt in the works."
                for number in range(1, 13)
            ),
            "The cost of winter crews",
            "The auditors found that the cheapest bid for the ferry left out the cost of winter crews. Ingrid "
            "Solheim, who chairs the council, called this a serious omission in the ferry contract.",
            *(
                f"Closing paragraph {number} tells of the weather. Rain fell on the island for the whole week, and "
                f"the road to point {number} was closed by the fire brigade until the evening."
                for number in range(1, 13)
            ),
        ]
    ),
}
WATER = {
    "id": "water",
    "title": "Lead found in the water of two schools",
    "source": "The Island Ledger",
    "date": "2025-09-18",
    "language": "en",
    "text": "Lead above the legal limit was found in the drinking water of two schools, the health office said. The "
    "pipes date from 1961 and will be replaced by the spring. Parents were told by letter on Wednesday.",
}
ARABIC = {
    "id": "arabic",
    "title": "العبارة تعود إلى العمل",
    "date": "2025-01-09",
    "language": "ar",
    "text": "قال المجلس إن العبارة ستعود إلى العمل يوم الاثنين. وأضاف أن الطاقم وافق على العرض الجديد للشركة.",
}

# What an article may try, one a line; each sets window.__pwned if it comes alive.
PAYLOADS = (
    "<script>window.__pwned = 'script'</script>",
    "<img src=x onerror=\"window.__pwned = 'img'\">",
    "<svg onload=\"window.__pwned = 'svg'\"></svg>",
    "<iframe srcdoc=\"<script>parent.__pwned = 'frame'</script>\"></iframe>",
    "</mark></p></article><script>window.__pwned = 'closed'</script>",
    "<a href=\"javascript:window.__pwned='a'\">link</a>",
    "<style>body { display: none }</style>",
    "[click](javascript:window.__pwned='markdown') ![dot](https://evil.example/dot.png)",
    "$$\\href{javascript:window.__pwned='latex'}{\\frac{1}{2}}$$ and \\(x^2\\)",
    "{{constructor.constructor('window.__pwned = 1')()}} {{#each this}}{{this}}{{/each}} {{{value}}}",
    "${window.__pwned = 'template'} `${alert(1)}` {% raw %}{{ 7 * 7 }}{% endraw %} @children",
    '" onmouseover="window.__pwned = \'attribute\'" autofocus onfocus="window.__pwned = \'focus\'" x="',
    "&lt;b&gt;entities&lt;/b&gt; &amp;amp; &#60;i&#62; stay as they are",
)
HOSTILE = {
    "id": "hostile",
    "title": "Zebra smuggling " + PAYLOADS[1] + PAYLOADS[9] + PAYLOADS[10],
    "source": "Gazette " + PAYLOADS[0] + PAYLOADS[11],
    "authors": ["Reporter " + PAYLOADS[2]],
    "date": "2024-05-05",
    "url": "javascript:window.__pwned='url'",
    "language": "en\" onload=\"window.__pwned = 'lang'",
    "text": "\n\n".join(
        [
            "Zebra smuggling was seen at the border post on Sunday, said the guards.",
            "Heading " + PAYLOADS[1] + " " + PAYLOADS[9],
            *(f"The zebra smuggling report quotes {payload} word for word." for payload in PAYLOADS),
        ]
    ),
}


def _missing_browser() -> str | None:
    if shutil.which("chromium") is None:
        return "LEFT OUT: every browser test; there is no `chromium` here (Debian: apt-get install chromium)"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = _missing_browser()
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            if reason and os.environ.get("NEWSQA_REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reason = _missing_browser()
    if reason:
        terminalreporter.write_line(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    missing = _missing_browser()
    if missing:
        pytest.fail(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclasses.dataclass
class Chat:
    """A chat that runs: where, over which index, made of which folder."""

    url: str
    index: Index
    folder: Path
    settings: Settings
    encoder: Encoder

    def build(self, *articles: dict[str, object]) -> None:
        """Put the articles into the folder and bring the index up to date."""
        build_archive(self.folder, self.settings, self.encoder, *articles)


def build_archive(folder: Path, settings: Settings, encoder: Encoder, *articles: dict[str, object]) -> None:
    folder.mkdir(exist_ok=True)
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    newsqa.build(folder, settings=settings, encoder=encoder)


def run_chat(root: Path, encoder: Encoder, *articles: dict[str, object], allow_changes: bool = False) -> Iterator[Chat]:
    settings = Settings(articles=str(root / "articles"), index=str(root / "index"), allow_changes=allow_changes)
    build_archive(root / "articles", settings, encoder, *articles)
    yield from serve_chat(settings, encoder)


def serve_chat(settings: Settings, encoder: Encoder) -> Iterator[Chat]:
    """Serve the chat over an index that is there."""
    with (
        Index.open(settings=settings, encoder=encoder) as index,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        server = uvicorn.Server(
            uvicorn.Config(create_app(index, settings), log_level="warning", timeout_graceful_shutdown=2)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        port = listening.getsockname()[1]
        yield Chat(f"http://127.0.0.1:{port}/", index, Path(settings.articles), settings, encoder)
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture(scope="session")
def serving() -> Callable[[Settings, Encoder], Iterator[Chat]]:
    """What serves an index that a test has built."""
    return serve_chat


@pytest.fixture(scope="session")
def shared_chat(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Chat]:
    """One server for all tests that leave it as they found it."""
    yield from run_chat(tmp_path_factory.mktemp("archive"), encoder, FERRY, WATER, ARABIC, HOSTILE)


@pytest.fixture(scope="session")
def chats() -> SimpleNamespace:
    """Serve chats of a test module's own: ``run`` over articles, ``serve`` over an index that is there."""
    return SimpleNamespace(run=run_chat, serve=serve_chat)


@pytest.fixture
def seeds_chat(tmp_path: Path, encoder: Encoder) -> Iterator[Chat]:
    """A server over the project's own articles."""
    settings = Settings(articles=str(SEEDS), index=str(tmp_path / "index"))
    newsqa.build(settings=settings, encoder=encoder)
    yield from serve_chat(settings, encoder)


@pytest.fixture
def own_chat(tmp_path: Path, encoder: Encoder) -> Iterator[Chat]:
    """A server of the test's own, over one article."""
    yield from run_chat(tmp_path, encoder, WATER)


@pytest.fixture(scope="session")
def chat_over(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Callable[..., Chat]]:
    """Serve a chat over the articles of a module's own, until the last test has ended."""
    with ExitStack() as served:

        def chat_over(*articles: dict[str, object]) -> Chat:
            return served.enter_context(contextmanager(run_chat)(tmp_path_factory.mktemp("own"), encoder, *articles))

        yield chat_over


@pytest.fixture
def changing_chat(tmp_path: Path, encoder: Encoder) -> Iterator[Chat]:
    """A server of the test's own, over one article, whose archive may be changed from its page."""
    yield from run_chat(tmp_path, encoder, WATER, allow_changes=True)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a chat in a browser context; afterwards nothing ran that should not, and no other host was asked."""
    contexts: list[tuple[BrowserContext, list[str], list[str], str]] = []

    def open_page(chat: Chat, *, query: str = "", **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        asked: list[str] = []
        alarms: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        context.on("dialog", lambda dialog: (alarms.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        context.on("weberror", lambda error: alarms.append(f"error: {error.error}"))
        context.on("console", lambda line: alarms.append(line.text) if "Content Security" in line.text else None)
        contexts.append((context, asked, alarms, chat.url))
        page = context.new_page()
        page.goto(chat.url + query)
        expect(page.locator(".welcome, .turn").first).to_be_visible()
        return page

    yield open_page
    for context, asked, alarms, url in contexts:
        pwned = [page.evaluate("window.__pwned") for page in context.pages]
        context.close()
        assert pwned == [None] * len(pwned)
        assert alarms == []
        assert len(asked) > 1
        assert {urlsplit(one).netloc for one in asked if not one.startswith("data:")} == {urlsplit(url).netloc}


@pytest.fixture
def ask() -> Callable[[Page, str], None]:
    def ask(page: Page, question: str) -> None:
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")

    return ask


@pytest.fixture(scope="session")
def payloads() -> tuple[str, ...]:
    return PAYLOADS


@pytest.fixture(scope="session")
def articles() -> dict[str, dict[str, object]]:
    return {str(article["id"]): article for article in (FERRY, WATER, ARABIC, HOSTILE)}
