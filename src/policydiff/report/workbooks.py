"""Workbooks: a header that stays in sight, filters, outcomes in colour, no text ever a formula.

XlsxWriter is imported only when one is made.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policydiff.labels import label
from policydiff.report.tables import Cell, Table, heads, plain
from policydiff.report.terminal import width
from policydiff.text import visible, writable

MADE = datetime(2000, 1, 1)
"""The date of every workbook, so that the same input gives the same bytes."""
LIMIT = 32_767
"""UTF-16 units that a cell of Excel holds."""
PIECE = 16_000
"""Characters of a long text in one cell: even if each takes two units they fit."""

_WIDTHS = {
    "原文": 42, "上级原文": 42, "下级原文": 42, "理由": 28, "标题": 32, "上级标题": 28, "下级标题": 28, "结果": 11,
    "最接近的下级条目": 48, "为何不够": 28, "责任单位": 18, "牵头单位": 22, "上级单位": 28, "下级单位": 28, "类别": 15,
    "上级相关条目": 32, "依据": 28, "复核意见": 32, "对象": 28, "范围": 28, "主题": 11, "编号": 20, "把握": 7,
    "上级编号": 20, "下级编号": 20, "文字": 90, "上级数值": 16, "下级数值": 16, "事项": 26, "差别": 24, "候选一": 32,
    "候选二": 30, "候选三": 30, "补充": 28, "整条结论": 12, "这一对": 11, "缺失的地方": 40, "下级文件": 24, "说明": 40, "谁来做": 18,
    "复核结论": 15, "复核批注": 18, "记录": 40, "复核人": 12, "时间": 14, "改配原文": 32, "时限": 11,
}  # fmt: skip
"""Characters of a column, a Chinese one for two; what stands unfolded fits the screen of a laptop."""
_NARROW = 12
_SHARES = frozenset({"把握", "应答率"})
"""Columns of shares of one, shown as percentages."""
_FONT = "微软雅黑"
_SIZE = 10.0
_LINE, _TALLEST = 15.0, 405.0
"""Points of one line of a cell, enough for every font that stands in for this one, and of the tallest row that Excel shows."""
_ALONE = 150
"""Width of the one column of a sheet that has lines only."""
_GRID, _CELL = 14, 11
"""Columns of a cover, and the width of each."""
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


@dataclass(frozen=True, slots=True)
class Cover:
    """The first sheet: what is to be known, a line to sign, and short tables below each other."""

    name: str
    title: str
    lines: Sequence[str] = ()
    ask: tuple[str, str] = ("", "")
    """What a reviewer is asked to write beside it, and how to go on."""
    parts: Sequence[tuple[str, Table, Mapping[str, int]]] = ()
    """Heading, table, and how many columns of the grid its columns take where it is not one."""


def workbook(sheets: Iterable[Cover | Table], lang: str = "zh") -> bytes:
    """A workbook of ``sheets``; no text is ever taken for a formula or a link, and the same rows give the same bytes."""
    buffer = io.BytesIO()
    book = _Book(buffer, lang)
    for sheet in sheets:
        if isinstance(sheet, Cover):
            book.cover(sheet)
        else:
            book.write(sheet)
    book.close()
    return buffer.getvalue()


class _Book:
    """A workbook being written, and the texts too long for a cell so far."""

    def __init__(self, buffer: io.BytesIO, lang: str) -> None:
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
        book.set_properties({"created": MADE, "author": "policydiff"})
        plain = {"font_name": _FONT, "font_size": _SIZE, "valign": "top"}
        wrapped = {**plain, "text_wrap": True, "border": 1, "border_color": "#D0D3D6"}
        self._header = book.add_format(
            {**wrapped, "bold": True, "bg_color": "#E8EAED", "valign": "vcenter", "font_color": "#20262C"}
        )
        self._cell = book.add_format(wrapped)
        self._line = book.add_format({**plain, "text_wrap": True})
        self._title = book.add_format({**plain, "text_wrap": True, "bold": True, "font_size": 14})
        self._heading = book.add_format({**plain, "bold": True, "font_size": 12})
        self._count = book.add_format({**wrapped, "num_format": '0;-0;"·"', "align": "center"})
        self._number = book.add_format({**wrapped, "align": "right"})
        self._share = book.add_format({**wrapped, "num_format": "0%", "align": "center"})
        self._asked = book.add_format({**wrapped, "bg_color": "#FFF9DB", "locked": False})
        self._coloured = {
            sign: book.add_format({**wrapped, "bg_color": paper, "font_color": ink, "bold": True})
            for sign, (paper, ink) in _COLOURS.items()
        }

    def close(self) -> None:
        """Write the long texts on a sheet of their own, and finish."""
        if self._long:
            self.write(Table(label("page", "long-texts", self._lang), tuple(self._long)))
        self._book.close()

    def cover(self, cover: Cover) -> None:
        """Add the first sheet: lines over the whole width, then tables on one grid."""
        name = self._sheet_name(cover.name)
        page = self._book.add_worksheet(name)
        page.set_column(0, _GRID - 1, _CELL)
        page.hide_gridlines(2)
        wide = _GRID * _CELL
        row = 0

        def put(column: int, span: int, value: object, style: Any) -> None:
            shown = plain(value)
            if span > 1:
                page.merge_range(row, column, row, column + span - 1, "", style)
            if isinstance(shown, str):
                page.write_string(row, column, self._cut(shown, name, row, column), style)
            else:
                page.write_number(row, column, shown, style)

        lines = [(cover.title, self._title, 1.4), *((line, self._line, 1.0) for line in cover.lines)]
        for line, style, size in lines:
            put(0, _GRID, line, style)
            page.set_row(row, min(_TALLEST, _LINE * size * _lines(line, int(wide / size))))
            row += 1
        label_, hint = cover.ask
        if label_:
            row += 1
            put(0, 1, label_, self._header)
            put(1, 2, "", self._asked)
            put(3, _GRID - 3, hint, self._line)
            page.set_row(row, _LINE * max(1.4, _lines(hint, wide - 3 * _CELL)))
            row += 1
        for heading, table, spans in cover.parts:
            row += 1
            page.set_row(row, _LINE * 1.3)
            page.write_string(row, 0, heading, self._heading)
            row += 1
            columns = table.names
            wanted = [spans.get(column, 1) for column in columns]
            starts = [sum(wanted[:place]) for place in range(len(wanted))]
            for start, span, head in zip(starts, wanted, heads(columns, self._lang), strict=True):
                put(start, span, head, self._header)
            page.set_row(row, _LINE * 2 if max(wanted) < 3 else _LINE * 1.3)
            for values in table.lines():
                row += 1
                tall = 1
                for column, start, span, value in zip(columns, starts, wanted, values, strict=True):
                    put(start, span, value, self._style(table, column, plain(value), counted=True))
                    tall = max(tall, _lines(str(plain(value)), span * _CELL))
                page.set_row(row, min(_TALLEST, _LINE * tall))
            row += 1
        self._paper(page, cover.title)

    def write(self, table: Table) -> None:
        """Add a sheet with a table, or with lines where it has no row."""
        name = self._sheet_name(table.name)
        page = self._book.add_worksheet(name)
        for number, text in enumerate(table.head):
            page.write_string(number, 0, self._cut(text, name, number, 0), self._line)
            if not table.rows:
                page.set_row(number, min(_TALLEST, _LINE * _lines(text, _ALONE)))
        self._paper(page, table.name)
        if not table.rows:
            page.set_column(0, 0, _ALONE)
            return
        first = len(table.head) + (1 if table.head else 0)
        columns = table.names
        page.set_row(first, _LINE * 2)
        for column, (title, head) in enumerate(zip(columns, heads(columns, self._lang), strict=True)):
            page.write_string(first, column, head, self._header)
            fold = {"level": 1, "hidden": True} if title in table.folded else {}
            page.set_column(column, column, _wide(title, table), None, fold)
        if columns[-1] in table.folded:
            page.set_column(len(columns), len(columns), 3, None, {"collapsed": True})
        asked: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for number, values in enumerate(table.lines(), first + 1):
            page.set_row(number, _height(dict(zip(columns, values, strict=True)), table))
            for column, value in enumerate(values):
                shown = plain(value)
                style = self._style(table, columns[column], shown)
                if isinstance(shown, str):
                    page.write_string(number, column, self._cut(shown, name, number, column), style)
                else:
                    page.write_number(number, column, shown, style)
                if isinstance(value, Cell) and value.choices:
                    asked.setdefault(value.choices, []).append((number, column))
        for choices, places in asked.items():
            self._ask(page, choices, places)
        page.freeze_panes(first + 1, table.still)
        page.autofilter(first, 0, first + len(table.rows), len(columns) - 1)
        page.repeat_rows(first)

    def _style(self, table: Table, column: str, value: int | float | str, *, counted: bool = False) -> Any:
        if column in table.asked:
            return self._asked
        if isinstance(value, str):
            return self._coloured.get(value[:1], self._cell) if column in table.signed else self._cell
        return self._share if column in _SHARES else self._count if counted else self._number

    def _ask(self, page: Any, choices: Sequence[str], places: Sequence[tuple[int, int]]) -> None:
        """A list to choose from in each of ``places``; what is typed and is none of it is refused with the list."""
        first, *others = _ranges([(row, column, row, column) for row, column in places])
        rule = {
            "validate": "list",
            "source": list(choices),
            "error_title": label("page", "ask-title", self._lang),
            "error_message": label("page", "ask-wrong", self._lang),
            "other_cells": others,
        }
        page.data_validation(*first, rule)

    def _paper(self, page: Any, title: str) -> None:
        """A4 across, as wide as the paper, with the title above and the number of the page below."""
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_header("&L&9" + visible(title)[:80].replace("&", "&&"))
        before, between, after = (
            label("page", "page-of", self._lang).replace("{pages}", "{page}").split("{page}")
        )
        page.set_footer(f"&C&9{before}&P{between}&N{after}")

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
        shown = writable(text)
        if len(shown.encode("utf-16-le")) // 2 <= LIMIT:
            return shown
        for number, start in enumerate(range(0, len(shown), PIECE), 1):
            piece = shown[start : start + PIECE]
            self._long.append({"表": sheet, "行": row + 1, "列": column + 1, "段": number, "文字": piece})
        place = label("page", "long-texts", self._lang)
        note = label("page", "cut", self._lang).format(size=len(shown), sheet=place)
        return shown[: PIECE - len(note)] + note


def _ranges(cells: Sequence[tuple[int, int, int, int]]) -> list[list[int]]:
    """``cells`` of a column, those below each other as one."""
    found: list[list[int]] = []
    for top, left, bottom, right in cells:
        if found and found[-1][2] == top - 1 and found[-1][1] == left:
            found[-1][2] = bottom
        else:
            found.append([top, left, bottom, right])
    return found


def _lines(text: str, wide: int) -> int:
    """How many lines ``text`` takes in a cell of ``wide`` characters; one is left for the margins."""
    return sum(max(1, -(-width(line) // (wide - 1))) for line in text.split("\n"))


def _wide(column: str, table: Table) -> int:
    """Characters of a column."""
    usual = _SIGNED if column in table.signed else _NARROW
    return table.widths.get(column, _WIDTHS.get(column, usual))


def _height(values: Mapping[str, object], table: Table) -> float:
    """Points of a row that show the wrapped text of its cells alike in every program."""
    lines = [
        _lines(str(plain(value)), _wide(name, table))
        for name, value in values.items()
        if name not in table.folded
    ]
    return min(_TALLEST, _LINE * max(lines, default=1))
