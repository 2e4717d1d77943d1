"""Languages by their names, for readers who do not know their codes."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@cache
def _names() -> dict[str, str]:
    """Return the English names of languages by code, without those of one region or script."""
    return {code: name for code, name in Locale("en").languages.items() if "_" not in code}


@cache
def _codes() -> dict[str, str]:
    return {name.casefold(): code for code, name in _names().items()}


def language_name(code: str) -> str:
    """Return the English name of a language, or its code when it has none."""
    return _names().get(code.replace("_", "-").split("-")[0].lower(), code)


def language_code(said: str) -> str:
    """Return the code of a language that is named in English; whatever else is said stays."""
    return _codes().get(said.casefold(), said)


def language_tag(language: str | None) -> str | None:
    """Return ``language`` if it can stand in a ``lang`` attribute."""
    return language if language and _TAG.fullmatch(language) else None
