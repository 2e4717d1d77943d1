"""A diagnosis in plain lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from newsqa.doctor.findings import Diagnosis


def report(diagnosis: Diagnosis) -> str:
    """Return a line for each repair, one for each finding with what it means and what to do, and a verdict."""
    return "\n".join(_lines(diagnosis))


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    for line in diagnosis.repaired:
        yield f"repaired: {line}"
    for finding in diagnosis.findings:
        kind = "fault" if finding.is_fault else "note"
        yield f"{kind}: {finding.check}: {finding.what}. This means: {finding.means}. To do: {finding.to_do}."
    looked_at = ", ".join(f"{what} {count:,}" for what, count in diagnosis.checked.items())
    faults = len(diagnosis.faults)
    if not faults:
        verdict = "is sound"
    else:
        mendable = sum(finding.is_mendable for finding in diagnosis.faults)
        verdict = f"has {faults:,} {'fault' if faults == 1 else 'faults'}, {mendable:,} of which a repair mends"
    yield f"{diagnosis.folder} {verdict}. Looked at: {looked_at or 'the folder'}."
