"""Stretches of a text, asked about many times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Spans:
    """A set of half-open stretches; those that overlap are one.

    >>> spans = Spans([(3, 5), (4, 9)])
    >>> [spans.hold(position) for position in (2, 3, 8, 9)]
    [False, True, True, False]
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self._spans and start < self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))
        self._starts = [start for start, _ in self._spans]

    def hold(self, position: int) -> bool:
        """Does one of them hold ``position``?"""
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._spans[index][1]
