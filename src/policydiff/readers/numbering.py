"""Automatic numbers of a Word file, rebuilt as Word prints them.

A paragraph names a list and a level, itself or through its style; the list
says how each level counts.  Lists that share an abstract list go on counting
together unless one says where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
LONGEST_CHAIN = 32
"""Styles that are based on one another; Word itself allows eleven."""
LARGEST = 32_767
"""The number a list may begin with, as in Word; letters and Roman numerals grow with it."""
LONGEST_LABEL = 60
"""Characters of what a list prints before a paragraph."""


def name(element: _Element) -> str:
    """The tag of ``element`` without its namespace: the strict and the usual format differ only there."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first descendant along ``path`` of tag names, None where there is none."""
    for step in path:
        if element is None:
            return None
        element = next((inner for inner in element if name(inner) == step), None)
    return element


def value(element: _Element | None, key: str = "val") -> str | None:
    """The attribute ``key`` of ``element``, whatever its namespace."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == key), None)


def integer(element: _Element | None, key: str = "val") -> int | None:
    """The attribute ``key`` as a number of reasonable size."""
    text = value(element, key)
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else None


# how a number is printed

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_OLD = "零壹貳參肆伍陸柒捌玖"


def _counted(number: int, digits: str = _DIGITS, powers: str = "十百千", short_ten: bool = True) -> str:
    """Chinese counting: 十、二十一、一百零五."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        rest = (digits[0] if low < 1000 else "") + _counted(low, digits, powers, False) if low else ""
        return _counted(high, digits, powers, short_ten) + "万" + rest
    text, zero = "", False
    for power in (1000, 100, 10, 1):
        digit = number // power % 10
        if digit:
            text += (digits[0] if zero and text else "") + digits[digit]
            text += powers[len(str(power)) - 2] if power > 1 else ""
            zero = False
        else:
            zero = True
    if short_ten and 10 <= number < 20:
        text = text[1:]
    return text or digits[0]


def _roman(number: int) -> str:
    text = ""
    for size, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
        (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        text += letters * (number // size)
        number %= size
    return text


def _letters(number: int) -> str:
    """a … z, aa … zz, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _of(signs: str) -> Callable[[int], str]:
    """One sign a number; beyond the last the figure itself."""
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return chr(ord("①") + number - 1)
    if number <= 35:
        return chr(ord("㉑") + number - 21)
    return chr(ord("㊱") + number - 36) if number <= 50 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _of("".join(chr(0x2488 + i) for i in range(20))),
    "decimalEnclosedParen": _of("".join(chr(0x2474 + i) for i in range(20))),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "ordinal": lambda number: f"{number}.",
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": lambda number: _counted(number) if number < 100 else _by_digit(number),
    "taiwaneseCounting": lambda number: _counted(number) if number < 100 else _by_digit(number),
    "chineseCountingThousand": _counted,
    "taiwaneseCountingThousand": _counted,
    "japaneseCounting": lambda number: _counted(number).replace("一百", "百").replace("一千", "千"),
    "koreanCounting": _counted,
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "taiwaneseDigital": _by_digit,
    "chineseLegalSimplified": lambda number: _counted(number, _FORMAL, "拾佰仟", False),
    "ideographLegalTraditional": lambda number: _counted(number, _FORMAL_OLD, "拾佰仟", False),
    "japaneseLegal": lambda number: _counted(number, _FORMAL_OLD, "拾佰仟", False),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
}


def printed(number: int, form: str) -> str:
    """``number`` in the number format ``form`` of Word; an unknown format counts in figures.

    >>> [printed(21, form) for form in ("chineseCountingThousand", "decimalEnclosedCircle", "upperRoman", "decimalFullWidth")]
    ['二十一', '㉑', 'XXI', '２１']
    >>> [printed(n, "taiwaneseCountingThousand") for n in (10, 12, 105, 110, 1001)]
    ['十', '十二', '一百零五', '一百一十', '一千零一']
    >>> printed(3, "ideographTraditional"), printed(28, "lowerLetter"), printed(10, "chineseLegalSimplified")
    ('丙', 'bb', '壹拾')
    """
    if form in {"none", "bullet"}:
        return ""
    if number <= 0:
        return str(number)
    return _FORMATS.get(form, str)(number)


# lists


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    """Such as （%2）."""
    suffix: str
    legal: bool
    restart: int | None
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]
    """Levels that start anew with this list, and where."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of lists and headings."""

    based_on: str | None
    label: str
    """Its name in lower case, such as ``heading 1``."""
    list_id: str | None
    level: int | None
    outline: int | None


@dataclass(slots=True)
class Numbering:
    """The lists of a file and how far each has counted."""

    lists: dict[str, _List]
    styles: dict[str, Style]
    default: str | None
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    chains: dict[str, list[Style]] = field(default_factory=dict)
    """By style, since every paragraph of it asks again."""
    started: set[tuple[str, int]] = field(default_factory=set)

    def of(self, properties: _Element | None) -> str:
        """The number of the next paragraph, with its gap, or an empty string; counts one on."""
        list_id, level = self._place(properties)
        found = self.lists.get(list_id) if list_id else None
        if found is None or list_id is None or level not in found.levels:
            return ""
        counts = self.counts.setdefault(found.abstract, [None] * LEVELS)
        own = found.levels[level]
        if level in found.starts and (list_id, level) not in self.started:
            counts[level] = found.starts[level]
        else:
            present = counts[level]
            counts[level] = found.starts.get(level, own.start) if present is None else present + 1
        self.started.add((list_id, level))
        for deeper in range(level + 1, LEVELS):
            below = found.levels.get(deeper)
            after = below.restart if below and below.restart is not None else deeper
            if after and level < after:
                counts[deeper] = None
        return _shown(own, found, counts)

    def _place(self, properties: _Element | None) -> tuple[str | None, int]:
        """Which list and level: the paragraph's own words go before its style's."""
        own = child(properties, "numPr")
        list_id, level = value(child(own, "numId")), integer(child(own, "ilvl"))
        style_id = self.style_of(properties)
        for style in self.chain(style_id):
            if list_id is None:
                list_id = style.list_id
                level = style.level if level is None else level
        if list_id is None or list_id == "0":
            return None, 0
        if level is None:
            levels = self.lists[list_id].levels if list_id in self.lists else {}
            level = next((i for i, found in levels.items() if found.style and found.style == style_id), 0)
        return list_id, level

    def style_of(self, properties: _Element | None) -> str | None:
        """The id of a paragraph's style, by default that of all paragraphs."""
        return value(child(properties, "pStyle")) or self.default

    def chain(self, style_id: str | None) -> list[Style]:
        """The style and those it is based on, nearest first."""
        if style_id is None:
            return []
        found = self.chains.get(style_id)
        if found is None:
            found = self.chains[style_id] = []
            seen: set[str] = set()
            here: str | None = style_id
            while here in self.styles and here not in seen and len(found) < LONGEST_CHAIN:
                seen.add(here)
                found.append(self.styles[here])
                here = self.styles[here].based_on
        return found


def _shown(own: _Level, found: _List, counts: list[int | None]) -> str:
    def part(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        level = found.levels.get(place)
        if level is None:
            return ""
        count = counts[place]
        form = "decimal" if own.legal and level.form not in {"none", "bullet"} else level.form
        return printed(level.start if count is None else count, form)

    if own.form == "bullet":
        return ""
    label = re.sub(r"%([1-9])", part, own.text).strip(" \t\u3000")[:LONGEST_LABEL]
    if not label or own.suffix == "nothing" or label[-1] in "、）)":
        return label
    return label + " "


def read_numbering(numbering: _Element | None, styles: _Element | None) -> Numbering:
    """The lists of ``numbering.xml`` and the styles that use them; either part may be absent."""
    known, default = _styles(styles)
    abstracts: dict[str, dict[int, _Level]] = {}
    links: dict[str, str] = {}
    by_style_link: dict[str, str] = {}
    found: dict[str, _List] = {}
    for element in numbering if numbering is not None else ():
        if name(element) == "abstractNum":
            id_ = value(element, "abstractNumId") or ""
            abstracts[id_] = {i: level for i, level in map(_level, element) if level is not None}
            link, own = value(child(element, "numStyleLink")), value(child(element, "styleLink"))
            if link:
                links[id_] = link
            if own:
                by_style_link[own] = id_
    for element in numbering if numbering is not None else ():
        if name(element) != "num":
            continue
        abstract = value(child(element, "abstractNumId")) or ""
        if abstract in links:
            abstract = by_style_link.get(links[abstract], abstract)
        levels = dict(abstracts.get(abstract, {}))
        starts: dict[int, int] = {}
        for override in element:
            place = integer(override, "ilvl")
            if name(override) != "lvlOverride" or place is None:
                continue
            _, level = _level(child(override, "lvl"))
            if level is not None:
                levels[place] = level
            start = integer(child(override, "startOverride"))
            if start is not None:
                starts[place] = min(start, LARGEST)
        found[value(element, "numId") or ""] = _List(abstract, levels, starts)
    return Numbering(found, known, default)


def _level(element: _Element | None) -> tuple[int, _Level | None]:
    place = integer(element, "ilvl")
    if element is None or name(element) != "lvl" or place is None or not 0 <= place < LEVELS:
        return 0, None
    start = integer(child(element, "start"))
    legal = child(element, "isLgl")
    form = child(element, "numFmt")
    if form is None:  # a custom format stands in an alternative of the element
        form = next((inner for inner in element.iter() if name(inner) == "numFmt"), None)
    return place, _Level(
        start=1 if start is None else min(start, LARGEST),
        form=value(form) or "decimal",
        text=(value(child(element, "lvlText")) or "")[:LONGEST_LABEL],
        suffix=value(child(element, "suff")) or "tab",
        legal=legal is not None and value(legal) not in {"0", "false", "off"},
        restart=integer(child(element, "lvlRestart")),
        style=value(child(element, "pStyle")),
    )


def _styles(root: _Element | None) -> tuple[dict[str, Style], str | None]:
    found: dict[str, Style] = {}
    default = None
    for element in root if root is not None else ():
        if name(element) != "style" or value(element, "type") not in {None, "paragraph", "numbering"}:
            continue
        id_ = value(element, "styleId") or ""
        properties = child(element, "pPr")
        number = child(properties, "numPr")
        found[id_] = Style(
            based_on=value(child(element, "basedOn")),
            label=(value(child(element, "name")) or id_).lower(),
            list_id=value(child(number, "numId")),
            level=integer(child(number, "ilvl")),
            outline=integer(child(properties, "outlineLvl")),
        )
        if value(element, "type") == "paragraph" and value(element, "default") in {"1", "true", "on"}:
            default = id_
    return found, default
