"""Per what, and against what: once a quarter is not once a year, less than in 2020 not less than last year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from policydiff.figures.numerals import parse_numeral
from policydiff.lexicon import derived, load
from policydiff.model import Clause, Commitment, Dimension, Part, Target


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure is reckoned on."""

    times: Decimal | None = None
    """How often a year its period comes round: 4 for 每季度; None when it names none."""
    period: str = ""
    """The words that say so; empty when it names none."""
    per: str = ""
    """What else it is for each of (每万人), or the span it is reached in (三年, 累计)."""
    against: str = ""
    """What a change is measured against: 2020年, 年初, 同比."""


@derived
def _rules() -> tuple[re.Pattern[str], dict[str, Decimal], re.Pattern[str], re.Pattern[str]]:
    data = load("scope")["basis"]
    periods = {name: Decimal(count) for name, count in data["periods"].items()}
    words = "|".join(re.escape(word) for word in sorted(periods, key=len, reverse=True))
    return (
        re.compile(
            rf"(?:每|按|逐)(?P<count>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})?个?(?P<period>{words})"
        ),
        periods,
        re.compile(data["per"]),
        re.compile(data["against"]),
    )


def frequency_of(clause: str) -> tuple[Decimal, Part] | None:
    """How often a year the clause asks for it, and the words that say so; None when it does not say.

    >>> [found and str(found[0]) for found in map(frequency_of, ("每月召开对接会", "每3年检查一次", "定期公布"))]
    ['12', '0.33', None]
    """
    period, periods, _, _ = _rules()
    match = period.search(clause)
    if match is None:
        return None
    times = periods[match["period"]]
    if match["count"]:
        count = parse_numeral(match["count"])
        if not count:
            return None
        times = (times / count).quantize(Decimal("0.01")).normalize()
    return times, Part(*match.span(), match[0])


_TIMES = re.compile(
    r"[^，。；第]{0,12}?(?<![第\d.一二两三四五六七八九十])(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})次(?![性办])"
)
"""So often in each period: 每月巡查两次, not 第二次 or 一次性."""


def rounds_of(clause: str) -> tuple[Decimal, Part] | None:
    """As :func:`frequency_of`, times how often in each period.

    >>> [found and str(found[0]) for found in map(rounds_of, ("每月巡查河道两次", "每季度一次", "每年一次性发放"))]
    ['24', '4', '1']
    """
    found = frequency_of(clause)
    if found is None:
        return None
    times, part = found
    match = _TIMES.match(clause, part.end)
    count = parse_numeral(match["count"]) if match else None
    if match is None or not count:
        return found
    return times * count, Part(part.start, match.end(), clause[part.start : match.end()])


def basis_of(target: Target, commitment: Commitment) -> Basis:
    """What the words of its clause up to the end of the figure say."""
    place = clause_of(target, commitment)
    clause = place[0].folded[: place[2]] if place else target.text
    _, _, per, against = _rules()
    spans = sorted({match[0] for match in per.finditer(clause)} - _SUMS.get(target.dimension, frozenset()))
    base = against.search(clause)
    times = frequency_of(clause)
    often, period = (times[0], times[1].text) if times else (None, "")
    return Basis(often, period, "、".join(spans), _plain(base[0]) if base else "")


def clause_of(target: Target, commitment: Commitment) -> tuple[Clause, int, int] | None:
    """The clause that holds ``target`` and where its words begin and end in it; None for a figure of a bracket."""
    for clause in commitment.clauses:
        if target in clause.figures:
            return (clause, *clause.place_of(target.span))
    return None


_SUMS = {Dimension.TIME: frozenset({"累计", "合计", "总共"})}
"""累计不超过15日: a time is always that of the whole."""


def _plain(words: str) -> str:
    """同比, 较上年 and 比去年 are one base."""
    base = re.sub(r"^(?:相比|对比|比|较)|的?基础上$", "", words)
    return "上年" if base in {"同比", "去年", "上年", "上一年", "同期"} else base
