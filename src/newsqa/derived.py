"""The files derived from a generation: named for what they hold, written whole, loaded only when they are that."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsqa.dense import DenseIndex
from newsqa.disk import sync
from newsqa.errors import StoreError
from newsqa.lexical import LexicalIndex
from newsqa.store import RECORD_FILE, Generation, Snapshot, disk_full

DENSE, LEXICAL = "dense", "lexical"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def load_dense(folder: Path, snapshot: Snapshot, generation: Generation) -> DenseIndex:
    """Load a generation's FAISS index; when its file is gone or not whole, derive it anew."""
    for path in derived_files(folder, DENSE, generation):
        with suppress(OSError, ValueError):
            if is_whole(path, DENSE, generation):
                return DenseIndex.open(path)
    index = _build_dense(snapshot, generation)
    with suppress(StoreError):  # a folder that cannot be written, or a full disk, still answers
        _write_dense(folder, generation, index)
    return index


def load_lexical(folder: Path, snapshot: Snapshot, generation: Generation) -> LexicalIndex:
    """Load a generation's lexical index; when its folder is gone or not whole, derive it anew."""
    for path in derived_files(folder, LEXICAL, generation):
        with suppress(OSError, ValueError):
            if is_whole(path, LEXICAL, generation):
                return LexicalIndex.open(path)
    with suppress(StoreError, OSError, ValueError):
        return LexicalIndex.open(_write_lexical(folder, generation, snapshot))
    return LexicalIndex.build(snapshot.documents())  # in memory: the folder cannot be written


def write_derived(folder: Path, snapshot: Snapshot, generation: Generation, like: Generation | None = None) -> None:
    """Write both indexes of a generation, synced.

    Args:
        folder: the index folder.
        snapshot: of the generation.
        generation: whose.
        like: another one of the same articles in the same rows; what is equal of its files is not made again.

    Raises:
        StoreError: they cannot be written; nothing half written stays.
    """
    is_alike = like is not None and like.horizon == generation.horizon
    if not (like and is_alike and _carry_over(folder, DENSE, like, generation)):
        _write_dense(folder, generation, _build_dense(snapshot, generation))
    if not (like and _carry_over(folder, LEXICAL, like, generation)):
        _write_lexical(folder, generation, snapshot)


def rewrite(folder: Path, kind: str, snapshot: Snapshot, generation: Generation) -> None:
    """Derive an index of a generation anew, and remove what stood there for it.

    Raises:
        StoreError: it cannot be written.
    """
    if kind == LEXICAL:
        _write_lexical(folder, generation, snapshot)
        return
    written = _write_dense(folder, generation, _build_dense(snapshot, generation))
    for path in derived_files(folder, DENSE, generation):
        if path != written:
            remove(path)


def derived_files(folder: Path, kind: str, generation: Generation) -> list[Path]:
    """Return what there is that says to have been derived from a generation."""
    return sorted(path for path in folder.glob(f"{_stem(kind, generation)}-*") if path.suffix != ".tmp")


def is_whole(path: Path, kind: str, generation: Generation) -> bool:
    """Whether a file, or folder, holds what its name says."""
    name = _dense_name(generation, path) if kind == DENSE else _lexical_name(generation, path)
    return path.name == name


def remove_leftovers(folder: Path, kept: Iterable[tuple[int, str]]) -> None:
    """Remove what was derived from generations that are gone, and what a killed build left."""
    for path in leftovers(folder, kept):
        remove(path)


def leftovers(folder: Path, kept: Iterable[tuple[int, str]]) -> list[Path]:
    """Return the files that belong to none of the generations, each given by its number and digest."""
    stems = {f"{number:06d}-{digest[:12]}" for number, digest in kept}
    return [
        path for path in sorted([*folder.glob(f"{DENSE}-*"), *folder.glob(f"{LEXICAL}-*")])
        if path.suffix == ".tmp" or path.name.partition("-")[2].rpartition("-")[0] not in stems
    ]  # fmt: skip


def index_sizes(folder: Path, generation: Generation) -> dict[str, int]:
    """Return the bytes of the record, and of what is derived from a generation, by what they are."""
    places = {"record": [folder / RECORD_FILE]}
    places |= {kind: derived_files(folder, kind, generation) for kind in (DENSE, LEXICAL)}
    return {
        kind: sum(file.stat().st_size for path in paths for file in [path, *path.rglob("*")] if file.is_file())
        for kind, paths in places.items()
    }  # fmt: skip


def _build_dense(snapshot: Snapshot, generation: Generation) -> DenseIndex:
    return DenseIndex.build(generation.fingerprint.dimension, snapshot.vectors(), generation.vectors)


def _stem(kind: str, generation: Generation) -> str:
    """Return how the names of what was derived from a generation begin."""
    return f"{kind}-{generation.number:06d}-{generation.digest[:12]}"


def _dense_name(generation: Generation, path: Path) -> str:
    """Return the file's name, which carries what it was derived from and the hash of what it holds."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{_stem(DENSE, generation)}-{digest[:16]}.faiss"


def _lexical_name(generation: Generation, path: Path) -> str:
    """Return the folder's name, made as the file's; the engine's lock files, which are empty, do not count."""
    digest = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file() and file.suffix != ".lock"):
        digest.update(f"{file.relative_to(path)} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return f"{_stem(LEXICAL, generation)}-{digest.hexdigest()[:16]}"


def _write_dense(folder: Path, generation: Generation, index: DenseIndex) -> Path:
    """Write the FAISS index instead of what stood there for this generation; return its file."""
    partial = _partial(folder, DENSE, generation)
    with _writing(partial):
        index.save(partial)
        sync(partial)
        path = folder / _dense_name(generation, partial)
        # A record made anew numbers its generations from 1 again, and may have the same passages in other rows.
        for useless in derived_files(folder, DENSE, generation):
            if useless != path or path.is_dir():  # a folder, whatever it is, holds no index
                remove(useless)
        partial.replace(path)
        sync(folder)
    return path


def _write_lexical(folder: Path, generation: Generation, snapshot: Snapshot) -> Path:
    """Write the lexical index instead of what stood there for this generation; return its folder."""
    useless = derived_files(folder, LEXICAL, generation)
    partial = _partial(folder, LEXICAL, generation)
    with _writing(partial):
        remove(partial)
        LexicalIndex.build(snapshot.documents(), partial)
        for file in sorted(partial.rglob("*")):
            sync(file)
        sync(partial)
        for path in useless:  # the engine never names its files alike twice: nothing is written over
            with suppress(OSError):
                remove(path)
        path = folder / _lexical_name(generation, partial)
        partial.replace(path)
        sync(folder)
    return path


def _carry_over(folder: Path, kind: str, earlier: Generation, generation: Generation) -> bool:
    """Give a generation the files of an earlier one by another name; tell whether there were such, and whole."""
    for path in derived_files(folder, kind, earlier):
        partial = _partial(folder, kind, generation)
        with suppress(OSError), _writing(partial):
            if not is_whole(path, kind, earlier):
                continue
            remove(partial)
            if path.is_dir():
                shutil.copytree(path, partial, copy_function=_link)
            else:
                _link(path, partial)
            tail = path.name.removeprefix(_stem(kind, earlier))
            partial.replace(folder / f"{_stem(kind, generation)}{tail}")
            sync(folder)
            return True
    return False


def _link(source: str | Path, target: str | Path) -> None:
    """Make another name for a file that is never written again; a copy, where the disk has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _partial(folder: Path, kind: str, generation: Generation) -> Path:
    return folder / f"{_stem(kind, generation)}.{os.getpid()}-{threading.get_ident()}.tmp"


@contextmanager
def _writing(partial: Path) -> Iterator[None]:
    """Write something derived: an error is one of the store's, and leaves nothing half written."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        with suppress(OSError):
            remove(partial)
        # The engines pass the system's error on as a text.
        number = error.errno if isinstance(error, OSError) else None
        if number in _FULL or any(os.strerror(each) in str(error) for each in _FULL):
            raise disk_full(partial.parent) from error
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"{partial}: cannot be written ({reason}); check the folder and the disk") from error


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
