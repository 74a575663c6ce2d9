"""The page in a real Chromium: it stands alone, without scripts, on paper and on a phone, and every tool works."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, report_case
from pages import check_access, open_page, settle, wait_for
from policydiff.decisions import digest, honour, parse_decisions
from policydiff.model import Commitment, Concordance, Decision, Outcome, Pair, Ruling
from policydiff.model.outcomes import in_order
from policydiff.report.html import render_html, render_index
from policydiff.verdicts import added_outcomes, outcomes_of, with_verdicts

pytestmark = pytest.mark.browser

NO_STORE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory, concordance: Concordance) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render_html(concordance), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    """The page of Naiman against Ordos on a laptop; any complaint of the browser fails the test."""
    found, _, complaints = open_page(browser, page_file, viewport={"width": 1366, "height": 850})
    found.click("#more-open")
    yield found
    found.context.close()
    assert complaints == []


def shown(page: Any) -> int:
    """How many rows are not filtered away; the page says how many items they are, as the document has them."""
    rows, items = page.evaluate(
        """() => {
          const rows = ROWS.filter((row) => !row.closest("[hidden]"));
          return [rows.length, new Set(rows.map((row) => row.closest(".block"))).size];
        }"""
    )
    assert page.locator("#place").inner_text().split(" / ")[-1] == str(items)
    return int(rows)


def search(page: Any, text: str) -> int:
    page.fill("#search", text)
    page.press("#search", "Enter")
    return shown(page)


def current(page: Any) -> str:
    return str(page.locator(".row[aria-current]").get_attribute("id"))


# ---- the file by itself


def test_the_only_request_is_the_file_itself(browser: Any, page_file: Path) -> None:
    page, requests, complaints = open_page(browser, page_file)
    settle(page)
    assert requests == [page_file.as_uri()]
    assert complaints == []
    page.context.close()


def test_a_script_that_was_slipped_in_does_not_run(browser: Any, page_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    text = page_file.read_text(encoding="utf-8")
    path.write_text(text.replace("</main>", "<script>window.bad = 1</script></main>"), encoding="utf-8")
    page, _, complaints = open_page(browser, path)
    assert page.evaluate("window.bad") is None
    assert any("Content Security Policy" in complaint for complaint in complaints)
    page.context.close()


def test_all_rows_are_readable_without_scripts(
    browser: Any, page_file: Path, concordance: Concordance
) -> None:
    page, _, _ = open_page(browser, page_file, java_script_enabled=False)
    assert page.locator(".row.pair").count() == len(concordance.pairs)
    assert page.locator(".row.pair").first.is_visible()
    # what is folded opens without scripts too; by key, for portions that are drawn while the page
    # scrolls move a summary away from under the pointer
    for fold in page.locator("#themes details:is(.group, .others)").all():
        fold.locator("> summary").press("Enter")
    assert page.locator("#themes details:is(.group, .others):not([open])").count() == 0
    texts = page.locator(".row.pair > .u .t, .head .t").all_text_contents()
    last = page.locator(".row.pair").last
    last.scroll_into_view_if_needed()
    page.screenshot()  # rows far down are laid out when they come into view
    assert last.locator(".l .t").is_visible()
    assert not page.locator(".pick").first.is_visible(), "there is nobody to take a decision"
    assert not page.locator("#bar").is_visible()
    assert page.locator("noscript p").is_visible()
    readable = "".join("".join(texts).split())
    for pair in concordance.pairs:
        assert "".join(pair.upper.text.split()) in readable
    page.context.close()


def test_without_scripts_a_sentence_is_found_in_its_source(browser: Any, page_file: Path) -> None:
    page, _, _ = open_page(browser, page_file, java_script_enabled=False)
    link = page.locator(".block > .row.pair .u a.s").nth(7)
    target = link.get_attribute("href")
    link.click()
    assert page.url.endswith(str(target)) or "%" in page.url
    sentence = page.locator(f"[id='{str(target)[1:]}']")
    assert sentence.is_visible()
    page.context.close()


def test_a_page_that_was_sent_and_renamed_opens_at_the_same_row(
    browser: Any, page_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "发来的 报告.html"
    shutil.copy(page_file, copy)
    page, _, _ = open_page(browser, copy)
    anchor = page.locator(".row.pair").nth(120).get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{copy.as_uri()}#{anchor}")
    settle(page)
    box = page.locator(f"[id='{anchor}']").bounding_box()
    assert -1 <= box["y"] < page.viewport_size["height"]
    assert current(page) == anchor
    page.context.close()


def test_nothing_is_wider_than_a_phone(browser: Any, page_file: Path) -> None:
    page, _, _ = open_page(browser, page_file, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("j")
    page.keyboard.press("s")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


def test_the_answer_prints_on_two_sides_of_upright_paper(page: Any, concordance: Concordance) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(document) <= 2
    assert all(sheet.get_width() < sheet.get_height() for sheet in document)
    text = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    assert all(row.upper.phrase.split()[0] in text for row in concordance.figures if row.lower)
    document.close()


def test_the_chosen_rows_print_on_landscape_paper_unbroken(page: Any) -> None:
    page.click("#outcomes .tightens")
    data = page.pdf(prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    assert b"/MediaBox [0 0 842" in data or b"/MediaBox [0 0 841" in data
    page.emulate_media(media="print")
    assert not page.locator("#bar").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.row')).breakInside") == "avoid"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.chunk:not([hidden])')).contentVisibility")
        == "visible"
    )


def test_the_whole_report_prints_every_row_where_asked_to(page: Any, concordance: Concordance) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page.check("#print-rows")
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    text = "".join(text.split())
    numbers = set(re.findall(r"\d+/\d+", text))
    assert f"1/{len(document)}" in numbers
    wanted = [concordance.pairs[0].upper.text, concordance.missing[-1].text, concordance.added[-1].text]
    for sentence in wanted:
        assert "".join(sentence.split())[:12] in text
    document.close()


def test_light_and_dark_have_their_own_paper(browser: Any, page_file: Path) -> None:
    papers = []
    for scheme in ("light", "dark"):
        page, _, _ = open_page(browser, page_file, color_scheme=scheme)
        papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.context.close()
    assert papers[0] != papers[1]


def disputed() -> Concordance:
    """The small couple with decisions of every standing."""
    base = report_case()
    pairs, gap = base.pairs, base.missing[0]

    def entry(pair: int, verdict: Ruling, who: str, seen: str = "") -> Decision:
        upper, lower = pairs[pair].upper, pairs[pair].lower
        return Decision(
            upper_document="upper", lower_document="lower", upper=upper.id, lower=lower.id,
            upper_digest=seen or digest(upper.text), lower_digest=digest(lower.text), verdict=verdict,
            comment="说明", reviewer=who, at="2024-03-01T08:00:00.000Z",
        )  # fmt: skip

    log = [
        entry(0, Ruling.ACCEPT, "张三"),
        entry(0, Ruling.REJECT, "李四"),
        entry(1, Ruling.REJECT, "张三"),
        entry(2, Ruling.REJECT, "张三", "0" * 16),
        replace(entry(2, Ruling.NOTE, "李四"), upper="gone", upper_digest="1"),
        replace(
            entry(2, Ruling.ACCEPT, "李四"),
            upper=gap.id,
            lower="",
            upper_digest=digest(gap.text),
            lower_digest="",
        ),
    ]
    return honour(base, log)


@pytest.mark.parametrize(
    ("width", "lang", "scheme"),
    [(390, "zh", "dark"), (390, "en", "light"), (1366, "zh", "light"), (1366, "en", "dark")],
)  # each with each of the others
def test_axe_finds_nothing_to_complain_of(
    browser: Any, tmp_path: Path, scheme: str, lang: str, width: int
) -> None:
    concordance = disputed()
    report, index = tmp_path / "page.html", tmp_path / "index.html"
    report.write_text(render_html(concordance, lang, index="index.html"), encoding="utf-8")
    index.write_text(render_index([(concordance, "page.html")], [concordance.upper], lang), encoding="utf-8")

    for path in (report, index):
        # the checker itself is a script from outside, which the page's own policy refuses
        page, _, _ = open_page(
            browser, path, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 850}
        )
        check_access(page)
        if path == report:
            page.evaluate("byId('reviewer').value = '审核'; select(R.kind.indexOf('missing'))")
            page.keyboard.press("a")
            page.keyboard.press("s")
            page.evaluate(
                "document.querySelectorAll('.row details, .fold, #progress, #history, .group').forEach((d) => { d.open = true; })"
            )
            page.evaluate("byId('more-open').click()")
            page.click("#outcomes button")
            settle(page)
            check_access(page)
            page.click("#outcomes button")
            page.select_option("#sort", "unit")
            page.evaluate("closePanel(); byId('help-box').showModal()")
            check_access(page)
            page.keyboard.press("Escape")
            page.evaluate(
                "byId('reviewer').value = ''; byId('name').value = ''; void act({ verdict: 'accept' })"
            )
            settle(page)
            check_access(page)
        page.context.close()


# ---- finding rows


@dataclass(frozen=True)
class Row:
    """A row that the page must have: its commitments, what it is counted as, the pair if it is one."""

    commitments: tuple[Commitment, ...]
    outcome: Outcome
    pair: Pair | None = None


def blocks_of(concordance: Concordance) -> list[list[Row]]:
    """The rows of each commitment: all are counted as its verdict; one to be checked has a row to choose each candidate."""
    verdicts, origins = outcomes_of(concordance), added_outcomes(concordance)
    answers: dict[str, list[Pair]] = {}
    for pair in concordance.pairs:
        answers.setdefault(pair.upper.id, []).append(pair)
    made = []
    for upper in concordance.upper.commitments:
        outcome = verdicts.get(upper.id, Outcome.NOT_JUDGED)
        pairs = [Row((p.upper, p.lower), outcome, p) for p in answers.get(upper.id, ())]
        if outcome is Outcome.TO_CHECK:
            near = concordance.candidates.get(upper.id, ())[: 3 - len(pairs)]
            pairs = [Row((upper,), outcome), *pairs, *(Row((upper, one.lower), outcome) for one in near)]
        made.append(pairs or [Row((upper,), outcome)])
    return [*made, *([Row((c,), origins[c.id])] for c in concordance.added)]


def fitting(concordance: Concordance, fits: Callable[[Row], bool]) -> int:
    """How many rows are shown: those that fit; of what is to be checked all, where one fits."""
    return sum(
        len(rows) if rows[0].outcome is Outcome.TO_CHECK and any(map(fits, rows)) else sum(map(fits, rows))
        for rows in blocks_of(concordance)
    )


def test_outcomes_themes_dimensions_units_and_confidence_filter(page: Any, concordance: Concordance) -> None:
    rows = [row for block in blocks_of(concordance) for row in block]
    assert shown(page) == len(rows)
    for outcome in in_order(row.outcome for row in rows):
        page.click(f"#outcomes .{outcome.value}")
        assert shown(page) == sum(row.outcome is outcome for row in rows), outcome
        page.click(f"#outcomes .{outcome.value}")
    page.click("#outcomes .tightens")
    page.click("#outcomes .answered")
    both = [row.pair for row in rows if row.outcome in {Outcome.TIGHTENS, Outcome.ANSWERED}]
    assert shown(page) == len(both)
    page.select_option("#dimension", "time")
    assert shown(page) == sum(any(f.dimension.value == "time" for f in p.findings) for p in both if p)
    page.click("#clear")
    page.select_option("#confidence", "high")
    assert shown(page) == sum(pair.confidence >= 0.9 for pair in concordance.pairs)
    page.click("#clear")
    page.select_option("#theme", page.evaluate("String(DATA.themes.indexOf('tendering'))"))
    assert shown(page) == sum(row.commitments[0].theme == "tendering" for row in rows)
    page.click("#clear")
    unit = next(c.lead_units[0] for c in concordance.missing if c.lead_units)
    page.select_option("#unit", page.evaluate("(unit) => String(DATA.units.indexOf(unit))", unit))
    assert shown(page) == fitting(concordance, lambda row: any(unit in c.units for c in row.commitments))
    page.click("#clear")
    assert shown(page) == len(rows)


def test_a_cell_of_the_matrix_shows_exactly_its_commitments(page: Any) -> None:
    cells = page.locator(".matrix:not(.units) tbody a[data-outcome]")
    assert cells.count() > 40
    blocks = "[...document.querySelectorAll('#themes .block')].filter((block) => !block.closest('[hidden]')).length"
    for place in range(0, cells.count(), 9):
        cell = cells.nth(place)
        number, outcome = int(cell.inner_text()), cell.get_attribute("data-outcome")
        cell.click()
        assert page.evaluate(blocks) == number
        # each with all its answers
        assert shown(page) >= number
        assert page.evaluate("shown.every((index) => wanted.has(R.outcome[index]))")
        assert page.locator(f"#outcomes [data-outcome='{outcome}']").get_attribute("aria-pressed") == "true"
    part = page.locator(".matrix tfoot .part.missing")
    part.click()
    assert shown(page) == int(page.locator(".matrix tfoot a[data-outcome=missing]").inner_text())


def test_a_unit_of_the_table_shows_its_rows(page: Any, concordance: Concordance) -> None:
    page.click("details.fold >> nth=0")
    row = page.locator("table.units tbody tr").nth(2)
    numbers = [int(text) for text in row.locator("td").all_inner_texts()]
    unit = row.locator("a").inner_text()
    row.locator("a").click()
    rows = [row for block in blocks_of(concordance) for row in block]
    named = [row for row in rows if any(unit in c.units for c in row.commitments)]
    assert shown(page) == fitting(concordance, lambda row: any(unit in c.units for c in row.commitments))
    # the table leaves out what is not counted
    assert sum(numbers) == sum(row.outcome.counted for row in named)
    assert numbers[1] == sum(row.outcome.absent for row in named) > 0


def test_any_commitment_and_its_verdict_is_found_in_three_actions(
    page: Any, concordance: Concordance
) -> None:
    verdicts = outcomes_of(concordance)
    wanted = [
        *((p.lower, verdicts.get(p.upper.id, Outcome.NOT_JUDGED)) for p in concordance.pairs[::40]),
        *((c, verdicts[c.id]) for c in concordance.missing[::30]),
        *((c, Outcome.ADDED) for c in concordance.added[::50]),
    ]
    assert len(wanted) > 15
    for commitment, outcome in wanted:
        page.fill("#search", commitment.text)  # the first action; Enter is the second
        page.press("#search", "Enter")
        rows = page.locator(".block:not([hidden]) .row:not([hidden])")
        assert page.locator(".block:not([hidden])").filter(has_text=commitment.text).count() >= 1
        assert page.locator(f".chunk:not([hidden]) .row.{outcome.value}:not([hidden])").count() >= 1
        assert rows.first.locator(".verdict, .pick").count() == 1


def test_search_reads_texts_numbers_ids_and_units_in_any_width(page: Any, concordance: Concordance) -> None:
    pair = concordance.pairs[10]
    assert search(page, pair.upper.text) >= 1
    assert search(page, pair.upper.id) >= 1
    first = pair.lower.text[:6]
    both = search(page, f"{first} {pair.lower.lead_units[0] if pair.lower.lead_units else ''}")
    assert both >= 1
    assert search(page, "１２３４５") == search(page, "12345") >= 1
    assert search(page, "#504") >= 1
    assert page.evaluate("shown.some((row) => ROWS[row].querySelector('.n').textContent === '#504')")
    assert search(page, "没有任何一行写着这句话") == 0
    assert page.locator("#nothing").is_visible()


@pytest.mark.parametrize(
    "order", ["upper", "lower", "outcome", "unit", "confidence", "time", "deadline", "theme"]
)
def test_every_order_keeps_every_row(page: Any, order: str) -> None:
    before = shown(page)
    natural = page.evaluate("ROWS.map((row) => row.id)")
    page.select_option("#sort", order)
    assert shown(page) == before
    ids = page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.id)")
    assert sorted(ids) == sorted(natural)
    assert page.evaluate("order.map((index) => ROWS[index].id)") == ids
    if order in {"confidence", "time"}:
        least = """(name) => [...new Set(order.map((index) => BLOCK_OF[index]))]
          .map((block) => Math.min(...BLOCK_ROWS[block].map((index) => R[name][index]).filter((value) => value >= 0)))
          .filter(Number.isFinite)"""
        found = page.evaluate(least, order)
        assert len(found) > 30
        assert found == sorted(found)
    page.select_option("#sort", "theme")
    assert page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.id)") == natural


def test_steps_say_n_of_m_and_stay_in_what_is_shown(page: Any) -> None:
    page.click("#outcomes .tightens")
    shown(page)
    where = """() => {
      const blocks = BLOCKS.filter((block) => !block.closest("[hidden]"));
      return [blocks.findIndex((block) => block.contains(ROWS[here])) + 1, blocks.length];
    }"""
    said = []
    for _ in range(4):
        page.click("#next")
        place, number = page.evaluate(where)
        said.append(page.locator("#place").inner_text())
        assert said[-1] == f"{place} / {number}"
        assert "tightens" in str(page.locator(".row[aria-current]").get_attribute("class"))
    assert int(said[0].split()[0]) == 1 < int(said[-1].split()[0])
    page.click("#previous")
    assert page.locator("#place").inner_text() == said[-2]
    box = page.locator(".row[aria-current]").bounding_box()
    bar = page.locator("#bar").bounding_box()
    assert box["y"] >= bar["y"] + bar["height"] - 1


def test_keys_move_search_and_can_be_switched_off(page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("#place").inner_text().startswith("1 /")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("jk")
    assert page.input_value("#search") == "jk"
    page.fill("#search", "")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#help-box").is_visible()
    page.uncheck("#keys")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator("#place").inner_text().startswith("1 /")


def test_themes_collapse_and_a_step_opens_them(page: Any) -> None:
    page.click("#fold")
    assert not page.locator(".row").first.is_visible()
    page.click("#next")
    assert page.locator(".row").first.is_visible()
    button = page.locator(".theme .fold-one").first
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert button.get_attribute("aria-expanded") == "false"
    assert not page.locator(".row").first.is_visible()


# ---- looking closer


def test_the_reasons_of_a_pair_open_as_a_table_with_both_values(page: Any, concordance: Concordance) -> None:
    why = page.locator(".row.pair details.why").first
    lines = why.locator("pre").text_content().split("\n")
    why.locator("summary").click()
    settle(page)
    rows = why.locator("tbody tr")
    assert rows.count() == len(lines) >= 5
    assert rows.first.locator("td").count() == 5
    weights = [float(text) for text in why.locator("tbody td.number").all_inner_texts()]
    first = next(
        p for p in concordance.pairs if p.upper.text == page.locator(".row.pair .u .t").first.inner_text()
    )
    assert abs(sum(weights) - first.weight) < 0.06
    assert abs(float(why.locator("tfoot td.number").inner_text()) - first.weight) < 0.06


def test_both_sentences_are_shown_in_their_sources(page: Any, concordance: Concordance) -> None:
    index = 30
    page.evaluate(f"select({index})")
    page.keyboard.press("s")
    settle(page)
    marked = page.locator("#panes .raw .now")
    assert marked.count() == 2
    texts = ["".join(text.split()) for text in marked.all_text_contents()]
    row = page.locator(".row[aria-current]")
    for text, side in zip(texts, (".u", ".l"), strict=True):
        assert "".join(row.locator(f"{side} .t").inner_text().split())[:8] in text
    for place in range(2):
        pane = page.locator("#panes .source").nth(place).bounding_box()
        box = marked.nth(place).bounding_box()
        assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    page.keyboard.press("s")
    assert not page.locator("#panel").is_visible()


def test_a_sentence_of_a_source_leads_to_its_row_and_marks_the_other_side(page: Any) -> None:
    page.evaluate("select(0)")
    page.keyboard.press("s")
    sentence = page.locator("#panes #source-u .raw a:is(.same, .answered)").nth(20)
    row = str(sentence.get_attribute("href"))[1:]
    sentence.click()
    settle(page)
    assert current(page) == row
    assert page.locator("#panes #source-l .raw .now").count() == 1


def test_the_source_on_the_page_is_the_source_as_read(page: Any, concordance: Concordance) -> None:
    for side, document in (("u", concordance.upper), ("l", concordance.lower)):
        assert page.locator(f"#source-{side} .raw").text_content() == document.source.text


def test_a_citation_names_source_number_date_and_quote(
    browser: Any, page_file: Path, concordance: Concordance
) -> None:
    page, _, _ = open_page(browser, page_file, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("select(3)")
    live = page.locator("#live")
    page.click("#cite")
    wait_for(live).not_to_be_empty()  # the clipboard answers from outside the page
    text = page.evaluate("navigator.clipboard.readText()")
    row = page.locator(".row[aria-current]")
    assert f"《{concordance.upper.title}》（{concordance.upper.number}，2021-05-06）" in text
    assert f"《{concordance.lower.title}》（2022-03-18）" in text
    assert f"“{row.locator('.u .t').inner_text()}”" in text
    page.evaluate("document.querySelector('#live').textContent = ''")
    page.click("#copy-link")
    wait_for(live).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"#{current(page)}")
    page.context.close()


def test_a_citation_can_be_copied_by_hand_where_the_clipboard_is_refused(page: Any) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("select(3)")
    page.click("#cite")
    assert "《" in page.input_value("#copy-text")


def test_the_switch_turns_every_word_to_english_and_back(page: Any) -> None:
    page.evaluate("select(2)")
    before = page.locator("main").text_content()
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "en"
    left = page.evaluate(
        """() => [...document.querySelectorAll('[data-t]')]
          .filter((e) => /[\\u4e00-\\u9fff]/.test(e.textContent) && e.dataset.t in DATA.words).map((e) => e.textContent)"""
    )
    assert left == []
    assert page.locator(".headline").inner_text().startswith("“")
    assert page.locator("#accept").text_content() == "Accept"
    page.click("#language")
    assert page.locator("main").text_content() == before


def test_the_language_is_remembered(page: Any) -> None:
    page.click("#language")
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"


# ---- very many rows


def test_five_thousand_rows_filter_step_and_sort(
    browser: Any, tmp_path: Path, concordance: Concordance
) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    large = importlib.import_module("page").large(concordance, 3000, 1000)
    path = tmp_path / "large.html"
    path.write_text(render_html(large), encoding="utf-8")
    page, _, complaints = open_page(browser, path, viewport={"width": 1366, "height": 850})
    rows = page.evaluate("ROWS.length")
    assert shown(page) == rows > 5000, "and a row for each choice of what is to be checked"
    # most rows are not laid out
    assert (
        page.evaluate("ROWS.filter((row) => row.checkVisibility({ contentVisibilityAuto: true })).length")
        < 200
    )
    # of the thousand without a pair, those with a near candidate are to be checked
    missing = list(outcomes_of(large).values()).count(Outcome.MISSING)
    assert 400 < missing < 1000
    page.click("#outcomes .missing")
    assert shown(page) == missing
    page.click("#clear")
    page.click("#more-open")
    page.select_option("#sort", "confidence")
    assert shown(page) == rows
    page.select_option("#sort", "theme")
    page.evaluate("select(4321)")
    settle(page)
    box = page.locator(".row[aria-current]").bounding_box()
    assert 0 <= box["y"] < 850
    assert complaints == []
    page.context.close()


# ---- deciding; the rules themselves are in test_review.py


def decide(page: Any, index: int, key: str) -> None:
    page.evaluate(f"select({index})")
    page.keyboard.press(key)


def entries(page: Any) -> list[dict[str, Any]]:
    return list(json.loads(page.evaluate("policydiff.exportText()"))["decisions"])


def test_a_decision_without_a_name_asks_for_it_and_is_then_kept(page: Any) -> None:
    decide(page, 2, "a")
    assert page.evaluate("document.activeElement.id") == "name"
    page.keyboard.press("Escape")
    assert entries(page) == [], "nobody said who decided"
    decide(page, 2, "a")
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    settle(page)
    assert [(entry["reviewer"], entry["verdict"]) for entry in entries(page)] == [("张三", "accept")]
    decide(page, 3, "r")
    assert len(entries(page)) == 2, "the name is asked for once"


def test_a_button_pressed_while_a_comment_is_written_decides_once_and_takes_the_comment_along(
    page: Any,
) -> None:
    page.fill("#reviewer", "张三")
    page.evaluate("select(2)")
    page.keyboard.press("c")
    page.keyboard.type("依据不足")
    box = page.locator("#reject").bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    settle(page)
    page.mouse.up()
    settle(page)
    assert [(entry["verdict"], entry["comment"]) for entry in entries(page)] == [("reject", "依据不足")]


def test_decisions_are_kept_over_a_reload(page: Any) -> None:
    page.fill("#reviewer", "张三")
    decide(page, 2, "a")
    decide(page, 3, "r")
    page.evaluate("select(4)")
    page.select_option("#change", "equal")
    page.keyboard.press("Escape")
    page.evaluate("select(5)")
    page.keyboard.press("c")
    page.keyboard.type("请再核 <b>原文</b> =1+1")
    page.click("#save-comment")
    page.evaluate("select(6)")
    page.select_option("#change", "answered")
    page.evaluate("select(6)")
    assert page.input_value("#change") == "answered"
    page.keyboard.press("Escape")
    said = page.locator(".row .said").all_text_contents()
    words = ("认可", "否定", "改判 → 相同", "=1+1", "改判 → 有应答")
    assert [word in text for word, text in zip(words, said, strict=True)] == [True] * 5
    page.evaluate("setReviewer('张三')")
    page.reload()
    assert page.locator(".row .said").all_text_contents() == said
    assert page.input_value("#reviewer") == "张三"
    page.click("#more-open")
    page.select_option("#decided", "decided")
    assert shown(page) == 4
    page.select_option("#decided", "commented")
    assert shown(page) == 1
    page.select_option("#decided", "")
    decide(page, 2, "u")
    assert page.locator(".row .said").count() == 4


def test_the_next_open_row_comes_by_itself_and_the_last_step_can_be_undone(page: Any) -> None:
    page.fill("#reviewer", "张三")
    page.click("#outcomes .tightens")
    rows = page.evaluate("shown")
    decide(page, rows[1], "a")
    assert page.evaluate("here") == rows[2]
    page.keyboard.press("r")
    assert page.evaluate("here") == rows[3]
    page.evaluate(f"select({rows[0]})")
    page.keyboard.press("a")
    assert page.evaluate("here") == rows[3], "what is decided is passed over"
    page.keyboard.press("z")
    assert page.evaluate("here") == rows[0]
    assert not page.evaluate(f"Boolean(said[{rows[0]}])")
    # a second opinion that is undone leaves the first one
    decide(page, rows[1], "r")
    page.click("#undo")
    assert page.evaluate(f"said[{rows[1]}].decision.verdict") == "accept"
    assert page.locator("#history").is_visible()
    page.click("#history summary")
    settle(page)
    assert page.locator("#history li").count() == 3


def test_of_three_candidates_one_is_chosen_or_none(page: Any, concordance: Concordance) -> None:
    page.fill("#reviewer", "张三")
    page.click("#outcomes .to-check")
    blocks = page.locator(".check")
    asked = list(outcomes_of(concordance).values()).count(Outcome.TO_CHECK)
    assert blocks.count() == asked
    blocks.nth(0).locator(".row:not(.question) .pick").nth(1).click()
    settle(page)
    assert "settled" in str(blocks.nth(0).get_attribute("class"))
    assert page.evaluate("BLOCK_OF[here]") == page.evaluate("BLOCK_OF[shown[0]] + 1"), "the next question"
    blocks.nth(1).locator(".question .pick").click()
    settle(page)
    page.select_option("#decided", "undecided")
    assert page.locator(".check:not([hidden])").count() == asked - 2
    log = parse_decisions(json.loads(page.evaluate("policydiff.exportText()")))
    result = honour(concordance, log)
    chosen, none = sorted(log, key=lambda entry: not entry.lower)
    assert outcomes_of(result)[chosen.upper].answers
    assert outcomes_of(result)[none.upper].absent


def test_what_is_listed_is_accepted_together_and_taken_back_together(
    page: Any, concordance: Concordance
) -> None:
    page.fill("#reviewer", "张三")
    page.click("#outcomes .tightens")
    page.click("#outcomes .to-check")
    tightened = len([p for p in blocks_of(concordance) if p[0].outcome is Outcome.TIGHTENS for p in p])
    page.click("#accept-shown")
    assert str(tightened) in page.locator("#many-title").inner_text(), "not what is to be checked"
    page.click("#many-box button[value='']")
    assert entries(page) == []
    page.click("#accept-shown")
    page.click("#many-keep")
    settle(page)
    assert {(e["verdict"], e["reviewer"]) for e in entries(page)} == {("accept", "张三")}
    assert len(entries(page)) == tightened
    page.click("#progress > summary")
    settle(page)
    cells = page.locator("#progress td:nth-child(2)").all_inner_texts()
    done = sum(int(text.split("/")[0]) for text in cells if "/" in text)
    assert done == sum(block[0].outcome is Outcome.TIGHTENS for block in blocks_of(concordance))
    page.click("#undo")
    assert page.evaluate("said.filter((state) => state?.decision).length") == 0


def test_counts_follow_the_other_filters(page: Any, concordance: Concordance) -> None:
    pill = page.locator("#outcomes .missing .count")
    unit = next(c.lead_units[0] for c in concordance.missing if c.lead_units)
    page.select_option("#unit", page.evaluate("(unit) => String(DATA.units.indexOf(unit))", unit))
    verdicts = outcomes_of(concordance)
    named = [c for c in concordance.missing if unit in c.units and verdicts[c.id].absent]
    assert int(pill.inner_text()) == len(named) > 0
    page.click("#outcomes .missing")
    assert shown(page) == len(named)
    themes = page.evaluate(
        "[...byId('theme').options].filter((o) => o.value && !o.disabled).map((o) => [DATA.themes[o.value], +o.label.split(' ').at(-1)])"
    )
    wanted: dict[str, int] = {}
    for commitment in named:
        wanted[commitment.theme] = wanted.get(commitment.theme, 0) + 1
    assert dict(themes) == wanted
    page.click("#picks button")
    assert page.input_value("#unit") == ""


def test_three_tasks_take_four_actions_at_most(
    browser: Any, page_file: Path, concordance: Concordance
) -> None:
    page, _, complaints = open_page(
        browser, page_file, viewport={"width": 1366, "height": 850}, accept_downloads=True
    )
    # the shortest new time limit: new ones only, the tools, the order
    page.click("#outcomes .added")
    page.click("#more-open")
    page.select_option("#sort", "time")
    first = page.locator("#sorted .chunk:not([hidden]) > .block:not([hidden]) > .row").first
    assert first.is_visible()
    assert "分钟" in first.inner_text() or "小时" in first.inner_text()
    page.reload()
    # what the tax office is missing: its name, what is missing
    page.fill("#search", "税务局")
    page.click("#outcomes .missing")
    settle(page)
    verdicts = outcomes_of(concordance)
    missing = [
        c for c in concordance.missing if verdicts[c.id].absent and any("税务局" in u for u in c.units)
    ]
    assert page.locator(".chunk:not([hidden]) > .block:not([hidden]) > .row.missing").first.is_visible()
    texts = page.evaluate("shown.map((index) => textOf(index, 0))")
    assert {c.text for c in missing} <= set(texts)
    page.reload()
    # a wrong pair: the finding, the verdict, one's name, the file to send
    page.click(".lines tbody tr:nth-child(2) a")
    page.click("#reject")
    page.keyboard.type("张三")
    page.keyboard.press("Enter")
    settle(page)
    with page.expect_download() as sent:
        page.click("#save")
    assert sent.value.suggested_filename == "page-已复核-张三.html"
    assert complaints == []
    page.context.close()


def test_a_reviewed_report_opens_anywhere_prints_who_and_when_and_is_reviewed_further(
    browser: Any, page_file: Path, tmp_path: Path
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page, _, _ = open_page(browser, page_file)
    page.evaluate("setReviewer('张三')")
    decide(page, 2, "r")
    page.evaluate("select(3)")
    page.fill("#comment", "</script><b>=1+1 & “引号”")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.click("#language")
    page.click("#language")
    page.click("#outcomes .tightens")
    saved = tmp_path / "送来的 报告.html"
    saved.write_text(page.evaluate("policydiff.reviewedPage()"), encoding="utf-8", newline="")
    page.context.close()

    plain, _, _ = open_page(browser, saved, java_script_enabled=False)
    assert plain.locator(".row .said").count() == 2
    assert "张三" in plain.locator("#reviewed").inner_text()
    plain.context.close()

    copy, requests, complaints = open_page(browser, saved)
    assert requests == [saved.as_uri()]
    assert copy.evaluate("shown.length === ROWS.length"), "nothing of the other reviewer's view is left"
    original = page_file.read_text(encoding="utf-8")
    script = original[original.rindex("<script>") :]
    assert script[:5000] in saved.read_text(encoding="utf-8"), "the same script under the same policy"
    copy.evaluate("setReviewer('李四')")
    decide(copy, 4, "a")
    assert {(e["reviewer"], e["verdict"]) for e in entries(copy)} == {
        ("张三", "reject"), ("张三", "note"), ("张三", "accept"), ("李四", "accept"),
    }  # fmt: skip
    assert "李四" in copy.locator("#reviewed").inner_text()
    copy.evaluate("byId('decided').value = 'decided'; refilter()")
    document = pdfium.PdfDocument(copy.pdf(prefer_css_page_size=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    assert re.search(r"张三 · 否定 · \d{4}-\d\d-\d\d \d\d:\d\d", text)
    document.close()
    again = copy.evaluate("policydiff.reviewedPage()")
    saved.write_text(again, encoding="utf-8", newline="")
    assert complaints == []
    copy.context.close()
    last, _, complaints = open_page(browser, saved)
    assert len(entries(last)) == 4
    assert last.evaluate("policydiff.reviewedPage()") == again
    assert complaints == []
    last.context.close()


def test_every_sheet_of_paper_names_both_documents(page: Any, concordance: Concordance) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page.click("#outcomes .tightens")
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(document) > 2
    for number, sheet in enumerate(document, 1):
        text = "".join(sheet.get_textpage().get_text_range().split())
        for side in (concordance.upper, concordance.lower):
            assert side.title in text
            assert str(side.issued) in text
        assert f"{number}/{len(document)}" in text
    document.close()


def test_a_comment_is_kept_when_the_reviewer_moves_on(page: Any) -> None:
    page.fill("#reviewer", "张三")
    page.evaluate("select(7)")
    page.fill("#comment", "先写一句")
    page.evaluate("select(8)")
    assert "先写一句" in page.locator(".row .said").inner_text()


def test_a_missing_commitment_is_paired_anew(page: Any, concordance: Concordance) -> None:
    page.fill("#reviewer", "张三")
    page.evaluate("select(R.kind.indexOf('missing'))")
    wanted = concordance.added[9]
    page.fill("#repair-search", wanted.text)
    page.select_option("#repair-choice", index=0)
    page.click("#repair")
    settle(page)
    assert wanted.text in page.locator(".row.missing .said").inner_text()
    entry = json.loads(page.evaluate("policydiff.exportText()"))["decisions"][0]
    assert (entry["verdict"], entry["partner"]) == ("repair", wanted.id)


def test_where_nothing_can_be_kept_the_page_says_so_and_still_works(browser: Any, page_file: Path) -> None:
    context = browser.new_context(offline=True)
    context.add_init_script(NO_STORE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(page_file.as_uri())
    assert "请导出" in page.locator("#store").inner_text()
    assert "warning" in str(page.locator("#store").get_attribute("class"))
    page.click("#more-open")
    page.fill("#reviewer", "张三")
    decide(page, 2, "a")
    assert page.locator(".said").count() == 1
    assert complaints == []
    context.close()


def test_what_is_left_in_the_browser_by_others_does_no_harm(browser: Any, page_file: Path) -> None:
    page, _, complaints = open_page(browser, page_file)
    page.evaluate('localStorage.setItem(KEEP, \'{"schema": 1, "decisions": 5}\')')
    page.reload()
    assert page.locator("#bar").is_visible()
    assert complaints == []
    page.context.close()


def test_against_a_digest_the_tools_say_neither_missing_nor_added(
    browser: Any, tmp_path: Path, digest_concordance: Concordance
) -> None:
    # nothing is near to the first of those without a pair
    near = {c.id: digest_concordance.candidates.get(c.id, ()) for c in digest_concordance.missing[1:]}
    path = tmp_path / "digest.html"
    path.write_text(
        render_html(with_verdicts(replace(digest_concordance, candidates=near))), encoding="utf-8"
    )
    page, _, _ = open_page(browser, path)
    page.click("#more-open")
    for kind, outcome, word in (("missing", "unseen", "未见对应"), ("question", "to-check", "都不是")):
        page.evaluate(
            "([kind, outcome]) => select(NATURAL.find((i) => R.kind[i] === kind && R.outcome[i] === outcome))",
            [kind, outcome],
        )
        assert word in page.locator("#accept").inner_text()
        # but for the lower items that one may choose, which are the document's own words
        words = page.locator("#bar, #desk .line:not(#repair-line), #repair").all_inner_texts()
        assert not any(word in text for text in words for word in ("缺失", "新增"))
    page.context.close()
