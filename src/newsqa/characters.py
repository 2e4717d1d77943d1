"""Text without the characters that no article or question needs and that harm where they are shown."""

from __future__ import annotations

import re

# Line ends as Unicode knows them. Control characters would reach terminals; lone surrogates cannot be stored.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")


def without_controls(text: str) -> str:
    """Return the text with line feeds as its only line ends, no control characters and no lone surrogates."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def one_line(text: str) -> str:
    """Return the text as one line: runs of white space are one space."""
    return " ".join(without_controls(text).split())
