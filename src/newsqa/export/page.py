"""An export as one page of HTML: no script, no font, no request; whatever was said is text there."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import jinja2

from newsqa.characters import one_line, without_controls
from newsqa.export import phrases
from newsqa.export.gathering import Gathered
from newsqa.links import linkable
from newsqa.tongues import language_tag
from newsqa.types import Citation
from newsqa.wording import NEAREST


def page(gathered: Gathered) -> str:
    """Return the page: a part a question or pinned passage, and the sources."""
    style, policy = _style()
    rendered: str = _environment().get_template("page.html").render(
        export=gathered, style=style, policy=policy, phrases=phrases, nearest=NEAREST
    )  # fmt: skip
    return rendered


def _lines(text: str) -> list[str]:
    return [line for line in without_controls(text).split("\n") if line.strip()]


def _runs(cited: Citation) -> list[list[tuple[str, bool]]]:
    """Return the lines of a quotation, each in runs: their text, and whether it is of the sentence that answers.

    Where that is all of the quotation nothing has to stand out.
    """
    lines, start = [], cited.start
    best = (cited.best.start, cited.best.end)
    if best == (cited.start, cited.end):
        best = (cited.start, cited.start)
    for line in cited.quote.split("\n"):
        edges = [0, *(min(max(edge - start, 0), len(line)) for edge in best), len(line)]
        cut = [(line[edges[n] : edges[n + 1]], n == 1) for n in range(3)]
        if line.strip():
            lines.append([(without_controls(text), is_best) for text, is_best in cut if text])
        start += len(line) + 1
    return lines


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("newsqa.export", "."), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(
        line=one_line, lines=_lines, runs=_runs, linkable=linkable, language_tag=language_tag,
        titled=phrases.titled, moment=phrases.moment,
    )  # fmt: skip
    return environment


@cache
def _style() -> tuple[str, str]:
    """Return the style, which is this package's own, and the policy that allows that and nothing else."""
    environment = _environment()
    assert environment.loader is not None  # noqa: S101  # it was made with one
    style = environment.loader.get_source(environment, "page.css")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
