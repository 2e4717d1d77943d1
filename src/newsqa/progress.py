"""How long work says what it is at."""

from __future__ import annotations

from collections.abc import Callable

# Told the step at hand, how much of it is done, and of how much (0: not known).
Progress = Callable[[str, int, int], None]


def tell_nobody(step: str, done: int, total: int) -> None:
    """Take what is told, where nobody listens."""
