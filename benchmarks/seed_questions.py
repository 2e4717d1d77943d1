"""Asks an archive the questions of a file: is what it answers answered, held by a quotation, and the rest declined?

    python benchmarks/seed_questions.py QUESTIONS.jsonl ARTICLES... [--also ALSO.json]

A question has `question`, `answerable` and `supports`: strings any of which shows that a passage
answers. ALSO.json has a list of further such strings for each of the first questions, chosen by hand
from seeds/: the same fact in other words. Prints a line a question and exits with 1 when one fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from itertools import chain, repeat
from pathlib import Path

import newsqa


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--also", type=Path, default=Path(__file__).with_name("seed_questions_also.json"))
    options = parser.parse_args()
    also = json.loads(options.also.read_text(encoding="utf-8"))
    questions = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]

    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        report = newsqa.build(options.articles, folder)
        print(f"{report.indexed} articles, {report.passages} passages\n")
        with newsqa.Index.open(folder) as index:
            for row, same_fact in zip(questions, chain(also, repeat([])), strict=False):
                question = row["question"]
                supports = row["supports"] + same_fact
                answer = index.ask(question)
                held = next((c.number for c in answer.citations if holds(c.quote, supports)), None)
                is_right = answer.answered and held is not None if row["answerable"] else not answer.answered
                failed += not is_right
                said = f"answered, held by citation {held or 'NONE'}" if answer.answered else "declined"
                print(f"{'right' if is_right else 'WRONG'}  {answer.confidence:.2f}  {said:<32}{question}")
    print(f"\n{len(questions) - failed} of {len(questions)} right")
    sys.exit(failed > 0)


def holds(text: str, supports: list[str]) -> bool:
    return any(support in text for support in supports)


if __name__ == "__main__":
    main()
