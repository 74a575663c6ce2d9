"""One function a feature: a labelled level for a candidate pair.

All have the signature ``(Sight) -> str``; what each level adds to the match
weight is in ``lexicon/weights.toml``, estimated from annotated couples by
``benchmarks/fit_weights.py``.  An ``unknown`` level weighs nothing: silence is
no evidence.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from policydiff.labels import label
from policydiff.lexicon import derived, load
from policydiff.model import Comparison
from policydiff.pairing.likeness import Alike
from policydiff.pairing.profiles import Profile, in_conflict
from policydiff.topics.concepts import concepts, confused
from policydiff.topics.themes import themes


@dataclass(frozen=True, slots=True)
class Sight:
    """A pair with what the comparisons look at."""

    upper: Profile
    lower: Profile
    alike: Alike
    place: int
    """Of the pair in ``alike``."""

    def figure(self, feature: str) -> float:
        """The pair's figure of that name."""
        return float(getattr(self.alike, feature)[self.place])


def compare_verbatim(sight: Sight) -> str:
    """Are both texts the same, but for widths and quotation marks, or but for their figures?"""
    if sight.upper.words == sight.lower.words:
        return "same"
    return "but-figures" if sight.upper.masked == sight.lower.masked else "unknown"


STEPS: dict[str, tuple[float, ...]] = {
    "whole": (-0.10, -0.05, 0.0, 0.05, 0.10, 0.16, 0.24, 0.36, 0.55),
    "clause": (0.0, 0.10, 0.20, 0.30, 0.40, 0.50, 0.65, 0.85),
    "shared": (10, 18, 26, 36, 48, 64, 90),
    "item": (-0.10, -0.05, 0.0, 0.05, 0.12, 0.20, 0.35),
    "first": (-0.30, -0.20, -0.10, 0.0, 0.05, 0.10, 0.20, 0.40),
    "second": (-0.60, -0.40, -0.25, -0.15, -0.05, 0.0, 0.10, 0.25),
}
"""The figures of `likeness` at which each next level begins."""


def compare_steps(feature: str, sight: Sight) -> str:
    """How many of its steps the figure of ``feature`` reaches."""
    return str(bisect_right(STEPS[feature], sight.figure(feature)))


def compare_role(sight: Sight) -> str:
    """Does one side say what follows from a breach, and the other what is to be done?"""
    return "same" if sight.upper.liability == sight.lower.liability else "other"


@derived
def near_themes(first: str, second: str) -> bool:
    """Are these two themes neighbours, by the list of either?"""
    known = themes()
    return first in known and second in known and (second in known[first].near or first in known[second].near)


def compare_quantity(sight: Sight) -> str:
    """Do both measure the same kind of quantity (working days, steps, a share)?"""
    above, below = sight.upper.kinds, sight.lower.kinds
    if above and below:
        return "same" if above & below else "other"
    return "one-side" if above or below else "none"


def compare_object(sight: Sight) -> str:
    """Does one side speak only of what must not be confused with the other's object?"""
    above, below = sight.upper.sides, sight.lower.sides
    if above and below and in_conflict(above, below):
        return "conflict"
    if sight.upper.concepts and sight.lower.concepts and confused(sight.upper.concepts, sight.lower.concepts):
        return "conflict"
    return "same" if above.keys() & below.keys() else "none"


FEATURES: dict[str, Callable[[Sight], str]] = {
    "verbatim": compare_verbatim,
    **{feature: partial(compare_steps, feature) for feature in STEPS},
    "role": compare_role,
    "quantity": compare_quantity,
    "object": compare_object,
}


LEVELS: dict[str, tuple[str, ...]] = {
    **{feature: tuple(map(str, range(len(steps) + 1))) for feature, steps in STEPS.items()},
    "role": ("other", "same"),
    "quantity": ("other", "one-side", "none", "same"),
    "object": ("conflict", "none", "same"),
}
"""The levels of each estimated feature, from the one that speaks most against a pair to the one that speaks most for it.

A better level never weighs less; ``unknown`` stands apart and weighs nothing.
"""


@dataclass(frozen=True, slots=True)
class _Scale:
    """A feature on the scale of weights."""

    name: str
    compare: Callable[[Sight], str]
    weights: dict[str, float]

    @property
    def best(self) -> float:
        """The most that it can add."""
        return max([0.0, *self.weights.values()])


@derived
def _scales() -> tuple[float, tuple[_Scale, ...]]:
    data = load("weights")
    return float(data["prior"]), tuple(
        _Scale(name, compare, dict(data["feature"].get(name, {}))) for name, compare in FEATURES.items()
    )


def match_weight(sight: Sight) -> float:
    """The prior plus the weight of each comparison, base-2 logarithm."""
    prior, scales = _scales()
    return round(sum((scale.weights.get(scale.compare(sight), 0.0) for scale in scales), prior), 3)


def match_weights(
    alike: Alike, places: Iterable[int], see: Callable[[int], Sight], least: float
) -> Iterator[tuple[int, float]]:
    """The places of ``alike`` whose pairs come to ``least`` at the least, with their match weights.

    The figures are weighed all at once, and only what they leave open is looked at pair by pair.
    """
    import numpy as np

    prior, scales = _scales()
    figures = np.full(len(alike.rows), prior)
    for scale in scales:
        if scale.name in STEPS:
            steps = STEPS[scale.name]
            worth = np.array([scale.weights.get(str(level), 0.0) for level in range(len(steps) + 1)])
            figures += worth[np.searchsorted(steps, getattr(alike, scale.name), "right")]
    known = figures.tolist()
    others = [scale for scale in scales if scale.name not in STEPS]
    open_ = [(scale, sum(later.best for later in others[place + 1 :])) for place, scale in enumerate(others)]
    for place in places:
        total, sight = known[place], see(place)
        for scale, best_after in open_:
            total += scale.weights.get(scale.compare(sight), 0.0)
            if total + best_after < least:
                break
        else:
            yield place, round(total, 3)


def weight_of(confidence: float) -> float:
    """The match weight at which a pair has ``confidence``."""
    return float(math.log2(confidence / (1.0 - confidence)))


def confidence(weight: float) -> float:
    """The match weight as a probability: 1 / (1 + 2^-w).

    >>> confidence(0.0)
    0.5
    """
    return round(1.0 / (1.0 + math.exp2(-max(-30.0, min(30.0, weight)))), 3)


def explain(sight: Sight) -> tuple[Comparison, ...]:
    """Each comparison with its level, its weight and what both sides say: the rows of the explanation."""
    found = []
    for scale in _scales()[1]:
        level = scale.compare(sight)
        found.append(
            Comparison(scale.name, level, scale.weights.get(level, 0.0), *_values(scale.name, sight))
        )
    return tuple(found)


def weakest(found: Sequence[Comparison]) -> tuple[str, ...]:
    """The two features whose level falls furthest short of the best it could have been."""
    best = {scale.name: scale.best for scale in _scales()[1]}
    short = sorted(
        (comparison.weight - best[comparison.feature], comparison.feature)
        for comparison in found
        if comparison.feature != "verbatim" and comparison.level != "unknown"
    )
    return tuple(feature for _, feature in short[:2])


def _values(feature: str, sight: Sight) -> tuple[str, str]:
    upper, lower = sight.upper, sight.lower
    match feature:
        case "verbatim":
            return "", ""
        case "whole":
            shared = [concept for concept in upper.concepts if concept in lower.concepts]
            return _names(shared or upper.concepts), _names(shared or lower.concepts)
        case "quantity":
            return _joined(label("dimension", kind) for kind, _ in upper.kinds), _joined(
                label("dimension", kind) for kind, _ in lower.kinds
            )
        case "role":
            return _role(upper, lower)
        case "object":
            return _members(upper.sides), _members(lower.sides)
        case _:
            value = f"{sight.figure(feature):.2f}"
            return value, value


def _role(upper: Profile, lower: Profile) -> tuple[str, str]:
    if not (upper.liability or lower.liability):  # nearly all, and there is nothing to say
        return "", ""
    above, below = (
        label("speaks-of", "liability" if profile.liability else "duty") for profile in (upper, lower)
    )
    return above, below


def _joined(words: Iterable[str]) -> str:
    return "、".join(sorted(set(words)))


def _members(sides: dict[str, frozenset[int]]) -> str:
    """The objects named, each by its first spelling."""
    if not sides:
        return ""
    groups = load("opposites")["groups"]
    return _joined(groups[name][place].split("|")[0] for name, places in sides.items() for place in places)


def _names(ids: Iterable[str]) -> str:
    known = concepts()
    return "、".join(known[id_].zh for id_ in list(ids)[:3])
