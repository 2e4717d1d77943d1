"""What belongs to a turn and to the dossier: understood lines, next questions, pins, verdicts, exports."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from newsqa.feedback import FEEDBACK_FILE

QUESTION = "What did Mira Holt found in Norrin in 1987?"
FOLLOW_UP = "And why was it closed?"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LIVE = "body > [aria-live=polite]"
ARTICLES = (
    {
        "id": "foundry",
        "title": "The Norrin Foundry is eighty bells old",
        "source": "Norrin Post",
        "date": "2026-03-02",
        "url": "https://post.example/foundry",
        "language": "en",
        "text": (
            "Mira Holt founded the Norrin Foundry in Norrin in 1987. It has cast eighty bells since. Mira Holt was "
            "born in Lundby and learned to cast from her uncle. Jonas Brandt, the director of the Norrin Museum, "
            "called her bells the best of the coast."
        ),
    },
    {
        "id": "closed",
        "title": "Norrin Foundry closed for a winter",
        "source": "The Island Ledger",
        "date": "2026-04-11",
        "language": "en",
        "text": (
            "The Norrin Foundry was closed for a winter because its chimney had cracked. Mira Holt said the Norrin "
            "Foundry would open again in May. Jonas Brandt was fined for selling one of its bells twice over."
        ),
    },
    {
        "id": "hostile",
        "title": "Zebra bells <img src=x onerror=\"window.__pwned = 'title'\">",
        "source": "Gazette <script>window.__pwned = 'source'</script>",
        "date": "2026-01-05",
        "url": "javascript:window.__pwned='url'",
        "language": "en",
        "text": (
            "Zebra bells were seen at the border post on Sunday, said the guards. <script>window.__pwned = 'text'"
            "</script> The zebra bells rang </mark></p><script>window.__pwned = 'closed'</script> all night."
        ),
    },
)
# A question's quotation marks would be searched for.
HOSTILE_QUESTION = "Where were zebra bells seen on Sunday? <img src=x onerror=window.__pwned=2>"
HOSTILE = "<img src=x onerror=\"window.__pwned = 'note'\"> </textarea><script>window.__pwned = 1</script> \"'& note"


@pytest.fixture(scope="module")
def chat(chat_over):
    return chat_over(*ARTICLES)


def _asked(page, ask, question=QUESTION):
    before = page.locator(".turn").count()
    ask(page, question)
    turn = page.locator(".turn").nth(before)
    expect(turn.locator(".lead, .declined").first).to_be_visible()
    return turn


def _pin_all(page, many):
    buttons = page.locator(".card [data-pin]")
    for number in range(many):
        if buttons.nth(number).get_attribute("aria-pressed") == "false":
            buttons.nth(number).click()
        expect(buttons.nth(number)).to_have_attribute("aria-pressed", "true")


def test_what_a_follow_up_is_understood_as_is_shown_edited_in_place_and_taken_back(chat, open_page, ask):
    page = open_page(chat)
    first = _asked(page, ask)
    expect(first.locator(".meant")).to_have_count(0)
    turn = _asked(page, ask, FOLLOW_UP)
    said = turn.locator(".meant-said bdi")
    expect(said).to_contain_text("Foundry")
    understood = said.inner_text()
    field = turn.get_by_label("Search for", exact=True)
    page.locator("#question textarea").blur()
    page.keyboard.press("u")
    expect(field).to_be_focused()
    expect(field).to_have_value(understood)
    field.fill("no, not that")
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(said).to_have_text(understood)
    expect(turn.get_by_role("button", name="Edit what is searched for")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value(understood)
    field.fill("Who was fined for selling a bell twice over?")
    page.keyboard.press("Enter")
    expect(page.locator("#t3 .meant-said bdi")).to_have_text("Who was fined for selling a bell twice over?")
    expect(page.locator("#t3 .lead").first).to_contain_text("Jonas Brandt was fined")
    expect(page.locator(".question")).to_have_text([QUESTION, FOLLOW_UP])
    page.locator("#t3").get_by_role("button", name="As asked").click()
    expect(page.locator("#t4")).to_be_visible()
    expect(page.locator("#t4 .meant")).to_have_count(0)
    expect(page.locator(".question")).to_have_text([QUESTION, FOLLOW_UP])


def test_the_address_of_a_follow_up_opens_the_same_for_somebody_who_asked_nothing_before(chat, open_page, ask):
    page = open_page(chat)
    _asked(page, ask)
    turn = _asked(page, ask, FOLLOW_UP)
    understood = turn.locator(".meant-said bdi").inner_text()
    quoted = turn.locator(".lead blockquote").all_inner_texts()
    expect(page).to_have_url(re.compile("meant="))
    address = page.evaluate("location.search")
    other = open_page(chat, query=address)
    expect(other.locator(".meant-said bdi")).to_have_text(understood)
    expect(other.locator(".question")).to_have_text([FOLLOW_UP])
    expect(other.locator(".lead blockquote")).to_have_text(quoted)
    # Back to what it was understood as, from what it was asked as.
    page.locator(".turn").last.get_by_role("button", name="As asked").click()
    expect(page.locator("#t3")).to_be_visible()
    expect(page).not_to_have_url(re.compile(re.escape(address)))
    page.go_back()
    expect(page.locator("#t4 .meant-said bdi")).to_have_text(understood)
    expect(page.locator(".question")).to_have_text([QUESTION, FOLLOW_UP])


def test_a_limit_that_was_carried_over_is_a_chip_that_one_click_takes_away_for_good(chat, open_page, ask):
    page = open_page(chat, query="?source=The+Island+Ledger")
    _asked(page, ask, "Why was the Norrin Foundry closed?")
    page.locator("#filters summary").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    turn = _asked(page, ask, "And who was fined?")
    chip = turn.locator(".chips").get_by_role("button", name="outlet The Island Ledger")
    expect(chip).to_be_visible()
    expect(turn.locator(".card .byline").first).to_contain_text("The Island Ledger")
    understood = turn.locator(".meant-said bdi").inner_text()
    chip.click()
    expect(page.locator("#t3 .lead, #t3 .declined").first).to_be_visible()
    expect(page.locator("#t3 .chips button")).to_have_count(0)
    expect(page.locator("#t3 .meant-said bdi")).to_have_text(understood)
    page.locator("#t3").get_by_role("button", name="Ask again").click()
    expect(page.locator("#t4 .lead, #t4 .declined").first).to_be_visible()
    expect(page.locator("#t4 .chips button")).to_have_count(0)


def test_a_question_to_ask_next_is_asked_with_one_key_and_moves_nothing(chat, open_page, ask):
    page = open_page(chat)
    page.wait_for_timeout(10_500)  # while others ask one after the other, nothing is suggested
    turn = _asked(page, ask)
    before = page.evaluate("[...document.querySelectorAll('.card, .spread')].map(e => e.getBoundingClientRect().y)")
    buttons = turn.locator(".next button")
    expect(buttons.first).to_be_visible()
    assert 1 <= buttons.count() <= 3
    after = page.evaluate("[...document.querySelectorAll('.card, .spread')].map(e => e.getBoundingClientRect().y)")
    assert after == before
    question = buttons.first.inner_text()
    page.locator("#question textarea").blur()
    page.keyboard.press("q")
    expect(buttons.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#t2 .lead").first).to_be_visible()
    expect(page.locator("#t2 .question")).to_have_text(question)
    expect(page.locator("#t2 .meant")).to_have_count(0)
    expect(page.locator("#t1 .next")).to_have_count(0)


def test_pins_are_ordered_and_noted_by_keyboard_alone(chat, open_page, ask):
    page = open_page(chat)
    _asked(page, ask)
    page.locator("#question textarea").blur()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator(":focus [data-pin]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(LIVE)).to_have_text("Pinned: 2 in the dossier.")
    page.keyboard.press("d")
    entries = page.locator(".pin-entry")
    expect(page.locator("#dossier-title")).to_be_focused()
    titles = entries.locator(".title").all_inner_texts()
    assert len(titles) == 2

    def tab_to(name):
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText ?? ''").startswith(name):
                return
        raise AssertionError(f"Tab does not come to {name}")

    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('textarea[data-note]')"):
            break
    page.keyboard.type("ask Holt about the chimney")
    tab_to("Down")
    page.keyboard.press("Enter")
    expect(entries.locator(".title")).to_have_text(titles[::-1])
    expect(entries.nth(1).get_by_role("button", name="Down")).to_be_focused()
    expect(page.locator(LIVE)).to_have_text("Moved to place 2 of 2.")
    expect(entries.nth(1).locator("textarea")).to_have_value("ask Holt about the chimney")
    expect(entries.nth(0).locator("textarea")).to_have_value("")
    page.keyboard.press("Enter")  # it is the last
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(entries.locator(".title")).to_have_text(titles)
    expect(entries.nth(0).locator("textarea")).to_have_value("ask Holt about the chimney")
    tab_to("Unpin")
    page.keyboard.press("Enter")
    expect(entries).to_have_count(1)
    expect(entries.get_by_role("button", name="Unpin")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#dossier")).to_be_hidden()
    expect(page.get_by_role("button", name="Dossier (1)")).to_be_focused()


def test_what_is_pinned_is_pinned_everywhere_and_opened_from_the_dossier(chat, open_page, ask):
    page = open_page(chat)
    turn = _asked(page, ask)
    quotation = turn.locator(".lead [data-pin]").first
    quotation.click()
    expect(quotation).to_have_text(re.compile("^Pinned"))
    page.locator(".reference").first.click()
    foot = page.locator("#reading .article-tools [data-pin]")
    expect(foot).to_have_attribute("aria-pressed", "true")
    foot.click()
    expect(foot).to_have_attribute("aria-pressed", "false")
    expect(quotation).to_have_attribute("aria-pressed", "false")
    foot.click()
    expect(quotation).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dossier (1)").click()
    entry = page.locator(".pin-entry")
    expect(entry).to_contain_text("Mira Holt founded the Norrin Foundry")
    expect(entry).to_contain_text(f"Asked: {QUESTION}")
    entry.get_by_role("button", name="Show in the article").click()
    expect(page.locator("#reading mark.cited").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reading .article")).to_be_hidden()
    expect(entry).to_be_visible()
    expect(entry.get_by_role("button", name="Show in the article")).to_be_focused()


def test_an_empty_dossier_says_what_it_is_and_covers_a_phone_as_a_dialog(chat, open_page, ask):
    page = open_page(chat, **PHONE)
    expect(page.locator("#dossier-button")).to_be_hidden()
    _asked(page, ask)
    page.get_by_role("button", name="Dossier", exact=True).tap()
    dialog = page.get_by_role("dialog", name="Dossier")
    expect(dialog).to_contain_text("Nothing is pinned yet")
    assert page.evaluate("document.getElementById('room').inert")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Close the dossier").tap()
    expect(dialog).to_be_hidden()
    assert not page.evaluate("document.getElementById('room').inert")


def test_a_hostile_note_and_a_hostile_question_stay_text(chat, open_page, ask):
    page = open_page(chat)
    _asked(page, ask, HOSTILE_QUESTION)
    _pin_all(page, 1)
    page.get_by_role("button", name="Dossier (1)").click()
    note = page.locator("[data-note]")
    note.fill(HOSTILE)
    note.blur()
    _pin_all(page, 2)  # draws the panel anew, with the note in it
    expect(page.locator(".pin-entry")).to_have_count(2)
    expect(page.locator("[data-note]").first).to_have_value(HOSTILE)
    page.locator(".pin-entry [data-move=down]").first.click()
    expect(page.locator("[data-note]").nth(1)).to_have_value(HOSTILE)
    assert page.locator("#dossier :is(script, img)").count() == 0


def _given(chat):
    file = chat.index.folder / FEEDBACK_FILE
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def test_a_verdict_with_its_reason_is_written_into_the_file(chat, open_page, ask):
    page = open_page(chat)
    turn = _asked(page, ask)
    before = len(_given(chat))
    verdict = turn.locator(".said .judge").get_by_role("button", name="Wrong")
    verdict.click()
    why = turn.get_by_label("Why? (optional)")
    expect(why).to_be_visible()
    expect(page.locator(LIVE)).to_have_text("Thanks, noted.")
    why.fill("it was 1988")
    turn.locator(".card .judge").get_by_role("button", name="Right").first.click()  # draws the turn anew
    expect(turn.locator(".card .thanks")).to_have_text("Thanks, noted.")
    expect(why).to_have_value("it was 1988")
    why.press("Enter")
    expect(why).to_have_count(0)
    expect(verdict).to_have_attribute("aria-pressed", "true")
    expect(verdict).to_be_focused()
    turn.locator(".said .judge").get_by_role("button", name="Right").click()
    expect(verdict).to_have_attribute("aria-pressed", "false")
    given = _given(chat)[before:]
    assert [(each["verdict"], each["why"], bool(each["citation"])) for each in given] == [
        ("wrong", "", False), ("right", "", True), ("wrong", "it was 1988", False), ("right", "", False),
    ]  # fmt: skip
    assert {each["question"] for each in given} == {QUESTION}
    declined = _asked(page, ask, "How tall is the Eiffel Tower?")
    declined.get_by_role("button", name="Right: nothing answers").click()
    expect(declined.locator(".said .thanks")).to_be_visible()
    assert _given(chat)[-1]["answered"] is False


def _export(page, menu, group, form):
    menu.locator("summary").click()
    with page.expect_download() as download:
        menu.get_by_role("group", name=f"Export {group} as").get_by_role("button", name=form).click()
    assert not menu.evaluate("menu => menu.open")
    expect(page.locator("[data-file]")).to_have_count(0)
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def test_an_answer_the_conversation_and_the_dossier_are_downloaded_and_what_is_hostile_in_them_is_inert(
    chat, open_page, ask, tmp_path
):
    page = open_page(chat)
    turn = _asked(page, ask, HOSTILE_QUESTION)
    _asked(page, ask)
    _pin_all(page, 3)
    menu = turn.locator(".menu")
    for group in ("this answer", "the conversation"):
        for form, ending in (("Markdown", ".md"), ("HTML", ".html"), ("JSON", ".json")):
            name, text = _export(page, menu, group, form)
            assert name.endswith(ending)
            assert "Zebra bells" in text
            assert (QUESTION in text) is (group == "the conversation")
    again = _export(page, menu, "the conversation", "JSON")[1]
    assert json.loads(again)
    page.get_by_role("button", name="Dossier (3)").click()
    page.locator("[data-note]").first.fill(HOSTILE)
    name, html = _export(page, page.locator("#dossier .menu"), "the dossier", "HTML")
    assert "note" in html
    file = tmp_path / "dossier.html"
    file.write_text(html, encoding="utf-8")
    opened = page.context.browser.new_page()
    asked = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    expect(opened.locator("body")).to_contain_text("Zebra bells")
    assert opened.evaluate("window.__pwned") is None
    assert opened.locator("script").count() == 0
    assert asked == [file.as_uri()]
    opened.close()


def test_a_menu_is_left_with_escape_and_by_going_on(chat, open_page, ask):
    page = open_page(chat)
    turn = _asked(page, ask)
    menu = turn.locator(".menu")
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu.locator(".menu-list")).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator(".menu-list")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("#question textarea").click()
    expect(menu.locator(".menu-list")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_of_it_is_wider_than_the_window(chat, open_page, ask, width):
    page = open_page(chat, viewport={"width": width, "height": 844})
    _asked(page, ask)
    turn = _asked(page, ask, FOLLOW_UP)
    turn.locator(".said .judge").get_by_role("button", name="Wrong").click()
    expect(turn.get_by_label("Why? (optional)")).to_be_visible()
    turn.get_by_role("button", name="Edit what is searched for").click()
    for part in (turn.locator(".because"), turn.locator(".meant-edit")):
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    turn.locator(".menu summary").click()
    box = turn.locator(".menu-list").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
