"""What differs between two texts, for display: characters, with figures and words kept whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from policydiff.folding import fold

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?:%|‰|个?工作日|个?小时|个?环节|万?亿?元|个|日|天|年|月)?|[A-Za-z]+|.", re.DOTALL
)

SHORTEST = 2
"""A shared run of fewer characters is shown as different: single shared characters say nothing."""


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
    above, below = _TOKEN.findall(upper), _TOKEN.findall(lower)
    # autojunk counts frequent characters as junk from 200 elements on and would give 0 for near-identical texts
    matcher = SequenceMatcher(None, [fold(t) for t in above], [fold(t) for t in below], autojunk=False)
    first = [True] * len(above)
    second = [True] * len(below)
    for block in matcher.get_matching_blocks():
        run = above[block.a : block.a + block.size]
        if sum(map(len, run)) >= SHORTEST:
            first[block.a : block.a + block.size] = [False] * block.size
            second[block.b : block.b + block.size] = [False] * block.size
    return _parts(above, first), _parts(below, second)


def _parts(tokens: Sequence[str], changed: Sequence[bool]) -> tuple[DiffPart, ...]:
    parts: list[DiffPart] = []
    for token, flag in zip(tokens, changed, strict=True):
        kind = "same" if not flag else "figure" if token[0].isdigit() else "changed"
        if parts and parts[-1].kind == kind and kind != "figure":
            parts[-1] = DiffPart(parts[-1].text + token, kind)
        else:
            parts.append(DiffPart(token, kind))
    return tuple(parts)


def shared_share(parts: Sequence[DiffPart]) -> float:
    """How much of a text the other side has too, 0 to 1."""
    total = sum(len(part.text) for part in parts)
    return sum(len(part.text) for part in parts if part.kind == "same") / total if total else 0.0
