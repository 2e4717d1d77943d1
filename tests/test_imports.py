"""How the house is built: what importing costs, and which way imports run."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import newsqa

PACKAGE = Path(newsqa.__file__).parent
HEAVY = ("torch", "gradio", "faiss", "sentence_transformers", "transformers", "numpy")
# Whatever is imported only there: the engine, the record, the two faces.
ONLY_IN = {
    "sqlite3": ("newsqa.store", "newsqa.kept"), "faiss": ("newsqa.dense",), "gradio": ("newsqa.web",),
    "typer": ("newsqa.cli",),
}  # fmt: skip


def module_name(path: Path) -> str:
    parts = ("newsqa", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def imports(module: str, *, with_typing: bool = False) -> set[str]:
    """Return what a module imports anywhere in it; of `from a import b`, `a.b` when that is a module."""
    tree = MODULES[module]
    typing_only = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and isinstance(branch.test, ast.Name) and branch.test.id == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in typing_only and not with_typing:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def run(code: str) -> object:
    """Run code in a fresh interpreter and return the JSON that it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_importing_newsqa_takes_under_a_third_of_a_second() -> None:
    code = "import time; t = time.perf_counter(); import newsqa; print(time.perf_counter() - t)"
    assert min(float(str(run(code))) for _ in range(5)) < 0.3


@pytest.mark.parametrize("what", ["newsqa", "newsqa.errors", "newsqa.types", "newsqa.config", "newsqa.cli"])
def test_importing_loads_no_model_engine_or_web_library(what: str) -> None:
    assert run(f"import sys, json, {what}; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))") == []


def test_naming_the_parts_that_ask_and_build_loads_no_model_library() -> None:
    show = f"print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    loaded = run(f"import sys, json, newsqa; newsqa.Index; newsqa.build; {show}")
    assert isinstance(loaded, list)
    assert not {"torch", "gradio", "transformers", "sentence_transformers"} & set(loaded)


def test_the_package_has_the_public_names_and_no_others() -> None:
    public = {
        "build",
        "retrieve",
        "ask",
        "Index",
        "Article",
        "Passage",
        "Hit",
        "Citation",
        "Answer",
        "BuildReport",
        "Survey",
    }
    assert set(newsqa.__all__) == public | {"NewsQAError"}
    assert all(getattr(newsqa, name) is not None for name in newsqa.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = newsqa.nothing
    assert (PACKAGE / "py.typed").is_file()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_keeps_to_its_side_of_the_house(module: str) -> None:
    found = imports(module, with_typing=True)
    for library, rooms in ONLY_IN.items():
        if any(is_in(name, library) for name in found):
            assert any(is_in(module, room) for room in rooms), f"{module} imports {library}"
    for face in ("newsqa.web", "newsqa.cli"):
        if any(is_in(name, face) for name in found):
            is_face = is_in(module, "newsqa.web") or is_in(module, "newsqa.cli") or module == "newsqa.__main__"
            assert is_face, f"{module} imports {face}"
    if is_in(module, "newsqa.web"):
        assert not any(is_in(name, "newsqa.cli") for name in found), f"{module} imports newsqa.cli"


def test_no_two_modules_import_each_other_however_far_around() -> None:
    # The package itself hands out names of its modules; every module imports it, so it is no link.
    graph = {
        module: {name for name in imports(module) if name in MODULES and name not in (module, "newsqa")}
        for module in MODULES
    }
    assert sum(map(len, graph.values())) > 30
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a cycle of imports: {' -> '.join(error.args[1])}")
    assert order.index("newsqa.passages") < order.index("newsqa.builder")


def test_data_flows_one_way_down_the_corridors() -> None:
    write = [
        "newsqa.types",
        "newsqa.metadata",
        "newsqa.articles",
        "newsqa.store",
        "newsqa.generations",
        "newsqa.builder",
    ]
    read = ["newsqa.types", "newsqa.dense", "newsqa.ranking", "newsqa.retriever", "newsqa.answer", "newsqa.index"]
    for corridor in (write, read):
        for place, module in enumerate(corridor):
            later = corridor[place + 1 :]
            upstream = {name for name in imports(module, with_typing=True) for room in later if is_in(name, room)}
            assert not upstream, f"{module} imports {upstream}"


@pytest.mark.parametrize("script", sorted((PACKAGE.parents[1] / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_what_a_benchmark_takes_from_the_package_is_there(script: Path) -> None:
    taken = [
        (node.module, name.name)
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "newsqa"
        for name in node.names
    ]
    missing = [
        (module, name)
        for module, name in taken
        if not hasattr(importlib.import_module(module), name) and f"{module}.{name}" not in MODULES
    ]
    assert missing == []
