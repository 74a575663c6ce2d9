"""GovernDiff on two whole documents: which clauses it pairs, and what it says changed.

    python align_governdiff.py < documents > pairs

In comes one JSON object, ``upper`` and ``lower``: lists of ``{"text": …, "trail": [headings]}``.
Out goes one JSON object, ``shipped`` and ``opened``: lists of ``{"upper": i, "lower": j, "similarity": …,
"change": …, "checks": [ids of its typed findings]}``, and ``lost``: how many commitments of each side
stand in no clause of its own reading.  ``shipped`` is its public call as it comes;
``opened`` the same call with its two thresholds for a pair lowered, so that a better one can be
chosen afterwards.

Each document is one Markdown text: headings as headings, every commitment a paragraph of one line.  The
clauses it reads are traced back by their lines; a split or merged group counts for each couple in it.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from typing import Any

from governdiff import analyze_texts, engine

LEAST = 0.2
"""Below this similarity no pair of it is right."""

Side = list[dict[str, Any]]


def markdown(side: Side) -> tuple[str, dict[int, int]]:
    """The document, and which commitment stands in which line (counted from 1)."""
    lines: list[str] = []
    places: dict[int, int] = {}
    above: list[str] = []
    for number, commitment in enumerate(side):
        trail = [" ".join(heading.split()) for heading in commitment["trail"]]
        if trail != above:
            same = next((k for k, (a, b) in enumerate(zip(trail, above, strict=False)) if a != b), 0)
            for depth in range(same, len(trail)):
                lines += [f"{'#' * min(6, depth + 1)} {trail[depth]}", ""]
            above = trail
        lines.append("".join(commitment["text"].split()))
        places[len(lines)] = number
        lines.append("")
    return "\n".join(lines), places


def pairs(upper: Side, lower: Side) -> tuple[list[dict[str, Any]], list[int]]:
    """The pairs of one analysis, and how many commitments of each side it has no clause for."""
    (old, above), (new, below) = markdown(upper), markdown(lower)
    report = analyze_texts(old, new, language="zh")
    found = []
    for change in report.changes:
        checks = sorted({finding.check_id for finding in change.findings})
        for first in change.old_blocks:
            for second in change.new_blocks:
                found.append(
                    {
                        "upper": above[first.line_start],
                        "lower": below[second.line_start],
                        "similarity": change.similarity,
                        "change": change.change_type,
                        "checks": checks,
                    }
                )
    lost = [
        len(places) - len({places[block.line_start] for block in document.blocks})
        for document, places in ((report.old_document, above), (report.new_document, below))
    ]
    return found, lost


def main(documents: dict[str, Side]) -> dict[str, Any]:
    """Both analyses."""
    shipped, lost = pairs(documents["upper"], documents["lower"])
    usual = engine.align_documents
    engine.align_documents = functools.partial(usual, threshold=LEAST, group_threshold=LEAST)
    opened, _ = pairs(documents["upper"], documents["lower"])
    return {"shipped": shipped, "opened": opened, "lost": lost}


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n") as channel:
        os.dup2(2, 1)
        json.dump(main(json.load(sys.stdin)), channel, ensure_ascii=False)
