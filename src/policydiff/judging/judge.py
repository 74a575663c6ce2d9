"""All findings of one pair and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policydiff.judging.basis import clause_of
from policydiff.judging.context import Context
from policydiff.judging.couples import Couple, content, couples
from policydiff.judging.figures import STAGES, compare_figures
from policydiff.judging.force import (
    compare_force,
    compare_frequency,
    compare_hedge,
    compare_polarity,
    forbidden,
)
from policydiff.judging.grades import compare_degree, compare_duties, compare_grades
from policydiff.judging.lists import compare_lists, lists_fewer
from policydiff.judging.sameness import hedges_differ, is_same, numbers_differ
from policydiff.judging.scope import (
    compare_breadth,
    compare_conditions,
    compare_exceptions,
    compare_extent,
)
from policydiff.model import Clause, Commitment, Dimension, Finding, Outcome, Relation, Target
from policydiff.topics.concepts import plain
from policydiff.topics.words import FIGURE, generic_keys
from policydiff.wording import say


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a pair."""

    findings: tuple[Finding, ...]
    same: bool
    """Do both say the same, in the same words or with the same figure?"""

    @property
    def outcome(self) -> Outcome:
        """tightens, loosens, mixed, incomparable, same, or answered where nothing shows more or less."""
        relations = {finding.relation for finding in self.findings}
        if Relation.MIXED in relations or {Relation.TIGHTENS, Relation.LOOSENS} <= relations:
            return Outcome.MIXED
        for relation in (Relation.TIGHTENS, Relation.LOOSENS):
            if relation in relations:
                return Outcome(relation.value)
        if any(
            finding.relation is Relation.INCOMPARABLE
            and finding.dimension is not Dimension.DATE
            and finding.upper_target
            and finding.lower_target
            for finding in self.findings
        ):
            return Outcome.INCOMPARABLE
        return Outcome.SAME if self.same else Outcome.ANSWERED

    def unsure(self) -> Judgement:
        """What may be said of a pair that is not sure: that it may be an answer, and what stands on one side only."""
        kept = (finding for finding in self.findings if finding.relation is Relation.INCOMPARABLE)
        return Judgement(
            tuple(finding for finding in kept if not (finding.upper_target and finding.lower_target)),
            same=False,
        )

    def undirected(self) -> Judgement:
        """What may be said of a pair that is sure enough to answer, and not to tighten or loosen."""
        ways = {Relation.TIGHTENS, Relation.LOOSENS, Relation.MIXED}
        return Judgement(tuple(f for f in self.findings if f.relation not in ways), same=False)

    @property
    def relation(self) -> Relation:
        """The outcome in the words of the first edition: what is answered with a figure on one side is incomparable."""
        if self.outcome is Outcome.SAME:
            return Relation.EQUAL
        if self.outcome is not Outcome.ANSWERED:
            return Relation(self.outcome.value)
        one_sided = any(
            finding.relation is Relation.INCOMPARABLE and finding.dimension is not Dimension.NONE
            for finding in self.findings
        )
        return Relation.INCOMPARABLE if one_sided else Relation.EQUAL


def judge(upper: Commitment, lower: Commitment, context: Context) -> Judgement:
    """What is said of a pair in its ``context``: findings, each with the words of both sides that it rests on."""
    if plain(upper.lead + upper.text) == plain(lower.lead + lower.text) and upper.deadline == lower.deadline:
        return Judgement((_verbatim(),), same=True)
    compared = compare_figures(upper, lower, context.alike, context.issued)
    figures = [finding for finding in compared if _met(finding, context)]
    staged = any(finding.rule in STAGES for finding in figures)
    dates = () if staged else tuple(_dates(upper, lower, context))
    found = couples(upper, lower)
    uppers, lowers = context.uppers.get(lower.id, ()), context.lowers.get(upper.id, ())
    words = tuple(_by_words(found, (upper, *uppers), (lower, *lowers), context))
    duties = tuple(compare_duties(upper, lower))
    kept = (one for one in words if not any(_same_matter(one, two) for two in duties))
    findings = _without_half_truths((*figures, *dates, *kept, *duties))
    # a figure that differs and meets another one better says nothing here, but neither are the two the same
    same = len(figures) == len(compared) and _is_same(upper, lower, found, findings)
    return Judgement(findings, same=same)


def _without_half_truths(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without lists that seem longer where the other side has a figure that this one lost: that is half of the truth."""
    ways = {finding.relation for finding in findings} & _ONE_WAY
    lists = all(f.dimension is Dimension.SCOPE for f in findings if f.relation in _ONE_WAY)
    lost = {Relation.TIGHTENS: "only-upper", Relation.LOOSENS: "only-lower"}
    if lists and len(ways) == 1 and any(f.rule == lost[way] for f in findings for way in ways):
        return tuple(finding for finding in findings if finding.relation not in _ONE_WAY)
    return tuple(findings)


def _same_matter(one: Finding, other: Finding) -> bool:
    """Do two findings say one thing, a condition, so that the first would count it twice?"""
    return one.rule.startswith("condition-") and other.rule == "able" and one.relation is other.relation


def _met(finding: Finding, context: Context) -> bool:
    """Do its two figures answer each other in the whole documents, or, where they are only incomparable, no others?

    A figure that another one answers better says nothing of this one: 40% by 2025
    is met by 40% by 2025 and not held against 80% by 2030.
    """
    above, below = finding.upper_target, finding.lower_target
    if above is None or below is None or context.figures is None or finding.relation is Relation.EQUAL:
        return True
    if (above.span, below.span) in context.figures:
        return True
    if finding.relation in _ONE_WAY:
        return False
    return not any(one == above.span or other == below.span for one, other in context.figures)


_ONE_WAY = frozenset({Relation.TIGHTENS, Relation.LOOSENS})


def _is_same(
    upper: Commitment, lower: Commitment, found: Sequence[Couple], findings: Sequence[Finding]
) -> bool:
    if any(finding.relation is not Relation.EQUAL and not _is_plus(finding) for finding in findings):
        return False
    if _same_figures(findings) and not _bounds_differ(upper, lower, found):
        return True
    return is_same(upper, lower, found)


def _bounds_differ(upper: Commitment, lower: Commitment, found: Sequence[Couple]) -> bool:
    """Does one side alone say for whom a figure is (75周岁以上的) or that it holds in principle, or a number nobody read?"""
    above, below = ({(t.comparator, t.value, t.unit) for t in side.thresholds} for side in (upper, lower))
    return above != below or any(numbers_differ(couple) or hedges_differ(couple) for couple in found)


def _is_plus(finding: Finding) -> bool:
    """A figure or a date that only the lower side names stands beside what both say."""
    return finding.relation is Relation.INCOMPARABLE and finding.rule in {"only-lower", "date-only-lower"}


def _same_figures(findings: Sequence[Finding]) -> bool:
    """The same figure for the same object, and nothing that differs."""
    return any(
        finding.upper_target and finding.lower_target and finding.dimension is not Dimension.DATE
        for finding in findings
    )


def _by_words(
    found: Sequence[Couple],
    uppers: Sequence[Commitment],
    lowers: Sequence[Commitment],
    context: Context,
) -> Iterator[Finding]:
    """What the couples of clauses show beside the figures; a clause with a figure is judged by it."""
    every_upper = "".join(clause.folded for commitment in uppers for clause in commitment.clauses)
    every_lower = "".join(clause.folded for commitment in lowers for clause in commitment.clauses)
    led = forbidden(uppers[0]) != forbidden(lowers[0])
    seen = set()
    for couple in found:
        if _is_case(couple.upper) != _is_case(couple.lower):
            continue  # what is forbidden, and in which case somebody is held liable for it
        found_here = [
            compare_lists(couple, every_upper, every_lower),
            compare_exceptions(couple, every_upper, every_lower),
            compare_extent(couple, every_upper, every_lower),
            compare_breadth(couple, every_upper, every_lower, above=context.above, below=context.below),
            None if led else compare_polarity(couple),
            compare_grades(couple),
            compare_degree(couple),
        ]
        if _has_figure(couple):
            found_here.append(compare_hedge(couple))
        else:
            found_here += [
                compare_conditions(couple, every_upper, every_lower),
                compare_frequency(couple),
                compare_force(couple),
            ]
        for finding in found_here:
            if finding is not None and (finding.rule, finding.upper_evidence) not in seen:
                if finding.rule == "list-longer" and lists_fewer(uppers[0], couple.upper, every_lower):
                    continue
                if finding.rule == "list-shorter" and lists_fewer(lowers[0], couple.lower, every_upper):
                    continue
                seen.add((finding.rule, finding.upper_evidence))
                yield finding


def _is_case(clause: Clause) -> bool:
    """Is it one of the cases that a rule is for, without the rule: 违规收费的?"""
    return clause.folded.endswith("的")


def _has_figure(couple: Couple) -> bool:
    return any(
        target.dimension is not Dimension.DATE
        for clause in (couple.upper, couple.lower)
        for target in clause.figures
    )


def _verbatim() -> Finding:
    return Finding(
        dimension=Dimension.NONE, relation=Relation.EQUAL, reason=say("finding.verbatim"), rule="verbatim"
    )


def _dates(upper: Commitment, lower: Commitment, context: Context) -> Iterator[Finding]:
    """Deadlines against each other; a deadline in the words of one side only is a plus of that side.

    Where another answer has the upper date, or another promise that this one
    answers has the lower date, both are steps of one plan.
    """
    issued = context.issued
    above, below = _deadline_target(upper), _deadline_target(lower)
    if upper.deadline is None and lower.deadline is None:
        return
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
    if relation in {Relation.TIGHTENS, Relation.LOOSENS} and (above is None or below is None):
        relation, rule = Relation.INCOMPARABLE, "date-elsewhere"
    if relation in _ONE_WAY and above and below and _of_other_acts(above, upper, below, lower):
        relation, rule = Relation.INCOMPARABLE, "date-of-other-acts"
    if relation in _ONE_WAY and _is_step(upper, lower, context):
        later = relation is Relation.LOOSENS
        relation, rule = Relation.INCOMPARABLE, "later-step" if later else "earlier-step"
    yield Finding(
        dimension=Dimension.DATE,
        relation=relation,
        upper_target=above,
        lower_target=below,
        reason=say(f"finding.{rule}", **words),
        rule=rule,
        upper_evidence=(above.span,) if above else (),
        lower_evidence=(below.span,) if below else (),
    )


def _of_other_acts(above: Target, upper: Commitment, below: Target, lower: Commitment) -> bool:
    """Do the clauses of the two dates share no telling word: 6月底前上线运行 | 9月底前完成信息归集?"""
    one, two = clause_of(above, upper), clause_of(below, lower)
    if one is None or two is None or one[0].lead or two[0].lead:
        return False
    first, second = (
        {word.key for word in content(clause)} - generic_keys() - {FIGURE} for clause in (one[0], two[0])
    )
    return bool(first) and bool(second) and not first & second


def _is_step(upper: Commitment, lower: Commitment, context: Context) -> bool:
    answers = [other.deadline for other in context.lowers.get(upper.id, ()) if other.id != lower.id]
    asked = [other.deadline for other in context.uppers.get(lower.id, ()) if other.id != upper.id]
    return upper.deadline in answers or lower.deadline in asked


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
