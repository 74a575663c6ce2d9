"""The annotated couples, and what any method's pairs come to on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policydiff.concordance import compare
from policydiff.corpus import open_document
from policydiff.evaluate import AlignmentScore, Places, read_gold, score_alignment
from policydiff.evaluate.gold import f1
from policydiff.judging import context_of, judge
from policydiff.model import Concordance, Document, Finding, Pair, Relation

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
    def places(self) -> Places:
        """Where the annotations stand."""
        return Places.of(self.rows, self.upper, self.lower)

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
        places = couple.places
        above, below = (
            {c.id: place for place, c in enumerate(side.commitments)} for side in (couple.upper, couple.lower)
        )

        def mask(uppers: Iterable[str], lowers: Iterable[str]) -> Mask:
            cells = np.zeros((len(above), len(below)), dtype=bool)
            cells[np.ix_([above[id_] for id_ in uppers], [below[id_] for id_ in lowers])] = True
            return cells

        pairs = [(place, mask(place.upper, place.lower)) for place in places.pairs]
        right = sum((cells for _, cells in pairs), mask((), ()))
        judged = mask(places.upper, below) | mask(above, places.lower)
        return cls(right, judged, [cells for place, cells in pairs if place.asked])

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
        return f1(precision, recall)


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
    pairs = {(i, j): (upper[i], lower[j]) for i, j in chosen}
    context = context_of(couple.upper, couple.lower, pairs.values())
    found = {cell: judge(*two, context) for cell, two in pairs.items()}
    return paired(couple, {cell: (said.relation, said.findings) for cell, said in found.items()})
