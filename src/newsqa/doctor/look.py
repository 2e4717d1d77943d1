"""A look into an index while it goes on: what it goes by, what it has found, and what a repair would work from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from newsqa.config import Settings
from newsqa.doctor.findings import Diagnosis, Finding
from newsqa.encoder import Encoder
from newsqa.progress import Progress
from newsqa.store import Generation

# Things of a kind that a finding names; the rest it counts.
_NAMED = 3

REPAIR = "run `newsqa doctor --repair`"


@dataclass(frozen=True, slots=True)
class BrokenVectors:
    """A row of vectors that cannot be trusted: of which encoder and input, and a passage that uses it."""

    row: int
    encoder: str
    input: bytes
    passage: int | None


@dataclass(slots=True)
class Ailments:
    """Rows and files that are not as they should be, by what can be done about them."""

    damaged: list[int] = field(default_factory=list)  # articles
    unhashed: list[int] = field(default_factory=list)  # articles whose text is sound
    miscut: list[int] = field(default_factory=list)  # articles whose passages are not
    uncuttable: list[int] = field(default_factory=list)  # likewise, and what they were cut with is not here
    vectors: list[BrokenVectors] = field(default_factory=list)
    lacking: list[int] = field(default_factory=list)  # passages
    mistold: list[int] = field(default_factory=list)  # generations with other stories than their texts tell
    sketched: list[bytes] = field(default_factory=list)  # texts whose sketches are not theirs
    likened: list[tuple[bytes, bytes]] = field(default_factory=list)  # likewise pairs of texts
    foreign: bool = False  # vectors that another model made
    miscounted: list[int] = field(default_factory=list)  # generations
    ledgers: list[int] = field(default_factory=list)  # builds whose ledgers cannot be read
    strays: bool = False  # passages of articles that are not there
    derived: list[tuple[int, str]] = field(default_factory=list)  # generation, kind
    leftovers: list[Path] = field(default_factory=list)


@dataclass(slots=True)
class Look:
    """What is known of an index so far; ``encoder`` is None when the newest generation's is not at hand."""

    folder: Path
    settings: Settings
    tell: Progress
    encoder: Encoder | None = None
    generations: list[Generation] = field(default_factory=list)  # newest first, candidates too
    findings: list[Finding] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    ailments: Ailments = field(default_factory=Ailments)
    is_hopeless: bool = False  # the record itself cannot be read, and nothing may be touched

    @property
    def unsure(self) -> set[int]:
        """The articles whose passages cannot be relied on."""
        return {*self.ailments.damaged, *self.ailments.miscut, *self.ailments.uncuttable}

    @property
    def kept(self) -> list[Generation]:
        """The published generations, newest first."""
        return [generation for generation in self.generations if generation.is_published]

    def is_at_hand(self, digest: str) -> bool:
        """Whether the encoder of this digest is at hand."""
        return self.encoder is not None and self.encoder.fingerprint.digest == digest

    def fault(self, check: str, what: str, means: str, to_do: str, *, mendable: bool = False, count: int = 1) -> None:
        """Add a fault."""
        self.findings.append(
            Finding(check=check, what=what, means=means, to_do=to_do, is_mendable=mendable, count=count)
        )

    def note(self, check: str, what: str, means: str, to_do: str, *, mendable: bool = False, count: int = 1) -> None:
        """Add what is no fault."""
        self.findings.append(
            Finding(check=check, what=what, means=means, to_do=to_do, is_fault=False, is_mendable=mendable, count=count)
        )

    def diagnosis(self, repaired: Iterable[str] = ()) -> Diagnosis:
        """Return what was found, faults first."""
        findings = sorted(self.findings, key=lambda finding: not finding.is_fault)
        return Diagnosis(
            folder=str(self.folder), findings=tuple(findings), checked=dict(self.checked), repaired=tuple(repaired)
        )


@dataclass(slots=True)
class Named:
    """Counts things of a kind and remembers the names of the first."""

    count: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one."""
        self.count += 1
        if len(self.names) < _NAMED:
            self.names.append(name)

    def __str__(self) -> str:
        more = self.count - len(self.names)
        return ", ".join(self.names) + (f" and {more} more" if more else "")


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
