"""An exported page in a browser, opened from a file: it asks for nothing, runs nothing, and can be read and printed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import kept_hostile
import pytest
from injections import ALL
from kept_hostile import readable, texts_of
from playwright.sync_api import Browser, Page

from newsqa.export import export

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WHAT = ("conversation", "dossier", "answer")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write each kind of export of what means harm."""
    folder = tmp_path_factory.mktemp("exports")
    conversation = kept_hostile.conversation()
    files = {}
    for what in WHAT:
        document = export(conversation, "html", what=what, turn=6 if what == "answer" else None)
        files[what] = folder / f"{what}.html"
        files[what].write_text(document.text, encoding="utf-8")
    return files


@pytest.fixture
def opened(browser: Browser) -> Iterator:
    """Open a file; afterwards nothing was asked for but that, and nothing ran or was said."""
    pages: list[tuple[Page, Path, list[str]]] = []

    def opened(path: Path, **options: object) -> Page:
        page = browser.new_page(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[arg-type]
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        pages.append((page, path, seen))
        return page

    yield opened
    for page, path, seen in pages:
        assert page.evaluate("window.__pwned") is None
        assert seen == [path.as_uri()]
        page.close()


@pytest.mark.parametrize("what", ["conversation", "dossier"])
def test_every_hostile_string_can_be_read_in_every_field_and_none_lives(opened, files, what):
    page = opened(files[what])
    text = readable(page.locator("main").inner_text())
    for number, said in enumerate(ALL):
        for field in texts_of(number, said, what):
            assert readable(field) in text, field
    assert page.evaluate("document.scripts.length + document.images.length + document.forms.length") == 0
    assert page.locator("style").count() == 1
    assert page.locator("head style").count() == 1
    schemes = page.evaluate("[...document.links].map(a => a.protocol)")
    assert set(schemes) <= {"file:", "http:", "https:"}
    unsafe = "[...document.links].filter(a => a.protocol !== 'file:' && a.rel !== 'noopener noreferrer').length"
    assert page.evaluate(unsafe) == 0


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_is_as_wide_as_the_window_and_styled(opened, files, what, scheme, width):
    page = opened(files[what], viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(245, 243, 236)", "dark": "rgb(20, 22, 19)"}[scheme]


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, files, what, scheme):
    if not AXE.is_file():
        said = "there is no axe-core here; `make test` installs it where there is npm"
        if os.environ.get("NEWSQA_REQUIRE_BROWSER") == "1":
            pytest.fail(said)
        pytest.skip(said)
    page = opened(files[what], color_scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    assert [(rule["id"], [node["html"][:150] for node in rule["nodes"][:3]]) for rule in found] == []


def test_printed_it_is_dark_on_white_with_all_its_sources(opened, files):
    page = opened(files["answer"], color_scheme="dark")
    page.emulate_media(media="print")
    style = "(name => getComputedStyle(document.body)[name])"
    assert page.evaluate(f"{style}('backgroundColor')") == "rgb(255, 255, 255)"
    assert page.evaluate(f"{style}('color')") == "rgb(0, 0, 0)"
    assert page.get_by_role("heading", name="Sources").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_links_within_the_page_lead_to_sources_and_questions_by_keyboard(opened, files):
    page = opened(files["conversation"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#question-1"
    targets = page.evaluate(
        "[...document.links].filter(a => a.protocol === 'file:').map(a => a.hash.slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    assert targets == []
