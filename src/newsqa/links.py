"""Which addresses may become links."""

from __future__ import annotations

from urllib.parse import urlsplit


def linkable(url: str | None) -> str | None:
    """Return ``url`` if it may become a link: http or https, with a host, and nothing hidden in it."""
    if not url or any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None
