"""A folder of several hundred files, good and broken in every way that we could think of, and what must come of each.

python tests/stress.py FOLDER [--large]
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import re
import socket
import stat
import struct
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import makers

SEED = 5
SUFFIXES = (
    "txt", "md", "markdown", "html", "htm", "xhtml", "jsonl", "ndjson", "json", "csv", "tsv", "pdf", "docx", "eml",
    "rss", "atom", "xml", "warc", "warc.gz", "zip", "tar", "tgz", "tar.gz", "txt.gz", "jsonl.gz",
)  # fmt: skip
SCRIPTS = (
    "Glocke läutet",
    "колокол",
    "港の鐘",
    "钟声",
    "종소리",
    "جرس الميناء",
    "פעמון",
    "घंटी",
    "κουδούνι",
    "ระฆัง",
    "🔔 bell",
)
MEGABYTE = 1_000_000


@dataclass
class Expected:
    """What a file must come to.

    ``articles`` and ``rejected`` (path to a pattern of the reason) are all there is to be, unless ``is_open``: then
    there must be something, and ``is_bad`` says that it must be rejections alone.
    """

    articles: set[str] = field(default_factory=set)
    rejected: dict[str, str] = field(default_factory=dict)
    is_open: bool = False
    is_bad: bool = False


@dataclass
class Stress:
    """The folder in the making."""

    folder: Path
    expected: dict[str, Expected] = field(default_factory=dict)
    count: int = 0

    def number(self) -> int:
        """Return the number of an article that no other file has."""
        self.count += 1
        return self.count

    def put(self, name: str, content: bytes, expected: Expected) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.expect(name, expected)

    def expect(self, name: str, expected: Expected) -> None:
        self.expected[f"{self.folder.name}/{name}"] = expected

    def good(self, name: str, content: bytes, parts: Iterable[str] = ("",)) -> None:
        """Put a file all of which is to be indexed: itself, or the parts named after it."""
        self.put(name, content, Expected({f"{self.folder.name}/{name}{part}" for part in parts}))

    def bad(self, name: str, content: bytes, why: str, part: str = "") -> None:
        """Put a file that is to be rejected with a reason that matches."""
        self.put(name, content, Expected(rejected={f"{self.folder.name}/{name}{part}": why}))

    def mixed(self, name: str, content: bytes, good: Iterable[str], bad: dict[str, str]) -> None:
        whole = f"{self.folder.name}/{name}"
        self.put(
            name, content, Expected({whole + part for part in good}, {whole + part: why for part, why in bad.items()})
        )

    def some(self, name: str, content: bytes, *, is_bad: bool = False) -> None:
        """Put a file of which something must come, whatever it is; or rejections only."""
        self.put(name, content, Expected(is_open=True, is_bad=is_bad))


def make(folder: Path, *, is_large: bool = False) -> dict[str, Expected]:
    """Make the folder; return what must come of each file, by its name in the archive.

    It is meant for ``max_file_mb`` of 5 (50 when it is large).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = Stress(folder)
    limit = (50 if is_large else 5) * MEGABYTE
    _good(made)
    _names(made)
    _encodings(made)
    _empty_and_noise(made)
    _truncated(made)
    _mislabelled(made)
    _json(made)
    _tables(made, limit)
    _pages(made, limit)
    _documents(made)
    _archives(made)
    _bombs(made, 200 * MEGABYTE)
    _sparse(made, 200 * MEGABYTE)
    _not_files(made)
    return made.expected


def contents(made: Stress, suffix: str) -> tuple[bytes, list[str]]:  # noqa: C901  # a case a format
    """Return a good file of a format, and the parts that it holds."""
    one = made.number
    if suffix.endswith(".gz") and suffix.startswith(("txt", "jsonl")):
        content, parts = contents(made, suffix.removesuffix(".gz"))
        return makers.packed(content), parts
    match suffix:
        case "txt":
            return makers.plain(one()), [""]
        case "md" | "markdown":
            return makers.markdown(one()), [""]
        case "html" | "htm" | "xhtml":
            return makers.page(one()), [""]
        case "jsonl" | "ndjson":
            return makers.jsonl([one(), one()]), [":1", ":2"]
        case "json":
            return makers.array([one(), one()]), [":1", ":2"]
        case "csv" | "tsv":
            return makers.table([one(), one()], "\t" if suffix == "tsv" else ","), [":2", ":5"]
        case "pdf":
            return makers.pdf(one()), [""]
        case "docx":
            return makers.word(one()), [""]
        case "eml":
            return makers.mail(one()), [""]
        case "rss" | "xml":
            return makers.rss([one(), one()]), [":1", ":2"]
        case "atom":
            return makers.atom([one(), one()]), [":1", ":2"]
        case "warc" | "warc.gz":
            pages = [(f"https://norrin.example/{n}", makers.page(n)) for n in (one(), one())]
            return makers.warc(pages, is_packed=suffix == "warc.gz"), [":2", ":3"]
        case "zip":
            return makers.zipped({"a.txt": makers.plain(one()), "b/c.html": makers.page(one())}), [
                "/a.txt",
                "/b/c.html",
            ]
        case _:
            files = {"a.txt": makers.plain(one()), "b/c.jsonl": makers.jsonl([one()])}
            return makers.tarred(files, "w" if suffix == "tar" else "w:gz"), ["/a.txt", "/b/c.jsonl:1"]


def _good(made: Stress) -> None:
    for suffix in SUFFIXES:
        for place in ("", "sub/", "sub/sub/"):
            content, parts = contents(made, suffix)
            made.good(f"good/{place}file.{suffix}", content, parts)
        content, parts = contents(made, suffix)
        made.good(f"good/UPPER.{suffix.upper()}", content, parts)


def _names(made: Stress) -> None:
    for at, name in enumerate(SCRIPTS):
        for suffix in ("txt", "html", "jsonl", "zip"):
            content, parts = contents(made, suffix)
            made.good(f"names/{at}/{name}.{suffix}", content, parts)
    for name in (
        "a b.txt",
        "a'b\".txt",
        "a&b<c>.txt",
        "-rf.txt",
        "x" * 200 + ".txt",
        "%2e%2e.txt",
        "$(x).txt",
        "a:7.txt",
        "~.txt",
    ):
        made.good(f"names/{name}", makers.plain(made.number()))
    path = os.fsencode(made.folder / "names") + b"/latin\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123  # a name that is no text
        file.write(makers.plain(made.number()))
    made.expect(
        "names/latin\ufffd\ufffd\ufffd.txt", Expected({f"{made.folder.name}/names/latin\ufffd\ufffd\ufffd.txt"})
    )


def _encodings(made: Stress) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32", "cp1252"):
        for suffix in ("txt", "md", "html"):
            content = contents(made, suffix)[0].decode().replace("town", "Gemeinde „Größe“")
            if suffix == "html":
                content = content.replace('charset="utf-8"', f'charset="{encoding.removesuffix("-sig")}"')
            made.good(f"encodings/{encoding}.{suffix}", content.encode(encoding))
    made.some("encodings/half.txt", b"\xff\xfe" + makers.plain(made.number()).decode().encode("utf-16-le")[:-1])
    made.some("encodings/lies.html", makers.page(made.number()).replace(b"utf-8", b"utf-16"))
    made.some("encodings/mixed.txt", makers.plain(made.number()) + "Größe".encode("latin-1") + "Größe".encode())
    made.bad("encodings/latin.jsonl", '{"text": "Größe"}\n'.encode("latin-1"), "is not UTF-8", ":1")


def _empty_and_noise(made: Stress) -> None:
    noise = random.Random(SEED)
    for suffix in SUFFIXES:
        made.bad(f"empty/file.{suffix}", b"", "is empty")
        made.some(f"noise/file.{suffix}", noise.randbytes(3000), is_bad=True)
        made.some(f"nuls/file.{suffix}", b"\0" * 5000, is_bad=True)
        made.some(f"blank/file.{suffix}", b" \n\n\t\n" * 20, is_bad=True)


def _truncated(made: Stress) -> None:
    for suffix in SUFFIXES:
        for percent in (3, 25, 60, 90, 99):
            content, _ = contents(made, suffix)
            made.some(f"truncated/{percent}.{suffix}", content[: len(content) * percent // 100])
    for suffix in ("zip", "docx", "tgz", "txt.gz"):
        content, _ = contents(made, suffix)
        made.some(f"truncated/head.{suffix}", content[200:], is_bad=True)
        broken = bytearray(content)
        broken[len(broken) // 3 : len(broken) // 3 + 40] = b"\xaa" * 40
        made.some(f"truncated/bitten.{suffix}", bytes(broken))


def _mislabelled(made: Stress) -> None:
    for real in ("pdf", "docx", "zip", "tar", "warc", "warc.gz", "tgz"):
        for claimed in ("txt", "html", "json", "csv", "xml"):
            content, parts = contents(made, real)
            made.good(f"mislabelled/{real}.is.{claimed}", content, parts)
    for real in ("html", "rss", "jsonl", "csv", "json", "eml", "txt", "md"):
        for claimed in ("pdf", "docx", "zip", "warc", "eml", "json", "xml", "tgz", "csv", "html"):
            content, _ = contents(made, real)
            made.some(f"mislabelled/{real}.as.{claimed}", content)
    for magic, name in (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x7fELF", "elf"),
    ):
        made.bad(f"mislabelled/{name}.html", magic + b"\0" * 500, "whatever its name says")
    for name in ("photo.jpg", "film.mp4", "old.doc", "no-ending", "style.css"):
        made.bad(f"mislabelled/{name}", b"anything", "no reader for")


def _json(made: Stress) -> None:
    deep = "[" * 10_000 + "]" * 10_000
    made.bad("json/deep.json", deep.encode(), "nested over")
    made.bad("json/deep-object.json", b'{"articles": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001, "nested over")
    made.bad("json/deep.jsonl", f'{{"text": "x", "y": {deep}}}\n'.encode(), "is not JSON that can be read", ":1")
    made.bad("json/deep-million.json", b"[" * 1_000_000, "nested over")
    made.bad(
        "json/big-number.jsonl", b'{"text": "Bell.", "x": ' + b"9" * 10_000 + b"}\n", "not JSON that can be read", ":1"
    )
    number = made.number()
    line = json.dumps({**makers.fields(number), "id": "twice"})
    made.put("json/ids.jsonl", f"{line}\n{line}\n".encode(), Expected(
        {f"{made.folder.name}/json/ids.jsonl:1"}, {f"{made.folder.name}/json/ids.jsonl:2": "has the id 'twice'"}
    ))  # fmt: skip
    good = [json.dumps(makers.fields(made.number())) for _ in range(3)]
    made.mixed(
        "json/lines.jsonl", "\n".join([good[0], "{", good[1], "[]", "null", '{"text": 5}', good[2]]).encode(),
        [":1", ":3", ":7"], {":2": "is not JSON", ":4": "not an object", ":5": "not an object", ":6": "has no text"},
    )  # fmt: skip
    made.bad("json/scalar.json", b'"just a text"', "holds no article")
    made.bad("json/nan.json", b"NaN", "is not JSON")
    made.some("json/surrogates.json", b'[{"title": "\\ud800", "text": "It rang \\udfff in Norrin."}]')
    for wrapper in ("articles", "results", "items", "data", "docs"):
        values = {"status": "ok", wrapper: [makers.fields(made.number()) for _ in range(2)]}
        made.good(f"json/{wrapper}.json", json.dumps(values).encode(), [":1", ":2"])
    made.bad("json/unknown-wrapper.json", json.dumps({"zeug": [makers.fields(0)]}).encode(), "under a known name")


def _tables(made: Stress, limit: int) -> None:
    head, tail = makers.table([made.number()]), makers.table([made.number()]).partition(b"\n")[2]
    long_line = b"Bell," + b"x" * (2 * limit) + b",2024-01-01,Post\r\n"
    made.mixed("tables/long-line.csv", head + long_line + tail, [":2", ":6"], {":5": "is over"})
    made.good("tables/nuls.csv", head.replace(b"crowns", b"cro\0wns").replace(b"council", b"coun\0cil"), [":2"])
    made.bad("tables/columns.csv", b"Kopf,Volltext\nBell,It rang.\n", "no column that is known as the text")
    made.bad("tables/header-only.csv", b"title,text\n", "holds no article")
    made.some("tables/quote.csv", head + b'Bell,"It rang\n' + b"line of it\n" * (limit // 8))
    made.some("tables/ragged.csv", head + b"a,b,c,d,e,f,g\n,,,\nBell,It rang in Elm on Monday.\n")


def _pages(made: Stress, limit: int) -> None:
    made.bad("pages/frameset.html", b"<html><frameset><frame src='a'></frameset></html>", "no main text")
    made.bad("pages/empty-body.html", b"<html><head><title>T</title></head><body></body></html>", "no main text")
    made.some(
        "pages/deep.html", b"<html><body>" + b"<div>" * 100_000 + makers.page(made.number()) + b"</div>" * 100_000
    )
    made.some("pages/deep-lists.html", b"<html><body>" + b"<ul><li>" * 20_000 + b"x")
    made.some("pages/attributes.html", b"<html><body><p " + b"a='b' " * 100_000 + b">It rang.</p>")
    made.some("pages/one-tag.html", b"<" * 500_000)
    made.some("pages/entities.html", b"<html><body><p>" + b"&amp;" * 200_000 + b"</p></body></html>")
    paragraph = b"<p>" + makers.paragraphs(1)[0].encode() + b"</p>\n"
    made.some("pages/large.html", b"<html><body><article>" + paragraph * (int(limit * 0.95) // len(paragraph)))
    made.bad("pages/too-large.html", b"<p>" + b"x" * limit, "is over .* MB; raise max_file_mb")
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    feed = "<rss version='2.0'><channel><item><title>T</title><description>&a11;</description></item></channel></rss>"
    made.some("pages/laughs.rss", (laughs + feed).encode())
    made.some("pages/laughs.xml", (laughs + feed).encode())
    made.some("pages/laughs.xhtml", (laughs + "<html><body><p>&a11;</p></body></html>").encode(), is_bad=True)
    external = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    made.some("pages/external.rss", (external + feed.replace("a11", "x")).encode())
    made.bad("pages/config.xml", b"<config><a>b</a></config>", "no RSS or Atom feed")
    made.bad(
        "pages/no-entries.atom",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title></feed>",
        "holds no article",
    )
    made.mixed(
        "pages/crawl.warc.gz",
        makers.warc([
            ("https://n.example/", makers.front_page(range(20))), ("https://n.example/1", makers.page(made.number())),
            ("https://n.example/2", b" "),
            ("https://n.example/3", b"<html><body>" + random.Random(SEED).randbytes(limit)),
        ]),
        [":3"], {":2": "leads to articles", ":4": "is empty", ":5": "is over"},
    )  # fmt: skip
    made.bad("pages/no-pages.warc", makers.warc([("https://n.example/a", b"a{}")], kind="text/css"), "holds no article")


def _documents(made: Stress) -> None:
    for pages in (1, 3):
        made.bad(f"documents/images{pages}.pdf", makers.image_pdf(pages), "only images of pages")
    made.bad("documents/locked.pdf", makers.pdf(made.number(), password="geheim"), "is encrypted")
    made.bad("documents/stub.pdf", b"%PDF-1.7\n%%EOF", "not a PDF that can be read")
    made.bad("documents/zip.docx", makers.zipped({"a.txt": makers.plain(1)}), "not a Word document")
    made.bad("documents/locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "one with a password")
    made.bad("documents/bomb.docx", makers.zipped({
        "[Content_Types].xml": b"<x/>", "word/document.xml": b" " * 200 * MEGABYTE
    }), "unpacks to over 200 times")  # fmt: skip
    made.bad("documents/words.eml", makers.plain(1), "is not a mail")
    made.bad("documents/picture.eml", b"From: a@b.example\nContent-Type: image/png\n\nx", "has no text")
    mail = makers.mail(made.number())
    made.some("documents/boundary.eml", mail.replace(b"boundary=", b"bound="))
    made.some("documents/charset.eml", mail.replace(b"utf-8", b"x-nothing"))
    nested = b"From: a@b.example\nSubject: S\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(500)
    )
    made.some("documents/nested.eml", nested + b"Content-Type: text/plain\n\nIt rang.")
    made.some("documents/headers.eml", b"From: " + b"<a@b.example>, " * 50_000 + b"\nSubject: S\n\nIt rang in Norrin.")


def _archives(made: Stress) -> None:
    one = made.number
    tricks = io.BytesIO()
    with zipfile.ZipFile(tricks, "w") as archive:
        for name in ("../up.txt", "/root.txt", "C:/drive.txt", "a/../../up2.txt", "good.txt"):
            archive.writestr(zipfile.ZipInfo(name), makers.plain(one()))
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    leads_out = dict.fromkeys(("/../up.txt", "//root.txt", "/C:/drive.txt", "/a/../../up2.txt"), "leads out")
    made.mixed("archives/tricks.zip", tricks.getvalue(), ["/good.txt"], {**leads_out, "/link.txt": "is a link"})
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for name, kind in (("../up.txt", tarfile.REGTYPE), ("l.txt", tarfile.SYMTYPE), ("d.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    reasons = {"/../up.txt": "leads out", "/l.txt": "is a link", "/d.txt": "not a regular file"}
    made.mixed("archives/tricks.tar", tarred.getvalue(), [], reasons)
    locked = bytearray(makers.zipped({"a.txt": makers.plain(one()), "b.txt": makers.plain(one())}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    made.mixed("archives/locked.zip", bytes(locked), ["/b.txt"], {"/a.txt": "is encrypted"})
    wrong = bytearray(makers.zipped({"a.txt": makers.plain(one()), "b.txt": makers.plain(one())}))
    struct.pack_into("<I", wrong, wrong.index(b"PK\x01\x02") + 16, 0xDEADBEEF)
    made.mixed("archives/checksum.zip", bytes(wrong), ["/b.txt"], {"/a.txt": "is damaged"})
    content, parts = makers.zipped({"x.txt": makers.plain(one())}), ["/x.txt"]
    for depth in range(1, 6):
        name = f"archives/nested{depth}.zip"
        if depth <= 3:
            made.good(name, content, parts)
        else:
            made.bad(name, content, "over 3 archives deep", "/n.zip" * 3)
        content = makers.zipped({"n.zip": content.replace(b"x.txt", b"x.txt")})
        parts = [f"/n.zip{part}" for part in parts]
        # Each level holds the article of the one below: another one, so that they are no copies.
    made.mixed(
        "archives/many.zip",
        makers.zipped({
            "a.jpg": b"x", "b.docx": makers.word(one()), "c.pdf": makers.image_pdf(), "d/": b"", "e.csv": b"",
            ".hidden.txt": b"x", "__MACOSX/f.txt": b"x", "g.eml": makers.mail(one()),
        }),
        ["/b.docx", "/g.eml"], {"/a.jpg": "no reader for .jpg", "/c.pdf": "only images", "/e.csv": "is empty"},
    )  # fmt: skip
    made.bad("archives/empty.zip", makers.zipped({}), "holds no article|is damaged|no reader")
    made.bad("archives/empty.tar", makers.tarred({}), "holds no article|no reader|is damaged")
    made.good("archives/twice-packed.txt.gz.gz", makers.packed(makers.packed(makers.plain(one()))))
    made.bad("archives/packed.txt.gz", _packed_times(makers.plain(1), 9), "packed by gzip over 3 times")
    made.good(
        "archives/two-members.jsonl.gz",
        makers.packed(makers.jsonl([one()])) + makers.packed(makers.jsonl([one()])),
        [":1", ":2"],
    )
    made.some("archives/trailing.txt.gz", makers.packed(makers.plain(one())) + b"trailing garbage")


def _packed_times(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = makers.packed(content)
    return content


def _bombs(made: Stress, size: int) -> None:
    zeros = _packed_zeros(size)
    for name in ("bomb.txt.gz", "bomb.jsonl.gz", "bomb.csv.gz", "bomb.json.gz", "bomb.tgz", "bomb.warc.gz", "bomb.gz"):
        made.some(f"bombs/{name}", zeros, is_bad=True)
    text = gzip.compress(b"line of a bomb\n" * (size // 15), mtime=0)
    for name in ("text.txt.gz", "text.jsonl.gz", "text.csv.gz"):
        made.some(f"bombs/{name}", text, is_bad=True)
    made.some("bombs/zeros.zip", makers.zipped({"a.csv": b"\0" * size}), is_bad=True)
    made.some("bombs/many.zip", makers.zipped({f"{n}.txt.gz": zeros for n in range(20)}), is_bad=True)
    made.some("bombs/overlap.zip", _overlapping(40, size // 20), is_bad=True)
    made.some(
        "bombs/tar-in-zip.zip",
        makers.zipped({"a.tar.gz": makers.tarred({"b.jsonl": b"\0" * size}, "w:gz")}),
        is_bad=True,
    )


def _packed_zeros(size: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        for _ in range(size // MEGABYTE):
            file.write(b"\0" * MEGABYTE)
    return out.getvalue()


def _overlapping(count: int, size: int) -> bytes:
    """Return a zip whose many entries are all the same bytes (Fifield 2019, the simplest kind)."""
    whole = makers.zipped({"a.csv": b"\0" * size})
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry, tail = whole[start:end], bytearray(whole[end:])
    entries = b"".join(entry.replace(b"a.csv", b"%c.csv" % (ord("A") + n)) for n in range(count))
    struct.pack_into("<HHI", tail, 8, count, count, len(entries))
    return whole[:start] + entries + bytes(tail)


def _sparse(made: Stress, size: int) -> None:
    for suffix in SUFFIXES:
        path = made.folder / f"sparse/file.{suffix}"
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
        made.expect(f"sparse/file.{suffix}", Expected(is_open=True, is_bad=True))


def _not_files(made: Stress) -> None:
    folder = made.folder / "links"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner/loop").symlink_to(folder, target_is_directory=True)  # passed over
    for name, target, why in (
        ("self.txt", "self.txt", "cannot be read"), ("nowhere.html", "nowhere", "cannot be read"),
        ("a.txt", "b.txt", "cannot be read"), ("b.txt", "a.txt", "cannot be read"),
        ("zero.txt", "/dev/zero", "not a regular file"), ("null.json", "/dev/null", "not a regular file"),
        ("folder.txt", "/dev/fd/nothing", "cannot be read"),
    ):  # fmt: skip
        (folder / name).symlink_to(target)
        made.expect(f"links/{name}", Expected(rejected={f"{made.folder.name}/links/{name}": why}))
    os.mkfifo(folder / "pipe.txt")
    made.expect("links/pipe.txt", Expected(rejected={f"{made.folder.name}/links/pipe.txt": "not a regular file"}))
    here = Path.cwd()
    os.chdir(folder)  # a socket's path has to be short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket.md")
    finally:
        os.chdir(here)
    made.expect("links/socket.md", Expected(rejected={f"{made.folder.name}/links/socket.md": "not a regular file"}))
    made.put(".hidden/a.txt", b"x", Expected())
    del made.expected[f"{made.folder.name}/.hidden/a.txt"]


def differences(
    expected: dict[str, Expected], articles: Iterable[str], rejected: Iterable[tuple[str, str]]
) -> list[str]:
    """Return how what was read differs from what must come of it, in words."""
    names = sorted(expected, key=len, reverse=True)
    found = {name: Expected() for name in expected}
    wrong = []

    def file_of(path: str) -> str | None:
        return next((name for name in names if path == name or path.startswith((f"{name}:", f"{name}/"))), None)

    for path in articles:
        if (name := file_of(path)) is None:
            wrong.append(f"{path}: from no file")
        else:
            found[name].articles.add(path)
    for path, reason in rejected:
        if (name := file_of(path)) is None:
            wrong.append(f"{path}: rejected, from no file ({reason})")
        else:
            found[name].rejected[path] = reason
    for name, what in expected.items():
        wrong += [f"{name}: {each}" for each in _differences(what, found[name])]
    return wrong


def _differences(expected: Expected, found: Expected) -> Iterable[str]:
    if not found.articles and not found.rejected:
        yield "nothing came of it"
    if any(not reason.strip() for reason in found.rejected.values()):
        yield "rejected without a reason"
    if expected.is_open:
        if expected.is_bad and found.articles:
            yield f"gave {sorted(found.articles)}"
        return
    if expected.articles != found.articles:
        yield f"gave {sorted(found.articles)}, not {sorted(expected.articles)}; rejected {found.rejected}"
    if expected.rejected.keys() != found.rejected.keys():
        yield f"rejected {found.rejected}, not {sorted(expected.rejected)}"
    for path, why in expected.rejected.items():
        if path in found.rejected and not re.search(why, found.rejected[path]):
            yield f"rejected {path} because it {found.rejected[path]!r}, not {why!r}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    print(f"{len(make(options.folder, is_large=options.large))} files")  # noqa: T201
