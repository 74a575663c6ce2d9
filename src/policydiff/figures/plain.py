"""A clause as it is read: one width, no blanks inside figures, no LaTeX, each character with its place.

Rules over figures see only this text; what they find is carried back to the
words as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policydiff.text import fold

_BLANK = re.compile(r"[ \t\r\n\u00a0\u2002-\u200b\u3000]+")
# cells of a table are parted as a name is from its value
_CELLS = {ord("|"): "：", ord("｜"): "："}
# 3个（含）工作日以内: it is counted in any way
_INCLUDED = re.compile(r"（含(?:本数|当日)?）")
_LATEX = re.compile(r"\$(?P<body>[^$]{1,80})\$")
_LATEX_SIGN = re.compile(
    r"""
      (?P<micro>\\mu(?![a-z]))
    | (?P<percent>\\%)
    | (?P<times>\\times)
    | (?P<at_most>\\leq?(?![a-z])(?:slant)?)
    | (?P<at_least>\\geq?(?![a-z])(?:slant)?)
    | (?P<cube>\^(?:3|\{3\}))
    | (?P<square>\^(?:2|\{2\}))
    | (?P<nothing>\\(?:text|mathrm|mathbf|rm)(?![a-z])|\\[，；：！,;:!~ ]|[\\{}\s~$])
    """,
    re.VERBOSE,
)
_SIGNS = {
    "micro": "μ",
    "percent": "%",
    "times": "×",
    "at_most": "≤",
    "at_least": "≥",
    "cube": "³",
    "square": "²",
    "nothing": "",
}


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` to be read, and where its characters stand in ``printed``."""

    text: str
    printed: str
    places: tuple[int, ...] | None
    """``places[i]`` is where ``text[i]`` stands; None when both texts have the same places."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]``, which must not be empty, stands in ``printed``."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1

    def words(self, start: int, end: int) -> str:
        """``text[start:end]`` as printed."""
        if self.places is None or start >= end:
            return self.printed[start:end]
        first, last = self.place(start, end)
        return self.printed[first:last]

    def signs(self, start: int, end: int) -> str:
        """``text[start:end]`` as printed, a formula in plain signs: 25μg/m³."""
        words = self.words(start, end)
        return self.text[start:end] if "\\" in words else words


def plain(printed: str) -> Plain:
    r"""``printed`` made ready for reading.

    >>> plain("网上可办率达到９８ %").text
    '网上可办率达到98%'
    >>> found = plain(r"控制在$35\,\mu\mathrm{g}/\mathrm{m}^{3}$以内")
    >>> found.text, found.words(3, 5)
    ('控制在35μg/m³以内', '35')
    """
    folded = fold(printed).translate(_CELLS)
    if "$" not in folded and "（含" not in folded and not _BLANK.search(folded):
        return Plain(folded, printed, None)
    signs = list(folded)
    if "$" in folded:
        for formula in _LATEX.finditer(folded):
            _drop(signs, formula.start(), formula.start() + 1)
            for match in _LATEX_SIGN.finditer(folded, formula.start() + 1, formula.end()):
                _drop(signs, *match.span())
                signs[match.start()] = _SIGNS[match.lastgroup or "nothing"]
    for match in _INCLUDED.finditer(folded):
        _drop(signs, *match.span())
    for match in _BLANK.finditer(folded):
        if not _separates(folded, match.start() - 1, match.end()):
            _drop(signs, *match.span())
    kept = [index for index, sign in enumerate(signs) if sign]
    # a cube may stand after a closing brace that was dropped: places only ever grow
    return Plain("".join(signs[index] for index in kept), printed, tuple(kept))


def _drop(signs: list[str], start: int, end: int) -> None:
    for index in range(start, end):
        signs[index] = ""


def _separates(text: str, before: int, after: int) -> bool:
    """Does a blank keep two words or two numbers apart?  “98 %” and “400 G” are one figure each."""
    if before < 0 or after >= len(text):
        return False
    left, right = text[before], text[after]
    if not (left.isascii() and left.isalnum() and right.isascii() and right.isalnum()):
        return False
    return left.isalpha() or right.isdigit()
