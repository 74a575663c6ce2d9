"""The closed vocabularies: what a document, a target, a finding, a decision may be."""

from __future__ import annotations

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


class Force(StrEnum):
    """How binding the verb that governs the object of one clause is."""

    BINDING = "binding"
    DIRECTIVE = "directive"
    GRADUAL = "gradual"
    EXPLORATORY = "exploratory"
    NONE = "none"
    """No verb that is known."""


class Role(StrEnum):
    """What a provision's sentence does."""

    MEASURE = "measure"
    """Something is to be done."""
    FIGURE = "figure"
    """A quantity or date is promised."""
    AIM = "aim"
    """A goal without a figure."""
    ORGANISATION = "organisation"
    """Leading groups, duties of offices towards each other, publicity, assessment."""
    SCHEDULE = "schedule"
    """Stages, kick-off."""
    BACKGROUND = "background"
    """Preamble, past results, praise, addressees, signatures."""


class Sure(StrEnum):
    """How sure a pair is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    """To be checked: nothing is said of it, and it is counted nowhere."""


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


class EditKind(StrEnum):
    """What became of a sentence inside an article."""

    SAME = "same"
    REPLACED = "replaced"
    MOVED = "moved"
    """The same words at another place of the article, or in another article."""
    INSERTED = "inserted"
    DELETED = "deleted"


class Relation(StrEnum):
    """Of the LOWER against the UPPER; tightens = asks more of the government."""

    TIGHTENS = "tightens"
    LOOSENS = "loosens"
    EQUAL = "equal"
    MIXED = "mixed"
    INCOMPARABLE = "incomparable"


class Ruling(StrEnum):
    """What a reviewer says of a row."""

    ACCEPT = "accept"
    REJECT = "reject"
    """Of a pair: these two do not answer each other.  Of a row alone: it is neither missing nor added."""
    RELATION = "relation"
    """The pair stands, with another relation."""
    REPAIR = "repair"
    """A missing commitment is answered by the lower one named as partner."""
    NOTE = "note"
    """A comment without a decision."""
    WITHDRAW = "withdraw"
    """The reviewer takes back what they said before."""


class Standing(StrEnum):
    """What became of the decisions on a row in this result."""

    APPLIED = "applied"
    STALE = "stale"
    """The text has changed since, or is gone: shown, not applied."""
    CONFLICT = "conflict"
    """Reviewers disagree: shown, not applied."""
    OVERRULED = "overruled"
    """A second reader's answer beside a reviewer's decision on the same commitment: shown, not applied."""
    MOOT = "moot"
    """The result has no such row (any more): kept, not applied."""
    NOTED = "noted"
    """Comments only, or everything taken back."""


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
