"""The best set of couples: each old article with one new one at most, so that all couples together are likest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

Couple = tuple[int, int]


def best_couples(scores: Mapping[Couple, float]) -> set[Couple]:
    """The couples with the greatest sum of ``scores`` in which no place comes twice on a side.

    >>> sorted(best_couples({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}))
    [(0, 1), (1, 0)]
    """
    found: set[Couple] = set()
    for component in _components(scores):
        if len(component) == 1:
            found.update(component)
        else:
            found |= _assigned({couple: scores[couple] for couple in component})
    return found


def _components(scores: Mapping[Couple, float]) -> Iterator[list[Couple]]:
    """The couples in parts that share no article: each can be assigned alone."""
    rows, columns = defaultdict(list), defaultdict(list)
    for i, j in scores:
        rows[i].append((i, j))
        columns[j].append((i, j))
    seen: set[Couple] = set()
    for start in sorted(scores):
        if start in seen:
            continue
        seen.add(start)
        component, waiting = [], [start]
        while waiting:
            couple = waiting.pop()
            component.append(couple)
            for other in (*rows[couple[0]], *columns[couple[1]]):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        yield sorted(component)


def _assigned(scores: Mapping[Couple, float]) -> set[Couple]:
    """By shortest augmenting paths (Jonker and Volgenant); an article may stay without a partner at no cost."""
    import numpy as np

    rows = sorted({i for i, _ in scores})
    columns = sorted({j for _, j in scores})
    row_of = {i: place for place, i in enumerate(rows)}
    column_of = {j: place for place, j in enumerate(columns)}
    size = len(rows)
    # a column of its own for each row: no partner
    cost = np.zeros((size, len(columns) + size))
    for (i, j), score in scores.items():
        cost[row_of[i], column_of[j]] = -score
    width = cost.shape[1]
    above, below = np.zeros(size), np.zeros(width)
    column_at, row_at = np.full(size, -1), np.full(width, -1)
    for row in range(size):
        shortest, came = np.full(width, np.inf), np.full(width, -1)
        done = np.zeros(width, dtype=bool)
        visited, now, at = [row], row, 0.0
        while True:
            step = at + cost[now] - above[now] - below
            better = ~done & (step < shortest)
            shortest[better], came[better] = step[better], now
            column = int(np.argmin(np.where(done, np.inf, shortest)))
            at, done[column] = float(shortest[column]), True
            if row_at[column] < 0:
                break
            now = int(row_at[column])
            visited.append(now)
        for other in visited[1:]:
            above[other] += at - shortest[column_at[other]]
        above[row] += at
        below[done] -= at - shortest[done]
        while True:
            now = int(came[column])
            row_at[column] = now
            column_at[now], column = column, int(column_at[now])
            if now == row:
                break
    found = ((rows[place], columns[c]) for place, c in enumerate(column_at) if c < len(columns))
    return {couple for couple in found if couple in scores}
