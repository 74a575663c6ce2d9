"""Answers of a store as text, CSV, JSON and workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policydiff.labels import label, outcome_label
from policydiff.lexicon import load
from policydiff.model import Outcome
from policydiff.report.jsonio import one_line
from policydiff.report.tables import Table, csv_bytes
from policydiff.report.terminal import COLUMNS, cells
from policydiff.report.workbooks import workbook
from policydiff.text import visible

STORE_FORMATS = ("text", "csv", "json", "xlsx", "html")

_SHOWN: dict[str, tuple[tuple[str, int], ...]] = {
    "answers": (
        ("verdict", 8),
        ("theme_name", 12),
        ("lower_place", 8),
        ("upper_text", 24),
        ("lower_text", 24),
    ),
    "targets": (("place", 10), ("object", 26), ("phrase", 16), ("deadline", 10), ("lead_units", 14)),
    "documents": (
        ("id", 20),
        ("place", 12),
        ("kind", 6),
        ("completeness", 8),
        ("commitments", 6),
        ("title", 23),
    ),
}
"""Columns of the text table with their width; together 80 with the blanks between."""
_GROUPS = {"kind": "kind", "completeness": "completeness"}


def answer_bytes(what: str, rows: Sequence[Mapping[str, object]], format: str) -> bytes:
    """``rows`` of a question as the bytes of ``format``, one of STORE_FORMATS; columns as in docs/store.md."""
    match format:
        case "csv":
            return csv_bytes(rows)
        case "json":
            lines = ",\n".join(one_line(row) for row in rows)
            return f"[\n{lines}\n]\n".encode() if lines else b"[]\n"
        case "xlsx":
            return workbook([Table(what, rows)])
        case "html":
            from policydiff.report.store_page import render_page

            return render_page(what, rows).encode()
        case _:
            return visible(_text(what, rows)).encode()


def _text(what: str, rows: Sequence[Mapping[str, object]]) -> str:
    columns = _SHOWN[what]
    widths = [size for _, size in columns]
    lines = [*cells([label("store", name) for name, _ in columns], widths), "─" * COLUMNS]
    for row in rows:
        lines += cells([_shown(name, row[name]) for name, _ in columns], widths)
    lines.append(label("store", "count").format(count=len(rows)))
    return "\n".join(lines) + "\n"


def _shown(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    if name in {"outcome", "verdict"}:
        return outcome_label(Outcome(text))
    return label(_GROUPS[name], text) if name in _GROUPS and text in load("labels")[_GROUPS[name]] else text
