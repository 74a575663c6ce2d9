"""Pages of matrices, chains, trackings, revisions, stores and the overview in a real Chromium: one frame, one way to filter, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import CASES, report_case
from pages import check_access, open_page, settle
from places import write_corpus
from policydiff.corpus import Given, open_document
from policydiff.levels.gathering import chain_among, matrix_among
from policydiff.report.html import render_index
from policydiff.report.render import render
from policydiff.report.store_page import render_page
from policydiff.revision import revise
from policydiff.store import Question, answers, documents, opened, targets
from policydiff.store.working import Work
from policydiff.tracking import track
from policydiff.wording import quiet

pytestmark = pytest.mark.browser

BANNER = "150121"
NAMES = ("matrix", "chain", "tracking", "revision", "answers", "targets", "documents", "index")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One page of each kind, printed in Chinese."""
    folder = tmp_path_factory.mktemp("pages")
    corpus = write_corpus(folder / "c")
    case = CASES / "revisions" / "everything"
    results: dict[str, Any] = {
        "matrix": matrix_among([], under="150000", level=None, corpus=corpus, themes=(), progress=quiet),
        "chain": chain_among((BANNER,), corpus=corpus, themes=(), progress=quiet),
        "tracking": track(open_document("ordos-2021"), [open_document("otog-supervision-2023")]),
        "revision": revise(open_document(str(case / "old.txt")), open_document(str(case / "new.txt"))),
    }
    texts = {name: render(result, "html") for name, result in results.items()}
    with opened(folder / "s.sqlite", create=True) as connection:
        work = Work(connection, quiet, quiet)
        for id_ in ("ordos-2021", "naiman-2022"):
            work.take(id_, Given(), None, replace=False)
        work.ask(["ordos-2021"], ["naiman-2022"])
        work.settle()
        verbs: dict[str, Callable[..., Any]] = {
            "answers": answers,
            "targets": targets,
            "documents": documents,
        }
        question = Question(themes=("tendering",), outcomes=(), place="", unit="")
        for what, verb in verbs.items():
            texts[what] = render_page(what, verb(connection, question)).encode()
    couple = report_case()
    texts["index"] = render_index([(couple, "a.html")], [couple.upper, couple.lower]).encode()
    found = {}
    for name in NAMES:
        found[name] = folder / f"{name}.html"
        found[name].write_bytes(texts[name])
    return found


def shown(page: Any) -> int:
    """The rows that fit the filters, as the page counts them."""
    return int(page.locator("#count").inner_text().split("/")[0])


def unfolded(page: Any) -> None:
    page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_runs_only_its_own_script(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    path = pages[name]
    text = path.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert "unsafe" not in policy[1]
    page, requests, complaints = open_page(browser, path)
    assert (requests, complaints) == ([path.as_uri()], [])
    broken = path.with_name(f"broken-{name}.html")
    broken.write_text(
        text.replace("</body>", "<script>document.title = 'in'</script></body>"), encoding="utf-8"
    )
    page.goto(broken.as_uri())
    assert page.title() != "in"
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_a_page_is_open_to_everyone_in_both_languages_and_fits_a_phone(
    browser: Any, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 850}
    page, _, complaints = open_page(browser, pages[name], color_scheme=scheme, bypass_csp=True, viewport=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # each width, scheme and language meets each of the others: to look at all eight takes twice as long
    folded = (width == 390) == (scheme == "light")
    if folded:
        check_access(page)
    page.click("#language")
    unfolded(page)
    if not folded:
        check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    page.context.close()


CHINESE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!/[\\u4e00-\\u9fff]/.test(node.textContent)) continue;
    if (node.parentNode.closest('[lang=zh], script, style, #language')) continue;
    found.push(node.textContent.trim());
  }
  return found;
}"""
"""Chinese that is neither text of a document nor a sentence that quotes one."""


@pytest.mark.parametrize("name", NAMES)
def test_the_switch_leaves_no_word_of_the_other_language(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    page, _, complaints = open_page(browser, pages[name])
    before = page.locator("body").inner_text()
    page.click("#language")
    # an English sentence may quote the words of a document
    assert [text for text in page.evaluate(CHINESE) if not re.search("[A-Za-z]{2,}|^“", text)] == []
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("h1").inner_text() not in before
    page.click("#language")
    assert page.locator("body").inner_text() == before
    assert complaints == []
    page.context.close()


def test_the_language_that_was_chosen_is_kept_for_the_next_page(browser: Any, pages: dict[str, Path]) -> None:
    page, _, _ = open_page(browser, pages["matrix"])
    page.click("#language")
    page.reload()
    assert page.locator("h1").inner_text() == "Matrix of places"
    page.context.close()


@pytest.mark.parametrize("name", ["matrix", "chain", "tracking", "revision", "answers"])
def test_without_scripts_every_row_stands_on_the_page(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    page, _, _ = open_page(browser, pages[name], java_script_enabled=False)
    assert not page.locator("#sift").is_visible()
    while page.locator("details:not([open]) > summary:visible").count():
        # by key: what is drawn meanwhile moves a summary away from under the pointer
        page.locator("details:not([open]) > summary:visible").first.press("Enter")
    rows = page.locator("[data-item]")
    assert rows.count() >= 8
    assert page.locator("[data-item]:visible").count() == rows.count()
    page.context.close()


def test_a_tracking_stands_commitment_by_commitment_with_mere_activity_folded(
    browser: Any, pages: dict[str, Path]
) -> None:
    page, _, complaints = open_page(browser, pages["tracking"])
    assert page.locator("#pressing tbody tr").count() == 10
    texts = page.locator("article > .text").all_inner_texts()
    assert len(texts) == len(set(texts)) > 5, "each commitment once"
    assert page.locator("[data-status=activity]:visible").count() == 0
    everything = shown(page)
    page.click("#sift [data-value=problem]")
    assert 0 < shown(page) < everything
    assert set(page.locator("[data-item]:visible .verdict").all_inner_texts()) == {"问题"}
    page.click("#sift [data-value=activity]")
    assert {text.strip() for text in page.locator("[data-item]:visible .verdict").all_inner_texts()} == {"问题", "有行动"}  # fmt: skip
    page.click("#sift [data-value=problem]")
    page.click("#sift [data-value=activity]")
    page.select_option("select[data-field=theme]", "government-services")
    left = shown(page)
    assert 0 < left < everything
    counts = page.locator("#sift .count").all_inner_texts()
    assert 0 < sum(map(int, counts)) <= left, "the counts follow the other filters"
    page.fill("#words", "没有这样的话")
    assert shown(page) == 0
    page.click("#sift [type=reset]")
    page.locator("#count", has_text=re.compile(rf"^{everything} ")).wait_for()
    assert complaints == []
    page.context.close()


def test_a_link_leads_to_its_row_even_where_it_is_folded(browser: Any, pages: dict[str, Path]) -> None:
    page, _, _ = open_page(browser, pages["tracking"])
    anchor = page.locator("[data-status=activity]").last.get_attribute("id")
    page.goto(f"{pages['tracking'].as_uri()}#{anchor}")
    settle(page)
    assert page.locator(f"#{anchor}").is_visible()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    page.context.close()


def test_a_revision_shows_what_changed_and_folds_what_did_not(browser: Any, pages: dict[str, Path]) -> None:
    page, _, _ = open_page(browser, pages["revision"])
    first = page.locator("main h2:visible").all_inner_texts()
    assert [re.sub(r"\s*\d*$", "", text) for text in first][:2] == ["改动的数字", "逐条变化"]
    assert page.locator("#unchanged article:visible").count() == 0
    assert page.locator("#unchanged article").count() > 0
    page.click("#sift [data-value=tightened]")
    assert page.locator("article:visible").count() == 1
    assert page.locator("article:visible .figure").all_inner_texts() == ["3个工作日", "1个工作日"]
    page.click("#sift [type=reset]")
    page.click("#sift [data-value=unchanged]")
    assert page.locator("#unchanged article:visible").count() == page.locator("#unchanged article").count()
    page.context.close()


def test_a_matrix_is_filtered_by_place_and_outcome_together(browser: Any, pages: dict[str, Path]) -> None:
    page, _, complaints = open_page(browser, pages["matrix"])
    everything = shown(page)
    page.click("#sift [data-value=missing]")
    missed = shown(page)
    assert 0 < missed < everything
    page.select_option("select[data-field=place]", "0")
    assert shown(page) == 0, "the first place misses nothing"
    assert page.locator(".grid td.cell:visible").count() == 0
    page.click("#sift [type=reset]")
    page.locator("#count", has_text=re.compile(rf"^{everything} ")).wait_for()
    page.select_option("select[data-field=place]", "3")
    assert (
        page.locator(".grid tbody tr[data-item]:visible").count()
        == page.locator(".grid td.cell:visible").count()
    )
    page.locator("td.cell:visible a").first.click()
    assert page.locator("#window").is_visible()
    assert page.locator("#window").inner_text()
    assert complaints == []
    page.context.close()


def printed(page: Any) -> bytes:
    data: bytes = page.pdf(prefer_css_page_size=True)
    return data


@pytest.mark.parametrize("name", ["matrix", "chain", "tracking", "revision", "answers"])
def test_a_page_prints_across_without_its_tools(browser: Any, pages: dict[str, Path], name: str) -> None:
    page, _, _ = open_page(browser, pages[name])
    assert re.search(rb"/MediaBox ?\[0 0 84[12]", printed(page))
    page.emulate_media(media="print")
    assert not page.locator("#sift").is_visible()
    assert not page.locator("#language").is_visible()
    page.context.close()


def test_the_texts_of_a_matrix_are_printed_where_that_is_asked_for(
    browser: Any, pages: dict[str, Path]
) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")

    def size(page: Any) -> int:
        paper = pypdfium2.PdfDocument(printed(page))
        try:
            return len(paper)
        finally:
            paper.close()

    page, _, _ = open_page(browser, pages["matrix"])
    few = size(page)
    page.check("#print-details")
    assert size(page) > few
    page.context.close()


def test_every_page_begins_with_the_same_frame(pages: dict[str, Path]) -> None:
    for name in NAMES:
        text = pages[name].read_text(encoding="utf-8")
        assert re.search(r'<header>\s*<div class="crumbs"><h1>.*?</h1>.*?id="language"', text, re.S), name
        assert "<footer>" in text
