"""The lexical index: BM25 over the terms of passages and of whole articles; build, load, search."""

from __future__ import annotations

import math
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from newsqa.words import exact_words, terms

Ids = NDArray[np.int64]
# A term, with what else it may be: how other languages stem it, or what it was mistyped for.
Wanted = Sequence[tuple[str, ...]]
# What a search is restricted to: made by one method here, taken by others, opaque to everyone else.
Restriction = tantivy.Query

_PARTS = ("passages", "articles")
_APART = " \x1f "  # a word that no text holds: no phrase spans a title and a text
_HEAP_BYTES = 64_000_000
_ALLOWED_TYPOS = ((8, 2), (5, 1))  # terms of so many characters may differ in so many places
_SIMILAR_AT_MOST = 3
# BM25 sums 32-bit floats in an order that depends on the files; below this scores mean nothing.
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Document:
    """A passage as the lexical index reads it: ``context`` is what stands before its text, in the question's reach."""

    row: int
    article_row: int
    context: str
    text: str
    language: str | None


class LexicalIndex:
    """BM25 over passages, and over whole articles. Safe from many threads once built."""

    def __init__(self, passages: tantivy.Index, articles: tantivy.Index) -> None:
        """Wrap the two engines' indexes; see :meth:`build` and :meth:`open`."""
        self._schema, self._article_schema = passages.schema, articles.schema
        self._passages, self._articles = passages.searcher(), articles.searcher()

    @classmethod
    def build(cls, documents: Iterable[Document], folder: Path | None = None) -> LexicalIndex:
        """Build from passages, those of an article together, into an empty folder; in memory without one.

        Raises:
            ValueError: it cannot be written; the engine gives the system's reason as a text.
        """
        places = [folder and folder / part for part in _PARTS]
        passages, articles = _create(_passage_schema(), places[0]), _create(_article_schema(), places[1])
        # One thread each: which document stands where is the same on every build.
        writer, article_writer = passages.writer(_HEAP_BYTES, 1), articles.writer(_HEAP_BYTES, 1)
        for article_row, group in groupby(documents, key=lambda document: document.article_row):
            whole: list[str] = []
            for document in group:
                context = terms(document.context, document.language)
                own = terms(document.text, document.language)
                whole += own if whole else context + own
                writer.add_document(_passage_document(document, context + own))
            article_writer.add_document(_document(terms=" ".join(whole), article=article_row))
        for each in (writer, article_writer):  # `with` would commit too, and say nothing when it cannot
            each.commit()
            each.wait_merging_threads()
        for index in (passages, articles):
            index.reload()
        for place in filter(None, places):
            _let_others_read(place)
        return cls(passages, articles)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open what :meth:`build` wrote.

        Raises:
            ValueError: the folder does not hold such an index.
        """
        try:
            return cls(*(tantivy.Index.open(str(folder / part)) for part in _PARTS))
        except ValueError:
            # The engine opens a lock file beside its own for writing. Where that may not be, it gets
            # links to them in a place of its own; they are needed no longer than it takes to open.
            with TemporaryDirectory(prefix="newsqa-") as place:
                return cls(*(tantivy.Index.open(str(_linked(folder / part, Path(place) / part))) for part in _PARTS))

    def __len__(self) -> int:
        return self._passages.num_docs

    @property
    def article_count(self) -> int:
        """Articles that it holds whole."""
        return int(self._articles.num_docs)

    def restriction(
        self,
        *,
        articles: Ids | None = None,
        phrases: Sequence[Sequence[str]] = (),
        excluded: Sequence[Sequence[str]] = (),
    ) -> Restriction | None:
        """Return what the other methods take as ``within``, or None when nothing is restricted.

        Args:
            articles: rows of the articles to search, int64 [n]; all when None.
            phrases: exact words in order; a passage must hold them all, itself or in its article's title.
            excluded: exact words in order; an article that holds any of them is left out.
        """
        parts = [(tantivy.Occur.Must, self._exactly(words)) for words in phrases]
        if articles is not None:
            parts.append((tantivy.Occur.Must, _one_of(self._schema, "article", articles)))
        if excluded:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._exactly(words)) for words in excluded])
            unwanted = np.unique(self._values(query, "article"))
            parts.append((tantivy.Occur.MustNot, _one_of(self._schema, "article", unwanted)))
            parts.append((tantivy.Occur.Must, tantivy.Query.all_query()))
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query(parts), 0.0) if parts else None

    def rows(self, within: Restriction | None = None) -> Ids:
        """Return the rows of the passages that a restriction leaves, all without one, int64 [n], ascending."""
        return np.sort(self._values(within or tantivy.Query.all_query(), "row"))

    def rows_of(self, articles: Ids) -> Ids:
        """Return the rows of these articles' passages, int64 [n], ascending: as :meth:`rows` does, and faster."""
        rows, of = self._places
        return rows[np.isin(of, articles)]

    @cached_property
    def _places(self) -> tuple[Ids, Ids]:
        """The rows of all passages, ascending, and those of their articles."""
        rows, of = (self._values(tantivy.Query.all_query(), field) for field in ("row", "article"))
        order = np.argsort(rows)
        return rows[order], of[order]

    def search(self, wanted: Wanted, k: int, within: Restriction | None = None) -> list[tuple[int, float]]:
        """Return the rows of the best passages with their BM25 score, best first, with all that tie with the k-th.

        Args:
            wanted: terms, each with its alternatives.
            k: how many rows are wanted.
            within: what restricts the search.
        """
        query = _any_of(self._schema, wanted)
        if query is None:
            return []
        query = _both(query, within)
        limit = k + 16
        while True:
            hits = self._passages.search(query, limit, count=False).hits
            if len(hits) < limit or _rounded(hits[-1][0]) < _rounded(hits[k - 1][0]):
                return _scored(self._passages, "row", hits)
            limit *= 2

    def scores(self, wanted: Wanted, rows: Iterable[int]) -> dict[int, float]:
        """Return the BM25 scores of passages, by row; one that holds no term is left out."""
        return _scores(self._passages, self._schema, "row", wanted, list(rows))

    def article_scores(self, wanted: Wanted, rows: Iterable[int]) -> dict[int, float]:
        """Return the BM25 scores of whole articles, by row; one that holds no term is left out."""
        return _scores(self._articles, self._article_schema, "article", wanted, list(rows))

    def rarity(self, alternatives: tuple[str, ...]) -> float:
        """Return the inverse document frequency of a term over passages, as BM25 has it; highest for an unknown one."""
        held = max((self._passages.doc_freq("terms", term) for term in alternatives), default=0)
        return math.log(1 + (len(self) - held + 0.5) / (held + 0.5))

    def is_held(self, alternatives: tuple[str, ...]) -> bool:
        """Whether any passage holds a term, in its text or what stands before it."""
        return any(self._passages.doc_freq("terms", term) for term in alternatives)

    def with_similar(self, wanted: Wanted) -> list[tuple[str, ...]]:
        """Return the terms, those that no passage holds with the nearest terms that some do: they may be mistyped."""
        return [
            alternatives if self.is_held(alternatives)
            else (*alternatives, *self._similar(alternatives[0]))
            for alternatives in wanted
        ]  # fmt: skip

    def _similar(self, term: str) -> list[str]:
        """Return the nearest held terms that begin alike: a slip seldom falls on the first letter."""
        allowed = next((typos for length, typos in _ALLOWED_TYPOS if len(term) >= length), 0)
        if not allowed or any(char.isdigit() for char in term):
            return []
        held = dict(self._passages.terms_with_prefix("terms", term[0]))
        found = process.extract(term, list(held), scorer=OSA.distance, score_cutoff=allowed, limit=None)
        if not found:
            return []
        nearest = min(distance for _, distance, _ in found)
        close = [other for other, distance, _ in found if distance == nearest]
        return sorted(close, key=lambda other: (-held[other], other))[:_SIMILAR_AT_MOST]

    def _exactly(self, words: Sequence[str]) -> tantivy.Query:
        folded = [word.casefold() for word in words]
        if len(words) == 1:
            exact = tantivy.Query.term_query(self._schema, "exact", folded[0])
        else:
            exact = tantivy.Query.phrase_query(self._schema, "exact", list(folded))
        # A word in capitals is an acronym that reads as a common word, which is no term.
        acronyms = [_any_of(self._schema, [(word, word.casefold())]) for word in words if word != word.casefold()]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (exact, *acronyms) if part])

    def _values(self, query: tantivy.Query, field: str) -> Ids:
        hits = self._passages.search(query, max(1, len(self)), count=False).hits
        return np.array(self._passages.fast_field_values(field, [address for _, address in hits]), dtype=np.int64)


def _create(schema: tantivy.Schema, folder: Path | None) -> tantivy.Index:
    if folder is not None:
        folder.mkdir(parents=True)
    return tantivy.Index(schema, path=None if folder is None else str(folder))


def _let_others_read(folder: Path) -> None:
    """Give all of the engine's files the rights that most of them have; some it makes for their owner alone."""
    files = list(folder.iterdir())
    mode = 0
    for file in files:
        mode |= stat.S_IMODE(file.stat().st_mode)
    for file in files:
        file.chmod(mode)


def _linked(folder: Path, place: Path) -> Path:
    """Make a folder of links to the engine's files, without its locks."""
    place.mkdir()
    for file in folder.resolve().iterdir():
        if file.suffix != ".lock":
            (place / file.name).symlink_to(file)
    return place


def _passage_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="position")
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field("article", indexed=True, fast=True)
    return builder.build()


def _article_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("article", indexed=True, fast=True)
    return builder.build()


def _passage_document(document: Document, found: Sequence[str]) -> tantivy.Document:
    exact = [" ".join(exact_words(part)) for part in (*document.context.splitlines(), document.text)]
    return _document(terms=" ".join(found), exact=_APART.join(exact), row=document.row, article=document.article_row)


def _document(**fields: str | int) -> tantivy.Document:
    document = tantivy.Document()
    for name, value in fields.items():
        if isinstance(value, str):
            document.add_text(name, value)
        else:
            document.add_unsigned(name, value)
    return document


def _any_of(schema: tantivy.Schema, wanted: Wanted) -> tantivy.Query | None:
    """Return the query that any of the terms satisfies, or None when there are none."""
    parts = []
    for alternatives in wanted:
        each = [tantivy.Query.term_query(schema, "terms", term, "freq") for term in alternatives]
        parts.append(each[0] if len(each) == 1 else tantivy.Query.disjunction_max_query(each))
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts]) if parts else None


def _scores(
    searcher: tantivy.Searcher, schema: tantivy.Schema, field: str, wanted: Wanted, rows: Sequence[int]
) -> dict[int, float]:
    query = _any_of(schema, wanted)
    if query is None or not rows:
        return {}
    within = tantivy.Query.const_score_query(_one_of(schema, field, rows), 0.0)
    return dict(_scored(searcher, field, searcher.search(_both(query, within), len(rows), count=False).hits))


def _scored(searcher: tantivy.Searcher, field: str, hits: Sequence[tuple[Any, Any]]) -> list[tuple[int, float]]:
    rows: list[Any] = searcher.fast_field_values(field, [address for _, address in hits])
    return [(int(row), _rounded(score)) for row, (score, _) in zip(rows, hits, strict=True)]


def _both(query: tantivy.Query, within: Restriction | None) -> tantivy.Query:
    if within is None:
        return query
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, within)])


def _one_of(schema: tantivy.Schema, field: str, rows: Iterable[int]) -> tantivy.Query:
    return tantivy.Query.term_set_query(schema, field, [int(row) for row in rows])


def _rounded(score: float) -> float:
    return round(float(score), _PLACES)
