"""How much of one text stands in another: pairs of characters, rare ones counting more."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policydiff.topics.concepts import plain

Grams = Counter[str]

COMMON = 40
"""Articles in which a pair of characters may stand to lead from one article to another."""
NEAREST = 6
"""Candidates of each article."""

_MARKS = re.compile(r"[^\w%]|_")


def words(text: str) -> str:
    """``text`` without marks and blanks, in one width."""
    return _MARKS.sub("", plain(text))


def grams(text: str) -> Grams:
    """The pairs of neighbouring characters of ``text``."""
    chars = words(text)
    return Counter(map("".join, pairwise(chars))) if len(chars) > 1 else Counter([chars] if chars else [])


@dataclass(frozen=True, slots=True)
class Weights:
    """What each pair of characters counts: all articles share 市人民政府应当."""

    of: Mapping[str, float]

    @classmethod
    def from_texts(cls, texts: Sequence[Grams]) -> Weights:
        """The weights from how many of ``texts`` hold each pair."""
        frequency: Counter[str] = Counter()
        for text in texts:
            frequency.update(text.keys())
        # a text in two versions holds everything twice
        total = 2 * max(50, len(texts))
        return cls({gram: math.log(1 + total / n) for gram, n in frequency.items()})

    def size(self, text: Grams) -> float:
        """How much ``text`` says."""
        of = self.of
        return sum(count * of.get(gram, 0.0) for gram, count in text.items())

    def overlap(self, first: Grams, second: Grams) -> float:
        """How much both say."""
        if len(first) > len(second):
            first, second = second, first
        of = self.of
        return sum(
            min(count, second[gram]) * of.get(gram, 0.0) for gram, count in first.items() if gram in second
        )

    def share(self, part: Grams, whole: Grams) -> float:
        """How much of ``part`` stands in ``whole``, 0 to 1."""
        size = self.size(part)
        return self.overlap(part, whole) / size if size else 0.0

    def dice(self, first: Grams, second: Grams) -> float:
        """How alike both are, 0 to 1."""
        total = self.size(first) + self.size(second)
        return 2 * self.overlap(first, second) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Texts:
    """All articles of both versions as pairs of characters, and what these count."""

    old: tuple[Grams, ...]
    new: tuple[Grams, ...]
    weights: Weights

    @classmethod
    def of(cls, olds: Iterable[str], news: Iterable[str]) -> Texts:
        """Those of the texts of the old and of the new articles."""
        old, new = tuple(map(grams, olds)), tuple(map(grams, news))
        return cls(old, new, Weights.from_texts([*old, *new]))


class Index:
    """Which of many texts hold a pair of characters."""

    def __init__(self, texts: Iterable[Grams], weights: Weights):
        self._weights = weights
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for gram in text:
                self._places[gram].append(place)

    def nearest(self, text: Grams, count: int = NEAREST) -> list[int]:
        """The texts that share most with ``text``, by what is not common to many."""
        found: dict[int, float] = defaultdict(float)
        of = self._weights.of
        for gram in text:
            places = self._places.get(gram, ())
            if places and len(places) <= COMMON:
                weight = of.get(gram, 0.0)
                for place in places:
                    found[place] += weight
        return sorted(found, key=lambda place: (-found[place], place))[:count]
