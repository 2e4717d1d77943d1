"""Reads files into articles: one module a format, one ``read()`` that picks."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from newsqa.articles.formats import FORMATS, Kind, no_reader, suffix_of
from newsqa.articles.process import Allowance, ReadingProcess
from newsqa.articles.source import MEGABYTE, Limits, columns_named
from newsqa.characters import without_controls
from newsqa.errors import ArticlesError, SettingError
from newsqa.types import Article, Rejection

# Raised when a file is read in another way: what was read before is then read anew. So it is by other libraries.
_READ_VERSION = 2
_READ_BY = (
    "babel", "charset-normalizer", "feedparser", "ijson", "lxml", "markdown-it-py", "py3langid", "pypdfium2",
    "python-docx", "python-frontmatter", "trafilatura", "warcio",
)  # fmt: skip
# For whoever reads without settings; those of a build are in config.py.
MAX_FILE_MB, MAX_READ_S, MAX_READ_MB = 50, 60.0, 2000


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, with what was wrong with it but did not keep it out.

    Attributes:
        article: as read.
        warnings: what was wrong.
        content: the hash of what holds it and nothing else (a file, a member of an archive, a record of a crawl), None
            where there are several in one.
        file: the name of the file that holds it, with others or alone.
    """

    article: Article
    warnings: tuple[str, ...] = ()
    content: bytes | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file, or a part of one, that its reader knows already, by its name in the archive: it was not read again."""

    name: str


@dataclass(frozen=True, slots=True)
class RejectedPart(Rejection):
    """What was rejected, with what :class:`ReadArticle` has to know it again."""

    content: bytes | None = None
    file: str = ""


Result = ReadArticle | KnownFile | Rejection


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the caller knows of files, and is told of them."""

    is_known: Callable[[str, bytes], bool]
    remember: Callable[[str, bytes], None]
    limits: str

    def knows(self, name: str, content: bytes) -> bool:
        """Whether a part is known as it is, or was rejected within the limits that hold now."""
        return self.is_known(name, content) or self.is_known(name, self.limited(content))

    def limited(self, content: bytes) -> bytes:
        """Return the hash of content that was kept out by a limit: with another it is to be read again."""
        return hashlib.sha256(content + self.limits.encode()).digest()


def read(
    roots: Iterable[Path | str],
    *,
    max_file_mb: int = MAX_FILE_MB,
    max_read_s: float = MAX_READ_S,
    max_read_mb: int = MAX_READ_MB,
    columns: str = "",
    is_known: Callable[[str, bytes], bool] | None = None,
    is_wanted: Callable[[str], bool] | None = None,
    remember: Callable[[str, bytes], None] | None = None,
) -> Iterator[Result]:
    """Return an iterator over what every file under ``roots`` (folders or files) holds, by path.

    Each file yields at least one article or rejection. Hidden files and folders are passed over;
    folders that are links are not followed. Files are read in a process of its own, which may break.

    Args:
        roots: folders or files.
        max_file_mb: megabytes that an article's file may have, or its part of one that holds many.
        max_read_s: seconds that one article may take to be read.
        max_read_mb: megabytes of memory that reading may take.
        columns: fields and the columns of a table that hold them: ``text=Volltext, title=Kopf``.
        is_known: tells of the name of a file, or of a part of one, and the hash of what it holds whether it need not
            be read again.
        is_wanted: tells of a file's name whether it is to be read; default: every file is.
        remember: told the name and hash of a file once all that it holds was yielded; ``is_known`` may say later that
            it is known whole.

    Raises:
        ArticlesError: a root does not exist, at once; or a folder cannot be listed, when it is reached.
        SettingError: ``columns`` cannot be read, at once.
    """
    paths = [Path(root) for root in roots]
    for path in paths:
        try:
            is_there = path.exists()
        except OSError as error:
            raise ArticlesError(f"{path}: cannot be read ({error.strerror}); check its name and permissions") from error
        if not is_there:
            raise ArticlesError(f"{path}: no such file or folder; name the folder that holds your articles")
    try:
        columns_named(columns)
    except ValueError as error:
        raise SettingError(f"columns: {error}") from error
    allowance = Allowance(Limits(max_file_mb * MEGABYTE, columns), max_read_s, max_read_mb)
    limits = json.dumps([max_file_mb, max_read_s, max_read_mb])
    memory = _Memory(is_known or (lambda name, content: False), remember or (lambda name, content: None), limits)
    return _read_all(paths, allowance, memory, is_wanted or (lambda name: True))


def name_in(root: Path, path: Path) -> str:
    """Return the name that a file or folder under a root, itself perhaps, goes by; both paths are absolute."""
    return _name(path, root.parent if root.is_dir() else root.parent.parent)


def _read_all(
    roots: Iterable[Path], allowance: Allowance, memory: _Memory, is_wanted: Callable[[str], bool]
) -> Iterator[Result]:
    seen: set[str] = set()
    process = ReadingProcess(allowance)
    try:
        for root in roots:
            for path, name in _files(root):
                # Roots that lie within each other name a file twice.
                whole = os.path.abspath(path)  # noqa: PTH100  # a link is a file of its own
                if whole not in seen and is_wanted(name):
                    seen.add(whole)
                    yield from _read_file(path, name, allowance.limits, process, memory)
    finally:
        process.close()


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file under ``root`` with the name it goes by: below the root folder's own name."""
    # The name that was given, not the one behind a link: ids are made of it.
    whole = Path(os.path.abspath(root))  # noqa: PTH100  # Path.resolve follows links
    if not root.is_dir():
        yield root, _name(whole, whole.parent.parent)
        return

    def refuse(error: OSError) -> None:
        raise ArticlesError(f"{error.filename}: cannot be listed ({error.strerror}); check its permissions")

    for folder, folders, files in os.walk(whole, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            if not file.startswith("."):
                path = Path(folder) / file
                yield path, _name(path, whole.parent)


def _name(path: Path, base: Path) -> str:
    return without_controls(path.relative_to(base).as_posix()).replace("\n", " ")


def _read_file(path: Path, name: str, limits: Limits, process: ReadingProcess, memory: _Memory) -> Iterator[Result]:
    try:
        flaw = _unreadable(path, limits)
        content = None if flaw is not None else _content(path, limits)
    except OSError as error:
        flaw, content = f"cannot be read ({error.strerror or error}); check its permissions", None
    if content is None:
        yield Rejection(name, flaw or "")
        return
    if memory.knows(name, content):
        yield KnownFile(name)
        return
    is_limited = False
    for found in process.read(path, name, lambda part, digest: memory.knows(part, _salted(digest, limits))):
        if isinstance(found.what, str):
            yield KnownFile(found.what)
            continue
        part = _salted(found.digest, limits) if found.digest is not None else None
        if isinstance(found.what, Rejection):
            is_limited |= found.is_limit
            if part is None and found.what.path == name:
                part = content
            if part is not None and found.is_limit:
                part = memory.limited(part)
            yield RejectedPart(found.what.path, found.what.reason, part, name)
        else:
            part = content if found.what.path == name else part
            yield ReadArticle(found.what, found.warnings, part, name)
    memory.remember(name, memory.limited(content) if is_limited else content)


def _content(path: Path, limits: Limits) -> bytes:
    """Return the hash of what a file holds, and of what it is read by."""
    with path.open("rb") as file:
        return _salted(hashlib.file_digest(file, "sha256").hexdigest(), limits)


def _salted(digest: str, limits: Limits) -> bytes:
    return hashlib.sha256(f"{digest} {limits.columns}".encode() + _readers()).digest()


@cache
def _readers() -> bytes:
    return json.dumps([_READ_VERSION, *map(_version, _READ_BY)]).encode()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # of an extra that is not there
        return None


def _unreadable(path: Path, limits: Limits) -> str | None:
    """Return why the file is not worth opening, or None."""
    status = path.stat()
    suffix = suffix_of(path.name)
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if suffix not in FORMATS:
        return no_reader(suffix)
    if status.st_size == 0:
        return "is empty"
    if FORMATS[suffix].kind is Kind.ARTICLE and status.st_size > limits.max_bytes:
        return limits.too_large()
    return None
