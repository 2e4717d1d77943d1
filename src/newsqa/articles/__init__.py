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

from newsqa.articles import html, jsonl, markdown, plain
from newsqa.articles.text import Flaw
from newsqa.characters import without_controls
from newsqa.errors import ArticlesError
from newsqa.metadata import Fields, article_from_fields
from newsqa.types import Article, Rejection

FORMATS: dict[str, Callable[[Path, int], Iterable[Fields | Flaw]]] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
}
# Raised when a file is read in another way: what was read before is then read anew. So it is by other libraries.
_READ_VERSION = 2
_READ_BY = (
    "babel", "charset-normalizer", "lxml", "markdown-it-py", "py3langid", "python-frontmatter", "trafilatura",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, with what was wrong with it but did not keep it out.

    ``content`` is the hash of the file that holds it and nothing else, None where there are several in one.
    """

    article: Article
    warnings: tuple[str, ...] = ()
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that its reader knows already, by its name in the archive: it was not read again."""

    name: str


def read(
    roots: Iterable[Path | str], *, max_file_mb: int = 50, is_known: Callable[[str, bytes], bool] | None = None
) -> Iterator[ReadArticle | KnownFile | Rejection]:
    """Return an iterator over what every file under ``roots`` (folders or files) holds, by path.

    Each file yields at least one article or rejection. Hidden files and folders are passed over;
    folders that are links are not followed.

    Args:
        roots: folders or files.
        max_file_mb: megabytes that a file, or a line of one that holds an article a line, may have.
        is_known: tells of a file's name and the hash of what it holds whether it need not be read again.

    Raises:
        ArticlesError: a root does not exist, at once; or a folder cannot be listed, when it is reached.
    """
    paths = [Path(root) for root in roots]
    for path in paths:
        try:
            is_there = path.exists()
        except OSError as error:
            raise ArticlesError(f"{path}: cannot be read ({error.strerror}); check its name and permissions") from error
        if not is_there:
            raise ArticlesError(f"{path}: no such file or folder; name the folder that holds your articles")
    return _read_all(paths, max_file_mb * 1_000_000, is_known or (lambda name, content: False))


def _read_all(
    roots: Iterable[Path], max_bytes: int, is_known: Callable[[str, bytes], bool]
) -> Iterator[ReadArticle | KnownFile | Rejection]:
    seen: set[str] = set()
    for root in roots:
        for path, name in _files(root):
            # Roots that lie within each other name a file twice.
            whole = os.path.abspath(path)  # noqa: PTH100  # a link is a file of its own
            if whole not in seen:
                seen.add(whole)
                yield from _read_file(path, name, max_bytes, is_known)


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


def _read_file(
    path: Path, name: str, max_bytes: int, is_known: Callable[[str, bytes], bool]
) -> Iterator[ReadArticle | KnownFile | Rejection]:
    try:
        flaw = _unreadable(path, max_bytes)
        if flaw is not None:
            yield Rejection(name, flaw)
            return
        reader = FORMATS[path.suffix.lower()]
        content = None if reader is jsonl.read else _content(path)
        if content is not None and is_known(name, content):
            yield KnownFile(name)
            return
        found = False
        for result in reader(path, max_bytes):
            found = True
            if isinstance(result, Flaw):
                yield Rejection(name if result.line is None else f"{name}:{result.line}", result.reason)
                continue
            read_as = article_from_fields(result, name)
            if isinstance(read_as, Rejection):
                yield Rejection(read_as.path, read_as.reason)
            else:
                yield ReadArticle(*read_as, content=content)
        if not found:
            yield Rejection(name, "holds no article")
    except OSError as error:
        yield Rejection(name, f"cannot be read ({error.strerror or error}); check its permissions")


def _content(path: Path) -> bytes:
    """Return the hash of what a file holds, and of what it is read by."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(_readers())
    return digest.digest()


@cache
def _readers() -> bytes:
    return json.dumps([_READ_VERSION, *(metadata.version(name) for name in _READ_BY)]).encode()


def _unreadable(path: Path, max_bytes: int) -> str | None:
    """Return why the file is not worth opening, or None."""
    status = path.stat()
    suffix = path.suffix.lower()
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if suffix not in FORMATS:
        return f"no reader for {suffix or 'files without an ending'}; there are {', '.join(sorted(FORMATS))}"
    if status.st_size == 0:
        return "is empty"
    if FORMATS[suffix] is not jsonl.read and status.st_size > max_bytes:
        return f"is over {max_bytes // 1_000_000} MB; raise max_file_mb if it is meant"
    return None
