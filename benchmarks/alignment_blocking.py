"""What the blocking rules lose: the proposed pairs against every pair, scored and assigned alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignment_couples import Cell

from policydiff.lexicon import load
from policydiff.model import CandidatePair, Commitment, ScoredPair
from policydiff.pairing.assign import assign
from policydiff.pairing.blocking import propose
from policydiff.pairing.comparisons import Sight, confidence, match_weight, weight_of
from policydiff.pairing.likeness import likeness
from policydiff.pairing.profiles import Profile, profiles
from policydiff.pairing.wording import Similarity

RULES = ("verbatim", "concept", "wording", "nearest")
"""The blocking rules."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """Both runs over one couple."""

    every: int
    """Pairs there are."""
    proposed: int
    exhaustive: frozenset[Cell]
    """What is accepted when every pair is scored."""
    blocked: frozenset[Cell]
    """What is accepted of the proposed pairs."""
    rules: dict[str, int]
    """For each rule how many of the accepted pairs it proposed."""
    alone: dict[str, int]
    """For each rule how many of them no other rule proposed."""

    @property
    def kept(self) -> float:
        """The share of what exhaustive scoring accepts that is accepted with blocking too."""
        return len(self.exhaustive & self.blocked) / max(1, len(self.exhaustive))


def every_pair(
    uppers: Sequence[Profile], lowers: Sequence[Profile], alike: Similarity
) -> Iterable[CandidatePair]:
    """Every pair as a candidate."""
    for i, upper in enumerate(uppers):
        for j, lower in enumerate(lowers):
            rules = ("verbatim",) if upper.words == lower.words else ()
            yield CandidatePair(i, j, rules, alike.of(i, j))


class _Scale:
    """Both sides with what weighing a pair needs."""

    def __init__(self, uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> None:
        self.above, self.below = profiles(uppers), profiles(lowers)
        self.likeness = likeness(self.above, self.below)
        self.alike = Similarity(self.likeness.plain)

    def weigh(self, pairs: Iterable[CandidatePair], least: float = -math.inf) -> dict[Cell, ScoredPair]:
        """The pairs with their confidence, without those that cannot reach ``least``."""
        found = {}
        for pair in pairs:
            seen = Sight(pair, self.above[pair.upper], self.below[pair.lower], self.likeness)
            weight = match_weight(seen, least)
            if weight is not None:
                found[pair.upper, pair.lower] = ScoredPair(pair, (), weight, confidence(weight))
        return found

    def accepted(self, pairs: Iterable[CandidatePair]) -> dict[Cell, CandidatePair]:
        """The pairs that the assignment stands by; what is too weak to be shown is passed over, as `align` does."""
        scored = self.weigh(pairs, weight_of(float(load("weights")["assign"]["doubt"])))
        found = assign(list(scored.values()), len(self.above), len(self.below)).pairs
        return {(item.pair.upper, item.pair.lower): item.pair for item in found}


def proposals(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> dict[Cell, ScoredPair]:
    """Every proposed pair with its confidence."""
    scale = _Scale(uppers, lowers)
    return scale.weigh(propose(scale.above, scale.below, scale.alike))


def blocking(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> Blocking:
    """Both runs over two lists of commitments, neither of them empty."""
    scale = _Scale(uppers, lowers)
    proposed = propose(scale.above, scale.below, scale.alike)
    blocked = scale.accepted(proposed)
    by_rule = Counter(rule for pair in blocked.values() for rule in pair.rules)
    alone = Counter(pair.rules[0] for pair in blocked.values() if len(pair.rules) == 1)
    return Blocking(
        every=len(scale.above) * len(scale.below),
        proposed=len(proposed),
        exhaustive=frozenset(scale.accepted(every_pair(scale.above, scale.below, scale.alike))),
        blocked=frozenset(blocked),
        rules={rule: by_rule[rule] for rule in RULES},
        alone={rule: alone[rule] for rule in RULES},
    )
