"""Numbering at the start of a line: 一、（一） 1. （1） ① 第X条 第X章 附件N, and 1.1 where it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.lexicon import derived
from policydiff.model import ProvisionKind

_CJK = "〇零一二三四五六七八九十百千"
_BANKER = "壹贰叁肆伍陆柒捌玖拾"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SP = r"[ \t\u3000\xa0]{0,60}"


@dataclass(frozen=True, slots=True)
class Family:
    """One style of numbering; ``rank`` orders the styles that never nest the other way."""

    name: str
    kind: ProvisionKind
    pattern: str
    rank: int


# 一、 is not 1. even if both count one.  The order is that of trial; the first
# alternative that matches wins.
FAMILIES = (
    Family(
        "annex", ProvisionKind.ANNEX, rf"附{_SP}[件表录]{_SP}([0-9０-９{_CJK}]{{0,3}}){_SP}[:：.．、]?", 0
    ),
    Family("part", ProvisionKind.PART, rf"第{_SP}([{_CJK}0-9]{{1,9}}){_SP}(?:编|部分|篇)", 1),
    Family("chapter", ProvisionKind.CHAPTER, rf"第{_SP}([{_CJK}0-9]{{1,9}}){_SP}章", 2),
    Family("section", ProvisionKind.SECTION, rf"第{_SP}([{_CJK}0-9]{{1,9}}){_SP}节", 3),
    Family(
        "article",
        ProvisionKind.ARTICLE,
        # 第五条规定的、第五条第二款、第五条至第八条 are references, not the start of an article
        rf"第{_SP}([{_CJK}0-9]{{1,9}}){_SP}条(?:{_SP}之([{_CJK}]{{1,9}}))?(?!规定|所称|所列|第|[的、和至款])",
        4,
    ),
    Family("cjk", ProvisionKind.SECTION, rf"([{_CJK}]{{1,4}}){_SP}[、．.]", 9),
    Family("paren-cjk", ProvisionKind.ITEM, rf"[（(]{_SP}([{_CJK}]{{1,4}}){_SP}[)）][、，,]?", 9),
    Family("paren-arabic", ProvisionKind.ITEM, rf"[（(]{_SP}([0-9０-９]{{1,3}}){_SP}[)）][、，,]?", 9),
    Family(
        "arabic",
        ProvisionKind.ITEM,
        # four figures count rows of a long table; 2023.完成 is a year
        rf"([0-9０-９]{{1,3}}|(?!19|20)[1-9][0-9]{{3}}(?=[、.．][^0-9０-９])){_SP}(?:、|[.．](?=[ \t\u3000]|(?:19|20)\d\d[年./-]|\d{{1,2}}月|[^0-9０-９]|$))",
        9,
    ),
    Family("half-paren", ProvisionKind.ITEM, rf"([0-9０-９]{{1,2}}){_SP}[)）](?![0-9])", 9),
    Family("banker", ProvisionKind.SECTION, rf"([{_BANKER}]{{1,2}}){_SP}、", 9),
    Family("stem", ProvisionKind.ITEM, rf"([{_STEMS}]){_SP}、(?![{_STEMS}])", 9),
    Family("latin", ProvisionKind.ITEM, rf"([a-hA-H]){_SP}[.．)）]{_SP}(?=[\u4e00-\u9fff“])", 9),
    Family("circled", ProvisionKind.ITEM, r"([①-⑳㉑-㉟])", 9),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found at the start of a line."""

    family: Family
    ordinal: int
    """What it counts; 0 for an annex without a number."""
    token: str
    """The number as it goes into an id, without brackets and stops."""
    label: str
    """As printed."""
    end: int
    """Where the text after the number begins."""


_DIGITS = (
    {char: value for value, char in enumerate("零一二三四五六七八九")}
    | {char: value for value, char in enumerate(_BANKER[:9], 1)}
    | {"〇": 0, "两": 2}
)
_POWERS = {"十": 10, "拾": 10, "百": 100, "千": 1000}


def ordinal(text: str) -> int:
    """The integer that a printed number counts; 0 when there is none.

    >>> [ordinal(t) for t in ("7", "２１", "十", "二十三", "一百零五", "③")]
    [7, 21, 10, 23, 105, 3]
    """
    if not text:
        return 0
    if text in _STEMS:
        return _STEMS.index(text) + 1
    if text.isascii() and text.isalpha():
        return ord(text.lower()) - ord("a") + 1
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if "㉑" <= text <= "㉟":
        return ord(text) - ord("㉑") + 21
    if text.isdigit():
        return int(text) if len(text) < 10 else 0  # more figures count nothing
    total = digit = 0
    for char in text:
        if char in _POWERS:
            total += (digit or 1) * _POWERS[char]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS.get(char, 0)
    return total + digit


@derived
def _compiled() -> tuple[tuple[Family, re.Pattern[str]], ...]:
    return tuple((family, re.compile(_SP + family.pattern + _SP)) for family in FAMILIES)


_FIRST = re.compile(rf"{_SP}[附第（(0-9０-９①-㉟a-hA-H{_CJK}{_BANKER}{_STEMS}]")


def find_marker(line: str) -> Marker | None:
    """The number that ``line`` starts with, or None.  A decimal such as 3.5 is none.

    >>> find_marker("（24）2022年底前，将实行").label
    '（24）'
    >>> find_marker("3.5万元以下的项目") is None
    True
    """
    if not _FIRST.match(line):
        return find_named(line)
    for family, pattern in _compiled():
        match = pattern.match(line)
        if not match:
            continue
        if family.name == "annex" and not _is_annex(line, match):
            continue
        number = match.group(1) or ""
        token = number
        if family.name == "article" and match.group(2):
            token = f"{number}之{match.group(2)}"
        if family.name == "circled":
            token = str(ordinal(number))
        if 0 < family.rank < 9:
            token = re.sub(r"\s", "", match.group(0))
        token = token.translate(_HALF_WIDTH)
        if family.name == "annex":
            token = f"附件{ordinal(token) or ''}"
        return Marker(
            family, ordinal(number.translate(_HALF_WIDTH)), token, match.group(0).strip(), match.end()
        )
    return None


_NAMED = re.compile(
    rf"{_SP}(?P<name>专项行动|行动|任务|工程|举措|措施|专项|专题|领域|事项|指标){_SP}"
    rf"(?P<number>[{_CJK}]{{1,3}}|[0-9０-９]{{1,3}}(?:[-－—.．][0-9０-９]{{1,3}})?){_SP}[：:、]{_SP}"
)


# 行动1 极简审批行动: the blank is gone; 任务3个月内完成 counts months
_NAMED_CLOSE = re.compile(
    rf"{_SP}(?P<name>专项行动|行动|专栏|举措|任务){_SP}(?P<number>[0-9０-９]{{1,2}}){_SP}"
    r"(?=[\u4e00-\u9fff])(?![个项条件批次年月日天家户份名位类种处所座大])"
)


def find_named(line: str) -> Marker | None:
    """The number with a name, such as 任务1-2： or 专项行动一：, that ``line`` starts with; each name counts for itself.

    >>> find_named("专项行动一：市场准入便利化").token
    '专项行动一'
    >>> find_named("任务一定要完成") is None
    True
    """
    match = _NAMED.match(line) or _NAMED_CLOSE.match(line)
    if match is None:
        return None
    number = match["number"].translate(_HALF_WIDTH)
    family = Family(f"named-{match['name']}", ProvisionKind.ITEM, "", 9)
    last = re.split(r"[-－—.．]", number)[-1]
    return Marker(family, ordinal(last), match["name"] + number, match.group(0).strip(), match.end())


_HALF_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)}


def _is_annex(line: str, match: re.Match[str]) -> bool:
    """附件3 alone on its line starts an annex; 附件：1.… is the list of annexes; 附件齐全 is prose."""
    rest = line[match.end() :].strip()
    if not rest:
        return not match.group(0).rstrip().endswith((":", "：")) or bool(match.group(1))
    return bool(match.group(1)) and (
        match.group(0).rstrip()[-1:] in ":：" or line[match.end() - 1 : match.end()].isspace()
    )


_DECIMAL = re.compile(
    rf"{_SP}(?P<number>[1-9][0-9]?(?:[.．][1-9][0-9]?){{1,3}})(?![0-9]|[.．][0-9]){_SP}[.．、]?{_SP}"
    # 3.5万元 and 1.5个工作日 are figures: what follows would be a unit
    r"(?!%|％|‰|[万亿千百]|个(?!体|人|性)|倍|元|公[里斤顷]|平方|立方|吨|兆|小时|分钟|[天米亩版]|年(?!度|均|报)|[-—~～至到][0-9]|[A-Za-z℃])"
)


def find_decimal(line: str) -> Marker | None:
    """The decimal number, such as 1.2 or 1.2.1, that ``line`` starts with; a figure with its unit is none.

    Whether it counts provisions is for :func:`in_chain` to say.

    >>> find_decimal("1.2 优化流程").label
    '1.2'
    >>> [find_decimal(text) for text in ("3.5万元以下的项目", "1.5个工作日内办结")]
    [None, None]
    """
    match = _DECIMAL.match(line)
    if not match or match.end() == len(line):
        return None
    token = match["number"].replace("．", ".")
    parts = token.split(".")
    family = Family(f"decimal-{len(parts)}", ProvisionKind.ITEM, "", 9)
    return Marker(family, int(parts[-1]), token, match["number"], match.end())


_GLUED = re.compile(
    rf"{_SP}(?P<number>[1-9][0-9]?){_SP}[.．](?=[1-9][^\u4e00-\u9fff]{{0,12}}[\u4e00-\u9fff])"
)


def find_glued(line: str) -> Marker | None:
    """The number of an item whose text begins with a figure: 2. of 2.5个工作日内办结; only its neighbours tell it from 2.5.

    >>> find_glued("2.5个工作日内办结施工许可").label
    '2.'
    """
    match = _GLUED.match(line)
    if match is None:
        return None
    family = next(family for family in FAMILIES if family.name == "arabic")
    return Marker(family, int(match["number"]), match["number"], match[0].strip(), match.end())


def in_chain(lines: Sequence[str]) -> frozenset[int]:
    """Which of ``lines`` start with a decimal number that counts: 1.1 opens a row of them, 1.2 needs 1.1 before.

    >>> sorted(in_chain(["1.总则", "1.1目的", "1.2依据", "5.5版本", "2.1范围"]))
    [1, 2, 4]
    """
    seen: dict[str, int] = {}
    for place, line in enumerate(lines):
        marker = find_decimal(line) if _FIRST.match(line) else None
        if marker is None:
            continue
        before = marker.token.rsplit(".", 1)[0]
        if marker.ordinal == 1 or f"{before}.{marker.ordinal - 1}" in seen:
            seen.setdefault(marker.token, place)
    return frozenset(seen.values()) if len(seen) > 1 else frozenset()


_SPACED = re.compile(rf"{_SP}(?P<number>[{_CJK}]{{1,3}})[ \t\u3000\xa0]{{1,60}}(?=[\u4e00-\u9fff“《])")


def find_spaced(raw: str) -> Marker | None:
    """The number that a blank alone parts from its heading (一　工作原则) in the source line ``raw``.

    The end is that of the number: the text of a passage has no such blank.  Whether it counts is for
    :func:`spaced_in_chain` to say.

    >>> find_spaced("二　主要任务").label
    '二\\u3000'
    """
    match = _SPACED.match(raw)
    if match is None or len(raw) > 40 or re.search(r"[。；，：]", raw):
        return None
    number = match["number"]
    family = next(family for family in FAMILIES if family.name == "cjk")
    return Marker(family, ordinal(number), number, number + "\u3000", len(number))


def spaced_in_chain(lines: Sequence[str]) -> frozenset[int]:
    """Which of ``lines`` start with a number and a blank that count: 一, 二, 三 in this order and at least two.

    >>> sorted(spaced_in_chain(["一　原则", "坚持公开。", "二　任务", "一 致 同 意"]))
    [0, 2]
    """
    places: list[int] = []
    for place, line in enumerate(lines):
        marker = find_spaced(line)
        if marker is not None and marker.ordinal == len(places) + 1:
            places.append(place)
    return frozenset(places) if len(places) > 1 else frozenset()


def is_row(raw: str) -> bool:
    """Is the source line ``raw`` part of a table?  ``readers/tables.py`` writes such lines."""
    return raw.startswith("|")
