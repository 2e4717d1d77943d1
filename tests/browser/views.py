"""Every view of the chat and how a reader gets there: for checks that all must pass, and for their pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

Step = Callable[[Page], None]


def ask(page: Page, question: str) -> None:
    """Ask, and wait until there is an answer or a reason."""
    before = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    turn = page.locator(".turn").nth(before)
    expect(turn).not_to_have_attribute("aria-busy", "true")
    expect(turn.locator(".lead, .declined, .notice.problem").first).to_be_visible()


def look(page: Page, view: str) -> None:
    """Show the last answer in another view."""
    page.locator(".turn").last.get_by_role("button", name=view, exact=True).click()


def _open_filters(page: Page) -> None:
    page.locator("#filters summary").click()
    expect(page.get_by_label("From", exact=True)).to_be_visible()


def _close_filters(page: Page) -> None:
    page.locator("#filters summary").click()


def _why(page: Page) -> None:
    page.locator(".card details.why summary").first.click()


def _timeline(page: Page) -> None:
    look(page, "Timeline")
    expect(page.locator(".turn .timeline").last).to_be_visible()


def _sides(page: Page) -> None:
    look(page, "Side by side")
    expect(page.locator(".turn .sides").last).to_be_visible()


def _reading(page: Page) -> None:
    look(page, "Passages")
    page.locator(".card button.open").first.click()
    expect(page.locator("#reading mark.cited").first).to_be_visible()


def _about(page: Page) -> None:
    page.locator("#reading .about summary").click()


def _wrong(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#reading .article")).to_be_hidden()
    page.locator(".turn").last.locator(".said .judge").get_by_role("button", name="Wrong").click()
    expect(page.get_by_label("Why? (optional)")).to_be_visible()


def _menu(page: Page) -> None:
    page.locator(".turn").last.locator(".menu summary").click()
    expect(page.locator(".turn .menu-list").last).to_be_visible()


def _empty_dossier(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#dossier-button button").click()
    expect(page.locator("#dossier .empty")).to_be_visible()


def _dossier(page: Page) -> None:
    page.keyboard.press("Escape")
    for number in range(2):
        page.locator(".card [data-pin]").nth(number).click()
        expect(page.locator(".card [data-pin]").nth(number)).to_have_attribute("aria-pressed", "true")
    page.locator("#dossier-button button").click()
    page.locator("[data-note]").first.fill("Quote this one first.")
    page.locator("#dossier .menu summary").click()


def _meant(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#dossier")).to_be_hidden()
    ask(page, "And why?")
    page.locator("[data-meant-edit]").last.click()
    expect(page.get_by_label("Search for", exact=True).last).to_be_focused()


def _keys(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#reading .article")).to_be_hidden()
    page.locator("#question textarea").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def views(url: str, answered: str, unanswered: str) -> Iterator[tuple[str, Step]]:
    """Yield each view of the chat at ``url`` with the step that leads there from the one before.

    Args:
        url: where the chat is served.
        answered: a question that the archive answers, with several articles.
        unanswered: one that it does not.
    """

    def welcome(page: Page) -> None:
        page.goto(url)
        expect(page.locator(".welcome")).to_be_visible()

    def answer(page: Page) -> None:
        _close_filters(page)
        ask(page, answered)

    def declined(page: Page) -> None:
        page.keyboard.press("Escape")
        ask(page, unanswered)
        expect(page.locator(".declined")).to_be_visible()

    def archive(page: Page) -> None:
        page.goto(f"{url}archive")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()

    yield from (
        ("welcome", welcome), ("filters", _open_filters), ("answer", answer), ("why", _why), ("timeline", _timeline),
        ("sides", _sides), ("reading", _reading), ("about", _about), ("wrong", _wrong), ("menu", _menu),
        ("dossier-empty", _empty_dossier), ("dossier", _dossier), ("understood", _meant), ("keys", _keys),
        ("declined", declined), ("problem", lambda page: ask(page, "why " * 1000)), ("archive", archive),
    )  # fmt: skip
