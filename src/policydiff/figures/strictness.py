"""Which way a figure is stricter for the government: the larger, or the smaller."""

from __future__ import annotations

import re

from policydiff.lexicon import derived, load
from policydiff.model import Comparator, Dimension, Direction

_AT_MOST = frozenset({Comparator.AT_MOST, Comparator.BELOW})
_AT_LEAST = frozenset({Comparator.AT_LEAST, Comparator.ABOVE, Comparator.REDUCE_BY, Comparator.INCREASE_BY})


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in load("bounds")["direction"].items()}


def stricter(
    dimension: Dimension, comparator: Comparator, name: str, kind: str, before: str, after: str
) -> Direction:
    """The direction of a figure of ``kind`` with the object ``name`` between the words ``before`` and ``after``.

    What the object ends with decides (贷款审批时间 is a time to be short, 欠款清偿率 a
    rate to be high); a limit on what people get (最高补助50万元) is the stricter the
    higher it is.  NONE where a sum of money says neither.

    >>> [stricter(Dimension.TIME, Comparator.EXACTLY, name, "working-day", "", "").value for name in ("贷款审批时间", "公示期")]
    ['lower', 'higher']
    >>> stricter(Dimension.MONEY, Comparator.AT_MOST, "单个项目", "yuan", "对单个项目给予不超过", "补助").value
    'higher'
    """
    rules = _rules()
    if comparator in _AT_LEAST or rules["saved"].search(name):
        return Direction.HIGHER
    given = rules["benefit"].search(name + before + after[:12]) is not None
    asked = any(rules[rule].search(name) for rule in ("lower", "lower_rate")) or rules["burden"].search(
        name + after[:6]
    )
    given = given and not asked
    if dimension in {Dimension.TIME, Dimension.STEPS}:
        longer = rules["longer"].search(name) is not None or rules["longer_for"].match(after) is not None
        longer = longer or (given and name.endswith(("期限", "期")) and not name.endswith(("周期", "工期")))
        if comparator in _AT_MOST and not given and not rules["longer_for"].match(after):
            return Direction.LOWER
        return Direction.HIGHER if longer else Direction.LOWER
    if comparator in _AT_MOST:
        return Direction.HIGHER if given and dimension is not Dimension.COUNT else Direction.LOWER
    if kind == "discount":
        return Direction.LOWER
    if dimension is Dimension.RATE:
        less = rules["lower_rate"].search(name) or rules["lower"].search(name)
        return Direction.LOWER if less else Direction.HIGHER
    if rules["lower"].search(name):
        return Direction.LOWER
    if dimension is Dimension.MONEY and not given:
        return Direction.NONE
    return Direction.HIGHER
