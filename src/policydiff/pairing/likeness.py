"""How near two commitments are beside all others: likeness corrected for hubs.

A sentence of common words is somewhat like everything (a hub), so a plain
cosine pairs it with everything.  What counts is how far a pair stands out from
what either side has with others.  What a side has with others is known from the
likest it has there, so no table of all pairs is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policydiff.pairing.profiles import Clause, Profile
from policydiff.pairing.wording import EFFORT, Bag, Effort, Near, Words, blocks, ranges, ranked

if TYPE_CHECKING:
    from policydiff.pairing.wording import Figures, Places

RIVALS = 5
"""How many of the most alike of a row and of a column show what is usual there."""
STRANGERS = 0.3
"""What is usual in a document of some length; no less is taken as usual where a side has few others to show it."""
CROWD = 12
"""Commitments a side needs for it to mean something that one is ahead of the others: the best of three is not much."""
CONCEPT = 2.0
"""What naming the same concept is worth beside a pair of characters as rare."""


@dataclass(frozen=True, slots=True)
class Alike:
    """For some pairs of commitments, by row then column, how alike they are in several respects."""

    rows: Places
    columns: Places
    plain: Figures
    """Cosine of words and concepts of the whole commitments, 0 to 1."""
    whole: Figures
    """The same, corrected for hubs."""
    clause: Figures
    """Of their best couple of clauses, corrected for hubs among all clauses."""
    shared: Figures
    """The rarity of all pairs of characters that stand in both, added up."""
    item: Figures
    """Of the numbered items they stand in, corrected for hubs."""
    first: Figures
    """How far whole and clause together are ahead of the next best: for the side where they are more so."""
    second: Figures
    """The same for the other side."""


class Likeness:
    """How alike the commitments of two lists are: those that are near, and any other pair that is asked for."""

    def __init__(self, uppers: Sequence[Profile], lowers: Sequence[Profile], effort: Effort = EFFORT) -> None:
        named = _Named()
        above, below = (named.bag(side) for side in (uppers, lowers))
        self._sizes = len(uppers), len(lowers)
        self._words = Words(above, below, CONCEPT)
        rows, columns = _with_same(uppers, lowers, *self._words.nearest(effort), effort.near)
        near = Near(rows, columns, self._words.cosines(rows, columns))
        self._usual = Usual.of(near, self._sizes)
        self._clauses = _Clauses(uppers, lowers, named, effort)
        self._items = _Items(uppers, lowers, above, below, effort)
        clause, best = self._clauses.best(rows, columns)
        self._ahead = _Ahead.of(Near(rows, columns, near.cosines + best), self._sizes)
        self.near = self._beside(near, clause, best)
        """The pairs that are near: of either side the likest that each commitment has, and the same texts."""

    def of(self, rows: Places, columns: Places) -> Alike:
        """How alike these pairs are, which go by row."""
        plain = self._words.cosines(rows, columns)
        return self._beside(Near(rows, columns, plain), *self._clauses.best(rows, columns))

    def _beside(self, near: Near, clause: Figures, best: Figures) -> Alike:
        """The pairs beside all others."""
        import numpy as np

        rows, columns = near.rows, near.columns
        first, second = self._ahead.both(Near(rows, columns, near.cosines + best))
        return Alike(
            rows,
            columns,
            plain=near.cosines,
            whole=np.round(self._usual.stand_out(near), 4),
            clause=clause,
            shared=self._words.shared(rows, columns),
            item=self._items.stand_out(rows, columns),
            first=np.round(first, 4),
            second=np.round(second, 4),
        )


class _Named:
    """A number for each concept that is named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def bag(self, texts: Iterable[Profile | Clause]) -> Bag:
        """The words of ``texts``, with their concepts."""
        held = list(texts)
        numbers = self._numbers
        return Bag.of(
            [text.masked for text in held],
            [[numbers.setdefault(id_, len(numbers)) for id_ in text.concepts] for text in held],
        )


def _with_same(
    uppers: Sequence[Profile], lowers: Sequence[Profile], rows: Places, columns: Places, most: int
) -> tuple[Places, Places]:
    """These pairs and those of the same text; of a text that stands often, each with the ``most`` about its place."""
    import numpy as np

    keys = np.concatenate([rows * len(lowers) + columns, same_texts(uppers, lowers, most)])
    return np.divmod(np.unique(keys), max(1, len(lowers)))


def same_texts(uppers: Sequence[Profile], lowers: Sequence[Profile], most: int) -> Places:
    """The pairs of one text, as row · number of lowers + column; of one that stands often, each with the ``most`` about its place."""
    import numpy as np

    held: dict[str, tuple[list[int], list[int]]] = {}
    for side, profiles in enumerate((uppers, lowers)):
        for place, profile in enumerate(profiles):
            held.setdefault(profile.words, ([], []))[side].append(place)
    keys = [np.empty(0, np.int64)]
    for above, below in held.values():
        if above and below:
            keys.append(_same(above, below, most, len(lowers)))
            if max(len(above), len(below)) > most:
                keys.append(_same(below, above, most, len(lowers), turned=True))
    return np.concatenate(keys)


def _same(own: Sequence[int], other: Sequence[int], most: int, width: int, *, turned: bool = False) -> Places:
    """The keys of each of ``own`` with those of ``other`` that stand about where it does among its likes."""
    import numpy as np

    count = min(most, len(other))
    about = np.arange(len(own)) * len(other) // len(own) - count // 2
    starts = np.clip(about, 0, len(other) - count)
    mine = np.repeat(np.array(own, np.int64), count)
    theirs = np.array(other, np.int64)[ranges(starts, np.full(len(own), count))]
    keys: Places = theirs * width + mine if turned else mine * width + theirs
    return keys


@dataclass(frozen=True, slots=True)
class Usual:
    """What likeness is usual for each row and for each column: the mean of the best there."""

    above: Figures
    below: Figures

    @classmethod
    def of(cls, near: Near, sizes: tuple[int, int]) -> Usual:
        """What is usual where ``near`` holds the best of each of as many rows and columns as ``sizes`` says."""
        return cls(_usual(near.rows, near.cosines, sizes), _usual(near.columns, near.cosines, sizes[::-1]))

    def stand_out(self, near: Near) -> Figures:
        """Twice the likeness less what is usual in the row and in the column."""
        return 2 * near.cosines - self.above[near.rows] - self.below[near.columns]


def _usual(owners: Places, values: Figures, sizes: tuple[int, int]) -> Figures:
    """The mean of the RIVALS best of each owner, of which there are as many as ``sizes`` says first, among others."""
    import numpy as np

    own, others = sizes
    order, rank = ranked(owners, values)
    best = order[rank < RIVALS]
    usual: Figures = np.bincount(owners[best], values[best], minlength=own) / RIVALS
    return usual if others >= CROWD else np.maximum(usual, STRANGERS)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The best and the next best likeness of each row and of each column."""

    above: tuple[Figures, Figures]
    below: tuple[Figures, Figures]
    crowded: tuple[bool, bool]

    @classmethod
    def of(cls, near: Near, sizes: tuple[int, int]) -> _Ahead:
        own, others = sizes
        return cls(
            _two_best(near.rows, near.cosines, own),
            _two_best(near.columns, near.cosines, others),
            (others >= CROWD, own >= CROWD),
        )

    def both(self, near: Near) -> tuple[Figures, Figures]:
        """How far each pair is ahead of the best other one of its row or of its column: where it is more so, and less."""
        import numpy as np

        upper = _ahead(near.cosines, near.rows, self.above, self.crowded[0])
        lower = _ahead(near.cosines, near.columns, self.below, self.crowded[1])
        return np.maximum(upper, lower), np.minimum(upper, lower)


def _two_best(owners: Places, values: Figures, count: int) -> tuple[Figures, Figures]:
    import numpy as np

    order, rank = ranked(owners, values)
    best, next_best = np.zeros(count), np.zeros(count)
    for found, place in ((best, 0), (next_best, 1)):
        chosen = order[rank == place]
        found[owners[chosen]] = values[chosen]
    return best, next_best


def _ahead(values: Figures, owners: Places, best: tuple[Figures, Figures], crowded: bool) -> Figures:
    import numpy as np

    highest = best[0][owners]
    ahead: Figures = values - np.where(values == highest, best[1][owners], highest)
    return ahead if crowded else np.minimum(ahead, 0.0)


class _Clauses:
    """The clauses of both sides, with what is usual for each."""

    def __init__(
        self, uppers: Sequence[Profile], lowers: Sequence[Profile], named: _Named, effort: Effort
    ) -> None:
        import numpy as np

        sides = (uppers, lowers)
        above, below = (named.bag(clause for profile in side for clause in profile.clauses) for side in sides)
        self._words = Words(above, below, CONCEPT)
        self._usual = Usual.of(self._words.near(effort.few), (above.size, below.size))
        self._counts = [np.array([len(p.clauses) for p in side], np.int64) for side in sides]
        self._starts = [np.cumsum(counts) - counts for counts in self._counts]

    def best(self, rows: Places, columns: Places) -> tuple[Figures, Figures]:
        """For each pair its best couple of clauses: corrected for hubs, and as a plain cosine."""
        import numpy as np

        above, below = self._counts
        corrected, plain = np.zeros(len(rows)), np.zeros(len(rows))
        couples = above[rows] * below[columns]
        for begin, end in blocks(rows, len(rows), couples):
            own, other = rows[begin:end], columns[begin:end]
            counts = couples[begin:end]
            upper, lower = self._couples(own, other)
            order = np.argsort(upper, kind="stable")
            cosines = np.empty(len(upper))
            cosines[order] = self._words.cosines(upper[order], lower[order])
            starts = np.cumsum(counts) - counts
            out = self._usual.stand_out(Near(upper, lower, cosines))
            corrected[begin:end] = np.maximum.reduceat(out, starts)
            plain[begin:end] = np.maximum.reduceat(cosines, starts)
        return np.round(corrected, 4), plain

    def _couples(self, rows: Places, columns: Places) -> tuple[Places, Places]:
        """Every couple of clauses of each pair; a commitment has at least one clause."""
        import numpy as np

        (above, below), (starts, others) = self._counts, self._starts
        # each clause of the upper commitment, then with it each of the lower one
        pairs = np.repeat(np.arange(len(rows)), above[rows])
        upper = ranges(starts[rows], above[rows])
        counts = below[columns[pairs]]
        return np.repeat(upper, counts), ranges(others[columns[pairs]], counts)


class _Items:
    """The numbered items of both sides that commitments stand in."""

    def __init__(
        self,
        uppers: Sequence[Profile],
        lowers: Sequence[Profile],
        above: Bag,
        below: Bag,
        effort: Effort,
    ) -> None:
        self._rows, self._columns = _grouped(uppers), _grouped(lowers)
        first, second = above.together(self._rows), below.together(self._columns)
        self._words = Words(first, second, CONCEPT)
        self._usual = Usual.of(self._words.near(effort.few), (first.size, second.size))

    def stand_out(self, rows: Places, columns: Places) -> Figures:
        """How alike the items are in which each pair stands."""
        import numpy as np

        width = len(self._words.sides[1])
        keys, back = np.unique(self._rows[rows] * width + self._columns[columns], return_inverse=True)
        above, below = np.divmod(keys, max(1, width))
        near = Near(above, below, self._words.cosines(above, below))
        return np.round(self._usual.stand_out(near), 4)[back]


def _grouped(profiles: Sequence[Profile]) -> Places:
    """The number of the item of each."""
    import numpy as np

    number: dict[str, int] = {}
    items = (number.setdefault(profile.commitment.provision, len(number)) for profile in profiles)
    return np.fromiter(items, np.int64, len(profiles))
