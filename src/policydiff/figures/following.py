"""The words after a value: what is counted, what is done within it, who acts."""

from __future__ import annotations

import re

from policydiff.figures.trimming import unquoted
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load


@derived
def counted_pattern() -> re.Pattern[str]:
    """What follows a measure word up to the first verb."""
    stops = any_of(load("verbs")["after_counted"])
    return re.compile(
        rf"""
        的?(?!左右|以上|以下|以内|和|与|及|{stops})
        (?P<noun>[\u4e00-\u9fffA-Za-z“”·+]{{2,16}}?)
        (?:中)?
        (?=$|[和与及{STOPS}：、（）！？\d\x01的]|已|均|将|{stops})
        """,
        re.VERBOSE,
    )


def counted_after(words: str) -> str:
    """The noun that follows a value: what is counted; empty when nothing can be told.

    >>> [counted_after(text) for text in ("的服务专班", "重点项目8类重点手续", "政府部门（事业单位）参与", "领域提出140项措施")]
    ['服务专班', '重点项目', '政府部门', '领域']
    """
    match = counted_pattern().match(words)
    return unquoted(match["noun"]) if match else ""


@derived
def _only_verbs() -> re.Pattern[str]:
    verbs = load("verbs")
    words = any_of(
        [
            *verbs["action"],
            *verbs["result"],
            *verbs["adverbs"],
            "每天",
            "每年",
            "每月",
            "每周",
            "对外",
            "产生",
            "用",
            "利用",
        ]
    )
    return re.compile(rf"(?:{words})+")


def is_only_verbs(words: str) -> bool:
    """Does the phrase name no thing, only what is done (组建, 大力推进)?"""
    return _only_verbs().fullmatch(words) is not None


_AREA = re.compile(
    rf"的?(?P<noun>[^{STOPS}：、的\d\x01]{{0,4}}(?:面积|区域|地块|范围))(?=全部|基本|均|已)?(?:达到|达标|实现|完成|符合|满足|得到)"
)


def area_of(words: str) -> str:
    """The part of a place that a share before ``words`` is of; empty when they name none.

    >>> area_of("的面积达到建设要求")
    '面积'
    """
    match = _AREA.match(words)
    return match["noun"] if match else ""


_AGENCY = re.compile(
    rf"[^{STOPS}]*(?:机关|部门|单位|机构|委员会|局|办|政府|法院|检察院|采购人|招标人|公司|企业)(?:应当|要|须)?"
)
_DEED_ENDS = re.compile(
    rf"并(?![联网购轨案行发入])|[{STOPS}：！？、）\d]|且|(?:在|于)[一二三四五六七八九十两]"
)


def is_agency(words: str) -> bool:
    """Is it who acts, not what is measured?"""
    return _AGENCY.fullmatch(words) is not None


def deed_of(words: str) -> str:
    """What is done within a time: the first deed of the words after it.

    >>> deed_of("受理并在三十日内办结")
    '受理'
    """
    match = _DEED_ENDS.search(words)
    return words[: match.start()] if match else words
