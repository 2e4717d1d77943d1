"""What a reader reads: bytes by their name in the archive, and how much of them may be taken."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from newsqa.articles.text import Flaw
    from newsqa.metadata import Fields

# Text packs to a tenth, a crawl of one template to a fiftieth: nothing but a bomb unpacks to more than this.
_MOST_TIMES = 200
_BUFFER_BYTES = 1 << 16
MEGABYTE = 1_000_000


class UnreadableError(Exception):
    """A source, or what it stands in, cannot be read: why, for the ledger."""


class TooLargeError(UnreadableError):
    """A source is larger than a setting allows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article may take.

    ``max_bytes`` of a file or a part of one; ``columns`` names those of a table: ``text=Volltext, title=Kopf``.
    """

    max_bytes: int
    columns: str = ""

    def too_large(self) -> str:
        """Return what is said of something that is over ``max_bytes``."""
        return f"is over {self.max_bytes // MEGABYTE} MB; raise max_file_mb if it is meant"


@dataclass(slots=True)
class Budget:
    """How many bytes a file may still unpack to, with all that it holds."""

    left: int

    @classmethod
    def of(cls, packed_bytes: int, limits: Limits) -> Budget:
        """Return what a file of a size may unpack to."""
        return cls(max(limits.max_bytes, _MOST_TIMES * packed_bytes))

    @property
    def is_spent(self) -> bool:
        """Whether the file unpacked to more than it may."""
        return self.left < 0

    def spend(self, count: int) -> None:
        """Take so many bytes; raises UnreadableError when there are no more."""
        self.left -= count
        if self.is_spent:
            raise UnreadableError(f"unpacks to over {_MOST_TIMES} times its size, as an archive bomb does")


class _Counted(io.RawIOBase):
    """An unpacking stream that spends a budget."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        # What comes before a break is given, not lost with it.
        content = self._stream.read1(len(view))  # type: ignore[attr-defined]
        self._budget.spend(len(content))
        view[: len(content)] = content
        return len(content)


def buffered(stream: BinaryIO) -> io.BufferedReader:
    """Return the stream with a look ahead."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, _BUFFER_BYTES)  # type: ignore[arg-type]


def unpacking(stream: BinaryIO, budget: Budget) -> io.BufferedReader:
    """Return a stream that unpacks something, within a budget."""
    return io.BufferedReader(_Counted(stream, budget), _BUFFER_BYTES)


@dataclass(frozen=True, slots=True)
class Source:
    """A stream of bytes, read once from its beginning.

    Attributes:
        name: what it is called in the archive.
        label: the name whose ending says its format.
        stream: its bytes; may be sought in only where it is a file of its own.
        limits: what may be taken of it.
        about: what is known of it besides its bytes: with these it makes up what it holds.
        read_by: its reader, where its label does not say it.
    """

    name: str
    label: str
    stream: io.BufferedReader
    limits: Limits
    about: str = ""
    read_by: Callable[[Source], Iterator[Fields | Flaw]] | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """Return all bytes; raises TooLargeError when they are over the limit."""
        content = self.stream.read(self.limits.max_bytes + 1)
        if len(content) > self.limits.max_bytes:
            raise TooLargeError(self.limits.too_large())
        return content

    def of(self, content: bytes, label: str | None = None) -> Source:
        """Return a source of these bytes under the same name."""
        return Source(
            self.name, label or self.label, buffered(io.BytesIO(content)), self.limits, self.about, self.read_by
        )


def columns_named(setting: str) -> dict[str, str]:
    """Return the field of each column that the setting names; raises ValueError when it cannot be read."""
    from newsqa.metadata import NAMES

    fields: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in setting.split(","))):
        field, equals, column = (piece.strip() for piece in part.partition("="))
        if field not in NAMES or not equals or not column:
            raise ValueError(f"{part!r} is not FIELD=COLUMN with a field of {', '.join(NAMES)}")
        fields[column.casefold()] = field
    return fields
