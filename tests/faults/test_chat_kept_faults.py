"""A chat that is killed at a random moment has kept every answer that a reader was shown."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loops import in_loop
from tabs import Page, Tab

import newsqa
from newsqa.config import Settings
from newsqa.kept import Kept

KILLS = 20 if os.environ.get("NEWSQA_SOAK") else 6
TABS = 2
_ANSWERED = re.compile(r'class="turn answered')


@pytest.fixture(scope="module")
def settings(tmp_path_factory, encoder):
    root = tmp_path_factory.mktemp("killed")
    (root / "articles").mkdir()
    for number in range(8):
        (root / "articles" / f"{number}.txt").write_text(
            f"Lamps in harbour {number}\n\nHarbour {number} lit {number + 20} lamps along its quay on Monday.\n",
            encoding="utf-8",
        )
    settings = Settings(articles=str(root / "articles"), index=str(root / "index"))
    newsqa.build(settings=settings, encoder=encoder)
    return settings


async def _asked_until_it_dies(url: str, names: list[str], shown: dict[str, list[str]]) -> None:
    """Ask on and on in each tab; ``shown`` are the questions whose answers were shown, by tab."""

    async def one(name: str) -> None:
        tab = Tab(page, name)
        try:
            async with tab:
                for number in range(10_000):
                    question = f"How many lamps did harbour {number % 8} light? Asked {number} times in {name}."
                    reply = await tab.ask(question)
                    # What is drawn is shown, whether the stream ended or not.
                    if _ANSWERED.search(reply.html):
                        shown[name].append(question)
                    if reply.error:
                        return
        except AssertionError:  # it was killed before the tab was open
            return

    page = await Page.read(url)
    await asyncio.gather(*map(one, names))


def test_every_answer_that_was_shown_before_a_kill_is_kept_and_none_is_mixed(settings, tmp_path):
    moments = random.Random(7)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "NEWSQA_MAX_QUESTIONS_PER_MINUTE": "100000"}
    total = 0
    for kill in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "newsqa", "chat", "--index", settings.index, "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, env=environment,
        )  # fmt: skip
        try:
            url = next(line for line in process.stdout if line.startswith("newsqa")).split()[3] + "/"
            names = [f"tab{kill}x{number}" for number in range(TABS)]
            shown: dict[str, list[str]] = {name: [] for name in names}
            until = time.monotonic() + moments.uniform(0.3, 2.5)

            async def main(url: str = url, names=names, shown=shown, until=until, process=process) -> None:
                asking = asyncio.create_task(_asked_until_it_dies(url, names, shown))
                while time.monotonic() < until or not any(shown.values()):
                    await asyncio.sleep(0.003)
                process.kill()
                await asking

            in_loop(asyncio.wait_for(main(), 60))
        finally:
            process.kill()
            process.wait(timeout=30)
        kept = Kept.open(Path(settings.index))
        loaded = [kept.load(None, entry.id) for entry in kept.list(None, limit=1000)]
        for name in names:
            here = [each for each in loaded if f"in {name}." in each.turns[0].question]
            asked = [turn.question for each in here for turn in each.turns]
            assert all(f"in {name}." in question for question in asked), "no tab's question is in another's"
            missing = [question for question in shown[name] if question not in asked]
            assert not missing, f"kill {kill}: shown, but not kept: {json.dumps(missing)}"
            assert all(turn.answer.answered for each in here for turn in each.turns)
            total += len(shown[name])
    assert total >= KILLS
