"""The figures of two commitments: which measure the same, and which ask for more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz

from policydiff.figures.amounts import amount, difference
from policydiff.judging.basis import basis_of
from policydiff.judging.force import VAGUE
from policydiff.judging.intervals import Compared, compare_values
from policydiff.judging.objects import (
    SAME_OBJECT,
    condition_of,
    full_words,
    is_total,
    likeness,
    object_likeness,
    same_condition,
)
from policydiff.lexicon import derived, load
from policydiff.model import (
    Commitment,
    Comparator,
    Dimension,
    Direction,
    Finding,
    Relation,
    Span,
    Target,
    Wording,
)
from policydiff.topics.words import without_names
from policydiff.wording import say


def _figures(commitment: Commitment) -> list[Target]:
    return [target for target in commitment.targets if target.dimension is not Dimension.DATE]


def compare_figures(upper: Commitment, lower: Commitment, alike: bool, issued: date | None) -> list[Finding]:
    """Every upper figure against the lower ones that measure the same, and what stands alone."""
    above, below = _figures(upper), _figures(lower)
    found: list[Finding] = []
    matched_above: set[int] = set()
    matched_below: set[int] = set()
    for i, j in _matches(above, below, upper, lower):
        matched_above.add(i)
        matched_below.add(j)
        found.append(_compare(above[i], below[j], upper, lower, alike, issued))
    alone = (
        [target for i, target in enumerate(above) if i not in matched_above],
        [target for j, target in enumerate(below) if j not in matched_below],
    )
    for side, own, left, other in (("upper", *alone, lower), ("lower", *alone[::-1], upper)):
        for target in own:
            shared = any(one.unit == "%" for one in left)
            part = None if shared else _part_of_all(target, side, upper, lower, issued)
            found.append(part or _alone(target, side, other, left))
    return found


def _matches(
    above: Sequence[Target], below: Sequence[Target], upper: Commitment, lower: Commitment
) -> list[tuple[int, int]]:
    """Which figures measure the same: each with its likest on the other side, in the order of the texts.

    Of figures that may all measure the same (审批时间 of two kinds of projects) those with the likest words do.
    """
    alike = {
        (i, j): (
            object_likeness(first, second, upper, lower),
            _same_day(first, second, upper, lower),
            fuzz.ratio(*map(without_names, (full_words(first, upper), full_words(second, lower)))),
        )
        for i, first in enumerate(above)
        for j, second in enumerate(below)
        if _comparable(first, second)
    }
    chosen: set[tuple[int, int]] = set()
    for place, count in ((0, len(above)), (1, len(below))):
        for index in range(count):
            own = {pair: value for pair, value in alike.items() if pair[place] == index}
            best = max(own.values(), default=(0.0, 0.0, 0.0))
            if best[0] >= SAME_OBJECT:
                chosen.update(pair for pair, value in own.items() if value == best)
    return sorted(chosen)


_SAME_DIMENSION = {(Dimension.TIME, Dimension.RATE), (Dimension.RATE, Dimension.TIME)}


def _comparable(first: Target, second: Target) -> bool:
    """The same dimension, or a share of a time against a time (压减40% against 7个工作日)."""
    return first.dimension is second.dimension or (
        (first.dimension, second.dimension) in _SAME_DIMENSION
        and Comparator.REDUCE_BY in {first.comparator, second.comparator}
    )


def _compare(
    first: Target,
    second: Target,
    upper: Commitment,
    lower: Commitment,
    alike: bool,
    issued: date | None,
) -> Finding:
    dimension = first.dimension if first.dimension is second.dimension else Dimension.TIME
    name = first.object if len(first.object) >= 2 else second.object
    words: dict[str, object] = {"object": name, "upper": amount(first), "lower": amount(second)}
    if not same_condition(first, second, upper, lower):
        return Finding(
            dimension=dimension,
            relation=Relation.INCOMPARABLE,
            upper_target=first,
            lower_target=second,
            reason=say(
                "finding.conditions-differ",
                **words,
                upper_condition=condition_of(first, upper) or "—",
                lower_condition=condition_of(second, lower) or "—",
            ),
            rule="conditions-differ",
            upper_evidence=(first.span,),
            lower_evidence=(second.span,),
        )
    verdict = on_one_basis(first, second, upper, lower)
    verdict = _in_time(verdict, first.due or upper.deadline, second.due or lower.deadline, issued)
    if not alike and verdict.relation in _ONE_WAY and is_total(first) and is_total(second):
        verdict = Compared(Relation.INCOMPARABLE, "share-of-total")
    if verdict.rule in OFTEN.values():
        reason = say(
            f"finding.{verdict.rule}",
            **words | {"upper": how_often(first, upper), "lower": how_often(second, lower)},
        )
    elif verdict.relation is Relation.INCOMPARABLE:
        reason = say(f"finding.{verdict.rule}", **words)
    elif verdict.difference:
        reason = say(
            f"finding.{verdict.relation.value}-by",
            **words,
            difference=difference(verdict.difference, first),
        )
    else:
        reason = say(f"finding.{verdict.relation.value}", **words)
    return Finding(
        dimension=dimension,
        relation=verdict.relation,
        upper_target=first,
        lower_target=second,
        reason=reason,
        rule=verdict.rule,
        upper_evidence=(first.span,),
        lower_evidence=(second.span,),
    )


def on_one_basis(first: Target, second: Target, upper: Commitment, lower: Commitment) -> Compared:
    """The values compared, each 每季度 and 每年 as so many a year; incomparable on another basis."""
    one, two = basis_of(first, upper), basis_of(second, lower)
    changes = {first.comparator, second.comparator} <= _CHANGES
    if one.per != two.per or (changes and one.against != two.against):
        return Compared(Relation.INCOMPARABLE, "basis-differs")
    if one.times == two.times:
        return compare_values(first, second)
    if one.times is None or two.times is None:
        return Compared(Relation.INCOMPARABLE, "basis-differs")
    relation = compare_values(_a_year(first, one.times), _a_year(second, two.times)).relation
    return Compared(relation, OFTEN.get(relation, "basis-differs"))


_CHANGES = frozenset({Comparator.REDUCE_BY, Comparator.INCREASE_BY})


OFTEN = {Relation.TIGHTENS: "oftener", Relation.LOOSENS: "seldomer", Relation.EQUAL: "as-often"}


def how_often(target: Target, commitment: Commitment) -> Wording:
    """The figure with its period: 每季度一次, 1, 4 times a year."""
    basis, printed = basis_of(target, commitment), amount(target)
    zh = printed.zh if printed.zh.startswith(basis.period) else f"{basis.period}{printed.zh}"
    return Wording(zh, f"{printed.en}, {basis.times:f} times a year" if basis.times else printed.en)


def _a_year(target: Target, times: Decimal) -> Target:
    value = target.value
    if isinstance(value, Decimal):
        return replace(target, value=value * times)
    return replace(target, value=(value[0] * times, value[1] * times)) if isinstance(value, tuple) else target


_ONE_WAY = frozenset({Relation.TIGHTENS, Relation.LOOSENS})


STAGES = frozenset({"earlier-stage", "later-stage"})


def _same_day(first: Target, second: Target, upper: Commitment, lower: Commitment) -> float:
    """Are both figures of one day?  1 yes, 0 no, in between where one side does not say."""
    one, two = first.due or upper.deadline, second.due or lower.deadline
    return 0.5 if one is None or two is None else float(one == two)


def _in_time(verdict: Compared, one: date | None, two: date | None, issued: date | None) -> Compared:
    """A weaker figure at an earlier date is a stage on the way, a stronger one at a later date goes on from it.

    Neither says that less or more is asked: 2024年90% beside 2025年95%.  What
    was due before the lower document was issued holds by then.
    """
    if one is None or two is None or one == two or (issued is not None and one < issued):
        return verdict
    if verdict.relation is Relation.LOOSENS and two < one:
        return Compared(Relation.INCOMPARABLE, "earlier-stage")
    if verdict.relation is Relation.TIGHTENS and two > one:
        return Compared(Relation.INCOMPARABLE, "later-stage")
    return verdict


def _listed(targets: Sequence[Target]) -> Wording:
    """Each target once, its object before its figure."""
    amounts = [(one.object, amount(one)) for one in targets]
    return Wording(
        "、".join(dict.fromkeys(f"{name} {value.zh}".strip() for name, value in amounts)),
        ", ".join(dict.fromkeys(f"{name} {value.en}".strip() for name, value in amounts)),
    )


def _alone(target: Target, side: str, other: Commitment, left: Sequence[Target]) -> Finding:
    """A figure on one side only says nothing of more or less; but 100 % asks more than words that only point the way.

    Where the other side has figures of the kind ``left`` that measure
    something else, or may, it is not said that it has none.
    """
    relation, rule, word, evidence = Relation.INCOMPARABLE, f"only-{side}", "", None
    beside = [one for one in left if one.dimension is target.dimension and one.unit == target.unit]
    if target.unit == "%" and target.value == 100 and target.comparator in _AT_LEAST:
        for clause in other.clauses:
            if likeness(target.object, clause.folded) < SAME_OBJECT:
                continue
            every = _every().search(clause.folded)
            if every:
                relation, rule, word = Relation.EQUAL, "all-both", every[0]
                evidence = clause.source(*every.span())
                break
            if clause.rank is not None and clause.verb and clause.rank <= VAGUE and not evidence:
                relation = Relation.TIGHTENS if side == "lower" else Relation.LOOSENS
                rule, word = f"all-only-{side}", clause.verb.text
                evidence = clause.source(clause.verb.start, clause.verb.end)
    reason = say(
        f"finding.unmet-{side}" if beside and rule == f"only-{side}" else f"finding.{rule}",
        object=target.object,
        value=amount(target),
        word=word,
        others=_listed(beside),
    )
    return _one_sided(target, side, Compared(relation, rule), reason, evidence)


def _one_sided(
    target: Target, side: str, verdict: Compared, reason: Wording, evidence: Span | None
) -> Finding:
    """The finding on a figure of one side, with the words of the other that it rests on, if any."""
    above = side == "upper"
    own, others = (target.span,), (evidence,) if evidence else ()
    return Finding(
        dimension=target.dimension,
        relation=verdict.relation,
        upper_target=target if above else None,
        lower_target=None if above else target,
        reason=reason,
        rule=verdict.rule,
        upper_evidence=own if above else others,
        lower_evidence=others if above else own,
    )


def _part_of_all(
    target: Target, side: str, upper: Commitment, lower: Commitment, issued: date | None
) -> Finding | None:
    """A share of what the other side asks for all of (全部, 所有, 全覆盖): less; None where it is of something else."""
    above = side == "upper"
    own, other = (upper, lower) if above else (lower, upper)
    share = (
        target.unit == "%"
        and target.dimension is Dimension.RATE
        and target.direction is Direction.HIGHER
        and target.comparator in _AT_LEAST
        and isinstance(target.value, Decimal)
        and target.value < 100
    )
    if not share:
        return None
    for clause in other.clauses:
        every = _every().search(clause.folded)
        if every and not clause.lead and _speaks_of(clause.folded, target.object):
            break
    else:
        return None
    part = (amount(target), target.due or own.deadline)
    whole = (Wording(every[0], every[0]), other.deadline)
    (high, first), (low, second) = (part, whole) if above else (whole, part)
    less = Relation.TIGHTENS if above else Relation.LOOSENS
    verdict = _in_time(Compared(less, f"share-of-all-{side}"), first, second, issued)
    reason = say(f"finding.{verdict.rule}", object=target.object, upper=high, lower=low)
    return _one_sided(target, side, verdict, reason, clause.source(*every.span()))


def _speaks_of(words: str, object_: str) -> bool:
    """Is ``words`` about what is measured, and not only about whose share it is: of 护理员持证率 that they have 证?"""
    measured = object_[-3:-1] if object_.endswith("率") else ""
    return likeness(object_, words) >= SAME_OBJECT and all(char in words for char in measured)


@derived
def _every() -> re.Pattern[str]:
    return re.compile(load("scope")["every"]["pattern"])


_AT_LEAST = frozenset({Comparator.AT_LEAST, Comparator.EXACTLY})
