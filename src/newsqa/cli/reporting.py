"""The command that shows what builds did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsqa.cli.options import IndexOption, JsonOption
from newsqa.cli.terminal import echo, print_json, print_listed, print_table, say
from newsqa.config import load_settings
from newsqa.errors import IndexNotFoundError, StoreError

if TYPE_CHECKING:
    from newsqa.ledger import Ledger


def report(
    build: Annotated[
        int | None, typer.Option("--build", help="Number of the build, as --list has it.  [default: the last one]")
    ] = None,
    list_builds: Annotated[bool, typer.Option("--list", help="Say which builds the index still knows of.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with plots into this file.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a build read and what became of it: by folder, format, outlet and month, and what was left out."""
    from newsqa.generations import ledgers
    from newsqa.report import page

    folder = Path(load_settings(index=index).index)
    found = ledgers(folder)
    if list_builds:
        _print_list(found, as_json=as_json)
        return
    ledger = _chosen(found, build, folder)
    if html is not None:
        _write(html, page(ledger))
    if as_json:
        print_json(ledger.to_dict())
    elif html is None:
        _print(ledger, "" if build else _answering_instead(folder, ledger))


def _print_list(found: list[Ledger], *, as_json: bool) -> None:
    from newsqa.report import headline

    if as_json:
        print_json([_listed(ledger) for ledger in found])
        return
    for ledger in found:
        echo(f"{headline(ledger)} · {_sum(ledger)}")


def _print(ledger: Ledger, answers: str) -> None:
    from newsqa.report import headline, tables

    for line in (headline(ledger), ledger.error, answers, _sum(ledger)):
        if line:
            echo(line)
    for table in tables(ledger):
        print_table(table.title, table.columns, table.rows)
    for kind, flaws in (("rejected", ledger.report.rejected), ("warning", ledger.report.warnings)):
        print_listed(kind, [f"{flaw.path}: {flaw.reason}" for flaw in flaws])


def _chosen(found: list[Ledger], number: int | None, folder: Path) -> Ledger:
    for ledger in found:
        if number in (None, ledger.number):
            return ledger
    if number is None:
        raise IndexNotFoundError(f"{folder}: knows of no build; `newsqa build` leaves a report")
    numbers = ", ".join(str(ledger.number) for ledger in found) or "none"
    raise StoreError(f"{folder}: knows of no build {number} any more; there are {numbers}")


def _answering_instead(folder: Path, ledger: Ledger) -> str:
    """Return what answers now, where that is not what the last build left."""
    from newsqa.generations import held

    newest = next(iter(held(folder)), None)
    if newest is None or newest.number == ledger.report.generation:
        return ""
    return f"generation {newest.number} answers now ({newest.origin})"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}); name another file") from error
    say(f"written: {path}")


def _sum(ledger: Ledger) -> str:
    report = ledger.report
    return (
        f"{report.read:,} read = {report.indexed:,} indexed + {report.unchanged:,} unchanged + {report.copies:,} "
        f"copies + {len(report.rejected):,} rejected; {report.removed:,} removed"
    )


def _listed(ledger: Ledger) -> dict[str, object]:
    report = ledger.report
    return {
        "number": ledger.number, "ended_at": ledger.ended_at.isoformat(), "outcome": ledger.outcome,
        "error": ledger.error, "generation": report.generation, "read": report.read, "indexed": report.indexed,
        "unchanged": report.unchanged, "copies": report.copies, "rejected": len(report.rejected),
        "removed": report.removed,
    }  # fmt: skip
