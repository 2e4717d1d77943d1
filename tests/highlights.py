"""What chromium marks when a link with a text directive opens a page, and whether that is the quotation."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser

from newsqa.types import Article

# Marked text is a block of one colour; nothing of the page is in sight unless it is scrolled to.
COLOUR = (255, 0, 255)
STYLE = (
    "<style>::target-text { background: rgb(255, 0, 255) !important; color: rgb(255, 0, 255) !important }"
    "html { font: 16px/1.5 serif } body { padding: 3000px 40px !important }</style>"
)
WINDOW = {"width": 900, "height": 900}
NEAR_PX = 4
# No page is offered what is not on this machine.
ARGUMENTS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")

# Where stretches of text stand on the page. `lines` are looked for from the last to the first, each before the one
# after it, in the elements that `scope` selects: what a page says twice is its article's the last time.
LOCATE = """([lines, wanted, scope]) => {
  const chars = [], nodes = [];
  const blockOf = (node) => {
    let element = node.parentElement;
    while (element && getComputedStyle(element).display.startsWith('inline')) element = element.parentElement;
    return element;
  };
  let block = null;
  const space = (node, at) => {
    if (chars.length && chars[chars.length - 1] !== ' ') { chars.push(' '); nodes.push([node, at]); }
  };
  for (const root of document.querySelectorAll(scope)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.ELEMENT_NODE) { if (node.tagName === 'BR') block = null; continue; }
      if (!node.parentElement.getClientRects().length) continue;
      if (blockOf(node) !== block) { space(node, 0); block = blockOf(node); }
      for (let at = 0; at < node.data.length; at++) {
        if (/\\s/.test(node.data[at])) space(node, at);
        else { chars.push(node.data[at]); nodes.push([node, at]); }
      }
    }
  }
  const text = chars.join('');
  const places = new Array(lines.length).fill(-1);
  let before = text.length;
  for (let i = lines.length - 1; i >= 0; i--) {
    const place = before >= lines[i].length ? text.lastIndexOf(lines[i], before - lines[i].length) : -1;
    if (place >= 0) places[i] = before = place;
  }
  return wanted.map(([line, start, end]) => {
    if (places[line] < 0) return [];
    const range = document.createRange();
    range.setStart(...nodes[places[line] + start]);
    const [node, at] = nodes[places[line] + end - 1];
    range.setEnd(node, at + 1);
    return Array.from(range.getClientRects(), (r) => [r.left, r.top, r.right, r.bottom])
      .filter(([left, top, right, bottom]) => right > left && bottom > top);
  });
}"""


@dataclass(frozen=True)
class Opened:
    """How a page opened; ``problem`` is None when the quotation is in sight and marked, and nothing else is."""

    problem: str | None
    image: bytes


@contextmanager
def served(pages: dict[str, str]) -> Iterator[str]:
    """Serve pages by their path, on this machine alone, and yield the address that paths are added to."""
    bodies = {f"/{path}": (STYLE + html if "<head" not in html else _with_style(html)) for path, html in pages.items()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, bodies))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def open_link(browser: Browser, url: str, article: Article, start: int, end: int, *, scope: str = "body") -> Opened:
    """Open a link as a reader does who types it, and compare what is marked with ``article.text[start:end]``."""
    lines, wanted = _lines(article.text, start, end)
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto(url, wait_until="load")
        image = _settled(page)
        rectangles = page.evaluate(LOCATE, [lines, wanted, scope])
    finally:
        context.close()
    return Opened(_compare(_marked(image), [np.array(each) for each in rectangles]), image)


def _settled(page: Any) -> bytes:
    """Return a picture of the window once something is marked, or after a second."""
    for _ in range(5):
        image: bytes = page.screenshot()
        if _marked(image).any():
            break
        page.wait_for_timeout(200)
    return image


def _marked(image: bytes) -> np.ndarray:
    pixels = np.asarray(Image.open(io.BytesIO(image)).convert("RGB"))
    marked: np.ndarray = (pixels == np.array(COLOUR)).all(axis=2)
    return marked


def _compare(marked: np.ndarray, pieces: list[np.ndarray]) -> str | None:
    """Say what is wrong with what is marked, given the rectangles of each piece of the quotation."""
    height, width = marked.shape
    if not all(len(piece) for piece in pieces):
        return "the quotation was not found on the page by this check"
    if not marked.any():
        return "nothing is marked"
    first, last = pieces[0][0], pieces[-1][-1]
    if not 0 <= first[1] < first[3] <= height:
        return "the quotation is out of sight"
    expected = np.zeros_like(marked)
    for left, top, right, bottom in np.concatenate(pieces):
        box = slice(max(0, int(top)), max(0, round(bottom))), slice(max(0, int(left)), max(0, round(right)))
        expected[box] = True
    if marked[expected].mean() < 0.85:
        return f"{marked[expected].mean():.0%} of the quotation is marked"
    rows = np.flatnonzero(marked.any(axis=1))
    if rows[0] < first[1] - NEAR_PX or (last[3] < height and rows[-1] > last[3] + NEAR_PX):
        return "more than the quotation is marked"
    beyond = marked & ~expected
    # Between the paragraphs of a range the page may have more, which is marked with them.
    limits = [(first[1], first[3]), (last[1], last[3])] if len(pieces) > 1 else [(0, height)]
    for top, bottom in limits:
        if beyond[max(0, int(top)) : int(bottom)].sum() > 0.03 * expected.sum() + 2 * width * 0.1:
            return "more than the quotation is marked"
    return None


def _lines(text: str, start: int, end: int) -> tuple[list[str], list[tuple[int, int, int]]]:
    """Return the lines of a text, a table's cells each by itself, and which parts of which are wanted.

    Offsets are of UTF-16, as JavaScript counts.
    """
    lines: list[str] = []
    wanted: list[tuple[int, int, int]] = []
    offset = 0
    for cell in text.replace(" | ", "\n\n\n").split("\n"):
        first, last = max(start, offset), min(end, offset + len(cell))
        if cell.strip():
            if first < last:
                wanted.append((len(lines), _utf16(cell[: first - offset]), _utf16(cell[: last - offset])))
            lines.append(cell)
        offset += len(cell) + 1
    return lines, wanted


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _with_style(html: str) -> str:
    head = html.index(">", html.index("<head")) + 1
    return html[:head] + STYLE + html[head:]


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, bodies: dict[str, str], *args: Any) -> None:
        self.bodies = bodies
        super().__init__(*args)

    def do_GET(self) -> None:
        body = self.bodies.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *args: Any) -> None:
        pass
