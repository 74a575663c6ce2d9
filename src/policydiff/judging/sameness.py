"""When two commitments may be called the same: the same words but for names, or the same action on the same object."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.judging.couples import Couple, content, in_list, runs
from policydiff.judging.force import counts_alone, group_of, turned
from policydiff.judging.scope import wide_words
from policydiff.lexicon import derived, load
from policydiff.model import Clause, Commitment, Word
from policydiff.topics.words import FIGURE, generic_keys

COVERED = 0.8
"""Share of the upper commitment's words that must be said the same way below."""
HELD = 0.45
"""Share of the lower commitment's words that must be the upper one's; else it says more."""
SLACK = 0.2
"""Share of a clause's words that may differ when they are words that alone show nothing."""


def is_same(upper: Commitment, lower: Commitment, couples: Sequence[Couple]) -> bool:
    """Is nearly all of ``upper`` said in ``lower`` with the same words, but for names of places and offices?"""
    own = [clause for clause in upper.clauses if not clause.lead]
    total = sum(map(_size, own))
    said = {id(couple.upper): couple for couple in couples if _alike(couple)}
    if any(couple.twin and id(couple.upper) not in said for couple in couples):
        return False  # one sentence of several says something else
    covered = sum(_size(clause) for clause in own if id(clause) in said)
    if not total or covered < COVERED * total:
        return False
    below = [clause for clause in lower.clauses if not clause.lead]
    kept = {id(couple.lower) for couple in said.values()}
    return sum(_size(clause) for clause in below if id(clause) in kept) >= HELD * sum(map(_size, below))


def _size(clause: Clause) -> int:
    return sum(len(word.text) for word in content(clause))


def _alike(couple: Couple) -> bool:
    if not couple.twin or turned(couple) or bool(couple.upper.conditions) != bool(couple.lower.conditions):
        return False
    if bool(couple.upper.reminders) != bool(couple.lower.reminders):
        return False
    if bool(couple.upper.exceptions) != bool(couple.lower.exceptions) or group_of(
        couple.upper.rank
    ) != group_of(couple.lower.rank):
        return False
    if _extents(couple.upper) != _extents(couple.lower):
        return False  # 全部村庄 → 重点村庄
    if _helps(couple.upper) != _helps(couple.lower):
        return False  # 实施 → 配合市里实施
    if _own(couple.upper, couple.lost) and _own(couple.lower, couple.gained):
        return False  # 赔偿 → 补偿: one word stands in the place of another
    if numbers_differ(couple) or counts_alone(couple) or _lists_more(couple) or _limits_differ(couple):
        return False
    size = max(_size(couple.upper), _size(couple.lower))
    return all(_weight(words) <= SLACK * size for words in (couple.lost, couple.gained))


def _extents(clause: Clause) -> set[bool]:
    """Does it speak of all, or of a part?"""
    return {part.text in wide_words() for part in clause.extent}


def _helps(clause: Clause) -> bool:
    """Does somebody only take part in what another does?"""
    return _helping().search(clause.folded) is not None


@derived
def _helping() -> re.Pattern[str]:
    return re.compile(load("grades")["ladders"]["part"][1])


def _limits_differ(couple: Couple) -> bool:
    """Does a condition or an exception of one side name something that the other's does not?"""
    return any(
        clause.in_condition(word) and word.key not in generic_keys()
        for clause, only in ((couple.upper, couple.lost), (couple.lower, couple.gained))
        for word in only
    )


def numbers_differ(couple: Couple) -> bool:
    """Do two clauses without figures that are one sentence hold other numbers, which nobody read?"""
    if couple.upper.figures or couple.lower.figures or not couple.twin:
        return False
    return _numbers(couple.upper) != _numbers(couple.lower)


def hedges_differ(couple: Couple) -> bool:
    """Does one of two clauses alone hold in principle, mostly or by and large (原则上, 基本)?"""
    above, below = (
        {part.text for part in clause.extent if part.text not in wide_words()}
        for clause in (couple.upper, couple.lower)
    )
    return above != below


def _numbers(clause: Clause) -> list[str]:
    return sorted(word.text for word in clause.words if word.key == FIGURE)


def _lists_more(couple: Couple) -> bool:
    """Does one side list a member that the other has not?"""
    return any(
        in_list(clause, run)
        for clause, only in ((couple.upper, couple.lost), (couple.lower, couple.gained))
        for run in runs(clause, only)
    )


def _own(clause: Clause, only: Sequence[Word]) -> bool:
    return any(word.key not in generic_keys() and not clause.verb_holds(word) for word in only)


def _weight(words: Sequence[Word]) -> float:
    return sum(len(word.text) * (0.4 if word.key in generic_keys() else 1.0) for word in words)
