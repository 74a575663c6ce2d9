"""What ``grades.toml`` holds: words for one thing, from more to less."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.lexicon.kinds import Pattern, Rivals


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A ban on acting before a review, and the words for a review."""

    without: Pattern
    act: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Able:
    """A duty only where it can be done."""

    when: Pattern
    duty: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """``grades.toml``: words for one thing, from more to less."""

    ladders: dict[str, Rivals]
    degree: dict[str, Pattern]
    bar: Bar
    able: Able
    fine: dict[str, Pattern]
