"""The targets that were read from one document, against the gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.evaluate.gold import f1, holds, squeeze
from policydiff.model import Commitment, Dimension, Document, Target
from policydiff.report.jsonio import value_json


@dataclass(frozen=True, slots=True)
class TargetScore:
    """Figures of the targets read from one document."""

    gold_targets: int
    recall: float
    precision: float
    f1: float
    strict: float

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "gold targets": self.gold_targets,
            "recall": self.recall,
            "precision": self.precision,
            "F1": self.f1,
            "strict (unit, sign)": self.strict,
        }


_UNITS = {
    "kW": "千瓦",
    "KW": "千瓦",
    "％": "%",
    "天": "日",
    "个工作日": "工作日",
    "个月": "月",
    "个环节": "环节",
}


def _unit(text: str | None) -> str:
    squeezed = squeeze(text)
    return _UNITS.get(squeezed, squeezed)


def score_targets(
    rows: Sequence[Mapping[str, Any]], document: Document
) -> tuple[TargetScore, list[Mapping[str, Any]], list[tuple[Commitment, Target]]]:
    """The figures, the gold rows not found, and the targets found that the gold does not have.

    A quote that stands in no commitment, such as the date of a bracket, belongs to
    the commitments of the provision before its place in the source.
    """
    commitments = document.commitments
    texts = [squeeze(commitment.text) for commitment in commitments]
    covered: set[int] = set()
    for row in rows:
        if row.get("kind") == "range":
            ends = [
                [i for i, text in enumerate(texts) if squeeze(row[key]) in text] for key in ("from", "to")
            ]
            if all(ends):
                covered.update(range(ends[0][0], ends[1][-1] + 1))
    used: set[tuple[int, int]] = set()
    found = strict = wanted = 0
    misses: list[Mapping[str, Any]] = []
    for row in rows:
        if row.get("kind") == "range":
            continue
        quote = squeeze(row["quote"])
        places = [i for i, text in enumerate(texts) if holds(text, quote)]
        places = places or _before(document, quote)
        covered.update(places)
        hit = next(
            (
                (i, j)
                for i in places
                for j, target in enumerate(commitments[i].targets)
                if (i, j) not in used and _same(target, row)
            ),
            None,
        )
        in_field = row["dimension"] == "date" and any(
            (deadline := commitments[i].deadline) is not None and deadline.isoformat() == row["value"]
            for i in places
        )
        if hit:
            used.add(hit)
        if row.get("optional"):
            continue
        wanted += 1
        if hit is None and not in_field:
            misses.append(row)
            continue
        found += 1
        if hit is None:
            strict += 1
        else:
            target = commitments[hit[0]].targets[hit[1]]
            strict += target.comparator.value == row["comparator"] and _unit(target.unit) == _unit(
                row["unit"]
            )
    extra = [
        (commitments[i], target)
        for i in sorted(covered)
        for j, target in enumerate(commitments[i].targets)
        if (i, j) not in used and target.dimension is not Dimension.DATE
    ]
    precision = len(used) / (len(used) + len(extra)) if used or extra else 0.0
    recall = found / wanted if wanted else 0.0
    score = TargetScore(wanted, recall, precision, f1(precision, recall), strict / wanted if wanted else 0.0)
    return score, misses, extra


def _before(document: Document, quote: str) -> list[int]:
    """The commitments, by position, of the last provision that begins before ``quote`` ends in the source."""
    source = squeeze(document.source.text)
    if source.count(quote) != 1:
        return []
    kept = [place for place, char in enumerate(document.source.text) if squeeze(char)]
    end = kept[source.index(quote)] + len(quote)
    before = [commitment for commitment in document.commitments if commitment.span.start <= end]
    if not before:
        return []
    home = max(before, key=lambda commitment: commitment.span.start).id.rsplit("/", 1)[0]
    return [i for i, commitment in enumerate(document.commitments) if commitment.id.rsplit("/", 1)[0] == home]


def _same(target: Target, row: Mapping[str, Any]) -> bool:
    if target.dimension.value != row["dimension"]:
        return False
    first, second = value_json(target.value), row["value"]
    if isinstance(first, list) or isinstance(second, list):
        return (
            isinstance(first, list)
            and isinstance(second, list)
            and list(map(float, first)) == list(map(float, second))
        )
    if isinstance(first, str) or isinstance(second, str):
        return str(first) == str(second)
    return abs(float(first) - float(second)) < 1e-9
