"""A tracking as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from policydiff.labels import label
from policydiff.model import Commitment, Progress, Tracking
from policydiff.report.jsonio import document_json, dumps, notice_json, target_json
from policydiff.report.sheets import Cell, Sheet, Table, dated, sheet_bytes
from policydiff.topics.themes import themes

SCHEMA = "policydiff.tracking/1"
_TONES = {
    Progress.MET: "good",
    Progress.AHEAD: "good",
    Progress.BEHIND: "bad",
    Progress.PROBLEM: "bad",
    Progress.IN_PROGRESS: "mid",
    Progress.ACTIVITY: "",
}


def progress_counts(tracking: Tracking) -> dict[str, int]:
    """How many pieces of evidence there are of each status; and promises without any, and problems no promise covers."""
    counts = Counter(item.status.value for item in tracking.evidence)
    return {
        **{status.value: counts[status.value] for status in Progress},
        "untouched": len(tracking.untouched),
        "uncovered": sum(item.problem for item in tracking.unplanned),
    }


def tracking_json(tracking: Tracking) -> dict[str, Any]:
    """``tracking`` in the form of the contract."""
    return {
        "schema": SCHEMA,
        "plan": document_json(tracking.plan),
        "reports": [document_json(report) for report in tracking.reports],
        "counts": progress_counts(tracking),
        "evidence": [
            {
                "commitment": item.commitment.id,
                "report": item.report,
                "statement": item.statement.id,
                "status": item.status.value,
                "commitment_text": item.commitment.text,
                "statement_text": item.statement.text,
                "quote": item.quote,
                "start": item.span.start,
                "end": item.span.end,
                "confidence": item.confidence,
                "theme": item.commitment.theme,
                "reason": item.reason.zh,
                "reason_en": item.reason.en,
                "rule": item.rule,
                "plan_target": target_json(item.plan_target) if item.plan_target else None,
                "reported_target": target_json(item.reported_target) if item.reported_target else None,
                "comparisons": [
                    {
                        "feature": c.feature,
                        "level": c.level,
                        "weight": c.weight,
                        "upper": c.upper,
                        "lower": c.lower,
                    }
                    for c in item.comparisons
                ],
            }
            for item in tracking.evidence
        ],
        "untouched": [commitment.id for commitment in tracking.untouched],
        "unplanned": [
            {
                "report": item.report,
                "statement": item.statement.id,
                "statement_text": item.statement.text,
                "start": item.statement.span.start,
                "end": item.statement.span.end,
                "problem": item.problem,
            }
            for item in tracking.unplanned
        ],
        "notices": [notice_json(notice) for notice in tracking.notices],
    }


def tracking_sheet(tracking: Tracking, lang: str = "zh") -> Sheet:
    """``tracking`` as tables: evidence, promises without any, problems and figures that no promise covers."""

    def word(name: str) -> str:
        return label("sheet", name, lang)

    titles = {report.id: report.title for report in tracking.reports}
    counts = progress_counts(tracking)
    said = "、" if lang == "zh" else ", "
    evidence = Table(
        word("evidence"),
        tuple(
            word(name)
            for name in (
                "status",
                "theme",
                "plan-place",
                "promise",
                "statement",
                "why",
                "report",
                "confidence",
            )
        ),
        tuple(
            (
                Cell(label("progress", item.status.value, lang), _TONES[item.status]),
                Cell(themes()[item.commitment.theme].name(lang)),
                Cell(_place(item.commitment)),
                Cell(item.commitment.text),
                Cell(item.quote),
                Cell(item.reason.text(lang)),
                Cell(titles[item.report]),
                Cell(f"{item.confidence:.0%}"),
            )
            for item in tracking.evidence
        ),
        (2, 3),
        (0, 1, 6),
    )
    uncovered = [item for item in tracking.unplanned if item.problem]
    others = [item for item in tracking.unplanned if not item.problem]
    free = tuple(word(name) for name in ("statement", "report"))
    return Sheet(
        title=word("tracking-title"),
        lang=lang,
        facts=(
            (word("plan"), dated(tracking.plan.title, tracking.plan.issued)),
            *((word("report"), dated(report.title, report.issued)) for report in tracking.reports),
        ),
        notices=tracking.notices,
        summary=word("tracking-summary").format(
            commitments=len(tracking.plan.commitments),
            pieces=len(tracking.evidence),
            touched=len(tracking.plan.commitments) - len(tracking.untouched),
            evidence=said.join(
                f"{label('progress', status.value, lang)} {counts[status.value]}" for status in Progress
            ),
            untouched=counts["untouched"],
            uncovered=counts["uncovered"],
        ),
        tables=(
            evidence,
            Table(
                word("uncovered"),
                free,
                tuple((Cell(item.statement.text), Cell(titles[item.report])) for item in uncovered),
                (0,),
                (1,),
            ),
            Table(
                word("untouched"),
                tuple(word(name) for name in ("theme", "plan-place", "promise", "deadline")),
                tuple(
                    (
                        Cell(themes()[commitment.theme].name(lang)),
                        Cell(_place(commitment)),
                        Cell(commitment.text),
                        Cell(commitment.deadline.isoformat() if commitment.deadline else ""),
                    )
                    for commitment in tracking.untouched
                ),
                (1, 2),
                (0,),
            ),
            Table(
                word("unplanned"),
                free,
                tuple((Cell(item.statement.text), Cell(titles[item.report])) for item in others),
                (0,),
                (1,),
            ),
        ),
    )


def _place(commitment: Commitment) -> str:
    return commitment.id.partition("/")[2]


TRACKING_FORMATS = ("text", "json", "csv", "xlsx", "html")


def render_tracking(tracking: Tracking, format: str, lang: str = "zh") -> bytes:
    """``tracking`` as the bytes of a file of one of ``TRACKING_FORMATS``."""
    if format == "json":
        return dumps(tracking_json(tracking)).encode()
    return sheet_bytes(tracking_sheet(tracking, lang), format)
