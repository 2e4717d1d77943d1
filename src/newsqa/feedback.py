"""Readers' word on what is right and wrong: one line each, in a file beside the index that `newsqa evaluate` reads."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from newsqa.characters import one_line, without_controls
from newsqa.disk import sync
from newsqa.errors import EvaluationError, KeptError
from newsqa.types import Citation, Limits, Plain

FEEDBACK_FILE = "feedback.jsonl"
MAX_WHY_CHARS = 2000
MAX_LINE_BYTES = 64_000
# So that no reader can fill the disk.
MAX_BYTES = 100_000_000
_ID_CHARS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Plain):
    """What a reader said of an answer, or of a passage of it.

    ``question`` is the one that was searched for, standing alone, ``limits`` what it was asked with. ``citation`` is
    the passage that is right or wrong; None when it is the answer as a whole, which was none unless ``answered``.
    ``why`` are the reader's own words, ``at`` is a moment with its time zone, ``generation`` what answered.
    """

    question: str
    verdict: Literal["right", "wrong"]
    at: dt.datetime
    citation: Citation | None = None
    why: str = ""
    generation: int | None = None
    answered: bool = True
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The lines of a file of feedback, each with its number; ``torn`` says which was left out, empty when none.

    ``ids`` are those of the lines, in their order: each is made of what its line says, so that only the same share one.
    """

    lines: tuple[tuple[int, Feedback], ...]
    ids: tuple[str, ...]
    torn: str = ""


def give(folder: Path, feedback: Feedback) -> Path:
    """Write feedback down in an index folder; when this returns, it is on the disk. Return the file.

    Safe from many threads and processes. A line that a killed process left unfinished is taken out first.

    Raises:
        KeptError: it is blank or too long, or the file cannot be written.
    """
    path = folder / FEEDBACK_FILE
    line = _line(feedback)
    is_new = not path.exists()
    with _locked(path, "this was not noted", os.O_APPEND | os.O_CREAT) as descriptor:
        _append(descriptor, line, path)
        if is_new:
            sync(folder)
    return path


def take_out(folder: Path, ids: Collection[str]) -> tuple[str, ...]:
    """Take lines out of the feedback in an index folder for good; return the ids of those that went, one for each line.

    The file is replaced by one without them: killed at any point, this leaves the one or the other. A link to it stays
    one, and who may read and write it stays as far as whoever calls may set it.

    Raises:
        KeptError: the file cannot be written.
    """
    path = folder / FEEDBACK_FILE
    if not path.exists():
        return ()
    with _locked(path, "nothing was taken out") as descriptor:
        rows = os.pread(descriptor, _mended(descriptor), 0).splitlines(keepends=True)
        gone = {number: id_ for number, row in enumerate(rows) if row.strip() and (id_ := _id(row)) in ids}
        if gone:
            kept = [row for number, row in enumerate(rows) if number not in gone]
            _replace(path.resolve(), b"".join(kept), os.fstat(descriptor))
    return tuple(gone.values())


def read_feedback(path: Path) -> Given:
    """Return what a file of feedback holds; a last line that a killed process left unfinished is left out.

    Raises:
        EvaluationError: it cannot be read, or another line is no feedback.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read ({error.strerror})") from error
    rows = content.split(b"\n")
    lines: list[tuple[int, Feedback]] = []
    ids: list[str] = []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        try:
            lines.append((number, Feedback.from_dict(json.loads(row))))
            ids.append(_id(row))
        except (ValueError, TypeError, RecursionError) as error:
            # Whole lines end in a line feed, so that nothing comes after the last one.
            if number == len(rows):
                return Given(
                    lines=tuple(lines), ids=tuple(ids), torn=f"{path}:{number}: was never finished, and is left out"
                )
            what = str(error).splitlines()[0]
            raise EvaluationError(f"{path}:{number}: is no feedback ({what}); mend the line or take it out") from None
    return Given(lines=tuple(lines), ids=tuple(ids))


def is_feedback(path: Path) -> bool:
    """Whether a file of questions is one of feedback: by its first line, or where that says nothing by its name."""
    try:
        with path.open("rb") as lines:
            first = json.loads(next((line for line in lines if line.strip()), b""))
    except (OSError, ValueError, RecursionError):
        return path.name == FEEDBACK_FILE
    return isinstance(first, dict) and "verdict" in first


def _id(row: bytes) -> str:
    return hashlib.sha256(row.strip()).hexdigest()[:_ID_CHARS]


@contextmanager
def _locked(path: Path, so_that: str, flags: int = 0) -> Iterator[int]:
    """Give the file that stands at ``path`` to read and write, to nobody else meanwhile."""
    try:
        descriptor = -1
        while descriptor < 0:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # While it was waited for, another may have been put in its place.
            if not path.exists() or not os.path.samestat(os.fstat(descriptor), path.stat()):
                os.close(descriptor)
                descriptor = -1
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    except OSError as error:
        reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror or str(error)
        raise KeptError(
            f"{path}: cannot be written ({reason}), so that {so_that}; check the folder's permissions and disk"
        ) from error


def _line(feedback: Feedback) -> bytes:
    if feedback.verdict not in ("right", "wrong"):
        raise KeptError(f"a verdict is right or wrong, not {feedback.verdict!r}")
    question, why = one_line(feedback.question), without_controls(feedback.why).strip()
    if not question:
        raise KeptError("there is no question that this could be about; ask one first")
    if len(why) > MAX_WHY_CHARS:
        raise KeptError(f"the reason has {len(why):,} characters; {MAX_WHY_CHARS:,} are the most")
    if feedback.at.tzinfo is None:
        raise KeptError(f"{feedback.at}: has no time zone; give feedback with the moment in UTC")
    at = feedback.at.astimezone(dt.UTC)
    plain = replace(feedback, question=question, why=why, at=at).to_dict()
    # A quotation may hold what ends a line elsewhere; in JSON's own escapes every line is one here.
    line = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise KeptError(f"this takes {len(line):,} bytes; {MAX_LINE_BYTES:,} are the most that is noted at once")
    return line


def _append(descriptor: int, line: bytes, path: Path) -> None:
    size = _mended(descriptor)
    if size + len(line) > MAX_BYTES:
        raise KeptError(f"{path}: has reached {MAX_BYTES // 1_000_000} MB; move it away, and a new one is begun")
    try:
        written = os.write(descriptor, line)
        if written < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _replace(path: Path, content: bytes, was: os.stat_result) -> None:
    """Put a file with this content in the place of one that is locked, for those who might read and write that one."""
    beside = path.with_name(f"{path.name}.partial")
    # Under the lock nobody else writes it; a killed process may have left one.
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            _hand_over(file.fileno(), was)
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def _hand_over(descriptor: int, was: os.stat_result) -> None:
    for owner in (was.st_uid, -1):
        try:
            os.fchown(descriptor, owner, was.st_gid)
            break
        except PermissionError:
            continue
    mode = stat.S_IMODE(was.st_mode) & 0o777
    if os.fstat(descriptor).st_gid != was.st_gid:
        # What its group was allowed is not for another: that gets what everybody has.
        mode &= ~0o070 | (mode & 0o007) << 3
    os.fchmod(descriptor, mode)


def _mended(descriptor: int) -> int:
    """Take out an unfinished last line, or finish it when only its end is missing; return the size."""
    size = os.fstat(descriptor).st_size
    start = max(0, size - 2 * MAX_LINE_BYTES)
    tail = os.pread(descriptor, size - start, start)
    if not tail or tail.endswith(b"\n"):
        return size
    rest = tail.rpartition(b"\n")[2]
    try:
        Feedback.from_dict(json.loads(rest))
    except (ValueError, TypeError, RecursionError):
        if len(rest) == len(tail) and start:  # longer than any line of ours: somebody else's
            return size + os.pwrite(descriptor, b"\n", size)
        os.ftruncate(descriptor, size - len(rest))
        return size - len(rest)
    return size + os.pwrite(descriptor, b"\n", size)
