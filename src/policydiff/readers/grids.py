"""Tables on pages: ruled ones, ones without rules, and ones that go on over pages.

pdfplumber finds the cells between rules.  What it cannot know is added here:
the edge that a page break leaves open, rows split by it, headers printed again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from policydiff.model import Notice
from policydiff.readers.glyphs import Glyph
from policydiff.readers.layout import Line, cell_text, lines_of
from policydiff.readers.tables import rows as table_lines
from policydiff.wording import notice

_NEAR = 3.0
"""Points within which two rules are one."""


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


def find_grids(page: Any, number: int, glyphs: Sequence[Glyph]) -> tuple[list[Grid], list[Glyph]]:
    """The ruled tables of two and more columns on a page of pdfplumber, and the characters outside them."""
    edges = [edge for edge in page.edges if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= 1]
    return grids_between(edges, number, glyphs)


def grids_between(
    edges: Sequence[dict[str, Any]], number: int, glyphs: Sequence[Glyph]
) -> tuple[list[Grid], list[Glyph]]:
    """The tables that ``edges``, horizontal and vertical, enclose."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges(
        list(edges),
        snap_x_tolerance=_NEAR,
        snap_y_tolerance=_NEAR,
        join_x_tolerance=_NEAR,
        join_y_tolerance=_NEAR,
    )
    merged = [edge for edge in merged if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= 8]
    added = _missing_edges(merged)
    cells = intersections_to_cells(edges_to_intersections([*merged, *added], _NEAR, _NEAR))
    found: list[Grid] = []
    rest = list(glyphs)
    for boxes in cells_to_tables(cells):
        grid, rest = _grid(boxes, number, rest, [edge["top"] for edge in added])
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: grid.top), rest


def _missing_edges(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A horizontal rule where several vertical ones end and none is drawn: a row that goes on overleaf."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    added: list[dict[str, Any]] = []
    for end in ("top", "bottom"):
        for edge in upright:
            y = edge[end]
            peers = [other for other in upright if abs(other[end] - y) <= _NEAR]
            x0, x1 = min(p["x0"] for p in peers), max(p["x1"] for p in peers)
            drawn = any(
                abs(rule["top"] - y) <= _NEAR and rule["x0"] < x1 and rule["x1"] > x0
                for rule in (*across, *added)
            )
            if len(peers) >= 2 and not drawn:
                added.append(
                    {
                        **edge,
                        "x0": x0,
                        "x1": x1,
                        "top": y,
                        "bottom": y,
                        "orientation": "h",
                        "width": x1 - x0,
                        "height": 0,
                    }
                )
    return added


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _index(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - value))


def _grid(
    boxes: Sequence[tuple[float, float, float, float]],
    number: int,
    glyphs: list[Glyph],
    added: Sequence[float],
) -> tuple[Grid | None, list[Glyph]]:
    xs = _places(x for box in boxes for x in (box[0], box[2]))
    ys = _places(y for box in boxes for y in (box[1], box[3]))
    wide = len(xs) - 1
    if wide < 2 or len(ys) < 2:
        return None, glyphs
    owner: dict[int, list[Glyph]] = {place: [] for place in range(len(boxes))}
    rest: list[Glyph] = []
    inside = list(enumerate(boxes))
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        if not (xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]):
            rest.append(glyph)
            continue
        place = next((i for i, (x0, top, x1, bottom) in inside if x0 <= x < x1 and top <= y < bottom), None)
        if place is None:
            rest.append(glyph)
        else:
            owner[place].append(glyph)
    if not any(owner.values()):
        return None, glyphs
    cells = [[""] * wide for _ in range(len(ys) - 1)]
    for place, (x0, top, x1, bottom) in enumerate(boxes):
        text = cell_text(owner[place], x0, x1)
        for row in range(_index(ys, top), _index(ys, bottom)):
            for column in range(_index(xs, x0), _index(xs, x1)):
                cells[row][column] = text
    grid = Grid(
        ys[0],
        ys[-1],
        tuple(xs),
        tuple(map(tuple, cells)),
        (number,) * len(cells),
        any(abs(y - ys[-1]) <= _NEAR for y in added),
    )
    return grid, rest


# over pages


def continue_grid(first: Grid, second: Grid) -> Grid | None:
    """``first`` with the rows of ``second``, the next table overleaf; None when that is another table."""
    columns = _common(first.columns, second.columns)
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


def _common(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...] | None:
    """The columns of both, when one has all of the other's; margins may differ from page to page."""
    shift = first[0] - second[0]
    moved = [place + shift for place in second]
    if abs(moved[-1] - first[-1]) > 2 * _NEAR:
        return None
    many, few = (first, moved) if len(first) >= len(moved) else (moved, first)
    if all(any(abs(place - other) <= 2 * _NEAR for other in many) for place in few):
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


def loose_grids(lines: Sequence[Line], header: Line | None = None) -> list[tuple[int, int, Grid, Line]]:
    """Tables of tasks that only white space keeps apart: first and last line, the grid, and its header.

    Only what has a header of a task table counts; ``header`` is that of a
    table on the page before, which may go on here.
    """
    found: list[tuple[int, int, Grid, Line]] = []
    if header is not None and lines and len(lines[0].words) != len(header.words):
        end = _reach(lines, 0, header)
        grid = _loose(lines[:end], header) if end else None
        if grid is not None:
            found.append((0, end, grid, header))
    at = found[-1][1] if found else 0
    while at < len(lines):
        if len(lines[at].words) >= 3:
            end = _reach(lines, at + 1, lines[at])
            grid = _loose(lines[at + 1 : end], lines[at]) if end > at + 1 else None
            if grid is not None:
                found.append((at, end, grid, lines[at]))
                at = end
                continue
        at += 1
    return found


def _gutters(header: Line) -> list[tuple[float, float]]:
    words = header.words
    return [(a.x1, b.x0) for a, b in itertools.pairwise(words)]


def _narrowed(gutter: tuple[float, float], line: Line) -> tuple[float, float] | None:
    """The widest part of ``gutter`` in which ``line`` has no character."""
    begin, end = gutter
    inside = sorted((g.x0, g.x1) for g in line.glyphs if g.x1 > begin and g.x0 < end)
    best, at = (begin, begin), begin
    for x0, x1 in (*inside, (end, end)):
        if x0 - at > best[1] - best[0]:
            best = (at, x0)
        at = max(at, x1)
    return best if best[1] - best[0] >= 0.5 * line.size else None


def _reach(lines: Sequence[Line], begin: int, header: Line) -> int:
    """Where the lines end that keep the columns of ``header`` clear."""
    gutters = _gutters(header)
    at = begin
    before = header if begin else None
    while at < len(lines):
        line = lines[at]
        if before is not None and line.base - before.base > 4 * line.size:
            break
        narrowed = [_narrowed(gutter, line) for gutter in gutters]
        if any(gutter is None for gutter in narrowed):
            break
        gutters = [gutter for gutter in narrowed if gutter is not None]
        before = line
        at += 1
    return at


def _loose(lines: Sequence[Line], header: Line) -> Grid | None:
    gutters = _gutters(header)
    for line in lines:
        gutters = [_narrowed(gutter, line) or gutter for gutter in gutters]
    middles = [(a + b) / 2 for a, b in gutters]
    everything = [header, *lines]
    left = min(line.x0 for line in everything) - 1
    right = max(line.x1 for line in everything) + 1
    columns = [left, *middles, right]
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    if not glyphs:
        return None
    strips = [[g for g in glyphs if a <= (g.x0 + g.x1) / 2 < b] for a, b in itertools.pairwise(columns)]
    edges = _row_edges([lines_of(1, strip) for strip in strips])
    cells = [tuple(word.text for word in header.words)]
    for top, bottom in itertools.pairwise(edges):
        cells.append(
            tuple(
                cell_text([g for g in strip if top <= g.base < bottom], a, b)
                for strip, a, b in zip(strips, columns, columns[1:], strict=False)
            )
        )
    grid = Grid(
        min(line.top for line in everything) if lines[0].page == header.page else lines[0].top,
        lines[-1].bottom,
        tuple(columns),
        tuple(cells),
        (lines[0].page,) * len(cells),
        ruled=False,
    )
    _, notices = table_lines(grid.cells)
    return grid if any(item.code == "task-table" for item in notices) else None


def _row_edges(strips: Sequence[Sequence[Line]]) -> list[float]:
    """Where the rows part: at the numbers of the first column, whether they stand at the top or in the middle."""
    numbers = [line.base for line in strips[0]]
    main = [line.base for line in max(strips[1:], key=len)]
    first = min(strip[0].base for strip in strips if strip)
    last = max(strip[-1].base for strip in strips if strip)
    size = median(line.size for strip in strips for line in strip)
    if not numbers:
        return [first - 1, last + 1]
    tops = sum(any(abs(base - number) < 0.4 * size for base in main) for number in numbers)
    if tops == len(numbers) and (not main or main[0] > numbers[0] - 0.4 * size):
        starts = [number - 0.5 * size for number in numbers]
        return [min(first, starts[0]) - 1, *starts[1:], last + 1]
    edges = [first - 1]
    for number in numbers[:-1]:
        reach = 2 * number - next((base for base in main if base > edges[-1]), number)
        inside = [base for base in main if edges[-1] < base <= reach + 0.6 * size]
        edges.append(max([*inside, number]) + 0.3 * size)
    return [*edges, last + 1]
