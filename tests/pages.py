"""Pages in a real Chromium: opened offline with every request and complaint noted, and checked by axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def open_page(browser: Any, path: Path, **context: Any) -> tuple[Any, list[str], list[str]]:
    """The page of ``path``, what it asked for, and what the browser complained of."""
    requests: list[str] = []
    complaints: list[str] = []
    page = browser.new_context(offline=True, **context).new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return page, requests, complaints


def settle(page: Any) -> None:
    """Wait until the page has done what it queued: listeners of a fold, drawn frames, the pause of somebody who types.

    It waits in the page's own order of work, so a slow machine is waited for and a fast one is not.
    """
    page.evaluate(
        """() => new Promise((done) => {
          const drawn = (then) => requestAnimationFrame(() => setTimeout(then));
          drawn(() => setTimeout(() => drawn(() => drawn(done)), 80));
        })"""
    )


def wait_for(locator: Any) -> Any:
    """What must come to be true of ``locator``; for answers from outside the page, such as a file or the clipboard."""
    from playwright.sync_api import expect

    return expect(locator)


def check_access(page: Any) -> None:
    """Fail where axe finds a barrier; the page must be open with ``bypass_csp``: the checker is a script from outside."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # of what passes it tells one place a rule, not thousands
    found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert len(found.response["passes"]) > 15
    assert found.violations_count == 0, found.generate_report()
