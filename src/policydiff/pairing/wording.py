"""How alike the words of two texts are: cosines of TF-IDF over one and two characters, with an inverted index.

Of the settings tried on policy texts, one and two characters ranked true
counterparts best; segmented words, three characters and a rarity reckoned from
more documents than the two were not better.  Rare grams weigh more, so shared
boilerplate (压缩至, 全面推行) counts little.

No table of all pairs is ever made: `Words.nearest` looks up which texts are
likest, rare words first and so far as PATIENCE goes, and `Words.cosines`
reckons the pairs that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from policydiff.pairing.profiles import Profile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures: TypeAlias = NDArray[np.float64]
    """A figure for each of some texts, or pairs of texts."""
    Places: TypeAlias = NDArray[np.int64]
    """Positions in a list of texts."""


FEWEST = 200
"""Texts that a rarity is reckoned from at least: two sentences alone do not show which word is common."""
NEAR = 40
"""How many of the likest texts of the other side are looked at for each, from either side."""
FEW = 10
"""The same where it is only asked how alike the likest are."""
PATIENCE = 4_096
"""Places that are looked up for one text: more than all in plans of some hundred commitments; in longer ones the commonest words are left out."""
BLOCK = 1 << 20
"""Products that are in work at one time."""
TABLE = 1 << 17
"""Cells of a table that is in work at one time: what the cache of a processor holds."""
PARTS = 16
PAIR = 1 << 21
NAME = 1 << 42


@dataclass(frozen=True, slots=True)
class Effort:
    """How far the likest texts are looked for."""

    near: int = NEAR
    patience: float = PATIENCE

    @property
    def few(self) -> Effort:
        """The same where it is only asked how alike the likest are."""
        return Effort(min(self.near, FEW), self.patience / 2)


EFFORT = Effort()


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs of an upper and a lower text, by row then column, with their cosines."""

    rows: Places
    columns: Places
    cosines: Figures

    def place(self, row: int, column: int) -> int | None:
        """Where this pair is."""
        begin, end = self.rows.searchsorted([row, row + 1]).tolist()
        place = begin + int(self.columns[begin:end].searchsorted(column))
        return place if place < end and self.columns[place] == column else None


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of a list of texts, each as often as it stands there: characters, pairs of characters, names."""

    owners: Places
    """To which text each word belongs."""
    words: Places
    """A number for each: a character its own, a pair of characters from PAIR, a name from NAME on."""
    size: int
    """How many texts there are."""

    @classmethod
    def of(cls, texts: Sequence[str], names: Sequence[Sequence[int]] = ()) -> Bag:
        """The characters and pairs of characters of ``texts``, and by number the ``names`` that stand for each."""
        import numpy as np

        code = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
        owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        inside = owners[1:] == owners[:-1]
        named = np.fromiter(chain.from_iterable(names), np.int64)
        return cls(
            np.concatenate(
                [owners, owners[1:][inside], np.repeat(np.arange(len(names)), [len(own) for own in names])]
            ),
            np.concatenate([code, (code[:-1] * PAIR + code[1:])[inside], named + NAME]),
            len(texts),
        )

    def together(self, groups: Places) -> Bag:
        """The texts of each group as one."""
        return Bag(groups[self.owners], self.words, int(groups.max(initial=-1)) + 1)


class Words:
    """What two lists of texts consist of, counted, with how rare each word is in all of them."""

    def __init__(self, above: Bag, below: Bag, worth: float = 1.0) -> None:
        """``worth`` is a factor to the rarity of names."""
        import numpy as np

        words, ids = np.unique(np.concatenate([above.words, below.words]), return_inverse=True)
        self.words: Places = words
        cut = len(above.words)
        self.sides = tuple(
            _Side(bag, own, len(words)) for bag, own in ((above, ids[:cut]), (below, ids[cut:]))
        )
        held = np.bincount(np.concatenate([side.ids for side in self.sides]), minlength=len(self.words))
        rarity = np.log(max(FEWEST, above.size + below.size) / np.maximum(held, 1))
        self.rarity: Figures = rarity * np.where(self.words >= NAME, worth, 1.0)
        self._weights = tuple(self._weighed(side) for side in self.sides)

    def _weighed(self, side: _Side) -> Figures:
        import numpy as np

        raw = (1.0 + np.log(side.counts)) * self.rarity[side.ids]
        norms = np.sqrt(np.bincount(side.owners, raw * raw, len(side)))
        normed: Figures = raw / np.where(norms > 0, norms, 1.0)[side.owners]
        return normed

    def nearest(self, effort: Effort = EFFORT) -> tuple[Places, Places]:
        """The pairs in which one text is among the likest of the other, by row then column."""
        import numpy as np

        (rows, columns), (above, below) = self.sides, self._weights
        if not len(rows) or not len(columns):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        there = _search(rows, above, columns, below, len(self.words), effort)
        back = _search(columns, below, rows, above, len(self.words), effort)
        keys = [own * len(columns) + near for own, near in there]
        keys += [near * len(columns) + own for own, near in back]
        return np.divmod(np.unique(np.concatenate(keys)), len(columns))

    def near(self, effort: Effort = EFFORT) -> Near:
        """The same pairs with their cosines."""
        rows, columns = self.nearest(effort)
        return Near(rows, columns, self.cosines(rows, columns))

    def cosines(self, rows: Places, columns: Places) -> Figures:
        """The cosine of each of these pairs, which go by row; rounded, so that exchanging the sides gives the same figures."""
        import numpy as np

        return np.round(self._products(rows, columns, *self._weights), 4)

    def shared(self, rows: Places, columns: Places) -> Figures:
        """The rarity of all pairs of characters that both texts of each pair have, added up."""
        import numpy as np

        pairs = (self.words >= PAIR) & (self.words < NAME)
        root = np.sqrt(np.where(pairs, np.maximum(self.rarity, 0.0), 0.0))
        return np.round(self._products(rows, columns, *(root[side.ids] for side in self.sides)), 4)

    def _products(self, rows: Places, columns: Places, above: Figures, below: Figures) -> Figures:
        """The scalar product of each pair of texts, whose words have these weights."""
        import numpy as np

        upper, lower = self.sides
        found = np.zeros(len(rows))
        size = max(1, len(self.words))
        most = max(1, TABLE // size)
        laid = np.zeros(most * size)
        for begin, end in blocks(rows, most, lower.lengths[columns]):
            first = rows[begin]
            # the words of these rows laid out, a line a row
            owned = np.arange(upper.bounds[first], upper.bounds[rows[end - 1] + 1])
            written = (upper.owners[owned] - first) * size + upper.ids[owned]
            laid[written] = above[owned]
            which = columns[begin:end]
            lengths = lower.lengths[which]
            places = ranges(lower.bounds[which], lengths)
            cells = lower.ids[places]
            cells += np.repeat((rows[begin:end] - first) * size, lengths)
            products = laid[cells]
            products *= below[places]
            # of a text without words there is nothing to add up, which reduceat cannot say
            spoken = lengths > 0
            starts = (np.cumsum(lengths) - lengths)[spoken]
            if len(starts):
                found[begin:end][spoken] = np.add.reduceat(products, starts)
            laid[written] = 0.0
        return found


def similarity(uppers: Sequence[Profile], lowers: Sequence[Profile]) -> Words:
    """The words of both sides; weights are (1 + log tf) · log(N / df), N at least FEWEST."""
    above, below = (Bag.of([profile.masked for profile in side]) for side in (uppers, lowers))
    return Words(above, below)


def blocks(rows: Places, most: int, costs: Places) -> Iterator[tuple[int, int]]:
    """Where to cut pairs so that each part lies in at most ``most`` rows and costs about BLOCK, never within a row."""
    import numpy as np

    if not len(rows):
        return
    heads = np.flatnonzero(np.diff(rows, prepend=-1))
    ends = [*heads[1:].tolist(), len(rows)]
    firsts = rows[heads].tolist()
    total = np.cumsum(costs)[np.asarray(ends) - 1].tolist()
    start, row, spent = 0, firsts[0], 0
    for place, end in enumerate(ends):
        last = place + 1 == len(ends)
        if last or firsts[place + 1] - row >= most or total[place + 1] - spent > BLOCK:
            yield start, end
            if not last:
                start, row, spent = end, firsts[place + 1], total[place]


def ranges(starts: Places, lengths: Places) -> Places:
    """The numbers from each start on, one run after the other."""
    import numpy as np

    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: Places = np.repeat(starts - (ends - lengths), lengths)
    found += np.arange(total)
    return found


def _search(
    own: _Side, own_weights: Figures, other: _Side, other_weights: Figures, words: int, effort: Effort
) -> Iterator[tuple[Places, Places]]:
    """For each of ``own`` the likest of ``other``, some after some."""
    import numpy as np

    # postings: for each word the texts of the other side that hold it, one run after the other
    order = np.argsort(other.ids, kind="stable")
    owners, weights = other.owners[order], other_weights[order]
    often = np.bincount(other.ids, minlength=words)
    begins, lengths = (np.cumsum(often) - often)[own.ids], often[own.ids]
    # the rarest words of each text first, as far as patience goes
    order = np.lexsort((lengths, own.owners))
    spent = np.cumsum(lengths[order])
    base = np.concatenate([[0], spent])[own.bounds[:-1]]
    before = np.arange(len(order)) - own.bounds[own.owners]
    order = order[(spent - base[own.owners] <= effort.patience) | (before == 0)]
    order = order[lengths[order] > 0]
    bounds = np.searchsorted(own.owners[order], np.arange(len(own) + 1)).tolist()
    begins, lengths, factors, line = begins[order], lengths[order], own_weights[order], own.owners[order]
    # each line of the table falls into parts of equal width; see _likest
    parts = max(1, min(PARTS, len(other) // (4 * effort.near)))
    width = -(-len(other) // parts) * parts
    most = max(1, TABLE // width)
    for begin in range(0, len(own), most):
        end = min(begin + most, len(own))
        part = slice(bounds[begin], bounds[end])
        runs = lengths[part]
        places = ranges(begins[part], runs)
        products = weights[places]
        products *= np.repeat(factors[part], runs)
        cells = owners[places]
        cells += np.repeat((line[part] - begin) * width, runs)
        scores: Figures = np.bincount(cells, products, (end - begin) * width).astype(np.float64, copy=False)
        found, values = _likest(scores, (end - begin, parts, width // parts), effort.near)
        rows, columns = np.divmod(found, width)
        rows += begin
        # of equal ones those that stand about where the text does
        away = np.abs(columns * len(own) - rows * len(other))
        order, rank = ranked(rows, values, -away)
        chosen = order[rank < effort.near]
        yield rows[chosen], columns[chosen]


def _likest(scores: Figures, shape: tuple[int, int, int], count: int) -> tuple[Places, Figures]:
    """Where in a table the ``count`` highest of the positive scores of each line are, and few others; and these scores.

    A line is folded into parts first: the ``count``-th best of the best of all
    parts is no more than the ``count``-th best of the line, and much quicker found.
    """
    import numpy as np

    lines, _, width = shape
    least = np.zeros(lines)
    if width > count:
        folded = scores.reshape(shape).max(axis=1)
        least = np.partition(folded, width - count, axis=1)[:, width - count]
    table = scores.reshape(lines, -1)
    found: Places = np.flatnonzero(table >= np.where(least > 0, least, np.nextafter(0, 1))[:, None])
    return found, scores[found]


def ranked(owners: Places, *values: Figures | Places) -> tuple[Places, Places]:
    """The places by owner, the lowest values first; and how many of the same owner each has above it."""
    import numpy as np

    order: Places = np.lexsort((*reversed(values), owners))
    ends = np.cumsum(np.bincount(owners)) if len(owners) else owners
    rank: Places = ends[owners[order]] - 1 - np.arange(len(order))
    return order, rank


class _Side:
    """The words of a list of texts, one text after the other."""

    def __init__(self, bag: Bag, ids: Places, words: int) -> None:
        """``ids`` numbers the words of the bag, of which there are so many."""
        import numpy as np

        held, counts = np.unique(bag.owners * words + ids, return_counts=True)
        self.counts: Figures = counts.astype(np.float64)
        owners, own = np.divmod(held, max(1, words))
        self.owners: Places = owners
        """To which text each word belongs."""
        self.ids: Places = own
        self.lengths: Places = np.bincount(owners, minlength=bag.size)
        self.bounds: Places = np.concatenate([[0], np.cumsum(self.lengths)])

    def __len__(self) -> int:
        return len(self.lengths)
