"""The commands that look after kept conversations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from newsqa import wording
from newsqa.cli.exporting import ForceOption, check_free, write_document
from newsqa.cli.options import EveryOption, IndexOption, JsonOption, QuotingGoneOption, YesOption
from newsqa.cli.terminal import counted, echo, print_json, say
from newsqa.config import load_settings
from newsqa.errors import NewsQAError, NotKeptError, SettingError, StoreError
from newsqa.kept import ConversationEntry, Kept, KeptConversation, SourceChange, archive_of, changed_sources
from newsqa.kept import quoting_gone as find_quoting_gone

conversations = typer.Typer(
    name="conversations", help="List, search, show, rename and delete kept conversations, whoever asked.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip

_IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A conversation, as `list` names it.")]
_LimitOption = Annotated[int, typer.Option("--limit", min=1, help="How many at most.")]


@conversations.command("list")
def list_(index: IndexOption = None, limit: _LimitOption = 50, as_json: JsonOption = False) -> None:
    """List kept conversations, the one that changed last first."""
    _print_entries(_kept(index).list(None, limit=limit), as_json=as_json)


@conversations.command()
def search(
    text: Annotated[str, typer.Argument(help="Words, all of which must stand in a conversation.")],
    index: IndexOption = None,
    limit: _LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Find words in titles, questions, quotations and notes, whatever their case and accents."""
    _print_entries(_kept(index).search(None, text, limit=limit), as_json=as_json)


@conversations.command()
def show(conversation: _IdArgument, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Show a conversation, and what became of its sources since."""
    found = _kept(index).load(None, conversation)
    changes = _changes(Path(load_settings(index=index).index), found)
    if as_json:
        plain = [{"place": place, **change.to_dict()} for place, turn in changes.items() for change in turn]
        print_json(found.to_dict() | {"changes": plain})
    else:
        _print_conversation(found, changes)


@conversations.command()
def export(
    conversation: _IdArgument,
    form: Annotated[
        str | None, typer.Option(help="md, html or json.  [default: by the file's ending, or else md]")
    ] = None,
    dossier: Annotated[bool, typer.Option("--dossier", help="What is pinned in it instead of its questions.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write into this file.")] = None,
    force: ForceOption = False,
    index: IndexOption = None,
) -> None:
    """Print a conversation with its sources as a file that can be taken along, or write it."""
    from newsqa.export import export, form_of_file

    if output is not None:
        check_free(output, force=force)
    form = form or (form_of_file(output) if output else "md")
    folder = Path(load_settings(index=index).index)
    found = Kept.open(folder).load(None, conversation)
    document = export(found, form, what="dossier" if dossier else "conversation", index=folder)
    if output is not None:
        write_document(output, document, force=force)
    else:
        echo(document.text.removesuffix("\n"))


@conversations.command()
def rename(
    conversation: _IdArgument,
    title: Annotated[str, typer.Argument(help="The new title.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a conversation another title."""
    kept = _kept(index)
    kept.rename(None, conversation, title)
    found = kept.load(None, conversation)
    print_json({"id": found.id, "title": found.title}) if as_json else echo(f"{found.id} · {found.title}")


@conversations.command()
def delete(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Conversations, as `list` names them.")
    ] = None,
    every: EveryOption = False,
    quoting_gone: QuotingGoneOption = False,
    yes: YesOption = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete conversations for good, with all that was pinned in them."""
    if sum((bool(ids), every, quoting_gone)) != 1:
        raise SettingError("name the conversations to delete, or give --all or --quoting-gone, one of these")
    kept = _kept(index)
    if every:
        wanted = [entry.id for entry in kept.list(None, limit=None)]
    elif quoting_gone:
        wanted = list(find_quoting_gone(Path(load_settings(index=index).index))[0])
    else:
        wanted = [kept.load(None, id_).id for id_ in dict.fromkeys(ids or ())]
    if wanted and not yes:
        typer.confirm(f"Delete {counted(len(wanted), 'conversation')} for good?", abort=True, err=True)
    gone = [id_ for id_ in wanted if _delete(kept, id_)]
    print_json({"deleted": gone}) if as_json else echo(f"deleted {counted(len(gone), 'conversation')}")


def say_what_quotes_gone(folder: Path) -> None:
    """Say which conversations and feedback still hold text of articles that were purged, and how these go too."""
    try:
        ids, lines = find_quoting_gone(folder)
    except NewsQAError as error:
        say(f"newsqa: whether kept conversations and feedback quote what was purged cannot be told: {error}")
        return
    if ids:
        say(
            f"{counted(len(ids), 'kept conversation')} still {'holds' if len(ids) == 1 else 'hold'} text of articles "
            f"that the archive no longer has: `newsqa conversations delete --quoting-gone --index {folder}` removes "
            f"{'it' if len(ids) == 1 else 'them'}"
        )
    if lines:
        say(
            f"so does feedback in {counted(len(lines), 'line')}: "
            f"`newsqa feedback delete --quoting-gone --index {folder}` removes {'it' if len(lines) == 1 else 'them'}"
        )


def _kept(index: str | None) -> Kept:
    return Kept.open(Path(load_settings(index=index).index))


def _delete(kept: Kept, id_: str) -> bool:
    try:
        kept.delete(None, id_)
    except NotKeptError:  # somebody was quicker
        return False
    return True


def _changes(folder: Path, found: KeptConversation) -> dict[int, tuple[SourceChange, ...]]:
    try:
        with archive_of(folder) as archive:
            return {turn.place: changed_sources(archive, turn.answer) for turn in found.turns if turn.answer}
    except StoreError as error:
        say(f"newsqa: whether sources changed cannot be told: {error}")
        return {}


def _print_entries(entries: Sequence[ConversationEntry], *, as_json: bool) -> None:
    if as_json:
        print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        parts = [entry.id, f"{entry.changed_at.astimezone():%Y-%m-%d %H:%M}", entry.title]
        parts.append(counted(entry.turns, "turn"))
        parts += [counted(entry.pins, "pin")] if entry.pins else []
        echo(" · ".join(parts))
        if entry.found:
            echo(f"    {entry.found}")


def _print_conversation(found: KeptConversation, changes: dict[int, Any]) -> None:
    echo(f"{found.title}\n{found.id}, begun {found.started_at.astimezone():%Y-%m-%d %H:%M}")
    for turn in found.turns:
        answer = turn.answer
        of = f", generation {answer.generation}" if answer and answer.generation is not None else ""
        echo(f"\n{turn.question}\n({turn.asked_at.astimezone():%Y-%m-%d %H:%M}{of})")
        if answer is None:
            echo("There was no answer.")
            continue
        echo(answer.text if answer.answered else answer.reason or wording.NOTHING_ANSWERS)
        for cited in answer.citations if answer.answered else ():
            day = cited.date.isoformat() if cited.date else None
            echo(" · ".join(filter(None, (f"[{cited.number}] {cited.title}", cited.source, day, cited.url))))
        for change in changes.get(turn.place, ()):
            echo(f"Since then: {wording.source_change(change)}")
    if found.pins:
        echo("\nPinned")
    for pin in found.pins:
        echo(f"\n{pin.citation.quote}\n{pin.citation.title}" + (f"\nNote: {pin.note}" if pin.note else ""))
