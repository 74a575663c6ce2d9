"""From quantities and dates to targets: object, bound, scope, direction.

The text is one commitment; offsets are positions in it until the end, where a
passage carries them back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from policydiff.folding import fold
from policydiff.lexicon import any_of, load
from policydiff.model import (
    Absolute,
    Comparator,
    Dimension,
    Direction,
    Notice,
    Passage,
    Status,
    Target,
    Threshold,
)
from policydiff.targets.deadlines import DateMention, find_dates
from policydiff.targets.objects import Clause, object_of, scope_of, split_items
from policydiff.targets.quantities import Quantity, find_quantities, units
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Context:
    """What the document says around a commitment."""

    year: int | None = None
    issued: date | None = None
    heading: str = ""
    status: Status = Status.TARGET


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one commitment, in the order of the text."""

    targets: tuple[Target, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    absolutes: tuple[Absolute, ...] = ()
    dates: tuple[DateMention, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A quantity on its way to a target."""

    quantity: Quantity
    group: int
    """Index of the first quantity of its list."""
    size: int = 1
    place: int = 0
    """Its place in the list."""
    baseline: Quantity | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    down: str
    up: str
    merge: str
    to: str
    before: dict[str, re.Pattern[str]] = field(default_factory=dict)


@cache
def _words() -> _Words:
    bounds = load("bounds")
    verbs = bounds["verbs"]
    gap = r"(?:现在的?|目前的?|约|近|共计?|为|总计|总数|平均|的)?"
    before = {
        kind: re.compile(rf"(?:{any_of([fold(word) for word in bounds['before'][kind]])}){gap}$")
        for kind in ("at_most", "at_least", "below", "above", "about")
    }
    before["at_least_some"] = re.compile(r"(?:至少|最少)[\u4e00-\u9fff]{1,4}$")
    before["done"] = re.compile(r"(?:完成|实现|达到|覆盖)[^，。；：0-9]{0,10}$")
    to = any_of(verbs["to"])
    middle = r"(?:时间|时限|了)?"
    before["down_to"] = re.compile(rf"(?:{any_of(verbs['down'])}){middle}(?:{to}){gap}$")
    before["up_to"] = re.compile(rf"(?:{any_of(verbs['up'])})(?:{to}){gap}$")
    before["merge"] = re.compile(rf"(?:{any_of(verbs['merge'])})(?:{to})[^，。；：]{{0,24}}$")
    before["down_by"] = re.compile(rf"(?:{any_of(verbs['down'])})(?:了|幅度(?:达到?)?)?{gap}$")
    before["up_by"] = re.compile(rf"(?:{any_of(verbs['up'])})(?:了|幅度(?:达到?)?)?{gap}$")
    before["reach"] = re.compile(rf"(?:{any_of(verbs['reach'])}){gap}$")
    before["limit"] = re.compile(rf"(?:{any_of(bounds['verbs']['limit_nouns'])})(?:为|是)?{gap}$")
    return _Words(any_of(verbs["down"]), any_of(verbs["up"]), any_of(verbs["merge"]), to, before)


_TITLE = re.compile(r"《[^》]{0,120}》|〔[^〕]{0,20}〕")
_SHORT_QUOTE = re.compile(r"“[^”]{1,14}”")
_EXCEPTION = re.compile(r"除[^，。；]{1,60}?(?:以外|之外|外)(?=[，、的。；]|$)")
_ENUMERATION_COUNT = re.compile(r"等[^，。；、]{0,3}$")
_PAST = re.compile(
    r"截至|截止目前|目前已|已(?:经)?(?:累计|完成|建成|实现|达到|有|办理|开展)|累计(?:已|完成|办理)|上年(?:度)?(?:已|完成)"
)
_FROM = re.compile(
    r"(?:由|从)(?:过去的|原来的|原先的|原有的|原|现行的?|目前的?|法定的?|平均)?[^，。；、由从]{0,12}$"
)
_RANKED = re.compile(r"(?:前|后|排名前|位列前)$")
_PUNCTUATION = re.compile(r"[，。；：、）”』！？]|$")
_ROUND_CLOCK = re.compile(
    r"服务|值班|在线|不间断|受理|热线|咨询|业务|自助|开放|不打烊|办|线上|全天|电话|响应|应急|待命|客服"
)
_ZERO = re.compile(r"“?零(?P<what>投资|成本|费用|收费)”?")
_LIST_JOINTS = frozenset({"、", "和", "与", "及", "以及", "或"})


def read_targets(passage: Passage, context: Context) -> Reading:
    """What the commitment ``passage`` promises in figures.

    >>> from policydiff.model import Passage
    >>> clause = "3月底前开办时间全面压缩至0.5个工作日以内"
    >>> passage = Passage(clause, tuple(range(len(clause))), 1)
    >>> [(t.object, t.comparator.value, str(t.value), t.unit) for t in read_targets(passage, Context(2022)).targets]
    [('开办时间全面压缩至0.5个工作日以内', '<=', '2022-03-31', 'date'), ('开办时间', '<=', '0.5', '工作日')]
    """
    text = passage.text
    folded = fold(text)
    dates = find_dates(text, context.year, context.issued)
    hidden = _hidden(folded)
    drafts = _drafts(text, folded, dates, hidden)
    notices: list[Notice] = []
    targets: list[Target] = []
    thresholds: list[Threshold] = []
    clauses: dict[int, Clause] = {}
    previous_end = 0
    for index, draft in enumerate(drafts):
        quantity = draft.quantity
        if _is_threshold(folded, draft, drafts, index):
            thresholds.append(_threshold(passage, quantity))
            continue
        if _is_past(folded, quantity, context):
            continue
        first = drafts[draft.group].quantity
        clause = clauses.get(draft.group)
        if clause is None:
            start = draft.baseline.start if draft.baseline else first.start
            clause = object_of(folded, start, previous_end, quantity.bound_end)
            clauses[draft.group] = clause
        target = _target(passage, folded, draft, first, clause, context)
        if (
            draft.size > 1
            and draft.place == 0
            and "分别" in clause.before
            and len(split_items(clause.object)) != draft.size
        ):
            notices.append(
                notice(
                    "distribution-unclear",
                    line=passage.line,
                    span=target.span,
                    values=draft.size,
                    objects=len(split_items(clause.object)),
                    text=text[clause.start : drafts[draft.group + draft.size - 1].quantity.bound_end],
                )
            )
        targets.append(target)
        previous_end = quantity.bound_end
    targets.extend(_zeros(passage, folded, context))
    targets.extend(_date_targets(passage, folded, dates, hidden, context))
    targets.sort(key=lambda target: (target.span.start, target.span.end, target.dimension))
    return Reading(
        tuple(targets),
        tuple(thresholds),
        _absolutes(passage, folded),
        tuple(mention for mention in dates if not hidden.hold(mention.start)),
        tuple(notices),
    )


def _hidden(folded: str) -> _Spans:
    """Where figures are names or exceptions: titles, document numbers, 除…外."""
    return _Spans(match.span() for pattern in (_TITLE, _EXCEPTION) for match in pattern.finditer(folded))


class _Spans:
    """Stretches of a text, asked about many times."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self._spans and start < self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))
        self._starts = [start for start, _ in self._spans]

    def hold(self, position: int) -> bool:
        """Does one of them hold ``position``?"""
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._spans[index][1]


def _drafts(text: str, folded: str, dates: tuple[DateMention, ...], hidden: _Spans) -> list[_Draft]:
    """The quantities that may be targets, in lists, each with the value it starts from."""
    spans = _Spans((mention.start, mention.end) for mention in dates)
    quotes = _Spans(match.span() for match in _SHORT_QUOTE.finditer(folded))
    found = [
        quantity
        for quantity in find_quantities(text)
        if not spans.hold(quantity.start)
        and not spans.hold(quantity.end - 1)
        and not hidden.hold(quantity.start)
        and not (quotes.hold(quantity.start) and quantity.unit.dimension is Dimension.COUNT)
        and not (
            quantity.unit.dimension is Dimension.COUNT
            and _ENUMERATION_COUNT.search(folded[max(0, quantity.start - 4) : quantity.start])
        )
    ]
    drafts: list[_Draft] = []
    index = 0
    while index < len(found):
        quantity = found[index]
        if index + 1 < len(found) and _is_from_to(folded, quantity, found[index + 1]):
            drafts.append(_Draft(found[index + 1], len(drafts), baseline=quantity))
            index += 2
            continue
        drafts.append(_Draft(quantity, len(drafts)))
        index += 1
    _group_lists(folded, drafts)
    return drafts


def _is_from_to(folded: str, first: Quantity, second: Quantity) -> bool:
    """由5个环节压减至3个环节: the first value is where it starts."""
    if first.unit.dimension is not second.unit.dimension:
        return False
    if not _FROM.search(folded[max(0, first.start - 20) : first.start]):
        return False
    between = folded[first.bound_end : second.start]
    words = _words()
    return (
        len(between) <= 30
        and re.search(
            rf"(?:{words.down}|{words.up}|{words.merge})[^，。；]{{0,6}}(?:{words.to})?[^，。；]{{0,4}}$",
            between,
        )
        is not None
    )


def _group_lists(folded: str, drafts: list[_Draft]) -> None:
    for index in range(1, len(drafts)):
        before, here = drafts[index - 1], drafts[index]
        between = folded[before.quantity.bound_end : here.quantity.start]
        if (
            between in _LIST_JOINTS
            and before.quantity.unit.kind == here.quantity.unit.kind
            and not here.baseline
        ):
            here.group = before.group
            here.place = before.place + 1
    sizes = Counter(draft.group for draft in drafts)
    for draft in drafts:
        draft.size = sizes[draft.group]


def _is_threshold(folded: str, draft: _Draft, drafts: list[_Draft], index: int) -> bool:
    """Does the quantity say who is concerned rather than what is promised?"""
    quantity = draft.quantity
    before = folded[max(0, quantity.start - 16) : quantity.start]
    following = folded[quantity.bound_end : quantity.bound_end + 2]
    if quantity.unit.kind in {"voltage", "apparent-power"}:
        return True
    if _RANKED.search(before) and quantity.unit.dimension is Dimension.RATE:
        return True
    if draft.baseline is not None or quantity.unit.dimension in {Dimension.STEPS}:
        return False
    if following[:1] in {"、", "，", "且"} and index + 1 < len(drafts) and quantity.after:
        gap = folded[quantity.bound_end : drafts[index + 1].quantity.start]
        same_kind = quantity.unit.kind == drafts[index + 1].quantity.unit.kind
        if len(gap) <= 2 and same_kind and quantity.after != drafts[index + 1].quantity.after:
            return _is_threshold(folded, drafts[index + 1], drafts, index + 1)
    words = _words().before
    if any(words[kind].search(before) for kind in ("down_to", "up_to", "reach", "down_by", "up_by", "merge")):
        return False
    if not quantity.after:
        return quantity.unit.kind in {"power"} and following[:1] not in {"，", "。", "；", ""}
    if _PUNCTUATION.match(following):
        return False
    last = folded[quantity.bound_end - 1]
    if quantity.after == "at_most" and last == "内":
        return following[:1] == "的"
    return True


def _is_past(folded: str, quantity: Quantity, context: Context) -> bool:
    """In a plan, figures of what has been done are no promise."""
    if context.status is not Status.TARGET:
        return False
    return _PAST.search(folded[max(0, quantity.start - 40) : quantity.start]) is not None


def _threshold(passage: Passage, quantity: Quantity) -> Threshold:
    comparator = Comparator.EXACTLY
    if quantity.after == "at_most":
        comparator = Comparator.AT_MOST
    elif quantity.after == "at_least":
        comparator = Comparator.AT_LEAST
    return Threshold(
        text=passage.text[quantity.start : quantity.bound_end],
        span=passage.span(quantity.start, quantity.bound_end),
        comparator=comparator,
        value=_value(quantity),
        unit=quantity.unit.name,
    )


def _value(quantity: Quantity) -> Decimal | tuple[Decimal, Decimal]:
    return quantity.value if quantity.high is None else (quantity.value, quantity.high)


def _target(
    passage: Passage, folded: str, draft: _Draft, first: Quantity, clause: Clause, context: Context
) -> Target:
    quantity = draft.quantity
    before = folded[
        max(0, (draft.quantity if draft.baseline else first).start - 40) : (
            draft.quantity if draft.baseline else first
        ).start
    ]
    following = folded[quantity.bound_end : quantity.bound_end + 12]
    what, item = _item(clause, draft)
    name, start = _named(passage.text, folded, clause, what, quantity, context)
    if quantity.bound_end - start > _LONGEST:
        start = quantity.start
    dimension = quantity.unit.dimension
    unit = quantity.unit.name
    if quantity.unit.name in {"个", "项"} and re.search(r"(?:环节|步骤)$", what):
        dimension, unit = Dimension.STEPS, "环节"
    comparator, rule = _comparator(quantity, dimension, before, following, name)
    if comparator in {Comparator.REDUCE_BY, Comparator.INCREASE_BY} and unit in {"%", "‰", "百分点", "倍"}:
        dimension = Dimension.RATE
    direction = _direction(dimension, comparator, name, following)
    if (
        dimension is Dimension.TIME
        and quantity.value == 24
        and unit == "小时"
        and _ROUND_CLOCK.match(following)
        and not quantity.after
    ):
        comparator, direction, rule = Comparator.EXACTLY, Direction.HIGHER, "round-the-clock"
    scope = scope_of(folded, clause.start, quantity.start)
    parts = [part for part in (item if item != name else "", clause.condition, scope) if part]
    return Target(
        text=passage.text[start : quantity.bound_end],
        span=passage.span(start, quantity.bound_end),
        object=name,
        dimension=dimension,
        comparator=comparator,
        value=_value(quantity),
        unit=unit,
        scope="；".join(dict.fromkeys(parts)),
        direction=direction,
        baseline=draft.baseline.value if draft.baseline else None,
        baseline_unit=draft.baseline.unit.name if draft.baseline else "",
        approximate=quantity.approximate or bool(_words().before["about"].search(before)),
        status=context.status,
        rule=f"{quantity.rule}/{rule}",
        phrase=passage.text[quantity.start : quantity.bound_end],
        condition=clause.condition,
        action=_action(passage.text, folded, quantity.bound_end),
    )


def _item(clause: Clause, draft: _Draft) -> tuple[str, str]:
    """The object of this member of a list, and the list item alone."""
    if draft.size == 1:
        return clause.object, ""
    items = split_items(clause.object)
    if len(items) != draft.size:
        return clause.object, ""
    return items[draft.place].object, items[draft.place].item


_LONGEST = 120
"""Characters of a target's text; a longer stretch says no more than the value alone."""
_NEXT_WORDS = re.compile(r"[^，。；：！？、（]{0,30}")
_DATED_WORDS = re.compile(r"[，、]?[^，。；]{0,40}")


def _named(
    text: str, folded: str, clause: Clause, what: str, quantity: Quantity, context: Context
) -> tuple[str, int]:
    """The object as words, completed from what follows or from the heading, and where the target's text starts."""
    following = _NEXT_WORDS.match(folded, quantity.bound_end)
    words = text[quantity.bound_end : following.end()] if following else ""
    if quantity.unit.dimension is Dimension.COUNT and not quantity.after:
        # 组建3个专班, 42项行政许可事项: what is counted follows the measure word
        counted = _COUNTED.match(words)
        if counted:
            return counted.group(0), clause.start
    if len(what) >= 2:
        return what, clause.start
    if len(words) >= 2:
        return words, clause.start
    return clause.earlier or context.heading, clause.start


def _action(text: str, folded: str, position: int) -> str:
    """What is done within the value: 退还, 签订合同."""
    following = _NEXT_WORDS.match(folded, position)
    return text[position : following.end()] if following else ""


_COUNTED = re.compile(
    r"(?!左右|以上|以下|以内|和|与|及)[\u4e00-\u9fffA-Za-z“”]{2,14}?(?=$|[和与及]|实现|完成|纳入|办结|的)"
)


def _comparator(
    quantity: Quantity, dimension: Dimension, before: str, following: str, name: str
) -> tuple[Comparator, str]:
    """The bound, and the name of the rule that gave it."""
    words = _words().before
    share = quantity.unit.dimension is Dimension.RATE
    if words["at_most"].search(before):
        return Comparator.AT_MOST, "before-at-most"
    if words["at_least"].search(before) or words["at_least_some"].search(before):
        return Comparator.AT_LEAST, "before-at-least"
    to_level = words["down_to"].search(before) or words["up_to"].search(before)
    if not to_level and (share or (quantity.unit.dimension is Dimension.TIME and not quantity.after)):
        if words["down_by"].search(before):
            return Comparator.REDUCE_BY, "by-share" if share else "by-amount"
        if words["up_by"].search(before) and share:
            return Comparator.INCREASE_BY, "by-share"
    if quantity.after == "at_most":
        return Comparator.AT_MOST, "after-at-most"
    if quantity.after == "at_least":
        return Comparator.AT_LEAST, "after-at-least"
    if words["down_to"].search(before):
        return Comparator.AT_MOST, "down-to"
    if words["up_to"].search(before):
        return Comparator.AT_LEAST, "up-to"
    if words["below"].search(before):
        return Comparator.BELOW, "before-below"
    if words["above"].search(before):
        return Comparator.ABOVE, "before-above"
    if words["merge"].search(before) and dimension in {Dimension.STEPS, Dimension.COUNT}:
        return Comparator.EXACTLY, "merged-into"
    if dimension is Dimension.TIME:
        if words["limit"].search(before):
            return Comparator.AT_MOST, "limit-noun"
        if re.search(r"(?:后|起|自|在|于|的)$", before) or (
            following[:1] and not _PUNCTUATION.match(following)
        ):
            return Comparator.AT_MOST, "time-for-action"
        return Comparator.EXACTLY, "plain"
    if words["reach"].search(before) and dimension in {Dimension.RATE, Dimension.CAPACITY, Dimension.MONEY}:
        return Comparator.AT_LEAST, "reach"
    if words["reach"].search(before) and re.search(r"(?:达到|达|突破)[约近]?$", before):
        return Comparator.AT_LEAST, "reach"
    if dimension is Dimension.RATE and (following[:2] in _DONE or words["done"].search(before)):
        return Comparator.AT_LEAST, "share-done"
    return Comparator.EXACTLY, "plain"


_DONE = frozenset({"实现", "完成", "覆盖", "达标", "落实", "整改", "办结", "公开"})


def _direction(dimension: Dimension, comparator: Comparator, name: str, following: str) -> Direction:
    if comparator is Comparator.REDUCE_BY or comparator is Comparator.INCREASE_BY:
        return Direction.HIGHER
    if comparator in {Comparator.AT_MOST, Comparator.BELOW}:
        return Direction.LOWER
    if comparator in {Comparator.AT_LEAST, Comparator.ABOVE}:
        return Direction.HIGHER
    words = load("bounds")["direction"]
    around = name + following
    lower = any(word in around for word in words["lower"])
    higher = any(word in around for word in words["higher"])
    if dimension in {Dimension.TIME, Dimension.STEPS}:
        return Direction.HIGHER if higher and not lower else Direction.LOWER
    if lower and not higher:
        return Direction.LOWER
    if dimension is Dimension.MONEY and not higher:
        return Direction.NONE
    return Direction.HIGHER


def _zeros(passage: Passage, folded: str, context: Context) -> list[Target]:
    """“零投资”, “零成本”: money, exactly 0 元."""
    found = []
    for match in _ZERO.finditer(folded):
        clause = object_of(folded, match.start(), 0, match.end())
        found.append(
            Target(
                text=passage.text[clause.start : match.end()],
                span=passage.span(clause.start, match.end()),
                object=clause.object or context.heading,
                dimension=Dimension.MONEY,
                comparator=Comparator.EXACTLY,
                value=Decimal(0),
                unit="元",
                scope=scope_of(folded, clause.start, match.start()),
                direction=Direction.LOWER,
                status=context.status,
                rule="zero",
                phrase=passage.text[match.start() : match.end()],
            )
        )
    return found


def _date_targets(
    passage: Passage,
    folded: str,
    dates: tuple[DateMention, ...],
    hidden: _Spans,
    context: Context,
) -> list[Target]:
    found = []
    for mention in dates:
        if hidden.hold(mention.start) or not (mention.is_bound or mention.is_start):
            continue
        if (
            folded[mention.end : mention.end + 1] in {"开", "新"}
            and "的" in folded[mention.end : mention.end + 6]
        ):
            continue  # 上半年开工的项目 says which projects, not by when
        rest = _DATED_WORDS.match(folded, mention.end)
        words = passage.text[mention.end : rest.end()].strip("，,、（()） ") if rest else ""
        found.append(
            Target(
                text=passage.text[mention.start : mention.end],
                span=passage.span(mention.start, mention.end),
                object=words or context.heading,
                dimension=Dimension.DATE,
                comparator=Comparator.AT_MOST,
                value=mention.on,
                unit="date",
                scope="",
                direction=Direction.EARLIER,
                precision=mention.precision,
                start=mention.is_start,
                status=context.status,
                rule=mention.rule,
                phrase=passage.text[mention.start : mention.end],
            )
        )
    return found


@cache
def _absolute_patterns() -> tuple[tuple[str, Dimension, re.Pattern[str]], ...]:
    return tuple(
        (entry["code"], Dimension(entry["dimension"]), re.compile(entry["pattern"]))
        for entry in load("absolutes")["absolute"]
    )


def _absolutes(passage: Passage, folded: str) -> tuple[Absolute, ...]:
    found = [
        Absolute(
            code=code,
            text=passage.text[match.start() : match.end()],
            span=passage.span(match.start(), match.end()),
            dimension=dimension,
        )
        for code, dimension, pattern in _absolute_patterns()
        for match in pattern.finditer(folded)
    ]
    return tuple(sorted(found, key=lambda absolute: (absolute.span, absolute.code)))


__all__ = ["Context", "Reading", "read_targets", "units"]
