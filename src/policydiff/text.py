"""One spelling for width variants and for traditional characters, character by character.

``fold(text)`` and ``simplify(text)`` have the length of ``text``, so offsets hold on both sides.
Folding makes digits and letters half-width, punctuation full-width.  The patterns
are made when they are first needed: half of them are of no use to a page of help.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_TABLE = {0xFF10 + i: 0x30 + i for i in range(10)}
_TABLE |= {0xFF21 + i: 0x41 + i for i in range(26)}
_TABLE |= {0xFF41 + i: 0x61 + i for i in range(26)}
for _a, _b in {
    "％": "%", "．": ".", "～": "~", "－": "-", "—": "-", "–": "-", "―": "-", "﹣": "-", "−": "-",
    "(": "（", ")": "）", "[": "（", "]": "）", "〖": "（", "〗": "）", "〔": "（", "〕": "）", "【": "（", "】": "）", "［": "（", "］": "）",
    ",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "＋": "+", "／": "/", "＝": "=", "•": "·", "‧": "·",
    "✕": "×", "＊": "*",
}.items():  # fmt: skip
    _TABLE[ord(_a)] = ord(_b)


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(map(chr, _TABLE))) + "]")


@cache
def _thousands() -> re.Pattern[str]:
    return re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")


def fold(text: str) -> str:
    """``text`` in one width, of the same length.

    >>> fold("（ＡＰＰ，１５%以上)")
    '（APP，15%以上）'
    >>> fold("12,500件,其中")
    '12,500件，其中'
    """
    # most texts hold none of these; looking is much cheaper than translating
    if not _foldable().search(text):
        return text
    return _thousands().sub(",", text.translate(_TABLE))


# A browser drops NUL and turns CR into LF, and a terminal obeys escapes; shown one for one, so that nothing is lost unseen.
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}
# halves of surrogate pairs and the two non-characters can be written in no file of XML; the controls of the
# second row have no pictures; marks of direction make a line read otherwise than it is written
_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS |= dict.fromkeys((*range(0x80, 0xA0), *_DIRECTION, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD)
UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
"""Inside of a class of a pattern: the characters that are not shown as they are."""


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"[{UNSEEN}]")


def visible(text: str) -> str:
    """``text`` with control characters, and marks that turn the direction of reading, as pictures, of the same length.

    >>> visible("a\\x00b\\r"), visible("a\\u202eb\\x9b")
    ('a␀b␍', 'a\ufffdb\ufffd')
    """
    # most texts hold none of these; looking is much cheaper than translating
    return text.translate(_CONTROLS) if _unseen().search(text) else text


@cache
def _unwritable() -> re.Pattern[str]:
    return re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """``text`` with what no file of XML can hold as pictures; marks of direction stay, as somebody wrote them.

    >>> writable("a\\x00b\\u202e") == "a␀b\\u202e"
    True
    """
    return _unwritable().sub(lambda match: match[0].translate(_CONTROLS), text)


# traditional characters that no such text does without; looking for them is cheaper than loading the tables
@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(
        "[為務業產發實應會時間關門開電報單項環優個們員機構檔證書標準進運動號領導術點節條頭則見規範據東車對於與區縣鎮鄉來說經濟設計創認財責權職變體題總統線網無過還邊辦幾萬億兩從後現學國際]"
    )


def simplify(text: str) -> str:
    """``text`` in simplified characters, of the same length; a text that is not in traditional ones comes back as it is.

    >>> simplify("優化營商環境，企業開辦時間壓減至1個工作日")
    '优化营商环境，企业开办时间压减至1个工作日'
    >>> simplify("乾隆年间的藉田，瞭望台") # single old characters in a simplified text stay
    '乾隆年间的藉田，瞭望台'
    """
    if not _traditional().search(text):
        return text
    lines = text.split("\n")
    found = "\n".join(_simplified(line) for line in lines)
    changed = sum(a != b for a, b in zip(text, found, strict=True))
    wide = sum("\u3400" <= char <= "\u9fff" for char in text)
    return found if changed * 20 >= wide else text


def _simplified(line: str) -> str:
    """By words where the words keep their length, else by characters."""
    whole = str(_converter().convert(line))
    if len(whole) == len(line):
        return whole
    single = [str(_converter().convert(char)) for char in line]
    return "".join(new if len(new) == 1 else old for old, new in zip(line, single, strict=True))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("tw2s")


@cache
def _numbering() -> re.Pattern[str]:
    return re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*")


def unnumbered(heading: str) -> str:
    """``heading`` without the number before it.

    >>> unnumbered("（二十二）包容普惠创新组"), unnumbered("22.包容普惠创新组"), unnumbered("第二章 市场环境")
    ('包容普惠创新组', '包容普惠创新组', '第二章 市场环境')
    """
    return _numbering().sub("", heading)
