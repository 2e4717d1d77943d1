"""What the tests share: the encoder, loaded once, and small archives."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from newsqa.encoder import Encoder, load_encoder

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

settings.register_profile(
    "quick", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile("soak", parent=settings.get_profile("quick"), max_examples=500)
settings.load_profile("soak" if os.environ.get("NEWSQA_SOAK") else "quick")


# Left alone: they are for the tests.
KEPT = ("NEWSQA_SOAK", "NEWSQA_REQUIRE_BROWSER", "NEWSQA_CACHE")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep exported encoders out of the user's cache; processes that the tests start take them from here too."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["NEWSQA_CACHE"] = str(folder)
    return folder


@pytest.fixture(autouse=True)
def clean_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("NEWSQA_") and name not in KEPT:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    """The default encoder, really loaded."""
    return load_encoder()


@pytest.fixture
def write_jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Write articles as a JSON Lines file in a folder of their own and return the folder."""

    def write(*articles: dict, name: str = "articles") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        lines = "".join(json.dumps(article) + "\n" for article in articles)
        (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
        return folder

    return write
