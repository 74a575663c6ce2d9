"""How sure a verdict is, as a number of its own, and what would change it.

The confidence of a pair says how likely two commitments answer each other.  A
verdict says more (tightens, missing), or rests on several pairs, so it has a
number of its own: the chance of its pairs times how often what is said in this
way was right on annotated couples (``weights.toml [verdict]``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from policydiff.judging.absence import any_of
from policydiff.lexicon import load
from policydiff.model import Candidate, Dimension, Finding, Outcome, Pair, Sure, Wording
from policydiff.wording import say

_KINDS = {"list": "list", "part": "list", "modality": "force", "period": "force", "hedge": "force"}
"""What a finding rests on, by how its rule begins; others are wording, or figures where they name two."""


def chance_of(pair: Pair) -> float:
    """How likely the pair is one: less where each side has figures of a kind and none meets another."""
    if pair.reader:
        return 1.0
    return discounted(pair.confidence) if is_apart(pair.findings) else pair.confidence


def discounted(confidence: float) -> float:
    """The confidence of a pair of which the figures of both sides are apart."""
    return confidence * float(load("weights")["verdict"]["apart"])


def is_apart(findings: Sequence[Finding]) -> bool:
    """Have both sides figures of one kind, of which none measures the same?

    >>> is_apart(())
    False
    """
    if any(f.upper_target and f.lower_target and f.dimension is not Dimension.DATE for f in findings):
        return False
    alone = [
        {f.dimension for f in findings if f.rule == rule and f.dimension is not Dimension.DATE}
        for rule in ("only-upper", "only-lower")
    ]
    return bool(alone[0] & alone[1])


def confidence_of(outcome: Outcome, pairs: Sequence[Pair], near: Sequence[Candidate]) -> float:
    """How likely ``outcome`` is right, 0 to 1, of a promise with ``pairs`` that are said, and with ``near`` candidates."""
    right = load("weights")["verdict"]["right"]
    if not pairs:
        return _rounded((1 - any_of(one.confidence for one in near)) * float(right["missing"]))
    if outcome is Outcome.MIXED:
        ways = [
            _best([pair for pair in pairs if _says(pair, way)], way)
            for way in (Outcome.TIGHTENS, Outcome.LOOSENS)
        ]
        return _rounded(min(ways))
    saying = [pair for pair in pairs if _says(pair, outcome)]
    if outcome in {Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.SAME} and saying:
        return _rounded(_best(saying, outcome))
    return _rounded(any_of(map(chance_of, pairs)) * float(right["answered"]))


def _rounded(value: float) -> float:
    return round(value, 4)


def _says(pair: Pair, outcome: Outcome) -> bool:
    return pair.outcome is outcome or (
        pair.outcome is Outcome.MIXED and outcome in {Outcome.TIGHTENS, Outcome.LOOSENS}
    )


def _best(pairs: Sequence[Pair], outcome: Outcome) -> float:
    """The surest of several pairs that say one thing."""
    return max((chance_of(pair) * _right(pair, outcome) for pair in pairs), default=0.0)


def _right(pair: Pair, outcome: Outcome) -> float:
    """How often what ``pair`` rests on was right where the pair was; several grounds are surer than one."""
    right = load("weights")["verdict"]["right"]
    if pair.reader:
        return 1.0
    if outcome is Outcome.SAME:
        return float(right["same"])
    grounds = {ground_of(f) for f in pair.findings if f.relation.value == outcome.value}
    return 1 - math.prod(1 - float(right[ground]) for ground in sorted(grounds))


def ground_of(finding: Finding) -> str:
    """What a finding rests on: figure, list, force or wording."""
    if finding.upper_target and finding.lower_target:
        return "figure"
    return _KINDS.get(finding.rule.split("-")[0], "wording")


def level_of(confidence: float) -> Sure:
    """``confidence`` as high, medium or to check."""
    rules = load("weights")["verdict"]
    if confidence >= float(rules["high"]):
        return Sure.HIGH
    return Sure.MEDIUM if confidence >= float(rules["medium"]) else Sure.LOW


def hinge_of(
    outcome: Outcome,
    pairs: Sequence[Pair],
    doubtful: Sequence[Pair],
    near: Sequence[Candidate],
    own: str = "",
) -> Wording | None:
    """What would change the verdict; None where a reviewer settled it.

    ``own`` is the office of the upper level whose business alone the promise is.
    """
    if any(pair.reader for pair in pairs):
        return None
    if doubtful and not pairs:
        best = max(doubtful, key=lambda pair: (pair.confidence, pair.lower.id))
        return say("hinge.doubtful", lower=_short(best.lower.text), confidence=f"{best.confidence:.0%}")
    if not pairs and outcome is Outcome.TO_CHECK and own:
        return say("hinge.own", who=own)
    if not pairs and near:
        name = "hinge.near" if outcome is Outcome.TO_CHECK else "hinge.absent"
        return say(name, lower=_short(near[0].lower.text), confidence=f"{near[0].confidence:.0%}")
    if not pairs:
        return say("hinge.nothing")
    saying = [pair for pair in pairs if _says(pair, outcome)] or list(pairs)
    best = max(saying, key=lambda pair: (pair.confidence, pair.lower.id))
    if outcome in {Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.MIXED}:
        name = "hinge.direction"
    elif any(_says(pair, way) for pair in pairs for way in (Outcome.TIGHTENS, Outcome.LOOSENS)):
        name = "hinge.balanced"
    else:
        name = "hinge.apart" if is_apart(best.findings) else "hinge.answered"
    return say(name, lower=_short(best.lower.text))


_SHOWN = 24
"""Characters of a lower commitment that are quoted."""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
