"""What an article's text is made of, before it is one text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a subheading."""

    text: str
    is_heading: bool = False
