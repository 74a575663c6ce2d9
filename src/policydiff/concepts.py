"""Named concepts: the reforms and promises that business-environment policy is made of.

The list is ``lexicon/concepts.toml``; how its patterns are written is said
there.  A concept of the ``cross`` section counts only within a theme.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from policydiff.folding import fold
from policydiff.lexicon import load

CROSS = "cross"
GAP = 12
"""Characters that “…” may stand for."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A named reform or promise; ``theme`` is ``cross`` for a way of working common to all themes."""

    id: str
    zh: str
    en: str
    theme: str
    terms: tuple[str, ...]
    excluded: tuple[str, ...]
    kin: tuple[str, ...]


@cache
def concepts() -> dict[str, Concept]:
    """The concepts by id, in the order of the list."""
    return {
        id_: Concept(
            id_,
            entry["zh"],
            entry["en"],
            theme,
            tuple(entry["any"]),
            tuple(entry.get("not", ())),
            tuple(entry.get("kin", ())),
        )
        for theme, entries in load("concepts").items()
        for id_, entry in entries.items()
    }


_QUOTES = re.compile(r"[“”‘’《》「」\s]+")


def plain(text: str) -> str:
    """``text`` as patterns see it: one width, no quotation marks, no blanks.

    >>> plain("深化“一网通办”改革")
    '深化一网通办改革'
    """
    return _QUOTES.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class _Term:
    """One pattern of a concept: plain words, ``a…b`` with a gap, or ``a + b`` anywhere."""

    concept: str
    term: str
    parts: tuple[str, ...]
    gap: re.Pattern[str] | None

    def stands_in(self, words: str) -> bool:
        if not all(part in words for part in self.parts):
            return False
        return self.gap is None or self.gap.search(words) is not None


@cache
def _index() -> dict[str, tuple[_Term, ...]]:
    """The patterns by the first two characters of their longest part, so that a text is tested only against what it may hold."""
    index: dict[str, list[_Term]] = {}
    for concept in concepts().values():
        for term in concept.terms:
            parts = tuple(plain(part) for part in re.split(r"…| \+ ", term))
            gap = None
            if "…" in term:
                gap = re.compile(rf"[^。；]{{0,{GAP}}}?".join(re.escape(part) for part in parts))
            index.setdefault(max(parts, key=len)[:2], []).append(_Term(concept.id, term, parts, gap))
    return {start: tuple(terms) for start, terms in index.items()}


@cache
def _excluded() -> dict[str, tuple[str, ...]]:
    return {concept.id: tuple(plain(word) for word in concept.excluded) for concept in concepts().values()}


def find_concepts(text: str) -> dict[str, str]:
    """The concepts named in ``text``: id to the pattern that found it, in the order of the text.

    >>> find_concepts("深化企业简易注销改革")["simple-deregistration"]
    '简易注销'
    """
    return dict(_found(plain(text)))


@lru_cache(maxsize=4096)
def _found(words: str) -> dict[str, str]:
    """The concepts in plain ``words``; a text is asked about when it is aligned and again when it is judged."""
    index, excluded = _index(), _excluded()
    found: dict[str, str] = {}
    for start in dict.fromkeys(map("".join, pairwise(words))):
        for term in index.get(start, ()):
            if term.concept not in found and term.stands_in(words):
                found[term.concept] = term.term
    return {id_: term for id_, term in found.items() if not any(word in words for word in excluded[id_])}
