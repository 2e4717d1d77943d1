"""Checks of the articles and their passages: each against the hashes that were made of it."""

from __future__ import annotations

from collections.abc import Iterator

from newsqa.cutting import Cut, cut_article
from newsqa.doctor.look import REPAIR, Look, Named, counted
from newsqa.encoder import Encoder
from newsqa.errors import EncoderError
from newsqa.passages import encoder_input
from newsqa.store import (
    HeldArticle,
    HeldPassage,
    Inspection,
    StoredPassage,
    article_key,
    distrusted_key,
    input_key,
    plain_hash,
    text_hash,
)
from newsqa.types import Article, Passage

_READ_ANEW = "`newsqa build`, which then reads it anew from its file; or restore a backup with `newsqa restore`"


def check_articles(look: Look, inspection: Inspection) -> None:
    """Compare every article with its key, and every passage with the hash of what its encoder read."""
    damaged, distrusted, past, unhashed, miscut, fixed = (Named() for _ in range(6))
    total = sum(generation.articles for generation in look.generations[:1])
    for count, held in enumerate(inspection.articles(), start=1):
        look.tell("checking articles", count, max(total, count))
        look.checked["articles"] = count
        name = _name(held)
        if held.article is None or not _is_sound(look, held, held.article):
            look.ailments.damaged.append(held.row)
            if held.key != distrusted_key(held.row):
                damaged.add(name)
            elif held.generation == _newest(look):
                distrusted.add(name)
            else:
                past.add(name)
            continue
        text = held.article.text
        if (held.text_hash, held.plain_hash) != (text_hash(text), plain_hash(text)):
            look.ailments.unhashed.append(held.row)
            unhashed.add(name)
        passages = inspection.passages_of(held.row)
        look.checked["passages"] = look.checked.get("passages", 0) + len(passages)
        if not _are_passages_right(look, held, held.article, passages):
            is_mendable = _cutter(look, held) is not None
            (miscut if is_mendable else fixed).add(name)
            (look.ailments.miscut if is_mendable else look.ailments.uncuttable).append(held.row)
    _say_damaged(look, damaged, distrusted, past)
    _say_derived(look, unhashed, miscut, fixed)
    _say_unverified(look)


def check_lost(look: Look, inspection: Inspection) -> None:
    """Look for rows that name others which are not there."""
    lost = inspection.lost_members()
    if lost:
        look.fault(
            "articles", f"{counted(lost, 'article')} that the manifest lists cannot be found in the record, or what it "
            "is a copy of", "it is missing from answers", f"run {_READ_ANEW}", count=lost,
        )  # fmt: skip
    strays = inspection.stray_passages()
    if strays:
        look.ailments.strays = True
        look.fault(
            "passages", f"{counted(strays, 'passage')} of articles that are not there",
            "a new article could be taken for the one that they were cut from", f"{REPAIR} to remove them",
            mendable=True, count=strays,
        )  # fmt: skip


def find_lost_passages(look: Look, inspection: Inspection, number: int) -> Named:
    """Cut all articles of a generation anew, and add those to the ailments that have other passages in the record."""
    lost = Named()
    for held in inspection.articles():
        if held.article is None or held.generation is None or not held.is_original:
            continue
        if held.row in look.ailments.damaged or held.row in look.ailments.miscut:
            continue
        if number not in inspection.holders([held.row]):
            continue
        wanted = cut_anew(look, held, held.article)
        if wanted is not None and not _are_same(wanted, inspection.passages_of(held.row), held.article):
            look.ailments.miscut.append(held.row)
            lost.add(_name(held))
    return lost


def cut_anew(look: Look, held: HeldArticle, article: Article) -> list[StoredPassage] | None:
    """Return the passages that an article should have; None when that cannot be told here."""
    cutter = _cutter(look, held)
    if cutter is None:
        return None
    encoder, cut = cutter
    try:
        return cut_article(article, encoder, cut)
    except EncoderError:
        return None


def articles_in(inspection: Inspection, rows: list[int]) -> Iterator[tuple[HeldArticle, Article]]:
    """Yield those of the articles in these rows that can be read."""
    wanted = set(rows)
    for held in inspection.articles():
        if held.row in wanted and held.article is not None:
            yield held, held.article


def _newest(look: Look) -> int:
    return look.kept[0].number if look.kept else 0


def _name(held: HeldArticle) -> str:
    return f"{held.article.id} ({held.article.path})" if held.article else f"the article in row {held.row}"


def _is_sound(look: Look, held: HeldArticle, article: Article) -> bool:
    """Whether an article is as it was taken in: by its key, where it is known how it was cut, else by its text."""
    manifest = next((each for each in look.generations if each.number == held.generation), None)
    if manifest is not None and manifest.cut:
        return article_key(article, manifest.cut) == held.key
    own = _own_cut(look)
    if manifest is None and own is not None and article_key(article, str(own)) == held.key:
        return True
    return text_hash(article.text) == held.text_hash and held.key != distrusted_key(held.row)


def _own_cut(look: Look) -> Cut | None:
    """Return how a build with these settings cuts."""
    if look.encoder is None:
        return None
    return Cut(look.settings.passage_words, look.settings.passage_chars, look.encoder.fingerprint.digest)


def _cutter(look: Look, held: HeldArticle) -> tuple[Encoder, Cut] | None:
    """Return what an article was cut with, when it is at hand."""
    manifest = next((each for each in look.generations if each.number == held.generation), None)
    cut = Cut.parse(manifest.cut) if manifest else None
    if cut is None or look.encoder is None or not look.is_at_hand(cut.encoder):
        return None
    return look.encoder, cut


def _encoder_of(look: Look, held: HeldArticle, article: Article) -> Encoder | None:
    """Return the encoder that an article's passages were cut for, when it is at hand."""
    manifest = next((each for each in look.generations if each.number == held.generation), None)
    if manifest is not None:
        return look.encoder if look.is_at_hand(manifest.fingerprint.digest) else None
    own = _own_cut(look)
    return look.encoder if own is not None and article_key(article, str(own)) == held.key else None


def _are_passages_right(look: Look, held: HeldArticle, article: Article, passages: list[HeldPassage]) -> bool:
    if held.is_original and not passages:
        return not cut_anew(look, held, article)
    encoder = _encoder_of(look, held, article)
    return all(_is_right(article, passage, n, encoder) for n, passage in enumerate(passages, start=1))


def _is_right(article: Article, held: HeldPassage, number: int, encoder: Encoder | None) -> bool:
    """Whether a passage stands where it says: its text, heading and sentences are in the hash of its encoder input."""
    passage = _passage(article, held)
    if passage is None or held.id != f"{article.id}#{number}":
        return False
    if encoder is None:
        return True
    return input_key(*encoder_input(article, passage, encoder.count_tokens, encoder.max_tokens)) == held.input


def _passage(article: Article, held: HeldPassage) -> Passage | None:
    """Return a passage as it is held; None when there is no such place in the text."""
    is_typed = isinstance(held.start, int) and isinstance(held.stop, int) and isinstance(held.heading, str | None)
    if held.sentences is None or not is_typed:
        return None
    if not 0 <= held.start < held.stop <= len(article.text):
        return None
    return Passage(
        id=held.id, article_id=article.id, start=held.start, end=held.stop, heading=held.heading,
        sentences=held.sentences, text=article.text[held.start : held.stop],
    )  # fmt: skip


def _are_same(wanted: list[StoredPassage], passages: list[HeldPassage], article: Article) -> bool:
    if len(wanted) != len(passages):
        return False
    return all(
        each.input == held.input and each.passage == _passage(article, held)
        for each, held in zip(wanted, passages, strict=True)
    )


def _say_damaged(look: Look, damaged: Named, distrusted: Named, past: Named) -> None:
    if damaged.count:
        look.fault(
            "articles", f"{counted(damaged.count, 'article')} not as taken in: {damaged}",
            "what it says here is not what its file said; a build would still take it for that",
            f"{REPAIR}, so that builds no longer trust it, and then {_READ_ANEW}", count=damaged.count,
        )  # fmt: skip
    if distrusted.count:
        look.fault(
            "articles", f"{counted(distrusted.count, 'damaged article')}, trusted by no build any more: {distrusted}",
            "what it says here is not what its file said", f"run {_READ_ANEW}", count=distrusted.count,
        )  # fmt: skip
    if past.count:
        look.note(
            "articles", f"{counted(past.count, 'damaged article')} of earlier generations: {past}",
            "no answer shows it, unless you roll back", "nothing; it goes with its generation", count=past.count,
        )  # fmt: skip


def _say_derived(look: Look, unhashed: Named, miscut: Named, fixed: Named) -> None:
    if unhashed.count:
        look.fault(
            "articles", f"{counted(unhashed.count, 'article')} with a wrong hash of a sound text: {unhashed}",
            "its exact copies are not known as such", f"{REPAIR} to make it anew", mendable=True, count=unhashed.count,
        )  # fmt: skip
    if miscut.count:
        look.fault(
            "passages", f"{counted(miscut.count, 'article')} with passages missing, or not where they say: {miscut}",
            "what is quoted from it begins, ends or is headed wrong", f"{REPAIR} to cut it anew", mendable=True,
            count=miscut.count,
        )  # fmt: skip
    if fixed.count:
        look.fault(
            "passages", f"{counted(fixed.count, 'article')} with passages missing, or not where they say: {fixed}",
            "what is quoted from it begins, ends or is headed wrong, and how it was cut cannot be done again here",
            f"examine it where its model is; or move newsqa.db away and run `newsqa build --index {look.folder}`",
            count=fixed.count,
        )  # fmt: skip


def _say_unverified(look: Look) -> None:
    unkeyed = [str(each.number) for each in look.generations if not each.cut]
    if unkeyed:
        look.note(
            "articles", f"generation {', '.join(unkeyed)} is of an older format, which does not say how it was cut",
            "its articles were compared by their text, not by title, date and the rest",
            "nothing; the next build that changes something replaces it", count=len(unkeyed),
        )  # fmt: skip
    others = {
        each.fingerprint.name for each in look.generations[1:] if not look.is_at_hand(each.fingerprint.digest)
    } if look.encoder else set()  # fmt: skip
    if others:
        look.note(
            "passages", f"earlier generations were made with another encoder: {', '.join(sorted(others))}",
            "their passages were compared with their articles by their bounds alone, and none was encoded anew",
            "nothing; they go with the next builds", count=len(others),
        )  # fmt: skip
