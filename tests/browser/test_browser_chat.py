"""What a reader does in the chat, in a real browser."""

from __future__ import annotations

import re
import threading

import pytest
from playwright.sync_api import expect

QUESTION = "What did the auditors find about the cost of winter crews in the ferry bid?"
UNANSWERED = "How tall is the Eiffel Tower?"


def test_an_empty_page_tells_what_the_archive_holds(shared_chat, open_page):
    page = open_page(shared_chat)
    welcome = page.locator(".welcome")
    expect(welcome).to_contain_text("4 articles from 3 outlets, published from 5 May 2024 to 2 March 2026")
    expect(welcome.locator(".outlets")).to_contain_text("Kelmar Courier")
    expect(page.locator(".masthead")).to_contain_text("4 articles")


def test_an_example_question_is_answered(shared_chat, open_page):
    page = open_page(shared_chat)
    example = page.locator(".examples button").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".welcome")).to_have_count(0)


def test_an_answer_quotes_the_archive_word_for_word(shared_chat, open_page, ask, articles):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    quotation = page.locator(".lead blockquote").first
    expect(quotation).to_contain_text("left out the cost of winter crews")
    words = re.sub(r"\s*\[\d+\]$", "", quotation.inner_text())
    assert words in articles["ferry"]["text"]
    card = page.locator(".card").first
    expect(card.locator("h4")).to_have_text(articles["ferry"]["title"])
    expect(card.locator(".byline")).to_have_text("Kelmar Courier · 2 March 2026")
    expect(card.locator("mark.cited")).to_have_text(words)
    link = card.get_by_role("link", name="Open at the source")
    expect(link).to_have_attribute("href", articles["ferry"]["url"])
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_a_card_opens_its_article_scrolled_to_the_marked_sentence(shared_chat, open_page, ask, articles):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    card = page.locator(".card").first
    cited = card.locator("mark.cited").inner_text()
    card.get_by_role("button", name="Show in the article").click()
    article = page.locator("#reading .article")
    expect(article.locator("h2")).to_have_text(articles["ferry"]["title"])
    mark = article.locator("mark.cited").first
    expect(mark).to_be_in_viewport()
    assert cited.startswith(mark.inner_text())
    assert article.locator(".article-body").evaluate("body => body.scrollTop") > 300
    expect(article.locator("h3")).to_have_text("The cost of winter crews")
    expect(article.locator("mark.passage-mark").first).to_be_visible()
    colours = page.evaluate(
        "() => ['cited', 'passage-mark'].map("
        "  name => getComputedStyle(document.querySelector(`#reading mark.${name}`)).backgroundColor)"
    )
    assert colours[0] != colours[1]
    lines = [line for line in articles["ferry"]["text"].split("\n") if line]
    assert article.locator(".article-text > *").all_inner_texts() == lines


def test_escape_closes_the_article_and_goes_back_to_its_card(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    button = page.locator(".card .open").nth(1)
    for _ in range(2):  # the same article opens again
        button.click()
        expect(page.locator("#reading .article")).to_be_visible()
        expect(page.locator("#article-title")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#reading .article")).to_be_hidden()
        expect(button).to_be_focused()
    button.click()
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#reading .article")).to_be_hidden()


def test_a_second_question_follows_the_first_and_ids_stay_unique(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    expect(page.locator(".turn:has(.card)")).to_have_count(1)
    ask(page, "What was found in the water of the schools?")
    expect(page.locator(".turn:has(.card)")).to_have_count(2)
    expect(page.locator(".question").nth(1)).to_be_in_viewport()
    expect(page.locator(".turn").nth(1).locator("h4").first).to_have_text("Lead found in the water of two schools")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter(id => id)")
    assert len(ids) == len(set(ids))
    page.locator(".turn").nth(0).locator(".reference").first.click()
    expect(page.locator("#reading h2")).to_have_text("Harbour council delays vote on the Skarn ferry")


def test_shift_and_enter_make_a_new_line_and_enter_asks(shared_chat, open_page):
    page = open_page(shared_chat)
    box = page.locator("#question textarea")
    box.fill("What about")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("the ferry?")
    expect(box).to_have_value("What about\nthe ferry?")
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".card").first).to_be_visible()
    expect(box).to_have_value("")


@pytest.mark.parametrize(("question", "message"), [("x" * 3000, "2,000|2000"), ("   ", "blank")])
def test_a_question_that_cannot_be_used_says_why_and_the_next_one_works(shared_chat, open_page, ask, question, message):
    page = open_page(shared_chat)
    ask(page, question)
    notice = page.locator(".turn .notice")
    expect(notice).to_contain_text(re.compile(message))
    expect(notice).to_be_in_viewport(ratio=1)
    expect(page.locator(".question")).not_to_be_empty()
    ask(page, QUESTION)
    expect(page.locator(".turn").nth(1).locator(".card").first).to_be_visible()


def test_an_unforeseen_failure_says_so_and_the_next_question_works(shared_chat, open_page, ask, monkeypatch):
    page = open_page(shared_chat)
    with monkeypatch.context() as patch:
        patch.setattr(shared_chat.index, "ask", lambda *_, **__: 1 / 0)
        ask(page, QUESTION)
        expect(page.locator(".turn .notice.problem")).to_contain_text("Something went wrong")
        expect(page.locator(".turn")).not_to_contain_text("ZeroDivision")
    ask(page, QUESTION)
    expect(page.locator(".turn").nth(1).locator(".card").first).to_be_visible()


def test_questions_asked_while_one_runs_are_all_answered_in_their_order(shared_chat, open_page, ask, monkeypatch):
    page = open_page(shared_chat)
    other = open_page(shared_chat)
    released = threading.Event()
    answered: list[str] = []
    real_ask = shared_chat.index.ask

    def slow_ask(question, **options):
        if question.startswith("Slow"):
            released.wait(30)
        answered.append(question)
        return real_ask(question, **options)

    monkeypatch.setattr(shared_chat.index, "ask", slow_ask)
    ask(page, "Slow: what of the ferry?")
    expect(page.locator(".notice.waiting")).to_have_count(1)
    ask(page, "And the water?")
    page.locator("#question textarea").fill("half a thought")
    ask(other, "What of the schools?")
    expect(other.locator(".card").first).to_be_visible()  # another reader does not wait
    released.set()
    expect(page.locator(".turn:has(.card)")).to_have_count(2)
    assert page.locator(".question").all_inner_texts() == ["Slow: what of the ferry?", "And the water?"]
    assert answered == ["What of the schools?", "Slow: what of the ferry?", "And the water?"]
    expect(page.locator("#question textarea")).to_have_value("half a thought")
    expect(other.locator(".turn")).to_have_count(1)


def test_too_many_waiting_questions_are_refused_politely(shared_chat, open_page, ask, monkeypatch):
    page = open_page(shared_chat)
    released = threading.Event()
    real_ask = shared_chat.index.ask

    def slow_ask(question, **options):
        released.wait(30)
        return real_ask(question, **options)

    monkeypatch.setattr(shared_chat.index, "ask", slow_ask)
    for number in range(4):
        ask(page, f"What of the ferry, number {number}?")
        expect(page.locator(".turn")).to_have_count(number + 1)
    expect(page.locator(".turn").nth(3).locator(".notice.problem")).to_contain_text("still being answered")
    released.set()
    expect(page.locator(".turn:has(.card)")).to_have_count(3)


def test_a_build_that_finishes_meanwhile_is_picked_up(own_chat, open_page, ask, articles):
    page = open_page(own_chat)
    expect(page.locator(".welcome")).to_contain_text("1 article from 1 outlet")
    own_chat.build(articles["water"], articles["ferry"])
    expect(page.locator(".welcome")).to_contain_text("2 articles from 2 outlets", timeout=40_000)  # by itself
    ask(page, QUESTION)
    expect(page.locator(".card .title").first).to_have_text(articles["ferry"]["title"])
    own_chat.build(articles["water"])
    ask(page, QUESTION)
    expect(page.locator(".turn").nth(1).locator(".card .title").first).to_have_text(articles["water"]["title"])
    expect(page.locator(".masthead")).to_contain_text("1 article,", timeout=3_000)  # with the answer
    page.locator(".turn").nth(0).locator(".card button").first.click()  # an article that is gone
    expect(page.locator("#reading .notice.problem")).to_be_visible()


def test_an_article_that_changed_since_it_was_cited_is_shown_unmarked(own_chat, open_page, ask, articles):
    page = open_page(own_chat)
    ask(page, "What was found in the water?")
    expect(page.locator(".card").first).to_be_visible()
    own_chat.build({**articles["water"], "text": "A correction: no lead was found. " + articles["water"]["text"]})
    page.locator(".card button").first.click()
    expect(page.locator("#reading .notice")).to_contain_text("has changed since it was cited")
    expect(page.locator("#reading mark")).to_have_count(0)


def test_a_new_conversation_begins_empty(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    page.locator(".card button").first.click()
    expect(page.locator("#reading .article")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#reading .article")).to_be_hidden()
    ask(page, QUESTION)
    expect(page.locator(".card").first).to_be_visible()


def test_a_full_conversation_lets_go_of_its_older_half(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    for number in range(1, 26):
        ask(page, f"What of the ferry, number {number}?")
        expect(page.locator(f"#t{number} .card").first).to_be_visible()
    numbers = [turn.get_attribute("data-turn") for turn in page.locator(".turn").all()]
    assert numbers == [str(number) for number in range(13, 26)]
    page.locator("#t13 .card button").first.click()
    expect(page.locator("#reading mark.passage-mark").first).to_be_in_viewport()


def test_an_answer_is_announced_to_screen_readers(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    ask(page, QUESTION)
    expect(page.locator("body > [aria-live=polite]")).to_contain_text(
        re.compile(r"passages found\. .*\d%\. .*winter crews")
    )


def test_a_question_that_nothing_answers_is_declined_with_what_is_near(shared_chat, open_page, ask):
    expected = shared_chat.index.ask(UNANSWERED)
    assert not expected.answered and expected.hits
    page = open_page(shared_chat)
    ask(page, UNANSWERED)
    turn = page.locator(".turn")
    expect(turn.get_by_role("heading", name="Nothing in these articles answers this.")).to_be_in_viewport()
    expect(turn.locator(".searched").first).to_have_text(f"Looked for: {', '.join(expected.looked_for)}")
    expect(turn.get_by_role("list", name="Nearest passages, which do not answer it")).to_be_visible()
    assert turn.locator(".card .title").all_inner_texts() == [hit.article.title for hit in expected.hits]
    expect(turn.locator("blockquote, .reference, mark.cited")).to_have_count(0)
    near = f"{len(expected.hits)} near passages follow; they are not an answer."
    expect(page.locator("body > [aria-live=polite]")).to_contain_text(f"answers this. {near}")
    turn.locator(".card button").first.click()
    expect(page.locator("#reading mark.passage-mark").first).to_be_in_viewport()
    expect(page.locator("#reading mark.cited")).to_have_count(0)
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    expect(page.locator(".turn").nth(1).locator(".lead")).to_be_visible()


def test_the_number_of_a_confidence_shows_on_hover_and_to_the_keyboard(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    words, percent = page.locator(".confidence > span"), page.locator(".confidence .percent")
    expect(words).to_have_attribute("title", re.compile(r"^(over )?\d+%: the probability"))
    expect(percent).to_have_css("opacity", "0")
    words.hover()
    expect(percent).to_have_css("opacity", "1")
    page.mouse.move(1, 1)
    expect(percent).to_have_css("opacity", "0")
    page.locator(".reference").first.focus()
    page.keyboard.press("Shift+Tab")
    expect(words).to_be_focused()
    expect(percent).to_have_css("opacity", "1")


def test_a_card_says_why_it_is_here_and_underlines_the_words_of_the_question(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, QUESTION)
    card = page.locator(".card").first
    hit = shared_chat.index.ask(QUESTION).hits[0]
    start = hit.passage.start
    matched = [hit.passage.text[span.start - start : span.end - start] for span in hit.matches]
    assert len(matched) > 2
    expect(card.locator("mark.match")).to_have_text(matched)
    card.locator(".why summary").click()
    expect(card.locator(".why")).to_contain_text("by meaning and words")
    expect(card.locator(".why")).to_contain_text("Words of the question are underlined")
    inside = card.locator("mark.cited mark.match").first
    line = "element => getComputedStyle(element).textDecorationLine"
    assert inside.evaluate(line) == "underline"
    assert card.locator("mark.cited").evaluate(line) == "none"


def test_text_from_right_to_left_is_set_from_right_to_left(shared_chat, open_page, ask, articles):
    page = open_page(shared_chat)
    ask(page, articles["arabic"]["title"])
    card = page.locator(".card", has_text=articles["arabic"]["title"])
    expect(card).to_contain_text("9 January 2025")
    assert card.locator(".passage").evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_a_filter_limits_the_question_and_its_chip_takes_it_away(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("combobox", name="Outlet").fill("The Island Ledger")
    page.get_by_label("From").fill("2020-01-01")
    expect(page.locator("#filters .set")).to_have_text(" (2 set)")
    ask(page, QUESTION)
    turn = page.locator(".turn").first
    expect(turn.locator(".chips button")).to_have_count(2)
    expect(turn.locator(".card .title")).to_have_text(["Lead found in the water of two schools"])
    turn.locator(".chips").get_by_role("button", name="outlet The Island Ledger").click()
    expect(page.locator(".turn .card .title").first).to_have_text("Harbour council delays vote on the Skarn ferry")
    expect(page.locator(".turn .chips button")).to_have_text(re.compile("from 1 January 2020"))
    page.get_by_text("Filters (2 set)").click()
    page.get_by_role("button", name="Clear").click()
    ask(page, QUESTION)
    expect(page.locator(".turn").nth(1).locator(".card").first).to_be_visible()
    expect(page.locator(".turn").nth(1).locator(".chips")).to_have_count(0)


def test_a_filter_that_cannot_be_used_says_why(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("From").fill("2026-05-01")
    page.get_by_label("To", exact=True).fill("2026-01-01")
    ask(page, QUESTION)
    expect(page.locator(".turn .notice.problem")).to_contain_text("swap them")


def test_a_time_that_was_understood_is_a_chip_that_one_click_takes_away(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, "What did the ferry council put off in March 2026?")
    turn = page.locator(".turn").first
    chip = turn.locator(".chips button")
    expect(chip).to_contain_text("first: in March 2026")
    chip.click()
    expect(chip).to_contain_text("times in the question ignored")
    expect(turn.locator(".card").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)


def test_a_story_is_shown_once_and_its_outlets_open_from_one_line(own_chat, open_page, ask, articles):
    water = articles["water"]
    outlets = ["The Island Ledger", "Kelmar Courier", "Norrin Post", "Skarn Gazette", "Harbour Mail"]
    own_chat.build(*(water | {"id": f"w{place}", "source": outlet} for place, outlet in enumerate(outlets)))
    page = open_page(own_chat)
    ask(page, "What was found in the water of two schools?")
    expect(page.locator(".turn .card")).to_have_count(1)
    also = page.locator(".card details.also")
    expect(also.locator("li").first).to_be_hidden()
    also.get_by_text("Also in 4 others").click()
    expect(also.locator("li")).to_have_count(4)
    expect(also.locator("li").first).to_be_visible()
    expect(also.locator("li").first).to_contain_text("Kelmar Courier")


def _lose_an_event(route):
    """Let what the page asks for go nowhere."""
    route.fulfill(json={"event_id": "lost"})


def _lose_what_is_told(route):
    """Take from the server what it tells, and give the page nothing of it."""
    route.fetch()
    route.fulfill(content_type="text/event-stream", body='data: {"msg": "close_stream", "event_id": null}\n\n')


@pytest.mark.parametrize(("address", "lose"), [("join", _lose_an_event), ("data", _lose_what_is_told)])
def test_what_got_lost_on_the_way_is_asked_for_again_and_done_once(
    shared_chat, open_page, ask, articles, address, lose
):
    page = open_page(shared_chat)
    losses = [lose]
    # One for all: what is asked for while a browser takes such a route away may wait for ever.
    page.route(f"**/queue/{address}*", lambda route: losses.pop()(route) if losses else route.continue_())
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_have_count(1)
    assert not losses
    losses.append(lose)
    page.locator(".card").first.get_by_role("button", name="Show in the article").click()
    expect(page.locator("#reading .article h2")).to_have_text(articles["ferry"]["title"])
    assert not losses
    losses.append(lose)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#reading .article")).to_have_count(0)
    assert not losses


def test_a_stream_that_a_browser_holds_back_is_begun_again_and_each_has_an_address_of_its_own(
    shared_chat, open_page, ask
):
    page = open_page(shared_chat)
    asked, held = [], []

    def hold_back(route):
        asked.append(route.request.url)
        if held:
            route.continue_()
        else:
            held.append(route)  # it is never answered

    page.route("**/queue/data*", hold_back)
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_have_count(1)
    assert len(set(asked)) == len(asked) >= 2


def test_a_stream_that_ends_without_a_word_is_not_waited_for(shared_chat, open_page, ask, articles):
    page = open_page(shared_chat)
    cut = [True]
    empty = {"content_type": "text/event-stream", "body": ": nothing\n\n"}
    page.route("**/queue/data*", lambda route: route.fulfill(**empty) if cut and cut.pop() else route.continue_())
    ask(page, QUESTION)
    page.locator(".card").first.get_by_role("button", name="Show in the article").click()
    expect(page.locator("#reading .article h2")).to_have_text(articles["ferry"]["title"])
