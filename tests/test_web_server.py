"""The server around the chat: what it answers, what it refuses, and where it listens."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import newsqa
from newsqa.config import Settings
from newsqa.errors import IndexNotFoundError, SettingError
from newsqa.types import Answer, Summary
from newsqa.web import create_app, serve
from newsqa.web.guard import is_loopback
from newsqa.web.server import _listen

APP = Path(__file__).parents[1] / "app.py"


class _EmptyIndex:
    """Stands for an open index: what the server does around it needs no articles."""

    def summary(self):
        return Summary(
            generation=1, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), articles=0, passages=0,
            sources=(), languages=(), first_date=None, last_date=None,
        )  # fmt: skip

    def articles(self):
        return iter(())

    def ask(self, question, **_):
        return Answer(question=question, answered=False, reason="empty")


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(_EmptyIndex(), Settings()), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/newsqa/chat.css", "/newsqa/chat.js", "/theme.css", "/nothing", "/docs"])
def test_every_response_carries_the_policy(client, path):
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["connect-src"] == policy["font-src"] == policy["base-uri"] == "'self'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert not re.search(r"https?:|\*", headers["content-security-policy"])
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_what_the_queue_tells_is_kept_by_no_browser(client):
    told = client.post("/gradio_api/queue/join", json={"data": []})
    assert told.headers["cache-control"] == "no-store"


def test_every_inline_script_of_the_page_is_named_by_its_hash(client):
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert len(scripts) >= 3
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("'sha256-") == len(scripts)


def test_the_page_asks_no_other_host(client):
    page = client.get("/").text
    found = re.findall(r"<(?:link|script|img|iframe|base)\b[^>]*(?:href|src)=[\"']([^\"']+)", page)
    assert [one for one in found if re.match(r"\w+:|//", one)] == []
    assert not re.search(r"<link[^>]+rel=.?(?:preconnect|dns-prefetch)", page)
    assert "fonts.g" not in page
    css = client.get("/newsqa/chat.css").text
    assert not re.search(r"url\(|@import", css)


@pytest.mark.parametrize(
    "path",
    [
        "/docs", "/redoc", "/openapi.json", "/config", "/info", "/gradio_api/info", "/gradio_api/openapi.json",
        "/gradio_api/file=/etc/passwd", "/gradio_api/file=pyproject.toml", "/file=/etc/passwd",
        "/gradio_api/file/etc/passwd", "/gradio_api/proxy=https://example.org", "/gradio_api/upload",
        "/gradio_api/upload_progress?upload_id=1", "/monitoring", "/gradio_api/runs", "/gradio_api/vibe-code",
        "/gradio_api/call/ask", "/gradio_api/run/predict", "/gradio_api/token", "/login", "/pwa_icon",
        "/gradio_api/deep_link", "/gradio_api/dev/reload", "/newsqa/relay.py", "/newsqa/../app.py",
        "/assets/../../../app.py", "/assets/%2e%2e/index.html", "/static/..%2f..%2findex.html", "/svelte/x.js",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_but_the_chat_is_served(client, method, path):
    assert client.request(method, path).status_code in {404, 405}


def test_another_host_name_is_refused_on_loopback(client):
    assert client.get("/", headers={"host": "127.0.0.1:9"}).status_code == 200
    assert client.get("/", headers={"host": "localhost:7860"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:7860"}).status_code == 200
    assert client.get("/", headers={"host": "evil.example:7860"}).status_code == 421
    assert client.get("/", headers={"host": "127.0.0.1.evil.example"}).status_code == 421
    assert client.get("/", headers={"host": ""}).status_code == 421


def test_any_host_name_is_answered_on_an_open_address():
    app = create_app(_EmptyIndex(), Settings(host="0.0.0.0"))
    with TestClient(app, base_url="http://archive.example") as client:
        assert client.get("/").status_code == 200


def test_a_question_from_another_site_is_refused(client):
    join = "/gradio_api/queue/join"
    assert client.post(join, json={}, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(join, json={}, headers={"origin": "null"}).status_code == 403
    assert client.post(join, json={}, headers={"origin": "http://127.0.0.1:7860"}).status_code not in {403, 404}
    assert client.post(join, content=b"x" * 2_000_000).status_code == 413


def test_odd_headers_are_refused_and_break_nothing(client):
    join = "/gradio_api/queue/join"
    assert client.get("/", headers={"host": "[::1"}).status_code == 421
    assert client.post(join, json={}, headers={"origin": "http://[x"}).status_code == 403
    assert client.post(join, content=iter([b"x" * 1000] * 3)).status_code == 411  # sent in chunks of no said length
    assert client.post(join, content=b"x", headers={"content-length": "9" * 5000}).status_code == 413


def test_only_this_machine_is_loopback():
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "192.168.1.4", "archive.example"))


def test_a_taken_port_gives_way_to_the_next_free_one_and_says_so():
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with _listen(Settings(port=port), said.append) as listening:
            assert listening.getsockname()[1] > port
            assert said == [f"port {port} is taken, so this is port {listening.getsockname()[1]}"]


def test_an_address_that_is_not_ours_is_a_clear_error():
    with pytest.raises(SettingError, match=r"cannot listen on 203\.0\.113\.1:7860"):
        _listen(Settings(host="203.0.113.1"), print)


def test_a_missing_index_is_the_callers_to_tell(tmp_path):
    with pytest.raises(IndexNotFoundError):
        serve(Settings(index=str(tmp_path / "none")))


def test_app_py_starts_the_chat_says_where_and_stops_on_an_interrupt(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("A title\n\nA sentence about ferries.\n", encoding="utf-8")
    settings = Settings(articles=str(tmp_path / "articles"), index=str(tmp_path / "index"))
    newsqa.build(settings=settings)
    process = subprocess.Popen(
        [sys.executable, str(APP), "--index", settings.index, "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path,
        env={**os.environ, "NEWSQA_ARTICLES": settings.articles, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        line = next(line for line in process.stdout if line.startswith("newsqa"))
        assert re.fullmatch(r"newsqa answers on http://127\.0\.0\.1:[1-9]\d* \(Ctrl-C stops it\)\n", line)
        url = line.split()[3]
        with urllib.request.urlopen(f"{url}/gradio_api/heartbeat/tab"):  # as an open tab does, for ever
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (rest, process.returncode) == ("", 0)


def test_importing_newsqa_imports_neither_gradio_nor_torch():
    code = "import newsqa, sys; print(sorted({'gradio', 'torch'} & set(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output == "[]\n"


def test_gradio_is_told_to_send_nothing_before_it_is_imported():
    code = "import newsqa.web, gradio, os; print(gradio.analytics.analytics_enabled())"
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "True"}
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout
    assert output == "False\n"
