"""Penalties: a bound raised or lowered, and a condition put before a fine that is no longer left to choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policydiff.lexicon import derived, load
from policydiff.model import Clause, Commitment, Dimension, Finding, Relation, Target
from policydiff.wording import say


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in load("revision")["penalty"].items()}


def penalty_between(old: Commitment, new: Commitment) -> Iterator[Finding]:
    """What shows that a penalty became harder or milder; who is punished bears it, so the reason says 处罚."""
    above, below = _fined(old), _fined(new)
    if len(above) != 1 or len(below) != 1:
        return
    yield from _amounts(above[0], below[0])
    yield from _choice(above[0], below[0])


def _fined(commitment: Commitment) -> list[Clause]:
    return [clause for clause in commitment.clauses if _rules()["fine"].search(clause.folded)]


def _ends(figures: Sequence[Target]) -> tuple[Decimal, Decimal] | None:
    money = [figure for figure in figures if figure.dimension is Dimension.MONEY]
    if len(money) != 1:
        return None
    value = money[0].value
    if isinstance(value, tuple):
        return value
    return (Decimal(0), value) if isinstance(value, Decimal) else None


def _amounts(old: Clause, new: Clause) -> Iterator[Finding]:
    first, second = _ends(old.figures), _ends(new.figures)
    if first is None or second is None or first == second:
        return
    if second[0] >= first[0] and second[1] >= first[1]:
        relation = Relation.TIGHTENS
    elif second[0] <= first[0] and second[1] <= first[1]:
        relation = Relation.LOOSENS
    else:
        return
    one, two = (next(f for f in clause.figures if f.dimension is Dimension.MONEY) for clause in (old, new))
    if one.unit != two.unit:
        return
    yield Finding(
        dimension=Dimension.MONEY,
        relation=relation,
        upper_target=one,
        lower_target=two,
        reason=say(f"finding.penalty-{relation.value}", upper=one.phrase, lower=two.phrase),
        rule="penalty",
        upper_evidence=(one.span,),
        lower_evidence=(two.span,),
    )


def _choice(old: Clause, new: Clause) -> Iterator[Finding]:
    """可以处 against 处, and a condition (拒不改正的) that only one version puts before the fine."""
    may = [_rules()["may"].search(clause.folded) for clause in (old, new)]
    after = [_rules()["after"].search(clause.folded) for clause in (old, new)]
    steps = (
        ("penalty-bound", bool(may[0]), bool(may[1])),
        ("penalty-free", bool(after[0]), bool(after[1])),
    )
    if not all(one != two for _, one, two in steps):
        return  # one of them alone is half of the truth, and said by force or by the condition
    for name, one, _ in steps:
        yield Finding(
            dimension=Dimension.MODALITY,
            relation=Relation.TIGHTENS if one else Relation.LOOSENS,
            reason=say(f"finding.{name}-{'tightens' if one else 'loosens'}"),
            rule=name,
            upper_evidence=(old.span,),
            lower_evidence=(new.span,),
        )
