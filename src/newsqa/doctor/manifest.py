"""Checks of the manifests: what each generation says of itself, against its rows and the encoder at hand."""

from __future__ import annotations

from pathlib import Path

from newsqa.doctor.articles import find_lost_passages
from newsqa.doctor.look import REPAIR, Look
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import EncoderError
from newsqa.store import Generation, Inspection


def read_manifests(look: Look, inspection: Inspection) -> None:
    """Read what the generations say of themselves."""
    for number, generation in inspection.generations():
        if generation is not None:
            look.generations.append(generation)
        else:
            look.is_hopeless = True
            look.fault(
                "manifest", f"the manifest of generation {number} cannot be read",
                "nothing can be asked, and nothing built",
                "restore a backup with `newsqa restore`, or move newsqa.db away and run "
                f"`newsqa build --index {look.folder}`",
            )  # fmt: skip
    look.checked["generations"] = len(look.generations)
    if not look.is_hopeless and not look.kept:
        look.note(
            "manifest", "no build has ended here yet", "there is nothing to ask",
            f"run `newsqa build --index {look.folder}`; it goes on where one was interrupted",
        )  # fmt: skip
    waiting = [each.number for each in look.generations if not each.is_published]
    if waiting:
        look.note(
            "manifest", f"generation {', '.join(map(str, waiting))} was made to be compared and never released",
            "nobody is answered from it", "nothing; the next build removes it", count=len(waiting),
        )  # fmt: skip
    if look.kept and look.kept[0].is_partial:
        look.note(
            "manifest", f"{look.kept[0].meaning_share:.0%} of the passages can be found by meaning so far, "
            "all by their words", "a first build was interrupted, or goes on",
            f"run `newsqa build --index {look.folder}`, unless one is running; it goes on where that ended",
        )  # fmt: skip


def find_encoder(look: Look, given: Encoder | None) -> None:
    """Have the encoder of the newest generation at hand, or say why it is not."""
    newest = next(iter(look.kept), None)
    if newest is None:
        look.encoder = given
        return
    settings, wanted = look.settings, newest.fingerprint
    skipped = "questions are refused; that passages match their articles, and vectors their model, was not checked"
    look.checked["encoders"] = 1
    try:
        encoder = given or load_encoder(
            settings.model or newest.model, precision=settings.precision or wanted.precision,
            cache=Path(settings.cache) if settings.cache else None,
        )  # fmt: skip
    except EncoderError as error:
        look.fault(
            "encoder", f"the encoder cannot be loaded: {error}", skipped,
            f"get {wanted} onto this machine, or rebuild with another (`newsqa build --model`)",
        )  # fmt: skip
        return
    if encoder.fingerprint.digest == wanted.digest:
        look.encoder = encoder
        return
    look.fault(
        "encoder", f"the index was built with the encoder {wanted}, and the one at hand is {encoder.fingerprint}",
        skipped,
        "ask with that one (--model, setting precision), or rebuild with this one (`newsqa build --model`)",
    )  # fmt: skip


def check_manifests(look: Look, inspection: Inspection) -> None:
    """Compare what the generations say that they hold with their rows."""
    doubtful = inspection.holders(look.ailments.damaged)
    for generation in look.generations:
        if generation.cut and generation.number not in doubtful and not _has_all_articles(look, inspection, generation):
            continue
        articles, passages, vectors = inspection.counts(generation)
        if passages != generation.passages and _are_passages_lost(look, inspection, generation, passages):
            continue
        # Of a complete generation all are meant to have vectors; those that lack them are found elsewhere.
        vectors = vectors if generation.is_partial else passages
        said = (generation.articles, generation.passages, generation.vectors)
        if said == (articles, passages, vectors) or inspection.holders(look.ailments.miscut) & {generation.number}:
            continue
        look.ailments.miscounted.append(generation.number)
        look.fault(
            "counts", f"the manifest of generation {generation.number} says {_counts(*said)}; its rows are "
            f"{_counts(articles, passages, vectors)}", "what the archive is said to hold is wrong",
            f"{REPAIR} to count anew", mendable=True,
        )  # fmt: skip


def check_ledgers(look: Look, inspection: Inspection) -> None:
    """Look for what builds left of themselves that cannot be read."""
    found = inspection.unreadable_ledgers()
    look.ailments.ledgers = found
    if found:
        look.fault(
            "ledgers", f"the ledger of build {', '.join(map(str, found))} cannot be read",
            "`newsqa report` fails; answers do not depend on it", f"{REPAIR} to drop it", mendable=True,
            count=len(found),
        )  # fmt: skip


def _counts(articles: int, passages: int, vectors: int) -> str:
    return f"{articles:,} articles, {passages:,} passages, {vectors:,} of them with vectors"


def _has_all_articles(look: Look, inspection: Inspection, generation: Generation) -> bool:
    if inspection.digest(generation) == generation.digest:
        return True
    look.fault(
        "manifest", f"generation {generation.number} does not hold the articles that it was published with",
        "some are missing from answers, or were exchanged",
        f"restore a backup with `newsqa restore`, or run `newsqa build --index {look.folder}` to publish them anew",
    )  # fmt: skip
    return False


def _are_passages_lost(look: Look, inspection: Inspection, generation: Generation, passages: int) -> bool:
    """Find out whether passages are missing, or one too many: then it is not the manifest that is wrong."""
    if look.encoder is None or not look.is_at_hand(generation.fingerprint.digest):
        look.fault(
            "counts", f"generation {generation.number} has {passages:,} passages, and says that it has "
            f"{generation.passages:,}", "some of it may not be found",
            f"have its encoder at hand and {REPAIR}; only then can it be told which of the two is right",
        )  # fmt: skip
        return True
    lost = find_lost_passages(look, inspection, generation.number)
    if lost.count:
        look.fault(
            "passages", f"passages are missing, or one too many, of {lost}", "some of it is not found",
            f"{REPAIR} to cut it anew", mendable=True, count=lost.count,
        )  # fmt: skip
    return lost.count > 0
