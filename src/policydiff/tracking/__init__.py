"""A plan followed through reports: what they say of each commitment, what no report speaks of, what no plan covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policydiff.concordance import refuse_large
from policydiff.errors import InvalidRequest
from policydiff.model import Completeness, Document, Evidence, Kind, Notice, Tracking, Unplanned, Wording
from policydiff.tracking.contradictions import contradictions
from policydiff.tracking.pairing import pair_up
from policydiff.tracking.progress import progress
from policydiff.tracking.statements import Statement, cut_down, part_of, statements
from policydiff.wording import notice

__all__ = ["statements", "track"]


def track(plan: Document, reports: Sequence[Document]) -> Tracking:
    """The tracking of ``plan`` through ``reports``.

    Raises InvalidRequest when a report is given twice or is the plan itself, or is too large.
    """
    _check(plan, reports)
    evidence: list[Evidence] = []
    unplanned: list[Unplanned] = []
    notices: list[Notice] = list(_notices(plan, reports))
    for report in reports:
        refuse_large(len(plan.commitments), len(report.commitments))
        said = statements(report)
        found, spoken = _evidence(plan, report, said)
        evidence += found
        unplanned += [
            Unplanned(report=report.id, statement=statement.commitment, problem=statement.problem)
            for place, statement in enumerate(said)
            if place not in spoken and (statement.problem or statement.commitment.targets)
        ]
        notices += [_of(report, found) for found in contradictions(report, said)]
    order = {commitment.id: place for place, commitment in enumerate(plan.commitments)}
    reported = {report.id: place for place, report in enumerate(reports)}
    evidence.sort(key=lambda item: (order[item.commitment.id], reported[item.report], item.span))
    touched = {item.commitment.id for item in evidence}
    return Tracking(
        plan=plan,
        reports=tuple(reports),
        evidence=tuple(evidence),
        untouched=tuple(c for c in plan.commitments if c.id not in touched),
        unplanned=tuple(unplanned),
        notices=tuple(notices),
    )


def _check(plan: Document, reports: Sequence[Document]) -> None:
    if not reports:
        raise InvalidRequest("没有给出报告", hint="写成 policydiff track 方案 报告1 报告2")
    seen = {plan.source.sha256: plan.id}
    for report in reports:
        if report.source.sha256 in seen:
            raise InvalidRequest(
                f"{report.id} 和 {seen[report.source.sha256]} 是同一份文件", hint="方案和报告请给出不同的文件"
            )
        seen[report.source.sha256] = report.id


def _evidence(plan: Document, report: Document, said: Sequence[Statement]) -> tuple[list[Evidence], set[int]]:
    found: list[Evidence] = []
    spoken: set[int] = set()
    for pair in pair_up(plan.commitments, said):
        statement, commitment = said[pair.statement], plan.commitments[pair.upper]
        spoken.add(pair.statement)
        clause = cut_down(statement, pair.clause)
        standing = progress(commitment, clause, problem=statement.problem, issued=report.issued)
        found.append(
            Evidence(
                commitment=commitment,
                report=report.id,
                statement=statement.commitment,
                quote=pair.clause.text,
                span=part_of(statement, pair.clause.start, pair.clause.end),
                status=standing.status,
                reason=standing.reason,
                rule=standing.rule,
                confidence=pair.confidence,
                plan_target=standing.plan,
                reported_target=standing.reported,
                comparisons=pair.comparisons,
            )
        )
    return found, spoken


def _of(report: Document, found: Notice) -> Notice:
    """The notice with the report it was found in."""
    message = Wording(f"{report.title}：{found.message.zh}", f"{report.title}: {found.message.en}")
    return Notice(found.code, message, found.line, found.span)


def _notices(plan: Document, reports: Sequence[Document]) -> Iterable[Notice]:
    if plan.completeness is not Completeness.FULL:
        yield notice("track-plan-not-full", title=plan.title)
    if plan.kind not in {Kind.PLAN, Kind.DIGEST}:
        yield notice("track-no-plan", title=plan.title)
    for report in reports:
        if report.kind is not Kind.REPORT:
            yield notice("track-no-report", title=report.title)
        if report.completeness is not Completeness.FULL:
            yield notice("track-report-not-full", title=report.title)
        first, second = plan.jurisdiction, report.jurisdiction
        if first is not None and second is not None and first.code != second.code:
            yield notice("track-other-place", title=report.title, place=second.name, plan=first.name)
        if plan.issued and report.issued and report.issued < plan.issued:
            yield notice("track-report-older", title=report.title)
