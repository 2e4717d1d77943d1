"""The answer block: its stages, what a reader does with it, and the keyboard."""

from __future__ import annotations

import json
import re
import threading

import pytest
from playwright.sync_api import expect

QUESTION = "What did the auditors find about the cost of winter crews in the ferry bid?"
UNANSWERED = "How tall is the Eiffel Tower?"
LIMITED = '"granite ferries" What did the auditors find about the cost of winter crews in the ferry bid'
WIDE = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
WIDE_DARK = {**WIDE, "color_scheme": "dark"}
NARROW = {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "is_mobile": True, "has_touch": True}

# Every shift counts, also those that the browser would forgive because a key was pressed shortly before.
WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(entry => entry.value)))
    .observe({type: 'layout-shift', buffered: false});
}"""
# A part that is drawn anew has new elements, whose moves the browser does not count: hence the places themselves.
PLACES = """() => [...document.querySelectorAll('.card')].map(card => {
  const {x, y, width, height} = card.getBoundingClientRect();
  return [card.id, x, y, width, height].map(value => typeof value === 'number' ? Math.round(value * 10) / 10 : value);
})"""
LIVE = "body > [aria-live=polite]"


@pytest.fixture
def hold(shared_chat, monkeypatch):
    """Have the index tell its passages, and answer no question before it is released."""
    released = threading.Event()
    ask = shared_chat.index.ask

    def held(question, *, seen=None, **options):
        def tell(hits):
            if seen:
                seen(hits)
            released.wait(30)

        return ask(question, seen=tell, **options)

    monkeypatch.setattr(shared_chat.index, "ask", held)
    yield released
    released.set()


@pytest.mark.parametrize("window", [WIDE, WIDE_DARK, NARROW, PHONE])
@pytest.mark.parametrize("question", [QUESTION, UNANSWERED])
def test_the_passages_come_first_and_nothing_moves_when_the_answer_does(
    shared_chat, open_page, ask, hold, window, question
):
    page = open_page(shared_chat, **window)
    page.evaluate(WATCH_SHIFTS)
    ask(page, question)
    expect(page.locator(".turn.seen .card").first).to_be_visible()
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".reference, .declined")).to_have_count(0)
    before = page.evaluate(PLACES)
    hold.set()
    expect(page.locator(".turn.answered .lead, .turn.near .declined")).to_be_visible()
    page.wait_for_timeout(100)  # the browser tells of shifts after the frame in which they were
    assert page.evaluate(PLACES) == before
    assert len(before) > 1
    assert sum(page.evaluate("window.shifts")) < 0.05


def test_the_answer_stands_beside_its_passages_where_there_is_room_and_above_them_elsewhere(
    shared_chat, open_page, ask
):
    for window, is_beside in ((WIDE, True), (PHONE, False)):
        page = open_page(shared_chat, **window)
        ask(page, QUESTION)
        expect(page.locator(".turn.answered")).to_be_visible()
        said, sources = (page.locator(place).bounding_box() for place in (".said", ".sources"))
        assert (said["x"] + said["width"] <= sources["x"]) == is_beside
        assert (said["y"] + said["height"] <= sources["y"]) != is_beside
        measure = "e => parseFloat(getComputedStyle(e).width) / parseFloat(getComputedStyle(e).fontSize)"
        assert all(line.evaluate(measure) < 37 for line in page.locator(".lead blockquote, .card .passage").all())
    # The answer stays in sight while its passages go by.
    page = open_page(shared_chat, **WIDE)
    ask(page, QUESTION)
    page.locator(".card").last.scroll_into_view_if_needed()
    expect(page.locator(".lead blockquote").first).to_be_in_viewport()


def test_what_was_unfolded_and_had_the_focus_stays_so_when_the_answer_comes(shared_chat, open_page, ask, hold):
    page = open_page(shared_chat, **WIDE_DARK)
    ask(page, QUESTION)
    why = page.locator("#t1-c2 .why")
    why.locator("summary").click()
    expect(why).to_contain_text(re.compile(r"Nearest:?\s*\w+ by meaning, \w+ by words"))
    expect(why).to_contain_text("Words of the question")
    hold.set()
    expect(page.locator(".turn.answered")).to_be_visible()
    expect(why.locator("dl")).to_be_visible()
    expect(why.locator("summary")).to_be_focused()
    expect(page.locator("#t1-c1 .why dl")).to_be_hidden()


def test_a_question_is_stopped_and_asked_again_in_its_place(shared_chat, open_page, ask, hold):
    page = open_page(shared_chat, **PHONE)
    ask(page, QUESTION)
    page.get_by_role("button", name="Stop").tap()
    expect(page.locator(".turn .notice.problem")).to_have_text("Stopped before there was an answer.")
    expect(page.locator(LIVE)).to_have_text("Stopped before there was an answer.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    hold.set()
    page.get_by_role("button", name="Ask again").tap()
    expect(page.locator(".turn.answered .question")).to_have_text([QUESTION])


def test_an_edited_question_replaces_the_one_above_and_escape_leaves_it(shared_chat, open_page, ask):
    page = open_page(shared_chat, **NARROW)
    edited = []
    page.expose_function("edited", edited.append)
    page.evaluate("document.addEventListener('newsqa:edit', ({detail}) => edited(detail))")
    ask(page, QUESTION)
    box, note = page.locator("#question textarea"), page.locator("#composer .editing")
    box.fill("half a thought")
    page.locator(".turn").get_by_role("button", name="Edit the question").click()
    expect(box).to_have_value(QUESTION)
    expect(box).to_be_focused()
    expect(note).to_contain_text("Editing: replaces the question above")
    assert edited[0] == {"question": QUESTION, "filters": {}, "number": 1}
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(box).to_have_value("half a thought")
    expect(page.locator(".turn .edit")).to_be_focused()
    page.locator(".turn .edit").click()
    box.fill("What was found in the water of the schools?")
    page.keyboard.press("Enter")
    expect(page.locator("#t2.answered")).to_be_visible()
    expect(page.locator(".question")).to_have_text(["What was found in the water of the schools?"])
    expect(note).to_have_count(0)
    ask(page, QUESTION)
    expect(page.locator(".question")).to_have_count(2)


def test_a_question_that_waits_says_how_many_are_before_it_and_not_at_every_step(
    shared_chat, open_page, ask, hold, monkeypatch
):
    monkeypatch.setattr("newsqa.web.line._TELL_EVERY_S", 0.2)
    pages = [open_page(shared_chat, **WIDE) for _ in range(2)]
    told = open_page(shared_chat, **WIDE)
    told.evaluate(
        "live => { window.said = []; new MutationObserver(() => said.push(document.querySelector(live).textContent))"
        ".observe(document.querySelector(live), {childList: true}); }",
        LIVE,
    )
    for page in pages:
        ask(page, QUESTION)
        expect(page.locator(".card").first).to_be_visible()
    places = len(shared_chat_places(pages, ask))
    ask(told, QUESTION)
    expect(told.locator(".notice.waiting")).to_have_text(re.compile(r"before yours|Yours is next"))
    told.wait_for_timeout(700)
    assert len(told.evaluate("window.said")) == 1
    assert told.evaluate("window.said")[0] == told.locator(".notice.waiting").inner_text()
    assert places >= 0
    hold.set()
    expect(told.locator(".turn.answered")).to_be_visible()
    assert "passages found" in told.evaluate("window.said")[-1]
