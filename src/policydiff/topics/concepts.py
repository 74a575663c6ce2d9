"""Named concepts: the reforms and promises that business-environment policy is made of.

The list is ``lexicon/concepts.toml``; how its patterns are written is said
there.  A concept of the ``cross`` section counts only within a theme.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import concat
from typing import NamedTuple

from policydiff.lexicon import derived, load, remembered
from policydiff.model import Dimension, Direction
from policydiff.text import fold

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
    confused_with: tuple[str, ...]
    """Concepts whose promises must not answer for this one's, though the words are near."""
    dimension: Dimension | None
    """What it is measured in, where that is fixed."""
    direction: Direction | None
    """Which way is stricter on the government, where that is fixed."""

    def name(self, lang: str = "zh") -> str:
        """The concept's name in ``lang``."""
        return self.en if lang == "en" else self.zh


@derived
def concepts() -> dict[str, Concept]:
    """The concepts by id, in the order of the list."""
    return {
        id_: Concept(
            id=id_,
            zh=entry["zh"],
            en=entry["en"],
            theme=theme,
            terms=tuple(entry["any"]),
            excluded=tuple(entry.get("not", ())),
            kin=tuple(entry.get("kin", ())),
            confused_with=tuple(entry.get("confused_with", ())),
            dimension=Dimension(entry["dimension"]) if "dimension" in entry else None,
            direction=Direction(entry["direction"]) if "direction" in entry else None,
        )
        for theme, entries in load("concepts").items()
        for id_, entry in entries.items()
    }


_DROPPED = re.compile(r"[“”‘’《》「」\s]+")


def plain(text: str) -> str:
    """``text`` as patterns see it: one width, no quotation marks, no blanks.

    >>> plain("深化“一网通办”改革")
    '深化一网通办改革'
    """
    return _DROPPED.sub("", fold(text))


def places(text: str) -> tuple[int, ...]:
    """For each character of ``plain(text)`` its place in ``text``.

    >>> places("深化“一网")
    (0, 1, 3, 4)
    """
    return tuple(place for place, char in enumerate(text) if not _DROPPED.match(char))


class Term(NamedTuple):
    """One pattern of a concept: plain words, ``a…b`` with a gap, or ``a + b`` anywhere."""

    concept: str
    text: str
    """The pattern as the list has it."""
    longest: str
    """Its longest part, plain: what a text is searched for first."""
    parts: tuple[str, ...]
    rank: int
    """Its place in the list, so that the choice between two that start together is fixed."""

    @property
    def gapped(self) -> bool:
        """Must the parts follow one another, with a gap?"""
        return "…" in self.text

    def find(self, words: str) -> tuple[tuple[int, int], ...]:
        """The spans in plain ``words`` of its first occurrence, one for each part; empty when there is none."""
        if len(self.parts) == 1:
            place = words.find(self.longest)
            return ((place, place + len(self.longest)),) if place >= 0 else ()
        if not all(part in words for part in self.parts):
            return ()
        if self.gapped:
            match = _gap(self.parts).search(words)
            return match.regs[1:] if match else ()
        return tuple((words.index(part), words.index(part) + len(part)) for part in self.parts)


def parts_of(term: str) -> tuple[str, ...]:
    """The words that a pattern puts together, plain.

    >>> parts_of("办电…工作日")
    ('办电', '工作日')
    """
    if "…" in term or " + " in term:
        return tuple(plain(part) for part in re.split(r"…| \+ ", term))
    return (plain(term),)


@derived
def _gap(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[^。；]{{0,{GAP}}}?".join(f"({re.escape(part)})" for part in parts))


@derived
def terms() -> dict[str, tuple[Term, ...]]:
    """The patterns of each concept, by its id."""
    found: dict[str, tuple[Term, ...]] = {}
    rank = 0
    for concept in concepts().values():
        own = []
        for text in concept.terms:
            parts = parts_of(text)
            own.append(Term(concept.id, text, max(parts, key=len), parts, rank))
            rank += 1
        found[concept.id] = tuple(own)
    return found


@derived
def _index() -> tuple[dict[str, tuple[Term, ...]], tuple[Term, ...]]:
    """The patterns by two neighbouring characters of their longest part, and those too short to have two.

    Of its pairs of characters a pattern stands under the one that fewest
    patterns have, so that a text is tested against few.
    """
    every = [term for terms in terms().values() for term in terms]
    pairs = [list(map("".join, pairwise(term.longest))) for term in every]
    shared = Counter(chain.from_iterable(pairs))
    index: dict[str, list[Term]] = {}
    short: list[Term] = []
    for term, own in zip(every, pairs, strict=True):
        if own:
            index.setdefault(min(own, key=shared.__getitem__), []).append(term)
        else:
            short.append(term)
    return {pair: tuple(terms) for pair, terms in index.items()}, tuple(short)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What keeps a concept out of a text: its ``not``."""

    anywhere: tuple[str, ...]
    """Words that keep it out wherever they stand."""
    around: tuple[str, ...]
    """Longer words round a pattern of its own: the pattern does not count within them."""


@derived
def exclusions() -> dict[str, Exclusion]:
    """What keeps a concept out, for those that have a ``not``."""
    found = {}
    for concept in concepts().values():
        if concept.excluded:
            words = tuple(map(plain, concept.excluded))
            parts = {part for term in concept.terms for part in parts_of(term)}
            around = tuple(word for word in words if any(part in word for part in parts))
            found[concept.id] = Exclusion(tuple(word for word in words if word not in around), around)
    return found


def find_concepts(text: str) -> dict[str, str]:
    """The concepts named in ``text``: id to the pattern that found it, in the order of the text.

    >>> find_concepts("深化企业简易注销改革")["simple-deregistration"]
    '简易注销'
    """
    return dict(_found(plain(text)))


@remembered(8192)
def _found(words: str) -> dict[str, str]:
    """The concepts in plain ``words``; a text is asked about when it is aligned and again when it is judged."""
    index, short = _index()
    standing: dict[str, tuple[int, int, Term]] = {}
    for pair in index.keys() & set(map(concat, words, words[1:])):
        for term in index[pair]:
            if term.longest in words:
                _note(term, words, standing)
    for term in short:
        _note(term, words, standing)
    kept = []
    for id_, (_, _, term) in standing.items():
        if id_ not in exclusions():
            kept.append(standing[id_])
        elif left := _left(term, words):
            kept.append(left)
    return {term.concept: term.text for _, _, term in sorted(kept, key=lambda item: item[:2])}


def _note(term: Term, words: str, standing: dict[str, tuple[int, int, Term]]) -> None:
    """Keep ``term`` if it stands in ``words`` before all others of its concept."""
    spans = term.find(words)
    if spans:
        known = standing.get(term.concept)
        if known is None or (spans[0][0], term.rank) < known[:2]:
            standing[term.concept] = (spans[0][0], term.rank, term)


def _left(term: Term, words: str) -> tuple[int, int, Term] | None:
    """The pattern of ``term``'s concept that still stands in ``words`` once its exclusions are heard."""
    exclusion = exclusions()[term.concept]
    if any(word in words for word in exclusion.anywhere):
        return None
    standing: dict[str, tuple[int, int, Term]] = {}
    uncovered = uncover(words, exclusion.around)
    for other in terms()[term.concept]:
        _note(other, uncovered, standing)
    return standing.get(term.concept)


def uncover(words: str, around: Collection[str]) -> str:
    """``words`` with the words of ``around`` blanked, of the same length."""
    for word in around:
        if word in words:
            words = words.replace(word, "。" * len(word))
    return words


def confused(first: Collection[str], second: Collection[str]) -> bool:
    """Does one text name a concept, and the other only one that must not be confused with it?

    >>> confused({"power-three-zero"}, {"power-three-save"})
    True
    >>> confused({"power-three-zero", "power-three-save"}, {"power-three-save"})
    False
    """
    return any(
        rival in second and rival not in first
        for id_ in first
        if id_ not in second
        for rival in _rivals().get(id_, ())
    )


@derived
def _rivals() -> dict[str, frozenset[str]]:
    """For each concept those it must not be confused with, said on either side."""
    found: dict[str, set[str]] = {}
    for concept in concepts().values():
        for other in concept.confused_with:
            found.setdefault(concept.id, set()).add(other)
            found.setdefault(other, set()).add(concept.id)
    return {id_: frozenset(others) for id_, others in found.items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A pattern of a concept that stands in a text, where, and whether it counts."""

    concept: Concept
    pattern: str
    spans: tuple[tuple[int, int], ...]
    """One for each part of the pattern; slicing the text gives the words."""
    suppressed_by: str
    """The ``not`` word that takes it away; empty when it counts."""


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every pattern of every concept in ``text`` at its first place, also those that a ``not`` suppresses.

    What counts is what ``find_concepts`` finds; in the order of the text.
    """
    words, at = plain(text), places(text)

    def mention(term: Term, spans: tuple[tuple[int, int], ...], by: str) -> Mention:
        shown = tuple((at[start], at[end - 1] + 1) for start, end in spans)
        return Mention(concepts()[term.concept], term.text, shown, by)

    found: list[tuple[int, int, Mention]] = []
    for id_, own in terms().items():
        exclusion = exclusions().get(id_, Exclusion((), ()))
        anywhere = next((word for word in exclusion.anywhere if word in words), "")
        uncovered = uncover(words, exclusion.around)
        for term in own:
            spans = term.find(words)
            if not spans:
                continue
            left = term.find(uncovered)
            by = anywhere
            if not by and not left:
                by = next(word for word in exclusion.around if word in words)
            shown = left or spans
            found.append((shown[0][0], term.rank, mention(term, shown, by)))
    return tuple(item for _, _, item in sorted(found, key=lambda entry: entry[:2]))
