"""One spelling for width variants, character by character.

``fold(text)`` has the length of ``text``, so offsets hold on both sides.
Digits and letters become half-width, punctuation full-width.
"""

from __future__ import annotations

import re

_TABLE = {0xFF10 + i: 0x30 + i for i in range(10)}
_TABLE |= {0xFF21 + i: 0x41 + i for i in range(26)}
_TABLE |= {0xFF41 + i: 0x61 + i for i in range(26)}
for _a, _b in {
    "％": "%", "．": ".", "～": "~", "－": "-", "—": "-", "–": "-", "―": "-", "﹣": "-", "−": "-",
    "(": "（", ")": "）", "[": "（", "]": "）", "〔": "（", "〕": "）", "【": "（", "】": "）", "［": "（", "］": "）",
    ",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "＋": "+", "／": "/", "＝": "=", "•": "·", "‧": "·",
    "✕": "×", "＊": "*",
}.items():  # fmt: skip
    _TABLE[ord(_a)] = ord(_b)

# most texts hold none of these; looking is much cheaper than translating
_ANY = re.compile("[" + re.escape("".join(map(chr, _TABLE))) + "]")
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")


def fold(text: str) -> str:
    """``text`` in one width, of the same length.

    >>> fold("（ＡＰＰ，１５%以上)")
    '（APP，15%以上）'
    >>> fold("12,500件,其中")
    '12,500件，其中'
    """
    if not _ANY.search(text):
        return text
    return _THOUSANDS.sub(",", text.translate(_TABLE))
