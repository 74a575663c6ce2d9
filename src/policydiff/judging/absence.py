"""Whether anything in the lower document is so near that a promise may not be called missing.

A promise is in other words, or in parts, in more than one place: so what counts
is the chance that any of the nearest commitments answers it, how much of what
it says of its own stands together in one commitment, and how much nowhere at
all: what is foreign to the lower document is missing though something is near.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from policydiff.judging.couples import content
from policydiff.lexicon import derived, load
from policydiff.model import Commitment, Document
from policydiff.topics.words import generic_keys


class Absence:
    """What the lower document holds of the promises of the upper one."""

    def __init__(self, upper: Document, lower: Document) -> None:
        self._upper, self._lower = upper, lower

    def is_open(self, promise: Commitment, chances: Iterable[float]) -> bool:
        """May it be answered after all?  ``chances`` are those of the commitments nearest to it.

        What punishes is no promise, and what an office of the upper level alone
        is to do is none of the lower one, so neither is said to be missing.
        """
        rules = load("weights")["assign"]
        strange = self.strange(promise)
        check = rules["check_strange" if strange >= float(rules["strange"]) else "check"]
        held = rules["held_known" if strange < float(rules["known"]) else "held"]
        return (
            any_of(chances) >= float(check)
            or self.held(promise) >= float(held)
            or self._is_named(promise, int(rules["named"]))
            or _punishes().search(promise.text) is not None
            or bool(self.own(promise))
        )

    def own(self, promise: Commitment) -> str:
        """The office of the upper level whose business ``promise`` is and nobody's below it; empty where it is not."""
        above, below = self._upper.jurisdiction, self._lower.jurisdiction
        if above is None or below is None or below.level is above.level:
            return ""
        rules = load("roles")["own"]
        level = re.search(rules["level"], above.name)
        who = next((clause.who.text for clause in promise.clauses if clause.who), "")
        return who if level and re.search(rules["subject"].replace("{level}", level[0]), who) else ""

    def held(self, promise: Commitment) -> float:
        """The largest share of the telling words of ``promise`` that stands together in one lower commitment, 0 to 1."""
        weights, total = self._weights(promise)
        if not total:
            return 1.0
        shares: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for place in self._every.get(word, ()):
                shares[place] += weight
        return max(shares.values(), default=0.0) / total

    def strange(self, promise: Commitment) -> float:
        """The share of the telling words of ``promise`` that stand nowhere in the lower document, 0 to 1."""
        weights, total = self._weights(promise)
        if not total:
            return 0.0
        return math.fsum(weight for word, weight in weights.items() if word not in self._every) / total

    def foreign(self, promises: Iterable[Commitment]) -> float:
        """The mean share of the telling words of ``promises`` that stand nowhere in the lower document, each word for one, 0 to 1.

        In a text whose rows are nearly one the words that all share have no weight, but they are its matter.
        """
        words = [_telling(promise) for promise in promises]
        shares = [sum(word not in self._every for word in own) / len(own) for own in words if own]
        return math.fsum(shares) / len(shares) if shares else 0.0

    def _is_named(self, promise: Commitment, few: int) -> bool:
        """Does the promise name in quotation marks what a few lower commitments name too?"""
        return any(
            0 < sum(name in text for text in self._texts) <= few for name in _NAME.findall(promise.text)
        )

    def _weights(self, promise: Commitment) -> tuple[dict[str, float], float]:
        weights = {word: self._weight(word) for word in sorted(_telling(promise))}
        return weights, math.fsum(weights.values())

    @cached_property
    def _texts(self) -> Sequence[str]:
        return [commitment.text for commitment in self._lower.commitments]

    @cached_property
    def _every(self) -> Mapping[str, Sequence[int]]:
        """Every word of the lower document with the places where it stands; one place for all commitments of the same words."""
        every: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(dict.fromkeys(map(_words, self._lower.commitments))):
            for word in words:
                every[word].append(place)
        return every

    @cached_property
    def _often(self) -> Counter[str]:
        every = (*self._upper.commitments, *self._lower.commitments)
        return Counter(word for commitment in every for word in _words(commitment))

    def _weight(self, word: str) -> float:
        count = len(self._upper.commitments) + len(self._lower.commitments)
        return math.log((count + 1) / max(1, self._often[word]))


_NAME = re.compile("“([^“”]{2,20})”")


def any_of(chances: Iterable[float]) -> float:
    """The chance that at least one holds, each taken by itself; only the three best count.

    >>> any_of([0.5, 0.5])
    0.75
    """
    best = sorted(chances, reverse=True)[:3]
    return 1 - math.prod(1 - chance for chance in best)


def _words(commitment: Commitment) -> frozenset[str]:
    return frozenset(word.key for clause in commitment.clauses for word in content(clause))


def _telling(commitment: Commitment) -> frozenset[str]:
    own = (word.key for clause in commitment.clauses if not clause.lead for word in content(clause))
    return frozenset(own) - generic_keys()


@derived
def _punishes() -> re.Pattern[str]:
    return re.compile(load("scope")["penalty"]["words"])
