"""Why two commitments were paired or not, and judged as they were: what the report says of them, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.concordance import Couple, couple_of, judged
from policydiff.errors import InvalidRequest
from policydiff.model import Commitment, Document, Finding, Outcome, Relation
from policydiff.pairing import Weighing
from policydiff.topics.concepts import plain

SHOWN = 3
"""How many of several commitments a message names."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One upper and one lower commitment: how the pair was weighed, and what is judged of it."""

    upper: Commitment
    lower: Commitment
    weighing: Weighing
    relation: Relation
    findings: tuple[Finding, ...]
    outcome: Outcome
    """What the report says of the pair."""


def explained(couple: Couple, upper: int, lower: int) -> Explanation:
    """The explanation of the commitments at these positions of a couple."""
    weighing = couple.scales.weigh(upper, lower)
    said = judged(couple, weighing.scored)
    return Explanation(
        couple.upper.commitments[upper],
        couple.lower.commitments[lower],
        weighing,
        said.relation,
        said.findings,
        said.outcome,
    )


def explain(upper: Document, lower: Document, which_upper: str, which_lower: str) -> Explanation:
    """The explanation of one commitment of each document.

    A commitment is named by the end of its id (``24/1``), or by words that
    stand in one commitment only.  Raises InvalidRequest when a name fits none
    or several.
    """
    i, j = place_of(upper, which_upper), place_of(lower, which_lower)
    return explained(couple_of(upper, lower), i, j)


def place_of(document: Document, which: str) -> int:
    """The position of the commitment that ``which`` names; raises InvalidRequest when it is none or several."""
    places = _by_id(document, which) or _by_words(document, which)
    if not places:
        raise InvalidRequest(
            f"{document.id} 里没有哪一条承诺的编号或文字是“{which}”",
            hint=f"policydiff parse {document.id} -f csv 列出全部编号",
        )
    if len(places) > 1:
        shown = "、".join(_short(document.commitments[place]) for place in places[:SHOWN])
        raise InvalidRequest(
            f"{document.id} 里有 {len(places)} 条承诺都合“{which}”，如 {shown}",
            hint="把文字写长些，或写完整的编号",
        )
    return places[0]


def _by_id(document: Document, which: str) -> list[int]:
    wanted = which.removeprefix(f"{document.id}/")
    exact = [k for k, c in enumerate(document.commitments) if c.id == f"{document.id}/{wanted}"]
    return exact or [
        k for k, c in enumerate(document.commitments) if c.id.startswith(f"{document.id}/{wanted}/")
    ]


def _by_words(document: Document, words: str) -> list[int]:
    wanted = plain(words)
    return [k for k, c in enumerate(document.commitments) if wanted in plain(c.lead + c.text)]


def _short(commitment: Commitment) -> str:
    return f"{commitment.id}（{commitment.text[:12]}…）"
