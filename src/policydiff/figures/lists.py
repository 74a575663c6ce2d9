"""Values in lists, from-to pairs, and the lists of objects they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from policydiff.figures.bounds import words_before
from policydiff.figures.quantities import Quantity
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Dimension
from policydiff.topics.words import OFFICE, PLACE, words_of


@dataclass(slots=True)
class Draft:
    """A quantity on its way to a target."""

    quantity: Quantity
    group: int
    """Index of the first draft of its list."""
    size: int = 1
    place: int = 0
    """Its place in the list."""
    baseline: Quantity | None = None
    echo: bool = False
    """It says the value before it in other words: 压缩75%共计5067天."""
    at_once: int = 0
    """Places at the head of the list that hold no figure: 当场、10个和20个工作日."""

    @property
    def start(self) -> int:
        """Where the words that lead to it end."""
        return self.quantity.start if self.baseline is None else self.baseline.start


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list of objects."""

    object: str
    item: str


_JOINTS = frozenset({"、", "和", "与", "及", "以及", "或", "、和"})
_ECHO = re.compile(r"[，、]?(?:共计|合计|总计|累计|共|即|约合|计)$")
_EACH = re.compile(rf"分别[^{STOPS}]{{0,20}}$")
_AT_ONCE = re.compile(r"(?P<places>(?:(?:当场|即时|当日|即日|立即)(?:办结|办理)?[、和])+)$")
_FROM = re.compile(
    rf"(?:由|从)(?:过去的|原来的|原先的|原有的|原|现行的?|目前的?|法定的?|平均)?[^{STOPS}、由从]{{0,12}}$"
)


@derived
def _change() -> re.Pattern[str]:
    verbs = load("bounds")["verbs"]
    words = any_of(verbs["down"] + verbs["up"] + verbs["merge"])
    return re.compile(rf"(?:{words})[^{STOPS}]{{0,6}}(?:{any_of(verbs['to'])})?[^{STOPS}]{{0,4}}$")


@derived
def _directly() -> re.Pattern[str]:
    verbs = load("bounds")["verbs"]
    words = any_of(verbs["down"] + verbs["up"] + verbs["merge"])
    return re.compile(rf"[\u4e00-\u9fff]{{0,8}}?(?:{words})(?:{any_of(verbs['to'])})")


def drafts_of(text: str, quantities: Sequence[Quantity]) -> list[Draft]:
    """``quantities`` of a folded text in their lists, each with the value it starts from.

    >>> from policydiff.figures.quantities import find_quantities
    >>> text = "分别由60日、30日压减至15日、7日"
    >>> [(str(d.quantity.value), str(d.baseline.value), d.place) for d in drafts_of(text, find_quantities(text))]
    [('15', '60', 0), ('7', '30', 1)]
    """
    lists = _lists(text, quantities)
    drafts: list[Draft] = []
    index = 0
    while index < len(lists):
        here = lists[index]
        following = lists[index + 1] if index + 1 < len(lists) else []
        starts: list[Quantity | None] = [None] * len(here)
        if following and _is_from_to(text, here, following):
            starts, here = [*here], following
            index += 1
        index += 1
        first = len(drafts)
        for place, (quantity, start) in enumerate(zip(here, starts, strict=True)):
            echo = (
                place > 0
                and here[place - 1].unit.kind != quantity.unit.kind
                and _is_echo(text, here[place - 1], quantity)
            )
            drafts.append(Draft(quantity, first, len(here), place, start, echo))
        _leave_places(text, drafts[first:])
    return drafts


def _lists(text: str, quantities: Sequence[Quantity]) -> list[list[Quantity]]:
    lists: list[list[Quantity]] = []
    for quantity in quantities:
        before = lists[-1][-1] if lists else None
        if before is not None and _joined(text, lists[-1][0], before, quantity):
            lists[-1].append(quantity)
        else:
            lists.append([quantity])
    return lists


def _joined(text: str, first: Quantity, before: Quantity, here: Quantity) -> bool:
    gap = here.start - before.bound_end
    if gap > 8:
        return False
    if _is_echo(text, before, here):
        return True
    if (
        not before.after
        and _COUNTED.fullmatch(text, before.bound_end, here.start)
        and words_before(text, first.start) & _BOUNDS
    ):
        return True  # 不超过3个环节、5份材料、2个工作日: the bound holds for all
    if text[before.bound_end : here.start] not in _JOINTS:
        return False
    return before.unit.kind == here.unit.kind or (
        _EACH.search(text, max(0, first.start - 24), first.start) is not None
    )


_COUNTED = re.compile(r"[\u4e00-\u9fff]{0,6}、")
_BOUNDS = frozenset({"at_most", "at_least", "below", "above"})


def _is_echo(text: str, before: Quantity, here: Quantity) -> bool:
    return (
        before.unit.dimension is Dimension.RATE
        and _ECHO.fullmatch(text, before.bound_end, here.start) is not None
    )


def _is_from_to(text: str, first: Sequence[Quantity], second: Sequence[Quantity]) -> bool:
    """由5个环节压减至3个环节: the first value is where it starts."""
    before, after = first[0], second[0]
    gap = after.start - first[-1].bound_end
    if gap > 30 or len(first) != len(second) or before.unit.dimension is not after.unit.dimension:
        return False
    if not _FROM.search(text, max(0, before.start - 20), before.start):
        # 4个环节合并为1个环节, 目前的5个工作日压减至3个工作日
        same = len(first) == 1 and not before.after and before.unit.kind == after.unit.kind
        return same and _directly().fullmatch(text, before.bound_end, after.start) is not None
    return _change().search(text, first[-1].bound_end, after.start) is not None


def _leave_places(text: str, drafts: Sequence[Draft]) -> None:
    """分别压减至当场、10个和20个工作日: the first object is done at once, the figures belong to the others."""
    start = drafts[0].start
    match = _AT_ONCE.search(text, max(0, start - 20), start)
    if match is None:
        return
    places = sum(match["places"].count(joint) for joint in "、和")
    for draft in drafts:
        draft.size += places
        draft.place += places
        draft.at_once = places


def spanned(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """``first`` and ``second`` as the two ends of one range: 二人以上二百人以下, 不少于3人且不超过9人.

    None where they are no such range.
    """
    if first.unit.kind != second.unit.kind or first.high is not None or second.high is not None:
        return None
    between = text[first.bound_end : second.start]
    if (first.after, second.after) == ("at_least", "at_most"):
        joined = between == ""
    else:
        joined = (
            not first.after
            and not second.after
            and "at_least" in words_before(text, first.start)
            and _MOST.fullmatch(between) is not None
            and "at_most" in words_before(text, second.start)
        )
    high = second.value * second.unit.factor / first.unit.factor
    if not joined or high <= first.value:
        return None
    return replace(first, end=second.end, bound_end=second.bound_end, high=high, after="", rule="between")


_MOST = re.compile(r"[，、]?(?:且|并且|并|但|，)?[不最至][\u4e00-\u9fff]{1,3}")


def list_start(text: str, drafts: Sequence[Draft], draft: Draft) -> int:
    """Where the words that bind the list of ``draft`` end."""
    start = drafts[draft.group].quantity.start
    match = _AT_ONCE.search(text, max(0, start - 20), start) if draft.at_once else None
    return match.start() if match else start


_JOINT = re.compile(r"、|以及|和|与|及(?!时)")
_LABEL = re.compile(r"(?P<before>.*[^ⅠⅡⅢⅣⅤⅥA-Z甲乙丙丁])(?P<label>[ⅠⅡⅢⅣⅤⅥA-Z甲乙丙丁])")


@derived
def _measured() -> re.Pattern[str]:
    """Ends of nouns that are measured themselves, so share no head with what follows: 材料、审批时限."""
    words = load("bounds")["verbs"]["reducible"]
    return re.compile(rf"(?:{any_of(words)}|[率量额值数比费价度]|面积|收入|投资|比例|比重|占比|水平)$")


def are_measured(items: Sequence[Item]) -> bool:
    """Can a list of objects share out values of different units, as 环节、时间 can 2个、5个工作日?

    低压居民、小微企业办电不超过2个环节、5个工作日: both values are for both.
    """
    return all(_measured().search(item.object) for item in items)


def split_items(words: str) -> tuple[Item, ...]:
    """The members of a list of objects; what the last one adds holds for all.

    >>> [item.object for item in split_items("申请表单、材料、审批时限和环节")]
    ['申请表单', '材料', '审批时限', '环节']
    >>> [item.item for item in split_items("甲类客户、乙类客户、丙类客户的办理时间")]
    ['甲类客户', '乙类客户', '丙类客户']
    >>> [item.object for item in split_items("城市、农村供电可靠率")]
    ['城市供电可靠率', '农村供电可靠率']
    >>> [item.object for item in split_items("办理深度Ⅰ、Ⅱ、Ⅲ级网办")]
    ['办理深度Ⅰ级网办', '办理深度Ⅱ级网办', '办理深度Ⅲ级网办']
    """
    words = _behind_office(words)
    parts = [part for part in _JOINT.split(words) if part]
    if len(parts) < 2:
        return (Item(words, words),) if words else ()
    prefix, cut = _shared_prefix(parts), _shared_head(parts)
    if prefix:
        parts[0] = parts[0][len(prefix) :]
    last = parts[-1]
    head = last[cut:]
    if head:
        parts[-1] = last[:cut]
    return tuple(Item(f"{prefix}{part}{head.removeprefix('的')}", prefix + part) for part in parts)


def _behind_office(words: str) -> str:
    """``words`` without the office that they begin with: 住房和城乡建设局 is no list."""
    if _JOINT.search(words) is None:
        return words
    names = takewhile(lambda word: word.key in {OFFICE, PLACE}, words_of(words))
    office = next((word for word in names if word.key == OFFICE and _JOINT.search(word.text)), None)
    return words[office.end :] if office else words


def _shared_prefix(parts: Sequence[str]) -> str:
    """办理深度 of 办理深度Ⅰ、Ⅱ、Ⅲ级网办."""
    match = _LABEL.fullmatch(parts[0])
    if match is None or not all(_LABELS.match(part) for part in parts[1:]):
        return ""
    return match["before"]


_LABELS = re.compile(r"[ⅠⅡⅢⅣⅤⅥA-Z甲乙丙丁]")


def _shared_head(parts: Sequence[str]) -> int:
    """Where in the last member the words begin that hold for all; its length when none do."""
    *others, last = parts
    longest = max(map(len, others))
    cut = last.find("的")
    if cut > 0 and len(last) > longest:
        return cut
    labelled = _LABELS.match(last)
    if labelled and all(_LABELS.match(part[-1:]) for part in others):
        return 1
    if all(len(part) == 1 for part in others) and len(last) > 1:
        return 1
    ending = others[-1][-1]
    if all(part.endswith(ending) for part in others):
        # 国家级、自治区级、市级企业: the members end alike
        place = last.find(ending, 0, len(last) - 1)
        if 0 < place <= longest + 2:
            return place + 1
    if _measured().search(others[-1]):
        return len(last)
    even = len({len(part) for part in others}) == 1 and longest <= 4
    if even and len(last) >= longest + 2 and _measured().search(last):
        # 城市、农村供电可靠率: the members are of one length
        return longest
    for length in range(min(longest, len(last) - 2), 2, -1):
        # 报告书、报告表审批时限: the members begin alike
        if others[-1][-length:][: length - 1] == last[: length - 1] and _measured().search(last):
            return length
    return len(last)
