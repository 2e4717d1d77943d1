"""What the documents say is what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

from newsqa.cli import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_of_the_documents_are_up_to_date() -> None:
    generate = load(ROOT / "docs" / "generate.py")
    assert generate.readme() == README, "run `make docs`"
    assert generate.help_page() == (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), "run `make docs`"


def test_commands_in_the_documents_exist() -> None:
    commands = set(typer.main.get_command(app).commands)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "embeddings/README.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        code = "\n".join(re.findall(r"^    .*$|`[^`]+`", text, re.MULTILINE))
        assert set(re.findall(r"\bnewsqa ([a-z]+)", code)) <= commands | {"page"}, page
        assert set(re.findall(r"\bmake ([a-z]+)", code)) <= targets, page


def test_relative_links_in_the_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_python_in_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "Harrow Valley Courier 2025-06-19" in printed
    assert "Dean Forrester" in printed
    assert "[1] " in printed
    assert "£3.4 million" in printed
    (exported,) = tmp_path.glob("who-muted-the-alarm-on-tank-no-7-*.html")
    assert "Dean Forrester" in exported.read_text(encoding="utf-8")


def test_every_dependency_is_ranged_and_pinned() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pins = {
        name.lower().replace("_", "-")
        for name in re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    }
    lists = re.findall(r"^(?:dependencies|pdf|all|dev) = \[\n(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    wanted = re.findall(r'^\s*"([\w.-]+)([<>=][^"]*)"', "".join(lists), re.MULTILINE)
    assert len(wanted) > 15
    for name, bounds in wanted:
        assert name.lower().replace("_", "-") in pins, name
        assert ">=" in bounds, name
