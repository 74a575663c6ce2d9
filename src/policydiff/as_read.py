"""A pair as someone else read it: their outcome, with the words of both sides that it rests on."""

from __future__ import annotations

from dataclasses import replace

from policydiff.judging.judge import Judgement
from policydiff.model import Commitment, Decision, Dimension, Finding, Outcome, Pair, Relation, Span
from policydiff.topics.concepts import places, plain
from policydiff.wording import say


def as_read(pair: Pair, outcome: Outcome, decision: Decision) -> Pair:
    """``pair`` with the outcome that was read; of the program's own findings only what agrees is kept."""
    findings = [one for one in pair.findings if one.relation.value == outcome or not _speaks(one)]
    if outcome in {Outcome.SAME, Outcome.ANSWERED}:
        if outcome is Outcome.SAME:
            findings = [one for one in findings if one.relation is Relation.EQUAL]
        relation = Judgement(tuple(findings), same=outcome is Outcome.SAME).relation
    else:
        relation = Relation(outcome.value)
        findings.append(_read(pair, decision, relation))
    judged = pair.judged if outcome is pair.outcome else pair.outcome
    return replace(pair, findings=tuple(findings), outcome=outcome, relation=relation, judged=judged)


def _speaks(finding: Finding) -> bool:
    """Does it say more, less, or that two figures cannot be compared?"""
    both = finding.upper_target is not None and finding.lower_target is not None
    return finding.relation is not Relation.EQUAL and (finding.relation is not Relation.INCOMPARABLE or both)


def _read(pair: Pair, decision: Decision, relation: Relation) -> Finding:
    above, below = words_in(pair.upper, decision.upper_words), words_in(pair.lower, decision.lower_words)
    measured = (
        target.dimension
        for target in pair.upper.targets
        for span in above
        if target.span.start < span.end and span.start < target.span.end
    )
    return Finding(
        dimension=next(measured, Dimension.NONE),
        relation=relation,
        reason=say(
            "finding.second-reader",
            who=decision.reviewer,
            upper=decision.upper_words or "—",
            lower=decision.lower_words or "—",
        ),
        rule="second-reader",
        upper_evidence=above,
        lower_evidence=below,
    )


def words_in(commitment: Commitment, words: str) -> tuple[Span, ...]:
    """Where ``words`` stand in the text as read; nothing where they do not stand in this commitment."""
    place = place_of_words(commitment.text, words)
    if place is None or not commitment.offsets:
        return ()
    return (Span(commitment.offsets[place[0]], commitment.offsets[place[1] - 1] + 1),)


def place_of_words(text: str, words: str) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text``, whatever the blanks, widths and quotation marks; None where they do not.

    >>> place_of_words("推行“一网 通办”服务", "一网通办")
    (3, 8)
    """
    wanted = plain(words)
    at = plain(text).find(wanted)
    if not wanted or at < 0:
        return None
    kept = places(text)
    return kept[at], kept[at + len(wanted) - 1] + 1
