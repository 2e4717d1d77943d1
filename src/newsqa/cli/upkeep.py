"""The commands that keep an index sound and safe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsqa.cli.options import IndexOption, JsonOption
from newsqa.cli.terminal import echo, print_json, progress
from newsqa.config import load_settings


def doctor(
    index: IndexOption = None,
    do_repair: Annotated[
        bool, typer.Option("--repair", help="Mend what is derived and what can be embedded anew, and nothing else.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Look into the index and say what is wrong, what that means and what to do; exit status 1 when something is."""
    from newsqa.doctor import examine, repair, report

    settings = load_settings(index=index)
    with progress() as tell:
        work = repair if do_repair else examine
        found = work(Path(settings.index), settings=settings, progress=tell)
    print_json(found.to_dict()) if as_json else echo(report(found))
    raise typer.Exit(found.exit_status)


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; with --list, a backup to look into.")],
    index: IndexOption = None,
    without_vectors: Annotated[
        bool, typer.Option("--without-vectors", help="Leave the vectors out: small, and embedded anew when restored.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a backup of that name.")] = False,
    list_articles: Annotated[bool, typer.Option("--list", help="Say which articles a backup holds.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy what answers into one file, while a build or a chat goes on."""
    from newsqa import backup as backups

    if list_articles:
        found = backups.articles_in(file)
        if as_json:
            print_json([article.to_dict() for article in found])
        else:
            for article in found:
                echo(backups.article_words(article))
        return
    with progress() as tell:
        report = backups.backup(
            Path(load_settings(index=index).index), file, with_vectors=not without_vectors, replace=replace,
            progress=tell,
        )  # fmt: skip
    print_json(report.to_dict()) if as_json else echo(backups.backup_words(report.backup))


def restore(
    file: Annotated[Path, typer.Argument(help="Backup to restore.")],
    index: IndexOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a damaged record in the index folder aside first.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Let a backup answer: as a new generation of the index, which a running chat follows to."""
    from newsqa import backup as backups

    settings = load_settings(index=index)
    with progress() as tell:
        report = backups.restore(file, Path(settings.index), settings=settings, replace=replace, progress=tell)
    if as_json:
        print_json(report.to_dict())
    else:
        for line in backups.restored_words(report):
            echo(line)
