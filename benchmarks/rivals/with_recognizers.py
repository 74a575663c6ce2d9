"""Recognizers-Text: all its Chinese models that give quantities, amounts or dates.

Of overlapping mentions the longest counts, so the 3 in 3月 is no value of its
own; ordinals and telephone numbers are left out together with the numbers in
them, since the suite says that these are none.  A day after the end, which is
how it gives a stretch, becomes the last day.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import recognizers_suite as suite
from items import Item, days, number

CHINESE = suite.Culture.Chinese
MODELS = (
    suite.recognize_number, suite.recognize_percentage, suite.recognize_currency, suite.recognize_dimension,
    suite.recognize_temperature, suite.recognize_age, suite.recognize_ordinal, suite.recognize_phone_number,
)  # fmt: skip
NO_VALUE = {"ordinal", "phonenumber"}
BOUNDS = {"less": ("<=", "<"), "before": ("<=", "<"), "more": (">=", ">"), "after": (">=", ">")}
PARTS = {"Y": "年", "M": "月", "W": "周", "D": "日", "TH": "小时", "TM": "分钟", "TS": "秒"}
UNITS = {
    "Chinese yuan": "元", "Kilometer": "公里", "Meter": "米", "Kilogram": "公斤", "Ton": "吨", "Year": "年",
    "Month": "月", "Week": "周", "Day": "日", "Acre": "亩", "Square meter": "平方米", "Square kilometer": "平方公里",
}  # fmt: skip


def is_day(text: str | None) -> bool:
    """Does ``text`` name a day?  Hours of the day and words that could not be resolved do not."""
    return text is None or re.match(r"\d{4}-\d\d-\d\d", text) is not None


def last_day(end: str) -> str:
    """The day before the exclusive ``end``."""
    return (date.fromisoformat(end[:10]) - timedelta(days=1)).isoformat()


def from_duration(words: str, value: dict[str, Any]) -> list[Item]:
    """PT8H: 8 小时."""
    found = re.fullmatch(r"P(T?)([\d.]+)([A-Z])", value["timex"])
    bounds = BOUNDS.get(value.get("Mod", ""), ())
    if not found:
        return [number(value["value"], words, "秒", bounds)]
    return [number(found[2], words, PARTS.get(found[1] + found[3]), bounds)]


def from_time(words: str, resolution: dict[str, Any] | None) -> list[Item]:
    """The items of one mention of time: durations, or days with all its readings."""
    readings: list[tuple[str | None, str | None]] = []
    for value in (resolution or {}).get("values", []):
        if value.get("type") == "duration":
            return from_duration(words, value)
        if "start" in value or "end" in value:
            start, end = value.get("start"), value.get("end")
            if not is_day(start) or not is_day(end):
                continue
            exclusive = value.get("type") == "daterange" and start is not None and end is not None
            last = None if end is None else last_day(end) if exclusive else end[:10]
            readings.append((start[:10] if start else None, last))
        elif is_day(value.get("value", "")):
            readings.append((value["value"][:10], value["value"][:10]))
    return [days(words, *readings)] if readings else []


def items(found: Any) -> list[Item]:
    """The items of one mention."""
    if found.type_name.startswith("datetime"):
        return from_time(found.text, found.resolution)
    resolution = found.resolution or {}
    value = str(resolution.get("value"))
    if found.type_name == "percentage":
        return [number(value.rstrip("%"), found.text, "%")]
    unit: str = resolution.get("unit", "")
    return [number(value, found.text, UNITS.get(unit, unit) or None)]


def read(text: str, day: date) -> list[Item]:
    """What the suite reads from one clause, in the order of the text."""
    found = [mention for model in MODELS for mention in model(text, CHINESE)]
    found += suite.recognize_datetime(text, CHINESE, reference=datetime.combine(day, time()))
    found.sort(key=lambda m: (m.start - m.end, m.type_name == "number", m.start, m.type_name))
    kept: list[Any] = []
    for mention in found:
        if all(mention.end < other.start or mention.start > other.end for other in kept):
            kept.append(mention)
    kept.sort(key=lambda mention: mention.start)
    return [item for mention in kept if mention.type_name not in NO_VALUE for item in items(mention)]
