"""The words before and after a value that bind it, from ``lexicon/bounds.toml``: the one place where they are read.

The words before are read backwards: what ends where the value begins is
looked up, so a value costs the same wherever it stands.  What they come to
for a value is said in ``comparators``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from policydiff.figures.words import ends_with, table_of
from policydiff.lexicon import any_of, derived, load, remembered
from policydiff.model import Comparator
from policydiff.text import fold

NEAR = 12
"""Characters before a value that hold the words which bind it."""
FAR = 30
"""Characters before a value that hold its verb, where a noun stands between."""
LIMITS = frozenset({"at_most", "at_least", "below", "above"})
"""Kinds of words that say how far a value may go."""
BINDING = LIMITS | {"about", "ahead", "lasting", "down_to", "up_to", "merge", "reach", "is", "limit", "span"}
"""Kinds of words before a numeral that make it an amount."""
CHANGING = frozenset({"down_by", "up_by"})
"""Kinds of verbs that take a share: 精简两成."""


def words_before(text: str, position: int) -> frozenset[str]:
    """The kinds of words that end at ``position`` of a folded text, fillers such as 约 and 共 left out.

    >>> sorted(words_before("办理时限压减至约", 8))
    ['about', 'down_to']
    >>> sorted(words_before("审批时间平均缩短", 8))
    ['down_amount', 'down_by']
    """
    return _words_before(text[max(0, position - NEAR) : position])


@remembered(16384)
def _words_before(tail: str) -> frozenset[str]:
    table, fillers = _table(), _fillers()
    found: set[str] = set()
    for _ in range(3):
        for word in ends_with(tail, table):
            found.update(table[word])
        filler = next(ends_with(tail, fillers), None)
        if filler is None:
            break
        tail = tail[: -len(filler)]
    return frozenset(found)


@derived
def _fillers() -> Mapping[str, frozenset[str]]:
    return table_of({"filler": load("bounds")["fillers"]["words"]})


@derived
def _table() -> Mapping[str, frozenset[str]]:
    """Every word that binds a value, with its kinds."""
    bounds = load("bounds")
    verbs, before = bounds["verbs"], bounds["before"]
    middles = ("", "了", "时间", "时限", "幅度", "幅度达到", "幅度达")

    def joined(*parts: Iterable[str]) -> list[str]:
        return ["".join(words) for words in product(*parts)]

    kinds = {kind: before[kind] for kind in before if not kind.endswith("_across") and kind != "over_a_base"}
    kinds |= {
        "down_to": joined(verbs["down"], ("", "了", "时间", "时限"), verbs["to"]),
        "up_to": joined(verbs["up"], ("", "了", "时间"), verbs["to"]),
        "merge": joined(verbs["merge"], verbs["to"]),
        "down_by": joined(verbs["down"], middles),
        "up_by": joined(verbs["up"], middles),
        "down_amount": joined(verbs["down_amounts"], ("", "了")),
        "up_amount": joined(verbs["up_amounts"], ("", "了")),
        "reach": verbs["reach"],
        "steady": verbs["steady"],
        "is": verbs["is"],
        "limit": verbs["limit_nouns"],
        "span": verbs["spans"],
        "amount": joined(load("units")["count"]["verbs"], ("", "了")),
    }
    return table_of(kinds)


@dataclass(frozen=True, slots=True)
class _Patterns:
    after: re.Pattern[str]
    after_kind: Mapping[str, str]
    across: re.Pattern[str]
    """最多跑1次, 至少配备3名."""


@derived
def _patterns() -> _Patterns:
    bounds = load("bounds")
    before, after = bounds["before"], bounds["after"]
    after_kind = {fold(word): kind for kind in ("at_most", "at_least", "about") for word in after[kind]}
    # 内 alone is a bound only where no other word begins with it
    words = any_of(word for word in after_kind if word != "内") + f"|内(?![{after['not_inner']}])"
    return _Patterns(
        after=re.compile(rf"\0*(?P<word>{words})"),
        after_kind=after_kind,
        across=re.compile(
            rf"(?:(?P<at_most>{any_of(before['at_most_across'])})|(?P<at_least>{any_of(before['at_least_across'])}))"
            r"[\u4e00-\u9fff]{1,4}$"
        ),
    )


def bound_after(text: str, position: int) -> tuple[str, int]:
    """The kind of the bound word at ``position`` (empty for none) and where it ends.

    >>> bound_after("3个工作日以内办结", 5)
    ('at_most', 7)
    """
    patterns = _patterns()
    match = patterns.after.match(text, position)
    return (patterns.after_kind[match["word"]], match.end()) if match else ("", position)


def bound_across(text: str, position: int) -> Comparator | None:
    """The bound that reaches over a verb to the value at ``position``: 最多跑, 至少配备.

    >>> bound_across("至少配备", 4).value
    '>='
    """
    match = _patterns().across.search(text, max(0, position - 8), position)
    if match is None:
        return None
    return Comparator.AT_MOST if match["at_most"] else Comparator.AT_LEAST
