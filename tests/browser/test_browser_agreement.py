"""The chat, Python and the command line are one index: they cite alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from questions import TEN_QUESTIONS

import newsqa
from newsqa.cli import main
from newsqa.wording import percentage


def test_chat_python_and_command_line_give_the_same_citations_for_the_same_ten_questions(
    seeds_chat: Any,  # a Chat of conftest.py
    open_page: Callable[..., Page],
    ask: Callable[[Page, str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = open_page(seeds_chat)
    for number, question in enumerate(TEN_QUESTIONS, start=1):
        expected = newsqa.ask(question, index=seeds_chat.settings.index)
        assert expected.citations
        assert expected.confidence is not None

        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["ask", question, "--json", "--index", seeds_chat.settings.index])
        assert not ended.value.code
        assert json.loads(capsys.readouterr().out) == expected.to_dict()

        ask(page, question)
        turn = page.locator(f"#t{number}")
        expect(turn.locator(".card")).to_have_count(len(expected.hits))
        expect(turn.locator(".confidence .percent")).to_have_text(f" ({percentage(expected.confidence)})")
        shown = []
        for card in turn.locator(".card:has(mark.cited)").all():
            marked = "".join(card.locator("mark.cited").all_text_contents())
            shown.append((int(card.locator(".number").inner_text()), card.locator("h4").inner_text(), marked))
        assert shown == [(c.number, c.title, c.quote) for c in expected.citations]
