"""A sentence-transformers model as its modules, with what its configuration says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, normalizers
from transformers.utils import logging

from newsqa.encoder.engines import Description
from newsqa.encoder.models import Model
from newsqa.errors import EncoderError

# Where a model names no limit of its own.
_FALLBACK_MAX_TOKENS = 512
# Prompts that are for texts of one kind only.
_NAMED_PROMPTS = ("query", "document", "passage")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded model, its tokenizer, which neither cuts nor pads, and what its configuration says."""

    model: TextModel
    tokenizer: Tokenizer
    pad_id: int
    description: Description


class TextModel(torch.nn.Module):
    """All modules of a model: token ids [n, t] to tokens' vectors [n, t, d] and texts' vectors [n, d]."""

    def __init__(self, modules: list[Any], *, has_types: bool) -> None:
        """Take the modules in order; ``has_types`` says whether the first reads token types."""
        super().__init__()
        self.transformer, self.pooling = modules[:2]
        self.after = torch.nn.ModuleList(modules[2:])
        self._has_types = has_types

    def forward(self, ids: torch.Tensor, mask: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Return tokens' and texts' vectors; without a mask every token counts."""
        features: dict[str, torch.Tensor] = {"input_ids": ids}
        if mask is not None:
            features["attention_mask"] = mask
        if self._has_types:
            features["token_type_ids"] = torch.zeros_like(ids)
        features = self.transformer(features)
        tokens = features["token_embeddings"]
        features["attention_mask"] = torch.ones_like(ids) if mask is None else mask
        return tokens, self.after_pooling(self.pooling(features)["sentence_embedding"])

    def after_pooling(self, pooled: torch.Tensor) -> torch.Tensor:
        """Return what follows on pooling, of pooled vectors, [n, d]."""
        features = {"sentence_embedding": pooled}
        for module in self.after:
            features = module(features)
        return features["sentence_embedding"]


def load_modules(found: Model) -> Loaded:
    """Load a model onto the CPU.

    Raises:
        EncoderError: it is no sentence-transformers model, or lacks what passages need.
    """
    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(
            str(found.folder), device="cpu", local_files_only=True, trust_remote_code=False,
            model_kwargs={"dtype": "float32"},
        )  # fmt: skip
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderError(
            f"model {found.name}: {found.folder} could not be loaded as a sentence-transformers model ({error})"
        ) from error
    modules, tokenizer = list(model), model.tokenizer
    # Joined poolings would give a passage more dimensions than its sentences.
    is_pooled = len(modules) > 1 and isinstance(getattr(modules[1], "pooling_mode", None), str)
    is_usable = is_pooled and hasattr(tokenizer, "backend_tokenizer")
    if not is_usable:
        raise EncoderError(
            f"model {found.name}: newsqa needs a transformer with a fast tokenizer and pooling of one kind, "
            "to know where sentences are"
        )
    query, passage = _prefixes(model.prompts, model.default_prompt_name)
    if (query or passage) and not getattr(modules[1], "include_prompt", True):
        raise EncoderError(
            f"model {found.name}: leaves its prompts out of pooling, which newsqa cannot; name another one"
        )
    own = _own_tokenizer(tokenizer, modules[0])
    text_model = TextModel(modules, has_types="token_type_ids" in tokenizer.model_input_names).eval()
    text_model.requires_grad_(requires_grad=False)
    with torch.inference_mode():
        dimension = text_model(torch.tensor([own.encode("").ids or [0]]))[1].shape[1]
    description = Description(
        dimension=min(dimension, model.truncate_dim or dimension),
        pooling=modules[1].pooling_mode,
        query_prefix=query,
        passage_prefix=passage,
        max_tokens=min(model.max_seq_length or _FALLBACK_MAX_TOKENS, tokenizer.model_max_length),
        has_layers_after_pooling=any(type(module).__name__ != "Normalize" for module in modules[2:]),
    )
    return Loaded(text_model, own, int(tokenizer.pad_token_id or 0), description)


def _prefixes(prompts: Mapping[str, str], default: str | None) -> tuple[str, str]:
    """Return what stands before questions and before passages."""
    of_any = prompts.get(default) if default and default not in _NAMED_PROMPTS else None
    query = prompts.get("query") or of_any or ""
    return query, prompts.get("document") or prompts.get("passage") or of_any or ""


def _own_tokenizer(tokenizer: Any, transformer: Any) -> Tokenizer:  # noqa: ANN401  # untyped libraries
    """Return a copy of the fast tokenizer that neither cuts nor pads, whoever else uses the original."""
    own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    own.no_truncation()
    own.no_padding()
    if getattr(transformer, "do_lower_case", False):
        rest = [own.normalizer] if own.normalizer else []
        own.normalizer = normalizers.Sequence([normalizers.Lowercase(), *rest])
    return own
