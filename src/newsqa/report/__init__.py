"""A ledger to what people read: lines and tables for a terminal, and a page that needs nothing else."""

from newsqa.report.page import page
from newsqa.report.tables import Table, headline, outcome_words, tables

__all__ = ["Table", "headline", "outcome_words", "page", "tables"]
