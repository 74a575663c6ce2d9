"""Do two figures measure the same thing, from the same moment on?"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from policydiff.alignment.profiles import in_conflict, mask, sides_of
from policydiff.concepts import confused, find_concepts, plain
from policydiff.lexicon import any_of, load
from policydiff.model import Commitment, Dimension, Target

SAME_OBJECT = 0.5
"""Likeness from which two figures are taken to measure the same."""


def likeness(first: str, second: str) -> float:
    """How alike two phrases are, 0 to 1: token_set_ratio over character bigrams of the masked words."""
    a, b = _bigrams(first), _bigrams(second)
    return fuzz.token_set_ratio(a, b) / 100 if a and b else 0.0


def _bigrams(text: str) -> str:
    words = mask(text)
    return " ".join(map("".join, pairwise(words))) if len(words) > 1 else words


def object_likeness(first: Target, second: Target, upper: Commitment, lower: Commitment) -> float:
    """How sure it is that both figures measure the same, 0 to 1.

    The words round the figures count: what is measured and what is done.  A
    concept that both name says the same thing in other words; words that must
    not be confused (低压, 高压) rule it out.
    """
    if in_conflict(
        sides_of(plain(_words(first, with_scope=True))), sides_of(plain(_words(second, with_scope=True)))
    ):
        return 0.0
    if {_act(first), _act(second)} == {"begin", "finish"}:
        return 0.0
    value = likeness(first.object, second.object)
    one, two = find_concepts(_words(first)), find_concepts(_words(second))
    if confused(one, two):
        return 0.0
    if one.keys() & two.keys():
        return max(value, 0.8)
    above, below = set(find_concepts(upper.text)), set(find_concepts(lower.text))
    if (
        _is_alone(first, upper)
        and _is_alone(second, lower)
        and 2 * len(above & below) >= len(above | below)
        and above
    ):
        # the only times of two sentences about the same thing, such as a heading's time limit
        return max(value, SAME_OBJECT)
    return value


def _words(target: Target, *, with_scope: bool = False) -> str:
    return target.object + target.action + (target.scope if with_scope else "")


@cache
def _acts() -> re.Pattern[str]:
    acts = load("opposites")["acts"]
    return re.compile(rf"(?P<begin>{any_of(acts['begin'])})|(?P<finish>{any_of(acts['finish'])})")


def _act(target: Target) -> str:
    """What is done within the time: begin (提出申请), finish (办结), or unknown."""
    match = _acts().search(target.action or target.object)
    return (match.lastgroup or "") if match else ""


_TIMES = frozenset({Dimension.TIME, Dimension.STEPS})


def _is_alone(target: Target, commitment: Commitment) -> bool:
    """Is it the only time or number of steps of its commitment?"""
    same = [other for other in commitment.targets if other.dimension is target.dimension]
    return target.dimension in _TIMES and len(same) == 1


@cache
def _special() -> re.Pattern[str]:
    return re.compile(any_of(load("scope")["special"]["words"]))


def same_condition(first: Target, second: Target) -> bool:
    """Does the time run from the same moment?  5 working days from the invoice are not 30 days from delivery.

    Nor is a time for special cases (合同另有约定的) the time for all.
    """
    if bool(_special().search(_words(first, with_scope=True))) != bool(
        _special().search(_words(second, with_scope=True))
    ):
        return False
    one, two = mask(first.condition), mask(second.condition)
    if not one and not two:
        return True
    if not one or not two:
        return True
    return likeness(one, two) >= 0.5
