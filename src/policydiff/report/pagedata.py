"""What the scripts of a page need to know, as data: rows, words, documents, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from policydiff.decisions import SCHEMA, decisions_json, digest, merge
from policydiff.figures.measures import units
from policydiff.model import Commitment, Comparator, Concordance, Direction, Document, Target
from policydiff.report.figures import row_units
from policydiff.report.rows import ALONE_ABOVE, RowView
from policydiff.report.terms import Terms
from policydiff.text import visible

PAGE_SCHEMA = "policydiff.page/1"
_CHANGES = frozenset({Comparator.REDUCE_BY, Comparator.INCREASE_BY})
_MINUTES = {"working-day": 1440, "calendar": 1, "month": 43200}


def page_data(
    concordance: Concordance,
    rows: Sequence[RowView],
    names: Sequence[str],
    themes: Sequence[str],
    terms: Terms,
) -> dict[str, Any]:
    """The data block of a page; the lists under ``rows`` run in the order of the rows on the page."""
    above = {commitment.id: place for place, commitment in enumerate(concordance.upper.commitments)}
    below = {commitment.id: place for place, commitment in enumerate(concordance.lower.commitments)}
    place_of_unit = {name: place for place, name in enumerate(names)}
    place_of_theme = {id_: place for place, id_ in enumerate(themes)}
    sides = [row.sides for row in rows]
    return {
        "schema": PAGE_SCHEMA,
        "review": SCHEMA,
        "lang": terms.lang,
        "counted": len(page_decisions(concordance)["decisions"]),
        "words": terms.fixed(),
        "free": list(terms.others()),
        "documents": [_document(concordance.upper), _document(concordance.lower)],
        "themes": list(themes),
        "units": [visible(name) for name in names],
        "commitments": [
            [[commitment.id, digest(commitment.text)] for commitment in document.commitments]
            for document in (concordance.upper, concordance.lower)
        ],
        "rows": {
            "kind": [row.kind for row in rows],
            "outcome": [row.counted for row in rows],
            "relation": [_relation(row) for row in rows],
            "theme": [place_of_theme[row.theme] for row in rows],
            "dimensions": [" ".join(row_dimensions(row)) for row in rows],
            "confidence": [round(row.pair.confidence, 3) if row.pair else -1 for row in rows],
            "units": [[place_of_unit[name] for name in row_units(row)] for row in rows],
            "upper": [above[upper.id] if upper else -1 for upper, _ in sides],
            "lower": [below[lower.id] if lower else -1 for _, lower in sides],
            "deadline": [_deadline(*side) for side in sides],
            "time": [_shortest(*side) for side in sides],
            "verbatim": [_verbatim(row) for row in rows],
            "near": [
                [below[candidate.lower.id] for candidate in concordance.candidates.get(upper.id, ())]
                if row.kind in ALONE_ABOVE and upper
                else []
                for row, (upper, _) in zip(rows, sides, strict=True)
            ],
        },
    }


def page_decisions(concordance: Concordance) -> dict[str, Any]:
    """The decisions that a page carries, as they stand in a file; the page writes its own in their place."""
    return decisions_json(merge(entry for review in concordance.reviews for entry in review.decisions))


def _relation(row: RowView) -> str:
    """What a reviewer who accepts the row agrees to."""
    return row.pair.relation.value if row.pair and row.kind == "pair" else ""


def row_dimensions(row: RowView) -> tuple[str, ...]:
    """What is judged of a pair; of a commitment alone what its figures measure."""
    measured = [target.dimension.value for side in row.sides if side for target in side.targets]
    judged = [finding.dimension.value for finding in row.pair.findings] if row.pair else measured
    return tuple(dict.fromkeys(judged))


def _shortest(upper: Commitment | None, lower: Commitment | None) -> int:
    """The shortest time limit in minutes, for the order of rows alone: a working day counts as a day; -1 without one."""
    side = lower or upper
    limits = [target for target in (side.targets if side else ()) if target.direction is Direction.LOWER]
    found = [_minutes(target) for target in limits if target.comparator not in _CHANGES]
    return round(min((one for one in found if one is not None), default=Decimal(-1)))


def _minutes(target: Target) -> Decimal | None:
    unit = units().get(target.unit)
    value = target.value[0] if isinstance(target.value, tuple) else target.value
    if unit is None or unit.kind not in _MINUTES or not isinstance(value, Decimal):
        return None
    return value * unit.factor * _MINUTES[unit.kind]


def _verbatim(row: RowView) -> int:
    """Do both sides say the same in the same words?  Such rows can be accepted together."""
    found = row.pair.comparisons if row.pair and row.kind == "pair" else ()
    return int(any(one.feature == "verbatim" and one.level == "same" for one in found))


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
