"""Takes in files for the archive: names made safe, within limits, whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import threading
import time
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool

from newsqa.articles import name_in
from newsqa.articles.formats import FORMATS, Kind, no_reader, suffix_of
from newsqa.config import Settings
from newsqa.errors import NewsQAError
from newsqa.room import free_bytes

FOLDER = "added"
MOST_FILES = 200
_MEGABYTE = 1_000_000
# A file that holds many articles may be larger than one article; all of them together have this many times its limit.
_TOTAL_TIMES = 10
# Left free on the disk, and as much again as the file, for the index that a build makes of it.
_RESERVE_BYTES = 100 * _MEGABYTE
_MOST_NAME_BYTES = 150
_MOST_NUMBERED = 1000
_WRITE_BYTES = 1_000_000
_PART = ".part-"  # a build passes over what begins with a dot
_STALE_S = 3600.0
# ":" stands between a file and a line of it in a ledger, "/" and "\\" between folders.
_SEPARATORS = re.compile(r"[:\s]+")


class RefusedError(NewsQAError):
    """A file was not taken in; ``status`` is that of the response."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be added: bytes of a file with one article, bytes and files before a build takes them in."""

    article_bytes: int
    total_bytes: int
    files: int = MOST_FILES

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return those that follow from the settings."""
        article = settings.max_file_mb * _MEGABYTE
        return cls(article, article * _TOTAL_TIMES)


def safe_name(name: str) -> str:
    """Return the name that a file from a browser gets: no path, nothing hidden, nothing that cannot be shown.

    Raises:
        RefusedError: nothing is left of it, or nothing reads files of its ending.
    """
    last = re.split(r"[/\\]", name)[-1]
    # Marks that turn the direction of writing are of category Cf, halves of pairs of Cs.
    shown = "".join(" " if character.isspace() else character for character in unicodedata.normalize("NFC", last))
    shown = "".join(character for character in shown if not unicodedata.category(character).startswith("C"))
    clean = _SEPARATORS.sub(" ", shown).strip().lstrip(". ")
    suffix = suffix_of(clean)
    if not clean or suffix not in FORMATS:
        raise RefusedError(f"{clean or 'a file without a name'}: {no_reader(suffix)}; save it as one of these", 415)
    stem, ending = _split(clean)
    stem = stem.encode()[: _MOST_NAME_BYTES - len(ending)].decode("utf-8", "ignore").rstrip(". ")
    return f"{stem}{ending}"


class Uploads:
    """The folder that takes in added files, and those that no build has taken up yet."""

    def __init__(self, settings: Settings) -> None:
        self.limits = Limits.of(settings)
        self._root = Path(os.path.abspath(settings.articles))  # noqa: PTH100  # as a build names it: links stay
        self._pending: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where added files are put."""
        return self._root / FOLDER

    @property
    def folder_in_archive(self) -> str:
        """What the folder is called in the archive: paths of its articles begin so."""
        return name_in(self._root, self.folder)

    def why_closed(self) -> str | None:
        """Return why nothing can be added at all; None when it can."""
        if not self._root.is_dir():
            kind = "is a single file" if self._root.exists() else "is not there"
            return (
                f"The setting articles names {self._root.name}, which {kind}: files are added to a folder. "
                "Let it name one, build from it, and start the chat again."
            )
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            return (
                f"{FOLDER} in the articles' folder is a link or a file, which a build would not look into; rename it."
            )
        return None

    def take_pending(self) -> list[str]:
        """Return the names of the files that were added since the last call: a build takes them up."""
        with self._lock:
            taken, self._pending = (
                [name for name in self._pending if not name.startswith(_PART)],
                {name: size for name, size in self._pending.items() if name.startswith(_PART)},
            )
        return taken

    async def receive(self, name: str, length: int, chunks: AsyncIterator[bytes]) -> str:
        """Write a file as it arrives and return the name that it got.

        Args:
            name: as the browser sent it.
            length: how many bytes it said would come.
            chunks: these.

        Raises:
            RefusedError: it cannot be taken in; nothing of it is left then.
        """
        clean = safe_name(name)
        self._check(clean, length)
        part = f"{_PART}{secrets.token_hex(8)}"
        self._reserve(clean, part, length)
        try:
            file = await run_in_threadpool(self._opened, clean, part)
            try:
                await self._write(clean, file, length, chunks)
            finally:
                file.close()
            final = await run_in_threadpool(self._placed, clean, part)
        except OSError as error:
            raise _unwritable(clean, error) from error
        finally:
            (self.folder / part).unlink(missing_ok=True)
            with self._lock:
                self._pending.pop(part, None)
        with self._lock:
            self._pending[final] = length
        return final

    def _check(self, name: str, length: int) -> None:
        if closed := self.why_closed():
            raise RefusedError(closed, 409)
        if length == 0:
            raise RefusedError(f"{name}: is empty; save it again, or leave it out")
        if FORMATS[suffix_of(name)].kind is Kind.ARTICLE and length > self.limits.article_bytes:
            most = _megabytes(self.limits.article_bytes)
            raise RefusedError(f"{name}: has over {most}, the most that an article may have (max_file_mb)", 413)
        free = free_bytes(self.folder)
        if 2 * length + _RESERVE_BYTES > free:
            raise RefusedError(
                f"{name}: the disk has {_megabytes(free)} free, too little for it and its index; free some room", 507
            )

    def _reserve(self, name: str, part: str, length: int) -> None:
        with self._lock:
            if len(self._pending) >= self.limits.files:
                raise RefusedError(
                    f"{name}: {self.limits.files} files wait to be built already; read the folder again, then add the "
                    "rest, or put many articles into one .zip or .jsonl", 429,
                )  # fmt: skip
            if sum(self._pending.values()) + length > self.limits.total_bytes:
                most = _megabytes(self.limits.total_bytes)
                raise RefusedError(
                    f"{name}: with it, over {most} would wait to be built; read the folder again first, or copy a file "
                    f"that is larger into the folder yourself", 413,
                )  # fmt: skip
            self._pending[part] = length

    def _opened(self, name: str, part: str) -> BinaryIO:
        self.folder.mkdir(exist_ok=True)
        for left in self.folder.glob(f"{_PART}*"):  # by a server that was killed
            if time.time() - left.stat().st_mtime > _STALE_S:
                left.unlink(missing_ok=True)
        return (self.folder / part).open("xb")

    @staticmethod
    async def _write(name: str, file: BinaryIO, length: int, chunks: AsyncIterator[bytes]) -> None:
        written, held = 0, bytearray()
        async for chunk in chunks:
            written += len(chunk)
            if written > length:
                break
            held += chunk
            if len(held) >= _WRITE_BYTES:
                await run_in_threadpool(file.write, bytes(held))
                held.clear()
        if written != length:
            raise RefusedError(f"{name}: {written:,} bytes came of {length:,}; add it again", 400)
        await run_in_threadpool(_finish, file, bytes(held))

    def _placed(self, name: str, part: str) -> str:
        """Give a whole file its name, or that name with a number: what is there is never written over."""
        stem, ending = _split(name)
        for number in range(1, _MOST_NUMBERED):
            free = name if number == 1 else f"{stem} ({number}){ending}"
            try:
                os.close(os.open(self.folder / free, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            except FileExistsError:
                continue
            try:
                (self.folder / part).replace(self.folder / free)
            except OSError:
                (self.folder / free).unlink(missing_ok=True)
                raise
            return free
        raise RefusedError(f"{name}: {_MOST_NUMBERED} files of this name are there; rename it", 409)


def _split(name: str) -> tuple[str, str]:
    """Return a name without its ending, and that: of a packed file with what is packed."""
    path = PurePosixPath(name)
    inner = PurePosixPath(path.stem)
    is_packed = suffix_of(name) == ".gz" and suffix_of(path.stem) in FORMATS
    stem = inner.stem if is_packed else path.stem
    return stem, name[len(stem) :]


def _finish(file: BinaryIO, rest: bytes) -> None:
    file.write(rest)
    file.flush()
    os.fsync(file.fileno())


def _unwritable(name: str, error: OSError) -> RefusedError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RefusedError(f"{name}: the disk is full; free some room and add it again", 507)
    return RefusedError(f"{name}: cannot be written ({error.strerror or error}); check the folder's permissions", 500)


def _megabytes(count: int) -> str:
    return f"{count / _MEGABYTE:,.0f} MB"
