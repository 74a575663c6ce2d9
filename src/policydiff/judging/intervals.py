"""Two values of one kind: which asks more of the government?

A bound is an end of an interval; the end that matters is the one the
direction of strictness points away from.  Units are converted only within
their kind; a working day is never turned into calendar days unless every
calendar gives the same answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from policydiff.figures.measures import Unit, units
from policydiff.model import Comparator, Direction, Relation, Target


@dataclass(frozen=True, slots=True)
class Compared:
    """The relation of the lower value to the upper one, and the rule that gave it."""

    relation: Relation
    rule: str
    difference: Decimal | None = None
    """By how much they differ, where both are in one unit."""


_SHARES = {Comparator.REDUCE_BY, Comparator.INCREASE_BY}
OPPOSITE = {Relation.TIGHTENS: Relation.LOOSENS, Relation.LOOSENS: Relation.TIGHTENS}


def compare_values(upper: Target, lower: Target) -> Compared:
    """How two quantities compare with the same object.

    Incomparable when one is a level and the other a share by which to
    change, when the units do not convert, or when strictness points two ways.
    """
    if (upper.comparator in _SHARES) != (lower.comparator in _SHARES):
        return Compared(Relation.INCOMPARABLE, "level-against-share")
    if upper.comparator in _SHARES and upper.comparator is not lower.comparator:
        return Compared(Relation.INCOMPARABLE, "reduce-against-increase")
    direction = _direction(upper, lower)
    if direction is None:
        return Compared(Relation.INCOMPARABLE, "direction-unclear")
    first, second = units().get(upper.unit), units().get(lower.unit)
    if first and second and _is_part_of_day(upper) != _is_part_of_day(lower) and upper.unit != lower.unit:
        return _compare_part_of_day(upper, lower, first, second, direction)
    if upper.unit == lower.unit or (first and second and first.kind == second.kind):
        return _compare_ends(upper, lower, first, second, direction)
    if first and second and {first.kind, second.kind} == {"working-day", "calendar"}:
        return _compare_days(upper, lower, first, second, direction)
    return Compared(Relation.INCOMPARABLE, "units-differ")


def _direction(upper: Target, lower: Target) -> Direction | None:
    """The way both are stricter; a side that says none follows the other."""
    first, second = upper.direction, lower.direction
    if first is Direction.NONE:
        first = second
    if second is Direction.NONE:
        second = first
    return first if first is second and first in {Direction.LOWER, Direction.HIGHER} else None


def _ends(target: Target, factor: Decimal) -> tuple[Decimal, Decimal]:
    """The smallest and the largest value named, in base units."""
    if isinstance(target.value, tuple):
        return target.value[0] * factor, target.value[1] * factor
    assert isinstance(target.value, Decimal)
    return target.value * factor, target.value * factor


def _compare_ends(
    upper: Target, lower: Target, first: Unit | None, second: Unit | None, direction: Direction
) -> Compared:
    above = _ends(upper, first.factor if first else Decimal(1))
    below = _ends(lower, second.factor if second else Decimal(1))
    low, high = below[0] - above[0], below[1] - above[1]
    if direction is Direction.LOWER:
        low, high = -low, -high
    if low == 0 and high == 0:
        return _equal_ends(upper, lower)
    if (low > 0 > high) or (low < 0 < high):
        return Compared(Relation.INCOMPARABLE, "ranges-cross")
    relation = Relation.TIGHTENS if low + high > 0 else Relation.LOOSENS
    if upper.unit != lower.unit:
        return Compared(relation, "value")
    end = 1 if direction is Direction.LOWER else 0
    return Compared(relation, "value", abs(_ends(lower, Decimal(1))[end] - _ends(upper, Decimal(1))[end]))


def _is_part_of_day(target: Target) -> bool:
    return target.unit == "日" and isinstance(target.value, Decimal) and target.value < 1


def _compare_part_of_day(
    upper: Target, lower: Target, first: Unit, second: Unit, direction: Direction
) -> Compared:
    """半天 against hours: half of the clock's day or of the office's, so only where both say the same."""
    if first.kind != second.kind:
        return _compare_days(upper, lower, first, second, direction)
    office = Decimal(8) / 24
    short = (
        (replace(first, factor=first.factor * office), second)
        if _is_part_of_day(upper)
        else (first, replace(second, factor=second.factor * office))
    )
    clock = _compare_ends(upper, lower, first, second, direction)
    if clock.relation is _compare_ends(upper, lower, *short, direction).relation:
        return clock
    return Compared(Relation.INCOMPARABLE, "units-differ")


_OPEN = frozenset({Comparator.BELOW, Comparator.ABOVE})


def _equal_ends(upper: Target, lower: Target) -> Compared:
    """The same number: 超过60% asks a little more than 60%以上."""
    if upper.comparator in _OPEN and lower.comparator not in _OPEN:
        return Compared(Relation.LOOSENS, "strict-bound", Decimal(0))
    if lower.comparator in _OPEN and upper.comparator not in _OPEN:
        return Compared(Relation.TIGHTENS, "strict-bound", Decimal(0))
    if upper.approximate != lower.approximate and Comparator.EXACTLY in {upper.comparator, lower.comparator}:
        # 100家以上 and 近100家, 左右: about the number may be less than it
        relation = Relation.LOOSENS if lower.approximate else Relation.TIGHTENS
        return Compared(relation, "about", Decimal(0))
    return Compared(Relation.EQUAL, "value", Decimal(0))


HOLIDAYS = 9
"""The longest run of days off round a national holiday, with its weekends."""


def _compare_days(upper: Target, lower: Target, first: Unit, second: Unit, direction: Direction) -> Compared:
    """Working days against calendar time, decided only where no calendar can change the answer.

    n working days last at least n calendar days and the weekends between
    them, and at most n plus its weekends plus the longest holiday.  One
    working day is over with the next working day, as is any day that ends
    on a holiday.
    """
    if direction is not Direction.LOWER:
        return Compared(Relation.INCOMPARABLE, "working-against-calendar")
    day = units()["日"].factor
    if first.kind == "working-day":
        swapped = _compare_days(lower, upper, second, first, direction)
        return Compared(OPPOSITE.get(swapped.relation, swapped.relation), swapped.rule)
    calendar = _ends(upper, first.factor)[1] / day
    working = _ends(lower, Decimal(1))[1]
    shortest = working + 2 * math.floor(max(working - 1, Decimal(0)) / 5)
    if shortest > calendar:
        return Compared(Relation.LOOSENS, "working-against-calendar")
    longest = working + 2 * math.ceil(working / 5) + HOLIDAYS
    if longest < calendar or working <= 1 < calendar:
        return Compared(Relation.TIGHTENS, "working-against-calendar")
    return Compared(Relation.INCOMPARABLE, "working-against-calendar")
