"""The matrix of themes and outcomes, its bars, and the table by responsible unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policydiff import coverage
from policydiff.labels import sign
from policydiff.model import Concordance, Relation
from policydiff.report.rows import RowView, percent
from policydiff.report.terms import Term, Terms, visible

BAR = 240
"""Width of a bar, in the units of the drawing."""
SIGN = 16
"""A part at least this wide has room for its sign."""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One outcome: a column of the matrix and a filter."""

    key: str
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


def matrix(
    concordance: Concordance, counts: Sequence[coverage.ThemeCount], terms: Terms, words: tuple[Term, Term]
) -> MatrixView:
    """The matrix of ``counts``; ``words`` are what missing and added are called here."""
    total = coverage.total(tuple(counts))
    numbers = _numbers(total)
    named = {
        relation.value: (sign(relation.value), terms.word("relation", relation.value))
        for relation in Relation
    }
    named |= {"missing": ("−", words[0]), "added": ("＋", words[1])}
    outcomes = tuple(OutcomeView(key, *shown, numbers[key]) for key, shown in named.items())
    return MatrixView(
        outcomes=outcomes,
        rows=tuple(_row(count, terms.theme(count.theme), outcomes) for count in counts),
        total=_row(total, terms.word("page", "total"), outcomes),
        width=BAR,
    )


def _numbers(count: coverage.ThemeCount) -> dict[str, int]:
    return {**count.relations, "missing": count.missing, "added": count.added}


def _row(count: coverage.ThemeCount, name: Term, outcomes: Sequence[OutcomeView]) -> MatrixRowView:
    numbers = _numbers(count)
    return MatrixRowView(
        theme="" if count.theme == "total" else count.theme,
        name=name,
        cells=tuple(numbers.items()),
        cover=percent(count.coverage),
        bar=tuple(_bar(numbers, outcomes)),
    )


def _bar(numbers: dict[str, int], outcomes: Sequence[OutcomeView]) -> Iterable[BarView]:
    """The parts of a full bar: each outcome's share of the rows."""
    every = max(1, sum(numbers.values()))
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
    sides = (row.pair.upper, row.pair.lower) if row.pair else (row.commitment,)
    return tuple(
        dict.fromkeys(name for side in sides if side for name in (*side.lead_units, *side.responsible_units))
    )


def units(rows: Sequence[RowView], names: Sequence[str]) -> tuple[UnitView, ...]:
    """The figures of every unit, those with most missing first, then most rows."""
    counts: dict[str, dict[str, int]] = {name: {"pair": 0, "missing": 0, "added": 0} for name in names}
    for row in rows:
        if row.kind != "rejected":
            for name in row_units(row):
                counts[name][row.kind] += 1
    made = [
        UnitView(place, visible(name), counts[name]["pair"], counts[name]["missing"], counts[name]["added"])
        for place, name in enumerate(names)
    ]
    return tuple(sorted(made, key=lambda u: (-u.missing, -(u.pairs + u.added), u.place)))
