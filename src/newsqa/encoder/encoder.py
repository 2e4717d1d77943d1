"""Texts to vectors: questions, passages with their sentences, and tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import proxy

import numpy as np

from newsqa.encoder.engines import Description, Engine, Run
from newsqa.encoder.fingerprint import SCHEMES, Fingerprint
from newsqa.encoder.models import Model
from newsqa.encoder.questions import Questions, Read
from newsqa.errors import EncoderError
from newsqa.types import Span
from newsqa.vectors import Vectors, unit_rows

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage's vector, [d], and its sentences', [s, d]: float32 of unit length."""

    vector: Vectors
    sentences: Vectors


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens as the model reads them in it: vectors, float32 [t, d] of unit length, and where each stands."""

    vectors: Vectors
    spans: tuple[Span, ...]


class Encoder:
    """A model that is ready. Safe from many threads; one text's vector does not depend on its batch.

    Attributes:
        fingerprint: what an index remembers of it.
        max_tokens: tokens of a passage's input, without special tokens and prefix.
        concurrency: how many threads should call :meth:`encode_passages` at once to keep the machine busy.
    """

    def __init__(
        self, model: Model, precision: str, description: Description, tokenizer: Tokenizer, engine: Engine
    ) -> None:
        """Use :func:`newsqa.encoder.load_encoder`."""
        self._tokenizer = tokenizer
        self._engine = engine
        self._query_prefix = description.query_prefix
        self._passage_prefix = description.passage_prefix
        self._limit = description.max_tokens
        self._dimension = description.dimension
        # A cycle would keep an encoder that nobody uses until Python looks for cycles.
        alive = proxy(self)
        self._questions = Questions(lambda texts: alive._read_queries(texts))
        self.concurrency = engine.concurrency
        self.max_tokens = (
            self._limit - tokenizer.num_special_tokens_to_add(False) - self.count_tokens([self._passage_prefix])[0]
        )
        self.fingerprint = Fingerprint(
            name=model.name,
            revision=model.revision,
            weights=model.weights,
            files=model.files,
            precision=precision,
            dimension=description.dimension,
            pooling=description.pooling,
            normalisation="l2",
            query_prefix=self._query_prefix,
            passage_prefix=self._passage_prefix,
            max_tokens=self._limit,
            scheme=SCHEMES.get(precision, ""),
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question: float32 [d], unit length.

        A question over the model's limit is read in parts, and the parts' vectors are averaged by
        their tokens.
        """
        return self.read_query(text)[0]

    def read_query(self, text: str) -> tuple[Vectors, Vectors]:
        """Return the vector of a question, as :meth:`encode_query` does, and its tokens' vectors, float32 [t, d].

        Tokens without a letter or digit are left out. Questions that several threads ask at the same time go through
        the model in one call, and the last ones are kept: the arrays are shared, and cannot be written.
        """
        return self._questions.read(text)

    def forget_questions(self) -> None:
        """Let go of the questions that are kept, so that what one costs can be measured."""
        self._questions.forget()

    def read_passage(self, text: str) -> Tokens:
        """Return the tokens of a passage's input, as :func:`newsqa.passages.encoder_input` makes it.

        Raises:
            EncoderError: it is over ``max_tokens``.
        """
        prefixed = self._passage_prefix + text
        (encoding,) = self._tokenize([prefixed])
        (run,) = self._engine.run([encoding.ids], is_awaited=True)
        return _said(prefixed, encoding, run, len(self._passage_prefix))

    def encode_passages(self, inputs: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Return the vectors of passages and, from the same forward pass, of their sentences.

        A sentence's vector is the mean of its tokens' vectors as they stand in the passage, so it
        knows its context; both pass what the model has after pooling.

        Args:
            inputs: texts as :func:`newsqa.passages.encoder_input` makes them.
            sentences: for each, the spans of its sentences in the input.

        Raises:
            EncoderError: an input is over ``max_tokens``; nothing is cut off silently.
        """
        encodings = self._tokenize([self._passage_prefix + text for text in inputs])
        runs = self._engine.run([encoding.ids for encoding in encodings])
        return [
            Encoded(self._unit(run.text[np.newaxis])[0], self._sentence_vectors(run.tokens, encoding, spans))
            for run, encoding, spans in zip(runs, encodings, sentences, strict=True)
        ]

    def _read_queries(self, texts: Sequence[str]) -> list[Read]:
        """Return for each question what :meth:`read_query` says, from one call of the engine."""
        parts_of = [list(self._query_parts(text)) for text in texts]
        parts = [part for of_one in parts_of for part in of_one]
        encodings = self._tokenize(parts)
        runs = self._engine.run([encoding.ids for encoding in encodings], is_awaited=True)
        passed = zip(parts, encodings, runs, strict=True)
        return [self._read_query([next(passed) for _ in of_one]) for of_one in parts_of]

    def _read_query(self, passed: Sequence[tuple[str, Encoding, Run]]) -> Read:
        """Return the vectors of one question from its parts, as they passed the model."""
        counts = np.maximum(self.count_tokens([part for part, _, _ in passed]), 1).astype(np.float32)
        vectors = self._unit(np.stack([run.text for _, _, run in passed]))
        vector: Vectors = unit_rows((counts[:, np.newaxis] * vectors).sum(axis=0, keepdims=True))[0]
        said = [_said(part, encoding, run, len(self._query_prefix)).vectors for part, encoding, run in passed]
        return vector, np.concatenate(said)

    def _query_parts(self, text: str) -> Iterator[str]:
        """Yield a question in parts that the model can read, each with the prefix."""
        room = self._limit - self._tokenizer.num_special_tokens_to_add(False)
        room -= self.count_tokens([self._query_prefix])[0]
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        if len(offsets) <= room:
            yield self._query_prefix + text
            return
        for first in range(0, len(offsets), room):
            part = offsets[first : first + room]
            # Again, because a part that begins inside a word may have more tokens than it had in the whole.
            yield from self._query_parts(text[part[0][0] : part[-1][1]])

    def _tokenize(self, texts: list[str]) -> list[Encoding]:
        encodings = self._tokenizer.encode_batch(texts)
        longest = max((len(encoding) for encoding in encodings), default=0)
        if longest > self._limit:
            raise EncoderError(f"a text of {longest} tokens met an encoder that reads {self._limit}")
        return encodings

    def _unit(self, vectors: Vectors) -> Vectors:
        """Return vectors as they are compared: cut to the model's dimension, then of unit length."""
        return unit_rows(vectors[:, : self._dimension])

    def _sentence_vectors(self, tokens: Vectors, encoding: Encoding, sentences: Sequence[Span]) -> Vectors:
        """Pool each sentence's tokens, [t, d], to a vector; one without tokens gets what becomes of zeros."""
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2) - len(self._passage_prefix)
        starts, ends = offsets[:, 0], offsets[:, 1]
        pooled = np.zeros((len(sentences), tokens.shape[1]), dtype=np.float32)
        for row, span in enumerate(sentences):
            inside = (span.start <= starts) & (starts < ends) & (ends <= span.end)
            if inside.any():
                pooled[row] = tokens[inside].mean(axis=0)
        return self._unit(self._engine.after_pooling(pooled))


def _said(text: str, encoding: Encoding, run: Run, prefix: int) -> Tokens:
    """Return the tokens of a text that hold a letter or digit, after so many characters of prefix."""
    offsets = encoding.offsets
    kept = [
        place for place, (start, end) in enumerate(offsets)
        if start >= prefix and any(char.isalnum() for char in text[start:end])
    ]  # fmt: skip
    spans = tuple(Span(offsets[place][0] - prefix, offsets[place][1] - prefix) for place in kept)
    return Tokens(unit_rows(run.tokens[kept]), spans)
