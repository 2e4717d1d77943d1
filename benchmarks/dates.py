"""How well times in questions are understood, and how long that takes; dateparser beside it.

    python benchmarks/dates.py [QUESTIONS.jsonl[.gz]...]

The questions with their ranges, and those without a time, are those of tests/times.py. Exact is a range whose two ends
are those written by hand; of dateparser, which gives a moment, that this lies in the range. Of further files of
questions is told how many say a time, with some of them to read: each is asked on its `date`, or on the day of
tests/times.py.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from newsqa.dates import find_time
from newsqa.evaluate.questions import read_questions

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from times import LANGUAGES, TODAY, WITHOUT

CODES = {"English": "en", "German": "de", "French": "fr", "Spanish": "es"}
SHOWN = 20
FIRST = "import time; t = time.perf_counter(); {}; print(1000 * (time.perf_counter() - t))"
OURS = (
    "import newsqa.retriever",
    "import datetime; from newsqa.dates import find_time; find_time('Who was here last week?', datetime.date.today())",
)
THEIRS = (
    "pass",
    "from dateparser.search import search_dates; search_dates('Who was here last week?', languages=['en'])",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="*")
    options = parser.parse_args()
    print(f"{'':<26}{'questions':>10}{'exact':>9}{'ms each':>9}{'dateparser in it':>18}{'ms each':>9}")
    for name, cases in LANGUAGES.items():
        questions = [case[0] for case in cases]
        found, ms = asked(questions, ours)
        points, other_ms = asked(questions, lambda question, code=CODES[name]: moments(question, code))
        exact = sum(one is not None and ends(one) == case[2:] for one, case in zip(found, cases, strict=True))
        inside = sum(len(found) == 1 and is_in(found[0], case) for found, case in zip(points, cases, strict=True))
        shares = f"{exact / len(cases):>9.1%}{ms:>9.3f}{inside / len(cases):>18.1%}{other_ms:>9.1f}"
        print(f"{name:<26}{len(cases):>10}{shares}")
    found, ms = asked(WITHOUT, ours)
    points, other_ms = asked(WITHOUT, lambda question: moments(question, "en"))
    counts = f"{sum(map(bool, found)):>9}{ms:>9.3f}{sum(map(bool, points)):>18}{other_ms:>9.1f}"
    print(f"{'without a time: given one':<26}{len(WITHOUT):>10}{counts}")
    print(f"the first question with a time, in a new process: {first(*OURS):.0f} ms")
    print(f"the same of dateparser, with its import: {first(*THEIRS):.0f} ms")
    for path in options.questions:
        of_file(path)


def ours(question: str) -> object:
    return find_time(question, TODAY)


def of_file(path: Path) -> None:
    questions = read_questions(path)
    days = {question.text: question.date or TODAY for question in questions}
    found, ms = asked(list(days), lambda text: find_time(text, days[text]))
    said = [(text, time_found) for text, time_found in zip(days, found, strict=True) if time_found]
    latest = sum(time_found.is_latest for _, time_found in said)
    print(f"\n{path}: {len(said)} of {len(questions)} say a time, {latest} of these the latest; {ms:.3f} ms each")
    for text, time_found in said[:: max(1, len(said) // SHOWN)][:SHOWN]:
        print(f"  {time_found.phrase!r}: {time_found.since} to {time_found.until} | {text[:90]}")


def asked(questions: list[str] | tuple[str, ...], find: Callable[[str], object]) -> tuple[list, float]:
    """Return what is found in each, and the milliseconds that each took, once all is loaded."""
    for question in questions:
        find(question)
    started = time.perf_counter()
    found = [find(question) for question in questions]
    return found, 1000 * (time.perf_counter() - started) / len(questions)


def ends(found: object) -> tuple[str | None, str | None]:
    return tuple(day and day.isoformat() for day in (found.since, found.until))


def moments(question: str, code: str) -> list[dt.datetime]:
    from dateparser.search import search_dates

    noon = dt.datetime.combine(TODAY, dt.time(12))
    settings = {"RELATIVE_BASE": noon, "PREFER_DATES_FROM": "past"}
    return [moment for _, moment in search_dates(question, languages=[code], settings=settings) or []]


def is_in(moment: dt.datetime, case: tuple[str, str, str | None, str | None]) -> bool:
    day = moment.date().isoformat()
    return (case[2] or day) <= day <= (case[3] or day)


def first(before: str, code: str) -> float:
    """Return the milliseconds of some code in a new process, after what is there anyway."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{before}; {FIRST.format(code)}"], capture_output=True, text=True, check=True
    )
    return float(ran.stdout)


if __name__ == "__main__":
    main()
