"""Who may change the archive from its page: whoever sits at this machine, once a setting lets them."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

TOKEN_HEADER = "X-Newsqa-Token"  # noqa: S105  # its name; a form of another site cannot send it
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# A proxy on this machine stands for others: whoever it speaks for is not seen.
_PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")

OFF = (
    "Changing the archive from this page is off. Start the chat with --allow-changes, or put allow_changes = true into "
    "newsqa.toml, and whoever sits at this machine can add articles here."
)
_ELSEWHERE = "The archive is changed only from the machine that newsqa runs on: open this page in a browser there."
_PROXIED = (
    "This page came through a proxy, which hides who asks. The archive is changed only from the machine that newsqa "
    "runs on: open the page there, at the address that newsqa names."
)
_OTHER_NAME = "The archive is changed only under an address of this machine itself: open this page at {address}."
_OTHER_SITE = "Changes come from newsqa's own page alone; reload it and try again."


def why_not(request: HTTPConnection, *, is_allowed: bool) -> str | None:
    """Return why whoever asks may not change the archive; None when they may. ``is_allowed`` is the setting."""
    if not is_allowed:
        return OFF
    if any(name in request.headers for name in _PROXY_HEADERS):
        return _PROXIED
    if request.client is None or not _is_this_machine(request.client.host):
        return _ELSEWHERE
    if _hostname(request.headers.get("host", "")) not in _LOOPBACK_NAMES:
        _, port = request.scope.get("server") or ("", 80)
        return _OTHER_NAME.format(address=f"http://127.0.0.1:{port}/archive")
    return None


def is_own_page(request: HTTPConnection, token: str) -> bool:
    """Whether a change comes from a page of this server: by its origin, and by the token that only the page has."""
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}"
    sent = request.headers.get(TOKEN_HEADER, "")
    return request.headers.get("origin") == origin and hmac.compare_digest(sent.encode(), token.encode())


def refusal(request: HTTPConnection, token: str, *, is_allowed: bool) -> str | None:
    """Return why a change is refused; None when it is not."""
    reason = why_not(request, is_allowed=is_allowed)
    if reason is None and not is_own_page(request, token):
        return _OTHER_SITE
    return reason


def _is_this_machine(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
