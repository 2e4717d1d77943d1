"""Turns values into HTML, all of it by one escaping Jinja2 environment."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import jinja2

from newsqa import wording
from newsqa.characters import one_line
from newsqa.index import Summary
from newsqa.types import Answer, Article, ArticleInfo, Citation, Hit, Query, Span
from newsqa.web.conversation import Turn
from newsqa.web.marks import Paragraph, Run, cut_paragraphs, cut_runs, group_runs
from newsqa.words import read_marks

LEAD_SENTENCES = 3  # quotations above the cards: what fits one screen with its first card
_OFFERED = 300  # outlets, sections or languages that the form proposes while one types
_SHOWN_CHARS = 300  # of a question: five or six lines of its heading

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def linkable(url: str | None) -> str | None:
    """Return ``url`` if it may become a link: http or https, with a host, and nothing hidden in it."""
    if not url or any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None


def format_date(date: dt.date | None) -> str:
    """Return ``date`` as "3 May 2024", or "undated"."""
    return f"{date.day} {date:%B} {date.year}" if date else "undated"


def shown_question(question: str) -> str:
    """Return ``question`` as its heading shows it: not empty, and short enough to leave the answer in sight."""
    question = question.strip() or "(nothing)"
    return question if len(question) <= _SHOWN_CHARS else question[:_SHOWN_CHARS].rstrip() + "…"


def language_tag(language: str | None) -> str | None:
    """Return ``language`` if it can stand in a ``lang`` attribute."""
    return language if language and _LANGUAGE_TAG.fullmatch(language) else None


def _byline(article: ArticleInfo | Citation) -> str:
    return " · ".join(part for part in (article.source, format_date(article.date)) if part)


def _full_byline(article: ArticleInfo) -> str:
    """Return outlet, day, time of day with its zone, and agency, as far as they are known."""
    moment = article.published_at
    time = moment and f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()
    day = ", ".join(part for part in (format_date(article.date), time) if part)
    return " · ".join(part for part in (article.source, day, article.agency) if part)


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
    how_found=wording.how_found,
    looked_for=wording.looked_for,
    coverage=wording.coverage,
    covered=wording.covered,
    time_range=wording.time_range,
)
_environment.globals.update(card_runs=_card_runs, quote_runs=_quote_runs, nearest=wording.NEAREST)


def environment() -> jinja2.Environment:
    """Return the one environment that makes HTML; it escapes."""
    return _environment


def _render(template: str, **values: object) -> str:
    html = _environment.get_template(template).render(values)
    # Half a surrogate pair, which JSON can spell, would break off the answer on its way to the browser.
    return html.encode("utf-8", "replace").decode("utf-8")


def render_turn(turn: Turn) -> str:
    """Return a question with its answer, its problem, or the note that it still runs."""
    answer = turn.answer
    return _render(
        "turn.html",
        turn=turn,
        answer=answer,
        lead=answer.citations[:LEAD_SENTENCES] if answer else (),
        limits=_limits(turn.question),
        announcement=_announcement(turn.problem, answer),
    )


def _limits(question: str) -> tuple[tuple[str, str], ...]:
    """Return what the search marks in a question limit the search to: the chat has no other filters."""
    asked = read_marks(one_line(question))
    return wording.limits(Query(text=asked.text, phrases=asked.phrases, excluded=asked.excluded))


def _announcement(problem: str | None, answer: Answer | None) -> str:
    """Return what a screen reader says when the turn changes; the first quotation comes with it."""
    if problem:
        return problem
    if answer is None:
        return ""
    count = len(answer.hits)
    if not answer.answered:
        near = f"{count} near passages follow; they are" if count != 1 else "One near passage follows; it is"
        said = [answer.reason or "No answer.", f"{near} not an answer." if count else ""]
        return " ".join(filter(None, [*said, wording.coverage(answer.meaning_share)]))
    said = [f"{count} passages found." if count != 1 else "One passage found."]
    if answer.confidence is not None:
        said.append(f"{wording.confidence_words(answer)}, {wording.percentage(answer.confidence)}.")
    said += [*(cited.quote for cited in answer.citations[:1]), *answer.notes]
    return " ".join([*said, wording.coverage(answer.meaning_share)]).rstrip()


def render_article(article: Article, hit: Hit, cited: Sequence[Span], *, opening: int, is_changed: bool = False) -> str:
    """Return a whole article with the hit's passage marked and the cited sentences marked more strongly.

    Args:
        article: what to show.
        hit: the hit that led there.
        cited: cited sentences, as offsets into the article's text.
        opening: differs each time, so that the page notices an article opened once more.
        is_changed: the article is no longer the one that was cited, so nothing is marked.
    """
    passage = Span(hit.passage.start, hit.passage.end)
    paragraphs: tuple[Paragraph, ...]
    paragraphs = cut_paragraphs(article, () if is_changed else cited, Span(0, 0) if is_changed else passage)
    return _render(
        "article.html",
        article=article,
        hit=hit,
        paragraphs=paragraphs,
        opening=opening,
        is_changed=is_changed,
    )


def render_missing_article(message: str, *, opening: int) -> str:
    """Return the reading pane's words when there is no article to show."""
    return _render("missing.html", message=message, opening=opening)


def render_filters(summary: Summary) -> str:
    """Return the form of filters for the next question."""
    known = (("sources", "Outlet", summary.sources), ("sections", "Section", summary.sections),
             ("languages", "Language", summary.languages), ("authors", "Author", ()))  # fmt: skip
    choices = [(name, label, [value for value, _ in counts if value][:_OFFERED]) for name, label, counts in known]
    return _render("filters.html", choices=choices)


def render_masthead(summary: Summary | None) -> str:
    """Return the head of the page: its name, and what the archive holds."""
    return _render("masthead.html", summary=summary)


def render_welcome(summary: Summary, examples: Sequence[str], articles_folder: str) -> str:
    """Return what stands where no question was asked yet."""
    return _render("welcome.html", summary=summary, examples=examples, articles_folder=articles_folder, problem=None)


def render_welcome_problem(problem: str) -> str:
    """Return the first words of a page whose archive cannot be read."""
    return _render("welcome.html", summary=None, examples=(), articles_folder="", problem=problem)


def render_head() -> str:
    """Return what our page adds to Gradio's ``<head>``."""
    return _render("head.html")
