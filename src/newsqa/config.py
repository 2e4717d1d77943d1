"""The settings: argument over ``NEWSQA_*`` over ``newsqa.toml`` over default."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsqa.errors import SettingError

CONFIG_FILE = "newsqa.toml"
PRECISIONS = ("", "int8", "float32")
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def _setting(
    default: object,
    help_text: str,
    *,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:  # noqa: ANN401  # stands for a field of any type
    """Return a dataclass field that carries its help text, bounds and choices."""
    metadata = {"help": help_text, "least": least, "most": most, "choices": choices}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting; each may stand in ``newsqa.toml`` or, upper-cased, after ``NEWSQA_``."""

    articles: str = _setting("seeds/", "folder or file of articles that a build reads")
    index: str = _setting("embeddings/", "folder that a build writes and a question reads")
    model: str = _setting(
        "", "encoder: a folder, or a name on the Hugging Face hub; empty for the packaged all-MiniLM-L6-v2"
    )
    precision: str = _setting(
        "",
        "numbers that the encoder computes with: int8 or float32; empty for those of the index, in a first one int8, "
        "or float32 on a GPU",
        choices=PRECISIONS,
    )
    cache: str = _setting(
        "",
        "folder that keeps encoders, and the model of languages, made ready for this machine; empty for the user's "
        "cache folder",
    )
    k: int = _setting(5, "passages that come back for a question", least=1, most=1000)
    min_confidence: float = _setting(
        0.4, "probability below which what was found is not called an answer; 0 answers always", least=0.0, most=1.0
    )
    coefficients: str = _setting(
        "", "folder of fitted coefficients; empty for those in the index folder, then the packaged ones"
    )
    cross_encoder: str = _setting(
        "", "cross-encoder that ranks the best passages anew: a folder, or a name on the hub; empty for none"
    )
    rerank: int = _setting(20, "passages that a cross-encoder ranks anew", least=2, most=100)
    passage_words: int = _setting(120, "words a passage is cut to, about", least=20, most=2000)
    passage_chars: int = _setting(1500, "characters a passage has at most", least=100, most=20_000)
    max_question_chars: int = _setting(2000, "characters a question may have", least=10, most=100_000)
    max_questions_per_minute: int = _setting(
        60, "questions that one tab of the chat may ask in a minute", least=1, most=1_000_000
    )
    max_waiting: int = _setting(500, "questions that may wait in the chat to be answered", least=1, most=100_000)
    max_file_mb: int = _setting(
        50, "megabytes that an article's file may have, or its part of one that holds many", least=1, most=10_000
    )
    max_read_s: float = _setting(60.0, "seconds that one article may take to be read", least=0.5, most=86_400.0)
    max_read_mb: int = _setting(
        2000, "megabytes of memory that the process which reads articles may take", least=200, most=1_000_000
    )
    columns: str = _setting(
        "", "fields, and the columns of a CSV or TSV file that hold them, as in text=Volltext, title=Kopf"
    )
    batch_size: int = _setting(32, "passages that are encoded together", least=1, most=4096)
    keep_generations: int = _setting(2, "published states of an index that are kept", least=1, most=1000)
    host: str = _setting("127.0.0.1", "address that the chat listens on")
    port: int = _setting(7860, "port that the chat listens on", least=0, most=65535)
    keep_conversations: bool = _setting(
        True, "whether the chat keeps conversations, in a file of their own in the index folder"
    )
    take_feedback: bool = _setting(
        True, "whether the chat takes a reader's word on what is right and wrong, in a file of its own there"
    )
    allow_changes: bool = _setting(
        False, "whether the archive's page may add articles, build and take a build back, from this machine alone"
    )

    def __post_init__(self) -> None:
        """Check every value against its type and bounds."""
        for field in dataclasses.fields(self):
            _check(field, getattr(self, field.name), origin="argument")


def _check(field: dataclasses.Field[Any], value: Any, *, origin: str) -> None:  # noqa: ANN401  # whatever was given
    """Raise a SettingError when ``value`` is not one that ``field`` takes."""
    kind = type(field.default)
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise SettingError(f"{origin}: {field.name} must be {_kind_name(kind)}, not {value!r}")
    if value == "" and field.default != "":
        raise SettingError(f"{origin}: {field.name} must not be empty")
    choices = field.metadata["choices"]
    if choices and value not in choices:
        named = " or ".join(choice for choice in choices if choice)
        raise SettingError(f"{origin}: {field.name} must be {named}, or left empty, not {value!r}")
    least, most = field.metadata["least"], field.metadata["most"]
    if least is not None and not least <= value <= most:
        raise SettingError(f"{origin}: {field.name} must be from {least} to {most}, not {value}")


def _kind_name(kind: type) -> str:
    return {int: "a whole number", float: "a number", bool: "true or false"}.get(kind, "a text")


def load_settings(folder: Path | None = None, **arguments: object) -> Settings:
    """Gather the settings from ``newsqa.toml`` in ``folder`` (default: here), the environment, and ``arguments``.

    An argument of None counts as not given.

    Raises:
        SettingError: a name is unknown, or a value has the wrong type or is out of bounds.
    """
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    values: dict[str, Any] = {}
    path = (folder or Path.cwd()) / CONFIG_FILE
    for name, value in _read_file(path).items():
        if name not in fields:
            raise SettingError(f"{path}: there is no setting {name!r}; there are {', '.join(fields)}")
        _check(fields[name], value, origin=str(path))
        values[name] = value
    for name, field in fields.items():
        variable = f"NEWSQA_{name.upper()}"
        if variable in os.environ:
            values[name] = _from_text(field, os.environ[variable], variable)
            _check(field, values[name], origin=variable)
    values.update({name: value for name, value in arguments.items() if value is not None})
    return Settings(**values)


def cache_folder(kind: str = "") -> Path:
    """Return the folder that the setting ``cache`` names; else the user's, and in that the one of this kind."""
    named = load_settings().cache
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_cache_path("newsqa") / kind


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"{path}: cannot be read as settings ({error}); mend it or remove it") from error


def _from_text(field: dataclasses.Field[Any], text: str, origin: str) -> object:
    kind: type = type(field.default)
    if kind is str:
        return text
    if kind is bool:
        if text.strip().lower() not in _TRUTHS:
            raise SettingError(f"{origin}: must be one of {', '.join(_TRUTHS)}, not {text!r}")
        return _TRUTHS[text.strip().lower()]
    try:
        return float(text) if kind is float else int(text)
    except ValueError:
        raise SettingError(f"{origin}: must be {_kind_name(kind)}, not {text!r}") from None
