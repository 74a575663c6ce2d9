"""Records of comparing: pairs, findings, decisions of reviewers, the concordance."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from policydiff.lazily import Shown
from policydiff.model.documents import Commitment, Document, Notice, Span, Target, Wording
from policydiff.model.outcomes import Outcome
from policydiff.model.vocabulary import Dimension, Lineage, Relation, Ruling, Standing, Sure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two commitments (by position) that some blocking rules proposed."""

    upper: int
    lower: int
    rules: tuple[str, ...]
    similarity: float
    """Cosine of what they say, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome for one feature of a candidate pair: a labelled level and its weight."""

    feature: str
    level: str
    weight: float
    upper: str
    lower: str


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A candidate pair with its comparisons; the match weight is their sum."""

    pair: CandidatePair
    comparisons: tuple[Comparison, ...]
    weight: float
    confidence: float
    """Between 0 and 1, from the match weight."""
    decision: str = ""
    """Why it stands or does not: one of ``alignment.Decision``."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which commitments answer which, many to many; positions, in document order."""

    pairs: tuple[ScoredPair, ...]
    missing: tuple[int, ...]
    added: tuple[int, ...]
    candidates: dict[int, tuple[ScoredPair, ...]]
    """For each upper commitment the nearest lower ones that it is not paired with, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One judged difference in one dimension of a pair, with its reason."""

    dimension: Dimension
    relation: Relation
    upper_target: Target | None = None
    lower_target: Target | None = None
    reason: Wording
    rule: str = ""
    upper_evidence: tuple[Span, ...] = ()
    """The words of the upper text, as read, that it rests on."""
    lower_evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one reviewer said of one row at one time; entries are only ever added, never changed.

    A row is a pair, or a commitment alone: then the other id is empty.
    """

    upper_document: str
    lower_document: str
    upper: str = ""
    lower: str = ""
    upper_digest: str = ""
    """Of the text that the reviewer saw; see ``review.digest``."""
    lower_digest: str = ""
    upper_text: str = ""
    lower_text: str = ""
    verdict: Ruling
    relation: Relation | None = None
    """The reviewer's relation, of a pair that stands."""
    outcome: Outcome | None = None
    """The same in the words of outcomes, where more than a relation is said; of an upper commitment alone, missing."""
    upper_words: str = ""
    """The words of the upper text that it rests on."""
    lower_words: str = ""
    partner: str = ""
    """Of a re-pairing: the lower commitment."""
    partner_digest: str = ""
    partner_text: str = ""
    comment: str = ""
    reviewer: str
    at: str = ""
    """When, as the reviewer's browser said: ``2024-03-01T08:00:00.000Z``; empty where unknown."""
    over: tuple[tuple[str, str], ...] = ()
    """Reviewer and time of the other decisions that were in view and are overruled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that was said of one row, and what became of it."""

    upper: str
    """Id in this result; empty where the lower commitment stands alone."""
    lower: str
    standing: Standing
    verdict: Ruling | None = None
    """What the reviewers agree on, if anything."""
    relation: Relation | None = None
    partner: str = ""
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An upper and a lower commitment that answer each other, judged."""

    upper: Commitment
    lower: Commitment
    confidence: float
    weight: float
    relation: Relation
    findings: tuple[Finding, ...]
    comparisons: tuple[Comparison, ...]
    rules: tuple[str, ...]
    outcome: Outcome = Outcome.ANSWERED
    """What the lower commitment is to the upper one; one that answers."""
    sure: Sure = Sure.MEDIUM
    """How sure it is that the two answer each other."""
    reader: str = ""
    """Who decided it, where a reviewer or a second reader did."""
    judged: Outcome | None = None
    """The program's own outcome, where a reviewer gave another."""

    @property
    def shown(self) -> Outcome:
        """What a row says of it: to be checked where it is not sure enough to be said."""
        return Outcome.TO_CHECK if self.sure is Sure.LOW else self.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What an answer states and its promise does not: a plus beside the outcome."""

    lower: str
    """Id of the lower commitment."""
    what: str
    """``date``, ``figure`` or ``unit``."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The one thing that is said of an upper commitment, from all its pairs."""

    upper: Commitment
    outcome: Outcome
    lowers: tuple[str, ...] = ()
    """Ids of the lower commitments that answer it."""
    adds: tuple[Addition, ...] = ()
    confidence: float = 0.0
    """How likely the outcome is right, 0 to 1: calibrated on annotated couples, not the confidence of a pair."""
    sure: Sure = Sure.LOW
    """``confidence`` as high, medium or to check."""
    hinge: Wording | None = None
    """What would change it; None where a reviewer settled it."""
    reader: str = ""
    """Who decided it, where reviewers or second readers did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """An upper figure against the lower one about the same object."""

    upper: Target
    upper_commitment: Commitment
    lower: Target | None = None
    lower_commitment: Commitment | None = None
    outcome: Outcome
    difference: Wording


FAR = 0.1
"""Confidence below which a candidate is only the nearest of what is not near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A lower commitment near an upper one, and why it was not enough."""

    lower: Commitment
    confidence: float
    reason: Wording
    comparisons: tuple[Comparison, ...]

    @property
    def far(self) -> bool:
        """Is it the nearest that there is, and still not near?"""
        return self.confidence < FAR


def nearest_of(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those of ``candidates``, the best first, that are near; where none is, the nearest alone."""
    return [one for one in candidates if not one.far] or candidates[:1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Concordance(Shown):
    """The finished result: both documents, pairs with findings, missing, added."""

    upper: Document
    lower: Document
    lineage: Lineage
    pairs: tuple[Pair, ...]
    missing: tuple[Commitment, ...]
    """Without a pair; what is said of each is its verdict."""
    added: tuple[Commitment, ...]
    """Without a pair."""
    candidates: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """By id of the upper commitment, best first, without those it is paired with; at most three each."""
    not_judged: tuple[Commitment, ...] = ()
    """Upper commitments without a pair of which no answer is asked for."""
    verdicts: tuple[Verdict, ...] = ()
    """One for each upper commitment of which an answer is asked for, in the order of the document."""
    figures: tuple[FigureRow, ...] = ()
    """Every upper figure with the lower one about the same object, in the order of the upper document."""
    themes: tuple[str, ...] = ()
    """The themes the comparison was narrowed to; empty for all."""
    notices: tuple[Notice, ...] = ()
    kindred: bool = True
    """Do the texts answer each other at all?  Where hardly anything does they speak of different things, and an absence proves nothing."""
    rejected: tuple[Pair, ...] = ()
    """Pairs that reviewers took apart; counted nowhere."""
    reviews: tuple[Review, ...] = ()
    """By row, in document order."""

    def __repr__(self) -> str:
        counts = f"{len(self.pairs)} pairs, {len(self.missing)} missing, {len(self.added)} added"
        return f"<Concordance {self.upper.id} ↔ {self.lower.id}: {counts}>"

    def to_frame(self, lang: str = "zh") -> DataFrame:
        """One row a pair, as a table of pandas with its columns named in ``lang``."""
        made: DataFrame = _shown("pairs_frame", self, lang)
        return made

    def figures_frame(self, lang: str = "zh") -> DataFrame:
        """One row a figure of the upper document, with the lower one for the same thing."""
        made: DataFrame = _shown("figures_frame", self, lang)
        return made


def _shown(name: str, concordance: Concordance, lang: str) -> Any:
    """What the reports make of it; they stand above the records and are loaded when somebody asks."""
    return getattr(import_module("policydiff.report.notebook"), name)(concordance, lang)
