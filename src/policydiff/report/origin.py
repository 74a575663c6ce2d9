"""Which added commitments go beyond an upper one, and which are the lower government's own initiative.

The rule is simple and is printed on the page: an added commitment *goes
beyond* when it is a near candidate of an unanswered upper commitment, or when
an upper commitment of the same theme names the same matter.  Everything else
is an *own initiative*.
"""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.model import Commitment, Concordance, Wording
from policydiff.topics.concepts import CROSS, concepts, find_concepts
from policydiff.wording import say

NEAR = 0.2
"""Confidence from which a candidate is called near."""
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The upper commitment that an added one goes beyond, and why it is named."""

    upper: Commitment
    reason: Wording


def counterparts(concordance: Concordance) -> dict[str, Counterpart]:
    """By id of the added commitment its counterpart above; own initiatives are not in it."""
    near = _near(concordance)
    named: dict[tuple[str, str], list[int]] = {}
    uppers = concordance.upper.commitments
    known = set()
    for place, commitment in enumerate(uppers):
        matters = (commitment.theme, *_matters(commitment))
        if matters in known:
            continue  # of those that name the same the first is taken
        known.add(matters)
        for concept in matters[1:]:
            named.setdefault((commitment.theme, concept), []).append(place)
    found: dict[str, Counterpart] = {}
    for commitment in concordance.added:
        if commitment.id in near:
            found[commitment.id] = Counterpart(near[commitment.id], say("origin.candidate"))
            continue
        shared: dict[int, list[str]] = {}
        for concept in _matters(commitment):
            for place in named.get((commitment.theme, concept), ()):
                shared.setdefault(place, []).append(concept)
        if shared:
            place = min(shared, key=lambda p: (-len(shared[p]), p))
            matter = concepts()[shared[place][0]]
            zh, en = (say("origin.concept", concept=name) for name in (matter.zh, matter.en))
            found[commitment.id] = Counterpart(uppers[place], Wording(zh.zh, en.en))
    return found


def _matters(commitment: Commitment) -> list[str]:
    if commitment.theme == GENERAL:
        return []
    known = concepts()
    return [id_ for id_ in find_concepts(commitment.text) if known[id_].theme != CROSS]


def _near(concordance: Concordance) -> dict[str, Commitment]:
    uppers = {commitment.id: commitment for commitment in concordance.missing}
    best: dict[str, tuple[float, Commitment]] = {}
    for id_, candidates in concordance.candidates.items():
        for candidate in candidates:
            known = best.get(candidate.lower.id)
            if (
                id_ in uppers
                and candidate.confidence >= NEAR
                and (known is None or candidate.confidence > known[0])
            ):
                best[candidate.lower.id] = (candidate.confidence, uppers[id_])
    return {lower: upper for lower, (_, upper) in best.items()}
