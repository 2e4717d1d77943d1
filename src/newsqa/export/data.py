"""An export as JSON: what was kept, field by field, and its sources."""

from __future__ import annotations

import json

from newsqa import __version__
from newsqa.export.gathering import Gathered, Source

FORMAT = "newsqa-conversation"
# Raised when a reader of an older version could not make sense of what is written.
VERSION = 1


def data(gathered: Gathered) -> str:
    """Return the conversation as its ``to_dict`` has it, beside the articles that it names (docs/decisions/029)."""
    written = {
        "format": FORMAT,
        "version": VERSION,
        "what": gathered.what,
        "exported_at": gathered.exported_at.isoformat(),
        "newsqa": __version__,
        "is_compared": gathered.is_compared,
        "conversation": gathered.conversation.to_dict(),
        "sources": [_source(source) for source in gathered.sources],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def _source(source: Source) -> dict[str, object]:
    return {
        "number": source.number,
        "article": source.article.to_dict(),
        "changed": source.changed,
        "later": source.later.to_dict() if source.later else None,
        "elsewhere": [article.to_dict() for article in source.elsewhere],
    }
