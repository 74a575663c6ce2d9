"""Matrices and chains as text for a terminal."""

from __future__ import annotations

from policydiff.labels import label
from policydiff.matrix import Matrix, Outcome
from policydiff.output.matrix_page import percent, sentence
from policydiff.output.terminal import cells, wrap

PLACE_COLUMNS = (5, 26, 8, 36)
"""Columns of the table of places: rank, name, coverage, outcomes."""
SHOWN = 5
"""How many of the most missed commitments are shown."""


def matrix_text(matrix: Matrix, lang: str = "zh") -> str:
    """What a matrix found: cautions, the places by coverage, the most missed commitments."""
    lines: list[str] = []
    for notice in matrix.notices:
        lines += wrap(notice.message.text(lang), "! ")
    lines += [*wrap(sentence(matrix, lang)), ""]
    places = [(str(rank), place) for rank, (_, place) in enumerate(matrix.ranked(), 1)]
    places += [("—", place) for _, place in matrix.apart()]
    for rank, place in places:
        counts = " ".join(
            f"{label('relation', outcome.value, lang)}{place.counts[outcome]}"
            for outcome in (Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.EQUAL, Outcome.MIXED)
            if place.counts[outcome]
        )
        lines += cells((rank, place.name, percent(place.coverage), counts), PLACE_COLUMNS)
    gaps = matrix.gaps()[:SHOWN]
    if gaps:
        lines += ["", label("levels", "most-missed", lang)]
    for row in gaps:
        missed = label("levels", "missed-of", lang).format(
            count=row.count(Outcome.MISSING), all=len(matrix.ranked())
        )
        lines += wrap(f"{missed} {row.upper.id} {row.upper.text}", "  ")
    return "\n".join(lines) + "\n"
