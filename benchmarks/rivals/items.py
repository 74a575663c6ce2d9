"""What adapters answer with.

An adapter is a module with ``read(text, day)``: the items that a system finds in
one clause when ``day`` is today.  An item holds ``text``, the words it was read
from, and one of

- ``value`` (a number as text, or two of them for a range), with ``unit`` (null
  if the system gives none) and ``bounds`` (the comparators that the system's own
  field may mean; empty if it has no such field);
- ``dates``: pairs of first and last day as ISO dates, one pair for each reading
  that the system offers, null for an open end;
- ``extreme``: a word for an extreme without a figure; shown, never scored.

Adapters add nothing of their own: a value, unit, bound or day that the system
did not return does not appear.
"""

from __future__ import annotations

from typing import Any

Item = dict[str, Any]


def number(value: str, words: str, unit: str | None = None, bounds: tuple[str, ...] = ()) -> Item:
    """One value as an item."""
    return {"text": words, "value": value, "unit": unit, "bounds": list(bounds)}


def span(words: str, low: str, high: str, unit: str | None = None, bounds: tuple[str, ...] = ()) -> Item:
    """A range of values as an item."""
    return {"text": words, "value": [low, high], "unit": unit, "bounds": list(bounds)}


def days(words: str, *readings: tuple[str | None, str | None]) -> Item:
    """A date or a stretch of days as an item, with every reading that the system offers."""
    return {"text": words, "dates": [list(reading) for reading in readings]}
