"""Each format of an archive: what is read of it, and what is refused with which reason."""

from __future__ import annotations

import datetime as dt
import io
import json
import stat
import tarfile
import zipfile
from pathlib import Path

import makers
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from newsqa.articles import KnownFile, ReadArticle, Result, read
from newsqa.errors import SettingError
from newsqa.types import Article, Rejection


def write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read_all(path: Path, **given: object) -> tuple[list[Article], dict[str, str]]:
    """Return the articles, and the reasons of rejections by path."""
    results = list(read([path], **given))
    articles = [result.article for result in results if isinstance(result, ReadArticle)]
    return articles, {result.path: result.reason for result in results if isinstance(result, Rejection)}


def one(path: Path, **given: object) -> Article:
    (articles, rejected) = read_all(path, **given)
    assert not rejected
    (article,) = articles
    return article


def reason(path: Path, **given: object) -> str:
    (articles, rejected) = read_all(path, **given)
    assert not articles
    (why,) = rejected.values()
    return why


def headings(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in article.headings]


# JSON


@pytest.mark.parametrize(
    "wrap",
    [
        lambda articles: articles,
        lambda articles: {"status": "ok", "articles": articles},
        lambda articles: {"results": articles, "next": None},
        lambda articles: {"data": {"items": articles}},
        lambda articles: {"response": {"status": "ok", "results": articles}},
        lambda articles: {
            "took": 3,
            "hits": {"total": {"value": 2}, "hits": [{"_id": "x", "_source": a} for a in articles]},
        },
    ],
)
def test_a_list_of_articles_is_found_in_what_an_api_sends(tmp_path: Path, wrap: object) -> None:
    values = [makers.fields(1) | {"id": "x1"}, makers.fields(2) | {"id": "x2"}]
    path = write(tmp_path / "news" / "a.json", json.dumps(wrap(values)))  # type: ignore[operator]
    articles, rejected = read_all(path)
    assert [(a.path, a.title, a.text) for a in articles] == [
        (f"news/a.json:{n}", makers.title(n), makers.text(n)) for n in (1, 2)
    ]
    assert not rejected


def test_one_object_is_one_article_under_the_name_of_its_file(tmp_path: Path) -> None:
    article = one(write(tmp_path / "news" / "a.json", json.dumps(makers.fields(1) | {"tags": [{"x": 1}]})))
    assert (article.path, article.title, article.date) == ("news/a.json", makers.title(1), dt.date(2024, 3, 5))


@pytest.mark.parametrize(
    ("values", "source", "title"),  # an outlet that is not named goes by its address
    [
        ({"source": {"id": None, "name": "Norrin Post"}, "title": "Bell", "content": "It rang in Norrin.",
          "publishedAt": "2024-03-05T10:00:00Z", "url": "https://n.example/a"}, "Norrin Post", "Bell"),
        ({"webTitle": "Bell", "webPublicationDate": "2024-03-05T10:00:00Z", "webUrl": "https://n.example/a",
          "fields": {"bodyText": "It rang in Norrin.", "byline": "Ann Oke"}}, "n.example", "Bell"),
        ({"headline": {"main": "Bell", "kicker": None}, "pub_date": "2024-03-05T10:00:00+0000",
          "web_url": "https://n.example/a", "abstract": "It rang in Norrin.", "source": "Norrin Times"},
         "Norrin Times", "Bell"),
        ({"title": {"rendered": "Bell"}, "content": {"rendered": "<p>It rang in Norrin.</p>"},
          "date": "2024-03-05T10:00:00", "link": "https://n.example/a"}, "n.example", "Bell"),
    ],
    ids=["NewsAPI", "Guardian", "New York Times", "WordPress"],
)  # fmt: skip
def test_articles_of_common_apis_are_known_by_their_fields(
    tmp_path: Path, values: dict[str, object], source: str, title: str
) -> None:
    article = one(write(tmp_path / "a.json", json.dumps([values])))
    assert (article.title, article.source, article.text) == (title, source, "It rang in Norrin.")
    assert (article.date, article.url) == (dt.date(2024, 3, 5), "https://n.example/a")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('[{"title": "T", "text": "It rang."}, {"title', "is not JSON to its end"),
        ("{}", "holds no article: neither a text nor a list"),
        ("[" * 10_000 + "]" * 10_000, "is nested over 200 deep"),
        ('{"articles": ' + '{"a":' * 10_000 + "1" + "}" * 10_001, "is nested over 200 deep"),
        ("[1, 2]", "is not an object with fields"),
        ("[]", "holds no article"),
        (b'[{"text": "\xff\xfe"}]', "is not JSON"),
        ('{"a": 1}\n{"b": 2}\n', "is named .jsonl"),
    ],
)
def test_json_that_holds_no_article_says_why(tmp_path: Path, content: str | bytes, why: str) -> None:
    _, rejected = read_all(write(tmp_path / "a.json", content))
    assert any(why in each for each in rejected.values()), rejected


def test_what_stands_before_a_break_in_a_json_file_is_kept(tmp_path: Path) -> None:
    articles, rejected = read_all(write(tmp_path / "a.json", makers.array([1, 2, 3])[:-400]))
    assert [a.title for a in articles] == [makers.title(1), makers.title(2)]
    assert len(rejected) == 1


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_whatever_parts_its_columns_and_in_its_encoding(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    content = makers.table([1, 2], delimiter).decode().replace("council", "Räte “und” council")
    articles, rejected = read_all(write(tmp_path / "a.csv", content.encode(encoding)))
    assert [a.title for a in articles] == [makers.title(1), makers.title(2)]
    assert articles[0].text == makers.text(1).replace("council", "Räte “und” council")
    assert not rejected


def test_columns_are_known_by_the_usual_names_however_these_are_written(tmp_path: Path) -> None:
    names = {"title": "Headline", "text": "Full Text", "date": "Publish-Date", "source": "OUTLET"}
    article = one(write(tmp_path / "a.csv", makers.table([1], names=names)))
    assert (article.title, article.source, article.date) == (makers.title(1), "Norrin Post", dt.date(2024, 3, 5))


def test_columns_are_named_by_a_setting(tmp_path: Path) -> None:
    names = {"title": "Kopf", "text": "Volltext", "date": "Tag", "source": "Blatt"}
    path = write(tmp_path / "a.tsv", makers.table([1], "\t", names))
    assert "names Kopf, Volltext, Tag, Blatt. Name it in the setting columns" in reason(path)
    article = one(path, columns="text=Volltext, title=kopf, source = Blatt, date=Tag")
    assert (article.title, article.text, article.source) == (makers.title(1), makers.text(1), "Norrin Post")


@pytest.mark.parametrize("columns", ["text", "volltext=Text", "text=", "=a"])
def test_a_setting_of_columns_that_cannot_be_read_is_an_error_at_once(tmp_path: Path, columns: str) -> None:
    with pytest.raises(SettingError, match="is not FIELD=COLUMN with a field of id, title"):
        read([tmp_path], columns=columns)


def test_bad_rows_of_a_table_are_rejected_by_their_lines_and_the_others_kept(tmp_path: Path) -> None:
    rows = [
        "title,text",
        "Bell,It rang in Norrin.",
        "Bell,It rang,in,Elm.",
        "Bell,",
        "",
        'Bell,"It rang\nin Harl."',
        f"Bell,{'x' * 2_000_000}",
        "Bell,It rang\0 in Lund.",
    ]
    content = "\n".join(rows).encode() + b"\nBell,It r\xe4ng.\n"
    articles, rejected = read_all(write(tmp_path / "news" / "a.csv", content.replace(b"", b"")), max_file_mb=1)
    assert [(a.path, a.text) for a in articles] == [
        ("news/a.csv:2", "It rang in Norrin."),
        ("news/a.csv:6", "It rang\nin Harl."),
        ("news/a.csv:9", "It rang in Lund."),
    ]
    assert {path: why.split(";")[0] for path, why in rejected.items()} == {
        "news/a.csv:3": "has 4 cells where the first line names 2",
        "news/a.csv:4": "has no text",
        "news/a.csv:8": "is over 1 MB",
        "news/a.csv:10": "is in another encoding than the lines before",
    }


def test_a_table_with_a_quotation_mark_that_never_ends_is_read_no_further_than_its_limit(tmp_path: Path) -> None:
    content = 'title,text\nBell,It rang.\nBell,"It rang\n' + "line\n" * 300_000
    articles, rejected = read_all(write(tmp_path / "a.csv", content), max_file_mb=1)
    assert len(articles) == 1
    assert "a quotation mark may be missing" in next(iter(rejected.values()))


# PDF


def test_a_pdf_is_read_by_its_columns_without_running_heads_and_page_numbers(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.pdf", makers.pdf(7)))
    assert article.title == makers.title(7)
    assert article.text.split("\n") == [
        *makers.paragraphs(7), "The vote of case 7 was counted twice, as the law of the town asks."
    ]  # fmt: skip
    assert article.authors == ("Ann Oke",)
    assert article.date is not None


def test_the_largest_print_is_the_title_of_a_pdf_that_names_none(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.pdf", makers.pdf(8, info=False)))
    assert (article.title, article.authors) == (makers.title(8), ())
    assert makers.title(8) not in article.text


def test_words_that_a_line_end_parts_are_one_again_and_hyphens_of_their_own_stay(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    canvas.setFont("Helvetica", 11)
    lines = [
        "The muni-",
        "cipality of Norrin joined the Asia-",
        "Pacific talks on Monday and the long-",
        "standing one in Elm.",
    ]
    for at, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * at, line)
    canvas.save()
    article = one(write(tmp_path / "a.pdf", out.getvalue()))
    assert article.text == (
        "The municipality of Norrin joined the Asia-Pacific talks on Monday and the longstanding one in Elm."
    )


def test_subheadings_of_a_pdf_are_known_by_their_print(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    y = 760
    for size, text in [
        (22, "Bell rings"),
        *[(10, p) for p in makers.paragraphs(1)],
        (14, "What it costs"),
        *[(10, p) for p in makers.paragraphs(2)],
    ]:  # one list
        canvas.setFont("Helvetica", size)
        for line in makers.wrapped(text, 80):
            canvas.drawString(60, y, line)
            y -= size * 1.2
        y -= 10
    canvas.save()
    article = one(write(tmp_path / "a.pdf", out.getvalue()))
    assert (article.title, headings(article)) == ("Bell rings", ["What it costs"])
    assert article.text.split("\n") == [*makers.paragraphs(1), "What it costs", *makers.paragraphs(2)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (makers.image_pdf(), "has no text, only images of pages; make its text readable (OCR) first"),
        (makers.pdf(1, password="geheim"), "is encrypted; save it without a password"),
        (makers.pdf(1)[:400], "is not a PDF that can be read"),
        (b"%PDF-1.7\n" + b"x" * 1000, "is not a PDF that can be read"),
    ],
)
def test_a_pdf_without_a_text_that_can_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    assert why in reason(write(tmp_path / "a.pdf", content))


# Word, mail


def test_a_word_document_gives_its_properties_subheadings_and_tables(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.docx", makers.word(1)))
    first, *rest = makers.paragraphs(1)
    assert article.text.split("\n") == [first, "What it costs", *rest, "Year | Crowns", "2024 | 13,000"]
    assert (article.title, article.authors, headings(article)) == (makers.title(1), ("Ann Oke",), ["What it costs"])


def test_a_zip_that_is_no_word_document_is_refused_as_one(tmp_path: Path) -> None:
    assert "is not a Word document" in reason(write(tmp_path / "a.docx", makers.zipped({"x.txt": b"x"})))
    assert "is damaged" in reason(write(tmp_path / "b.docx", makers.word(1)[:3000]))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "save it as .docx without" in reason(write(tmp_path / "c.docx", old))


@pytest.mark.parametrize("is_html", [True, False])
def test_a_mail_gives_its_text_subject_sender_and_date_without_what_is_attached(tmp_path: Path, is_html: bool) -> None:
    article = one(write(tmp_path / "a.eml", makers.mail(2, is_html=is_html)))
    assert (article.title, article.source) == (f"{makers.title(2)}: Frühstück", "Norrin Post Bülletin")
    assert (article.text, article.date) == (makers.text(2), dt.date(2024, 3, 5))


def test_a_newsletter_made_of_tables_is_read(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td><table><tr><td>{p}</td></tr></table></td></tr>" for p in makers.paragraphs(3))
    head = "From: news@norrin.example\nSubject: =?utf-8?q?Gl=C3=B6ckchen?=\nContent-Type: text/html; charset=utf-8\n\n"
    article = one(write(tmp_path / "a.eml", f"{head}<html><body><table>{rows}</table></body></html>"))
    assert (article.title, article.source, article.text) == ("Glöckchen", "norrin.example", makers.text(3))


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    assert "no From, Subject or Date" in reason(write(tmp_path / "a.eml", "The bell rang.\n\nIt rang."))
    assert "has no text" in reason(write(tmp_path / "b.eml", "From: a@b.example\nContent-Type: image/png\n\nx"))


# Feeds


@pytest.mark.parametrize(
    ("name", "content"), [("a.rss", makers.rss([4, 5])), ("a.xml", makers.rss([4, 5])), ("a.atom", makers.atom([4, 5]))]
)
def test_each_entry_of_a_feed_is_an_article_of_its_outlet(tmp_path: Path, name: str, content: bytes) -> None:
    articles, rejected = read_all(write(tmp_path / "news" / name, content))
    assert [(a.path, a.title, a.text) for a in articles] == [
        (f"news/{name}:{at}", makers.title(n), makers.text(n)) for at, n in ((1, 4), (2, 5))
    ]
    article = articles[0]
    assert (article.source, article.date, article.authors) == ("Norrin Post", dt.date(2024, 3, 5), ("Ann Oke",))
    assert (article.url, article.language) == ("https://norrin.example/4", "en")
    assert not rejected


def test_a_feed_that_is_cut_short_gives_the_entries_before_the_cut(tmp_path: Path) -> None:
    content = makers.rss([4, 5, 6])
    articles, rejected = read_all(
        write(tmp_path / "news" / "a.rss", content[: content.index(makers.title(6).encode()) + 400])
    )
    assert [a.title for a in articles] == [makers.title(4), makers.title(5)]
    assert rejected == {"news/a.rss:3": "is where the feed is cut short; fetch it again"}


def test_xml_that_is_no_feed_and_entities_that_explode_are_refused(tmp_path: Path) -> None:
    assert "no RSS or Atom feed" in reason(write(tmp_path / "a.xml", "<config><a>b</a></config>"))
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss version="2.0"><channel><item>'
    laughs += "<title>T</title><description>&a11;</description></item></channel></rss>"
    articles, rejected = read_all(write(tmp_path / "b.rss", laughs))
    assert all(len(article.text) < 10_000 for article in articles)
    assert len(articles) + len(rejected) == 1


# Crawls


def test_articles_of_a_crawl_are_kept_and_pages_that_lead_to_them_left_out(tmp_path: Path) -> None:
    said = '<meta property="og:type" content="article">'
    pages = [
        ("https://norrin.example/", makers.front_page(range(20))),
        ("https://norrin.example/news/1", makers.page(1)),
        ("https://norrin.example/news/2", makers.page(2, head=said)),
        ("https://norrin.example/harbour", makers.front_page(range(8)).replace(b"</head>", said.encode() + b"</head>")),
        (
            "https://norrin.example/about",
            b"<html><title>About</title><body><p>Norrin Post, 3 Quay, Norrin.</p></body></html>",
        ),
    ]
    for name, is_packed in (("a.warc.gz", True), ("a.warc", False)):
        articles, rejected = read_all(write(tmp_path / "news" / name, makers.warc(pages, is_packed=is_packed)))
        assert [(a.path, a.text, a.url) for a in articles] == [
            (f"news/{name}:{n + 2}", makers.text(n), f"https://norrin.example/news/{n}") for n in (1, 2)
        ]
        assert list(rejected) == [f"news/{name}:{n}" for n in (2, 5, 6)]
        assert all("leads to articles and is none" in why or "no main text" in why for why in rejected.values())


def test_records_that_are_no_pages_are_passed_over_and_count_for_nothing(tmp_path: Path) -> None:
    content = makers.warc([("https://n.example/a.css", b"a{}")], kind="text/css") + makers.warc(
        [("https://n.example/1", makers.page(1))]
    )
    assert one(write(tmp_path / "a.warc.gz", content)).text == makers.text(1)
    assert reason(
        write(tmp_path / "b.warc.gz", makers.warc([("https://n.example/a.css", b"a{}")], kind="text/css"))
    ) == ("holds no article")


def test_a_page_of_a_crawl_is_read_in_the_encoding_that_its_server_named(tmp_path: Path) -> None:
    content = (
        makers.page(1).replace(b'<meta charset="utf-8">', b"").decode().replace("council", "rådet").encode("iso-8859-1")
    )
    warc = makers.warc([("https://n.example/1", content)], kind="text/html; charset=ISO-8859-1")
    assert "rådet" in one(write(tmp_path / "a.warc.gz", warc)).text


def test_a_crawl_that_is_cut_short_gives_the_pages_before_the_cut(tmp_path: Path) -> None:
    pages = [(f"https://n.example/{n}", makers.page(n)) for n in (1, 2, 3)]
    for name, is_packed in (("a.warc.gz", True), ("b.warc", False)):
        content = makers.warc(pages, is_packed=is_packed)
        articles, rejected = read_all(write(tmp_path / name, content[:-600]))
        assert [a.text for a in articles] == [makers.text(1), makers.text(2)], name
        assert len(rejected) == 1, rejected


# Archives


def test_archives_give_what_is_in_them_however_deep_within_reason(tmp_path: Path) -> None:
    inner = makers.tarred({"c/page.html": makers.page(3), "d.jsonl.gz": makers.packed(makers.jsonl([4]))}, "w:gz")
    content = makers.zipped(
        {
            "a/b.txt": makers.plain(1),
            "e.csv": makers.table([2]),
            "in.tar.gz": inner,
            "__MACOSX/x.txt": b"x",
            ".hid.txt": b"x",
        }
    )
    articles, rejected = read_all(write(tmp_path / "news" / "x.zip", content))
    assert {a.path: a.text for a in articles} == {
        "news/x.zip/a/b.txt": makers.text(1),
        "news/x.zip/e.csv:2": makers.text(2),
        "news/x.zip/in.tar.gz/c/page.html": makers.text(3),
        "news/x.zip/in.tar.gz/d.jsonl.gz:1": makers.text(4),
    }
    assert not rejected
    for _ in range(4):
        content = makers.zipped({"deeper.zip": content})
    assert "lies over 3 archives deep" in reason(write(tmp_path / "y.zip", content))


def test_paths_that_lead_out_links_and_devices_in_archives_are_refused_one_by_one(tmp_path: Path) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for name in ("../up.txt", "/root.txt", "C:/drive.txt", "a/../../up.txt", "good.txt"):
            archive.writestr(zipfile.ZipInfo(name), makers.plain(1))
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    articles, rejected = read_all(write(tmp_path / "a.zip", zipped.getvalue()))
    assert [a.path.rpartition("/")[2] for a in articles] == ["good.txt"]
    assert sorted(why.split(";")[0] for why in rejected.values()) == [
        *["has a path that leads out of its archive"] * 4, "is a link"
    ]  # fmt: skip
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for name, kind in (
            ("../up.txt", tarfile.REGTYPE),
            ("l.txt", tarfile.SYMTYPE),
            ("d.txt", tarfile.CHRTYPE),
            ("f.txt", tarfile.FIFOTYPE),
            ("h.txt", tarfile.LNKTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    articles, rejected = read_all(write(tmp_path / "b.tar", tarred.getvalue()))
    assert not articles
    assert sorted(why.split(";")[0] for why in rejected.values()) == [
        "has a path that leads out of its archive", *["is a link"] * 2, *["is not a regular file"] * 2
    ]  # fmt: skip


ENCRYPTED = (
    bytes.fromhex(  # made by `zip -e`: one stored file named a.txt, password "x"
        "504b03040a00090000000000215800000000000000000c00000005000000612e747874"
    )
    + b"\0" * 12
)


def test_a_member_with_a_password_is_refused_and_the_one_beside_it_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", makers.plain(1))
        archive.writestr("b.txt", makers.plain(2))
    content = bytearray(out.getvalue())
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1  # the bit that says encrypted, of the first member
    articles, rejected = read_all(write(tmp_path / "news" / "x.zip", bytes(content)))
    assert [a.path for a in articles] == ["news/x.zip/b.txt"]
    assert rejected == {"news/x.zip/a.txt": "is encrypted; unpack news/x.zip with its password"}


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.jsonl.gz", "bomb.zip", "bomb.tar.gz", "bomb.csv.gz", "nested.zip"])
def test_bombs_are_refused_before_they_unpack(tmp_path: Path, name: str) -> None:
    size = 300_000_000
    zeros = makers.packed(b"\0" * size)
    if name == "bomb.zip":
        content = makers.zipped({"a.csv": b"\0" * size, "b.txt": makers.plain(1)})
    elif name == "bomb.tar.gz":
        content = makers.tarred({"a.csv": b"\0" * size}, "w:gz")
    elif name == "nested.zip":
        content = makers.zipped({f"{n}.csv.gz": zeros for n in range(3)})
    else:
        content = zeros
    articles, rejected = read_all(write(tmp_path / name, content), max_file_mb=5, max_read_mb=400)
    assert not articles
    assert rejected


def test_two_members_of_one_name_are_two_articles(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("a.txt", makers.plain(1))
        archive.writestr("a.txt", makers.plain(2))
    articles, _ = read_all(write(tmp_path / "news" / "x.zip", out.getvalue()))
    assert [(a.path, a.text) for a in articles] == [
        ("news/x.zip/a.txt", makers.text(1)),
        ("news/x.zip/a.txt:2", makers.text(2)),
    ]


# What a file is, whatever its name says


@pytest.mark.parametrize(
    ("name", "content", "number"),
    [
        ("a.html", makers.pdf(1), 1),
        ("a.txt", makers.page(2), 2),
        ("a.md", makers.page(2), 2),
        ("a.txt", makers.packed(makers.page(2)), 2),
        ("a.json", makers.word(3), 3),
        ("a.pdf", makers.page(2), 2),
        ("a.html", makers.rss([4]), 4),
        ("a.jsonl", makers.array([4]), 4),
        ("a.gz", makers.plain(4), 4),
        ("a.txt", makers.zipped({"b.txt": makers.plain(5)}), 5),
        ("a.csv", makers.tarred({"b.txt": makers.plain(5)}), 5),
        ("a.html", makers.warc([("https://n.example/6", makers.page(6))]), 6),
    ],
)  # fmt: skip
def test_a_file_that_is_named_wrongly_is_read_as_what_it_is(
    tmp_path: Path, name: str, content: bytes, number: int
) -> None:
    if name == "a.gz":
        name = "a.txt.gz"  # not packed at all
    assert makers.paragraphs(number)[1] in one(write(tmp_path / name, content)).text


@pytest.mark.parametrize("magic", [b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"7z\xbc\xaf", b"SQLite format 3\x00"])
def test_what_is_no_text_at_all_is_refused_by_name(tmp_path: Path, magic: bytes) -> None:
    assert ", whatever its name says" in reason(write(tmp_path / "a.html", magic + b"\0" * 100))


# What is known is not read again


def known_after(path: Path, *, change: object = None) -> list[Result]:
    """Read, change the file, and read again with what was remembered."""
    parts: set[tuple[str, bytes]] = set()
    whole: set[tuple[str, bytes]] = set()
    for result in read([path], remember=lambda *file: whole.add(file)):
        if getattr(result, "content", None) is not None:
            parts.add((getattr(result, "path", None) or result.article.path, result.content))  # type: ignore[union-attr]
    if callable(change):
        change()
    return list(read([path], is_known=lambda *part: part in parts | whole))


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.warc.gz", "a.zip"])
def test_a_file_that_did_not_change_is_known_whole(tmp_path: Path, name: str) -> None:
    content = {
        "a.txt": makers.plain(1), "a.jsonl": makers.jsonl([1, 2]), "a.zip": makers.zipped({"b.txt": makers.plain(1)}),
        "a.warc.gz": makers.warc([("https://n.example/1", makers.page(1))]),
    }[name]  # fmt: skip
    path = write(tmp_path / "news" / name, content)
    assert known_after(path) == [KnownFile(f"news/{name}")]


def test_of_an_archive_that_changed_only_what_changed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news" / "a.warc.gz"
    pages = [(f"https://n.example/{n}", makers.page(n)) for n in range(4)] + [
        ("https://n.example/", makers.front_page(range(9)))
    ]
    write(path, makers.warc(pages))

    def change() -> None:
        write(path, makers.warc([*pages[:2], ("https://n.example/2", makers.page(9)), *pages[3:]]))

    results = known_after(path, change=change)
    assert [r.name if isinstance(r, KnownFile) else r.article.text for r in results] == [
        "news/a.warc.gz:2", "news/a.warc.gz:3", makers.text(9), "news/a.warc.gz:5", "news/a.warc.gz:6"
    ]  # fmt: skip
