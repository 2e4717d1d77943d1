"""The answer block: its stages, what a reader does with it, and the keyboard."""

from __future__ import annotations

import itertools
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


def _hold(index, monkeypatch, released):
    """Have the index tell its passages, and answer no question before it is released."""
    ask = index.ask

    def held(question, *, seen=None, **options):
        def tell(hits):
            if seen:
                seen(hits)
            released.wait(30)

        return ask(question, seen=tell, **options)

    monkeypatch.setattr(index, "ask", held)


@pytest.fixture
def hold(shared_chat, monkeypatch):
    released = threading.Event()
    _hold(shared_chat.index, monkeypatch, released)
    yield released
    released.set()


@pytest.mark.parametrize(
    ("window", "question"),
    [(WIDE, QUESTION), (WIDE_DARK, UNANSWERED), (NARROW, UNANSWERED), (PHONE, QUESTION)],
)
def test_the_passages_come_first_and_nothing_moves_when_the_answer_does(
    shared_chat, open_page, ask, hold, window, question
):
    page = open_page(shared_chat, **window)
    page.evaluate(WATCH_SHIFTS)
    ask(page, question)
    expect(page.locator(".turn.seen .card").first).to_be_visible()
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".reference, .declined")).to_have_count(0)
    before, buttons = page.evaluate(PLACES), page.locator(".turn .edit").bounding_box()
    hold.set()
    expect(page.locator(".turn.answered .lead, .turn.near .declined")).to_be_visible()
    page.wait_for_timeout(100)  # the browser tells of shifts after the frame in which they were
    assert page.evaluate(PLACES) == before
    assert page.locator(".turn .edit").bounding_box() == buttons
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
    page.expose_function("edited", lambda detail: edited.append(detail))
    page.evaluate("document.addEventListener('newsqa:edit', ({detail}) => edited(detail))")
    ask(page, QUESTION)
    expect(page.locator(".turn.answered")).to_be_visible()
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


@pytest.fixture
def one_at_a_time(monkeypatch):
    """Have the server answer one question at a time, and tell of every step in its line."""
    monkeypatch.setattr("newsqa.web.desk._AT_ONCE", 1)
    monkeypatch.setattr("newsqa.web.line._TELL_EVERY_S", 0.2)


def test_a_question_that_waits_says_how_many_are_before_it_and_not_at_every_step(
    one_at_a_time, own_chat, open_page, ask, monkeypatch
):
    released = threading.Event()
    _hold(own_chat.index, monkeypatch, released)
    pages = [open_page(own_chat, **PHONE) for _ in range(3)]
    told = pages[-1]
    told.evaluate(
        "live => { window.said = []; new MutationObserver(() => said.push(document.querySelector(live).textContent))"
        ".observe(document.querySelector(live), {childList: true}); }",
        LIVE,
    )
    for page in pages[:2]:
        ask(page, "What was found in the water?")
        expect(page.locator(".card, .notice.waiting").first).to_be_visible()
    ask(told, "What was found in the water?")
    expect(told.locator(".notice.waiting")).to_have_text("One question is before yours.")
    pages[1].get_by_role("button", name="Stop").tap()
    expect(told.locator(".notice.waiting")).to_have_text("Yours is next.")
    assert told.evaluate("said") == ["One question is before yours."]
    released.set()
    expect(told.locator(".turn.answered")).to_be_visible()
    expect(told.locator(LIVE)).to_contain_text("One passage found.")


def test_a_number_shows_its_sentence_to_the_pointer_and_to_the_keyboard(shared_chat, open_page, ask):
    page = open_page(shared_chat, **WIDE)
    ask(page, QUESTION)
    expect(page.locator(".turn.answered")).to_be_visible()
    page.evaluate(WATCH_SHIFTS)
    number, peek = page.locator(".reference").first, page.locator(".peek")
    quote = shared_chat.index.ask(QUESTION).citations[0].quote
    number.hover()
    expect(peek.locator(".peek-quote")).to_have_text(quote)
    expect(peek).to_contain_text("Harbour council delays vote on the Skarn ferry")
    expect(peek).to_contain_text("Kelmar Courier · 2 March 2026")
    peek.hover()
    page.wait_for_timeout(400)
    expect(peek).to_be_visible()
    page.mouse.move(2, 2)
    expect(peek).to_be_hidden()
    page.locator(".confidence > span").focus()
    page.keyboard.press("Tab")
    expect(number).to_be_focused()
    expect(peek).to_be_visible()
    assert quote in page.evaluate("n => document.getElementById(n.getAttribute('aria-describedby')).textContent",
                                  number.element_handle())  # fmt: skip
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()
    expect(number).to_be_focused()
    assert page.evaluate("shifts") == []


def test_the_small_card_stays_within_the_smallest_window(shared_chat, open_page, ask):
    page = open_page(shared_chat, viewport={"width": 320, "height": 480}, color_scheme="dark")
    ask(page, QUESTION)
    number, peek = page.locator(".reference").first, page.locator(".peek")
    for top in (400, 20):
        number.evaluate("(n, top) => scrollBy(0, n.getBoundingClientRect().top - top)", top)
        number.dispatch_event("pointerover", {"pointerType": "mouse", "bubbles": True})
        box = peek.bounding_box()
        assert box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= 320 and box["y"] + box["height"] <= 480
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("window", [WIDE_DARK, PHONE])
def test_a_number_opens_its_article_and_shows_which_card_it_is_of(shared_chat, open_page, ask, window):
    page = open_page(shared_chat, **window)
    ask(page, QUESTION)
    number = page.locator(".reference").first
    number.tap() if window is PHONE else number.click()
    expect(page.locator("#reading mark.cited").first).to_be_in_viewport()
    expect(page.locator("#article-title")).to_be_focused()
    expect(page.locator(".peek")).to_be_hidden()
    card = page.locator("#t1-c1")
    if window is not PHONE:
        expect(card).to_be_in_viewport()
    outline = card.evaluate("card => getComputedStyle(card).boxShadow")
    assert outline != "none"
    page.keyboard.press("Escape")
    expect(page.locator("#reading .article")).to_be_hidden()
    expect(number).to_be_focused()
    assert card.evaluate("card => getComputedStyle(card).boxShadow") == "none"


def test_a_declined_question_offers_what_would_help_and_one_click_asks_that(shared_chat, open_page, ask):
    page = open_page(shared_chat, **WIDE)
    ask(page, LIMITED)
    way = page.locator(".help .ways button")
    likely = "(perhaps|(very )?likely), from Kelmar Courier"
    expect(way).to_have_text(re.compile(f'^Without the quotation marks "granite ferries": {likely}'))
    expect(page.locator(LIVE)).to_contain_text("What would help: Without the quotation marks")
    way.click()
    expect(page.locator("#t2.answered .lead")).to_contain_text("winter crews")
    expect(page.locator(".turn")).to_have_count(1)
    # What was clicked is gone: one goes on at the question.
    expect(page.locator("#t2 .question")).to_be_focused()


def test_a_declined_question_that_no_limit_stands_in_the_way_of_says_so(shared_chat, open_page, ask, monkeypatch):
    released = threading.Event()
    look = shared_chat.index.ways_out

    def ways_out(*values, **filters):
        released.wait(30)
        return look(*values, **filters)

    monkeypatch.setattr(shared_chat.index, "ways_out", ways_out)
    page = open_page(shared_chat, **PHONE)
    ask(page, '"granite ferries" zzyzx Eiffel')
    expect(page.locator(".help")).to_contain_text("Looking whether")
    expect(page.locator(".searched").first).to_contain_text("Eiffel")
    expect(page.locator(".said")).to_contain_text(re.compile("In no article: .*zzyzx"))
    height = page.locator(".said").bounding_box()["height"]
    page.get_by_role("button", name="Stop").tap()
    expect(page.locator(".help")).to_have_count(0)
    page.get_by_role("button", name="Ask again").tap()
    released.set()
    expect(page.locator(".help")).to_contain_text("the archive does not answer it without that either")
    assert page.locator(".said").bounding_box()["height"] == pytest.approx(height, abs=1)


def test_the_keyboard_alone_asks_reads_opens_and_edits(shared_chat, open_page):
    page = open_page(shared_chat, **WIDE)
    events = []
    page.expose_function("told", lambda *event: events.append(event))
    page.evaluate("document.addEventListener('newsqa:mark', ({detail}) => told('mark', detail.step));"
                  "document.addEventListener('newsqa:copy', () => told('copy'));")  # fmt: skip
    box, keys = page.locator("#question textarea"), page.keyboard
    expect(box).to_be_focused()
    keys.type("j k ? / What did the auditors find about the cost of winter crews?")
    expect(page.locator("#keys")).to_be_hidden()
    keys.press("Control+a")
    keys.type(QUESTION)
    keys.press("Enter")
    expect(page.locator(".turn.answered")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#t1 .question")).to_be_focused()
    for key, card in (("j", 1), ("j", 2), ("k", 1), ("k", 1)):
        keys.press(key)
        expect(page.locator(f"#t1-c{card}")).to_be_focused()
    keys.press("o")
    expect(page.locator("#article-title")).to_be_focused()
    for key in "]n[pc":
        keys.press(key)
    assert events == [("mark", 1), ("mark", 1), ("mark", -1), ("mark", -1), ("copy",)]
    keys.press("Escape")
    expect(page.locator("#reading .article")).to_be_hidden()
    expect(page.locator("#t1-c1")).to_be_focused()
    keys.press("j")
    keys.press("Enter")
    expect(page.locator("#article-title")).to_be_focused()
    keys.press("Escape")
    keys.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    keys.press("Escape")
    keys.press("e")
    expect(box).to_have_value(QUESTION)
    keys.press("Escape")
    expect(page.locator("#t1 .edit")).to_be_focused()


def test_a_key_stops_what_runs(shared_chat, open_page, ask, hold):
    page = open_page(shared_chat, **WIDE_DARK)
    ask(page, QUESTION)
    expect(page.locator(".turn.seen")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator(".turn .notice.problem")).to_contain_text("Stopped")
    expect(page.locator(".turn .question")).to_be_focused()


@pytest.mark.parametrize("window", [WIDE, {**NARROW, "color_scheme": "dark"}])
def test_the_list_of_keys_opens_on_its_key_or_button_and_turns_single_keys_off_for_good(shared_chat, open_page, window):
    page = open_page(shared_chat, **window)
    keys = page.get_by_role("dialog", name="Keyboard")
    page.locator("#welcome-title").focus()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Next passage")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="Keyboard").click()
    keys.get_by_role("checkbox", name="Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    page.locator("#welcome-title").focus()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(keys).to_be_hidden()
    expect(page.locator("#question textarea")).not_to_be_focused()
    page.get_by_role("button", name="Keyboard").click()
    expect(keys.get_by_role("checkbox", name="Single keys work")).not_to_be_checked()


def test_links_lead_past_the_rest_and_headings_are_in_order(shared_chat, open_page, ask):
    page = open_page(shared_chat, **WIDE)
    for question, stage in ((QUESTION, "answered"), (UNANSWERED, "near")):
        ask(page, question)
        expect(page.locator(f".turn.{stage}")).to_be_visible()
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5')].filter(h => h.checkVisibility())"
                           ".map(h => Number(h.tagName[1]))")  # fmt: skip
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    page.get_by_role("link", name="Skip to the newest answer").focus()
    expect(page.get_by_role("link", name="Skip to the newest answer")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#t2 .question")).to_be_focused()
    page.get_by_role("link", name="Skip to the question box").press("Enter")
    expect(page.locator("#question textarea")).to_be_focused()


def test_what_can_be_clicked_in_an_answer_is_large_enough_to_be_hit(shared_chat, open_page, ask):
    page = open_page(shared_chat, **PHONE)
    ask(page, LIMITED)
    expect(page.locator(".help .ways")).to_be_visible()
    ask(page, QUESTION)
    expect(page.locator(".turn.answered")).to_be_visible()
    sizes = page.evaluate(
        "[...document.querySelectorAll('.turn :is(button, a, summary)')].map(e => [e.getBoundingClientRect(), e])"
        ".map(([box, e]) => [Math.min(box.width, box.height), e.className, e.textContent])"
    )
    assert len(sizes) > 10
    assert [one for one in sizes if one[0] < 24] == []


def test_a_quotation_carries_what_is_copied_of_it(shared_chat, open_page, ask, articles):
    page = open_page(shared_chat, **WIDE)
    ask(page, QUESTION)
    copied = page.locator(".lead [data-copy]").first.get_attribute("data-copy")
    quote, source, address = copied.split("\n")
    assert quote in articles["ferry"]["text"]
    assert source == "— Harbour council delays vote on the Skarn ferry, Kelmar Courier, 2 March 2026"
    assert address.startswith(articles["ferry"]["url"] + "#:~:text=")
