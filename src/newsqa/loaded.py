"""What a generation is searched with, in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from newsqa.answer import ReadClosely
from newsqa.closeness import Days
from newsqa.derived import load_dense, load_lexical
from newsqa.embedding import read_now
from newsqa.encoder import Encoder, Tokens
from newsqa.evidence import Reading, read_closely
from newsqa.fitted import Coefficients
from newsqa.passages import encoder_input
from newsqa.rerank import Reranker
from newsqa.retriever import Found, Indexes, Ranked, search
from newsqa.stages import Stages
from newsqa.store import FoundPassage, Generation, Snapshot, Store
from newsqa.types import Query, Span
from newsqa.vectors import Vectors

# What is made for reading looks at this many times k passages, so that k are left when an article has many of them.
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a generation is searched with."""

    store: Store
    number: int
    encoder: Encoder
    indexes: Indexes
    coefficients: Coefficients
    reranker: Reranker | None

    @classmethod
    def load(
        cls, store: Store, snapshot: Snapshot, generation: Generation, encoder: Encoder, coefficients: Coefficients,
        reranker: Reranker | None,
    ) -> Loaded:  # fmt: skip
        """Load the indexes of a generation."""
        indexes = Indexes(
            dense=load_dense(store.folder, snapshot, generation),
            lexical=load_lexical(store.folder, snapshot, generation),
            languages=tuple(language for language, _ in snapshot.counts("language")),
            read=partial(read_now, encoder),
            days=Days(snapshot.days()),
        )
        return cls(store, generation.number, encoder, indexes, coefficients, reranker)

    def is_for(self, store: Store, generation: Generation) -> bool:
        """Whether it belongs to this generation; one in another file may have the same number."""
        return self.store is store and self.number == generation.number

    def search(self, query: Query, vector: Vectors, snapshot: Snapshot, stages: Stages) -> Found:
        """Return the best ``query.k`` passages; ``vector`` is the question's, float32 [d]."""
        return self._search(query, vector, snapshot, stages)

    def search_for_reading(self, query: Query, snapshot: Snapshot, stages: Stages) -> tuple[Found, ReadClosely]:
        """Return passages of at least ``query.k`` stories, when there are, and what reads one of them closely."""
        vector, said = self.encoder.read_query(query.text)
        asked = self.encoder.encode_query(query.asked) if query.asked else None
        stages.end("encode")
        deeper = replace(query, k=query.k * _DEPTH, stories="all")
        found = self._search(deeper, vector, snapshot, stages, least_stories=query.k, asked=asked)

        def closely(ranked: Ranked) -> Reading:
            stages.end("answer")
            reading = read_closely(said, *self.read(snapshot, ranked.candidate.found))
            stages.end("read closely")
            return reading

        return found, closely

    def read(self, snapshot: Snapshot, found: FoundPassage) -> tuple[Tokens, tuple[Span, ...]]:
        """Return the tokens of a passage's input, and where its sentences stand in that."""
        article = snapshot.article_info(found.article_row)
        encoder = self.encoder
        text, spans = encoder_input(article, found.passage, encoder.count_tokens, encoder.max_tokens)
        return encoder.read_passage(text), spans

    def _search(
        self, query: Query, vector: Vectors, snapshot: Snapshot, stages: Stages, *, least_stories: int = 0,
        asked: Vectors | None = None,
    ) -> Found:  # fmt: skip
        return search(
            query, vector, snapshot, self.indexes, self.coefficients.ranking, stages, self.reranker,
            least_stories=least_stories, asked=asked,
        )  # fmt: skip
