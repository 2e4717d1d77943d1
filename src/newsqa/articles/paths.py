"""Names of files inside archives: what they are called here, and which are not what they seem."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from newsqa.characters import one_line

_DRIVE = re.compile(r"^[A-Za-z]:")


def inner_name(path: str) -> tuple[str, str | None]:
    """Return the name that can be stored and shown, and why the path is refused, if it is."""
    path = path.replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or _DRIVE.match(path):
        return one_line(path), "has a path that leads out of its archive"
    return one_line("/".join(part for part in parts if part not in ("", "."))), None


def is_hidden(path: str) -> bool:
    """Whether a file is passed over as it would be in a folder, or is what macOS adds to an archive."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts)
