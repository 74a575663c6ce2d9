"""The page in a real Chromium: it stands alone, without scripts, on paper and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policydiff.model import Concordance
from policydiff.output.html import render_html

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as run:
        found = run.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory, concordance: Concordance) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render_html(concordance), encoding="utf-8")
    return path


def open_page(browser: Any, path: Path, **context: Any) -> tuple[Any, list[str], list[str]]:
    requests: list[str] = []
    complaints: list[str] = []
    page = browser.new_context(offline=True, **context).new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return page, requests, complaints


def test_the_only_request_is_the_file_itself(browser: Any, page_file: Path) -> None:
    page, requests, complaints = open_page(browser, page_file)
    assert requests == [page_file.as_uri()]
    assert complaints == []
    page.context.close()


def test_all_rows_are_readable_without_scripts(
    browser: Any, page_file: Path, concordance: Concordance
) -> None:
    page, _, _ = open_page(browser, page_file, java_script_enabled=False)
    assert page.locator(".row.pair").count() == len(concordance.pairs)
    assert page.locator(".row.pair").first.is_visible()
    shown = page.locator(".row.pair > .u .t").all_text_contents()
    assert len(shown) == len(concordance.pairs)
    last = page.locator(".row.pair").last
    last.scroll_into_view_if_needed()
    page.screenshot()  # rows far down are laid out when they come into view
    assert last.locator("> .u .t").inner_text() == shown[-1]
    assert not page.locator("#bar").is_visible()
    readable = "".join("".join(shown).split())
    for pair in concordance.pairs:
        assert "".join(pair.upper.text.split()) in readable
    page.context.close()


def test_a_deep_link_goes_to_its_row(browser: Any, page_file: Path) -> None:
    page, _, _ = open_page(browser, page_file)
    anchor = page.locator(".row.pair").nth(40).get_attribute("id")
    page.goto(f"{page_file.as_uri()}#{anchor}")
    box = page.locator(f"[id='{anchor}']").bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]
    page.context.close()


def test_nothing_is_wider_than_a_phone(browser: Any, page_file: Path) -> None:
    page, _, _ = open_page(browser, page_file, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


def test_the_page_prints_on_landscape_paper(browser: Any, page_file: Path, tmp_path: Path) -> None:
    page, _, _ = open_page(browser, page_file)
    data = page.pdf(prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    assert b"/MediaBox [0 0 842" in data or b"/MediaBox [0 0 841" in data
    page.context.close()


def test_light_and_dark_have_their_own_paper(browser: Any, page_file: Path) -> None:
    papers = []
    for scheme in ("light", "dark"):
        page, _, _ = open_page(browser, page_file, color_scheme=scheme)
        papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.context.close()
    assert papers[0] != papers[1]
