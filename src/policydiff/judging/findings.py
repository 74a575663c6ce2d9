"""A finding with its evidence: the words of both sides that it rests on, as spans of the texts as read."""

from __future__ import annotations

from collections.abc import Mapping

from policydiff.model import Clause, Dimension, Finding, Part, Relation
from policydiff.wording import say

Words = tuple[Clause, Part]
"""Some words of a clause."""


def finding(
    dimension: Dimension,
    relation: Relation,
    message: str,
    *,
    upper: Words,
    lower: Words,
    words: Mapping[str, str] | None = None,
    rule: str = "",
) -> Finding:
    """The finding whose evidence are the words ``upper`` and ``lower``; the message may name them as {upper} and {lower}."""
    values = {"upper": upper[1].text, "lower": lower[1].text, **(words or {})}
    return Finding(
        dimension=dimension,
        relation=relation,
        reason=say(f"finding.{message}", **values),
        rule=rule or message,
        upper_evidence=(upper[0].source(upper[1].start, upper[1].end),),
        lower_evidence=(lower[0].source(lower[1].start, lower[1].end),),
    )


def whole(clause: Clause) -> Part:
    """All of a clause, where what matters is that a word is not in it."""
    return Part(0, len(clause.text), clause.text)
