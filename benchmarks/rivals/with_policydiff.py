"""policydiff: the targets of a clause; thresholds are in a field of their own and are not given as targets."""

from __future__ import annotations

from datetime import date

from items import Item, days, number, span

from policydiff.figures import Context, read_targets
from policydiff.model import Passage, Target


def item(target: Target) -> Item:
    """One target."""
    value = target.value
    if isinstance(value, date):
        day = value.isoformat()
        return days(target.phrase, (day, None) if target.start else (None, day))
    bounds = (target.comparator.value,)
    if isinstance(value, tuple):
        return span(target.phrase, str(value[0]), str(value[1]), target.unit, bounds)
    return number(str(value), target.phrase, target.unit, bounds)


def read(text: str, day: date) -> list[Item]:
    """What policydiff reads from one clause of a document that was issued on ``day``."""
    reading = read_targets(
        Passage(text, tuple(range(len(text))), 1, text), Context(year=day.year, issued=day)
    )
    extremes = [{"text": absolute.text, "extreme": absolute.code} for absolute in reading.absolutes]
    return [*map(item, reading.targets), *extremes]
