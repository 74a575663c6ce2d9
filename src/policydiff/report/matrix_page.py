"""The page of a matrix: what it shows, decided before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.labels import sign
from policydiff.levels.matrix import Matrix, Place, Row, share_answered
from policydiff.model import Document, Outcome, Wording
from policydiff.model.outcomes import in_order
from policydiff.report.levels import (
    GROUPS,
    SCRIPTS,
    STYLES,
    ColumnView,
    CommitmentView,
    both,
    cell_view,
    facts_term,
    shown_commitment,
)
from policydiff.report.offline import offline_page
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
from policydiff.wording import say

MANY = 3_000
"""Cells from which the browser lays out the texts only where they are looked at."""
STEPS = 5
"""Steps of the heat map, from nothing answered to everything."""


def sentence(matrix: Matrix, lang: str = "zh") -> str:
    """The result in one sentence."""
    return say(
        "matrix.sentence",
        upper=matrix.upper.title,
        rows=len(matrix.rows),
        places=len(matrix.places),
        ranked=len(matrix.ranked()),
        everywhere=sum(row.count(Outcome.MISSING) == len(matrix.ranked()) > 0 for row in matrix.rows),
        gaps=len(matrix.gaps()),
    ).text(lang)


@dataclass(frozen=True, slots=True)
class PlaceView(ColumnView):
    """A column head and its line in the ranking."""

    counts: tuple[tuple[str, int], ...]
    """Outcome and how many."""
    strictest: int
    added: int
    cover: str
    notices: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class HeatView:
    """The coverage of one theme in one place."""

    text: str
    step: int
    """0 to 5; -1 where the theme is empty, -2 where the place is not comparable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView(CommitmentView):
    """One upper commitment."""

    values: tuple[Term, ...]
    missing: int
    unseen: int
    missing_in: str


@dataclass(frozen=True, slots=True)
class ThemeView:
    """The rows of one theme and its line in the heat map."""

    id: str
    name: Term
    rows: tuple[RowView, ...]
    heat: tuple[HeatView, ...]

    @property
    def choice(self) -> tuple[str, Term]:
        """The theme as one of a list to choose from."""
        return self.id, self.name


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A whole page."""

    lang: str
    upper: Document
    facts: Term
    sentence: Term
    notices: tuple[Term, ...]
    places: tuple[PlaceView, ...]
    ranked: tuple[PlaceView, ...]
    apart: tuple[PlaceView, ...]
    themes: tuple[ThemeView, ...]
    gaps: tuple[RowView, ...]
    many: bool
    """Too many cells to lay out all texts at once."""
    outcomes: tuple[tuple[str, str, Term], ...]
    """Key, sign and word of the outcomes that occur."""
    data: dict[str, Any]


def render_matrix(matrix: Matrix, lang: str = "zh") -> str:
    """The page of ``matrix``: one file, readable without scripts."""
    return offline_page("matrix.html", matrix_view(matrix, lang), STYLES, SCRIPTS)


def matrix_view(matrix: Matrix, lang: str = "zh") -> MatrixView:
    """What the page of ``matrix`` shows, printed in ``lang``."""
    terms = Terms(lang)
    places = tuple(_place(number, place, terms) for number, place in enumerate(matrix.places))
    numbers = {row.upper.id: number for number, row in enumerate(matrix.rows)}
    shown = {row.upper.id: _row(row, numbers[row.upper.id], places, terms) for row in matrix.rows}
    found = {cell.outcome for row in matrix.rows for cell in row.cells}
    return MatrixView(
        lang=lang,
        upper=matrix.upper,
        facts=facts_term(matrix.upper, terms),
        sentence=terms.free(Wording(sentence(matrix, "zh"), sentence(matrix, "en"))),
        notices=tuple(terms.free(notice.message) for notice in matrix.notices),
        places=places,
        ranked=tuple(places[number] for number, _ in matrix.ranked()),
        apart=tuple(places[number] for number, _ in matrix.apart()),
        themes=tuple(
            ThemeView(
                id=theme,
                name=terms.theme(theme),
                rows=tuple(shown[row.upper.id] for row in rows),
                heat=tuple(
                    _heat(share_answered(rows, number), place.comparable)
                    for number, place in enumerate(matrix.places)
                ),
            )
            for theme, rows in matrix.by_theme()
        ),
        gaps=tuple(shown[row.upper.id] for row in matrix.gaps()),
        many=len(matrix.rows) * len(places) > MANY,
        outcomes=tuple((o.value, sign(o), terms.outcome(o)) for o in in_order(found)),
        data=terms.data(*GROUPS),
    )


def _heat(share: float | None, comparable: bool) -> HeatView:
    step = -1 if share is None else -2 if not comparable else min(STEPS, int(share * STEPS + 0.5))
    return HeatView(percent(share), step)


def _place(number: int, place: Place, terms: Terms) -> PlaceView:
    return PlaceView(
        number=number,
        name=place.name,
        title=Term("", place.document.title),
        facts=facts_term(place.document, terms, both("lineage", place.lineage.value)),
        counts=tuple((outcome.value, count) for outcome, count in place.counts.items()),
        strictest=place.strictest,
        added=len(place.added),
        cover=percent(place.coverage),
        notices=tuple(terms.free(notice.message) for notice in place.notices),
    )


def _row(row: Row, number: int, places: Sequence[PlaceView], terms: Terms) -> RowView:
    return RowView(
        **shown_commitment(row.upper, f"r{number + 1}", terms),
        values=tuple(
            terms.free(Wording(str(value), f"{value.object} {value.english}".strip())) for value in row.values
        ),
        missing=row.count(Outcome.MISSING),
        unseen=row.count(Outcome.UNSEEN),
        missing_in="、".join(
            place.name
            for place, cell in zip(places, row.cells, strict=True)
            if cell.outcome is Outcome.MISSING
        ),
        cells=tuple(
            cell_view(
                f"r{number + 1}p{place.number + 1}",
                place,
                (cell.outcome.value, sign(cell.outcome), terms.outcome(cell.outcome)),
                cell,
                terms,
                strictest=cell.strictest,
            )
            for place, cell in zip(places, row.cells, strict=True)
        ),
    )
