"""What stands around the answers: the head of the page, its first words, and the form of filters."""

from __future__ import annotations

from functools import lru_cache

from newsqa.index import Summary
from newsqa.web.parts.template import render

_OFFERED = 300  # outlets, sections or languages that the form proposes while one types


@lru_cache(maxsize=4)
def render_filters(summary: Summary) -> str:
    """Return the form of filters for the next question."""
    known = (("sources", "Outlet", summary.sources), ("sections", "Section", summary.sections),
             ("languages", "Language", summary.languages), ("authors", "Author", ()))  # fmt: skip
    choices = [(name, label, [value for value, _ in counts if value][:_OFFERED]) for name, label, counts in known]
    return render("filters.html", choices=choices)


@lru_cache(maxsize=4)  # every tab has the same, until there is a new build
def render_masthead(summary: Summary | None) -> str:
    """Return the head of the page: its name, and what the archive holds."""
    return render("masthead.html", summary=summary)


@lru_cache(maxsize=4)
def render_welcome(summary: Summary, examples: tuple[str, ...], articles_folder: str) -> str:
    """Return what stands where no question was asked yet."""
    return render("welcome.html", summary=summary, examples=examples, articles_folder=articles_folder, problem=None)


def render_welcome_problem(problem: str) -> str:
    """Return the first words of a page whose archive cannot be read."""
    return render("welcome.html", summary=None, examples=(), articles_folder="", problem=problem)


def render_head() -> str:
    """Return what our page adds to Gradio's ``<head>``."""
    return render("head.html")
