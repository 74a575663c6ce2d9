"""What a value measures: the noun phrase before it, its condition and its scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policydiff.folding import fold
from policydiff.lexicon import any_of, load


@dataclass(frozen=True, slots=True)
class Clause:
    """The words that lead to a value."""

    start: int
    """Where the object begins in the text."""
    object: str
    condition: str
    """收到发票后, 之日起: from when the time runs."""
    before: str
    """Everything between the clause's start and the value."""
    earlier: str
    """The clause before, for a value whose own clause names nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list of objects."""

    object: str
    item: str


_BREAK = re.compile(r"[，。；：！？]")
_DATE_LEAD = re.compile(
    # a date must be named: 内部事项 and 前期手续 begin with no date
    r"^(?=(?:19|20)\d\d年|[今次每]年|年[内底末前]|上半年|下半年|\d|“?十[一二三四五六七]五)(?:(?:(?:19|20)\d\d年|今年|次年|每年)?(?:\d{1,2}月|年|上半年|下半年)?(?:\d{1,2}日)?(?:底之前|底前|底|前|起|内|末)?|“?十[一二三四五六七]五”?(?:期间|末))(?:，|、)?"
)
_LEAD = re.compile(
    r"^(?:一是|二是|三是|四是|五是|六是|并且|并|且|同时|其中|以及|及|和|、|或者|或|将|把|使|让|力争|确保|实现|推动|推进|做到|"
    r"要|应当|应|须|必须|进一步|全面|切实|大力|积极|持续|不断|加快|逐步|年均|原则上|一般|对(?=[^，]{0,12}(?:时间|时限|环节)))+"
)
_TAIL = re.compile(
    r"(?:分别|均|全面|全部|统一|再|又|进一步|平均|一般|原则上|力争|确保|总计|合计|共计|共|约|近|只|仅|同比|环比|年均|整体|总体|普遍|大幅|逐步|"
    r"[7七][×xX*✕]|控制|保持|稳定|维持|限定|限制|要求|应当|应|需|须|为|至|到|在|于|达到|达|是|占|由|从|过去的?|原来的?|原|现在|目前|办理)$"
)
_FIGURE = re.compile(r"\d")
_OF = re.compile(r"(?<![目标])的$")  # 完成全年计划投资的83.9%
_MOMENT = r"(?:之日起|之日后|之后|起|后|前)"
# 资金支付时间为|收到发票后; 投标保证金|自中标通知书发出之日起; |收到申请后
_CONDITIONS = (
    re.compile(rf"(?P<object>.{{2,}}?(?:时间|时限|期限))(?:为|是)(?P<condition>.{{2,40}}?{_MOMENT})$"),
    re.compile(rf"(?P<object>.*?)(?P<condition>(?:自|从|在|于)(?!动|主|身|愿|线|办|理).{{2,40}}?{_MOMENT})$"),
    re.compile(rf"(?P<object>)(?P<condition>.{{2,40}}?{_MOMENT})$"),
)
_TRAILING_DATE = re.compile(r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月|上半年|下半年|年)?(?:底前|底|前|末)?$")


@cache
def _verbs() -> re.Pattern[str]:
    bounds = load("bounds")
    verbs = bounds["verbs"]
    words = verbs["down"] + verbs["up"] + verbs["merge"] + verbs["reach"]
    befores = [fold(word) for kind in bounds["before"].values() for word in kind]
    to = any_of(verbs["to"])
    return re.compile(rf"(?:(?:{any_of(words)})(?:时间|时限)?(?:{to})?|{any_of(befores)})$")


def object_of(folded: str, start: int, previous_end: int, bound_end: int) -> Clause:
    """The noun phrase that leads to the value at ``start``.

    ``previous_end`` is where the value before it ended: a list such as
    窗口…1个工作日内、网上…0.5个工作日内 has an object for each.

    >>> object_of("3月底前开办时间全面压缩至0.5个工作日", 12, 0, 19).object
    '开办时间'
    """
    window = max(previous_end, start - 120, 0)
    breaks = [match.end() for match in _BREAK.finditer(folded, window, start)]
    begin = breaks[-1] if breaks else window
    # （新建83项、续建27项）: a bracket that is still open begins a phrase of its own
    opened = max(folded.rfind(mark, begin, start) for mark in "（(")
    if opened >= 0 and not any(mark in folded[opened:start] for mark in "）)"):
        begin = opened + 1
    while begin < start and folded[begin] in "、，；和及与或":
        begin += 1
    before = folded[begin:start]
    lead = _strip_lead(before)
    begin += lead
    words = _strip_tail(before[lead:])
    condition = ""
    match = next((match for pattern in _CONDITIONS if (match := pattern.fullmatch(words))), None)
    if match:
        condition = match["condition"]
        words = _strip_tail(match["object"])
    dated = _TRAILING_DATE.search(words)
    if dated and dated.group(0):
        words = words[: dated.start()]
    earlier = ""
    if len(breaks) >= 1 and len(words) < 2:
        stop = breaks[-1] - 1
        starts = [match.end() for match in _BREAK.finditer(folded, max(0, stop - 60), stop)]
        earlier = folded[starts[-1] if starts else max(0, stop - 60) : stop]
        earlier = earlier[_strip_lead(earlier) :]
        # 审批时间压缩至150个工作日，2019年压缩至120个: both are about 审批时间
        figure = _FIGURE.search(earlier)
        if figure:
            earlier = _strip_tail(earlier[: figure.start()])
    if len(words) > 60:
        words = words[-60:]
    return Clause(begin, words, condition, before, earlier)


def _strip_lead(text: str) -> int:
    position = 0
    while position < len(text):
        rest = text[position:]
        match = _DATE_LEAD.match(rest)
        length = match.end() if match else 0
        if not length:
            match = _LEAD.match(rest)
            length = match.end() if match else 0
        if not length or position + length >= len(text):
            return position
        position += length
    return position


def _strip_tail(text: str) -> str:
    while True:
        shorter = text
        for pattern in (_verbs(), _TAIL):
            match = pattern.search(shorter)
            if match:
                shorter = shorter[: match.start()]
        if shorter == text:
            return _OF.sub("", text.strip("“”、，"))
        text = shorter


_JOINT = re.compile(r"、|以及|和|与|及(?!时)")


def split_items(words: str) -> tuple[Item, ...]:
    """The members of a list of objects; what the last one adds holds for all.

    >>> [item.object for item in split_items("申请表单、材料、审批时限和环节")]
    ['申请表单', '材料', '审批时限', '环节']
    >>> [item.item for item in split_items("甲类客户、乙类客户、丙类客户的办理时间")]
    ['甲类客户', '乙类客户', '丙类客户']
    """
    parts = [part for part in _JOINT.split(words) if part]
    if len(parts) < 2:
        return (Item(words, words),) if words else ()
    last = parts[-1]
    head = ""
    typical = max(len(part) for part in parts[:-1])
    cut = last.find("的")
    if cut > 0 and len(last) > typical:
        head, parts[-1] = last[cut + 1 :], last[:cut]
    elif all(len(part) == 1 for part in parts[:-1]) and len(last) > 1:
        head, parts[-1] = last[1:], last[:1]
    return tuple(Item(part + head, part) for part in parts)


_SCOPE = re.compile(
    r"(?:(?:^|[，。；：、])(?P<lead>(?:对于?|针对|涉及|不涉及|凡|符合|属于|除)[^，。；]{2,50}?(?:的|外|事项|项目|用户|客户|企业|案件|情形|工程)?)(?=，))"
)


def scope_of(folded: str, clause_start: int, value_start: int) -> str:
    """Who and what is concerned: the clauses 对…的, 涉及…, 除…外 of the sentence before the value."""
    earliest = max(0, clause_start - 300)
    sentence = (
        max(
            folded.rfind("。", earliest, clause_start),
            folded.rfind("；", earliest, clause_start),
            earliest - 1,
        )
        + 1
    )
    begin = max(0, sentence - 1, value_start - 300)
    found = [match["lead"] for match in _SCOPE.finditer(folded, begin, value_start)]
    return "；".join(found[-2:])
