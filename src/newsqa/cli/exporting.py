"""Writes what is exported into the file that the command line names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsqa.cli.terminal import say
from newsqa.errors import SettingError, StoreError

if TYPE_CHECKING:
    from newsqa.export import Document

ExportOption = Annotated[
    Path | None,
    typer.Option("--export", help="Write the answer with its sources into a file that ends in .md, .html or .json."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def check_free(path: Path, *, force: bool) -> None:
    """See to it that a file may be written.

    Raises:
        SettingError: it is there, and shall not be written over.
    """
    if path.exists() and not force:
        raise SettingError(f"{path}: is there already; name another file, or write over it with --force")


def write_document(path: Path, document: Document, *, force: bool) -> None:
    """Write what is exported, and say so.

    Raises:
        SettingError: the file is there, and shall not be written over.
        StoreError: it cannot be written.
    """
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(document.text)
    except FileExistsError:
        check_free(path, force=force)
        raise
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}); name another file") from error
    say(f"written: {path}")
