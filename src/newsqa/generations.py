"""Publishes a generation whole or not at all: the lock, the derived files, the one transaction."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path

import filelock

from newsqa.dense import DenseIndex
from newsqa.encoder import Fingerprint
from newsqa.errors import BuildRunningError, StoreError
from newsqa.lexical import LexicalIndex
from newsqa.store import Generation, Snapshot, Store, StoredPassage, disk_full
from newsqa.types import Article

_LOCK_FILE = "build.lock"
_HOLDER_FILE = "build.json"
_VERSIONED = ("newsqa", "sentence-transformers", "torch", "faiss-cpu", "tantivy", "sentencex")
_DENSE, _LEXICAL = "dense", "lexical"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write into an index folder; the system lets go of it when the process dies.

    Raises:
        BuildRunningError: another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / _LOCK_FILE, timeout=0)
        lock.acquire()
    except filelock.Timeout:
        raise BuildRunningError(f"{folder}: {_holder(folder)} is building here; wait for it to end") from None
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror or error}); check its permissions") from error
    holder = folder / _HOLDER_FILE
    try:
        with suppress(OSError):  # without it a second build is still refused, only less helpfully
            since = dt.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
            holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER_FILE).read_text(encoding="utf-8"))
        return f"process {holder['pid']}, since {holder['since']},"
    except (OSError, ValueError, KeyError):
        return "another process"


def publish(
    store: Store,
    *,
    new: Sequence[tuple[bytes, Article, Sequence[StoredPassage]]],
    members: Iterable[tuple[bytes, bytes | None]],
    fingerprint: Fingerprint,
    keep: int,
) -> Generation:
    """Publish the generation that holds ``members``, and tidy away what it replaces.

    The derived files are on the disk before the transaction that makes the generation the newest.

    Args:
        store: the record, with the vectors of every passage already in it.
        new: key, article and passages of the articles that the record lacks.
        members: key of every article, with the key of the article that it copies exactly.
        fingerprint: the encoder's; its name is what later builds and questions load.
        keep: how many generations stay.
    """
    versions = {name: metadata.version(name) for name in _VERSIONED}
    ordered = sorted(members)
    digest = _digest(ordered, fingerprint)
    with store.publishing() as publication:
        for key, article, passages in new:
            publication.add_article(key, article, passages)
        snapshot = publication.publish(
            ordered, model=fingerprint.name, fingerprint=fingerprint, versions=versions, digest=digest
        )
        generation = snapshot.generation
        assert generation is not None  # noqa: S101  # just published
        _write_dense(store.folder, generation, _build_dense(snapshot, generation))
        _write_lexical(store.folder, generation, snapshot)
    with suppress(StoreError, OSError):  # published is published; a disk too full to tidy is tidied next time
        _remove_leftovers(store.folder, store.prune(keep))
    return generation


def load_dense(folder: Path, snapshot: Snapshot, generation: Generation) -> DenseIndex:
    """Load a generation's FAISS index; when its file is gone or not whole, derive it anew."""
    for path in _derived(folder, _DENSE, generation):
        with suppress(OSError):
            content = path.read_bytes()
            if path.name == _dense_name(generation, content):
                return DenseIndex.from_bytes(content)
    index = _build_dense(snapshot, generation)
    with suppress(StoreError):  # a folder that cannot be written, or a full disk, still answers
        _write_dense(folder, generation, index)
    return index


def load_lexical(folder: Path, snapshot: Snapshot, generation: Generation) -> LexicalIndex:
    """Load a generation's lexical index; when its folder is gone or not whole, derive it anew."""
    for path in _derived(folder, _LEXICAL, generation):
        with suppress(OSError, ValueError):
            if path.name == _lexical_name(generation, path):
                return LexicalIndex.open(path)
    with suppress(StoreError, OSError, ValueError):
        return LexicalIndex.open(_write_lexical(folder, generation, snapshot))
    return LexicalIndex.build(snapshot.documents())  # in memory: the folder cannot be written


def _digest(members: Iterable[tuple[bytes, bytes | None]], fingerprint: Fingerprint) -> str:
    """Return what is equal for two generations that hold the same articles and vectors."""
    digest = hashlib.sha256(fingerprint.digest.encode())
    for key, original in members:
        digest.update(key + (original or b"-"))
    return digest.hexdigest()


def _build_dense(snapshot: Snapshot, generation: Generation) -> DenseIndex:
    return DenseIndex.build(generation.fingerprint.dimension, snapshot.vectors())


def _stem(kind: str, generation: Generation) -> str:
    """Return how the names of what was derived from a generation begin."""
    return f"{kind}-{generation.number:06d}-{generation.digest[:12]}"


def _derived(folder: Path, kind: str, generation: Generation) -> list[Path]:
    """Return what there is that says to have been derived from a generation."""
    return sorted(folder.glob(f"{_stem(kind, generation)}-*"))


def _dense_name(generation: Generation, content: bytes) -> str:
    """Return the file's name, which carries what it was derived from and the hash of what it holds."""
    return f"{_stem(_DENSE, generation)}-{hashlib.sha256(content).hexdigest()[:16]}.faiss"


def _lexical_name(generation: Generation, path: Path) -> str:
    """Return the folder's name, made as the file's; the engine's lock files, which are empty, do not count."""
    digest = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file() and file.suffix != ".lock"):
        digest.update(f"{file.relative_to(path)} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return f"{_stem(_LEXICAL, generation)}-{digest.hexdigest()[:16]}"


def _write_dense(folder: Path, generation: Generation, index: DenseIndex) -> None:
    content = index.to_bytes()
    path = folder / _dense_name(generation, content)
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    with _writing(partial):
        partial.write_bytes(content)
        _sync(partial)
        partial.replace(path)
        _sync(folder)


def _write_lexical(folder: Path, generation: Generation, snapshot: Snapshot) -> Path:
    """Write the lexical index instead of what stood there for this generation; return its folder."""
    useless = _derived(folder, _LEXICAL, generation)
    partial = folder / f"{_stem(_LEXICAL, generation)}.{os.getpid()}-{threading.get_ident()}.tmp"
    with _writing(partial):
        _remove(partial)
        LexicalIndex.build(snapshot.documents(), partial)
        for file in sorted(partial.rglob("*")):
            _sync(file)
        _sync(partial)
        for path in useless:  # the engine never names its files alike twice: nothing is written over
            with suppress(OSError):
                _remove(path)
        path = folder / _lexical_name(generation, partial)
        partial.replace(path)
        _sync(folder)
    return path


@contextmanager
def _writing(partial: Path) -> Iterator[None]:
    """Write something derived: an error is one of the store's, and leaves nothing half written."""
    try:
        yield
    except (OSError, ValueError) as error:
        with suppress(OSError):
            _remove(partial)
        # The lexical engine passes the system's error on as a text.
        number = error.errno if isinstance(error, OSError) else None
        if number in _FULL or any(os.strerror(each) in str(error) for each in _FULL):
            raise disk_full(partial.parent) from error
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"{partial}: cannot be written ({reason}); check the folder and the disk") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _remove_leftovers(folder: Path, kept: Iterable[tuple[int, str]]) -> None:
    """Remove what was derived from generations that are gone, and what a killed build left."""
    stems = {f"{number:06d}-{digest[:12]}" for number, digest in kept}
    for path in [*folder.glob(f"{_DENSE}-*"), *folder.glob(f"{_LEXICAL}-*")]:
        if path.suffix == ".tmp" or path.name.partition("-")[2].rpartition("-")[0] not in stems:
            _remove(path)
