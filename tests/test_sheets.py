"""The pages of trackings and revisions in a real Chromium: alone, filtered, without scripts, on paper and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from conftest import CASES
from pages import check_access, open_page
from policydiff.corpus import open_document
from policydiff.report.revised import render_revision
from policydiff.report.tracked import render_tracking
from policydiff.revision import revise
from policydiff.tracking import track

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tracking of the real plan and a revision of the made-up one, in both languages."""
    folder = tmp_path_factory.mktemp("sheets")
    tracking = track(open_document("ordos-2021"), [open_document("otog-supervision-2023")])
    case = CASES / "revisions" / "everything"
    revision = revise(open_document(str(case / "old.txt")), open_document(str(case / "new.txt")))
    found = {}
    for lang in ("zh", "en"):
        for name, data in (
            ("tracking", render_tracking(tracking, "html", lang)),
            ("revision", render_revision(revision, "html", lang)),
        ):
            found[f"{name}-{lang}"] = folder / f"{name}-{lang}.html"
            found[f"{name}-{lang}"].write_bytes(data)
    return found


def visible(page: Any) -> int:
    return int(page.locator("tbody tr:visible").count())


@pytest.mark.parametrize("name", ["tracking-zh", "revision-zh"])
def test_the_page_asks_for_nothing_and_runs_only_its_own_script(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    path = pages[name]
    text = path.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert "unsafe" not in policy[1]
    page, requests, complaints = open_page(browser, path)
    assert (requests, complaints) == ([path.as_uri()], [])
    broken = path.with_name("broken.html")
    broken.write_text(
        text.replace("</body>", "<script>document.title = 'in'</script></body>"), encoding="utf-8"
    )
    page.goto(broken.as_uri())
    assert page.title() != "in"
    page.context.close()


@pytest.mark.parametrize("name", ["tracking-zh", "revision-zh"])
def test_without_scripts_every_row_stands_on_the_page(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    page, _, _ = open_page(browser, pages[name], java_script_enabled=False)
    assert not page.locator("#filters").is_visible()
    for summary in page.locator("summary").all():
        summary.click()
    assert visible(page) == page.locator("tbody tr").count() > 10
    page.context.close()


def test_a_tracking_is_filtered_by_status_theme_report_and_words(
    browser: Any, pages: dict[str, Path]
) -> None:
    page, _, complaints = open_page(browser, pages["tracking-zh"])
    everything = visible(page)
    page.select_option("select[data-field=状态]", "问题")
    assert 0 < visible(page) < everything
    assert set(page.locator("td[data-field=状态]:visible").all_inner_texts()) == {"问题"}
    heading = page.locator("section[data-table] h2").first.inner_text()
    assert re.search(rf"{visible(page)} / \d+$", heading)
    page.select_option("select[data-field=主题]", "政务服务")
    assert set(page.locator("td[data-field=主题]:visible").all_inner_texts()) == {"政务服务"}
    page.fill("#words", "没有这样的话")
    assert visible(page) == 0
    page.fill("#words", "")
    for field in ("状态", "主题"):
        page.select_option(f"select[data-field={field}]", "")
    assert visible(page) == everything
    assert complaints == []
    page.context.close()


def test_a_revision_sets_off_what_differs_and_is_filtered_by_change(
    browser: Any, pages: dict[str, Path]
) -> None:
    page, _, _ = open_page(browser, pages["revision-zh"])
    page.select_option("select[data-field=变化]", "收紧")
    assert visible(page) == 1
    assert page.locator("tr:visible .figure").all_inner_texts() == ["3个工作日", "1个工作日"]
    page.context.close()


def test_a_link_leads_to_its_row(browser: Any, pages: dict[str, Path]) -> None:
    page, _, _ = open_page(browser, pages["tracking-zh"])
    page.goto(pages["tracking-zh"].as_uri() + "#t1-40")
    assert page.locator("#t1-40").is_visible()
    assert page.evaluate("Math.abs(document.querySelector('#t1-40').getBoundingClientRect().top) < 900")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    page.context.close()


@pytest.mark.parametrize("name", ["tracking-zh", "tracking-en", "revision-zh", "revision-en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_the_page_is_open_to_everyone_and_fits_a_phone(
    browser: Any, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 850}
    page, _, _ = open_page(browser, pages[name], color_scheme=scheme, bypass_csp=True, viewport=size)
    check_access(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_the_page_prints_on_landscape_paper_without_the_tools(browser: Any, pages: dict[str, Path]) -> None:
    page, _, _ = open_page(browser, pages["revision-zh"])
    data = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 842" in data or b"/MediaBox [0 0 841" in data
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    page.context.close()
