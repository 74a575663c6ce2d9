"""The page of a large comparison in a real Chromium: size, first paint, filters.

    python benchmarks/page.py [ROWS]

The rows are those of Naiman against Ordos, repeated under other numbers until
there are ROWS of them (5,000), three pairs for each missing and each added
commitment.  Times are of this machine; beside the first paint stands that of a
page of as many bytes with nothing to lay out.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import policydiff
from policydiff.model import Candidate, Commitment, Concordance, Document, Pair, Span
from policydiff.report.html import render_html
from policydiff.verdicts import with_verdicts

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
RUNS = 5
PAINT = """() => new Promise((done) => {
  const found = performance.getEntriesByName("first-contentful-paint")[0];
  if (found) done(found.startTime);
  else new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) done(paint.startTime);
  }).observe({ type: "paint", buffered: true });
})"""
# each change from the event to the end of the frame that shows its effect
CHANGES = """() => {
  const choose = (id, value) => () => {
    byId(id).value = value;
    byId(id).dispatchEvent(new Event("change"));
  };
  const search = (text) => () => { byId("search").value = text; refilter(); };
  const round = [];
  for (const button of byId("outcomes").children) round.push(() => button.click(), () => button.click());
  for (let theme = 0; theme < DATA.themes.length; theme += 3) round.push(choose("theme", String(theme)));
  round.push(choose("theme", ""));
  for (const level of ["high", "middle", "low", ""]) round.push(choose("confidence", level));
  for (const text of ["工作日", "不动产 登记", "没有这样的话", "市场监管局", ""]) round.push(search(text));
  round.push(clearFilters);
  window.changes = [...round, ...round, ...round];
  return window.changes.length;
}"""
CHANGE = """async (number) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  await painted();
  const start = performance.now();
  window.changes[number]();
  await painted();
  return performance.now() - start;
}"""


def renumbered(commitments: Iterable[Commitment], name: str) -> tuple[list[Commitment], str]:
    """The commitments under new ids in one new text, in which their spans are right."""
    made, parts, place = [], [], 0
    for number, commitment in enumerate(commitments, 1):
        start = place + len(f"{number}.")
        made.append(
            replace(
                commitment,
                id=f"{name}/{number // 5 + 1}/{number % 5 + 1}",
                label=f"（{number}）",
                span=Span(start, start + len(commitment.text)),
            )
        )
        parts.append(f"{number}.{commitment.text}。\n")
        place += len(parts[-1])
    return made, "".join(parts)


def large(base: Concordance, pairs: int, alone: int) -> Concordance:
    """A concordance with so many pairs, and so many missing and added, made of the rows of ``base``."""
    some: Sequence[Pair] = list(islice(cycle(base.pairs), pairs))
    missing = list(islice(cycle(base.missing), alone))
    added = list(islice(cycle(base.added), alone))
    uppers, upper_text = renumbered([*(pair.upper for pair in some), *missing], "upper-2022")
    lowers, lower_text = renumbered([*(pair.lower for pair in some), *added], "lower-2022")
    near = {
        new.id: tuple(
            Candidate(
                lower=lowers[place], confidence=c.confidence, reason=c.reason, comparisons=c.comparisons
            )
            for place, c in enumerate(base.candidates.get(old.id, ()))
        )
        for new, old in zip(uppers[pairs:], missing, strict=True)
    }

    def document(old: Document, name: str, commitments: list[Commitment], text: str) -> Document:
        source = replace(old.source, text=text)
        return replace(old, id=name, commitments=tuple(commitments), source=source, notices=())

    made = replace(
        base,
        upper=document(base.upper, "upper-2022", uppers, upper_text),
        lower=document(base.lower, "lower-2022", lowers, lower_text),
        pairs=tuple(
            replace(pair, upper=above, lower=below)
            for pair, above, below in zip(some, uppers, lowers, strict=False)
        ),
        missing=tuple(uppers[pairs:]),
        added=tuple(lowers[pairs:]),
        candidates=near,
        not_judged=(),
    )
    return with_verdicts(made)


def without_sources(page: str) -> str:
    """``page`` without the two source texts."""
    return re.sub(r'<div class="raw">.*?</div>', "", page, flags=re.S)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of ``values`` lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def first_paints(browser: Any, path: Path) -> list[float]:
    """Milliseconds to the first paint with content, in new contexts."""
    times = []
    for _ in range(RUNS):
        context = browser.new_context(offline=True, viewport={"width": 1366, "height": 850})
        page = context.new_page()
        page.goto(path.as_uri())
        times.append(page.evaluate(PAINT))
        context.close()
    return times


def filters(page: Any) -> tuple[list[float], list[float]]:
    """Milliseconds of each change of the filters: on the clock, and of work on the page's own thread."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        found = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
        return float(found["TaskDuration"]) * 1000

    clock, work = [], []
    for number in range(page.evaluate(CHANGES)):
        before = worked()
        clock.append(page.evaluate(CHANGE, number))
        work.append(worked() - before)
    return clock, work


def main(rows: int) -> None:
    """Print the figures."""
    from playwright.sync_api import sync_playwright

    base = policydiff.compare(policydiff.open_document("ordos-2021"), policydiff.open_document("naiman-2022"))
    thousand = without_sources(render_html(large(base, 1000, 0)))
    print(f"1,000 pairs without the source texts   {len(thousand.encode()) / 1e6:.2f} MB (bar: 3)")
    alone = rows // 5
    text = render_html(large(base, rows - 2 * alone, alone))
    print(f"{rows:,} rows with their source texts    {len(text.encode()) / 1e6:.2f} MB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as run:
        page_file, empty = Path(folder) / "page.html", Path(folder) / "empty.html"
        page_file.write_text(text, encoding="utf-8")
        filler = "<!-- " + "空" * (len(text.encode()) // 3) + " -->"
        empty.write_text(
            f"<!DOCTYPE html><meta charset=utf-8><title>-</title><p>-</p>{filler}", encoding="utf-8"
        )
        browser = run.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        ours, theirs = first_paints(browser, page_file), first_paints(browser, empty)
        print(
            f"first paint, median of {RUNS}              {statistics.median(ours):.0f} ms (bar: 300); "
            f"worst {max(ours):.0f}; {statistics.median(ours) / statistics.median(theirs):.1f} times an empty page"
        )
        context = browser.new_context(offline=True, viewport={"width": 1366, "height": 850})
        page = context.new_page()
        page.goto(page_file.as_uri())
        ready = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
        page.wait_for_timeout(1500)
        times, work = filters(page)
        print(f"everything loaded                      {ready:.0f} ms")
        print(
            f"filter, {len(times)} changes                    p50 {percentile(times, 0.5):.0f} ms, "
            f"p95 {percentile(times, 0.95):.0f} ms, worst {max(times):.0f} ms"
        )
        print(
            f"  of it work of the page's thread      p50 {percentile(work, 0.5):.0f} ms, "
            f"p95 {percentile(work, 0.95):.0f} ms (bar: 80; what else the machine does left out)"
        )
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
