"""What a person takes along: all of it, word for word, in three forms, and nothing in it comes alive."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import kept_hostile
import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from injections import ALL
from kept_hostile import readable, texts_of
from markdown_it import MarkdownIt

import newsqa
from newsqa.builder import build
from newsqa.characters import one_line, without_controls
from newsqa.cli import main
from newsqa.encoder import Encoder
from newsqa.errors import SettingError
from newsqa.export import FORMS, export, form_of_file
from newsqa.index import Index
from newsqa.kept import Kept
from newsqa.kept.pins import with_pin
from newsqa.kept.types import KeptConversation, KeptTurn, Pin
from newsqa.links import linkable
from newsqa.types import Answer, Citation, Span

NOW = dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.UTC)
BELL = (
    "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987. "
    "Eleven masons set it back into its arch."
)
BELL_NOW = BELL.replace("Monday", "Tuesday")
ARTICLE = {
    "id": "bell", "title": "Bell rings", "subtitle": "After 39 years", "text": BELL,
    "date": "2024-03-05T07:30:00+01:00", "source": "Norrin Post", "authors": ["Per Lund", "Ida Moe"],
    "section": "Harbour", "language": "en", "url": "https://norrin.example/bell",
}  # fmt: skip
COPY = {"id": "wire", "title": "Norrin's bell", "text": BELL, "date": "2024-03-06", "source": "The Elm Wire"}
COWS = {"id": "cows", "title": "Cows", "text": "Forty cows closed the ring road of Norrin on Friday.", "source": "Bote"}
QUESTION = "When did the bell of Norrin ring?"


@pytest.fixture
def rebuild(tmp_path: Path, encoder: Encoder) -> Callable[..., Path]:
    """Build the index anew from such articles."""

    def rebuild(*articles: dict[str, object]) -> Path:
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / "all.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
        build(tmp_path / "in", tmp_path / "index", encoder=encoder)
        return tmp_path / "index"

    return rebuild


@pytest.fixture
def index(rebuild: Callable[..., Path], encoder: Encoder) -> Index:
    with Index.open(rebuild(ARTICLE, COPY, COWS), encoder=encoder) as index:
        yield index


def kept(*answers: Answer, pins: tuple[Pin, ...] = ()) -> KeptConversation:
    turns = tuple(
        KeptTurn(place=place, question=answer.question, filters={}, asked_at=NOW, answer=answer)
        for place, answer in enumerate(answers)
    )
    return KeptConversation(id="c1", title="The bell", started_at=NOW, changed_at=NOW, turns=turns, pins=pins)


def pin(citation: Citation, **more: str) -> Pin:
    values = {"id": f"p{citation.number}", "note": "", "question": QUESTION, **more}
    return Pin(citation=citation, pinned_at=NOW, **values)


def shown(conversation: KeptConversation | Answer, form: str, **more: object) -> str:
    """Return what a reader of the file reads, in one line."""
    text = export(conversation, form, now=NOW, **more).text
    if form == "json":
        return text
    return " ".join(rendered(text, form).text_content().split())


def rendered(text: str, form: str) -> lxml.html.HtmlElement:
    """Return the body of a page, or that of what Markdown makes where HTML in it is let through."""
    if form == "markdown":
        text = (
            f"<body>{MarkdownIt('commonmark', {'html': True}).enable(['table', 'strikethrough']).render(text)}</body>"
        )
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(text.encode(), parser=parser).find("body")


# What is in it


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_an_answer_comes_with_all_that_is_known_of_it_and_its_sources(index: Index, form: str) -> None:
    answer = index.ask(QUESTION, since="2024-01-01", sources=["Norrin Post", "Bote"])
    text = shown(kept(answer), form, index=index)
    published = index.summary().published_at
    for said in (
        "The bell Conversation of 1 question, exported on 3 May 2026, 14:05 UTC by newsqa",
        f"1. {QUESTION}",
        "Filters: from 1 January 2024; outlet Norrin Post or Bote",
        f"[1] {answer.citations[0].quote} — Bell rings, Norrin Post, 5 March 2024 (source 1)",
        f"answered by generation {answer.generation} of the archive, published on {published.day} {published:%B %Y}",
        "Sources 1. Bell rings",
        "After 39 years",
        "Per Lund, Ida Moe",
        "5 March 2024, 07:30 UTC+01:00",
        "Harbour",
        "English",
        "https://norrin.example/bell",
        "Norrin's bell, The Elm Wire, 6 March 2024",
    ):
        assert said in text, said
    assert "Understood as" not in text
    assert "not in the archive any more" not in text
    links = [link for _, name, link, _ in rendered(export(answer, form, index=index).text, form).iterlinks()]
    assert any(link.startswith("https://norrin.example/bell#:~:text=The%20bell") for link in links)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_follow_up_says_what_it_was_understood_as(index: Index, form: str) -> None:
    answer = replace(index.ask(QUESTION), question="And when?")
    assert f"1. And when? Understood as: {QUESTION}" in shown(kept(answer), form, index=index)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_declined_question_says_why_and_shows_the_nearest_passages_word_for_word(index: Index, form: str) -> None:
    answer = index.ask("How tall is the Eiffel Tower?")
    assert not answer.answered
    text = shown(kept(answer), form, index=index)
    assert str(answer.reason) in text
    assert "Too unsure to be an answer" in text
    assert "Nearest passages, which do not answer it:" in text
    assert all(" ".join(hit.passage.text.split()) in text for hit in answer.hits)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_turn_without_an_answer_keeps_its_question_and_filters(form: str) -> None:
    turn = KeptTurn(place=0, question="Why?", filters={"since": "2024-01-01", "times": "ignored"}, asked_at=NOW)
    text = shown(replace(kept(), turns=(turn,)), form)
    assert "1. Why? Filters: from 1 January 2024; times in the question ignored No answer was kept." in text


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_dossier_has_its_pins_in_their_order_with_note_and_question(index: Index, form: str) -> None:
    bell, cows = index.ask(QUESTION).citations[0], index.ask("What closed the ring road of Norrin?").citations[0]
    pins = (pin(cows, note="Ask Bote.\n- twice", id="1"), pin(bell, id="2"))
    text = shown(kept(pins=pins), form, what="dossier", index=index)
    assert "Dossier of 2 pinned passages" in text
    places = [
        text.index(said)
        for said in ("1. Cows", cows.quote, "Ask Bote. - twice", f"Found for: {QUESTION}", "2. Bell rings", bell.quote)
    ]
    assert places == sorted(places)
    assert text.count("source 1") == text.count("source 2") == 1
    assert "No passage is pinned." in shown(kept(), form, what="dossier")


def test_one_answer_of_a_conversation_is_exported_alone(index: Index) -> None:
    conversation = kept(index.ask(QUESTION), index.ask("What closed the ring road of Norrin?"))
    document = export(conversation, "md", what="answer", turn=1, index=index, now=NOW)
    assert document.name == "what-closed-the-ring-road-of-norrin-2026-05-03.md"
    assert document.text.startswith("# What closed the ring road of Norrin?\n\nAn answer, exported")
    assert QUESTION not in document.text
    with pytest.raises(SettingError, match="turn 2: there is none"):
        export(conversation, "md", what="answer", turn=2)


# What changed since


@pytest.mark.parametrize("form", FORMS)
def test_an_article_that_is_gone_is_said_to_be_and_what_was_kept_stands(
    index: Index, rebuild: Callable[..., Path], form: str
) -> None:
    answer = index.ask(QUESTION)
    rebuild(COWS)
    text = shown(kept(answer), form, index=index)
    assert "This article is not in the archive any more" in text
    assert answer.citations[0].quote in text
    assert "Per Lund" in text
    assert "The Elm Wire" in text
    assert "#:~:text=" not in export(answer, form, index=index).text


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_quotation_that_does_not_stand_there_any_more_is_marked_and_one_that_moved_is_not(
    index: Index, rebuild: Callable[..., Path], form: str
) -> None:
    answer = index.ask(QUESTION)
    moved = {**ARTICLE, "text": f"Norrin was glad.\n{BELL}"}
    rebuild(moved, COWS)
    text = shown(kept(answer), form, index=index)
    assert "changed since" not in text
    assert "#:~:text=" in export(answer, form, index=index).text
    rebuild({**ARTICLE, "text": BELL_NOW}, COWS)
    text = shown(kept(answer), form, index=index)
    assert answer.citations[0].quote in text
    assert "these words do not stand in it any more" in text
    assert "This article has changed since it was quoted." in text
    assert "#:~:text=" not in export(answer, form, index=index).text


def test_a_later_version_that_came_since_is_told_of(index: Index, rebuild: Callable[..., Path]) -> None:
    answer = index.ask(QUESTION)
    later = {**ARTICLE, "id": "bell2", "title": "Bell rings again", "date": "2024-03-09", "text": BELL_NOW}
    rebuild(ARTICLE, later, COWS)
    text = shown(kept(answer), "html", index=index)
    assert "A later version has come since." in text
    assert "Later version Bell rings again, Norrin Post, 9 March 2024" in text


def test_a_file_that_was_made_without_the_archive_does_not_say_what_changed(index: Index) -> None:
    answer = index.ask(QUESTION)
    assert "whether the sources have changed since is not known" in shown(answer, "html")
    assert "whether the sources have changed since is not known" not in shown(answer, "html", index=index)
    assert "whether the sources have changed since is not known" not in shown(answer, "html", index=index.folder)
    text = shown(answer, "html", index=index.folder / "none")
    assert "whether the sources have changed since is not known" in text
    assert answer.citations[0].quote in text


def test_a_damaged_archive_keeps_nobody_from_taking_along_what_was_kept(index: Index) -> None:
    answer = index.ask(QUESTION)
    index.close()
    record = index.folder / "newsqa.db"
    size = record.stat().st_size
    with record.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    text = shown(answer, "html", index=index)
    assert "whether the sources have changed since is not known" in text
    assert answer.citations[0].quote in text


@pytest.mark.parametrize("form", FORMS)
def test_a_citation_that_says_nothing_does_not_keep_the_rest_from_being_exported(index: Index, form: str) -> None:
    nothing = Citation(number=1, article_id="bell", start=3, end=4, quote=" ", title="", best=Span(3, 4))
    text = export(kept(pins=(pin(nothing, note="mine"),)), form, what="dossier", index=index).text
    assert "mine" in text
    assert "Bell rings" in text


# JSON


def test_json_is_the_conversation_field_by_field_with_its_sources(index: Index) -> None:
    answer = index.ask(QUESTION)
    conversation = kept(answer, pins=(pin(answer.citations[0], note="n"),))
    document = export(conversation, "json", index=index, now=NOW)
    read = json.loads(document.text)
    assert document.media_type == "application/json"
    assert (read["format"], read["version"], read["newsqa"]) == ("newsqa-conversation", 1, newsqa.__version__)
    assert KeptConversation.from_dict(read["conversation"]) == conversation
    assert read["sources"][0]["article"] == json.loads(json.dumps(index.article("bell").info().to_dict()))
    assert [other["id"] for other in read["sources"][0]["elsewhere"]] == ["wire"]
    named = {hit.article.id for hit in answer.hits}
    assert {source["article"]["id"] for source in read["sources"]} == named


def test_json_holds_hostile_text_as_it_is() -> None:
    conversation = kept_hostile.conversation()
    assert KeptConversation.from_dict(json.loads(export(conversation, "json").text)["conversation"]) == conversation


# Names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who? What!", "who-what-2026-05-03.json"),
        ("../../etc/passwd", "etc-passwd-2026-05-03.json"),
        ("CON", "con-2026-05-03.json"),
        ("", "conversation-2026-05-03.json"),
        ("a\u202egpj.exe\0\n", "a-gpj-exe-2026-05-03.json"),
        ("Ærø 東京 العبارة", "ærø-東京-العبارة-2026-05-03.json"),
    ],
)
def test_a_file_is_named_by_title_and_day(title: str, name: str) -> None:
    assert export(replace(kept(), title=title), "json", now=NOW).name == name


@given(st.text())
def test_any_title_gives_a_name_that_disks_take(title: str) -> None:
    name = export(replace(kept(), title=title), "html", now=NOW).name
    assert re.fullmatch(r"[^\x00-\x1f/\\:*?\"<>|.\s]+\.html", name)
    assert len(name.encode()) < 160


def test_a_form_is_known_by_its_name_and_a_file_by_its_ending() -> None:
    assert [form_of_file(Path(name)) for name in ("a.md", "a.HTML", "b.x.json")] == ["markdown", "html", "json"]
    for name in ("a.docx", "json", "a"):
        with pytest.raises(SettingError, match=r"name a file that ends in \.md"):
            form_of_file(Path(name))
    with pytest.raises(SettingError, match="docx: is no form"):
        export(kept(), "docx")
    with pytest.raises(SettingError, match="all: cannot be exported"):
        export(kept(), "md", what="all")


# What comes alive


ELEMENTS = {
    "markdown": {"body", "h1", "h2", "h3", "p", "blockquote", "ul", "li", "a"},
    "html": {
        "body", "main", "header", "nav", "section", "h1", "h2", "h3", "p", "blockquote", "ul", "ol", "li", "a", "bdi",
        "dl", "div", "dt", "dd", "span", "mark",
    },
}  # fmt: skip


def nothing_lives(body: lxml.html.HtmlElement, form: str, addresses: set[str]) -> None:
    elements = list(body.iter())
    assert {element.tag for element in elements} <= ELEMENTS[form]
    attributes = {(name, element.tag) for element in elements for name in element.attrib}
    ours = {"class", "id", "dir", "lang", "aria-labelledby", "aria-label"}
    assert {name for name, tag in attributes if tag != "a"} <= (ours if form == "html" else set())
    assert {name for name, tag in attributes if tag == "a"} <= {"href", "rel"}
    away = [element for element in elements if element.tag == "a" and not element.get("href").startswith("#")]
    assert {element.get("href").partition("#:~:")[0] for element in away} <= addresses
    assert all(element.get("rel") == "noopener noreferrer" for element in away if form == "html")


@pytest.mark.parametrize("what", ["conversation", "dossier"])
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_of_a_hundred_hostile_strings_in_every_field_all_can_be_read_and_none_lives(form: str, what: str) -> None:
    document = export(kept_hostile.conversation(), form, what=what)
    body = rendered(document.text, form)
    text = readable(body.text_content())
    for number, said in enumerate(ALL):
        for field in texts_of(number, said, what):
            assert readable(field) in text, field
    shown_as = MarkdownIt("commonmark").normalizeLink if form == "markdown" else str
    nothing_lives(body, form, {shown_as(said) for said in ALL if linkable(said)})


TEXT = st.one_of(
    st.text(st.one_of(st.sampled_from("\\`*_[]<>|~&#+-=!:;(){}%$.0123456789ab \n\t\u00a0\u202e"), st.characters())),
    st.sampled_from(ALL),
)


@given(TEXT, TEXT, TEXT, TEXT)
@example("C # ##", "# a\n- b\n1. c\n> d\n\n    e", "[a](b) # \\#", "***\n---\n===\n\n```\n<b>")
@example("1. a #", "\ta\n  b  ", "#", "| a | b |\n| - | - |\n+ c\n2) d")
def test_whatever_is_said_is_shown_character_for_character(question: str, quote: str, title: str, note: str) -> None:
    quote = without_controls(quote)
    if not quote.strip():
        quote = "x"
    best = Span(len(quote) // 3, len(quote) // 3 + 1)
    cited = Citation(number=1, article_id="a", start=0, end=len(quote), quote=quote, title=title, best=best)
    conversation = kept(pins=(pin(cited, question=question, note=note),))
    page = rendered(export(conversation, "html", what="dossier").text, "html")
    nothing_lives(page, "html", set())
    lines = [line for line in quote.split("\n") if line.strip()]
    assert [each.text_content() for each in page.iterfind(".//blockquote/p")] == lines
    noted = [line for line in without_controls(note).split("\n") if line.strip()]
    assert [each.text_content() for each in page.findall(".//div[@class='note']/p")] == noted
    markdown = export(conversation, "md", what="dossier").text
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    said = ["".join(part.content for part in token.children or ()) for token in tokens if token.type == "inline"]
    start = said.index(f"1. {one_line(title) or 'a'}") + 1
    expected = [*(line for line in quote.split("\n") if line), f"— {one_line(title) or 'a'} (source 1)"]
    expected += ["Note:", *(line for line in without_controls(note).split("\n") if line)] if note.strip() else []
    expected += [f"Found for: {one_line(question)}"] if question.strip() else []
    assert said[start : start + len(expected)] == expected
    assert said[start + len(expected)].startswith("Pinned on")
    nothing_lives(rendered(markdown, "markdown"), "markdown", set())


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    text = export(kept_hostile.conversation(), "html").text
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = lxml.html.document_fromstring(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    assert text.index("http-equiv") < text.index("<style>")
    assert "url(" not in style
    assert "@import" not in style


def test_half_a_surrogate_pair_does_not_keep_a_file_from_being_written() -> None:
    for form in FORMS:
        export(replace(kept(), title="a\ud800b"), form).text.encode("utf-8")


# On the command line


@pytest.fixture
def ask(rebuild: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    folder = rebuild(ARTICLE, COPY, COWS)

    def ask(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            main(["ask", QUESTION, "--index", str(folder), *arguments])
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    return ask


@pytest.mark.parametrize(("name", "begins"), [("a.md", "# When did"), ("a.html", "<!DOCTYPE html>"), ("a.json", "{")])
def test_ask_writes_its_answer_into_a_file_by_its_ending(
    ask: Callable[..., tuple[int, str, str]], tmp_path: Path, name: str, begins: str
) -> None:
    path = tmp_path / name
    status, out, err = ask("--export", str(path))
    assert (status, err) == (0, f"written: {path}\n")
    assert "rang on Monday" in out
    text = path.read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert "rang on Monday" in text


def test_ask_writes_over_no_file_that_is_there_unless_it_is_forced(
    ask: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    status, out, err = ask("--export", str(path))
    assert (status, out) == (1, "")
    assert f"{path}: is there already; name another file, or write over it with --force" in err
    assert path.read_text() == "mine"
    assert ask("--export", str(path), "--force")[0] == 0
    assert "rang on Monday" in path.read_text(encoding="utf-8")


def test_ask_says_before_it_asks_that_it_cannot_write_so(
    ask: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    status, out, err = ask("--export", str(tmp_path / "a.docx"))
    assert (status, out) == (1, "")
    assert "name a file that ends in .md, .html or .json" in err
    status, _, err = ask("--export", str(tmp_path / "none" / "a.md"))
    assert status == 1
    assert "a.md: cannot be written (No such file or directory); name another file" in err


@pytest.fixture
def conversations(rebuild: Callable[..., Path], index: Index, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    folder = index.folder
    store = Kept.open(folder)
    id_ = store.start("reader", "The bell")
    answer = index.ask(QUESTION)
    store.keep("reader", id_, KeptTurn(place=0, question=QUESTION, asked_at=NOW, answer=answer))
    store.change_pins("reader", id_, lambda pins: with_pin(pins, answer.citations[0], QUESTION, "Mine."))

    def conversations(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            main(["conversations", "export", id_, "--index", str(folder), *arguments])
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    return conversations


def test_a_kept_conversation_is_printed_or_written(
    conversations: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    status, out, err = conversations()
    assert (status, err) == (0, "")
    assert out.startswith("# The bell\n\nConversation of 1 question")
    assert "rang on Monday" in out
    assert KeptConversation.from_dict(json.loads(conversations("--form", "json")[1])["conversation"]).pins
    path = tmp_path / "bell.html"
    assert conversations("-o", str(path)) == (0, "", f"written: {path}\n")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "is there already" in conversations("-o", str(path))[2]
    assert conversations("--form", "md", "-o", str(path), "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("# The bell")
    assert "docx: is no form" in conversations("--form", "docx")[2]


def test_the_dossier_of_a_kept_conversation_is_what_is_pinned(
    conversations: Callable[..., tuple[int, str, str]],
) -> None:
    out = conversations("--dossier")[1]
    assert "Dossier of 1 pinned passage" in out
    assert "Mine." in out
