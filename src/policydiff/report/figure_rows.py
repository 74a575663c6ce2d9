"""The table of figures as it is shown: takes a result, gives its rows after review, each gap told from an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from policydiff.figures.amounts import amount
from policydiff.figures.measures import units
from policydiff.judging.figures_table import of_one_measure
from policydiff.labels import outcome_label
from policydiff.model import (
    Concordance,
    Dimension,
    FigureRow,
    Outcome,
    Pair,
    Sure,
    Target,
    Threshold,
    Wording,
)
from policydiff.verdicts import outcomes_of
from policydiff.wording import say


def figure_rows(concordance: Concordance) -> tuple[FigureRow, ...]:
    """A row for each of the figures of ``concordance``, in its order.

    What a reviewer made of a pair is said of its figures too.  A figure
    without a lower one is looked for once more in the answers to its promise:
    one that says the same of whom is served is the same, one that measures
    the like is shown and to be checked, and where none does the row is unseen,
    not answered.
    """
    return tuple(_Shown(concordance).rows())


class _Shown:
    def __init__(self, concordance: Concordance) -> None:
        self._rows = concordance.figures
        self._verdicts = outcomes_of(concordance)
        self._apart = {(pair.upper.id, pair.lower.id) for pair in concordance.rejected}
        self._answers: dict[str, list[Pair]] = {}
        for pair in sorted(concordance.pairs, key=lambda pair: pair.sure is Sure.LOW):
            self._answers.setdefault(pair.upper.id, []).append(pair)
        self._met = {row.lower.span for row in self._rows if row.lower}

    def rows(self) -> Iterator[FigureRow]:
        for row in self._rows:
            if row.lower_commitment and (row.upper_commitment.id, row.lower_commitment.id) in self._apart:
                row = _without(row)
            answers = self._answers.get(row.upper_commitment.id, [])
            ruled = next((pair for pair in answers if pair.judged and _is_ruled(row, pair)), None)
            if ruled:
                # who ruled saw the figure below that the program could not set against this one
                shown = row if row.lower else self._alone(row, [ruled])
                yield replace(shown, outcome=ruled.outcome, difference=ruling(ruled))
            elif row.lower is None:
                yield self._alone(row, answers)
            else:
                yield row

    def _alone(self, row: FigureRow, answers: list[Pair]) -> FigureRow:
        verdict = self._verdicts.get(row.upper_commitment.id, Outcome.NOT_JUDGED)
        if not verdict.answers:
            return replace(row, outcome=verdict)
        for pair in answers:
            for bound in pair.lower.thresholds:
                if _is_same(row.upper, bound):
                    said = (Outcome.SAME, "finding.equal")
                    if pair.sure is Sure.LOW:
                        said = (Outcome.TO_CHECK, "figure.as-much")
                    return _with(row, pair, _as_target(row.upper, bound), *said)
        for pair in answers:
            for target in pair.lower.targets:
                free = (
                    pair.sure is not Sure.LOW
                    and target.span not in self._met
                    and target.dimension is not Dimension.DATE
                )
                if free and of_one_measure(row.upper, target):
                    return _with(row, pair, target, Outcome.TO_CHECK, "figure.like")
        # the promise may be kept in another respect; of this figure nothing is said
        return replace(row, outcome=Outcome.UNSEEN)


def ruling(pair: Pair) -> Wording:
    """Who ruled what of ``pair``, where a reviewer overruled the program."""
    words = Wording(outcome_label(pair.outcome), outcome_label(pair.outcome, "en"))
    return say("figure.ruled", who=pair.reader, outcome=words)


_WAYS = frozenset({Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.MIXED})


def _is_ruled(row: FigureRow, pair: Pair) -> bool:
    """Does the ruling on ``pair`` say something of the figure?  That a promise is answered says nothing of one that it lacks."""
    if row.lower_commitment is None:
        return pair.outcome in _WAYS
    return row.lower_commitment.id == pair.lower.id


def _without(row: FigureRow) -> FigureRow:
    words = say("finding.only-upper", object=row.upper.object, value=amount(row.upper))
    return replace(row, lower=None, lower_commitment=None, difference=words)


def _with(row: FigureRow, pair: Pair, lower: Target, outcome: Outcome, code: str) -> FigureRow:
    words = say(code, object=lower.object, upper=amount(row.upper), lower=amount(lower))
    return replace(row, lower=lower, lower_commitment=pair.lower, outcome=outcome, difference=words)


def _is_same(target: Target, bound: Threshold) -> bool:
    """160kW及以下 and 160千瓦及以下: one bound in units that convert."""
    one, two = units().get(target.unit), units().get(bound.unit)
    if target.comparator is not bound.comparator or one is None or two is None or one.kind != two.kind:
        return False
    if not isinstance(target.value, Decimal) or not isinstance(bound.value, Decimal):
        return target.value == bound.value and one.factor == two.factor
    return target.value * one.factor == bound.value * two.factor


def _as_target(like: Target, bound: Threshold) -> Target:
    return replace(
        like,
        text=bound.text,
        phrase=bound.text,
        span=bound.span,
        value=bound.value,
        unit=bound.unit,
        scope="",
    )
