"""What was said to become of each article, against the gold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policydiff.errors import UnreadableSource
from policydiff.evaluate.gold import f1, lines_in, ratio
from policydiff.model import ChangeKind, Revision
from policydiff.report.revised import revision_json

_CHANGE = re.compile(r"(?P<old>[^→]+)→(?P<new>[^→：:]+)[：:]\s*(?P<kind>[a-z]+)")
ChangeRow = tuple[tuple[str, ...], tuple[str, ...], str]
"""The numbers of the old articles, those of the new ones, and the kind of change."""


def read_changes(path: Path) -> list[ChangeRow]:
    """The lines ``第三条 → 第四条、第五条：split`` of a file; — stands for none; lines with # are remarks.

    Raises UnreadableSource with the line of the first one that is not so written.
    """
    lines = lines_in(path)
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
        return f1(ratio(self.right, self.predicted), ratio(self.right, self.gold))

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "gold changes": self.gold,
            "predicted changes": self.predicted,
            "precision": ratio(self.right, self.predicted),
            "recall": ratio(self.right, self.gold),
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


_RELATION = {"tightened": "tightens", "loosened": "loosens", "mixed": "mixed", "unchanged": "unchanged"}
_WAYS = {"tightens", "loosens"}


@dataclass(frozen=True, slots=True)
class VersionScore:
    """Figures of a revision against rows of pairs of articles; shares are 0 to 1, nan where nothing was asked."""

    articles: float
    """F1 of pairs of articles, deletions and additions."""
    changed: float
    """Of the pairs found, those rightly called changed or not."""
    directed: int
    direction_precision: float
    direction_recall: float
    wrong_way: float

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "article F1": self.articles,
            "changed or not": self.changed,
            "directed": self.directed,
            "direction precision": self.direction_precision,
            "direction recall": self.direction_recall,
            "wrong way": self.wrong_way,
        }


ArticlePair = tuple[str, str]
"""The number of an old article and that of a new one; empty where there is none."""


def score_versions(
    rows: Sequence[Mapping[str, Any]], revision: Revision
) -> tuple[VersionScore, list[ArticlePair], list[ArticlePair]]:
    """The figures, the gold pairs of articles not found, and those found that the gold does not have.

    A change of several articles stands for every old one with every new one.
    """
    gold = {
        (row.get("upper_article", ""), row.get("lower_article", "")): row.get("relation", row["kind"])
        for row in rows
    }
    said = {
        (old, new): _relation(change)
        for change in revision_json(revision)["changes"]
        for old in [article["label"] for article in change["old"]] or [""]
        for new in [article["label"] for article in change["new"]] or [""]
    }
    right = gold.keys() & said.keys()
    pairs = [key for key in right if all(key)]
    directed = [key for key in said if said[key] in _WAYS and all(key)]
    asked = [key for key in gold if gold[key] in _WAYS]
    score = VersionScore(
        articles=f1(ratio(len(right), len(said)), ratio(len(right), len(gold))),
        changed=ratio(
            sum((gold[key] == "unchanged") == (said[key] == "unchanged") for key in pairs), len(pairs)
        ),
        directed=len(directed),
        direction_precision=ratio(sum(gold.get(key) == said[key] for key in directed), len(directed)),
        direction_recall=ratio(sum(said.get(key) == gold[key] for key in asked), len(asked)),
        wrong_way=ratio(sum({gold.get(key), said[key]} == _WAYS for key in directed), len(asked)),
    )
    return score, sorted(gold.keys() - said.keys()), sorted(said.keys() - gold.keys())


def _relation(change: Mapping[str, Any]) -> str:
    relation: str = _RELATION.get(change["kind"]) or change["relation"] or "reworded"
    parted = change["kind"] in {"split", "merged", "moved", "reworded"}
    return "reworded" if parted and relation in {"equal", "incomparable"} else relation
