"""Reading files into articles: formats, encodings, paragraphs, subheadings, folders, names."""

# ruff: noqa: RUF001  # texts in other scripts
from __future__ import annotations

import datetime as dt
import json
import os
import socket
from pathlib import Path

import pytest

from newsqa.articles import ReadArticle, read
from newsqa.errors import ArticlesError
from newsqa.types import Article, Rejection

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

FIRST = "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987."
SECOND = "A foundry in Elm recast it from the old bronze, and eleven masons set it back into its arch."
THIRD = "Ann Oke, the harbour master, said that the town had waited long enough to hear the hour again."


def read_all(*roots: Path | str) -> tuple[dict[str, Article], list[Rejection]]:
    """Return articles by the name of their file, and rejections; no warning may get lost."""
    articles: dict[str, Article] = {}
    rejections = []
    for result in read(roots):
        if isinstance(result, Rejection):
            rejections.append(result)
        else:
            assert result.warnings == (), result
            articles[result.article.path] = result.article
    return articles, rejections


def read_one(path: Path) -> Article:
    (result,) = read([path])
    assert isinstance(result, ReadArticle), result
    return result.article


def headings(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in article.headings]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Plain text


def test_the_first_line_of_a_text_file_is_its_title_and_the_rest_its_text(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "bell.txt", f"\n  Harbour bell rings again \n\n{FIRST}\n\n{SECOND}\n"))
    assert article.title == "Harbour bell rings again"
    assert article.text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n", "\n \t \n\n\n", "\r\r", "\u2029"])
def test_paragraphs_survive_whatever_parts_them(tmp_path: Path, gap: str) -> None:
    article = read_one(write(tmp_path / "bell.txt", gap.join(["Bell", FIRST, SECOND, THIRD])))
    assert article.text.split("\n") == [FIRST, SECOND, THIRD]


def test_hard_wrapped_paragraphs_are_unwrapped_and_stay_apart(tmp_path: Path) -> None:
    wrapped = (
        "Bell rings\n\n"
        "The bell on the harbour wall at Norrin rang on Monday for the\n"
        "first time since the winter of 1987. A foundry in Elm had recast\n"
        "it from the old bronze, and eleven masons set it back into its\n"
        "arch.\n\n"
        "Ann Oke, the harbour master, said that the town had waited long\n"
        "enough to hear the hour again.\n"
    )
    first, second = read_one(write(tmp_path / "bell.txt", wrapped)).text.split("\n")
    assert first.startswith("The bell on") and "for the first time" in first and first.endswith("into its arch.")
    assert second == THIRD


def test_lines_that_are_paragraphs_are_not_joined_as_if_they_were_wrapped(tmp_path: Path) -> None:
    lines = [
        "The council of Norrin met on Monday in the old town hall.",
        "It voted for a new bell and against a new clock for now.",
        "The vote was nine to four, with two members staying away.",
    ]
    assert read_one(write(tmp_path / "vote.txt", "Vote\n" + "\n".join(lines))).text.split("\n") == lines


def test_html_inside_markdown_gives_its_text_and_no_more(tmp_path: Path) -> None:
    page = (
        "---\ntitle: T\n---\nOats<br>cows.\n\n<div><p>Bells <b>rang</b>.</p><script>x()</script><!-- no --></div>\n\n"
    )
    article = read_one(write(tmp_path / "a.md", page + "\n<!-- nothing -->\n\nMasons left.\n"))
    assert article.text == "Oats\ncows.\nBells rang.\nMasons left."


def test_no_break_spaces_emoji_and_right_to_left_text_are_kept_as_they_are(tmp_path: Path) -> None:
    line = "Price: 3\u00a0000 kr 👩‍👩‍👧 שלום cafe\u0301 \u202b(x)\u202c stays."
    assert read_one(write(tmp_path / "odd.txt", f"Odd\n{line}")).text == line


def test_control_characters_are_left_out_of_text_and_title(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "odd.txt", "Be\x1bll\n\nIt \x1b[31mrang\x07 on\x9f Monday morning.\n"))
    assert (article.title, article.text) == ("Bell", "It [31mrang on Monday morning.")


# Encodings

GERMAN = (
    "Glocke läutet wieder\n\nDie Glocke auf der Hafenmauer von Nörrin läutete am Montag zum ersten Mal seit dem "
    "Winter 1987. Elf Maurer setzten sie zurück in den Bogen – für 40 000 €, wie die Bürgermeisterin sagte. "
    "„Wir haben lange genug gewartet“, erklärte sie den Gästen, die über die Brücke gekommen waren.\n"
)
RUSSIAN = (
    "Колокол снова звонит\n\nКолокол на стене гавани зазвонил в понедельник впервые с зимы 1987 года. "
    "Литейщики из соседнего города отлили его заново из старой бронзы, и одиннадцать каменщиков вернули "
    "его на место. Городской совет заплатил за работу сорок тысяч крон, и начальница порта осталась довольна.\n"
)
JAPANESE = (
    "港の鐘がまた鳴る\n\n港の壁にある鐘が月曜日に鳴った。一九八七年の冬に霜で割れてから初めてのことである。"
    "隣の町の職人が古い青銅から鋳なおし、十一人の石工が二日かけて元の場所に戻した。"
    "町は費用として四万を払い、港長は「みんな長いあいだ待っていました」と話した。カモメも驚いていたという。\n"
)
CHINESE = (
    "港口的钟又响了\n\n港口墙上的大钟星期一终于又响了，这是一九八七年冬天以来的第一次。"
    "邻近小镇的工匠用原来的青铜重新铸造了这口钟，十一名石匠花了两天时间把它放回原处。"
    "市政府为此支付了四万元，港务长说，全城的人已经等了很久，希望以后每个小时都能听到钟声。\n"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (RUSSIAN, "utf-16-be-bom"),
        (JAPANESE, "utf-32"),
        (GERMAN, "windows-1252"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "windows-1251"),
        (JAPANESE, "shift-jis"),
        (CHINESE, "gb18030"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, text: str, encoding: str) -> None:
    content = b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-bom" else text.encode(encoding)
    title, _, body = text.partition("\n")
    article = read_one(write(tmp_path / "bell.txt", content))
    assert (article.title, article.text) == (title, body.strip())


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        (
            "iso-8859-2",
            "Zvon na přístavní zdi v Norřinu zazněl v pondělí poprvé od zimy roku 1987, kdy ho poškodil mráz.",
        ),
        (
            "windows-1254",
            "Liman duvarındaki çan pazartesi günü 1987 kışından beri ilk kez çaldı; işçiler onu geri koydu.",
        ),
        ("iso-8859-15", "La cloche du port a sonné lundi; l'œuvre des maçons a coûté 40 000 € à la ville de Norrin."),
        (
            "mac-roman",
            "Die Glocke läutete am Montag über dem Hafen; elf Maurer hatten sie für die Gäste zurückgesetzt.",
        ),
    ],
)
def test_a_saved_page_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str, sentence: str) -> None:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"><title>Bell</title>'
        f"<body><article><p>{sentence}</p><p>{sentence[::-1]}</p></article></body></html>"
    )
    assert read_one(write(tmp_path / "bell.html", page.encode(encoding))).text.split("\n")[0] == sentence


# Markdown

MARKDOWN = f"""---
title: "Harbour bell: rings again"
date: 2024-03-05
modified: 2024-03-07T09:30:00+01:00
source: Norrin Post
authors:
  - Ann Oke
  - Per Lund
section: Harbour
url: https://norrin.example/bell
language: en-GB
---

# Recast in Elm

{FIRST} It cost **40,000** crowns, [the council](https://norrin.example/council "Title") said.

## Masons & *founders*

- eleven masons
- two founders

> {THIRD}

| Year | Weight |
|---|---|
| 1987 | 3 t |

![the bell](https://elsewhere.example/bell.png)

```
code stays
```
"""


def test_front_matter_gives_a_markdown_file_its_metadata(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "bell.md", MARKDOWN))
    expected = Article(
        id=f"{tmp_path.name}/bell.md", title="Harbour bell: rings again", date=dt.date(2024, 3, 5),
        modified=dt.date(2024, 3, 7), source="Norrin Post", authors=("Ann Oke", "Per Lund"), section="Harbour",
        url="https://norrin.example/bell", language="en", path=f"{tmp_path.name}/bell.md", text=article.text,
        headings=article.headings, modified_at=dt.datetime.fromisoformat("2024-03-07T09:30:00+01:00"),
        origins=article.origins,
    )  # fmt: skip
    assert article == expected


def test_markdown_is_read_as_a_reader_sees_it_without_its_signs(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "bell.md", MARKDOWN))
    assert article.text.split("\n") == [
        "Recast in Elm",
        f"{FIRST} It cost 40,000 crowns, the council said.",
        "Masons & founders",
        "eleven masons",
        "two founders",
        THIRD,
        "Year | Weight",
        "1987 | 3 t",
        "the bell",
        "code stays",
    ]
    assert headings(article) == ["Recast in Elm", "Masons & founders"]


@pytest.mark.parametrize("front", ["", "---\nsource: Norrin Post\n---\n", '---\ntitle: ""\n---\n'])
def test_without_a_title_in_the_front_matter_the_first_heading_is_the_title(tmp_path: Path, front: str) -> None:
    article = read_one(write(tmp_path / "bell.md", f"{front}# Harbour bell rings\n\n{FIRST}\n"))
    assert (article.title, article.text, article.headings) == ("Harbour bell rings", FIRST, ())


def test_front_matter_scalars_are_read_as_they_are_written(tmp_path: Path) -> None:
    front = "id: 007\ntitle: No\nlanguage: no\nsection: 1e3\nsource: ~\nurl: null"
    article = read_one(write(tmp_path / "bell.md", f"---\n{front}\n---\n{FIRST}\n"))
    assert (article.id, article.title, article.language, article.section) == ("007", "No", "no", "1e3")
    assert (article.source, article.url) == (None, None)


def test_front_matter_may_use_any_field_name_even_one_of_the_library_that_reads_it(tmp_path: Path) -> None:
    front = "title: Bell\ncontent: a field\nself: a field\nhandler: a field\n1: a field"
    assert read_one(write(tmp_path / "bell.md", f"---\n{front}\n---\n{FIRST}\n")).text == FIRST


def test_rules_between_paragraphs_are_not_taken_for_front_matter(tmp_path: Path) -> None:
    body = f"# Bell\n\n{FIRST}\n\n---\n\nnote: {SECOND}\n\n---\n\n{THIRD}\n"
    article = read_one(write(tmp_path / "bell.md", body))
    assert article.text.split("\n") == [FIRST, f"note: {SECOND}", THIRD]


# Saved pages

PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour bell rings again | Norrin Post</title>
<link rel="canonical" href="https://norrin.example/harbour/bell">
META
</head><body>
<div class="cookie-banner"><p>We and our 84 partners use cookies to show you advertising.</p><button>OK</button></div>
<nav><ul><li><a href="/">Front page</a></li><li><a href="/sport">Sport pages</a></li></ul></nav>
<main><article><h1>Harbour bell rings again</h1>
<div class="share"><a href="#">Share by e-mail</a></div>
<p>{FIRST} It had been <em>silent</em> &amp; <a href="/x">cracked</a>.</p>
<h2>Recast in Elm</h2>
<p>{SECOND}</p>
<aside class="related"><h3>Read more</h3><ul><li><a href="/y">Cows close the ring road again</a></li></ul></aside>
<h2>Long wait</h2>
<p>{THIRD}</p>
</article></main>
<section class="newsletter"><h2>Morning mail</h2><p>Sign up for our newsletter.</p></section>
<footer><p>© 2019 Norrin Newspapers. All rights reserved.</p></footer>
</body></html>
"""
FURNITURE = ("cookies", "Front page", "Sport", "Share", "Read more", "Cows", "newsletter", "2019", "rights reserved")
OPEN_GRAPH = """<meta property="og:title" content="Harbour bell rings again">
<meta property="og:site_name" content="Norrin Post"><meta name="author" content="Ann Oke">
<meta property="article:published_time" content="2024-03-05T23:30:00-05:00">
<meta property="article:modified_time" content="2024-03-07T08:00:00Z">
<meta property="article:section" content="Harbour">"""
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Harbour bell rings again", "datePublished": "2024-03-05T10:00:00Z",
"author": [{"@type": "Person", "name": "Ann Oke"}, {"@type": "Person", "name": "Per Lund"}],
"publisher": {"@type": "Organization", "name": "Norrin Post"}}</script>"""


@pytest.mark.parametrize("meta", [OPEN_GRAPH, JSON_LD], ids=["open graph", "json-ld"])
def test_a_saved_page_gives_its_main_text_and_subheadings_without_the_furniture(tmp_path: Path, meta: str) -> None:
    article = read_one(write(tmp_path / "bell.html", PAGE.replace("META", meta)))
    assert article.text.split("\n") == [
        f"{FIRST} It had been silent & cracked.",
        "Recast in Elm",
        SECOND,
        "Long wait",
        THIRD,
    ]
    assert headings(article) == ["Recast in Elm", "Long wait"]
    assert not [word for word in FURNITURE if word in article.text]


def test_a_saved_page_gives_its_metadata_from_its_meta_tags(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "bell.html", PAGE.replace("META", OPEN_GRAPH)))
    assert (article.title, article.source, article.authors) == ("Harbour bell rings again", "Norrin Post", ("Ann Oke",))
    assert (article.date, article.modified) == (dt.date(2024, 3, 5), dt.date(2024, 3, 7))
    assert (article.section, article.language) == ("Harbour", "en")
    assert article.url == "https://norrin.example/harbour/bell"


def test_a_saved_page_gives_its_metadata_from_linked_data(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "bell.htm", PAGE.replace("META", JSON_LD)))
    assert (article.title, article.source) == ("Harbour bell rings again", "Norrin Post")
    assert (article.date, article.authors) == (dt.date(2024, 3, 5), ("Ann Oke", "Per Lund"))


def test_a_page_without_a_date_gets_none_from_its_copyright_line(tmp_path: Path) -> None:
    assert read_one(write(tmp_path / "bell.html", PAGE.replace("META", ""))).date is None


def test_an_xhtml_page_is_read_with_its_declaration_and_its_language(tmp_path: Path) -> None:
    page = PAGE.replace("META", "").replace("<!DOCTYPE html>", '<?xml version="1.0" encoding="utf-8"?>')
    page = page.replace('<html lang="en-GB">', '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="nn">')
    article = read_one(write(tmp_path / "bell.xhtml", page))
    assert article.language == "nn"
    assert SECOND in article.text


def test_subheadings_are_known_where_paragraphs_are_not_in_a_container_that_says_so(tmp_path: Path) -> None:
    body = f"<p>{FIRST}</p><h2>Recast in Elm</h2><p>{SECOND}</p><p>{THIRD}</p>"
    page = (
        "<html><head><title>Bell</title></head><body><h2>On this site</h2><ul><li><a href='/a'>Jobs</a></li></ul>"
        f"<h1>Bell</h1><div class='node__content'><div class='field field--name-body'>{body}</div></div></body></html>"
    )
    article = read_one(write(tmp_path / "bell.html", page))
    assert headings(article) == ["Recast in Elm"]
    assert article.text.split("\n") == [FIRST, "Recast in Elm", SECOND, THIRD]


# JSON Lines


@pytest.mark.parametrize(
    ("field", "name", "value", "expected"),
    [
        *(("id", name, "bell-1", "bell-1") for name in ("id", "_id")),
        *(("title", name, "Bell", "Bell") for name in ("title", "headline")),
        *(("text", name, FIRST, FIRST) for name in ("text", "body", "content")),
        *(
            ("date", name, "2024-03-05", dt.date(2024, 3, 5))
            for name in ("date", "published", "published_at", "publish_date", "datePublished")
        ),
        *(
            ("modified", name, "2024-03-07", dt.date(2024, 3, 7))
            for name in ("modified", "updated", "modified_at", "updated_at", "dateModified")
        ),
        *(("source", name, "Norrin Post", "Norrin Post") for name in ("source", "outlet", "publisher", "site")),
        ("authors", "authors", ["Ann Oke", "Per Lund"], ("Ann Oke", "Per Lund")),
        ("authors", "author", "Ann Oke", ("Ann Oke",)),
        ("authors", "byline", "By Ann Oke and Per Lund", ("Ann Oke", "Per Lund")),
        *(("section", name, "Harbour", "Harbour") for name in ("section", "category")),
        *(("url", name, "https://norrin.example/bell", "https://norrin.example/bell") for name in ("url", "link")),
        *(("language", name, "en", "en") for name in ("language", "lang")),
    ],
)
def test_each_field_of_a_json_line_is_known_by_its_other_names(
    tmp_path: Path, field: str, name: str, value: object, expected: object
) -> None:
    values = {"id": "x", "title": "A title", "text": SECOND}
    values.pop(field, None)
    path = write(tmp_path / "bell.jsonl", json.dumps(values | {name: value}) + "\n")
    assert getattr(read_one(path), field) == expected


def test_every_line_of_a_jsonl_file_is_an_article_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    lines = [json.dumps({"id": n, "title": f"Bell {n}", "text": f"{FIRST}\n\n{n}. {SECOND}"}) for n in (1, 2)]
    write(tmp_path / "bell.ndjson", "\ufeff" + lines[0] + "\r\n\n   \n" + lines[1])
    articles, rejections = read_all(tmp_path)
    name = f"{tmp_path.name}/bell.ndjson"
    assert {path: (a.id, a.text) for path, a in articles.items()} == {
        f"{name}:1": ("1", f"{FIRST}\n1. {SECOND}"),
        f"{name}:4": ("2", f"{FIRST}\n2. {SECOND}"),
    }
    assert not rejections


def test_a_json_line_without_an_id_is_known_by_its_file_and_line(tmp_path: Path) -> None:
    line = json.dumps({"title": "Bell", "text": FIRST})
    write(tmp_path / "bell.jsonl", f"{line}\n{line}\n")
    name = f"{tmp_path.name}/bell.jsonl"
    assert [article.id for article in read_all(tmp_path)[0].values()] == [f"{name}:1", f"{name}:2"]


# Subheadings

_TEXT_HEADINGS = f"{FIRST}\n\nRecast in Elm\n\n{SECOND}\n\nWas it worth 40,000 crowns\n\n{THIRD}"


@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
def test_short_lines_that_stand_as_subheadings_are_known(tmp_path: Path, suffix: str) -> None:
    line = json.dumps({"title": "Bell", "text": _TEXT_HEADINGS})
    content = f"Bell\n\n{_TEXT_HEADINGS}" if suffix == ".txt" else line
    article = read_one(write(tmp_path / f"bell{suffix}", content))
    assert headings(article) == ["Recast in Elm", "Was it worth 40,000 crowns"]


@pytest.mark.parametrize(
    "line",
    [
        "It rang.",
        "Did it ring?",
        '"It rang again," she said.',
        "“We waited",  # a quotation begins
        "- eleven masons",
        "• eleven masons",
        "and then it rang",
        "The full list reads:",
        "They waited for it all of the long winter and spring and summer and autumn",
        "Einunddreißigtausendvierhundertsiebzehn " * 3 + "Kronen",
        "港の鐘がまた鳴った。",
    ],
)
def test_ordinary_short_lines_are_not_taken_for_subheadings(tmp_path: Path, line: str) -> None:
    article = read_one(write(tmp_path / "bell.txt", f"Bell\n\n{FIRST}\n\n{line}\n\n{SECOND}\n"))
    assert line.strip() in article.text
    assert article.headings == ()


def test_a_short_last_line_and_rows_of_short_lines_are_not_subheadings(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "bell.txt", f"Bell\n\n{FIRST}\n\nNorrin\n\nElm\n\nLund\n"))
    assert article.headings == ()


# Folders and names


def test_folders_are_read_through_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("z.txt", "b/y.txt", "a/c/x.txt", "a/w.TXT"):
        write(tmp_path / "news" / name, f"Title of {name}\n\n{FIRST}\n")
    expected = ["news/z.txt", "news/a/w.TXT", "news/a/c/x.txt", "news/b/y.txt"]
    assert list(read_all(tmp_path / "news")[0]) == expected


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    for name in ("seen.txt", ".hidden.txt", ".git/config.txt", "a/.cache/b/deep.txt", ".DS_Store"):
        write(tmp_path / name, f"Title\n\n{FIRST}\n")
    articles, rejections = read_all(tmp_path)
    assert list(articles) == [f"{tmp_path.name}/seen.txt"]
    assert not rejections


def test_links_to_folders_are_not_followed_so_that_loops_end(tmp_path: Path) -> None:
    write(tmp_path / "news/a/bell.txt", f"Bell\n\n{FIRST}\n")
    (tmp_path / "news/a/loop").symlink_to(tmp_path / "news", target_is_directory=True)
    (tmp_path / "news/self").symlink_to("self")
    articles, rejections = read_all(tmp_path / "news")
    assert list(articles) == ["news/a/bell.txt"]
    assert [rejection.path for rejection in rejections] == ["news/self"]


def test_a_folder_that_is_itself_a_link_is_read_under_the_name_it_was_given(tmp_path: Path) -> None:
    write(tmp_path / "news/bell.txt", f"Bell\n\n{FIRST}\n")
    (tmp_path / "link").symlink_to("news", target_is_directory=True)
    assert list(read_all(tmp_path / "link")[0]) == ["link/bell.txt"]


def test_ids_are_the_same_wherever_the_folder_lies_and_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("here", "there/and/further"):
        write(tmp_path / place / "news/2024/bell.txt", f"Bell\n\n{FIRST}\n")
    monkeypatch.chdir(tmp_path / "here")
    ways = [read_all(root)[0] for root in ("news", "./news/", tmp_path / "there/and/further/news", "../here/news")]
    monkeypatch.chdir(tmp_path / "here/news/2024")
    ways += [read_all("..")[0], read_all("../../news")[0]]
    assert [[article.id for article in way.values()] for way in ways] == [["news/2024/bell.txt"]] * 6


def test_a_file_may_be_named_instead_of_its_folder_and_keeps_its_id(tmp_path: Path) -> None:
    write(tmp_path / "news/bell.txt", f"Bell\n\n{FIRST}\n")
    assert read_all(tmp_path / "news/bell.txt")[0] == read_all(tmp_path / "news")[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bell & co's [1] #2 %41.txt", "bell & co's [1] #2 %41.txt"),
        ("Glocke – läutet 鐘 🔔.txt", "Glocke – läutet 鐘 🔔.txt"),
        ("'; DROP TABLE articles;--.txt", "'; DROP TABLE articles;--.txt"),
        ("<b>bell</b>.txt".replace("/", "∕"), "<b>bell<∕b>.txt"),
        ("two\nlines\x1b[31m.txt", "two lines[31m.txt"),
        (b"latin\xe9.txt", "latin\ufffd\ufffd\ufffd.txt"),
    ],
)
def test_a_file_with_an_odd_name_is_read_and_its_name_can_be_stored_and_shown(
    tmp_path: Path, name: str | bytes, expected: str
) -> None:
    folder = os.fsencode(tmp_path / "news")
    Path(tmp_path / "news").mkdir()
    with open(os.path.join(folder, os.fsencode(name)), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
        file.write(f"Bell\n\n{FIRST}\n")
    ((path, article),) = read_all(tmp_path / "news")[0].items()
    assert path == article.id == f"news/{expected}"
    path.encode("utf-8")
    assert path.isprintable()


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match="nowhere: no such file or folder; name the folder"):
        list(read([tmp_path / "nowhere"]))


def test_a_socket_or_device_is_rejected_and_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path has to be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("bell.txt")
        (tmp_path / "null.txt").symlink_to("/dev/zero")
        _, rejections = read_all(tmp_path)
    assert {Path(r.path).name: r.reason for r in rejections} == dict.fromkeys(
        ("bell.txt", "null.txt"), "is not a regular file"
    )


# The project's own archive

SEED_ARTICLES = {
    "seeds/2024/legionella-castell.html": (
        "Cooling tower named as source of Castell Bridge legionnaires' outbreak", "2024-09-27",
        "Public Health Ledger", "en",
        ["Wind and a broken pump", "Who fell ill", "Late notice", "Consequences"],
    ),
    "seeds/2024/nato-summit-dprk.md": (
        "Pyongyang rejects NATO's Washington declaration as Beijing warns alliance over Asia-Pacific", "2024-07-14",
        "The Meridian Wire", "en",
        ["What the allies said", "Pyongyang's reply", "Beijing's warning", "Drills and nuclear assets"],
    ),
    "seeds/2024/port-strike-business.html": (
        "Sallow Quays counts £31m cost of dock strike and keeps automation on schedule", "2024-10-21",
        "Strand Business Daily", "en",
        ["Two sets of numbers", "Importers look elsewhere", "Rosters postponed, carriers not"],
    ),
    "seeds/2024/port-strike-union.md": (
        "Twelve days that beat the new rosters: how Sallowmouth's dockers won", "2024-10-21",
        "The Dockside Voice", "en", ["It began with the rosters", "Support from the town", "What was agreed"],
    ),
    "seeds/2025/sturmflut-osterwarfen.md": (
        "Sturmflut beschädigt Deich bei Osterwarfen: 320 Menschen verlassen ihre Häuser", "2025-10-25",
        "Norddeich Anzeiger", "de",
        ["Sandsäcke bis zum Morgen", "Fähre fällt bis Dienstag aus", "Streit um die Erhöhung"],
    ),
    "seeds/2025/tarrow-inquiry.html": (
        "Alarm on leaking tank had been switched off, Tarrow inquiry hears", "2025-06-19",
        "Harrow Valley Courier", "en",
        ["Nearly nine hours unnoticed", "More people ill, but no death", "Costs more than double"],
    ),
    "seeds/2025/tarrow-spill.md": (
        "Brennick told not to drink tap water after solvent spill in River Tarrow", "2025-03-12",
        "Harrow Valley Courier", "en", ["Walker raised the alarm", "Where to get water", "Cost and consequences"],
    ),
    "seeds/2026/tarrow-verdict.md": (
        "Lomax fined £3.4 million as inquiry settles what happened on the Tarrow", "2026-02-06",
        "Harrow Valley Courier", "en", ["The final figures", "Who pays", "Seventeen recommendations"],
    ),
}  # fmt: skip


def test_every_seed_is_read_without_a_rejection_or_a_warning() -> None:
    articles, rejections = read_all(SEEDS)  # no warnings: read_all
    assert (len(articles), rejections) == (17, [])
    assert len({article.id for article in articles.values()}) == 17
    assert all(len(article.text.split()) > 300 and article.text.count("\n") >= 6 for article in articles.values())


@pytest.mark.parametrize("path", SEED_ARTICLES)
def test_a_seed_has_the_title_date_outlet_language_and_subheadings_it_was_written_with(path: str) -> None:
    article = read_one(SEEDS.parent / path)
    title, date, source, language, expected = SEED_ARTICLES[path]
    assert (article.title, article.date and article.date.isoformat()) == (title, date)
    assert (article.source, article.language) == (source, language)
    assert headings(article) == expected


def test_no_seed_page_brings_its_furniture_along() -> None:
    articles, _ = read_all(SEEDS)
    texts = [article.text for path, article in articles.items() if path.endswith(".html")]
    furniture = (
        "21,000 professionals", "cookies", "Skip to content", "Accept all", "Most read", "Read more", "Related content",
        "Subscribe", "newsletter", "All rights reserved", "Sign in", "Forty cows", "Tin hits", "Submitted by",
        "Imprint", "Log in", "Tags", "min read", "Share by e-mail",
    )  # fmt: skip
    assert len(texts) == 3
    assert not [word for text in texts for word in furniture if word in text]


def test_every_seed_ends_where_its_author_ended_it() -> None:
    articles, _ = read_all(SEEDS)
    ends = {path: article.text[-30:] for path, article in articles.items() if path.endswith((".html", ".txt"))}
    assert ends == {
        "seeds/glacier-lake-survey.txt": "the cost of approx. $1.4 million."[-30:],
        "seeds/2024/legionella-castell.html": "insurer contributes 2.5 million."[-30:],
        "seeds/2024/port-strike-business.html": "maintained begin on 13 January."[-30:],
        "seeds/2025/tarrow-inquiry.html": "should be ready early next year."[-30:],
        "seeds/2026/dispatch-ransomware.txt": "is to be ready by Jan. 15, 2027."[-30:],
        "seeds/2026/otters-overtime.txt": 'a smaller bargain bin," he said.'[-30:],
    }


# What pages do that once broke a build or a sentence


SMALL_PAGE = (
    "<html lang='en'><head><title>Bell</title>{head}</head><body><article><h1>Bell</h1>{body}</article></body></html>"
)


def saved_page(path: Path, body: str, head: str = "") -> Path:
    return write(path, SMALL_PAGE.format(head=head, body=f"<p>{FIRST}</p><p>{SECOND}</p>{body}<p>{THIRD}</p>"))


def test_a_line_that_a_page_breaks_is_a_line_of_the_text(tmp_path: Path) -> None:
    text = read_one(saved_page(tmp_path / "a.html", "<p>The mayor spoke first.<br>The clerk spoke last.</p>")).text
    assert "The mayor spoke first.\nThe clerk spoke last." in text


def test_paragraphs_of_a_quotation_and_items_of_a_list_in_a_list_are_lines_of_their_own(tmp_path: Path) -> None:
    body = "<blockquote><p>We waited long.</p><p>We rang it twice.</p></blockquote>"
    body += "<ul><li>Bronze from the old bell<ul><li>Copper from Elm itself</li></ul></li></ul>"
    lines = read_one(saved_page(tmp_path / "a.html", body)).text.split("\n")
    assert {"We waited long.", "We rang it twice.", "Bronze from the old bell", "Copper from Elm itself"} <= set(lines)


def test_a_line_end_in_a_pages_source_is_a_space(tmp_path: Path) -> None:
    assert (
        "The mayor spoke first." in read_one(saved_page(tmp_path / "a.html", "<p>The mayor\n   spoke first.</p>")).text
    )


@pytest.mark.parametrize("label", ["iso-8859-1", "us-ascii", "windows-1252"])
def test_quotation_marks_survive_in_a_page_that_declares_latin_1_as_browsers_read_it(
    tmp_path: Path, label: str
) -> None:
    body = "<p>“We don’t know,” she said – twice.</p>"
    content = saved_page(tmp_path / "a.html", body, f"<meta charset='{label}'>").read_text(encoding="utf-8")
    assert "“We don’t know,” she said – twice." in read_one(write(tmp_path / "b.html", content.encode("cp1252"))).text


@pytest.mark.parametrize("headline", [["Bell", "Other"], {"a": 1}, 7, 1.5, True, None])
def test_a_page_whose_json_ld_holds_no_text_for_a_headline_is_read(tmp_path: Path, headline: object) -> None:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline})
    head = f"<script type='application/ld+json'>{data}</script>"
    assert FIRST in read_one(saved_page(tmp_path / "a.html", "", head)).text


def test_roots_that_lie_within_each_other_give_each_file_once(tmp_path: Path) -> None:
    write(tmp_path / "news" / "2024" / "a.txt", f"Bell\n\n{FIRST}")
    articles, rejections = read_all(tmp_path / "news", tmp_path / "news" / "2024")
    assert (list(articles), rejections) == (["news/2024/a.txt"], [])
