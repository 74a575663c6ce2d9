"""Records of comparing: pairs, findings, decisions of reviewers, the concordance."""

from __future__ import annotations

from dataclasses import dataclass, field

from policydiff.model.documents import Commitment, Document, Notice, Target, Wording
from policydiff.model.vocabulary import Dimension, Lineage, Relation, Standing, Verdict


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
    """For each missing upper commitment the nearest lower ones, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One judged difference in one dimension of a pair, with its reason."""

    dimension: Dimension
    relation: Relation
    upper_target: Target | None = None
    lower_target: Target | None = None
    reason: Wording
    rule: str = ""


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
    verdict: Verdict
    relation: Relation | None = None
    """The reviewer's relation, of a pair that stands."""
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
    verdict: Verdict | None = None
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
    judged: Relation | None = None
    """The program's own relation, where a reviewer gave another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A lower commitment near a missing upper one, and why it was not enough."""

    lower: Commitment
    confidence: float
    reason: Wording
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """The finished result: both documents, pairs with findings, missing, added."""

    upper: Document
    lower: Document
    lineage: Lineage
    pairs: tuple[Pair, ...]
    missing: tuple[Commitment, ...]
    added: tuple[Commitment, ...]
    candidates: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """By id of the missing upper commitment; at most three each."""
    themes: tuple[str, ...] = ()
    """The themes the comparison was narrowed to; empty for all."""
    notices: tuple[Notice, ...] = ()
    rejected: tuple[Pair, ...] = ()
    """Pairs that reviewers took apart; counted nowhere."""
    reviews: tuple[Review, ...] = ()
    """By row, in document order."""
