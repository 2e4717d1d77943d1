"""Lays out the page, and ties what a reader does to what the desk answers."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import gradio as gr

from newsqa.errors import QueryError
from newsqa.web.conversation import MAX_TURNS, Conversation, Turn
from newsqa.web.desk import Desk
from newsqa.web.filters import Filters
from newsqa.web.render import render_turn

_REFRESH_S = 15.0  # how often an open page looks for a new build while nobody asks
_CONCURRENT_QUESTIONS = 4  # of all tabs together; each tab's own run one after the other

# What stands in ``data-send`` of a clicked element goes to the server. Gradio compiles this and a template
# that is the constant "${value}"; what an article says is only ever that template's argument.
_RELAY = resources.files(__package__).joinpath("static/relay.js").read_text(encoding="utf-8")


def make_chat(desk: Desk) -> gr.Blocks:
    """Return the page; each tab that opens it has a conversation of its own."""
    with gr.Blocks(title="newsqa", analytics_enabled=False, fill_width=True) as blocks:
        conversation = gr.State(Conversation())
        with gr.Column(elem_id="room"):
            masthead = _html("masthead")
            with gr.Column(elem_id="thread"):
                welcome = _html("welcome")
                slots = [_html(f"slot-{slot}") for slot in range(MAX_TURNS)]
            with gr.Row(elem_id="composer"):
                filters = _html("filters")
                gr.Textbox(
                    label="Your question", placeholder="Ask the archive a question", lines=1, max_lines=6,
                    container=False, show_label=False, autofocus=True, interactive=True, elem_id="question", scale=1,
                )  # fmt: skip
                gr.Button("Ask", elem_id="send", min_width=0)
                anew = gr.Button("New conversation", elem_id="anew", min_width=0)
        reading = _html("reading")
        timer = gr.Timer(_REFRESH_S)

    page = [masthead, welcome, *slots]

    def paint(kept: Conversation) -> list[Any]:
        """Return what the tab has not been shown yet, for each part of the page."""
        changes = kept.take_changes()
        return [
            desk.masthead(),
            desk.welcome() if kept.is_empty else "",
            *(
                (render_turn(turn) if (turn := changes[slot]) else "") if slot in changes else gr.skip()
                for slot in range(MAX_TURNS)
            ),
        ]

    def ask(kept: Conversation, event: gr.EventData) -> Iterator[list[Any]]:
        turn = _begun(kept, event)
        yield paint(kept)
        if turn.is_waiting:
            desk.answer(turn, kept)
            yield paint(kept)

    def follow(kept: Conversation, event: gr.EventData) -> Iterator[list[Any]]:
        """Open the article behind a card, or ask again without the filter that a chip stands for."""
        if "question" not in event._data:
            yield [desk.open_article(event.turn, event.card, kept), *[gr.skip()] * len(page)]
            return
        for painted in ask(kept, event):
            yield [gr.skip(), *painted]

    def start(kept: Conversation) -> list[Any]:
        # Giving the state back makes Gradio forget it an hour after the tab is closed.
        return [kept, desk.filters(), *paint(kept)]

    def restart(kept: Conversation) -> list[Any]:
        kept.clear()
        return ["", *paint(kept)]

    def refresh(kept: Conversation) -> list[Any]:
        return [desk.masthead(), desk.welcome() if kept.is_empty else ""]

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asking: dict[str, Any] = {
        **quiet, "trigger_mode": "multiple",
        "concurrency_id": "ask", "concurrency_limit": _CONCURRENT_QUESTIONS,
    }  # fmt: skip
    with blocks:
        blocks.load(start, conversation, [conversation, filters, *page], **quiet)
        # Examples, and what the box sends by chat.js: the question as it was when Enter was pressed.
        welcome.click(ask, conversation, page, **asking)
        gr.on([slot.click for slot in slots], follow, conversation, [reading, *page], **asking)
        anew.click(restart, conversation, [reading, *page], **quiet)
        timer.tick(refresh, conversation, [masthead, welcome], **quiet)
    return blocks


def _begun(kept: Conversation, event: gr.EventData) -> Turn:
    """Return the turn that an event asks for; what the browser sent may be anything."""
    try:
        return kept.begin(str(event.question), Filters.from_browser(event._data.get("filters")))
    except QueryError as error:
        return kept.begin(str(event.question), problem=str(error))


def _html(elem_id: str) -> gr.HTML:
    """Return a part of the page that shows what the templates made, and relays clicks."""
    return gr.HTML("", elem_id=elem_id, js_on_load=_RELAY, apply_default_css=False)
