"""The command line: parses, calls the core, prints."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from newsqa import __version__
from newsqa.cli import asking, building, judging, keeping, measuring, reporting, upkeep
from newsqa.cli.terminal import echo, say
from newsqa.errors import NewsQAError

app = typer.Typer(
    name="newsqa",
    help="Ask your own news articles a question; get the passages that answer it, cited word for word.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        echo(__version__)
        raise typer.Exit


for _command in (
    building.build, reporting.report, asking.ask, asking.survey, asking.retrieve, asking.chat, measuring.evaluate,
    measuring.calibrate,
    building.generations, building.rollback, upkeep.doctor, upkeep.backup,
    upkeep.restore,
):  # fmt: skip
    app.command()(_command)
app.add_typer(keeping.conversations)
app.add_typer(judging.feedback)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a :class:`NewsQAError` is one line on stderr and exit status 1."""
    # A question's stray bytes must not end in a trace where the terminal cannot show them.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=None if arguments is None else list(arguments))
    except NewsQAError as error:
        say(f"newsqa: {' '.join(str(error).split())}")
        sys.exit(1)
