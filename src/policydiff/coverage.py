"""Figures of a concordance: upper commitments by theme and outcome, and which of them are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from policydiff.labels import absent, fresh
from policydiff.model import Concordance, Outcome
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """One theme's figures; a promise of either side is counted under its own theme."""

    theme: str
    outcomes: Mapping[Outcome, int]
    """Of upper commitments by verdict, and of lower ones without origin."""
    pairs: int
    """How many pairs the answers are made of."""

    @property
    def answered(self) -> int:
        """Upper commitments with an answer."""
        return sum(count for outcome, count in self.outcomes.items() if outcome.answers)

    @property
    def missing(self) -> int:
        """Upper commitments without an answer, whatever that proves."""
        return sum(count for outcome, count in self.outcomes.items() if outcome.absent)

    @property
    def added(self) -> int:
        """Lower commitments without origin."""
        return self.outcomes[Outcome.ADDED] + self.outcomes[Outcome.BEYOND]

    @property
    def uppers(self) -> int:
        """Upper commitments of which it is said whether they are answered."""
        return self.answered + self.missing

    @property
    def coverage(self) -> float | None:
        """Answered of all upper commitments, 0 to 1; None where there are none."""
        return self.answered / self.uppers if self.uppers else None


def by_theme(concordance: Concordance) -> tuple[ThemeCount, ...]:
    """The figures of every theme that occurs, in the order of the list of themes."""
    counts: dict[str, Counter[Outcome]] = {theme: Counter() for theme in themes()}
    verdicts, origins = outcomes_of(concordance), added_outcomes(concordance)
    pairs = Counter(
        verdict.upper.theme
        for verdict in concordance.verdicts
        if verdict.outcome.answers
        for _ in verdict.lowers
    )
    apart = {c.id for c in (*concordance.not_judged, *(pair.upper for pair in concordance.pairs))}
    for commitment in concordance.upper.commitments:
        if commitment.id in verdicts or commitment.id in apart:
            counts[commitment.theme][verdicts.get(commitment.id, Outcome.NOT_JUDGED)] += 1
    for commitment in concordance.added:
        counts[commitment.theme][origins[commitment.id]] += 1
    return tuple(
        ThemeCount(theme, {outcome: counts[theme][outcome] for outcome in Outcome}, pairs[theme])
        for theme in themes()
        if counts[theme] or pairs[theme]
    )


def total(counts: tuple[ThemeCount, ...]) -> ThemeCount:
    """All themes added up."""
    return ThemeCount(
        "total",
        {outcome: sum(count.outcomes[outcome] for count in counts) for outcome in Outcome},
        sum(count.pairs for count in counts),
    )


def columns(concordance: Concordance, count: ThemeCount) -> tuple[Outcome, ...]:
    """The outcomes that a table of figures shows: those of answers, the words that fit the texts, what else occurs."""
    fitting = {absent(concordance), fresh(concordance)}
    return tuple(
        outcome for outcome in Outcome if outcome.answers or outcome in fitting or count.outcomes[outcome]
    )
