"""The matrix of themes and outcomes, its bars, and the table by responsible unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policydiff import coverage
from policydiff.labels import sign
from policydiff.model import Concordance, Outcome
from policydiff.report.rows import RowView
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
from policydiff.text import visible

BAR = 240
"""Width of a bar, in the units of the drawing."""
SIGN = 16
"""A part at least this wide has room for its sign."""


_APART = frozenset(outcome.value for outcome in Outcome if not outcome.counted)


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One outcome: a column of the matrix and a filter."""

    key: Outcome
    sign: str
    word: Term
    count: int


@dataclass(frozen=True, slots=True)
class BarView:
    """One part of a bar."""

    outcome: OutcomeView
    x: int
    width: int
    sign: str


@dataclass(frozen=True, slots=True)
class MatrixRowView:
    """One theme: its figures and its bar."""

    theme: str
    """Empty for the total."""
    name: Term
    cells: tuple[tuple[str, int], ...]
    """Outcome and how often."""
    cover: str
    bar: tuple[BarView, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Theme × outcome."""

    outcomes: tuple[OutcomeView, ...]
    rows: tuple[MatrixRowView, ...]
    total: MatrixRowView
    width: int


@dataclass(frozen=True, slots=True)
class UnitView:
    """One responsible unit: rows it is named in, by what they are."""

    place: int
    name: str
    pairs: int
    missing: int
    added: int


def matrix(concordance: Concordance, counts: Sequence[coverage.ThemeCount], terms: Terms) -> MatrixView:
    """The matrix of ``counts``, a column for each outcome that tables of ``concordance`` show."""
    total = coverage.total(tuple(counts))
    outcomes = tuple(
        OutcomeView(outcome, sign(outcome), terms.outcome(outcome), total.outcomes[outcome])
        for outcome in coverage.columns(concordance, total)
    )
    return MatrixView(
        outcomes=outcomes,
        rows=tuple(_row(count, terms.theme(count.theme), outcomes) for count in counts),
        total=_row(total, terms.word("page", "total"), outcomes),
        width=BAR,
    )


def _row(count: coverage.ThemeCount, name: Term, outcomes: Sequence[OutcomeView]) -> MatrixRowView:
    return MatrixRowView(
        theme="" if count.theme == "total" else count.theme,
        name=name,
        cells=tuple((outcome.key.value, count.outcomes[outcome.key]) for outcome in outcomes),
        cover=percent(count.coverage),
        bar=tuple(_bar(count.outcomes, [outcome for outcome in outcomes if outcome.key.counted])),
    )


def _bar(numbers: Mapping[Outcome, int], outcomes: Sequence[OutcomeView]) -> Iterable[BarView]:
    """The parts of a full bar: each outcome's share of what is counted."""
    every = max(1, sum(numbers[outcome.key] for outcome in outcomes))
    done = 0
    for outcome in outcomes:
        start = done * BAR // every
        done += numbers[outcome.key]
        width = done * BAR // every - start
        if width:
            yield BarView(outcome, start, width, outcome.sign if width >= SIGN else "")


def unit_names(rows: Iterable[RowView]) -> tuple[str, ...]:
    """Every responsible unit of ``rows``, in the order in which they first occur."""
    return tuple(dict.fromkeys(name for row in rows for name in row_units(row)))


def row_units(row: RowView) -> tuple[str, ...]:
    """The units named on either side of ``row``."""
    return tuple(dict.fromkeys(name for side in row.sides if side for name in side.units))


def units(rows: Sequence[RowView], names: Sequence[str]) -> tuple[UnitView, ...]:
    """The figures of every unit, those with most missing first, then most rows."""
    counts: dict[str, dict[str, int]] = {name: {"pair": 0, "missing": 0, "added": 0} for name in names}
    for row in rows:
        if row.kind != "rejected" and row.counted not in _APART:
            for name in row_units(row):
                counts[name][row.kind] += 1
    made = [
        UnitView(place, visible(name), counts[name]["pair"], counts[name]["missing"], counts[name]["added"])
        for place, name in enumerate(names)
    ]
    return tuple(sorted(made, key=lambda u: (-u.missing, -(u.pairs + u.added), u.place)))
