"""What these tests share: every question is answered, so that citations can be compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

ANSWER_ALWAYS = ("NEWSQA_MIN_CONFIDENCE", "0")


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_declined_in_a_fixture() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*ANSWER_ALWAYS)
        yield


@pytest.fixture(autouse=True)
def _nothing_is_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*ANSWER_ALWAYS)
