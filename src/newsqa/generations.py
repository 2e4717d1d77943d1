"""Publishes a generation whole or not at all: the lock, the derived files, the one transaction."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path

import filelock

from newsqa.dense import DenseIndex
from newsqa.encoder import Fingerprint
from newsqa.errors import BuildRunningError, StoreError
from newsqa.store import Generation, Snapshot, Store, StoredPassage, disk_full
from newsqa.types import Article

_LOCK_FILE = "build.lock"
_HOLDER_FILE = "build.json"
_VERSIONED = ("newsqa", "sentence-transformers", "torch", "faiss-cpu", "sentencex")


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
    with suppress(StoreError, OSError):  # published is published; a disk too full to tidy is tidied next time
        _remove_leftovers(store.folder, store.prune(keep))
    return generation


def load_dense(folder: Path, snapshot: Snapshot, generation: Generation) -> DenseIndex:
    """Load a generation's FAISS index; when its file is gone or not whole, derive it anew."""
    for path in folder.glob(f"{_dense_stem(generation)}-*.faiss"):
        with suppress(OSError):
            content = path.read_bytes()
            if path.name == _dense_name(generation, content):
                return DenseIndex.from_bytes(content)
    index = _build_dense(snapshot, generation)
    with suppress(StoreError):  # a folder that cannot be written, or a full disk, still answers
        _write_dense(folder, generation, index)
    return index


def _digest(members: Iterable[tuple[bytes, bytes | None]], fingerprint: Fingerprint) -> str:
    """Return what is equal for two generations that hold the same articles and vectors."""
    digest = hashlib.sha256(fingerprint.digest.encode())
    for key, original in members:
        digest.update(key + (original or b"-"))
    return digest.hexdigest()


def _build_dense(snapshot: Snapshot, generation: Generation) -> DenseIndex:
    return DenseIndex.build(generation.fingerprint.dimension, snapshot.vectors())


def _dense_stem(generation: Generation) -> str:
    return f"dense-{generation.number:06d}-{generation.digest[:12]}"


def _dense_name(generation: Generation, content: bytes) -> str:
    """Return the file's name, which carries what it was derived from and the hash of what it holds."""
    return f"{_dense_stem(generation)}-{hashlib.sha256(content).hexdigest()[:16]}.faiss"


def _write_dense(folder: Path, generation: Generation, index: DenseIndex) -> None:
    content = index.to_bytes()
    path = folder / _dense_name(generation, content)
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise disk_full(folder) from error
        raise StoreError(f"{path}: cannot be written ({error.strerror}); check the folder and the disk") from error


def _remove_leftovers(folder: Path, kept: Iterable[tuple[int, str]]) -> None:
    """Remove derived files of generations that are gone, and what a killed build left."""
    stems = {f"dense-{number:06d}-{digest[:12]}" for number, digest in kept}
    for path in [*folder.glob("dense-*.faiss"), *folder.glob("dense-*.tmp")]:
        if path.suffix == ".tmp" or path.name.rpartition("-")[0] not in stems:
            path.unlink(missing_ok=True)
