"""How binding the wording of a commitment is, from ``lexicon/modality.toml``."""

from __future__ import annotations

import re

from policydiff.lexicon import derived, load
from policydiff.model import Modality


@derived
def _levels() -> tuple[tuple[Modality, re.Pattern[str]], ...]:
    return tuple(
        (Modality(entry["modality"]), re.compile(entry["pattern"])) for entry in load("modality")["level"]
    )


@derived
def _weakening() -> tuple[tuple[Modality, re.Pattern[str]], ...]:
    words = load("modality")["weakening"]
    return (
        (Modality.EXPLORATORY, re.compile(words["exploratory"])),
        (Modality.EXPLORATORY, re.compile(words["pilot"])),
        (Modality.GRADUAL, re.compile(words["gradual"])),
    )


def find_modality(text: str) -> Modality:
    """The strongest level of ``text`` that nothing weakens; 推行-like where no word says any.

    >>> [find_modality(t).value for t in ("全面推行综合窗口服务", "逐步实现全城通办", "探索不动产登记“秒批”")]
    ['binding', 'gradual', 'exploratory']
    """
    for modality, pattern in _weakening():
        match = pattern.search(text)
        if match and match.start() <= len(text) // 2:
            return modality
    return next((modality for modality, pattern in _levels() if pattern.search(text)), Modality.DIRECTIVE)
