"""The page of an answer of the store: its rows with filters, decided before any markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.labels import sign
from policydiff.model import Completeness, Kind, Outcome, Wording
from policydiff.model.outcomes import in_order
from policydiff.report.offline import offline_page
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.wording import say

STYLES = ("report.css", "levels.css")
SCRIPTS = ("words.js", "sift.js", "rows-only.js")
GROUPS = ("sheet", "store", "outcome", "kind", "completeness")
COLUMNS = {
    "answers": ("verdict", "theme", "lower_place", "upper_text", "lower_text", "reasons", "confidence"),
    "targets": ("place", "theme_name", "object", "phrase", "deadline", "lead_units", "text"),
    "documents": ("title", "place", "kind", "completeness", "issued", "commitments", "id"),
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A cell: its text, the class that colours it, and whether it is text of a document."""

    term: Term
    tone: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """A row, and what it is filtered by."""

    anchor: str
    outcome: str
    theme: str
    place: str
    cells: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """The rows of one outcome or one theme; those beyond the first screens are folded."""

    key: str
    """Empty where there is nothing to group by."""
    sign: str
    name: Term
    rows: tuple[LineView, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class StoreView:
    """A whole page."""

    lang: str
    title: Term
    sentence: Term
    columns: tuple[Term, ...]
    groups: tuple[GroupView, ...]
    outcomes: tuple[tuple[str, str, Term], ...]
    themes: tuple[tuple[str, Term], ...]
    places: tuple[tuple[str, Term], ...]
    data: dict[str, Any]


def render_page(what: str, rows: Sequence[Mapping[str, object]], lang: str = "zh") -> str:
    """The page of the ``rows`` that answer a question for ``what``: answers, targets or documents."""
    return offline_page("store.html", store_view(what, rows, lang), STYLES, SCRIPTS)


def store_view(what: str, rows: Sequence[Mapping[str, object]], lang: str = "zh") -> StoreView:
    """What the page shows, printed in ``lang``; answers in the order of the outcomes, what is new last."""
    terms = Terms(lang)
    order = {outcome.value: place for place, outcome in enumerate(Outcome)}
    rows = sorted(rows, key=lambda row: order.get(_text(row.get("verdict")), 0))
    places = dict.fromkeys(_text(row.get("lower_place") or row.get("place")) for row in rows)
    numbers = {name: str(number) for number, name in enumerate(places)}
    lines = tuple(_line(number, row, COLUMNS[what], numbers, terms) for number, row in enumerate(rows, 1))
    found = in_order(Outcome(_text(row["verdict"])) for row in rows if row.get("verdict"))
    used = {line.theme for line in lines}
    return StoreView(
        lang=lang,
        title=terms.word("store", f"page-{what}"),
        sentence=terms.free(say("store.count", count=len(rows))),
        columns=tuple(terms.word("store", name) for name in COLUMNS[what]),
        groups=tuple(_groups(lines, terms)),
        outcomes=tuple((one.value, sign(one), terms.outcome(one)) for one in found),
        themes=tuple((id_, terms.theme(id_)) for id_ in themes() if id_ in used),
        places=tuple((number, Term("", visible(name))) for name, number in numbers.items() if name),
        data=terms.data(*GROUPS),
    )


OPEN = 40
"""Rows from which what follows is folded: some screens of a laptop."""


def _groups(lines: Sequence[LineView], terms: Terms) -> Iterator[GroupView]:
    """The rows by outcome, figures by theme, documents as they are."""
    found: dict[str, list[LineView]] = {}
    for line in lines:
        found.setdefault(line.outcome or line.theme, []).append(line)
    before = 0
    for key, rows in found.items():
        name, mark = Term("", key), ""
        if rows[0].outcome:
            name, mark = terms.outcome(Outcome(key)), sign(Outcome(key))
        elif key in themes():
            name = terms.theme(key)
        yield GroupView(key, mark, name, tuple(rows), before + len(rows) <= OPEN or not before)
        before += len(rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _theme_named(name: object) -> str:
    """The id of the theme that the store has by its name; empty where the lists in use have none of that name."""
    return next((id_ for id_, theme in themes().items() if theme.zh == name), "")


def _line(
    number: int,
    row: Mapping[str, object],
    columns: Sequence[str],
    places: Mapping[str, str],
    terms: Terms,
) -> LineView:
    return LineView(
        anchor=f"r{number}",
        outcome=_text(row.get("verdict")),
        theme=_text(row.get("theme")) or _theme_named(row.get("theme_name")),
        place=places.get(_text(row.get("lower_place") or row.get("place")), ""),
        cells=tuple(_cells(row, columns, terms)),
    )


def _cells(row: Mapping[str, object], columns: Sequence[str], terms: Terms) -> Iterator[FieldView]:
    for name in columns:
        value = row.get(name)
        match name:
            case "verdict":
                outcome = Outcome(_text(value))
                yield FieldView(terms.outcome(outcome), outcome.value, sign(outcome))
            case "theme" if _text(value) in themes():
                yield FieldView(terms.theme(_text(value)))
            case "theme_name" if known := _theme_named(value):
                yield FieldView(terms.theme(known))
            case "kind":
                yield FieldView(terms.word("kind", Kind(_text(value)).value))
            case "completeness":
                yield FieldView(terms.word("completeness", Completeness(_text(value)).value))
            case "confidence" if isinstance(value, float):
                yield FieldView(Term("", percent(value)))
            case "reasons":
                yield FieldView(terms.free(Wording(_text(value), _text(row.get("reasons_en") or value))))
            case _:
                yield FieldView(Term("", visible(_text(value))))
