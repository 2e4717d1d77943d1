"""Passages to vectors, in batches, on every core: the step that takes the time of a build."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from newsqa.encoder import Encoded, Encoder
from newsqa.passages import encoder_input
from newsqa.store import Unread
from newsqa.types import ArticleInfo, Passage

# Vectors are committed after so many batches: what a killed build loses at most, beside those at work.
BATCHES_A_COMMIT = 8
# Batches that wait for a core, beside those that have one, so that none is ever idle.
_AHEAD = 2

Vectorised = list[tuple[bytes, Encoded]]


def embed(encoder: Encoder, batch: Sequence[Unread]) -> Vectorised:
    """Turn a batch of passages into vectors, each with its key: what many machines could share out."""
    inputs = [encoder_input(each.article, each.passage, encoder.count_tokens, encoder.max_tokens) for each in batch]
    encoded = encoder.encode_passages([text for text, _ in inputs], [spans for _, spans in inputs])
    return [(each.key, vectors) for each, vectors in zip(batch, encoded, strict=True)]


def read_now(encoder: Encoder, passages: Sequence[tuple[ArticleInfo, Passage]]) -> list[Encoded]:
    """Return the vectors of a few passages while a question is being asked, on every core.

    Args:
        encoder: theirs.
        passages: each with its article.
    """

    def one(each: tuple[ArticleInfo, Passage]) -> Encoded:
        text, spans = encoder_input(*each, encoder.count_tokens, encoder.max_tokens)
        return encoder.encode_passages([text], [spans])[0]

    if not passages:
        return []
    with ThreadPoolExecutor(encoder.concurrency, thread_name_prefix="read") as pool:
        return list(pool.map(one, passages))


def embed_all(
    chunks: Iterable[Sequence[Unread]],
    encoder: Encoder,
    *,
    batch_size: int,
    total: int,
    commit: Callable[[Vectorised], None],
    tell: Callable[[str, int, int], None],
) -> int:
    """Embed passages on as many cores as the encoder keeps busy; return how many.

    Args:
        chunks: the passages, in the order that they are wanted in, many at a time.
        encoder: theirs.
        batch_size: how many are encoded together.
        total: how many there are.
        commit: takes what is ready, in that order.
        tell: told how many are ready.
    """
    done, ready = 0, Vectorised()
    for number, vectors in enumerate(_embedded(chunks, encoder, batch_size), start=1):
        done += len(vectors)
        ready += vectors
        tell("embedding", done, total)
        if number % BATCHES_A_COMMIT == 0:
            commit(ready)
            ready = []
    if ready:
        commit(ready)
    return done


def _embedded(chunks: Iterable[Sequence[Unread]], encoder: Encoder, batch_size: int) -> Iterator[Vectorised]:
    batches = chain.from_iterable(_batches(chunk, batch_size) for chunk in chunks)
    at_work: deque[Future[Vectorised]] = deque()
    pool = ThreadPoolExecutor(encoder.concurrency, thread_name_prefix="embed")
    try:
        for batch in batches:
            at_work.append(pool.submit(embed, encoder, batch))
            if len(at_work) >= encoder.concurrency + _AHEAD:
                yield at_work.popleft().result()
        while at_work:
            yield at_work.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(chunk: Sequence[Unread], size: int) -> Iterator[Sequence[Unread]]:
    # Passages of like length waste no work on padding, where an encoder pads.
    ordered = sorted(chunk, key=lambda each: (len(each.passage.text), each.key))
    return (ordered[first : first + size] for first in range(0, len(ordered), size))
