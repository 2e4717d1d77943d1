"""Backs up the generation that answers into one file, and restores one as a new generation."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from dataclasses import replace as with_changes
from pathlib import Path

from newsqa import __version__
from newsqa.config import Settings, load_settings
from newsqa.disk import sync
from newsqa.embedding import BATCHES_A_COMMIT, embed_all
from newsqa.encoder import Encoder, Fingerprint, load_encoder
from newsqa.errors import BackupError, IndexDamagedError, IndexFormatError, IndexNotFoundError, ModelMismatchError
from newsqa.fitted import own_coefficients
from newsqa.generations import build_lock, move_aside, publish, tidy
from newsqa.progress import Progress, tell_nobody
from newsqa.room import free_bytes, index_bytes, vector_bytes
from newsqa.store import RECORD_FILE, Generation, Store, disk_short
from newsqa.store.archive import Archive, BackupInfo, write_archive
from newsqa.types import ArticleInfo, Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport(Plain):
    """What was backed up, and in how many seconds."""

    backup: BackupInfo
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport(Plain):
    """What was restored.

    ``generation`` is the number that it answers under, ``embedded`` counts the passages that met the encoder, and
    ``vectors`` those that did not. ``moved_aside`` is where a damaged record stands now, ``kept`` are files of
    coefficients of which the folder had other ones, which stay.
    """

    generation: int
    articles: int
    passages: int
    vectors: int
    embedded: int
    seconds: float
    moved_aside: str | None = None
    kept: tuple[str, ...] = ()


def backup(
    folder: str | Path,
    file: str | Path,
    *,
    with_vectors: bool = True,
    replace: bool = False,
    progress: Progress | None = None,
) -> BackupReport:
    """Write the generation that answers into one file, while builds and questions go on.

    Args:
        folder: the index folder.
        file: the file to write; it is there whole, or not at all.
        with_vectors: whether vectors go into it; without them it is small, and a restore embeds.
        replace: whether a backup that is there already may be written over.
        progress: told the step at hand, how much of it is done, and of how much.

    Raises:
        IndexNotFoundError: there is nothing to back up.
        IndexDamagedError: the record cannot be read whole.
        BackupError: the file cannot be written, or is there already.
        StoreError: there is no room on the disk.
    """
    started = time.monotonic()
    tell = progress or tell_nobody
    folder, file = Path(folder), Path(file)
    _check_target(file, replace=replace)
    partial = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    with closing(Store(folder)) as store:
        _check_room_for(store, file, with_vectors=with_vectors)
        tell("backing up", 0, 1)
        try:
            write_archive(
                store, partial, version=__version__, with_vectors=with_vectors, coefficients=own_coefficients(folder)
            )
            sync(partial)
            _check_target(file, replace=replace)  # others may have made it meanwhile
            partial.replace(file)
            sync(file.parent)
        except OSError as error:
            raise BackupError(
                f"{error.filename or file}: {error.strerror or error}; no backup was made. Check the folder's "
                "permissions and disk, or name another place"
            ) from error
        finally:
            partial.unlink(missing_ok=True)
    tell("backing up", 1, 1)
    return BackupReport(backup=describe(file), seconds=round(time.monotonic() - started, 3))


def describe(file: str | Path) -> BackupInfo:
    """Return what a backup says of itself.

    Raises:
        BackupError: it is not there, not a backup, or one of a newer newsqa.
    """
    with closing(Archive(Path(file))) as archive:
        return archive.info


def articles_in(file: str | Path) -> Iterator[ArticleInfo]:
    """Yield every article that a backup holds, by id; the errors are those of :func:`describe`."""
    with closing(Archive(Path(file))) as archive:
        yield from archive.articles()


def restore(
    file: str | Path,
    folder: str | Path,
    *,
    settings: Settings | None = None,
    replace: bool = False,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> RestoreReport:
    """Publish the generation of a backup as the newest of an index, which may be new; open readers follow to it.

    Nothing is published before all its vectors are there. Killed, it leaves what was published answering, and the
    next one goes on from what was embedded.

    Args:
        file: the backup.
        folder: the index folder.
        settings: all settings at once; default: those of the folder and the environment.
        replace: whether a record that is damaged may be moved aside.
        encoder: that of the backup, loaded already; default: the one that the backup names, loaded when it is needed.
        progress: told the step at hand, how much of it is done, and of how much.

    Raises:
        BackupError: the file is not a backup, or not whole; nothing was changed.
        ModelMismatchError: vectors are lacking, and the encoder is not the one of those that are there.
        IndexDamagedError, IndexFormatError: the record in the folder cannot be used, and is not to be replaced.
        StoreError: the folder cannot be written, or has no room.
    """
    started = time.monotonic()
    file, folder = Path(file), Path(folder)
    settings = settings or load_settings()
    tell = progress or tell_nobody
    with closing(Archive(file)) as archive:
        tell("checking the backup", 0, 1)
        archive.check()
        tell("checking the backup", 1, 1)
        work = _Restore(archive, archive.generation(), folder, settings, encoder, tell)
        if not (folder / RECORD_FILE).exists():
            work.check_for_new()
        with build_lock(folder):
            try:
                report = work.run()
            except (IndexDamagedError, IndexFormatError) as error:
                if not replace:
                    raise type(error)(
                        f"{error}. To restore {file} here, restore with --replace, which moves the record aside"
                    ) from error
                work.check_for_new()
                aside = move_aside(folder)
                report = with_changes(work.run(), moved_aside=str(aside))
    return with_changes(report, seconds=round(time.monotonic() - started, 3))


def backup_words(info: BackupInfo) -> str:
    """Return what a backup holds, in one line."""
    vectors = "with vectors" if info.with_vectors else "without vectors"
    if info.with_vectors and info.vectors < info.passages:
        vectors = f"with vectors of {info.vectors} of them"
    return (
        f"{info.file}: generation {info.generation} of {info.published_at:%Y-%m-%d %H:%M}, {info.articles} articles, "
        f"{info.passages} passages, {vectors}; {info.size_bytes / 1e6:,.1f} MB, made {info.made_at:%Y-%m-%d %H:%M} UTC "
        f"by newsqa {info.newsqa}"
    )


def restored_words(report: RestoreReport) -> list[str]:
    """Return what was restored, line by line."""
    lines = [
        f"generation {report.generation}: {report.articles} articles, {report.passages} passages, "
        f"{report.embedded} of them embedded now, in {report.seconds:.1f} s"
    ]
    if report.moved_aside:
        lines.append(f"the damaged record was moved to {report.moved_aside}; remove it when nothing in it is missed")
    lines += [f"kept the {name} of the index, which differs from the one in the backup" for name in report.kept]
    return lines


def article_words(article: ArticleInfo) -> str:
    """Return an article of a backup as a line of fields, parted by tabs: id, date, source, title."""
    date = article.date.isoformat() if article.date else ""
    fields = (article.id, date, article.source or "", article.title)
    return "\t".join(" ".join(field.split()) for field in fields)


@dataclass(slots=True)
class _Restore:
    """A restore at work: what it was told, and the encoder once it was needed."""

    archive: Archive
    generation: Generation
    folder: Path
    settings: Settings
    encoder: Encoder | None
    tell: Progress

    def run(self) -> RestoreReport:
        generation = self.generation
        with closing(Store(self.folder, create=True)) as store:
            store.check()
            with store.restoration(self.archive.path, generation.cut, generation.fingerprint.digest) as draft:
                self._check(new_share=draft.new_share(), lacking=draft.lacking())
                self.tell("restoring", 0, 1)
                draft.take()
                self.tell("restoring", 1, 1)
                to_embed = draft.want()
                if to_embed:
                    size = self.settings.batch_size
                    chunks = draft.wanted(BATCHES_A_COMMIT * size)
                    embed_all(
                        chunks, self._its_encoder(), batch_size=size, total=to_embed, commit=draft.add_vectors,
                        tell=self.tell,
                    )  # fmt: skip
                self.tell("publishing", 0, 1)
                kept = self._write_coefficients()
                published = publish(
                    store, draft, self._fingerprint(), versions=generation.versions,
                    origin=f"restore of {generation.number}",
                )  # fmt: skip
            tidy(store, self.settings.keep_generations)
        return RestoreReport(
            generation=published.number, articles=published.articles, passages=published.passages,
            vectors=published.passages - to_embed, embedded=to_embed, seconds=0.0, kept=kept,
        )  # fmt: skip

    def check_for_new(self) -> None:
        """Raise an error when the backup could not be restored into a new record."""
        self._check(new_share=1.0, lacking=self.archive.info.passages - self.archive.info.vectors)

    def _check(self, *, new_share: float, lacking: int) -> None:
        """Check, before anything is written, that there is room, and the encoder for what lacks vectors."""
        # What is new is written twice: SQLite's log first.
        rows = int(2 * self.archive.info.size_bytes * new_share)
        needed = rows + index_bytes(self.generation.fingerprint, self.generation.passages, lacking)
        free = free_bytes(self.folder)
        if needed > free:
            raise disk_short(self.folder, needed=needed, free=free, work="restore")
        if lacking:
            self._its_encoder()

    def _fingerprint(self) -> Fingerprint:
        """Return the encoder's: the same files elsewhere are the same encoder, and are found under their name here."""
        own = self.generation.fingerprint
        return self.encoder.fingerprint if self.encoder and self.encoder.fingerprint.digest == own.digest else own

    def _its_encoder(self) -> Encoder:
        wanted, settings = self.generation.fingerprint, self.settings
        if self.encoder is None:
            self.tell("loading the encoder", 0, 1)
            self.encoder = load_encoder(
                settings.model or self.generation.model,
                precision=wanted.precision,
                cache=Path(settings.cache) if settings.cache else None,
                may_download=True,
            )
        encoder = self.encoder
        if encoder.fingerprint.digest != wanted.digest:
            raise ModelMismatchError(
                f"{self.archive.path}: lacks vectors, which only its encoder {wanted} can make, and this is "
                f"{encoder.fingerprint}; name that one with the setting model, or take a backup with vectors"
            )
        return encoder

    def _write_coefficients(self) -> tuple[str, ...]:
        """Write the coefficients of the backup where the folder has none; return the names of those that stay."""
        own, kept = own_coefficients(self.folder), []
        for name, content in self.archive.coefficients().items():
            if name not in own:
                beside = self.folder / f"{name}.tmp"
                try:
                    beside.write_bytes(content)
                    beside.replace(self.folder / name)
                except OSError as error:
                    beside.unlink(missing_ok=True)
                    raise BackupError(
                        f"{self.folder / name}: cannot be written ({error.strerror}); check the folder and the disk"
                    ) from error
            elif own[name] != content:
                kept.append(name)
        return tuple(kept)


def _check_target(file: Path, *, replace: bool) -> None:
    """Raise an error when a backup must not, or cannot, be written to this file."""
    if file.is_dir():
        raise BackupError(f"{file}: is a folder; name the file to write in it")
    if not file.parent.is_dir():
        raise BackupError(f"{file}: there is no folder {file.parent}; make it, or name another place")
    if not file.exists():
        return
    if not replace:
        raise BackupError(f"{file}: is there already; name another file, or replace this one (--replace)")
    try:
        describe(file)
    except BackupError as error:
        raise BackupError(
            f"{file}: is there already, and not a backup that can be replaced; name another file, or remove it"
        ) from error


def _check_room_for(store: Store, file: Path, *, with_vectors: bool) -> None:
    with store.snapshot() as snapshot:
        generation = snapshot.generation
        if generation is None:
            raise IndexNotFoundError(f"{store.folder}: no build has ended here yet; there is nothing to back up")
        needed = snapshot.characters()
    if with_vectors:
        needed += vector_bytes(generation.fingerprint, generation.vectors)
    free = free_bytes(file.resolve().parent)
    if needed > free:
        raise BackupError(
            f"{file}: the disk is full for this backup, which needs about {needed / 1e6:,.1f} MB of the "
            f"{free / 1e6:,.1f} MB that are free; no backup was made. Free some room, or name another place"
        )
