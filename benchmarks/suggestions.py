"""What suggested questions are worth: each judged by script as far as one can, and all written out to be read.

    python benchmarks/suggestions.py FOLDER [--count 100] [--half report] [--index DIR] [--cache DIR] [--json FILE]

FOLDER is a set as `newsqa evaluate` takes it. Its own questions are asked, in an order that is always the same, and the
suggestions of their answers are taken, each wording once, until there are `--count`. The rules were written by looking
at one half of the questions ("development", by sha256 of their ids); figures are of the other ("report").
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from newsqa.characters import one_line, plain
from newsqa.config import Settings
from newsqa.evaluate.questions import Question
from newsqa.evaluate.sets import Source, open_set
from newsqa.index import Index
from newsqa.names import Names
from newsqa.suggest.forms import draft_questions
from newsqa.types import Answer, Suggestion
from newsqa.words import terms

HALVES = ("development", "report", "all")
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|dozen)\b", re.I
)
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|(?:1[5-9]|20)\d\d)"
)
_NAME = re.compile(r"\b[A-Z]\w+")
# Words that a quotation must have besides the question's to be an answer to "what", "why" or "how".
_LEAST_NEW = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--half", choices=HALVES, default="report")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("evaluation"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    source = Source(folder=options.folder, index=options.index, cache=options.cache)
    with open_set(source, Settings()) as opened:
        questions = [question for question in opened.questions if options.half in ("all", half_of(question))]
        questions.sort(key=lambda question: hashlib.sha256(question.id.encode()).digest())
        offered, counts, seconds, cpu_seconds = taken(opened.index, questions, options.count)
    target = options.json or Path(tempfile.mkstemp(prefix="suggestions-", suffix=".json")[1])
    target.write_text(json.dumps(offered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    asked, some = len(counts), sum(count > 0 for count in counts)
    print(f"{asked} questions of the {options.half} half asked; {some} with suggestions, {sum(counts)} in all")
    print(f"{len(offered)} wordings, {dict(Counter(each['question'].split()[0] for each in offered))}")
    for check in ("is_answered", "is_its_sentence", "is_of_its_kind", "is_new", "is_right"):
        print(f"{check:<16}{sum(each[check] for each in offered):>5}")
    for name, times in (("wall", seconds), ("CPU", cpu_seconds)):
        times.sort()
        print(f"{name} seconds a call: median {statistics.median(times):.2f}, p95 {times[int(0.95 * len(times))]:.2f}")
    print(target)


def half_of(question: Question) -> str:
    return HALVES[hashlib.sha256(question.id.encode()).digest()[-1] % 2]


def taken(
    index: Index, questions: list[Question], count: int
) -> tuple[list[dict], list[int], list[float], list[float]]:
    """Return the suggestions, judged; how many each question had; and the seconds that each took."""
    offered: dict[str, dict] = {}
    counts, seconds, cpu = [], [], []
    for question in questions:
        answer = index.ask(question.text, today=question.date)
        began, cpu_began = time.perf_counter(), time.process_time()
        suggestions = index.suggest(answer, today=question.date)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - cpu_began)
        counts.append(len(suggestions))
        for suggestion in suggestions:
            if suggestion.question not in offered and len(offered) < count:
                offered[suggestion.question] = judged(index, question, answer, suggestion)
        if len(offered) == count:
            break
    return list(offered.values()), counts, seconds, cpu


def judged(index: Index, question: Question, shown: Answer, suggestion: Suggestion) -> dict:
    """Return a suggestion with what a script can say of it: it is asked again, alone."""
    answer = index.ask(suggestion.question, today=question.date)
    said = {"asked": question.text, "shown": shown.text, "question": suggestion.question}
    if not answer.citations:
        return said | dict.fromkeys(("is_answered", "is_its_sentence", "is_of_its_kind", "is_new", "is_right"), False)
    first = answer.citations[0]
    sentence = one_line(plain(first.quote[first.best.start - first.start : first.best.end - first.start]))
    names = Names([plain(index.article(first.article_id).text)])
    checks = {
        "is_answered": answer.answered,
        "is_its_sentence": suggestion.question in {draft.question for draft in draft_questions(sentence, names)},
        "is_of_its_kind": is_of_kind(suggestion.question, sentence),
        "is_new": is_new(suggestion.question, question.text) and sentence not in one_line(plain(shown.text)),
    }
    return said | {
        "sentence": sentence, "title": first.title, "confidence": answer.confidence, **checks,
        "is_right": all(checks.values()),
    }  # fmt: skip


def is_of_kind(question: str, sentence: str) -> bool:
    """Whether what the question's first words ask for stands in the sentence."""
    new_names = set(_NAME.findall(sentence)) - set(_NAME.findall(question))
    if re.match(r"How (?:many|much|long)|What percentage", question):
        return _NUMBER.search(sentence) is not None
    if question.startswith("When"):
        return _DAY.search(sentence) is not None
    if re.match(r"Who (?!is |was )|Where", question):
        return bool(new_names)
    return len(set(terms(sentence, "en")) - set(terms(question, "en"))) >= _LEAST_NEW


def is_new(question: str, asked: str) -> bool:
    one, other = set(terms(question, "en")), set(terms(asked, "en"))
    return len(one & other) < 0.6 * len(one | other)


if __name__ == "__main__":
    main()
