"""Which commitments answer which: profiles, blocking, comparisons, assignment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from policydiff.lexicon import load
from policydiff.model import Alignment, CandidatePair, Commitment, ScoredPair
from policydiff.pairing.assign import Decision, Field, assign
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

__all__ = ["Decision", "Weighing", "align", "weakest", "weigh"]


def align(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> Alignment:
    """The alignment of two lists of commitments; positions are those of the lists."""
    proposed, see = _proposed(uppers, lowers)
    alignment = assign(_scored(proposed, see), len(uppers), len(lowers))

    def explained(items: Iterable[ScoredPair]) -> tuple[ScoredPair, ...]:
        return tuple(replace(item, comparisons=explain(see(item.pair))) for item in items)

    # only what is shown needs its explanation
    return replace(
        alignment,
        pairs=explained(alignment.pairs),
        candidates={upper: explained(items) for upper, items in alignment.candidates.items()},
    )


@dataclass(frozen=True, slots=True)
class Weighing:
    """One pair on the scales, with its comparisons and the decision, and the best it is measured against."""

    scored: ScoredPair
    best_upper: ScoredPair
    """The best pair of the same upper commitment."""
    best_lower: ScoredPair
    """The best pair of the same lower commitment."""


def weigh(uppers: Sequence[Commitment], lowers: Sequence[Commitment], upper: int, lower: int) -> Weighing:
    """How the pair at these positions was weighed among all pairs of the two lists.

    A pair that no blocking rule proposed has no ``rules``; it is weighed all
    the same.
    """
    proposed, see = _proposed(uppers, lowers)
    pair = next(
        (pair for pair in proposed if (pair.upper, pair.lower) == (upper, lower)),
        CandidatePair(upper, lower, (), 0.0),
    )
    own = see(pair)
    weight = match_weight(own)
    assert weight is not None
    scored = ScoredPair(pair, explain(own), weight, confidence(weight))
    field = Field((*(item for item in _scored(proposed, see) if item.pair != pair), scored))
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
