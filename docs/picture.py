"""Make docs/chat.png, the README's picture, from the running chat on seeds/: ``python docs/picture.py``.

With ``--views FOLDER`` every view of the chat is kept there instead, on a desk and on a phone, light and dark. Needs
Debian's ``chromium`` and the ``dev`` extra. With ``--index DIR`` an index that is there already is shown.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

import newsqa
from newsqa.config import Settings
from newsqa.index import Index
from newsqa.web import create_app

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "chat.png"
QUESTION = "How much was Lomax Coatings fined, and for what?"
WIDTH, HEIGHT = 1280, 800
MAX_BYTES = 400_000
UNANSWERED = "How tall is the Eiffel Tower?"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def serve(settings: Settings) -> Iterator[str]:
    """Serve the chat on a free port; gives its address."""
    with Index.open(settings=settings) as index, socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(index, settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's browser."""
    path = shutil.which("chromium")
    if path is None:
        sys.exit("picture: there is no `chromium` here; on Debian, apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def take_views(url: str, question: str, folder: Path) -> None:
    """Keep a picture of every view, as tall as it is."""
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    from views import views

    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for size in (DESK, PHONE):
            for theme in ("light", "dark"):
                page = browser.new_page(viewport=size, color_scheme=theme, reduced_motion="reduce")
                for number, (name, reach) in enumerate(views(url, question, UNANSWERED), start=1):
                    reach(page)
                    page.wait_for_timeout(400)  # the last frame is drawn
                    page.screenshot(path=folder / f"{size['width']}-{theme}-{number:02}-{name}.png")
                page.close()


def take_picture(url: str, question: str, picture: Path) -> None:
    """Ask, open the first article, and keep what the window shows."""
    with chromium() as browser:
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce"
        )
        page.goto(url)
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        page.locator(".card button").first.click()
        page.locator("#reading mark.cited").first.wait_for()
        page.evaluate("document.querySelector('.turn').scrollIntoView()")
        page.wait_for_timeout(300)  # the last frame is drawn
        page.screenshot(path=picture)


def main() -> None:
    """Build if need be, take the picture, and say how big it is."""
    parser = argparse.ArgumentParser(description="Make docs/chat.png from the running chat.")
    parser.add_argument("--index", help="an index folder to show; default: one built from seeds/ for the purpose")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--views", type=Path, metavar="FOLDER", help="keep a picture of every view in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(articles=str(ROOT / "seeds"), index=arguments.index or scratch)
        if not arguments.index:
            newsqa.build(settings=settings)
        with serve(settings) as url:
            if arguments.views:
                take_views(url, arguments.question, arguments.views)
                return
            take_picture(url, arguments.question, PICTURE)
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {WIDTH}x{HEIGHT}, {size / 1000:.0f} kB")
    if size > MAX_BYTES:
        sys.exit(f"picture: over {MAX_BYTES / 1000:.0f} kB")


if __name__ == "__main__":
    main()
