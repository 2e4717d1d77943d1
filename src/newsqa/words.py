"""Text to the terms that are compared: in the index, in questions, and when words are marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
import tantivy

from newsqa.characters import one_line
from newsqa.types import Span

_APOSTROPHE = (
    r"['\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    r"\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}]"
)
# Format characters stand unseen in words: soft hyphens, joiners.
_LETTER = r"[\p{L}\p{M}\p{N}_\p{Cf}]"
# In this order: initials; letters with a sign that makes them a name (AT&T, C++); a number with its
# separators; a word with its apostrophes.
_WORD = regex.compile(
    rf"\p{{L}}(?:\.\p{{L}})+\b\.?(?:{_APOSTROPHE}s\b)?"
    rf"|\p{{L}}{{1,2}}(?:&\p{{L}}{{1,2}})+(?!{_LETTER})(?:{_APOSTROPHE}s\b)?|\p{{L}}(?:\+\+|\#)"
    rf"|\d+(?:[.,]\d+)+|{_LETTER}+(?:{_APOSTROPHE}[\p{{L}}\p{{M}}]+)*"
)
_HYPHENATED = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}][\p{L}\p{M}\p{N}]+)+")
_HYPHEN = regex.compile(r"[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}]")
_POSSESSIVE = regex.compile(rf"{_APOSTROPHE}s?$", regex.IGNORECASE)
_APOSTROPHES = regex.compile(_APOSTROPHE)
_THOUSANDS = regex.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?)")
_SPACE_OF_INITIALS = regex.compile(r"(?<=\b\p{Lu}\.)[ \N{NO-BREAK SPACE}](?=\p{Lu}\.)")
# What Romance languages write before a vowel as one with the next word.
_ELIDED = regex.compile(
    rf"(?<!{_LETTER})([cdjlmnstv]|qu|jusqu|lorsqu|puisqu|un|dell|all|dall|nell|sull|quell|quest){_APOSTROPHE}(?=\p{{L}}{{2}})",
    regex.IGNORECASE,
)
_WITH_ELISION = ("ca", "fr", "it")
_INVISIBLE = regex.compile(r"\p{Cf}")
# These scripts put no spaces between words: their runs are compared by pairs of characters.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")
_ACCENTS = regex.compile(r"[\u0300-\u036f\s]")  # some signs for whole phrases come apart with spaces
_BARE = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ð": "d",
        "đ": "d",
        "þ": "th",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ł": "l",
        "ŧ": "t",
    }
)
_LONGEST = 80
_SHOUTED_WORDS = 3
_QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}", "\N{GREEK QUESTION MARK}")
_CACHE = 400_000

# As the engine has them.
_STEMMED = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip
_WITHOUT_STOP_WORDS = ("arabic", "greek", "romanian", "tamil", "turkish")
# Words that questions are made of, where the engine's own list of stop words leaves them out.
_QUESTION_WORDS = {
    "en": "a about above after again against all also am an and any are as at be because been before being below "
    "between both but by can cannot could d did do does doing don down during each few for from further had has have "
    "having he her here hers herself him himself his how i if in into is it its itself ll m many me more most much my "
    "myself no nor not of off on once only or other ought our ours ourselves out over own re s same she should so some "
    "such t than that the their theirs them themselves then there these they this those through to too under until up "
    "us ve very was we were what when where which while who whom whose why will with would you your yours yourself",
    "de": "was wer wen wem wessen welche welcher welches wann wo woher wohin warum weshalb wie wieviel",
    "fr": "qui que quoi quel quelle quels quelles quand où comment combien pourquoi est-ce",
    "es": "quién quiénes qué cuál cuáles cuándo dónde cómo cuánto cuánta cuántos cuántas",
    "it": "chi che cosa quale quali quando dove come quanto quanta quanti quante perché",
    "pt": "quem que qual quais quando onde como quanto quanta quantos quantas porquê",
    "nl": "wie wat welke welk wanneer waar waarom hoe hoeveel",
    "ru": "кто кого кому кем что чего чему чем какой какая какое какие когда где куда откуда почему зачем как сколько",
    # No list of the engine's has these languages.
    "pl": "kto kogo komu kim co czego czemu czym jaki jaka jakie który która które kiedy gdzie dokąd skąd dlaczego "
    "czemu jak ile czy a i o u w z ze za na do od po pod nad przed przy dla bez przez oraz lub albo ale że się nie to "
    "ten ta te tego tej tym tych jest są był była było były będzie jego jej ich on ona ono oni",
    # The Turkish dotless letter is meant.
    "tr": "kim kimi kime kimin ne neyi neden niçin niye nasıl nerede nereye nereden hangi kaç mi mı mu mü bir ve ile "  # noqa: RUF001
    "için de da bu şu o ki gibi kadar çok ama",
    "ar": "من ما ماذا متى أين كيف كم لماذا أي أية هل في على إلى عن مع أن إن كان كانت هذا هذه ذلك التي الذي و أو ثم لا "
    "لم لن قد",
}
_QUOTES = (
    r'"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}'
    r"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
)
_PHRASE = regex.compile(rf"(?<!\w)(-?)[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]")
_WITHOUT = regex.compile(r"(?<!\S)-(?=\p{L})(\S+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its search marks read: what it says, what must stand in a passage, what must not in an article.

    ``phrases`` and ``excluded`` are each a sequence of exact words; an acronym that reads as a common
    word stands in capitals.
    """

    text: str
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()


def read_marks(question: str) -> Asked:
    """Read ``"exact phrases"``, ``-without`` and ``-"without these"`` out of a question.

    What is excluded leaves the text; a phrase stays in it, without its quotation marks. In a question that ends in
    a question mark quoted words are no condition: they are often a title, or what somebody is said to have said.
    """
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []

    def quoted(match: regex.Match[str]) -> str:
        words = _marked(match[2])
        if words:
            (excluded if match[1] else phrases).append(words)
        return " " if match[1] else match[2]

    def unwanted(match: regex.Match[str]) -> str:
        if words := _marked(match[1]):
            excluded.append(words)
        return " "

    text = _WITHOUT.sub(unwanted, _PHRASE.sub(quoted, question))
    is_question = question.rstrip().endswith(_QUESTION_MARKS)
    return Asked(one_line(text), () if is_question else tuple(phrases), tuple(excluded))


def without_quotation_marks(question: str) -> str:
    """Return a question that asks for no exact phrase: without quotation marks, but for those of what is excluded."""
    return _PHRASE.sub(lambda match: match[0] if match[1] else match[2], question)


def mark_spans(question: str) -> tuple[tuple[int, int], ...]:
    """Return where the search marks of a question stand: phrases in quotation marks, and what is excluded."""
    return tuple(match.span() for pattern in (_PHRASE, _WITHOUT) for match in pattern.finditer(question))


def exact_words(text: str) -> list[str]:
    """Return the words of a text as a phrase compares them: in order, without case and accents, not stemmed."""
    return [word for chunk in _chunks(text) for word in _exact[chunk]]


def terms(text: str, language: str | None = None) -> list[str]:
    """Return the terms of a text: its words stemmed as the language stems (English when unknown), stop words left out.

    A hyphenated word gives its parts and then itself as one word.
    """
    known = _Language.of(language).terms
    return [term for chunk in _chunks(text) for term in known[chunk]]


def question_terms(question: str, languages: Sequence[str | None]) -> list[tuple[str, ...]]:
    """Return the terms that a question asks for, each once, with how each language of the archive stems it.

    Stop words are those of the language, among these, that most of the question's words are stop words of.

    Args:
        question: its text.
        languages: the archive's, commonest first.
    """
    known = list(dict.fromkeys(_Language.of(language) for language in languages)) or [_Language.of(None)]
    chunks = _chunks(question)
    asked_in = max(known, key=lambda language: sum(not language.terms[chunk] for chunk in chunks))
    others = [language for language in known if language is not asked_in]
    found: dict[str, tuple[str, ...]] = {}
    for chunk in chunks:
        own = asked_in.terms[chunk]
        # Where a language takes a chunk for other words, there is one way to look for it.
        also = [terms for language in others if len(terms := language.terms[chunk]) == len(own)]
        for place, term in enumerate(own):
            found.setdefault(term, tuple(dict.fromkeys((term, *(terms[place] for terms in also)))))
    return list(found.values())


def places(text: str, wanted: Iterable[str], language: str | None = None) -> Iterator[Span]:
    """Yield where words of a text stand whose terms are among those wanted, in order."""
    return (span for span, _ in places_with_terms(text, wanted, language))


def places_with_terms(
    text: str, wanted: Iterable[str], language: str | None = None
) -> Iterator[tuple[Span, frozenset[str]]]:
    """Yield the same, each with those of its terms that are wanted."""
    known, wanted = _Language.of(language), frozenset(wanted)
    for match in _WORD.finditer(text):
        own = known.terms[match[0]]
        if not wanted.isdisjoint(own):
            yield Span(match.start(), match.end()), wanted.intersection(own)


class _Memory(dict[str, tuple[str, ...]]):
    """What was read of chunks, which come again; a dict, because a question looks up some 20,000."""

    def __init__(self, read: Callable[[str], Iterable[str]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(self._read(_plain(chunk)))
        if len(chunk) <= _LONGEST:
            if len(self) > _CACHE:
                self.clear()
            self[chunk] = found
        return found


class _Language:
    """How one language stems, and which words say nothing in it."""

    def __init__(self, code: str) -> None:
        self.code = code
        name = _STEMMED.get(code)
        self._stem = _analyser(tantivy.Filter.stemmer, name)
        self._stop = _analyser(tantivy.Filter.stopword, None if name in _WITHOUT_STOP_WORDS else name)
        self._questions = frozenset(_QUESTION_WORDS.get(code, "").split())
        # The terms of what stands between two spaces: none when it holds stop words only.
        self.terms = _Memory(self._read)

    @staticmethod
    def of(language: str | None) -> _Language:
        """Return the language of a code; English when there is none."""
        return _language(language or "en")

    def _read(self, chunk: str) -> Iterator[str]:
        words = _words(_ELIDED.sub(" ", chunk) if self.code in _WITH_ELISION else chunk)
        if _HYPHEN.search(chunk):
            words += [_HYPHEN.sub("", word) for word in _HYPHENATED.findall(chunk)]
        for word in words:
            for form in _forms(word):
                if (term := self._term(form, word)) is not None:
                    yield term

    def _term(self, form: str, word: str) -> str | None:
        if self.is_stop_word(form):
            # "US" is not "us": an acronym that reads as a stop word stays as it is written.
            return form.upper() if _is_acronym(form, word) else None
        return _folded(self._stemmed(form))

    def is_stop_word(self, form: str) -> bool:
        """Whether a word without its capitals says nothing in this language."""
        return not self._stop(form) or form in self._questions

    def _stemmed(self, form: str) -> str:
        stemmed = self._stem(form)
        return stemmed[0] if stemmed else form


@lru_cache(maxsize=64)
def _language(code: str) -> _Language:
    return _Language(code)


def _analyser(kind: Callable[[str], tantivy.Filter], name: str | None) -> Callable[[str], list[str]]:
    if name is None:
        return lambda form: [form]
    built = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(kind(name)).build()
    return built.analyze


def _chunks(text: str) -> list[str]:
    """Return what stands between white space; a headline in capitals in small letters: it has no acronyms to tell."""
    if ". " in text or ".\N{NO-BREAK SPACE}" in text:
        text = _SPACE_OF_INITIALS.sub("", text)
    lines = text.splitlines()
    return [chunk for line in lines for chunk in (line.lower() if _is_shouted(line) else line).split()]


def _plain(chunk: str) -> str:
    """Return a chunk in composed characters, all of them visible."""
    return chunk if chunk.isascii() else unicodedata.normalize("NFC", _INVISIBLE.sub("", chunk))


def _words(chunk: str) -> list[str]:
    found: list[str] = _WORD.findall(chunk)
    return found


def _exact_words(chunk: str) -> Iterator[str]:
    for word in _words(_ELIDED.sub(r"\1 ", chunk)):
        yield from map(_folded, _forms(word))


_exact = _Memory(_exact_words)


def _marked(text: str) -> tuple[str, ...]:
    """Return the exact words of a phrase, an acronym that reads as a common English word in capitals."""
    acronyms = {
        form for chunk in _chunks(text) for word in _words(_plain(chunk)) for form in _forms(word)
        if _is_acronym(form, word) and _Language.of("en").is_stop_word(form)
    }  # fmt: skip
    return tuple(word.upper() if word in acronyms else word for word in exact_words(text))


def _is_acronym(form: str, word: str) -> bool:
    return len(form) > 1 and ("." in word or _POSSESSIVE.sub("", word).isupper())


def _forms(word: str) -> list[str]:
    """Return a word without case, possessive, separators; a run of a script without spaces as pairs."""
    if word[0].isdigit():
        return [_number(word).casefold()[:_LONGEST]]
    form = _APOSTROPHES.sub("", _POSSESSIVE.sub("", word)).replace(".", "").casefold()
    if not _UNSPACED.search(form):
        return [form[:_LONGEST]] if form else []
    pieces: list[str] = []
    for piece in regex.splititer(rf"({_UNSPACED.pattern})", form):
        if _UNSPACED.fullmatch(piece):
            pieces += [piece] if len(piece) == 1 else [piece[i : i + 2] for i in range(len(piece) - 1)]
        elif piece:
            pieces.append(piece[:_LONGEST])
    return pieces


def _number(word: str) -> str:
    """Return a number without what parts its thousands, with a point before its decimals."""
    if _THOUSANDS.fullmatch(word):
        first = next(char for char in word if not char.isdigit())
        word = word.replace(first, "")
    return word.replace(",", ".")


def _folded(form: str) -> str:
    """Return a form without accents: readers leave them out."""
    if form.isascii():
        return form
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", form)).casefold().translate(_BARE)
    return unicodedata.normalize("NFC", bare) or form


def _is_shouted(text: str) -> bool:
    """Whether a text stands in capitals; one or two such words may be acronyms."""
    return text.isupper() and len(text.split()) >= _SHOUTED_WORDS
