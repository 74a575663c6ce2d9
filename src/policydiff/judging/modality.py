"""How binding two commitments are, where no figure decides: verbs, negations, periods, numbers nobody reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from policydiff.figures.modality import ACT, FULL, Strength, find_governing
from policydiff.judging.basis import frequency_of
from policydiff.judging.clauses import Couple, likest, without_figures
from policydiff.judging.figures import plain_number
from policydiff.judging.scope import compare_hedges
from policydiff.lexicon import derived, load
from policydiff.model import Commitment, Dimension, Finding, Modality, Relation
from policydiff.text import fold
from policydiff.wording import say


def compare_modality(upper: Commitment, lower: Commitment, plain: Sequence[Couple]) -> list[Finding]:
    """How binding the clauses about the same thing are; nothing when none of them is without a figure.

    ``plain`` are the couples of clauses without figures.
    """
    found = likest(plain)
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


@derived
def _polarity() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load("scope")["polarity"]
    return re.compile(data["none"]), re.compile(data["less"]), re.compile(data["some"])


def _turned(couple: Couple) -> Finding | None:
    """Two clauses about one thing that go different ways, 取消 against 保留 or 降低, or that come round at different periods."""
    above, below = frequency_of(couple.upper), frequency_of(couple.lower)
    if above is not None and below is not None and above != below:
        relation = Relation.TIGHTENS if below > above else Relation.LOOSENS
        words = {"upper": plain_number(above), "lower": plain_number(below)}
        return _polar(Dimension.COUNT, relation, f"period-{relation.value}", words)
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
        return _polar(Dimension.NONE, Relation.INCOMPARABLE, "polarity", words)
    relation = Relation.LOOSENS if stops[0] else Relation.TIGHTENS
    return _polar(Dimension.MODALITY, relation, f"polarity-{relation.value}", words)


def _same_but(stop: re.Match[str], mild: re.Match[str]) -> bool:
    """Are the two clauses the same but for the words found in them?"""
    one, two = (match.string[: match.start()] + match.string[match.end() :] for match in (stop, mild))
    return fuzz.ratio(one, two) >= 80


def _polar(dimension: Dimension, relation: Relation, rule: str, words: dict[str, str]) -> Finding:
    return Finding(dimension=dimension, relation=relation, reason=say(f"finding.{rule}", **words), rule=rule)


_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:%|‰)?(?![年月日号])[\u4e00-\u9fffa-zA-Zμ/]{0,4}")


def compare_unread(plain: Sequence[Couple]) -> list[Finding]:
    """Numbers that no rule reads as figures, and that differ: neither the same nor more nor less."""
    for couple in plain:
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
