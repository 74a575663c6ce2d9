"""What ``weights.toml`` holds: what each level of a comparison weighs, and from when on something is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """From when on a pair is said, and from when on it is shown."""

    accept: float
    doubt: float
    check: float
    held: float
    strange: float
    check_strange: float
    kindred: float
    foreign: float
    foreign_short: float
    short: int
    few: int
    known: float
    held_known: float
    named: float
    said: float
    directed: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How likely a verdict is right, and from when on it is called so."""

    high: float
    medium: float
    apart: float
    right: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What counts when a report is set against a plan."""

    prior: float
    accept: float
    feature: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """``weights.toml``: what each level of a comparison weighs, as logarithms to the base 2."""

    prior: float
    assign: Assign
    verdict: Sureness
    feature: dict[str, dict[str, float]]
    track: Track
