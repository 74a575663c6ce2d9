"""Invented plans of any size: variations of the real promises that come with the program, the same for the same seed.

A promise is made of real clauses of one theme in which some words are
exchanged for others of the corpus, so that words are as frequent as in real
plans and no two promises are the same by chance.  An answer to a plan keeps
most promises and reorders, splits, merges, drops and adds some, changes
figures, dates and words, and weakens or strengthens a few: what lower levels do
with a plan from above.  The sentences mean nothing; nobody should read them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import rjieba

from policydiff.commitments.parse import parse
from policydiff.corpus import open_document
from policydiff.model import Commitment, Document, SourceText
from policydiff.topics.themes import themes

SOURCES = ("ordos-2021", "naiman-2022")
UNITS = ("发展改革委", "财政局", "税务局", "市场监管局", "自然资源局", "住房城乡建设局", "人力资源社会保障局",
         "行政审批和政务服务局", "工业和信息化局", "公安局", "司法局", "生态环境局", "交通运输局", "卫生健康委")  # fmt: skip
WEAKER = {"全面推行": "探索推行", "全面实现": "逐步实现", "全部": "基本", "严格落实": "因地制宜落实"}
"""What a lower level sometimes says instead."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One numbered item: clauses as words, and who answers for it."""

    theme: str
    clauses: tuple[Words, ...]
    units: tuple[str, ...] = ()
    month: int | None = None
    """Until the end of which it is to be done."""

    @property
    def text(self) -> str:
        """The sentence."""
        return "，".join("".join(words) for words in self.clauses)


Plan = tuple[Promise, ...]


@cache
def real() -> dict[str, tuple[tuple[Words, ...], ...]]:
    """For each theme the promises of the corpus, clause by clause and cut into words."""
    found: dict[str, list[tuple[Words, ...]]] = defaultdict(list)
    for name in SOURCES:
        for commitment in open_document(name).commitments:
            clauses = [part for part in re.split(r"[，；。：\n]", commitment.text) if 4 <= len(part) <= 40]
            if clauses:
                found[commitment.theme].append(tuple(tuple(rjieba.cut(clause)) for clause in clauses[:4]))
    return {theme: tuple(promises) for theme, promises in found.items() if len(promises) >= 5}


@cache
def vocabulary() -> Words:
    """Every word of the corpus as often as it stands there: names of things and deeds, without figures."""
    words = (
        word for promises in real().values() for promise in promises for clause in promise for word in clause
    )
    return tuple(word for word in words if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word))


def invent(chance: Random) -> Promise:
    """A promise that no document makes."""
    theme = chance.choice(list(real()))
    promises = real()[theme]
    clauses = list(chance.choice(promises))
    while len(clauses) < 2 or (len(clauses) < 4 and chance.random() < 0.3):
        clauses.insert(chance.randint(0, len(clauses)), chance.choice(chance.choice(promises)))
    changed = tuple(reworded(words, chance, 0.25) for words in clauses)
    month = chance.randint(3, 12) if chance.random() < 0.2 else None
    return Promise(theme, changed, tuple(chance.sample(UNITS, chance.randint(1, 3))), month)


def reworded(words: Words, chance: Random, share: float) -> Words:
    """``words`` with about ``share`` of the Chinese ones exchanged."""
    pool = vocabulary()
    return tuple(
        chance.choice(pool) if len(word) > 1 and word.isalpha() and chance.random() < share else word
        for word in words
    )


def plan(size: int, seed: str) -> Plan:
    """A plan of ``size`` promises, theme by theme."""
    chance = Random(seed)
    return in_order(invent(chance) for _ in range(size))


def in_order(promises: Iterable[Promise]) -> Plan:
    """The promises theme by theme, otherwise as they come."""
    places = {theme: place for place, theme in enumerate(real())}
    return tuple(sorted(promises, key=lambda promise: places[promise.theme]))


def answer(above: Plan, seed: str, dropped: float = 0.12, added: float = 0.1) -> Plan:
    """What a lower level makes of a plan."""
    chance = Random(seed)
    found: list[Promise] = []
    for promise in above:
        if chance.random() < dropped:
            continue
        found += _split(_varied(promise, chance), chance)
    found = _merged(found, chance)
    found += [invent(chance) for _ in range(round(len(above) * added))]
    # a third of the items stand elsewhere within their theme
    keys = [place + (chance.uniform(-40, 40) if chance.random() < 0.33 else 0) for place in range(len(found))]
    return in_order(found[place] for place in sorted(range(len(found)), key=keys.__getitem__))


def _varied(promise: Promise, chance: Random) -> Promise:
    clauses = [reworded(words, chance, 0.06) for words in promise.clauses]
    if len(clauses) > 1 and chance.random() < 0.15:
        clauses.pop(chance.randrange(len(clauses)))
    if chance.random() < 0.1:
        clauses.append(chance.choice(chance.choice(real()[promise.theme])))
    if chance.random() < 0.3:
        clauses = [tuple(_refigured(word, chance) for word in words) for words in clauses]
    if chance.random() < 0.05:
        clauses = [tuple(WEAKER.get(word, word) for word in words) for words in clauses]
    units = promise.units if chance.random() < 0.7 else tuple(chance.sample(UNITS, 2))
    month = promise.month and min(12, max(1, promise.month + chance.choice((-2, 0, 0, 0, 1, 3))))
    return replace(promise, clauses=tuple(clauses), units=units, month=month)


def _refigured(word: str, chance: Random) -> str:
    """Another figure in the place of one."""
    if not re.fullmatch(r"[1-9]\d?", word):
        return word
    return str(max(1, int(word) + chance.choice((-2, -1, -1, 1, 2))))


def _split(promise: Promise, chance: Random) -> list[Promise]:
    if len(promise.clauses) < 3 or chance.random() > 0.08:
        return [promise]
    return [replace(promise, clauses=promise.clauses[:2]), replace(promise, clauses=promise.clauses[2:])]


def _merged(promises: Sequence[Promise], chance: Random) -> list[Promise]:
    found: list[Promise] = []
    for promise in promises:
        if found and found[-1].theme == promise.theme and chance.random() < 0.04:
            found[-1] = replace(found[-1], clauses=found[-1].clauses + promise.clauses)
        else:
            found.append(promise)
    return found


_NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """1 to 99 as headings count."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _NUMERALS[tens - 1]) + "十") + (
        _NUMERALS[ones - 1] if ones else ""
    )


def lines(title: str, promises: Plan) -> Iterator[str]:
    """The plan as it would be printed."""
    yield title
    yield ""
    section, theme = 0, ""
    for number, promise in enumerate(promises, 1):
        if promise.theme != theme:
            theme, section = promise.theme, section + 1
            yield f"{numeral(section)}、{themes()[theme].zh}"
        until = f"{promise.month}月底前，" if promise.month else ""
        held = f"（牵头单位：{promise.units[0]}" + (
            f"；责任单位：{'、'.join(promise.units[1:])}）" if promise.units[1:] else "）"
        )
        yield f"{number}.{until}{promise.text}。{held}"


def text(title: str, promises: Plan) -> str:
    """The plan as a text file holds it."""
    return "\n".join(lines(title, promises)) + "\n"


def document(promises: Plan, id_: str) -> Document:
    """The plan as the program reads it."""
    return parse(SourceText(f"{id_}.txt", "txt", text("某地优化营商环境实施方案", promises)), id=id_)


def sides(size: int, seed: str = "1") -> tuple[tuple[Commitment, ...], tuple[Commitment, ...]]:
    """An upper and a lower list of ``size`` commitments each."""
    above = plan(size + 50, seed)
    below = answer(above, f"{seed}/lower", dropped=0.1, added=0.15)
    first, second = document(above, "upper").commitments, document(below, "lower").commitments
    # both are cut at the end of the list, so that they still speak of the same themes
    return first[:size], second[:size]
