"""A user's own units and measure words, merged with the built-in ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from policydiff.lexicon.checking import KINDS, File, Table, check_entry, check_words, near, remove, replaces
from policydiff.model import Dimension

OWN_UNITS = ("日", "%", "‰", "成", "倍")
"""Units that the program itself reckons with; they stay as they are."""
MEASURED = (
    Dimension.TIME,
    Dimension.STEPS,
    Dimension.RATE,
    Dimension.MONEY,
    Dimension.CAPACITY,
    Dimension.COUNT,
)
"""The dimensions that units have."""

_UNIT = {
    "name": (str, True), "dimension": (str, True), "kind": (str, False), "factor": (object, False),
    "spellings": (list, True), "bare": (bool, False), "needs_bound": (bool, False), "enabled": (bool, False),
}  # fmt: skip


def merge_units(file: File, lists: Mapping[str, Table]) -> Table:
    """The built-in units and words of counting with those of ``file``; faults are noted in it."""
    base = lists["units"]
    kept = [entry for entry in base["unit"] if not replaces(file) or entry["name"] in OWN_UNITS]
    found = {entry["name"]: entry for entry in kept}
    for name in file.data:
        if name not in {"unit", "count", "per", "other_words", "replace"}:
            file.wrong(name, "没有这一节：可用 [[unit]]、[count]、[per]、[other_words]")
    entries = file.data.get("unit", [])
    if not isinstance(entries, list):
        file.wrong("unit", "写成 [[unit]]，两层方括号")
        entries = []
    given: list[str] = []
    for number, entry in enumerate(entries, 1):
        named = entry.get("name") if isinstance(entry, dict) else None
        key = named if isinstance(named, str) else f"第 {number} 个 unit"
        checked = check_entry(file, key, entry, _UNIT)
        if checked is None or "name" not in checked:
            continue
        name = str(checked["name"])
        if name in given:
            file.wrong(key, "写了两次：留一处")
        elif name in OWN_UNITS:
            file.wrong(key, "是程序计算要用的单位，不能改，也不能停用")
        elif checked.get("enabled") is False:
            remove(file, key, name, found)
        elif _check_unit(file, key, checked):
            found[name] = {"kind": name, **checked, "factor": str(checked.get("factor", 1))}
        given.append(name)
    _check_spellings(file, given, found)
    _check_kinds(file, given, found)
    counted = _counted(file, base["count"], found)
    per = base["per"] | {
        "nouns": [*base["per"]["nouns"], *_words(file, "per", "nouns", file.data.get("per", {}))]
    }
    other_words = {**base["other_words"], **_texts(file, "other_words", file.data.get("other_words", {}))}
    return {"unit": list(found.values()), "count": counted, "per": per, "other_words": other_words}


def _check_unit(file: File, key: str, entry: Table) -> bool:
    """Whether dimension and factor of a unit can be reckoned with; notes what cannot."""
    before = len(file.problems)
    if entry["dimension"] not in list(MEASURED):
        file.wrong(
            f"{key}.dimension", f"只能是 {'、'.join(MEASURED)} 之一{near(entry['dimension'], MEASURED)}"
        )
    factor = entry.get("factor", 1)
    try:
        usable = not isinstance(factor, bool) and 0 < Decimal(str(factor)) < Decimal("Infinity")
    except InvalidOperation:
        usable = False
    if not usable:
        file.wrong(f"{key}.factor", '应是正数，如 1000 或 "0.001"：一个这样的单位是同 kind 基本单位的多少倍')
    for spelling in entry["spellings"]:
        if spelling[:1].isdecimal():
            file.wrong(f"{key}.spellings", f"里的“{spelling}”以数字开头：只写单位，数字由程序读")
    return len(file.problems) == before


def _check_spellings(file: File, given: Iterable[str], found: Mapping[str, Table]) -> None:
    """A spelling belongs to one unit."""
    owners: dict[str, list[str]] = {}
    for name, entry in found.items():
        for spelling in entry["spellings"]:
            owners.setdefault(unicodedata.normalize("NFKC", spelling), []).append(name)
    for name in given:
        for spelling in found[name]["spellings"] if name in found else ():
            others = [other for other in owners[unicodedata.normalize("NFKC", spelling)] if other != name]
            if others:
                file.wrong(
                    f"{name}.spellings",
                    f"里的“{spelling}”已是 {others[0]} 的写法：留一处，或停用 {others[0]}",
                )


def _check_kinds(file: File, given: Iterable[str], found: Mapping[str, Table]) -> None:
    """Units that convert into each other are of one dimension."""
    for name in given:
        for other in found.values() if name in found else ():
            same = found[name]["kind"] == other.get("kind", other["name"])
            if same and found[name]["dimension"] != other["dimension"]:
                file.wrong(f"{name}.kind", f"和 {other['name']} 同类，维度却不同：改成一样，或换一个 kind")


def _counted(file: File, base: Table, units: Mapping[str, Table]) -> Table:
    """The measure words, the nouns that numerals count without one, the verbs that take an amount."""
    given = file.data.get("count", {})
    measures = [*base["measures"], *_words(file, "count", "measures", given, "nouns", "verbs")]
    verbs = [*base["verbs"], *_words(file, "count", "verbs", given, "nouns", "measures")]
    nouns = _texts(file, "count.nouns", given.get("nouns", {}) if isinstance(given, dict) else {})
    for noun, measure in nouns.items():
        if measure not in measures and measure not in units:
            file.wrong(f"count.nouns.{noun}", f"里的 {measure} 不是量词或单位{near(measure, measures)}")
    return {"measures": list(dict.fromkeys(measures)), "nouns": {**base["nouns"], **nouns}, "verbs": verbs}


def _words(file: File, section: str, name: str, given: Any, *others: str) -> list[str]:
    """The words under ``name`` in a section that has no field but that and ``others``."""
    if not isinstance(given, dict) or given.keys() - {name, *others}:
        file.wrong(section, f"写成 [{section}]，下面可用 {'、'.join((name, *others))}")
        return []
    words = given.get(name, [])
    if not isinstance(words, list):
        file.wrong(f"{section}.{name}", f"应是{KINDS[list]}")
        return []
    check_words(file, f"{section}.{name}", words)
    return [word for word in words if isinstance(word, str)]


def _texts(file: File, section: str, given: Any) -> dict[str, str]:
    """A section of words that each stand for a text."""
    if not isinstance(given, dict) or not all(isinstance(text, str) and text for text in given.values()):
        file.wrong(section, '应是一行一个 "写法" = "文字"')
        return {}
    return given
