"""Tables of tasks copied from a page as text, one cell a line, put together again.

The header names the columns, cell by cell; each row begins with its number,
or is as long as the header.  A cell goes to the column that it looks like it
belongs to, for merged cells stand in their first row only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from policydiff.lexicon import derived, load
from policydiff.readers.numbering import printed
from policydiff.readers.tables import is_header, role_of

WIDEST = 12
"""Columns of a header."""
MOST = 40
"""Cells of a row; a row of more is none."""


def unflattened(lines: list[str], place: int) -> tuple[list[list[str]], int]:
    """The table whose header begins with the line at ``place``, and where it ends; empty if none does."""
    words = lines[place].strip()
    if not words or len(words) > 16 or not role_of(words):
        return [], place
    header = _header(_cells(lines, place, WIDEST + 2)[0])
    if not header:
        return [], place
    numbered = role_of(header[0]) == "number"
    # no more of the text is looked at than the table needs: there may be a header in every line
    most = 4 * MOST
    while True:
        cells, ends = _cells(lines, place, most)
        grid, used = (_numbered if numbered else _periodic)(header, cells)
        if len(cells) < most or used + 2 * MOST < most:
            return ([header, *grid], ends[used - 1]) if len(grid) > 1 else ([], place)
        most *= 2


def _cells(lines: list[str], place: int, most: int) -> tuple[list[str], list[int]]:
    """At most so many cells from ``place`` on, and where each ends: what blank lines part where they part the header, else lines."""
    after = place + 1
    parted = after < len(lines) and not lines[after].strip()
    cells: list[str] = []
    ends: list[int] = []
    open_ = False
    for number in range(place, len(lines)):
        words = lines[number].strip()
        if not words:
            open_ = False
        elif open_ and parted:
            cells[-1] += "\n" + words
            ends[-1] = number + 1
        elif len(cells) == most:
            break
        else:
            cells.append(words)
            ends.append(number + 1)
            open_ = True
    return cells, ends


_SENTENCE = re.compile(r"[。；，]")


def _header(cells: Sequence[str]) -> list[str]:
    """The cells of the header: up to the first number where the first column counts, else those that name columns."""
    numbered = role_of(cells[0]) == "number"
    end = 1
    while end < min(len(cells), WIDEST + 1):
        cell = cells[end]
        if len(cell) > 16 or _SENTENCE.search(cell) or (cell in _FIRST if numbered else not role_of(cell)):
            break
        end += 1
    found = list(cells[:end])
    if len(found) > WIDEST or (numbered and (end == len(cells) or cells[end] not in _FIRST)):
        return []
    return found if is_header(found) else []


_FIRST = frozenset({"1", "1.", "1、", "一", "（一）", "(1)", "（1）", "01"})
_OUTSIDE = re.compile(r"附\s*[件表]|第[一二三四五六七八九十]+[章条]|[（(]?(?:注|备注|说明)[：:]|#{1,6}\s")
_GROUP = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])[^。；]{2,30}")


def _numbered(header: list[str], cells: Sequence[str]) -> tuple[list[list[str]], int]:
    """The rows that begin with 1, 2, 3 …, and how many cells they take with the header."""
    width = len(header)
    grid: list[list[str]] = []
    place, number, longest = width, 1, 0
    while place < len(cells):
        if list(cells[place : place + width]) == header:  # printed again on the next page
            place += width
            continue
        if not _is_number(cells[place], number):
            break
        end = place + 1
        group = ""
        while end < min(len(cells), place + MOST):
            cell = cells[end]
            if (
                _is_number(cell, number + 1)
                or _OUTSIDE.match(cell)
                or list(cells[end : end + width]) == header
            ):
                break
            end += 1
        more = end < len(cells) and (_is_number(cells[end], number + 1) or cells[end] == header[0])
        if not more:  # nothing says where the last row ends: it is no longer than the others
            end = min(end, place + 1 + max(longest, width - 1))
            end = next((i for i in range(place + 2, end) if _GROUP.fullmatch(cells[i])), end)
        own = list(cells[place + 1 : end])
        while own and more and len(own) > 1 and _GROUP.fullmatch(own[-1]):
            group = own.pop()
        own = _whole(own)
        longest = max(longest, len(own))
        grid.append([cells[place], *_placed(own, header[1:])])
        if group:
            grid.append([group] * width)
        place, number = end, number + 1
        if not more:
            break
    return grid, place


def _whole(cells: Sequence[str]) -> list[str]:
    """The cells, with one that a comma leaves open joined to the next: 财务室、｜各社区."""
    found: list[str] = []
    for cell in cells:
        if found and found[-1].endswith(("、", "，", ",")):
            found[-1] += "\n" + cell
        else:
            found.append(cell)
    return found


def _is_number(cell: str, number: int) -> bool:
    """Does ``cell`` count ``number``, in figures or as 一、（一）?"""
    if len(cell) > 6:
        return False
    bare = cell.strip("（）()、.． ")
    return bare.lstrip("0") == str(number) or bare == printed(number, "chineseCountingThousand")


def _periodic(header: list[str], cells: Sequence[str]) -> tuple[list[list[str]], int]:
    """Rows as long as the header, as long as their units and dates stand in the columns of these."""
    width = len(header)
    roles = [role_of(word) for word in header]
    shown = [i for i, role in enumerate(roles) if role in {"lead", "responsible", "deadline"}]
    grid: list[list[str]] = []
    place = width
    while shown and place + width <= len(cells):
        row = list(cells[place : place + width])
        if _GROUP.fullmatch(row[0]) and _fit(row[shown[0]], roles[shown[0]]) < 1:
            grid.append([row[0]] * width)
            place += 1
            continue
        if any(_fit(row[i], roles[i]) < 1 for i in shown) or any(_OUTSIDE.match(cell) for cell in row):
            break
        grid.append(row)
        place += width
    while grid and len(set(grid[-1])) == 1:  # a heading below the table is none of it
        grid.pop()
        place -= 1
    return grid, place


# which column a cell belongs to


def _placed(cells: list[str], header: list[str]) -> list[str]:
    """The cells of one row in their columns, in order; several in one column are its paragraphs."""
    roles = [role_of(word) or "value" for word in header]
    last_task = max((i for i, role in enumerate(roles) if role == "task"), default=0)
    plain = [i for i, role in enumerate(roles) if i == last_task or role not in {"task", "value", "other"}]
    if len(cells) == len(roles) and all(_fit(cells[i], roles[i]) >= 0 for i in plain):
        return cells

    @cache
    def best(cell: int, column: int) -> tuple[int, tuple[int, ...]]:
        """The best score from here on, and how many cells each column takes."""
        if column == len(roles):
            return (0, ()) if cell == len(cells) else (-1000, ())
        found: list[tuple[int, tuple[int, ...]]] = []
        gain = 0
        for count in range(len(cells) - cell + 1):
            if count:
                words, role = cells[cell + count - 1], roles[column]
                gain += _fit(words, role) if role != "task" or column == last_task else _fit(words, "group")
                gain -= 1 if count > 1 else 0
            empty = 0 if count else (-1 if column < last_task else -2)
            after, counts = best(cell + count, column + 1)
            found.append((gain + empty + after, (count, *counts)))
        return max(found, key=lambda one: one[0])

    placed: list[str] = []
    start = 0
    for count in best(0, 0)[1]:
        placed.append("\n".join(cells[start : start + count]))
        start += count
    return placed


@derived
def _unit() -> re.Pattern[str]:
    return re.compile(
        load("responsible")["prose"]["unit_end"].removesuffix("$") + r"(?:（[^（）]{1,20}）)?[、，]?$"
    )


_DATE = re.compile(
    r"[^。]{0,12}(?:\d{4}年|\d{1,2}月|年底|[一二三四]季度|上半年|下半年|长期|持续|每年|每月|每季|立即|全年|\d{4}[./-]\d{1,2})[^。]{0,20}"
)


def _fit(cell: str, role: str) -> int:
    """How well ``cell`` looks like one of its column: 2, 0 or -2."""
    short = "".join(cell.split())
    is_date = _DATE.fullmatch(short) is not None and len(short) <= 30
    names = [] if re.search(r"[。；\d]", short) else re.split(r"[、，]", short.rstrip("、，"))
    is_unit = bool(names) and sum(bool(_unit().search(name)) for name in names) * 2 >= len(names)
    match role:
        case "deadline":
            return 2 if is_date else -2
        case "lead" | "responsible":
            return 2 if is_unit else -2
        case "task":
            return 2 if not is_unit and (re.search(r"[。；，]", short) or len(short) > 12) else -is_unit
        case "group":
            return -2 if len(short) > 20 or is_unit or re.search(r"[。；]", short) else 1
    return -1 if is_unit or is_date else 0
