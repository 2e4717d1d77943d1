"""A hundred strings in articles, in what is said of them and in names of files: nothing runs, all can be read.

That nothing ran, no dialog opened, no policy was broken and no other host was asked is checked for every page when it
closes.
"""

from __future__ import annotations

import json
import unicodedata

import pytest
from injections import ALL
from playwright.sync_api import expect
from typer.testing import CliRunner

import newsqa
from newsqa.cli import app
from newsqa.config import Settings

QUESTION = "What did the quokka report quote?"
_FORBIDDEN = (
    "script, img, iframe, frame, style, object, embed, math, form, base, meta, link, video, audio, marquee, dialog"
)


def _plain(text):
    """Return the characters of a text that can be seen; a reader may fold white space and drop controls."""
    return "".join(char for char in text if unicodedata.category(char)[0] not in "CZ")


def _file_name(number, said, ending):
    name = f"quokka {number} {said}".replace("/", "\u2215").replace("\0", "")
    return name.encode()[: 250 - len(ending)].decode(errors="ignore") + ending


@pytest.fixture(scope="module")
def hostile_chat(tmp_path_factory, encoder, serving):
    root = tmp_path_factory.mktemp("hostile")
    articles = root / "articles"
    articles.mkdir()
    lines = [
        json.dumps(
            {
                "id": f"h{number}", "title": f"Quokka {number} {said}", "source": f"Post {number} {said}",
                "authors": [said], "section": said, "language": said, "url": said, "subtitle": said,
                "date": f"2026-0{1 + number % 9}-11", "text": f"Quokka report {number} quotes {said} here.",
            }
        )
        for number, said in enumerate(ALL)
    ]  # fmt: skip
    (articles / "quokkas.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for number, said in enumerate(ALL):
        text = f"Wombat {number}\n\nWombat report {number} stands in a file of its own.\n"
        (articles / _file_name(number, said, ".txt")).write_text(text, encoding="utf-8")
        (articles / _file_name(number, said, ".pdf")).write_text("no such thing", encoding="utf-8")
    settings = Settings(articles=str(articles), index=str(root / "index"), k=100)
    newsqa.build(settings=settings, encoder=encoder)
    yield from serving(settings, encoder)


def _nothing_came_alive(page):
    ours = ".html-container, main"
    assert page.locator(f":is({ours}) :is({_FORBIDDEN})").evaluate_all("all => all.map(e => e.outerHTML)") == []
    alive = page.evaluate(
        "[...document.querySelectorAll(':is(.html-container, main) *')].flatMap(e => [...e.attributes])"
        ".filter(a => a.name.startsWith('on') || a.name === 'style' && /url|fixed/.test(a.value)"
        " || ['href', 'src', 'action', 'formaction'].includes(a.name)"
        " && /^\\s*[a-z][\\w+.-]*:/i.test(a.value) && !/^https?:/.test(a.value))"
        ".map(a => `${a.name}=${a.value}`)"
    )
    assert alive == []


def _read(page, selector):
    return [_plain(text) for text in page.locator(selector).all_text_contents()]


def test_in_an_answer_a_timeline_and_side_by_side_all_can_be_read_and_nothing_runs(hostile_chat, open_page, ask):
    page = open_page(hostile_chat)
    ask(page, QUESTION)
    expect(page.locator(".card")).to_have_count(100)
    titles, bylines, passages = (_read(page, f".card {part}") for part in (".title", ".byline", ".passage"))
    for said in map(_plain, ALL):
        assert any(said in title for title in titles), said
        assert any(said in byline for byline in bylines), said
        assert any(said in passage for passage in passages), said
    _nothing_came_alive(page)
    for view, part in (("Timeline", ".timeline"), ("Side by side", ".sides")):
        page.get_by_role("button", name=view, exact=True).click()
        expect(page.locator(f"{part} [data-send]").first).to_be_visible()
        shown = "".join(_read(page, part))
        assert sum(_plain(f"Quokka {number} {said}") in shown for number, said in enumerate(ALL)) >= 5
        _nothing_came_alive(page)


def _open_article(page, article_id):
    page.evaluate(
        "sent => { const b = document.createElement('button'); b.dataset.send = sent; b.hidden = true;"
        " document.querySelector('#welcome .relay').append(b); b.click(); b.remove(); }",
        json.dumps({"do": "open", "article": article_id}),
    )


def test_in_the_reading_pane_every_field_and_file_name_can_be_read_and_nothing_runs(hostile_chat, open_page):
    page = open_page(hostile_chat)
    infos = sorted(hostile_chat.index.articles(), key=lambda article: article.title)
    assert len(infos) == 200
    for article in infos:
        _open_article(page, article.id)
        pane = page.locator("#reading .article")
        expect(pane.locator("h2")).to_have_text(article.title, use_inner_text=False)
        shown = _plain(pane.text_content())
        number = int(article.title.split()[1])
        assert _plain(article.path) in shown
        if article.title.startswith("Quokka"):
            said = _plain(ALL[number])
            assert shown.count(said) >= 4, said  # title, outlet, author and text, at least
        else:
            assert _plain(_file_name(number, ALL[number], ".txt")) in shown
        _nothing_came_alive(page)


def test_on_the_archive_page_every_rejected_file_can_be_read_and_nothing_runs(hostile_chat, open_page):
    page = open_page(hostile_chat)
    page.goto(f"{hostile_chat.url}archive")
    shown = _plain(page.locator("main").text_content())
    for number, said in enumerate(ALL):
        assert _plain(_file_name(number, said, ".pdf")) in shown
    _nothing_came_alive(page)


def test_a_terminal_gets_no_control_character_from_an_article(hostile_chat):
    found = CliRunner().invoke(app, ["ask", QUESTION, "--index", hostile_chat.settings.index, "-k", "100"])
    assert found.exit_code == 0
    bare = {char for char in found.output if unicodedata.category(char) == "Cc"}
    assert bare <= {"\n"}
    assert all(_plain(said) in _plain(found.output) for said in ALL)
