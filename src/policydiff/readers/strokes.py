"""The straight strokes of a page: read from the paths of the PDF engine, and the cells of tables that they enclose."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import product, takewhile
from statistics import fmean
from typing import Any, NamedTuple

from policydiff.readers.glyphs import Frame

NEAR = 3.0
"""Points within which two rules are one."""
SHORTEST = 8.0
"""Points that a rule of a table has at least."""
_SLANT = 0.5
"""Points by which the ends of a straight stroke may differ."""
_MAX_CROSSINGS = 250_000
"""A page with more places where rules may cross is a drawing, and has no table."""


class Stroke(NamedTuple):
    """A level or upright stroke, in points from the upper left corner of the page as seen."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Does it lie rather than stand?"""
        return self.x1 - self.x0 >= self.bottom - self.top


Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a cell."""

# ---- reading them


def strokes_of(paths: Iterable[Any], frame: Frame) -> Iterator[Stroke]:
    """The straight strokes of ``paths``, which are objects of pypdfium2 on a page that is seen as ``frame`` says.

    The sides of a filled box are strokes too: many programs draw a rule as a thin box.
    What is neither drawn nor filled, curves, and strokes aslant are left out.
    """
    import pypdfium2.raw as pdfium

    fill, drawn = ctypes.c_int(), ctypes.c_int()
    for path in paths:
        if not pdfium.FPDFPath_GetDrawMode(path, fill, drawn) or not (fill.value or drawn.value):
            continue
        matrix, form = path.get_matrix(), path.container
        while form is not None:  # what stands in a form lies where the form does
            matrix, form = matrix.multiply(form.get_matrix()), form.container
        for begin, end in _segments(path):
            stroke = _straight(frame.seen(*matrix.on_point(*begin)), frame.seen(*matrix.on_point(*end)))
            if stroke is not None:
                yield stroke


_Point = tuple[float, float]


def _segments(path: Any) -> Iterator[tuple[_Point, _Point]]:
    """The lines of a path from point to point, in its own coordinates."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    start = here = (0.0, 0.0)
    for place in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, place)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        match pdfium.FPDFPathSegment_GetType(segment):
            case pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            case pdfium.FPDF_SEGMENT_LINETO:
                yield here, point
        here = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield here, start
            here = start


def _straight(begin: _Point, end: _Point) -> Stroke | None:
    (x0, x1), (top, bottom) = sorted((begin[0], end[0])), sorted((begin[1], end[1]))
    wide, high = x1 - x0, bottom - top
    return Stroke(x0, top, x1, bottom) if min(wide, high) <= _SLANT < max(wide, high) else None


# ---- what they enclose


class _Rule(NamedTuple):
    """Strokes of one direction in one line: the place of the line, and from where to where it goes."""

    at: float
    begin: float
    end: float


def tables_between(strokes: Iterable[Stroke]) -> tuple[list[list[Box]], list[float]]:
    """The cells of each table that ``strokes`` enclose, tables from top to bottom, and where a table is left open.

    A table has two cells at least.  Where several upright rules end and no level one is drawn
    (a row that goes on overleaf), one is taken to be there; its height is what is said second.
    """
    level, upright = [], []
    for stroke in strokes:
        if stroke.is_level:
            level.append(_Rule((stroke.top + stroke.bottom) / 2, stroke.x0, stroke.x1))
        else:
            upright.append(_Rule((stroke.x0 + stroke.x1) / 2, stroke.top, stroke.bottom))
    level, upright = _joined(level), _joined(upright)
    if len(level) * len(upright) > _MAX_CROSSINGS or len(upright) ** 2 > _MAX_CROSSINGS:
        return [], []
    added = _open_ends(level, upright)
    return _tables(_cells([*level, *added], upright)), [rule.at for rule in added]


def _joined(rules: Sequence[_Rule]) -> list[_Rule]:
    """Rules that are near to one another as one; what is too short for a table is left out."""
    lines: list[list[_Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][-1].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    found: list[_Rule] = []
    for line in lines:
        at = fmean(rule.at for rule in line)
        pieces: list[_Rule] = []
        for _, begin, end in sorted(line, key=lambda rule: rule.begin):
            if pieces and begin <= pieces[-1].end + NEAR:
                pieces[-1] = pieces[-1]._replace(end=max(pieces[-1].end, end))
            else:
                pieces.append(_Rule(at, begin, end))
        found.extend(piece for piece in pieces if piece.end - piece.begin >= SHORTEST)
    return found


def _open_ends(level: Sequence[_Rule], upright: Sequence[_Rule]) -> list[_Rule]:
    """A level rule where several upright ones end and none is drawn."""
    added: list[_Rule] = []
    for end in ("begin", "end"):
        for rule in upright:
            y = getattr(rule, end)
            peers = [other.at for other in upright if abs(getattr(other, end) - y) <= NEAR]
            first, last = min(peers), max(peers)
            drawn = any(
                abs(other.at - y) <= NEAR and other.begin < last and other.end > first
                for other in (*level, *added)
            )
            if len(peers) >= 2 and not drawn:
                added.append(_Rule(y, first, last))
    return added


def _cells(level: Sequence[_Rule], upright: Sequence[_Rule]) -> list[Box]:
    """The smallest boxes between rules: from each crossing the nearest that closes on all four sides."""
    crossings: dict[tuple[float, float], tuple[set[_Rule], set[_Rule]]] = {}
    rows: dict[float, list[float]] = {}
    columns: dict[float, list[float]] = {}
    for up in sorted(upright):
        for flat in sorted(level):
            if up.begin - NEAR <= flat.at <= up.end + NEAR and flat.begin - NEAR <= up.at <= flat.end + NEAR:
                point = (up.at, flat.at)
                if point not in crossings:
                    crossings[point] = (set(), set())
                    rows.setdefault(flat.at, []).append(up.at)
                    columns.setdefault(up.at, []).append(flat.at)
                crossings[point][0].add(up)
                crossings[point][1].add(flat)

    def joined(first: tuple[float, float], second: tuple[float, float], side: int) -> bool:
        return not crossings[first][side].isdisjoint(crossings[second][side])

    found: list[Box] = []
    for point in sorted(crossings):
        x, y = point
        below = [(x, other) for other in columns[x] if other > y]
        right = [(other, y) for other in rows[y] if other > x]
        below = list(takewhile(partial(joined, point, side=0), below))
        right = list(takewhile(partial(joined, point, side=1), right))
        for under, beside in product(below, right):
            corner = (beside[0], under[1])
            if corner in crossings and joined(corner, beside, 0) and joined(corner, under, 1):
                found.append((*point, *corner))
                break
    return found


def _tables(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that share corners, together; from top to bottom, without cells that stand alone."""
    at: dict[tuple[float, float], list[Box]] = {}
    for cell in cells:
        for corner in _corners(cell):
            at.setdefault(corner, []).append(cell)
    tables: list[list[Box]] = []
    seen: set[Box] = set()
    for cell in cells:
        if cell in seen:
            continue
        seen.add(cell)
        table = [cell]
        for member in table:  # grows while it is walked
            for corner in _corners(member):
                for other in at.pop(corner, ()):
                    if other not in seen:
                        seen.add(other)
                        table.append(other)
        tables.append(sorted(table))
    return sorted(
        (table for table in tables if len(table) > 1),
        key=lambda table: min((top, x0) for x0, top, _, _ in table),
    )


def _corners(cell: Box) -> list[tuple[float, float]]:
    x0, top, x1, bottom = cell
    return [(x0, top), (x0, bottom), (x1, top), (x1, bottom)]
