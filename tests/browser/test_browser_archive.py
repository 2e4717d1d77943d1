"""The archive's own page in a real browser: read, and changed from this machine."""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import expect

SIZES = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
NOTE = (
    "A whale off Norrin\n\nA grey whale was seen off the lighthouse of Norrin at noon, the harbour master Tilda Brask "
    "said. Boats were told to keep away from it until the evening.\n"
)
QUESTION = "What was seen off the lighthouse of Norrin?"
# Every text that is shown, with its contrast to what is behind it, as WCAG 2.2 computes it.
CONTRASTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
                          return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => { for (let e = element; e; e = e.parentElement) {
    const colour = rgb(getComputedStyle(e).backgroundColor); if (colour[3] === 255) return colour; }
    return [255, 255, 255]; };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility() || element.closest('.unseen, svg, noscript')) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), element.tagName + '.' + element.className, element.innerText.slice(0, 30)]);
  }
  return found.sort((x, y) => x[0] - y[0]);
}"""
# What can be clicked and is less than 24 pixels wide or high, but for what a larger target beside it does as well.
SMALL = """() => [...document.querySelectorAll('a, button, input, summary')]
  .filter(e => e.checkVisibility() && !e.closest('svg') && !e.classList.contains('skip'))
  .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
  .filter(([box]) => box.width < 24 || box.height < 24).map(([, html]) => html)"""


@pytest.fixture
def open_archive(open_page):
    """Open the archive's page by the chat's link to it."""

    def open_archive(chat, **options):
        page = open_page(chat, **options)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="The archive").click()
        opened.value.wait_for_load_state()
        expect(opened.value.get_by_role("heading", name="The archive", exact=True)).to_be_visible()
        return opened.value

    return open_archive


def _said(page):
    return page.locator("#said")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_and_every_text_and_target_can_be_made_out(shared_chat, open_archive, size, theme):
    page = open_archive(shared_chat, **SIZES[size], color_scheme=theme, reduced_motion="reduce")
    for summary in page.locator("summary").all():
        if not summary.evaluate("summary => summary.parentElement.open"):
            summary.click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 40
    assert [one for one in contrasts if one[0] < 4.5] == []
    assert page.evaluate(SMALL) == []
    expect(page.locator("body")).to_contain_text("<script>window.__pwned = 'script'</script>")
    expect(page.get_by_text("Changing the archive from this page is off")).to_be_visible()
    expect(page.locator("input[type=file], [data-generation], #rebuild")).to_have_count(0)


def test_an_outlet_leads_to_the_chat_with_that_filter_in_its_address(shared_chat, open_archive):
    page = open_archive(shared_chat)
    page.locator(".bars").get_by_role("link", name="The Island Ledger").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert page.url == f"{shared_chat.url}?source=The+Island+Ledger"


def test_the_page_is_read_without_scripts(shared_chat, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shared_chat.url + "archive")
    expect(page.get_by_role("heading", name="What it holds")).to_be_visible()
    page.get_by_role("link", name="Examine the index").click()
    for _ in range(100):
        if page.get_by_role("heading", name="The index is sound").is_visible():
            break
        page.wait_for_timeout(300)
        if page.get_by_role("link", name="Look again").is_visible():
            page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", name="The index is sound")).to_be_visible()
    context.close()


def test_an_examination_says_that_it_runs_then_shows_its_findings_where_the_reader_is(shared_chat, open_archive):
    page = open_archive(shared_chat)
    page.get_by_role("link", name="Examine").click()
    expect(page.locator("#diagnosis")).to_be_focused(timeout=60_000)
    expect(page.locator("#diagnosis h3")).to_have_text("The index is sound")


DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, {type: 'text/plain'}));
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.getElementById('drop').dispatchEvent(
      new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""


@pytest.mark.parametrize(("size", "theme"), [("desk", "light"), ("phone", "dark")])
def test_a_dropped_file_becomes_answerable_in_an_open_chat_and_is_taken_back(
    changing_chat, open_archive, ask, size, theme
):
    page = open_archive(changing_chat, **SIZES[size], color_scheme=theme)
    chat = page.context.pages[0]
    page.evaluate(DROP, ["../whale off Norrin.txt", NOTE])
    expect(page.locator("#running")).to_be_visible()
    expect(page.locator("#outcome")).to_be_focused(timeout=90_000)
    expect(page.locator(".fates li")).to_contain_text("whale off Norrin.txt: indexed.")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [one for one in page.evaluate(CONTRASTS) if one[0] < 4.5] == []
    assert page.evaluate(SMALL) == []
    assert (changing_chat.folder / "added" / "whale off Norrin.txt").read_text(encoding="utf-8") == NOTE
    ask(chat, QUESTION)
    expect(chat.locator("#t1")).to_contain_text("A grey whale was seen off the lighthouse of Norrin")
    page.get_by_role("button", name="Go back to it (generation 1)").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Files stay in the folder: the next build reads them again")
    expect(dialog.get_by_role("button", name="Leave it as it is")).to_be_focused()
    dialog.get_by_role("button", name="Leave it as it is").click()
    expect(dialog).to_be_hidden()
    assert len(list(changing_chat.index.articles())) == 2
    page.get_by_role("button", name="Go back to it (generation 1)").click()
    dialog.get_by_role("button", name="Go back", exact=True).click()
    expect(_said(page)).to_contain_text("Generation 3 answers now: rollback to 1")
    expect(page.locator(".title p")).to_contain_text("1 article from 1 outlet")
    assert [article.id for article in changing_chat.index.articles()] == ["water"]


def test_files_that_are_refused_are_named_with_the_reason_before_and_after_the_build(
    changing_chat, open_archive, tmp_path
):
    page = open_archive(changing_chat)
    files = page.get_by_label("Drop files here, or choose them.")
    (tmp_path / "long.txt").touch()
    os.truncate(tmp_path / "long.txt", 60_000_000)
    files.set_input_files(tmp_path / "long.txt")
    expect(page.locator("#sent .refused")).to_have_text(
        "long.txt: has over 50 MB, the most that an article may have (max_file_mb)"
    )
    files.set_input_files([{"name": "<img src=x onerror=alert(1)>.exe", "mimeType": "x/y", "buffer": b"x"}])
    expect(page.locator("#sent .refused")).to_contain_text("<img src=x onerror=alert(1)>.exe: no reader for .exe")
    expect(_said(page)).to_contain_text("Not added")
    expect(page.locator("#running")).to_be_hidden()
    article = {"id": "a", "title": "<b>Quay</b> & more", "text": "The quay was painted on Friday."}
    files.set_input_files(
        [
            {"name": "void.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "quay.jsonl", "mimeType": "text/plain", "buffer": json.dumps(article).encode() + b"\n{"},
        ]
    )
    expect(page.locator("#outcome")).to_be_focused(timeout=90_000)
    expect(page.locator("#sent .refused")).to_have_text("void.txt: is empty; save it again, or leave it out")
    expect(page.locator(".fates li")).to_contain_text("quay.jsonl: indexed, 1 rejected.")
    expect(page.locator(".fates .titles")).to_have_text("<b>Quay</b> & more")
    expect(page.locator(".fates a")).to_have_attribute("href", "/?q=%3Cb%3EQuay%3C%2Fb%3E+%26+more")


def test_everything_on_the_page_is_done_by_keyboard(changing_chat, open_archive):
    page = open_archive(changing_chat)
    (changing_chat.folder / "note.txt").write_text(NOTE, encoding="utf-8")

    def tab_to(locator):
        for _ in range(60):
            page.keyboard.press("Tab")
            if locator.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"{locator} is not reached")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the archive")).to_be_focused()
    tab_to(page.locator("#files"))
    tab_to(page.get_by_role("button", name="Read the folder again"))
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_be_focused(timeout=90_000)
    expect(page.locator("#outcome h3")).to_contain_text("1 indexed, 1 unchanged")
    tab_to(page.get_by_role("button", name="Go back to it (generation 1)"))
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Go back to it (generation 1)")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Go back", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(_said(page)).to_be_focused()
    expect(_said(page)).to_contain_text("Generation 3 answers now")
    tab_to(page.get_by_role("link", name="Examine the index"))
    page.keyboard.press("Enter")
    expect(page.locator("#diagnosis")).to_be_focused(timeout=60_000)
