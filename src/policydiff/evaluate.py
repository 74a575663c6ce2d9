"""Score results against hand annotations.

The measures are those of the annotation project: a gold quote lies in a
commitment when at least 60 % of its characters, as one run, stand in the
commitment's text; white space is ignored on both sides.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.model import (
    ChangeKind,
    Commitment,
    Concordance,
    Dimension,
    Document,
    Evidence,
    Revision,
    Target,
    Tracking,
)
from policydiff.report.jsonio import value_json

SHARE = 0.6

_SPACE = re.compile(r"\s+")


def squeeze(text: str | None) -> str:
    """``text`` without white space."""
    return _SPACE.sub("", text or "")


def holds(text: str, quote: str) -> bool:
    """Does one run of at least 60 % of ``quote`` (4 characters at the least) stand in ``text``?"""
    if quote in text:
        return True
    need = max(4, int(len(quote) * SHARE + 0.999))
    return any(quote[i : i + need] in text for i in range(len(quote) - need + 1))


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file; raises UnreadableSource with the line of the first broken row."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(
            f"标注文件读不出来：{error}", where=str(path), hint="应为 UTF-8 的 JSON Lines"
        ) from error
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnreadableSource(
                f"第 {number} 行不是 JSON：{error.msg}",
                where=f"{path}，第 {number} 行",
                hint="每行一个 JSON 对象",
            ) from error
        if not isinstance(row, dict):
            raise UnreadableSource(
                f"第 {number} 行不是 JSON 对象", where=f"{path}，第 {number} 行", hint="每行一个 JSON 对象"
            )
        rows.append(row)
    if not rows:
        raise UnreadableSource("标注文件里没有行", where=str(path), hint="确认文件内容")
    return rows


def is_targets(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Are these rows about the targets of documents, not about an alignment?"""
    return all("doc" in row for row in rows)


def best_document(quotes: Iterable[str], documents: Sequence[Document]) -> Document:
    """The document in which most of ``quotes`` stand; raises InvalidRequest when none holds a third of them."""
    wanted = [squeeze(quote) for quote in quotes]
    found = {
        document.id: sum(quote in squeeze(document.source.text) for quote in wanted) for document in documents
    }
    best = max(documents, key=lambda document: found[document.id], default=None)
    if best is None or found[best.id] * 3 < len(wanted):
        raise InvalidRequest("找不到标注所引的文件", hint="用 --docs 指明文件所在的文件夹")
    return best


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """Figures of one concordance against the gold; shares are 0 to 1, nan where nothing was asked."""

    gold_pairs: int
    predicted_judged: int
    pair_precision: float
    pair_recall: float
    pair_f1: float
    relation: float
    direction: float
    wrong_way: float
    gold_missing: int
    missing_precision: float
    missing_recall: float
    missing_f1: float
    falsely_accused: int
    characters: float
    """Mean length of a commitment."""

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "gold pairs": self.gold_pairs,
            "predicted pairs judged": self.predicted_judged,
            "pair precision": self.pair_precision,
            "pair recall": self.pair_recall,
            "pair F1": self.pair_f1,
            "relation": self.relation,
            "direction": self.direction,
            "wrong way": self.wrong_way,
            "gold missing": self.gold_missing,
            "missing precision": self.missing_precision,
            "missing recall": self.missing_recall,
            "missing F1": self.missing_f1,
            "falsely accused": self.falsely_accused,
            "characters a commitment": self.characters,
        }


_OPPOSITE = {"tightens": "loosens", "loosens": "tightens"}


def score_alignment(
    rows: Sequence[Mapping[str, Any]], concordance: Concordance, themes: Sequence[str] = ()
) -> tuple[AlignmentScore, list[Mapping[str, Any]]]:
    """The figures of ``concordance``, and the gold pairs that no predicted pair covers."""
    rows = [row for row in rows if not themes or row["theme"] in themes]
    upper = {c.id: squeeze(c.text) for c in concordance.upper.commitments}
    lower = {c.id: squeeze(c.text) for c in concordance.lower.commitments}
    places = [(_find(upper, row.get("upper")), _find(lower, row.get("lower")), row) for row in rows]
    touched_upper = {id_ for above, _, _ in places for id_ in above}
    touched_lower = {id_ for _, below, _ in places for id_ in below}
    pairs = [place for place in places if place[2]["kind"] == "pair"]
    missing = [place for place in places if place[2]["kind"] == "missing"]
    predicted = {(pair.upper.id, pair.lower.id): pair for pair in concordance.pairs}
    tally = {"asked": 0, "covered": 0, "judged": 0, "right": 0, "directed": 0, "direction": 0, "wrong": 0}
    hit: set[tuple[str, str]] = set()
    uncovered: list[Mapping[str, Any]] = []
    for above, below, row in pairs:
        hits = [key for key in predicted if key[0] in above and key[1] in below]
        hit.update(hits)
        if not row.get("agreed", True):
            continue
        tally["asked"] += 1
        opposite = _OPPOSITE.get(row["relation"])
        tally["directed"] += opposite is not None
        if not hits:
            uncovered.append(row)
            continue
        tally["covered"] += 1
        if not row["relation"]:
            continue
        said: set[str] = set()
        for key in hits:
            found = [
                finding.relation.value
                for finding in predicted[key].findings
                if row.get("dimension") in {None, "none", finding.dimension.value}
            ]
            said.update(found or [predicted[key].relation.value])
        tally["judged"] += 1
        if {"tightens", "loosens"} <= said:
            said = {"mixed"}
        tally["right"] += row["relation"] in said
        if opposite:
            tally["direction"] += row["relation"] in said
            tally["wrong"] += opposite in said and row["relation"] not in said
    judged = [key for key in predicted if key[0] in touched_upper or key[1] in touched_lower]
    gold_missing = {id_ for above, _, _ in missing for id_ in above}
    asked_missing = [above for above, _, row in missing if row.get("agreed", True)]
    said_missing = {commitment.id for commitment in concordance.missing}
    paired = {id_ for above, _, _ in pairs for id_ in above}
    missing_judged = [id_ for id_ in said_missing if id_ in touched_upper]
    precision, recall = _ratio(len(hit), len(judged)), _ratio(tally["covered"], tally["asked"])
    missing_precision = _ratio(sum(id_ in gold_missing for id_ in missing_judged), len(missing_judged))
    missing_recall = _ratio(sum(bool(above & said_missing) for above in asked_missing), len(asked_missing))
    texts = [*upper.values(), *lower.values()]
    return (
        AlignmentScore(
            gold_pairs=tally["asked"],
            predicted_judged=len(judged),
            pair_precision=precision,
            pair_recall=recall,
            pair_f1=_f1(precision, recall),
            relation=_ratio(tally["right"], tally["judged"]),
            direction=_ratio(tally["direction"], tally["directed"]),
            wrong_way=_ratio(tally["wrong"], tally["directed"]),
            gold_missing=len(asked_missing),
            missing_precision=missing_precision,
            missing_recall=missing_recall,
            missing_f1=_f1(missing_precision, missing_recall),
            falsely_accused=sum(id_ in paired and id_ not in gold_missing for id_ in said_missing),
            characters=_ratio(sum(map(len, texts)), len(texts)),
        ),
        uncovered,
    )


def _find(side: Mapping[str, str], quote: str | None) -> set[str]:
    if not quote:
        return set()
    words = squeeze(quote)
    return {id_ for id_, text in side.items() if holds(text, words)}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


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


def is_tracking(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Are these rows about what a report says of a plan?"""
    return all(row.get("kind") in {"evidence", "unplanned"} and "statement" in row for row in rows)


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
        owners = _find(plan, row.get("commitment"))
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
    precision, recall = _ratio(len(hit), len(judged)), _ratio(tally["found"], tally["asked"])
    return (
        TrackingScore(
            gold_evidence=tally["asked"],
            predicted_judged=len(judged),
            precision=precision,
            recall=recall,
            f1=_f1(precision, recall),
            status=_ratio(tally["status"], tally["found"]),
            problems=_ratio(tally["problems found"], tally["problems"]),
            gold_unplanned=tally["unplanned"],
            unplanned=_ratio(tally["free"], tally["unplanned"]),
            falsely_covered=tally["unplanned"] - tally["free"],
        ),
        uncovered,
    )


def _shared(first: str, second: str) -> int:
    """The length of the longest run that both hold."""
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size


_CHANGE = re.compile(r"(?P<old>.+?)\s*→\s*(?P<new>.+?)\s*[：:]\s*(?P<kind>[a-z]+)")
ChangeRow = tuple[tuple[str, ...], tuple[str, ...], str]
"""The numbers of the old articles, those of the new ones, and the kind of change."""


def read_changes(path: Path) -> list[ChangeRow]:
    """The lines ``第三条 → 第四条、第五条：split`` of a file; — stands for none; lines with # are remarks.

    Raises UnreadableSource with the line of the first one that is not so written.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(
            f"标注文件读不出来：{error}", where=str(path), hint="应为 UTF-8 的文本"
        ) from error
    rows: list[ChangeRow] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _CHANGE.fullmatch(line.strip())
        if match is None or match["kind"] not in set(ChangeKind):
            raise UnreadableSource(
                f"第 {number} 行读不出来：{line.strip()}",
                where=f"{path}，第 {number} 行",
                hint="写成 第三条 → 第四条：reworded，没有的一边写 —",
            )
        rows.append((_labels(match["old"]), _labels(match["new"]), match["kind"]))
    if not rows:
        raise UnreadableSource("标注文件里没有行", where=str(path), hint="确认文件内容")
    return rows


def _labels(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("、") if part.strip() not in {"", "—"})


@dataclass(frozen=True, slots=True)
class RevisionScore:
    """Figures of a revision against the gold, article by article; shares are 0 to 1."""

    gold: int
    right: int
    predicted: int

    @property
    def f1(self) -> float:
        """Of the changes: the same articles on both sides and the same kind."""
        return _f1(_ratio(self.right, self.predicted), _ratio(self.right, self.gold))

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "gold changes": self.gold,
            "predicted changes": self.predicted,
            "precision": _ratio(self.right, self.predicted),
            "recall": _ratio(self.right, self.gold),
            "F1": self.f1,
        }


def score_revision(
    rows: Sequence[ChangeRow], revision: Revision
) -> tuple[RevisionScore, list[ChangeRow], list[ChangeRow]]:
    """The figures, the gold changes not found, and the predicted ones the gold does not have.

    A change is right when it names the same old and new articles and the same kind.
    """
    predicted = [
        (
            tuple(article.label for article in change.olds),
            tuple(article.label for article in change.news),
            change.kind.value,
        )
        for change in revision.changes
    ]
    missed = Counter(rows) - Counter(predicted)
    extra = Counter(predicted) - Counter(rows)
    score = RevisionScore(len(rows), len(rows) - missed.total(), len(predicted))
    return score, list(missed.elements()), list(extra.elements())


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
    """The figures, the gold rows not found, and the targets found that the gold does not have."""
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
    score = TargetScore(wanted, recall, precision, _f1(precision, recall), strict / wanted if wanted else 0.0)
    return score, misses, extra


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
