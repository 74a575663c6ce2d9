"""How binding the wording of a commitment is, from ``lexicon/modality.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policydiff.lexicon import load
from policydiff.model import Modality


@dataclass(frozen=True, slots=True)
class Strength:
    """A place on the ladder from 探索 (0) to 100 % (5), and the word that put it there."""

    modality: Modality
    rank: int
    word: str


@cache
def _levels() -> tuple[tuple[Modality, int, re.Pattern[str]], ...]:
    return tuple(
        (Modality(entry["modality"]), entry["rank"], re.compile(entry["pattern"]))
        for entry in load("modality")["level"]
    )


@cache
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
    return Strength(Modality.DIRECTIVE, 3, "")
