"""Tables of a page by the strokes that enclose them, however a program draws its rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.readers.pdf import decode
from policydiff.readers.strokes import Stroke, tables_between

XS, YS = (100, 200, 300, 450), (700, 660, 620, 580)
WORDS = ("No", "Task", "Office", "1", "Simplify", "Bureau A", "2", "Shorten", "Bureau B")
TEXT = "BT /F 12 Tf " + "".join(
    f"1 0 0 1 {XS[n % 3] + 10} {YS[n // 3] - 25} Tm ({word}) Tj " for n, word in enumerate(WORDS)
) + "ET\n"  # fmt: skip
EDGES = [(XS[0], y, XS[-1], y) for y in YS] + [(x, YS[-1], x, YS[0]) for x in XS]
CELLS = [(x0, y1, x1 - x0, y0 - y1) for x0, x1 in pairwise(XS) for y0, y1 in pairwise(YS)]  # fmt: skip
WHOLE = "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in EDGES)

DRAWN = {
    "one stroke for each rule": WHOLE,
    "all strokes in one path": "".join(f"{a} {b} m {c} {d} l " for a, b, c, d in EDGES) + "S\n",
    "a box for each cell": "".join("{} {} {} {} re S\n".format(*cell) for cell in CELLS),
    "a path that closes for each cell": "".join(
        f"{x} {y} m {x + w} {y} l {x + w} {y + h} l {x} {y + h} l h S\n" for x, y, w, h in CELLS
    ),
    "thin filled boxes": "".join(
        f"{a - 0.3} {b - 0.3} {max(c - a, 0.6)} {max(d - b, 0.6)} re f\n" for a, b, c, d in EDGES
    ),
    "dashes": "".join(
        f"{a + (c - a) * n / 60} {b + (d - b) * n / 60} m {a + (c - a) * (n + 0.7) / 60} {b + (d - b) * (n + 0.7) / 60} l S\n"
        for a, b, c, d in EDGES
        for n in range(60)
    ),
    "strokes a hair aslant": "".join(
        f"{a} {b} m {c + (0.2 if a == c else 0)} {d + (0.2 if b == d else 0)} l S\n" for a, b, c, d in EDGES
    ),
    "shaded cells beside a frame with round corners": WHOLE
    + "0.9 g 100 660 350 40 re f 0 g\n"
    + "80 540 m 80 730 l 80 740 90 750 100 750 c 480 750 l S\n",
    "a diagonal line beside them": WHOLE + "90 400 m 500 480 l S\n",
    "a matrix of their own": "q 2 0 0 2 100 500 cm\n"
    + "".join(
        f"{(a - 100) / 2} {(b - 500) / 2} m {(c - 100) / 2} {(d - 500) / 2} l S\n" for a, b, c, d in EDGES
    )
    + "Q\n",
}


def paper(content: str, form: str = "", turn: int = 0, outer: str = "") -> bytes:
    """A PDF of one page with the drawing ``content``; ``form`` is drawn by ``/X Do``, ``outer`` by ``/Y Do``."""

    def stream(text: str, kind: str = "") -> str:
        return f"<< {kind} /Length {len(text)} >>\nstream\n{text}\nendstream"

    box = "/Type /XObject /Subtype /Form /BBox [-9999 -9999 9999 9999]"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {turn} /Contents 4 0 R"
        " /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R /Y 7 0 R >> >> >>",
        stream(content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(form, f"{box} /Matrix [1 0 0 1 30 40]"),
        stream(outer, f"{box} /Matrix [2 0 0 2 10 20] /Resources << /XObject << /X 6 0 R >> >>"),
    ]
    found = "%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(found))
        found += f"{number} 0 obj\n{part}\nendobj\n"
    start = len(found)
    found += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n"
    found += "".join(f"{place:010} 00000 n \n" for place in places)
    found += f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return found.encode("latin-1")


def lines(data: bytes) -> list[str]:
    return decode(data, "x.pdf")[0].splitlines()


ROWS = lines(paper(TEXT + WHOLE))


def test_a_ruled_table_is_read_row_by_row() -> None:
    assert [line.split("：")[1:] for line in ROWS] == [
        ["Simplify，Office", "BureauA"],
        ["Shorten，Office", "BureauB"],
    ]
    assert lines(paper(TEXT)) != ROWS, "without rules the words are other lines"


@pytest.mark.parametrize("way", DRAWN)
def test_rules_are_found_however_they_are_drawn(way: str) -> None:
    assert lines(paper(TEXT + DRAWN[way])) == ROWS


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rules_are_found_on_a_page_on_its_side(turn: int) -> None:
    assert lines(paper(TEXT + WHOLE, turn=turn)) == ROWS


def moved(x: float, y: float, scale: float = 1) -> str:
    return "".join(
        f"{(a - x) / scale} {(b - y) / scale} m {(c - x) / scale} {(d - y) / scale} l S\n"
        for a, b, c, d in EDGES
    )


def test_rules_in_a_form_lie_where_the_form_does() -> None:
    assert lines(paper(TEXT + "/X Do\n", form=moved(30, 40))) == ROWS
    assert lines(paper(TEXT + "q 1 0 0 1 5 7 cm /X Do Q\n", form=moved(35, 47))) == ROWS
    assert lines(paper(TEXT + "/Y Do\n", form=moved(70, 100, 2), outer="/X Do\n")) == ROWS


def test_a_path_that_is_not_drawn_is_no_rule() -> None:
    hidden = "".join(f"{a} {b} m {c} {d} l n\n" for a, b, c, d in EDGES)
    assert lines(paper(TEXT + hidden)) == lines(paper(TEXT))


def test_a_drawing_of_very_many_strokes_is_no_table() -> None:
    hatched = [Stroke(x * 10, 0, x * 10, 9000) for x in range(600)]
    hatched += [Stroke(0, y * 10, 6000, y * 10) for y in range(600)]
    assert tables_between(hatched) == ([], [])


def test_a_row_that_goes_on_overleaf_is_closed_where_its_upright_rules_end() -> None:
    strokes = [Stroke(0, 0, 200, 0), *(Stroke(x, 0, x, 50) for x in (0, 100, 200))]
    assert tables_between(strokes) == ([[(0, 0, 100, 50), (100, 0, 200, 50)]], [50])


steps = st.lists(st.integers(12, 80), min_size=2, max_size=7)


@given(steps, steps, st.data())
def test_every_cell_of_a_full_grid_is_found_and_merged_cells_are_one(
    wide: Sequence[int], high: Sequence[int], data: st.DataObject
) -> None:
    xs = [sum(wide[:n]) for n in range(len(wide) + 1)]
    ys = [sum(high[:n]) for n in range(len(high) + 1)]
    sides = {
        *(((x0, y, x1, y)) for x0, x1 in pairwise(xs) for y in ys),
        *(((x, y0, x, y1)) for y0, y1 in pairwise(ys) for x in xs),
    }
    column, row = data.draw(st.integers(0, len(wide) - 1)), data.draw(st.integers(0, len(high) - 2))
    merged = (xs[column], ys[row + 1], xs[column + 1], ys[row + 1])
    whole = {(x0, y0, x1, y1) for x0, x1 in pairwise(xs) for y0, y1 in pairwise(ys)}
    tables, added = tables_between(Stroke(*side) for side in sorted(sides))
    assert ([set(table) for table in tables], added) == ([whole], [])
    one = (xs[column], ys[row], xs[column + 1], ys[row + 2])
    parts = {cell for cell in whole if cell[0] == xs[column] and cell[1] in (ys[row], ys[row + 1])}
    tables, _ = tables_between(Stroke(*side) for side in sorted(sides - {merged}))
    assert [set(table) for table in tables] == [whole - parts | {one}]
