"""A draft's articles to its stories: sketches and likenesses, those that are kept and those still lacking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from newsqa.progress import Progress
from newsqa.store import Draft
from newsqa.stories import Likeness, Wording, compare, find_candidates, read_wording, sketch, tell_stories

# Texts that are sketched, and pairs that are compared, between two commits.
_AT_ONCE = 500
# Texts that wait, read, for the next pair that they are in: those of about a day.
_WORDINGS = 2000


def tell(draft: Draft, progress: Progress) -> None:
    """Tell the stories of a draft that is settled; what texts give is kept for the next build."""
    shelf = draft.stories()
    done = 0
    for batch in shelf.unsketched(_AT_ONCE):
        shelf.add_sketches((text, sketch(words)) for text, words in batch)
        done += len(batch)
        progress("looking for copies", done, 0)
    tellers, texts = shelf.tellers()
    pairs = [(int(one), int(other)) for one, other in find_candidates(shelf.sketches(texts))]
    likenesses = shelf.likenesses(pairs, texts)
    wording = lru_cache(_WORDINGS)(lambda text: read_wording(shelf.text(texts[text])))
    lacking = [pair for pair in pairs if pair not in likenesses]
    for first in range(0, len(lacking), _AT_ONCE):
        found = compared(lacking[first : first + _AT_ONCE], texts, wording)
        shelf.add_likenesses(found, texts)
        likenesses |= found
        progress("comparing copies", min(first + _AT_ONCE, len(lacking)), len(lacking))
    shelf.tell(tell_stories(tellers, likenesses))


def compared(
    pairs: Sequence[tuple[int, int]], texts: Sequence[bytes], wording: Callable[[int], Wording]
) -> dict[tuple[int, int], Likeness]:
    """Compare pairs of texts, each in the order of their hashes, so that it comes out the same in every archive."""
    found = {}
    for one, other in pairs:
        if texts[one] <= texts[other]:
            found[one, other] = compare(wording(one), wording(other))
        else:
            found[one, other] = compare(wording(other), wording(one)).turned()
    return found
