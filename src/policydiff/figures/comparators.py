"""How a value is bound: at most, at least, less by, more by, or just that, with the rule that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from policydiff.figures.bounds import FAR, bound_across, words_before
from policydiff.figures.following import area_of
from policydiff.figures.quantities import Quantity
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Comparator, Dimension, Status
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class _Patterns:
    over_a_base: re.Pattern[str]
    """不超过合同价款的10%."""
    level_of: re.Pattern[str]
    """压缩办理时间至5个工作日."""
    amount_off: re.Pattern[str]
    """缩短办理时间5个工作日."""
    merged: re.Pattern[str]
    """整合为受理、审核2个环节."""
    achieved: re.Pattern[str]
    """完成任务指标的70%."""
    relief: re.Pattern[str]
    """50%的租金减免."""


_NOUN = rf"[^{STOPS}：！？、0-9]"


@derived
def _patterns() -> _Patterns:
    bounds = load("bounds")
    verbs, before = bounds["verbs"], bounds["before"]
    bases = {
        kind: [fold(word) for word in before[kind]] for kind in ("at_most", "at_least", "below", "above")
    }
    bases["at_least"] += before["over_a_base"]
    for kind, changes in (("at_most", "down"), ("at_least", "up")):
        bases[kind] += ["".join(words) for words in product(verbs[changes], verbs["to"][:3])]
    based = "|".join(rf"(?P<{kind}>{any_of(words)})" for kind, words in sorted(bases.items()))
    fillers = rf"(?:{any_of(word for word in bounds['fillers']['words'] if word != '的')})?"
    return _Patterns(
        over_a_base=re.compile(
            rf"(?:{based})(?!以上|以下){_NOUN}{{0,16}}?(?:(?:19|20)\d\d年)?{_NOUN}{{0,12}}的$"
        ),
        level_of=re.compile(rf"(?:{any_of(verbs['down_objects'])}){_NOUN}{{2,12}}(?:至|到)$"),
        amount_off=re.compile(
            rf"(?:{any_of(verbs['down_objects'])})[^{STOPS}：！？0-9]{{0,14}}(?:{any_of(verbs['reducible'])}){fillers}$"
        ),
        merged=re.compile(rf"(?:{any_of(verbs['merge'])})(?:{any_of(verbs['to'])})[^{STOPS}：]{{0,24}}$"),
        achieved=re.compile(rf"(?:完成|实现|覆盖)[^{STOPS}：0-9]{{0,10}}$"),
        relief=re.compile(rf"的?{_NOUN}{{0,6}}(?:{any_of(verbs['relief'])})"),
    )


_SIGNS = {
    "at_most": Comparator.AT_MOST,
    "at_least": Comparator.AT_LEAST,
    "below": Comparator.BELOW,
    "above": Comparator.ABOVE,
}


def _bound_over_a_base(text: str, start: int) -> Comparator | None:
    window = max(0, start - FAR)
    match = _patterns().over_a_base.search(text, window, start)
    return _SIGNS[match.lastgroup or "at_most"] if match else None


_POINTS_ABOVE = re.compile(
    rf"(?:(?P<above>(?<![不得])(?:高于|超过|高出|快于))|(?P<below>低于)){_NOUN}{{1,14}}$"
)
_DONE = ("实现", "完成", "覆盖", "达标", "达到", "符合", "满足", "落实", "整改", "办结", "公开")
_MOMENT = ("后", "起", "自", "在", "于", "的")
_BARRED = ("不得", "不再", "禁止", "免于", "免予")
_PUNCTUATION = f"{STOPS}：、）”』！？"


def comparator_of(
    text: str, quantity: Quantity, dimension: Dimension, start: int, following: str, status: Status
) -> tuple[Comparator, str]:
    """The bound of ``quantity`` and the name of the rule that gave it.

    ``start`` is where the words that bind it end: its own beginning, or that
    of the list it stands in.  ``following`` are the words after it.
    """
    words = words_before(text, start)
    share = quantity.unit.dimension is Dimension.RATE
    if quantity.rule == "doubling":
        return Comparator.INCREASE_BY, "doubling"
    if dimension is Dimension.TIME and ("ahead" in words or _is_before_an_event(text, start, quantity)):
        return Comparator.AT_LEAST, "ahead"
    if quantity.rule == "between" or (quantity.high is not None and following.startswith("之间")):
        return Comparator.EXACTLY, "between"
    if "at_most" in words:
        return Comparator.AT_MOST, "before-at-most"
    if "at_least" in words:
        return Comparator.AT_LEAST, "before-at-least"
    across = bound_across(text, start)
    if across is not None:
        return across, "before-across"
    over = _over(text, start, quantity)
    if over is not None:
        return over, "over-a-base"
    change = _change(text, start, quantity, words, following)
    if change is not None:
        return change
    if quantity.after == "at_most":
        if dimension is Dimension.TIME and following.startswith(_BARRED):
            return Comparator.EXACTLY, "lasting"  # 三年内不得参加
        return Comparator.AT_MOST, "after-at-most"
    if quantity.after == "at_least":
        return Comparator.AT_LEAST, "after-at-least"
    if "down_to" in words or _patterns().level_of.search(text, max(0, start - FAR), start):
        return Comparator.AT_MOST, "down-to"
    if "up_to" in words:
        return Comparator.AT_LEAST, "up-to"
    if "below" in words:
        return Comparator.BELOW, "before-below"
    if "above" in words:
        return Comparator.ABOVE, "before-above"
    if dimension in _MERGED and (
        "merge" in words or _patterns().merged.search(text, max(0, start - FAR), start)
    ):
        return Comparator.EXACTLY, "merged-into"
    if dimension is Dimension.TIME:
        return _of_time(text, start, words, following)
    return _of_level(text, start, quantity, dimension, words, following, status, share)


_MERGED = frozenset({Dimension.STEPS, Dimension.COUNT})


_EVENT = re.compile(rf"[^{STOPS}：、\d\x01底之以日月年目提]前$")


def _is_before_an_event(text: str, start: int, quantity: Quantity) -> bool:
    """会议召开前3个工作日通知: at least that long before."""
    return not quantity.after and _EVENT.search(text, max(0, start - 2), start) is not None


def _over(text: str, start: int, quantity: Quantity) -> Comparator | None:
    if quantity.unit.dimension is not Dimension.RATE:
        return None
    if text[start - 1 : start] == "的":
        return _bound_over_a_base(text, start)
    if quantity.unit.kind == "points":
        match = _POINTS_ABOVE.search(text, max(0, start - FAR), start)
        if match:
            return Comparator.ABOVE if match["above"] else Comparator.BELOW
    return None


def _change(
    text: str,
    start: int,
    quantity: Quantity,
    words: frozenset[str],
    following: str,
) -> tuple[Comparator, str] | None:
    """An amount or a share taken off or added; 压减3个工作日以内 is a level, its 至 left out."""
    if "down_to" in words or "up_to" in words:
        return None
    if quantity.unit.dimension is Dimension.RATE:
        if quantity.unit.kind == "discount":
            return None
        if "down_by" in words:
            return Comparator.REDUCE_BY, "by-share"
        if "up_by" in words:
            return Comparator.INCREASE_BY, "by-share"
        if _patterns().amount_off.search(text, max(0, start - FAR), start):
            return Comparator.REDUCE_BY, "by-share"
        if not words and _patterns().relief.match(following):
            return Comparator.REDUCE_BY, "relief"
        return None
    if quantity.after == "at_most":
        return None
    if "down_amount" in words:
        return Comparator.REDUCE_BY, "by-amount"
    if "up_amount" in words:
        return Comparator.INCREASE_BY, "by-amount"
    if _patterns().amount_off.search(text, max(0, start - FAR), start):
        return Comparator.REDUCE_BY, "by-amount"
    return None


def _of_time(text: str, start: int, words: frozenset[str], following: str) -> tuple[Comparator, str]:
    if "lasting" in words:
        return Comparator.EXACTLY, "lasting"
    if "within" in words:
        return Comparator.AT_MOST, "within"
    if "limit" in words:
        return Comparator.AT_MOST, "limit-noun"
    if text.endswith(_MOMENT, max(0, start - 1), start) or (following and following[0] not in _PUNCTUATION):
        return Comparator.AT_MOST, "time-for-action"
    return Comparator.EXACTLY, "plain"


_LEVELS = frozenset({Dimension.RATE, Dimension.CAPACITY, Dimension.MONEY})


def _of_level(
    text: str,
    start: int,
    quantity: Quantity,
    dimension: Dimension,
    words: frozenset[str],
    following: str,
    status: Status,
    share: bool,
) -> tuple[Comparator, str]:
    """No bound is written: 达到95% is at least that much, 占95% and 保持在6%左右 just that."""
    if "steady" in words and quantity.after == "about":
        return Comparator.EXACTLY, "about"
    if "reach" in words:
        arrives = text.endswith(("达到", "达"), 0, start) or "达到" in text[max(0, start - 4) : start]
        if arrives or (dimension in _LEVELS and status is Status.TARGET):
            return Comparator.AT_LEAST, "reach"
    if share and status is Status.TARGET:
        if following.startswith(_DONE) or area_of(following):
            return Comparator.AT_LEAST, "share-done"
        if _patterns().achieved.search(text, max(0, start - FAR), start):
            return Comparator.AT_LEAST, "share-done"
    return Comparator.EXACTLY, "plain"
