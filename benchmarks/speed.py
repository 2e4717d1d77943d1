"""Where the time goes: import, a warm question by stage, a cold one as a process, a build.

    python benchmarks/speed.py [ARTICLES] [--runs N]

Medians over the runs. Quote ratios and medians from one run: machines differ, and so does a machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

QUESTIONS = (
    "Who muted the alarm on tank No. 7?",
    "How much was Lomax Coatings fined?",
    "What was the source of the legionnaires' outbreak?",
    "Why did the Lamp Street borehole clog?",
    "Who led the survey of the Karvik Glacier?",
    "How many shots did Elsa Lindqvist stop?",
    "What did the Chinese foreign ministry say to NATO?",
    "Who cast the deciding vote in Pellworth?",
    "How did the attackers get into the network?",
    "How large was the biggest hailstone?",
)
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?", default=SEEDS)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    report: dict[str, float] = {}

    def tell(name: str, milliseconds: float, *, share_of: float | None = None) -> None:
        report[name] = milliseconds
        share = f"{milliseconds / share_of:8.0%}" if share_of else ""
        print(f"{name:<44}{milliseconds:10.1f} ms{share}")

    tell("python -c pass", process_ms([sys.executable, "-c", "pass"], options.runs))
    tell("import newsqa", import_ms(options.runs))
    with tempfile.TemporaryDirectory() as place:
        import newsqa

        report_first = newsqa.build(options.articles, place)
        tell(f"first build, {report_first.passages} passages, model loaded", report_first.seconds * 1000)
        tell("build with nothing changed, model loaded", newsqa.build(options.articles, place).seconds * 1000)
        from newsqa.encoder import load_encoder

        encoder = load_encoder()
        with newsqa.Index.open(place, encoder=encoder) as index:
            warm(index, encoder, options.runs, tell)
        command = [sys.executable, "-m", "newsqa", "ask", QUESTIONS[0], "--index", place]
        tell("cold `newsqa ask`, whole process", process_ms(command, options.runs))
    print(json.dumps(report))


def warm(index, encoder, runs: int, tell: Callable[..., None]) -> None:
    from newsqa.retriever import make_query
    from newsqa.stages import Stages

    for question in QUESTIONS:
        index.ask(question)
    whole: list[float] = []
    stages: dict[str, list[float]] = {}
    for _ in range(runs):
        encoder.forget_questions()
        for question in QUESTIONS:
            query, spent = make_query(question, 5, max_chars=2000), Stages()
            whole.append(clock(partial(index.run, query, spent)))
            for stage, seconds in spent.seconds.items():
                stages.setdefault(stage, []).append(1000 * seconds)
    median = float(np.median(whole))
    tell("warm ask, median", median)
    tell("warm ask, 95th percentile", float(np.percentile(whole, 95)))
    for name, values in stages.items():
        tell(f"  {name}", float(np.median(values)), share_of=median)


def clock(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def process_ms(command: list[str], runs: int) -> float:
    def run() -> None:
        subprocess.run(command, check=True, capture_output=True)

    run()
    return float(np.median([clock(run) for _ in range(runs)]))


def import_ms(runs: int) -> float:
    code = "import time; t = time.perf_counter(); import newsqa; print((time.perf_counter() - t) * 1000)"

    def run() -> float:
        return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout)

    run()
    return float(np.median([run() for _ in range(runs)]))


if __name__ == "__main__":
    main()
