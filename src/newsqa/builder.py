"""The write corridor: what changed, embed that, publish."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsqa.articles import ReadArticle, read
from newsqa.config import Settings, load_settings
from newsqa.encoder import Encoded, Encoder, load_encoder
from newsqa.errors import ArticlesError
from newsqa.generations import build_lock, publish
from newsqa.passages import encoder_input, split_passages
from newsqa.store import Generation, Snapshot, Store, StoredPassage
from newsqa.types import Article, BuildReport, Passage, Rejection, Span

# Raised when passages are cut, or inputs made, in another way: what was cut before is then cut anew.
_CUT_VERSION = 1
# Vectors are committed after so many batches: what a killed build loses at most.
_BATCHES_A_COMMIT = 8

Progress = Callable[[str, int, int], None]
Members = dict[bytes, bytes | None]


@dataclass(slots=True)
class _Ledger:
    read: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Input:
    """What the encoder is to read once, whoever shares it."""

    key: bytes
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Before:
    """What the record held when the build began."""

    generation: Generation | None
    members: Members
    ids: set[str]
    known: dict[bytes, bool]
    inputs: dict[str, set[bytes]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> _Before:
        return cls(
            snapshot.generation, snapshot.member_keys(), snapshot.member_ids(), snapshot.known_articles(),
            snapshot.known_inputs(),
        )  # fmt: skip


@dataclass(slots=True)
class _Plan:
    """What is to be embedded and published: members by key, with the key of what each copies."""

    members: Members = field(default_factory=dict)
    new: list[tuple[bytes, Article, list[StoredPassage]]] = field(default_factory=list)
    inputs: dict[bytes, _Input] = field(default_factory=dict)


def build(
    articles: str | Path | Sequence[str | Path] | None = None,
    index: str | Path | None = None,
    *,
    model: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
) -> BuildReport:
    """Bring an index up to date with the articles, beside the generation that answers meanwhile.

    The articles named are the whole archive: one that was in it and is no longer there leaves it.
    Only text that the record has no vectors for meets the encoder. When nothing changed, no
    generation is published.

    Args:
        articles: folders or files, all that the archive is to hold; default: the setting.
        index: the index folder; default: the setting.
        model: the encoder; default: the setting, and when that is empty the one that the index was
            built with. "all-MiniLM-L6-v2" goes back to the packaged one.
        settings: all settings at once; default: those of the folder and the environment.
        progress: told the step at hand, how much of it is done, and of how much.
        encoder: one that is loaded already.

    Returns:
        The ledger.

    Raises:
        NewsQAError: the articles, the index folder or the model cannot be used. What was
            published before answers as it did.
    """
    started = time.monotonic()
    settings = settings or load_settings()
    if index is not None:
        settings = replace(settings, index=str(index))
    if articles is None:
        articles = settings.articles
    roots = [articles] if isinstance(articles, str | Path) else list(articles)
    model = settings.model if model is None else model
    tell = progress or (lambda step, done, total: None)
    folder = Path(settings.index)

    results = read(roots, max_file_mb=settings.max_file_mb)
    with build_lock(folder):
        store = Store(folder, create=True)
        try:
            with store.snapshot() as snapshot:
                before = _Before.of(snapshot)
            model = model or (before.generation.model if before.generation else "")
            ledger = _Ledger()
            articles_read = _accept(results, ledger, tell)
            if before.ids and not articles_read:
                raise ArticlesError(
                    f"{', '.join(map(str, roots))}: holds no article that can be read, and the index in {folder} has "
                    f"{len(before.ids)}; nothing was published. Check the folder, or delete the index if this is meant"
                )
            encoder = encoder or load_encoder(model, may_download=True)
            plan = _plan(articles_read, before, encoder, settings, tell)
            embedded = _embed(store, encoder, plan.inputs, settings.batch_size, tell)
            generation = before.generation
            if generation is None or before.members != plan.members:
                tell("publishing", 0, 1)
                generation = publish(
                    store, new=plan.new, members=plan.members.items(),
                    fingerprint=encoder.fingerprint, keep=settings.keep_generations,
                )  # fmt: skip
        finally:
            store.close()
    copies = sum(original is not None for original in plan.members.values())
    unchanged = sum(
        original is None and before.members.get(key, b"copy") is None for key, original in plan.members.items()
    )
    return BuildReport(
        generation=generation.number,
        read=ledger.read,
        indexed=len(plan.members) - copies - unchanged,
        unchanged=unchanged,
        copies=copies,
        rejected=tuple(ledger.rejected),
        warnings=tuple(ledger.warnings),
        removed=len(before.ids - {article.id for article in articles_read}),
        passages=generation.passages,
        embedded=embedded,
        seconds=round(time.monotonic() - started, 3),
    )


def _accept(results: Iterable[ReadArticle | Rejection], ledger: _Ledger, tell: Progress) -> list[Article]:
    """Return the articles, by id; those without a place in the archive go into the ledger."""
    articles: dict[str, Article] = {}
    for result in results:
        ledger.read += 1
        tell("reading", ledger.read, 0)
        if isinstance(result, Rejection):
            ledger.rejected.append(result)
            continue
        article = result.article
        other = articles.setdefault(article.id, article)
        if other is not article:
            ledger.rejected.append(Rejection(article.path, _same_id(article, other)))
            continue
        ledger.warnings += [Rejection(article.path, warning) for warning in result.warnings]
    return sorted(articles.values(), key=lambda article: article.id)


def _same_id(article: Article, other: Article) -> str:
    if other.path != article.path:
        return f"has the id {article.id!r}, which {other.path} has; give it an id of its own, or rename it"
    return f"has the id {article.id!r}, as a file in another folder of that name has; rename one of the folders"


def _plan(articles: Sequence[Article], before: _Before, encoder: Encoder, settings: Settings, tell: Progress) -> _Plan:
    """Cut the articles that the record does not hold as they are, and find the inputs without vectors."""
    # The fingerprint is part of each key, so that articles of another encoder are other members.
    cut = f"{_CUT_VERSION} {settings.passage_words} {settings.passage_chars} {encoder.fingerprint.digest}"
    keys = {article.id: _article_key(article, cut) for article in articles}
    originals = _originals(articles)
    plan = _Plan()
    for done, article in enumerate(articles, start=1):
        tell("cutting into passages", done, len(articles))
        key, original = keys[article.id], originals[article.id]
        is_copy = original is not article
        plan.members[key] = keys[original.id] if is_copy else None
        if key in before.known and (is_copy or before.known[key]):
            continue
        passages: list[StoredPassage] = []
        for entry, passage in () if is_copy else _cut(article, encoder, settings):
            passages.append(StoredPassage(passage, entry.key))
            if entry.key not in before.inputs.get(encoder.fingerprint.digest, ()):
                plan.inputs[entry.key] = entry
        plan.new.append((key, article, passages))
    return plan


def _article_key(article: Article, cut: str) -> bytes:
    """Return the hash of an article and of how it is cut: equal keys have equal passages and vectors."""
    fields = json.dumps(article.to_dict(), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(f"{cut}\n{fields}".encode()).digest()


def _originals(articles: Iterable[Article]) -> dict[str, Article]:
    """Return for each article's id the first article, by date and id, with exactly its text."""
    firsts: dict[str, Article] = {}
    dated = sorted(articles, key=lambda a: (a.date is None, (a.date and a.date.isoformat()) or "", a.id))
    return {article.id: firsts.setdefault(article.text, article) for article in dated}


def _cut(article: Article, encoder: Encoder, settings: Settings) -> Iterator[tuple[_Input, Passage]]:
    passages = split_passages(
        article, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens,
        max_words=settings.passage_words, max_chars=settings.passage_chars,
    )  # fmt: skip
    for passage in passages:
        text, spans = encoder_input(article, passage, encoder.count_tokens, encoder.max_tokens)
        places = ",".join(f"{span.start}-{span.end}" for span in spans)
        yield _Input(hashlib.sha256(f"{places}\n{text}".encode()).digest(), text, spans), passage


def embed(encoder: Encoder, batch: Sequence[_Input]) -> list[Encoded]:
    """Turn a batch of inputs into vectors: the step that many machines could share."""
    return encoder.encode_passages([entry.text for entry in batch], [entry.sentences for entry in batch])


def _embed(store: Store, encoder: Encoder, inputs: dict[bytes, _Input], batch_size: int, tell: Progress) -> int:
    """Embed the inputs and commit their vectors in batches, which a later build takes up; return how many."""
    # Batches of inputs of like length waste no work on padding.
    ordered = sorted(inputs.values(), key=lambda entry: (len(entry.text), entry.key))
    rows = []
    for number, first in enumerate(range(0, len(ordered), batch_size), start=1):
        batch = ordered[first : first + batch_size]
        encoded = embed(encoder, batch)
        rows += [(e.key, v.vector, v.sentences) for e, v in zip(batch, encoded, strict=True)]
        tell("embedding", first + len(batch), len(ordered))
        if number % _BATCHES_A_COMMIT == 0:
            store.add_vectors(encoder.fingerprint.digest, rows)
            rows = []
    if rows:
        store.add_vectors(encoder.fingerprint.digest, rows)
    return len(ordered)
