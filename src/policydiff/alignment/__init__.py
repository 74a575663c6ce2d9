"""Which commitments answer which: profiles, blocking, comparisons, assignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from policydiff.alignment.assign import assign
from policydiff.alignment.blocking import propose
from policydiff.alignment.comparisons import (
    Sight,
    confidence,
    explain,
    match_weight,
    rarities,
    sight,
    weight_of,
)
from policydiff.alignment.profiles import profiles
from policydiff.alignment.wording import similarity
from policydiff.lexicon import load
from policydiff.model import Alignment, CandidatePair, Commitment, ScoredPair

__all__ = ["align"]


def align(uppers: Sequence[Commitment], lowers: Sequence[Commitment]) -> Alignment:
    """The alignment of two lists of commitments; positions are those of the lists."""
    above, below = profiles(uppers), profiles(lowers)
    rarity = rarities(above, below)

    def see(pair: CandidatePair) -> Sight:
        return sight(pair, above[pair.upper], below[pair.lower], rarity)

    doubt = float(load("weights")["assign"]["doubt"])
    least = weight_of(doubt)
    weighed = (
        (pair, match_weight(see(pair), least)) for pair in propose(above, below, similarity(above, below))
    )
    scored = [
        ScoredPair(pair, (), weight, confidence(weight)) for pair, weight in weighed if weight is not None
    ]
    alignment = assign(scored, len(uppers), len(lowers))

    def explained(items: Iterable[ScoredPair]) -> tuple[ScoredPair, ...]:
        return tuple(replace(item, comparisons=explain(see(item.pair))) for item in items)

    # only what is shown needs its explanation
    return replace(
        alignment,
        pairs=explained(alignment.pairs),
        candidates={upper: explained(items) for upper, items in alignment.candidates.items()},
    )
