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
_NAMED = ("concept", "object", "agency", "way")
_WIDE = frozenset({"6", "7", "8", "9", "10", "high"})


def because(comparisons: Sequence[Comparison]) -> Wording:
    """The strongest reasons in a line; only a likeness of words where nothing more is named."""
    spoken = sorted((c for c in comparisons if c.weight >= SPEAKS), key=lambda c: -c.weight)
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
        elif one.feature in _NAMED:
            yield say(f"because.{one.feature}", what=shared) if shared else None
        elif one.feature in {"wording", "bigrams"} and one.level in _WIDE:
            yield say("because.wording")
        elif one.feature == "standing" and one.level == "both-best":
            yield say("because.standing")
        elif one.feature == "heading" and one.level in {"same", "alike"}:
            yield say(f"because.heading-{one.level}")


def _quantity(shared: str) -> Wording:
    """What is measured, by its word in either language."""
    english = {entry["zh"]: entry["en"] for entry in load("labels")["dimension"].values()}
    names = shared.split("、")
    zh, en = (
        say("because.quantity", what=what)
        for what in (shared, ", ".join(english.get(name, name) for name in names))
    )
    return Wording(zh.zh, en.en)


def _shared(one: Comparison) -> str:
    """What both sides name."""
    below = one.lower.split("、")
    return "、".join(name for name in one.upper.split("、") if name and name in below)
