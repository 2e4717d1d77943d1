"""How well articles and questions in six languages meet, and what a multilingual encoder costs.

    python benchmarks/languages.py [--model FOLDER] [--rounds N] [--cost-only] [--json FILE]
    python benchmarks/languages.py --write FOLDER

The set, languages.json, is twelve short articles with two questions each, written for this project and said alike in
every language. Each language is an archive of its own, of twelve articles, so that chance has the right one first in
8 % and among five in 42 %. Questions of every language are asked of every archive: by meaning alone, by words alone,
and as newsqa asks. Then all languages are one archive of 72 articles; and half of the articles of a language are an
archive that the questions on the other half are asked of. ``--model`` names a second encoder, say what e5_small.py
makes, and both are also timed on the passages of seeds/ by turns. Quote ratios from one run.

``--write`` writes every other article in all languages, and all questions, half of which these then cannot answer, as
`newsqa build`, `calibrate` and `evaluate` take them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from math import log2
from pathlib import Path

import newsqa
from newsqa.articles import ReadArticle, read
from newsqa.encoder import Encoder, load_encoder
from newsqa.encoder.models import find_model
from newsqa.passages import encoder_input, split_passages
from newsqa.ranking import read_question

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "seeds"
STORIES = json.loads((HERE / "languages.json").read_text(encoding="utf-8"))
LANGUAGES = tuple(STORIES[0])
WAYS = ("meaning", "words", "both")
K, BATCH, HALF = 10, 32, 6


@dataclass(frozen=True)
class Figures:
    """Means over questions: the right article first, among five, nDCG@10."""

    first: float
    five: float
    ndcg: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cost-only", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of is not None:
        print(json.dumps(memory(options.memory_of)))
        return
    if options.write is not None:
        write_half(options.write)
        return
    models = {"default": ""} | ({"second": options.model} if options.model else {})
    encoders = {name: load_encoder(model, precision="int8") for name, model in models.items()}
    found = {}
    for name, encoder in encoders.items() if not options.cost_only else ():
        with tempfile.TemporaryDirectory() as place:
            found[name] = quality(encoder, Path(place))
        print_quality(name, encoder, found[name])
    costs = cost(encoders, models, options.rounds)
    print_costs(costs)
    if options.json:
        options.json.write_text(json.dumps({"quality": found, "cost": costs}, indent=2))


def write(folder: Path, languages: Sequence[str], stories: Sequence[int] = range(len(STORIES))) -> Path:
    folder.mkdir()
    with (folder / "all.jsonl").open("w", encoding="utf-8") as lines:
        for number in stories:
            story = STORIES[number]
            for code in languages:
                article = {"id": f"{number}-{code}", "language": code, "source": "Set", "date": "2026-03-02"}
                lines.write(json.dumps(article | {key: story[code][key] for key in ("title", "text")}) + "\n")
    return folder


def write_half(folder: Path) -> None:
    folder.mkdir(parents=True)
    write(folder / "articles", LANGUAGES, range(0, len(STORIES), 2))
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as lines:
        for number, code, question in asked():
            known = {"answerable": False} if number % 2 else {"articles": [f"{number}-{code}"]}
            lines.write(json.dumps({"text": question} | known) + "\n")


def asked() -> Iterator[tuple[int, str, str]]:
    for number, story in enumerate(STORIES):
        for code in LANGUAGES:
            for question in story[code]["questions"]:
                yield number, code, question


def quality(encoder: Encoder, place: Path) -> dict:
    matrix, wrongly = {}, {}
    answers: dict[str, list[tuple[bool, bool]]] = {code: [] for code in LANGUAGES}
    for code in LANGUAGES:
        newsqa.build(write(place / code, [code]), place / f"{code}-index", encoder=encoder)
        with newsqa.Index.open(place / f"{code}-index", encoder=encoder) as index:
            ranks: dict[tuple[str, str], list[int | None]] = {}
            for number, question_code, question in asked():
                right = f"{number}-{code}"
                for way, ids in rankings(index, question).items():
                    rank = ids.index(right) + 1 if right in ids else None
                    ranks.setdefault((question_code, way), []).append(rank)
                if question_code == code:
                    answer = index.ask(question)
                    is_right = answer.answered and answer.citations[0].article_id == right
                    answers[code].append((answer.answered, is_right))
            matrix |= {f"{asked_in} {code} {way}": asdict(figures(own)) for (asked_in, way), own in ranks.items()}
        newsqa.build(write(place / f"{code}-half", [code], range(HALF)), place / f"{code}-half-index", encoder=encoder)
        with newsqa.Index.open(place / f"{code}-half-index", encoder=encoder) as index:
            lacking = [question for number, own, question in asked() if number >= HALF and own == code]
            wrongly[code] = sum(index.ask(question).answered for question in lacking) / len(lacking)
    newsqa.build(write(place / "all", LANGUAGES), place / "all-index", encoder=encoder)
    mixed = {}
    with newsqa.Index.open(place / "all-index", encoder=encoder) as index:
        first = [(code, number, index.retrieve(question, 1)[0].article.id) for number, code, question in asked()]
    for code in LANGUAGES:
        own = [(number, found) for asked_in, number, found in first if asked_in == code]
        mixed[code] = {
            "own": sum(found == f"{number}-{code}" for number, found in own) / len(own),
            "any": sum(found.startswith(f"{number}-") for number, found in own) / len(own),
        }
    shares = {
        code: {
            "answered": sum(a for a, _ in own) / len(own),
            "right": sum(b for _, b in own) / len(own),
            "lacking": wrongly[code],
        }
        for code, own in answers.items()
    }
    return {"matrix": matrix, "answers": shares, "mixed": mixed}


def rankings(index: newsqa.Index, question: str) -> dict[str, list[str]]:
    """Return the ids of articles as each way ranks them; each article is one passage here."""
    with index._reading() as (snapshot, loaded):
        vector = loaded.encoder.encode_query(question)
        wanted = read_question(question, vector, loaded.indexes.lexical, loaded.indexes.languages).wanted
        lists = {
            "meaning": loaded.indexes.dense.search(vector, K),
            "words": loaded.indexes.lexical.search(wanted, K),
        }
        ids = {way: snapshot.passage_ids([row for row, _ in found]) for way, found in lists.items()}
        best = {
            way: [ids[way][row].rpartition("#")[0] for row, _ in sorted(found, key=lambda each: (-each[1], each[0]))]
            for way, found in lists.items()
        }
    best["both"] = [hit.article.id for hit in index.retrieve(question, K)]
    return {way: list(dict.fromkeys(found)) for way, found in best.items()}


def figures(ranks: Sequence[int | None]) -> Figures:
    count = len(ranks)
    return Figures(
        first=sum(rank == 1 for rank in ranks) / count,
        five=sum(rank is not None and rank <= 5 for rank in ranks) / count,
        ndcg=sum(1 / log2(rank + 1) for rank in ranks if rank is not None and rank <= K) / count,
    )


def cost(encoders: dict[str, Encoder], models: dict[str, str], rounds: int) -> dict:
    articles = [each.article for each in read([SEEDS]) if isinstance(each, ReadArticle)]
    inputs = {}
    for name, encoder in encoders.items():
        inputs[name] = [
            encoder_input(article, passage, encoder.count_tokens, encoder.max_tokens)
            for article in articles
            for passage in split_passages(
                article, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens, max_words=120, max_chars=1500
            )
        ]
    questions = [question for _, code, question in asked() if code == "en"]
    speeds: dict[str, list[float]] = {name: [] for name in encoders}
    waits: dict[str, list[float]] = {name: [] for name in encoders}
    for turn in range(rounds + 1):
        for name, encoder in encoders.items():
            batches = [inputs[name][first : first + BATCH] for first in range(0, len(inputs[name]), BATCH)]
            began = time.perf_counter()
            with ThreadPoolExecutor(encoder.concurrency) as pool:
                texts, spans = zip(*(zip(*batch, strict=True) for batch in batches), strict=True)
                list(pool.map(encoder.encode_passages, texts, spans))
            seconds = time.perf_counter() - began
            if turn:  # the first round warms up
                speeds[name].append(len(inputs[name]) / seconds)
            for question in questions:
                began = time.perf_counter()
                encoder.encode_query(question)
                waits[name].append(1000 * (time.perf_counter() - began))
    found = {}
    for name, encoder in encoders.items():
        tokens = {
            code: statistics.mean(encoder.count_tokens([story[code]["text"] for story in STORIES]))
            for code in LANGUAGES
        }
        unknown = {code: unknown_share(encoder, code) for code in LANGUAGES}
        run = [sys.executable, __file__, "--memory-of", models[name]]
        measured = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
        found[name] = {
            "passages": len(inputs[name]), "passages_a_second": statistics.median(speeds[name]),
            "question_ms": statistics.median(waits[name]), "tokens": tokens, "unknown": unknown,
            "dimension": encoder.fingerprint.dimension, "max_tokens": encoder.fingerprint.max_tokens, **measured,
        }  # fmt: skip
    return found


def unknown_share(encoder: Encoder, code: str) -> float:
    """Return the share of tokens that stand for something the vocabulary lacks."""
    known = [t for s in STORIES for t in encoder._tokenizer.encode(s[code]["text"], add_special_tokens=False).tokens]
    return sum(token in ("[UNK]", "<unk>") for token in known) / len(known)


def memory(model: str) -> dict[str, float]:
    """Return what an encoder takes that is ready, and then what making it ready takes, in a process of its own."""
    encoder = load_encoder(model, precision="int8")
    texts = [story["en"]["text"] for story in STORIES]
    encoder.encode_passages(texts, [[] for _ in texts])
    ready = peak_mb()
    with tempfile.TemporaryDirectory() as cache:
        began = time.perf_counter()
        load_encoder(model, precision="int8", cache=Path(cache))
        seconds = time.perf_counter() - began
        cached = sum(file.stat().st_size for file in Path(cache).rglob("*") if file.is_file())
    making = peak_mb()
    files = [file for file in find_model(model).folder.rglob("*") if file.is_file()]
    return {
        "peak_mb": ready, "making_peak_mb": making, "making_s": seconds, "cache_mb": cached / 1e6,
        "folder_mb": sum(file.stat().st_size for file in files) / 1e6,
    }  # fmt: skip


def peak_mb() -> float:
    """Return the most that this program ever held; what getrusage says is also of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def print_quality(name: str, encoder: Encoder, found: dict) -> None:
    print(f"\n## {name}: {encoder.fingerprint}\n\nQuestion and article in one language, {len(STORIES) * 2} questions\n")
    print("| language | meaning: first, among 5, nDCG@10 | words | both | answered | right | answered though lacking |")
    print("|---|---|---|---|---|---|---|")
    for code in LANGUAGES:
        cells = []
        for way in WAYS:
            own = found["matrix"][f"{code} {code} {way}"]
            cells.append(f"{own['first']:.2f}  {own['five']:.2f}  {own['ndcg']:.3f}")
        cells += [f"{found['answers'][code][share]:.0%}" for share in ("answered", "right", "lacking")]
        print(f"| {code} | {' | '.join(cells)} |")
    for measure in ("first", "five", "ndcg"):
        print(f"\nBoth, {measure}: a row a question's language, a column the articles'\n")
        print(f"| | {' | '.join(LANGUAGES)} |\n|---|{'---|' * len(LANGUAGES)}")
        for row in LANGUAGES:
            cells = [f"{found['matrix'][f'{row} {column} both'][measure]:.2f}" for column in LANGUAGES]
            print(f"| {row} | {' | '.join(cells)} |")
    print("\nAll 72 articles as one archive: the first passage is of the right story\n")
    print("| question | in its own language | in any |\n|---|---|---|")
    for code in LANGUAGES:
        print(f"| {code} | {found['mixed'][code]['own']:.2f} | {found['mixed'][code]['any']:.2f} |")


def print_costs(found: dict) -> None:
    print("\n## Cost\n")
    base = next(iter(found.values()))
    for name, each in found.items():
        speed, wait, making = each["passages_a_second"], each["question_ms"], each["making_peak_mb"]
        print(
            f"{name}: {speed:.1f} passages/s ({speed / base['passages_a_second']:.2f}), a question {wait:.1f} ms "
            f"({wait / base['question_ms']:.2f}), peak memory {each['peak_mb']:.0f} MB; "
            f"folder {each['folder_mb']:.0f} MB, made ready {each['cache_mb']:.0f} MB in {each['making_s']:.0f} s "
            f"with {making:.0f} MB; "
            f"dimension {each['dimension']}, reads {each['max_tokens']} tokens"
        )
        print("  tokens an article: " + ", ".join(f"{code} {count:.0f}" for code, count in each["tokens"].items()))
        print("  unknown tokens: " + ", ".join(f"{code} {share:.1%}" for code, share in each["unknown"].items()))


if __name__ == "__main__":
    main()
