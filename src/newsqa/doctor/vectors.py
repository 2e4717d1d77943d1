"""Checks of the vectors: each row by itself, and some against what the encoder gives today."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from newsqa.doctor.look import REPAIR, BrokenVectors, Look, Named, counted
from newsqa.embedding import Vectorised, embed
from newsqa.encoder import Encoder
from newsqa.passages import encoder_input
from newsqa.store import HeldVectors, Inspection, Unread, checksum, input_key
from newsqa.vectors import Vectors

# Encoded anew to see whether another model made what is stored.
SAMPLE = 20
# What the same model gives on another machine or engine is nearer than this, what another gives is not.
_SAME_COSINE = 0.999
_NORM_WITHIN = 1e-3

_MEANS = {
    "with too few or too many numbers": "questions that find its passage fail",
    "with numbers that are not finite": "its passage is found by every question or by none",
    "that do not match their checksum": "a bit was changed, or another model made them: its passage is found wrongly",
    "not of unit length": "its passage is ranked too high or too low",
}


def check_vectors(look: Look, inspection: Inspection) -> None:
    """Look at every row of vectors: its size, its numbers, its checksum, its length."""
    dimensions = {each.fingerprint.digest: each.fingerprint.dimension for each in look.generations}
    total = sum(generation.vectors for generation in look.generations[:1])
    unread = {*look.ailments.damaged, *look.ailments.uncuttable}
    mendable, fixed = {what: Named() for what in _MEANS}, {what: Named() for what in _MEANS}
    for count, held in enumerate(inspection.vectors(), start=1):
        look.tell("checking vectors", count, max(total, count))
        look.checked["vectors"] = count
        what = _fault(held, dimensions.get(held.encoder))
        if what is None:
            continue
        look.ailments.vectors.append(BrokenVectors(held.row, held.encoder, held.input, held.passage))
        # What no kept generation reads can simply go.
        can_embed = look.is_at_hand(held.encoder) and held.article not in unread
        is_mendable = held.passage is None or held.encoder not in dimensions or can_embed
        name = f"passage row {held.passage}" if held.passage is not None else "of no passage"
        (mendable if is_mendable else fixed)[what].add(name)
    for what, means in _MEANS.items():
        for named, to_do in (
            (mendable[what], f"{REPAIR} to embed these again"),
            (
                fixed[what],
                f"put their articles right, where these are damaged, have their encoder at hand, and {REPAIR}",
            ),
        ):
            if named.count:
                look.fault(
                    "vectors", f"vectors of {counted(named.count, 'input')} {what}: {named}", means, to_do,
                    mendable=named is mendable[what], count=named.count,
                )  # fmt: skip


def check_lacking(look: Look, inspection: Inspection) -> None:
    """Look for passages of complete generations that have no vectors."""
    broken = look.unsure
    for digest in dict.fromkeys(each.fingerprint.digest for each in look.kept if not each.is_partial):
        numbers = [
            each.number for each in look.kept if each.fingerprint.digest == digest and not each.is_partial
        ]  # fmt: skip
        lacking = [passage for passage, article in inspection.lacking(digest, numbers) if article not in broken]
        if not lacking:
            continue
        is_mendable = look.is_at_hand(digest)
        look.ailments.lacking += lacking if is_mendable else []
        look.fault(
            "vectors", f"{counted(len(lacking), 'passage')} without vectors: rows {_first(lacking)}",
            "questions that find it fail, and the dense index cannot be derived",
            f"{REPAIR} to embed these" if is_mendable else f"have their encoder at hand and {REPAIR}",
            mendable=is_mendable, count=len(lacking),
        )  # fmt: skip


def check_sample(look: Look, inspection: Inspection) -> None:
    """Encode some passages of the newest generation anew: another model's vectors differ, however right their sums."""
    encoder, generation = look.encoder, next(iter(look.kept), None)
    if encoder is None or generation is None:
        return
    unsure, broken = look.unsure, {each.input for each in look.ailments.vectors}
    rows = [row for row, article in inspection.spread(generation.number, SAMPLE) if article not in unsure]
    sample = [each for each in inspection.unread(rows) if each.key not in broken and is_sound(each, encoder)]
    if not sample:
        return
    look.tell("encoding a sample", 0, len(sample))
    stored = [each for each in sample if inspection.vector(each.key, encoder.fingerprint.digest) is not None]
    differing = other_than_stored(inspection, encoder, embed(encoder, stored)) if stored else []
    look.checked["vectors encoded anew, as a sample"] = len(stored)
    if differing:
        look.ailments.foreign = True
        look.fault(
            "model", f"{len(differing)} of {counted(len(stored), 'passage')} that were encoded anew, as a sample, have "
            f"other vectors in the record (cosine below {_SAME_COSINE})",
            "another model made them, though they say that it was this one: what is found by meaning is wrong",
            f"{REPAIR} to encode all passages and put right those that differ", mendable=True, count=len(differing),
        )  # fmt: skip


def is_sound(unread: Unread, encoder: Encoder) -> bool:
    """Whether a passage's input is still what its key was made of: else it must not be embedded under that key."""
    text, spans = encoder_input(unread.article, unread.passage, encoder.count_tokens, encoder.max_tokens)
    return input_key(text, spans) == unread.key


def other_than_stored(inspection: Inspection, encoder: Encoder, batch: Vectorised) -> Vectorised:
    """Return those of a batch whose vectors in the record point elsewhere, or are not there."""
    digest = encoder.fingerprint.digest
    return [
        (key, encoded) for key, encoded in batch
        if not _is_near(inspection.vector(key, digest), encoded.vector)
    ]  # fmt: skip


def _is_near(stored: bytes | None, vector: Vectors) -> bool:
    if stored is None or len(stored) != 4 * len(vector):
        return False
    return bool(np.frombuffer(stored, dtype="<f4") @ vector >= _SAME_COSINE)


def _fault(held: HeldVectors, dimension: int | None) -> str | None:
    """Return what is wrong with a row; ``dimension`` is None for an encoder that no generation has."""
    sizes, numbers, checksums, lengths = _MEANS
    if not isinstance(held.vector, bytes) or not isinstance(held.sentences, bytes):
        return sizes
    if dimension is not None:
        if len(held.vector) != 4 * dimension or len(held.sentences) % (dimension + 4):
            return sizes
        count = len(held.sentences) // (dimension + 4)
        if held.sentence_count is not None and count != held.sentence_count:
            return sizes
        scales = np.frombuffer(held.sentences, dtype="<f4", count=count)
        vector = np.frombuffer(held.vector, dtype="<f4")
        if not (np.isfinite(vector).all() and np.isfinite(scales).all()):
            return numbers
    if checksum(held.encoder, held.input, held.vector, held.sentences) != held.checksum:
        return checksums
    if dimension is not None and abs(float(np.linalg.norm(vector)) - 1) > _NORM_WITHIN:
        return lengths
    return None


def _first(rows: Iterable[int]) -> str:
    named = Named()
    for row in rows:
        named.add(str(row))
    return str(named)
