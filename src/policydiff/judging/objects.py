"""Do two figures measure the same thing, from the same moment on?"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz import fuzz

from policydiff.judging.basis import clause_of
from policydiff.lexicon import any_of, derived, load, remembered
from policydiff.model import Commitment, Comparator, Dimension, Direction, Target
from policydiff.pairing.profiles import in_conflict, mask, sides_of
from policydiff.topics.concepts import confused, find_concepts, plain
from policydiff.topics.words import without_names

SAME_OBJECT = 0.5
"""Likeness from which two figures are taken to measure the same."""


def likeness(first: str, second: str) -> float:
    """How alike two phrases are, 0 to 1: token_set_ratio over character bigrams of the masked words."""
    a, b = _bigrams(first), _bigrams(second)
    return fuzz.token_set_ratio(a, b) / 100 if a and b else 0.0


@remembered(4096)
def _bigrams(text: str) -> str:
    words = mask(without_names(text))
    return " ".join(map("".join, pairwise(words))) if len(words) > 1 else words


def object_likeness(first: Target, second: Target, upper: Commitment, lower: Commitment) -> float:
    """How sure it is that both figures measure the same, 0 to 1.

    The words round the figures count: what is measured and what is done.  A
    concept that both name says the same thing in other words; words that must
    not be confused (低压, 高压) rule it out.
    """
    if in_conflict(
        sides_of(plain(full_words(first, upper) + first.scope)),
        sides_of(plain(full_words(second, lower) + second.scope)),
    ):
        return 0.0
    if {_act(first), _act(second)} == {"begin", "finish"}:
        return 0.0
    if _is_reverse(full_words(first, upper), full_words(second, lower)):
        return 0.0
    if _is_each_against_all(first, second):
        return 0.0
    if _is_other_rate(first, second):
        return 0.0
    if _is_of_others(first, second, lower) or _is_of_others(second, first, upper):
        return 0.0
    deed, other = _deed(first), _deed(second)
    if deed and other and deed != other:
        return 0.0
    value = likeness(first.object, second.object)
    if deed and deed == other and deed in {first.object, second.object}:
        value = max(value, SAME_OBJECT)  # 企业诉求2小时内响应 | …、2小时内响应: the second leaves out whose
    one, two = find_concepts(_words(first)), find_concepts(_words(second))
    if confused(one, two):
        return 0.0
    if one.keys() & two.keys():
        return max(value, 0.8)
    if first.dimension is Dimension.RATE and differ(*(_thing(target) for target in (first, second))):
        return 0.0
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


def _thing(target: Target) -> str:
    """What is measured, without places and what says how much."""
    return core(without_names(target.object)).replace(" ", "")


@derived
def _generic() -> re.Pattern[str]:
    words = load("scope")["measured"]
    return re.compile(any_of([*words["generic"], *words["channel"]]))


@remembered(20000)
def core(words: str) -> str:
    """``words`` without figures, dates and what says how much is measured; the documents are looked through from either side."""
    return " ".join(mask(part) for part in _generic().sub(" ", words).split())


def differ(first: str, second: str) -> bool:
    """Does each say something else in the same place: 门诊 and 住院 of 门诊次均费用, 住院次均费用?

    Words that only one of them has more (畜禽粪污资源化利用率) make no other object, nor do
    two words for one thing (用水报装, 供水报装).
    """
    one, two = sides_of(first), sides_of(second)
    if any(one[name] & two[name] for name in one.keys() & two.keys()):
        return False
    # the same blocks are found from either side only when the words come in a fixed order
    short, long = sorted((first, second))
    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    ends = (0, 0)
    for block in blocks:
        if block.size == 1 and block.a + 1 < len(short) and block.b + 1 < len(long):
            continue  # a character that both happen to have
        if block.a > ends[0] and block.b > ends[1]:
            return True
        ends = block.a + block.size, block.b + block.size
    return False


_NOT_SO = re.compile(r"非(?!常|遗|接触)([\u4e00-\u9fff]{2})")


def _is_reverse(first: str, second: str) -> bool:
    """居民用户 and 非居民用户 are not the same users."""
    one, two = _NOT_SO.search(first), _NOT_SO.search(second)
    if (one is None) == (two is None):
        return False
    return one[1] in second if one else two is not None and two[1] in first


_BARE_RATE = re.compile(r"[\u4e00-\u9fff]{2,3}率")


def _is_of_others(named: Target, bare: Target, commitment: Commitment) -> bool:
    """Does a rate say of whom it is (养老机构签约率), and ``commitment`` with a ``bare`` one (签约率) not speak of them at all?"""
    if not (_BARE_RATE.fullmatch(bare.object) and named.object.endswith(bare.object)):
        return False
    of = without_names(named.object[: -len(bare.object)])
    return len(of) >= 2 and not any("".join(pair) in commitment.text for pair in pairwise(of))


def _words(target: Target) -> str:
    return target.object + target.action


def full_words(target: Target, commitment: Commitment) -> str:
    """What is measured with the words of its clause before it: 一般 of 一般登记办理时限."""
    place = clause_of(target, commitment)
    if place is None:
        return _words(target)
    clause, start, _ = place
    begin = max((part.end for part in clause.conditions if part.end <= start), default=0)
    return clause.text[begin:start].lstrip("，") + _words(target)


def _case(target: Target, commitment: Commitment) -> str:
    """The case that the words before its clause name: 情况复杂的，…"""
    place = clause_of(target, commitment)
    if place is None:
        return ""
    clause, start, _ = place
    return next((part.text for part in reversed(clause.conditions) if part.end <= start), "")


def condition_of(target: Target, commitment: Commitment) -> str:
    """From when its time runs, or else the case it is for; empty when neither is said."""
    return target.condition or _case(target, commitment)


@derived
def _acts() -> re.Pattern[str]:
    acts = load("opposites")["acts"]
    return re.compile(rf"(?P<begin>{any_of(acts['begin'])})|(?P<finish>{any_of(acts['finish'])})")


def _act(target: Target) -> str:
    """What is done within the time: begin (提出申请), finish (办结), or unknown."""
    match = _acts().search(target.action or target.object)
    return (match.lastgroup or "") if match else ""


@derived
def _deeds() -> re.Pattern[str]:
    return re.compile(any_of(load("scope")["deeds"]["words"]))


def _deed(target: Target) -> str:
    """The step that is done within a time: 响应, 办结; empty when the words do not say."""
    if target.dimension is not Dimension.TIME:
        return ""
    match = _deeds().search(target.action[:8]) or _deeds().search(target.object[-4:])
    return match[0] if match else ""


_RATE = re.compile(r"([\u4e00-\u9fff]{2})率")


def _is_other_rate(first: Target, second: Target) -> bool:
    """Do both name a rate, and not the same: 保证率 and 达标率?"""
    one, two = (_RATE.findall(target.object) for target in (first, second))
    if not one or not two or one[-1] in second.object or two[-1] in first.object:
        return False  # 规范管理率 and 规范管理服务率 are one
    return not any(one[-1] in group and two[-1] in group for group in load("scope")["rates"]["same"])


_TIMES = frozenset({Dimension.TIME, Dimension.STEPS})


def _is_alone(target: Target, commitment: Commitment) -> bool:
    """Is it the only time or number of steps of its commitment?"""
    same = [other for other in commitment.targets if other.dimension is target.dimension]
    return target.dimension in _TIMES and len(same) == 1


@derived
def _special() -> re.Pattern[str]:
    return re.compile(any_of(load("scope")["special"]["words"]))


def _is_special(target: Target, commitment: Commitment) -> bool:
    words = _words(target) + target.scope + _case(target, commitment)
    return _special().search(words) is not None


def same_condition(first: Target, second: Target, upper: Commitment, lower: Commitment) -> bool:
    """Does the time run from the same moment?  5 working days from the invoice are not 30 days from delivery.

    Nor is a time for special cases (合同另有约定的，…) the time for all.
    """
    if _is_special(first, upper) != _is_special(second, lower):
        return False
    one, two = mask(first.condition), mask(second.condition)
    return not one or not two or likeness(one, two) >= SAME_OBJECT


@derived
def _totals() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    data = load("scope")["totals"]
    return frozenset(data["units"]), re.compile(data["standard"]), re.compile(data["sum"])


def is_total(target: Target) -> bool:
    """Is it how much a whole place reaches (培育企业100家), of which a part of the place has only a share?

    What each case, person or project gets (每户不超过2万元) is a standard.
    """
    reached = target.direction is not Direction.LOWER and target.comparator in _REACHED
    counted = target.dimension is Dimension.COUNT and target.unit != "次"
    massed = target.unit in _totals()[0] and (reached or target.dimension is Dimension.CAPACITY)
    whole = massed or (reached and counted)
    return whole and not is_standard(target)


def _is_each_against_all(first: Target, second: Target) -> bool:
    """单户奖励不超过20万元 beside 全年兑现奖励200万元: what each gets and what all get are not one figure."""
    if first.dimension is not Dimension.MONEY or is_standard(first) == is_standard(second):
        return False
    whole = second if is_standard(first) else first
    return _totals()[2].search(whole.object + whole.text + whole.action) is not None


def is_standard(target: Target) -> bool:
    """Is it for each case (每户, 单户, 最高), not for all of them together?"""
    return _totals()[1].search(without_names(target.object + target.text + target.action)) is not None


_REACHED = frozenset({Comparator.AT_LEAST, Comparator.ABOVE, Comparator.EXACTLY, Comparator.INCREASE_BY})
