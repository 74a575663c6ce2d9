"""Plain ways to pair the same commitments: a score for every cell, and the best way to choose among them.

A baseline gets every advantage: of three ways to choose (every pair that
reaches a threshold, the best for each upper commitment, the best for both
sides) and of all thresholds it takes what does best on the very rows it is
scored on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from alignment_blocking import all_pairs
from alignment_couples import Cell, Couple, Mask
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from policydiff.evaluate import squeeze
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import similarity

Scores = NDArray[np.float64]

STEPS = 80
"""Thresholds that are tried, evenly over the scores that the best of each row and column reach."""
K1, B = 1.5, 0.75
"""BM25: how soon a repeated word counts no more, and how much length counts (bm25s' own defaults)."""
OTHER_THEME = (0.0, 0.25, 0.5, 0.75)
"""What a cosine across themes may be worth; the best is taken."""


class NotInstalled(Exception):
    """A package that a baseline needs is absent."""


def texts(couple: Couple) -> tuple[list[str], list[str]]:
    """The texts of both sides without blanks."""
    above, below = (
        [squeeze(c.lead + c.text) for c in side.commitments] for side in (couple.upper, couple.lower)
    )
    return above, below


def words(lines: Sequence[str]) -> list[list[str]]:
    """Each text as words."""
    try:
        import rjieba
    except ImportError as error:
        raise NotInstalled("rjieba is not installed") from error
    return [[word for word in rjieba.cut(line) if word.strip()] for line in lines]


def bigrams(lines: Sequence[str]) -> list[list[str]]:
    """Each text as pairs of characters."""
    return [[line[place : place + 2] for place in range(len(line) - 1)] for line in lines]


def ratio(couple: Couple) -> Iterator[Scores]:
    """rapidfuzz ratio of the texts."""
    above, below = texts(couple)
    yield process.cdist(above, below, scorer=fuzz.ratio, dtype=np.float64)


def token_set(couple: Couple) -> Iterator[Scores]:
    """rapidfuzz token_set_ratio of the words."""
    above, below = ([" ".join(line) for line in words(side)] for side in texts(couple))
    yield process.cdist(above, below, scorer=fuzz.token_set_ratio, dtype=np.float64)


def cosine(couple: Couple) -> Iterator[Scores]:
    """TF-IDF cosine over one and two characters, figures masked."""
    yield cosines(couple)


def cosines(couple: Couple) -> Scores:
    """The cosine of every pair."""
    words = similarity(profiles(couple.upper.commitments), profiles(couple.lower.commitments))
    return all_pairs(words).cosines.reshape([len(side) for side in words.sides])


def cosine_by_theme(couple: Couple) -> Iterator[Scores]:
    """The same, worth less where the themes differ."""
    (matrix,) = cosine(couple)
    same = np.array(
        [[u.theme == low.theme for low in couple.lower.commitments] for u in couple.upper.commitments]
    )
    for worth in OTHER_THEME:
        yield np.where(same, matrix, matrix * worth)


def bm25(cut: Callable[[Sequence[str]], list[list[str]]]) -> Callable[[Couple], Iterator[Scores]]:
    """BM25 with the upper texts as queries, as it is and as a share of what the query gives for itself."""

    def scores(couple: Couple) -> Iterator[Scores]:
        try:
            import bm25s
        except ImportError as error:
            raise NotInstalled("bm25s is not installed") from error
        above, below = map(cut, texts(couple))
        index = bm25s.BM25(k1=K1, b=B)
        index.index(below + above, show_progress=False)
        every = np.array([index.get_scores(line) for line in above], dtype=np.float64)
        own = np.array([every[row, len(below) + row] for row in range(len(above))])
        matrix = every[:, : len(below)]
        yield matrix
        yield matrix / np.maximum(own, 1e-9)[:, None]

    return scores


BASELINES: dict[str, Callable[[Couple], Iterator[Scores]]] = {
    "rapidfuzz ratio": ratio,
    "token_set_ratio on words": token_set,
    "BM25 on words": bm25(words),
    "BM25 on character pairs": bm25(bigrams),
    "TF-IDF cosine": cosine,
    "TF-IDF by theme": cosine_by_theme,
}


def every(scores: Scores, least: float) -> Mask:
    """Every pair that reaches ``least``."""
    chosen: Mask = scores >= least
    return chosen


def best_of_row(scores: Scores, least: float) -> Mask:
    """For each upper commitment its best, if it reaches ``least``."""
    chosen: Mask = every(scores, least) & (scores == scores.max(axis=1, keepdims=True))
    return chosen


def best_of_both(scores: Scores, least: float) -> Mask:
    """The pairs that are the best of both sides and reach ``least``."""
    chosen: Mask = best_of_row(scores, least) & (scores == scores.max(axis=0, keepdims=True))
    return chosen


WAYS: dict[str, Callable[[Scores, float], Mask]] = {
    "every pair": every,
    "best of each upper": best_of_row,
    "best of both": best_of_both,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The best that a baseline can do on the annotated rows."""

    f1: float
    way: str
    threshold: float
    cells: tuple[Cell, ...]


def best(couple: Couple, tables: Iterator[Scores]) -> Choice:
    """The way and the threshold with the highest pair F1; of equals the first way and the highest threshold."""
    found = Choice(-1.0, "", 0.0, ())
    for scores in tables:
        tops = np.concatenate([scores.max(axis=0), scores.max(axis=1)])
        for threshold in np.quantile(tops, np.linspace(1.0, 0.0, STEPS)):
            for name, choose in WAYS.items():
                mask = choose(scores, max(float(threshold), 1e-9))
                f1 = couple.gold.f1(mask)
                if f1 > found.f1 + 1e-12:
                    rows, columns = mask.nonzero()
                    cells = tuple(zip(rows.tolist(), columns.tolist(), strict=True))
                    found = Choice(f1, name, float(threshold), cells)
    return found
