"""Measures how much a follow-up as it was asked should count when it chooses among the passages of the right article.

    python benchmarks/focus.py FOLDER [--count N]

The FOLDER holds dialogues as benchmarks/followups.py reads them, with "answers". The answers of a dialogue are the
paragraphs of one article; a follow-up is right when the best passage of its article holds its answer. Fold by fold.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import followups

import newsqa
from newsqa import focus, retriever
from newsqa.config import Settings
from newsqa.evaluate.questions import QUERIES, find_file, read_objects
from newsqa.fitted import Fitted
from newsqa.focus import Scored

WEIGHTS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0)
PASSAGE_WORDS = 30  # an answer or two: the articles are short
LEAST_CHARS = 20  # a shorter answer may stand anywhere


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=3000, help="so many questions at most")
    options = parser.parse_args()
    answers = read_answers(options.folder)
    followed = list(followups.read(options.folder))
    fitted = Fitted.shipped("followups")
    texts, _ = followups.converse(followed, lambda _: fitted)
    some = [one for one in followed if one.history and len(answers.get(one.id, "")) >= LEAST_CHARS][: options.count]
    with tempfile.TemporaryDirectory() as place:
        write_articles(Path(place) / "articles", followed, answers)
        settings = Settings(
            articles=str(Path(place) / "articles"), index=str(Path(place) / "index"), passage_words=PASSAGE_WORDS
        )
        newsqa.build(settings=settings)
        with newsqa.Index.open(settings=settings) as index:
            found = ask(index, some, texts, answers)
    print(f"{sum(len(some) for some in found.values())} follow-ups, of whose article there are several passages")
    print("asked counts  fold 0  fold 1")
    for place, weight in enumerate(WEIGHTS):
        print(f"{weight:12}  " + "  ".join(f"{mean([each[place] for each in found[fold]]):6.3f}" for fold in (0, 1)))


def read_answers(folder: Path) -> dict[str, str]:
    """Return the first answer of each question that has one, by id."""
    queries = find_file(folder, QUERIES)
    assert queries is not None
    every = ((str(values["_id"]), values.get("answers") or []) for _, values in read_objects(queries))
    return {id_: str(texts[0]).strip() for id_, texts in every if texts and texts[0] != followups.UNKNOWN}


def write_articles(folder: Path, followed: Sequence[followups.Followed], answers: Mapping[str, str]) -> None:
    """Write an article for each dialogue: its answers, each a paragraph, once."""
    paragraphs: dict[str, dict[str, None]] = defaultdict(dict)
    topics = {}
    for one in followed:
        topics[one.dialogue] = one.topic
        if one.id in answers:
            paragraphs[one.dialogue][answers[one.id]] = None
    folder.mkdir()
    lines = [
        json.dumps({"id": dialogue, "title": topics[dialogue], "text": "\n\n".join(texts)})
        for dialogue, texts in paragraphs.items()
    ]
    (folder / "dialogues.jsonl").write_text("\n".join(lines), encoding="utf-8")


def ask(
    index: newsqa.Index, followed: Sequence[followups.Followed], texts: Mapping[str, str], answers: Mapping[str, str]
) -> dict[int, list[list[bool]]]:
    """Return by fold, for each follow-up, whether the best passage of its article is right by each of the weights."""
    met: list[tuple[Sequence[Scored], Mapping[int, float]]] = []
    real = focus.in_focus

    def look(ranked: Sequence[Scored], asked: Mapping[int, float]) -> list[Scored]:
        met.append((ranked, asked))
        return real(ranked, asked)

    retriever.in_focus = look
    found: dict[int, list[list[bool]]] = defaultdict(list)
    for one in followed:
        met.clear()
        index.ask(one.text, understood=texts[one.id], times=False)
        for ranked, asked in met[:1]:
            own = [
                (up, asked[candidate.found.row], answers[one.id] in candidate.found.passage.text)
                for up, _, candidate in ranked
                if one.dialogue in candidate.found.passage.id and candidate.found.row in asked
            ]
            if len(own) > 1 and any(is_right for *_, is_right in own):
                best = [max(own, key=lambda each: each[0] + weight * each[1])[2] for weight in WEIGHTS]
                found[one.fold].append(best)
    retriever.in_focus = real
    return found


def mean(values: Sequence[bool]) -> float:
    return sum(values) / max(1, len(values))


if __name__ == "__main__":
    main()
