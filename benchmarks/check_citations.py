"""Checks citations against the articles' own file, without newsqa: nothing but Python's standard library.

    newsqa evaluate FOLDER --answers answers.jsonl
    python benchmarks/check_citations.py answers.jsonl FOLDER/corpus.jsonl.gz

Of each citation only `article_id`, `start`, `end` and `quote` are read; the text comes from the corpus. Offsets
count code points of the text as docs/evaluate.md describes it: one paragraph a line, white space at a line's ends and
control characters gone, lines that were wrapped at a fixed width joined. That rule is written here a second time. What
newsqa takes for a site's furniture it leaves out, whole lines only: an offset may lie so much before the quote's place
in the file as lines before it sum up to.
The second figure needs no rule: it asks whether the quote stands anywhere in the article as its file has it, white
space and control characters aside. Exit status 1 when one citation fails the first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path, help="what `newsqa evaluate --answers` wrote")
    parser.add_argument("corpora", type=Path, nargs="+", help="corpus.jsonl or corpus.jsonl.gz")
    arguments = parser.parse_args()
    texts: dict[str, str] = {}
    for corpus in arguments.corpora:
        for line in read_lines(corpus):
            values = json.loads(line)
            name = values.get("id") or values.get("_id")
            texts.setdefault(" ".join(bare(str(name)).split()), values.get("text") or "")
    as_read: dict[str, str] = {}
    answers = citations = exact = found = 0
    for line in read_lines(arguments.answers):
        answers += 1
        for citation in json.loads(line)["citations"]:
            name, quote = citation["article_id"], citation["quote"]
            text = texts.get(name, "")
            read = as_read.setdefault(name, article_text(text))
            shown = read[citation["start"] : citation["end"]]
            is_whole = bool(quote) and citation["end"] - citation["start"] == len(quote)
            is_there = is_whole and stands_at(read, quote, citation["start"])
            citations += 1
            exact += is_there
            found += bool(quote) and all(squeezed(line) in squeezed(text) for line in quote.split("\n"))
            if not is_there:
                place = f"{name} {citation['start']}:{citation['end']}"
                print(f"{place}: the article has {shown!r}, the citation {quote!r}", file=sys.stderr)
    print(f"{answers} answers, {citations} citations of {len(as_read)} articles")
    print(f"{exact} equal their article's text at their offsets")
    print(f"{found} stand in their article's file, white space aside")
    sys.exit(exact < citations)


def read_lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        yield from (line.decode("utf-8-sig") for line in lines if line.strip())


def stands_at(text: str, quote: str, start: int) -> bool:
    """Whether the quote stands in the text at an offset, once whole lines of the text are left out, or none."""
    between = "\\n(?:[^\\n]*\\n)*?"
    for match in re.finditer(between.join(map(re.escape, quote.split("\n"))), text):
        lag = match.start() - start
        # Bit n is set when lines before the quote can sum up to n characters, with their line feeds.
        sums = 1
        for line in text[: match.start()].split("\n")[:-1] if lag > 0 else ():
            sums |= sums << (len(line) + 1)
        if lag >= 0 and sums >> lag & 1:
            return True
    return False


def bare(text: str) -> str:
    """Return the text with line feeds as its only line ends, without control characters and lone surrogates."""
    text = re.sub("\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text)
    text = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]", "", text)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def squeezed(text: str) -> str:
    return "".join(bare(text).split())


def article_text(text: str) -> str:
    """Return an article's text, one paragraph a line."""
    paragraphs: list[str] = []
    for chunk in re.split(r"\n[^\S\n]*\n", bare(text)):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        paragraphs += [" ".join(lines)] if are_wrapped(lines) else lines
    return "\n".join(paragraphs)


def are_wrapped(lines: list[str]) -> bool:
    """Whether all lines have at most 100 characters, most 40 or more, and at most half end like a sentence."""
    full = lines[:-1]
    if not full or max(map(len, lines)) > 100 or statistics.median(map(len, full)) < 40:
        return False
    return sum(line[-1] in '.!?”"' for line in full) <= len(full) / 2


if __name__ == "__main__":
    main()
