"""The commands that ask: a question, for passages, in a browser."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from newsqa import wording
from newsqa.cli.building import BuildBeside
from newsqa.cli.options import (
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
from newsqa.types import Answer, Hit, Query


def ask(
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
    today: TodayOption = None,
    times: TimesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with cited passages."""
    from newsqa.index import Index
    from newsqa.retriever import make_query

    settings = load_settings(index=index, model=model)
    filters: dict[str, Any] = {
        "since": since, "until": until, "sources": source, "languages": language, "sections": section,
        "authors": author,
    }  # fmt: skip
    with Index.open(settings=settings) as opened:
        answer = opened.ask(question, k=k, today=today, times=times, **filters)
    if as_json:
        print_json(answer.to_dict())
    elif answer.answered:
        _print_answer(answer)
    else:
        _print_declined(answer, make_query(question, settings.k, max_chars=settings.max_question_chars, **filters))


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

    with Index.open(settings=load_settings(index=index, model=model)) as opened:
        hits = opened.retrieve(
            question, k, since=since, until=until, sources=source, languages=language, sections=section,
            authors=author, stories=stories, today=today, times=times,
        )  # fmt: skip
        share = opened.summary().meaning_share
    if as_json:
        print_json([hit.to_dict() for hit in hits])
    else:
        _print_coverage(share)
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
    _print_time(answer)
    _print_confidence(answer)
    echo(f"\n{answer.text}\n")
    for note in answer.notes:
        echo(f"{note}\n")
    for hit in answer.hits:
        echo(f"[{hit.rank}] {_place(hit)}")


def _print_declined(answer: Answer, query: Query) -> None:
    _print_coverage(answer.meaning_share)
    _print_time(answer)
    echo(answer.reason or "The archive holds no answer to this.")
    _print_confidence(answer)
    if answer.looked_for:
        echo(f"Looked for: {', '.join(wording.looked_for(answer))}")
    if limits := wording.limits(query):
        echo(f"Filters: {'; '.join(f'{what} {value}' for what, value in limits)}")
    if answer.hits:
        echo(f"\n{wording.NEAREST}:")
    for hit in answer.hits:
        echo(f"\n{hit.rank}. {_place_found(hit)}\n{hit.passage.text}")


def _print_coverage(meaning_share: float) -> None:
    if said := wording.coverage(meaning_share):
        echo(f"{said}\n")


def _print_time(answer: Answer) -> None:
    if answer.time:
        meant = wording.time_range(answer.time)
        echo(f"Time: {answer.time.phrase}, {meant}: these articles come first; --no-times ignores it\n")


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
