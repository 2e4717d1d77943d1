"""The accessibility rules of axe-core, on every view: nothing serious is found, in our markup or Gradio's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from views import views

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
QUESTION = "What did the auditors find about the cost of winter crews in the ferry bid?"


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        said = "there is no axe-core here; `make test` installs it where there is npm"
        if os.environ.get("NEWSQA_REQUIRE_BROWSER") == "1":
            pytest.fail(said)
        pytest.skip(said)
    return AXE.read_text(encoding="utf-8")


def _serious(page, axe):
    """Return the serious findings as rule and element, of our markup and Gradio's alike."""
    page.evaluate(axe)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        (rule["id"], node["target"][0], node["html"][:120])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("width", "height", "theme"), [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
)
def test_no_view_has_a_serious_finding(shared_chat, open_page, axe, width, height, theme):
    page = open_page(
        shared_chat, viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    looked, found = [], []
    for name, reach in views(shared_chat.url, QUESTION, "How tall is the Eiffel Tower?"):
        reach(page)
        looked.append(name)
        found += [(name, *each) for each in _serious(page, axe)]
    assert found == []
    assert len(looked) > 10
