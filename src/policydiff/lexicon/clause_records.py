"""What ``clauses.toml`` holds: how a clause is read, and which differences between two are none."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.lexicon.kinds import Listed, Pattern, Some, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverCut:
    """Words that are never cut."""

    whole: Texts
    fixed: Pattern
    office: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutral:
    """What is no difference between two clauses."""

    place: Pattern
    office: Pattern
    empty: Texts
    same: tuple[Some, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Soft:
    """Words of one rank of the ladder of force."""

    rank: int
    words: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Forces:
    """Words that say how binding a clause is."""

    soft: tuple[Soft, ...]
    act: Texts
    full: Texts
    absolute: Texts
    carrying: Texts
    carried: Texts
    hedge: Texts
    weak: Texts
    noun: Pattern
    setting: Pattern
    negated: Texts
    before: Texts
    ban: Texts
    permit: Texts
    invite: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Words that say how far."""

    wide: Texts
    part: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Words that limit a promise to a part."""

    words: Pattern
    ending: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """Words that leave something out, and those that only repeat other law."""

    words: Pattern
    saving: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Words of what a clause rests on, aims at, is held against or is done by: what is listed there is not promised."""

    words: Texts
    aim: Pattern
    against: Pattern
    exempt: Pattern
    stem: Pattern
    means: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """``clauses.toml``: how a clause is read, and which differences are none."""

    words: NeverCut
    neutral: Neutral
    who: dict[str, Pattern]
    force: Forces
    extent: Extent
    condition: Conditions
    exception: Exceptions
    generic: Listed
