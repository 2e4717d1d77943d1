"""What a build did, counted and broken down: its ledger."""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from newsqa.types import BuildReport, Plain, Rejection

STATUSES = ("indexed", "unchanged", "copies", "rejected")
BREAKDOWNS = ("folder", "format", "outlet", "month", "language")
PUBLISHED, UNCHANGED, FAILED = "published", "unchanged", "failed"
# The outlets with the most articles have a line of their own by month; the others share one.
OUTLETS_BY_MONTH = 8
# Upper bounds of an article's characters, in code points: doubled from a note to a long read.
LENGTHS = (250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000)

_PLACE_IN_FILE = re.compile(r":\d+$")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
_PACKED = (".gz", ".bz2", ".xz", ".zst")
_SAME_FORMAT = {"htm": "html", "xhtml": "html", "markdown": "md", "ndjson": "jsonl", "tgz": "tar"}
# What follows says which file, line or value: reasons are counted without it.
_PARTICULARS = re.compile(r"\s*[(;,:].*|\s*'.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article that is in stands to the generation before: ``status`` is one of ``STATUSES``.

    ``month`` is that of its date, as 2024-07; ``characters`` are those of its text.
    """

    path: str
    outlet: str | None
    month: str | None
    language: str | None
    characters: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Plain):
    """The articles of one folder, format, outlet, month or language; ``value`` is None where that is not known."""

    value: str | None
    indexed: int = 0
    unchanged: int = 0
    copies: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """Return how many articles the line counts."""
        return self.indexed + self.unchanged + self.copies + self.rejected

    @property
    def kept(self) -> int:
        """Return how many of them are in."""
        return self.read - self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Plain):
    """The dated articles that are in, by month, as 2024-07: one number for each of ``outlets``, one for all others."""

    outlets: tuple[str, ...] = ()
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown(Plain):
    """A ledger's articles by each of ``BREAKDOWNS``: the lines of each sum up to the ledger.

    ``lengths`` are the articles that are in by characters: up to each of ``LENGTHS``, and over the last.
    """

    by: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)
    lengths: tuple[int, ...] = (0,) * (len(LENGTHS) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Plain):
    """What a build read, and what became of it.

    ``number`` counts the builds of an index, ``generation`` in the report is the one that answered after it.
    ``outcome`` is "published", "unchanged" or "failed", then with the ``error``; one that failed before all was read
    counts what it had rejected. ``roots`` are the folders and files that it read, ``only`` the names, when some were
    read alone and the rest is as it was.
    """

    number: int = 0
    ended_at: dt.datetime
    outcome: str
    error: str | None = None
    roots: tuple[str, ...]
    only: tuple[str, ...] = ()
    report: BuildReport
    breakdown: Breakdown = field(default_factory=Breakdown)

    def to_json(self) -> str:
        """Return it as a record keeps it."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, number: int) -> Ledger:
        """Return what :meth:`to_json` gave.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: it is something else.
        """
        plain = json.loads(text)
        report, parts = plain["report"], plain["breakdown"]
        for flaws in ("rejected", "warnings"):
            report[flaws] = tuple(Rejection(**flaw) for flaw in report[flaws])
        by = {name: tuple(Line(**line) for line in lines) for name, lines in parts["by"].items()}
        counts = {month: tuple(row) for month, row in parts["timeline"]["counts"].items()}
        return cls(
            number=number, ended_at=dt.datetime.fromisoformat(plain["ended_at"]), outcome=plain["outcome"],
            error=plain["error"], roots=tuple(plain["roots"]), only=tuple(plain["only"]), report=BuildReport(**report),
            breakdown=Breakdown(
                by=by, lengths=tuple(parts["lengths"]),
                timeline=Timeline(outlets=tuple(parts["timeline"]["outlets"]), counts=counts),
            ),
        )  # fmt: skip


def broken_down(standings: Iterable[Standing], rejected: Iterable[Rejection]) -> Breakdown:
    """Return the articles of a build by folder, format, outlet, month and language, each that is in read once."""
    counts: dict[str, Counter[tuple[str | None, str]]] = {name: Counter() for name in BREAKDOWNS}
    months: Counter[tuple[str, str | None]] = Counter()
    lengths = [0] * (len(LENGTHS) + 1)
    for standing in standings:
        for name, value in _values(standing):
            counts[name][value, standing.status] += 1
        if standing.month is not None:
            months[standing.month, standing.outlet] += 1
        lengths[sum(standing.characters > most for most in LENGTHS)] += 1
    for flaw in rejected:
        for name, value in (("folder", folder_of(flaw.path)), ("format", format_of(flaw.path))):
            counts[name][value, "rejected"] += 1
        for name in BREAKDOWNS[2:]:
            counts[name][None, "rejected"] += 1
    by = {name: _lines(found, by_value=name == "month") for name, found in counts.items()}
    return Breakdown(by=by, timeline=_timeline(months, by["outlet"]), lengths=tuple(lengths))


def reasons(flaws: Iterable[Rejection]) -> list[tuple[str, int]]:
    """Return the reasons of flaws without their particulars, each with how often it was given, most first."""
    found = Counter(_PARTICULARS.sub("", flaw.reason) or flaw.reason for flaw in flaws)
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def format_of(path: str) -> str | None:
    """Return the format of what was read under a path: the ending of the file, or of the member of an archive.

    ``seeds/crawl.warc.gz:17`` is "warc", ``seeds/pages.zip/a.htm`` is "html"; None without an ending.
    """
    stem, ending = posixpath.splitext(_PLACE_IN_FILE.sub("", path).lower())
    if ending in _PACKED:
        inner = posixpath.splitext(stem)[1]
        ending = inner if _SUFFIX.fullmatch(inner) else ending
    if not _SUFFIX.fullmatch(ending):
        return None
    return _SAME_FORMAT.get(ending[1:], ending[1:])


def folder_of(path: str) -> str:
    """Return the folder, or the archive, that holds the file of a path."""
    return posixpath.dirname(_PLACE_IN_FILE.sub("", path))


def _values(standing: Standing) -> Iterator[tuple[str, str | None]]:
    yield "folder", folder_of(standing.path)
    yield "format", format_of(standing.path)
    yield "outlet", standing.outlet
    yield "month", standing.month
    yield "language", standing.language


def _lines(counts: Mapping[tuple[str | None, str], int], *, by_value: bool) -> tuple[Line, ...]:
    """Return a line a value: the largest first, or by value; what is not known comes last."""
    found: dict[str | None, dict[str, Any]] = {}
    for (value, status), count in counts.items():
        found.setdefault(value, {})[status] = count
    lines = [Line(value=value, **statuses) for value, statuses in found.items()]
    return tuple(sorted(lines, key=lambda line: (line.value is None, 0 if by_value else -line.read, line.value or "")))


def _timeline(months: Mapping[tuple[str, str | None], int], outlets: Iterable[Line]) -> Timeline:
    named = [line.value for line in sorted(outlets, key=lambda line: -line.kept) if line.value and line.kept]
    shown = tuple(named[:OUTLETS_BY_MONTH])
    columns = {outlet: column for column, outlet in enumerate(shown)}
    counts: dict[str, list[int]] = {}
    for (month, outlet), count in sorted(months.items(), key=lambda each: each[0][0]):
        row = counts.setdefault(month, [0] * (len(shown) + 1))
        row[columns.get(outlet or "", len(shown))] += count
    return Timeline(outlets=shown, counts={month: tuple(row) for month, row in counts.items()})
