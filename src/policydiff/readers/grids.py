"""Tables on pages: ruled ones, ones without rules, and ones that go on over pages.

Of ruled ones the cells come from :mod:`policydiff.readers.strokes`.  What a page cannot know
is added here: rows split by a page break, headers printed again.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from policydiff.model import Notice
from policydiff.readers.glyphs import Glyph
from policydiff.readers.layout import Line, cell_text, clear_part, lines_of
from policydiff.readers.strokes import NEAR, Box, Stroke, tables_between
from policydiff.readers.tables import rows as table_lines
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the text of its cells row by row, merged cells repeated, and the page of each row."""

    top: float
    bottom: float
    columns: tuple[float, ...]
    """The places of its vertical rules, left to right."""
    cells: tuple[tuple[str, ...], ...]
    pages: tuple[int, ...]
    is_open: bool = False
    """The last row has no rule below it: it goes on overleaf."""
    ruled: bool = True


def grids_between(
    strokes: Iterable[Stroke], number: int, glyphs: Sequence[Glyph], slack: float = 0.1
) -> tuple[list[Grid], list[Glyph]]:
    """The tables that ``strokes`` enclose, and the characters outside them; places may be ``slack`` ems wrong."""
    tables, added = tables_between(strokes)
    found: list[Grid] = []
    rest = list(glyphs)
    for boxes in tables:
        grid, rest = _grid(boxes, number, rest, added, slack)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: grid.top), rest


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _index(places: Sequence[float], value: float) -> int:
    """Behind which of ``places`` a value lies; -1 before the first."""
    return bisect_right(places, value) - 1


def _grid(
    boxes: Sequence[Box],
    number: int,
    glyphs: list[Glyph],
    added: Sequence[float],
    slack: float,
) -> tuple[Grid | None, list[Glyph]]:
    xs = _places(x for box in boxes for x in (box[0], box[2]))
    ys = _places(y for box in boxes for y in (box[1], box[3]))
    wide = len(xs) - 1
    if wide < 2 or len(ys) < 2:
        return None, glyphs
    at = {
        (row, column): box
        for box in boxes
        for row in range(_index(ys, box[1]), _index(ys, box[3]))
        for column in range(_index(xs, box[0]), _index(xs, box[2]))
    }
    owner: dict[Box, list[Glyph]] = {box: [] for box in boxes}
    rest: list[Glyph] = []
    for glyph in glyphs:
        middle, height = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        box = at.get((_index(ys, height), _index(xs, middle)))
        (rest if box is None else owner[box]).append(glyph)
    if not any(owner.values()):
        return None, glyphs
    texts = {box: cell_text(inside, box[0], box[2], slack) for box, inside in owner.items()}
    cells = [
        [texts[at[row, column]] if (row, column) in at else "" for column in range(wide)]
        for row in range(len(ys) - 1)
    ]
    grid = Grid(
        ys[0],
        ys[-1],
        tuple(xs),
        tuple(map(tuple, cells)),
        (number,) * len(cells),
        any(abs(y - ys[-1]) <= NEAR for y in added),
    )
    return grid, rest


# over pages


def continue_grid(first: Grid, second: Grid) -> Grid | None:
    """``first`` with the rows of ``second``, the next table overleaf; None when that is another table."""
    columns = _common(first.columns, second.columns, first.ruled)
    if columns is None:
        return None
    above, below = _recast(first, columns), _recast(second, columns)
    head = 0
    while (
        head < min(3, len(below), len(above)) and _key(below[head]) == _key(above[head]) and any(above[head])
    ):
        head += 1
    pages = second.pages[head:]
    below = below[head:]
    if below and _is_rest(above, below[0], first.is_open):
        above[-1] = tuple(_glued(a, b) for a, b in zip(above[-1], below[0], strict=True))
        below, pages = below[1:], pages[1:]
    return replace(
        first,
        bottom=second.bottom,
        columns=columns,
        cells=(*above, *below),
        pages=(*first.pages, *pages),
        is_open=second.is_open,
    )


def _common(first: Sequence[float], second: Sequence[float], ruled: bool) -> tuple[float, ...] | None:
    """The columns of both, when one has all of the other's; margins may differ from page to page."""
    if len(first) == len(second) and not ruled:
        return tuple(first)
    shift = first[0] - second[0]
    moved = [place + shift for place in second]
    if abs(moved[-1] - first[-1]) > 2 * NEAR:
        return None
    many, few = (first, moved) if len(first) >= len(moved) else (moved, first)
    if all(any(abs(place - other) <= 2 * NEAR for other in many) for place in few):
        return tuple(many)
    return None


def _recast(grid: Grid, columns: Sequence[float]) -> list[tuple[str, ...]]:
    """The rows over more columns than they were found with: a cell is repeated in all it covers."""
    if len(grid.columns) == len(columns):
        return list(grid.cells)
    own = [place - grid.columns[0] + columns[0] for place in grid.columns]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(columns)]
    source = [
        next((i for i in range(len(own) - 1) if own[i] <= middle < own[i + 1]), len(own) - 2)
        for middle in middles
    ]
    return [tuple(row[i] for i in source) for row in grid.cells]


def _key(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"\s", "", cell) for cell in row)


_NUMBER = re.compile(r"[（(]?[0-9０-９一二三四五六七八九十百]{1,4}[)）.．、]?")
_ENDS = "。；！？;!?"


def _is_rest(above: Sequence[Sequence[str]], row: Sequence[str], is_open: bool) -> bool:
    """Is ``row``, the first of a page, the rest of the last row of the page before?"""
    if is_open:
        return True
    last = above[-1]
    column = _number_column(above)
    if column is not None and (row[column] or not last[column]):
        return False
    if column is None and (not last[0] or row[0]):
        return False
    both = [(a, b) for i, (a, b) in enumerate(zip(last, row, strict=True)) if b and i != column]
    if not both or not all(a for a, _ in both):
        return False
    if any(a[-1] not in _ENDS for a, _ in both):
        return True
    return any(a and not b for i, (a, b) in enumerate(zip(last, row, strict=True)) if i != column)


def _number_column(rows: Sequence[Sequence[str]]) -> int | None:
    for column in range(min(2, len(rows[0]))):
        filled = [row[column] for row in rows[1:] if row[column]]
        if filled and sum(bool(_NUMBER.fullmatch(cell)) for cell in filled) * 5 >= 4 * len(filled):
            return column
    return None


def _glued(above: str, below: str) -> str:
    if not above or not below:
        return above or below
    if above == below:
        return above  # a merged cell printed again overleaf
    return f"{above}\n{below}" if above[-1] in _ENDS else above + below


# to text


def grid_lines(grid: Grid) -> tuple[list[tuple[int, str]], list[Notice]]:
    """The lines of a table, each with the page it begins on, and notices."""
    lines, notices = table_lines(grid.cells)
    found: list[tuple[int, str]] = []
    at = 0
    keys = ["".join(_key(row)) for row in grid.cells]
    for line in lines:
        words = re.sub(r"[\s|#*]", "", line)
        tail = words[-8:]
        for place in range(at, len(keys)):
            if tail and tail in keys[place]:
                at = place
                break
        found.append((grid.pages[at], line))
    text = re.sub(r"\s", "", "".join(lines))
    lost = {
        (page, part)
        for page, row in zip(grid.pages, grid.cells, strict=True)
        for cell in row
        for part in (re.sub(r"\s", "", line) for line in cell.split("\n"))
        if part and part not in text
    }
    header = set(_key(grid.cells[0]))
    pages = sorted({page for page, part in lost if part not in header and not _survives(part, text)})
    extra = [notice("table-text-lost", pages=_listed(pages))] if pages else []
    return found, [*notices, *extra]


def _survives(part: str, text: str) -> bool:
    """Lists of units are joined with 、 and lose their full stop."""
    return all(piece in text for piece in re.split(r"[、，；;,。：:]", part))


def _listed(pages: Sequence[int]) -> str:
    return "、".join(map(str, pages))


# tables without rules


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a table without rules: its words, and the white strips between its columns."""

    cells: tuple[str, ...]
    gutters: tuple[tuple[float, float], ...]


def loose_grids(lines: Sequence[Line], head: Head | None = None) -> list[tuple[int, int, Grid, Head]]:
    """Tables of tasks that only white space keeps apart: first and last line, the grid, and its header.

    Only what has a header of a task table counts; ``head`` is that of a table
    at the end of the page before, which may go on here.
    """
    found: list[tuple[int, int, Grid, Head]] = []
    at = 0
    while at < len(lines):
        anchor = next((line for line in lines[at : at + 3] if len(line.words) >= 3), None)
        if anchor is not None and len(lines[at].words) >= 2:
            gutters = [(a.x1, b.x0) for a, b in itertools.pairwise(anchor.words)]
            end, gutters = _reach(lines, at, gutters)
            begin, own = _head_of(lines[at:end], tuple(gutters), head)
            again = head is not None and own is not None and own.cells == head.cells
            grid = _loose(lines[at + begin : end], own, lines[at].top, again) if own else None
            if grid is None and head is not None and at == 0:
                # no header here: the rows of the page before go on
                end, gutters = _reach(lines, 0, list(head.gutters))
                own = Head(head.cells, tuple(gutters))
                grid = _loose(lines[:end], own, lines[0].top, True)
            if grid is not None and own is not None:
                found.append((at, end, grid, own))
                at = end
                continue
        at += 1
    return found


def _reach(
    lines: Sequence[Line], begin: int, gutters: list[tuple[float, float]]
) -> tuple[int, list[tuple[float, float]]]:
    """Where the lines end that keep ``gutters`` clear, and what is left of these."""
    at = begin
    while at < len(lines):
        line = lines[at]
        if at > begin and line.base - lines[at - 1].base > 4 * line.size:
            break
        narrowed = [clear_part(gutter, line) for gutter in gutters]
        if any(gutter is None for gutter in narrowed):
            break
        gutters = [gutter for gutter in narrowed if gutter is not None]
        at += 1
    return at, gutters


def _head_of(
    lines: Sequence[Line], gutters: tuple[tuple[float, float], ...], before: Head | None
) -> tuple[int, Head | None]:
    """How many of the first lines are the header, and what it says.

    The header of the page before printed again; else the lines before the
    first number, else one line.
    """
    found: dict[int, Head] = {}
    for count in range(1, min(5, len(lines))):
        edges = [lines[0].top - 1, lines[count].base - 1]
        cells = _cells(lines[:count], gutters, edges=edges)[0]
        found[count] = Head(tuple(cell.replace("\n", "") for cell in cells), gutters)
        if before is not None and found[count].cells == before.cells:
            return count, found[count]
    right = gutters[0][0] + 1
    for count in found:
        number = "".join(glyph.text for glyph in lines[count].glyphs if glyph.x1 <= right)
        if _NUMBER.fullmatch(number):
            return count, found[count]
    return 1, found.get(1)


def _columns_of(lines: Sequence[Line], gutters: Sequence[tuple[float, float]]) -> list[float]:
    middles = [(a + b) / 2 for a, b in gutters]
    return [min(line.x0 for line in lines) - 1, *middles, max(line.x1 for line in lines) + 1]


def _cells(
    lines: Sequence[Line],
    gutters: Sequence[tuple[float, float]],
    *,
    edges: Sequence[float] = (),
    continued: bool = False,
) -> list[tuple[str, ...]]:
    """The rows of ``lines`` between ``edges``, or where their numbers part them."""
    if not lines:
        return []
    columns = _columns_of(lines, gutters)
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    strips = [[g for g in glyphs if a <= (g.x0 + g.x1) / 2 < b] for a, b in itertools.pairwise(columns)]
    edges = edges or _row_edges([lines_of(1, strip) for strip in strips], continued)
    # the white between columns is no room for text: a column is as wide as its longest line
    reach = [(min((g.x0 for g in s), default=0.0), max((g.x1 for g in s), default=0.0)) for s in strips]
    return [
        tuple(
            cell_text([g for g in strip if top <= g.base < bottom], a, b)
            for strip, (a, b) in zip(strips, reach, strict=True)
        )
        for top, bottom in itertools.pairwise(edges)
    ]


def _loose(lines: Sequence[Line], head: Head, top: float, continued: bool) -> Grid | None:
    if not lines:
        return None
    cells = (head.cells, *_cells(lines, head.gutters, continued=continued))
    _, notices = table_lines(cells)
    if not any(item.code == "task-table" for item in notices):
        return None
    columns = tuple(_columns_of(lines, head.gutters))
    return Grid(top, lines[-1].bottom, columns, cells, (lines[0].page,) * len(cells), ruled=False)


def _row_edges(strips: Sequence[Sequence[Line]], continued: bool) -> list[float]:
    """Where the rows part: at the numbers of the first column, whether they stand at the top or in the middle.

    Where the table is ``continued`` from the page before, its first lines may
    belong to the row that page ended with.
    """
    numbers = [line.base for line in strips[0]]
    main = [line.base for line in max(strips[1:], key=len)]
    first = min(strip[0].base for strip in strips if strip)
    last = max(strip[-1].base for strip in strips if strip)
    size = median(line.size for strip in strips for line in strip)
    if not numbers:
        return [first - 1, last + 1]
    tops = sum(any(abs(base - number) < 0.4 * size for base in main) for number in numbers)
    if tops == len(numbers) and (continued or not main or main[0] > numbers[0] - 0.4 * size):
        starts = [number - 0.5 * size for number in numbers]
        rest = [first - 1] if first < starts[0] else []
        return [*rest, *(start - 1 for start in starts), last + 1]
    edges = [first - 1]
    for number in numbers[:-1]:
        reach = 2 * number - next((base for base in main if base > edges[-1]), number)
        inside = [base for base in main if edges[-1] < base <= reach + 0.6 * size]
        edges.append(max([*inside, number]) + 0.3 * size)
    return [*edges, last + 1]
