"""Units of measure: what stands after a numeral, from ``lexicon/units.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from policydiff.lexicon import any_of, derived, load
from policydiff.model import Dimension
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure; ``kind`` groups the units that convert into each other by ``factor``."""

    name: str
    dimension: Dimension
    kind: str
    factor: Decimal
    needs_bound: bool = False
    english: str = ""
    """Singular and plural parted by ``|``; empty for a measure word, which English does without."""


@derived
def units() -> dict[str, Unit]:
    """The units by name."""
    found: dict[str, Unit] = {}
    for entry in load("units")["unit"]:
        found[entry["name"]] = Unit(
            entry["name"],
            Dimension(entry["dimension"]),
            entry.get("kind", entry["name"]),
            Decimal(entry.get("factor", "1")),
            entry.get("needs_bound", False),
            entry.get("english", entry["name"]),
        )
    for measure in load("units")["count"]["measures"]:
        found.setdefault(measure, Unit(measure, Dimension.COUNT, f"count:{measure}", Decimal(1)))
    return found


@dataclass(frozen=True, slots=True)
class _Spellings:
    pattern: re.Pattern[str]
    per: re.Pattern[str]
    names: dict[str, str]
    """Name of the unit for each spelling or noun."""
    nouns: frozenset[str]
    other_words: dict[str, str]


@derived
def _spellings() -> _Spellings:
    bare: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for entry in load("units")["unit"]:
        for spelling in entry["spellings"]:
            (bare if entry.get("bare") else spelled)[fold(spelling)] = entry["name"]
    count = load("units")["count"]
    measures = {fold(measure): measure for measure in count["measures"]}
    nouns = dict(count["nouns"])
    pattern = re.compile(
        rf"""
          (?P<bare>{any_of(bare)})
        | 个?(?P<spelled>{any_of(spelled)})
        | (?P<noun>{any_of(nouns)})
        | (?P<measure>{any_of(measures)})
        """,
        re.VERBOSE,
    )
    per = load("units")["per"]
    below = any_of([*spelled, *measures, *per["nouns"]])
    letters = any_of(per["letters"])
    return _Spellings(
        pattern,
        re.compile(rf"(?:(?:/|每)个?|·)(?:(?P<per>{below})|(?P<letter>{letters})(?![A-Za-z]))"),
        measures | nouns | spelled | bare | per["letters"],
        frozenset(nouns),
        load("units")["other_words"],
    )


def unit_at(text: str, position: int) -> tuple[Unit, int] | None:
    """The unit that stands at ``position`` of a folded text and where it ends.

    >>> [(unit.name, end) for unit, end in filter(None, (unit_at(t, 0) for t in ("个工作日内", "公里/小时", "万元", "年度")))]
    [('工作日', 4), ('公里/小时', 5), ('万元', 2)]
    """
    spellings = _spellings()
    match = spellings.pattern.match(text, position)
    if match is None:
        return None
    kind, end = match.lastgroup, match.end()
    word = match[kind or 0]
    unit = units()[spellings.names[word]]
    if kind == "noun":
        # 12盟市: the noun itself is what is counted
        return unit, position
    if kind == "spelled":
        following = text[end : end + 1]
        if word[-1].isascii() and word[-1].isalpha() and following.isascii() and following.isalnum():
            return None
        if word == "G" and _is_network_name(text, position):
            return None
    following = text[end : end + 1]
    if following and following in spellings.other_words.get(word, ""):
        return None
    per = spellings.per.match(text, end) if following in _OVER else None
    while per:
        below = per["per"] or per["letter"]
        unit, end = _per(unit, spellings.names.get(below, below)), per.end()
        per = spellings.per.match(text, end)  # 元/人·月
    if text.startswith("/", end) and not text[end + 1 : end + 2].isdigit():
        return None  # 吨/标准箱: a unit that cannot be read whole is not read in part
    return unit, end


_OVER = frozenset("/每")


@derived
def _per(unit: Unit, below: str) -> Unit:
    """公里/小时: converts into nothing but itself."""
    return Unit(f"{unit.name}/{below}", unit.dimension, f"{unit.kind}/{below}", unit.factor)


_NETWORK = re.compile(r"(?<![\d.])[2-6]G(?!以上|以下|以内|bps)")


def _is_network_name(text: str, position: int) -> bool:
    """5G网络, 4G, 5G基站 are names, 400G以上 is a bandwidth."""
    return _NETWORK.match(text, position - 1) is not None
