"""The amplification index (层层加码): how much stricter the same target gets from level to level.

Formulas, sources and limits: docs/methods.md.  Everything is exact and
deterministic: no resampling, no chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, islice

from policydiff.figures.measures import units
from policydiff.model import Dimension, Direction, Relation, Target

ENOUGH = 10
"""Ratios below which an index is not shown first: its interval would hold nearly everything."""
TAIL = 0.025
"""What each end of a 95 % interval leaves out."""
NOTHING = 1e-30
"""A probability that changes no figure, however many of it there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One target that two neighbouring levels both state."""

    upper_level: int
    lower_level: int
    theme: str
    dimension: Dimension
    relation: Relation
    """tightens, loosens or equal."""
    log_ratio: float | None
    """Natural logarithm of how many times stricter the lower one is; None where no ratio has a sense."""
    upper: str
    """Id of the upper commitment."""
    lower: str
    upper_value: str
    lower_value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amplification:
    """The index of one group of steps."""

    group: str
    couples: int
    tightened: int
    loosened: int
    unchanged: int
    share: float | None
    """Tightened of all couples."""
    share_interval: tuple[float, float] | None
    """Clopper–Pearson, 95 %."""
    p_value: float | None
    """Of the two-sided sign test on the couples that changed; None where none did."""
    measured: int
    """Couples with a ratio."""
    index: float | None
    """Geometric mean of the ratios; 1 is unchanged, more is stricter."""
    median: float | None
    median_interval: tuple[float, float] | None
    """From order statistics, at least 95 %; None below six ratios."""

    @property
    def tells(self) -> bool:
        """Do enough ratios stand behind the index?"""
        return self.measured >= ENOUGH


def log_ratio(upper: Target, lower: Target) -> float | None:
    """ln of how many times stricter ``lower`` is than ``upper``; negative where it is weaker.

    The end of a range that binds counts.  None for dates, for zero, where the
    units do not convert and where strictness has no direction.
    """
    direction = lower.direction if upper.direction is Direction.NONE else upper.direction
    if direction not in {Direction.LOWER, Direction.HIGHER}:
        return None
    first, second = _binding(upper, direction), _binding(lower, direction)
    if first is None or second is None or first <= 0 or second <= 0:
        return None
    if upper.unit != lower.unit:
        one, other = units().get(upper.unit), units().get(lower.unit)
        if one is None or other is None or one.kind != other.kind:
            return None
        first, second = first * one.factor, second * other.factor
    ratio = first / second if direction is Direction.LOWER else second / first
    return math.log(float(ratio))


def _binding(target: Target, direction: Direction) -> Decimal | None:
    if isinstance(target.value, Decimal):
        return target.value
    if isinstance(target.value, tuple):
        return target.value[1] if direction is Direction.LOWER else target.value[0]
    return None


def amplification(group: str, steps: Iterable[Step]) -> Amplification:
    """The index of ``steps``."""
    found = list(steps)
    tightened, loosened, unchanged = (
        sum(step.relation is relation for step in found)
        for relation in (Relation.TIGHTENS, Relation.LOOSENS, Relation.EQUAL)
    )
    ratios = sorted(step.log_ratio for step in found if step.log_ratio is not None)
    return Amplification(
        group=group,
        couples=len(found),
        tightened=tightened,
        loosened=loosened,
        unchanged=unchanged,
        share=tightened / len(found) if found else None,
        share_interval=clopper_pearson(tightened, len(found)) if found else None,
        p_value=sign_test(tightened, loosened),
        measured=len(ratios),
        index=math.exp(math.fsum(ratios) / len(ratios)) if ratios else None,
        median=math.exp(_median(ratios)) if ratios else None,
        median_interval=_median_interval(ratios),
    )


def _binomial(successes: int, trials: int, chance: float) -> float:
    """The probability of exactly so many successes."""
    if chance in {0.0, 1.0}:
        return float(successes == trials * chance)
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    return math.exp(ways + successes * math.log(chance) + (trials - successes) * math.log1p(-chance))


def _at_most(successes: int, trials: int, chance: float) -> float:
    return math.fsum(_down_from(successes, trials, chance))


def _down_from(successes: int, trials: int, chance: float) -> Iterator[float]:
    """The probabilities of so many successes and of fewer, as far as they count for anything."""
    for count in range(successes, -1, -1):
        probability = _binomial(count, trials, chance)
        yield probability
        if probability < NOTHING and count < trials * chance:
            break  # from here on each is smaller than the one before


def clopper_pearson(successes: int, trials: int) -> tuple[float, float]:
    """The exact 95 % interval of a share.

    >>> [round(end, 4) for end in clopper_pearson(5, 10)]
    [0.1871, 0.8129]
    """
    low = 0.0 if successes == 0 else _solve(lambda chance: 1 - _at_most(successes - 1, trials, chance) < TAIL)
    high = 1.0 if successes == trials else _solve(lambda chance: _at_most(successes, trials, chance) > TAIL)
    return low, high


def _solve(below: Callable[[float], bool]) -> float:
    """Where a test on a chance that holds below some point stops to hold."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def sign_test(tightened: int, loosened: int) -> float | None:
    """The two-sided exact probability of so uneven a split if both ways were as likely; None without any.

    >>> sign_test(6, 0)
    0.03125
    """
    changed = tightened + loosened
    if not changed:
        return None
    tail = sum(islice(_ways(changed), min(tightened, loosened) + 1))
    # whole numbers, since the powers are far beyond what a float holds
    return float(min(Fraction(1), Fraction(tail, 2 ** (changed - 1))))


def _ways(size: int) -> Iterator[int]:
    """In how many ways 0, 1, 2 … of so many can be chosen."""
    ways = 1
    for count in range(size + 1):
        yield ways
        ways = ways * (size - count) // (count + 1)


def _median(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _median_interval(ordered: Sequence[float]) -> tuple[float, float] | None:
    """Of the median, from the order statistics that leave at most 2.5 % outside on each side."""
    size = len(ordered)
    # whole numbers: 2.5 % is one fortieth
    rank = next(rank for rank, tail in enumerate(accumulate(_ways(size))) if tail * 40 > 2**size)
    if rank == 0:
        return None
    return math.exp(ordered[rank - 1]), math.exp(ordered[size - rank])
