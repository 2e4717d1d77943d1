"""What stands around the answers: the head of the page, its first words, and the form of filters."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from newsqa.kept import ConversationEntry
from newsqa.tongues import language_name
from newsqa.types import Summary
from newsqa.web.parts.narrow import quick_days
from newsqa.web.parts.template import render

_OFFERED = 300  # outlets, sections or languages that the form proposes while one types


@lru_cache(maxsize=4)
def render_filters(summary: Summary, today: dt.date) -> str:
    """Return the form of filters for the next question; its quick choices of days end with the archive's last one."""
    languages = [(code, language_name(code)) for code, _ in summary.languages if code]
    known: tuple[tuple[str, str, str, list[tuple[str, str]]], ...] = (
        ("sources", "source", "Outlet", [(value, value) for value, _ in summary.sources if value]),
        ("languages", "language", "Language", languages),
        ("sections", "section", "Section", [(value, value) for value, _ in summary.sections if value]),
        ("authors", "author", "Author", []),
    )
    fields = [(name, key, label, values[:_OFFERED]) for name, key, label, values in known]
    # An article may say that it is of a day to come.
    last = min(summary.last_date, today) if summary.last_date else None
    return render("filters.html", fields=fields, last=last, quick=quick_days(last) if last else ())


@lru_cache(maxsize=4)  # every tab has the same, until there is a new build
def render_masthead(summary: Summary | None, *, keeps: bool = False) -> str:
    """Return the head of the page: its name, what the archive holds, and, where they are kept, the conversations."""
    return render("masthead.html", summary=summary, keeps=keeps)


def render_heard(number: int) -> str:
    """Return the number of what the page asked for, for it to know that it came."""
    return f'<i hidden data-heard="{number}"></i>'


@lru_cache(maxsize=64)
def render_welcome(
    summary: Summary, examples: tuple[str, ...], articles_folder: str, last: ConversationEntry | None = None
) -> str:  # fmt: skip
    """Return what stands where no question was asked yet; ``last`` is what the reader may go on with."""
    return render(
        "welcome.html", summary=summary, examples=examples, articles_folder=articles_folder, problem=None, last=last
    )  # fmt: skip


def render_welcome_problem(problem: str) -> str:
    """Return the first words of a page whose archive cannot be read."""
    return render("welcome.html", summary=None, examples=(), articles_folder="", problem=problem, last=None)


def render_head() -> str:
    """Return what our page adds to Gradio's ``<head>``."""
    return render("head.html")
