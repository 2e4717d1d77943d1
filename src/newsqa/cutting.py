"""How an archive's articles are cut: what a manifest says of it, in a line, and what it comes to for an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from newsqa.encoder import Encoder
from newsqa.passages import encoder_input, split_passages
from newsqa.store import StoredPassage, input_key
from newsqa.types import Article

# Raised when passages are cut, or inputs made, in another way: what was cut before is then cut anew.
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """How articles are cut: ``words`` and ``chars`` are a passage's, ``encoder`` the digest of a fingerprint."""

    words: int
    chars: int
    encoder: str
    version: int = _VERSION

    def __str__(self) -> str:
        # The fingerprint is part of each article's key, so that articles of another encoder are other members.
        return f"{self.version} {self.words} {self.chars} {self.encoder}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what a manifest says; None where it says nothing, or nothing that this version can do again."""
        parts = text.split()
        if len(parts) != 4 or not all(part.isdecimal() for part in parts[:3]) or int(parts[0]) != _VERSION:
            return None
        return cls(int(parts[1]), int(parts[2]), parts[3])


def cut_article(article: Article, encoder: Encoder, cut: Cut) -> list[StoredPassage]:
    """Return the passages of an article, each with the hash of its encoder input."""
    passages = split_passages(
        article, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens, max_words=cut.words,
        max_chars=cut.chars,
    )  # fmt: skip
    inputs = (encoder_input(article, passage, encoder.count_tokens, encoder.max_tokens) for passage in passages)
    return [
        StoredPassage(passage, input_key(text, spans)) for passage, (text, spans) in zip(passages, inputs, strict=True)
    ]
