"""What surrounds the pairs of two documents: all that a judgement needs besides the two commitments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from policydiff.corpus.places import of_one_level
from policydiff.model import Commitment, Document, Span
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of every pair of one upper and one lower document."""

    issued: date | None = None
    """When the lower document was issued: a deadline of the upper one that had passed by then is not held against it."""
    alike: bool = True
    """Are both places of one level?  Else totals are not compared: a part reaches less than the whole."""
    uppers: Mapping[str, tuple[Commitment, ...]] = field(default_factory=dict)
    """By the id of a lower commitment: the upper ones that it answers."""
    figures: frozenset[tuple[Span, Span]] | None = None
    """The figures of both sides that answer each other in the whole documents; None where nobody looked."""
    lowers: Mapping[str, tuple[Commitment, ...]] = field(default_factory=dict)
    """By the id of an upper commitment: the lower ones that answer it; what one of them says is not left out."""
    above: tuple[str, ...] = ()
    """What every commitment of the upper document says, paired or not."""
    below: tuple[str, ...] = ()
    """The same of the lower one: what a commitment says nowhere may be said by another."""


def context_of(
    upper: Document,
    lower: Document,
    pairs: Iterable[tuple[Commitment, Commitment]],
    figures: frozenset[tuple[Span, Span]] | None = None,
) -> Context:
    """The surroundings of the ``pairs`` of two documents."""
    uppers: dict[str, tuple[Commitment, ...]] = {}
    lowers: dict[str, tuple[Commitment, ...]] = {}
    for first, second in pairs:
        uppers[second.id] = (*uppers.get(second.id, ()), first)
        lowers[first.id] = (*lowers.get(first.id, ()), second)
    alike = of_one_level(upper.jurisdiction, lower.jurisdiction)
    above, below = (tuple(fold(one.lead + one.text) for one in side.commitments) for side in (upper, lower))
    return Context(lower.issued, alike, uppers, figures, lowers, above, below)
