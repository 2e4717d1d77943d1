"""Runs the doctor for the page, one examination at a time, and keeps what the last one found."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from newsqa.config import Settings
from newsqa.doctor import Diagnosis, examine
from newsqa.errors import NewsQAError

logger = logging.getLogger(__name__)

_BROKEN = "The examination broke off; the terminal that newsqa runs in says more. `newsqa doctor` examines it there."


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An examination: how far it is while it runs, and what it found, or why it could not, once it ended."""

    number: int = 0
    is_running: bool = False
    step: str = "starting"
    done: int = 0
    total: int = 0
    ended_at: dt.datetime | None = None
    diagnosis: Diagnosis | None = None
    problem: str | None = None

    @property
    def progress(self) -> str:
        """Return the step at hand and how far it is, in words."""
        return self.step + (f": {self.done:,} of {self.total:,}" if self.total > 1 else "")


class Checkup:
    """At most one examination of an index folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._check = Check()

    @property
    def check(self) -> Check:
        """The examination at hand, or else the last one."""
        return self._check

    def start(self) -> None:
        """Begin to examine, unless that goes on already."""
        with self._lock:
            if self._check.is_running:
                return
            self._check = Check(number=self._check.number + 1, is_running=True)
            threading.Thread(target=self._run, daemon=True, name="check-of-page").start()

    def _run(self) -> None:
        diagnosis, problem = None, None
        try:
            diagnosis = examine(Path(self._settings.index), settings=self._settings, progress=self._tell)
        except NewsQAError as error:
            problem = str(error)
        except Exception:
            # The last stop of the thread: the page must not wait for ever.
            logger.exception("the examination broke off")
            problem = _BROKEN
        ended = dt.datetime.now(dt.UTC)
        self._check = replace(self._check, is_running=False, diagnosis=diagnosis, problem=problem, ended_at=ended)

    def _tell(self, step: str, done: int, total: int) -> None:
        self._check = replace(self._check, step=step, done=done, total=total)
