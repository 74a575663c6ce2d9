"""From pairs to verdicts: one outcome for each upper commitment, and how often each outcome occurs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from policydiff.errors import InvalidRequest
from policydiff.judging.absence import Absence
from policydiff.judging.figures import STAGES
from policydiff.labels import outcome_label
from policydiff.model import (
    Addition,
    Commitment,
    Concordance,
    Dimension,
    Finding,
    Outcome,
    Pair,
    Relation,
    Role,
    Sure,
    Target,
    Verdict,
)
from policydiff.model.outcomes import COUNTED, JUDGED_ROLES, absence_proves, settled, silence, without_origin
from policydiff.sureness import confidence_of, hinge_of, level_of

_HOLDS = frozenset({Relation.EQUAL, Relation.TIGHTENS})


def together(pairs: Sequence[Pair]) -> Outcome:
    """The one outcome of all ``pairs`` of a promise; there must be one at least.

    A promise that two answers keep together is not loosened by the shorter of
    them: what one loosens and another holds or tightens in the same dimension
    is kept.
    """
    others = [[other for other in pairs if other is not pair] for pair in pairs]
    return settled(
        [
            Outcome.ANSWERED if _is_other_stage(pair, rest) else pair.outcome
            for pair, rest in zip(pairs, others, strict=True)
        ],
        tightened=any(
            pair.outcome in {Outcome.TIGHTENS, Outcome.MIXED}
            and not _outweighed(pair, rest, Relation.TIGHTENS)
            for pair, rest in zip(pairs, others, strict=True)
        ),
        loosened=any(
            _loosens(pair, rest) and not _outweighed(pair, rest, Relation.LOOSENS)
            for pair, rest in zip(pairs, others, strict=True)
        ),
    )


def _loosens(pair: Pair, others: Sequence[Pair]) -> bool:
    """Does ``pair`` loosen the promise, whatever the other answers to it say?"""
    if pair.outcome not in {Outcome.LOOSENS, Outcome.MIXED}:
        return False
    if any(other.outcome is Outcome.SAME for other in others):
        return False
    held = [finding for other in others for finding in other.findings if finding.relation in _HOLDS]
    loose = [finding for finding in pair.findings if finding.relation in {Relation.LOOSENS, Relation.MIXED}]
    # a reviewer who calls a pair loosened needs no finding for it
    return not loose or any(not any(_same_matter(one, other) for other in held) for one in loose)


def _outweighed(pair: Pair, others: Sequence[Pair], way: Relation) -> bool:
    """Does a figure or an exception of the pair speak against what its words say, so that nothing holds for the whole?

    A promise whose figure no answer takes up, or to which the answer makes an
    exception, is not tightened by 全面 or one more member of a list.
    """
    said = [finding for finding in pair.findings if finding.relation in {way, Relation.MIXED}]
    if not said or pair.reader or any(finding.upper_target and finding.lower_target for finding in said):
        return False
    strict, mild = (pair.lower, pair.upper) if way is Relation.TIGHTENS else (pair.upper, pair.lower)
    alone = "only-upper" if way is Relation.TIGHTENS else "only-lower"
    given_up = _figures(pair, alone)
    for other in others:
        given_up &= _figures(other, alone)
    return bool(given_up) or (_excepts(strict) and not _excepts(mild))


def _figures(pair: Pair, rule: str) -> set[Target]:
    """The figures that one side of ``pair`` states alone."""
    found = (f.upper_target or f.lower_target for f in pair.findings if f.rule == rule)
    return {target for target in found if target is not None}


def _excepts(commitment: Commitment) -> bool:
    return any(clause.exceptions for clause in commitment.clauses if not clause.lead)


def _is_other_stage(pair: Pair, others: Sequence[Pair]) -> bool:
    """Does ``pair`` only say what is due at another time, while another answer meets a figure of the promise?"""
    rules = {f.rule for f in pair.findings if f.upper_target and f.lower_target}
    return (
        bool(rules)
        and rules <= STAGES
        and any(
            f.upper_target and f.lower_target and f.relation is not Relation.INCOMPARABLE
            for other in others
            for f in other.findings
            if f.dimension is not Dimension.DATE
        )
    )


def _same_matter(one: Finding, other: Finding) -> bool:
    """Are both of the same dimension, and of the same upper figure where they name one?"""
    if one.dimension is not other.dimension:
        return False
    return one.upper_target is None or other.upper_target in {None, one.upper_target}


def with_verdicts(concordance: Concordance, absent: Mapping[str, str] = MappingProxyType({})) -> Concordance:
    """``concordance`` with a verdict for each upper commitment of which an answer is asked for.

    A commitment with doubtful pairs only, or with a candidate too near to call
    it left out, is to be checked; any other without an answer is missing where
    an absence proves something, else unseen.  ``absent`` names, by id, who
    looked at the near ones and found no answer: there nothing is to be checked.
    """
    answers: dict[str, list[Pair]] = {}
    doubtful: dict[str, list[Pair]] = {}
    for pair in concordance.pairs:
        held = doubtful if pair.sure is Sure.LOW else answers
        held.setdefault(pair.upper.id, []).append(pair)
    alone = {commitment.id for commitment in concordance.missing}
    absence = Absence(concordance.upper, concordance.lower)
    return replace(
        concordance,
        verdicts=tuple(
            _verdict(
                upper,
                answers.get(upper.id, ()),
                doubtful.get(upper.id, ()),
                concordance,
                absence,
                absent.get(upper.id, ""),
            )
            for upper in concordance.upper.commitments
            if upper.role in JUDGED_ROLES
            and (upper.id in answers or upper.id in doubtful or upper.id in alone)
        ),
    )


def _verdict(
    upper: Commitment,
    pairs: Sequence[Pair],
    doubtful: Sequence[Pair],
    concordance: Concordance,
    absence: Absence,
    reader: str,
) -> Verdict:
    near = concordance.candidates.get(upper.id, ())
    own = "" if pairs else absence.own(upper)
    if pairs:
        outcome = together(pairs)
        confidence = confidence_of(outcome, pairs, near)
    else:
        chances = [one.confidence for one in near]
        absent = silence(concordance.upper, concordance.lower, upper.role, concordance.kindred)
        # of an aim it is not said that it is missing, nor, where both texts are full, that nothing was seen
        aim = upper.role is Role.AIM and absence_proves(
            concordance.upper, concordance.lower, concordance.kindred
        )
        check = bool(doubtful) or ((aim or absence.is_open(upper, chances)) and not reader)
        outcome = Outcome.TO_CHECK if check else absent
        confidence = 0.0 if check else 1.0 if reader else confidence_of(outcome, pairs, near)
    readers = "、".join(dict.fromkeys(pair.reader for pair in pairs if pair.reader))
    if not pairs and outcome is not Outcome.TO_CHECK:
        readers = reader
    return Verdict(
        upper=upper,
        outcome=outcome,
        lowers=tuple(pair.lower.id for pair in pairs or doubtful),
        adds=tuple(addition for pair in pairs for addition in _adds(pair)),
        reader=readers,
        confidence=confidence,
        sure=level_of(confidence),
        hinge=None if readers else hinge_of(outcome, pairs, doubtful, near, own),
    )


def open_questions(concordance: Concordance) -> tuple[Commitment, ...]:
    """The upper commitments of which something is to be checked, in the order of the document."""
    doubtful = {pair.upper.id for pair in concordance.pairs if pair.sure is Sure.LOW}
    doubtful |= {v.upper.id for v in concordance.verdicts if v.outcome is Outcome.TO_CHECK}
    return tuple(c for c in concordance.upper.commitments if c.id in doubtful)


def _adds(pair: Pair) -> Iterable[Addition]:
    """What the lower side states and the upper one does not: a date, figures where it has none, units."""
    upper, lower = pair.upper, pair.lower
    if lower.deadline and not upper.deadline:
        text = lower.deadline_text or lower.deadline.isoformat()
        yield Addition(lower=lower.id, what="date", text=text)
    dimensions = {target.dimension for target in upper.targets}
    for target in (one for one in lower.targets if one.dimension is not Dimension.DATE):
        if target.dimension not in dimensions:
            yield Addition(lower=lower.id, what="figure", text=target.text)
    if lower.units and not upper.units:
        yield Addition(lower=lower.id, what="unit", text="、".join(lower.units))


def outcomes_of(concordance: Concordance) -> dict[str, Outcome]:
    """The outcome of each upper commitment that has a verdict, by id."""
    return {verdict.upper.id: verdict.outcome for verdict in concordance.verdicts}


def added_outcomes(concordance: Concordance) -> dict[str, Outcome]:
    """The outcome of each lower commitment without a pair, by id."""
    fresh = without_origin(concordance.upper)
    return {c.id: fresh for c in concordance.added}


def outcomes(concordance: Concordance, leave_out: Collection[str] = ()) -> dict[Outcome, int]:
    """How often each outcome that is counted occurs: verdicts of upper commitments, and added lower ones.

    Commitments with an id in ``leave_out`` are counted nowhere.
    """
    counts = dict.fromkeys(COUNTED, 0)
    for found in (outcomes_of(concordance), added_outcomes(concordance)):
        for id_, outcome in found.items():
            if outcome.counted and id_ not in leave_out:
                counts[outcome] += 1
    return counts


def check_outcomes(names: Iterable[str]) -> tuple[Outcome, ...]:
    """The outcomes that ``names`` name by code or Chinese word; InvalidRequest when one is not counted or unknown."""
    known = {word: outcome for outcome in COUNTED for word in (outcome.value, outcome_label(outcome))}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidRequest(
            f"没有这种结果：{'、'.join(unknown)}",
            hint="可用：" + "、".join(outcome.value for outcome in COUNTED),
        )
    return tuple(dict.fromkeys(known[name] for name in names))
