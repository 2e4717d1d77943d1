"""Lays out the page, and ties what a reader does to what the desk does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import resources
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction

from newsqa.web import parts
from newsqa.web.conversation import MAX_TURNS, Conversation
from newsqa.web.desk import Desk

# What is sent to a tab that does not read is kept; when it is so much, nothing more is done for it.
_MOST_UNREAD = 100
_REFRESH_S = 15.0  # how often an open page looks for a new build while nobody asks

# What stands in ``data-send`` of a clicked element goes to the server. Gradio compiles this and a template
# that is the constant "${value}"; what an article says is only ever that template's argument.
_RELAY = resources.files(__package__).joinpath("static/relay.js").read_text(encoding="utf-8")


def make_chat(desk: Desk) -> Page:
    """Return the page; each tab that opens it has a conversation of its own."""
    blocks: Page
    with Page(title="newsqa", analytics_enabled=False, fill_width=True) as blocks:
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
                gr.Button("New conversation", elem_id="anew", min_width=0)
                _html("dossier-button", parts.render_dossier_button())
        reading = _html("reading")
        shelf = _html("shelf")
        dossier = _html("dossier")
        file = _html("file")
        heard = _html("heard")
        timer = gr.Timer(_REFRESH_S)

    page = [masthead, welcome, dossier, *slots]
    panels = {"reading": reading, "shelf": shelf, "file": file, "heard": heard}

    async def paint(kept: Conversation) -> list[Any]:
        """Return what the tab has not been shown yet, for each part of the page."""
        around = await head(kept)
        changes = kept.take_changes()
        return [
            *around,
            *(
                (desk.turn(turn) if (turn := changes[slot]) else "") if slot in changes else gr.skip()
                for slot in range(MAX_TURNS)
            ),
        ]

    async def head(kept: Conversation) -> list[Any]:
        around = {"masthead": await desk.masthead(), "welcome": await desk.welcome(kept) if kept.is_empty else ""}
        around["dossier"] = desk.dossier(kept)
        return [gr.skip() if html is None else html for html in kept.take_parts(around)]

    async def act(kept: Conversation, event: gr.EventData, request: gr.Request) -> AsyncIterator[list[Any]]:
        """Do what the element that was clicked asks for; what it shows comes as soon as it is there."""
        if blocks.unread(request.session_hash) > _MOST_UNREAD:
            return
        # Again: the tab of a laptop that slept was taken for closed.
        desk.greet(request.session_hash, kept, request.cookies)
        async for shown in desk.do(event._data, kept):
            yield [*(shown.get(panel, gr.skip()) for panel in panels), *await paint(kept)]

    async def start(kept: Conversation, request: gr.Request) -> list[Any]:
        desk.greet(request.session_hash, kept, request.cookies)
        await desk.begin(kept)
        # Giving the state back makes Gradio forget it an hour after the tab is closed.
        return [kept, await desk.filters(), *await paint(kept)]

    async def refresh(kept: Conversation) -> list[Any]:
        return await head(kept)

    async def leave(request: gr.Request) -> None:
        desk.dismiss(request.session_hash)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # The desk has a line of its own, which tells everybody his place.
    acting: dict[str, Any] = {**quiet, "trigger_mode": "multiple", "concurrency_limit": None}
    with blocks:
        blocks.load(start, conversation, [conversation, filters, *page], **quiet)
        gr.on(
            [part.click for part in (welcome, *slots, *panels.values(), dossier)],
            act,
            conversation,
            [*panels.values(), *page],
            **acting,
        )
        timer.tick(refresh, conversation, [masthead, welcome, dossier], **quiet)
        blocks.unload(leave)
    return blocks


class Page(gr.Blocks):  # type: ignore[misc]  # gradio has no types
    """A page whose parts are shown what they are given."""

    def unread(self, tab: str | None) -> int:
        """Return how much was sent to a tab that its connection has not taken yet."""
        sent = self._queue.pending_messages_per_session.get(tab)
        return int(sent.qsize()) if sent else 0

    async def postprocess_data(self, block_fn: BlockFunction, predictions: Any, state: Any) -> list[Any]:  # noqa: ANN401
        """Return what is sent for each output of an event.

        Gradio would make the component of every part anew that is skipped, and keep each in the session: milliseconds
        of the event loop a paint (decision 025).
        """
        outputs = block_fn.outputs
        if not any(isinstance(part, gr.HTML) for part in outputs):
            return list(await super().postprocess_data(block_fn, predictions, state))
        sent: list[Any] = []
        for part, value in zip(outputs, predictions if len(outputs) > 1 else [predictions], strict=True):
            if part.stateful:
                state[part._id] = value
            # Where an event ends, Gradio gives a word of its own for each output.
            sent.append(value if isinstance(value, str | dict) and not part.stateful else None)
        return sent


def _html(elem_id: str, html: str = "") -> gr.HTML:
    """Return a part of the page that shows what the templates made, and relays clicks."""
    return gr.HTML(html, elem_id=elem_id, js_on_load=_RELAY, apply_default_css=False)
