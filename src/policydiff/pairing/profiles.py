"""What alignment needs to know of one commitment, worked out once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from policydiff.figures.measures import units
from policydiff.lexicon import any_of, derived, load, remembered
from policydiff.model import Commitment, Dimension
from policydiff.topics.concepts import CROSS, concepts, find_concepts, plain


@dataclass(frozen=True, slots=True)
class Profile:
    """A commitment as the comparisons see it."""

    commitment: Commitment
    words: str
    """The text in one width, without quotation marks and blanks."""
    masked: str
    """The words without figures, dates and punctuation."""
    bigrams: str
    """The masked words as space-joined character bigrams, for token scorers."""
    concepts: dict[str, str]
    """Named concepts, with the pattern that found each."""
    clauses: tuple[frozenset[str], ...]
    """For each clause that names concepts, which."""
    ways: dict[str, str]
    """Concepts of the section common to all themes."""
    kinds: frozenset[tuple[str, str]]
    """Dimension and unit kind of its quantities."""
    agencies: frozenset[str]
    heading: str
    sides: dict[str, frozenset[int]]
    """For each group of objects not to be confused, which members it names."""


_FIGURES = re.compile(
    r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}日)?(?:底前|底|前)?|(?:19|20)\d\d年(?:底前|底|起)?|年底前|\d+(?:\.\d+)?[%个余多]*"
)
_CLAUSE = re.compile(r"[，；。：,;]")
_MARKS = re.compile(r"[^\w]|_")


def mask(text: str) -> str:
    """``text`` without figures, dates and punctuation: 在1个工作日内办结 and 在15个工作日内办结 read the same.

    >>> mask("3月底前，“一网通办”事项达到95%以上")
    '一网通办事项达到以上'
    """
    return _MARKS.sub("", _FIGURES.sub("", plain(text)))


@derived
def _agencies() -> tuple[dict[str, str], re.Pattern[str]]:
    owners = {word: name for name, words in load("agencies")["agency"].items() for word in words}
    return owners, re.compile(any_of(owners))


@remembered(1024)
def agencies_of(units: str) -> frozenset[str]:
    """The agencies that the names of units stand for: 旗市场监管局 and 市市场监管局 are one.

    >>> agencies_of("旗市场监管局") == agencies_of("市市场监管局")
    True
    """
    owners, pattern = _agencies()
    return frozenset(owners[word] for word in pattern.findall(units))


def profile(commitment: Commitment) -> Profile:
    """The profile of ``commitment``."""
    text = commitment.lead + commitment.text
    masked = mask(text)
    known = concepts()
    found = find_concepts(text)
    kinds = frozenset(
        (target.dimension.value, _kind(target.unit))
        for target in commitment.targets
        if target.dimension is not Dimension.DATE
    )
    named = commitment.lead_units or commitment.responsible_units[:3]
    return Profile(
        commitment=commitment,
        words=plain(text),
        masked=masked,
        bigrams=" ".join(dict.fromkeys(map("".join, pairwise(masked)))),
        concepts={id_: term for id_, term in found.items() if known[id_].theme != CROSS},
        clauses=_clauses(text, found),
        ways={id_: term for id_, term in found.items() if known[id_].theme == CROSS},
        kinds=kinds,
        agencies=agencies_of("、".join(named)),
        heading=_heading(commitment.trail[-1]) if commitment.trail else "",
        sides=sides_of(masked),
    )


def _clauses(text: str, found: dict[str, str]) -> tuple[frozenset[str], ...]:
    """For each clause of ``text`` that names some of the concepts ``found`` in it, which."""
    parts = [part for part in _CLAUSE.split(text) if part]
    if not found or len(parts) == 1:
        return (frozenset(found),) if found else ()
    named = (find_concepts(part).keys() & found.keys() for part in parts)
    return tuple(dict.fromkeys(frozenset(inside) for inside in named if inside))


@derived
def _members() -> tuple[dict[str, list[tuple[str, int]]], re.Pattern[str]]:
    owners: dict[str, list[tuple[str, int]]] = {}
    for name, members in load("opposites")["groups"].items():
        for place, member in enumerate(members):
            for word in member.split("|"):
                owners.setdefault(plain(word), []).append((name, place))
    return owners, re.compile(any_of(owners))


def sides_of(words: str) -> dict[str, frozenset[int]]:
    """For each group of ``lexicon/opposites.toml`` that ``words`` names, the members it names.

    >>> sides_of("低压客户")["voltage"] == sides_of("高压客户")["voltage"]
    False
    """
    owners, pattern = _members()
    found: dict[str, set[int]] = {}
    for word in pattern.findall(words):
        for name, place in owners[word]:
            found.setdefault(name, set()).add(place)
    return {name: frozenset(places) for name, places in found.items()}


def in_conflict(first: dict[str, frozenset[int]], second: dict[str, frozenset[int]]) -> bool:
    """Does one speak only of what must not be confused with the other's object?"""
    return any(name in second and not members & second[name] for name, members in first.items())


@remembered(1024)
def _heading(text: str) -> str:
    return mask(text)


def _kind(unit: str) -> str:
    known = units().get(unit)
    return known.kind if known else unit


def profiles(commitments: Sequence[Commitment]) -> tuple[Profile, ...]:
    """The profiles in the order of the commitments."""
    return tuple(profile(commitment) for commitment in commitments)


def count_grams(text: str) -> Counter[str]:
    """How often each character and each pair of characters stands in ``text``."""
    grams = Counter(text)
    grams.update(map("".join, pairwise(text)))
    return grams
