"""The command line: parses, calls the core, prints."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsqa import __version__, wording
from newsqa.config import Settings, load_settings
from newsqa.errors import ArticlesError, NewsQAError, StoreError
from newsqa.types import Answer, BuildReport, Hit, Query

if TYPE_CHECKING:
    from newsqa.builder import Progress

app = typer.Typer(
    name="newsqa",
    help="Ask your own news articles a question; get the passages that answer it, cited word for word.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_LISTED = 20

_DEFAULT = {setting.name: setting.default for setting in dataclasses.fields(Settings)}


def _with_default(help_text: str, setting: str) -> str:
    return f"{help_text}  [default: {_DEFAULT[setting]}]"


IndexOption = Annotated[str | None, typer.Option("--index", help=_with_default("Index folder.", "index"))]
ModelOption = Annotated[
    str | None, typer.Option("--model", help="Encoder: a folder, or a name on the Hugging Face hub.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
KOption = Annotated[int | None, typer.Option("-k", help=_with_default("How many passages.", "k"))]
SinceOption = Annotated[str | None, typer.Option(help="First day, as 2024-07-15.")]
UntilOption = Annotated[str | None, typer.Option(help="Last day, as 2024-07-31.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="Outlet; may be given several times.")]
LanguageOption = Annotated[list[str] | None, typer.Option("--language", help="Language code, as en; likewise.")]
SectionOption = Annotated[list[str] | None, typer.Option("--section", help="Section; likewise.")]
AuthorOption = Annotated[list[str] | None, typer.Option("--author", help="Author; likewise.")]


def _print(text: str = "") -> None:
    typer.echo(text)


def _say(text: str) -> None:
    """Print what is not the result, so that a pipe gets the result alone."""
    typer.echo(text, err=True)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        _print(__version__)
        raise typer.Exit


@app.command()
def build(
    paths: Annotated[
        list[Path] | None, typer.Argument(help=_with_default("Folders or files of articles.", "articles"))
    ] = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with the articles: these, and no others, are in it afterwards."""
    report = _build(load_settings(index=index, model=model), paths)
    if as_json:
        _print_json(report.to_dict())
    else:
        _print_report(report)


@app.command()
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
        answer = opened.ask(question, k=k, **filters)
    if as_json:
        _print_json(answer.to_dict())
    elif answer.answered:
        _print_answer(answer)
    else:
        _print_declined(answer, make_query(question, settings.k, max_chars=settings.max_question_chars, **filters))


@app.command()
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
    as_json: JsonOption = False,
) -> None:
    """List the stored passages nearest to a question, best first."""
    from newsqa.index import Index

    with Index.open(settings=load_settings(index=index, model=model)) as opened:
        hits = opened.retrieve(
            question, k, since=since, until=until, sources=source, languages=language, sections=section,
            authors=author,
        )  # fmt: skip
    if as_json:
        _print_json([hit.to_dict() for hit in hits])
    else:
        for hit in hits:
            _print(f"{hit.rank}. {hit.score:.3f}  {_place_found(hit)}\n{hit.passage.text}\n")


@app.command()
def chat(
    index: IndexOption = None,
    model: ModelOption = None,
    host: Annotated[str | None, typer.Option(help=_with_default("Address to listen on.", "host"))] = None,
    port: Annotated[int | None, typer.Option(help=_with_default("Port to listen on.", "port"))] = None,
    build_first: Annotated[
        bool, typer.Option("--build", help="Bring the index up to date with the articles first.")
    ] = False,
) -> None:
    """Open the chat in a browser, on this machine."""
    from newsqa.web import serve

    settings = load_settings(index=index, model=model, host=host, port=port)
    if build_first:
        try:
            _print_report(_build(settings, None))
        except (ArticlesError, StoreError) as error:
            # What was published before still answers; where nothing was, `serve` says so.
            _say(f"newsqa: not built: {error}")
    serve(settings, announce=_say)


@app.command()
def evaluate(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders with corpus.jsonl, queries.jsonl and qrels.tsv.")
    ] = None,
    index: Annotated[
        str | None,
        typer.Option("--index", help="Ask this index; FOLDERS then hold questions only, or are files of them."),
    ] = None,
    model: ModelOption = None,
    qrels: Annotated[
        Path | None, typer.Option(help="Another file of right articles, in each folder or anywhere.")
    ] = None,
    also_without: Annotated[
        Path | None, typer.Option(help="More articles that the archive must lack so that it cannot answer, as qrels.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Folder for the indexes built here.  [default: evaluation/ in the index folder]")
    ] = None,
    questions: Annotated[int | None, typer.Option(min=1, help="Ask a fixed sample of so many questions.")] = None,
    right: Annotated[
        str, typer.Option(help="A citation is right by its sentence (holds an answer) or its article; auto decides.")
    ] = "auto",
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Two files written with --json, or two settings as name=value (or: current)."),
    ] = None,
    run: Annotated[Path | None, typer.Option(help="Write a TREC run.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures, and a row a question.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Write every answer, one JSON line each.")] = None,
) -> None:
    """Measure how good the answers to a set of questions are, and whether a setting helps."""
    from newsqa.evaluate.command import Outputs, compare_sides, evaluate_sets
    from newsqa.evaluate.sets import Source

    sources = [
        Source(
            folder=folder, index=None if index is None else Path(index), cache=cache, qrels=qrels,
            also_without=also_without, count=questions,
        )
        for folder in folders or ()
    ]  # fmt: skip
    settings, outputs = load_settings(model=model), Outputs(json=json_file, run=run, answers=answers)
    with _progress() as tell:
        if compare is not None:
            compare_sides(compare, sources, settings, outputs, right=right, show=_print, progress=tell)
        else:
            evaluate_sets(sources, settings, outputs, right=right, show=_print, progress=tell)


@app.command()
def calibrate(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Files of questions, or folders as `newsqa evaluate` takes.")
    ] = None,
    index: Annotated[
        str | None,
        typer.Option("--index", help="Ask this index.  [default: that of the settings; of a corpus, its own]"),
    ] = None,
    model: ModelOption = None,
    also_without: Annotated[
        Path | None, typer.Option(help="More articles that the archive must lack so that it cannot answer, as qrels.")
    ] = None,
    questions: Annotated[int | None, typer.Option(min=1, help="Ask a fixed sample of so many questions.")] = None,
    right: Annotated[
        str, typer.Option(help="A citation is right by its sentence (holds an answer) or its article; auto decides.")
    ] = "auto",
    out: Annotated[Path | None, typer.Option(help="Folder to write to.  [default: the index folder]")] = None,
) -> None:
    """Fit the confidence to an archive, by questions whose answers are known; kept where it is better."""
    from newsqa.calibrate import calibrate as fit
    from newsqa.calibrate import report
    from newsqa.evaluate.sets import Source

    sources = [
        Source(folder=folder, index=None if index is None else Path(index), also_without=also_without, count=questions)
        for folder in folders or ()
    ]
    with _progress() as tell:
        found = fit(sources, load_settings(model=model), out=out, right=right, progress=tell)
    _print(report(found))


def _build(settings: Settings, paths: Sequence[Path] | None) -> BuildReport:
    from newsqa.builder import build as build_index

    with _progress() as tell:
        return build_index(paths or settings.articles, settings=settings, progress=tell)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Give a progress bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Callable[[int, int], None]] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                task = bars.add_task(step)
                tasks[step] = lambda done, total: bars.update(task, completed=done, total=total or None)
            tasks[step](done, total)

        yield tell


def _print_json(plain: object) -> None:
    _print(json.dumps(plain, ensure_ascii=False, indent=2))


def _print_report(report: BuildReport) -> None:
    _print(
        f"generation {report.generation}: {report.read} read = {report.indexed} indexed + {report.unchanged} "
        f"unchanged + {report.copies} copies + {len(report.rejected)} rejected; {report.removed} removed"
    )
    _print(f"{report.passages} passages, {report.embedded} of them embedded now, in {report.seconds:.1f} s")
    for kind, flaws in (("rejected", report.rejected), ("warning", report.warnings)):
        for flaw in flaws[:_LISTED]:
            _print(f"{kind}: {flaw.path}: {flaw.reason}")
        if len(flaws) > _LISTED:
            _print(f"... and {len(flaws) - _LISTED} more; --json lists all")


def _print_answer(answer: Answer) -> None:
    _print_confidence(answer)
    _print(f"\n{answer.text}\n")
    for hit in answer.hits:
        _print(f"[{hit.rank}] {_place(hit)}")


def _print_declined(answer: Answer, query: Query) -> None:
    _print(answer.reason or "The archive holds no answer to this.")
    _print_confidence(answer)
    if answer.looked_for:
        _print(f"Looked for: {', '.join(wording.looked_for(answer))}")
    if limits := wording.limits(query):
        _print(f"Filters: {'; '.join(f'{what} {value}' for what, value in limits)}")
    if answer.hits:
        _print(f"\n{wording.NEAREST}:")
    for hit in answer.hits:
        _print(f"\n{hit.rank}. {_place_found(hit)}\n{hit.passage.text}")


def _print_confidence(answer: Answer) -> None:
    if answer.confidence is not None:
        _print(f"{wording.confidence_words(answer)} ({wording.percentage(answer.confidence)})")


def _place(hit: Hit) -> str:
    article = hit.article
    parts = [
        article.title,
        article.source,
        article.date and article.date.isoformat(),
        article.url or article.path,
    ]
    also = f"also in {', '.join(copy.source or copy.path for copy in hit.copies)}" if hit.copies else None
    return " · ".join(part for part in [*parts, also] if part)


def _place_found(hit: Hit) -> str:
    return f"{_place(hit)} · found {wording.how_found(hit)}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a :class:`NewsQAError` is one line on stderr and exit status 1."""
    # A question's stray bytes must not end in a trace where the terminal cannot show them.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=None if arguments is None else list(arguments))
    except NewsQAError as error:
        _say(f"newsqa: {' '.join(str(error).split())}")
        sys.exit(1)
