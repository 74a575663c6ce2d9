"""A figure in the words of either language: as printed in Chinese, with its bound and unit in English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from policydiff.figures.measures import Unit, units
from policydiff.labels import label
from policydiff.lexicon import derived, load
from policydiff.model import Comparator, Target, Wording


def amount(target: Target) -> Wording:
    """``target`` as printed, 3个工作日内, and in English, at most 3 working days."""
    return Wording(target.phrase or target.text, _english(target))


def difference(value: Decimal, target: Target) -> Wording:
    """``value`` in the unit of ``target``: 2个工作日, 2 working days; of a rate in percentage points."""
    unit = "百分点" if target.unit == "%" else target.unit
    number = format(value.normalize(), "f")
    return Wording(f"{number}{'个' if unit in _COUNTED else ''}{unit}", measured(value, unit))


_COUNTED = frozenset({"工作日", "小时", "环节", "阶段", "月", "百分点"})


def measured(value: Decimal | tuple[Decimal, Decimal], unit: str) -> str:
    """``value`` with its unit in English.

    >>> from decimal import Decimal
    >>> [measured(Decimal(value), unit) for value, unit in ((1, "工作日"), ("1.5", "万元"), (85, "%"), (30, "家"))]
    ['1 working day', '15,000 yuan', '85%', '30']
    >>> measured((Decimal(2), Decimal(3)), "元/人·月")
    '2–3 yuan/person/month'
    """
    factor = _factor(units().get(unit.partition("/")[0]))
    values = [part * factor for part in (value if isinstance(value, tuple) else (value,))]
    name = english_unit(unit, one=values == [1])
    number = "–".join(format(part.normalize(), ",f") for part in values)
    return f"{number}{' ' if name[:1].isalpha() else ''}{name}"


def english_unit(unit: str, *, one: bool = False) -> str:
    """What ``unit`` is called in English, of ``one`` or of several; empty where English counts without a word.

    >>> english_unit("工作日"), english_unit("吨标准煤/万元"), english_unit("家")
    ('working days', 'tce/10,000 yuan', '')
    """
    first, *below = [unit] if unit in units() else unit.replace("·", "/").split("/")
    known = units().get(first)
    single, _, several = (known.english if known else first).partition("|")
    return "/".join([single if one or not several else several, *map(_below, below)])


def _english(target: Target) -> str:
    if isinstance(target.value, date):
        return target.value.isoformat()
    about = "about " if target.approximate else ""
    bound = "" if target.comparator is Comparator.EXACTLY else f"{label('bound', target.comparator, 'en')} "
    return f"{bound}{about}{measured(target.value, target.unit)}"


def _factor(unit: Unit | None) -> Decimal:
    """What turns a value into the unit that English has for it: 万元 into yuan."""
    return unit.factor if unit and (unit.kind, unit.english) in _plain_units() else Decimal(1)


@derived
def _plain_units() -> frozenset[tuple[str, str]]:
    """The units that others of their kind share their English with."""
    return frozenset(
        (unit.kind, unit.english) for unit in units().values() if unit.english and unit.factor == 1
    )


def _below(name: str) -> str:
    """What stands below the stroke: household, month, 10,000 yuan."""
    known = units().get(name)
    stated = load("units")["per"]["english"].get(name)
    if stated or not known or not known.english:
        return stated or name
    factor, one = _factor(known), known.english.partition("|")[0]
    return one if factor == 1 else f"{format(factor.normalize(), ',f')} {one}"
