"""One function a feature: a labelled level for a candidate pair.

All have the signature ``(Sight) -> str``; what each level adds to the match
weight is in ``lexicon/weights.toml``, estimated from annotated couples by
``benchmarks/fit_weights.py``.  An ``unknown`` level weighs nothing: silence is
no evidence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from policydiff.labels import label
from policydiff.lexicon import derived, load
from policydiff.model import CandidatePair, Comparison
from policydiff.pairing.profiles import Profile, in_conflict
from policydiff.pairing.wording import FEWEST
from policydiff.topics.concepts import concepts, confused
from policydiff.topics.themes import themes


@dataclass(frozen=True, slots=True)
class Sight:
    """A candidate pair with what the comparisons look at."""

    pair: CandidatePair
    upper: Profile
    lower: Profile
    rarity: dict[str, float]
    """How rare each concept is in the two documents, 0 (everywhere) to 1 (once)."""
    shared: tuple[str, ...]
    """The concepts that both name."""


def sight(pair: CandidatePair, upper: Profile, lower: Profile, rarity: dict[str, float]) -> Sight:
    """What the comparisons of ``pair`` look at."""
    return Sight(
        pair, upper, lower, rarity, tuple(concept for concept in upper.concepts if concept in lower.concepts)
    )


def rarities(uppers: Sequence[Profile], lowers: Sequence[Profile]) -> dict[str, float]:
    """For each concept log(N / n) / log N, N at least FEWEST: 1 when one commitment names it, near 0 when all do."""
    counts: Counter[str] = Counter()
    for profile in (*uppers, *lowers):
        counts.update(profile.concepts.keys())
        counts.update(profile.ways.keys())
    total = max(FEWEST, len(uppers) + len(lowers))
    return {concept: math.log(total / count) / math.log(total) for concept, count in counts.items()}


def compare_verbatim(sight: Sight) -> str:
    """Are both texts the same, but for widths and quotation marks, or but for their figures?"""
    if sight.upper.words == sight.lower.words:
        return "same"
    return "but-figures" if sight.upper.masked == sight.lower.masked else "unknown"


RARE, KNOWN = 0.72, 0.58
"""Rarity from which a shared concept is rare, and from which it is not yet common."""


def compare_concept(sight: Sight) -> str:
    """Do both name the same concept, and how much does that say?"""
    above, below = sight.upper.concepts, sight.lower.concepts
    if sight.shared:
        rarity = max(sight.rarity[concept] for concept in sight.shared)
        return "same-rare" if rarity >= RARE else "same" if rarity >= KNOWN else "same-common"
    if not above or not below:
        return "unknown"
    known = concepts()
    if any(other in below for concept in above for other in known[concept].kin) or any(
        other in above for concept in below for other in known[concept].kin
    ):
        return "kin"
    return "different"


def compare_clause(sight: Sight) -> str:
    """How much of what one clause of each names is shared: two clauses about one concept and nothing else say most."""
    if not sight.upper.clauses or not sight.lower.clauses:
        return "unknown"
    rarity = sight.rarity
    best = 0.0
    for above in sight.upper.clauses:
        for below in sight.lower.clauses:
            shared = above & below
            if shared:
                every = sum(rarity[concept] for concept in sorted(above | below))
                best = max(best, sum(rarity[concept] for concept in sorted(shared)) / max(1e-9, every))
    return (
        "all"
        if best >= 0.8
        else "most"
        if best >= 0.5
        else "some"
        if best >= 0.3
        else "few"
        if best > 0
        else "none"
    )


BEHIND = 0.6
"""A share of the best similarity from which a pair is near it."""


def compare_standing(sight: Sight) -> str:
    """Is the wording of each side the other's best match, near it, or behind others?"""
    low, high = sorted(sight.pair.standing)
    if low >= 1.0:
        return "both-best"
    if high >= 1.0:
        return "one-best" if low >= BEHIND else "one-best-only"
    return "near" if low >= BEHIND else "one-near" if high >= BEHIND else "behind"


_WORDING = (
    (0.62, "9"),
    (0.48, "8"),
    (0.38, "7"),
    (0.31, "6"),
    (0.25, "5"),
    (0.20, "4"),
    (0.15, "3"),
    (0.10, "2"),
    (0.06, "1"),
)


def compare_wording(sight: Sight) -> str:
    """TF-IDF cosine of the masked texts, in ten steps."""
    return next((name for bound, name in _WORDING if sight.pair.similarity >= bound), "0")


def compare_bigrams(sight: Sight) -> str:
    """rapidfuzz token_set_ratio over space-joined character bigrams, in steps."""
    if not sight.upper.bigrams or not sight.lower.bigrams:
        return "none"
    value = fuzz.token_set_ratio(sight.upper.bigrams, sight.lower.bigrams)
    return (
        "high"
        if value >= 70
        else "good"
        if value >= 52
        else "fair"
        if value >= 40
        else "low"
        if value >= 28
        else "none"
    )


@derived
def near_themes(first: str, second: str) -> bool:
    """Are these two themes neighbours, by the list of either?"""
    known = themes()
    return first in known and second in known and (second in known[first].near or first in known[second].near)


def compare_theme(sight: Sight) -> str:
    """Is the theme the same, a neighbouring one, or another?"""
    above, below = sight.upper.commitment.theme, sight.lower.commitment.theme
    return "same" if above == below else "near" if near_themes(above, below) else "other"


@derived
def _heading_level(above: str, below: str) -> str:
    value = fuzz.ratio(above, below)
    return "same" if value >= 75 else "alike" if value >= 45 else "other"


def compare_heading(sight: Sight) -> str:
    """How alike the nearest headings are."""
    above, below = sight.upper.heading, sight.lower.heading
    return _heading_level(above, below) if above and below else "unknown"


def compare_quantity(sight: Sight) -> str:
    """Do both measure the same kind of quantity (working days, steps, a share)?"""
    above, below = sight.upper.kinds, sight.lower.kinds
    if above and below:
        return "same" if above & below else "other"
    return "one-side" if above or below else "none"


def compare_agency(sight: Sight) -> str:
    """Is the same kind of office responsible?"""
    above, below = sight.upper.agencies, sight.lower.agencies
    if not above or not below:
        return "unknown"
    return "same" if above & below else "other"


def compare_way(sight: Sight) -> str:
    """Within one theme, do both work by the same means (a platform, a list, training)?"""
    shared = [way for way in sight.upper.ways if way in sight.lower.ways]
    if not shared:
        return "none"
    above, below = sight.upper.commitment.theme, sight.lower.commitment.theme
    if above != below and not near_themes(above, below):
        return "other-theme"
    return "rare" if max(sight.rarity[way] for way in shared) >= 0.5 else "common"


def compare_object(sight: Sight) -> str:
    """Does one side speak only of what must not be confused with the other's object?"""
    above, below = sight.upper.sides, sight.lower.sides
    if in_conflict(above, below) or confused(sight.upper.concepts, sight.lower.concepts):
        return "conflict"
    return "same" if above.keys() & below.keys() else "none"


FEATURES: dict[str, Callable[[Sight], str]] = {
    "verbatim": compare_verbatim,
    "concept": compare_concept,
    "clause": compare_clause,
    "wording": compare_wording,
    "standing": compare_standing,
    "theme": compare_theme,
    "heading": compare_heading,
    "quantity": compare_quantity,
    "agency": compare_agency,
    "way": compare_way,
    "object": compare_object,
    "bigrams": compare_bigrams,  # the dearest to work out, so the last
}


LEVELS: dict[str, tuple[str, ...]] = {
    "concept": ("different", "same-common", "same", "kin", "same-rare"),
    "clause": ("none", "few", "some", "most", "all"),
    "wording": tuple("0123456789"),
    "standing": ("behind", "one-near", "near", "one-best-only", "one-best", "both-best"),
    "theme": ("other", "near", "same"),
    "heading": ("other", "alike", "same"),
    "quantity": ("other", "one-side", "none", "same"),
    "agency": ("other", "same"),
    "way": ("none", "other-theme", "common", "rare"),
    "object": ("conflict", "none", "same"),
    "bigrams": ("none", "low", "fair", "good", "high"),
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
    best_after: float
    """The most that the features after this one can still add."""


@derived
def _scales() -> tuple[float, tuple[_Scale, ...]]:
    data = load("weights")
    scales: list[_Scale] = []
    best_after = 0.0
    for name, compare in reversed(FEATURES.items()):
        weights = dict(data["feature"].get(name, {}))
        scales.append(_Scale(name, compare, weights, best_after))
        best_after += max([0.0, *weights.values()])
    return float(data["prior"]), tuple(reversed(scales))


def match_weight(sight: Sight, least: float = -math.inf) -> float | None:
    """The prior plus the weight of each comparison, base-2 logarithm; None once it cannot reach ``least``."""
    total, scales = _scales()
    for scale in scales:
        total += scale.weights.get(scale.compare(sight), 0.0)
        if total + scale.best_after < least:
            return None
    return round(total, 3)


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
    best = {scale.name: max([0.0, *scale.weights.values()]) for scale in _scales()[1]}
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
        case "concept" | "clause":
            return _names(sight.shared or upper.concepts), _names(sight.shared or lower.concepts)
        case "wording":
            return f"{sight.pair.similarity:.2f}", f"{sight.pair.similarity:.2f}"
        case "standing":
            above, below = sight.pair.standing
            return f"{above:.2f}", f"{below:.2f}"
        case "bigrams":
            value = (
                fuzz.token_set_ratio(upper.bigrams, lower.bigrams) if upper.bigrams and lower.bigrams else 0.0
            )
            return f"{value:.0f}", f"{value:.0f}"
        case "theme":
            return upper.commitment.theme, lower.commitment.theme
        case "heading":
            return upper.heading, lower.heading
        case "quantity":
            return _joined(label("dimension", kind) for kind, _ in upper.kinds), _joined(
                label("dimension", kind) for kind, _ in lower.kinds
            )
        case "agency":
            names = load("agencies")["agency"]
            return _joined(names[agency][0] for agency in upper.agencies), _joined(
                names[agency][0] for agency in lower.agencies
            )
        case "way":
            shared = [way for way in upper.ways if way in lower.ways]
            return _names(shared or upper.ways), _names(shared or lower.ways)
        case _:
            return _members(upper.sides), _members(lower.sides)


def _joined(words: Iterable[str]) -> str:
    return "、".join(sorted(set(words)))


def _members(sides: dict[str, frozenset[int]]) -> str:
    """The objects named, each by its first spelling."""
    groups = load("opposites")["groups"]
    return _joined(groups[name][place].split("|")[0] for name, places in sides.items() for place in places)


def _names(ids: Iterable[str]) -> str:
    known = concepts()
    return "、".join(known[id_].zh for id_ in list(ids)[:3])
