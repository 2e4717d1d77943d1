"""The write corridor: what changed, embed that, publish."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from newsqa.accounting import Account, accounted, leave_ledger
from newsqa.articles import KnownFile, ReadArticle, RejectedPart, read
from newsqa.config import Settings, load_settings
from newsqa.cutting import Cut, cut_article
from newsqa.derived import index_sizes
from newsqa.embedding import BATCHES_A_COMMIT, embed, embed_all
from newsqa.encoder import Encoded, Encoder, load_encoder
from newsqa.errors import ArticlesError
from newsqa.generations import build_lock, publish, purge, tidy
from newsqa.progress import Progress, tell_nobody
from newsqa.rereading import Rereading, find_rereading
from newsqa.room import free_bytes, index_bytes
from newsqa.stages import Stages
from newsqa.store import RECORD_FILE, Draft, Generation, Recalled, Store, Tally, Unread, disk_short
from newsqa.telling import tell as tell_stories
from newsqa.types import BuildForecast, BuildReport, Rejection

_ARTICLES_AT_ONCE = 64
# A first build of more passages than this publishes its words before their vectors.
_WORDS_FIRST = 500
# While a first build goes on, it publishes what it has so often, and as much seldomer as publishing takes long.
_PUBLISH_EVERY_S = 30.0
_PUBLISH_SHARE = 0.05
# What a forecast embeds to learn how fast this machine is.
_SAMPLE = 32

# How a rejection begins that depends on another article.
_SAME_ID = "has the id "

Review = Callable[[int], None]


@dataclass(slots=True)
class _Build:
    """A build at work: what it was told, and what it has so far."""

    settings: Settings
    store: Store
    draft: Draft
    encoder: Encoder
    cut: Cut
    before: Generation | None
    tell: Progress
    stages: Stages
    ledger: Account

    @property
    def is_first(self) -> bool:
        """Whether nothing whole was published yet."""
        return self.before is None or self.before.is_partial

    @property
    def is_new_model(self) -> bool:
        """Whether what answers was encoded otherwise."""
        return self.before is not None and self.before.fingerprint.digest != self.encoder.fingerprint.digest


def build(
    articles: str | Path | Sequence[str | Path] | None = None,
    index: str | Path | None = None,
    *,
    model: str | None = None,
    settings: Settings | None = None,
    only: Sequence[str | Path] | None = None,
    purge_removed: bool = False,
    review: Review | None = None,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
) -> BuildReport:
    """Bring an index up to date with the articles, beside the generation that answers meanwhile.

    The articles named are the whole archive: one that was in it and is no longer there leaves it.
    Only text that the record has no vectors for meets the encoder. When nothing changed, no
    generation is published. A large first build publishes the words before their vectors, and what it has by then
    from time to time; every other build publishes once.

    Args:
        articles: folders or files, all that the archive is to hold; default: the setting.
        index: the index folder; default: the setting.
        model: the encoder; default: the setting, and when that is empty the one that the index was
            built with. "all-MiniLM-L6-v2" goes back to the packaged one.
        settings: all settings at once; default: those of the folder and the environment.
        only: files or folders of the archive that are read again; all other files stay as the last build left them.
            It is the archive of the last build then, whether ``articles`` names it or not.
        purge_removed: whether the text of articles that left the archive is to be gone for good: no earlier
            generation stays, and no free page of the record.
        review: told the number of a generation of another encoder before it is published, to compare it
            (:meth:`newsqa.Index.open` takes the number); what it raises keeps the earlier one answering.
        progress: told the step at hand, how much of it is done, and of how much.
        encoder: one that is loaded already.

    Returns:
        The ledger.

    Raises:
        NewsQAError: the articles, the index folder or the model cannot be used, or there is no room on the disk.
            What was published before answers as it did.
    """
    started = time.monotonic()
    settings, roots, part = _resolved(settings, index, articles, only)
    folder = Path(settings.index)
    results = _Results(roots, settings, part)
    account = results.account()
    with build_lock(folder):
        store = Store(folder, create=True)
        try:
            with accounted(store, account):
                with _begun(store, settings, model, encoder, progress, account) as work:
                    tally, to_embed = _prepared(work, results)
                    _check_room(work, to_embed)
                    generation = _published(work, tally, to_embed, review)
                if purge_removed:
                    work.tell("purging", 0, 1)
                    purge(store)
                work.stages.end("tidy")
            report = replace(
                account.report(generation.number),
                passages=generation.passages,
                embedded=to_embed,
                seconds=round(time.monotonic() - started, 3),
                steps={step: round(seconds, 3) for step, seconds in work.stages.seconds.items()},
                sizes=index_sizes(folder, generation),
                peak_memory_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            )
            leave_ledger(store, account, report, work.before)
        finally:
            store.close()
    return report


def forecast(
    articles: str | Path | Sequence[str | Path] | None = None,
    index: str | Path | None = None,
    *,
    model: str | None = None,
    settings: Settings | None = None,
    only: Sequence[str | Path] | None = None,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
) -> BuildForecast:
    """Say what :func:`build` would do with these arguments, and about how long it would take; change nothing.

    Raises:
        NewsQAError: as :func:`build`.
    """
    settings, roots, part = _resolved(settings, index, articles, only)
    folder = Path(settings.index)
    results = _Results(roots, settings, part)
    with tempfile.TemporaryDirectory(prefix="newsqa-") as nowhere:
        place = folder if (folder / RECORD_FILE).is_file() else Path(nowhere)
        with build_lock(place):
            store = Store(place, create=True)
            try:
                with _begun(store, settings, model, encoder, progress, results.account(), is_rehearsal=True) as work:
                    tally, to_embed = _prepared(work, results)
                    rate = _measured_rate(work)
                    passages, _ = work.draft.counts()
                    needed = index_bytes(work.encoder.fingerprint, passages, to_embed)
            finally:
                store.close()
    seconds = sum(work.stages.seconds.values()) + (to_embed / rate if to_embed else 0.0)
    return BuildForecast(
        read=work.ledger.read, indexed=tally.indexed, unchanged=tally.unchanged, copies=tally.copies,
        rejected=tuple(work.ledger.rejected), removed=tally.removed, passages=passages, to_embed=to_embed,
        passages_per_second=round(rate, 1), seconds=round(seconds, 3), bytes_needed=needed,
        bytes_free=free_bytes(folder), is_new_model=work.is_new_model,
    )  # fmt: skip


def _resolved(
    settings: Settings | None,
    index: str | Path | None,
    articles: str | Path | Sequence[str | Path] | None,
    only: Sequence[str | Path] | None,
) -> tuple[Settings, list[str | Path], Rereading | None]:
    settings = settings or load_settings()
    if index is not None:
        settings = replace(settings, index=str(index))
    roots = None
    if articles is not None:
        roots = [articles] if isinstance(articles, str | Path) else list(articles)
    if only is not None:
        part = find_rereading(Path(settings.index), only, roots)
        return settings, list(part.last.roots), part
    return settings, [settings.articles] if roots is None else roots, None


class _Results:
    """What is read of the roots, or part of it; the roots are looked for at once."""

    def __init__(self, roots: Sequence[str | Path], settings: Settings, part: Rereading | None = None) -> None:
        self.roots = roots
        self.part = part
        self._known: Callable[[str, bytes], bool] = lambda name, content: False
        self._remember: Callable[[str, bytes], None] = lambda name, content: None
        self._results = read(
            roots, max_file_mb=settings.max_file_mb, max_read_s=settings.max_read_s, max_read_mb=settings.max_read_mb,
            columns=settings.columns, is_wanted=part.covers if part else None,
            is_known=lambda *file: self._known(*file), remember=lambda *file: self._remember(*file),
        )  # fmt: skip

    def account(self) -> Account:
        """Return one in which nothing is counted yet."""
        # Links are files of their own: ids are made of names.
        return Account(tuple(map(os.path.abspath, self.roots)), self.part.names if self.part else ())

    def read(
        self, is_known: Callable[[str, bytes], bool], remember: Callable[[str, bytes], None]
    ) -> Iterator[ReadArticle | KnownFile | Rejection]:
        self._known, self._remember = is_known, remember
        return self._results


@contextmanager
def _begun(
    store: Store,
    settings: Settings,
    model: str | None,
    encoder: Encoder | None,
    progress: Progress | None,
    account: Account,
    *,
    is_rehearsal: bool = False,
) -> Iterator[_Build]:
    stages, tell = Stages(), progress or tell_nobody
    with store.snapshot() as snapshot:
        before = snapshot.generation
    if encoder is None:
        tell("loading the encoder", 0, 1)  # made ready for this machine the first time, which takes seconds
        encoder = _chosen_encoder(settings, settings.model if model is None else model, before)
    stages.end("load")
    cut = Cut(settings.passage_words, settings.passage_chars, encoder.fingerprint.digest)
    with store.draft(str(cut), encoder.fingerprint.digest, is_rehearsal=is_rehearsal) as draft:
        yield _Build(settings, store, draft, encoder, cut, before, tell, stages, account)


def _chosen_encoder(settings: Settings, model: str, before: Generation | None) -> Encoder:
    """Load the encoder that is named, in the precision that is; those of the index, where none is."""
    precision = settings.precision
    if before is not None and model in ("", before.model):
        model, precision = before.model, precision or before.fingerprint.precision
    cache = Path(settings.cache) if settings.cache else None
    return load_encoder(model, precision=precision, cache=cache, may_download=True)


def _prepared(work: _Build, results: _Results) -> tuple[Tally, int]:
    """Bring the articles into the draft, cut; return how they stand to those before, and how many want vectors."""
    _stage(work, results)
    baseline = None if work.is_first else work.before
    lacking = work.draft.settle()
    _check_not_empty(work, results.roots)
    tell_stories(work.draft, work.tell)
    work.stages.end("stories")
    done = 0
    with ThreadPoolExecutor(work.encoder.concurrency, thread_name_prefix="cut") as pool:
        for chunk in work.draft.uncut(_ARTICLES_AT_ONCE):
            for row, passages in pool.map(lambda each: (each[0], cut_article(each[1], work.encoder, work.cut)), chunk):
                work.draft.add_passages(row, passages)
            done += len(chunk)
            work.tell("cutting into passages", done, lacking)
            work.draft.commit()
    work.stages.end("cut")
    return work.ledger.count(work.draft, baseline), work.draft.want()


def _stage(work: _Build, results: _Results) -> None:
    if results.part is None:
        _take_in(work, results)
    else:
        _take_in_part(work, results, results.part)
    work.stages.end("read")


def _take_in(work: _Build, results: _Results) -> None:
    ledger = work.ledger
    for result in _recalled(work, results):
        ledger.read += 1
        work.tell("reading", ledger.read, 0)
        if isinstance(result, Rejection):
            if isinstance(result, RejectedPart):
                work.draft.reject(result, result.content, result.file)
            ledger.rejected.append(Rejection(result.path, result.reason))
            continue
        article = result.article
        other = work.draft.stage(article, result.content, result.warnings, result.file)
        if other is not None:
            ledger.rejected.append(Rejection(article.path, _same_id(article.id, article.path, other)))
            continue
        ledger.warnings += [Rejection(article.path, warning) for warning in result.warnings]


def _take_in_part(work: _Build, results: _Results, part: Rereading) -> None:
    """Read part of the archive; all of it, when it may depend on the others which of two articles has an id."""
    ledger, before = work.ledger, part.held(work.before, work.cut)
    ledger.rejected, ledger.warnings = part.others(part.report.rejected), part.others(part.report.warnings)
    ledger.read = len(ledger.rejected) + work.draft.keep_others(before, part.covers)
    _take_in(work, results)
    flaws = (*ledger.rejected, *part.report.rejected)
    part.check_found([*work.draft.paths(before), *(flaw.path for flaw in flaws)])
    clashes = [flaw.path for flaw in ledger.rejected if flaw.reason.startswith(_SAME_ID)]
    if any(map(part.covers, clashes)) or (clashes and work.draft.has_freed_ids(before)):
        ledger.read, ledger.rejected, ledger.warnings = 0, [], []
        work.draft.begin_again()
        _take_in(work, _Results(results.roots, work.settings))


def _recalled(work: _Build, results: _Results) -> Iterator[ReadArticle | Rejection]:
    """Yield what was read; what stands in files that did not change goes into the draft as it was."""
    recalled: Iterator[Recalled] | None = None

    def is_known(name: str, content: bytes) -> bool:
        nonlocal recalled
        recalled = work.draft.recall(name, content)
        return recalled is not None

    for result in results.read(is_known, work.draft.remember):
        if not isinstance(result, KnownFile):
            yield result
            continue
        for part in recalled or ():
            if part.reason is not None:
                yield Rejection(part.name, part.reason)
            elif part.other is not None:
                yield Rejection(part.name, _same_id(part.article_id, part.name, part.other))
            else:
                work.ledger.read += 1
                work.tell("reading", work.ledger.read, 0)
                work.ledger.warnings += [Rejection(part.name, warning) for warning in part.warnings]


def _same_id(article_id: str, path: str, other: str) -> str:
    if other != path:
        return f"{_SAME_ID}{article_id!r}, which {other} has; give it an id of its own, or rename it"
    return f"{_SAME_ID}{article_id!r}, as a file in another folder of that name has; rename one of the folders"


def _check_not_empty(work: _Build, roots: Iterable[str | Path]) -> None:
    if work.before is not None and work.before.articles and work.draft.is_empty():
        raise ArticlesError(
            f"{', '.join(map(str, roots))}: holds no article that can be read, and the index in {work.store.folder} "
            f"has {work.before.articles}; nothing was published. Check the folder, or delete the index if this is meant"
        )


def _published(work: _Build, tally: Tally, to_embed: int, review: Review | None) -> Generation:
    """Embed what wants vectors and publish; return the generation that answers now."""
    partial = _embedded(work, to_embed)
    before = partial or work.before
    if before is not None and tally.is_same and not before.is_partial:
        return before
    work.tell("publishing", 0, 1)
    is_reviewed = review is not None and work.is_new_model
    generation = publish(work.store, work.draft, work.encoder.fingerprint, like=partial, is_candidate=is_reviewed)
    work.stages.end("publish")
    if is_reviewed and review is not None:
        review(generation.number)
        work.store.release(generation.number)
        work.stages.end("review")
    tidy(work.store, work.settings.keep_generations)
    return generation


def _embedded(work: _Build, to_embed: int) -> Generation | None:
    """Embed and commit; a large first build publishes meanwhile. Return the last generation that it published so."""
    last: Generation | None = None
    since, cost = time.monotonic(), 0.0
    left = to_embed

    def publish_what_there_is() -> None:
        nonlocal last, since, cost
        began = time.monotonic()
        last = publish(work.store, work.draft, work.encoder.fingerprint, like=last)
        tidy(work.store, work.settings.keep_generations)
        since = time.monotonic()
        cost = since - began

    def commit(batch: list[tuple[bytes, Encoded]]) -> None:
        nonlocal left
        work.draft.add_vectors(batch)
        left -= len(batch)
        if left and last is not None and time.monotonic() - since > max(_PUBLISH_EVERY_S, cost / _PUBLISH_SHARE):
            publish_what_there_is()

    if work.is_first and to_embed > _WORDS_FIRST:
        work.tell("indexing words", 0, 1)
        publish_what_there_is()
        work.stages.end("words")
    size = work.settings.batch_size
    chunks = work.draft.wanted(BATCHES_A_COMMIT * size)
    embed_all(chunks, work.encoder, batch_size=size, total=to_embed, commit=commit, tell=work.tell)
    work.stages.end("embed")
    return last


def _check_room(work: _Build, to_embed: int) -> None:
    """Raise an error when the disk has not the room that the build will need."""
    if to_embed or work.before is None:
        passages, _ = work.draft.counts()
        needed = index_bytes(work.encoder.fingerprint, passages, to_embed)
        free = free_bytes(work.store.folder)
        if needed > free:
            raise disk_short(work.store.folder, needed=needed, free=free)


def _measured_rate(work: _Build) -> float:
    """Return the passages a second that this machine embeds, measured on some of those that it would."""
    sample: list[Unread] = next(work.draft.wanted(_SAMPLE), [])
    if not sample:
        return 0.0
    embed(work.encoder, sample[:1])
    began = time.monotonic()
    count = embed_all([sample], work.encoder, batch_size=4, total=len(sample), commit=lambda _: None, tell=tell_nobody)
    return count / (time.monotonic() - began)
