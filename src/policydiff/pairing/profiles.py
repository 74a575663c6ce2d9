"""What alignment needs to know of one commitment, worked out once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policydiff.figures.measures import units
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Commitment, Dimension
from policydiff.topics.concepts import CROSS, concepts, find_concepts, plain


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a commitment as the comparisons see it."""

    masked: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A commitment as the comparisons see it."""

    commitment: Commitment
    words: str
    """The text in one width, without quotation marks and blanks."""
    masked: str
    """The words without figures, dates and punctuation."""
    concepts: dict[str, str]
    """Named concepts, with the pattern that found each."""
    clauses: tuple[Clause, ...]
    """At least one."""
    kinds: frozenset[tuple[str, str]]
    """Dimension and unit kind of its quantities."""
    sides: dict[str, frozenset[int]]
    """For each group of objects not to be confused, which members it names."""
    liability: bool
    """Does it say what follows from a breach, rather than what is to be done?"""


_FIGURES = re.compile(
    r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}日)?(?:底前|底|前)?|(?:19|20)\d\d年(?:底前|底|起)?|年底前|\d+(?:\.\d+)?[%个余多]*"
)
_CLAUSE = re.compile(r"[，；。：！？,;:!?]")
_MARKS = re.compile(r"[^\w]|_")


def mask(text: str) -> str:
    """``text`` without figures, dates and punctuation: 在1个工作日内办结 and 在15个工作日内办结 read the same.

    >>> mask("3月底前，“一网通办”事项达到95%以上")
    '一网通办事项达到以上'
    """
    return _MARKS.sub("", _FIGURES.sub("", plain(text)))


def profile(commitment: Commitment) -> Profile:
    """The profile of ``commitment``."""
    text = commitment.lead + commitment.text
    masked = mask(text)
    found = _named(text)
    return Profile(
        commitment=commitment,
        words=plain(text),
        masked=masked,
        concepts=found,
        clauses=_clauses(commitment.text, found),
        kinds=frozenset(
            (target.dimension.value, _kind(target.unit))
            for target in commitment.targets
            if target.dimension is not Dimension.DATE
        ),
        sides=sides_of(masked),
        liability=_is_liability(commitment),
    )


def _named(text: str) -> dict[str, str]:
    """The concepts of themes in ``text``; those common to all themes say nothing of what a promise is about."""
    known = concepts()
    return {id_: term for id_, term in find_concepts(text).items() if known[id_].theme != CROSS}


def _clauses(text: str, found: Collection[str]) -> tuple[Clause, ...]:
    """``text`` clause by clause; of the concepts ``found`` in all of it each clause has those it names itself."""
    parts = [(part, masked) for part in split(text) if len(masked := mask(part)) > 1]
    if len(parts) < 2:
        return (Clause(mask(text), tuple(found)),)
    return tuple(Clause(masked, tuple(_named(part)) if found else ()) for part, masked in parts)


_INSIDE = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)")


def split(text: str) -> list[str]:
    """``text`` cut at commas, semicolons, colons and full stops that stand outside quotes and brackets.

    >>> split("推行“一表申请，一口受理”，公布（含结果，如有）清单")
    ['推行“一表申请，一口受理”', '公布（含结果，如有）清单']
    """
    covered = _INSIDE.sub(lambda match: "·" * len(match[0]), text)
    stops = [match.start() for match in _CLAUSE.finditer(covered)]
    return [text[start + 1 : end] for start, end in pairwise([-1, *stops, len(text)])]


@derived
def _breach() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("sections")["liability"]
    return re.compile(words["heading"]), re.compile(words["sentence"])


def _is_liability(commitment: Commitment) -> bool:
    heading, sentence = _breach()
    return any(map(heading.search, commitment.trail)) or bool(sentence.search(commitment.text))


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
