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

from policydiff.figures.bounds import BINDING, CHANGING, bound_across, bound_after, words_before
from policydiff.figures.measures import Unit, unit_at, units
from policydiff.figures.numerals import ARABIC, CJK, OF_MONEY, POWERS, parse_neighbours, parse_numeral
from policydiff.figures.words import STOPS
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
_HALF_OF_A_UNIT = rf"半(?=个?(?:工作日|小时|月|年)|[日天](?:内|以内|之内|办|左右|[{STOPS}、）]|$))"
_HALF = r"(?P<half>(?<!第)一半(?![天年日月径])|(?<=[减折])半(?![个天年日月径]))"
_DOUBLING = r"翻(?P<doubled>[一两二三四])?番"
_NUMERAL = re.compile(
    rf"{_SHARE} | (?:{ARABIC.pattern}) | {_HALF_OF_A_UNIT} | {_HALF} | {_DOUBLING} | (?:{CJK.pattern})",
    re.VERBOSE,
)
_AND_HALF = re.compile(r"个?半(?=小时|月|年|工作日|天)|(?<=[天日年])半")
_RANGE = re.compile(r"(?:-{1,2}|~|至|到)(?=[\d一二两三四五六七八九十百])")
_NO_NUMBER_BEFORE = re.compile(r"[第A-Za-z.〔几]$|\d-$")
_REST_OF_DIGITS = re.compile(r"\d[，,]$|\d[十百千万亿]+$|(?<!\d)\d{1,3}\s+$")
"""Before digits that are the end of a number written wrong (1,20 and 1 200)."""


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
            position = match.end() + len(_multiplier(text, match.end()))
        else:
            yield quantity
            position = quantity.bound_end


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start()
    if start and _is_part(text, start):
        return None
    kind = match.lastgroup
    if kind == "part":
        return _read_share(text, match)
    if kind == "half":
        return _read_half(text, match)
    if text.startswith("翻", start):
        return _read_doubling(text, match)
    return _read_plain(text, match)


def _is_part(text: str, start: int) -> bool:
    """Is what stands at ``start`` the end of something else: 第5, 5-3, 几百, 数十, 1,20?"""
    if _NO_NUMBER_BEFORE.search(text, max(0, start - 2), start):
        return True
    if text[start].isdigit():
        return _REST_OF_DIGITS.search(text, max(0, start - 8), start) is not None
    if text[start] in _BIG and text[start - 1] == "数":
        return True
    return text[start - 1].isdigit() or text[start - 1] in OF_MONEY


def _read_plain(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start()
    token = match.group(0)
    cjk = not token[0].isdigit()
    high: Decimal | None = None
    if token == "半":
        value, end = Decimal("0.5"), match.end()
    else:
        numeral = _numeral(text, match)
        if numeral is None:
            return None
        value, high, end = numeral
    approximate = high is not None
    if text.startswith(("余", "多"), end):
        # 5000多万元 has the unit 万元, 1000余人 none but the measure word
        approximate, end = True, end + 1
        powers = _multiplier(text, end)
        if _is_of_yuan(text, end + len(powers)):
            powers = powers[:-1]
        value, end = value * (parse_numeral(f"1{powers}") or 1), end + len(powers)
    if high is None:
        upper = _upper(text, end)
        of_both = unit_at(text, upper[1]) if upper else None
        if upper is not None and of_both is not None:
            low = value
            if low >= upper[0] and of_both[0].dimension is Dimension.MONEY:
                low = _whole(value / of_both[0].factor)  # 2万至3万元
            if low < upper[0]:
                value, (high, end) = low, upper
    half = _AND_HALF.match(text, end)
    if half and high is None and token != "半":
        # 一个半小时
        value += Decimal("0.5")
        end = half.end()
    found = unit_at(text, end)
    if found is None and high is None and not cjk:
        found = _unit_of_list(text, start, end)
    if found is None:
        return None
    unit, unit_end = found
    if high is not None and cjk and unit.name in _ORDINAL:
        return None  # 一二类, 一至三批: a list
    if high is None:
        # 1个至3个工作日, 50万元—100万元
        high, unit, unit_end = _repeated(text, value, unit, unit_end)
    if text.startswith("半", unit_end) and _AND_HALF.match(text, unit_end):
        value += Decimal("0.5")
        unit_end += 1
    if unit.name in _TENTHS:
        tenths = _tenths(text, unit, value, unit_end)
        if tenths is None:
            return None
        value, unit_end = tenths
    after, bound_end = bound_after(text, unit_end)
    spanned = high is not None and unit.name in _TENTHS
    if unit.needs_bound and not (after or spanned or _is_bound(text, start, unit)):
        return None
    if cjk and token != "半" and not half and (high is not None or not approximate):
        # 三十至五十家, 二三百户; 三五家 may be a few
        plainly = high is not None and unit.dimension is not Dimension.TIME and any(p in token for p in _BIG)
        if not plainly and not _cjk_counts(text, token, unit, after, start, unit_end, high is not None):
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


_MEMBERS = re.compile(r"(?:[、和与]\d{1,6}(?:\.\d{1,4})?){1,9}")
_SHARED_UNITS = frozenset({Dimension.MONEY, Dimension.RATE, Dimension.TIME})


def _unit_of_list(text: str, start: int, end: int) -> tuple[Unit, int] | None:
    """The unit at the end of a list of bare numbers: the 5 and the 3 of 分别奖励5、3、1万元; not the number of an item."""
    members = _MEMBERS.match(text, end)
    if members is None or start == 0 or text[start - 1] in STOPS:
        return None
    found = unit_at(text, members.end())
    return (found[0], end) if found and found[0].dimension in _SHARED_UNITS else None


_ORDINAL = frozenset({"类", "级", "期", "批", "大类", "小类", "门类", "轮"})
"""一二类 and 二三期 are the first and the second, not one or two."""
_TENTHS = frozenset({"成", "折"})
_TENTH = re.compile(r"(?:(?P<half>半)|(?P<digit>[一二三四五六七八九1-9]))(?![十百千万\d个])")


def _tenths(text: str, unit: Unit, value: Decimal, end: int) -> tuple[Decimal, int] | None:
    """九成五 9.5, 八成半 8.5, 八五折 and 95折 8.5 and 9.5; None when there is no such share."""
    match = _TENTH.match(text, end) if unit.name == "成" else None
    if match:
        value += Decimal("0.5") if match["half"] else (parse_numeral(match["digit"]) or Decimal(0)) / 10
        end = match.end()
    elif unit.name == "折" and value > 10:
        value /= 10
    return (value, end) if value <= 10 else None


def _numeral(text: str, match: re.Match[str]) -> tuple[Decimal, Decimal | None, int] | None:
    """Value, upper end of a range that is told as one number, and where it ends; the 万 of 万元 is left to the unit.

    None for what cannot be read whole: half a number is a wrong one.
    """
    token, end = match.group(0), match.end()
    if token[0].isdigit():
        token += _multiplier(text, end)
    elif len(token) > 1 and token[-1] == "千" and text[end : end + 1] in _AFTER_KILO:
        token = token[:-1]
    elif token == "千" and text[end : end + 1] in _AFTER_KILO:
        return None
    end = match.start() + len(token)
    pair: tuple[Decimal, Decimal | None] | None = parse_neighbours(token)
    if pair is None:
        value = parse_numeral(token)
        if value is None and len(token) == 2 and text.startswith("折", end):
            value = parse_numeral(f"{token[0]}点{token[1]}")  # 八五折
        if value is None:
            return None
        pair = value, None
    if len(token) > 1 and _is_of_yuan(text, end):
        divisor = Decimal(10**4 if token[-1] == "万" else 10**8)
        low, high = pair
        return _whole(low / divisor), high and _whole(high / divisor), end - 1
    return *pair, end


def _multiplier(text: str, end: int) -> str:
    """The powers that follow digits and belong to them: 万, not the 千 of 千瓦 or the 百 of 百分点."""
    match = POWERS.match(text, end)
    if match is None:
        return ""
    word, rest = match.group(0), text[match.end() : match.end() + 1]
    if word.endswith("千") and rest in _AFTER_KILO and not any(char.isdigit() for char in word):
        return word[:-1]
    return "" if word == "百" and rest == "分" else word


def _is_of_yuan(text: str, end: int) -> bool:
    """Does 万 or 亿 end at ``end`` and belong to 万元?"""
    return text[end - 1 : end] in {"万", "亿"} and text.startswith("元", end)


_AFTER_KILO = frozenset("瓦伏米克")


def _upper(text: str, end: int) -> tuple[Decimal, int] | None:
    """The upper end of a range whose separator stands at ``end``, and where it ends."""
    separator = _RANGE.match(text, end)
    if separator is None:
        return None
    match = ARABIC.match(text, separator.end()) or CJK.match(text, separator.end())
    if match is None:
        return None
    numeral = _numeral(text, match)
    return (numeral[0], numeral[2]) if numeral is not None and numeral[1] is None else None


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


def _read_share(text: str, match: re.Match[str]) -> Quantity | None:
    part = parse_numeral(match["part"])
    if part is None or text.startswith("几", match.end()):
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
    elif base == "百" and (bare := _upper(text, end)) and bare[0] > part and unit_at(text, bare[1]) is None:
        high, end, rule = bare[0], bare[1], "range"  # 百分之六十至八十
    after, bound_end = bound_after(text, end)
    about = after == "about" or not exact
    return Quantity(match.start(), end, bound_end, value, high, units()[name], after, about, True, rule)


_PARTS_OF = {"百": ("%", Decimal(1)), "千": ("‰", Decimal(1)), "万": ("%", Decimal(100))}


_OF_A_BASE = re.compile(rf"[至到为][^{STOPS}：、]{{1,12}}的$")  # 缩短为原来的一半


def _read_half(text: str, match: re.Match[str]) -> Quantity | None:
    """压减一半, 减半征收: 50 %; a half that nothing binds (一半以上的企业 apart) is no figure."""
    after, bound_end = bound_after(text, match.end())
    bound = _is_bound(text, match.start(), units()["成"]) or _OF_A_BASE.search(
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


_CHANGED = frozenset({"成", "倍", "折"})


def _is_bound(text: str, start: int, unit: Unit) -> bool:
    """Is a numeral at ``start`` made an amount by the words before it?"""
    words = words_before(text, start)
    if words & BINDING:
        return True
    if unit.dimension is Dimension.TIME:
        return text.endswith("用", 0, start)  # 用三年时间
    return unit.name in _CHANGED and bool(words & CHANGING)


_FIRM = re.compile(
    r"(?:不超过|不得超过|不少于|不低于|不多于|最多|至少|最少|至多|合并[为成]|[减少缩]+[至为到])$"
)
_LIMIT_ACROSS = re.compile(r"(?:不超过|不少于)(?!跑$)[\u4e00-\u9fff]{1,4}$")
_STARTS_WITH = re.compile(r"(?:由|从)(?:过去的?|原来的?|原先的?|原有的?|现行的?|目前的?|法定的?)?$")
_BIG = frozenset({"百", "千", "万", "亿", "十"})
_COUNTED = re.compile(r"[一二两三四五六七八九壹贰叁肆伍陆柒捌玖][百千万亿佰仟]")
"""Two hundred or more is an amount; 百家 alone is many."""
_TIMED = frozenset({"工作日", "小时", "分钟", "月", "学时"})
_NOT_BARE = frozenset({"个", "项", "种", "类", "批", "套", "门", "方面", "条", "件", "张", "轮", "级"})


def _reaches(text: str, start: int) -> bool:
    """只能开展一次, 不少于开展两次: a bound that reaches over a verb; 最多跑一次 is a slogan."""
    if _LIMIT_ACROSS.search(text, max(0, start - 10), start):
        return True
    return bound_across(text, start) is not None and text[start - 1] != "跑"


def _cjk_counts(text: str, token: str, unit: Unit, after: str, start: int, end: int, is_range: bool) -> bool:
    """Is a number in Chinese numerals meant as an amount?  一次办好 and 三级联动 are not."""
    bound = bool(after) or _is_bound(text, start, unit)
    dimension = unit.dimension
    if dimension is Dimension.MONEY:
        # 万元GDP能耗: a bare 万 that nothing binds belongs to a name
        return token != "万" or bool(after) or text[end : end + 1] in {"", "，", "。", "；"}
    if token in _BIG and token != "十":
        return bound
    if dimension is Dimension.TIME:
        return bound or (unit.name in _TIMED and token != "一")
    if _COUNTED.search(token) and not text.startswith("性", end):
        return True
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
        return _FIRM.search(text, max(0, start - 8), start) is not None or _reaches(text, start)
    if bound or _reaches(text, start):
        return True
    if "amount" not in words_before(text, start):
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
_NEXT_ITEM = re.compile(rf"、[^{STOPS}：、\d]{{1,14}}$")


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
                and not _is_bound(text, here.start, here.unit)
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
