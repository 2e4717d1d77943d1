"""What the page shows, each part turned into HTML by a template; nothing here knows of events."""

from newsqa.web.parts.article import render_article, render_missing_article
from newsqa.web.parts.dossier import render_dossier, render_dossier_button, render_file, render_file_problem
from newsqa.web.parts.page import (
    render_filters,
    render_head,
    render_heard,
    render_masthead,
    render_welcome,
    render_welcome_problem,
)
from newsqa.web.parts.shelf import render_shelf
from newsqa.web.parts.template import cited_spans
from newsqa.web.parts.turn import render_turn

__all__ = [
    "cited_spans",
    "render_article",
    "render_dossier",
    "render_dossier_button",
    "render_file",
    "render_file_problem",
    "render_filters",
    "render_head",
    "render_heard",
    "render_masthead",
    "render_missing_article",
    "render_shelf",
    "render_turn",
    "render_welcome",
    "render_welcome_problem",
]
