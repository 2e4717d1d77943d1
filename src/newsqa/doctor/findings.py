"""What a doctor says: findings, and the diagnosis that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsqa.types import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Plain):
    """One kind of thing that is wrong, or worth knowing.

    ``check`` names what found it, ``what`` says what is so, ``means`` what follows, ``to_do`` the way out. A note is no
    fault (``is_fault``): what an interrupted build left, what others could do. ``is_mendable`` says that
    :func:`newsqa.doctor.repair` mends it; ``count`` is how many things are so.
    """

    check: str
    what: str
    means: str
    to_do: str
    is_fault: bool = True
    is_mendable: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis(Plain):
    """What was found in an index folder, faults first; ``checked`` counts what was looked at, by what it is.

    ``repaired`` says what was mended before this was found, a line each.
    """

    folder: str
    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)
    repaired: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that are faults."""
        return tuple(finding for finding in self.findings if finding.is_fault)

    @property
    def is_sound(self) -> bool:
        """Whether there are no faults."""
        return not self.faults

    @property
    def exit_status(self) -> int:
        """What a script is told: 0 when the index is sound, else 1."""
        return 0 if self.is_sound else 1
