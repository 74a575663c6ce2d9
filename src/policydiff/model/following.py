"""Records of following a plan: evidence in reports, and revisions of one text."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.lazily import Shown
from policydiff.model.comparing import Comparison, Finding
from policydiff.model.documents import Commitment, Document, Notice, Span, Target, Wording
from policydiff.model.outcomes import Outcome
from policydiff.model.vocabulary import ChangeKind, EditKind, Lineage, Progress, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a report says about a commitment."""

    commitment: Commitment
    report: str
    """Id of the report."""
    statement: Commitment
    """The sentence of the report."""
    quote: str
    """The clauses of the sentence that speak of the commitment."""
    span: Span
    """Where the quote stands in the report's text."""
    status: Progress
    reason: Wording
    rule: str
    confidence: float
    plan_target: Target | None = None
    reported_target: Target | None = None
    """The figures that decided, where both sides have one about the same thing."""
    comparisons: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A statement of a report that no commitment of the plan covers."""

    report: str
    statement: Commitment
    problem: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking(Shown):
    """A plan followed through reports."""

    plan: Document
    reports: tuple[Document, ...]
    evidence: tuple[Evidence, ...]
    """In the order of the plan, then of the reports."""
    untouched: tuple[Commitment, ...]
    """Commitments that no report speaks of."""
    unplanned: tuple[Unplanned, ...]
    """Statements with figures or problems that no commitment covers."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The unit of a revision: an article (条) with all its paragraphs and items, or a numbered unit of a plan."""

    id: str
    label: str
    trail: tuple[str, ...]
    """The headings above it."""
    text: str
    """Its heading and paragraphs in the order of the text, a line each; numbers of items are left out."""
    span: Span
    provisions: tuple[str, ...]
    """Ids of the provisions it is made of."""
    offsets: tuple[int, ...] = ()
    """Where each character of ``text`` stands in the text as read."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, or an item of its enumeration, with its place in the text as read."""

    article: str
    """Label of its article."""
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of one sentence: ``kind`` is same, replaced, moved, inserted or deleted."""

    kind: EditKind
    old: Sentence | None
    new: Sentence | None


@dataclass(frozen=True, slots=True)
class Renaming:
    """A term or an office that the new version calls by another name throughout."""

    old: str
    new: str
    count: int
    """In how many articles it was exchanged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of some articles; renumbering alone is none."""

    kind: ChangeKind
    olds: tuple[Article, ...]
    news: tuple[Article, ...]
    moved: bool = False
    """It stands at another place among its neighbours, or in another chapter."""
    relation: Relation | None = None
    """Of the new wording against the old one, where a duty changed."""
    findings: tuple[Finding, ...] = ()
    similarity: float = 0.0
    """How much of both wordings is shared, 0 to 1."""
    edits: tuple[Edit, ...] = ()
    """Sentence by sentence in the order of the new text; empty where nothing changed."""
    renamed: bool = False
    """Is a new name of a term or an office all that changed?"""

    @property
    def outcome(self) -> Outcome | None:
        """The relation in the words of every result; None where no duty changed."""
        return None if self.relation is None else Outcome.of(self.relation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(Shown):
    """Two versions of one text, article by article."""

    old: Document
    new: Document
    changes: tuple[Change, ...]
    """In the order of the new text; what was deleted stands where it stood."""
    lineage: Lineage = Lineage.REVISION
    renamings: tuple[Renaming, ...] = ()
    """Told once for the whole text, most frequent first."""
    notices: tuple[Notice, ...] = ()
