"""Every record that passes between stages, and the closed vocabularies.

Records are frozen; a stage takes one and gives a new one.  Values a document
states are :class:`~decimal.Decimal` or :class:`~datetime.date`, never floats.
This module imports nothing else of the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What sort of document it is."""

    PLAN = "plan"
    REGULATION = "regulation"
    REPORT = "report"
    DIGEST = "digest"


class Completeness(StrEnum):
    """How much of the original the text holds."""

    FULL = "full"
    EXCERPT = "excerpt"
    DIGEST = "digest"


class Level(StrEnum):
    """The level of a jurisdiction, from the digits of its GB/T 2260 code."""

    COUNTRY = "country"
    REGION = "region"
    CITY = "city"
    BANNER = "banner"


class Lineage(StrEnum):
    """How the lower document's jurisdiction stands to the upper one's."""

    SUBORDINATE = "subordinate"
    PEER = "peer"
    UNRELATED = "unrelated"
    REVISION = "revision"


class Modality(StrEnum):
    """How binding the wording is; declared from most to least binding."""

    BINDING = "binding"
    DIRECTIVE = "directive"
    GRADUAL = "gradual"
    EXPLORATORY = "exploratory"


class Dimension(StrEnum):
    """What a target or a finding is about."""

    TIME = "time"
    STEPS = "steps"
    RATE = "rate"
    DATE = "date"
    MONEY = "money"
    CAPACITY = "capacity"
    COUNT = "count"
    SCOPE = "scope"
    MODALITY = "modality"
    NONE = "none"


class Comparator(StrEnum):
    """The bound a target sets on its value."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EXACTLY = "=="
    BELOW = "<"
    ABOVE = ">"
    REDUCE_BY = "reduce_by"
    INCREASE_BY = "increase_by"


class Direction(StrEnum):
    """Which way is stricter on the government."""

    LOWER = "lower"
    HIGHER = "higher"
    EARLIER = "earlier"
    NONE = "none"


class Status(StrEnum):
    """Whether a figure is promised, reported as reached, or named as a problem."""

    TARGET = "target"
    REPORTED = "reported"
    PROBLEM = "problem"


class Progress(StrEnum):
    """How far a report says a commitment has come."""

    MET = "met"
    AHEAD = "ahead"
    BEHIND = "behind"
    IN_PROGRESS = "in_progress"
    PROBLEM = "problem"
    ACTIVITY = "activity"


class ChangeKind(StrEnum):
    """What became of an article from one version to the next."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    SPLIT = "split"
    MERGED = "merged"
    MOVED = "moved"
    ADDED = "added"
    DELETED = "deleted"


class Relation(StrEnum):
    """Of the LOWER against the UPPER; tightens = asks more of the government."""

    TIGHTENS = "tightens"
    LOOSENS = "loosens"
    EQUAL = "equal"
    MIXED = "mixed"
    INCOMPARABLE = "incomparable"


class ProvisionKind(StrEnum):
    """The kinds of numbered units; *article* is 条, *paragraph* 款, *item* 项."""

    DOCUMENT = "document"
    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of characters in the text that ``read`` gave."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One message in Chinese and in English."""

    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """The message in ``lang`` (``zh`` or ``en``)."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader of a result must know."""

    code: str
    message: Wording
    line: int | None = None
    """Line of the source, counted from 1."""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as text.  Nothing is removed; line ends are ``\\n``."""

    name: str
    """File name, for messages."""
    format: str
    text: str
    encoding: str = "utf-8"
    sha256: str = ""
    """Digest of the bytes of the file."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph freed of line breaks and noise; ``offsets[i]`` is where ``text[i]`` stands in the source."""

    text: str
    offsets: tuple[int, ...]
    line: int
    raw: str = ""
    """The first source line of the paragraph, spaces and all."""

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``, which must not be empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def cut(self, start: int, end: int) -> Passage:
        """The part ``text[start:end]`` as a passage."""
        return Passage(self.text[start:end], self.offsets[start:end], self.line, self.raw)


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered unit of a document: a node of its outline."""

    id: str
    """Path of the document's own numbers; empty for the root."""
    kind: ProvisionKind
    label: str
    """The number as printed, such as ``（24）`` or ``第十九条``."""
    heading: str
    heading_passage: Passage | None
    body: tuple[Passage, ...]
    children: tuple[Provision, ...]
    role: str = "body"
    """``body``, or a place where few or no commitments stand: ``front``, ``aims``, ``attachments``."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose document it is; ``code`` and ``parent`` are GB/T 2260 codes."""

    code: str
    name: str
    level: Level
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A quantity or date inside a commitment."""

    text: str
    span: Span
    object: str
    """The noun phrase that is measured."""
    dimension: Dimension
    comparator: Comparator
    value: Decimal | tuple[Decimal, Decimal] | date
    unit: str
    """Spelling normalised only (kW → 千瓦); ``date`` for dates."""
    scope: str
    direction: Direction
    baseline: Decimal | None = None
    """The starting value of a from–to promise, in the same unit."""
    baseline_unit: str = ""
    approximate: bool = False
    precision: str = ""
    """For dates: day, month, quarter, half, year, period."""
    start: bool = False
    """A date from which something holds (…起), not a deadline."""
    status: Status = Status.TARGET
    rule: str = ""
    """Name of the rule that read the value."""
    phrase: str = ""
    """The value with its bound as printed: 3个工作日内."""
    condition: str = ""
    """From when a time runs: 收到发票后."""
    action: str = ""
    """The words after the value: what is done within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A quantity that says who is concerned (用电容量160千瓦及以下): scope, not a promise."""

    text: str
    span: Span
    comparator: Comparator
    value: Decimal | tuple[Decimal, Decimal]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absolute:
    """A promise of an extreme without a digit: 即时办结, 全覆盖, 免费."""

    code: str
    text: str
    span: Span
    dimension: Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One checkable promise inside a provision; the unit that is aligned."""

    id: str
    provision: str
    """Id of its provision."""
    label: str
    trail: tuple[str, ...]
    """The headings above it, outermost first."""
    text: str
    span: Span
    lead: str = ""
    """The words of an enclosing sentence that govern this item (有关部门不得有下列行为：)."""
    page: int | None = None
    theme: str = "general"
    theme_score: float = 0.0
    lead_units: tuple[str, ...] = ()
    responsible_units: tuple[str, ...] = ()
    deadline: date | None = None
    deadline_text: str = ""
    modality: Modality = Modality.DIRECTIVE
    targets: tuple[Target, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    absolutes: tuple[Absolute, ...] = ()
    source_note: str = ""
    """Where a digest's item comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source text with its facts, its outline and its commitments."""

    id: str
    title: str
    kind: Kind
    jurisdiction: Jurisdiction | None
    number: str | None
    issued: date | None
    issuer: str | None
    completeness: Completeness
    source: SourceText
    root: Provision
    commitments: tuple[Commitment, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two commitments (by position) that some blocking rules proposed."""

    upper: int
    lower: int
    rules: tuple[str, ...]
    similarity: float
    """TF-IDF cosine of the masked texts, 0 to 1."""
    standing: tuple[float, float] = (1.0, 1.0)
    """The similarity as a share of the best that the upper and the lower commitment have with any other."""


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
class Tracking:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Two versions of one text, article by article."""

    old: Document
    new: Document
    changes: tuple[Change, ...]
    """In the order of the new text; what was deleted stands where it stood."""
    lineage: Lineage = Lineage.REVISION
    notices: tuple[Notice, ...] = ()
