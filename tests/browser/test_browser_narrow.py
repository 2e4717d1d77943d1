"""Narrowing in a real browser: filters, chips, the chart of the hits, views of them, and the address of all that."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

QUESTION = "What is known about the repair of the Norrin bridge?"
WIDE = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
PHONE = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "reduced_motion": "reduce",
    "color_scheme": "dark",
}  # fmt: skip
_SAID = (
    ("Kelmar Courier", "2025-11-03", "en", "The repair of the Norrin bridge will cost nine million, the council said."),
    ("Kelmar Courier", "2025-11-20", "en", "Divers found two cracks, so the repair of the Norrin bridge waits."),
    ("Skarn Gazette", "2026-01-09", "en", "The repair of the Norrin bridge began with a crane from Hollen at dawn."),
    ("Norrin Blatt", "2026-01-15", "de", "Die Reparatur der Norrin bridge dauert bis Mai, sagte der Bauleiter Holm."),
    ("The Island Ledger", "2026-02-12", "en", "Shops near the Norrin bridge lost half of their trade to its repair."),
    ("<i>Hollen</i> Post", "2026-02-20", "en", "A night shift repairs the Norrin bridge, says its foreman Ada Brandt."),
)  # fmt: skip
ARTICLES = [
    {"id": f"n{number}", "title": f"Norrin bridge, report {number}", "source": source, "date": day,
     "language": language, "section": "Roads" if number % 2 else "City", "authors": [f"Reporter {number}"],
     "text": text}
    for number, (source, day, language, text) in enumerate(_SAID, start=1)
]  # fmt: skip


@pytest.fixture(scope="module")
def chat(chat_over):
    return chat_over(*ARTICLES)


@pytest.fixture
def answered(chat, open_page, ask):
    """Open a page and ask the question there."""

    def answered(**options: object) -> Page:
        page = open_page(chat, **options)
        ask(page, QUESTION)
        expect(page.locator("#t1 .card").first).to_be_visible()
        return page

    return answered


def _fields(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def _outlets(page: Page) -> set[str]:
    return set(page.locator(".turn .card .byline bdi").all_inner_texts())


def _bar(page: Page, name: str) -> object:
    return page.locator(".bars").get_by_role("button", name=re.compile("^" + re.escape(name)))


def _overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_several_outlets_are_chosen_by_keyboard_alone_and_limit_the_question(chat, open_page, ask):
    page = open_page(chat, **WIDE)
    page.locator("#filters summary").focus()
    page.keyboard.press("Enter")
    outlet = page.get_by_role("combobox", name="Outlet")
    outlet.focus()
    page.keyboard.type("Skarn Gazette,")
    page.keyboard.type("kelmar courier")
    page.keyboard.press("Enter")
    page.keyboard.type("A Paper That Is Not There")
    page.keyboard.press("Enter")
    chosen = page.locator("#filters [data-name=sources] .chosen li")
    expect(chosen).to_have_count(3)
    expect(page.locator("#filters .set")).to_have_text(" (3 set)")
    page.keyboard.press("Backspace")
    expect(chosen.locator("bdi")).to_have_text(["Skarn Gazette", "Kelmar Courier"])
    expect(outlet).to_be_focused()
    ask(page, QUESTION)
    expect(page.locator(".turn .card").first).to_be_visible()
    chips = page.locator(".chips button")
    expect(chips).to_have_text([re.compile("outlet Skarn Gazette"), re.compile("outlet Kelmar Courier")])
    assert {line.split(" · ")[0] for line in _outlets(page)} == {"Skarn Gazette", "Kelmar Courier"}
    chips.first.press("Enter")
    expect(chips).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_text("Filters (2 set)").click()
    remove = page.get_by_role("button", name="Remove outlet Skarn Gazette")
    assert min(remove.bounding_box().values()) >= 0 and remove.bounding_box()["height"] >= 24
    remove.click()
    expect(chosen).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(chosen).to_have_count(0)


def test_a_language_is_chosen_by_its_name(chat, open_page, ask):
    page = open_page(chat, **PHONE)
    page.get_by_text("Filters", exact=True).tap()
    page.get_by_role("combobox", name="Language").fill("german")
    assert _overflow(page) <= 0
    ask(page, QUESTION)
    expect(page.locator(".chips button")).to_contain_text("language German")
    expect(page.locator(".turn .card .title")).to_have_text(["Norrin bridge, report 4"])
    assert ("language", "de") in _fields(page)


def test_days_are_chosen_by_one_click_as_seen_from_the_archive_s_last_day(chat, open_page, ask):
    page = open_page(chat, **WIDE)
    page.get_by_text("Filters", exact=True).click()
    expect(page.locator("#filters .quick")).to_contain_text("last day, 20 February 2026")
    page.get_by_role("button", name="Last 7 days").click()
    expect(page.get_by_label("From")).to_have_value("2026-02-14")
    ask(page, QUESTION)
    expect(page.locator(".turn .card .title")).to_have_text(["Norrin bridge, report 6"])


def test_a_bar_shows_its_outlet_alone_and_all_again_without_leaving_the_chart(answered):
    page = answered(**WIDE)
    chart = page.locator(".spread")
    expect(chart).to_contain_text("of the 6 articles nearest to the question")
    courier = _bar(page, "Kelmar Courier: 2 articles, show only these")
    expect(courier).to_have_attribute("aria-pressed", "false")
    courier.focus()
    page.keyboard.press("Enter")
    expect(courier).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#t2 .card")).to_have_count(2)
    assert {line.split(" · ")[0] for line in _outlets(page)} == {"Kelmar Courier"}
    expect(courier).to_be_focused()
    expect(page.locator(".bars button")).to_have_count(5)
    assert _fields(page) == [("q", QUESTION), ("source", "Kelmar Courier")]
    _bar(page, "Skarn Gazette").click()
    expect(page.locator(".bars [aria-pressed=true]")).to_have_count(2)
    _bar(page, "Skarn Gazette").click()
    expect(page.locator(".bars [aria-pressed=true]")).to_have_count(1)
    courier.press("Enter")
    expect(page.locator(".bars [aria-pressed=true]")).to_have_count(0)
    expect(page.locator(".chips")).to_have_count(0)
    assert _fields(page) == [("q", QUESTION)]
    expect(page.locator(".turn")).to_have_count(1)


def test_a_month_shows_its_articles_alone_and_an_empty_one_is_no_button(answered):
    page = answered(**PHONE)
    months = page.locator(".columns button")
    expect(months).to_have_count(3)
    expect(page.locator(".columns li")).to_have_count(4)
    expect(page.locator(".columns .none .unseen")).to_have_text("December 2025: none")
    sizes = [button.bounding_box() for button in page.locator(".spread button").all()]
    assert min(min(box["width"], box["height"]) for box in sizes) >= 24
    assert _overflow(page) <= 0
    page.get_by_role("button", name="January 2026: 2 articles, show only these").tap()
    expect(page.locator(".chips button")).to_contain_text("in January 2026")
    expect(page.locator(".turn .card")).to_have_count(2)
    assert _fields(page)[1:] == [("since", "2026-01-01"), ("until", "2026-01-31")]
    january = page.get_by_role("button", name="January 2026")
    expect(january.last).to_have_attribute("aria-pressed", "true")
    january.last.tap()
    expect(page.locator(".chips")).to_have_count(0)


def test_a_filter_is_added_to_an_answer_in_its_place_by_keyboard_alone(answered):
    page = answered(**WIDE)
    page.locator(".add summary").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".add .panel")
    expect(panel.get_by_role("button", name="Roads 3 articles")).to_be_visible()
    panel.get_by_role("button", name="Roads 3 articles").press("Enter")
    expect(page.locator(".chips button")).to_contain_text("section Roads")
    expect(page.locator(".turn .card")).to_have_count(3)
    page.locator(".add summary").press("Enter")
    kind = panel.get_by_role("combobox", name="Filter")
    kind.select_option("From")
    expect(panel.get_by_label("Value")).to_have_attribute("type", "date")
    kind.select_option("Outlet")
    panel.get_by_label("Value").focus()
    page.keyboard.type("skarn gazette")
    page.keyboard.press("Enter")
    expect(page.locator(".chips button")).to_have_count(2)
    expect(page.locator(".turn .card .title")).to_have_text(["Norrin bridge, report 3"])
    expect(page.locator(".turn")).to_have_count(1)


def _entries(page: Page, view: str) -> list[dict[str, object]]:
    buttons = page.locator(f".{view} .event .actions button")
    return [json.loads(button.get_attribute("data-send")) for button in buttons.all()]


@pytest.mark.parametrize("options", [WIDE, PHONE], ids=["wide and light", "phone and dark"])
def test_a_timeline_goes_by_day_with_sentences_that_stand_in_their_articles(chat, answered, options):
    page = answered(**options)
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator(".timeline .event").first).to_be_visible()
    expect(page.get_by_role("button", name="Timeline")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Timeline")).to_be_focused()
    survey = chat.index.survey(QUESTION)
    note = page.locator(".survey-note")
    expect(note).to_contain_text(f"{len(survey.entries)} of the {survey.spread.articles} articles that were looked at")
    expect(note).to_contain_text("are left out")
    expect(page.locator("body > [aria-live=polite]")).to_contain_text("The oldest first")
    days = page.locator(".timeline time").evaluate_all("times => times.map(time => time.dateTime)")
    assert days == sorted(days) and len(days) == len(survey.entries) > 3
    expect(page.locator(".timeline .gap").first).to_contain_text("1 month without an article here")
    entries = _entries(page, "timeline")
    quotes = page.locator(".timeline blockquote").all_inner_texts()
    for entry, words in zip(entries, quotes, strict=True):
        assert chat.index.article(entry["article"]).text[entry["start"] : entry["end"]] == words
        assert (entry["do"], entry["turn"]) == ("open", 1)
    page.locator(".timeline .event .actions button").first.click()
    expect(page.locator("#reading .article")).to_be_visible()
    page.keyboard.press("Escape")
    assert _overflow(page) <= 0
    page.get_by_role("button", name="Passages").click()
    expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize("options", [WIDE, PHONE], ids=["wide and light", "phone and dark"])
def test_sides_give_each_outlet_its_own_words_and_no_other(chat, answered, options):
    page = answered(**options)
    page.get_by_role("button", name="Side by side").click()
    sides = page.locator(".side")
    expect(sides.first).to_be_visible()
    assert sides.count() > 3
    said = dict(zip([source for source, *_ in _SAID], range(9), strict=False))
    for side in sides.all():
        outlet = re.sub(r"\s*\d+\s*articles?$", "", side.locator("h3").inner_text())
        assert outlet in said
        for title in side.locator(".title").all_inner_texts():
            assert ARTICLES[int(title.rsplit(" ", 1)[1]) - 1]["source"] == outlet
    tops = {round(side.bounding_box()["y"]) for side in sides.all()[:2]}
    lefts = {round(side.bounding_box()["x"]) for side in sides.all()[:2]}
    assert (len(tops), len(lefts)) == ((1, 2) if options is WIDE else (2, 1))
    assert _overflow(page) <= 0


def test_a_link_opens_the_same_question_filters_and_view(chat, answered, open_page):
    page = answered(**WIDE)
    _bar(page, "Kelmar Courier").click()
    expect(page.locator("#t2 .card").first).to_be_visible()
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator(".timeline .event").first).to_be_visible()
    link = page.locator(".copy-link").get_attribute("data-copy")
    assert link == page.url
    assert _fields(page) == [("q", QUESTION), ("source", "Kelmar Courier"), ("view", "timeline")]
    events = page.locator(".timeline .event").all_inner_texts()
    other = open_page(chat, query="?" + urlsplit(link).query + "&__theme=dark", **WIDE)
    expect(other.locator(".timeline .event").first).to_be_visible()
    assert other.locator(".timeline .event").all_inner_texts() == events
    expect(other.locator(".chips button")).to_contain_text("outlet Kelmar Courier")
    expect(other.locator(".turn")).to_have_count(1)
    assert sorted(_fields(other)) == sorted([*_fields(page), ("__theme", "dark")])
    assert other.title().startswith(QUESTION[:20])


def test_back_and_forward_go_to_earlier_questions_and_views(answered, ask):
    page = answered(**WIDE)
    ask(page, "Who works at night on the Norrin bridge?")
    expect(page.locator("#t2 .card").first).to_be_visible()
    page.go_back()
    expect(page.locator("#t1 .question")).to_be_in_viewport()
    expect(page.locator(".turn")).to_have_count(2)
    _bar(page, "Kelmar Courier").first.click()
    expect(page.locator("#t3 .chips button")).to_be_visible()
    page.go_back()  # the question without the filter is not there any more: asked again, in its place
    expect(page.locator("#t4 .card").first).to_be_visible()
    expect(page.locator(".chips")).to_have_count(0)
    assert [turn.get_attribute("data-turn") for turn in page.locator(".turn").all()] == ["4", "2"]
    page.go_forward()
    expect(page.locator("#t5 .chips button")).to_contain_text("outlet Kelmar Courier")
    page.locator("#t5").get_by_role("button", name="Timeline").click()
    expect(page.locator("#t5 .timeline .event").first).to_be_visible()
    page.go_back()
    expect(page.locator("#t5 .card").first).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert _fields(page) == []
    page.go_back()
    expect(page.locator(".turn .chips button")).to_contain_text("outlet Kelmar Courier")


def test_an_address_with_filters_alone_fills_the_form_for_the_next_question(chat, open_page, ask):
    page = open_page(chat, query="?source=Skarn+Gazette&source=Norrin+Blatt&since=2026-01-01&language=de", **WIDE)
    expect(page.locator("#filters .set")).to_have_text(" (4 set)")
    expect(page.locator("#filters [data-name=sources] .chosen bdi")).to_have_text(["Skarn Gazette", "Norrin Blatt"])
    expect(page.locator("#filters [data-name=languages] .chosen bdi")).to_have_text("German")
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, QUESTION)
    expect(page.locator(".turn .chips button")).to_have_count(4)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?q=a&q=b", "“q” 2 times"),
        ("?q=bridge&view=" + quote("<img src=x onerror=alert(1)>"), "a view that is none of"),
        ("?q=bridge&since=soon", "since"),
        ("?q=" + quote("<svg onload=window.__pwned=1> ") * 200, "limit is 2,000"),
        ("?q=bridge&source=" + "x" * 3000, "over 2,000 characters"),
    ],
)
def test_an_address_that_anybody_wrote_is_answered_with_what_is_wrong(chat, open_page, ask, query, said):
    page = open_page(chat, query=query, **WIDE)
    expect(page.locator(".turn .notice.problem")).to_contain_text(said)
    ask(page, QUESTION)
    expect(page.locator("#t2 .card").first).to_be_visible()
    page.go_back()
    expect(page.locator(".turn .notice.problem")).to_contain_text(said)


def test_values_of_an_address_are_text(chat, open_page):
    hostile = "<img src=x onerror=window.__pwned=1>"
    page = open_page(chat, query=f"?source={quote(hostile)}&author={quote(hostile)}", **PHONE)
    expect(page.locator("#filters .chosen bdi")).to_have_text([hostile, hostile])
    expect(page.locator("#filters img")).to_have_count(0)
    assert _overflow(page) <= 0


def test_the_form_takes_the_filters_of_a_question_that_is_edited(chat, open_page):
    page = open_page(chat, **WIDE)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("combobox", name="Section").fill("Roads")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('newsqa:edit',"
        " {detail: {question: 'Q', number: 1, filters: {since: '2026-01-02', languages: ['de']}}}))"
    )
    expect(page.locator("#filters .set")).to_have_text(" (2 set)")
    expect(page.get_by_label("From")).to_have_value("2026-01-02")
    expect(page.locator("#filters .chosen bdi")).to_have_text(["German"])
