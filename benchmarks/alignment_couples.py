"""The annotated couples, and what any method's pairs come to on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policydiff.concordance import compare
from policydiff.corpus import open_document
from policydiff.evaluate import AlignmentScore, holds, read_gold, score_alignment, squeeze
from policydiff.judging import judge
from policydiff.model import Commitment, Concordance, Document, Finding, Pair, Relation

Cell = tuple[int, int]
"""An upper and a lower commitment by position."""
Mask = NDArray[np.bool_]
Judged = tuple[Relation, tuple[Finding, ...]]
"""The relation of a pair and its findings."""


@dataclass(frozen=True)
class Couple:
    """Two documents and the annotations of their alignment."""

    name: str
    upper: Document
    lower: Document
    path: Path

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The annotations."""
        return read_gold(self.path)

    @cached_property
    def whole(self) -> Concordance:
        """What policydiff says."""
        return compare(self.upper, self.lower)

    @cached_property
    def gold(self) -> Gold:
        """The annotations as cells."""
        return Gold.of(self)

    def score(self, found: Concordance) -> AlignmentScore:
        """The figures of ``found``."""
        return score_alignment(self.rows, found)[0]


@dataclass(frozen=True)
class Gold:
    """The annotations as cells of the table upper × lower, so that thousands of thresholds can be tried."""

    right: Mask
    """Cells that hold an annotated pair."""
    judged: Mask
    """Cells of which one side stands in a row."""
    asked: list[Mask]
    """For each pair that is asked for, its cells."""

    @classmethod
    def of(cls, couple: Couple) -> Gold:
        """The annotations of ``couple``."""
        uppers, lowers = (
            [squeeze(c.text) for c in side.commitments] for side in (couple.upper, couple.lower)
        )
        shape = len(uppers), len(lowers)
        right, judged = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        asked = []
        for row in couple.rows:
            above = [i for i, text in enumerate(uppers) if _says(text, row.get("upper"))]
            below = [j for j, text in enumerate(lowers) if _says(text, row.get("lower"))]
            judged[above, :] = True
            judged[:, below] = True
            if row["kind"] == "pair":
                cells = np.zeros(shape, dtype=bool)
                cells[np.ix_(above, below)] = True
                right |= cells
                if row.get("agreed", True):
                    asked.append(cells)
        return cls(right, judged, asked)

    def mask(self, cells: Iterable[Cell]) -> Mask:
        """``cells`` as a table."""
        chosen = np.zeros_like(self.right)
        for cell in cells:
            chosen[cell] = True
        return chosen

    def f1(self, chosen: Mask) -> float:
        """Pair F1 of the ``chosen`` cells, as `score_alignment` reckons it."""
        said = int((chosen & self.judged).sum())
        precision = int((chosen & self.right).sum()) / said if said else 0.0
        recall = sum(bool((chosen & cells).any()) for cells in self.asked) / max(1, len(self.asked))
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _says(text: str, quote: str | None) -> bool:
    return bool(quote) and holds(text, squeeze(quote))


def couples(shared: Path) -> Iterator[Couple]:
    """The annotated couples of ``shared``."""
    regulations, plans = shared / "corpus" / "regulations", shared / "corpus" / "plans"
    for name, upper, lower in (
        ("ordos-naiman", "ordos-2021", "naiman-2022"),
        ("shandong-jinan", regulations / "shandong.md", regulations / "jinan.md"),
        ("henan-shangqiu", regulations / "henan.md", regulations / "shangqiu.md"),
        ("waste", plans / "shanghai-waste-2019.txt", plans / "baoshan-waste-2019.txt"),
    ):
        yield Couple(
            name,
            open_document(str(upper)),
            open_document(str(lower)),
            shared / "gold" / f"{name}.dev.jsonl",
        )


def paired(couple: Couple, cells: Mapping[Cell, Judged] | Collection[Cell]) -> Concordance:
    """A concordance of ``cells``; each is called equal unless its relation and findings are given."""
    upper, lower = couple.upper.commitments, couple.lower.commitments
    said = cells if isinstance(cells, Mapping) else dict.fromkeys(cells, (Relation.EQUAL, ()))
    above, below = {i for i, _ in said}, {j for _, j in said}
    return replace(
        couple.whole,
        pairs=tuple(
            Pair(
                upper=upper[i],
                lower=lower[j],
                confidence=1.0,
                weight=0.0,
                relation=relation,
                findings=findings,
                comparisons=(),
                rules=(),
            )
            for (i, j), (relation, findings) in sorted(said.items(), key=lambda item: item[0])
        ),
        missing=tuple(c for i, c in enumerate(upper) if i not in above),
        added=tuple(c for j, c in enumerate(lower) if j not in below),
        candidates={},
    )


def judged(couple: Couple, cells: Iterable[Cell]) -> Concordance:
    """A concordance of ``cells`` in which policydiff judges each pair."""
    chosen = sorted(cells)
    upper, lower = couple.upper.commitments, couple.lower.commitments
    origins: dict[int, list[Commitment]] = defaultdict(list)
    answers: dict[int, list[Commitment]] = defaultdict(list)
    for i, j in chosen:
        origins[j].append(upper[i])
        answers[i].append(lower[j])
    return paired(
        couple,
        {
            (i, j): judge(
                upper[i], lower[j], issued=couple.lower.issued, uppers=origins[j], lowers=answers[i]
            )
            for i, j in chosen
        },
    )
