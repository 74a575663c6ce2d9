"""Workbooks: a header that stays in sight, filters, outcomes in colour, no text ever a formula.

XlsxWriter is imported only when one is made.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from policydiff.labels import label
from policydiff.report.tables import Table, heads, plain
from policydiff.report.terminal import width
from policydiff.text import visible

LIMIT = 32_767
"""UTF-16 units that a cell of Excel holds."""
PIECE = 16_000
"""Characters of a long text in one cell: even if each takes two units they fit."""

_WIDTHS = {
    "原文": 48, "上级原文": 48, "下级原文": 48, "理由": 40, "标题": 32, "上级标题": 28, "下级标题": 28,
    "最接近的下级条目": 48, "为何不够": 32, "责任单位": 28, "牵头单位": 22, "上级单位": 28, "下级单位": 28,
    "上级相关条目": 40, "依据": 28, "复核意见": 40, "对象": 28, "范围": 28, "主题": 18, "编号": 20,
    "上级编号": 20, "下级编号": 20, "文字": 90, "upper_text": 40, "lower_text": 40, "comment": 40,
    "上级数值": 18, "下级数值": 18, "事项": 36, "差别": 28, "候选一": 36, "候选二": 36, "候选三": 36, "补充": 28, "整条结论": 14,
    "缺失的地方": 40, "下级文件": 24, "说明": 40,
}  # fmt: skip
_NARROW = 12
_SHARES = frozenset({"把握", "应答率"})
"""Columns of shares of one, shown as percentages."""
_LINE, _TALLEST = 15.0, 405.0
"""Points of one line of a cell, and of the tallest row that Excel shows."""
_ALONE = 110
"""Width of the one column of a sheet that has lines only."""
_SIGNED = 18
# paper and ink of each sign; the sign and the word stand beside the colour
_COLOURS = {
    "▲": ("#E2F3E8", "#0B6038"),
    "▼": ("#FBE6DF", "#962508"),
    "＝": ("#EAECEF", "#39424C"),
    "◆": ("#FBF0D3", "#664500"),
    "≠": ("#EBE8FA", "#463B8A"),
    "√": ("#EAECEF", "#39424C"),
    "−": ("#FBE3EC", "#821843"),
    "…": ("#F4F4F2", "#565C64"),
    "※": ("#F4F4F2", "#565C64"),
    "○": ("#F4F4F2", "#565C64"),
    "？": ("#F4F4F2", "#565C64"),
}


def workbook(tables: Iterable[Table], lang: str = "zh") -> bytes:
    """A workbook with a sheet for each of ``tables``; no text is ever taken for a formula or a link, and the same rows give the same bytes."""
    buffer = io.BytesIO()
    book = _Book(buffer, lang)
    for table in tables:
        book.write(table)
    book.close()
    return buffer.getvalue()


class _Book:
    """A workbook being written, and the texts too long for a cell so far."""

    def __init__(self, buffer: io.BytesIO, lang: str) -> None:
        from datetime import datetime

        import xlsxwriter

        self._lang = lang
        self._names: set[str] = set()
        self._long: list[dict[str, object]] = []
        self._book = book = xlsxwriter.Workbook(
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
        wrapped = {"text_wrap": True, "valign": "top"}
        self._header = book.add_format({**wrapped, "bold": True, "bg_color": "#EEEEEE", "border": 1})
        self._cell = book.add_format(wrapped)
        self._line = book.add_format({"valign": "top"})
        self._share = book.add_format({"valign": "top", "num_format": "0%"})
        self._coloured = {
            sign: book.add_format({**wrapped, "bg_color": paper, "font_color": ink})
            for sign, (paper, ink) in _COLOURS.items()
        }

    def close(self) -> None:
        """Write the long texts on a sheet of their own, and finish."""
        if self._long:
            self.write(Table(label("page", "long-texts", self._lang), tuple(self._long)))
        self._book.close()

    def write(self, table: Table) -> None:
        """Add a sheet."""
        name = self._sheet_name(table.name)
        page = self._book.add_worksheet(name)
        line = self._line if table.rows else self._cell
        for number, text in enumerate(table.head):
            page.write_string(number, 0, self._cut(text, name, number, 0), line)
        if not table.rows:
            page.set_column(0, 0, _ALONE)
            return
        first = len(table.head) + (1 if table.head else 0)
        columns = table.names
        for column, (title, shown) in enumerate(zip(columns, heads(columns, self._lang), strict=True)):
            page.write_string(first, column, shown, self._header)
            wide = _SIGNED if title in table.signed else _NARROW
            fold = {"level": 1, "hidden": True} if title in table.folded else {}
            page.set_column(column, column, _WIDTHS.get(title, wide), None, fold)
        for number, values in enumerate(table.lines(), first + 1):
            page.set_row(number, _height(dict(zip(columns, values, strict=True)), table))
            for column, value in enumerate(map(plain, values)):
                if isinstance(value, str):
                    signed = columns[column] in table.signed
                    style = self._coloured.get(value[:1], self._cell) if signed else self._cell
                    page.write_string(number, column, self._cut(value, name, number, column), style)
                else:
                    style = self._share if columns[column] in _SHARES else self._cell
                    page.write_number(number, column, value, style)
        page.freeze_panes(first + 1, table.still)
        page.autofilter(first, 0, first + len(table.rows), len(columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(first)

    def _sheet_name(self, name: str) -> str:
        """``name`` without what Excel forbids in the name of a sheet, and unlike the others."""
        clean = "".join(char for char in name if char not in "[]:*?/\\'")[:28] or "-"
        found, number = clean, 2
        while found.lower() in self._names:
            found, number = f"{clean}{number}", number + 1
        self._names.add(found.lower())
        return found

    def _cut(self, text: str, sheet: str, row: int, column: int) -> str:
        """``text`` as a cell can hold it; what is too long goes on a sheet of its own, whole, in pieces."""
        shown = visible(text)
        if len(shown.encode("utf-16-le")) // 2 <= LIMIT:
            return shown
        for number, start in enumerate(range(0, len(shown), PIECE), 1):
            piece = shown[start : start + PIECE]
            self._long.append({"表": sheet, "行": row + 1, "列": column + 1, "段": number, "文字": piece})
        place = label("page", "long-texts", self._lang)
        note = label("page", "cut", self._lang).format(size=len(shown), sheet=place)
        return shown[: PIECE - len(note)] + note


def _height(values: Mapping[str, object], table: Table) -> float:
    """Points of a row that show the wrapped text of its cells alike in every program."""
    lines = [
        sum(max(1, -(-width(line) // _WIDTHS.get(name, _NARROW))) for line in str(plain(value)).split("\n"))
        for name, value in values.items()
        if name not in table.folded
    ]
    return min(_TALLEST, _LINE * max(lines, default=1))
