"""Zip archives: their files one after the other, none of them written anywhere."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from newsqa.articles.paths import inner_name, is_hidden
from newsqa.articles.source import Budget, Source, unpacking

_IS_ENCRYPTED = 0x1


def members(source: Source, budget: Budget) -> Iterator[Source | tuple[str, str]]:
    """Yield each file as a source, or its name and why it is refused.

    Raises:
        zipfile.BadZipFile: it is not a whole zip archive.
        TooLargeError: it lies in another archive, where it cannot be sought in, and is too large to be read first.
    """
    can_seek = isinstance(source.stream.raw, io.FileIO | io.BytesIO)
    with zipfile.ZipFile(source.stream if can_seek else io.BytesIO(source.read())) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            name, flaw = inner_name(info.filename)
            if info.is_dir() or is_hidden(info.filename):
                continue
            where = f"{source.name}/{name}"
            mode = info.external_attr >> 16
            if flaw is not None:
                yield where, flaw
            elif stat.S_ISLNK(mode):
                yield where, "is a link; put the file itself into the archive"
            elif info.flag_bits & _IS_ENCRYPTED:
                yield where, f"is encrypted; unpack {source.name} with its password"
            else:
                with archive.open(info) as stream:
                    yield Source(where, name, unpacking(cast("BinaryIO", stream), budget), source.limits)
