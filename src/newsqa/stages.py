"""Where the time of a question goes, stage by stage."""

from __future__ import annotations

import time


class Stages:
    """Seconds by stage, in the order in which the stages ended first."""

    def __init__(self) -> None:
        """Begin the first stage now."""
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def end(self, stage: str) -> None:
        """End the stage at hand under this name, and begin the next one."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._since
        self._since = now
