"""The commands that ask: a question, for passages, in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsqa import wording
from newsqa.cli.building import BuildBeside
from newsqa.cli.exporting import ExportOption, ForceOption, check_free, write_document
from newsqa.cli.options import (
    AfterOption,
    AuthorOption,
    IndexOption,
    JsonOption,
    KOption,
    LanguageOption,
    ModelOption,
    SectionOption,
    SinceOption,
    SourceOption,
    StoriesOption,
    TimesOption,
    TodayOption,
    UntilOption,
    with_default,
)
from newsqa.cli.terminal import echo, print_json, say
from newsqa.config import load_settings
from newsqa.types import Answer, Hit, Query, Suggestion, Survey, TimeRange, WayOut

if TYPE_CHECKING:
    from newsqa.index import Index
    from newsqa.retriever import Filters


class By(StrEnum):
    """What a survey is put in order by."""

    DAY = "day"
    OUTLET = "outlet"


def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    after: AfterOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    k: KOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    section: SectionOption = None,
    author: AuthorOption = None,
    today: TodayOption = None,
    times: TimesOption = True,
    export: ExportOption = None,
    force: ForceOption = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Say as well what could be asked next, which takes some questions more.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with cited passages."""
    from newsqa.index import Index
    from newsqa.retriever import make_query, with_limits

    settings = load_settings(index=index, model=model)
    if export is not None:
        _check_export(export, force=force)
    filters: Filters = {
        "since": since, "until": until, "sources": source, "languages": language, "sections": section,
        "authors": author, "today": today, "times": times,
    }  # fmt: skip
    with Index.open(settings=settings) as opened:
        history: list[tuple[str, Answer]] = []
        for earlier in after or ():
            history.append((earlier, opened.ask(earlier, history=history, k=k, **filters)))
        answer = opened.ask(question, history=history, k=k, **filters)
        within = with_limits(filters, answer.limits)
        if export is not None:
            _export(answer, export, opened, force=force)
        suggestions = opened.suggest(answer, history=history, **within) if suggest else ()
        if as_json:
            print_json(answer.to_dict() | ({"suggestions": [one.to_dict() for one in suggestions]} if suggest else {}))
            return
        _print_understood(answer)
        if answer.answered:
            _print_answer(answer)
        else:
            searched = answer.understood or question
            query = make_query(searched, settings.k, max_chars=settings.max_question_chars, **within)
            _print_declined(answer, query, opened.ways_out(searched, k=k, **within))
        _print_suggestions(suggestions)


def _check_export(path: Path, *, force: bool) -> None:
    """See to it, before anything is asked, that the answer can be written."""
    from newsqa.export import form_of_file

    form_of_file(path)
    check_free(path, force=force)


def _export(answer: Answer, path: Path, opened: Index, *, force: bool) -> None:
    from newsqa.export import export, form_of_file

    write_document(path, export(answer, form_of_file(path), index=opened), force=force)


def survey(
    question: Annotated[str, typer.Argument(help="The question.")],
    by: Annotated[By, typer.Option("--by", help="In order of day, or under each outlet.")] = By.DAY,
    index: IndexOption = None,
    model: ModelOption = None,
    k: Annotated[int | None, typer.Option("-k", help="How many articles at most.  [default: 24]")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    section: SectionOption = None,
    author: AuthorOption = None,
    today: TodayOption = None,
    times: TimesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Cite what each article adds to a question, by day or by outlet."""
    from newsqa.index import SURVEYED, Index

    with Index.open(settings=load_settings(index=index, model=model)) as opened:
        found = opened.survey(
            question, k=SURVEYED if k is None else k, since=since, until=until, sources=source, languages=language,
            sections=section, authors=author, today=today, times=times,
        )  # fmt: skip
        share = opened.summary().meaning_share
    if as_json:
        print_json(found.to_dict())
    else:
        _print_coverage(share)
        _print_survey(found, by)


def retrieve(
    question: Annotated[str, typer.Argument(help="The question.")],
    index: IndexOption = None,
    model: ModelOption = None,
    k: KOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    section: SectionOption = None,
    author: AuthorOption = None,
    stories: StoriesOption = "all",
    today: TodayOption = None,
    times: TimesOption = True,
    as_json: JsonOption = False,
) -> None:
    """List the stored passages nearest to a question, best first."""
    from newsqa.index import Index

    filters: Filters = {
        "since": since, "until": until, "sources": source, "languages": language, "sections": section,
        "authors": author, "today": today, "times": times,
    }  # fmt: skip
    with Index.open(settings=load_settings(index=index, model=model)) as opened:
        hits = opened.retrieve(question, k, stories=stories, **filters)
        time = opened.understood(question, **filters)
        share = opened.summary().meaning_share
    if as_json:
        print_json([hit.to_dict() for hit in hits])
    else:
        _print_coverage(share)
        _print_time(time)
        for hit in hits:
            echo(f"{hit.rank}. {hit.score:.3f}  {_place_found(hit)}\n{hit.passage.text}\n")


def chat(
    index: IndexOption = None,
    model: ModelOption = None,
    host: Annotated[str | None, typer.Option(help=with_default("Address to listen on.", "host"))] = None,
    port: Annotated[int | None, typer.Option(help=with_default("Port to listen on.", "port"))] = None,
    build_first: Annotated[
        bool,
        typer.Option(
            "--build", help="Bring the index up to date with the articles, first or, when it takes long, beside."
        ),
    ] = False,
    allow_changes: Annotated[
        bool,
        typer.Option(
            "--allow-changes", help="Let the archive's page add articles, build and go back, from this machine alone."
        ),
    ] = False,
) -> None:
    """Open the chat in a browser, on this machine."""
    from newsqa.web import serve

    settings = load_settings(index=index, model=model, host=host, port=port, allow_changes=allow_changes or None)
    if build_first:
        BuildBeside(settings).wait()
    serve(settings, announce=say)


def _print_answer(answer: Answer) -> None:
    _print_coverage(answer.meaning_share)
    _print_time(answer.time)
    _print_confidence(answer)
    echo(f"\n{answer.text}\n")
    for note in answer.notes:
        echo(f"{note}\n")
    for hit in answer.hits:
        echo(f"[{hit.rank}] {_place(hit)}")


def _print_declined(answer: Answer, query: Query, ways: Sequence[WayOut]) -> None:
    _print_coverage(answer.meaning_share)
    _print_time(answer.time)
    echo(answer.reason or "The archive holds no answer to this.")
    _print_confidence(answer)
    if answer.looked_for:
        echo(f"Looked for: {', '.join(wording.looked_for(answer))}")
    if absent := wording.absent(answer):
        echo(absent)
    if limits := wording.limits(query):
        echo(f"Filters: {'; '.join(f'{what} {value}' for what, value in limits)}")
    for way in ways:
        echo(f"Without {_limit(way, query)}: {wording.way_out(way)}")
    if answer.hits:
        echo(f"\n{wording.NEAREST}:")
    for hit in answer.hits:
        echo(f"\n{hit.rank}. {_place_found(hit)}\n{hit.passage.text}")


def _print_understood(answer: Answer) -> None:
    if said := wording.understood(answer):
        echo(f"{said}\n{wording.UNDERSTOOD_HELP}\n")


def _print_suggestions(suggestions: Sequence[Suggestion]) -> None:
    if suggestions:
        echo(f"\n{wording.SUGGESTIONS}:")
    for suggestion in suggestions:
        echo(f"- {suggestion.question} ({wording.suggested(suggestion)})")


def _print_coverage(meaning_share: float) -> None:
    if said := wording.coverage(meaning_share):
        echo(f"{said}\n")


def _limit(way: WayOut, query: Query) -> str:
    """Return a limit as it was given."""
    if way.without == "phrases":
        return f"the quotation marks of {way.value}"
    if way.without == "time":
        return f'"{way.value}" (--no-times)'
    if way.without == "dates":
        given = [("since", query.since), ("until", query.until)]
        return " ".join(f"--{option} {day}" for option, day in given if day)
    return f"--{way.without.removesuffix('s')} {way.value}"


def _print_survey(survey: Survey, by: By) -> None:
    _print_time(survey.time)
    if not survey.entries:
        echo(wording.NOTHING_ANSWERS if survey.spread.articles else wording.NOTHING_MATCHES)
    for heading, entries in wording.by_day(survey) if by is By.DAY else wording.by_outlet(survey):
        echo(heading)
        for entry in entries:
            article = entry.article
            place = (article.source or article.title) if by is By.DAY else article.date and article.date.isoformat()
            echo(f"  {f'{place}: ' if place else ''}{entry.citation.quote} [{entry.citation.number}]")
        echo()
    for entry in survey.entries:
        echo(f"[{entry.citation.number}] {_place(entry.hit)}")


def _print_time(time: TimeRange | None) -> None:
    if time:
        meant = wording.time_range(time)
        echo(f"Time: {time.phrase}, {meant}: these articles come first; --no-times ignores it\n")


def _print_confidence(answer: Answer) -> None:
    if answer.confidence is not None:
        echo(f"{wording.confidence_words(answer)} ({wording.percentage(answer.confidence)})")


def _place(hit: Hit) -> str:
    article = hit.article
    parts = [
        article.title,
        article.source,
        article.date and article.date.isoformat(),
        article.agency,
        article.url or article.path,
    ]
    corrected = "corrected" if article.corrections else None
    parts += [corrected, wording.also_in(hit), wording.later_version(hit)]
    return " · ".join(part for part in parts if part)


def _place_found(hit: Hit) -> str:
    return f"{_place(hit)} · found {wording.how_found(hit)}"
