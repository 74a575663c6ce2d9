"""Alignment with weights that never saw the rows they are scored on, and how far its confidence can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from alignment_couples import Cell, Couple
from fit_weights import Example, Weights, examples, fit

from policydiff.lexicon import load
from policydiff.model import ScoredPair
from policydiff.pairing.assign import assign
from policydiff.pairing.comparisons import confidence

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A candidate pair with the confidence of weights that did not see it."""

    example: Example
    scored: ScoredPair


def weigh(example: Example, prior: float, weights: Weights) -> ScoredPair:
    """The pair with its match weight under ``weights``; what is given in the word list stays."""
    given: dict[str, float] = load("weights")["feature"]["verbatim"]
    weight = prior + given.get(example.given, 0.0)
    weight += sum(weights.get(level, 0.0) for level in example.levels.items())
    return ScoredPair(example.pair, (), round(weight, 3), confidence(weight))


def fold_of(example: Example) -> int:
    """The fold of a candidate pair: all pairs of one upper commitment fall into the same."""
    return example.pair.upper % FOLDS


def five_fold(own: Sequence[Example], other: Sequence[Example]) -> list[Held]:
    """Each fold weighed by what the other four and the other couple teach."""
    found: list[Held] = []
    for fold in range(FOLDS):
        prior, weights = fit(
            [e for e in own if e.judged and fold_of(e) != fold] + [e for e in other if e.judged]
        )
        found += [Held(e, weigh(e, prior, weights)) for e in own if fold_of(e) == fold]
    return found


def from_other(own: Sequence[Example], other: Sequence[Example]) -> list[Held]:
    """Every pair weighed by what the other couple teaches."""
    prior, weights = fit([e for e in other if e.judged])
    return [Held(e, weigh(e, prior, weights)) for e in own]


def platt(held: Sequence[Held]) -> tuple[float, float]:
    """Scale and shift of the match weight under which the judged pairs are likeliest (Newton's steps); 1 and 0: none."""
    judged = [item for item in held if item.example.judged]
    weights = np.array([item.scored.weight for item in judged])
    gold = np.array([float(item.example.gold) for item in judged])
    table = np.stack([weights, np.ones_like(weights)], axis=1)
    answer = np.array([1.0, 0.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp2(-table @ answer))
        curve = (table * (chance * (1 - chance))[:, None]).T @ table * math.log(2)
        answer = answer - np.linalg.solve(curve, table.T @ (chance - gold))
    return float(answer[0]), float(answer[1])


def accepted(held: Sequence[Held], couple: Couple) -> list[Cell]:
    """The pairs that the assignment stands by."""
    alignment = assign(
        [item.scored for item in held], len(couple.upper.commitments), len(couple.lower.commitments)
    )
    return [(item.pair.upper, item.pair.lower) for item in alignment.pairs]


def examples_of(couple: Couple) -> list[Example]:
    """The candidate pairs of ``couple`` with what the annotations say of them."""
    return examples(couple.upper, couple.lower, couple.path)
