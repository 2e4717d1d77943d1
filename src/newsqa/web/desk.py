"""Answers what a tab asks of the archive, and says so in HTML; knows nothing of Gradio."""

from __future__ import annotations

import itertools
import logging
import threading
from dataclasses import dataclass, field

from newsqa.config import Settings
from newsqa.errors import NewsQAError
from newsqa.index import Index
from newsqa.types import Article, Hit
from newsqa.web import render
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.examples import make_examples

logger = logging.getLogger(__name__)

_UNEXPECTED = (
    "Something went wrong while answering; the terminal that newsqa runs in says more. "
    "Ask again, or put it in other words."
)
_FORGOTTEN = "This answer is no longer kept. Ask the question again, then open the article from there."


@dataclass(slots=True)
class Desk:
    """One open index and what the pages show of it; any thread may call any method."""

    index: Index
    settings: Settings
    _openings: itertools.count[int] = field(default_factory=itertools.count)
    _examples: tuple[int, tuple[str, ...]] = (-1, ())
    _examples_lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, turn: Turn, conversation: Conversation) -> None:
        """Answer ``turn`` when the questions before it are answered; a failure becomes its problem."""
        with conversation.answering() as history:
            try:
                answer = self.index.ask(turn.question, history=history, **turn.filters.to_dict())
            except NewsQAError as error:
                conversation.end(turn, problem=str(error))
            except Exception:
                # The last stop before the browser: whatever it is, the next question must work.
                logger.exception("no answer to a question")
                conversation.end(turn, problem=_UNEXPECTED)
            else:
                conversation.end(turn, answer=answer)

    def open_article(self, turn_number: object, card: object, conversation: Conversation) -> str:
        """Return the article behind a card, marked; what is wrong, when it cannot be shown."""
        opening = next(self._openings)
        turn = conversation.turn(turn_number) if isinstance(turn_number, int) else None
        hit = turn.hit(card) if turn and isinstance(card, int) else None
        if turn is None or turn.answer is None or hit is None:
            return render.render_missing_article(_FORGOTTEN, opening=opening)
        try:
            article = self.index.article(hit.article.id)
        except NewsQAError as error:
            return render.render_missing_article(str(error), opening=opening)
        cited = render.cited_spans(hit, turn.answer.citations)
        return render.render_article(article, hit, cited, opening=opening, is_changed=not _holds(article, hit))

    def filters(self) -> str:
        """Return the form of filters, with the outlets, languages and sections that the archive has now."""
        try:
            return render.render_filters(self.index.summary())
        except NewsQAError:
            return ""

    def masthead(self) -> str:
        """Return the head of the page as the archive is now."""
        try:
            return render.render_masthead(self.index.summary())
        except NewsQAError:
            return render.render_masthead(None)

    def welcome(self) -> str:
        """Return what stands where no question was asked yet, as the archive is now."""
        try:
            summary = self.index.summary()
            return render.render_welcome(summary, self._examples_of(summary.generation), self.settings.articles)
        except NewsQAError as error:
            return render.render_welcome_problem(str(error))

    def _examples_of(self, generation: int) -> tuple[str, ...]:
        """Return the example questions, made once a generation."""
        with self._examples_lock:
            if self._examples[0] != generation:
                self._examples = (generation, make_examples(self.index))
            return self._examples[1]


def _holds(article: Article, hit: Hit) -> bool:
    """Whether the passage still stands where it was found: a build may have come between."""
    return article.text[hit.passage.start : hit.passage.end] == hit.passage.text
