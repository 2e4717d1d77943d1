"""Fits what follow-ups are understood by, and measures it on a folder of dialogues.

    python benchmarks/followups.py FOLDER [--recall] [--fit] [--lost] [--errors N] [--out FILE]
    python benchmarks/followups.py --seeds

The FOLDER holds queries.jsonl[.gz] whose objects have "text", "rewrite" (by a person), "history" (question, answer,
question, ...) and "topic", and a corpus.jsonl[.gz] with qrels.tsv; an id is its dialogue's, "#" and a number from 1.
Half of the dialogues, by the first bit of the sha256 of what their id says before "#", is measured with what was fitted
on the other half. The questions of a dialogue are asked one after the other, each after the others as they were
understood, as in the chat; what is fitted is fitted on conversations understood by what other dialogues gave. "Each
by itself" is each after the others as they were asked. With --fit the package's coefficients are written, from both
halves. With --seeds the conversations of tests/conversations.json are asked of seeds/.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import newsqa
from newsqa.conversation import turns_of, understand
from newsqa.conversation.gathering import Asked, Turn, describe, gather_phrases, gather_words
from newsqa.evaluate.questions import CORPUS, QRELS, QUERIES, find_file, read_objects, read_qrels
from newsqa.fitted import Fitted
from newsqa.types import Answer, Citation, Span
from newsqa.words import terms

ROOT = Path(__file__).resolve().parent.parent
COEFFICIENTS = ROOT / "src" / "newsqa" / "coefficients" / "followups.json"
RIDGE = 100.0  # the inverse of scikit-learn's C
LEAST_ROWS = 10  # a feature that fewer words have is left out
TODAY = dt.date(2026, 1, 1)
SEEDS_DAY = "2026-09-01"  # after the last article
UNKNOWN = "I don't know."
# The words of three letters or more that say nothing: with these the two baselines that the set is known by come out.
_LITTLE = frozenset(
    (
        "the",
        "for",
        "with",
        "and",
        "are",
        "was",
        "were",
        "did",
        "does",
        "what",
        "who",
        "when",
        "where",
        "why",
        "how",
        "that",
        "this",
    )
)
_WORD = re.compile(r"\w{3,}")
Rewrite = Callable[["Followed"], str]
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Followed:
    """A question of a dialogue, with what a person made of it."""

    id: str
    text: str
    rewrite: str
    topic: str
    history: tuple[str, ...]

    @property
    def dialogue(self) -> str:
        return self.id.split("#")[0]

    @property
    def fold(self) -> int:
        return hashlib.sha256(self.dialogue.encode()).digest()[0] >> 7

    @property
    def inner_fold(self) -> int:
        return hashlib.sha256(self.dialogue.encode()).digest()[0] >> 6 & 1

    def answers(self, texts: Texts) -> list[tuple[str, Answer]]:
        """Return the turns before as they come from an index; ``texts`` are questions as understood, by id."""
        pairs = zip(self.history[::2], self.history[1::2], strict=True)
        return [
            (question, answered(question, texts.get(f"{self.dialogue}#{number}", question), answer, self.topic))
            for number, (question, answer) in enumerate(pairs, 1)
        ]

    def turns(self, texts: Texts) -> list[Turn]:
        return turns_of(self.answers(texts))


def answered(question: str, understood: str, answer: str, topic: str) -> Answer:
    """Return an answer that cites one sentence of an article with this title."""
    quote = "" if answer == UNKNOWN else answer
    cited = Citation(
        number=1, article_id="one", start=0, end=len(quote), quote=quote, title=topic, best=Span(0, len(quote))
    )
    return Answer(question=question, answered=True, understood=understood, citations=(cited,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seeds", action="store_true", help="ask the conversations about seeds/")
    parser.add_argument(
        "--changes", type=Path, help="an index: ask it the folder's questions, each about something else"
    )
    parser.add_argument("--fit", action="store_true", help="write the package's coefficients")
    parser.add_argument("--recall", action="store_true", help="ask the set's corpus too")
    parser.add_argument("--lost", action="store_true", help="print where the words stand that are missed")
    parser.add_argument("--errors", type=int, default=0, help="print so many questions of the second fold")
    parser.add_argument("--out", type=Path, help="where to write the figures, as JSON")
    options = parser.parse_args()
    if options.changes:
        ask_others(options.folder, options.changes)
        return
    if options.seeds:
        ask_seeds()
        return
    if options.folder is None:
        parser.error("name a folder, or --seeds")
    measure(options)


def measure(options: argparse.Namespace) -> None:
    """Print the figures of a set of dialogues."""
    followed = list(read(options.folder))
    later = [one for one in followed if one.history]
    texts: dict[str, str] = {}
    seconds: list[float] = []
    by_itself: dict[str, str] = {}
    for fold in (0, 1):
        own, others = parted(followed, lambda one, fold=fold: one.fold == fold)
        inner = {half: fit(parted(others, lambda one, half=half: one.inner_fold == half)[1], {}) for half in (0, 1)}
        fitted = fit(others, converse(others, lambda one, inner=inner: inner[one.inner_fold])[0])
        found, taken_s = converse(own, lambda _, fitted=fitted: fitted)
        texts |= found
        seconds += taken_s
        plain = fit(others, {})
        by_itself |= {one.id: understand(one.text, one.answers({}), fitted=plain, today=TODAY).text for one in own}
    figures: dict[str, Any] = {"questions": len(followed), "follow_ups": len(later)}
    print(f"{len(followed)} questions, {len(later)} of them follow-ups, out of fold\n")
    ways: dict[str, Rewrite] = {
        "topic's name": lambda one: f"{one.text} {one.topic.split(' - ')[0]}",
        "whole history": lambda one: f"{one.text} {' '.join(one.history)}",
        "understood": lambda one: texts[one.id],
        "each by itself": lambda one: by_itself[one.id],
    }
    for name, words in {"words": content, "terms": lambda text: set(terms(text))}.items():
        print(f"{name:14} precision  recall    F1")
        for way, rewrite in ways.items():
            found = figures[f"{way}, by {name}"] = score(later, rewrite, words)
            print(f"{way:14}      {found[0]:.3f}   {found[1]:.3f} {found[2]:.3f}")
        print()
    for kind, some in sorted(by_kind(later).items()):
        found = score(some, ways["understood"], content)
        print(f"  {kind:12} {len(some):5} {found[0]:.3f} {found[1]:.3f} {found[2]:.3f}")
    in_reach = sum(len((content(one.rewrite) - content(one.text)) & said(one)) for one in later)
    wanted = sum(len(content(one.rewrite) - content(one.text)) for one in later)
    figures["in_reach"] = in_reach / wanted
    print(f"\nof the {wanted} words that a person added, {in_reach / wanted:.1%} stand in the turns before")
    first = [one for one in followed if not one.history]
    untouched = sum(texts[one.id] == one.text for one in first)
    taken = np.array(seconds) * 1000
    figures |= {
        "first_untouched": untouched, "first": len(first), "ms_mean": float(taken.mean()),
        "ms_p95": float(np.percentile(taken, 95)), "ms_max": float(taken.max()),
    }  # fmt: skip
    print(f"\nfirst questions untouched: {untouched} of {len(first)}")
    print(f"a rewrite: mean {taken.mean():.2f} ms, 95 % {np.percentile(taken, 95):.2f} ms, most {taken.max():.2f} ms")
    if options.lost:
        show_lost(later, texts)
    if options.errors:
        show_errors([one for one in later if one.fold == 1][::7][: options.errors], texts)
    if options.recall:
        figures["recall@10"] = recall(options.folder, followed, texts)
    if options.fit:
        fitted = fit(followed, texts)
        found = figures["understood, by words"]
        made = {
            "by": "benchmarks/followups.py", "newsqa": newsqa.__version__, "on": dt.date.today().isoformat(),
            "sets": [options.folder.name], "questions": len(later),
            "out_of_fold": {"precision": round(found[0], 3), "recall": round(found[1], 3), "f1": round(found[2], 3)},
        }  # fmt: skip
        COEFFICIENTS.write_text(json.dumps(replace(fitted, made=made).to_dict(), indent=1, sort_keys=True) + "\n")
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n")


def read(folder: Path) -> Iterator[Followed]:
    queries = find_file(folder, QUERIES)
    if queries is None:
        raise SystemExit(f"{folder}: holds no {QUERIES}")
    for _, values in read_objects(queries):
        yield Followed(
            str(values["_id"]), str(values["text"]), str(values["rewrite"]), str(values["topic"]),
            tuple(values["history"]),
        )  # fmt: skip


def content(text: str) -> set[str]:
    """Return the words that the set is scored by."""
    return set(_WORD.findall(text.lower())) - _LITTLE


def said(one: Followed) -> set[str]:
    """Return the words of the turns that are looked at."""
    turns = one.turns({})
    return {piece for word in gather_words(gather_phrases(turns), turns) for piece in content(word)}


def parted(followed: Sequence[Followed], belongs: Callable[[Followed], bool]) -> tuple[list[Followed], list[Followed]]:
    """Return the questions that belong, and the others."""
    return [one for one in followed if belongs(one)], [one for one in followed if not belongs(one)]


def converse(followed: Sequence[Followed], by: Callable[[Followed], Fitted]) -> tuple[dict[str, str], list[float]]:
    """Return each question as it is understood after the others of its dialogue, by id, and the seconds each took."""
    texts: dict[str, str] = {}
    seconds: list[float] = []
    for one in sorted(followed, key=lambda one: (one.dialogue, len(one.history))):
        history, fitted = one.answers(texts), by(one)
        start = time.thread_time()
        understood = understand(one.text, history, fitted=fitted, today=TODAY)
        seconds.append(time.thread_time() - start)
        texts[one.id] = understood.text
    return texts, seconds


def fit(followed: Sequence[Followed], texts: Texts) -> Fitted:
    """Return a logistic regression on the words of the turns before: whether the person's rewrite took them up."""
    rows, taken = [], []
    for one in followed:
        if not one.history:
            continue
        asked, turns = Asked.read(one.text), one.turns(texts)
        added = content(one.rewrite) - content(one.text)
        for word, features in describe(asked, gather_words(gather_phrases(turns), turns), turns).items():
            pieces = content(word)
            if pieces:
                rows.append(features)
                taken.append(bool(pieces & added))
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    kept = np.flatnonzero(np.asarray((matrix != 0).sum(axis=0)).ravel() >= LEAST_ROWS)
    model = LogisticRegression(C=1 / RIDGE, max_iter=3000).fit(matrix[:, kept], taken)
    names = vectors.get_feature_names_out()[kept]
    weights = {str(name): round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Fitted(
        weights={name: weight for name, weight in sorted(weights.items()) if weight},
        intercept=round(float(model.intercept_[0]), 4), made={},
    )  # fmt: skip


def score(
    followed: Sequence[Followed], rewrite: Rewrite, words: Callable[[str], set[str]]
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the words that were added, pooled."""
    right = added = wanted = 0
    for one in followed:
        own = words(one.text)
        mine, theirs = words(rewrite(one)) - own, words(one.rewrite) - own
        right += len(mine & theirs)
        added += len(mine)
        wanted += len(theirs)
    precision, recall = right / max(1, added), right / max(1, wanted)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def by_kind(followed: Sequence[Followed]) -> dict[str, list[Followed]]:
    kinds: dict[str, list[Followed]] = defaultdict(list)
    for one in followed:
        asked = Asked.read(one.text)
        kinds[f"{'more ' if asked.asks_for_more else ''}{asked.kind}"].append(one)
    return kinds


def show_lost(followed: Sequence[Followed], texts: Texts) -> None:
    """Print by where words stand how many were wanted, said and right, and the F1 were all of these known."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    in_reach = [0, 0, 0]
    decided: dict[str, int] = defaultdict(int)
    for one in followed:
        own = content(one.text)
        wanted, added = content(one.rewrite) - own, content(texts[one.id]) - own
        name, _, rest = one.topic.partition(" - ")
        left = wanted | added
        places = {
            "the subject's name": name, "the rest of the title": rest, "the last answer": one.history[-1],
            "the last question": one.history[-2], "what was said earlier": " ".join(one.history[:-2]),
        }  # fmt: skip
        for place, text in places.items():
            here = left & content(text)
            left -= here
            _count(counts[place], wanted & here, added & here)
        _count(counts["nowhere"], wanted & left, added & left)
        _count(in_reach, wanted - left, added - left)
        is_right = bool(added) == bool(wanted)
        decided[f"{'something' if added else 'nothing'} carried, {'rightly' if is_right else 'wrongly'}"] += 1
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    print(f"\n{'where a word stands':24} wanted   said  right   F1 were these known")
    for place, (wanted, said_, right) in counts.items():
        known = 2 * (totals[2] + wanted - right) / (totals[0] + totals[1] + wanted - said_)
        print(f"{place:24} {wanted:6} {said_:6} {right:6}   {known:.3f}")
    print(f"of the words that stand in the turns before: F1 {2 * in_reach[2] / (in_reach[0] + in_reach[1]):.3f}")
    print(", ".join(f"{decision} {count}" for decision, count in sorted(decided.items())))


def _count(counts: list[int], wanted: set[str], added: set[str]) -> None:
    for place, words in enumerate((wanted, added, wanted & added)):
        counts[place] += len(words)


def show_errors(followed: Sequence[Followed], texts: dict[str, str]) -> None:
    for one in followed:
        print(f"\n{one.topic} | {one.history[-2]} | {one.history[-1][:160]}")
        print(f"  ? {one.text}\n  = {one.rewrite}\n  > {texts[one.id]}")


def recall(folder: Path, followed: Sequence[Followed], texts: dict[str, str]) -> dict[str, float]:
    """Print in how many questions the right article is among the first ten, asked in each way."""
    judged, corpus = find_file(folder, QRELS), find_file(folder, CORPUS)
    if judged is None or corpus is None:
        raise SystemExit(f"{folder}: holds no {QRELS} or no {CORPUS}")
    qrels = read_qrels(judged)
    some = [one for one in followed if one.history and one.id in qrels]
    ways: dict[str, Rewrite] = {
        "as asked": lambda one: one.text, "understood": lambda one: texts[one.id],
        "by a person": lambda one: one.rewrite,
    }  # fmt: skip
    figures = {}
    print(f"\nrecall@10 of {len(some)} follow-ups")
    with tempfile.TemporaryDirectory() as place:
        newsqa.build(corpus, place)
        with newsqa.Index.open(place) as index:
            for way, rewrite in ways.items():
                found = [
                    any(hit.article.id in qrels[one.id] for hit in index.retrieve(rewrite(one), 10, times=False))
                    for one in some
                ]
                figures[way] = statistics.mean(found)
                print(f"{way:14} {figures[way]:.3f}")
    return figures


def ask_others(folder: Path, place: Path) -> None:
    """Print into how many of 125 questions that change the subject something was carried; six are a conversation."""
    queries = find_file(folder, QUERIES)
    if queries is None:
        raise SystemExit(f"{folder}: holds no {QUERIES}")
    questions = [str(values["text"]) for _, values in read_objects(queries)]
    random.Random(3).shuffle(questions)  # noqa: S311  # any order will do
    changed = 0
    with newsqa.Index.open(place) as index:
        for start in range(0, 150, 6):
            history: list[tuple[str, Answer]] = []
            for question in questions[start : start + 6]:
                changed += understand(question, history).text != question
                history.append((question, index.ask(question)))
    print(f"{changed} of 125 questions about something else had something carried into them")


def ask_seeds() -> None:
    """Print in how many turns of the conversations about seeds/ the right passage comes first, asked in each way."""
    with tempfile.TemporaryDirectory() as place:
        newsqa.build(ROOT / "seeds", place)
        with newsqa.Index.open(place) as index:
            for name, known in (("conversations.json", "rules were tuned on"), ("conversations_unseen.json", "unseen")):
                conversations = json.loads((ROOT / "tests" / name).read_text(encoding="utf-8"))
                found = ask_conversations(index, conversations)
                print(f"\nthe right passage first, {known}")
                for way, some in found.items():
                    print(f"{way:14} {sum(some)} of {len(some)}")


def ask_conversations(index: newsqa.Index, conversations: list[dict[str, Any]]) -> dict[str, list[bool]]:
    """Print what each turn is understood as; return by way of asking in which the right passage comes first."""
    found: dict[str, list[bool]] = defaultdict(list)
    for conversation in conversations:
        history: list[tuple[str, Answer]] = []
        print(f"\n{conversation['name']}")
        for turn in conversation["turns"]:
            question = turn["question"]
            answer = index.ask(question, history=history, today=SEEDS_DAY)
            history.append((question, answer))
            ways = {
                "as asked": index.ask(question, today=SEEDS_DAY), "understood": answer,
                "by a person": index.ask(turn["alone"], today=SEEDS_DAY),
            }  # fmt: skip
            for way, one in ways.items():
                found[way].append(is_right(one, turn["right"]))
            marks = " ".join("yes" if found[way][-1] else " no" for way in ways)
            print(f"  {marks}  {question} > {answer.understood if answer.understood != question else '='}")
    return found


def is_right(answer: Answer, right: Sequence[str]) -> bool:
    """Whether the first hit's passage, or the first citation, holds one of these."""
    shown = [*(hit.passage.text for hit in answer.hits[:1]), *(one.quote for one in answer.citations[:1])]
    return any(text in one for text in right for one in shown)


if __name__ == "__main__":
    main()
