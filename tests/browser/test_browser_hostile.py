"""An article that tries everything: nothing of it runs, all of it can be read.

That nothing ran, no dialog opened and no other host was asked is checked for every page when it closes.
"""

from __future__ import annotations

from playwright.sync_api import expect


def test_nothing_in_a_hostile_article_runs_and_all_of_it_is_readable(shared_chat, open_page, ask, articles, payloads):
    page = open_page(shared_chat)
    hostile = articles["hostile"]
    ask(page, "Who reported the zebra smuggling at the border post?")
    card = page.locator(".card", has_text="Zebra smuggling").first
    expect(card.locator("h4")).to_have_text(hostile["title"])
    expect(card.locator(".byline")).to_have_text(f"{hostile['source']} · 5 May 2024")
    assert card.get_by_role("link").count() == 0
    card.get_by_role("button", name="Show in the article").click()
    article = page.locator("#reading .article")
    expect(article.locator("h2")).to_have_text(hostile["title"])
    expect(article.locator(".byline").first).to_contain_text(hostile["authors"][0])
    text = article.inner_text()
    assert [payload for payload in payloads if payload not in text] == []
    for name in ("script", "img", "svg", "iframe", "style", "object", "embed", "math", "form"):
        assert page.locator(f":is(#thread, #reading) .html-container {name}").count() == 0, name
    found = page.evaluate(
        "[...document.querySelectorAll('#thread *, #reading *')].flatMap(e => [...e.attributes])"
        ".filter(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value)).map(a => a.name + a.value)"
    )
    assert found == []
    # What it says of its language is no code; that of its text is.
    assert page.locator("#reading .article-text").get_attribute("lang") == "en"
    page.mouse.move(640, 400)
    page.wait_for_timeout(500)  # for what would run late


def test_a_hostile_question_is_shown_as_it_was_asked(shared_chat, open_page, ask, payloads):
    page = open_page(shared_chat)
    for number, payload in enumerate(payloads, start=1):
        ask(page, payload)
        expect(page.locator(f"#t{number} .question")).to_have_text(payload)
        expect(page.locator(f"#t{number} .card, #t{number} .notice:not(.waiting)").first).to_be_visible()


def test_what_a_template_would_compute_is_shown_uncomputed(shared_chat, open_page, ask):
    page = open_page(shared_chat)
    ask(page, "Is {{ 7 * 7 }} or ${7 * 7} or {% if 1 %}yes{% endif %} or @children in the archive?")
    expect(page.locator(".question")).to_have_text(
        "Is {{ 7 * 7 }} or ${7 * 7} or {% if 1 %}yes{% endif %} or @children in the archive?"
    )


def test_the_policy_stops_an_inline_script_even_if_it_got_into_the_page(shared_chat, browser):
    page = browser.new_context().new_page()
    page.goto(shared_chat.url)
    page.wait_for_selector(".welcome")
    page.evaluate(
        "document.querySelector('#thread').insertAdjacentHTML('beforeend',"
        ' \'<img src="data:,x" onerror="window.__pwned = 1">\')'
    )
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.__pwned = 2';"
        " document.body.append(s); }"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.__pwned") is None
    failed = page.evaluate("fetch('https://other.example/').then(() => 'sent', () => 'blocked')")
    assert failed == "blocked"
    page.context.close()
