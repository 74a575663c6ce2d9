"""Estimate the match weights from annotated couples.

    python benchmarks/fit_weights.py UPPER LOWER GOLD [UPPER LOWER GOLD …]

For every proposed couple of commitments that the annotations judge (one of its
sides stands in a row), the levels of the comparisons are the features and "is
it a gold pair" the answer of a logistic regression with an L2 penalty: the
estimate of Fellegi and Sunter's weights without their assumption that the
comparisons are independent.  A better level never weighs less than a worse one
(each step up is estimated, and is at least 0), so a reviewer can follow the
sum.  Prints the tables for `lexicon/weights.toml`; weights that are given and
not estimated (`verbatim`) are not printed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policydiff.corpus import open_document
from policydiff.evaluate import Places, read_gold
from policydiff.model import CandidatePair, Document
from policydiff.pairing.blocking import propose
from policydiff.pairing.comparisons import FEATURES, LEVELS, rarities, sight
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import similarity

PENALTY = 0.3
STEPS = 4000
Levels = dict[str, str]
Weights = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Example:
    """A proposed couple, what the comparisons say of it, and what the annotations say."""

    pair: CandidatePair
    levels: Levels
    judged: bool
    """One of its sides stands in a row."""
    gold: bool
    given: str = "unknown"
    """The level of ``verbatim``, whose weights are given and not estimated."""


def examples(upper: Document, lower: Document, gold: Path) -> list[Example]:
    """Every proposed couple of two documents."""
    above, below = upper.commitments, lower.commitments
    places = Places.of(read_gold(gold), upper, lower)
    cells = {(i, j) for place in places.pairs for i in place.upper for j in place.lower}
    uppers, lowers = profiles(above), profiles(below)
    rarity = rarities(uppers, lowers)
    found: list[Example] = []
    for pair in propose(uppers, lowers, similarity(uppers, lowers)):
        seen = sight(pair, uppers[pair.upper], lowers[pair.lower], rarity)
        levels = {name: FEATURES[name](seen) for name in LEVELS}
        key = above[pair.upper].id, below[pair.lower].id
        found.append(
            Example(pair, levels, places.judges(key), key in cells, given=FEATURES["verbatim"](seen))
        )
    return found


Scale = dict[str, tuple[str, ...]]


def _places(scale: Scale) -> dict[tuple[str, str], int]:
    return {
        key: number
        for number, key in enumerate(((name, level) for name in scale for level in scale[name]), 1)
    }


def _matrix(rows: Sequence[Example], scale: Scale) -> NDArray[np.float64]:
    places = _places(scale)
    matrix = np.zeros((len(rows), len(places) + 1))
    matrix[:, 0] = 1.0
    for number, row in enumerate(rows):
        for name, level in row.levels.items():
            if level != "unknown":
                for lower in scale[name][: scale[name].index(level) + 1]:
                    matrix[number, places[name, lower]] = 1.0
    return matrix


def fit(rows: Sequence[Example], scale: Scale = LEVELS) -> tuple[float, Weights]:
    """Prior and weights, base-2 logarithms, by projected gradient steps with momentum (Nesterov)."""
    places = _places(scale)
    # the first level of each feature is its base and may weigh for or against; the others are steps up from it
    step = np.array([False, *(level != scale[name][0] for name, level in places)])
    matrix = _matrix(rows, scale)
    answer = np.array([float(row.gold) for row in rows])
    penalty = np.full(matrix.shape[1], PENALTY)
    penalty[0] = 0.0
    curve = 0.25 * float(np.linalg.norm(matrix, 2)) ** 2 + PENALTY
    beta = np.zeros(matrix.shape[1])
    ahead, pace = beta, 1.0
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-matrix @ ahead))
        new = ahead - (matrix.T @ (chance - answer) + penalty * ahead) / curve
        new[step] = np.maximum(0.0, new[step])
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = new + (pace - 1) / faster * (new - beta)
        beta, pace = new, faster
    weights: Weights = {}
    for name, levels in scale.items():
        total = 0.0
        for level in levels:
            total += float(beta[places[name, level]]) / math.log(2)
            weights[name, level] = total
    return float(beta[0]) / math.log(2), weights


def main(words: list[str]) -> None:
    """Print the tables."""
    if not words or len(words) % 3:
        sys.exit(__doc__)
    rows = [
        row
        for k in range(0, len(words), 3)
        for row in examples(open_document(words[k]), open_document(words[k + 1]), Path(words[k + 2]))
        if row.judged
    ]
    prior, weights = fit(rows)
    print(f"prior = {prior:.2f}")
    for name, levels in LEVELS.items():
        print(f"\n[feature.{name}]")
        for level in levels:
            print(f'"{level}" = {weights[name, level]:.2f}')


if __name__ == "__main__":
    main(sys.argv[1:])
