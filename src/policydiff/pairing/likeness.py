"""How near two commitments are beside all others: likeness corrected for hubs.

A sentence of common words is somewhat like everything (a hub), so a plain
cosine pairs it with everything.  What counts is how far a pair stands out from
what either side has with others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policydiff.pairing.profiles import Profile, count_grams
from policydiff.pairing.wording import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policydiff.pairing.wording import Table

RIVALS = 5
"""How many of the most alike of a row and of a column show what is usual there."""
STRANGERS = 0.3
"""What is usual in a document of some length; no less is taken as usual where a side has few others to show it."""
CROWD = 12
"""Commitments a side needs for it to mean something that one is ahead of the others: the best of three is not much."""
CONCEPT = 2.0
"""What naming the same concept is worth beside a pair of characters as rare."""
NAME = "#"
"""Stands before the id of a concept, so that it is no gram."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """For every upper (rows) and lower (columns) commitment how alike they are, in several respects."""

    plain: Table
    """Cosine of words and concepts of the whole commitments, 0 to 1."""
    whole: Table
    """The same, corrected for hubs."""
    clause: Table
    """Of their best couple of clauses, corrected for hubs among all clauses."""
    shared: Table
    """The rarity of all pairs of characters that stand in both, added up."""
    item: Table
    """Of the numbered items they stand in, corrected for hubs."""
    first: Table
    """How far whole and clause together are ahead of the next best: for the side where they are more so."""
    second: Table
    """The same for the other side."""


def likeness(uppers: Sequence[Profile], lowers: Sequence[Profile]) -> Likeness:
    """How alike every pair of two lists is."""
    import numpy as np

    above, below = [_words(profile) for profile in uppers], [_words(profile) for profile in lowers]
    words = Words(above, below, _worth)
    plain = words.cosines()
    clauses, best = _clauses(uppers, lowers)
    above_others, below_others = _ahead(plain + best), _ahead((plain + best).T).T
    first: Table = np.where(above_others > below_others, above_others, below_others)
    second: Table = np.where(above_others > below_others, below_others, above_others)
    return Likeness(
        plain=plain,
        whole=np.round(stand_out(plain), 4),
        clause=clauses,
        shared=words.shared(lambda word: len(word) == 2 and not word.startswith(NAME)),
        item=_items(uppers, lowers, above, below),
        first=np.round(first, 4),
        second=np.round(second, 4),
    )


def _words(profile: Profile) -> Counter[str]:
    return _counted(profile.masked, profile.concepts)


def _counted(masked: str, concepts: Iterable[str]) -> Counter[str]:
    words = count_grams(masked)
    words.update(NAME + concept for concept in concepts)
    return words


def _worth(word: str) -> float:
    return CONCEPT if word.startswith(NAME) else 1.0


def stand_out(table: Table) -> Table:
    """Twice the likeness less what is usual in the row and in the column: the mean of the best there."""
    return 2 * table - _usual(table)[:, None] - _usual(table.T)[None, :]


def _usual(table: Table) -> Table:
    """The mean of the RIVALS best of each row."""
    import numpy as np

    columns = table.shape[1]
    best = np.sort(table, axis=1)[:, max(0, columns - RIVALS) :].sum(axis=1)
    usual: Table = best / RIVALS
    return usual if columns >= CROWD else np.maximum(usual, STRANGERS)


def _ahead(table: Table) -> Table:
    """How far each cell is ahead of the best other one of its row."""
    import numpy as np

    columns = table.shape[1]
    if columns < 2:
        return np.minimum(table, 0.0)
    ordered = np.sort(table, axis=1)
    best, next_best = ordered[:, -1:], ordered[:, -2:-1]
    ahead: Table = table - np.where(table == best, next_best, best)
    return ahead if columns >= CROWD else np.minimum(ahead, 0.0)


def _clauses(uppers: Sequence[Profile], lowers: Sequence[Profile]) -> tuple[Table, Table]:
    """For each pair its best couple of clauses: corrected for hubs, and as a plain cosine."""
    import numpy as np

    above, below = ([clause for profile in side for clause in profile.clauses] for side in (uppers, lowers))
    words = Words(
        [_counted(clause.masked, clause.concepts) for clause in above],
        [_counted(clause.masked, clause.concepts) for clause in below],
        _worth,
    )
    table = words.cosines()
    if not table.size:
        empty = np.zeros((len(uppers), len(lowers)))
        return empty, empty
    rows, columns = (_starts(side) for side in (uppers, lowers))

    def best(of: Table) -> Table:
        return np.maximum.reduceat(np.maximum.reduceat(of, rows, axis=0), columns, axis=1)

    return np.round(best(stand_out(table)), 4), best(table)


def _starts(profiles: Sequence[Profile]) -> NDArray[np.int64]:
    """Where the clauses of each commitment begin in the list of all."""
    import numpy as np

    return np.cumsum([0, *(len(profile.clauses) for profile in profiles[:-1])])


def _items(
    uppers: Sequence[Profile],
    lowers: Sequence[Profile],
    above: Sequence[Counter[str]],
    below: Sequence[Counter[str]],
) -> Table:
    """How alike the items are in which each pair stands."""
    import numpy as np

    rows, uppers_of = _grouped([profile.commitment.provision for profile in uppers], above)
    columns, lowers_of = _grouped([profile.commitment.provision for profile in lowers], below)
    table = np.round(stand_out(Words(uppers_of, lowers_of, _worth).cosines()), 4)
    return table[np.ix_(rows, columns)]


def _grouped(keys: Sequence[Hashable], words: Sequence[Counter[str]]) -> tuple[list[int], list[Counter[str]]]:
    """The number of the group of each, and the words of each group."""
    number: dict[Hashable, int] = {}
    groups: list[Counter[str]] = []
    places = []
    for key, own in zip(keys, words, strict=True):
        place = number.setdefault(key, len(number))
        if place == len(groups):
            groups.append(Counter())
        groups[place].update(own)
        places.append(place)
    return places, groups
