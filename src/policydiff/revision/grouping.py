"""Links between articles to changes: one to one, one to several, several to one; and what stands elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from policydiff.model import Article
from policydiff.revision.order import longest_rising, size_of
from policydiff.revision.pairing import Link

Group = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of old and of new articles that became each other; one of the two holds one at most."""


def groups_of(links: Sequence[Link], before: Sequence[Article], after: Sequence[Article]) -> list[Group]:
    """Every article in a group, in the order of the new text; a deleted article after the one it followed.

    Where several old articles were dealt out anew among several new ones, an
    article is in more than one group: the one with most links, or the longest, makes the first.
    """
    of_old, of_new = Counter(link.old for link in links), Counter(link.new for link in links)
    groups: list[Group] = [((place,), ()) for place in range(len(before)) if not of_old[place]]
    groups += [((), (place,)) for place in range(len(after)) if not of_new[place]]
    left: set[tuple[int, int]] = set()
    for link in links:
        if of_old[link.old] == of_new[link.new] == 1:
            groups.append(((link.old,), (link.new,)))
        else:
            left.add((link.old, link.new))
    while left:
        by_old, by_new = defaultdict(list), defaultdict(list)
        for i, j in sorted(left):
            by_old[i].append(j)
            by_new[j].append(i)
        most_old = max(by_old, key=lambda i: (len(by_old[i]), len(before[i].text), before[i].text, -i))
        most_new = max(by_new, key=lambda j: (len(by_new[j]), len(after[j].text), after[j].text, -j))
        one, other = before[most_old].text, after[most_new].text
        # the same choice whichever version is called the old one
        if (len(by_new[most_new]), len(other), other) >= (len(by_old[most_old]), len(one), one):
            group: Group = tuple(by_new[most_new]), (most_new,)
        else:
            group = (most_old,), tuple(by_old[most_old])
        groups.append(group)
        left -= {(i, j) for i in group[0] for j in group[1]}
    return _in_order(groups)


def _in_order(groups: Iterable[Group]) -> list[Group]:
    ordered = sorted((group for group in groups if group[1]), key=lambda group: (group[1], group[0]))
    place_of: dict[int, int] = {}
    for place, group in enumerate(ordered):
        for i in group[0]:
            place_of.setdefault(i, place)
    places = sorted(place_of)
    keyed = [((float(place), -1), group) for place, group in enumerate(ordered)]
    for group in groups:
        if not group[1]:
            (i,) = group[0]
            before = bisect_left(places, i) - 1
            keyed.append(((place_of[places[before]] + 0.5 if before >= 0 else -0.5, i), group))
    return [group for _, group in sorted(keyed)]


def moved_of(groups: Sequence[Group], before: Sequence[Article], after: Sequence[Article]) -> set[Group]:
    """The groups that stand elsewhere: outside the longest run that kept its order, or in a chapter that became another.

    Headings put above articles, renamed or cut in two move nothing.
    """
    # of two that begin with one article only one stands in a run, on either side
    held = sorted(
        (group for group in groups if group[0] and group[1]),
        key=lambda group: (group[0][0], -group[1][0], group),
    )
    sizes = [size_of((*i, *j), *(before[k].text for k in i), *(after[k].text for k in j)) for i, j in held]
    kept = longest_rising([group[1][0] for group in held], sizes)
    # an article of several groups stands where its first one does
    olds, news = (Counter(k for group in held for k in group[side]) for side in (0, 1))
    moved = {
        group
        for place, group in enumerate(held)
        if place not in kept and max(*(olds[i] for i in group[0]), *(news[j] for j in group[1]), 1) == 1
    }
    to: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    of: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for i, j in held:
        to[before[i[0]].trail][after[j[0]].trail] += 1
        of[after[j[0]].trail][before[i[0]].trail] += 1
    for group in held:
        i, j = group
        if len(i) != 1 or len(j) != 1:
            continue
        old, new = before[i[0]].trail, after[j[0]].trail
        went, came = _most(to[old]), _most(of[new])
        if old and new and went is not None and came is not None and went != new and came != old:
            moved.add(group)
    return moved


def _most(counts: Counter[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The one chapter with most articles; None where two have as many."""
    ranked = counts.most_common(2)
    return None if len(ranked) > 1 and ranked[0][1] == ranked[1][1] else ranked[0][0]
