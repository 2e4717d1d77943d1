"""The reading pane: where a sentence is checked, and taken along."""

from __future__ import annotations

import dataclasses
import re
import shutil
import time

import pytest
from playwright.sync_api import expect

WIDE = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
WIDE_DARK = {**WIDE, "color_scheme": "dark"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "color_scheme": "light"}
PHONE_DARK = {**PHONE, "color_scheme": "dark"}
LIVE = "body > [aria-live=polite]"

QUESTION = "What had bitten through the cable of the beacon?"
KEEPER = "Marit Aune, the keeper, rowed out with a lamp of her own and held it up until the ferry had passed."
QUIET = [
    f"Paragraph {number} is about Tolsay in general. Its {number} sheep graze behind walls of loose stone, and nothing "
    "has been built there for a long time."
    for number in range(1, 13)
]
RAT = "A rat had bitten through the cable between the beacon and its battery."
BEACON = {
    "id": "beacon", "title": "Beacon dark over Tolsay", "source": "Brenna Post", "date": "2026-01-10",
    "url": "https://post.example/beacon", "language": "en",
    "text": "\n\n".join([f"The beacon on Tolsay went dark on Friday night. {KEEPER}", *QUIET, "Why it went dark",
                         f"{RAT} The coast office will lay a cable in an iron pipe before the winter storms."]),
}  # fmt: skip
ADDED = "The county has asked for a report on every beacon between Tolsay and Brenna."
AMENDED = BEACON | {
    "id": "amended", "title": "Rat put out the Tolsay beacon", "date": "2026-01-12",
    "text": f"{BEACON['text']}\n\n{ADDED}",
}  # fmt: skip
COPIES = [
    AMENDED | {"id": f"copy{day}", "source": outlet, "date": f"2026-01-{day}", "url": None}
    for day, outlet in ((13, "Herring Gazette"), (14, "The Skerry"), (15, "Norrin Times"), (16, "Harbour Mail"))
]
ARABIC = {
    "id": "arabic", "title": "عودة القطار إلى المدينة", "date": "2025-01-09", "language": "ar",
    "text": "قال رئيس البلدية إن القطار سيعود يوم الاثنين. وأضاف أن شركة Norrin Rail 2000 وافقت على ذلك.",
}  # fmt: skip
BOOK = {
    "id": "book", "title": "The gannet book", "source": "Skerry Press", "date": "2024-02-02", "language": "en",
    "url": "https://press.example/gannets",
    "text": "\n\n".join(["The first gannet of Brunn was counted by its warden in the year of the long frost.",
                         *["He wrote it down and ate his bread in silence, as every warden had before him. Nobody came "
                           "for the whole winter, and the ledger shows no other entry in his hand."] * 1900]),
}  # fmt: skip
PAYLOADS = (
    "<script>window.__pwned = 1</script>", "<img src=x onerror='window.__pwned = 2'>",
    "\" onfocus=\"window.__pwned = 3\" autofocus x=\"", "{{ 7 * 7 }}${window.__pwned = 4}", "</details></article><b>",
    "[a](javascript:window.__pwned=5)", "\u202egnp.exe",
)  # fmt: skip
TRICK = "Kelp thieves " + " ".join(PAYLOADS)
HOSTILE = {
    "id": TRICK, "title": TRICK, "subtitle": f"Sub {TRICK}", "source": TRICK, "authors": [f"Reporter {PAYLOADS[0]}"],
    "section": TRICK, "url": "javascript:window.__pwned=6", "language": "en\" onclick=\"window.__pwned = 7",
    "corrections": [TRICK], "date": "2023-03-03",
    "text": f"Kelp thieves were seen on the south shore at low tide. The warden of the shore said: {TRICK}.",
}  # fmt: skip
HOSTILE_LATER = HOSTILE | {
    "id": f"{TRICK} later", "date": "2023-03-05", "text": f"{HOSTILE['text']} They came back on Sunday with a cart.",
}  # fmt: skip


@pytest.fixture(scope="module")
def chat(chats, tmp_path_factory, encoder):
    yield from chats.run(
        tmp_path_factory.mktemp("tolsay"), encoder, BEACON, AMENDED, *COPIES, ARABIC, BOOK, HOSTILE, HOSTILE_LATER
    )


def _send(page, **action):
    """Ask the server for something as the page's own scripts do."""
    page.evaluate("action => import('/newsqa/page.js').then(page => page.send(action))", {"do": "open", **action})


def _open(page, **action):
    opening = page.evaluate("document.querySelector('#reading .article')?.dataset.opening ?? ''")
    _send(page, **action)
    expect(page.locator(f"#reading .article:not([data-opening='{opening}'])")).to_be_visible()


def _span(chat, article_id, sentence):
    start = chat.index.article(article_id).text.index(sentence)
    return {"article": article_id, "start": start, "end": start + len(sentence)}


def _ask_and_open(page, ask, question=QUESTION):
    ask(page, question)
    expect(page.locator("#t1 mark.cited").first).to_be_visible()
    button = page.locator("#t1 .card").first.get_by_role("button", name="Show in the article")
    button.click()
    expect(page.locator("#article-title")).to_be_focused()
    return button


def _tab_to(page, name):
    """Press Tab until what has the focus is called that."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.innerText"):
            return
    pytest.fail(f"Tab never came to {name}")


def test_the_keyboard_alone_goes_from_the_question_to_the_copied_quotation(chat, open_page):
    page = open_page(chat, **WIDE, permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.type(QUESTION)  # the box has the focus when the page opens
    page.keyboard.press("Enter")
    expect(page.locator("#t1 mark.cited").first).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#t1-c1 .open')"):
            break
    opener = page.evaluate("document.activeElement.dataset.send")
    page.keyboard.press("Enter")
    expect(page.locator("#article-title")).to_be_focused()
    mark = page.locator("#reading mark.cited").first
    expect(mark).to_be_in_viewport()

    _tab_to(page, "Copy with source")
    page.keyboard.press("Enter")
    expect(page.locator(LIVE)).to_have_text("Copied.")
    button = page.locator("#reading [data-copies=plain]")
    expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    quote, source, address = copied.split("\n")
    assert quote == mark.inner_text() == RAT
    assert source == "— Rat put out the Tolsay beacon, Brenna Post, 12 January 2026"
    link = page.locator("#reading .source-link")
    expect(link).to_have_attribute("href", address)
    assert address.startswith("https://post.example/beacon#:~:text=A%20rat%20had")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(button).to_have_text("Copy with source", timeout=5_000)

    _tab_to(page, "as Markdown")
    page.keyboard.press("Enter")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('> A rat'))")
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert markdown.startswith(f"> {RAT}\n>\n> — [Rat put out the Tolsay beacon](https://post.example/beacon#:~:text=")

    page.keyboard.press("Escape")
    expect(page.locator("#reading .article")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.send") == opener


def test_next_and_previous_go_from_mark_to_mark_and_take_the_copy_along(chat, open_page, ask):
    page = open_page(chat, **PHONE_DARK)
    ask(page, QUESTION)
    expect(page.locator("#t1 mark.cited").first).to_be_visible()
    _open(page, turn=1, **_span(chat, "amended", KEEPER))
    current = page.locator("#reading mark[aria-current]")
    which = page.locator("#reading .which")
    expect(which).to_have_text("Sentence 1 of 2")
    expect(current).to_have_text(KEEPER)
    copy, link = page.locator("#reading [data-copies=plain]"), page.locator("#reading .source-link")
    first = link.get_attribute("href")

    page.get_by_role("button", name="Next sentence").tap()
    expect(which).to_have_text("Sentence 2 of 2")
    expect(current).to_have_text(RAT)
    expect(current).to_be_in_viewport()
    expect(current).to_have_css("text-decoration-line", "underline")
    expect(page.locator(LIVE)).to_have_text(f"Sentence 2 of 2: {RAT}")
    assert copy.get_attribute("data-copy").startswith(RAT)
    assert first != link.get_attribute("href") != "https://post.example/beacon"

    page.get_by_role("button", name="Next sentence").tap()  # after the last comes the first
    expect(current).to_have_text(KEEPER)
    page.get_by_role("button", name="Previous sentence").tap()
    expect(current).to_have_text(RAT)
    page.evaluate("document.dispatchEvent(new CustomEvent('newsqa:mark', {detail: {step: -1}}))")
    expect(which).to_have_text("Sentence 1 of 2")
    expect(current).to_be_in_viewport()
    expect(link).to_have_attribute("href", first)
    page.evaluate("document.dispatchEvent(new CustomEvent('newsqa:copy'))")
    expect(copy).to_have_text("Copied")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_copying_works_without_a_secure_context_and_says_when_it_does_not(chat, chats, encoder, browser):
    settings = dataclasses.replace(chat.settings, host="0.0.0.0")  # read from other machines, by any name
    served = chats.serve(settings, encoder)
    port = next(served).url.rsplit(":", 1)[1].strip("/")
    elsewhere = browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--host-resolver-rules=MAP archive.example 127.0.0.1"],
    )
    with elsewhere:
        page = elsewhere.new_page(**WIDE_DARK)
        page.goto(f"http://archive.example:{port}/")
        assert not page.evaluate("isSecureContext")
        expect(page.locator(".welcome")).to_be_visible()
        _open(page, **_span(chat, "beacon", RAT))
        button = page.locator("#reading [data-copies=plain]")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text("Copied")
        expect(button).to_be_focused()
        page.locator("#question textarea").focus()
        page.keyboard.press("Control+V")
        expect(page.locator("#question textarea")).to_have_value(re.compile(f"^{RAT}\n— Beacon dark over Tolsay, "))
        page.evaluate("document.execCommand = () => false")
        button.click()
        expect(button).to_have_text("Not copied")
        expect(page.locator(LIVE)).to_contain_text("could not be copied")
        expect(button).to_have_text("Copy with source", timeout=5_000)
    next(served, None)


def test_what_a_reader_selects_is_copied_as_it_is(chat, open_page):
    page = open_page(chat, **WIDE, permissions=["clipboard-read", "clipboard-write"])
    _open(page, **_span(chat, "beacon", RAT))
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#article-title'))")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()").strip() == BEACON["title"]


def test_the_earlier_version_is_one_click_from_the_article_and_back_leads_where_one_was(chat, open_page, ask):
    page = open_page(chat, **WIDE_DARK)
    opener = _ask_and_open(page, ask)
    title, back = page.locator("#article-title"), page.locator("#reading [data-back]")
    expect(title).to_have_text(AMENDED["title"])
    expect(back).to_be_hidden()
    body = page.locator("#reading .article-body")
    top = body.evaluate("body => body.scrollTop")
    assert top > 200
    body.evaluate("body => body.scrollBy(0, -90)")
    page.get_by_role("button", name="Earlier version, 10 January 2026").click()
    expect(title).to_have_text(BEACON["title"])
    expect(title).to_be_focused()
    expect(page.locator("#reading .where")).to_be_hidden()
    expect(page.get_by_role("button", name="Later version, 12 January 2026")).to_be_visible()
    expect(back).to_have_text(f"Back to {AMENDED['title']}")

    back.click()
    expect(title).to_have_text(AMENDED["title"])
    expect(back).to_be_hidden()
    assert abs(body.evaluate("body => body.scrollTop") - (top - 90)) <= 1
    expect(page.locator("#reading mark[aria-current]")).to_have_text(RAT)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_the_outlets_with_the_same_story_open_in_the_pane_one_after_another(chat, open_page, ask):
    page = open_page(chat, **PHONE)
    _ask_and_open(page, ask)
    title, back = page.locator("#article-title"), page.locator("#reading [data-back]")
    carriers = page.locator("#reading .carriers")
    carriers.get_by_text("The same story in 4 other articles").tap()
    expect(carriers.locator("li")).to_have_count(4)
    expect(carriers.locator("li").first).to_contain_text("Herring Gazette")
    expect(carriers.locator("li").first).to_contain_text("13 January 2026, word for word")
    carriers.get_by_role("button", name="Norrin Times").tap()
    expect(page.locator("#reading .byline")).to_contain_text("Norrin Times · 15 January 2026")
    page.locator("#reading .carriers summary").tap()
    page.locator("#reading .carriers").get_by_role("button", name="The Skerry").tap()
    expect(page.locator("#reading .byline")).to_contain_text("The Skerry")
    back.tap()
    expect(page.locator("#reading .byline")).to_contain_text("Norrin Times")
    back.tap()
    expect(page.locator("#reading .byline")).to_contain_text("Brenna Post · 12 January 2026")
    expect(back).to_be_hidden()
    _open(page, article="no such article")
    expect(title).to_have_text("No article to show")
    expect(page.locator("#reading .problem")).to_contain_text("no such article: the archive holds no article")


def test_what_is_new_in_a_version_is_marked_when_asked_for_and_said_in_words(chat, open_page, ask):
    page = open_page(chat, **WIDE)
    _ask_and_open(page, ask)
    page.get_by_role("button", name="What is new since").click()
    new = page.locator("#reading mark.new")
    expect(new).to_have_text(ADDED)
    expect(new).to_be_in_viewport()
    assert new.evaluate("mark => getComputedStyle(mark, '::before').content") == '"new"'
    said = "1 sentence that does not stand in the version of 10 January 2026"
    expect(page.locator("#reading .versions")).to_contain_text(said)
    expect(page.locator(LIVE)).to_contain_text(said)
    expect(page.locator("#reading mark.cited")).to_have_count(0)
    without = page.get_by_role("button", name="Show the article without this")
    expect(without).to_be_focused()
    expect(page.locator("#reading [data-back]")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#reading mark.cited")).to_have_text(RAT)
    expect(new).to_have_count(0)
    expect(page.get_by_role("button", name="What is new since")).to_be_focused()


def _work_s(page, tools):
    """Return what server and page have computed so far, in seconds of a processor that had nothing else to do."""
    metrics = {each["name"]: each["value"] for each in tools.send("Performance.getMetrics")["metrics"]}
    return time.process_time() + metrics["TaskDuration"]


def test_an_article_of_300_kilobytes_opens_within_a_second_and_scrolls_by_itself(chat, open_page):
    assert len(BOOK["text"]) > 300_000
    page = open_page(chat, **WIDE)
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})
    seconds = []
    for place in (-4000, -90_000, -200_000):
        at = chat.index.article("book").text.rindex("Nobody came", 0, place)
        before = _work_s(page, tools)
        _open(page, article="book", start=at, end=at + 40)
        expect(page.locator("#reading mark.cited")).to_be_in_viewport()
        seconds.append(_work_s(page, tools) - before)
    assert min(seconds) < 1, seconds
    assert page.locator("#reading .article-body").evaluate("body => body.scrollTop") > 10_000
    assert page.evaluate("scrollY") == 0
    expect(page.get_by_role("button", name="Close the article")).to_be_in_viewport()
    expect(page.locator("#reading .article-tools")).to_be_in_viewport()


def test_an_article_from_right_to_left_is_set_and_marked_from_the_right(chat, open_page):
    page = open_page(chat, **PHONE)
    sentence = "وأضاف أن شركة Norrin Rail 2000 وافقت على ذلك."
    _open(page, **_span(chat, "arabic", sentence))
    for part in ("#article-title", "#reading .article-text p"):
        expect(page.locator(part)).to_have_css("direction", "rtl")
    expect(page.locator("#reading .byline")).to_have_css("direction", "ltr")
    expect(page.locator("#reading mark[aria-current]")).to_have_text(sentence)
    line = page.locator("#reading .article-text p").evaluate(
        "p => (style => [parseFloat(style.right), style.borderRightWidth])(getComputedStyle(p, '::before'))"
    )
    assert line[0] < 0 and line[1] == "4px"
    assert page.locator("#reading [data-copies=plain]").get_attribute("data-copy").startswith(sentence)
    expect(page.locator("#reading .source-link")).to_have_count(0)  # it has no address
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_phone_keeps_the_focus_in_the_article(chat, open_page, ask):
    page = open_page(chat, **PHONE_DARK)
    _ask_and_open(page, ask)
    expect(page.locator("#reading")).to_have_attribute("aria-modal", "true")
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('body, #reading *')")
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator("#reading")).to_have_attribute("role", "complementary")
    expect(page.locator("#reading")).not_to_have_attribute("aria-modal", "true")


def test_enlarged_four_times_all_of_the_pane_can_be_reached(chat, open_page):
    page = open_page(chat, viewport={"width": 320, "height": 225}, color_scheme="dark")
    _open(page, **_span(chat, "amended", RAT))
    expect(page.locator("#reading mark[aria-current]")).to_be_in_viewport()
    for name in ("Close the article", "Earlier version", "Copy with source", "Open at the source"):
        control = page.locator("#reading").get_by_text(name).or_(page.get_by_role("button", name=name)).first
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("document.querySelector('#reading .article').scrollWidth") <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_is_printed_is_the_article_with_its_marks_and_its_address(chat, open_page, ask):
    page = open_page(chat, **WIDE_DARK)
    _ask_and_open(page, ask)
    page.emulate_media(media="print")
    for shown in ("#article-title", "#reading .byline", "#reading mark.cited", "#reading .printed"):
        expect(page.locator(shown)).to_be_visible()
    expect(page.locator("#reading .printed")).to_have_text("https://post.example/beacon")
    for hidden in ("#thread", "#composer", "#reading .article-bar", "#reading .article-tools"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#reading mark.cited")).to_have_css("text-decoration-line", "underline")
    expect(page.locator("#article-title")).to_have_css("color", "rgb(29, 28, 25)")
    height = page.locator("#reading .article-body").evaluate("body => [body.scrollHeight, body.clientHeight]")
    assert height[0] == height[1], "nothing is cut off"


def test_hostile_metadata_stays_text_wherever_the_pane_shows_it(chat, open_page):
    page = open_page(chat, **WIDE_DARK, permissions=["clipboard-read", "clipboard-write"])
    _open(page, **_span(chat, f"{TRICK} later", "They came back on Sunday with a cart."))
    page.locator("#reading .about summary").click()
    reading = page.locator("#reading .article")
    shown = reading.inner_text()
    assert shown.count(TRICK) == 11, "version, title, subtitle, outlet, correction, text; about it: five fields"
    assert shown.count(f"Reporter {PAYLOADS[0]}") == 2
    assert "javascript:window.__pwned=6" in shown
    expect(reading.locator("a")).to_have_count(0)
    for name in ("script", "img", "b", "svg", "style", "iframe"):
        expect(reading.locator(name)).to_have_count(0)
    assert reading.evaluate("a => [...a.querySelectorAll('*')].flatMap(e => [...e.attributes])"
                            ".filter(a => a.name.startsWith('on')).length") == 0  # fmt: skip
    page.get_by_role("button", name="Copy with source", exact=True).click()
    expect(page.locator("#reading [data-copies=plain]")).to_have_text("Copied")
    assert TRICK in page.evaluate("navigator.clipboard.readText()")
    page.locator("#reading .versions .other").click()
    expect(page.get_by_role("button", name="Later version, 5 March 2023")).to_be_visible()
    back = page.locator("#reading [data-back]")
    expect(back).to_contain_text(TRICK)
    back.click()
    expect(page.locator("#reading mark.cited")).to_have_text("They came back on Sunday with a cart.")
