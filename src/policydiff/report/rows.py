"""The rows of a page, decided before any markup: words, highlighted parts, chips, reasons."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.decisions import current
from policydiff.labels import sign
from policydiff.model import (
    Candidate,
    Commitment,
    Comparison,
    Concordance,
    Decision,
    Document,
    Finding,
    Outcome,
    Pair,
    Review,
    Ruling,
    Standing,
)
from policydiff.report.origin import Counterpart, counterparts
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms, visible
from policydiff.report.textdiff import DiffPart, diff, shared_share
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of
from policydiff.wording import say

ALIKE = 0.55
"""Share of common words from which a pair shows what differs instead of what is shared."""


@dataclass(frozen=True, slots=True)
class SideView:
    """One commitment as shown in a cell."""

    label: str
    trail: str
    parts: tuple[DiffPart, ...]
    units: tuple[tuple[Term, str], ...]
    deadline: str
    line: int
    source: str
    """Anchor of the sentence in the source text at the end of the page."""
    source_note: str


@dataclass(frozen=True, slots=True)
class ChipView:
    """A finding: sign, word and reason."""

    outcome: str
    sign: str
    word: Term
    dimension: Term
    reason: Term


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A near lower commitment of a missing one, and why it was not enough."""

    side: SideView
    confidence: str
    reason: Term
    why: str


@dataclass(frozen=True, slots=True)
class OriginView:
    """The upper commitment that an added one goes beyond."""

    side: SideView
    reason: Term


@dataclass(frozen=True, slots=True)
class SaidView:
    """What reviewers said of a row, as far as it can be shown without scripts."""

    standing: str
    word: Term
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: a pair, a pair taken apart, or a commitment alone."""

    anchor: str
    kind: str
    """``pair``, ``rejected``, ``missing`` or ``added``."""
    outcome: str
    """What the row itself says: of a pair its own outcome."""
    counted: str
    """What its commitment is counted as: of a pair the verdict on the upper one."""
    theme: str
    sign: str
    word: Term
    whole: Term | None
    """The verdict on the upper commitment, where all its answers together say another thing than this one."""
    judged: Term | None
    """The program's own relation, where a reviewer gave another."""
    confidence: str
    alike: bool
    """Most words are shared: then what differs is marked, else what is shared."""
    upper: SideView | None
    lower: SideView | None
    chips: tuple[ChipView, ...]
    why: str
    """The comparisons, one a line, fields parted by tabs: feature, outcome, weight, upper, lower."""
    candidates: tuple[CandidateView, ...]
    origin: OriginView | None
    said: SaidView | None
    pair: Pair | None
    commitment: Commitment | None
    """What stands alone."""


class Lines:
    """Line numbers of a document's text."""

    def __init__(self, document: Document) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", document.source.text))]

    def of(self, offset: int) -> int:
        """The line, from 1, that ``offset`` stands in."""
        return bisect_right(self._starts, offset)


def anchor(kind: str, *commitments: tuple[Document, str]) -> str:
    """A name for a place in the page that depends on nothing but the ids of commitments, each with its document.

    No two ids share a name: ``/`` is ``-``, ``-`` is doubled, what is neither
    letter, digit nor point is its code between tildes.
    """
    names = (id_.removeprefix(f"{document.id}/") for document, id_ in commitments)
    return "_".join((kind, *(re.sub(r"[^\w.]|_", _named, name) for name in names)))


def _named(match: re.Match[str]) -> str:
    char = match[0]
    return {"/": "-", "-": "--"}.get(char, f"~{ord(char):x}~")


class Rows:
    """Makes the rows of one concordance."""

    def __init__(self, concordance: Concordance, terms: Terms) -> None:
        self._concordance = concordance
        self._terms = terms
        self._verdicts = outcomes_of(concordance)
        self._fresh = added_outcomes(concordance)
        self._documents = {"u": concordance.upper, "l": concordance.lower}
        self._lines = {"u": Lines(concordance.upper), "l": Lines(concordance.lower)}
        self._origins = counterparts(concordance)
        self._reviews: dict[tuple[str, str], list[Review]] = {}
        for review in concordance.reviews:
            self._reviews.setdefault((review.upper, review.lower), []).append(review)

    @property
    def origins(self) -> dict[str, Counterpart]:
        """The counterparts above of added commitments, by id."""
        return self._origins

    def pair(self, pair: Pair, *, rejected: bool = False) -> RowView:
        """A pair, or one that reviewers took apart."""
        above, below = diff(pair.upper.text, pair.lower.text)
        alike = max(shared_share(above), shared_share(below)) >= ALIKE
        verdict = self._verdicts.get(pair.upper.id, Outcome.NOT_JUDGED)
        return RowView(
            anchor=anchor("p", (self._documents["u"], pair.upper.id), (self._documents["l"], pair.lower.id)),
            kind="rejected" if rejected else "pair",
            outcome="rejected" if rejected else pair.shown.value,
            counted="rejected" if rejected else verdict.value,
            theme=pair.upper.theme,
            sign="✕" if rejected else sign(pair.shown),
            word=self._terms.word("page", "rejected") if rejected else self._terms.outcome(pair.shown),
            whole=None if rejected or verdict is pair.shown else self._terms.outcome(verdict),
            judged=self._terms.outcome(Outcome.of(pair.judged)) if pair.judged else None,
            confidence=percent(pair.confidence),
            alike=alike,
            upper=self._side(pair.upper, "u", _marked(above, alike)),
            lower=self._side(pair.lower, "l", _marked(below, alike)),
            chips=tuple(self._chip(finding) for finding in pair.findings),
            why=self._why(pair.comparisons, pair.weight),
            candidates=(),
            origin=None,
            said=self._said(pair.upper.id, pair.lower.id),
            pair=pair,
            commitment=None,
        )

    def missing(self, commitment: Commitment) -> RowView:
        """An upper commitment without a pair, with its candidates."""
        candidates = self._concordance.candidates.get(commitment.id, ())
        return self._alone(
            commitment,
            "missing",
            self._verdicts.get(commitment.id, Outcome.NOT_JUDGED),
            candidates=tuple(self._candidate(candidate) for candidate in candidates),
        )

    def added(self, commitment: Commitment) -> RowView:
        """A lower commitment without origin, with the upper one that it goes beyond if there is one."""
        found = self._origins.get(commitment.id)
        origin = OriginView(self._side(found.upper, "u"), self._terms.free(found.reason)) if found else None
        return self._alone(commitment, "added", self._fresh[commitment.id], origin=origin)

    def _alone(
        self,
        commitment: Commitment,
        kind: str,
        outcome: Outcome,
        candidates: tuple[CandidateView, ...] = (),
        origin: OriginView | None = None,
    ) -> RowView:
        upper = kind == "missing"
        which = "u" if upper else "l"
        side = self._side(commitment, which)
        return RowView(
            anchor=anchor(which, (self._documents[which], commitment.id)),
            kind=kind,
            outcome=outcome.value,
            counted=outcome.value,
            theme=commitment.theme,
            sign=sign(outcome),
            word=self._terms.outcome(outcome),
            whole=None,
            judged=None,
            confidence="",
            alike=False,
            upper=side if upper else None,
            lower=None if upper else side,
            chips=(),
            why="",
            candidates=candidates,
            origin=origin,
            said=self._said(commitment.id, "") if upper else self._said("", commitment.id),
            pair=None,
            commitment=commitment,
        )

    def _side(self, commitment: Commitment, side: str, parts: Sequence[DiffPart] = ()) -> SideView:
        units = []
        for name, found in (
            ("lead-units", commitment.lead_units),
            ("responsible-units", commitment.responsible_units),
        ):
            if found:
                units.append((self._terms.word("page", name), visible("、".join(found))))
        shown = parts or (DiffPart(commitment.text, "plain"),)
        return SideView(
            label=visible(commitment.label),
            trail=visible(" › ".join(commitment.trail)),
            parts=tuple(DiffPart(visible(part.text), part.kind) for part in shown),
            units=tuple(units),
            deadline=commitment.deadline.isoformat() if commitment.deadline else "",
            line=self._lines[side].of(commitment.span.start),
            source=anchor(f"s{side}", (self._documents[side], commitment.id)),
            source_note=visible(commitment.source_note),
        )

    def _chip(self, finding: Finding) -> ChipView:
        outcome = Outcome.of(finding.relation)
        return ChipView(
            outcome=outcome.value,
            sign=sign(outcome),
            word=self._terms.outcome(outcome),
            dimension=self._terms.word("dimension", finding.dimension.value),
            reason=self._terms.free(finding.reason),
        )

    def _why(self, comparisons: Sequence[Comparison], weight: float | None = None) -> str:
        lines = []
        start = (weight or 0) - sum(comparison.weight for comparison in comparisons)
        if weight is not None and comparisons and abs(start) >= 0.005:
            # what any two commitments start from, before anything of them is compared
            lines.append(f"{self._terms.word('page', 'start').text}\t\t{start:+.2f}")
        for comparison in comparisons:
            if not (comparison.weight or comparison.upper or comparison.lower):
                continue  # nothing to compare on either side says nothing
            fields = (
                say(f"feature.{comparison.feature}").text(self._terms.lang),
                self._terms.level(comparison.level),
                f"{comparison.weight + 0:+.2f}",
                *(self._value(comparison.feature, value) for value in (comparison.upper, comparison.lower)),
            )
            lines.append("\t".join(visible(" ".join(field.split())) for field in fields).rstrip("\t"))
        return "\n".join(lines)

    def _value(self, feature: str, value: str) -> str:
        known = themes() if feature == "theme" else {}
        return known[value].name(self._terms.lang) if value in known else value

    def _candidate(self, candidate: Candidate) -> CandidateView:
        return CandidateView(
            self._side(candidate.lower, "l"),
            percent(candidate.confidence),
            self._terms.free(candidate.reason),
            self._why(candidate.comparisons),
        )

    def _said(self, upper: str, lower: str) -> SaidView | None:
        reviews = self._reviews.get((upper, lower), [])
        if not reviews:
            return None
        order = (Standing.CONFLICT, Standing.STALE, Standing.APPLIED, Standing.MOOT, Standing.NOTED)
        standing = min((review.standing for review in reviews), key=order.index)
        entries = [entry for review in reviews for entry in current(review.decisions)]
        return SaidView(
            standing.value,
            self._terms.word("standing", standing.value),
            tuple(said_line(entry, self._terms) for entry in entries),
        )


def _marked(parts: Sequence[DiffPart], alike: bool) -> list[DiffPart]:
    """``parts`` with only those marked that the row shows: what differs where texts are alike, else what is shared."""
    silent = "same" if alike else "changed"
    return [DiffPart(part.text, "plain") if part.kind == silent else part for part in parts]


def said_line(entry: Decision, terms: Terms) -> str:
    """One decision as a line: who, what, of which row, the comment, when."""
    said = terms.word("verdict", entry.verdict.value).text
    if entry.relation and entry.verdict is not Ruling.ACCEPT:
        said += f" → {terms.outcome(Outcome.of(entry.relation)).text}"
    if entry.partner:
        said += f" → {entry.partner}"
    parts = (entry.reviewer, said, entry.comment, entry.at[:16].replace("T", " "))
    return visible(" · ".join(part for part in parts if part))
