"""Amounts with a unit: value, unit and the words that bind them.

Finds what is written; which of it is a promise is decided elsewhere.
Works in one pass over the numerals, so a long run of digits costs no more
than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from policydiff.figures.measures import Unit, unit_at, units
from policydiff.figures.numerals import ARABIC, CJK, MULTIPLIER, parse_numeral
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Dimension
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, where it stands and how it is bound."""

    start: int
    """Where the numeral (with a 第-free prefix such as 百分之) begins."""
    end: int
    """After the unit."""
    bound_end: int
    """After the bound word that follows the unit."""
    value: Decimal
    high: Decimal | None
    """The upper end of a range such as 3-5."""
    unit: Unit
    after: str
    """at_most, at_least, about or empty: the word that follows."""
    approximate: bool
    cjk: bool
    """Written in Chinese numerals."""
    rule: str


_SHARE = r"""
    (?P<base>[百千万二三四五六七八九十])分之
    (?P<part>[零〇一二两三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)
"""
_HALF_OF_A_UNIT = r"半(?=个?(?:工作日|小时|月|年)|[日天](?:内|以内|之内|办|左右|[，。；、）]|$))"
_HALF = r"(?P<half>(?<!第)一半(?![天年日月径])|(?<=[减折])半(?![个天年日月径]))"
_DOUBLING = r"翻(?P<doubled>[一两二三四])?番"
_TOGETHER = r"(?P<high>\d{1,9})亿(?P<low>\d+(?:\.\d+)?[百千]?)万"
_NUMERAL = re.compile(
    rf"{_SHARE} | {_TOGETHER} | (?:{ARABIC.pattern}) | {_HALF_OF_A_UNIT} | {_HALF} | {_DOUBLING} | (?:{CJK.pattern})",
    re.VERBOSE,
)
_AND_HALF = re.compile(r"个?半(?=小时|月|年|工作日|天)|(?<=[天日年])半")
_RANGE = re.compile(r"(?:-{1,2}|~|至|到)(?=[\d一二两三四五六七八九十百])")
_NO_NUMBER_BEFORE = re.compile(r"[第A-Za-z.〔]$|[0-9]-$")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in ``text``, in order; offsets are of ``text``.

    >>> [(str(q.value), q.unit.name, q.after) for q in find_quantities("压减至15个工作日以内")]
    [('15', '工作日', 'at_most')]
    >>> [(str(q.value), str(q.high), q.unit.name) for q in find_quantities("成立2—3家知识产权维权援助站")]
    [('2', '3', '家')]
    >>> [(str(q.value), q.unit.name) for q in find_quantities("分别压减至6个、22个、30个工作日以内")]
    [('6', '工作日'), ('22', '工作日'), ('30', '工作日')]
    >>> [(str(q.value), q.unit.name) for q in find_quantities("百分之九十以上，半个工作日，三分之一，压减一半")]
    [('90', '%'), ('0.5', '工作日'), ('33.33', '%'), ('50', '%')]
    >>> find_quantities("一网通办、一次办好、双随机一公开")
    ()
    """
    folded = fold(text)
    return tuple(_shared(list(_scan(folded)), folded))


def _scan(text: str) -> Iterator[Quantity]:
    position = 0
    while True:
        match = _NUMERAL.search(text, position)
        if match is None:
            return
        quantity = _read(text, match)
        if quantity is None:
            position = match.end()
        else:
            yield quantity
            position = quantity.bound_end


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start()
    if start and _NO_NUMBER_BEFORE.search(text, max(0, start - 2), start):
        return None
    kind = match.lastgroup
    if kind == "part":
        return _read_share(text, match)
    if kind == "half":
        return _read_half(text, match)
    if text.startswith("翻", start):
        return _read_doubling(text, match)
    return _read_plain(text, match)


def _read_plain(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    token = match.group(0)
    cjk = not token[0].isdigit()
    value: Decimal | None
    if token == "半":
        value = Decimal("0.5")
    elif match["high"]:
        value, end = _together(text, match)
    else:
        value, end = _value(text, token, end, cjk)
    if value is None:
        return None
    approximate = False
    if text.startswith(("余", "多"), end):
        # 5000多万元 has the unit 万元, 1000余人 none but the measure word
        approximate, end = True, end + 1
        if not cjk:
            value, end = _value(text, str(value), end, cjk)
            if value is None:
                return None
    high: Decimal | None = None
    upper = _upper(text, end)
    if upper is not None and upper[0] > value and unit_at(text, upper[1]) is not None:
        high, end = upper
    half = _AND_HALF.match(text, end)
    if half and high is None and token != "半":
        # 一个半小时
        value += Decimal("0.5")
        end = half.end()
    found = unit_at(text, end)
    if found is None:
        return None
    unit, unit_end = found
    if high is None:
        # 1个至3个工作日, 50万元—100万元
        high, unit, unit_end = _repeated(text, value, unit, unit_end)
    if text.startswith("半", unit_end) and _AND_HALF.match(text, unit_end):
        value += Decimal("0.5")
        unit_end += 1
    after, bound_end = bound_after(text, unit_end)
    if unit.needs_bound and not after and not _bound_before(text, start, unit):
        return None
    if cjk and token != "半" and not half and not approximate:
        counts = _cjk_counts(text, token, unit, after, start, unit_end, high is not None)
        if not counts:
            return None
    return Quantity(
        start,
        unit_end,
        bound_end,
        value,
        high,
        unit,
        after,
        approximate or after == "about",
        cjk,
        "range" if high is not None else "numeral-cjk" if cjk else "numeral",
    )


def _together(text: str, match: re.Match[str]) -> tuple[Decimal | None, int]:
    """1亿5千万: in 万 where 元 follows, which stays 万元."""
    low = parse_numeral(match["low"])
    if low is None:
        return None, match.end()
    value = Decimal(match["high"]) * 10**4 + low
    if text.startswith("元", match.end()):
        return value, match.end() - 1
    return value * 10**4, match.end()


def _upper(text: str, end: int) -> tuple[Decimal, int] | None:
    """The upper end of a range whose separator stands at ``end``, and where it ends."""
    separator = _RANGE.match(text, end)
    if separator is None:
        return None
    match = ARABIC.match(text, separator.end()) or CJK.match(text, separator.end())
    if match is None:
        return None
    value, value_end = _value(text, match.group(0), match.end(), not match.group(0)[0].isdigit())
    return (value, value_end) if value is not None else None


def _repeated(text: str, value: Decimal, unit: Unit, end: int) -> tuple[Decimal | None, Unit, int]:
    """The upper end of a range that names its unit at both ends, in the unit that holds for both."""
    upper = _upper(text, end)
    found = unit_at(text, upper[1]) if upper else None
    if upper is None or found is None:
        return None, unit, end
    second, second_end = found
    if unit.dimension is Dimension.COUNT and unit.name in _GENERAL and second.kind != unit.kind:
        unit = second
    if second.kind != unit.kind:
        return None, unit, end
    high = upper[0]
    if second.factor != unit.factor:
        high = _whole(high * second.factor / unit.factor)
    return (high, unit, second_end) if high > value else (None, unit, end)


_GENERAL = frozenset({"个", "项"})


def _whole(value: Decimal) -> Decimal:
    """``value`` without noughts after the point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


@lru_cache(4096)
def _plain_value(token: str) -> Decimal | None:
    return parse_numeral(token)


def _value(text: str, token: str, end: int, cjk: bool) -> tuple[Decimal | None, int]:
    """The value of ``token`` with a multiplier such as 万 that follows, unless it belongs to 万元."""
    if not cjk:
        multiplier = MULTIPLIER.match(text, end)
        if multiplier:
            word = multiplier.group(0)
            rest = text[multiplier.end() : multiplier.end() + 2]
            if word in {"万", "亿"} and rest[:1] == "元":
                return _plain_value(token), end
            if rest[:1] == "元" and word[-1] in "万亿" and len(word) == 2:
                return parse_numeral(token + word[0]), multiplier.end() - 1
            if (word == "千" and rest[:1] in _AFTER_KILO) or (word == "百" and rest[:1] == "分"):
                return _plain_value(token), end
            return parse_numeral(token + word), multiplier.end()
        return _plain_value(token), end
    if token[-1] in "万亿" and len(token) > 1 and text[end : end + 1] == "元":
        return parse_numeral(token[:-1]), end - 1
    if token[-1] == "千" and text[end : end + 1] in _AFTER_KILO:
        return (parse_numeral(token[:-1]) if len(token) > 1 else None), end - 1
    return parse_numeral(token), end


_AFTER_KILO = frozenset("瓦伏米克")


def _read_share(text: str, match: re.Match[str]) -> Quantity | None:
    part = parse_numeral(match["part"])
    if part is None:
        return None
    base = match["base"]
    if base in _PARTS_OF:
        name, divisor = _PARTS_OF[base]
        value, exact = part / divisor if divisor != 1 else part, True
        rule = "share"
    else:
        whole = parse_numeral(base) or Decimal(100)
        name, rule = "%", "fraction"
        value = _whole((part * 100 / whole).quantize(Decimal("0.01")))
        exact = value * whole == part * 100
    end, high = match.end(), None
    second = _NUMERAL.match(text, end + 1) if text.startswith(("至", "到", "-", "~"), end) else None
    if second and second.lastgroup == "part" and second["base"] == base and rule == "share":
        # 百分之十至百分之二十
        upper = parse_numeral(second["part"])
        if upper is not None and upper > part:
            high = upper / _PARTS_OF[base][1] if _PARTS_OF[base][1] != 1 else upper
            end, rule = second.end(), "range"
    after, bound_end = bound_after(text, end)
    about = after == "about" or not exact
    return Quantity(match.start(), end, bound_end, value, high, units()[name], after, about, True, rule)


_PARTS_OF = {"百": ("%", Decimal(1)), "千": ("‰", Decimal(1)), "万": ("%", Decimal(100))}


_OF_A_BASE = re.compile(r"[至到为][^，。；：、]{1,12}的$")  # 缩短为原来的一半


def _read_half(text: str, match: re.Match[str]) -> Quantity | None:
    """压减一半, 减半征收: 50 %; a half that nothing binds (一半以上的企业 apart) is no figure."""
    after, bound_end = bound_after(text, match.end())
    bound = _bound_before(text, match.start(), units()["成"]) or _OF_A_BASE.search(
        text, max(0, match.start() - 16), match.start()
    )
    if after in {"", "about"} and not bound:
        return None
    about = after == "about"
    return Quantity(
        match.start(), match.end(), bound_end, Decimal(50), None, units()["%"], after, about, True, "half"
    )


_DOUBLED = {"一": 1, "两": 3, "二": 3, "三": 7, "四": 15}


def _read_doubling(text: str, match: re.Match[str]) -> Quantity:
    """翻一番 is twice as much, one time more; 翻两番 four times as much."""
    after, bound_end = bound_after(text, match.end())
    return Quantity(
        match.start(),
        match.end(),
        bound_end,
        Decimal(_DOUBLED[match["doubled"] or "一"]),
        None,
        units()["倍"],
        after,
        after == "about",
        True,
        "doubling",
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    after: re.Pattern[str]
    after_kind: dict[str, str]
    before: re.Pattern[str]
    """Words before a numeral that make it an amount."""
    change: re.Pattern[str]
    """Verbs that take a share: 精简两成."""
    across: re.Pattern[str]
    """只能开展一次."""
    acts: re.Pattern[str]
    """培育十家, 引进两名: a verb that takes an amount."""


@derived
def _bounds() -> _Bounds:
    bounds = load("bounds")
    verbs, before, after = bounds["verbs"], bounds["before"], bounds["after"]
    after_kind = {fold(word): kind for kind in ("at_most", "at_least", "about") for word in after[kind]}
    # 内 alone is a bound only where no other word begins with it
    words = any_of(word for word in after_kind if word != "内") + f"|内(?![{after['not_inner']}])"
    binding = [
        fold(word)
        for kind in ("at_most", "at_least", "below", "above", "about", "ahead", "lasting")
        for word in before[kind]
    ]
    to = [
        f"{verb}{middle}{to}"
        for verb in verbs["down"] + verbs["up"] + verbs["merge"]
        for middle in ("", "时间", "时限")
        for to in verbs["to"]
    ]
    others = ["满", "期限", "时限", "连续", "打", "享受", "按", "年限"]
    across = [*before["at_most_across"], *before["at_least_across"], "不超过", "不少于"]
    return _Bounds(
        after=re.compile(rf"\0*(?P<word>{words})"),
        after_kind=after_kind,
        before=re.compile(
            rf"(?:{any_of([*binding, *to, *verbs['reach'], *verbs['is'], *others])})[约近共为]?$"
        ),
        change=re.compile(rf"(?:{any_of(verbs['down'] + verbs['up'])})(?:了|约|近)?$"),
        across=re.compile(rf"(?:{any_of(across)})(?!跑$)[\u4e00-\u9fff]{{1,4}}$"),
        acts=re.compile(rf"(?:{any_of(load('units')['count']['verbs'])})(?:了|约|近)?$"),
    )


def bound_after(text: str, position: int) -> tuple[str, int]:
    """The kind of the bound word at ``position`` (empty for none) and where it ends."""
    bounds = _bounds()
    match = bounds.after.match(text, position)
    if match is None:
        return "", position
    word = match["word"]
    return ("at_most" if word == "内" else bounds.after_kind[word]), match.end()


_CHANGING = frozenset({"成", "倍", "折"})


def _bound_before(text: str, start: int, unit: Unit | None = None) -> bool:
    bounds = _bounds()
    window = max(0, start - 14)
    if bounds.before.search(text, window, start):
        return True
    if unit is None:
        return False
    if unit.dimension is Dimension.TIME:
        return text.endswith("用", window, start)  # 用三年时间
    return unit.name in _CHANGING and bounds.change.search(text, max(0, start - 8), start) is not None


_FIRM = re.compile(
    r"(?:不超过|不得超过|不少于|不低于|不多于|最多|至少|最少|至多|合并[为成]|[减少缩]+[至为到])$"
)
_STARTS_WITH = re.compile(r"(?:由|从)(?:过去的?|原来的?|原先的?|原有的?|现行的?|目前的?|法定的?)?$")
_BIG = frozenset({"百", "千", "万", "亿", "十"})
_TIMED = frozenset({"工作日", "小时", "分钟", "月", "学时"})
_NOT_BARE = frozenset({"个", "项", "种", "类", "批", "套", "门", "方面", "条", "件", "张", "轮", "级"})


def _cjk_counts(text: str, token: str, unit: Unit, after: str, start: int, end: int, is_range: bool) -> bool:
    """Is a number in Chinese numerals meant as an amount?  一次办好 and 三级联动 are not."""
    bound = bool(after) or _bound_before(text, start, unit)
    dimension = unit.dimension
    if dimension is Dimension.MONEY:
        # 万元GDP能耗: a bare 万 that nothing binds belongs to a name
        return token != "万" or bool(after) or text[end : end + 1] in {"", "，", "。", "；"}
    if token in _BIG and token != "十":
        return bound
    if dimension is Dimension.TIME:
        return bound or (unit.name in _TIMED and token != "一")
    if dimension is Dimension.RATE:
        return True
    if dimension is Dimension.STEPS:
        return bound or _STARTS_WITH.search(text, max(0, start - 6), start) is not None
    if dimension is Dimension.CAPACITY:
        return bound
    if text.startswith("性", end):
        return False
    if token == "一" and not after and not is_range:
        # 实现一次委托: only a real bound makes one a figure
        firm = _FIRM.search(text, max(0, start - 8), start) or _bounds().across.search(
            text, max(0, start - 10), start
        )
        return firm is not None
    if bound or _bounds().across.search(text, max(0, start - 10), start):
        return True
    if not _bounds().acts.search(text, max(0, start - 8), start):
        return False
    return is_range or unit.name not in _NOT_BARE


def _member(here: Quantity, unit: Unit, after: str) -> Quantity:
    """``here`` as a member of a list, with the unit and the bound it takes from the next."""
    return Quantity(
        here.start,
        here.end,
        here.bound_end,
        here.value,
        here.high,
        unit,
        after,
        here.approximate,
        here.cjk,
        "list",
    )


_JOINTS = frozenset({"、", "和", "与", "及", "或", "，", "以及"})
_NEXT_ITEM = re.compile(r"、[^，。；：、\d]{1,14}$")


def _shared(found: list[Quantity], text: str) -> list[Quantity]:
    """In 6个、22个、30个工作日以内 the unit and the bound of the last hold for all."""
    for index in range(len(found) - 2, -1, -1):
        here, following = found[index], found[index + 1]
        gap = following.start - here.bound_end
        if gap > 16 or (gap > 2 and (here.after or following.after != "at_most")):
            continue
        between = text[here.bound_end : following.start]
        if between not in _JOINTS:
            if (
                here.unit.dimension is Dimension.TIME
                and following.unit.dimension is Dimension.TIME
                and _NEXT_ITEM.match(between)
                and not here.after
                and following.after == "at_most"
                and not _bound_before(text, here.start)
            ):
                # 备案1个工作日、核准5个工作日内办结
                found[index] = _member(here, here.unit, "at_most")
            continue
        # 30个工作日 takes the measure word of 6个 and 22个, 15天 does not
        general = (
            here.unit.name in _GENERAL
            and here.unit.name != following.unit.name
            and (following.rule == "list" or "个" in text[following.start : following.end])
        )
        same = here.unit.name == following.unit.name
        if (general and following.unit.dimension in {Dimension.TIME, Dimension.STEPS}) or (
            same and between != "，" and not here.after
        ):
            found[index] = _member(here, following.unit, here.after or following.after)
    return found
