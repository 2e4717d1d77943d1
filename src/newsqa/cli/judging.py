"""The commands that look after what readers called right or wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsqa.cli.options import EveryOption, IndexOption, JsonOption, QuotingGoneOption, YesOption
from newsqa.cli.terminal import counted, echo, print_json, say
from newsqa.config import load_settings
from newsqa.errors import KeptError, SettingError
from newsqa.feedback import FEEDBACK_FILE, Feedback, Given, read_feedback, take_out
from newsqa.kept import quoting_gone as find_quoting_gone

feedback = typer.Typer(
    name="feedback", help="List and delete what readers called right or wrong, whoever said it.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip


@feedback.command("list")
def list_(
    index: IndexOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List feedback, the last first."""
    given = _given(_folder(index))
    lines = [(id_, said) for id_, (_, said) in zip(given.ids, given.lines, strict=True)][: -limit - 1 : -1]
    if as_json:
        print_json([{"id": id_} | said.to_dict() for id_, said in lines])
    for id_, said in [] if as_json else lines:
        _print_line(id_, said)
    if given.torn:
        say(f"newsqa: {given.torn}")


@feedback.command()
def delete(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Lines, as `list` names them.")] = None,
    every: EveryOption = False,
    quoting_gone: QuotingGoneOption = False,
    yes: YesOption = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete feedback for good."""
    if sum((bool(ids), every, quoting_gone)) != 1:
        raise SettingError("name the lines to delete, or give --all or --quoting-gone, one of these")
    folder = _folder(index)
    held = _given(folder).ids
    wanted = list(dict.fromkeys(ids or (held if every else find_quoting_gone(folder)[1])))
    missing = next((id_ for id_ in wanted if id_ not in held), None)
    if missing is not None:
        raise KeptError(f"{missing}: no line of feedback has this id; `newsqa feedback list` names them")
    if wanted and not yes:
        # The same said twice is two lines of one id.
        lines = sum(id_ in wanted for id_ in held)
        typer.confirm(f"Delete {counted(lines, 'line')} of feedback for good?", abort=True, err=True)
    gone = take_out(folder, wanted)
    print_json({"deleted": gone}) if as_json else echo(f"deleted {counted(len(gone), 'line')} of feedback")


def _folder(index: str | None) -> Path:
    return Path(load_settings(index=index).index)


def _given(folder: Path) -> Given:
    path = folder / FEEDBACK_FILE
    return read_feedback(path) if path.exists() else Given(lines=(), ids=())


def _print_line(id_: str, said: Feedback) -> None:
    about = said.citation.title if said.citation else "the answer" if said.answered else "that nothing answers"
    echo(" · ".join((id_, f"{said.at.astimezone():%Y-%m-%d %H:%M}", said.verdict, said.question, about)))
    for line in said.why.splitlines():
        echo(f"    {line}")
