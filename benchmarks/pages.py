"""How pages of many kinds of publisher are read: newsqa beside trafilatura's default, field by field.

    python benchmarks/pages.py [--wrong]
    python benchmarks/pages.py --corpus corpus.jsonl.gz [--wrong]

The pages are those of tests/publishers: two thirds the reader was developed on, a third was written afterwards, on
other kinds of publisher, and not developed on. Shares are of pages whose field is exactly right, of the characters of
the main text that were kept, and of passages that hold a line of the site's furniture. Speed is of reading alone.
With --corpus, how many lines of plain texts, an article a line of JSON, are taken for furniture; --wrong shows them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from publishers import developed, first_held_out, held_out, measure, second_held_out

from newsqa.articles.blocks import Block
from newsqa.articles.boilerplate import without_furniture
from newsqa.passages import split_passages
from newsqa.types import Article

ROUNDS = 5
WAYS = {"newsqa": measure.by_newsqa, "trafilatura": measure.by_trafilatura}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="say what newsqa got wrong, page by page")
    parser.add_argument("--corpus", type=Path, help="count the furniture in a corpus instead")
    arguments = parser.parse_args()
    if arguments.corpus:
        count_furniture(arguments.corpus, shows=arguments.wrong)
        return
    logging.disable(logging.WARNING)  # trafilatura says of every short page that it is short
    sets = {
        "developed on": developed.pages(),
        "mended for": [*first_held_out.pages(), *second_held_out.pages()],
        "held out": held_out.pages(),
    }
    print(
        f"{'pages':14} {'read by':12} "
        + " ".join(f"{name:>9}" for name in (*measure.FIELDS, "kept", "furniture", "pages/s"))
    )
    for name, pages in sets.items():
        for way, read in WAYS.items():
            readings = [measure.read(page, read(page)) for page in pages]
            row = measure.summary(readings)
            began = time.perf_counter()
            for _ in range(ROUNDS):
                for page in pages:
                    read(page)
            speed = ROUNDS * len(pages) / (time.perf_counter() - began)
            shares = [*(row[field] for field in measure.FIELDS), row["text kept"], row["passages with furniture"]]
            print(
                f"{name:14} {way:12} "
                + " ".join(f"{share:9.1%}" for share in shares)
                + f" {speed:9.1f}  ({len(pages)} pages)"
            )
            if arguments.wrong and way == "newsqa":
                print_wrong(readings)


def count_furniture(corpus: Path, *, shows: bool) -> None:
    dropped: list[str] = []
    lines = passages = dirty = left = 0
    with gzip.open(corpus, "rt", encoding="utf-8") if corpus.suffix == ".gz" else corpus.open(encoding="utf-8") as rows:
        for row in filter(str.strip, rows):
            blocks = [Block(line.strip()) for line in json.loads(row)["text"].split("\n") if line.strip()]
            lines += len(blocks)
            kept = without_furniture(blocks)
            ids = set(map(id, kept))
            out = [block.text for block in blocks if id(block) not in ids]
            dropped += out
            before, after = cut(blocks), cut(kept)
            passages += len(before)
            dirty += sum(not set(out).isdisjoint(text.split("\n")) for text in before)
            left += sum(not set(out).isdisjoint(text.split("\n")) for text in after)
    print(
        f"{lines} lines, {len(dropped)} of them furniture; {passages} passages, {dirty} hold some before, {left} after"
    )
    if shows:
        print("\n".join(f"    {line[:110]}" for line in dropped))


def cut(blocks: list[Block]) -> list[str]:
    text = "\n".join(block.text for block in blocks)
    passages = split_passages(Article(id="-", title="-", text=text), **measure.LIMITS) if text else []
    return [passage.text for passage in passages]


def print_wrong(readings: list[measure.Reading]) -> None:
    for each in readings:
        page, article = each.page, each.article
        for field, is_right in each.right.items():
            if not is_right:
                got = (
                    article
                    and {
                        "title": article.title,
                        "date": article.date,
                        "outlet": article.source,
                        "authors": article.authors,
                    }[field]
                )
                print(f"    {page.name}: {field} is {getattr(page, field)!r}, read as {got!r}")
        for line in each.lost:
            print(f"    {page.name}: lost {line[:90]!r}")
        for passage in each.dirty:
            shown = [line for line in page.furniture if line in passage]
            print(f"    {page.name}: kept {shown}")


if __name__ == "__main__":
    main()
