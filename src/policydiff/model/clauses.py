"""The record of a clause: one action on one object inside a commitment, each part with its place."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from policydiff.model.documents import Span, Target
from policydiff.model.vocabulary import Force


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a clause: ``clause.text[start:end] == text``."""

    start: int
    end: int
    text: str


class Word(NamedTuple):
    """One word of a clause and what stands for it in a comparison.

    ``key`` is the word itself, or one sign for all names of places (``地``), of
    offices (``署``), for figures (``数``) and for joints of lists (``、``).
    """

    start: int
    end: int
    text: str
    key: str
    tag: str
    """Its part of speech, in the letters of the segmenter: n, v, a, d, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One action on one object: who, under which condition, how far, how strictly, which figures."""

    text: str
    folded: str
    """The text in one width, of the same length."""
    offsets: tuple[int, ...]
    """Where each character stands in the text as read."""
    words: tuple[Word, ...]
    lead: bool = False
    """Does it stand above the items it governs (有关部门不得有下列行为：)?"""
    who: Part | None = None
    conditions: tuple[Part, ...] = ()
    """Under which condition: 具备条件的, 情节严重的."""
    exceptions: tuple[Part, ...] = ()
    """What is left out: 除…外, …除外."""
    reminders: tuple[Part, ...] = ()
    """What only recalls other law, and leaves nothing out: 除法律、法规另有规定外."""
    extent: tuple[Part, ...] = ()
    """How far: 全部, 全程, 原则上, 基本."""
    verb: Part | None = None
    """The verb that governs the object, or the word that limits it (探索, 可以)."""
    force: Force = Force.NONE
    rank: int | None = None
    """The finer ladder: 0 探索 … 6 不留余地; None without a verb that is known."""
    above: Clause | None = None
    """The clause of the lead whose verb governs it, where it has none of its own."""
    object: Part | None = None
    figures: tuple[Target, ...] = ()

    @property
    def governing(self) -> tuple[Clause, Part] | None:
        """The verb that governs it with the clause it stands in: its own, or that of the lead."""
        if self.verb is not None:
            return self, self.verb
        return self.above.governing if self.above is not None else None

    @property
    def span(self) -> Span:
        """Where it stands in the text as read."""
        return Span(self.offsets[0], self.offsets[-1] + 1)

    def place_of(self, span: Span) -> tuple[int, int]:
        """Where ``span`` of the text as read stands in ``text``; as much of it as lies inside."""
        return bisect_left(self.offsets, span.start), bisect_left(self.offsets, span.end)

    def source(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``, which must not be empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def verb_holds(self, word: Word) -> bool:
        """Is ``word`` the governing verb or part of it?"""
        return self.verb is not None and self.verb.start <= word.start < self.verb.end

    def in_reminder(self, word: Word) -> bool:
        """Does ``word`` only recall other law?"""
        return any(part.start <= word.start < part.end for part in self.reminders)

    def in_condition(self, word: Word) -> bool:
        """Does ``word`` stand in a condition or an exception?"""
        return any(part.start <= word.start < part.end for part in (*self.conditions, *self.exceptions))
