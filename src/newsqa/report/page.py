"""A ledger as one page of HTML: no script, no font, no request; whatever an article says is text there."""

from __future__ import annotations

from functools import cache

import jinja2

from newsqa import __version__
from newsqa.characters import one_line
from newsqa.ledger import STATUSES, Ledger
from newsqa.report import charts
from newsqa.report.tables import Table, breakdown_table, folder_name, lengths_table, outcome_words, timeline_table

# A page that names every file of a bad archive would be too long to read, and to open.
_MOST_FLAWS = 500
_MOST_ROWS = 400


def page(ledger: Ledger) -> str:
    """Return the page: what was read and what became of it, plots with their numbers, and what was left out and why."""
    report = ledger.report
    folders, formats = charts.breakdown_bars(ledger, "folder"), charts.breakdown_bars(ledger, "format")
    plots = [
        ("outlets", "Articles by outlet", charts.kept_bars(ledger.breakdown, "outlet"), _table(ledger, "outlet")),
        (
            "languages",
            "Articles by language",
            charts.kept_bars(ledger.breakdown, "language"),
            _table(ledger, "language"),
        ),
        ("lengths", "Articles by length, in characters", charts.length_bars(ledger), lengths_table(ledger)),
        ("formats", "Read by format", formats, _table(ledger, "format")),
        ("folders", "Read by folder", folders, _table(ledger, "folder")),
    ]
    counts = {status: getattr(report, status) for status in STATUSES[:-1]} | {"rejected": len(report.rejected)}
    rendered: str = _template().render(
        ledger=ledger, report=report, counts=counts, roots=[folder_name(root) for root in ledger.roots],
        outcome=outcome_words(ledger), strips=charts.strips(ledger.breakdown.timeline),
        months=timeline_table(ledger, _MOST_ROWS), reasons=charts.reason_bars(ledger), plots=plots,
        rejected=report.rejected[:_MOST_FLAWS], warnings=report.warnings[:_MOST_FLAWS], width=charts.WIDTH,
        height=charts.STRIP_HEIGHT, version=__version__,
    )  # fmt: skip
    # Half a surrogate pair, which a name can hold, cannot be written.
    return rendered.encode("utf-8", "replace").decode()


def _table(ledger: Ledger, name: str) -> Table:
    return breakdown_table(ledger, name, _MOST_ROWS)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("newsqa.report", "."), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["line"] = one_line
    environment.filters["number"] = lambda count: f"{count:,}"
    environment.filters["seconds"] = lambda seconds: f"{seconds:,.1f} s"
    environment.filters["megabytes"] = lambda count: f"{count / 1e6:,.1f} MB"
    return environment.get_template("page.html")
