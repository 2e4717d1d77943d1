"""The page of a build's ledger, in a browser: it asks for nothing, runs nothing, and fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from newsqa.builder import build
from newsqa.encoder import Encoder
from newsqa.generations import ledgers
from newsqa.report import page as report_page


@pytest.fixture(scope="module")
def page_file(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, payloads: tuple[str, ...]) -> Path:
    """Write the page of an archive whose outlets, files and dates mean harm."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "in").mkdir()
    rows = [
        {
            "id": f"n{n}",
            "title": "Bridge",
            "text": f"Bridge {n} is shut.",
            "source": payload * 3,
            "date": f"{1 + 400 * n:04}-01-02",
        }
        for n, payload in enumerate(payloads)
    ]
    (folder / "in" / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "in" / "<img src=x onerror=document.title='run'>.md").write_text("")
    (folder / "in" / f"{'long' * 50}.md").write_text("")
    build(folder / "in", folder / "index", encoder=encoder)
    (folder / "report.html").write_text(report_page(ledgers(folder / "index")[0]), encoding="utf-8")
    return folder / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_asks_for_nothing_runs_nothing_and_is_as_wide_as_the_window(
    browser: Browser, page_file: Path, scheme: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert seen == [page_file.as_uri()]
    assert page.title() == "Build 1: what was read"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.scripts.length + document.images.length") == 0
    columns = page.locator("svg[role=img] rect.kept")
    assert columns.count() > 0
    assert columns.first.bounding_box()["height"] > 10  # type: ignore[index]
    page.close()
