"""Looking up the words that end where a value begins, and where words stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policydiff.text import fold

STOPS = "，。；"
"""What ends a clause: no rule looks for the words of a figure beyond them."""


def table_of(kinds: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """Each word (folded) with the kinds it belongs to.

    >>> sorted(table_of({"a": ["不超过"], "b": ["超过", "不超过"]})["不超过"])
    ['a', 'b']
    """
    found: dict[str, set[str]] = {}
    for kind, words in kinds.items():
        for word in words:
            found.setdefault(fold(word), set()).add(kind)
    return {word: frozenset(names) for word, names in found.items()}


def ends_with(text: str, words: Mapping[str, object], longest: int = 10) -> Iterator[str]:
    """The words that ``text`` ends with, longest first, a word inside a longer one left out."""
    for length in range(min(longest, len(text)), 0, -1):
        tail = text[-length:]
        if tail in words:
            yield tail
            return
