"""The rows of a page, decided before any markup: words, highlighted parts, chips, reasons."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policydiff.decisions import current
from policydiff.labels import sign
from policydiff.model import (
    Addition,
    Candidate,
    Commitment,
    Comparison,
    Concordance,
    Decision,
    Dimension,
    Document,
    Finding,
    Outcome,
    Pair,
    Review,
    Ruling,
    Standing,
    Sure,
    Wording,
)
from policydiff.model.comparing import nearest_of
from policydiff.report.because import because, level_name
from policydiff.report.marks import Evidence, evidence, marked, weighty
from policydiff.report.origin import Counterpart, counterparts
from policydiff.report.sureness import sureness
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
from policydiff.report.textdiff import DiffPart
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of
from policydiff.wording import say


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


ALONE_ABOVE = frozenset({"missing", "question"})
"""The kinds of rows that are about an upper commitment alone."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: a pair, a pair taken apart, a commitment alone, or a choice that a question offers."""

    anchor: str
    kind: str
    """``pair``, ``rejected``, ``missing``, ``added``, ``question`` (does anything answer this?) or ``near``."""
    outcome: str
    """What the row itself says: of a pair its own outcome."""
    counted: str
    """What its commitment is counted as: of a pair the verdict on the upper one."""
    theme: str
    sign: str
    word: Term
    own: Term | None
    """What this answer alone is, where all answers together come to the verdict that the row shows."""
    judged: Term | None
    """The program's own relation, where a reviewer gave another."""
    tone: str
    """The outcome that ``word`` names."""
    confidence: str
    sure: Term | None
    """How sure the verdict on the upper commitment is and what would change it, on the one row that shows the verdict."""
    upper: SideView | None
    lower: SideView | None
    chips: tuple[ChipView, ...]
    notes: tuple[Term, ...]
    """What only one side states, and what the lower one adds."""
    because: Term | None
    """Why both are held against each other, in words."""
    why: str
    """The comparisons, one a line, fields parted by tabs: feature, outcome, weight, upper, lower."""
    candidates: tuple[CandidateView, ...]
    origin: OriginView | None
    said: SaidView | None
    pair: Pair | None
    commitment: Commitment | None
    """What stands alone; of a choice the upper commitment that it may answer."""
    sides: tuple[Commitment | None, Commitment | None]
    """What a decision on the row is about: upper, lower."""


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
        self._sure = {
            verdict.upper.id: terms.free(line)
            for verdict in concordance.verdicts
            if (line := sureness(verdict))
        }
        self._adds: dict[tuple[str, str], list[Addition]] = {}
        for verdict in concordance.verdicts:
            for add in verdict.adds:
                self._adds.setdefault((verdict.upper.id, add.lower), []).append(add)
        self._fresh = added_outcomes(concordance)
        self._documents = {"u": concordance.upper, "l": concordance.lower}
        self._lines = {"u": Lines(concordance.upper), "l": Lines(concordance.lower)}
        self._origins = counterparts(concordance)
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self._plain: dict[tuple[str, str], SideView] = {}
        self._reviews: dict[tuple[str, str], list[Review]] = {}
        for review in concordance.reviews:
            self._reviews.setdefault((review.upper, review.lower), []).append(review)

    @property
    def origins(self) -> dict[str, Counterpart]:
        """The counterparts above of added commitments, by id."""
        return self._origins

    def answers(self, pairs: Sequence[Pair]) -> tuple[RowView, ...]:
        """All answers to one upper commitment; the first shows the verdict and all upper evidence.

        Those that the verdict comes from stand first, then the surest.
        """
        order = (Sure.HIGH, Sure.MEDIUM, Sure.LOW)
        verdict = self._verdicts.get(pairs[0].upper.id, Outcome.NOT_JUDGED)
        ranked = sorted(
            pairs,
            key=lambda p: (
                p.sure is Sure.LOW, p.outcome is not verdict, order.index(p.sure), -p.confidence
            ),
        )  # fmt: skip
        best, *others = map(self.pair, ranked)
        found = [one for pair in ranked for one in evidence(pair.findings, upper=True)]
        best = replace(
            best,
            tone=verdict.value,
            sign=sign(verdict),
            word=self._terms.outcome(verdict),
            own=best.word if len(pairs) > 1 and best.tone != verdict else None,
            sure=self._sure.get(pairs[0].upper.id),
            upper=self._side(pairs[0].upper, "u", found),
        )
        return best, *others

    def pair(self, pair: Pair, *, rejected: bool = False) -> RowView:
        """A pair, or one that reviewers took apart."""
        verdict = self._verdicts.get(pair.upper.id, Outcome.NOT_JUDGED)
        outcome = Outcome.TO_CHECK if pair.sure is Sure.LOW else pair.outcome
        chips = [finding for finding in pair.findings if weighty(finding)]
        return RowView(
            anchor=anchor("p", (self._documents["u"], pair.upper.id), (self._documents["l"], pair.lower.id)),
            kind="rejected" if rejected else "pair",
            outcome="rejected" if rejected else pair.outcome.value,
            counted="rejected" if rejected else verdict.value,
            tone="rejected" if rejected else outcome.value,
            theme=pair.upper.theme,
            sign="✕" if rejected else sign(outcome),
            word=self._terms.word("page", "rejected") if rejected else self._terms.outcome(outcome),
            own=None,
            judged=self._terms.outcome(pair.judged) if pair.judged else None,
            confidence=percent(pair.confidence),
            sure=None,
            upper=self._side(pair.upper, "u", evidence(pair.findings, upper=True)),
            lower=self._side(pair.lower, "l", evidence(pair.findings, upper=False)),
            chips=tuple(self._chip(finding) for finding in chips),
            notes=tuple(self._notes(pair)),
            because=self._because(pair.comparisons),
            why=self._why(pair.comparisons, pair.weight),
            candidates=(),
            origin=None,
            said=self._said(pair.upper.id, pair.lower.id),
            pair=pair,
            commitment=None,
            sides=(pair.upper, pair.lower),
        )

    def _notes(self, pair: Pair) -> Iterator[Term]:
        said = set()
        for finding in pair.findings:
            if not weighty(finding):
                if finding.lower_target or finding.dimension is Dimension.DATE:
                    said.add("date" if finding.dimension is Dimension.DATE else "figure")
                yield self._terms.free(finding.reason)
        for add in self._adds.get((pair.upper.id, pair.lower.id), ()):
            if add.what not in said:
                yield self._terms.free(say(f"adds.{add.what}", text=add.text))

    def missing(self, commitment: Commitment) -> RowView:
        """An upper commitment without a pair, with its candidates."""
        return self._alone(
            commitment,
            "missing",
            self._verdicts.get(commitment.id, Outcome.NOT_JUDGED),
            candidates=self._nearest(commitment.id),
        )

    def _nearest(self, upper: str) -> tuple[CandidateView, ...]:
        return tuple(map(self._candidate, nearest_of(self._concordance.candidates.get(upper, ()))))

    def question(self, commitment: Commitment) -> RowView:
        """What is asked of an upper commitment that is to be checked: does any of its candidates answer it?"""
        near = self.candidates(commitment.id)
        return self._alone(commitment, "question", Outcome.TO_CHECK, candidates=near)

    def near(self, commitment: Commitment, most: int) -> tuple[RowView, ...]:
        """At most ``most`` lower commitments near an upper one, each a row that a reviewer may choose."""
        apart = {(pair.upper.id, pair.lower.id) for pair in self._concordance.rejected}
        found = self._concordance.candidates.get(commitment.id, ())
        chosen = [near for near in found if (commitment.id, near.lower.id) not in apart]
        return tuple(self._near(commitment, near) for near in chosen[: max(0, most)])

    def _near(self, upper: Commitment, near: Candidate) -> RowView:
        candidate = self._candidate(near)
        return replace(
            self._alone(upper, "near", Outcome.TO_CHECK),
            anchor=anchor("p", (self._documents["u"], upper.id), (self._documents["l"], near.lower.id)),
            confidence=candidate.confidence,
            upper=None,
            lower=candidate.side,
            notes=(candidate.reason,),
            because=self._terms.word("page", "why-near"),
            why=candidate.why,
            said=self._said(upper.id, near.lower.id),
            sides=(upper, near.lower),
        )

    def added(self, commitment: Commitment) -> RowView:
        """A lower commitment without origin, with the upper one that it goes beyond if there is one."""
        found = self._origins.get(commitment.id)
        origin = OriginView(self._bare(found.upper, "u"), self._terms.free(found.reason)) if found else None
        return self._alone(commitment, "added", self._fresh[commitment.id], origin=origin)

    def _alone(
        self,
        commitment: Commitment,
        kind: str,
        outcome: Outcome,
        candidates: tuple[CandidateView, ...] = (),
        origin: OriginView | None = None,
    ) -> RowView:
        upper = kind != "added"
        which = "u" if upper else "l"
        side = self._bare(commitment, which)
        return RowView(
            anchor=anchor(which, (self._documents[which], commitment.id)),
            kind=kind,
            outcome=outcome.value,
            counted=outcome.value,
            theme=commitment.theme,
            sign=sign(outcome),
            word=self._terms.outcome(outcome),
            tone=outcome.value,
            own=None,
            judged=None,
            confidence="",
            sure=self._sure.get(commitment.id) if kind in ALONE_ABOVE else None,
            upper=side if upper else None,
            lower=None if upper else side,
            chips=(),
            notes=(),
            because=None,
            why="",
            candidates=candidates,
            origin=origin,
            said=self._said(commitment.id, "") if upper else self._said("", commitment.id),
            pair=None,
            commitment=commitment,
            sides=(commitment, None) if upper else (None, commitment),
        )

    def candidates(self, upper: str) -> tuple[CandidateView, ...]:
        """The lower commitments near an upper one that it is not paired with, best first."""
        return tuple(self._candidate(found) for found in self._concordance.candidates.get(upper, ()))

    def side(self, commitment: Commitment) -> SideView:
        """An upper commitment by itself."""
        return self._bare(commitment, "u")

    def _bare(self, commitment: Commitment, side: str) -> SideView:
        """A commitment without evidence; one that is near many stands in the page as often."""
        found = self._plain.get((side, commitment.id))
        if found is None:
            found = self._plain[side, commitment.id] = self._side(commitment, side)
        return found

    def _side(self, commitment: Commitment, side: str, words: Sequence[Evidence] = ()) -> SideView:
        units = []
        for name, found in (
            ("lead-units", commitment.lead_units),
            ("responsible-units", commitment.responsible_units),
        ):
            if found:
                units.append((self._terms.word("page", name), visible("、".join(found))))
        shown = marked(commitment, words)
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

    def _because(self, comparisons: Sequence[Comparison]) -> Term | None:
        if not comparisons:
            return None
        why = because(comparisons)
        line = say("because.line", why="{why}")
        return self._terms.free(Wording(line.zh.format(why=why.zh), line.en.format(why=why.en)))

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
                *self._compared(comparison.feature, level_name(comparison)),
                f"{comparison.weight + 0:+.2f}",
                *(
                    visible(" ".join(self._value(comparison.feature, value).split()))
                    for value in (comparison.upper, comparison.lower)
                    if not _is_measure(comparison)
                ),
            )
            lines.append("\t".join(fields).rstrip("\t"))
        return "\n".join(lines)

    def _compared(self, feature: str, level: str) -> tuple[str, str]:
        """What is compared and with which outcome, in words; few of them stand in thousands of lines."""
        found = self._names.get((feature, level))
        if found is None:
            words = say(f"feature.{feature}").text(self._terms.lang), self._terms.level(level)
            first, second = (visible(" ".join(word.split())) for word in words)
            found = self._names[feature, level] = first, second
        return found

    def _value(self, feature: str, value: str) -> str:
        known = themes() if feature == "theme" else {}
        return known[value].name(self._terms.lang) if value in known else value

    def _candidate(self, candidate: Candidate) -> CandidateView:
        return CandidateView(
            self._bare(candidate.lower, "l"),
            percent(candidate.confidence),
            self._terms.free(candidate.reason),
            self._why(candidate.comparisons),
        )

    def _said(self, upper: str, lower: str) -> SaidView | None:
        reviews = self._reviews.get((upper, lower), [])
        if not reviews:
            return None
        order = (
            Standing.CONFLICT,
            Standing.STALE,
            Standing.APPLIED,
            Standing.OVERRULED,
            Standing.MOOT,
            Standing.NOTED,
        )
        standing = min((review.standing for review in reviews), key=order.index)
        entries = [entry for review in reviews for entry in current(review.decisions)]
        return SaidView(
            standing.value,
            self._terms.word("standing", standing.value),
            tuple(said_line(entry, self._terms) for entry in entries),
        )


def _is_measure(comparison: Comparison) -> bool:
    """Are both sides one number, which tells a reader no more than its level?"""
    number = comparison.upper.removeprefix("-").replace(".", "", 1)
    return comparison.upper == comparison.lower and number.isdigit()


def short_units(units: Sequence[str], terms: Terms) -> Term:
    """The first of ``units`` and how many there are; nothing where there is none."""
    if len(units) < 2:
        return Term("", visible("".join(units)))
    return terms.free(say("units.more", first=units[0], count=len(units)))


def said_line(entry: Decision, terms: Terms) -> str:
    """One decision as a line: who, what, of which row, the comment, when."""
    said = terms.word("verdict", entry.verdict.value).text
    outcome = entry.outcome or (Outcome.of(entry.relation) if entry.relation else None)
    if outcome and (entry.outcome or entry.verdict is not Ruling.ACCEPT):
        said += f" → {terms.outcome(outcome).text}"
    if entry.partner:
        said += f" → {entry.partner}"
    words = " ↔ ".join(f"“{words}”" for words in (entry.upper_words, entry.lower_words) if words)
    parts = (entry.reviewer, said, words, entry.comment, entry.at[:16].replace("T", " "))
    return visible(" · ".join(part for part in parts if part))
