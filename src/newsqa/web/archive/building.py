"""Runs builds in a process of their own, one at a time, and knows how far they are and how the last one ended."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import IO, Any

from newsqa.config import Settings
from newsqa.errors import BuildRunningError, NewsQAError
from newsqa.web.archive.fates import Fate

logger = logging.getLogger(__name__)

_FAREWELL_S = 10.0
_SHOWN_CHARS = 2000
_BROKEN = (
    "The build ended before its time; the terminal that newsqa runs in says more. What was published before answers "
    "as it did; build again, and it goes on where it stopped."
)


class StartError(NewsQAError):
    """The process that builds cannot be started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A build: how far it is while it runs, and what came of it once it ended.

    ``number`` counts those of this server. ``counts`` are as in a build's report, empty when there is a ``problem``.
    """

    number: int = 0
    is_running: bool = False
    added: tuple[str, ...] = ()
    step: str = "starting"
    done: int = 0
    total: int = 0
    problem: str | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    fates: tuple[Fate, ...] = ()

    @property
    def progress(self) -> str:
        """Return the step at hand and how far it is, in words."""
        if not self.total and not self.done:
            return self.step
        return f"{self.step}: {self.done:,}" + (f" of {self.total:,}" if self.total else "")


class Builder:
    """At most one process that builds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._build = Build()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def build(self) -> Build:
        """The build at hand, or else the last one."""
        return self._build

    def start(self, added: Sequence[str], folder: str) -> None:
        """Begin to build; what became of the added files, those of a build that failed too, is told at the end.

        Args:
            added: names of files that were added.
            folder: the folder that holds them, by its name in the archive.

        Raises:
            BuildRunningError: one of these builds is running.
            StartError: the process cannot be started.
        """
        with self._lock:
            if self._build.is_running:
                raise BuildRunningError("a build is running already; wait for it to end")
            said = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the thread that reads
            try:
                process = _started(said)
            except OSError as error:
                said.close()
                raise StartError(f"the process that builds could not be started ({error}); try again") from error
            self._process = process
            left = self._build.added if self._build.problem else ()
            taken = tuple(dict.fromkeys((*left, *added)))
            self._build = Build(number=self._build.number + 1, is_running=True, added=taken)
            order = {"settings": asdict(self._settings), "added": taken, "folder": folder}
            self._thread = threading.Thread(
                target=self._follow, args=(process, said, order), daemon=True, name="build-of-page"
            )
            self._thread.start()

    def close(self) -> None:
        """End the process, if one runs: it stops tidily, and what was published before goes on answering."""
        with self._lock:
            process, thread = self._process, self._thread
        if process is None or thread is None:
            return
        _hang_up(process)
        thread.join(_FAREWELL_S)
        if thread.is_alive():
            process.kill()
            thread.join()

    def _follow(self, process: subprocess.Popen[bytes], said: IO[bytes], order: dict[str, Any]) -> None:
        """Tell the process what to build, and what it says to whoever looks; it is gone when the build has ended."""
        assert process.stdin is not None and process.stdout is not None  # noqa: S101  # pipes, as it was told
        ended: dict[str, Any] = {"problem": _BROKEN}
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                message = json.loads(line)
                match message.pop("is"):
                    case "at":
                        self._build = replace(self._build, **message)
                    case "failed":
                        ended = {"problem": message["reason"]}
                    case "built":
                        found = tuple(map(Fate.from_dict, message.pop("fates")))
                        ended = {"problem": None, "counts": message, "fates": found}
        except (OSError, ValueError):
            logger.exception("the process that builds cannot be followed")
        _hang_up(process)
        process.wait()
        process.stdout.close()
        if ended["problem"] == _BROKEN:
            said.seek(0)
            logger.error("the process that builds ended: %s", said.read().decode("utf-8", "replace")[-_SHOWN_CHARS:])
        said.close()
        self._build = replace(self._build, is_running=False, **ended)


def _started(said: IO[bytes]) -> subprocess.Popen[bytes]:
    # As the process that reads articles is started: -P, and what this process imports from. In a session of its own a
    # Ctrl-C in the terminal reaches the chat alone, which ends it.
    command = [sys.executable, "-P", "-m", "newsqa.web.archive.child"]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(  # noqa: S603  # this interpreter and a module of ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=surroundings, start_new_session=True
    )


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None  # noqa: S101  # a pipe, as it was told
    try:
        process.stdin.close()
    except BrokenPipeError:
        return
