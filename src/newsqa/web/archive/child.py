"""The process that builds for the page: beside the chat, so that questions keep their speed.

It is told on standard input what to build, a line of JSON, and says on standard output how far it is, a line of
JSON each. When its input ends, the chat is gone, and it stops: what was published before goes on answering.
"""

from __future__ import annotations

import _thread
import json
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from newsqa.config import Settings
from newsqa.errors import NewsQAError
from newsqa.progress import Progress
from newsqa.types import BuildReport
from newsqa.web.archive.fates import fates

_NICENESS = 10  # questions come first
_TELL_EVERY_S = 0.2
_FAREWELL_S = 5.0

Send = Callable[[dict[str, Any]], None]


def main() -> None:
    """Build what standard input says."""
    os.nice(_NICENESS)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries print

    def send(message: dict[str, Any]) -> None:
        answers.write(f"{json.dumps(message)}\n")
        answers.flush()

    order = json.loads(sys.stdin.buffer.readline())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        send(_built(Settings(**order["settings"]), order["added"], order["folder"], send))
    except NewsQAError as error:
        send({"is": "failed", "reason": str(error)})
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)


def _built(settings: Settings, added: Collection[str], folder: str, send: Send) -> dict[str, Any]:
    from newsqa.builder import build

    report = build(settings=settings, progress=_teller(send))
    found = fates(Path(settings.index), report, folder, added)
    return {"is": "built", **_sum(report), "fates": [fate.to_dict() for fate in found]}


def _sum(report: BuildReport) -> dict[str, Any]:
    counted = ("generation", "read", "indexed", "unchanged", "copies", "removed", "seconds")
    return {name: getattr(report, name) for name in counted} | {"rejected": len(report.rejected)}


def _teller(send: Send) -> Progress:
    last, said = 0.0, ""

    def tell(step: str, done: int, total: int) -> None:
        nonlocal last, said
        now = time.monotonic()
        if step != said or now - last > _TELL_EVERY_S:
            last, said = now, step
            send({"is": "at", "step": step, "done": done, "total": total})

    return tell


def _end_with_parent() -> None:
    hung_up = select.poll()
    hung_up.register(0, 0)
    hung_up.poll()
    _thread.interrupt_main()  # tidily, where that is soon enough
    time.sleep(_FAREWELL_S)
    os._exit(1)


if __name__ == "__main__":
    main()
