"""What the scripts of a page need to know, as data: rows, words, documents, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policydiff.decisions import SCHEMA, decision_json, digest, merge
from policydiff.model import Commitment, Concordance, Document
from policydiff.report.figures import row_units
from policydiff.report.rows import RowView
from policydiff.report.terms import Terms
from policydiff.text import visible

PAGE_SCHEMA = "policydiff.page/1"


def page_data(
    concordance: Concordance,
    rows: Sequence[RowView],
    units: Sequence[str],
    themes: Sequence[str],
    terms: Terms,
) -> dict[str, Any]:
    """The data block of a page; the lists under ``rows`` run in the order of the rows on the page."""
    above = {commitment.id: place for place, commitment in enumerate(concordance.upper.commitments)}
    below = {commitment.id: place for place, commitment in enumerate(concordance.lower.commitments)}
    place_of_unit = {name: place for place, name in enumerate(units)}
    place_of_theme = {id_: place for place, id_ in enumerate(themes)}
    sides = [_sides(row) for row in rows]
    return {
        "schema": PAGE_SCHEMA,
        "review": SCHEMA,
        "lang": terms.lang,
        "words": terms.fixed(),
        "free": list(terms.others()),
        "documents": [_document(concordance.upper), _document(concordance.lower)],
        "themes": list(themes),
        "units": [visible(name) for name in units],
        "commitments": [
            [[commitment.id, digest(commitment.text)] for commitment in document.commitments]
            for document in (concordance.upper, concordance.lower)
        ],
        "rows": {
            "kind": [row.kind for row in rows],
            "outcome": [row.counted for row in rows],
            "relation": [_relation(row) for row in rows],
            "theme": [place_of_theme[row.theme] for row in rows],
            "dimensions": [_dimensions(row) for row in rows],
            "confidence": [round(row.pair.confidence, 3) if row.pair else -1 for row in rows],
            "units": [[place_of_unit[name] for name in row_units(row)] for row in rows],
            "upper": [above[upper.id] if upper else -1 for upper, _ in sides],
            "lower": [below[lower.id] if lower else -1 for _, lower in sides],
            "deadline": [_deadline(*side) for side in sides],
            "near": [
                [below[candidate.lower.id] for candidate in concordance.candidates.get(upper.id, ())]
                if row.kind == "missing" and upper
                else []
                for row, (upper, _) in zip(rows, sides, strict=True)
            ],
        },
        "decisions": [
            decision_json(entry)
            for entry in merge(entry for review in concordance.reviews for entry in review.decisions)
        ],
    }


def _sides(row: RowView) -> tuple[Commitment | None, Commitment | None]:
    if row.pair:
        return row.pair.upper, row.pair.lower
    return (row.commitment, None) if row.kind == "missing" else (None, row.commitment)


def _relation(row: RowView) -> str:
    """What a reviewer who accepts the row agrees to."""
    return row.pair.relation.value if row.pair and row.kind == "pair" else ""


def _dimensions(row: RowView) -> str:
    return " ".join(dict.fromkeys(f.dimension.value for f in row.pair.findings)) if row.pair else ""


def _deadline(upper: Commitment | None, lower: Commitment | None) -> str:
    found = [side.deadline for side in (lower, upper) if side and side.deadline]
    return found[0].isoformat() if found else ""


def _document(document: Document) -> dict[str, str]:
    return {
        "id": document.id,
        "title": visible(document.title),
        "number": visible(document.number or ""),
        "date": document.issued.isoformat() if document.issued else "",
        "sha256": document.source.sha256,
    }
