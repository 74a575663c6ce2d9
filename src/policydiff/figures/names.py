"""Where figures are no amounts: titles, numbers of documents, exceptions, names and ranks."""

from __future__ import annotations

import re

from policydiff.figures.spans import Spans
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load

_TITLE = re.compile(r"《[^》]{0,120}》|〔[^〕]{0,20}〕")
_EXCEPTION = re.compile(rf"除[^{STOPS}]{{1,60}}?(?:以外|之外|外)(?=[，、的。；]|$)")
# of bounded length, from its first sign: a long run of digits is looked at once
_NUMERAL = r"(?:(?<![\d.])\d{1,6}(?:\.\d{1,2})?|(?<![一二两三四五六七八九十百千万])[一二两三四五六七八九十百千万]{1,5})"
_DAYS_A_WEEK = re.compile(r"(?:每周)?[7七]天(?=[×xX*、，]?(?:每天|全天候?)?(?:24|二十四)小时)")
_LASTING = re.compile(rf"连续{_NUMERAL}个?[年月日天](?![^{STOPS}]{{0,24}}的)")


@derived
def _names() -> tuple[re.Pattern[str], ...]:
    names = load("names")
    after = "|".join(names["after"]["patterns"])
    rank = names["rank"]
    return (
        re.compile(rf"每(?:{any_of(names['every']['words'])}){_NUMERAL}[\u4e00-\u9fff]{{1,3}}"),
        re.compile(
            rf"{_NUMERAL}(?:年度?|个月|个季度|日|天)内[^{STOPS}、]{{0,4}}(?={any_of(names['period']['words'])})"
        ),
        re.compile(rf"{_NUMERAL}个?(?:分钟|小时|公里|千米|米|天|日|年|人)(?:{after})"),
        re.compile(
            rf"(?<![提之以底末日月年目])(?:{any_of(rank['words'])}){_NUMERAL}(?:{any_of(rank['units'])})(?!工作日|季度|月|小时)"
        ),
    )


def figures_of(text: str) -> Spans:
    """The stretches of a folded text in which no figure is a target.

    >>> text = "打造15分钟便民生活圈，营商环境位列前3名，办理时限3个工作日"
    >>> hidden = figures_of(text)
    >>> [hidden.hold(text.index(figure)) for figure in ("15", "3名", "3个")]
    [True, True, False]
    """
    return Spans(
        match.span()
        for pattern in (_TITLE, _EXCEPTION, _DAYS_A_WEEK, _LASTING, *_names())
        for match in pattern.finditer(text)
    )
