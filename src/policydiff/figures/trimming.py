"""Taking from a phrase the words that do not name what it is about: dates, adverbs, verbs, bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product

from policydiff.figures.words import STOPS, ends_with, table_of
from policydiff.lexicon import any_of, derived, load

DATED = "\x01"
"""Stands for the characters of a date in the text that objects are read from."""

_DATE_LEAD = re.compile(
    # a date must be named: 内部事项 and 前期手续 begin with no date
    r"""
    (?=(?:19|20)\d\d年|[今次每]年|年[内底末前]|上半年|下半年|\d|“?十[一二三四五六七]五|\x01)
    (?:
        \x01+
      | (?:(?:19|20)\d\d年|今年|次年|每年)?
        (?:\d{1,2}月|年|上半年|下半年)?
        (?:\d{1,2}日)?
        (?:底之前|底前|底|前|起|内|末|以来)?
      | “?十[一二三四五六七]五”?(?:期间|末)
    )
    (?:以来)?[，、]?
    """,
    re.VERBOSE,
)
_LEAD = re.compile(
    r"""
    (?:
        一是|二是|三是|四是|五是|六是
      | 并且|并(?![联网购轨案行发入])|且|同时(?!期)|其中|此外|以及|及(?!时)|和(?![谐解平田])|、|或者|或
      | 将(?![来军])|把(?!关|握)|使(?![用馆命])|让(?![利渡])
      | 力争|确保|保证(?!金)|实现|推动|推进|做到|计划(?=到|在|\x01|新|完|实|投)|预计|争取|到(?=\x01)|截至(?=\x01)
      | 要(?![素件求点闻约务害道])|应当|应(?![急用届收税诉对付缴纳征交勤变聘检享知诊])|须|必须
      | 进一步|全面|切实|大力|积极|持续|不断|加快|逐步|年均|原则上|一般(?=[不应要在为须由需控，])
      | 占(?=[^比道地用有线位]) | 例如|比如|截至目前|目前为止|分别(?=[产实完达])
      | 目前(?=已|，|共)|已(?=进驻|完成|建成|发放|出具|接入|开展|办理|发布)|为(?=每[户家个名]|全[旗市区县省]|市场主体)
      | 对(?=[^，]{0,12}(?:时间|时限|环节))
      | 至(?=\x01)
    )+
    """,
    re.VERBOSE,
)
_LONGEST_TAIL = 20
_TAIL_HINT = re.compile(r"[较比础经每年×xX*至只仅多可\x01]")
"""Characters without which no tail of ``_TAIL`` stands."""
_TAIL = re.compile(
    rf"""
    (?:
        [7七]天?[×xX*] | (?<![许认])可以? | 每周[7七]天
      | (?:最多|至多|只能|仅能|只可|至少|最少)[\u4e00-\u9fff]{{1,4}}
      | (?<!比)较(?![大小高低多少好快为])[^{STOPS}、]{{0,14}}
      | (?<![占同环对])比(?=[上去同全法原\x01])[^{STOPS}、例重率]{{0,10}}
      | (?:在|以)[^{STOPS}、]{{2,12}}的?基础上
      | 经[^{STOPS}、]{{2,16}}(?:同意|批准|审批)(?:后|的)?
      | 每(?:[人户天日周月年度吨件亩次家个]|季度|半年|学期|平方米|立方米|千瓦时|公里)
      | (?:(?:19|20)\d\d年)?(?:\d{{1,2}}月|年)(?:底前|底|末|前)
      | (?:19|20)\d\d年
      | \x01+
    )$
    """,
    re.VERBOSE,
)
_OF = re.compile(r"(?<![目标])的$")  # 完成全年计划投资的83.9%
_TIMES = ("时间", "时限")


@derived
def _tails() -> Mapping[str, frozenset[str]]:
    """Words that end a phrase and do not belong to its noun: verbs with 至, bounds, adverbs."""
    bounds = load("bounds")
    verbs, before = bounds["verbs"], bounds["before"]
    changing = [
        word
        for kind in ("down", "up", "merge", "reach", "is")
        for word in verbs[kind]
        if word not in {"占比", "分"}
    ]
    kinds = {
        "verb": ["".join(words) for words in product(changing, ("", *_TIMES), ("", *verbs["to"]))],
        "into": [f"分{to}" for to in verbs["to"]],
        "tail": bounds["trailing"]["words"],
    }
    return table_of(kinds | {kind: before[kind] for kind in before if kind not in {"background", "within"}})


def lead_of(text: str) -> int:
    """How many characters at the head of ``text`` come before the phrase itself.

    >>> lead_of("力争全面实现网办率")
    6
    """
    position = 0
    while position < len(text):
        match = _DATE_LEAD.match(text, position)
        if not match or match.end() == position:
            match = _LEAD.match(text, position)
        if not match or match.end() == position or match.end() >= len(text):
            return position
        position = match.end()
    return position


def trimmed(text: str) -> str:
    """``text`` without the words at its end that lead on to the value.

    >>> [trimmed(t) for t in ("办理时限较法定时限压减", "网办率力争达到", "许可", "压减时限")]
    ['办理时限', '网办率', '许可', '时限']
    """
    tails = _tails()
    while text:
        word = next(ends_with(text, tails), None)
        shorter = text[: -len(word)] if word else text
        if not shorter and text.endswith(_TIMES):
            return text[-2:]  # 压减时限三成: the noun, not the verb
        window = max(0, len(shorter) - _LONGEST_TAIL)
        if _TAIL_HINT.search(shorter, window):
            match = _TAIL.search(shorter, window)
            if match:
                shorter = shorter[: match.start()]
        shorter = shorter.rstrip("、，")
        if shorter == text:
            break
        text = shorter
    return _OF.sub("", unquoted(text.strip("、，")))


def unquoted(text: str) -> str:
    """``text`` without a quotation mark whose fellow was cut off."""
    if text.startswith("”") or (text.startswith("“") and "”" not in text):
        text = text[1:]
    if text.endswith("“") or (text.endswith("”") and "“" not in text):
        text = text[:-1]
    return text


def closed(words: str) -> str:
    """``words`` up to a quotation that is not closed in them."""
    if words.count("“") > words.count("”"):
        words = words[: words.rindex("“")]
    return trimmed(words)


_AS_OF = re.compile(r"(?:截至|截止)?\x01+")


def without_dates(words: str) -> str:
    """``words`` without the dates that were masked in them."""
    return _AS_OF.sub("", words) if DATED in words else words


@derived
def without_base() -> re.Pattern[str]:
    """不超过合同价款的: the bound, and the base its share is of, at the end of a phrase."""
    bounds = load("bounds")
    verbs, before = bounds["verbs"], bounds["before"]
    words = [
        word
        for kind in ("at_most", "at_least", "below", "above", "over_a_base")
        for word in before[kind]
        if len(word) > 1
    ]
    words += ["".join(pair) for pair in product(verbs["down"] + verbs["up"], ("至", "到", "为"))]
    return re.compile(rf"(?:{any_of(words)})[^{STOPS}：！？]{{1,24}}?的?$")
