"""Amounts with a unit: value, unit and the words that bind them.

Finds what is written; which of it is a promise is decided elsewhere.
Works in one pass over the numerals, so a long run of digits costs no more
than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from policydiff.folding import fold
from policydiff.lexicon import any_of, load
from policydiff.model import Dimension
from policydiff.targets.numerals import ARABIC, CJK, MULTIPLIER, parse_numeral


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure; ``kind`` groups the units that convert into each other by ``factor``."""

    name: str
    dimension: Dimension
    kind: str
    factor: Decimal
    needs_bound: bool = False


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


@cache
def units() -> dict[str, Unit]:
    """The units by name."""
    found: dict[str, Unit] = {}
    for entry in load("units")["unit"]:
        found[entry["name"]] = Unit(
            entry["name"],
            Dimension(entry["dimension"]),
            entry["kind"],
            Decimal(entry["factor"]),
            entry.get("needs_bound", False),
        )
    for measure in load("units")["count"]["measures"]:
        found.setdefault(measure, Unit(measure, Dimension.COUNT, f"count:{measure}", Decimal(1)))
    return found


@dataclass(frozen=True, slots=True)
class _Patterns:
    unit: re.Pattern[str]
    bare: dict[str, str]
    spelled: dict[str, str]
    nouns: dict[str, str]
    after: re.Pattern[str]
    after_kind: dict[str, str]


@cache
def _patterns() -> _Patterns:
    spelled: dict[str, str] = {}
    bare: dict[str, str] = {}
    for entry in load("units")["unit"]:
        for spelling in entry["spellings"]:
            (bare if entry.get("bare") else spelled)[fold(spelling)] = entry["name"]
    count = load("units")["count"]
    measures = {fold(measure): measure for measure in count["measures"]}
    nouns = dict(count["nouns"])
    after = load("bounds")["after"]
    after_kind = {fold(word): kind for kind in ("at_most", "at_least", "about") for word in after[kind]}
    # 内 alone is a bound only where no other word begins with it
    words = any_of(word for word in after_kind if word != "内") + f"|内(?![{after['not_inner']}])"
    unit = re.compile(
        rf"(?P<bare>{any_of(bare)})|个?(?P<spelled>{any_of(spelled)})|(?P<noun>{any_of(nouns)})|(?P<measure>{any_of(measures)})"
    )
    return _Patterns(unit, bare, spelled, nouns, re.compile(rf"(?:{words})"), after_kind)


_HALF = re.compile(r"半(?=个?(?:工作日|小时|月|年)|[日天](?:内|以内|之内|办))")
_AND_HALF = re.compile(r"个?半(?=小时|月|年|工作日|天)|(?<=[天日年])半")
_SHARE = re.compile(
    rf"(?P<base>百|千|万|[{'二三四五六七八九十'}])分之(?P<part>[零〇一二两三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
)
_RANGE = re.compile(r"(?:-{1,2}|~|至|到)(?=[\d一二两三四五六七八九十])")
_REPEATED_UNIT = re.compile(r"(?:个工作日|工作日|个|日|天|家|项|%)(?=-|~|至|到)")
_SEVERAL = re.compile(r"余|多")
_NO_NUMBER_BEFORE = re.compile(r"[第A-Za-z.〔]$|[0-9]-$")
_CJK_IDIOM = frozenset("一")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in ``text``, in order; offsets are of ``text``.

    >>> [(str(q.value), q.unit.name, q.after) for q in find_quantities("压减至15个工作日以内")]
    [('15', '工作日', 'at_most')]
    >>> [(str(q.value), str(q.high), q.unit.name) for q in find_quantities("成立2—3家知识产权维权援助站")]
    [('2', '3', '家')]
    >>> [(str(q.value), q.unit.name) for q in find_quantities("分别压减至6个、22个、30个工作日以内")]
    [('6', '工作日'), ('22', '工作日'), ('30', '工作日')]
    >>> [(str(q.value), q.unit.name) for q in find_quantities("百分之九十以上，半个工作日，三分之一")]
    [('90', '%'), ('0.5', '工作日'), ('33.33', '%')]
    >>> find_quantities("一网通办、一次办好、双随机一公开")
    ()
    """
    folded = _plain_latex(fold(text))
    return tuple(_shared_units(tuple(_scan(folded)), folded))


_LATEX = re.compile(r"\$(?P<body>[^$]{1,80})\$")


def _plain_latex(text: str) -> str:
    r"""LaTeX leftovers as plain signs, each padded to its old length: $25\mu\text{g}/\text{m}^3$ → 25μg/m³ and blanks."""
    if "$" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        body = match["body"]
        for old, new in (
            (r"\mu", "μ"),
            (r"\%", "%"),
            (r"\times", "×"),
            ("^3", "³"),
            ("^{3}", "³"),
            ("^2", "²"),
            ("^{2}", "²"),
        ):
            body = body.replace(old, new)
        body = re.sub(r"\\(?:text|mathrm|rm)\s*\{([^{}]*)\}", r"\1", body)
        body = re.sub(r"[\\{}\s$]", "", body)
        return body.ljust(len(match.group(0)), "\0")

    return _LATEX.sub(plain, text)


def _scan(text: str) -> Iterator[Quantity]:
    position = 0
    while position < len(text):
        match = _next_numeral(text, position)
        if match is None:
            return
        quantity = _read(text, match)
        if quantity is None:
            position = match.end()
        else:
            yield quantity
            position = quantity.bound_end


_NUMERAL = re.compile(rf"{_SHARE.pattern}|{ARABIC.pattern}|{_HALF.pattern}|(?:{CJK.pattern})")


def _next_numeral(text: str, position: int) -> re.Match[str] | None:
    return _NUMERAL.search(text, position)


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    token = match.group(0)
    if _NO_NUMBER_BEFORE.search(text[max(0, start - 2) : start]):
        return None
    if match["part"]:
        return _read_share(text, match)
    cjk = not token[0].isdigit()
    if token == "半":
        value: Decimal | None = Decimal("0.5")
    else:
        value, end = _value(text, token, end, cjk)
    if value is None:
        return None
    approximate = False
    several = _SEVERAL.match(text, end)
    if several:
        # 5000多万元 has the unit 万元, 1000余人 none but the measure word
        approximate, end = True, several.end()
        if not cjk:
            value, end = _value(text, str(value), end, cjk)
            if value is None:
                return None
    high: Decimal | None = None
    separator = _RANGE.match(text, end)
    if separator is None:
        # 1个至3个工作日
        repeated = _REPEATED_UNIT.match(text, end)
        if repeated:
            separator = _RANGE.match(text, repeated.end())
    if separator is not None:
        upper = ARABIC.match(text, separator.end()) or CJK.match(text, separator.end())
        if upper is not None:
            high, upper_end = _value(text, upper.group(0), upper.end(), not upper.group(0)[0].isdigit())
            if high is not None and high > value and _unit_at(text, upper_end) is not None:
                end = upper_end
            else:
                high = None
    half = _AND_HALF.match(text, end)
    if half and high is None and token != "半":
        # 一个半小时
        value += Decimal("0.5")
        end = half.end()
    found = _unit_at(text, end)
    if found is None:
        return None
    unit, unit_end = found
    tail = _AND_HALF.match(text, unit_end)
    if tail and tail.group(0) == "半":
        value += Decimal("0.5")
        unit_end = tail.end()
    after, bound_end = _bound_after(text, unit_end)
    if unit.needs_bound and not after and not _bound_before(text, start):
        return None
    if (
        cjk
        and token != "半"
        and not half
        and not approximate
        and not _cjk_counts(text, token, unit, after, start, unit_end)
    ):
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


def _value(text: str, token: str, end: int, cjk: bool) -> tuple[Decimal | None, int]:
    """The value of ``token`` with a multiplier such as 万 that follows, unless it belongs to 万元."""
    if not cjk:
        multiplier = MULTIPLIER.match(text, end)
        if multiplier:
            word = multiplier.group(0)
            rest = text[multiplier.end() : multiplier.end() + 2]
            if word in {"万", "亿"} and rest[:1] == "元":
                return parse_numeral(token), end
            if rest[:1] == "元" and word[-1] in "万亿" and len(word) == 2:
                return parse_numeral(token + word[0]), multiplier.end() - 1
            if (word == "千" and rest[:1] in {"瓦", "伏", "米"}) or (word == "百" and rest[:1] == "分"):
                return parse_numeral(token), end
            return parse_numeral(token + word), multiplier.end()
        return parse_numeral(token), end
    if token[-1] in "万亿" and len(token) > 1 and text[end : end + 1] == "元":
        return parse_numeral(token[:-1]), end - 1
    if token[-1] == "千" and text[end : end + 1] in {"瓦", "伏", "米"}:
        return (parse_numeral(token[:-1]) if len(token) > 1 else None), end - 1
    return parse_numeral(token), end


def _read_share(text: str, match: re.Match[str]) -> Quantity | None:
    part = parse_numeral(match["part"])
    if part is None:
        return None
    base = match["base"]
    whole = Decimal(100)
    after, bound_end = _bound_after(text, match.end())
    if base in {"百", "千"}:
        unit = units()["%" if base == "百" else "‰"]
        value, rule = part, "share"
    elif base == "万":
        unit, value, rule = units()["%"], part / 100, "share"
    else:
        whole = parse_numeral(base) or whole
        unit = units()["%"]
        value, rule = (part * 100 / whole).quantize(Decimal("0.01")), "fraction"
    about = after == "about" or value * whole != part * 100 if rule == "fraction" else after == "about"
    return Quantity(match.start(), match.end(), bound_end, value, None, unit, after, about, True, rule)


def _unit_at(text: str, position: int) -> tuple[Unit, int] | None:
    """The unit that stands at ``position`` and where it ends."""
    patterns = _patterns()
    match = patterns.unit.match(text, position)
    if match is None:
        return None
    names = units()
    if match["bare"]:
        return names[patterns.bare[match["bare"]]], match.end()
    if match["spelled"]:
        spelled = match["spelled"]
        following = text[match.end() : match.end() + 1]
        if spelled[-1].isascii() and spelled[-1].isalpha() and following.isascii() and following.isalnum():
            return None
        if spelled == "G" and _is_network_name(text, position, match.end()):
            return None
        if following and following in _OTHER_WORDS.get(spelled, ""):
            return None
        return names[patterns.spelled[spelled]], match.end()
    if match["noun"]:
        return names[patterns.nouns[match["noun"]]], position
    return names[match["measure"]], match.end()


# a unit that begins another word: 三年度, 两方面, 一成立
_OTHER_WORDS = {
    "年": "度来级均",
    "方": "面案式向法便",
    "成": "立果效本就熟员功绩为",
    "周": "年期边",
    "折": "旧射叠",
    "步": "伐骤",
    "米": "面",
    "日": "常前益起",
}


def _is_network_name(text: str, start: int, end: int) -> bool:
    """5G网络, 4G, 5G基站 are names, 400G以上 is a bandwidth."""
    number = re.search(r"\d+$", text[max(0, start - 4) : start])
    return (
        number is not None
        and number.group(0) in {"2", "3", "4", "5", "6"}
        and not _patterns().after.match(text, end)
    )


def _bound_after(text: str, position: int) -> tuple[str, int]:
    end = position
    while end < len(text) and text[end] == "\0":
        end += 1
    match = _patterns().after.match(text, end)
    if match is None:
        return "", position
    word = match.group(0)
    kind = "at_most" if word == "内" else _patterns().after_kind[word]
    return kind, match.end()


@cache
def _before_pattern() -> re.Pattern[str]:
    before = load("bounds")["before"]
    words = [fold(word) for kind in ("at_most", "at_least", "below", "above") for word in before[kind]]
    verbs = load("bounds")["verbs"]
    reach = [f"{verb}{to}" for verb in verbs["down"] + verbs["up"] + verbs["merge"] for to in verbs["to"]]
    return re.compile(
        rf"(?:{any_of([*words, *reach, *verbs['reach'], '满', '为期', '期限', '时限', '连续', '打', '享受', '按'])})[约近共为]?$"
    )


def _bound_before(text: str, start: int) -> bool:
    return _before_pattern().search(text[max(0, start - 14) : start]) is not None


def _cjk_counts(text: str, token: str, unit: Unit, after: str, start: int, end: int) -> bool:
    """Is a number in Chinese numerals meant as an amount?  一次办好 and 三级联动 are not."""
    bound = bool(after) or _bound_before(text, start)
    if token in {"百", "千", "万", "亿", "十"} and unit.dimension is not Dimension.MONEY:
        return bound
    match unit.dimension:
        case Dimension.TIME:
            if unit.name in {"工作日", "小时", "分钟", "月"}:
                return bound or token not in _CJK_IDIOM
            return bound
        case Dimension.RATE | Dimension.MONEY:
            return True
        case Dimension.STEPS:
            return bound
        case Dimension.CAPACITY:
            return bound
        case _:
            return bound and text[end : end + 1] != "性"


def _shared_units(quantities: tuple[Quantity, ...], text: str) -> Iterator[Quantity]:
    """In 6个、22个、30个工作日以内 the unit and the bound of the last hold for all."""
    result = list(quantities)
    for index in range(len(result) - 2, -1, -1):
        here, following = result[index], result[index + 1]
        between = text[here.bound_end : following.start]
        if between not in {"、", "和", "与", "及", "或", "，", "以及"}:
            continue
        general = here.unit.name in {"个", "项"} and here.unit.name != following.unit.name
        same = here.unit.name == following.unit.name
        if (general and following.unit.dimension in {Dimension.TIME, Dimension.STEPS}) or (
            same and between != "，" and not here.after
        ):
            result[index] = replace(
                here,
                unit=following.unit,
                after=here.after or following.after,
                rule="list",
            )
    return iter(result)
