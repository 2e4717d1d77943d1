"""The process that reads: files are hostile, and what they break is this.

It takes orders on standard input, a line of JSON each, and answers on standard output. An alarm ends it when one
article takes too long: the alarm is the system's, so that it goes off in a library that never returns.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from newsqa.articles.source import Limits
from newsqa.articles.text import Flaw
from newsqa.articles.walk import Leaf, leaves
from newsqa.articles.wire import OUT_OF_MEMORY, packed, plain
from newsqa.metadata import article_from_fields
from newsqa.types import Rejection


def main() -> None:
    """Read what is ordered until standard input ends."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries print
    first = json.loads(orders.readline())
    resource.setrlimit(resource.RLIMIT_DATA, (first["max_bytes_held"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limits = Limits(**first["limits"])
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends this
    threading.Thread(target=_end_with_parent, daemon=True).start()
    reading = _Reading(orders, answers, limits, first["max_read_s"])
    reading.send({"is": "ready"})
    os.dup2(1, 2)
    try:
        for line in orders:
            reading.read(json.loads(line))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(1)


def _end_with_parent() -> None:
    hung_up = select.poll()
    hung_up.register(0, 0)
    hung_up.poll()
    os._exit(0)


class _Reading:
    """Reads one file after the other, and tells what it finds."""

    def __init__(self, orders: BinaryIO, answers: BinaryIO, limits: Limits, max_read_s: float) -> None:
        self._orders = orders
        self._answers = answers
        self._limits = limits
        self._max_read_s = max_read_s

    def send(self, message: dict[str, Any]) -> None:
        self._answers.write(packed(message))
        self._answers.flush()

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_REAL, self._max_read_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def read(self, order: dict[str, Any]) -> None:
        """Read a file from a leaf, and of that from a result, on; both count from 0."""
        from_leaf, from_result = order["leaf"], order["result"]
        number = 0
        try:
            walk = leaves(Path(order["path"]), order["name"], self._limits)
            while True:
                with self._in_time():
                    leaf = next(walk, None)
                if leaf is None:
                    break
                if number >= from_leaf:
                    self._read_leaf(leaf, number, from_result if number == from_leaf else 0)
                number += 1
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            reason = f"cannot be read ({error.strerror or error}); check its permissions"
            self.send({"is": "rejection", "path": order["name"], "reason": reason, "is_limit": True})
        self.send({"is": "end"})

    def _read_leaf(self, leaf: Leaf, number: int, from_result: int) -> None:
        self.send({"is": "leaf", "number": number, "name": leaf.name, "digest": leaf.digest})
        if leaf.digest is not None and json.loads(self._orders.readline()):
            return
        for module in leaf.modules:  # the first file of a format does not pay with its time
            with suppress(ImportError):
                importlib.import_module(module)
        with self._in_time():
            results = iter(leaf.read())
        count = 0
        while True:
            with self._in_time():
                result = next(results, None)
                message = None if result is None or count < from_result else _message(leaf.name, result)
            if result is None:
                return
            if message is not None:
                self.send(message)
            count += 1


def _message(name: str, result: Any) -> dict[str, Any]:  # noqa: ANN401  # Fields or Flaw
    if isinstance(result, Flaw):
        path = name if result.line is None else f"{name}:{result.line}"
        return {"is": "rejection", "path": path, "reason": result.reason, "is_limit": result.is_limit}
    read_as = article_from_fields(result, name)
    if isinstance(read_as, Rejection):
        return {"is": "rejection", "path": read_as.path, "reason": read_as.reason, "is_limit": False}
    article, warnings = read_as
    return {"is": "article", "article": plain(article), "warnings": warnings}


if __name__ == "__main__":
    main()
