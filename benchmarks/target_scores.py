"""What a system's answer to a clause is worth.

Every rule here holds for all systems, policydiff included; those that lean to
the side of a system are called concessions and are listed in the results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from typing import Any

from target_cases import Clause, Wanted

from policydiff.figures.numerals import ARABIC, CJK, parse_numeral
from policydiff.lexicon import load
from policydiff.text import fold

REFERENCE = date(2022, 1, 1)
"""The day on which every system reads."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a system returned."""

    words: str
    value: Decimal | tuple[Decimal, Decimal] | None = None
    unit: str | None = None
    bounds: tuple[str, ...] = ()
    days: tuple[tuple[date | None, date | None], ...] = ()
    extreme: str = ""

    @property
    def shown(self) -> str:
        """The item in a few signs."""
        if self.extreme:
            return f"({self.extreme})"
        if self.days:
            first, last = self.days[-1]
            return f"{first or ''}…{last or ''}" if first != last else f"{first}"
        value = "–".join(map(plain, self.value if isinstance(self.value, tuple) else (self.value,)))
        bound = self.bounds[0] if self.bounds and self.bounds[0] != "==" else ""
        return " ".join(part for part in (bound, value, self.unit or "") if part)


def plain(value: Decimal | None) -> str:
    """``value`` without trailing zeros, four places at the most."""
    if value is None:
        return "?"
    return f"{round(value, 4):f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def item_of(answer: Mapping[str, Any]) -> Item:
    """The item that an adapter wrote as JSON; one without a readable number has no value."""
    words = str(answer["text"])
    if "dates" in answer:
        return Item(
            words,
            days=tuple(
                (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
                for first, last in answer["dates"]
            ),
        )
    if "extreme" in answer:
        return Item(words, extreme=answer["extreme"])
    value = answer["value"]
    try:
        amount = tuple(map(Decimal, value)) if isinstance(value, list) else Decimal(value)
    except InvalidOperation:
        return Item(words, unit=answer["unit"], bounds=tuple(answer["bounds"]))
    if isinstance(amount, tuple):
        return Item(words, (amount[0], amount[1]), answer["unit"], tuple(answer["bounds"]))
    return Item(words, amount, answer["unit"], tuple(answer["bounds"]))


_GIGA = 10**9


@cache
def _units() -> dict[str, tuple[str, Decimal]]:
    """Every spelling of a unit: its kind and its factor within the kind."""
    found = {}
    for entry in load("units")["unit"]:
        for name in (entry["name"], *entry["spellings"]):
            found[name] = (entry["kind"], Decimal(entry["factor"]))
    found["折"] = ("share", Decimal(10))  # 七折 and 70% are one price
    return found


def measure(unit: str | None) -> tuple[str, Decimal] | None:
    """Kind and factor of ``unit``, however it is spelled; None without a unit."""
    if not unit:
        return None
    name = fold(unit)
    known = _units()
    for spelling in (unit, name, name.removeprefix("个")):
        if spelling in known:
            return known[spelling]
    return name.removeprefix("个") or name, Decimal(1)


def value_right(item: Decimal, unit: str | None, wanted: Decimal, wanted_unit: str) -> bool:
    """Is it the same amount, as written or converted?

    A pure number is right for 万元 when it is the amount in 元, for 400G when it
    is 400 times a milliard, and for a share when it is the fraction, to the
    places written.

    >>> value_right(Decimal(1000000), "元", Decimal(100), "万元"), value_right(Decimal(15), None, Decimal(15), "工作日")
    (True, True)
    >>> value_right(Decimal("0.333333"), None, Decimal("33.33"), "%")
    True
    """
    if item == wanted:
        return True
    own, asked = measure(unit), measure(wanted_unit)
    if asked is None:
        return False
    if own is None:
        if asked[0] == "share":
            places = Decimal(10) ** int(wanted.normalize().as_tuple().exponent)
            return abs(item * 100 / asked[1] - wanted) < places / 2
        return item == wanted * (_GIGA if wanted_unit == "G" else asked[1] if asked[0] == "yuan" else 1)
    return own[0] == asked[0] and item * own[1] == wanted * asked[1]


def unit_right(item: Decimal, unit: str | None, wanted: Decimal, wanted_unit: str) -> bool:
    """Is the unit the wanted one, or one that converts the value into it?"""
    own, asked = measure(unit), measure(wanted_unit)
    if own is None or asked is None:
        return asked is None or (asked[0] == "share" and item != wanted)  # a fraction needs no unit
    return own[0] == asked[0] and item * own[1] == wanted * asked[1]


def bound_right(bounds: Sequence[str], wanted: str) -> bool:
    """Is ``wanted`` among what the system's field may mean?  A value without a bound says exactly that value."""
    return wanted in bounds or (wanted == "==" and not bounds)


def holds_figure(words: str, wanted: Wanted) -> bool:
    """Do the words that a system marked hold the wanted figure, even if it made something else of it?"""
    if isinstance(wanted.value, date):
        return False
    ends = wanted.value if isinstance(wanted.value, tuple) else (wanted.value,)
    text = fold(words)
    read = {parse_numeral(m[0]) for pattern in (ARABIC, CJK) for m in pattern.finditer(text)}
    return all(end in read for end in ends)


@dataclass(slots=True)
class Verdict:
    """How one system did on one clause."""

    clause: Clause
    items: tuple[Item, ...]
    error: str = ""
    values: list[bool] = field(default_factory=list)
    """For each quantity asked for, in order; ``units``, ``bounds`` and ``marked`` beside it."""
    units: list[bool] = field(default_factory=list)
    bounds: list[bool] = field(default_factory=list)
    marked: list[bool] = field(default_factory=list)
    """The value is right, or the words that the system marked hold it."""
    dates: list[bool] = field(default_factory=list)
    """For each deadline asked for, in order."""
    misread: list[Item] = field(default_factory=list)
    """False values made of the words of a wanted figure."""
    figures: list[Item] = field(default_factory=list)
    """False values read from digits that are no target: thresholds, numbers of things."""
    invented: list[Item] = field(default_factory=list)
    """False values read out of words, such as the 1 of 一网通办."""

    @property
    def false(self) -> list[Item]:
        """Every value returned that is no target of the clause."""
        return [*self.misread, *self.figures, *self.invented]

    @property
    def strict(self) -> int:
        """The targets of which everything is right."""
        return sum(map(all, zip(self.values, self.units, self.bounds, strict=True))) + sum(self.dates)

    @property
    def asked(self) -> int:
        """How many targets are asked for."""
        return len(self.values) + len(self.dates)

    @property
    def right(self) -> bool:
        """Is everything right, and nothing false?"""
        return self.strict == self.asked and not self.false

    def facts(self) -> set[str]:
        """What is right, by name, to set two systems side by side.

        That nothing false was returned counts where the clause asks for nothing
        or where the system found something: silence is no merit.
        """
        found = {
            f"{name} {place}"
            for name, marks in (
                ("value", self.values),
                ("unit", self.units),
                ("bound", self.bounds),
                ("date", self.dates),
            )
            for place, mark in enumerate(marks, 1)
            if mark
        }
        if not self.false and (found or not self.asked):
            found.add("nothing false")
        return found


def judge(clause: Clause, items: Iterable[Item], error: str = "") -> Verdict:
    """Set what a system returned against what the clause states."""
    found = tuple(items)
    verdict = Verdict(clause, found, error)
    used = _pair_values(clause, found, verdict)
    used |= _pair_dates(clause, found, verdict, used)
    asked = [target for target in clause.wanted if not target.is_date and not target.optional]
    open_targets = [target for target, right in zip(asked, verdict.values, strict=True) if not right]
    for place, item in enumerate(found):
        if place in used or item.extreme or _excused(item, clause):
            continue
        if any(holds_figure(item.words, target) for target in open_targets):
            verdict.misread.append(item)
        elif item.days and clause.dates_free:
            continue
        elif re.search(r"\d", fold(item.words)):
            verdict.figures.append(item)
        else:
            verdict.invented.append(item)
    verdict.marked = [
        right or any(holds_figure(item.words, target) for item in found)
        for target, right in zip(asked, verdict.values, strict=True)
    ]
    return verdict


def _parts(item: Item) -> tuple[Decimal, ...]:
    if item.value is None:
        return ()
    return item.value if isinstance(item.value, tuple) else (item.value,)


def _pair_values(clause: Clause, found: tuple[Item, ...], verdict: Verdict) -> set[int]:
    """Give each quantity the returned value that fits it best, none twice; fills the verdict."""
    quantities = [target for target in clause.wanted if not target.is_date]
    offers: list[tuple[int, int, int, tuple[int, ...], bool, bool]] = []
    for index, target in enumerate(quantities):
        assert not isinstance(target.value, date)
        ends = target.value if isinstance(target.value, tuple) else (target.value,)
        for places in _groups(found, len(ends)):
            parts = [part for place in places for part in _parts(found[place])]
            unit = found[places[-1]].unit
            if not all(
                value_right(part, unit, end, target.unit) for part, end in zip(parts, ends, strict=True)
            ):
                continue
            unit_ok = all(
                unit_right(part, unit, end, target.unit) for part, end in zip(parts, ends, strict=True)
            )
            bound_ok = bound_right(found[places[-1]].bounds, target.bound)
            offers.append((2 * unit_ok + bound_ok, index, places[0], places, unit_ok, bound_ok))
    given: dict[int, tuple[bool, bool]] = {}
    used: set[int] = set()
    for _, index, _, places, unit_ok, bound_ok in sorted(offers, key=lambda o: (-o[0], o[1], o[2])):
        if index not in given and not used & set(places):
            given[index] = (unit_ok, bound_ok)
            used.update(places)
    for index, target in enumerate(quantities):
        if not target.optional:
            unit_ok, bound_ok = given.get(index, (False, False))
            verdict.values.append(index in given)
            verdict.units.append(unit_ok)
            verdict.bounds.append(bound_ok)
    return used


def _groups(found: tuple[Item, ...], ends: int) -> list[tuple[int, ...]]:
    """The items, or neighbours, that give as many numbers as asked: 3 and 5 are both ends of 3-5."""
    single: list[tuple[int, ...]] = [
        (place,) for place, item in enumerate(found) if len(_parts(item)) == ends
    ]
    if ends == 1:
        return single
    lone = [place for place, item in enumerate(found) if len(_parts(item)) == 1]
    return single + [(a, b) for a, b in pairwise(lone) if b == a + 1]


def _pair_dates(clause: Clause, found: tuple[Item, ...], verdict: Verdict, used: set[int]) -> set[int]:
    """A deadline is right when a reading of a date or stretch begins or ends on its day; fills the verdict."""
    taken: set[int] = set()
    for target in clause.wanted:
        if not target.is_date:
            continue
        place = next(
            (
                place
                for place, item in enumerate(found)
                if place not in used | taken and any(target.value in reading for reading in item.days)
            ),
            None,
        )
        if place is not None:
            taken.add(place)
        if not target.optional:
            verdict.dates.append(place is not None)
    return taken


def _excused(item: Item, clause: Clause) -> bool:
    """Concessions: starting values of from-to promises, parts of a wanted date, the reference day for 当日."""
    if any(reading == (REFERENCE, REFERENCE) for reading in item.days):
        return True
    parts = _parts(item)
    for target in clause.wanted:
        if target.baseline is not None and parts == (target.baseline,):
            return True
        if (
            isinstance(target.value, date)
            and len(parts) == 1
            and item.unit in {None, "年", "月", "日"}
            and parts[0] in {target.value.year, target.value.month, target.value.day}
        ):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Tally:
    """The verdicts of one system on many clauses, added up."""

    clauses: int
    right: int
    quantities: int
    values: int
    marked: int
    units: int
    bounds: int
    deadlines: int
    dates: int
    strict: int
    misread: int
    figures: int
    invented: int
    empty: int
    """Clauses that state no target."""
    clean: int
    """Those of them from which nothing was read."""
    errors: int

    @property
    def false(self) -> int:
        """All false values."""
        return self.misread + self.figures + self.invented

    @property
    def returned(self) -> int:
        """Values and dates returned, without those that count neither way."""
        return self.values + self.dates + self.false

    @property
    def value_f1(self) -> float:
        """F1 when units and bounds are forgiven."""
        right = self.values + self.dates
        both = self.returned + self.quantities + self.deadlines
        return 2 * right / both if both else 0.0

    @property
    def precision(self) -> float:
        """Of the values and dates returned, the share with everything right."""
        return self.strict / self.returned if self.returned else 0.0

    @property
    def recall(self) -> float:
        """Of the targets asked for, the share with everything right."""
        asked = self.quantities + self.deadlines
        return self.strict / asked if asked else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Add up."""
    rows = list(verdicts)
    empty = [v for v in rows if not v.clause.wanted]
    return Tally(
        clauses=len(rows),
        right=sum(v.right for v in rows),
        quantities=sum(len(v.values) for v in rows),
        values=sum(sum(v.values) for v in rows),
        marked=sum(sum(v.marked) for v in rows),
        units=sum(sum(v.units) for v in rows),
        bounds=sum(sum(v.bounds) for v in rows),
        deadlines=sum(len(v.dates) for v in rows),
        dates=sum(sum(v.dates) for v in rows),
        strict=sum(v.strict for v in rows),
        misread=sum(len(v.misread) for v in rows),
        figures=sum(len(v.figures) for v in rows),
        invented=sum(len(v.invented) for v in rows),
        empty=len(empty),
        clean=sum(not v.false for v in empty),
        errors=sum(bool(v.error) for v in rows),
    )


def by_bound(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """For each comparator how many were right, and how many were asked for."""
    found: dict[str, tuple[int, int]] = {}
    for verdict in verdicts:
        asked = [target for target in verdict.clause.wanted if not target.is_date and not target.optional]
        for target, right in zip(asked, verdict.bounds, strict=True):
            hits, total = found.get(target.bound, (0, 0))
            found[target.bound] = (hits + right, total + 1)
    return found


def is_hard(clause: Clause) -> bool:
    """Working days, bounds that bind, lists and ranges: what plans are made of."""
    quantities = [target for target in clause.wanted if not target.is_date and not target.optional]
    return len(quantities) > 1 or any(
        target.unit == "工作日" or target.bound != "==" or isinstance(target.value, tuple)
        for target in quantities
    )
