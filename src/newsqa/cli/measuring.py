"""The commands that measure an archive, and fit the confidence to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from newsqa.cli.options import ModelOption
from newsqa.cli.terminal import echo, progress
from newsqa.config import load_settings
from newsqa.errors import QueryError


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
    today: Annotated[
        str | None, typer.Option(help="Day of asking of questions that have no date.  [default: today]")
    ] = None,
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
            also_without=also_without, count=questions, today=_day(today),
        )
        for folder in folders or ()
    ]  # fmt: skip
    settings, outputs = load_settings(model=model), Outputs(json=json_file, run=run, answers=answers)
    with progress() as tell:
        if compare is not None:
            compare_sides(compare, sources, settings, outputs, right=right, show=echo, progress=tell)
        else:
            evaluate_sets(sources, settings, outputs, right=right, show=echo, progress=tell)


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
    with progress() as tell:
        found = fit(sources, load_settings(model=model), out=out, right=right, progress=tell)
    echo(report(found))


def _day(today: str | None) -> dt.date | None:
    from newsqa.metadata import parse_date

    day = parse_date(today) if today else None
    if today and day is None:
        raise QueryError(f"--today: {today!r} is not a date that can be read; write it as 2024-07-15")
    return day
