"""The page of a matrix: what it shows, decided before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from policydiff.labels import label, outcome_label, sign
from policydiff.matrix import Cell, Matrix, Place, Row, Value, share_answered
from policydiff.model import Candidate, Document, Notice, Outcome, Pair
from policydiff.model.outcomes import in_order
from policydiff.report.offline import offline_page
from policydiff.report.textdiff import DiffPart, diff
from policydiff.topics.themes import themes
from policydiff.wording import say

SHOWN = 3
"""How many figures a cell shows; the others stand with the texts."""
MANY = 3_000
"""Cells from which the browser lays out the texts only where they are looked at."""
STEPS = 5
"""Steps of the heat map, from nothing answered to everything."""


def percent(value: float | None) -> str:
    """``value`` of 0 to 1 as a percentage; a dash for None."""
    return "—" if value is None else f"{value:.0%}"


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
class PlaceView:
    """A column head and its line in the ranking."""

    number: int
    name: str
    title: str
    facts: str
    counts: tuple[tuple[str, int], ...]
    """Outcome and how many."""
    strictest: int
    added: int
    cover: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatView:
    """The coverage of one theme in one place."""

    text: str
    step: int
    """0 to 5; -1 where the theme is empty, -2 where the place is not comparable."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One lower commitment that answers, or comes near."""

    label: str
    trail: str
    parts: tuple[DiffPart, ...]
    outcome: str
    sign: str
    word: str
    confidence: str
    reasons: tuple[str, ...]
    units: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell and what stands behind it."""

    anchor: str
    place: PlaceView
    outcome: str
    sign: str
    word: str
    values: tuple[str, ...]
    more: int
    confidence: str
    strictest: bool
    answers: tuple[AnswerView, ...]
    near: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One upper commitment."""

    anchor: str
    theme: str
    label: str
    trail: str
    text: str
    values: tuple[str, ...]
    units: str
    missing: int
    unseen: int
    missing_in: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """The rows of one theme and its line in the heat map."""

    id: str
    name: str
    rows: tuple[RowView, ...]
    heat: tuple[HeatView, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A whole page."""

    lang: str
    upper: Document
    facts: str
    sentence: str
    notices: tuple[str, ...]
    places: tuple[PlaceView, ...]
    ranked: tuple[PlaceView, ...]
    apart: tuple[PlaceView, ...]
    themes: tuple[ThemeView, ...]
    gaps: tuple[RowView, ...]
    many: bool
    """Too many cells to lay out all texts at once."""
    outcomes: tuple[tuple[str, str, str], ...]
    """Key, sign and word of the outcomes that occur."""


def render_matrix(matrix: Matrix, lang: str = "zh") -> str:
    """The page of ``matrix``: one file, readable without scripts."""
    return offline_page(
        "matrix.html",
        "levels.css",
        "levels.js",
        view=matrix_view(matrix, lang),
        word=partial(label, lang=lang),
    )


def matrix_view(matrix: Matrix, lang: str = "zh") -> MatrixView:
    """What the page of ``matrix`` shows in ``lang``."""
    places = tuple(_place(number, place, lang) for number, place in enumerate(matrix.places))
    numbers = {row.upper.id: number for number, row in enumerate(matrix.rows)}
    shown = {row.upper.id: _row(row, numbers[row.upper.id], places, lang) for row in matrix.rows}
    found = {cell.outcome for row in matrix.rows for cell in row.cells}
    return MatrixView(
        lang=lang,
        upper=matrix.upper,
        facts=document_facts(matrix.upper, lang),
        sentence=sentence(matrix, lang),
        notices=tuple(notice.message.text(lang) for notice in matrix.notices),
        places=places,
        ranked=tuple(places[number] for number, _ in matrix.ranked()),
        apart=tuple(places[number] for number, _ in matrix.apart()),
        themes=tuple(
            ThemeView(
                id=theme,
                name=themes()[theme].name(lang),
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
        outcomes=tuple(
            (outcome.value, sign(outcome), outcome_label(outcome, lang)) for outcome in in_order(found)
        ),
    )


def document_facts(document: Document, lang: str = "zh") -> str:
    """Jurisdiction, number, date, kind and completeness on one line."""
    place = document.jurisdiction
    facts = [
        f"{place.name} {place.code}" if place else "—",
        document.number or "",
        document.issued.isoformat() if document.issued else "",
        label("kind", document.kind.value, lang),
        label("completeness", document.completeness.value, lang),
    ]
    return " · ".join(fact for fact in facts if fact)


def _heat(share: float | None, comparable: bool) -> HeatView:
    step = -1 if share is None else -2 if not comparable else min(STEPS, int(share * STEPS + 0.5))
    return HeatView(percent(share), step)


def _place(number: int, place: Place, lang: str) -> PlaceView:
    return PlaceView(
        number=number,
        name=place.name,
        title=place.document.title,
        facts=f"{document_facts(place.document, lang)} · {label('lineage', place.lineage.value, lang)}",
        counts=tuple((outcome.value, count) for outcome, count in place.counts.items()),
        strictest=place.strictest,
        added=len(place.added),
        cover=percent(place.coverage),
        notices=_said(place.notices, lang),
    )


def _said(notices: Sequence[Notice], lang: str) -> tuple[str, ...]:
    return tuple(notice.message.text(lang) for notice in notices)


def _row(row: Row, number: int, places: Sequence[PlaceView], lang: str) -> RowView:
    upper = row.upper
    return RowView(
        anchor=f"r{number + 1}",
        theme=upper.theme,
        label=upper.label,
        trail=" › ".join(upper.trail),
        text=upper.text,
        values=_texts(row.values),
        units="、".join(upper.units),
        missing=row.count(Outcome.MISSING),
        unseen=row.count(Outcome.UNSEEN),
        missing_in="、".join(
            place.name
            for place, cell in zip(places, row.cells, strict=True)
            if cell.outcome is Outcome.MISSING
        ),
        cells=tuple(
            _cell(cell, f"r{number + 1}p{place.number + 1}", place, lang)
            for place, cell in zip(places, row.cells, strict=True)
        ),
    )


def _texts(values: Sequence[Value]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _cell(cell: Cell, anchor: str, place: PlaceView, lang: str) -> CellView:
    return CellView(
        anchor=anchor,
        place=place,
        outcome=cell.outcome.value,
        sign=sign(cell.outcome),
        word=outcome_label(cell.outcome, lang),
        values=tuple(value.phrase for value in cell.values[:SHOWN]),
        more=max(0, len(cell.values) - SHOWN),
        confidence="" if cell.confidence is None else percent(cell.confidence),
        strictest=cell.strictest,
        answers=tuple(answer_view(pair, lang) for pair in cell.pairs),
        near=tuple(near_view(candidate, lang) for candidate in cell.candidates),
    )


def answer_view(pair: Pair, lang: str) -> AnswerView:
    """A lower commitment that answers, with what differs from the upper one marked."""
    return AnswerView(
        label=pair.lower.label,
        trail=" › ".join(pair.lower.trail),
        parts=diff(pair.upper.text, pair.lower.text)[1],
        outcome=pair.outcome.value,
        sign=sign(pair.outcome),
        word=outcome_label(pair.outcome, lang),
        confidence=percent(pair.confidence),
        reasons=tuple(finding.reason.text(lang) for finding in pair.findings),
        units="、".join(pair.lower.units),
    )


def near_view(candidate: Candidate, lang: str) -> AnswerView:
    """A lower commitment that comes near, and why that is not enough."""
    return AnswerView(
        label=candidate.lower.label,
        trail=" › ".join(candidate.lower.trail),
        parts=(DiffPart(candidate.lower.text, "same"),),
        outcome="",
        sign="",
        word="",
        confidence=percent(candidate.confidence),
        reasons=(candidate.reason.text(lang),),
        units="、".join(candidate.lower.units),
    )
