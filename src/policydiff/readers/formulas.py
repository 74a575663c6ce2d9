r"""Formulas of Markdown, such as $25\mu\text{g}/\text{m}^3$, to the signs that they stand for.

Texts taken from scans by other programs write every second figure so.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\$(?P<body>[^$\n]{1,80})\$")
_FIGURE = re.compile(r"[\d.,%\s]+")
_SIGN = re.compile(
    r"""
      \\(?P<word>[a-zA-Z]+)\s*
    | \^\{?\s*(?P<power>\\circ|[23])\s*\}?
    | _\{?\s*(?P<index>[\d.]+)\s*\}?
    | \\(?P<kept>[%$&\#_])
    | (?P<nothing>\\[，；：！,;:!~ ]|[{}\s~])
    """,
    re.VERBOSE,
)
_WORDS = {
    "mu": "μ", "times": "×", "cdot": "·", "pm": "±", "sim": "～", "circ": "°",
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥",
    "text": "", "mathrm": "", "mathbf": "", "rm": "", "quad": "", "left": "", "right": "",
}  # fmt: skip
_POWERS = {"2": "²", "3": "³", r"\circ": "°"}


def written_out(text: str) -> str:
    r"""``text`` with its formulas in plain signs; one that holds anything unknown stays as it is.

    >>> written_out(r"保持在 $25\mu\text{g}/\text{m}^3$ 以下，$PM_{2.5}$达标率$\geq 85\%$")
    '保持在 25μg/m³ 以下，PM2.5达标率≥85%'
    >>> written_out(r"票价由$5调到$6，按$\sqrt{2}$折算")
    '票价由$5调到$6，按$\\sqrt{2}$折算'
    """
    return _FORMULA.sub(_plain, text) if "$" in text else text


def _plain(formula: re.Match[str]) -> str:
    body = formula["body"]
    if not (_FIGURE.fullmatch(body) or re.search(r"[\\^_]", body)):
        return formula[0]
    unknown = [sign for sign in _SIGN.finditer(body) if sign["word"] and sign["word"] not in _WORDS]
    plain = _SIGN.sub(_sign, body)
    return formula[0] if unknown or re.search(r"[\\^_]", plain) else plain


def _sign(sign: re.Match[str]) -> str:
    if sign["word"]:
        return _WORDS.get(sign["word"], "")
    if sign["power"]:
        return _POWERS[sign["power"]]
    return sign["index"] or sign["kept"] or ""
