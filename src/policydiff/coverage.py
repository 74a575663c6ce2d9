"""Figures of a concordance: by theme and relation, and which upper commitments are answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from policydiff.model import Concordance, Relation
from policydiff.topics.themes import themes


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """One theme's figures; pairs are counted under the upper commitment's theme."""

    theme: str
    relations: dict[str, int]
    """Pairs by relation."""
    missing: int
    added: int
    uppers: int
    """Upper commitments of the theme."""
    answered: int
    """Those that are in at least one pair."""

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return sum(self.relations.values())

    @property
    def coverage(self) -> float | None:
        """Answered of all upper commitments, 0 to 1; None where there are none."""
        return self.answered / self.uppers if self.uppers else None


def by_theme(concordance: Concordance) -> tuple[ThemeCount, ...]:
    """The figures of every theme that occurs, in the order of the list of themes."""
    relations: dict[str, Counter[str]] = {theme: Counter() for theme in themes()}
    answered: dict[str, set[str]] = {theme: set() for theme in themes()}
    for pair in concordance.pairs:
        relations[pair.upper.theme][pair.relation.value] += 1
        answered[pair.upper.theme].add(pair.upper.id)
    missing = Counter(commitment.theme for commitment in concordance.missing)
    added = Counter(commitment.theme for commitment in concordance.added)
    return tuple(
        ThemeCount(
            theme=theme,
            relations={relation.value: relations[theme][relation.value] for relation in Relation},
            missing=missing[theme],
            added=added[theme],
            uppers=len(answered[theme]) + missing[theme],
            answered=len(answered[theme]),
        )
        for theme in themes()
        if relations[theme] or missing[theme] or added[theme]
    )


def total(counts: tuple[ThemeCount, ...]) -> ThemeCount:
    """All themes added up."""
    return ThemeCount(
        theme="total",
        relations={
            relation.value: sum(count.relations[relation.value] for count in counts) for relation in Relation
        },
        missing=sum(count.missing for count in counts),
        added=sum(count.added for count in counts),
        uppers=sum(count.uppers for count in counts),
        answered=sum(count.answered for count in counts),
    )
