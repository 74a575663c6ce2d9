"""A tracking as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from policydiff.labels import label, listed
from policydiff.model import Commitment, Progress, Tracking
from policydiff.report.jsonio import document_json, dumps, notice_json, target_json
from policydiff.report.sheets import Sheet, dated, sheet_bytes
from policydiff.report.tables import Cell, Table
from policydiff.topics.themes import themes

SCHEMA = "policydiff.tracking/1"
TONES = {
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


def tracking_summary(tracking: Tracking, lang: str = "zh") -> str:
    """The result in a sentence."""
    counts = progress_counts(tracking)
    return label("sheet", "tracking-summary", lang).format(
        commitments=len(tracking.plan.commitments),
        pieces=len(tracking.evidence),
        touched=len(tracking.plan.commitments) - len(tracking.untouched),
        evidence=listed(
            (f"{label('progress', status.value, lang)} {counts[status.value]}" for status in Progress), lang
        ),
        untouched=counts["untouched"],
        uncovered=counts["uncovered"],
    )


def tracking_sheet(tracking: Tracking, lang: str = "zh") -> Sheet:
    """``tracking`` as tables: evidence, promises without any, problems and figures that no promise covers."""

    def word(name: str) -> str:
        return label("sheet", name, lang)

    titles = {report.id: report.title for report in tracking.reports}

    def table(
        name: str,
        columns: tuple[str, ...],
        rows: Iterable[tuple[Cell | str, ...]],
        headline: tuple[str, ...],
    ) -> Table:
        words = tuple(map(word, columns))
        return Table(
            word(name),
            [dict(zip(words, row, strict=True)) for row in rows],
            words,
            headline=tuple(map(word, headline)),
        )

    def free(name: str, *, problem: bool) -> Table:
        rows = [
            (item.statement.text, titles[item.report])
            for item in tracking.unplanned
            if item.problem is problem
        ]
        return table(name, ("statement", "report"), rows, ("statement",))

    return Sheet(
        title=word("tracking-title"),
        lang=lang,
        facts=(
            (word("plan"), dated(tracking.plan.title, tracking.plan.issued)),
            *((word("report"), dated(report.title, report.issued)) for report in tracking.reports),
        ),
        notices=tracking.notices,
        summary=tracking_summary(tracking, lang),
        tables=(
            table(
                "evidence",
                ("status", "theme", "plan-place", "promise", "statement", "why", "report", "confidence"),
                (
                    (
                        Cell(label("progress", item.status.value, lang), TONES[item.status]),
                        themes()[item.commitment.theme].name(lang),
                        _place(item.commitment),
                        item.commitment.text,
                        item.quote,
                        item.reason.text(lang),
                        titles[item.report],
                        f"{item.confidence:.0%}",
                    )
                    for item in tracking.evidence
                ),
                ("plan-place", "promise"),
            ),
            free("uncovered", problem=True),
            table(
                "untouched",
                ("theme", "plan-place", "promise", "deadline"),
                (
                    (
                        themes()[commitment.theme].name(lang),
                        _place(commitment),
                        commitment.text,
                        commitment.deadline.isoformat() if commitment.deadline else "",
                    )
                    for commitment in tracking.untouched
                ),
                ("plan-place", "promise"),
            ),
            free("unplanned", problem=False),
        ),
    )


def _place(commitment: Commitment) -> str:
    return commitment.id.partition("/")[2]


TRACKING_FORMATS = ("text", "json", "csv", "xlsx", "html")


def render_tracking(tracking: Tracking, format: str, lang: str = "zh") -> bytes:
    """``tracking`` as the bytes of a file of one of ``TRACKING_FORMATS``."""
    if format == "json":
        return dumps(tracking_json(tracking)).encode()
    if format == "html":
        from policydiff.report.tracked_page import render_page

        return render_page(tracking, lang).encode()
    return sheet_bytes(tracking_sheet(tracking, lang), format)
