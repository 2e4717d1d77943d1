"""Publishes a generation whole or not at all, and takes one back: the lock, the one transaction, the tidying."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path

import filelock

from newsqa.derived import remove_leftovers, write_derived
from newsqa.encoder import Fingerprint
from newsqa.errors import BuildRunningError, StoreError
from newsqa.ledger import Ledger
from newsqa.store import RECORD_FILE, Draft, Generation, Snapshot, Store

_LOCK_FILE = "build.lock"
_HOLDER_FILE = "build.json"
DAMAGED = "damaged"
_VERSIONED = ("newsqa", "sentence-transformers", "torch", "faiss-cpu", "tantivy", "sentencex")


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Keep every build out of an index folder, and say nothing of it there.

    Raises:
        BuildRunningError: another process holds the lock.
        StoreError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / _LOCK_FILE, timeout=0)
        lock.acquire()
    except filelock.Timeout:
        who = announced(folder) or "another process"
        raise BuildRunningError(f"{folder}: {who} is building here; wait for it to end") from None
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror or error}); check its permissions") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write into an index folder; the system lets go of it when the process dies.

    Raises:
        BuildRunningError: another process holds it.
        StoreError: the folder cannot be written.
    """
    with folder_lock(folder):
        holder = folder / _HOLDER_FILE
        try:
            with suppress(OSError):  # without it a second build is still refused, only less helpfully
                since = dt.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
                holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)


def announced(folder: Path) -> str | None:
    """Return who said last that it builds in a folder, and since when; None when its build ended."""
    try:
        text = (folder / _HOLDER_FILE).read_text(encoding="utf-8")
    except OSError:
        return None
    try:
        holder = json.loads(text)
        return f"process {holder['pid']}, since {holder['since']},"
    except (ValueError, KeyError, TypeError):
        return "another process"


def building(folder: Path) -> str | None:
    """Return who builds in a folder now, and since when; None where nobody does, or who announced it is gone."""
    try:
        os.kill(int(json.loads((folder / _HOLDER_FILE).read_text(encoding="utf-8"))["pid"]), 0)
    except PermissionError:  # it lives, and is another user's
        return announced(folder)
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
    return announced(folder)


def publish(
    store: Store,
    draft: Draft,
    fingerprint: Fingerprint,
    *,
    like: Generation | None = None,
    is_candidate: bool = False,
    versions: dict[str, str] | None = None,
    origin: str = "build",
) -> Generation:
    """Publish the generation that a draft holds.

    The derived files are on the disk before the transaction that makes the generation the newest.

    Args:
        store: the record.
        draft: its articles, cut, with whatever vectors there are.
        fingerprint: the encoder's; its name is what later builds and questions load.
        like: an earlier generation of the same articles, whose lexical index serves again.
        is_candidate: whether nobody is to see it before it is released.
        versions: of what it was made with, by package; default: those at hand.
        origin: what publishes it.
    """
    if versions is None:
        versions = {name: metadata.version(name) for name in _VERSIONED}
    with draft.publishing(
        model=fingerprint.name, fingerprint=fingerprint, versions=versions, is_candidate=is_candidate, origin=origin
    ) as snapshot:
        generation = _of(snapshot)
        write_derived(store.folder, snapshot, generation, like)
    return generation


def tidy(store: Store, keep: int) -> None:
    """Forget all but the newest generations, and remove what was derived from the others.

    Published is published: what a full disk, or a file that is held, keeps from going, goes the next time.
    """
    with suppress(StoreError, OSError):
        remove_leftovers(store.folder, store.prune(keep))


def purge(store: Store) -> None:
    """Forget every generation but the newest, and leave nothing of what only the others, or ledgers, held.

    Damaged records that a restore moved aside go too. Backups are files of whoever made them, and stay.

    Raises:
        StoreError: something cannot be removed, or a reader holds on to it.
    """
    kept = store.prune(1)
    store.forget_ledgers()
    try:
        remove_leftovers(store.folder, kept)
        for path in store.folder.glob(f"{DAMAGED}-*"):
            shutil.rmtree(path)
    except OSError as error:
        raise StoreError(
            f"{error.filename}: cannot be removed ({error.strerror}); remove it and purge again"
        ) from error
    store.scrub()


def move_aside(folder: Path) -> Path:
    """Move a record that cannot be trusted, with its log, into a folder of its own beside; return that.

    For whoever holds the build's lock.

    Raises:
        StoreError: it cannot be moved.
    """
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = folder / f"{DAMAGED}-{moment}"
    try:
        aside.mkdir()
        # The log first: one that was left alone would be taken for that of the record made next.
        for name in (f"{RECORD_FILE}-wal", f"{RECORD_FILE}-shm", RECORD_FILE):
            if (folder / name).exists():
                (folder / name).replace(aside / name)
    except OSError as error:
        raise StoreError(
            f"{error.filename}: cannot be moved aside ({error.strerror}); check the folder's permissions"
        ) from error
    return aside


def held(folder: Path) -> list[Generation]:
    """Return the published generations that an index holds, newest first."""
    store = Store(folder)
    try:
        with store.snapshot() as snapshot:
            return snapshot.generations()
    finally:
        store.close()


def ledgers(folder: Path) -> list[Ledger]:
    """Return what the last builds of an index did, newest first.

    Raises:
        StoreError: there is no index, or a ledger cannot be read.
    """
    store = Store(folder)
    try:
        return store.ledgers()
    finally:
        store.close()


def rollback(folder: Path, number: int | None, *, keep: int) -> Generation:
    """Publish an earlier generation anew, under a number of its own: open readers follow to it as to any other.

    Args:
        folder: the index folder.
        number: the generation to go back to; the one before the newest when None.
        keep: how many generations stay.

    Raises:
        StoreError: there is no such generation, or none before the newest.
    """
    with build_lock(folder):
        store = Store(folder)
        try:
            if number is None:
                with store.snapshot() as snapshot:
                    held = snapshot.generations()
                if len(held) < 2:
                    raise StoreError(f"{folder}: holds no generation before the newest; there is nothing to go back to")
                number = held[1].number
            with store.publishing_again(number) as (earlier, snapshot):
                generation = _of(snapshot)
                write_derived(folder, snapshot, generation, _of(earlier))
            tidy(store, keep)
        finally:
            store.close()
    return generation


def _of(snapshot: Snapshot) -> Generation:
    assert snapshot.generation is not None  # noqa: S101  # made a moment ago
    return snapshot.generation
