"""How the chat looks: both themes, and a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

QUESTION = "What did the auditors find about the cost of winter crews in the ferry bid?"
UNANSWERED = "How tall is the Eiffel Tower?"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

# For each text on the screen its contrast with what is behind it, as WCAG 2.2 computes it.
CONTRASTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
                          return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => { for (let e = element; e; e = e.parentElement) {
    const colour = rgb(getComputedStyle(e).backgroundColor); if (colour[3] === 255) return colour; }
    return [255, 255, 255]; };
  const found = [];
  for (const element of document.querySelectorAll('#room *, #reading *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility() || element.closest('.unseen, .sr-only')) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), element.tagName + '.' + element.className, element.innerText.slice(0, 30)]);
  }
  return found.sort((x, y) => x[0] - y[0]);
}"""


def _paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(shared_chat, open_page, ask, theme):
    page = open_page(shared_chat, color_scheme=theme, reduced_motion="reduce")
    welcome = page.evaluate(CONTRASTS)
    ask(page, QUESTION)
    page.locator(".card button").first.click()
    expect(page.locator("#reading mark.cited").first).to_be_visible()
    ask(page, UNANSWERED)
    expect(page.locator(".declined")).to_be_visible()
    page.locator(".declined .confidence > span").hover()
    contrasts = welcome + page.evaluate(CONTRASTS)
    assert len(contrasts) > 30
    assert [one for one in contrasts if one[0] < 4.5] == []


def test_the_theme_follows_the_system_or_the_address(shared_chat, open_page):
    light = _paper(open_page(shared_chat, color_scheme="light"))
    dark = _paper(open_page(shared_chat, color_scheme="dark"))
    assert light != dark
    assert _paper(open_page(shared_chat, color_scheme="light", query="?__theme=dark")) == dark
    assert _paper(open_page(shared_chat, color_scheme="dark", query="?__theme=light")) == light


def _overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_phone_never_scrolls_sideways_and_the_article_covers_the_chat(shared_chat, open_page, ask):
    page = open_page(shared_chat, **PHONE)
    assert _overflow(page) <= 0
    ask(page, "zebra smuggling")  # the article with the longest unbroken lines
    expect(page.locator(".card").first).to_be_visible()
    assert _overflow(page) <= 0
    page.locator(".card button").first.tap()
    reading = page.locator("#reading")
    expect(reading.locator("mark.cited").first).to_be_in_viewport()
    box = reading.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert _overflow(page) <= 0
    assert reading.locator(".article-body").evaluate("body => body.scrollWidth - body.clientWidth") <= 0
    expect(reading).to_have_attribute("aria-modal", "true")
    assert page.locator("#room").evaluate("room => room.inert")
    page.get_by_role("button", name="Close the article").tap()
    expect(reading).to_be_hidden()
    assert not page.locator("#room").evaluate("room => room.inert")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_answer_and_a_declined_one_fit_the_narrowest_phone_and_look_different(shared_chat, open_page, ask, theme):
    page = open_page(shared_chat, **{**PHONE, "viewport": {"width": 320, "height": 640}, "color_scheme": theme})
    ask(page, QUESTION)
    expect(page.locator("#t1 .lead")).to_be_visible()
    ask(page, UNANSWERED + " " + "Antidisestablishmentarianism" * 12)
    declined = page.locator("#t2 .declined")
    expect(declined).to_be_visible()
    assert _overflow(page) <= 0
    look = "element => [getComputedStyle(element).borderTopStyle, getComputedStyle(element).backgroundColor]"
    answered, near = (page.locator(f"#{turn} .card").first.evaluate(look) for turn in ("t1", "t2"))
    assert declined.evaluate(look)[0] == near[0] == "dashed"
    assert answered[0] == "solid"
    assert answered[1] != near[1]


def test_beside_the_article_the_chat_stays_readable(shared_chat, open_page, ask):
    page = open_page(shared_chat, viewport={"width": 1024, "height": 700})
    ask(page, QUESTION)
    page.locator(".card button").first.click()
    expect(page.locator("#reading .article")).to_be_visible()
    card, reading = page.locator(".card").first.bounding_box(), page.locator("#reading").bounding_box()
    assert card["x"] + card["width"] <= reading["x"]
    assert card["width"] > 300
    assert _overflow(page) <= 0
    expect(page.locator("#question textarea")).to_be_in_viewport()
    measure = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.article-text > p')).width)")
    assert measure <= 33 * 16


def test_nothing_of_gradio_is_left_on_the_page(shared_chat, open_page):
    page = open_page(shared_chat)
    expect(page.locator("footer")).to_have_count(0)
    assert "gradio" not in page.locator("body").inner_text().lower()
    assert page.title() == "newsqa"
    assert page.locator("meta[property^='og:'], meta[name^='twitter:']").count() == 0
