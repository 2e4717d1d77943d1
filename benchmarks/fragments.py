"""Links to sentences: for random citations, does chromium open the saved page with that very sentence marked?

    python benchmarks/fragments.py [--articles FILE] [--citations 240] [--json FILE] [--pictures FOLDER]

Three sets of pages, each read by newsqa's own reader, of which random quotations (one sentence, or two that follow each
other) are cited: pages of many publishers' markup (tests/publishers); the stories of languages.json, several to a page,
in six languages; and, with --articles (a corpus.jsonl.gz), articles of a set. The last two are put into pages with
navigation, a deck, a caption and a pull quotation that say a sentence of the text once more, links to related articles
and captions between paragraphs, inline links, soft hyphens, and the no-break spaces of French. Chromium opens each link in a context of
its own. Opened means: the quotation is in the window, it is marked, and nothing else is; what is marked is known by its
colour, pixel by pixel.
"""  # noqa: E501  # as it is typed

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import logging
import random
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from highlights import ARGUMENTS, open_link, served
from publishers import developed, first_held_out, held_out, measure, second_held_out
from publishers.sheet import Page

from newsqa.passages import split_passages
from newsqa.quotation import source_url
from newsqa.types import Article, Span

SEED = 6
SINGLE = 0.75  # of the quotations that are one sentence; the others are two
STORIES = json.loads((Path(__file__).parent / "languages.json").read_text(encoding="utf-8"))
MOST_CHARS = 12_000  # of an article that is made into a page: a window of chromium is drawn quickly then


@dataclasses.dataclass(frozen=True)
class Cited:
    """A quotation of a page that can be opened."""

    group: str
    name: str
    article: Article
    span: Span
    scope: str

    @property
    def quote(self) -> str:
        return self.article.text[self.span.start : self.span.end]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="a set's corpus.jsonl.gz")
    parser.add_argument("--citations", type=int, default=240)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--pictures", type=Path, help="keep what the window showed of each miss")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # trafilatura says of every short page that it is short
    draw = random.Random(SEED)  # noqa: S311
    groups = {"publishers": list(publishers()), "languages": list(languages(draw))}
    if options.articles:
        groups["articles"] = list(articles(options.articles, draw))
    pages: dict[str, str] = {}
    cited: list[Cited] = []
    for group, read in groups.items():
        for name, html, article, scope in read:
            pages[name] = html
            cited += [Cited(group, name, article, span, scope) for span in quotations(article, draw)]
    chosen = [
        each
        for group in groups
        for each in sample([one for one in cited if one.group == group], options.citations // len(groups), draw)
    ]
    rows = opened(pages, chosen, options.pictures)
    print_table(rows)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def sample(cited: list[Cited], count: int, draw: random.Random) -> list[Cited]:
    return draw.sample(cited, min(count, len(cited)))


def opened(pages: dict[str, str], chosen: list[Cited], pictures: Path | None) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with served(pages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        for number, each in enumerate(chosen):
            article = dataclasses.replace(each.article, url=address + each.name)
            began = time.perf_counter()
            url = source_url(article, each.span.start, each.span.end)
            took = time.perf_counter() - began
            assert url
            found = open_link(browser, url, article, each.span.start, each.span.end, scope=each.scope)
            rows.append(
                {"group": each.group, "page": each.name, "language": article.language, "kinds": kinds(url, each),
                 "link_chars": len(url.partition(":~:")[2]), "made_ms": round(1000 * took, 3),
                 "problem": found.problem and cause(found.problem, url, pages[each.name], article)}
            )  # fmt: skip
            if found.problem:
                print(f"    {each.name}: {found.problem}\n        {each.quote[:160]!r}\n        "
                      f"{unquote(url.partition(':~:')[2])[:240]}")  # fmt: skip
                if pictures:
                    pictures.mkdir(parents=True, exist_ok=True)
                    (pictures / f"{number}.png").write_bytes(found.image)
        browser.close()
    return rows


def cause(problem: str, url: str, page: str, article: Article) -> str:
    """Return what went wrong, or that the page says the quotation more often than the article does."""
    parts = [part for part in url.partition(":~:text=")[2].split(",") if not (part.endswith("-") or part[0] == "-")]
    shown = " ".join(unescape(re.sub("<[^>]+>", "", re.sub("</(?:p|h1|li|figcaption)>", " ", page))).split())
    count = shown.replace("\u00ad", "").count(unquote(parts[0])) - article.text.count(unquote(parts[0]))
    return "a deck, caption or pull quotation that is none of the article says it too" if count > 0 else problem


def kinds(url: str, cited: Cited) -> list[str]:
    """Return what a link is: exact or a range, with or without words around it, of one paragraph or more."""
    directive = url.partition(":~:text=")[2].split(",")
    has_prefix, has_suffix = directive[0].endswith("-"), directive[-1].startswith("-")
    is_range = len(directive) - has_prefix - has_suffix == 2
    found = ["range" if is_range else "exact"]
    if has_prefix or has_suffix:
        found.append("with prefix and suffix" if has_prefix and has_suffix else
                     "with prefix" if has_prefix else "with suffix")  # fmt: skip
    if "\n" in cited.quote:
        found.append("over paragraphs")
    return found


def quotations(article: Article, draw: random.Random) -> Iterator[Span]:
    passages = split_passages(article, **measure.LIMITS)
    sentences = sorted({(span.start, span.end) for passage in passages for span in passage.sentences})
    for place, (start, end) in enumerate(sentences):
        is_single = draw.random() < SINGLE or place + 1 == len(sentences)
        yield Span(start, end if is_single else sentences[place + 1][1])


def print_table(rows: list[dict[str, object]]) -> None:
    every: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        names = ["all", f"pages of {row['group']}", *row["kinds"], f"language {row['language']}"]  # type: ignore[misc]
        every.update(names)
        right.update(names if row["problem"] is None else [])
    print(f"{'':28} citations  opened")
    for name in sorted(every, key=lambda name: (name.startswith("language"), -every[name])):
        print(f"{name:28} {every[name]:9} {right[name]:7}  {right[name] / every[name]:6.1%}")
    sizes = sorted(int(row["link_chars"]) for row in rows)  # type: ignore[call-overload]
    times = sorted(float(row["made_ms"]) for row in rows)  # type: ignore[arg-type]
    print(f"link: {sizes[len(sizes) // 2]} characters at the median, {sizes[-1]} at most; made in "
          f"{times[len(times) // 2]:.2f} ms at the median, {times[-1]:.2f} at most")  # fmt: skip
    print("misses by cause:", dict(Counter(str(row["problem"]) for row in rows if row["problem"])))


Made = Iterator[tuple[str, str, Article, str]]


def publishers() -> Made:
    """Yield pages of publishers' markup as they are read."""
    for page in (*developed.pages(), *first_held_out.pages(), *second_held_out.pages(), *held_out.pages()):
        article = measure.by_newsqa(page)
        if article:
            yield f"publisher-{page.name}", page.html, article, "body"


def languages(draw: random.Random) -> Made:
    """Yield pages of six languages, each of several stories that were written for another benchmark."""
    for code in STORIES[0]:
        for first in range(0, len(STORIES) - 4, 5):
            stories = [story[code] for story in STORIES[first : first + 5]]
            paragraphs = [story["text"] for story in stories]
            others = [story[code]["title"] for story in STORIES[first + 5 :] + STORIES[:first]]
            yield from made(f"{code}-{first}", code, stories[0]["title"], paragraphs, others, draw)


def articles(corpus: Path, draw: random.Random) -> Made:
    """Yield pages made of a set's articles."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = draw.sample([row for row in rows if 1500 < len(row["text"]) < MOST_CHARS], 60)
    titles = [row["title"] for row in rows]
    for number, row in enumerate(rows):
        paragraphs = [line.strip() for line in row["text"].split("\n") if line.strip()]
        yield from made(f"article-{number}", "en", row["title"], paragraphs, titles[number + 1 :] + titles, draw)


def made(name: str, code: str, title: str, paragraphs: list[str], others: list[str], draw: random.Random) -> Made:
    """Yield a page made around paragraphs, as newsqa reads it; none when it is not read as an article."""
    html = page_of(code, title, paragraphs, others, draw)
    page = Page(name, html, title, None, None, (), tuple(paragraphs), ())
    article = measure.by_newsqa(page)
    if article:
        yield name, html, article, "article"


def page_of(code: str, title: str, paragraphs: list[str], others: list[str], draw: random.Random) -> str:
    """Return a page whose text is more than its article's, and whose article's is marked up."""
    deck = first_sentence(paragraphs[0])
    repeated = [first_sentence(draw.choice(paragraphs[1:])) for _ in range(2)]
    parts = []
    for number, paragraph in enumerate(paragraphs):
        if number % 3 == 1:
            said = repeated[0] if number == 1 else f"Seen from the east: {title}."
            parts.append(f'<figure><img src="/{number}.jpg" alt=""><figcaption>{escape(said)} (Photo: Archive)'
                         "</figcaption></figure>")  # fmt: skip
        if number == 2:
            parts.append(f'<aside class="pullquote"><p>{escape(repeated[1])}</p></aside>')
        if number % 5 == 4:
            parts.append(f'<aside class="related"><h3>Related</h3><ul>{links(others[:3])}</ul></aside>')
        parts.append(f"<p>{inline(typeset(code, paragraph), draw)}</p>")
    return (
        f'<!DOCTYPE html><html lang="{code}"><head><title>{escape(title)} | The Made Post</title>'
        f'<meta property="og:title" content="{escape(title)}"><meta name="description" content="{escape(deck)}"></head>'
        f"<body><header><nav><ul>{links(others[:8])}</ul></nav></header><main><article><h1>{escape(title)}</h1>"
        f'<p class="deck">{escape(typeset(code, deck))}</p><p class="byline">By Ann Oke</p>'
        f'<div id="story" class="article-body">{"".join(parts)}</div></article></main>'
        f"<aside class='most-read'><h2>Most read</h2><ul>{links(others[3:10])}</ul></aside>"
        "<footer><p>© 2024 The Made Post. All rights reserved.</p></footer></body></html>"
    )


def first_sentence(paragraph: str) -> str:
    return re.split(r"(?<=[.!?])\s|(?<=[。！？])", paragraph)[0]


def links(titles: list[str]) -> str:
    return "".join(f'<li><a href="/a{number}">{escape(title)}</a></li>' for number, title in enumerate(titles))


def typeset(code: str, text: str) -> str:
    """Return text as it is set in a language: no-break spaces in French, soft hyphens in long German words."""
    if code == "fr":
        text = re.sub(r" (?=[;:!?»])|(?<=«) |(?<=\d) (?=\d)", "\u202f", text)
    if code == "de":
        text = re.sub(r"\b(\w{6})(\w{6,})\b", "\\1\u00ad\\2", text)
    return text


def inline(text: str, draw: random.Random) -> str:
    """Return text as HTML, some of its words in links, bold or in italics, one within another."""
    marked = []
    for word in text.split(" "):
        shown, way = escape(word), draw.random()
        if way < 0.04:
            shown = f'<a href="/tag">{shown}</a>'
        elif way < 0.06:
            shown = f"<b>{shown}</b>"
        elif way < 0.08:
            shown = f'<a href="/x"><em>{shown[:2]}</em>{shown[2:]}</a>' if "&" not in shown else f"<i>{shown}</i>"
        marked.append(shown)
    return " ".join(marked)


if __name__ == "__main__":
    main()
