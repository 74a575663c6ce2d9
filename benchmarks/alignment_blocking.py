"""What the blocking rules lose: the proposed pairs against every pair, scored and assigned alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from alignment_couples import Cell

from policydiff.lexicon import load
from policydiff.model import CandidatePair, Commitment, ScoredPair
from policydiff.pairing.assign import assign
from policydiff.pairing.blocking import RULES, Proposed, propose
from policydiff.pairing.comparisons import Sight, confidence, match_weights, weight_of
from policydiff.pairing.likeness import Alike, Likeness
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import EFFORT, Effort, Near, Words

EVERY = Effort(near=1 << 40, patience=math.inf)
"""What it takes to look at every pair."""


def all_pairs(words: Words) -> Near:
    """All pairs with their cosines."""
    rows, columns = (part.ravel() for part in np.indices([len(side) for side in words.sides]))
    return Near(rows, columns, words.cosines(rows, columns))


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


class Scale:
    """Both sides with what weighing their pairs needs."""

    def __init__(
        self, uppers: Sequence[Commitment], lowers: Sequence[Commitment], effort: Effort = EFFORT
    ) -> None:
        self.above, self.below = profiles(uppers), profiles(lowers)
        self.alike: Alike = Likeness(self.above, self.below, effort).near
        near = Near(self.alike.rows, self.alike.columns, self.alike.plain)
        self.proposed: Proposed = propose(self.above, self.below, near)

    def sight(self, place: int) -> Sight:
        """The pair at this place of the near ones."""
        row, column = self.alike.rows[place], self.alike.columns[place]
        return Sight(self.above[row], self.below[column], self.alike, place)

    def weigh(self, places: Iterable[int], least: float = -math.inf) -> dict[Cell, ScoredPair]:
        """The pairs at these places with their confidence, without those that cannot reach ``least``."""
        found = {}
        for place, weight in match_weights(self.alike, places, self.sight, least):
            pair = self.proposed.pair(place)
            found[pair.upper, pair.lower] = ScoredPair(pair, (), weight, confidence(weight))
        return found

    def accepted(self, places: Iterable[int]) -> dict[Cell, CandidatePair]:
        """The pairs that the assignment stands by; what is too weak to be shown is passed over, as `align` does."""
        scored = self.weigh(places, weight_of(float(load("weights")["assign"]["doubt"])))
        found = assign(list(scored.values()), len(self.above), len(self.below)).pairs
        return {(item.pair.upper, item.pair.lower): item.pair for item in found}


def proposals(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> dict[Cell, ScoredPair]:
    """Every proposed pair with its confidence."""
    scale = Scale(uppers, lowers)
    return scale.weigh(scale.proposed.places())


def blocking(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> Blocking:
    """Both runs over two lists of commitments, neither of them empty."""
    scale = Scale(uppers, lowers)
    places = scale.proposed.places()
    blocked = scale.accepted(places)
    by_rule = Counter(rule for pair in blocked.values() for rule in pair.rules)
    alone = Counter(pair.rules[0] for pair in blocked.values() if len(pair.rules) == 1)
    whole = Scale(uppers, lowers, EVERY)
    return Blocking(
        every=len(uppers) * len(lowers),
        proposed=len(places),
        exhaustive=frozenset(whole.accepted(range(len(whole.alike.rows)))),
        blocked=frozenset(blocked),
        rules={rule: by_rule[rule] for rule in RULES},
        alone={rule: alone[rule] for rule in RULES},
    )
