"""What differs between two texts, for display: characters, with figures and words kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from policydiff.lexicon import any_of, derived, load
from policydiff.text import fold

_CALENDAR = ("个", "日", "天", "年", "月")
"""What may follow a figure without being a unit of measurement."""


@derived
def _tokens() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a text is cut into, and which of the pieces are figures: a figure keeps its unit and its measure word."""
    units = [spelling for unit in load("units")["unit"] for spelling in unit["spellings"]]
    digits = r"\d+(?:[.,]\d+)*"
    unit = rf"[余多]?[百千万亿]?(?:个?(?:{any_of(units)})|{any_of(_CALENDAR)})"
    # spelled numbers count as figures only before a unit of two characters: 一步, 三方 are words
    spelled = rf"[〇零一二两三四五六七八九十百千万半]+个?(?:{any_of(u for u in units if len(u) > 1)})"
    figure = rf"{digits}(?:[-~—]{digits})?(?:{unit})?|百分之[〇零一二两三四五六七八九十百点]+|{spelled}"
    return re.compile(rf"{figure}|[A-Za-z]+|.", re.DOTALL), re.compile(figure)


def figures_in(text: str) -> list[tuple[int, int]]:
    """Where ``text`` has figures, each with its unit.

    >>> figures_in("在3个工作日内")
    [(1, 6)]
    """
    return [match.span() for match in _tokens()[1].finditer(text)]


SHORTEST = 2
"""A shared run of fewer characters is shown as different: single shared characters say nothing."""

LARGEST = 1_000_000
"""Tokens of one text times tokens of the other, up to which the more readable comparison is affordable."""


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text; ``kind`` is ``same``, ``changed``, or ``figure`` for a number the other side does not have."""

    text: str
    kind: str


def diff(upper: str, lower: str) -> tuple[tuple[DiffPart, ...], tuple[DiffPart, ...]]:
    """The parts of both texts in order; joined they give the texts back.

    >>> [(p.text, p.kind) for p in diff("在3个工作日内办结", "在15个工作日内办结")[1]]
    [('在', 'changed'), ('15个工作日', 'figure'), ('内办结', 'same')]
    """
    token, _ = _tokens()
    above, below = token.findall(upper), token.findall(lower)
    first = [True] * len(above)
    second = [True] * len(below)
    for start, other, size in _shared([fold(t) for t in above], [fold(t) for t in below]):
        if sum(map(len, above[start : start + size])) >= SHORTEST:
            first[start : start + size] = [False] * size
            second[other : other + size] = [False] * size
    return _parts(above, first), _parts(below, second)


def _shared(above: Sequence[str], below: Sequence[str]) -> Iterable[tuple[int, int, int]]:
    """The runs that both have: where in the one, where in the other, how many tokens."""
    if len(above) * len(below) > LARGEST:
        from rapidfuzz.distance import LCSseq

        # difflib takes the square of the length and more; for a page-long text any alignment will do
        for found in LCSseq.opcodes(above, below).as_matching_blocks():
            yield found.a, found.b, found.size
        return
    # autojunk counts frequent characters as junk from 200 elements on and would give 0 for near-identical texts
    for block in SequenceMatcher(None, above, below, autojunk=False).get_matching_blocks():
        yield block.a, block.b, block.size


def _parts(tokens: Sequence[str], changed: Sequence[bool]) -> tuple[DiffPart, ...]:
    parts: list[DiffPart] = []
    _, figure = _tokens()
    for token, flag in zip(tokens, changed, strict=True):
        kind = "same" if not flag else "figure" if figure.fullmatch(token) else "changed"
        if parts and parts[-1].kind == kind and kind != "figure":
            parts[-1] = DiffPart(parts[-1].text + token, kind)
        else:
            parts.append(DiffPart(token, kind))
    return tuple(parts)
