"""Finds copies and near-copies of one story, and keeps every outlet."""

from newsqa.stories.candidates import find_candidates
from newsqa.stories.grouping import Stories, Teller, tell_stories, version_order
from newsqa.stories.likeness import Likeness, Wording, carries, compare, read_wording
from newsqa.stories.sketches import Sketch, sketch, words_of

__all__ = [
    "METHOD", "Likeness", "Sketch", "Stories", "Teller", "Wording", "carries", "compare", "find_candidates",
    "read_wording", "sketch", "tell_stories", "version_order", "words_of",
]  # fmt: skip

# Raised when sketches or likenesses come out otherwise: what was kept of them is then made anew.
METHOD = 1
