"""From scored pairs to an alignment, many to many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from policydiff.lexicon import load
from policydiff.model import Alignment, ScoredPair

CANDIDATES = 3
"""How many near lower commitments are shown for an upper one, beside those it is paired with."""


class Decision(StrEnum):
    """Why a scored pair stands, or does not."""

    VERBATIM = "verbatim"
    SURE = "sure"
    SETTLED = "settled"
    DOUBTFUL = "doubtful"

    @property
    def stands(self) -> bool:
        """Does the tool stand by the pair?"""
        return self in {Decision.VERBATIM, Decision.SURE}


def is_high(confidence: float) -> bool:
    """Is a pair of this confidence marked high?  On couples that the weights never saw nine in ten of these were right."""
    return confidence >= float(load("weights")["assign"]["high"])


@dataclass(frozen=True)
class Field:
    """All scored pairs of two documents: what a pair is measured against."""

    scored: tuple[ScoredPair, ...]

    @cached_property
    def best_upper(self) -> dict[int, ScoredPair]:
        """The best pair of each upper commitment."""
        return self._best(lambda item: item.pair.upper)

    @cached_property
    def best_lower(self) -> dict[int, ScoredPair]:
        """The best pair of each lower commitment."""
        return self._best(lambda item: item.pair.lower)

    def _best(self, side: Callable[[ScoredPair], int]) -> dict[int, ScoredPair]:
        best: dict[int, ScoredPair] = {}
        for item in self.scored:
            place = side(item)
            if place not in best or item.confidence > best[place].confidence:
                best[place] = item
        return best

    @cached_property
    def settled(self) -> tuple[set[int], set[int]]:
        """The commitments of both sides that are answered word for word; two of them need no other answer."""
        verbatim = [item.pair for item in self.scored if "verbatim" in item.pair.rules]
        return {pair.upper for pair in verbatim}, {pair.lower for pair in verbatim}

    def decide(self, item: ScoredPair) -> Decision:
        """Why ``item`` stands or does not: its confidence must reach ``accept``.

        What others a commitment has does not count again here, since the
        confidence already knows how far the pair is ahead of them.
        """
        pair = item.pair
        if "verbatim" in pair.rules:
            return Decision.VERBATIM
        if pair.upper in self.settled[0] and pair.lower in self.settled[1]:
            return Decision.SETTLED
        accept = float(load("weights")["assign"]["accept"])
        return Decision.SURE if item.confidence >= accept else Decision.DOUBTFUL


def assign(
    scored: Sequence[ScoredPair], n_uppers: int, n_lowers: int, candidates: int = CANDIDATES
) -> Alignment:
    """The pairs the tool stands by, what is missing and added, and the near misses: at most ``candidates`` each.

    Nothing taken once is deleted for others, so the order of the items changes
    nothing.
    """
    field = Field(tuple(scored))
    decided = [
        ScoredPair(item.pair, item.comparisons, item.weight, item.confidence, field.decide(item))
        for item in scored
    ]
    pairs = tuple(item for item in decided if Decision(item.decision).stands)
    paired_uppers = {item.pair.upper for item in pairs}
    paired_lowers = {item.pair.lower for item in pairs}
    near: dict[int, list[ScoredPair]] = defaultdict(list)
    for item in decided:
        if not Decision(item.decision).stands:
            near[item.pair.upper].append(item)
    return Alignment(
        pairs=tuple(sorted(pairs, key=lambda item: (item.pair.upper, -item.confidence, item.pair.lower))),
        missing=tuple(i for i in range(n_uppers) if i not in paired_uppers),
        added=tuple(j for j in range(n_lowers) if j not in paired_lowers),
        candidates={
            upper: tuple(sorted(items, key=lambda item: (-item.confidence, item.pair.lower))[:candidates])
            for upper, items in sorted(near.items())
        },
    )
