"""All findings of one pair and the relation they add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from rapidfuzz import fuzz

from policydiff.concepts import plain
from policydiff.folding import fold
from policydiff.judging.basis import basis_of, frequency_of
from policydiff.judging.clauses import Couple, clauses_of, couples, likest, without_figures
from policydiff.judging.intervals import Verdict, compare_values
from policydiff.judging.objects import (
    SAME_OBJECT,
    condition_of,
    full_words,
    is_total,
    likeness,
    object_likeness,
    same_condition,
)
from policydiff.judging.scope import (
    compare_breadth,
    compare_conditions,
    compare_extent,
    compare_hedges,
    compare_lists,
)
from policydiff.lexicon import load
from policydiff.model import Commitment, Comparator, Dimension, Finding, Modality, Relation, Target
from policydiff.targets.modality import ACT, FULL, Strength, find_governing
from policydiff.wording import say


def judge(
    upper: Commitment,
    lower: Commitment,
    *,
    issued: date | None = None,
    uppers: Sequence[Commitment] = (),
    lowers: Sequence[Commitment] = (),
    alike: bool = True,
) -> tuple[Relation, tuple[Finding, ...]]:
    """The relation of ``lower`` to ``upper`` and the findings behind it.

    ``issued`` is when the lower document was issued: a deadline of the upper
    one that had passed by then is not held against it.  ``uppers`` are the
    other commitments that ``lower`` answers, ``lowers`` the others that answer
    ``upper``: what one of them says is not left out.  Between places that are
    not ``alike`` (a city and one of its banners) totals are not compared: a
    part reaches less than the whole.
    """
    if plain(upper.lead + upper.text) == plain(lower.lead + lower.text) and upper.deadline == lower.deadline:
        return Relation.EQUAL, (_verbatim(),)
    figures = _quantities(upper, lower, alike, issued)
    staged = any(finding.rule in _STAGES for finding in figures)
    findings = [
        *figures,
        *(() if staged else _dates(upper, lower, issued)),
        *_exceptions(upper, lower),
        *_scope(upper, lower, uppers, lowers),
    ]
    unread = _unread_numbers(upper, lower)
    findings.extend(unread)
    if not unread and not any(finding.upper_target and finding.lower_target for finding in figures):
        findings.extend(_modality(upper, lower))
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


def _figures(commitment: Commitment) -> list[Target]:
    return [target for target in commitment.targets if target.dimension is not Dimension.DATE]


def _quantities(upper: Commitment, lower: Commitment, alike: bool, issued: date | None) -> list[Finding]:
    """Every upper figure against the lower ones that measure the same, and what stands alone."""
    above, below = _figures(upper), _figures(lower)
    found: list[Finding] = []
    matched_above: set[int] = set()
    matched_below: set[int] = set()
    for i, j in _matches(above, below, upper, lower):
        matched_above.add(i)
        matched_below.add(j)
        found.append(_compare(above[i], below[j], upper, lower, alike, issued))
    for i, target in enumerate(above):
        if i not in matched_above:
            found.append(_alone(target, "upper", lower))
    for j, target in enumerate(below):
        if j not in matched_below:
            found.append(_alone(target, "lower", upper))
    return found


def _matches(
    above: Sequence[Target], below: Sequence[Target], upper: Commitment, lower: Commitment
) -> list[tuple[int, int]]:
    """Which figures measure the same: each with its likest on the other side, in the order of the texts.

    Of figures that may all measure the same (审批时间 of two kinds of projects) those with the likest words do.
    """
    likeness = {
        (i, j): (
            object_likeness(first, second, upper, lower),
            _same_day(first, second, upper, lower),
            fuzz.ratio(full_words(first, upper), full_words(second, lower)),
        )
        for i, first in enumerate(above)
        for j, second in enumerate(below)
        if _comparable(first, second)
    }
    chosen: set[tuple[int, int]] = set()
    for place, count in ((0, len(above)), (1, len(below))):
        for index in range(count):
            own = {pair: value for pair, value in likeness.items() if pair[place] == index}
            best = max(own.values(), default=(0.0, 0.0, 0.0))
            if best[0] >= SAME_OBJECT:
                chosen.update(pair for pair, value in own.items() if value == best)
    return sorted(chosen)


_SAME_DIMENSION = {(Dimension.TIME, Dimension.RATE), (Dimension.RATE, Dimension.TIME)}


def _comparable(first: Target, second: Target) -> bool:
    """The same dimension, or a share of a time against a time (压减40% against 7个工作日)."""
    return first.dimension is second.dimension or (
        (first.dimension, second.dimension) in _SAME_DIMENSION
        and {first.comparator.value, second.comparator.value} & {"reduce_by"} != set()
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
    words = {"object": name, "upper": first.phrase, "lower": second.phrase}
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
        )
    verdict = _on_one_basis(first, second, upper, lower)
    verdict = _in_time(verdict, first.due or upper.deadline, second.due or lower.deadline, issued)
    if not alike and verdict.relation in _ONE_WAY and is_total(first) and is_total(second):
        verdict = Verdict(Relation.INCOMPARABLE, "share-of-total")
    if verdict.relation is Relation.INCOMPARABLE or verdict.rule in _OFTEN.values():
        reason = say(f"finding.{verdict.rule}", **words)
    elif verdict.difference:
        reason = say(
            f"finding.{verdict.relation.value}-by",
            **words,
            difference=f"{_plain_number(verdict.difference)}{_measure(first)}",
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
    )


def _on_one_basis(first: Target, second: Target, upper: Commitment, lower: Commitment) -> Verdict:
    """The values compared, each 每季度 and 每年 as so many a year; incomparable on another basis."""
    one, two = basis_of(first, upper), basis_of(second, lower)
    changes = {first.comparator, second.comparator} <= _CHANGES
    if one.per != two.per or (changes and one.against != two.against):
        return Verdict(Relation.INCOMPARABLE, "basis-differs")
    if one.times == two.times:
        return compare_values(first, second)
    if one.times is None or two.times is None:
        return Verdict(Relation.INCOMPARABLE, "basis-differs")
    relation = compare_values(_a_year(first, one.times), _a_year(second, two.times)).relation
    return Verdict(relation, _OFTEN.get(relation, "basis-differs"))


_CHANGES = frozenset({Comparator.REDUCE_BY, Comparator.INCREASE_BY})
_OFTEN = {Relation.TIGHTENS: "oftener", Relation.LOOSENS: "seldomer", Relation.EQUAL: "as-often"}


def _a_year(target: Target, times: Decimal) -> Target:
    value = target.value
    if isinstance(value, Decimal):
        return replace(target, value=value * times)
    return replace(target, value=(value[0] * times, value[1] * times)) if isinstance(value, tuple) else target


_ONE_WAY = frozenset({Relation.TIGHTENS, Relation.LOOSENS})
_STAGES = frozenset({"earlier-stage", "later-stage"})


def _same_day(first: Target, second: Target, upper: Commitment, lower: Commitment) -> float:
    """Are both figures of one day?  1 yes, 0 no, in between where one side does not say."""
    one, two = first.due or upper.deadline, second.due or lower.deadline
    return 0.5 if one is None or two is None else float(one == two)


def _in_time(verdict: Verdict, one: date | None, two: date | None, issued: date | None) -> Verdict:
    """A weaker figure at an earlier date is a stage on the way, a stronger one at a later date goes on from it.

    Neither says that less or more is asked: 2024年90% beside 2025年95%.  What
    was due before the lower document was issued holds by then.
    """
    if one is None or two is None or one == two or (issued is not None and one < issued):
        return verdict
    if verdict.relation is Relation.LOOSENS and two < one:
        return Verdict(Relation.INCOMPARABLE, "earlier-stage")
    if verdict.relation is Relation.TIGHTENS and two > one:
        return Verdict(Relation.INCOMPARABLE, "later-stage")
    return verdict


_COUNTED = {"工作日", "小时", "环节", "阶段", "月", "百分点"}


def _measure(target: Target) -> str:
    if target.unit == "%":
        return "个百分点"
    return f"个{target.unit}" if target.unit in _COUNTED else target.unit


def _plain_number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _alone(target: Target, side: str, other: Commitment) -> Finding:
    """A figure on one side only is incomparable; but 100 % leaves nothing out, so it asks more than no figure."""
    relation, rule, every = Relation.INCOMPARABLE, f"only-{side}", None
    if target.unit == "%" and target.value == 100 and target.comparator in _AT_LEAST:
        found = [(clause, _every().search(clause)) for clause in clauses_of(other)]
        every = next((match for _, match in found if match), None)
        if any(match and likeness(target.object, clause) >= SAME_OBJECT for clause, match in found):
            relation, rule = Relation.EQUAL, "all-both"
        elif not every:
            relation = Relation.TIGHTENS if side == "lower" else Relation.LOOSENS
            rule = f"all-only-{side}"
    word = every[0] if every else ""
    return Finding(
        dimension=target.dimension,
        relation=relation,
        upper_target=target if side == "upper" else None,
        lower_target=target if side == "lower" else None,
        reason=say(f"finding.{rule}", object=target.object, value=target.phrase, word=word),
        rule=rule,
    )


@cache
def _every() -> re.Pattern[str]:
    return re.compile(load("scope")["every"]["pattern"])


_AT_LEAST = frozenset({Comparator.AT_LEAST, Comparator.EXACTLY})


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


def _modality(upper: Commitment, lower: Commitment) -> list[Finding]:
    """How binding the clauses about the same thing are; nothing when none of them is without a figure."""
    found = likest(couples(without_figures(upper), without_figures(lower)))
    relation, words = Relation.EQUAL, ("", "")
    turned = next(filter(None, (_turned(couple) for couple in found)), None)
    if turned is not None:
        return [turned]
    if found:
        first = max((_strength(upper, c.upper) for c in found), key=lambda strength: strength.rank)
        second = max((_strength(lower, c.lower) for c in found), key=lambda strength: strength.rank)
        relation, words = _compare_strength(first, second), (first.word, second.word)
        softened = next(filter(None, map(compare_hedges, found)), None)
        if relation is Relation.EQUAL and softened is not None:
            return [softened]
    elif not without_figures(upper) or not without_figures(lower):
        return []
    return [
        Finding(
            dimension=Dimension.MODALITY,
            relation=relation,
            reason=say(f"finding.modality-{relation.value}", upper=words[0] or "—", lower=words[1] or "—"),
            rule="modality",
        )
    ]


@cache
def _polarity() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load("scope")["polarity"]
    return re.compile(data["none"]), re.compile(data["less"]), re.compile(data["some"])


def _turned(couple: Couple) -> Finding | None:
    """Two clauses about one thing that go different ways, 取消 against 保留 or 降低, or that come round at different periods."""
    above, below = frequency_of(couple.upper), frequency_of(couple.lower)
    if above is not None and below is not None and above != below:
        relation = Relation.TIGHTENS if below > above else Relation.LOOSENS
        words = {"upper": _plain_number(above), "lower": _plain_number(below)}
        return _polar(relation, f"period-{relation.value}", words)
    none, less, some = _polarity()
    stops = none.search(couple.upper), none.search(couple.lower)
    if (stops[0] is None) == (stops[1] is None):
        return None
    stop = stops[0] or stops[1]
    assert stop is not None
    other = couple.lower if stops[0] else couple.upper
    keeps, lessens = some.search(other), less.search(other)
    mild = keeps or lessens
    if mild is None or not _same_but(stop, mild):
        return None
    words = {"upper": stop[0], "lower": mild[0]} if stops[0] else {"upper": mild[0], "lower": stop[0]}
    if keeps:
        return _polar(Relation.INCOMPARABLE, "polarity", words)
    relation = Relation.LOOSENS if stops[0] else Relation.TIGHTENS
    return _polar(relation, f"polarity-{relation.value}", words)


def _same_but(stop: re.Match[str], mild: re.Match[str]) -> bool:
    """Are the two clauses the same but for the words found in them?"""
    one, two = (match.string[: match.start()] + match.string[match.end() :] for match in (stop, mild))
    return fuzz.ratio(one, two) >= 80


def _polar(relation: Relation, rule: str, words: dict[str, str]) -> Finding:
    dimension = Dimension.COUNT if rule.startswith("period") else Dimension.MODALITY
    dimension = Dimension.NONE if relation is Relation.INCOMPARABLE else dimension
    return Finding(dimension=dimension, relation=relation, reason=say(f"finding.{rule}", **words), rule=rule)


_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:%|‰)?(?![年月日号])[\u4e00-\u9fffa-zA-Zμ/]{0,4}")


def _unread_numbers(upper: Commitment, lower: Commitment) -> list[Finding]:
    """Numbers that no rule reads as figures, and that differ: neither the same nor more nor less."""
    for couple in couples(without_figures(upper), without_figures(lower)):
        differ = _unread(couple.upper, couple.lower)
        if differ:
            return [
                Finding(
                    dimension=Dimension.NONE,
                    relation=Relation.INCOMPARABLE,
                    reason=say("finding.numbers-differ", upper=differ[0], lower=differ[1]),
                    rule="numbers-differ",
                )
            ]
    return []


def _unread(upper: str, lower: str) -> tuple[str, str] | None:
    """The numbers only one of two clauses about the same thing has, where both have some."""
    above, below = (_NUMBER.findall(clause) for clause in (upper, lower))
    first = [number for number in above if number not in below]
    second = [number for number in below if number not in above]
    return ("、".join(first), "、".join(second)) if first and second else None


def _strength(commitment: Commitment, clause: str) -> Strength:
    """How binding the clause is; an item of an enumeration has its verb in what leads to it."""
    own = find_governing(clause)
    return own if own.word or not commitment.lead else find_governing(fold(commitment.lead))


VAGUE = 3
"""The highest rank that says in which way, but not how far: 深化, 推进, 加快, 探索."""


def _compare_strength(upper: Strength, lower: Strength) -> Relation:
    """Only a clear step counts: from 深化 or 逐步 to 全面推行, from 探索 or 可以 to 推行, or the reverse."""
    for one, other, relation in (
        (upper, lower, Relation.TIGHTENS),
        (lower, upper, Relation.LOOSENS),
    ):
        if (one.rank <= VAGUE and other.rank >= FULL) or (
            one.modality is Modality.EXPLORATORY and other.rank >= ACT
        ):
            return relation
    return Relation.EQUAL
