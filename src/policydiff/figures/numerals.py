"""Chinese, full-width and Arabic numerals to exact decimals, whole or not at all.

Only matched spans are ever converted: running numeral conversion over a text
turns 一网通办 into 1网通办.
"""

from __future__ import annotations

import re
from decimal import Decimal

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟〇○两", "一二三四五六七八九十百千零零二")
"""Digits as money is written with (伍拾万), and other signs of one digit."""
_DIGITS = {char: digit for digit, char in enumerate("零一二三四五六七八九")}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_PLAIN = "零〇一二两三四五六七八九十百千万亿"
OF_MONEY = "壹贰叁肆伍陆柒捌玖拾佰仟"
"""Characters that only numerals of sums are written with."""
ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
CJK = re.compile(rf"[零万亿]*[{OF_MONEY}][零万亿{OF_MONEY}]*|[{_PLAIN}]+(?:点[零〇一二三四五六七八九]+)?")
POWERS = re.compile(r"[十百千万亿]+(?:\d{1,4}(?:[百千万]+|(?!\d)))*")
"""What follows the digits of a numeral and belongs to it: the 万 of 5万, the 万2千 of 3万2千."""

MAX_DIGITS = 15
"""A longer run of digits is no quantity but a number of something else."""


def parse_numeral(text: str) -> Decimal | None:
    """The value of ``text``, which is one numeral and nothing else; None when it is none.

    >>> [str(parse_numeral(t)) for t in ("15", "3.5万", "1,200", "二十", "三千五百", "一百零五", "两万", "三点五", "千万")]
    ['15', '35000', '1200', '20', '3500', '105', '20000', '3.5', '10000000']
    >>> [str(parse_numeral(t)) for t in ("伍拾万", "3万2千", "3亿2千5百万", "两千两百", "二百二", "二〇二二", "一亿三千万")]
    ['500000', '32000', '325000000', '2200', '220', '2022', '130000000']
    >>> [parse_numeral(t) for t in ("几", "一百二百", "九九", "2百3千", "万万")]
    [None, None, None, None, None]
    """
    if ARABIC.match(text):
        return _parse_arabic(text) if len(text) <= 2 * MAX_DIGITS else None
    if len(text) > MAX_DIGITS:
        return None
    whole, _, fraction = text.translate(_FORMAL).partition("点")
    value_of_whole = _parse_cjk(whole)
    if value_of_whole is None:
        return None
    if not fraction:
        return Decimal(value_of_whole)
    if not all(char in _DIGITS for char in fraction):
        return None
    return Decimal(f"{value_of_whole}.{''.join(str(_DIGITS[char]) for char in fraction)}")


_PART = re.compile(rf"(?P<digits>{ARABIC.pattern})(?P<power>[十百千]?)")


def _parse_arabic(text: str) -> Decimal | None:
    """12,500 and 3.5万; the parts of 3万2千 and 3亿2千5百万 go down."""
    for char in "亿万":
        if char in text:
            high, _, low = text.partition(char)
            above, below = _parse_arabic(high), _rest(low, Decimal(_POWERS[char]))
            return None if above is None or below is None else _whole(above * _POWERS[char] + below)
    total, last = Decimal(0), Decimal(0)
    place = 0
    while place < len(text):
        part = _PART.match(text, place)
        digits = part["digits"].replace(",", "") if part else ""
        if part is None or len(digits) > MAX_DIGITS:
            return None
        if not part["power"] and last:
            below = _rest(text[place:], last)
            return None if below is None else _whole(total + below)
        power = Decimal(_POWERS.get(part["power"], 1))
        value = Decimal(digits) * power
        if last and value >= last:
            return None
        total, last, place = total + value, power if part["power"] else last, part.end()
    return _whole(total) if place else None


def _rest(text: str, power: Decimal) -> Decimal | None:
    """What follows a power and is less than it: the 2 of 1万2 is thousands."""
    if text.isdigit() and len(text) == 1:
        return Decimal(text) * power / 10
    value = _parse_arabic(text) if text else Decimal(0)
    return value if value is not None and value < power else None


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _parse_cjk(text: str) -> int | None:
    for char, factor in (("亿", 10**8), ("万", 10**4)):
        if char in text:
            high, _, low = text.partition(char)
            above = _parse_cjk(high) if high else 1
            below = _low(low, factor)
            return None if above is None or below is None else above * factor + below
    if text and all(char in _DIGITS for char in text):
        # 二〇二二 is read digit by digit; 九九 and 三五 are no numbers
        digits = "".join(str(_DIGITS[char]) for char in text)
        return int(digits) if len(text) != 2 or "零" in text else None
    return _parse_thousands(text)


def _low(text: str, factor: int) -> int | None:
    """What follows 万 or 亿: the 五 of 两万五 is thousands."""
    if not text:
        return 0
    if text in _DIGITS:
        return _DIGITS[text] * factor // 10
    value = None if text.startswith(("万", "亿")) else _parse_cjk(text)
    return value if value is not None and value < factor else None


_THOUSANDS = re.compile(
    r"(?:(?P<q>[一二三四五六七八九]?)千)?(?:零?(?P<h>[一二三四五六七八九]?)百)?"
    r"(?:零?(?P<t>[一二三四五六七八九]?)十)?(?P<zero>零?)(?P<u>[一二三四五六七八九]?)"
)


def _parse_thousands(text: str) -> int | None:
    match = _THOUSANDS.fullmatch(text)
    if match is None or text.endswith("零"):
        return None
    total, last = 0, 0
    for name, power in (("q", 1000), ("h", 100), ("t", 10)):
        if match[name] is None:
            continue
        if not match[name] and last and power != 10:
            return None  # 千百 names no number
        if not match[name] and last and match.start(name) and text[: match.start(name)] in _POWERS:
            return None  # 百十
        total += _DIGITS.get(match[name], 1) * power
        last = power
    if match["u"]:
        # 二百二 is 220, 二百零二 is 202
        spoken = last > 10 and not match["zero"]
        total += _DIGITS[match["u"]] * (last // 10 if spoken else 1)
    return total or None


_NEIGHBOURS = re.compile(
    r"(?P<head>[一二三四五六七八九]?[十百千])?(?P<first>[一二两三四五六七八九])(?P<second>[一二两三四五六七八九])(?P<powers>[十百千万亿]*)"
)


def parse_neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """The two numbers that are told as one: 二三百 200 to 300, 十七八 17 to 18, 三五 3 to 5.

    >>> [tuple(map(str, parse_neighbours(t))) for t in ("二三百", "两三", "十七八", "三五")]
    [('200', '300'), ('2', '3'), ('17', '18'), ('3', '5')]
    >>> parse_neighbours("九九") is None
    True
    """
    match = _NEIGHBOURS.fullmatch(text)
    if match is None:
        return None
    first, second = (_DIGITS[match[name].translate(_FORMAL)] for name in ("first", "second"))
    head, powers = match["head"] or "", match["powers"]
    if second - first != 1 and (first, second, head) != (3, 5, ""):
        return None
    low, high = (parse_numeral(f"{head}{match[name]}{powers}") for name in ("first", "second"))
    return (low, high) if low is not None and high is not None else None
