"""Which old article became which new one: words, containment, order and chapter together.

First one partner for each, by the best assignment; then what of an article is
not in its partner is looked for elsewhere: a short article absorbed by one
that has a partner, a paragraph that went to another article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policydiff.model import Article
from policydiff.revision.assigning import Couple, best_couples
from policydiff.revision.grams import Grams, Index, Texts, grams, words
from policydiff.revision.order import longest_rising, size_of

ALIKE = 0.4
"""Share of both wordings in common from which one article is the other, reworded."""
KEPT = 0.6
"""Share of an article that stands in a longer one, from which the longer one is that article grown."""
BETWEEN = 0.12
"""Likeness that is enough for what stands between two neighbours that have partners."""
HALF = 0.34
"""Share of the shorter one that is enough there."""
ANCHOR = 0.55
"""Likeness from which two articles that prefer each other show where the text goes on."""
ORDER, CHAPTER = 0.12, 0.1
"""What standing in order and in the same chapter counts beside the words."""
FOUND = 0.6
"""Share of a sentence that must be found in another article for it to have gone there."""
OWN = 0.15
"""Share of an article that its sentences in another article must make for both to be linked."""
ALONE = 0.25
"""The same for an article that has no partner."""
ENTIRE = 0.8
"""Share of a sentence that must be found where something else stands already."""
LEAST = 8
"""Characters of which a sentence must consist to be followed."""


@dataclass(frozen=True, slots=True)
class Link:
    """An old and a new article that share text, by position."""

    old: int
    new: int


def link(before: Sequence[Article], after: Sequence[Article], texts: Texts) -> list[Link]:
    """All links between the old and the new articles, in the order of the old text."""
    return _Pairing(before, after, texts).links()


class _Pairing:
    def __init__(self, before: Sequence[Article], after: Sequence[Article], texts: Texts):
        self.before, self.after = before, after
        self.old, self.new, self.weights = texts.old, texts.new, texts.weights
        self.sizes = (
            [self.weights.size(text) for text in self.old],
            [self.weights.size(text) for text in self.new],
        )

    def links(self) -> list[Link]:
        same = self._same()
        couples = same | self._alike(same)
        couples |= self._elsewhere(couples, same)
        return [Link(i, j) for i, j in sorted(couples)]

    def _same(self) -> set[Couple]:
        """The articles with the same words; of several, those in the same chapter, in their order."""
        places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i, article in enumerate(self.before):
            places[words(article.text)][0].append(i)
        for j, article in enumerate(self.after):
            places[words(article.text)][1].append(j)
        found: set[Couple] = set()
        for olds, news in places.values():
            if len(olds) == len(news):
                found.update(zip(olds, news, strict=True))
                continue
            ranked = sorted(
                (self.before[i].trail != self.after[j].trail, -self._in_place(i, j), (i, j))
                for i in olds
                for j in news
            )
            found |= _first(couple for *_, couple in ranked)
        return found

    def _in_place(self, i: int, j: int) -> float:
        """How much two articles stand in the same place: what decides where one text stands twice.

        It is the same whichever version is called the old one, and of two ways to couple several
        like articles the one in their order has the greater sum.
        """
        one, other = (i + 1) / len(self.before), (j + 1) / len(self.after)
        return -((one - other) ** 2) + _FORWARD * one * other

    # ---- one partner for each

    def _alike(self, same: set[Couple]) -> set[Couple]:
        left = set(range(len(self.before))) - {i for i, _ in same}
        right = set(range(len(self.after))) - {j for _, j in same}
        likeness = {couple: self._likeness(*couple) for couple in self._candidates(left, right)}
        anchors = self._anchors(same, likeness)
        course = _Course(anchors, self.before, self.after)
        for i in left:
            for j in course.close(i):
                if j in right and (i, j) not in likeness:
                    likeness[i, j] = self._likeness(i, j)
        scores = {
            couple: 0.6 * dice + 0.4 * part + course.bonus(*couple) + _TWIN * self._in_place(*couple)
            for couple, (dice, part) in likeness.items()
            if self._is_one(dice, part, couple, between=course.between(*couple))
        }
        return best_couples(scores)

    def _candidates(self, left: Iterable[int], right: Iterable[int]) -> set[Couple]:
        olds, news = sorted(left), sorted(right)
        above = Index((self.old[i] for i in olds), self.weights)
        below = Index((self.new[j] for j in news), self.weights)
        found = {(i, news[place]) for i in olds for place in below.nearest(self.old[i])}
        return found | {(olds[place], j) for j in news for place in above.nearest(self.new[j])}

    def _likeness(self, i: int, j: int) -> tuple[float, float]:
        """Of the whole, and of the shorter in the longer."""
        shared = self.weights.overlap(self.old[i], self.new[j])
        first, second = self.sizes[0][i], self.sizes[1][j]
        least = min(first, second)
        return (2 * shared / (first + second), shared / least) if least else (0.0, 0.0)

    def _is_one(self, dice: float, part: float, couple: Couple, *, between: bool) -> bool:
        if dice >= ALIKE or (between and (dice >= BETWEEN or part >= HALF)):
            return True
        i, j = couple
        _, shorter = min(
            (self.sizes[0][i], len(words(self.before[i].text))),
            (self.sizes[1][j], len(words(self.after[j].text))),
        )
        return part >= KEPT and shorter >= LEAST

    def _anchors(self, same: set[Couple], likeness: Mapping[Couple, tuple[float, float]]) -> list[Couple]:
        """The couples that show how the text runs: the longest run in order of those that are sure."""
        best: tuple[dict[int, float], dict[int, float]] = ({}, {})
        for (i, j), (dice, _) in likeness.items():
            best[0][i] = max(best[0].get(i, 0.0), dice)
            best[1][j] = max(best[1].get(j, 0.0), dice)
        sure = [
            (i, j)
            for (i, j), (dice, _) in likeness.items()
            if dice >= ANCHOR and dice == best[0][i] == best[1][j]
        ]
        ranked = sorted(_first(sorted([*same, *sure], key=lambda couple: (-self._in_place(*couple), couple))))
        kept = longest_rising(
            [j for _, j in ranked],
            [size_of((i, j), self.before[i].text, self.after[j].text) for i, j in ranked],
        )
        return [couple for place, couple in enumerate(ranked) if place in kept]

    # ---- what went elsewhere

    def _elsewhere(self, couples: set[Couple], same: set[Couple]) -> set[Couple]:
        """Links by the sentences that are not in an article's partner."""
        partners = dict(couples), {j: i for i, j in couples}
        whole = {i for i, _ in same}, {j for _, j in same}
        rests = (
            self._rests(self.before, self.new, partners[0], whole[0]),
            self._rests(self.after, self.old, partners[1], whole[1]),
        )
        found: set[Couple] = set()
        for side in (0, 1):
            wholes = self.new if side == 0 else self.old
            for (one, other), went in self._went(rests[side], rests[1 - side], wholes).items():
                need = OWN if one in partners[side] else ALONE
                enough = sum(self.weights.size(part.grams) for part in went) >= need * self.sizes[side][one]
                if enough or any(part.whole for part in went):
                    found.add((one, other) if side == 0 else (other, one))
        return found - couples

    def _rests(
        self,
        articles: Sequence[Article],
        others: Sequence[Grams],
        partners: Mapping[int, int],
        whole: set[int],
    ) -> dict[int, list[_Part]]:
        """Of each article the sentences that its partner does not have."""
        found: dict[int, list[_Part]] = {}
        for place, article in enumerate(articles):
            if place in whole:
                continue
            partner = others[partners[place]] if place in partners else Counter()
            rest = [part for part in _parts(article.text) if self.weights.share(part.grams, partner) < FOUND]
            if rest:
                found[place] = rest
        return found

    def _went(
        self,
        rests: Mapping[int, Sequence[_Part]],
        others: Mapping[int, Sequence[_Part]],
        wholes: Sequence[Grams],
    ) -> dict[Couple, list[_Part]]:
        """What of each article's rest stands in which article of the other side."""
        places = sorted(others)
        pools = [sum((part.grams for part in others[place]), Counter()) for place in places]
        index = Index((wholes[place] for place in places), self.weights)
        found: dict[Couple, list[_Part]] = defaultdict(list)
        for one, parts in rests.items():
            for part in parts:
                sentence = part.grams
                best, at = 0.0, -1
                for place in index.nearest(sentence, 3):
                    share = self.weights.share(sentence, pools[place])
                    if share < FOUND and self.weights.share(sentence, wholes[places[place]]) >= ENTIRE:
                        share = FOUND
                    if share > best:
                        best, at = share, place
                if best >= FOUND:
                    found[one, places[at]].append(part)
        return found


_TWIN = 1e-6
"""What standing in the same place counts: less than any word, so that it decides between texts that are one."""
_FORWARD = 0.01
"""Of two places as near, the one further on."""
_NARROW = 12
"""Articles between two partners of neighbours; a wider room shows nothing."""


class _Course:
    """How the text runs: where an article should stand, and which chapter became which."""

    def __init__(self, anchors: Sequence[Couple], before: Sequence[Article], after: Sequence[Article]):
        self._anchors = set(anchors)
        self._olds = [-1, *(i for i, _ in anchors), len(before)]
        self._news = [-1, *(j for _, j in anchors), len(after)]
        self._before, self._after = before, after
        votes: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
        for i, j in anchors:
            votes[before[i].trail][after[j].trail] += 1
        self._chapters = {trail: set(found) for trail, found in votes.items()}
        self._taken = {trail for found in votes.values() for trail in found}

    def _room(self, i: int, j: int) -> int | None:
        """The room between two anchors in which both stand; None where an anchor lies between them or is one of them."""
        place = bisect_left(self._olds, i)
        other = bisect_left(self._news, j)
        return place if place == other and i != self._olds[place] and j != self._news[other] else None

    def close(self, i: int) -> range:
        """The new articles of the room in which old article ``i`` stands, where it is narrow."""
        place = bisect_left(self._olds, i)
        if i == self._olds[place] or max(self._sizes(place)) >= _NARROW:
            return range(0)
        return range(self._news[place - 1] + 1, self._news[place])

    def _sizes(self, place: int) -> tuple[int, int]:
        """How many articles of each version stand in a room."""
        return (
            self._olds[place] - self._olds[place - 1] - 1,
            self._news[place] - self._news[place - 1] - 1,
        )

    def between(self, i: int, j: int) -> bool:
        """Do both stand between two neighbours that have partners, with as good as nothing else there?"""
        place = self._room(i, j)
        return place is not None and max(self._sizes(place)) <= _CLOSE

    def bonus(self, i: int, j: int) -> float:
        """What order and chapter add to the likeness of two articles, or take from it."""
        value = ORDER if (i, j) in self._anchors or self._room(i, j) is not None else 0.0
        old, new = self._before[i].trail, self._after[j].trail
        if old and new and old in self._chapters:
            if new in self._chapters[old]:
                value += CHAPTER
            elif new in self._taken:
                value -= CHAPTER
        return value


_CLOSE = 3
"""Articles of a side between two neighbours with partners, up to which their place says which is which."""


def _first(couples: Iterable[Couple]) -> set[Couple]:
    """The ``couples`` in their order, each article once."""
    found: set[Couple] = set()
    used: tuple[set[int], set[int]] = (set(), set())
    for i, j in couples:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            found.add((i, j))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of an article."""

    grams: Grams
    whole: bool
    """Is it a whole paragraph of several?"""


def _parts(text: str) -> list[_Part]:
    paragraphs = [
        [part for part in re.split("[。；]", line) if len(words(part)) >= LEAST] for line in text.split("\n")
    ]
    several = len(paragraphs) > 1
    return [
        _Part(grams(part), several and len(parts) == 1 and len(part) >= _PARAGRAPH)
        for parts in paragraphs
        for part in parts
    ]


_PARAGRAPH = 20
"""Characters from which a paragraph of one sentence is followed alone, however long its article."""
