"""What an answer says, to be compared with that of another generation."""

from __future__ import annotations

from typing import Any

from newsqa.types import Answer


def told(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it, without the number of the generation that gave it."""
    return {name: value for name, value in answer.to_dict().items() if name != "generation"}
