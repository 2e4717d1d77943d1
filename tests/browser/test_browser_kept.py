"""Conversations that are kept: listed, searched, gone on with, renamed, deleted; in a real browser, by keyboard too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from newsqa.kept import KEPT_FILE, Kept

LEAD, FERRY = "How many schools had lead in their water?", "What did the auditors find in the ferry contract?"


@pytest.fixture
def chat(own_chat, articles):
    own_chat.build(articles["water"], articles["ferry"], articles["hostile"])
    return own_chat


def _answered(page, ask, question):
    before = page.locator(".turn").count()
    ask(page, question)
    expect(page.locator(".turn")).to_have_count(before + 1)
    expect(page.locator(".turn").last.locator(".lead, .declined").first).to_be_visible()


def _shelf(page):
    page.get_by_role("button", name="Conversations").click()
    shelf = page.get_by_role("dialog", name="Conversations")
    expect(shelf).to_be_visible()
    return shelf


def _anew(page):
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_conversation_is_found_again_on_the_next_day_and_goes_on(chat, open_page, ask):
    page = open_page(chat)
    _answered(page, ask, LEAD)
    _anew(page)
    expect(page.locator(".welcome")).to_contain_text("Where you left off")
    _answered(page, ask, FERRY)
    shelf = _shelf(page)
    expect(shelf.get_by_role("listitem")).to_have_count(2)
    expect(shelf.locator("[aria-current]")).to_contain_text(FERRY)
    shelf.get_by_label("Search titles").fill("LEAD legal")
    expect(shelf.get_by_role("listitem")).to_have_count(1)
    expect(shelf.locator(".found")).to_contain_text("legal limit")
    expect(shelf.get_by_label("Search titles")).to_be_focused()
    shelf.get_by_role("button", name=LEAD, exact=True).click()
    expect(shelf).to_be_hidden()
    expect(page.locator(".turn .question")).to_have_text([LEAD])
    expect(page.locator(".turn .kept")).to_contain_text("Its sources are as they were.")
    expect(page.locator(".turn .question")).to_be_focused()
    _answered(page, ask, FERRY)
    (kept,) = (entry for entry in Kept.open(chat.index.folder).list(None) if entry.title == LEAD)
    assert kept.turns == 2


def test_a_page_that_is_read_again_shows_what_it_showed(chat, open_page, ask):
    page = open_page(chat)
    _answered(page, ask, LEAD)
    _answered(page, ask, FERRY)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([LEAD, FERRY])
    _answered(page, ask, "What did the guards see at the border post?")
    assert [entry.turns for entry in Kept.open(chat.index.folder).list(None)] == [3]
    # A link that asks something else is followed after that.
    page.goto(f"{chat.url}?q=Why+were+pipes+replaced%3F")
    expect(page.locator(".turn .question").last).to_have_text("Why were pipes replaced?")
    expect(page.locator(".turn")).to_have_count(4)


def test_two_tabs_and_two_browsers_have_their_own(chat, open_page, ask):
    page, stranger = open_page(chat), open_page(chat)
    _answered(page, ask, LEAD)
    second = page.context.new_page()
    second.goto(chat.url)
    expect(second.locator(".welcome")).to_contain_text(LEAD)
    _answered(second, ask, FERRY)
    expect(_shelf(second).get_by_role("listitem")).to_have_count(2)
    expect(page.locator(".turn .question")).to_have_text([LEAD])
    expect(_shelf(stranger)).to_contain_text("Nothing is kept yet")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_a_conversation_is_renamed_and_deleted_for_good_by_keyboard_alone(chat, open_page, ask, width, scheme):
    page = open_page(chat, viewport={"width": width, "height": 844}, color_scheme=scheme)
    _answered(page, ask, "Did the Zwischenfall at two schools bring lead into their water?")
    page.locator("#question textarea").blur()
    page.keyboard.press("h")
    shelf = page.get_by_role("dialog", name="Conversations")
    expect(shelf.get_by_role("heading", name="Conversations")).to_be_focused()
    for name in ("Close", None, "Did the Zwischenfall", "Export", "Rename"):
        page.keyboard.press("Tab")
        if name:
            expect(page.locator(":focus")).to_contain_text(name)
    page.keyboard.press("Enter")
    page.keyboard.type("<img src=x onerror=\"window.__pwned='title'\"> Lead")
    page.keyboard.press("Enter")
    entry = shelf.get_by_role("listitem")
    expect(entry.locator(".go")).to_have_text("<img src=x onerror=\"window.__pwned='title'\"> Lead")
    expect(entry.locator("[data-rename]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(entry).to_contain_text("Delete for good?")
    page.keyboard.press("Enter")
    expect(shelf).to_contain_text("Nothing is kept yet")
    held = b"".join(path.read_bytes() for path in chat.index.folder.glob(f"{KEPT_FILE}*"))
    assert held and b"Zwischenfall" not in held
    page.keyboard.press("Escape")
    expect(shelf).to_be_hidden()
    expect(page.get_by_role("button", name="Conversations")).to_be_focused()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator(".welcome")).not_to_contain_text("Where you left off")


def test_a_kept_answer_says_what_became_of_its_sources(chat, open_page, ask, articles):
    page = open_page(chat)
    _answered(page, ask, LEAD)
    _answered(page, ask, FERRY)
    chat.build({**articles["water"], "text": "Nothing was found in the water of any school."}, articles["hostile"])
    page.reload()
    expect(page.locator(".turn .kept").first).to_contain_text("was changed")
    expect(page.locator(".turn .kept").last).to_contain_text("is no longer in the archive")
    expect(page.locator(".turn .lead").first).to_contain_text("Lead above the legal limit")


def test_what_an_article_says_stays_text_in_what_is_kept(chat, open_page, ask, payloads):
    page = open_page(chat)
    for payload in (payloads[0], payloads[1], payloads[11]):
        _answered(page, ask, f"What did the zebra smuggling report quote? {payload}")
    page.reload()
    expect(page.locator(".turn")).to_have_count(3)
    shelf = _shelf(page)
    shelf.get_by_label("Search titles").fill("zebra <script>")
    expect(shelf.locator(".found")).to_contain_text(re.compile("script", re.IGNORECASE))
