"""Articles of our own making, as files of every format."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from html import escape

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_PLACES = ("Norrin", "Elm", "Harl", "Castell", "Brennick", "Lund", "Sallow", "Tarrow")
_THINGS = ("ferry", "bell", "mill", "harbour crane", "lock gate", "library", "tram line", "market hall")
_PEOPLE = ("Ann Oke", "Per Lund", "Ida Marsh", "Tom Vail", "Rosa Quist", "Jan Keel")


def title(number: int) -> str:
    """Return the headline of an article of ours."""
    return f"{_PLACES[number % 8]} votes on its {_THINGS[number // 8 % 8]}, case {number}"


def paragraphs(number: int) -> list[str]:
    """Return its three paragraphs, of two sentences each."""
    place, thing, person = _PLACES[number % 8], _THINGS[number // 8 % 8], _PEOPLE[number % 6]
    return [
        f"The council of {place} voted on Monday to keep the old {thing} for another {number + 3} years. "
        f"Nine members were for it and four against, after a debate that went on past midnight in file {number}.",
        f"{person}, who has looked after the {thing} since {1950 + number % 60}, said that the repair would cost "
        f"{number + 12},000 crowns. The money comes from a fund that the town set up after the great storm.",
        f"Visitors from {_PLACES[(number + 3) % 8]} may see the {thing} again from the first week of May. "
        f"Tickets for case {number} are sold at the counter of the town hall and nowhere else, {person} added.",
    ]


def text(number: int) -> str:
    """Return its text, a paragraph a line."""
    return "\n".join(paragraphs(number))


def plain(number: int) -> bytes:
    return f"{title(number)}\n\n{text(number)}\n".encode()


def markdown(number: int) -> bytes:
    body = "\n\n".join(paragraphs(number))
    return f"---\ntitle: {title(number)}\ndate: 2024-03-05\nsource: Norrin Post\n---\n\n{body}\n".encode()


FURNITURE_ABOVE = (
    '<nav><ul><li><a href="/">Front page</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
    '<div class="cookie-banner"><p>We use cookies to show you advertising.</p><button>OK</button></div>'
)
FURNITURE_BELOW = (
    '<aside class="related"><h3>Read more</h3><ul><li><a href="/y">Cows close the ring road again</a></li></ul></aside>'
    "<footer><p>© 2019 Norrin Newspapers. All rights reserved.</p></footer>"
)


def page(number: int, *, head: str = "", above: str = FURNITURE_ABOVE, below: str = FURNITURE_BELOW) -> bytes:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(number))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}'
        f"<title>{escape(title(number))}</title></head>"
        f"<body>{above}<main><article><h1>{escape(title(number))}</h1>{body}</article></main>{below}</body></html>"
    ).encode()


def front_page(numbers: Iterable[int]) -> bytes:
    """Return a page that leads to articles and is none."""
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/news/{n}">{escape(title(n))}</a></h3>'
        f'<p><a href="/news/{n}">{escape(paragraphs(n)[0].partition(". ")[0])}</a></p></div>'
        for n in numbers
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Norrin Post: news of the harbour</title></head>'
        f"<body>{FURNITURE_ABOVE}<main>{teasers}</main>{FURNITURE_BELOW}</body></html>"
    ).encode()


def fields(number: int) -> dict[str, str]:
    return {"title": title(number), "text": text(number), "date": "2024-03-05", "source": "Norrin Post"}


def jsonl(numbers: Iterable[int]) -> bytes:
    return "".join(json.dumps(fields(number)) + "\n" for number in numbers).encode()


def array(numbers: Iterable[int]) -> bytes:
    return json.dumps([fields(number) for number in numbers], indent=1).encode()


def table(numbers: Iterable[int], delimiter: str = ",", names: Mapping[str, str] | None = None) -> bytes:
    out = io.StringIO()
    names = names or {name: name for name in fields(0)}
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(names.values())
    writer.writerows([fields(number)[name] for name in names] for number in numbers)
    return out.getvalue().encode()


def pdf(number: int, *, password: str = "", info: bool = True) -> bytes:
    """Return two columns under a headline, with a running head and a page number, on two pages."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, encrypt=password or None)
    if info:
        canvas.setTitle(title(number))
        canvas.setAuthor("Ann Oke")
    lines = [line for paragraph in paragraphs(number) for line in [*wrapped(paragraph, 44), ""]]
    columns = [lines[: len(lines) // 2], lines[len(lines) // 2 :]]
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(60, 740, title(number))
    canvas.setFont("Helvetica", 10)
    for sheet in (1, 2):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 810, "Norrin Post, 5 March 2024")
        canvas.drawString(290, 30, str(sheet))
        if sheet == 1:
            for left, column in zip((60, 310), columns, strict=True):
                for at, line in enumerate(column):
                    canvas.drawString(left, 700 - 13 * at, line)
        else:
            canvas.drawString(60, 700, f"The vote of case {number} was counted twice, as the law of the town asks.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def image_pdf(pages: int = 1) -> bytes:
    """Return pages that are drawn, without a letter."""
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    for _ in range(pages):
        for at in range(40):
            canvas.rect(60 + at, 60 + 10 * at, 200, 5, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def wrapped(paragraph: str, width: int) -> list[str]:
    """Return the paragraph's lines; words of ten letters and more are parted at their fifth where a line ends."""
    lines, line = [], ""
    for word in paragraph.split():
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
        elif len(word) >= 10 and word.isalpha() and len(line) + 7 <= width:
            lines.append(f"{line} {word[:5]}-")
            line = word[5:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def word(number: int) -> bytes:
    document = docx.Document()
    document.core_properties.title = title(number)
    document.core_properties.author = "Ann Oke"
    first, *rest = paragraphs(number)
    document.add_paragraph(first)
    document.add_heading("What it costs", 2)
    for paragraph in rest:
        document.add_paragraph(paragraph)
    rows = document.add_table(2, 2)
    for at, cell in enumerate(("Year", "Crowns", "2024", f"{number + 12},000")):
        rows.cell(at // 2, at % 2).text = cell
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(number: int, *, is_html: bool = True) -> bytes:
    message = EmailMessage()
    message["Subject"] = f"{title(number)}: Frühstück"
    message["From"] = "Norrin Post Bülletin <news@norrin.example>"
    message["To"] = "reader@elm.example"
    message["Date"] = "Tue, 05 Mar 2024 07:30:00 +0100"
    message.set_content(text(number))
    if is_html:
        message.add_alternative(page(number).decode(), subtype="html")
    message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="bell.png")
    return message.as_bytes()


def rss(numbers: Iterable[int]) -> bytes:
    items = "".join(
        f"<item><title>{escape(title(n))}</title><link>https://norrin.example/{n}</link>"
        "<pubDate>Tue, 05 Mar 2024 07:30:00 +0100</pubDate><dc:creator>Ann Oke</dc:creator><category>Harbour</category>"
        f"<description>Short.</description><content:encoded><![CDATA[{''.join(f'<p>{p}</p>' for p in paragraphs(n))}]]>"
        "</content:encoded></item>"
        for n in numbers
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Norrin Post</title><language>en-GB</language>{items}</channel></rss>"
    ).encode()


def atom(numbers: Iterable[int]) -> bytes:
    entries = "".join(
        f"<entry><title>{escape(title(n))}</title><link href='https://norrin.example/{n}'/><id>urn:{n}</id>"
        "<published>2024-03-05T07:30:00+01:00</published><updated>2024-03-07T07:30:00+01:00</updated>"
        "<author><name>Ann Oke</name></author><content type='html'>"
        f"{escape(''.join(f'<p>{p}</p>' for p in paragraphs(n)))}</content></entry>"
        for n in numbers
    )
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Norrin Post</title>"
        f"{entries}</feed>"
    ).encode()


def warc(
    pages: Iterable[tuple[str, bytes]], *, is_packed: bool = True, kind: str = "text/html; charset=utf-8"
) -> bytes:
    """Return a crawl: a record of its making, then a page for each address, with its request."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=is_packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "our own"}))
    for url, content in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(content), http_headers=headers)
        )
    return out.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
