"""Puts the chat, its own files and the guard together into one ASGI application."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from newsqa.config import Settings
from newsqa.index import Index
from newsqa.web.archive import ArchivePage
from newsqa.web.chat import make_chat
from newsqa.web.desk import Desk
from newsqa.web.guard import Guard

_MAX_TABS = 2000  # conversations that are kept; the one longest silent goes first
_LOOK_S = 0.005
_NEVER_S = 3600.0


def create_app(index: Index, settings: Settings) -> ASGIApp:
    """Return the chat over ``index`` as an ASGI application; the index stays the caller's to close."""
    static = Path(str(resources.files(__package__).joinpath("static")))
    blocks = make_chat(Desk(index, settings))
    blocks.state_session_capacity = _MAX_TABS
    blocks.max_threads = _MAX_TABS  # events at a time: those of the chat wait in its own line, and take no thread
    blocks.queue(api_open=False)
    # Gradio looks for events so often, and for progress that nobody reports: an idle server would never rest.
    blocks._queue.sleep_when_free = _LOOK_S
    blocks._queue.progress_update_sleep_when_free = _NEVER_S
    archive = ArchivePage(index, settings)
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, routes=list(archive.routes()), lifespan=archive.lifespan
    )
    app.mount("/newsqa", StaticFiles(directory=static))
    gr.mount_gradio_app(
        app, blocks, path="/", server_name=settings.host, server_port=settings.port,
        footer_links=[], run_history=False, show_error=False, ssr_mode=False, pwa=False, mcp_server=False,
        enable_monitoring=False, allowed_paths=[], blocked_paths=["/"], max_file_size=0,
        theme=gr.themes.Base(font=["sans-serif"], font_mono=["monospace"]),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )  # fmt: skip
    return Guard(app, settings.host, knows_readers=settings.keep_conversations)
