"""Questions on their way to the encoder: together, once, and with the vectors that they have alone."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.encoder import Encoder
from newsqa.encoder.questions import Questions

WORDS = st.sampled_from(("who", "why", "ferry", "Kelmar", "lamp", "7", "1961", "granite?", "Größe", "наука", "水", "…"))
# Some are over what the model reads at once, and go in parts.
TEXTS = st.one_of(st.lists(WORDS, min_size=1, max_size=30), st.lists(WORDS, min_size=300, max_size=400)).map(" ".join)


@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_a_question_has_the_same_bits_whatever_shared_its_call(encoder: Encoder, texts: list[str]):
    together = encoder._read_queries(texts)
    for text, (vector, said) in zip(texts, together, strict=True):
        ((alone, said_alone),) = encoder._read_queries([text])
        assert vector.tobytes() == alone.tobytes()
        assert said.tobytes() == said_alone.tobytes()


def test_questions_of_many_threads_at_once_have_the_bits_of_one_after_the_other(encoder: Encoder):
    texts = [f"Who lit lamp {number} of the quay{' again' * (number % 5)}?" for number in range(40)]
    alone = [encoder._read_queries([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(Questions(encoder._read_queries).read, texts * 2))
    for (vector, said), (one, other) in zip(found, alone * 2, strict=True):
        assert (vector.tobytes(), said.tobytes()) == (one.tobytes(), other.tobytes())


class Slow:
    """Reads questions when it is told to, and notes the calls."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.go = threading.Event()

    def __call__(self, texts):
        self.calls.append(list(texts))
        assert self.go.wait(10)
        if "bad" in texts:
            raise ValueError("bad")
        return [(np.full(4, len(text), dtype=np.float32), np.zeros((2, 4), dtype=np.float32)) for text in texts]


def until(claim):
    deadline = time.monotonic() + 10
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def asked(questions: Questions, pool: ThreadPoolExecutor, *texts: str):
    """Ask each from a thread of its own; all of them wait when this returns."""
    futures = [pool.submit(questions.read, text) for text in texts]
    until(lambda: all(text in questions._asked for text in texts))
    return futures


def test_what_waits_at_the_same_time_goes_through_one_call_and_each_text_once():
    read = Slow()
    questions = Questions(read)
    with ThreadPoolExecutor(8) as pool:
        first = asked(questions, pool, "first")
        until(lambda: read.calls)
        others = asked(questions, pool, "one", "three", "one", "first", "three")
        read.go.set()
        assert [float(future.result(10)[0][0]) for future in first + others] == [5, 3, 5, 3, 5, 5]
    assert read.calls == [["first"], ["one", "three"]]
    questions.read("three")
    assert len(read.calls) == 2


def test_a_question_that_cannot_be_read_fails_alone_and_is_tried_again():
    read = Slow()
    questions = Questions(read)
    with ThreadPoolExecutor(8) as pool:
        asked(questions, pool, "first")
        until(lambda: read.calls)
        good, bad, better = asked(questions, pool, "good", "bad", "better")
        read.go.set()
        assert (good.result(10)[0][0], better.result(10)[0][0]) == (4, 6)
        with pytest.raises(ValueError, match="bad"):
            bad.result(10)
    with pytest.raises(ValueError, match="bad"):
        questions.read("bad")
    assert read.calls[-1] == ["bad"]
    assert not questions._asked


def test_an_interrupted_call_lets_the_next_one_in():
    def interrupted(texts):
        raise KeyboardInterrupt

    questions = Questions(interrupted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            questions.read("again")


def test_what_is_kept_has_a_limit_in_bytes_and_the_longest_unasked_goes_first():
    read = Slow()
    read.go.set()
    questions = Questions(read, kept_bytes=3 * 48)
    for text in ("a", "b", "c", "a", "d", "a", "b"):
        questions.read(text)
    assert read.calls == [["a"], ["b"], ["c"], ["d"], ["b"]]
    questions.forget()
    questions.read("a")
    assert read.calls[5:] == [["a"]]


def test_what_is_shared_cannot_be_written(encoder: Encoder):
    vector, said = encoder.read_query("Who shares this?")
    for array in (vector, said):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert encoder.encode_query("Who shares this?") is vector
