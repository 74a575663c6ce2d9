"""Which commitments answer which: profiles, blocking, comparisons, assignment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from policydiff.lexicon import load
from policydiff.model import Alignment, CandidatePair, Commitment, ScoredPair
from policydiff.pairing.assign import CANDIDATES, Decision, Field, assign
from policydiff.pairing.blocking import propose
from policydiff.pairing.comparisons import (
    Sight,
    confidence,
    explain,
    match_weight,
    weakest,
    weight_of,
)
from policydiff.pairing.likeness import likeness
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import Similarity

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

    def __init__(self, uppers: Sequence[Commitment], lowers: Sequence[Commitment]):
        proposed, self._see = _proposed(uppers, lowers)
        self._proposed = {(pair.upper, pair.lower): pair for pair in proposed}
        self._scored = _scored(proposed, self._see)
        self._lengths = len(uppers), len(lowers)

    def align(self, candidates: int = CANDIDATES) -> Alignment:
        """Which pairs stand, what is missing and added, and the nearest candidates."""
        alignment = assign(self._scored, *self._lengths, candidates)

        def explained(items: Iterable[ScoredPair]) -> tuple[ScoredPair, ...]:
            return tuple(replace(item, comparisons=explain(self._see(item.pair))) for item in items)

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
        pair = self._proposed.get((upper, lower)) or CandidatePair(upper, lower, (), 0.0)
        own = self._see(pair)
        weight = match_weight(own)
        assert weight is not None
        scored = ScoredPair(pair, explain(own), weight, confidence(weight))
        field = Field((*(item for item in self._scored if item.pair != pair), scored))
        return Weighing(
            replace(scored, decision=field.decide(scored)), field.best_upper[upper], field.best_lower[lower]
        )


def _proposed(
    uppers: Sequence[Commitment], lowers: Sequence[Commitment]
) -> tuple[tuple[CandidatePair, ...], Callable[[CandidatePair], Sight]]:
    above, below = profiles(uppers), profiles(lowers)
    alike = likeness(above, below)

    def see(pair: CandidatePair) -> Sight:
        return Sight(pair, above[pair.upper], below[pair.lower], alike)

    return propose(above, below, Similarity(alike.plain)), see


def _scored(proposed: Iterable[CandidatePair], see: Callable[[CandidatePair], Sight]) -> list[ScoredPair]:
    """The proposed pairs that are at least candidates."""
    least = weight_of(float(load("weights")["assign"]["doubt"]))
    weighed = ((pair, match_weight(see(pair), least)) for pair in proposed)
    return [
        ScoredPair(pair, (), weight, confidence(weight)) for pair, weight in weighed if weight is not None
    ]
