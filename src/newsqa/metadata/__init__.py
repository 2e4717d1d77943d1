"""What an article says of itself: title, outlet, authors, dates, language, and where each was found."""

from newsqa.metadata.days import parse_date, parse_moment, written_date
from newsqa.metadata.fields import NAMES, Candidate, Fields, first_field
from newsqa.metadata.resolution import article_from_fields, base_language

__all__ = [
    "NAMES", "Candidate", "Fields", "article_from_fields", "base_language", "first_field", "parse_date", "parse_moment",
    "written_date",
]  # fmt: skip
