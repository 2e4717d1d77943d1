"""Ranks the best passages anew with a cross-encoder: apart from ``ranking.py``, which needs no second model."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newsqa.encoder.models import hub_folder, is_path, local_folder
from newsqa.errors import EncoderError
from newsqa.ranking import Candidate

# Below this the model's arithmetic depends on what shares a batch: equal texts must tie.
_PLACES = 4
# Of a limit smaller than this a question leaves no room for a passage.
_LEAST_TOKENS = 32
# Where a model names no limit of its own.
_FALLBACK_MAX_TOKENS = 512


class Reranker:
    """A loaded cross-encoder. Safe from many threads."""

    def __init__(self, folder: Path, name: str, depth: int) -> None:
        """Load the sentence-transformers cross-encoder in ``folder``, to rank the best ``depth`` passages.

        Raises:
            EncoderError: it is not such a model, or gives more than one number for a pair.
        """
        self.depth = depth
        self._name = name
        self._lock = threading.Lock()
        self._model = _load(folder, name)
        self._prompt: str | None = self._model.prompts.get(self._model.default_prompt_name)
        try:
            # Everything that stands around a pair: special tokens, a prompt, a template.
            around = int(self._model.preprocess([("", "")], prompt=self._prompt)["input_ids"].shape[1])
            self._room = (self._model.max_seq_length or _FALLBACK_MAX_TOKENS) - around
            self._predict([("", "")])
        except EncoderError:
            raise
        except Exception as error:  # the library raises whatever its parts raise
            raise EncoderError(f"cross_encoder {name}: cannot compare two texts ({error}); name another one") from error
        if self._room < _LEAST_TOKENS:
            raise EncoderError(
                f"cross_encoder {name}: reads {self._room} tokens at once, newsqa needs {_LEAST_TOKENS}; "
                "name one that reads more"
            )

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers the question, [n]: what the model gives before any activation, to 4 places.

        What is over the model's limit is read in parts: of a text the best part counts (MaxP, Dai and Callan
        2019), of a question the mean of its parts.

        Raises:
            EncoderError: the model gives something that is no finite number.
        """
        with self._lock:
            asked = self._parts(question, self._room // 2)
            room = self._room - max(map(self._count, asked))
            parts = [self._parts(text, room) for text in texts]
            pairs = [(one, other) for own in parts for one in asked for other in own]
            given = iter(self._predict(pairs))
        return [
            round(sum(max(next(given) for _ in own) for _ in asked) / len(asked), _PLACES)
            for own in parts
        ]  # fmt: skip

    def raised(self, question: str, order: Sequence[tuple[float, Candidate]]) -> list[float]:
        """Return the scores of candidates, [n], with the best ``depth`` raised above the rest.

        Above the least score among the best, they lie by 1 and by what the cross-encoder gives each more than
        the least of them.

        Args:
            question: the question's text.
            order: candidates with their scores, best first.
        """
        best, rest = order[: self.depth], order[self.depth :]
        if not best:
            return []
        own = self.scores(question, [_text(candidate) for _, candidate in best])
        base = best[-1][0] + 1 - min(own)
        return [round(base + score, _PLACES) for score in own] + [score for score, _ in rest]

    def _count(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def _parts(self, text: str, room: int) -> list[str]:
        """Return a text in parts of at most so many tokens, halved at white space where there is some."""
        if len(text) < 2 or self._count(text) <= room:  # one character cannot be halved
            return [text]
        middle = len(text) // 2
        cut = max(text.rfind(" ", 0, middle), text.rfind("\n", 0, middle))
        cut = cut if cut > 0 else middle
        return self._parts(text[:cut], room) + self._parts(text[cut:], room)

    def _predict(self, pairs: list[tuple[str, str]]) -> list[float]:
        import torch

        # An activation keeps the order, but the usual one (sigmoid) makes ties of what is certain.
        given = self._model.predict(
            pairs, prompt=self._prompt, activation_fn=torch.nn.Identity(), show_progress_bar=False
        ).tolist()
        if not all(isinstance(score, float) and math.isfinite(score) for score in given):
            raise EncoderError(
                f"cross_encoder {self._name}: gives something else than a finite number for a pair; name another one, "
                "or leave the setting empty"
            )
        return list(given)


def load_reranker(model: str, depth: int) -> Reranker:
    """Load the cross-encoder that a setting names; nothing is fetched.

    Args:
        model: a folder, or a name on the Hugging Face hub that this machine holds.
        depth: how many of the best passages it ranks.

    Raises:
        EncoderError: there is no such model here, or it cannot be used.
    """
    folder = local_folder(model)
    if folder is None and is_path(model):
        raise EncoderError(
            f"cross_encoder {model}: no such folder; name one, or a model on the hub, or leave the setting empty"
        )
    folder = folder or hub_folder(model)
    if folder is None:
        raise EncoderError(
            f"cross_encoder {model}: neither a folder here nor a model on this machine; fetch it with "
            f"`hf download {model}`, or leave the setting empty"
        )
    return Reranker(folder, model, depth)


def _load(folder: Path, name: str) -> Any:  # noqa: ANN401  # an untyped library
    # Imported here because it takes seconds that only embedding needs.
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model = CrossEncoder(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": "float32"},
        )  # fmt: skip
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderError(
            f"cross_encoder {name}: {folder} could not be loaded as a sentence-transformers cross-encoder ({error}); "
            "name another one, or leave the setting empty"
        ) from error
    if model.num_labels != 1:
        raise EncoderError(
            f"cross_encoder {name}: gives {model.num_labels} numbers for a pair; name one that gives a single one"
        )
    # The library gives any other model a last layer of random weights, and says so only in its log.
    trained_for = (getattr(model.config, "architectures", None) or [""])[0]
    task = getattr(model[0], "transformer_task", "")
    if task == "sequence-classification" and not trained_for.endswith("ForSequenceClassification"):
        raise EncoderError(
            f"cross_encoder {name}: {folder} holds {trained_for or 'a model'}, which was not trained to compare two "
            "texts; name a cross-encoder"
        )
    return model


def _text(candidate: Candidate) -> str:
    """Return what the cross-encoder reads of a passage: its article's title, and its text."""
    return "\n".join(part for part in (candidate.found.title, candidate.found.passage.text) if part)
