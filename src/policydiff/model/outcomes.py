"""The one list of outcomes: what may be said of a promise, which of them are counted, what an absence proves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from policydiff.model.documents import Document
from policydiff.model.vocabulary import Completeness, Kind, Relation, Role


class Outcome(StrEnum):
    """What is said of an upper promise (of a lower one: added, beyond), in the order of every table."""

    TIGHTENS = "tightens"
    LOOSENS = "loosens"
    MIXED = "mixed"
    SAME = "same"
    ANSWERED = "answered"
    """The lower document takes the promise up, and nothing shows that it asks more or less."""
    INCOMPARABLE = "incomparable"
    """Figures on both sides for the same object that cannot be set against each other."""
    MISSING = "missing"
    UNSEEN = "unseen"
    """No answer was found, and that proves nothing."""
    TO_CHECK = "to-check"
    """Only pairs that are not sure enough to be said."""
    NOT_JUDGED = "not-judged"
    """No promise whose answer could be asked for: organisation, schedule, background."""
    ADDED = "added"
    BEYOND = "beyond"
    """A lower promise without an origin in an upper text that is not full."""

    @property
    def answers(self) -> bool:
        """Does the lower document answer?"""
        return self in _ANSWERS

    @property
    def absent(self) -> bool:
        """Was no answer found?"""
        return self in _ABSENT

    @property
    def counted(self) -> bool:
        """Is it counted, in sentences, tables and gates?"""
        return self not in _UNCOUNTED

    @property
    def relation(self) -> Relation | None:
        """The relation it stands for where nothing more is known; None where nothing answers."""
        return _RELATIONS.get(self)

    @classmethod
    def of(cls, relation: Relation) -> Outcome:
        """What a relation of two sides is called: equal is same."""
        return cls.SAME if relation is Relation.EQUAL else cls(relation.value)


_ANSWERS = frozenset(
    {
        Outcome.TIGHTENS,
        Outcome.LOOSENS,
        Outcome.MIXED,
        Outcome.SAME,
        Outcome.ANSWERED,
        Outcome.INCOMPARABLE,
    }
)
_ABSENT = frozenset({Outcome.MISSING, Outcome.UNSEEN})
_UNCOUNTED = frozenset({Outcome.TO_CHECK, Outcome.NOT_JUDGED})
_RELATIONS = {
    Outcome.TIGHTENS: Relation.TIGHTENS,
    Outcome.LOOSENS: Relation.LOOSENS,
    Outcome.MIXED: Relation.MIXED,
    Outcome.SAME: Relation.EQUAL,
    Outcome.ANSWERED: Relation.EQUAL,
    Outcome.INCOMPARABLE: Relation.INCOMPARABLE,
}

ANSWERS = tuple(outcome for outcome in Outcome if outcome.answers)
"""The outcomes of a pair."""
RULINGS = {
    **{relation.value: Outcome.of(relation) for relation in Relation},
    Outcome.ANSWERED.value: Outcome.ANSWERED,
}
"""What a reviewer may change an outcome to, by its code in pages and workbooks: a relation, or that it is only answered."""
OF_UPPERS = tuple(outcome for outcome in Outcome if outcome not in {Outcome.ADDED, Outcome.BEYOND})
"""The outcomes of an upper promise."""
COUNTED = tuple(outcome for outcome in Outcome if outcome.counted)
"""The outcomes that are counted."""
JUDGED_ROLES = frozenset({Role.MEASURE, Role.FIGURE, Role.AIM})
"""Of these an answer is asked for."""
_PROVING_ROLES = frozenset({Role.MEASURE, Role.FIGURE})
"""Only of these may it be said that the lower document leaves them out."""


def absence_proves(upper: Document, lower: Document, kindred: bool = True) -> bool:
    """Does an upper promise without an answer say something of the lower side?

    Not where a text is not full, not between texts that are not ``kindred``, and not
    between a regulation and a plan: a regulation holds without being repeated.
    """
    return kindred and upper_full(upper) and upper_full(lower) and not law_against_plan(upper, lower)


def upper_full(document: Document) -> bool:
    """Is the text full, so that what only the other side has is new?"""
    return document.completeness is Completeness.FULL


def law_against_plan(upper: Document, lower: Document) -> bool:
    """Is one side a regulation and the other a plan?  Neither has to repeat the other."""
    return {upper.kind, lower.kind} == {Kind.REGULATION, Kind.PLAN}


def silence(upper: Document, lower: Document, role: Role = Role.MEASURE, kindred: bool = True) -> Outcome:
    """What an upper promise without an answer is called."""
    proves = absence_proves(upper, lower, kindred) and role in _PROVING_ROLES
    return Outcome.MISSING if proves else Outcome.UNSEEN


def without_origin(upper: Document) -> Outcome:
    """What a lower promise without an origin is called."""
    return Outcome.ADDED if upper_full(upper) else Outcome.BEYOND


def settled(answers: Sequence[Outcome], *, tightened: bool, loosened: bool) -> Outcome:
    """The one outcome of several answers to a promise, of which some tighten or loosen it.

    The worst that is said holds: one way is that one, both are mixed.  Where
    nothing goes either way, one answer that is the same is enough; figures that
    do not compare outweigh an answer that has none.
    """
    if tightened and loosened:
        return Outcome.MIXED
    if tightened or loosened:
        return Outcome.TIGHTENS if tightened else Outcome.LOOSENS
    for outcome in (Outcome.SAME, Outcome.INCOMPARABLE):
        if outcome in answers:
            return outcome
    return Outcome.ANSWERED


def in_order(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Each of ``outcomes`` once, in the order of the list."""
    found = set(outcomes)
    return tuple(outcome for outcome in Outcome if outcome in found)
