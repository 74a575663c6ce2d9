"""Documents and concordances as the JSON that outside tools read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from policydiff.decisions import decision_json
from policydiff.judging.couples import Couple, decisive, nearest
from policydiff.model import (
    Clause,
    Commitment,
    Comparison,
    Concordance,
    Document,
    FigureRow,
    Finding,
    Jurisdiction,
    Notice,
    Outcome,
    Pair,
    Review,
    Sure,
    Target,
    Threshold,
    Verdict,
)
from policydiff.report.figure_rows import figure_rows
from policydiff.report.origin import counterparts
from policydiff.text import UNSEEN
from policydiff.verdicts import open_questions

DOCUMENT_SCHEMA = "policydiff.document/1"
CONCORDANCE_SCHEMA = "policydiff.concordance/1"


def dumps(data: dict[str, Any]) -> str:
    """``data`` as JSON text: Chinese left readable, a line for each field and each record of a list, a final line end."""
    return _UNSEEN.sub(_escaped, _lines(data)) + "\n"


_UNSEEN = re.compile(f"(?!\n)[{UNSEEN}]")


def _escaped(match: re.Match[str]) -> str:
    """The same character in the writing of JSON that no terminal and no editor obeys."""
    return f"\\u{ord(match[0]):04x}"


def one_line(data: Mapping[str, Any]) -> str:
    """``data`` as JSON on one line."""
    return _UNSEEN.sub(_escaped, json.dumps(data, ensure_ascii=False))


def _lines(value: Any) -> str:
    if isinstance(value, dict) and any(isinstance(inner, (dict, list)) for inner in value.values()):
        fields = [f"{json.dumps(key, ensure_ascii=False)}: {_field(inner)}" for key, inner in value.items()]
        return "{\n" + ",\n".join(fields) + "\n}"
    return json.dumps(value, ensure_ascii=False)


def _field(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    if isinstance(value, dict) and "schema" in value:
        return _lines(value)
    return json.dumps(value, ensure_ascii=False)


def document_json(document: Document) -> dict[str, Any]:
    """``document`` in the form of the contract."""
    return {
        "schema": DOCUMENT_SCHEMA,
        "id": document.id,
        "title": document.title,
        "kind": document.kind.value,
        "jurisdiction": _jurisdiction(document.jurisdiction),
        "number": document.number,
        "date": document.issued.isoformat() if document.issued else None,
        "issuer": document.issuer,
        "completeness": document.completeness.value,
        "sha256": document.source.sha256,
        "commitments": [_commitment(commitment) for commitment in document.commitments],
        "notices": [notice_json(notice) for notice in document.notices],
    }


def _jurisdiction(jurisdiction: Jurisdiction | None) -> dict[str, Any] | None:
    if jurisdiction is None:
        return None
    return {
        "code": jurisdiction.code,
        "name": jurisdiction.name,
        "level": jurisdiction.level.value,
        "parent": jurisdiction.parent,
    }


def notice_json(notice: Notice) -> dict[str, Any]:
    """``notice`` in the form of the contract."""
    return {
        "code": notice.code,
        "message": notice.message.zh,
        "message_en": notice.message.en,
        "line": notice.line,
        "start": notice.span.start if notice.span else None,
        "end": notice.span.end if notice.span else None,
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "id": commitment.id,
        "label": commitment.label,
        "trail": list(commitment.trail),
        "text": commitment.text,
        "start": commitment.span.start,
        "end": commitment.span.end,
        "page": commitment.page,
        "lead": commitment.lead,
        "theme": commitment.theme,
        "theme_score": commitment.theme_score,
        "lead_units": list(commitment.lead_units),
        "responsible_units": list(commitment.responsible_units),
        "deadline": commitment.deadline.isoformat() if commitment.deadline else None,
        "deadline_text": commitment.deadline_text,
        "modality": commitment.modality.value,
        "role": commitment.role.value,
        "clauses": [_clause(clause) for clause in commitment.clauses if not clause.lead],
        "targets": [target_json(target) for target in commitment.targets],
        "thresholds": [_threshold(threshold) for threshold in commitment.thresholds],
        "absolutes": [
            {
                "code": a.code,
                "text": a.text,
                "start": a.span.start,
                "end": a.span.end,
                "dimension": a.dimension.value,
            }
            for a in commitment.absolutes
        ],
        "source_note": commitment.source_note,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "text": clause.text,
        "start": clause.span.start,
        "end": clause.span.end,
        "force": clause.force.value,
        "verb": clause.verb.text if clause.verb else "",
        "object": clause.object.text if clause.object else "",
    }


def number_json(value: Decimal) -> int | float:
    """``value`` as a JSON number: whole numbers without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def value_json(value: Decimal | tuple[Decimal, Decimal] | date) -> Any:
    """A number, ``[min, max]`` or an ISO date."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [number_json(value[0]), number_json(value[1])]
    return number_json(value)


def plain_value(value: Decimal | tuple[Decimal, Decimal] | date) -> int | float | str:
    """A number, or as text an ISO date or a range ``min–max``, for a single cell."""
    found = value_json(value)
    return "–".join(map(str, found)) if isinstance(found, list) else found


def targets_json(document: Document) -> dict[str, Any]:
    """The targets of ``document``, each with its commitment."""
    return {
        "schema": "policydiff.targets/1",
        "document": document.id,
        "targets": [
            {
                "commitment": commitment.id,
                "units": list(commitment.units),
                "deadline": commitment.deadline.isoformat() if commitment.deadline else None,
                **target_json(target),
            }
            for commitment in document.commitments
            for target in commitment.targets
        ],
    }


def target_json(target: Target) -> dict[str, Any]:
    """``target`` in the form of the contract."""
    return {
        "text": target.text,
        "start": target.span.start,
        "end": target.span.end,
        "object": target.object,
        "dimension": target.dimension.value,
        "comparator": target.comparator.value,
        "value": value_json(target.value),
        "unit": target.unit,
        "scope": target.scope,
        "direction": target.direction.value,
        "baseline": number_json(target.baseline) if target.baseline is not None else None,
        "baseline_unit": target.baseline_unit,
        "approximate": target.approximate,
        "precision": target.precision,
        "start_date": target.start,
        "due": target.due.isoformat() if target.due else None,
        "status": target.status.value,
        "rule": target.rule,
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    return {
        "text": threshold.text,
        "start": threshold.span.start,
        "end": threshold.span.end,
        "comparator": threshold.comparator.value,
        "value": value_json(threshold.value),
        "unit": threshold.unit,
    }


def concordance_json(concordance: Concordance) -> dict[str, Any]:
    """``concordance`` in the form of the contract."""
    reviews: dict[tuple[str, str], list[Review]] = {}
    for review in concordance.reviews:
        reviews.setdefault((review.upper, review.lower), []).append(review)
    beyond = counterparts(concordance)
    uppers = {commitment.id: commitment for commitment in concordance.upper.commitments}
    check = {verdict.upper.id for verdict in concordance.verdicts if verdict.outcome is Outcome.TO_CHECK}
    return {
        "schema": CONCORDANCE_SCHEMA,
        "upper": document_json(concordance.upper),
        "lower": document_json(concordance.lower),
        "lineage": concordance.lineage.value,
        "kindred": concordance.kindred,
        "themes": list(concordance.themes),
        "pairs": [_pair(pair, reviews, concordance) for pair in concordance.pairs],
        "verdicts": [_verdict(verdict) for verdict in concordance.verdicts],
        "open_questions": [commitment.id for commitment in open_questions(concordance)],
        "figures": [_figure(row) for row in figure_rows(concordance)],
        "missing": [commitment.id for commitment in concordance.missing if commitment.id not in check],
        "candidates": {
            upper: [
                {
                    "lower": candidate.lower.id,
                    "confidence": candidate.confidence,
                    "reason": candidate.reason.zh,
                    "reason_en": candidate.reason.en,
                    "clauses": _clauses(nearest(uppers[upper], candidate.lower)),
                }
                for candidate in candidates
            ]
            for upper, candidates in concordance.candidates.items()
        },
        "added": [commitment.id for commitment in concordance.added],
        "added_beyond": {
            commitment.id: {
                "upper": beyond[commitment.id].upper.id,
                "reason": beyond[commitment.id].reason.zh,
            }
            for commitment in concordance.added
            if commitment.id in beyond
        },
        # what is to be checked without a pair is called neither answered nor missing
        "not_judged": [
            *(commitment.id for commitment in concordance.not_judged),
            *(commitment.id for commitment in concordance.missing if commitment.id in check),
        ],
        "rejected": [_pair(pair, reviews, concordance) for pair in concordance.rejected],
        "reviews": [_review(review) for review in concordance.reviews],
        "notices": [notice_json(notice) for notice in concordance.notices],
    }


def _clauses(found: Couple | None) -> dict[str, Any] | None:
    """A clause of each side, where a reader looks first."""
    if found is None:
        return None
    sides = (("upper", found.upper), ("lower", found.lower))
    return {
        side: {"text": clause.text, "start": clause.span.start, "end": clause.span.end}
        for side, clause in sides
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "upper": review.upper or None,
        "lower": review.lower or None,
        "standing": review.standing.value,
        "verdict": review.verdict.value if review.verdict else None,
        "relation": review.relation.value if review.relation else None,
        "partner": review.partner or None,
        "decisions": [decision_json(decision) for decision in review.decisions],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "upper": verdict.upper.id,
        "outcome": verdict.outcome.value,
        "pairs": list(verdict.lowers),
        "adds": [{"lower": add.lower, "what": add.what, "text": add.text} for add in verdict.adds],
        "confidence": verdict.confidence,
        "sure": "check" if verdict.sure is Sure.LOW else verdict.sure.value,
        "would_change": verdict.hinge.zh if verdict.hinge else None,
        "would_change_en": verdict.hinge.en if verdict.hinge else None,
        "reader": verdict.reader or None,
    }


def _figure(row: FigureRow) -> dict[str, Any]:
    return {
        "upper": target_json(row.upper),
        "upper_commitment": row.upper_commitment.id,
        "lower": target_json(row.lower) if row.lower else None,
        "lower_commitment": row.lower_commitment.id if row.lower_commitment else None,
        "outcome": row.outcome.value,
        "difference": row.difference.zh,
        "difference_en": row.difference.en,
    }


def _pair(
    pair: Pair, reviews: Mapping[tuple[str, str], Sequence[Review]], concordance: Concordance
) -> dict[str, Any]:
    found = reviews.get((pair.upper.id, pair.lower.id), ())
    return {
        "upper": pair.upper.id,
        "lower": pair.lower.id,
        "confidence": pair.confidence,
        "match_weight": pair.weight,
        "theme": pair.upper.theme,
        "outcome": pair.outcome.value,
        "sure": (Sure.HIGH if pair.sure is Sure.HIGH else Sure.MEDIUM).value,
        "to_check": pair.sure is Sure.LOW,
        "reader": pair.reader or None,
        "relation": pair.relation.value,
        "findings": [
            {**finding_json(finding), "evidence": _evidence(finding, concordance)}
            for finding in pair.findings
        ],
        "comparisons": comparisons_json(pair.comparisons),
        "clauses": _clauses(decisive(pair.upper, pair.lower, pair.findings)),
        "rules": list(pair.rules),
        "judged": pair.judged.value if pair.judged else None,
        "review": _review(found[0]) if found else None,
    }


def comparisons_json(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Each feature that was weighed, with its level, its weight and what both sides say."""
    return [
        {"feature": c.feature, "level": c.level, "weight": c.weight, "upper": c.upper, "lower": c.lower}
        for c in comparisons
    ]


def _evidence(finding: Finding, concordance: Concordance) -> dict[str, Any]:
    """The words of both texts that the finding rests on."""
    sides = (
        ("upper", finding.upper_evidence, concordance.upper),
        ("lower", finding.lower_evidence, concordance.lower),
    )
    return {
        side: [
            {"start": span.start, "end": span.end, "text": document.source.text[span.start : span.end]}
            for span in spans
        ]
        for side, spans, document in sides
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """``finding`` in the form of the contract."""
    return {
        "dimension": finding.dimension.value,
        "relation": finding.relation.value,
        "upper_target": target_json(finding.upper_target) if finding.upper_target else None,
        "lower_target": target_json(finding.lower_target) if finding.lower_target else None,
        "reason": finding.reason.zh,
        "reason_en": finding.reason.en,
        "rule": finding.rule,
    }
