"""Estimate the match weights from annotated couples.

    python benchmarks/fit_weights.py UPPER LOWER GOLD [UPPER LOWER GOLD …]

For every proposed couple of commitments that the annotations judge (one of its
sides stands in a row), the levels of the comparisons are the features and "is
it a gold pair" the answer of a logistic regression with an L2 penalty: the
estimate of Fellegi and Sunter's weights without their assumption that the
comparisons are independent.  Prints the tables for `lexicon/weights.toml`;
weights that are given and not estimated (`verbatim`) are not printed.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np

from policydiff.alignment.blocking import propose
from policydiff.alignment.comparisons import FEATURES, rarities, sight
from policydiff.alignment.profiles import profiles
from policydiff.alignment.wording import similarity
from policydiff.corpus import open_document
from policydiff.evaluate import holds, read_gold, squeeze

PENALTY = 2.0
GIVEN = {"verbatim"}
Levels = dict[str, str]


def examples(upper: str, lower: str, gold: Path) -> list[tuple[Levels, bool]]:
    """The levels of every judged couple, and whether it is a gold pair."""
    above, below = open_document(upper).commitments, open_document(lower).commitments
    texts = [squeeze(c.text) for c in above], [squeeze(c.text) for c in below]
    cells: set[tuple[int, int]] = set()
    judged: tuple[set[int], set[int]] = set(), set()
    for row in read_gold(gold):
        sides = [
            {i for i, text in enumerate(side) if row.get(key) and holds(text, squeeze(row[key]))}
            for side, key in zip(texts, ("upper", "lower"), strict=True)
        ]
        for known, seen_there in zip(judged, sides, strict=True):
            known |= seen_there
        if row["kind"] == "pair":
            cells |= {(i, j) for i in sides[0] for j in sides[1]}
    uppers, lowers = profiles(above), profiles(below)
    rarity = rarities(uppers, lowers)
    found = []
    for pair in propose(uppers, lowers, similarity(uppers, lowers)):
        if pair.upper in judged[0] or pair.lower in judged[1]:
            seen = sight(pair, uppers[pair.upper], lowers[pair.lower], rarity)
            levels = {name: compare(seen) for name, compare in FEATURES.items() if name not in GIVEN}
            found.append((levels, (pair.upper, pair.lower) in cells))
    return found


def fit(rows: list[tuple[Levels, bool]]) -> tuple[float, dict[str, dict[str, float]]]:
    """Prior and weights, base-2 logarithms, by Newton's method."""
    columns = sorted({(n, level) for levels, _ in rows for n, level in levels.items() if level != "unknown"})
    place = {key: number for number, key in enumerate(columns, 1)}
    matrix = np.zeros((len(rows), len(columns) + 1))
    matrix[:, 0] = 1.0
    for row, (levels, _) in enumerate(rows):
        for key in levels.items():
            if key in place:
                matrix[row, place[key]] = 1.0
    answer = np.array([float(paired) for _, paired in rows])
    penalty = np.full(len(columns) + 1, PENALTY)
    penalty[0] = 1e-6
    beta = np.zeros(len(columns) + 1)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-matrix @ beta))
        slope = matrix.T @ (chance - answer) + penalty * beta
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    weights: dict[str, dict[str, float]] = {}
    for (name, level), number in place.items():
        weights.setdefault(name, {})[level] = beta[number] / math.log(2)
    return beta[0] / math.log(2), weights


def main(words: list[str]) -> None:
    """Print the tables."""
    if not words or len(words) % 3:
        sys.exit(__doc__)
    rows = [
        row for k in range(0, len(words), 3) for row in examples(words[k], words[k + 1], Path(words[k + 2]))
    ]
    prior, weights = fit(rows)
    print(f"prior = {prior:.2f}")
    for name in FEATURES:
        if name in weights:
            print(f"\n[feature.{name}]")
            for level, weight in sorted(weights[name].items(), key=lambda item: -item[1]):
                print(f'"{level}" = {weight:.2f}')


if __name__ == "__main__":
    main(sys.argv[1:])
