"""The chat in a browser: what it shows, what happens on a click, and the server under it."""

from __future__ import annotations

import os

# Gradio reads these when it is imported, and again whenever a page is made.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Its queue makes a table of all past events after each, for a page of figures that is not served.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(2**62)
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from newsqa.web.app import create_app
from newsqa.web.server import serve

__all__ = ["create_app", "serve"]
