"""Fourteen tasks of a stranger, with as many clicks as docs/tasks.md says that each takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import newsqa
from newsqa.config import Settings

TASKS = Path(__file__).parents[2] / "docs" / "tasks.md"
QUESTION = "Who called leaving out the winter crews of the Skarn ferry a serious omission?"

BID = (
    "The auditors of Kelmar found that the cheapest bid for the Skarn ferry left out the cost"
    " of winter crews. Ingrid Solheim, who chairs the harbour council, called leaving out the"
    " winter crews a serious omission. The council has put off its vote on the ferry "
    "contract, and the bidder has a week to answer. {} members had asked for more time to "
    "read the report, which has ninety pages and was printed on the day before the meeting of"
    " the council."
)
ARTICLES = (
    {
        "id": "bid-1",
        "source": "Kelmar Courier",
        "date": "2026-05-04",
        "title": "Ferry bid left out winter crews",
        "url": "https://courier.example/bid",
        "text": BID.format("Three"),
    },
    {
        "id": "bid-2",
        "source": "Kelmar Courier",
        "date": "2026-05-05",
        "title": "Ferry bid left out winter crews",
        "url": "https://courier.example/bid",
        "text": BID.format("Four"),
    },
    {
        "id": "ledger-may",
        "source": "The Island Ledger",
        "date": "2026-05-20",
        "title": "Bidder defends its ferry offer",
        "text": (
            "The bidder for the Skarn ferry said on Tuesday that leaving out the winter crews was no "
            "omission. Its director, Olav Brekke, said that the crews of the summer would work "
            "through the winter of the ferry as well."
        ),
    },
    {
        "id": "ledger-june",
        "source": "The Island Ledger",
        "date": "2026-06-11",
        "title": "Union wants crews for the ferry",
        "text": (
            "The seamen's union asked the harbour council to turn down the ferry bid without winter "
            "crews. Leaving out the winter crews of the Skarn ferry is a serious danger, said its "
            "secretary, Berit Vang, in a letter to Solheim."
        ),
    },
    {
        "id": "post",
        "source": "Norrin Post",
        "date": "2026-06-29",
        "title": "Skarn ferry contract goes to the second bidder",
        "text": (
            "The harbour council gave the contract for the Skarn ferry to the second bidder on "
            "Monday. Its offer has the winter crews in it, said Ingrid Solheim, and leaving out these"
            " crews had been the serious omission of the first."
        ),
    },
)


class Hand:
    """Clicks, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def ask(self, question: str = QUESTION) -> None:
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".turn.answered .lead")).to_be_visible()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(name)).first


@pytest.fixture(scope="module")
def archive(tmp_path_factory, encoder, serving):
    root = tmp_path_factory.mktemp("tasks")
    (root / "articles").mkdir()
    settings = Settings(articles=str(root / "articles"), index=str(root / "index"))
    (root / "articles" / "a.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    (root / "articles" / "broken.pdf").write_text("not a PDF", encoding="utf-8")
    newsqa.build(settings=settings, encoder=encoder)
    yield from serving(settings, encoder)


def _who(hand):
    hand.ask()
    expect(hand.page.locator(".lead").first).to_contain_text("Ingrid Solheim")


def _see(hand):
    hand.ask()
    hand.click(hand.page.locator(".reference").first)
    expect(hand.page.locator("#reading mark.cited").first).to_be_in_viewport()


def _copy(hand):
    hand.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hand.ask()
    hand.click(hand.button("Copy.*with its source"))
    expect(hand.page.get_by_role("button", name="Copied").first).to_be_visible()
    copied = hand.page.evaluate("navigator.clipboard.readText()")
    assert "serious omission" in copied and "Kelmar Courier" in copied and "courier.example" in copied


def _earlier(hand):
    hand.ask()
    hand.click(hand.page.locator(".reference").first)
    hand.click(hand.page.locator("#reading .versions").get_by_role("button", name=re.compile("4 May 2026")).first)
    expect(hand.page.locator("#reading .article-text")).to_contain_text("Three members")


def _outlet_in_may(hand):
    hand.ask()
    hand.click(hand.button("^The Island Ledger: "))
    expect(hand.page.locator(".turn.answered .card .byline").first).to_contain_text("The Island Ledger")
    hand.click(hand.button("^May 2026: "))
    expect(hand.page.locator(".turn .card .byline")).to_have_text(["The Island Ledger · 20 May 2026"])


def _new(hand):
    hand.click(hand.page.locator("#filters summary"))
    hand.click(hand.button("^Last 7 days"))
    hand.ask("What is new about the Skarn ferry?")
    expect(hand.page.locator(".turn .card .byline")).to_have_text(["Norrin Post · 29 June 2026"])


def _timeline(hand):
    hand.ask()
    hand.click(hand.button("^Timeline$"))
    days = hand.page.locator(".timeline time, .timeline .day")
    expect(days.first).to_contain_text("5 May 2026")
    assert days.count() >= 3


def _sides(hand):
    hand.ask()
    hand.click(hand.button("^Side by side$"))
    sides = hand.page.locator(".sides")
    for outlet in ("Kelmar Courier", "The Island Ledger", "Norrin Post"):
        expect(sides).to_contain_text(outlet)


def _link(hand):
    hand.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hand.ask()
    hand.click(hand.button("^Copy link"))
    expect(hand.page.get_by_role("button", name="Copied").first).to_be_visible()
    address = hand.page.evaluate("navigator.clipboard.readText()")
    hand.page.goto(address)
    expect(hand.page.locator(".turn.answered .lead").first).to_contain_text("Ingrid Solheim")


def _pin(hand):
    hand.ask()
    hand.click(hand.page.locator(".lead [data-pin]").first)
    expect(hand.page.locator(".lead [data-pin]").first).to_have_attribute("aria-pressed", "true")
    hand.click(hand.page.locator("#dossier-button button"))
    note = hand.page.locator("[data-note]")
    note.fill("Ask her for the letter.")
    expect(hand.page.locator(".pin-entry")).to_contain_text("serious omission")


def _take(hand):
    _pin(hand)
    hand.click(hand.page.locator("#dossier .menu summary"))
    with hand.page.expect_download() as download:
        hand.click(hand.page.locator("#dossier .menu").get_by_role("button", name="HTML"))
    taken = Path(download.value.path()).read_text(encoding="utf-8")
    assert "serious omission" in taken and "Ask her for the letter." in taken and "courier.example" in taken


def _wrong(hand):
    hand.ask()
    hand.click(hand.page.locator(".said .judge").get_by_role("button", name="Wrong"))
    hand.page.get_by_label("Why? (optional)").fill("it was the union")
    hand.page.keyboard.press("Enter")
    expect(hand.page.get_by_label("Why? (optional)")).to_have_count(0)
    expect(hand.page.locator(".said .thanks")).to_be_visible()


def _mend(hand):
    hand.ask()
    hand.page.locator("#question textarea").fill("And what did its director say?")
    hand.page.keyboard.press("Enter")
    hand.click(hand.page.locator("#t2").get_by_role("button", name="Edit what is searched for"))
    hand.page.keyboard.type("What did the bidder's director Olav Brekke say?")
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator("#t3 .lead").first).to_contain_text("Olav Brekke")


def _missing(hand):
    with hand.page.context.expect_page() as opened:
        hand.click(hand.page.get_by_role("link", name=re.compile("The archive")))
    expect(opened.value.locator("main")).to_contain_text("broken.pdf")
    expect(opened.value.locator("main")).to_contain_text("not a PDF")


DONE = (
    _who,
    _see,
    _copy,
    _earlier,
    _outlet_in_may,
    _new,
    _timeline,
    _sides,
    _link,
    _pin,
    _take,
    _wrong,
    _mend,
    _missing,
)


def _rows():
    return [row.split(" | ") for row in TASKS.read_text(encoding="utf-8").splitlines() if re.match(r"\| .* \| \d", row)]


def test_every_task_that_is_written_down_is_done_here():
    assert len(_rows()) == len(DONE) == 14


@pytest.mark.parametrize("place", range(14))
def test_a_task_takes_as_many_clicks_as_is_written_down(archive, open_page, place):
    hand = Hand(open_page(archive))
    DONE[place](hand)
    assert hand.clicks == int(_rows()[place][1])
