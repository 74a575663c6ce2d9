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
from alignment_blocking import Scale
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from policydiff.corpus import open_document
from policydiff.evaluate import Places, read_gold
from policydiff.model import CandidatePair, Document
from policydiff.pairing.comparisons import FEATURES, LEVELS

PENALTY = 0.5
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
    scale = Scale(above, below)
    found: list[Example] = []
    for place in scale.proposed.places():
        pair, seen = scale.proposed.pair(place), scale.sight(place)
        levels = {name: FEATURES[name](seen) for name in LEVELS}
        key = above[pair.upper].id, below[pair.lower].id
        found.append(
            Example(pair, levels, places.judges(key), key in cells, given=FEATURES["verbatim"](seen))
        )
    return found


Steps = dict[str, tuple[str, ...]]


def _places(scale: Steps) -> dict[tuple[str, str], int]:
    return {
        key: number
        for number, key in enumerate(((name, level) for name in scale for level in scale[name]), 1)
    }


def _matrix(rows: Sequence[Example], scale: Steps) -> NDArray[np.float64]:
    places = _places(scale)
    matrix = np.zeros((len(rows), len(places) + 1))
    matrix[:, 0] = 1.0
    for number, row in enumerate(rows):
        for name, level in row.levels.items():
            if name in scale and level != "unknown":
                for lower in scale[name][: scale[name].index(level) + 1]:
                    matrix[number, places[name, lower]] = 1.0
    return matrix


def fit(rows: Sequence[Example], scale: Steps = LEVELS) -> tuple[float, Weights]:
    """Prior and weights, base-2 logarithms: the likeliest under a ridge penalty and the order of the levels."""
    places = _places(scale)
    # the first level of each feature is its base and may weigh for or against; the others are steps up from it
    bounds = [(None, None)] + [(None if level == scale[name][0] else 0.0, None) for name, level in places]
    matrix = _matrix(rows, scale)
    answer = np.array([float(row.gold) for row in rows])
    penalty = np.full(matrix.shape[1], PENALTY)
    penalty[0] = 0.0

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sums = matrix @ beta
        value = float((np.logaddexp(0.0, sums) - answer * sums).sum() + (penalty * beta * beta).sum() / 2)
        return value, matrix.T @ (expit(sums) - answer) + penalty * beta

    beta = minimize(
        loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000}
    ).x
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
            print(f'"{level}" = {weights[name, level] + 0.0:.2f}')


if __name__ == "__main__":
    main(sys.argv[1:])
