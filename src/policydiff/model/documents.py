"""Records of reading: spans, texts, provisions, targets, commitments, documents."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from policydiff.model.vocabulary import (
    Comparator,
    Completeness,
    Dimension,
    Direction,
    Kind,
    Level,
    Modality,
    ProvisionKind,
    Role,
    Status,
)

if TYPE_CHECKING:
    from policydiff.model.clauses import Clause


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
    pages: tuple[int, ...] = ()
    """The offset at which each page begins; empty for a file without pages."""
    unread: tuple[int, ...] = ()
    """Pages, counted from 1, that could not be read: the text is no full text."""

    def page_of(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character at ``offset`` stands; None without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


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
    """The value with its bound as printed, a formula in plain signs: 3个工作日内, 25μg/m³以下."""
    condition: str = ""
    """From when a time runs: 收到发票后."""
    action: str = ""
    """The words after the value: what is done within it."""
    due: date | None = None
    """Of which day the figure is, where the words before it say so: 2024年30家，2025年60家."""


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
    offsets: tuple[int, ...] = ()
    """Where each character of ``text`` stands in the text as read."""
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
    role: Role = Role.MEASURE
    targets: tuple[Target, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    absolutes: tuple[Absolute, ...] = ()
    source_note: str = ""
    """Where a digest's item comes from."""
    clauses: tuple[Clause, ...] = ()
    """Those of ``lead`` first."""

    @property
    def units(self) -> tuple[str, ...]:
        """Leading units, then responsible ones."""
        return (*self.lead_units, *self.responsible_units)


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
