"""The archive's own page: what it holds, what builds did, and, where it is allowed, what changes it."""

from newsqa.web.archive.routes import ArchivePage

__all__ = ["ArchivePage"]
