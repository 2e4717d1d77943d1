"""Which sentence of the right passage answers? Compares ways to choose it, and ways to store their vectors.

    python benchmarks/evidence.py FOLDER [--questions N]

FOLDER holds corpus.jsonl.gz, queries.jsonl.gz (with `answers`) and qrels.tsv. For each answerable
question the sentences of its right passage are ranked, and the first is looked into for an answer.
The weight of word overlap is chosen on one half of the questions and reported on the other, both ways.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
from pathlib import Path

import numpy as np

from newsqa.encoder import load_encoder
from newsqa.passages import encoder_input, split_passages
from newsqa.ranking import word_overlap
from newsqa.types import Article, Span
from newsqa.vectors import pack_sentences, unpack_sentences

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)


def rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()

    with (options.folder / "qrels.tsv").open(encoding="utf-8") as lines:
        relevant = {row[0]: row[-2] for row in csv.reader(lines, delimiter="\t") if row[-1].isdigit()}
    corpus = {str(row.get("_id", row.get("id"))): row for row in rows(options.folder / "corpus.jsonl.gz")}
    questions = [
        row for row in rows(options.folder / "queries.jsonl.gz")
        if str(row.get("_id", row.get("id"))) in relevant and row.get("answers")
    ]  # fmt: skip
    questions.sort(key=lambda row: hashlib.sha256(row["text"].encode()).digest())
    questions = questions[: options.questions]

    encoder = load_encoder()
    passages: dict[str, tuple[list[str], dict[str, np.ndarray]]] = {}
    for key in sorted({relevant[str(row.get("_id", row.get("id")))] for row in questions}):
        passages[key] = read_passage(encoder, corpus[key], key)

    methods = ("in context", "in context, float16", "in context, int8", "alone")
    right = {method: np.zeros((len(WEIGHTS), len(questions))) for method in methods}
    for n, row in enumerate(questions):
        sentences, vectors = passages[relevant[str(row.get("_id", row.get("id")))]]
        query = encoder.encode_query(row["text"])
        overlap = np.array(word_overlap(row["text"], sentences))
        answers = [normal(answer) for answer in row["answers"]]
        for method in methods:
            for w, weight in enumerate(WEIGHTS):
                best = int(np.argmax(vectors[method] @ query + weight * overlap))
                right[method][w, n] = any(answer in normal(sentences[best]) for answer in answers)

    half = np.array([hashlib.sha256(b"half" + row["text"].encode()).digest()[0] % 2 for row in questions], bool)
    count = sum(len(sentences) for sentences, _ in passages.values())
    print(f"{len(questions)} questions, {len(passages)} passages, {count} sentences, {options.folder.name}\n")
    print(
        f"{'sentence vectors':<22}{'bytes each':>11}" + "".join(f"{f'w={w}':>8}" for w in WEIGHTS) + f"{'held out':>10}"
    )
    size = {"in context": 1536, "in context, float16": 768, "in context, int8": 388, "alone": 1536}
    report = {}
    for method in methods:
        table = right[method].mean(axis=1)
        chosen = [int(np.argmax(right[method][:, part].mean(axis=1))) for part in (half, ~half)]
        held_out = np.concatenate([right[method][chosen[0]][~half], right[method][chosen[1]][half]]).mean()
        report[method] = {"bytes": size[method], "by_weight": table.tolist(), "held_out": held_out,
                          "chosen": [WEIGHTS[c] for c in chosen]}  # fmt: skip
        print(f"{method:<22}{size[method]:>11}" + "".join(f"{share:8.1%}" for share in table) + f"{held_out:10.1%}")
    print(json.dumps(report))


def read_passage(encoder, row: dict, key: str):
    article = Article(id=key, title=row.get("title") or key, text=row["text"].replace("\n", " "))
    parts = split_passages(
        article,
        count_tokens=encoder.count_tokens,
        max_tokens=encoder.max_tokens,
        max_words=120,
        max_chars=1500,
    )
    sentences: list[str] = []
    context, alone = [], []
    for part in parts:
        text = encoder_input(article, part, encoder.count_tokens, encoder.max_tokens)
        shift = len(text) - len(part.text) - part.start
        spans = [Span(s.start + shift, s.end + shift) for s in part.sentences]
        context.append(encoder.encode_passages([text], [spans])[0].sentences)
        here = [article.text[s.start : s.end] for s in part.sentences]
        alone += [encoded.vector for encoded in encoder.encode_passages(here, [()] * len(here))]
        sentences += here
    exact = np.concatenate(context)
    return sentences, {
        "in context": exact,
        "in context, float16": exact.astype(np.float16).astype(np.float32),
        "in context, int8": unpack_sentences(pack_sentences(exact), exact.shape[1]),
        "alone": np.stack(alone),
    }


def normal(text: str) -> str:
    text = re.sub(r"[^\w\s]", "", text.lower())
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


if __name__ == "__main__":
    main()
