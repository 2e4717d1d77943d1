"""What exporting costs: a long conversation over an archive, in each form, its sources read and compared anew.

    python benchmarks/exports.py ARTICLES... [--turns N]

The questions are titles of the archive's articles, again from the first when there are not so many; all that is cited
is pinned. Prints a line an export: the median of five runs, and its size.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import statistics
import tempfile
import time
from pathlib import Path

import newsqa
from newsqa.export import FORMS, export
from newsqa.kept.types import KeptConversation, KeptTurn, Pin

RUNS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--turns", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = newsqa.build(options.articles, folder)
        with newsqa.Index.open(folder) as index:
            conversation = converse(index, options.turns)
            pins, hits = len(conversation.pins), sum(len(turn.answer.hits) for turn in conversation.turns)
            print(f"{report.indexed} articles; {options.turns} turns, {hits} hits, {pins} pins")
            for what, form in itertools.product(("conversation", "dossier"), FORMS):
                seconds, size = measure(conversation, form, what, index)
                print(f"{what:<13} {form:<9} {1000 * seconds:7.0f} ms {size / 1000:8.0f} kB")


def converse(index: newsqa.Index, turns: int) -> KeptConversation:
    now = dt.datetime.now(dt.UTC)
    titles = itertools.islice(itertools.cycle(article.title for article in index.articles()), turns)
    kept = tuple(
        KeptTurn(place=place, question=title, asked_at=now, answer=index.ask(title))
        for place, title in enumerate(titles)
    )
    cited = [(turn.question, citation) for turn in kept if turn.answer for citation in turn.answer.citations]
    pins = tuple(
        Pin(id=str(place), citation=citation, question=question, note="A note.", pinned_at=now)
        for place, (question, citation) in enumerate(cited)
    )
    return KeptConversation(id="c", title="A benchmark", started_at=now, changed_at=now, turns=kept, pins=pins)


def measure(conversation: KeptConversation, form: str, what: str, index: newsqa.Index) -> tuple[float, int]:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        document = export(conversation, form, what=what, index=index)
        times.append(time.perf_counter() - began)
    return statistics.median(times), len(document.text.encode())


if __name__ == "__main__":
    main()
