"""The one escaping Jinja2 environment that every piece of HTML is made by, and what its templates can say."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import jinja2

from newsqa import wording
from newsqa.links import linkable
from newsqa.tongues import language_name, language_tag
from newsqa.types import ArticleInfo, Citation, Hit, Span
from newsqa.web.address import address_of
from newsqa.web.marks import Run, cut_runs, group_runs
from newsqa.web.parts import narrow

_SHOWN_CHARS = 300  # of a question: five or six lines of its heading


def format_date(date: dt.date | None) -> str:
    """Return ``date`` as "3 May 2024", or "undated"."""
    return f"{date.day} {date:%B} {date.year}" if date else "undated"


def format_moment(moment: dt.datetime) -> str:
    """Return ``moment`` as "3 May 2024, 14:05" by the clock of this machine."""
    here = moment.astimezone()
    return f"{format_date(here.date())}, {here:%H:%M}"


def shown_question(question: str) -> str:
    """Return ``question`` as its heading shows it: not empty, and short enough to leave the answer in sight."""
    question = question.strip() or "(nothing)"
    return question if len(question) <= _SHOWN_CHARS else question[:_SHOWN_CHARS].rstrip() + "…"


def _byline(article: ArticleInfo | Citation) -> str:
    return " · ".join(part for part in (article.source, format_date(article.date)) if part)


def _full_byline(article: ArticleInfo) -> list[str]:
    """Return outlet, day with time of day and its zone, and agency, as far as they are known."""
    moment = article.published_at
    time = moment and f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()
    day = ", ".join(part for part in (format_date(article.date), time) if part)
    return [part for part in (article.source, day, article.agency) if part]


def _card_runs(hit: Hit, citations: Sequence[Citation]) -> tuple[Run, ...]:
    best = [cited.best for cited in citations if cited.number == hit.rank and not _is_all_best(cited)]
    cited = cited_spans(hit, citations)
    return cut_runs(hit.passage.text, hit.passage.start, cited, best=best, matches=hit.matches)


def _quote_runs(cited: Citation) -> tuple[Run, ...]:
    return cut_runs(cited.quote, cited.start, (), best=() if _is_all_best(cited) else (cited.best,))


def _is_all_best(cited: Citation) -> bool:
    """Whether the quotation brings nothing along, so that nothing in it has to stand out."""
    return cited.best == Span(cited.start, cited.end)


def cited_spans(hit: Hit, citations: Sequence[Citation]) -> tuple[Span, ...]:
    """Return where the sentences cited from ``hit`` stand in its article."""
    return tuple(Span(cited.start, cited.end) for cited in citations if cited.number == hit.rank)


_environment = jinja2.Environment(
    loader=jinja2.PackageLoader("newsqa.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(
    linkable=linkable,
    day=format_date,
    moment=format_moment,
    language_tag=language_tag,
    question=shown_question,
    byline=_byline,
    elsewhere=wording.elsewhere,
    outlets=wording.outlets,
    later_version=wording.later_version,
    full_byline=_full_byline,
    to_json=json.dumps,
    grouped=group_runs,
    confidence_words=wording.confidence_words,
    percentage=wording.percentage,
    why=wording.why,
    looked_for=wording.looked_for,
    coverage=wording.coverage,
    covered=wording.covered,
    time_range=wording.time_range,
    source_change=wording.source_change,
    address=address_of,
    language_name=language_name,
    outlets_chart=narrow.outlets_chart,
    period_charts=narrow.period_charts,
    offers=narrow.offers,
    by_month=narrow.by_month,
    by_outlet=narrow.by_outlet,
)
_environment.globals.update(card_runs=_card_runs, quote_runs=_quote_runs, nearest=wording.NEAREST)


def environment() -> jinja2.Environment:
    """Return the one environment that makes HTML; it escapes."""
    return _environment


def render(template: str, **values: object) -> str:
    """Return what a template makes of values; whatever is text in these is text there."""
    html = _environment.get_template(template).render(values)
    # Half a surrogate pair, which JSON can spell, would break off the answer on its way to the browser.
    return html.encode("utf-8", "replace").decode("utf-8")
