"""JioNLP: ``ner.extract_time`` and ``ner.extract_money``, its two extractors of values with a meaning.

Its own words for bounds count: ``blur-`` (below or at most), ``blur+`` (above
or at least), ``accurate``, and a duration that ends or begins in infinity.
A point or stretch in time gives its first and last day, a repeated one those
of its first turn.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import jionlp
from items import Item, days, number, span

UNITS = {
    "workday": "工作日", "day": "日", "hour": "小时", "minute": "分钟", "second": "秒", "week": "周",
    "month": "月", "season": "季度", "quarter": "季度", "year": "年",
}  # fmt: skip
BOUNDS = {
    "accurate": ("==",),
    "blur-": ("<=", "<"),
    "blur+": (">=", ">"),
}


def day_of(moment: str) -> str | None:
    """The day of ``moment``; None for an open end."""
    return None if "inf" in moment else moment[:10]


def from_delta(words: str, delta: Any, definition: str) -> list[Item]:
    """A duration: one value a unit, or the two ends of a range."""
    if isinstance(delta, list):
        low, high = delta
        if high.get("infinite"):
            return [number(str(v), words, UNITS.get(u, u), BOUNDS["blur+"]) for u, v in low.items()]
        if low.get("zero") or low.get("infinite"):
            return [number(str(v), words, UNITS.get(u, u), BOUNDS["blur-"]) for u, v in high.items()]
        return [span(words, str(low.get(u, v)), str(v), UNITS.get(u, u), ("==",)) for u, v in high.items()]
    bounds = BOUNDS.get(definition, ())
    return [number(str(value), words, UNITS.get(unit, unit), bounds) for unit, value in delta.items()]


def from_time(found: dict[str, Any]) -> list[Item]:
    """The items of one mention of time."""
    detail, words = found["detail"], found["text"]
    if found["type"] == "time_delta":
        return from_delta(words, detail["time"], detail["definition"])
    moments = detail["time"]
    if isinstance(moments, dict):  # a repeated time: how often, and when in each turn
        point = moments.get("point")
        if not point:
            return from_delta(words, moments["delta"], detail["definition"])
        moments = point["time"]
    return [days(words, (day_of(moments[0]), day_of(moments[1])))]


def from_money(found: dict[str, Any]) -> list[Item]:
    """The items of one mention of money."""
    detail, words = found["detail"], found["text"]
    bounds = BOUNDS.get(detail["definition"], ())
    amount = detail["num"]
    if isinstance(amount, list):
        return [span(words, amount[0], amount[1], detail["case"], bounds or ("==",))]
    return [number(amount, words, detail["case"], bounds)]


def read(text: str, day: date) -> list[Item]:
    """What JioNLP reads from one clause, in the order of the text."""
    base = datetime.combine(day, time())
    mentions = [
        (found["offset"], items(found))
        for extracted, items in (
            (jionlp.ner.extract_time(text, time_base=base), from_time),
            (jionlp.ner.extract_money(text), from_money),
        )
        for found in extracted
    ]
    return [item for _, found in sorted(mentions, key=lambda mention: mention[0]) for item in found]
