"""Penalties: the bounds of a fine, and a condition put before one that is no longer left to choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policydiff.figures.numerals import parse_numeral
from policydiff.lexicon import derived, load
from policydiff.model import Clause, Dimension, Finding, Relation, Span
from policydiff.wording import say


@dataclass(frozen=True, slots=True)
class Fine:
    """How much a clause lets be fined, between two ends of one unit (元 or 倍)."""

    clause: Clause
    low: Decimal
    high: Decimal
    unit: str
    text: str
    span: Span


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in load("revision")["penalty"].items()}


def penalties_between(olds: Sequence[Clause], news: Sequence[Clause]) -> Iterator[Finding]:
    """What shows that the fines in the changed clauses of two versions became harder or milder.

    They are set against each other in their order; where their number differs it is not clear which became which.
    """
    above, below = list(filter(None, map(fine_of, olds))), list(filter(None, map(fine_of, news)))
    if len(above) != len(below):
        return
    for old, new in zip(above, below, strict=True):
        yield from _amounts(old, new)
        yield from _choice(old, new)


def fine_of(clause: Clause) -> Fine | None:
    """The fine that ``clause`` sets; None where it sets none, or no amount.

    A fine up to an amount begins at nothing.
    """
    match = _rules()["amount"].search(clause.folded)
    if match is None:
        return None
    high = parse_numeral(match["high"])
    low = parse_numeral(match["low"]) if match["low"] else Decimal(0) if match["most"] else high
    if high is None or low is None:
        return None
    return Fine(
        clause,
        low,
        high,
        match["unit"],
        clause.text[slice(*match.span("all"))],
        clause.source(*match.span("all")),
    )


def _amounts(old: Fine, new: Fine) -> Iterator[Finding]:
    steps = {(a < b) - (a > b) for a, b in ((old.low, new.low), (old.high, new.high))}
    if old.unit != new.unit or steps == {0} or {1, -1} <= steps:
        return
    relation = Relation.TIGHTENS if 1 in steps else Relation.LOOSENS
    yield Finding(
        dimension=Dimension.MONEY,
        relation=relation,
        reason=say(f"finding.penalty-{relation.value}", upper=old.text, lower=new.text),
        rule="penalty",
        upper_evidence=(old.span,),
        lower_evidence=(new.span,),
    )


def _choice(old: Fine, new: Fine) -> Iterator[Finding]:
    """可以处 against 处 together with a condition (拒不改正的) that only one version puts before the fine.

    One of the two alone is half of the truth, and said by force or by the condition.
    """
    bound = [_rules()["may"].search(fine.clause.folded) is None for fine in (old, new)]
    free = [_rules()["after"].search(fine.clause.folded) is None for fine in (old, new)]
    if bound[0] == bound[1] or free[0] == free[1]:
        return
    for name, (before, now) in (("penalty-bound", bound), ("penalty-free", free)):
        relation = Relation.TIGHTENS if now and not before else Relation.LOOSENS
        yield Finding(
            dimension=Dimension.MODALITY,
            relation=relation,
            reason=say(f"finding.{name}-{relation.value}"),
            rule=name,
            upper_evidence=(old.clause.span,),
            lower_evidence=(new.clause.span,),
        )
