"""Who a reader is, from visit to visit: whoever has the browser in which a secret was put."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

COOKIE = "newsqa-reader"
_KEPT_S = 400 * 86_400  # browsers keep none longer; each visit begins it anew
_SECRET = re.compile(r"[\w-]{43}")  # as token_urlsafe spells 32 bytes


def reader_of(cookies: Mapping[str, str]) -> str | None:
    """Return the secret of a browser, None when it has none."""
    secret = cookies.get(COOKIE, "")
    return secret if _SECRET.fullmatch(secret) else None


def cookie_for(cookies: Mapping[str, str]) -> str:
    """Return the cookie that a page sets: the secret that came with the request, or a new one.

    No script reads it, and no page of another site can have it sent along.
    """
    secret = reader_of(cookies) or secrets.token_urlsafe(32)
    return f"{COOKIE}={secret}; Path=/; Max-Age={_KEPT_S}; HttpOnly; SameSite=Strict"
