"""Questions of many readers on their way to the encoder: together in one call, and none of them twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from newsqa.vectors import Vectors

# A question's vector, [d], and its tokens', [t, d].
Read = tuple[Vectors, Vectors]

# Some five hundred questions of a usual length.
_KEPT_BYTES = 16_000_000


class Questions:
    """Reads questions with ``read``, which takes several at a time; safe from many threads.

    One call is under way at a time. What is asked meanwhile waits for it, and goes into the next call together: each
    text once, however many ask it. The last ones are kept, up to ``kept_bytes``.
    """

    def __init__(self, read: Callable[[Sequence[str]], list[Read]], kept_bytes: int = _KEPT_BYTES) -> None:
        """Begin with nothing; what ``read`` gives for a text must not depend on the others."""
        self._read = read
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[str, Read] = OrderedDict()
        self._held_bytes = 0
        self._waiting: dict[str, Future[Read]] = {}
        self._asked: dict[str, Future[Read]] = {}
        self._is_reading = False
        self._changed = threading.Condition()

    def read(self, text: str) -> Read:
        """Return the vectors of a question; they are shared, and cannot be written."""
        with self._changed:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]
            awaited = self._asked.get(text)
            if awaited is None:
                awaited = self._asked[text] = self._waiting[text] = Future()
            while self._is_reading and not awaited.done():
                self._changed.wait()
            if awaited.done():
                return awaited.result()
            together, self._waiting = self._waiting, {}
            self._is_reading = True
        try:
            self._answer(together)
        finally:
            with self._changed:
                for each, future in together.items():
                    del self._asked[each]
                    if not future.done():  # interrupted
                        future.cancel()
                    elif future.exception() is None:
                        self._keep(each, future.result())
                self._is_reading = False
                self._changed.notify_all()
        return awaited.result()

    def forget(self) -> None:
        """Let go of what is kept."""
        with self._changed:
            self._kept.clear()
            self._held_bytes = 0

    def _answer(self, together: dict[str, Future[Read]]) -> None:
        try:
            found = self._read(list(together))
        except Exception as error:
            if len(together) > 1:  # one that cannot be read is no concern of the others
                for text, future in together.items():
                    self._answer({text: future})
                return
            next(iter(together.values())).set_exception(error)
            return
        for future, vectors in zip(together.values(), found, strict=True):
            for array in vectors:
                array.setflags(write=False)
            future.set_result(vectors)

    def _keep(self, text: str, vectors: Read) -> None:
        self._kept[text] = vectors
        self._held_bytes += _size(vectors)
        while self._held_bytes > self._kept_bytes:
            _, let_go = self._kept.popitem(last=False)
            self._held_bytes -= _size(let_go)


def _size(vectors: Read) -> int:
    return sum(array.nbytes for array in vectors)
