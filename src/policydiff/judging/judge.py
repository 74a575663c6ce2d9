"""All findings of one pair and the relation they add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from policydiff.judging.clauses import clauses_of, couples, without_figures
from policydiff.judging.context import Context
from policydiff.judging.figures import STAGES, compare_figures
from policydiff.judging.modality import compare_modality, compare_unread
from policydiff.judging.scope import (
    compare_breadth,
    compare_conditions,
    compare_extent,
    compare_lists,
)
from policydiff.model import Commitment, Dimension, Finding, Relation, Target
from policydiff.text import fold
from policydiff.topics.concepts import plain
from policydiff.wording import say


def judge(upper: Commitment, lower: Commitment, context: Context) -> tuple[Relation, tuple[Finding, ...]]:
    """The relation of ``lower`` to ``upper`` in their ``context``, and the findings behind it."""
    if plain(upper.lead + upper.text) == plain(lower.lead + lower.text) and upper.deadline == lower.deadline:
        return Relation.EQUAL, (_verbatim(),)
    figures = compare_figures(upper, lower, context.alike, context.issued)
    staged = any(finding.rule in STAGES for finding in figures)
    findings = [
        *figures,
        *(() if staged else _dates(upper, lower, context.issued)),
        *_exceptions(upper, lower),
        *_scope(upper, lower, context.uppers.get(lower.id, ()), context.lowers.get(upper.id, ())),
    ]
    clauses = couples(without_figures(upper), without_figures(lower))
    unread = compare_unread(clauses)
    findings.extend(unread)
    if not unread and not any(finding.upper_target and finding.lower_target for finding in figures):
        findings.extend(compare_modality(upper, lower, clauses))
    return relation_of(findings), tuple(findings)


def relation_of(findings: Sequence[Finding]) -> Relation:
    """Both ways is mixed; one way is that one, whatever equal or incomparable stands beside it."""
    relations = {finding.relation for finding in findings}
    if Relation.MIXED in relations or {Relation.TIGHTENS, Relation.LOOSENS} <= relations:
        return Relation.MIXED
    for relation in (Relation.TIGHTENS, Relation.LOOSENS):
        if relation in relations:
            return relation
    if any(f.relation is Relation.INCOMPARABLE and f.dimension is not Dimension.MODALITY for f in findings):
        return Relation.INCOMPARABLE
    return Relation.EQUAL if Relation.EQUAL in relations else Relation.INCOMPARABLE


def _verbatim() -> Finding:
    return Finding(
        dimension=Dimension.NONE, relation=Relation.EQUAL, reason=say("finding.verbatim"), rule="verbatim"
    )


def _dates(upper: Commitment, lower: Commitment, issued: date | None) -> list[Finding]:
    """Deadlines against each other; a deadline in the words of one side only asks more on that side."""
    above, below = _deadline_target(upper), _deadline_target(lower)
    if upper.deadline is None and lower.deadline is None:
        return []
    words = {
        "upper": upper.deadline.isoformat() if upper.deadline else "—",
        "lower": lower.deadline.isoformat() if lower.deadline else "—",
    }
    if upper.deadline is not None and lower.deadline is not None:
        relation, rule = _compare_dates(upper.deadline, lower.deadline, issued)
    elif upper.deadline is not None:
        passed = issued is not None and upper.deadline < issued
        relation, rule = Relation.INCOMPARABLE, "deadline-passed" if passed else "date-only-upper"
    else:
        relation, rule = Relation.INCOMPARABLE, "date-only-lower"
    return [
        Finding(
            dimension=Dimension.DATE,
            relation=relation,
            upper_target=above,
            lower_target=below,
            reason=say(f"finding.{rule}", **words),
            rule=rule,
        )
    ]


def _compare_dates(upper: date, lower: date, issued: date | None) -> tuple[Relation, str]:
    if issued is not None and upper < issued:
        return Relation.INCOMPARABLE, "deadline-passed"
    if upper == lower:
        return Relation.EQUAL, "date-equal"
    return (Relation.TIGHTENS, "date-earlier") if lower < upper else (Relation.LOOSENS, "date-later")


def _deadline_target(commitment: Commitment) -> Target | None:
    for target in commitment.targets:
        if target.dimension is Dimension.DATE and not target.start and target.value == commitment.deadline:
            return target
    return None


_EXCEPTION = re.compile(
    r"(?<=[，（])(?!除)[^，。；（）]{2,20}(?:的)?除外(?=[，。；）]|$)|[^，。；]{2,20}不适用|除(?!了)[^，。；]{2,40}?(?:以外|之外|外)(?=[，、。；](?!不得)|$)|但[^，。；]{2,30}除外"
)
_SAVING = re.compile(r"另有规定|依法|依照|法定")
"""Words that only repeat that other law stands; they exempt nobody."""


def _exceptions(upper: Commitment, lower: Commitment) -> list[Finding]:
    """A new exception loosens, an exception given up tightens."""
    above, below = _exempt(upper), _exempt(lower)
    if bool(above) == bool(below):
        return []
    side, words = ("upper", above[0]) if above else ("lower", below[0])
    relation = Relation.TIGHTENS if above else Relation.LOOSENS
    return [
        Finding(
            dimension=Dimension.SCOPE,
            relation=relation,
            reason=say(f"finding.exception-{side}", exception=words),
            rule=f"exception-{side}",
        )
    ]


def _exempt(commitment: Commitment) -> list[str]:
    found = (match.group(0) for match in _EXCEPTION.finditer(fold(commitment.text)))
    return [words for words in found if not _SAVING.search(words)]


def _scope(
    upper: Commitment, lower: Commitment, uppers: Sequence[Commitment], lowers: Sequence[Commitment]
) -> list[Finding]:
    """Longer or shorter lists, added conditions and narrower objects, in the clauses that answer each other."""
    found: list[Finding] = []
    every_upper = [fold(commitment.lead + commitment.text) for commitment in (upper, *uppers)]
    every_lower = [fold(commitment.lead + commitment.text) for commitment in (lower, *lowers)]
    for couple in couples(clauses_of(upper), clauses_of(lower)):
        found.extend(
            finding
            for finding in (
                compare_lists(couple, "".join(every_upper), "".join(every_lower)),
                compare_conditions(couple),
                compare_extent(couple),
                compare_breadth(couple, every_upper, every_lower),
            )
            if finding is not None and finding not in found
        )
    return found
