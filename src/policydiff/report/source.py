"""The source texts at the end of a page, each commitment's sentence marked and linked to its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policydiff.model import Document
from policydiff.report.rows import anchor
from policydiff.text import visible


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch of source text; with an anchor it is a commitment's sentence."""

    text: str
    anchor: str
    row: str
    """Anchor of the first row the commitment is in; empty where it is in none."""
    outcome: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """The whole text of one document; joined, the segments give it back."""

    side: str
    title: str
    segments: tuple[SegmentView, ...]


def source_view(document: Document, side: str, rows: Mapping[str, tuple[str, str]]) -> SourceView:
    """The text of ``document``; ``rows`` names by commitment id the anchor and the outcome of its row.

    ``side`` is ``u`` or ``l``.  Where two commitments share characters the
    earlier one has them.
    """
    text = document.source.text
    segments: list[SegmentView] = []
    done = 0
    for commitment in sorted(document.commitments, key=lambda c: (c.span, c.id)):
        start, end = max(done, commitment.span.start), max(done, commitment.span.end)
        if start > done:
            segments.append(SegmentView(visible(text[done:start]), "", "", ""))
        row, outcome = rows.get(commitment.id, ("", ""))
        segments.append(
            SegmentView(visible(text[start:end]), anchor(f"s{side}", (document, commitment.id)), row, outcome)
        )
        done = end
    if done < len(text):
        segments.append(SegmentView(visible(text[done:]), "", "", ""))
    return SourceView(side, visible(document.title), tuple(segments))
