"""Workbooks of matrices and chains: filters, a header that stays in sight, outcomes in colour, no text ever a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST = 32_000
"""Characters in one cell; Excel takes 32,767."""
NAME = 31
"""Characters in the name of a sheet."""

_WIDTHS = {
    "上级原文": 46, "下级原文": 46, "原文": 46, "上级数值": 26, "理由": 40, "最接近的下级条目": 40, "缺失的地方": 40,
    "上级单位": 24, "下级单位": 24, "主题": 16, "上级编号": 20, "下级编号": 20, "下级文件": 24, "说明": 40,
}  # fmt: skip
_OTHER = 16
# paper and ink of each sign; the sign and the word stand beside the colour
_COLOURS = {
    "▲": ("#E2F3E8", "#0B6038"),
    "▼": ("#FBE6DF", "#962508"),
    "＝": ("#EAECEF", "#39424C"),
    "◆": ("#FBF0D3", "#664500"),
    "≠": ("#EBE8FA", "#463B8A"),
    "✕": ("#FBE3EC", "#821843"),
    "…": ("#F4F4F2", "#565C64"),
    "？": ("#F4F4F2", "#565C64"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``still`` columns on the left stay in sight."""

    name: str
    rows: Sequence[Mapping[str, object]]
    still: int = 0


def workbook(sheets: Sequence[Sheet], notes: Sequence[str]) -> bytes:
    """The sheets, then ``notes`` on a sheet of their own; the same input gives the same bytes."""
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
    book.set_properties({"created": datetime(2000, 1, 1), "author": "policydiff"})
    wrapped = {"text_wrap": True, "valign": "top"}
    head = book.add_format({**wrapped, "bold": True, "bg_color": "#EEEEEE", "border": 1})
    plain = book.add_format(wrapped)
    coloured = {
        sign: book.add_format({**wrapped, "bg_color": paper, "font_color": ink})
        for sign, (paper, ink) in _COLOURS.items()
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:NAME])
        columns = list(sheet.rows[0]) if sheet.rows else []
        for column, title in enumerate(columns):
            page.write_string(0, column, title, head)
            page.set_column(column, column, _WIDTHS.get(title, _OTHER))
        for number, row in enumerate(sheet.rows, 1):
            for column, title in enumerate(columns):
                value = row[title]
                if isinstance(value, (int, float)):
                    page.write_number(number, column, value, plain)
                else:
                    text = str(value)[:LONGEST]
                    page.write_string(number, column, text, coloured.get(text[:1], plain))
        if columns:
            page.freeze_panes(1, sheet.still)
            page.autofilter(0, 0, len(sheet.rows), len(columns) - 1)
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 120)
    for number, line in enumerate(notes):
        page.write_string(number, 0, line[:LONGEST], plain)
    book.close()
    return buffer.getvalue()
