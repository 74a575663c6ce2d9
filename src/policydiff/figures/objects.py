"""What a value measures: the noun phrase before it, its condition and its scope."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from policydiff.figures.following import counted_pattern
from policydiff.figures.trimming import lead_of, trimmed, without_base, without_dates
from policydiff.figures.words import STOPS


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
    continues: bool
    """Another value stands before it in the same clause."""


_BREAK = re.compile(rf"[{STOPS}：！？]")
_FIGURE = re.compile(r"\d")
_MOMENT = r"(?:之日起|之日后|之后|起|后|前)"
# 资金支付时间为|收到发票后; 投标保证金|自中标通知书发出之日起; |收到申请后; 待有权限后|将审批时限
_CONDITIONS = (
    re.compile(rf"(?P<object>.{{2,}}?(?:时间|时限|期限))(?:为|是)(?P<condition>.{{2,40}}?{_MOMENT})$"),
    re.compile(rf"(?P<object>.*?)(?P<condition>(?:自|从|在|于)(?!动|主|身|愿|线|办|理).{{2,40}}?{_MOMENT})$"),
    re.compile(rf"(?P<object>)(?P<condition>.{{2,40}}?{_MOMENT})$"),
    re.compile(r"(?P<condition>.{2,20}?(?:之日起|后))(?:将|把)(?P<object>.{2,})$"),
)
_MOMENTS = re.compile(r"[后起前]")
_CONDITION_BEFORE = re.compile(r"(?:^|[。；，：])(?P<condition>[^。；，：]{2,30}(?:之日起|后))，$")
_PUNCTUATION_AT_HEAD = "、，；和及与或"


_NEXT_ITEM = re.compile(r"、|，|并(?![联网购轨案行发入])")


_SCOPE = re.compile(
    rf"""
    (?:^|[{STOPS}：、])
    (?P<lead>
        (?:对于?|针对|涉及|不涉及|凡|符合|属于|除)[^{STOPS}]{{2,50}}?(?:的|外|事项|项目|用户|客户|企业|案件|情形|工程)?
      | [^{STOPS}、]{{2,16}}(?:范围|区域|辖区|园区)内
    )
    (?=，)
    """,
    re.VERBOSE,
)


_REACH = 120
"""Characters before a value in which its object is looked for."""
_FARTHEST = 300
"""Characters before a value in which its scope is looked for."""


class Phrases:
    """The noun phrases of one text, in which dates are masked.

    Where its clauses end and whom they name is found once, so that a value
    costs the same in a sentence of any length.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in _BREAK.finditer(text)]
        self._scopes = [(match.start(), match.end(), match["lead"]) for match in _SCOPE.finditer(text)]
        self._scope_ends = [end for _, end, _ in self._scopes]

    def before(self, start: int, previous_end: int = 0, *, based: bool = False) -> Clause:
        """The noun phrase that leads to the value at ``start``.

        ``previous_end`` is where the value before it ended: a list such as
        窗口…1个工作日内、网上…0.5个工作日内 has an object for each.  With
        ``based`` the bound and its base (不超过合同价款的) are left out.

        >>> Phrases("\x01\x01\x01\x01开办时间全面压缩至0.5个工作日").before(13).object
        '开办时间'
        """
        text = self._text
        if 0 < previous_end == start:
            return Clause(start, "", "", "", "", True)
        window = max(previous_end, start - _REACH, 0)
        last = self._last_break(start)
        broken = last >= window
        begin = last + 1 if broken else window
        continues = not broken and previous_end > 0 and begin == previous_end
        if continues:
            # 24小时内响应、3个工作日内反馈: what is done within the value before ends at the joint
            begin = _after_deed(text, begin, start)
        # （新建83项、续建27项）: a bracket that is still open begins a phrase of its own
        opened = text.rfind("（", begin, start)
        if opened >= 0 and text.find("）", opened, start) < 0:
            begin = opened + 1
        elif continues and text.startswith("）", begin):
            begin += 1
        while begin < start and text[begin] in _PUNCTUATION_AT_HEAD:
            begin += 1
        before = text[begin:start]
        lead = lead_of(before)
        begin += lead
        words = before[lead:]
        words = trimmed(without_base().sub("", words) if based else words)
        words, condition = _conditioned(words)
        if not condition and broken and text[last] == "，":
            condition = _condition_ahead(text, last + 1)
        earlier = self._earlier(last) if broken and len(words) < 2 else ""
        words = without_dates(words)
        return Clause(begin, words[-60:], without_dates(condition), before, without_dates(earlier), continues)

    def scope(self, clause_start: int, value_start: int) -> str:
        """Who and what is concerned: the clauses 对…的, 涉及…, 除…外 of the sentence before the value."""
        if not self._scopes:
            return ""
        earliest = max(0, clause_start - _FARTHEST)
        sentence = max(
            self._text.rfind("。", earliest, clause_start), self._text.rfind("；", earliest, clause_start)
        )
        begin = max(sentence, earliest, value_start - _FARTHEST)
        last = bisect_left(self._scope_ends, value_start)
        found = [lead for start, _, lead in self._scopes[max(0, last - 2) : last] if start >= begin]
        return without_dates("；".join(found))

    def _last_break(self, position: int) -> int:
        """Where the clause before the one at ``position`` ends; -1 at the head of the text."""
        index = bisect_right(self._breaks, position - 1) - 1
        return self._breaks[index] if index >= 0 else -1

    def _earlier(self, stop: int) -> str:
        """What the clause that ends at ``stop`` is about.

        审批时间压缩至150个工作日，2019年压缩至120个: both are about 审批时间.
        """
        words = self._about(stop)
        for _ in range(2):
            before = self._last_break(stop)
            if not _SHARE_OF_PLAN.fullmatch(words) or before < 1 or self._text[before] != "，":
                break
            stop = before  # 投入完成5亿元，完成年度计划60%，增长8%: growth is of 投入
            words = self._about(stop) or words
        return words

    def _about(self, stop: int) -> str:
        """What the clause that ends at ``stop`` begins with, up to its first figure."""
        words = self._text[max(self._last_break(stop) + 1, stop - 60) : stop]
        if words.startswith("除"):
            return ""
        words = words[lead_of(words) :]
        figure = _FIGURE.search(words)
        return trimmed(words[: figure.start()]) if figure else words


_SHARE_OF_PLAN = re.compile(
    r"(?:(?:同比|环比)?(?:增加|减少|增长|下降))?|(?:完成|达到|占|为)?(?:全年|年度|年初|时序|序时)[^，。；]{0,6}(?:计划|目标|任务|进度|预算)(?:的)?"
)
"""What says how far one is, or by how much it grew, but not of what."""


def _conditioned(words: str) -> tuple[str, str]:
    """The object and the moment from which a time runs, told apart."""
    if not _MOMENTS.search(words):
        return words, ""
    for pattern in _CONDITIONS:
        match = pattern.fullmatch(words)
        if match:
            return trimmed(match["object"]), match["condition"]
    return words, ""


def _condition_ahead(text: str, stop: int) -> str:
    """The clause before says from when: 企业提出申请后，2个工作日内."""
    match = _CONDITION_BEFORE.search(text, max(0, stop - 40), stop) if text[stop - 2] in "后起" else None
    if match is None:
        return ""
    condition = match["condition"][lead_of(match["condition"]) :]
    inner = _CONDITIONS[1].fullmatch(condition)
    return inner["condition"] if inner else condition


def _after_deed(folded: str, begin: int, start: int) -> int:
    """Where the words about the next value begin, after what is done within the value before or is counted by it."""
    joint = _NEXT_ITEM.search(folded, begin, start)
    counted = counted_pattern().match(folded, begin, start)
    if joint is None:
        # 12个盟市的12345热线共设专席41个
        owned = counted is not None and folded.startswith("的", counted.end("noun"))
        return counted.end("noun") + 1 if counted is not None and owned else begin
    if counted and counted.end() < joint.start():
        # 19个单位|引进厦门大学、山东大学等高校毕业生30人: a new deed, with a list of its own
        return counted.end("noun")
    return joint.end()
