"""What the chat spends besides the index: a paint of the page, Gradio's way and ours; questions encoded in one run.

    python benchmarks/chat.py FOLDER... [--json FILE]

A FOLDER is a set as `newsqa evaluate` takes; its questions are encoded, those of the commonest length, alone and in
runs of several, for which the model's input is opened. CPU times are the least of several rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import onnx
from gradio.state_holder import SessionState

from newsqa.config import Settings
from newsqa.encoder import load_encoder
from newsqa.encoder.onnx import open_session
from newsqa.evaluate.questions import QUERIES, find_file, read_questions
from newsqa.web.chat import make_chat
from newsqa.web.desk import Desk

PAINTS, ROUNDS, MOST = 40, 5, 96
TOGETHER = (2, 4, 8, 16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    texts = [
        question.text for folder in options.folders for question in read_questions(find_file(folder, QUERIES))
    ]  # fmt: skip
    figures = {**paints(), **runs(texts)}
    for name, figure in figures.items():
        print(f"{name:56} {figure:10.3f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def paints() -> dict[str, float]:
    """Return the CPU of a paint in which one part has changed, in milliseconds."""
    blocks = make_chat(Desk(None, Settings()))  # type: ignore[arg-type]  # nothing is asked
    event = max(blocks.fns.values(), key=lambda event: len(event.outputs))
    values = [*[gr.skip()] * (len(event.outputs) - 1), "x" * 20_000]
    state = SessionState(blocks)

    def paint(way: Callable[..., Any]) -> None:
        async def several() -> None:
            for _ in range(PAINTS):
                await way(event, values, state)

        asyncio.run(several())

    outputs = f"a paint of {len(event.outputs)} parts, CPU ms"
    return {
        f"{outputs}: Gradio's": _cpu_ms(lambda: paint(partial(gr.Blocks.postprocess_data, blocks)), PAINTS),
        f"{outputs}: ours": _cpu_ms(lambda: paint(blocks.postprocess_data), PAINTS),
    }  # fmt: skip


def runs(texts: Sequence[str]) -> dict[str, float]:
    """Return the CPU of a question, alone and in runs of several, in milliseconds, and how far the numbers move."""
    encoder = load_encoder()
    folder = encoder._engine._folder
    by_length: dict[int, list[list[int]]] = defaultdict(list)
    for encoding in encoder._tokenize(list(texts)):
        by_length[len(encoding)].append(encoding.ids)
    ids = max(by_length.values(), key=len)[:MOST]
    alone = open_session(folder / "model.onnx", 1)
    expected = _run(alone, ids, 1)
    name = f"{len(ids)} questions of {len(ids[0])} tokens"
    found = {f"{name}: alone, CPU ms each": _cpu_ms(lambda: _run(alone, ids, 1), len(ids))}
    two = open_session(folder / "model.onnx", 2)
    found["alone on two threads"] = _cpu_ms(lambda: _run(two, ids, 1), len(ids))
    with tempfile.TemporaryDirectory() as scratch:
        together = open_session(_opened(folder / "model.onnx", Path(scratch)), 1)
        for count in TOGETHER:
            found[f"{count} in a run"] = _cpu_ms(lambda count=count: _run(together, ids, count), len(ids))
            moved = np.abs(_run(together, ids, count) - expected).max()
            found[f"{count} in a run, largest change of a component"] = float(moved)
    return found


def _run(session: Any, ids: list[list[int]], count: int) -> np.ndarray:  # an ONNX session
    return np.concatenate(
        [
            session.run(None, {"ids": np.array(ids[first : first + count], dtype=np.int64)})[1]
            for first in range(0, len(ids), count)
        ]
    )


def _opened(model: Path, folder: Path) -> Path:
    """Return the model with any number of texts in a run."""
    graph = onnx.load(str(model))
    for given in (*graph.graph.input, *graph.graph.output):
        first = given.type.tensor_type.shape.dim[0]
        first.ClearField("dim_value")
        first.dim_param = "texts"
    del graph.graph.value_info[:]
    onnx.save(graph, str(folder / "opened.onnx"))
    return folder / "opened.onnx"


def _cpu_ms(call: Callable[[], object], times: int) -> float:
    call()
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        call()
        spent.append(time.process_time() - began)
    return min(spent) / times * 1000


if __name__ == "__main__":
    main()
