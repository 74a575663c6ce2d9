"""Cheap rules that propose candidate pairs; each pair remembers which proposed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from policydiff.model import CandidatePair
from policydiff.pairing.profiles import Profile
from policydiff.pairing.wording import Similarity

NEAREST = 8
"""How many of the most alike lower commitments each upper one is tried with, and the other way round."""
ALIKE = 0.13
"""Cosine from which a pair is always tried."""


def propose(
    uppers: Sequence[Profile], lowers: Sequence[Profile], similarity: Similarity
) -> tuple[CandidatePair, ...]:
    """The candidate pairs, by upper then lower position.

    Rules: ``verbatim`` (the same text), ``concept`` (both name the same
    concept), ``wording`` (alike enough), ``nearest`` (among the most alike of
    one of the two).
    """
    import numpy as np

    rules: dict[tuple[int, int], list[str]] = defaultdict(list)
    texts: dict[str, list[int]] = defaultdict(list)
    holders: dict[str, list[int]] = defaultdict(list)
    for column, profile in enumerate(lowers):
        texts[profile.words].append(column)
        for concept in profile.concepts:
            holders[concept].append(column)
    for row, profile in enumerate(uppers):
        for column in texts.get(profile.words, ()):
            rules[row, column].append("verbatim")
        for column in dict.fromkeys(column for concept in profile.concepts for column in holders[concept]):
            rules[row, column].append("concept")
    matrix = similarity.matrix
    for row, column in zip(*np.nonzero(matrix >= ALIKE), strict=True):
        rules[int(row), int(column)].append("wording")
    if matrix.size:
        for row in range(matrix.shape[0]):
            for column in _top(matrix[row]):
                rules[row, column].append("nearest")
        for column in range(matrix.shape[1]):
            for row in _top(matrix[:, column]):
                if "nearest" not in rules[row, column]:
                    rules[row, column].append("nearest")
    return tuple(
        CandidatePair(row, column, tuple(found), similarity.of(row, column))
        for (row, column), found in sorted(rules.items())
        if found and (similarity.of(row, column) > 0.02 or found[0] in {"verbatim", "concept"})
    )


def _top(line: object) -> list[int]:
    import numpy as np

    values = np.asarray(line)
    count = min(NEAREST, values.size)
    places = np.argpartition(-values, count - 1)[:count]
    return sorted(int(place) for place in places if values[place] > 0)
