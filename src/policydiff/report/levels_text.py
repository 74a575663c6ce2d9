"""Matrices and chains as text for a terminal."""

from __future__ import annotations

from policydiff.labels import label, outcome_label
from policydiff.levels.chain import Chain
from policydiff.levels.matrix import Matrix
from policydiff.model import Outcome
from policydiff.report.chain_page import group_name, index_numbers, sentences
from policydiff.report.matrix_page import sentence
from policydiff.report.tables import percent
from policydiff.report.terminal import cells, wrap

PLACE_COLUMNS = (5, 26, 8, 36)
"""Columns of the table of places: rank, name, coverage, outcomes."""
INDEX_COLUMNS = (32, 10, 22, 10)
"""Columns of the index: group, couples, share with its interval, factor."""
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
            f"{outcome_label(outcome, lang)}{place.counts[outcome]}"
            for outcome in (Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.MIXED, Outcome.SAME)
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


def chain_text(chain: Chain, lang: str = "zh") -> str:
    """What a chain found: cautions, the result, the index by step and theme."""
    lines: list[str] = []
    for notice in chain.notices:
        lines += wrap(notice.message.text(lang), "! ")
    for line in sentences(chain, lang):
        lines += wrap(line)
    shown = [*chain.by_step, *chain.by_theme, *chain.by_dimension]
    if shown:
        head = [label("levels", name, lang) for name in ("group", "couples", "share", "factor")]
        lines += ["", *cells(head, INDEX_COLUMNS)]
    for index in shown:
        numbers = index_numbers(index)
        lines += cells(
            (group_name(index.group, chain, lang), numbers[0], numbers[4], numbers[7]), INDEX_COLUMNS
        )
    return "\n".join(lines) + "\n"
