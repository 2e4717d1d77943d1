"""The reading process as its parent sees it: started when it is needed, ended, and replaced when a file ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newsqa.articles.source import MEGABYTE, Limits
from newsqa.articles.wire import OUT_OF_MEMORY, article, unpacked
from newsqa.errors import ArticlesError
from newsqa.types import Article, Rejection

_FAREWELL_S = 5.0
_SHOWN_CHARS = 300

Asker = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What reading may take: of one article its bytes and seconds, of the process its megabytes."""

    limits: Limits
    max_read_s: float
    max_read_mb: int


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one part of a file.

    Attributes:
        what: an article, a rejection, or the name of a part that is known and was not read.
        warnings: what was wrong with the article.
        digest: the hash of the part, where it is one of its own.
        is_limit: whether another setting might have let a rejected part in.
    """

    what: Article | Rejection | str
    warnings: tuple[str, ...] = ()
    digest: str | None = None
    is_limit: bool = False


class _EndedError(Exception):
    """The process ended in the middle of its work: why, for the ledger."""


@dataclass(slots=True)
class _Place:
    """How far a file was read: the number of the part at hand, its name, its hash, and what it gave so far."""

    leaf: int = -1
    name: str = ""
    digest: str | None = None
    results: int = 0


class ReadingProcess:
    """Reads files in a process of its own, one at a time."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, name: str, is_known: Asker) -> Iterator[Found]:
        """Yield what a file holds; what ends the process, or takes too long, is rejected and the rest goes on.

        Args:
            path: the file.
            name: what it is called in the archive.
            is_known: told the name of a part and its hash, whether it need not be read.
        """
        leaf = result = 0
        while True:
            place = _Place(name=name)
            try:
                yield from self._attempt(path, name, (leaf, result), place, is_known)
            except _EndedError as error:
                self._forget()
                if place.leaf < leaf:  # died on the way to where it was to go on
                    what = (
                        "could not be read to its end: reading it" if leaf or result else "cannot be read: reading it"
                    )
                    yield Found(Rejection(name, f"{what} {error}"), is_limit=True)
                    return
                yield Found(
                    Rejection(place.name, f"cannot be read: reading it {error}"), (), place.digest, is_limit=True
                )
                done = place.results
                is_stuck = place.leaf == leaf and result > 0 and done <= result
                if place.digest is not None or is_stuck or (place.name == name and not done):
                    leaf, result = place.leaf + 1, 0
                else:
                    leaf, result = place.leaf, done + 1
            else:
                return

    def _attempt(
        self, path: Path, name: str, start: tuple[int, int], place: _Place, is_known: Asker
    ) -> Iterator[Found]:
        self._send({"path": str(path), "name": name, "leaf": start[0], "result": start[1]})
        while (message := self._receive())["is"] != "end":
            match message["is"]:
                case "leaf":
                    place.leaf, place.name, place.digest = message["number"], message["name"], message["digest"]
                    place.results = start[1] if place.leaf == start[0] else 0
                    if place.digest is not None:
                        known = is_known(place.name, place.digest)
                        self._send(known)
                        if known:
                            yield Found(place.name, digest=place.digest)
                case "article":
                    place.results += 1
                    yield Found(article(message["article"]), tuple(message["warnings"]), place.digest)
                case "rejection":
                    place.results += 1
                    rejection = Rejection(message["path"], message["reason"])
                    yield Found(rejection, (), place.digest, message["is_limit"])

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._forget()

    def _forget(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue
            process.wait()

    def _send(self, message: Any) -> None:  # noqa: ANN401  # whatever JSON holds
        process = self._process or self._started()
        assert process.stdin is not None  # noqa: S101  # a pipe, as it was told
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise _EndedError(self._why()) from None

    def _receive(self) -> dict[str, Any]:
        process = self._process
        assert process is not None and process.stdout is not None  # noqa: S101
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise _EndedError(self._why())
        return unpacked(line)

    def _started(self) -> subprocess.Popen[bytes]:
        allowance = self._allowance
        # -P: a file of the user's named email.py is not the module. What the parent imports from, the process does.
        command = [sys.executable, "-P", "-m", "newsqa.articles.child"]
        surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with tempfile.TemporaryFile() as said:
            try:
                process = subprocess.Popen(  # noqa: S603  # this interpreter and a module of ours
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=surroundings
                )
            except OSError as error:
                raise ArticlesError(f"the process that reads articles could not be started ({error})") from error
            self._process = process
            try:
                self._send({
                    "limits": asdict(allowance.limits), "max_read_s": allowance.max_read_s,
                    "max_bytes_held": allowance.max_read_mb * MEGABYTE,
                })  # fmt: skip
                self._receive()
            except _EndedError as error:
                said.seek(0)
                words = said.read().decode("utf-8", "replace").strip()[-_SHOWN_CHARS:]
                raise ArticlesError(
                    f"the process that reads articles could not be started ({words or error}); "
                    "check the installation, or raise max_read_mb"
                ) from None
        return process

    def _why(self) -> str:
        """Return what ended the process, as a person would say it."""
        process, allowance = self._process, self._allowance
        assert process is not None  # noqa: S101
        try:
            status = process.wait(_FAREWELL_S)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        if status == -signal.SIGALRM:
            return f"takes over {allowance.max_read_s:g} s; raise max_read_s if it is meant"
        if status == OUT_OF_MEMORY:
            return f"takes over {allowance.max_read_mb} MB of memory; raise max_read_mb if it is meant"
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"breaks its reader ({how}); it is damaged, or needs more than max_read_mb"
