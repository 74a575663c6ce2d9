"""What kept its order among its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

Best = tuple[int, int, int]
"""Length of a run, size of its texts, place of its last member."""
_NONE: Best = (0, 0, -1)


def size_of(places: Sequence[int], *texts: str) -> int:
    """How much ``texts`` say, as a size for ``longest_rising``, the same whichever version is the old one.

    Two of one length differ too, and so do two that are one text in other ``places``.
    """
    said = sum(map(len, texts)) * _FINE + sum(map(ord, "".join(texts))) % _FINE
    return said * _FAR + sum(place * place for place in places)


_FINE = 10_007
_FAR = 10**12
"""More than the squares of all places of a run come to."""


def longest_rising(values: Sequence[int], sizes: Sequence[int]) -> set[int]:
    """Places of a longest rising run of ``values``; of two as long, the one that leaves the smaller texts out.

    >>> sorted(longest_rising([0, 3, 1, 2], [1, 1, 1, 1]))
    [0, 2, 3]
    """
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)), 1)}
    tree = [_NONE] * (len(ranks) + 1)  # Fenwick's: the best run that ends below a rank
    back: list[int] = []
    top = _NONE
    for place, value in enumerate(values):
        rank, best = ranks[value] - 1, _NONE
        while rank > 0:
            best = max(best, tree[rank])
            rank &= rank - 1
        back.append(best[2])
        run = (best[0] + 1, best[1] + sizes[place], place)
        top = max(top, run)
        rank = ranks[value]
        while rank < len(tree):
            tree[rank] = max(tree[rank], run)
            rank += rank & -rank
    kept: set[int] = set()
    place = top[2]
    while place >= 0:
        kept.add(place)
        place = back[place]
    return kept
