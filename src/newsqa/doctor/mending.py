"""Mends what is derived from the rest of the record, in the order in which one thing rests on another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from newsqa.derived import DENSE, remove, rewrite
from newsqa.doctor.articles import articles_in, cut_anew
from newsqa.doctor.files import check_derived, check_leftovers
from newsqa.doctor.look import Ailments, Look, counted
from newsqa.doctor.manifest import check_manifests
from newsqa.doctor.stories import check_stories, tell_anew
from newsqa.doctor.vectors import check_lacking, check_vectors, is_sound, other_than_stored
from newsqa.embedding import Vectorised, embed_all
from newsqa.encoder import Encoder
from newsqa.store import Inspection, Store, Unread

_AT_ONCE = 256


@dataclass(slots=True)
class Mender:
    """A repair at work: what was found, and what it has done so far."""

    store: Store
    look: Look
    done: list[str] = field(default_factory=list)

    def mend(self) -> list[str]:
        """Mend what can be; return what was, a line each. Each step is a transaction, or a file put in place whole."""
        ailments = self.look.ailments
        self._distrust(ailments)
        recut = self._recut(ailments)
        self._remove_strays(ailments)
        self._drop_ledgers(ailments)
        self._retell()
        # Passages may have other inputs now; what lacks vectors is looked for again.
        self._look_again(check_vectors, check_lacking)
        self._drop_unused()
        self._embed()
        self._look_again(check_manifests)
        self._recount()
        self._derive(recut)
        self._remove_leftovers()
        return self.done

    def _look_again(self, *checks: Callable[[Look, Inspection], None]) -> None:
        """Find anew what these checks find, in the record as it is now."""
        before = self.look
        ailments = Ailments(
            damaged=before.ailments.damaged, uncuttable=before.ailments.uncuttable, foreign=before.ailments.foreign
        )
        if check_vectors not in checks:
            ailments.vectors = before.ailments.vectors
        self.look = Look(
            before.folder, before.settings, before.tell, before.encoder, before.generations, ailments=ailments
        )
        with self.store.inspecting() as inspection:
            for check in checks:
                check(self.look, inspection)

    def _distrust(self, ailments: Ailments) -> None:
        if not (ailments.damaged or ailments.unhashed):
            return
        with self.store.inspecting() as inspection, self.store.mending() as mending:
            changed = sum(mending.distrust(row) for row in ailments.damaged)
            for held, article in articles_in(inspection, ailments.unhashed):
                mending.rehash(held.row, article.text)
        if changed:
            self.done.append(f"{counted(changed, 'damaged article')} marked, so that the next build reads it anew")
        if ailments.unhashed:
            self.done.append(f"the hash of {counted(len(ailments.unhashed), 'text')} made anew")

    def _recut(self, ailments: Ailments) -> list[int]:
        """Cut articles anew whose passages were wrong; return the rows of their passages."""
        rows: list[int] = []
        if not ailments.miscut:
            return rows
        with self.store.inspecting() as inspection, self.store.mending() as mending:
            for held, article in articles_in(inspection, ailments.miscut):
                passages = cut_anew(self.look, held, article)
                if passages is not None:
                    rows += mending.recut(held.row, passages)
        self.done.append(f"{counted(len(ailments.miscut), 'article')} cut into passages anew")
        return rows

    def _remove_strays(self, ailments: Ailments) -> None:
        if ailments.strays:
            with self.store.mending() as mending:
                mending.drop_stray_passages()
            self.done.append("passages of articles that are not there removed")

    def _drop_ledgers(self, ailments: Ailments) -> None:
        if ailments.ledgers:
            with self.store.mending() as mending:
                mending.drop_ledgers(ailments.ledgers)
            self.done.append(f"the ledgers of {counted(len(ailments.ledgers), 'build')} dropped")

    def _retell(self) -> None:
        """Tell the stories anew where they are others; the texts are sound, and known by their hashes, by now."""
        self._look_again(check_stories)
        found = self.look.ailments
        if found.mistold:
            with self.store.inspecting() as inspection, self.store.mending() as mending:
                for number in found.mistold:
                    mending.retell(number, tell_anew(inspection, number))
            self.done.append(f"the stories of {counted(len(found.mistold), 'generation')} told anew")
        if found.sketched or found.likened:
            with self.store.mending() as mending:
                mending.drop_kept(found.sketched, found.likened)
            count = len(found.sketched) + len(found.likened)
            self.done.append(f"{counted(count, 'wrong sketch or likeness', 'wrong sketches or likenesses')} removed")

    def _drop_unused(self) -> None:
        known = {each.fingerprint.digest for each in self.look.generations}
        rows = [each.row for each in self.look.ailments.vectors if each.passage is None or each.encoder not in known]
        if rows:
            with self.store.mending() as mending:
                mending.drop_vectors(rows)
            self.done.append(f"broken vectors of {counted(len(rows), 'input')} that nobody reads removed")

    def _embed(self) -> None:
        """Embed what has no vectors that can be trusted, over these; with a foreign model about, compare all."""
        encoder = self.look.encoder
        if encoder is None:
            return
        digest = encoder.fingerprint.digest
        ailments = self.look.ailments
        broken = {
            each.passage for each in ailments.vectors
            if each.passage is not None and each.encoder == digest
        }  # fmt: skip
        wanted = sorted({*broken, *ailments.lacking})
        with self.store.inspecting() as inspection:
            count = self._embed_rows(inspection, encoder, wanted, lambda batch: batch)
            if ailments.foreign and self.look.kept:
                rows = inspection.inputs([each.number for each in self.look.kept if each.fingerprint.digest == digest])
                count += self._embed_rows(
                    inspection, encoder, rows, lambda batch: other_than_stored(inspection, encoder, batch)
                )
        ailments.foreign = False
        if count:
            self.done.append(f"{counted(count, 'passage')} embedded anew")

    def _embed_rows(
        self, inspection: Inspection, encoder: Encoder, rows: Iterable[int], chosen: Callable[[Vectorised], Vectorised]
    ) -> int:
        """Embed the passages in these rows, and write of each batch what is chosen; return how many were written."""
        written = 0

        def commit(batch: Vectorised) -> None:
            nonlocal written
            batch = chosen(batch)
            with self.store.mending() as mending:
                mending.put_vectors(encoder.fingerprint.digest, batch)
            written += len(batch)

        total = self.look.kept[0].passages if self.look.kept else 0
        embed_all(
            _sound(inspection, encoder, rows), encoder, batch_size=self.look.settings.batch_size, total=total,
            commit=commit, tell=self.look.tell,
        )  # fmt: skip
        return written

    def _recount(self) -> None:
        generations = [each for each in self.look.generations if each.number in self.look.ailments.miscounted]
        if not generations:
            return
        with self.store.inspecting() as inspection, self.store.mending() as mending:
            for generation in generations:
                articles, passages, vectors = inspection.counts(generation)
                mending.recount(generation.number, articles, passages, vectors if generation.is_partial else passages)
        self.done.append(f"the counts of {counted(len(generations), 'generation')} made anew")

    def _derive(self, recut: list[int]) -> None:
        """Derive anew what differs from the record as it is now, where the record has all that it takes."""
        self._look_again(check_vectors, check_lacking, lambda look, inspection: check_derived(look, inspection, recut))
        lacks_vectors = any(finding.check == "vectors" for finding in self.look.findings)
        with self.store.inspecting() as inspection:
            for number, kind in self.look.ailments.derived:
                if kind == DENSE and lacks_vectors:
                    continue
                self.look.tell("deriving anew", 0, 1)
                generation = next(each for each in self.look.generations if each.number == number)
                rewrite(self.look.folder, kind, inspection.snapshot(number), generation)
                self.done.append(f"the {kind} index of generation {number} derived anew")

    def _remove_leftovers(self) -> None:
        if self.look.ailments.derived:  # what was one too many may be the right one now
            self._look_again(check_derived)
        check_leftovers(self.look)
        found = self.look.ailments.leftovers
        for path in found:
            remove(path)
        if found:
            self.done.append(f"{counted(len(found), 'file')} or folders that belong to no generation removed")


def _sound(inspection: Inspection, encoder: Encoder, rows: Iterable[int]) -> Iterator[list[Unread]]:
    """Yield the passages in these rows whose input is what their key was made of."""
    left = iter(rows)
    while batch := list(islice(left, _AT_ONCE)):
        yield [each for each in inspection.unread(batch) if is_sound(each, encoder)]
