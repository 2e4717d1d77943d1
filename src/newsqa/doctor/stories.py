"""Checks of the stories: told anew from the texts, and compared with what the record says."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from newsqa import __version__
from newsqa.doctor.look import REPAIR, Look, counted
from newsqa.store import Inspection
from newsqa.stories import Likeness, Stories, Wording, find_candidates, read_wording, sketch, tell_stories
from newsqa.telling import compared

_WORDINGS = 2000


def check_stories(look: Look, inspection: Inspection) -> None:
    """Tell the stories of each generation anew from its texts, and compare what was kept of these on the way."""
    if look.ailments.damaged or look.ailments.unhashed:
        return  # said already, and told anew when it is mended
    read = lru_cache(_WORDINGS)(lambda text: read_wording(inspection.text_of(text)))
    wrong = []
    for generation in look.kept:
        # Another version may tell them by other rules, one of before there were stories not at all.
        if not generation.cut or generation.versions.get("newsqa") != __version__:
            continue
        look.tell("checking stories", 0, 1)
        if _differ(tell_anew(inspection, generation.number, read), inspection.told(generation.number)):
            wrong.append(generation.number)
    if wrong:
        look.ailments.mistold += wrong
        look.fault(
            "stories", f"generation {', '.join(map(str, wrong))} has other stories than its texts tell",
            "an answer may show a story twice, or an older version as if it were the latest",
            f"{REPAIR} to tell them anew", mendable=True, count=len(wrong),
        )  # fmt: skip
    _check_kept(look, inspection, read)


def _differ(anew: Stories, told: Stories) -> bool:
    return (anew.story, anew.superseded_by, sorted(anew.reprints)) != (
        told.story,
        told.superseded_by,
        sorted(told.reprints),
    )


def tell_anew(inspection: Inspection, number: int, read: Callable[[bytes], Wording] | None = None) -> Stories:
    """Return the stories of a generation, from its texts alone."""
    read = read or lru_cache(_WORDINGS)(lambda text: read_wording(inspection.text_of(text)))
    tellers, texts = inspection.tellers(number)
    sketches = [sketch(inspection.text_of(text)) for text in texts]
    pairs = [(int(one), int(other)) for one, other in find_candidates(sketches)]
    return tell_stories(tellers, compared(pairs, texts, lambda text: read(texts[text])))


def _check_kept(look: Look, inspection: Inspection, read: Callable[[bytes], Wording]) -> None:
    """Compare the sketches and likenesses that builds go by with what the texts give."""
    texts = inspection.texts()
    sketched = {
        text for text, shingles in inspection.sketches()
        if text in texts and sketch(inspection.text_of(text)).astype("<u4").tobytes() != shingles
    }  # fmt: skip
    likened = {
        (first, second) for first, second, likeness in inspection.likenesses()
        if first in texts and second in texts and _compared(first, second, read) != likeness
    }  # fmt: skip
    if sketched or likened:
        look.ailments.sketched, look.ailments.likened = sorted(sketched), sorted(likened)
        count = len(sketched) + len(likened)
        look.fault(
            "stories", f"{counted(count, 'sketch or likeness', 'sketches or likenesses')} of texts not as they give",
            "the next build may take them for copies of what they are not", f"{REPAIR} to remove them; a build makes "
            "them anew", mendable=True, count=count,
        )  # fmt: skip


def _compared(first: bytes, second: bytes, read: Callable[[bytes], Wording]) -> Likeness:
    return compared([(0, 1)], (first, second), lambda place: read((first, second)[place]))[0, 1]
