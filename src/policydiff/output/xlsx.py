"""Workbooks: a sheet for each table, nothing ever taken for a formula; XlsxWriter is imported only when one is made."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policydiff.labels import added_word, label, missing_word
from policydiff.model import Concordance
from policydiff.output.tables import (
    added_rows,
    decision_rows,
    frame,
    missing_rows,
    pair_rows,
    rejected_rows,
    summary_rows,
    target_rows,
)
from policydiff.output.terms import Terms, visible
from policydiff.output.view import document_view, summary

LIMIT = 32_767
"""UTF-16 units that a cell of Excel holds."""
PIECE = 16_000
"""Characters of a long text in one cell: even if each takes two units they fit."""

Row = Mapping[str, object]

_WIDTHS = {
    "原文": 48, "上级原文": 48, "下级原文": 48, "理由": 40, "标题": 32, "上级标题": 28, "下级标题": 28,
    "最接近的下级条目": 48, "为何不够": 32, "责任单位": 28, "牵头单位": 22, "上级单位": 28, "下级单位": 28,
    "上级相关条目": 40, "依据": 28, "复核意见": 40, "对象": 28, "范围": 28, "主题": 18, "编号": 20,
    "上级编号": 20, "下级编号": 20, "文字": 90, "upper_text": 40, "lower_text": 40, "comment": 40,
}  # fmt: skip
_NARROW = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, rows, and lines above the header."""

    name: str
    rows: Sequence[Row]
    head: Sequence[str] = ()


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


def workbook(sheets: Sequence[Sheet], lang: str) -> bytes:
    """A workbook of ``sheets``; no text is ever taken for a formula or a link, and the same rows give the same bytes."""
    from datetime import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # a fixed date, so that the same input gives the same bytes
    book.set_properties({"created": datetime(2000, 1, 1), "author": "policydiff"})
    header = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEEEE", "border": 1}
    )
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    long: list[Row] = []
    names: set[str] = set()
    for sheet in sheets:
        name = _sheet_name(sheet.name, names)
        page = book.add_worksheet(name)
        for number, line in enumerate(sheet.head):
            page.write_string(number, 0, _cut(line, name, number, 0, long, lang), plain)
        first = len(sheet.head) + (1 if sheet.head else 0)
        if not sheet.rows:
            continue
        columns = list(dict.fromkeys(title for row in sheet.rows for title in row))
        table = frame(sheet.rows, lang)
        for column, (title, shown) in enumerate(zip(columns, table.columns, strict=True)):
            page.write_string(first, column, str(shown), header)
            page.set_column(column, column, _WIDTHS.get(title, _NARROW))
        for number, values in enumerate(table.itertuples(index=False, name=None), first + 1):
            for column, value in enumerate(values):
                if isinstance(value, (int, float)) and value == value:
                    page.write_number(number, column, value, cell)
                elif isinstance(value, str):
                    page.write_string(number, column, _cut(value, name, number, column, long, lang), cell)
        page.freeze_panes(first + 1, 0)
        page.autofilter(first, 0, first + len(sheet.rows), len(columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(first)
    if long:
        _long_texts(
            book.add_worksheet(_sheet_name(label("page", "long-texts", lang), names)),
            long,
            header,
            cell,
            lang,
        )
    book.close()
    return buffer.getvalue()


def _sheet_name(name: str, used: set[str]) -> str:
    """``name`` without what Excel forbids in the name of a sheet, and unlike the others."""
    clean = "".join(char for char in name if char not in "[]:*?/\\'")[:28] or "-"
    found, number = clean, 2
    while found.lower() in used:
        found, number = f"{clean}{number}", number + 1
    used.add(found.lower())
    return found


def _cut(text: str, sheet: str, row: int, column: int, long: list[Row], lang: str) -> str:
    """``text`` as a cell can hold it; what is too long goes on a sheet of its own, whole, in pieces."""
    shown = visible(text)
    if len(shown.encode("utf-16-le")) // 2 <= LIMIT:
        return shown
    for number, start in enumerate(range(0, len(shown), PIECE), 1):
        long.append(
            {"表": sheet, "行": row + 1, "列": column + 1, "段": number, "文字": shown[start : start + PIECE]}
        )
    note = label("page", "cut", lang).format(size=len(shown), sheet=label("page", "long-texts", lang))
    return shown[: PIECE - len(note)] + note


def _long_texts(page: object, long: Sequence[Row], header: object, cell: object, lang: str) -> None:
    from xlsxwriter.worksheet import Worksheet

    assert isinstance(page, Worksheet)
    table = frame(long, lang)
    for column, title in enumerate(table.columns):
        page.write_string(0, column, str(title), header)
        page.set_column(column, column, _WIDTHS.get(list(long[0])[column], _NARROW))
    for number, row in enumerate(long, 1):
        for column, value in enumerate(row.values()):
            (page.write_number if isinstance(value, int) else page.write_string)(number, column, value, cell)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(long), len(table.columns) - 1)
