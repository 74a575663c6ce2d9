"""What the results of several levels share: columns, commitments, cells, answers, as views and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from policydiff.labels import label, sign
from policydiff.levels.matrix import Value
from policydiff.model import Candidate, Commitment, Document, Pair, Wording
from policydiff.report.jsonio import dumps
from policydiff.report.rows import short_units
from policydiff.report.tables import Record, Table, csv_bytes, percent
from policydiff.report.terms import Term, Terms
from policydiff.report.textdiff import DiffPart, diff
from policydiff.report.workbooks import workbook

SHOWN = 3
"""How many figures a cell shows; the others stand with the texts."""
STYLES = ("report.css", "levels.css")
SCRIPTS = ("words.js", "sift.js", "levels.js")
GROUPS = ("levels", "outcome", "sheet")
"""The fixed words of these pages."""
FORMATS = ("html", "json", "csv", "xlsx")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A place or a level: the head of a column."""

    number: int
    name: str
    title: Term
    facts: Term

    @property
    def choice(self) -> tuple[int, Term]:
        """The column as one of a list to choose from."""
        return self.number, Term("", self.name)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One lower commitment that answers, or comes near."""

    label: str
    trail: str
    parts: tuple[DiffPart, ...]
    outcome: str
    sign: str
    word: Term
    """Empty for one that only comes near."""
    confidence: str
    reasons: tuple[Term, ...]
    who: Term


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell and what stands behind it."""

    anchor: str
    place: ColumnView
    outcome: str
    sign: str
    word: Term
    values: tuple[Term, ...]
    more: int
    confidence: str
    strictest: bool
    answers: tuple[AnswerView, ...]
    near: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    """One commitment with its cells."""

    anchor: str
    theme: str
    label: str
    trail: str
    text: str
    who: Term
    cells: tuple[CellView, ...]


def shown_commitment(commitment: Commitment, anchor: str, terms: Terms) -> dict[str, Any]:
    """The fields of a ``CommitmentView`` but for its cells."""
    return {
        "anchor": anchor,
        "theme": commitment.theme,
        "label": commitment.label,
        "trail": " › ".join(commitment.trail),
        "text": commitment.text,
        "who": short_units(commitment.units, terms),
    }


class Answered(Protocol):
    """What one place says to a commitment."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Its answers, surest first."""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What comes near where nothing answers."""

    @property
    def values(self) -> tuple[Value, ...]:
        """What it states."""


def cell_view(
    anchor: str,
    place: ColumnView,
    said: tuple[str, str, Term],
    found: Answered,
    terms: Terms,
    *,
    strictest: bool = False,
) -> CellView:
    """The cell of ``found`` in the column of ``place``; ``said`` are its key, sign and word."""
    return CellView(
        anchor,
        place,
        *said,
        values=tuple(terms.free(Wording(value.phrase, value.english)) for value in found.values[:SHOWN]),
        more=max(0, len(found.values) - SHOWN),
        confidence=percent(found.pairs[0].confidence) if found.pairs else "",
        strictest=strictest,
        answers=tuple(answer_view(pair, terms) for pair in found.pairs),
        near=tuple(near_view(candidate, terms) for candidate in found.candidates),
    )


def answer_view(pair: Pair, terms: Terms) -> AnswerView:
    """A lower commitment that answers, with what differs from the upper one marked."""
    return AnswerView(
        label=pair.lower.label,
        trail=" › ".join(pair.lower.trail),
        parts=diff(pair.upper.text, pair.lower.text)[1],
        outcome=pair.shown.value,
        sign=sign(pair.shown),
        word=terms.outcome(pair.shown),
        confidence=percent(pair.confidence),
        reasons=tuple(terms.free(finding.reason) for finding in pair.findings),
        who=short_units(pair.lower.units, terms),
    )


def near_view(candidate: Candidate, terms: Terms) -> AnswerView:
    """A lower commitment that comes near, and why that is not enough."""
    return AnswerView(
        label=candidate.lower.label,
        trail=" › ".join(candidate.lower.trail),
        parts=(DiffPart(candidate.lower.text, "same"),),
        outcome="",
        sign="",
        word=Term("", ""),
        confidence=percent(candidate.confidence),
        reasons=(terms.free(candidate.reason),),
        who=short_units(candidate.lower.units, terms),
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


def facts_term(document: Document, terms: Terms, *more: Wording) -> Term:
    """``document_facts`` and ``more`` in both languages."""
    lines = [
        " · ".join([document_facts(document, lang), *(one.text(lang) for one in more)])
        for lang in ("zh", "en")
    ]
    return terms.free(Wording(*lines))


def both(group: str, name: str) -> Wording:
    """A fixed word in both languages."""
    return Wording(label(group, name, "zh"), label(group, name, "en"))


def value_json(values: Sequence[Value]) -> list[dict[str, str]]:
    """Figures as they stand in the JSON of a matrix or a chain."""
    return [{"object": value.object, "phrase": value.phrase} for value in values]


def answered_json(found: Answered) -> dict[str, Any]:
    """Figures, pairs and candidates of one place."""
    return {
        "values": value_json(found.values),
        "pairs": [
            {
                "upper": pair.upper.id,
                "lower": pair.lower.id,
                "text": pair.lower.text,
                "outcome": pair.outcome.value,
                "relation": pair.relation.value,
                "confidence": pair.confidence,
                "reasons": [finding.reason.zh for finding in pair.findings],
            }
            for pair in found.pairs
        ],
        "candidates": [
            {
                "lower": near.lower.id,
                "text": near.lower.text,
                "confidence": near.confidence,
                "reason": near.reason.zh,
            }
            for near in found.candidates
        ],
    }


def written(
    format: str,
    lang: str,
    *,
    page: Callable[[], str],
    tables: Callable[[], Sequence[Table]],
    rows: Callable[[], Sequence[Record]],
    data: Callable[[], dict[str, Any]],
) -> bytes:
    """The bytes of a file of ``format``, one of FORMATS: only what it needs is made."""
    match format:
        case "html":
            return page().encode()
        case "xlsx":
            return workbook(tables(), lang)
        case "csv":
            return csv_bytes(rows(), lang)
        case _:
            return dumps(data()).encode()
