"""A folder of everything that can be wrong with a file: nothing crashes or hangs, and the ledger adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stress

import newsqa
from newsqa.config import Settings
from newsqa.encoder import Encoder

IS_LONG = bool(os.environ.get("NEWSQA_SOAK"))
# What a build of it may take besides what the process held before.
MOST_BYTES = 400_000_000
LIMITS = {
    "max_file_mb": 50 if IS_LONG else 5,
    "max_read_s": 60.0 if IS_LONG else 10.0,
    "max_read_mb": 2000 if IS_LONG else 900,
}
READ = """
import json, resource, sys
from newsqa.articles import ReadArticle, read
articles, rejected = [], []
for result in read([sys.argv[1]], **json.loads(sys.argv[2])):
    if isinstance(result, ReadArticle):
        articles.append(result.article.path)
    else:
        rejected.append((result.path, result.reason))
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
peak = [own * 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024]
print(json.dumps([articles, rejected, peak]))
"""


def memory(what: str) -> int:
    """Return the bytes that this process holds (VmRSS), or held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


def newest_peak() -> int:
    """Let the most that this process held count from now on; return what it holds."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, stress.Expected]]:
    folder = tmp_path_factory.mktemp("stress") / "news"
    return folder, stress.make(folder, is_large=IS_LONG)


@pytest.mark.skipif(not IS_LONG, reason="long form; the build below reads the same")
@pytest.mark.timeout(1800)
def test_every_file_comes_to_what_it_must_in_bounded_memory(made: tuple[Path, dict[str, stress.Expected]]) -> None:
    folder, expected = made
    assert len(expected) >= 400
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", READ, str(folder), json.dumps(LIMITS)]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=True)
    articles, rejected, (peak, peak_reading) = json.loads(done.stdout)
    # Two articles of one id are told apart by whoever stages them.
    twice = f"{folder.name}/json/ids.jsonl:2"
    assert twice in articles
    articles.remove(twice)
    rejected.append((twice, "has the id 'twice'"))
    assert stress.differences(expected, articles, rejected) == []
    assert len(articles) == len(set(articles))
    assert peak < 300_000_000
    assert peak_reading < LIMITS["max_read_mb"] * 1_000_000 + 200_000_000


@pytest.mark.timeout(1800)
def test_a_build_of_it_adds_up_and_the_next_reads_nothing_again(
    made: tuple[Path, dict[str, stress.Expected]], tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, expected = made
    settings = Settings(**LIMITS)
    held = newest_peak()
    first = newsqa.build(folder, tmp_path / "index", settings=settings, encoder=encoder)
    assert first.read == first.indexed + first.unchanged + first.copies + len(first.rejected)
    assert first.indexed > 400
    rejected = [(each.path, each.reason) for each in first.rejected]
    with newsqa.Index.open(tmp_path / "index", encoder=encoder) as index:
        assert stress.differences(expected, [article.path for article in index.articles()], rejected) == []
    again = newsqa.build(folder, tmp_path / "index", settings=settings, encoder=encoder)
    assert (again.read, again.indexed, again.unchanged + again.copies) == (first.read, 0, first.indexed + first.copies)
    assert sorted(map(str, again.rejected)) == sorted(map(str, first.rejected))
    assert again.generation == first.generation
    assert again.steps["read"] < first.steps["read"] / 3
    assert memory("VmHWM") - held < MOST_BYTES
