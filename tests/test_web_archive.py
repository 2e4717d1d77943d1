"""The archive's own page: what it shows, who may change the archive there, and what is taken in."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import in_loop
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

import newsqa
from newsqa.articles.formats import FORMATS, suffix_of
from newsqa.config import Settings
from newsqa.errors import BuildRunningError
from newsqa.generations import build_lock, building, held, ledgers
from newsqa.index import Index
from newsqa.web import create_app
from newsqa.web.archive.building import Builder
from newsqa.web.archive.holdings import chat_link, holdings, language_name
from newsqa.web.archive.shown import why_no_build
from newsqa.web.archive.uploads import RefusedError, Uploads, safe_name

HOME = "http://127.0.0.1:7860"
HERE = ("127.0.0.1", 50_000)
LAMP = {
    "id": "lamp", "title": "The pier's lamp is lit again", "source": "Norrin Post & Echo", "date": "2025-03-04",
    "language": "en", "text": "The lamp of the pier in Norrin was lit again on Tuesday after a repair of three weeks.",
}  # fmt: skip
FERRY = {
    "id": "ferry", "title": "Fähre fällt aus", "source": "Inselbote", "date": "2025-05-30", "language": "de",
    "text": "Die Fähre nach Skarn fällt am Freitag aus, teilte die Reederei mit. Grund ist ein Schaden am Motor.",
}  # fmt: skip
HOSTILE = (
    "<script>window.__pwned=1</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "{% raw %}", "${7*7}",
    "</title><svg onload=alert(1)>", "\u202egnp.exe", "a\x1b[31mred", "&lt;b&gt;",
)  # fmt: skip


class _Tags(HTMLParser):
    """The elements of a page, with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def _archive(folder: Path, encoder, *articles, **settings) -> Settings:
    """Build a small archive, in which two files cannot be read, and return the settings of its chat."""
    root = folder / "articles"
    root.mkdir(parents=True)
    (root / "news.jsonl").write_text("\n".join(json.dumps(each) for each in articles), encoding="utf-8")
    (root / "empty.txt").touch()
    made = Settings(articles=str(root), index=str(folder / "index"), **settings)
    newsqa.build(settings=made, encoder=encoder)
    return made


@pytest.fixture(scope="module")
def settings(tmp_path_factory, encoder):
    """An archive that no test changes."""
    return _archive(tmp_path_factory.mktemp("shown"), encoder, LAMP, FERRY, allow_changes=True)


@pytest.fixture(scope="module")
def index(settings, encoder):
    with Index.open(settings=settings, encoder=encoder) as index:
        yield index


@pytest.fixture(scope="module")
def client(index, settings):
    with TestClient(create_app(index, settings), base_url=HOME, client=HERE) as client:
        yield client


@pytest.fixture(scope="module")
def reader(index, settings):
    """One whom the settings let change nothing."""
    app = create_app(index, replace(settings, allow_changes=False))
    with TestClient(app, base_url=HOME, client=HERE) as client:
        yield client


def _token(client) -> str:
    return re.search(r'data-token="([^"]*)"', client.get("/archive").text)[1]


def _headers(client, **others) -> dict[str, str]:
    return {"origin": HOME, "x-newsqa-token": _token(client)} | others


def _post(client, path, content=b"", **headers):
    return client.post(path, content=content, headers=_headers(client, **headers))


def _ended(client, seconds=120):
    """Wait until no build runs, and return the page then."""
    until = time.monotonic() + seconds
    while client.get("/archive/state").json()["build"]["running"]:
        assert time.monotonic() < until, "the build does not end"
        time.sleep(0.1)
    return client.get("/archive").text


# What it shows


def test_the_page_shows_what_is_held_and_links_each_outlet_language_and_month_to_the_chat(client):
    page = _Tags(client.get("/archive").text)
    links = {attributes.get("href") for tag, attributes in page.found if tag == "a"}
    assert "/?source=Norrin+Post+%26+Echo" in links
    assert {"/?language=de", "/?language=en", "/?since=2025-03-01&until=2025-03-31"} <= links
    assert "/?since=2025-05-01&until=2025-05-31" in links
    assert "2 articles from 2 outlets" in page.text
    assert "German (de)" in page.text


def test_the_numbers_of_every_plot_stand_in_the_page_as_text(client):
    page = client.get("/archive").text
    table = re.search(r'<table>\s*<thead><tr><th scope="col">month</th>.*?</table>', page, re.DOTALL)[0]
    rows = re.findall(r"<tr><th scope=\"row\">.*?<bdi>([\d-]+)</bdi>.*?</th>(.*?)</tr>", table, re.DOTALL)
    assert [(month, re.findall(r">(\d+)<", cells)) for month, cells in rows] == [
        ("2025-05", ["1", "1", "0"]), ("2025-03", ["1", "0", "1"]),
    ]  # fmt: skip
    assert all(svg.count('aria-hidden="true"') == 1 for svg in re.findall(r"<svg[^>]*>", page))


def test_the_page_shows_the_last_build_and_every_file_that_was_left_out_with_its_reason(client):
    page = _Tags(client.get("/archive").text).text
    assert re.search(r"read\s*3\s*indexed\s*=\s*2", page)
    assert re.search(r"articles/empty\.txt\s*is empty", page)


def test_the_page_is_read_without_a_script_of_its_own_inside_it(client):
    response = client.get("/archive")
    page = _Tags(response.text)
    scripts = [attributes for tag, attributes in page.found if tag == "script"]
    assert [attributes.get("src") for attributes in scripts] == ["newsqa/archive.js"]
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.found for name in attributes)
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert response.headers["cache-control"] == "no-store"


def test_what_a_ledger_names_is_text_on_the_page_whatever_it_is(tmp_path, encoder):
    articles = [LAMP | {"id": str(place), "source": name, "title": name, "text": f"{LAMP['text']} {place} {name}"}
                for place, name in enumerate(HOSTILE)]  # fmt: skip
    settings = _archive(tmp_path, encoder, *articles)
    for name in HOSTILE:
        (Path(settings.articles) / f"{name.replace('/', '_')}.exe").write_text("x", encoding="utf-8")
    newsqa.build(settings=settings, encoder=encoder)
    with (
        Index.open(settings=settings, encoder=encoder) as index,
        TestClient(create_app(index, settings), base_url=HOME, client=HERE) as client,
    ):
        html = client.get("/archive").text
    page = _Tags(html)
    assert [tag for tag, _ in page.found if tag in ("img", "iframe", "style", "object", "form")] == []
    assert sum(tag == "script" for tag, _ in page.found) == 1
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)
    assert {attributes["href"][:2] for tag, attributes in page.found if tag == "a"} <= {"/", "/?", "/a", "#m"}
    for shown in ("<script>window.__pwned=1<_script>.exe", "{{ 7 * 7 }}", "${7*7}.exe", "&lt;b&gt;"):
        assert shown in page.text
    assert "\x1b" not in html


def test_an_earlier_build_is_shown_when_it_is_asked_for(client):
    for asked in ("1", "99", "-1", "x", "9" * 40, "\u0663"):
        assert "Build 1 ·" in client.get(f"/archive?build={asked}").text


def test_what_is_held_is_told_alike_from_the_ledger_and_from_the_articles(index, settings):
    told, read = holdings(index, ledgers(Path(settings.index))), holdings(index, [])
    assert told == read
    assert [row.name for row in told.months] == ["2025-05", "2025-03"]


def test_an_index_that_cannot_be_read_is_said_on_the_page(index, settings, tmp_path):
    app = create_app(index, replace(settings, index=str(tmp_path)))
    with TestClient(app, base_url=HOME, client=HERE) as client:
        response = client.get("/archive")
    assert response.status_code == 200
    assert "The archive cannot be read" in response.text
    assert "newsqa build" in response.text


def test_a_link_to_the_chat_has_only_filters_that_are_set():
    assert chat_link(source="A & B", since=None, until="2025-01-31") == "/?source=A+%26+B&until=2025-01-31"
    assert chat_link(source=None) is None
    assert [language_name(code) for code in ("fr", "zh-Hant", "xx", 'en" onload="x')] == [
        "French (fr)", "Chinese (Traditional) (zh-Hant)", "xx", 'en" onload="x',
    ]  # fmt: skip


def test_an_examination_is_started_by_a_link_and_its_findings_are_shown_with_what_to_do(client):
    started = client.get("/archive?check=1", follow_redirects=False)
    assert (started.status_code, started.headers["location"]) == (303, "/archive#health")
    until = time.monotonic() + 60
    while client.get("/archive/state").json()["check"]["running"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    page = _Tags(client.get("/archive").text).text
    assert "The index is sound" in page
    assert re.search(r"Looked at: .*2 articles", page)


def test_an_examination_tells_faults_and_their_remedy(tmp_path, encoder):
    settings = _archive(tmp_path, encoder, LAMP)
    with Index.open(settings=settings, encoder=encoder) as index:
        next(Path(settings.index).glob("*.faiss")).write_bytes(b"damaged")
        with TestClient(create_app(index, settings), base_url=HOME, client=HERE) as client:
            client.get("/archive?check=1")
            until = time.monotonic() + 60
            while client.get("/archive/state").json()["check"]["running"]:
                assert time.monotonic() < until
                time.sleep(0.05)
            page = _Tags(client.get("/archive").text).text
    assert "The index has 1 fault" in page
    assert "newsqa doctor --repair" in page


# Who may change it


@pytest.mark.parametrize("path", ["/archive/files?name=a.txt", "/archive/build", "/archive/rollback"])
def test_changing_is_off_by_default_and_the_page_says_how_to_turn_it_on(reader, client, path):
    assert Settings().allow_changes is False
    page = reader.get("/archive").text
    assert 'data-token=""' in page
    assert "--allow-changes" in page
    assert 'type="file"' not in page
    headers = {"origin": HOME, "x-newsqa-token": _token(client)}
    for sent in (headers, headers | {"x-newsqa-token": ""}):
        refused = reader.post(path, content=b"x", headers=sent)
        assert refused.status_code == 403
        assert "--allow-changes" in refused.json()["problem"]


@pytest.mark.parametrize("path", ["/archive/files?name=a.txt", "/archive/build", "/archive/rollback"])
@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "forwarded", "via", "x-forwarded-host", "x-real-ip", "x-forwarded-proto"]
)
def test_a_request_that_came_through_a_proxy_changes_nothing(client, header, path):
    refused = _post(client, path, b"x", **{header: "for=127.0.0.1"})
    assert refused.status_code == 403
    assert "proxy" in refused.json()["problem"]
    page = client.get("/archive", headers={header: "127.0.0.1"}).text
    assert 'data-token=""' in page


@pytest.mark.parametrize("path", ["/archive/files?name=a.txt", "/archive/build", "/archive/rollback"])
@pytest.mark.parametrize("address", ["203.0.113.5", "192.168.1.7", "::ffff:203.0.113.5", "testclient", "2001:db8::1"])
def test_another_machine_reads_and_changes_nothing(index, settings, client, address, path):
    app = create_app(index, replace(settings, host="0.0.0.0"))
    with TestClient(app, base_url="http://127.0.0.1:7860", client=(address, 1)) as other:
        assert other.get("/archive").status_code == 200
        assert 'data-token=""' in other.get("/archive").text
        refused = other.post(path, content=b"x", headers={"origin": HOME, "x-newsqa-token": _token(client)})
    assert refused.status_code == 403
    assert "the machine that newsqa runs on" in refused.json()["problem"]


def test_the_own_machine_changes_nothing_under_a_name_that_others_have(index, settings):
    app = create_app(index, replace(settings, host="0.0.0.0"))
    with TestClient(app, base_url="http://archive.example:7860", client=HERE) as other:
        page = other.get("/archive").text
        assert 'data-token=""' in page
        assert "http://127.0.0.1:7860/archive" in page
        refused = other.post("/archive/build", headers={"origin": "http://archive.example:7860"})
    assert refused.status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.3.2.1", "::ffff:127.0.0.1"])
def test_whoever_sits_at_this_machine_may(index, settings, address):
    with TestClient(create_app(index, settings), base_url=HOME, client=(address, 1)) as client:
        assert len(_token(client)) > 20
        assert 'type="file"' in client.get("/archive").text


@pytest.mark.parametrize("path", ["/archive/files?name=a.txt", "/archive/build", "/archive/rollback"])
def test_another_sites_page_changes_nothing(client, settings, path):
    token = _token(client)
    before = sorted(Path(settings.articles).rglob("*"))
    for headers in (
        {"origin": "https://evil.example", "x-newsqa-token": token},
        {"origin": "null", "x-newsqa-token": token},
        {"origin": "http://127.0.0.1:7861", "x-newsqa-token": token},
        {"origin": "https://127.0.0.1:7860", "x-newsqa-token": token},
        {"x-newsqa-token": token},
        {"origin": HOME},
        {"origin": HOME, "x-newsqa-token": ""},
        {"origin": HOME, "x-newsqa-token": token[:-1]},
        {"origin": HOME, "x-newsqa-token": f"{token}é".encode("latin-1")},
    ):
        assert client.post(path, content=b"x", headers=headers).status_code == 403, headers
    assert sorted(Path(settings.articles).rglob("*")) == before


def test_each_server_has_a_token_of_its_own(index, settings):
    tokens = set()
    for _ in range(2):
        with TestClient(create_app(index, settings), base_url=HOME, client=HERE) as client:
            tokens.add(_token(client))
    assert len(tokens) == 2


@pytest.mark.parametrize("path", ["/archive/", "/archive/files/x", "/archive/state/1", "/archive/other", "/archives"])
def test_nothing_else_is_served_below_the_page(client, path):
    assert client.get(path).status_code == 404
    assert _post(client, path, b"x").status_code == 404


def test_a_change_is_never_made_by_reading(client):
    for path in ("/archive/files?name=a.txt", "/archive/build", "/archive/rollback"):
        assert client.get(path, headers=_headers(client)).status_code in {404, 405}


# What is taken in


@pytest.fixture
def own(settings, tmp_path, encoder):
    """A client over an archive of the test's own, and its settings."""
    shutil.copytree(Path(settings.articles).parent, tmp_path / "own")
    mine = replace(settings, articles=str(tmp_path / "own/articles"), index=str(tmp_path / "own/index"), max_file_mb=1)
    newsqa.build(settings=mine, encoder=encoder)
    with (
        Index.open(settings=mine, encoder=encoder) as index,
        TestClient(create_app(index, mine), base_url=HOME, client=HERE) as client,
    ):
        yield client, mine


def _added(settings) -> dict[str, bytes]:
    folder = Path(settings.articles) / "added"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_a_file_is_taken_in_whole_under_its_name_and_never_over_another(own):
    client, settings = own
    for expected in ("a note.txt", "a note (2).txt", "a note (3).txt"):
        answer = _post(client, "/archive/files?name=a%20note.txt", expected.encode())
        assert (answer.status_code, answer.json()) == (201, {"name": expected})
    assert _added(settings) == {name: name.encode() for name in ("a note.txt", "a note (2).txt", "a note (3).txt")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/cron.txt", "cron.txt"), ("/etc/passwd.txt", "passwd.txt"), ("C:\\temp\\a.md", "a.md"),
        ("..\\..\\b.html", "b.html"), (".hidden.txt", "hidden.txt"), ("...x.txt", "x.txt"),
        ("a\x00b\nc.txt", "ab c.txt"), ("\u202etxt.exe.txt", "txt.exe.txt"), ("a:3.txt", "a 3.txt"),
        ("x" * 300 + ".jsonl.gz", "x" * 141 + ".jsonl.gz"), ("\u00e9" * 200 + ".txt", "\u00e9" * 73 + ".txt"),
        ("e\u0301.txt", "\u00e9.txt"), ("  .txt x.txt", "txt x.txt"), ("\ud800a.txt", "a.txt"),
        ("con.txt", "con.txt"), ("-rf.txt", "-rf.txt"), ("PAGE.HTML", "PAGE.HTML"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name, expected):
    assert safe_name(name) == expected


@pytest.mark.parametrize(
    "name", ["", ".txt", "..", "../", "a", "a.exe", "a.txt/", ".", "a.php\x00.png", "\u202e", "a.txt."]
)
def test_a_name_that_no_build_reads_is_refused_with_those_that_are_read(client, name):
    with pytest.raises(RefusedError, match=r"no reader for .*\.jsonl"):
        safe_name(name)
    answer = client.post("/archive/files", params={"name": name}, content=b"x", headers=_headers(client))
    assert answer.status_code == 415
    assert "no reader" in answer.json()["problem"]


@given(st.text(st.characters(), max_size=80), st.sampled_from(sorted(FORMATS)))
def test_whatever_its_name_a_file_stays_in_its_folder_and_is_seen_by_a_build(text, suffix):
    name = safe_name(f"{text}x{suffix}")
    assert name == Path(name).name
    assert not name.startswith((".", " "))
    assert ":" not in name
    assert name.isprintable()
    assert suffix_of(name) == suffix
    assert len(name.encode()) <= 150
    assert safe_name(name) == name


def test_a_file_beyond_a_limit_is_refused_by_name_with_the_way_out(own, monkeypatch):
    client, settings = own
    too_large = _post(client, "/archive/files?name=long.txt", b"x" * 1_000_001)
    assert (too_large.status_code, too_large.json()["problem"]) == (
        413, "long.txt: has over 1 MB, the most that an article may have (max_file_mb)",
    )  # fmt: skip
    assert _post(client, "/archive/files?name=many.jsonl", b"x" * 1_000_001).status_code == 201
    together = _post(client, "/archive/files?name=more.jsonl", b"x" * 9_000_000)
    assert together.status_code == 413
    assert "more.jsonl: with it, over 10 MB would wait to be built" in together.json()["problem"]
    empty = _post(client, "/archive/files?name=none.txt", b"")
    assert (empty.status_code, "none.txt: is empty" in empty.json()["problem"]) == (422, True)
    monkeypatch.setattr("newsqa.web.archive.uploads.free_bytes", lambda folder: 100_000_000)
    full = _post(client, "/archive/files?name=full.txt", b"x")
    assert full.status_code == 507
    assert "full.txt: the disk has 100 MB free" in full.json()["problem"]
    assert list(_added(settings)) == ["many.jsonl"]


def test_no_more_files_wait_for_a_build_than_it_may_have(own):
    _, settings = own
    uploads = Uploads(settings)
    assert uploads.limits.files == 200
    uploads.limits = replace(uploads.limits, files=2)

    async def send(name):
        async def chunks():
            yield b"x"

        return await uploads.receive(name, 1, chunks())

    in_loop(send("a.txt"))
    in_loop(send("b.txt"))
    with pytest.raises(RefusedError, match=r"c\.txt: 2 files wait to be built already"):
        in_loop(send("c.txt"))
    assert uploads.take_pending() == ["a.txt", "b.txt"]
    assert in_loop(send("c.txt")) == "c.txt"


@pytest.mark.parametrize("fault", ["cut short", "too much", "gone"])
def test_a_broken_upload_leaves_nothing_behind(own, fault):
    _, settings = own
    uploads = Uploads(settings)

    async def chunks():
        yield b"x" * 10
        assert any(name.startswith(".part-") for name in _added(settings))
        if fault == "gone":
            raise ClientDisconnect
        if fault == "too much":
            yield b"x" * 100

    with pytest.raises((RefusedError, ClientDisconnect)):
        in_loop(uploads.receive("a.txt", 20, chunks()))
    assert _added(settings) == {}
    assert uploads.take_pending() == []
    assert uploads._pending == {}


@pytest.mark.parametrize("step", ["_finish", "Uploads._opened", "Uploads._placed"])
def test_a_disk_that_is_full_is_told_and_leaves_nothing(own, step, monkeypatch):
    client, settings = own

    def no_room(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"newsqa.web.archive.uploads.{step}", no_room)
        refused = _post(client, "/archive/files?name=a.txt", b"x" * 300_000)
    assert (refused.status_code, refused.json()["problem"]) == (
        507, "a.txt: the disk is full; free some room and add it again",
    )  # fmt: skip
    assert _added(settings) == {}
    assert _post(client, "/archive/files?name=a.txt", b"x").status_code == 201


def test_what_a_killed_server_left_is_swept_away_in_time(own):
    client, settings = own
    folder = Path(settings.articles) / "added"
    folder.mkdir()
    for name, age in ((".part-old", 7200), (".part-new", 60)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - age,) * 2)
    _post(client, "/archive/files?name=a.txt", b"words")
    assert sorted(_added(settings)) == [".part-new", "a.txt"]


def test_files_are_not_added_where_the_articles_are_one_file(index, settings):
    single = replace(settings, articles=str(Path(settings.articles) / "news.jsonl"))
    assert "is a single file" in Uploads(single).why_closed()
    with TestClient(create_app(index, single), base_url=HOME, client=HERE) as client:
        assert 'type="file"' not in client.get("/archive").text
        assert _post(client, "/archive/files?name=a.txt", b"x").status_code == 409


def test_a_folder_that_is_a_link_takes_nothing(own, tmp_path):
    client, settings = own
    (tmp_path / "elsewhere").mkdir()
    (Path(settings.articles) / "added").symlink_to(tmp_path / "elsewhere")
    refused = _post(client, "/archive/files?name=a.txt", b"x")
    assert (refused.status_code, "is a link" in refused.json()["problem"]) == (409, True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_body_of_no_said_length_is_refused(client):
    sent = client.post("/archive/files?name=a.txt", content=iter([b"x"]), headers=_headers(client))
    assert sent.status_code == 411
    assert client.post("/archive/build", content=b"x" * 2_000_000, headers=_headers(client)).status_code == 413


# Building, and going back


def test_added_files_become_answerable_each_with_what_became_of_it_and_are_taken_back(own):
    client, settings = own
    before = held(Path(settings.index))[0].number
    crane = LAMP | {"id": "crane", "title": "A crane falls", "text": "A crane fell over in the yard."}
    note = b"A whale off Norrin\n\nNORRIN, 3 June 2025 - A whale was seen off the lighthouse of Norrin at noon.\n"
    for name, content in (
        ("whale.txt", note), ("again.txt", note), ("odd.pdf", b"no pdf"),
        ("two.jsonl", json.dumps(crane).encode() + b"\n{oops"),
    ):  # fmt: skip
        assert _post(client, f"/archive/files?name={name}", content).status_code == 201
    assert _post(client, "/archive/build").status_code == 202
    again = _post(client, "/archive/build")
    assert (again.status_code, "running" in again.json()["problem"]) == (409, True)
    assert "A build is running" in client.get("/archive").text
    page = _Tags(_ended(client))
    text = " ".join(page.text.split())
    assert "whale.txt: a copy, word for word" in text or "whale.txt: indexed" in text
    assert "again.txt: a copy, word for word" in text or "again.txt: indexed" in text
    assert "odd.pdf: rejected." in text
    assert "two.jsonl: indexed, 1 rejected." in text
    links = {attributes.get("href") for tag, attributes in page.found if tag == "a"}
    assert "/?q=A+crane+falls&source=Norrin+Post+%26+Echo&since=2025-03-04&until=2025-03-04" in links
    with Index.open(settings=settings) as index:
        assert index.ask("What was seen off the lighthouse of Norrin?").hits[0].article.title == "A whale off Norrin"
    taken = _post(client, "/archive/rollback", json.dumps({"generation": before}).encode())
    assert (taken.status_code, f"rollback to {before}" in taken.json()["origin"]) == (200, True)
    with Index.open(settings=settings) as index:
        assert {article.id for article in index.articles()} == {"lamp", "ferry"}
    assert "whale.txt" in _added(settings)


@pytest.mark.parametrize(
    "sent", [b"", b"x", b"[]", b"{}", b'{"generation": "x"}', b'{"generation": -1}', b"[" * 50_000]
)
def test_going_back_to_what_is_no_generation_is_refused(client, sent):
    assert _post(client, "/archive/rollback", sent).status_code == 400


def test_going_back_to_a_generation_that_is_not_held_is_refused_with_those_that_are(client, settings):
    before = held(Path(settings.index))
    refused = _post(client, "/archive/rollback", b'{"generation": 77}')
    assert (refused.status_code, "77" in refused.json()["problem"]) == (422, True)
    assert held(Path(settings.index)) == before


def test_a_build_of_somebody_else_is_told_and_waited_for(own):
    client, settings = own
    with build_lock(Path(settings.index)):
        assert f"process {os.getpid()}" in building(Path(settings.index))
        assert f"Process {os.getpid()}" in client.get("/archive").text
        for path, body in (("/archive/build", b""), ("/archive/rollback", b'{"generation": 1}')):
            refused = _post(client, path, body)
            assert (refused.status_code, f"process {os.getpid()}" in refused.json()["problem"]) == (409, True)
    assert building(Path(settings.index)) is None


def test_who_announced_a_build_and_is_gone_is_not_said_to_build(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "build.json").write_text(json.dumps({"pid": gone.pid, "since": "then"}))
    assert building(tmp_path) is None
    for text in ("", "[]", '{"pid": "x"}', '{"pid": 1e400}'):
        (tmp_path / "build.json").write_text(text)
        assert building(tmp_path) is None


def test_a_folder_that_the_last_build_did_not_read_does_not_replace_the_archive(index, settings, tmp_path):
    (tmp_path / "others").mkdir()
    with TestClient(
        create_app(index, replace(settings, articles=str(tmp_path / "others"))), base_url=HOME, client=HERE
    ) as client:
        assert "would replace all that the archive holds" in client.get("/archive").text
        for path in ("/archive/build", "/archive/files?name=a.txt"):
            refused = _post(client, path, b"x")
            assert (refused.status_code, "others" in refused.json()["problem"]) == (409, True)


def test_a_folder_named_in_a_roundabout_way_is_the_one_that_was_read(settings):
    found = ledgers(Path(settings.index))
    assert why_no_build(f"{settings.articles}/../articles/", found) == ""
    assert "would replace" in why_no_build(f"{settings.articles}/..", found)
    assert (
        Uploads(replace(settings, articles=f"{settings.articles}/../articles/")).folder_in_archive == "articles/added"
    )


def test_a_build_that_fails_says_why_and_keeps_what_answers_and_its_files(own):
    client, settings = own
    _post(client, "/archive/files?name=a.txt", b"A note\n\nThe harbour was quiet on Monday morning.")
    moved = Path(settings.articles).with_name("away")
    Path(settings.articles).rename(moved)
    _post(client, "/archive/build")
    assert "no such file or folder" in _ended(client)
    moved.rename(settings.articles)
    _post(client, "/archive/build")
    assert re.search(r"a\.txt</bdi>: indexed", _ended(client))


def test_the_server_ending_ends_its_build_and_leaves_the_index_as_it_was(own):
    _, settings = own
    before = held(Path(settings.index))
    builder = Builder(settings)
    builder.start([], "articles/added")
    with pytest.raises(BuildRunningError):
        builder.start([], "articles/added")
    process = builder._process
    builder.close()
    assert process.poll() is not None
    assert not builder.build.is_running
    assert held(Path(settings.index)) == before
    assert building(Path(settings.index)) is None
    builder.start([], "articles/added")
    builder._thread.join(120)
    assert builder.build.problem is None
    assert builder.build.counts["unchanged"] == 2


def test_a_build_whose_process_is_killed_is_told(own):
    _, settings = own
    builder = Builder(settings)
    builder.start([], "articles/added")
    os.kill(builder._process.pid, signal.SIGKILL)
    builder._thread.join(60)
    assert "ended before its time" in builder.build.problem
    assert not builder.build.is_running
