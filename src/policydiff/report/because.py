"""Why two commitments are held against each other, in words; the weights stand behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policydiff.lexicon import load
from policydiff.model import Comparison, Wording
from policydiff.wording import say

SPEAKS = 0.3
"""The weight from which a comparison is a reason."""
MOST = 3
"""Reasons that are named."""
_MUCH = {"whole": 7, "clause": 7, "shared": 5, "item": 4, "first": 5}
"""From which level a likeness that is only a number is a reason of its own."""
_STEPS = (("low", 0.0), ("fair", 0.4), ("good", 0.75), ("high", 1.0))
"""The word for a level, by what it weighs of the most that its comparison can."""


def because(comparisons: Sequence[Comparison]) -> Wording:
    """The strongest reasons in a line, what both name first; only a likeness of words where nothing more is known."""
    spoken = sorted((c for c in comparisons if c.weight >= SPEAKS), key=lambda c: (not _named(c), -c.weight))
    found = [reason for reason in _reasons(spoken) if reason]
    unique = list(dict.fromkeys(found))[:MOST] or [say("because.near")]
    return Wording("；".join(reason.zh for reason in unique), "; ".join(reason.en for reason in unique))


def _reasons(comparisons: Iterable[Comparison]) -> Iterator[Wording | None]:
    for one in comparisons:
        shared = _shared(one)
        if one.feature == "verbatim" and one.level == "same":
            yield say("because.verbatim")
        elif one.feature == "quantity":
            yield _quantity(shared) if shared else None
        elif one.feature == "object":
            yield say("because.object", what=shared) if shared else None
        elif one.feature == "whole" and shared:
            yield say("because.concept", what=shared)
        elif one.level.isdigit() and int(one.level) >= _MUCH.get(one.feature, 10):
            yield say("because.wording" if one.feature in {"whole", "clause"} else f"because.{one.feature}")


def level_name(comparison: Comparison) -> str:
    """The level of ``comparison`` as its code among the words for levels: a number is low, fair, good or high."""
    if not comparison.level.isdigit():
        return comparison.level
    most = max(load("weights")["feature"][comparison.feature].values())
    share = comparison.weight / most if most else 0.0
    return next(name for name, least in reversed(_STEPS) if share >= least)


def _quantity(shared: str) -> Wording:
    """What is measured, by its word in either language."""
    english = {entry["zh"]: entry["en"] for entry in load("labels")["dimension"].values()}
    names = shared.split("、")
    zh, en = (
        say("because.quantity", what=what)
        for what in (shared, ", ".join(english.get(name, name) for name in names))
    )
    return Wording(zh.zh, en.en)


def _named(one: Comparison) -> bool:
    """Does it name what both sides have?"""
    return one.feature == "verbatim" or (
        one.feature in {"whole", "object", "quantity"} and bool(_shared(one))
    )


def _shared(one: Comparison) -> str:
    """What both sides name."""
    below = one.lower.split("、")
    return "、".join(name for name in one.upper.split("、") if name and name in below)
