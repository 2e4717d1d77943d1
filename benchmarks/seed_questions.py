"""Asks an archive the questions of a folder and says whether the first hits and citations hold the answers.

    python benchmarks/seed_questions.py QUESTIONS.jsonl ARTICLES... [--also ALSO.json]

A question has `question`, `answerable` and `supports`: strings any of which shows that a passage
answers. ALSO.json has a list of further such strings for each of the first questions, chosen by hand
from seeds/: the same fact in other words. Prints a line a question and exits with 1 when an answerable one fails.
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
                hit = index.retrieve(question)[0]
                citations = index.ask(question).citations[:2]
                in_passage = holds(hit.passage.text, supports)
                in_citation = next((c.number for c in citations if holds(c.quote, supports)), None)
                if row["answerable"]:
                    failed += not (in_passage and in_citation)
                    verdict = f"passage {'yes' if in_passage else 'NO':<3}  citation {in_citation or 'NO'}"
                else:
                    verdict = "no answer there "
                by_hand = not holds(hit.passage.text, row["supports"]) and in_passage
                print(f"{verdict}  {question}  [{hit.article.id}{', by hand' if by_hand else ''}]")
    answerable = sum(row["answerable"] for row in questions)
    print(f"\n{answerable - failed} of {answerable} answerable questions: first passage and a citation of two hold it")
    sys.exit(failed > 0)


def holds(text: str, supports: list[str]) -> bool:
    return any(support in text for support in supports)


if __name__ == "__main__":
    main()
