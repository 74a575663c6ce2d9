"""The clauses of two commitments that speak of the same thing.

A commitment holds several clauses; how binding it is, or how wide, is said of
one of them.  Words of another clause must not be held against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.judging.objects import likeness
from policydiff.model import Commitment, Dimension
from policydiff.text import fold
from policydiff.topics.concepts import find_concepts

NEAR = 0.12
"""Couples this close to the likest one are taken to speak of it as well."""
SAME_CONCEPT = 0.4
"""What a shared concept adds to the likeness of the words."""
LIKE = 0.75
"""Likeness from which two clauses are taken to speak of the same thing."""


@dataclass(frozen=True, slots=True)
class Couple:
    """One clause of each side and how alike they are: 0 to 1 for the words, more with a shared concept."""

    upper: str
    lower: str
    likeness: float


_END = re.compile(r"[，；。：](?![^“”]*”)")  # not within “进一次门，查多项事”


def clauses_of(commitment: Commitment) -> tuple[str, ...]:
    """The clauses of its text with what leads to it, in one width."""
    return tuple(clause for clause in _END.split(fold(commitment.lead + commitment.text)) if len(clause) >= 3)


def without_figures(commitment: Commitment) -> tuple[str, ...]:
    """The clauses in which no figure stands: where one stands, the figure counts and not the verb before it."""
    figures = [fold(target.phrase) for target in commitment.targets if target.dimension is not Dimension.DATE]
    return tuple(
        clause for clause in clauses_of(commitment) if not any(figure in clause for figure in figures)
    )


def couples(uppers: tuple[str, ...], lowers: tuple[str, ...]) -> tuple[Couple, ...]:
    """The couples of clauses that are alike enough: each clause with the likest of the other side."""
    below = [(clause, find_concepts(clause).keys()) for clause in lowers]
    rows = [
        [
            Couple(first, second, likeness(first, second) + SAME_CONCEPT * bool(names & others))
            for second, others in below
        ]
        for first in uppers
        for names in (find_concepts(first).keys(),)
    ]
    if not rows or not below:
        return ()
    best_upper = [max(couple.likeness for couple in row) for row in rows]
    best_lower = [max(row[place].likeness for row in rows) for place in range(len(below))]
    return tuple(
        couple
        for row, above in zip(rows, best_upper, strict=True)
        for couple, under in zip(row, best_lower, strict=True)
        if couple.likeness >= LIKE and couple.likeness in {above, under}
    )


def likest(found: Sequence[Couple]) -> tuple[Couple, ...]:
    """The likest of ``found`` and those near it: what the two commitments have in common most of all."""
    best = max((couple.likeness for couple in found), default=0.0)
    return tuple(couple for couple in found if couple.likeness >= best - NEAR)
