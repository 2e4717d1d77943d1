"""A file and all that lies in it, one after the other: what each is, and how it is read."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import os
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from newsqa.articles.formats import FORMATS, HEAD_BYTES, Format, Kind, is_gzip, suffix_of, true_suffix
from newsqa.articles.source import Budget, Limits, Source, TooLargeError, UnreadableError, buffered, unpacking
from newsqa.articles.text import Flaw
from newsqa.metadata import Fields

# An archive in an archive in an archive, each of which may be packed by gzip.
_MOST_DEEP = 3
_MOST_TIMES_PACKED = 3
_READ_PAGES = ("html", "mail")
# Of a file of millions of lines that is something else, as many stand in the ledger.
_MOST_FLAWS = 1000
# What the libraries raise when an archive or a packed file is not whole.
DAMAGED = (
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    gzip.BadGzipFile,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What holds articles and no files.

    Attributes:
        name: in the archive.
        read: how it is read.
        digest: the hash of what it holds, where that is known.
        modules: what reading it imports.
    """

    name: str
    read: Callable[[], Iterable[Fields | Flaw]]
    digest: str | None = None
    modules: tuple[str, ...] = ()


def leaves(path: Path, name: str, limits: Limits) -> Iterator[Leaf]:
    """Yield what the file at ``path`` holds, itself when it is no archive; the names are all different.

    Raises:
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        budget = Budget.of(os.fstat(file.fileno()).st_size, limits)
        names: Counter[str] = Counter()
        for leaf in _leaves(Source(name, name, buffered(file), limits), budget, 0):
            names[leaf.name] += 1
            times = names[leaf.name]
            yield leaf if times == 1 else replace(leaf, name=f"{leaf.name}:{times}")
        if budget.is_spent and not (len(names) == 1 and name in names):
            yield _refused(name, "was not read further: it unpacks to far more than its size, as an archive bomb does")


def _leaves(source: Source, budget: Budget, depth: int) -> Iterator[Leaf]:
    try:
        source, form = _recognised(source, budget)
    except (*DAMAGED, UnreadableError) as error:
        yield _refused(source.name, _flaw(error, source.label))
    else:
        if form.kind is Kind.ARCHIVE:
            yield from _members(source, form, budget, depth)
        elif form.kind is Kind.ARTICLE and depth:
            yield _whole(source, form)
        else:
            yield Leaf(source.name, lambda: guarded(source, form), None, _modules(form))


def _recognised(source: Source, budget: Budget) -> tuple[Source, Format]:
    """Return the source unpacked, and the format that its first bytes or its name say it has."""
    for _ in range(_MOST_TIMES_PACKED):
        if not is_gzip(source.stream.peek(HEAD_BYTES)[:2]):
            break
        stream = unpacking(cast("BinaryIO", gzip.GzipFile(fileobj=source.stream, mode="rb")), budget)
        source = Source(source.name, _unpacked_label(source.label), stream, source.limits, source.about, source.read_by)
    head = source.stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    if not head:
        raise UnreadableError("is empty")
    if is_gzip(head):
        raise UnreadableError(f"is packed by gzip over {_MOST_TIMES_PACKED} times; unpack it")
    label = _unpacked_label(source.label)
    suffix, flaw = true_suffix(head, suffix_of(label))
    if flaw is not None:
        raise UnreadableError(flaw)
    return source, FORMATS[suffix]


def _unpacked_label(label: str) -> str:
    """Return the name of what a packed file holds; a name that says nothing of gzip as it is."""
    if label.lower().endswith(".tgz"):
        return f"{label[:-4]}.tar"
    return label[:-3] if label.lower().endswith(".gz") else label


def _members(source: Source, form: Format, budget: Budget, depth: int) -> Iterator[Leaf]:
    if depth >= _MOST_DEEP:
        yield _refused(source.name, f"lies over {_MOST_DEEP} archives deep; unpack the outer ones")
        return
    found = False
    try:
        for member in importlib.import_module(f"newsqa.articles.{form.module}").members(source, budget):
            found = True
            if isinstance(member, Source):
                yield from _leaves(member, budget, depth + 1)
            else:
                yield _refused(*member)
            if budget.is_spent:
                return
    except (*DAMAGED, UnreadableError) as error:
        found = True
        yield _refused(source.name, _flaw(error, source.label))
    if not found:
        yield _refused(source.name, "holds no article")


def _whole(source: Source, form: Format) -> Leaf:
    """Return a leaf whose bytes are read already, and known by their hash."""
    try:
        content = source.read()
    except (*DAMAGED, UnreadableError) as error:
        return _refused(source.name, _flaw(error, source.label))
    digest = hashlib.sha256(source.about.encode() + b"\0" + content).hexdigest()
    return Leaf(source.name, lambda: guarded(source.of(content), form), digest, _modules(form))


def _modules(form: Format) -> tuple[str, ...]:
    reads_pages = ("trafilatura",) if form.module in _READ_PAGES else ()
    return (f"newsqa.articles.{form.module}", *reads_pages)


def guarded(source: Source, form: Format) -> Iterator[Fields | Flaw]:
    """Yield what the reader of a format finds; what it raises is a flaw."""
    try:
        read = source.read_by or importlib.import_module(f"newsqa.articles.{form.module}").read
        found, flaws = False, 0
        for result in read(source):
            found, flaws = True, flaws + 1 if isinstance(result, Flaw) else 0
            yield result
            if flaws >= _MOST_FLAWS:
                yield Flaw(
                    f"holds no article in {_MOST_FLAWS} lines or entries one after the other; the rest is not read"
                )
                return
        if not found:
            yield Flaw("holds no article")
    except MemoryError:
        raise
    except ModuleNotFoundError:
        if not form.extra:
            raise
        yield Flaw(f"needs the extra {form.extra}: pip install 'newsqa[{form.extra}]'")
    except Exception as error:  # files are hostile, and libraries raise whatever their parts raise
        yield _flaw(error, source.label)


def _flaw(error: Exception, label: str) -> Flaw:
    match error:
        case UnreadableError():
            return Flaw(str(error), is_limit=isinstance(error, TooLargeError))
        case RecursionError():
            return Flaw("is nested too deep to be read")
        case _ if isinstance(error, DAMAGED):
            return Flaw(_damage(error))
    return Flaw(f"cannot be read as {suffix_of(label) or 'what it seems'} ({type(error).__name__})")


def _damage(error: BaseException) -> str:
    what = str(error) or type(error).__name__
    return f"is damaged or cut short ({what[:100]})"


def _refused(name: str, why: str | Flaw) -> Leaf:
    return Leaf(name, lambda: [why if isinstance(why, Flaw) else Flaw(why)])
