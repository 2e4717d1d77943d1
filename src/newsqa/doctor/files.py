"""Checks of the folder: the files derived from the record, what was left over, who may read and write."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from newsqa.dense import DenseIndex
from newsqa.derived import DENSE, LEXICAL, derived_files, is_whole, leftovers
from newsqa.doctor.look import REPAIR, Look, Named, counted
from newsqa.doctor.vectors import SAMPLE
from newsqa.feedback import FEEDBACK_FILE
from newsqa.kept import KEPT_FILE
from newsqa.lexical import LexicalIndex
from newsqa.store import RECORD_FILE, Generation, Inspection
from newsqa.words import exact_words

_NAMES = {DENSE: "the dense index (FAISS)", LEXICAL: "the lexical index"}
# So many words at both ends of a passage are looked for in the lexical index.
_ENDS = 8
_LITTLE_ROOM_BYTES = 50_000_000


def check_derived(look: Look, inspection: Inspection, recut: Sequence[int] = ()) -> None:
    """Compare what was derived from each kept generation with the record.

    Args:
        look: takes what is found.
        inspection: of the record.
        recut: passages that were cut anew, to be found in the lexical index as they are now.
    """
    for generation in look.kept:
        for kind in (DENSE, LEXICAL):
            look.tell("checking derived files", 0, 1)
            look.checked["derived indexes"] = look.checked.get("derived indexes", 0) + 1
            paths = derived_files(look.folder, kind, generation)
            whole = [path for path in paths if _is_whole(path, kind, generation)]
            what = "is missing" if not paths else "is not as it was written: some of its bytes changed"
            if whole:
                look.ailments.leftovers += [path for path in paths if path != whole[0]]
                what = _difference(look, inspection, generation, kind, whole[0], recut)
            if what:
                look.ailments.derived.append((generation.number, kind))
                look.fault(
                    kind, f"{_NAMES[kind]} of generation {generation.number} {what}",
                    "it is derived anew whenever it is opened, which takes time" if not whole
                    else "what is found by it is wrong", f"{REPAIR} to derive it anew from the record", mendable=True,
                )  # fmt: skip


def check_leftovers(look: Look) -> None:
    """Look for files that belong to no generation."""
    kept = [(each.number, each.digest) for each in look.generations]
    found = {*look.ailments.leftovers, *leftovers(look.folder, kept), *look.folder.glob("*.tmp")}
    look.ailments.leftovers = sorted(found)
    if found:
        named = Named()
        for path in sorted(found):
            named.add(path.name)
        look.note(
            "leftovers", f"{counted(len(found), 'file')} or folders that belong to no generation: {named}",
            "they take room; a build that was interrupted leaves such", f"{REPAIR} to remove them, or build",
            mendable=True, count=len(found),
        )  # fmt: skip


def check_access(look: Look) -> bool:
    """Look at who may read and write, and at the room on the disk; return whether the record can be read."""
    folder, record = look.folder, look.folder / RECORD_FILE
    # What readers said is its owner's alone, and no part of the index.
    files = [
        path for path in [folder, *sorted(folder.rglob("*"))]
        if not path.name.endswith((".lock", ".tmp")) and not path.name.startswith((KEPT_FILE, FEEDBACK_FILE))
    ]  # fmt: skip
    look.checked["files"] = len(files)
    unreadable, unwritable = (_refused(files, mode) for mode in (os.R_OK, os.W_OK))
    if unreadable.count:
        look.fault(
            "permissions", f"{counted(unreadable.count, 'file')} that you may not read: {unreadable}",
            "questions fail, or what is derived is derived anew each time",
            f"give yourself the right to read it (`chmod -R u+rX {folder}`, as its owner)", count=unreadable.count,
        )  # fmt: skip
    if unwritable.count:
        look.note(
            "permissions", f"{counted(unwritable.count, 'file')} that you may not write: {unwritable}",
            "you can ask, but neither build nor repair",
            f"if that is not meant, give yourself the right (`chmod -R u+rwX {folder}`, as its owner)",
            count=unwritable.count,
        )  # fmt: skip
    open_to_all = Named()
    for path in (folder, record):
        if path.exists() and path.stat().st_mode & stat.S_IWOTH:
            open_to_all.add(path.name)
    if open_to_all.count:
        look.note(
            "permissions", f"everybody may write {open_to_all}", "any user of this machine can change the archive",
            f"take that right away (`chmod -R o-w {folder}`)", count=open_to_all.count,
        )  # fmt: skip
    _check_room(look, files)
    return os.access(folder, os.R_OK | os.X_OK, effective_ids=True) and (
        not record.exists() or os.access(record, os.R_OK, effective_ids=True)
    )


def _check_room(look: Look, files: Iterable[Path]) -> None:
    size = 0
    for path in files:
        with suppress(FileNotFoundError):  # a build may tidy meanwhile
            size += path.stat().st_size
    free = shutil.disk_usage(look.folder).free
    if free < max(size, _LITTLE_ROOM_BYTES):
        look.note(
            "room", f"{free / 1e6:,.1f} MB are free on the disk, and the index takes {size / 1e6:,.1f} MB",
            "a build of all articles anew, or with another model, may not fit", "free some room before such a build",
        )  # fmt: skip


def _refused(files: Iterable[Path], mode: int) -> Named:
    named = Named()
    for path in files:
        if not os.access(path, mode, effective_ids=True) and path.exists():
            named.add(path.name)
    return named


def _is_whole(path: Path, kind: str, generation: Generation) -> bool:
    try:
        return is_whole(path, kind, generation)
    except OSError:
        return False


def _difference(
    look: Look, inspection: Inspection, generation: Generation, kind: str, path: Path, recut: Sequence[int]
) -> str:
    """Return in what a derived index differs from the record; empty when in nothing."""
    is_cut_right = generation.number not in inspection.holders([*look.ailments.miscut, *look.ailments.uncuttable])
    try:
        if kind == DENSE:
            dense = DenseIndex.open(path)
            return _dense_difference(look, inspection, generation, dense) if is_cut_right else ""
        lexical = LexicalIndex.open(path)
        return _lexical_difference(look, inspection, generation, lexical, recut) if is_cut_right else ""
    except (OSError, ValueError) as error:
        return f"cannot be opened ({error})"


def _dense_difference(look: Look, inspection: Inspection, generation: Generation, index: DenseIndex) -> str:
    broken = {each.row for each in look.ailments.vectors}
    if index.dimension != generation.fingerprint.dimension:
        return f"has vectors of {index.dimension} numbers, and its model gives {generation.fingerprint.dimension}"
    held, first = index.rows(), 0
    for batch in inspection.vectors_by_passage(generation):
        rows = np.array([row for row, _, _ in batch], dtype=np.int64)
        if not np.array_equal(rows, held[first : first + len(rows)]):
            return f"holds {len(held):,} passages, other ones than its generation has"
        vectors = index.vectors(first, first + len(rows))
        for vector, (_, stored, place) in zip(vectors, batch, strict=True):
            is_sure = stored is not None and place not in broken and not look.ailments.foreign
            if is_sure and vector.astype("<f4").tobytes() != stored:
                return "has other vectors than the record"
        first += len(rows)
    return "" if first == len(held) else f"holds {len(held):,} passages, and its generation has {first:,}"


def _lexical_difference(
    look: Look, inspection: Inspection, generation: Generation, index: LexicalIndex, recut: Sequence[int]
) -> str:
    rows = inspection.passage_rows(generation.number)
    if len(index) != len(rows):
        return f"holds {len(index):,} passages, and its generation has {len(rows):,}"
    articles = inspection.cut_articles(generation.number)
    if index.article_count != articles:
        return f"holds {index.article_count:,} articles, and its generation has {articles:,}"
    if not np.array_equal(index.rows(), rows):
        return "holds other passages than its generation has"
    # A damaged article is in it as it was, miscut passages likewise.
    unsure = look.unsure
    sample = [row for row, article in inspection.spread(generation.number, SAMPLE) if article not in unsure]
    own = set(rows.tolist())
    for row in [*sample, *(row for row in recut if row in own)]:
        for each in inspection.unread([row]):
            words = exact_words(each.passage.text)
            phrases = [words[:_ENDS], words[-_ENDS:]] if words else []
            if phrases and row not in index.rows(index.restriction(phrases=phrases)):
                return "does not find passages by their own words, in a sample"
    return ""
