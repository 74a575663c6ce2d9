"""Which commitments answer which: profiles, blocking, comparisons, assignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from policydiff.lexicon import load
from policydiff.model import Alignment, CandidatePair, Commitment, ScoredPair
from policydiff.pairing.assign import CANDIDATES, Decision, Field, assign
from policydiff.pairing.blocking import propose
from policydiff.pairing.comparisons import (
    Sight,
    confidence,
    explain,
    match_weight,
    match_weights,
    weakest,
    weight_of,
)
from policydiff.pairing.likeness import Alike, Likeness
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import EFFORT, Effort, Near

__all__ = ["Decision", "Scales", "Weighing", "align", "weakest"]


def align(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> Alignment:
    """The alignment of two lists of commitments; positions are those of the lists."""
    return Scales(uppers, lowers).align()


@dataclass(frozen=True, slots=True)
class Weighing:
    """One pair on the scales, with its comparisons and the decision, and the best it is measured against."""

    scored: ScoredPair
    best_upper: ScoredPair
    """The best pair of the same upper commitment."""
    best_lower: ScoredPair
    """The best pair of the same lower commitment."""


class Scales:
    """Two lists of commitments with all their pairs weighed; positions are those of the lists."""

    def __init__(self, uppers: Sequence[Commitment], lowers: Sequence[Commitment], effort: Effort = EFFORT):
        self._above, self._below = profiles(uppers), profiles(lowers)
        self._likeness = Likeness(self._above, self._below, effort)
        self._near = self._likeness.near
        self._proposed = propose(
            self._above, self._below, Near(self._near.rows, self._near.columns, self._near.plain)
        )
        self._scored = self._weighed()

    @property
    def tried(self) -> int:
        """How many pairs were proposed."""
        return len(self._proposed.places())

    def _see(self, alike: Alike, place: int) -> Sight:
        return Sight(self._above[alike.rows[place]], self._below[alike.columns[place]], alike, place)

    def _sight(self, pair: CandidatePair) -> Sight:
        place = self._proposed.near.place(pair.upper, pair.lower)
        assert place is not None
        return self._see(self._near, place)

    def _weighed(self) -> list[ScoredPair]:
        """The proposed pairs that are at least candidates."""
        least = weight_of(float(load("weights")["assign"]["doubt"]))
        see = partial(self._see, self._near)
        return [
            ScoredPair(self._proposed.pair(place), (), weight, confidence(weight))
            for place, weight in match_weights(self._near, self._proposed.places(), see, least)
        ]

    def align(self, candidates: int = CANDIDATES) -> Alignment:
        """Which pairs stand, what is missing and added, and the nearest candidates."""
        alignment = assign(self._scored, len(self._above), len(self._below), candidates)

        def explained(items: Iterable[ScoredPair]) -> tuple[ScoredPair, ...]:
            return tuple(replace(item, comparisons=explain(self._sight(item.pair))) for item in items)

        # only what is shown needs its explanation
        return replace(
            alignment,
            pairs=explained(alignment.pairs),
            candidates={upper: explained(items) for upper, items in alignment.candidates.items()},
        )

    def weigh(self, upper: int, lower: int) -> Weighing:
        """How the pair at these positions was weighed among all pairs.

        A pair that no blocking rule proposed has no ``rules``; it is weighed all
        the same.
        """
        import numpy as np

        alike = self._likeness.of(np.array([upper]), np.array([lower]))
        sight = self._see(alike, 0)
        weight = match_weight(sight)
        pair = self._proposed.of(upper, lower) or CandidatePair(upper, lower, (), float(alike.plain[0]))
        scored = ScoredPair(pair, explain(sight), weight, confidence(weight))
        field = Field((*(item for item in self._scored if item.pair != pair), scored))
        return Weighing(
            replace(scored, decision=field.decide(scored)), field.best_upper[upper], field.best_lower[lower]
        )
