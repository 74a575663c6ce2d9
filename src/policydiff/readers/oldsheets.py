"""The cells of an old Excel workbook (.xls), read by calamine in a process of its own.

Damaged bytes can end the library with a panic or let it ask for all memory;
run so, only the helper ends, within its limits.

    python -m policydiff.readers.oldsheets < workbook.xls
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from datetime import date, time, timedelta

from policydiff.readers.apart import limit, run_apart

SECONDS = 60
"""Time for one workbook; one of 2,000 cells takes a tenth of a second."""
MAX_MEMORY = 220_000_000
MAX_AREA = 4_000_000
"""Cells of the smallest rectangle round all that a sheet holds."""


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One sheet as the file holds it; places are counted from 0."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...]
    """Top, left, bottom and right of each merged area."""


def read_old_sheets(data: bytes) -> list[OldSheet] | None:
    """The sheets of the workbook in ``data``; None for one that is damaged, protected or too large."""
    made = run_apart("policydiff.readers.oldsheets", data, memory=MAX_MEMORY + 3 * len(data), seconds=SECONDS)
    if made is None:
        return None
    return [
        OldSheet(
            name,
            hidden,
            {(row, column): text for row, column, text in cells},
            tuple((top, left, bottom, right) for top, left, bottom, right in merged),
        )
        for name, hidden, cells, merged in json.loads(made)
    ]


def shortest(number: float) -> str:
    """``number`` as a cell shows it, without the dust of binary fractions."""
    if abs(number) >= 1e15 or number != number:
        return str(number)
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def _shown(value: object) -> str:
    if isinstance(value, bool | time | timedelta):
        return ""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return shortest(float(value)) if isinstance(value, int | float) else str(value).replace("\r", "").strip()


def _found(data: bytes) -> list[object]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: list[object] = []
    for about in book.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > MAX_AREA:
            raise SystemExit(1)
        cells = [
            (row, column, text)
            for row, line in enumerate(sheet.to_python(skip_empty_area=False))
            for column, value in enumerate(line)
            if (text := _shown(value))
        ]
        merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
        found.append((about.name, about.visible != python_calamine.SheetVisibleEnum.Visible, cells, merged))
    return found


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(_found(sys.stdin.buffer.read())))
