"""What a report was said to tell of a plan, against the gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from policydiff.evaluate.gold import f1, find, holds, ratio, squeeze
from policydiff.model import Evidence, Tracking


@dataclass(frozen=True, slots=True)
class TrackingScore:
    """Figures of a tracking against the gold; shares are 0 to 1, nan where nothing was asked."""

    gold_evidence: int
    predicted_judged: int
    precision: float
    recall: float
    f1: float
    status: float
    problems: float
    gold_unplanned: int
    unplanned: float
    falsely_covered: int

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "gold evidence": self.gold_evidence,
            "predicted pairs judged": self.predicted_judged,
            "evidence precision": self.precision,
            "evidence recall": self.recall,
            "evidence F1": self.f1,
            "status": self.status,
            "problems found": self.problems,
            "gold unplanned": self.gold_unplanned,
            "unplanned left free": self.unplanned,
            "unplanned covered": self.falsely_covered,
        }


def score_tracking(
    rows: Sequence[Mapping[str, Any]], tracking: Tracking, themes: Sequence[str] = ()
) -> tuple[TrackingScore, list[Mapping[str, Any]]]:
    """The figures of ``tracking``, and the gold rows of evidence that no predicted pair covers.

    A row is found when its statement lies in the sentence and its commitment in
    the commitment of some evidence.  Precision is counted over pairs of
    commitment and sentence, however many clauses of the sentence say so, and
    only over those pairs one side of which stands in a row: of the others the
    gold does not speak.  The status asked of a row is that of the evidence whose
    quote shares the longest run with the row's statement.
    """
    rows = [row for row in rows if not themes or row["theme"] in themes]
    plan = {c.id: squeeze(c.text) for c in tracking.plan.commitments}
    said = {(report.id, c.id): squeeze(c.text) for report in tracking.reports for c in report.commitments}
    pairs: dict[tuple[str, tuple[str, str]], list[Evidence]] = {}
    for item in tracking.evidence:
        pairs.setdefault((item.commitment.id, (item.report, item.statement.id)), []).append(item)
    above: set[str] = set()
    below: set[tuple[str, str]] = set()
    hit: set[tuple[str, tuple[str, str]]] = set()
    uncovered: list[Mapping[str, Any]] = []
    tally = {"asked": 0, "found": 0, "status": 0, "problems": 0, "problems found": 0}
    tally |= {"unplanned": 0, "free": 0}
    for row in rows:
        quote = squeeze(row["statement"])
        places = {key for key, text in said.items() if holds(text, quote)}
        below |= places
        if row["kind"] == "unplanned":
            tally["unplanned"] += 1
            tally["free"] += bool(places) and not any(key[1] in places for key in pairs)
            continue
        owners = find(plan, row.get("commitment"))
        above |= owners
        hits = [key for key in pairs if key[0] in owners and key[1] in places]
        hit.update(hits)
        tally["asked"] += 1
        tally["problems"] += row["status"] == "problem"
        if not hits:
            uncovered.append(row)
            continue
        tally["found"] += 1
        evidence = max(
            (item for key in hits for item in pairs[key]),
            key=lambda item: _shared(squeeze(item.quote), quote),
        )
        right = evidence.status.value == row["status"]
        tally["status"] += right
        tally["problems found"] += row["status"] == "problem" and right
    judged = [key for key in pairs if key[0] in above or key[1] in below]
    precision, recall = ratio(len(hit), len(judged)), ratio(tally["found"], tally["asked"])
    return (
        TrackingScore(
            gold_evidence=tally["asked"],
            predicted_judged=len(judged),
            precision=precision,
            recall=recall,
            f1=f1(precision, recall),
            status=ratio(tally["status"], tally["found"]),
            problems=ratio(tally["problems found"], tally["problems"]),
            gold_unplanned=tally["unplanned"],
            unplanned=ratio(tally["free"], tally["unplanned"]),
            falsely_covered=tally["unplanned"] - tally["free"],
        ),
        uncovered,
    )


def _shared(first: str, second: str) -> int:
    """The length of the longest run that both hold."""
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
