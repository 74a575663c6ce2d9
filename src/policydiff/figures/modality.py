"""How binding the wording of a commitment is, from ``lexicon/modality.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policydiff.lexicon import derived, load
from policydiff.model import Modality


@dataclass(frozen=True, slots=True)
class Strength:
    """A place on the ladder from 探索 (0) to 100 % (6), and the word that put it there."""

    modality: Modality
    rank: int
    word: str


@derived
def _levels() -> tuple[tuple[Modality, int, re.Pattern[str]], ...]:
    return tuple(
        (Modality(entry["modality"]), entry["rank"], re.compile(entry["pattern"]))
        for entry in load("modality")["level"]
    )


@derived
def _weakening() -> tuple[tuple[Modality, int, re.Pattern[str]], ...]:
    words = load("modality")["weakening"]
    return (
        (Modality.EXPLORATORY, 0, re.compile(words["exploratory"])),
        (Modality.EXPLORATORY, 1, re.compile(words["pilot"])),
        (Modality.GRADUAL, 2, re.compile(words["gradual"])),
    )


def find_strength(text: str) -> Strength:
    """The strongest word of ``text`` that nothing weakens; 推行-like where there is none.

    >>> [find_strength(t).modality.value for t in ("全面推行综合窗口服务", "逐步实现全城通办", "探索不动产登记“秒批”")]
    ['binding', 'gradual', 'exploratory']
    """
    for modality, rank, pattern in _weakening():
        match = pattern.search(text)
        if match and match.start() <= len(text) // 2:
            return Strength(modality, rank, match.group(0))
    for modality, rank, pattern in _levels():
        match = pattern.search(text)
        if match:
            return Strength(modality, rank, match.group(0))
    return Strength(Modality.DIRECTIVE, ACT, "")


ACT, FULL, ABSOLUTE = 4, 5, 6
"""Ranks: something is done; it is done everywhere; nothing is left out."""


def find_governing(clause: str) -> Strength:
    """How binding one clause is: an absolute word anywhere in it, else its first word of the ladder.

    The first verb governs: 加快推动电子印章应用 is about speeding up, not about
    applying.  应当 leaves the degree to the verb after it.

    >>> [(find_governing(t).rank, find_governing(t).word) for t in ("加快推动电子印章应用", "实现“证照分离”改革全覆盖", "应当推进政务服务标准化")]
    [(2, '加快'), (6, '全覆盖'), (2, '推进')]
    """
    absolute = _levels()[0][2].search(clause)
    if absolute:
        return Strength(Modality.BINDING, ABSOLUTE, absolute.group(0))
    found = [
        (match.start(), -len(match.group(0)), rank, modality, match.group(0))
        for modality, rank, pattern in (*_weakening(), *_levels())
        for match in pattern.finditer(clause)
        if match.group(0) != "应当"
    ]
    if not found:
        return Strength(Modality.DIRECTIVE, ACT, "应当" if "应当" in clause else "")
    _, _, rank, modality, word = min(found, key=lambda item: item[:3])
    return Strength(modality, rank, word)
