"""The text of a commitment with exactly the words marked that its findings rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policydiff.model import Commitment, Dimension, Finding, Relation, Span
from policydiff.report.textdiff import DiffPart, figures_in


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a finding rests on."""

    span: Span
    figure: str
    """The figure among them as printed, if they hold one."""
    decides: bool
    """Does the finding say more or less?  Of others only the figure is set off."""


def evidence(findings: Iterable[Finding], *, upper: bool) -> tuple[Evidence, ...]:
    """The evidence of ``findings`` on one side."""
    found = []
    for finding in findings:
        target = finding.upper_target if upper else finding.lower_target
        spans = finding.upper_evidence if upper else finding.lower_evidence
        figure = target.phrase or target.text if target and target.dimension is not Dimension.DATE else ""
        found += [Evidence(span, figure, weighty(finding)) for span in spans]
    return tuple(found)


def weighty(finding: Finding) -> bool:
    """Does it say more or less, that two figures are the same, or why they do not compare?"""
    both = finding.upper_target is not None and finding.lower_target is not None
    return both or finding.relation not in {Relation.EQUAL, Relation.INCOMPARABLE}


def marked(commitment: Commitment, found: Sequence[Evidence]) -> tuple[DiffPart, ...]:
    """The parts of the text in order; joined they give it back.

    ``changed`` is evidence, ``figure`` a figure in it, all else ``plain``.
    """
    if not found:
        return (DiffPart(commitment.text, "plain"),)
    kinds = ["plain"] * len(commitment.text)
    places = {offset: place for place, offset in enumerate(commitment.offsets)}
    for one in found:
        inside = [places[at] for at in range(one.span.start, one.span.end) if at in places]
        for place in inside:
            if one.decides and kinds[place] == "plain":
                kinds[place] = "changed"
        start, words = (inside[0], commitment.text[inside[0] : inside[-1] + 1]) if inside else (0, "")
        for first, last in figures_in(words):
            if words[first:last] in one.figure:
                kinds[start + first : start + last] = ["figure"] * (last - first)
    parts: list[DiffPart] = []
    for char, kind in zip(commitment.text, kinds, strict=True):
        if parts and parts[-1].kind == kind:
            parts[-1] = DiffPart(parts[-1].text + char, kind)
        else:
            parts.append(DiffPart(char, kind))
    return tuple(parts)
