"""From scored pairs to an alignment, many to many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from policydiff.lexicon import load
from policydiff.model import Alignment, ScoredPair

CANDIDATES = 3
"""How many near lower commitments are shown for a missing one."""


def assign(scored: Sequence[ScoredPair], n_uppers: int, n_lowers: int) -> Alignment:
    """The pairs the tool stands by, what is missing and added, and the near misses.

    A pair is accepted when its confidence reaches ``accept`` and it is within
    ``margin`` of the best of both its commitments, or when it reaches
    ``sure``; a commitment that is answered word for word needs no other
    answer.  Nothing taken once is deleted for others, so the order of the
    items changes nothing.
    """
    rules = load("weights")["assign"]
    accept, margin, sure = (float(rules[name]) for name in ("accept", "margin", "sure"))
    best_upper: dict[int, float] = defaultdict(float)
    best_lower: dict[int, float] = defaultdict(float)
    for item in scored:
        best_upper[item.pair.upper] = max(best_upper[item.pair.upper], item.confidence)
        best_lower[item.pair.lower] = max(best_lower[item.pair.lower], item.confidence)
    verbatim = [item.pair for item in scored if "verbatim" in item.pair.rules]
    settled_upper, settled_lower = {pair.upper for pair in verbatim}, {pair.lower for pair in verbatim}

    def stands(item: ScoredPair) -> bool:
        pair, value = item.pair, item.confidence
        if "verbatim" in pair.rules:
            return True
        if pair.upper in settled_upper or pair.lower in settled_lower:
            return False
        return value >= sure or (
            value >= accept
            and value >= margin * best_upper[pair.upper]
            and value >= margin * best_lower[pair.lower]
        )

    pairs = tuple(item for item in scored if stands(item))
    paired_uppers = {item.pair.upper for item in pairs}
    paired_lowers = {item.pair.lower for item in pairs}
    near: dict[int, list[ScoredPair]] = defaultdict(list)
    for item in scored:
        if item.pair.upper not in paired_uppers:
            near[item.pair.upper].append(item)
    return Alignment(
        pairs=tuple(sorted(pairs, key=lambda item: (item.pair.upper, -item.confidence, item.pair.lower))),
        missing=tuple(i for i in range(n_uppers) if i not in paired_uppers),
        added=tuple(j for j in range(n_lowers) if j not in paired_lowers),
        candidates={
            upper: tuple(sorted(items, key=lambda item: (-item.confidence, item.pair.lower))[:CANDIDATES])
            for upper, items in sorted(near.items())
        },
    )
