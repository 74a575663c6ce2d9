"""Excel and WPS workbooks (.xlsx, .xls, .et): each sheet as a table of tasks, as officials keep them.

A new workbook is a zip package that is read here within its limits, with the
merged cells, hidden rows and number formats (0.95 shown as 95%) that an
official sees; an old one is read by calamine.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policydiff.errors import UnreadableSource
from policydiff.model import Notice
from policydiff.readers.limits import check_lines
from policydiff.readers.oldsheets import read_old_sheets, shortest
from policydiff.readers.package import Package, open_package
from policydiff.readers.tables import rows
from policydiff.wording import notice

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_CELLS = 400_000
"""Cells of a sheet, merged ones counted where they cover; a list of 200 tasks has 2,000."""
_SPLIT = "确认是不是政策文件；只留任务表，另存为 .xlsx 再试"
_RESAVE = "用 Excel 或 WPS 打开，去掉打开密码，另存为 .xlsx 再试"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as the file holds it; rows and columns are counted from 1."""

    name: str
    cells: dict[tuple[int, int], str]
    """By row and column, as shown; what is hidden among them."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Top, left, bottom and right of each merged area."""
    hidden: bool = False
    hidden_parts: tuple[str, ...] = ()
    """The hidden rows and columns that hold something, as a reader names them."""


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...]]:
    """The sheets of a workbook as text, and notices on what is hidden in it.

    Hidden rows are read, for a filter may have hidden them; hidden sheets, which
    hold lists for choosing, are not.  Raises UnreadableSource for a damaged,
    protected or absurdly large workbook and for one without text.
    """
    sheets = open_sheets(data, where)
    seen = [sheet for sheet in sheets if not sheet.hidden]
    notices = [
        notice("hidden-cells", sheet=sheet.name, parts="、".join(sheet.hidden_parts))
        for sheet in seen
        if sheet.hidden_parts
    ]
    unseen = [sheet.name for sheet in sheets if sheet.hidden and sheet.cells]
    if unseen:
        notices.append(notice("hidden-sheets", sheets="、".join(unseen)))
    filled = [sheet for sheet in seen if sheet.cells]
    if not filled:
        raise UnreadableSource("Excel 文件里没有文字", where=where, hint="确认文件内容已保存")
    lines: list[str] = []
    for place, sheet in enumerate(filled):
        found, said = rows(_table(sheet, where))
        notices.extend(said)
        own = list(found)
        if not place and own and not own[0].startswith("|"):
            lines.append(f"# {own.pop(0)}")
        if len(filled) > 1:
            lines.append(f"## {sheet.name}")
        lines.extend(own)
    if len(filled) > 1:
        notices.append(notice("sheets", count=len(filled), sheets="、".join(sheet.name for sheet in filled)))
    return "\n".join(lines), "utf-8", tuple(notices)


def open_sheets(data: bytes, where: str) -> list[Sheet]:
    """The sheets of the workbook in ``data``, new or old; raises UnreadableSource as ``decode`` does."""
    return _new(data, where) if data.startswith(b"PK") else _old(data, where)


# cells to a table


def _table(sheet: Sheet, where: str) -> list[list[str]]:
    """The filled rows and columns, a merged cell in each place that it covers."""
    cells = sheet.cells
    used_rows = sorted({row for row, _ in cells})
    used_columns = sorted({column for _, column in cells})
    filled = len(used_rows) * len(used_columns)
    whole = dict(cells)
    for top, left, bottom, right in sheet.merged:
        text = cells.get((top, left), "")
        if not text:
            continue
        for row in _between(used_rows, top, bottom):
            for column in _between(used_columns, left, right):
                whole.setdefault((row, column), text)
                filled += 1
        if filled > MAX_CELLS:
            break
    if filled > MAX_CELLS:
        raise UnreadableSource(f"工作表超过 {MAX_CELLS:,} 格", where=where, hint=_SPLIT)
    check_lines(len(used_rows), where)
    return [[whole.get((row, column), "") for column in used_columns] for row in used_rows]


def _between(places: list[int], first: int, last: int) -> list[int]:
    return places[bisect_left(places, first) : bisect_right(places, last)]


# new workbooks


def _new(data: bytes, where: str) -> list[Sheet]:
    package = open_package(data, where)
    path = package.related("").get("officeDocument", "xl/workbook.xml")
    book = package.xml(path)
    folder = path.rpartition("/")[0]
    relations = package.xml(f"{folder}/_rels/{path.rpartition('/')[2]}.rels")
    targets = {
        str(relation.get("Id")): str(relation.get("Target") or "")
        for relation in (relations if relations is not None else ())
    }
    entries = list(_named(book, "sheet")) if book is not None else []
    if not entries:
        raise UnreadableSource("Excel 文件里没有工作表", where=where, hint=_RESAVE)
    related = package.related(path)
    texts = _shared_texts(package, related.get("sharedStrings", ""))
    settings = next(_named(book, "workbookPr"), None)
    formats = _formats(package, related.get("styles", ""))
    epoch = (
        date(1904, 1, 1) if settings is not None and settings.get("date1904") in _TRUE else date(1899, 12, 30)
    )
    found = []
    for entry in entries:
        identity = next((str(value) for key, value in entry.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(identity, "")
        place = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        root = package.xml(place)
        if root is not None:
            hidden = entry.get("state") in {"hidden", "veryHidden"}
            found.append(_sheet(root, str(entry.get("name") or ""), hidden, _Values(texts, formats, epoch)))
    return found


_TRUE = frozenset({"1", "true"})


def _named(root: _Element | None, name: str) -> Iterator[_Element]:
    """The elements called ``name`` in any of the two namespaces of such files."""
    return iter(()) if root is None else root.iter(f"{{*}}{name}")


def _shared_texts(package: Package, path: str) -> list[str]:
    return [_text_of(item) for item in _named(package.xml(path) if path else None, "si")]


def _text_of(item: _Element) -> str:
    """The text of a cell's runs, without what says how to pronounce it."""
    spoken = {id(inner) for aloud in _named(item, "rPh") for inner in _named(aloud, "t")}
    text = "".join(piece.text or "" for piece in _named(item, "t") if id(piece) not in spoken)
    return re.sub(r"_x([0-9A-Fa-f]{4})_", _written, text).replace("\r", "")


def _written(match: re.Match[str]) -> str:
    """The character that such files write as _x0041_; one that prints nothing is left out."""
    char = chr(int(match[1], 16))
    return char if char.isprintable() or char in "\t\n" else ""


def _formats(package: Package, path: str) -> list[str]:
    """The number format of each style of cell."""
    root = package.xml(path) if path else None
    own = {str(item.get("numFmtId")): str(item.get("formatCode") or "") for item in _named(root, "numFmt")}
    styles = next(_named(root, "cellXfs"), None)
    numbers = [str(style.get("numFmtId") or "0") for style in (styles if styles is not None else ())]
    return [own.get(number) or _BUILT_IN.get(number, "") for number in numbers]


_BUILT_IN = {"9": "0%", "10": "0.00%", "17": "yyyy-m", "22": "yyyy-m-d", "55": "yyyy-m", "57": "yyyy-m"} | {
    str(number): "yyyy-m-d" for number in (14, 15, 16, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 58)
}
"""The formats that files name by number only; the Chinese edition's among them."""


@dataclass(frozen=True, slots=True)
class _Values:
    """What is needed to print the value of a cell as its sheet shows it."""

    texts: list[str]
    formats: list[str]
    epoch: date

    def of(self, cell: _Element) -> str:
        """The text of ``cell``; empty for an error value."""
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return _text_of(cell)
        value = next(_named(cell, "v"), None)
        words = (value.text or "").strip() if value is not None else ""
        if kind == "s":
            return _one_of(self.texts, words)
        if kind == "n" and re.fullmatch(r"-?[0-9.]{1,40}(?:[Ee][+-]?[0-9]{1,3})?", words):
            return self._number(words, _one_of(self.formats, cell.get("s") or ""))
        return "" if kind in {"e", "b"} else words

    def _number(self, words: str, code: str) -> str:
        try:
            number = float(words)
        except ValueError:
            return words
        plain = re.sub(r"\"[^\"]*\"|\[[^\]]*\]|\\.", "", code)
        if "%" in plain:
            return shortest(number * 100) + "%"
        if re.search(r"[yY年]|m.*d", plain) and 0 < number < 2_900_000:
            day = self.epoch + timedelta(days=int(number))
            return _day(day, whole=re.search(r"[dD]|日", code) is not None)
        return shortest(number)


def _whole(figures: str | None) -> int | None:
    """The number that ``figures`` are; None for what no sheet has a use for."""
    return int(figures) if figures and re.fullmatch(r"[0-9]{1,9}", figures) else None


def _one_of(texts: Sequence[str], figures: str) -> str:
    """The text with that number, counted from 0; empty where there is none."""
    number = _whole(figures)
    return texts[number] if number is not None and number < len(texts) else ""


def _day(day: date, *, whole: bool = True) -> str:
    return f"{day.year}年{day.month}月" + (f"{day.day}日" if whole else "")


def _sheet(root: _Element, name: str, hidden: bool, values: _Values) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    parts: list[str] = []
    number = 0
    for row in _named(root, "row"):
        stated = row.get("r") or ""
        number = int(stated) if re.fullmatch(r"[0-9]{1,7}", stated) else number + 1
        column = 0
        holds = False
        for cell in _named(row, "c"):
            match = re.match(r"([A-Z]{1,3})[0-9]", cell.get("r") or "")
            column = _column(match[1]) if match else column + 1
            text = values.of(cell).strip()
            if text:
                cells[number, column] = text
                holds = True
        if holds and row.get("hidden") in _TRUE:
            parts.append(f"第 {number} 行")
    used = {column for _, column in cells}
    for item in _named(root, "col"):
        first, last = _whole(item.get("min")), _whole(item.get("max"))
        if item.get("hidden") in _TRUE and first is not None and last is not None:
            shut = sorted(column for column in used if first <= column <= last)
            parts.extend(f"第 {_letters(column)} 列" for column in shut)
    merged = (area for item in _named(root, "mergeCell") if (area := _area(item.get("ref") or "")))
    return Sheet(name, cells, tuple(merged), hidden, tuple(parts))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right of A1:C3."""
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", reference)
    return (int(match[2]), _column(match[1]), int(match[4]), _column(match[3])) if match else None


# old workbooks


def _old(data: bytes, where: str) -> list[Sheet]:
    sheets = read_old_sheets(data)
    if sheets is None:
        raise UnreadableSource("Excel 文件已损坏、过大或有密码，打不开", where=where, hint=_RESAVE)
    return [
        Sheet(
            sheet.name,
            {(row + 1, column + 1): text for (row, column), text in sheet.cells.items()},
            tuple((top + 1, left + 1, bottom + 1, right + 1) for top, left, bottom, right in sheet.merged),
            sheet.hidden,
        )
        for sheet in sheets
    ]
