"""Which figures say who is concerned, and are no promise: 总投资1亿元以上的项目.

A figure with a bound and a noun after it is a threshold unless something
makes it one's own deed: a verb that reaches it (培育20家以上企业) or a share
that opens the sentence (90%以上的事项实现…).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.figures.bounds import words_before
from policydiff.figures.plain import Plain
from policydiff.figures.quantities import Quantity
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Comparator, Dimension, Passage, Status, Threshold


@dataclass(frozen=True, slots=True)
class _Words:
    subjects: re.Pattern[str]
    measures: re.Pattern[str]
    acts: re.Pattern[str]
    opening: re.Pattern[str]
    treated: re.Pattern[str]
    failing: re.Pattern[str]
    met: re.Pattern[str]
    bracket: re.Pattern[str]
    shares: re.Pattern[str]
    builds: re.Pattern[str]


@derived
def _words() -> _Words:
    words = load("thresholds")
    subjects = any_of(words["subjects"])
    return _Words(
        # an entity within the noun phrase that follows
        subjects=re.compile(rf"(?:{subjects})"),
        measures=re.compile(rf"(?:{any_of(words['measures'])})(?:在|为|达到|达|不|未)?$"),
        acts=re.compile(rf"(?:{any_of(words['acts'])})(?:了|约|近|不少于|不低于|至少)?$"),
        opening=re.compile(rf"(?:{any_of(words['opening'])})$"),
        treated=re.compile(rf"[^{STOPS}]{{0,24}}(?:{any_of(words['treated'])})"),
        failing=re.compile(rf"(?:{any_of(words['failing'])})[^{STOPS}]{{0,24}}的"),
        met=re.compile(rf"[^{STOPS}]{{2,16}}的(?:，|{any_of(words['consequences'])})"),
        bracket=re.compile(rf"(?:{subjects})（[^{STOPS}（）]{{0,12}}$"),
        shares=re.compile(rf"的?[^{STOPS}：、的]{{0,8}}(?:{any_of(words['reached'])})"),
        builds=re.compile(rf"(?:^|[{STOPS}：、])(?:{any_of(words['builds'])})[^{STOPS}：、]{{1,16}}$"),
    )


_PHRASE = re.compile(rf"[^{STOPS}：！？、）”0-9]{{0,24}}")
_CLAUSE = re.compile(rf"[^{STOPS}：！？]{{0,40}}")
_JOINT = frozenset({"、", "和", "与", "及", "且", "，", "或"})
_PUNCTUATION = frozenset(f"{STOPS}：、）”』！？/")
_WHOLE = re.compile(
    rf"(?:^|[{STOPS}：、！？])(?:全[市旗区县省国盟]|各地|年均)?(?:[^{STOPS}：、]{{0,2}}底前)?$"
)
_DOING = frozenset({"down_to", "up_to", "reach", "down_by", "up_by", "merge"})
_PROMISING = _DOING | {"is"}
_BOUNDING = frozenset({"at_most", "at_least", "below", "above"})
_MONEYED = frozenset({Dimension.MONEY, Dimension.CAPACITY})
_SIZES = frozenset({Dimension.MONEY, Dimension.CAPACITY, Dimension.COUNT})
_NEXT_MEASURE = re.compile(rf"、[^{STOPS}、]{{2,12}}(?:超过|高于|低于|大于|小于|多于|少于)")
_EXEMPT = re.compile(rf"的[^{STOPS}]{{1,20}}除外")
_LINKS = frozenset("对为将把在有使让向")
_RANKED = re.compile(r"(?:前|后|排名前|位列前)$")


def thresholds_of(
    text: str, quantities: Sequence[Quantity], from_to: frozenset[int], status: Status
) -> list[bool]:
    """For each of ``quantities`` (in order) whether it is a threshold; those in ``from_to`` are promised.

    What joins a following figure (5亿元以下、1亿元以上的项目) is decided with it.
    """
    decided = [False] * len(quantities)
    for index in range(len(quantities) - 1, -1, -1):
        here = quantities[index]
        if index + 1 < len(quantities) and _goes_with(text, here, quantities[index + 1]):
            decided[index] = decided[index + 1]
        else:
            decided[index] = index not in from_to and _is_threshold(text, here, status)
    return decided


def _goes_with(text: str, here: Quantity, following: Quantity) -> bool:
    gap = following.start - here.bound_end
    if not here.after:
        # 注册资本不低于5000万元、从业人员不少于100人的企业
        return (
            gap <= 16
            and here.unit.dimension in _SIZES
            and following.unit.dimension in _SIZES
            and _NEXT_MEASURE.fullmatch(text, here.bound_end, following.start) is not None
            and bool(words_before(text, here.start) & _BOUNDING)
        )
    if gap > 2 or here.unit.kind != following.unit.kind:
        return False
    if gap == 0 and (here.after, following.after) == ("at_least", "at_most"):
        return True  # 二人以上二百人以下
    if text[here.bound_end : here.bound_end + 1] not in _JOINT:
        return False
    return here.after != following.after or here.rule == "list"


def _is_threshold(text: str, quantity: Quantity, status: Status) -> bool:
    unit = quantity.unit
    if unit.kind in {"voltage", "apparent-power"}:
        return True
    if unit.dimension is Dimension.STEPS or quantity.rule in {"doubling", "half"}:
        return False
    start = quantity.start
    if unit.dimension is Dimension.RATE and _RANKED.search(text, max(0, start - 4), start):
        return True
    if unit.dimension is Dimension.TIME and _is_condition(text, quantity):
        return True
    if quantity.after and _EXEMPT.match(text, quantity.bound_end):
        return True
    before = words_before(text, start)
    if quantity.after:
        return not before & _DOING and _bounded_after(text, quantity, before)
    if before & _BOUNDING:
        return _bounded_before(text, quantity)
    if before & _PROMISING and not (
        unit.kind == "power" or _words().opening.search(text, max(0, start - 3), start)
    ):
        return False
    return _described(text, quantity, status)


_NOT_WITHIN = re.compile(r"(?:未|没有|不能|无法)(?:能)?(?:在|于)$")
_CASE = re.compile(r"[^。；]{0,60}的(?=，|$)")


def _is_condition(text: str, quantity: Quantity) -> bool:
    """十日内未答复的, 满3年的, 连续2年考核优秀的: a case, not a time limit."""
    start, end = quantity.start, quantity.bound_end
    words = _words()
    if quantity.after in {"at_most", ""} and words.failing.match(text, end):
        return True
    if quantity.after == "at_most" and words.met.match(text, end):
        return True
    if _NOT_WITHIN.search(text, max(0, start - 4), start):
        return _CASE.match(text, end) is not None
    if words.opening.search(text, max(0, start - 3), start) and not quantity.after:
        clause = _CLAUSE.match(text, end)
        return clause is not None and "的" in clause.group(0)
    return False


def _bounded_after(text: str, quantity: Quantity, before: frozenset[str]) -> bool:
    """160千瓦及以下的小微企业; 90%以上的事项实现… and 引进两名以上人才 are promised."""
    words = _words()
    start, end = quantity.start, quantity.bound_end
    following = text[end : end + 1]
    if following == "" or following in _PUNCTUATION:
        return _closes(text, quantity, following)
    dimension = quantity.unit.dimension
    if quantity.after == "about":
        return False
    if quantity.after == "at_most" and text[end - 1] == "内":
        return following == "的"
    if dimension is Dimension.RATE:
        return not _opens_a_promise(text, quantity)
    if before & {"at_least", "at_most"}:
        return False
    if text[start - 1] in _LINKS or not words.acts.search(text, max(0, start - 8), start):
        return True
    if dimension is Dimension.COUNT:
        return False  # 培育10家以上企业: what is counted follows
    phrase = _PHRASE.match(text, end)
    return phrase is not None and words.subjects.search(phrase.group(0)) is not None


def _closes(text: str, quantity: Quantity, following: str) -> bool:
    """重点用能单位（年综合能耗5000吨标准煤以上）: a bracket that says which of those named before it."""
    if quantity.unit.dimension not in _MONEYED or following != "）":
        return False
    start = quantity.start
    return _words().bracket.search(text, max(0, start - 24), start) is not None


def _opens_a_promise(text: str, quantity: Quantity) -> bool:
    """A share at the head of its clause or after 实现, 确保 is promised, unless those it names are treated."""
    words = _words()
    start, end = quantity.start, quantity.bound_end
    if quantity.after != "at_least" or words.treated.match(text, end):
        return False
    if words.shares.match(text, end) and text[start - 1 : start] not in _LINKS:
        return True  # 建成区40%以上的面积达到…
    if _WHOLE.search(text, max(0, start - 12), start):
        return True
    return words.acts.search(text, max(0, start - 8), start) is not None


_BOUNDED = re.compile(
    rf"(?P<head>[^{STOPS}：、]*?)(?:不得|不能|不|未)?(?:超过|高于|低于|大于|小于|多于|少于|不足|不到|超|逾|突破|[≤≥<>])[约近]?$"
)


def _bounded_before(text: str, quantity: Quantity) -> bool:
    """注册资本超过500万元的企业; 给予不超过30万元的补贴 and 不少于30日的公示期 are promised."""
    words = _words()
    start, end = quantity.start, quantity.bound_end
    if text[end : end + 1] != "的":
        # 产值超亿元企业; 超过50家企业 is a count of them
        direct = words.subjects.match(text, end) is not None and quantity.unit.dimension in _MONEYED
        return direct and not words.acts.search(text, max(0, start - 10), start - 1)
    match = _BOUNDED.search(text, max(0, start - 16), start)
    head = match["head"] if match else ""
    if head == "" or head[-1] in _PUNCTUATION or words.acts.search(head):
        return False
    following = text[end + 1 : end + 2]
    if following == "" or following in _PUNCTUATION or following.isdigit():
        return True  # 债务人财产不足1000万元的，…
    phrase = _PHRASE.match(text, end + 1)
    return phrase is not None and words.subjects.search(phrase.group(0)) is not None


def _described(text: str, quantity: Quantity, status: Status) -> bool:
    """总投资20亿元的光伏项目, 年产值5000万元至1亿元的企业: which, not how much; a report tells how much."""
    words = _words()
    start, end = quantity.start, quantity.bound_end
    following = text[end : end + 1]
    builds = words.builds.search(text, max(0, start - 20), start)
    if quantity.unit.dimension is Dimension.CAPACITY and following == "的" and builds:
        return False  # 新建年产规模60万吨的项目: what is built
    if quantity.unit.kind == "power":
        return following not in _PUNCTUATION and following != ""
    if words.opening.search(text, max(0, start - 3), start) and quantity.unit.dimension is Dimension.RATE:
        clause = _CLAUSE.match(text, end)
        return clause is not None and "的" in clause.group(0)
    if quantity.unit.kind == "age":
        return following not in _PUNCTUATION and following != ""
    if status is not Status.TARGET or following != "的":
        return False
    if quantity.unit.dimension not in {Dimension.MONEY, Dimension.CAPACITY}:
        return False
    if not words.measures.search(text, max(0, start - 8), start):
        return False
    phrase = _PHRASE.match(text, end + 1)
    return phrase is not None and words.subjects.search(phrase.group(0)) is not None


_SIGNS = {
    "at_most": Comparator.AT_MOST,
    "at_least": Comparator.AT_LEAST,
    "below": Comparator.BELOW,
    "above": Comparator.ABOVE,
}


def threshold_of(passage: Passage, clause: Plain, quantity: Quantity) -> Threshold:
    """The threshold that ``quantity`` is."""
    sign = quantity.after
    if sign not in _SIGNS:
        before = words_before(clause.text, quantity.start)
        sign = next((kind for kind in _SIGNS if kind in before), "")
    start, end = clause.place(quantity.start, quantity.bound_end)
    return Threshold(
        text=passage.text[start:end],
        span=passage.span(start, end),
        comparator=_SIGNS.get(sign, Comparator.EXACTLY),
        value=quantity.value if quantity.high is None else (quantity.value, quantity.high),
        unit=quantity.unit.name,
    )
