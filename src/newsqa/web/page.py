"""Makes Gradio's page ours: our stylesheet and script in its head, nobody else's cards and names."""

from __future__ import annotations

import base64
import hashlib
import re

from newsqa.web.parts import render_head

_CARDS = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')
_INLINE_SCRIPT = re.compile(rb"<script(?:\s+data-gradio-mode)?>(.*?)</script>", re.DOTALL)


def dress(html: bytes) -> bytes:
    """Return the page with our head; the stylesheet is there before the first thing is drawn."""
    return _CARDS.sub(b"", html).replace(b"</head>", render_head().encode() + b"</head>", 1)


def script_hashes(html: bytes) -> list[str]:
    """Return the sources that a Content-Security-Policy names for the inline scripts of ``html``.

    The page is made before anything from an article is in it, so these are Gradio's own scripts.
    """
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(html)
    ]
