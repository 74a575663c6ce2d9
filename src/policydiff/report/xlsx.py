"""The workbook of a comparison: a sheet for each table."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.labels import added_word, label, missing_word
from policydiff.model import Concordance
from policydiff.report.tables import (
    added_rows,
    decision_rows,
    missing_rows,
    pair_rows,
    rejected_rows,
    summary_rows,
    target_rows,
)
from policydiff.report.terms import Terms
from policydiff.report.view import document_view, summary
from policydiff.report.workbooks import Row, Sheet, workbook


def xlsx_bytes(concordance: Concordance, lang: str = "zh") -> bytes:
    """A workbook: summary, pairs, missing, added and the targets of both sides; reviewers' decisions where there are any.

    The header stays in sight and every column has a filter.
    """
    sheets = [
        Sheet(
            label("page", "summary-sheet", lang), summary_rows(concordance, lang), _head(concordance, lang)
        ),
        Sheet(label("page", "pairs", lang), pair_rows(concordance, lang)),
        Sheet(missing_word(concordance, lang), missing_rows(concordance, lang)),
        Sheet(added_word(concordance, lang), added_rows(concordance, lang)),
        Sheet(label("page", "upper-targets", lang), target_rows(concordance.upper, lang)),
        Sheet(label("page", "lower-targets", lang), target_rows(concordance.lower, lang)),
    ]
    if concordance.rejected:
        sheets.append(Sheet(label("page", "rejected", lang), rejected_rows(concordance, lang)))
    if concordance.reviews:
        sheets.append(Sheet(label("page", "review", lang), decision_rows(concordance)))
    return workbook(sheets, lang)


def rows_xlsx(name: str, rows: Sequence[Row], lang: str = "zh") -> bytes:
    """A workbook with one sheet."""
    return workbook([Sheet(name, rows)], lang)


def _head(concordance: Concordance, lang: str) -> list[str]:
    terms = Terms(lang)
    lines = []
    for side, document in (("upper", concordance.upper), ("lower", concordance.lower)):
        shown = document_view(document, side, terms)
        facts = "；".join(f"{name.text}：{value.text}" for name, value in shown.facts)
        lines.append(f"{shown.side.text}：{shown.title}（{facts}）")
    lines.append(f"{label('page', 'lineage', lang)}：{label('lineage', concordance.lineage.value, lang)}")
    lines.append(summary(concordance, lang))
    return lines + [notice.message.text(lang) for notice in concordance.notices]
