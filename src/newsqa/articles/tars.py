"""Tar archives: their files one after the other as they stream past, none of them written anywhere."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from newsqa.articles.paths import inner_name, is_hidden
from newsqa.articles.source import Budget, Source, buffered


def members(source: Source, budget: Budget) -> Iterator[Source | tuple[str, str]]:  # as all archives
    """Yield each file as a source, or its name and why it is refused.

    Raises:
        tarfile.TarError: it is not a tar archive, or ends early.
    """
    with tarfile.open(fileobj=source.stream, mode="r|") as archive:
        for info in archive:
            archive.members.clear()  # type: ignore[attr-defined]  # it would remember all
            name, flaw = inner_name(info.name)
            if info.isdir() or is_hidden(info.name):
                continue
            where = f"{source.name}/{name}"
            if flaw is not None:
                yield where, flaw
            elif info.issym() or info.islnk():
                yield where, "is a link; put the file itself into the archive"
            elif not info.isreg():
                yield where, "is not a regular file"
            else:
                stream = archive.extractfile(info)
                yield Source(where, name, buffered(cast("BinaryIO", stream)), source.limits)
