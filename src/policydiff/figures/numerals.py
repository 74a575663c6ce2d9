"""Chinese, full-width and Arabic numerals to exact decimals.

Only matched spans are ever converted: running numeral conversion over a text
turns 一网通办 into 1网通办.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

CJK_CHARS = "零〇一二两三四五六七八九十百千万亿"
ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
CJK = re.compile(rf"[{CJK_CHARS}]+(?:点[零〇一二三四五六七八九]+)?")
MULTIPLIER = re.compile(r"[十百千]?[万亿]|[百千]")

MAX_DIGITS = 15
"""A longer run of digits is no quantity but a number of something else."""


def parse_numeral(text: str) -> Decimal | None:
    """The value of ``text``, which is one numeral and nothing else; None when it is none.

    >>> [str(parse_numeral(t)) for t in ("15", "3.5万", "1,200", "二十", "三千五百", "一百零五", "两万", "三点五", "千万")]
    ['15', '35000', '1200', '20', '3500', '105', '20000', '3.5', '10000000']
    >>> parse_numeral("几") is None
    True
    """
    match = ARABIC.match(text)
    if match:
        digits = match.group(0).replace(",", "")
        if len(digits) > MAX_DIGITS:
            return None
        value = Decimal(digits)
        for char in text[match.end() :]:
            factor = _SMALL.get(char) or _LARGE.get(char)
            if factor is None:
                return None
            value *= factor
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    if len(text) > MAX_DIGITS:
        return None
    whole, _, fraction = text.partition("点")
    value_of_whole = _parse_cjk(whole)
    if value_of_whole is None:
        return None
    if not fraction:
        return Decimal(value_of_whole)
    try:
        places = "".join(str(_DIGITS[char]) for char in fraction)
    except KeyError:
        return None
    return Decimal(f"{value_of_whole}.{places}")


def _parse_cjk(text: str) -> int | None:
    for char, factor in (("亿", 10**8), ("万", 10**4)):
        if char in text:
            high, _, low = text.rpartition(char)
            above = _parse_cjk(high) if high else 1
            below = _parse_cjk(low) if low else 0
            return None if above is None or below is None else above * factor + below
    total = digit = 0
    for char in text:
        if char in _SMALL:
            total += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _DIGITS:
            digit = digit * 10 + _DIGITS[char]  # 二〇二二 is read digit by digit
        else:
            return None
    return total + digit
