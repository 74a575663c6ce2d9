"""What every word list holds: one record a list, with one for its entries.

The records say which sections and fields there are and what stands in each;
a field that would be a word of Python has a “_” behind it.
A user's own lists are checked against them whenever they are read, the built-in
lists by the tests; ``lexicon/checking.py`` turns faults into sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from policydiff.lexicon.clause_records import Clauses, Ground
from policydiff.lexicon.grade_records import Grades
from policydiff.lexicon.kinds import (
    NO_TEXT,
    ONE,
    Amount,
    Listed,
    Measured,
    Pattern,
    Rivals,
    Some,
    Text,
    Texts,
    Word,
    Words,
)
from policydiff.lexicon.weight_records import Weights
from policydiff.model import Dimension, Direction, Modality


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme: what its headings and sentences say, and which themes are near."""

    id: Text
    zh: Text
    en: Text = NO_TEXT
    heading: Words = ()
    strong: Words = ()
    words: Words = ()
    near: Texts = ()
    add: bool = False
    """In an own list: the words are added to those of the built-in theme instead of taking their place."""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """``themes.toml``: in the order of reports."""

    theme: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A named reform or promise with its spellings."""

    zh: Text
    any: Some
    en: Text = NO_TEXT
    not_: Words = ()
    kin: Texts = ()
    confused_with: Texts = ()
    dimension: Dimension | None = None
    direction: Direction | None = None
    enabled: bool = True


Concepts = dict[str, dict[str, Concept]]
"""``concepts.toml``: the concepts by id, under their themes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What may be done before a time ends: hand in, or finish."""

    begin: Some
    finish: Some


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposites:
    """``opposites.toml``: objects that are easily taken for one another."""

    groups: dict[str, Rivals]
    acts: Acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """``agencies.toml``: one name for the offices of all levels."""

    agency: dict[str, Some]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of measure: its spellings, and what it converts into."""

    name: Text
    dimension: Measured
    spellings: Some
    english: Text = NO_TEXT
    """How English reports write it, singular and plural parted by ``|`` where they differ."""
    kind: Text = NO_TEXT
    factor: Amount = ONE
    bare: bool = False
    needs_bound: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Words of counting: measure words, nouns that numerals count without one, verbs that take an amount."""

    measures: Words = ()
    nouns: dict[str, Text] = field(default_factory=dict)
    verbs: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Per:
    """What may stand below the stroke of a unit."""

    nouns: Words = ()
    letters: dict[str, Text] = field(default_factory=dict)
    """Those written as letters: 80km/h."""
    english: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """``units.toml``."""

    unit: tuple[Unit, ...]
    count: Count
    per: Per
    other_words: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """How a plan promises a thing, and how a report speaks of it."""

    zh: Text
    plan: Pattern
    report: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Absolute:
    """A promise of an extreme without a digit."""

    code: Text
    dimension: Dimension
    pattern: Pattern
    zh: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """Words before which an extreme is no promise."""

    before: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Absolutes:
    """``absolutes.toml``."""

    absolute: tuple[Absolute, ...]
    denied: Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Words behind a value."""

    at_most: Texts
    at_least: Texts
    about: Texts
    not_inner: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """Which way is stricter, by the end of an object."""

    lower: Pattern
    saved: Pattern
    lower_rate: Pattern
    longer: Pattern
    longer_for: Pattern
    benefit: Pattern
    burden: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """``bounds.toml``: words that bind a value."""

    after: After
    before: dict[str, Texts]
    fillers: Listed
    trailing: Listed
    verbs: dict[str, Texts]
    direction: Directions


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Words from which on a sentence speaks of the past."""

    opening: tuple[Pattern, ...]
    anywhere: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Words that make one clause speak of the past."""

    words: tuple[Pattern, ...]
    weak: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Words from which on a sentence speaks of what will be."""

    words: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """``history.toml``."""

    period: Period
    done: Done
    ahead: Ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of force."""

    modality: Modality
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakening:
    """Words that hold a stronger verb down."""

    gradual: Pattern
    pilot: Pattern
    exploratory: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Modalities:
    """``modality.toml``: from the strongest to the weakest."""

    level: tuple[Level, ...]
    weakening: Weakening


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """A section of patterns."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """What makes a figure a rank: 前3名."""

    words: Texts
    units: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Nouns:
    """A section of nouns."""

    nouns: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Slogan:
    """Words behind which an extreme is a slogan."""

    after: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """``names.toml``: figures that are part of a name."""

    after: Patterns
    rank: Rank
    period: Listed
    every: Listed
    year_end: Nouns
    slogan: Slogan


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the source that is no text of the document."""

    code: Text
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """What is left of Markdown."""

    bullet: Pattern
    line_start: Pattern
    inline: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Where a sentence ends."""

    terminal: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Lines that are text although every page has them."""

    never: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """``noise.toml``."""

    line: tuple[Line, ...]
    markdown: Markdown
    ends: Ends
    running: Running


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Words that say how far things have come."""

    status: Text
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Shares that mean all when they are full."""

    whole: Pattern
    not_: Pattern
    part: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``progress.toml``."""

    reading: dict[str, Pattern]
    word: tuple[Sign, ...]
    share: Share
    sums: dict[str, Pattern]


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsible:
    """``responsible.toml``: brackets and lines that name offices."""

    labels: dict[str, Texts]
    split: dict[str, Pattern]
    prose: dict[str, Pattern]
    first: dict[str, Pattern]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Units whose sum over a whole region a part does not have to reach."""

    units: Texts
    standard: Pattern
    sum: Pattern
    """Words that say that all of it together is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a figure is reckoned by."""

    periods: dict[str, Amount]
    per: Pattern
    against: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Words before 率 that measure the same."""

    same: tuple[Some, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarity:
    """To abolish, to reduce."""

    none: Pattern
    less: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Words that mean 100 %."""

    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Broader:
    """A wide word and the words for its parts."""

    whole: Word
    parts: Some


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A pattern under the name ``words``."""

    words: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """``scope.toml``."""

    special: Listed
    totals: Totals
    basis: Basis
    deeds: Listed
    rates: Rates
    polarity: Polarity
    every: Every
    penalty: Matched
    burden: Listed
    ground: Ground
    showing: Listed
    broader: tuple[Broader, ...]
    measured: dict[str, Texts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """``sections.toml``: parts of a document that hold no commitments."""

    people: dict[str, Pattern]
    structure: dict[str, Pattern]
    preamble: dict[str, Pattern]
    aims: dict[str, Pattern]
    attachments: dict[str, Pattern]
    labels: dict[str, Pattern]
    heading: dict[str, int]
    report: dict[str, Pattern]
    partial: dict[str, Pattern]
    liability: dict[str, Pattern]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """How a header that no word list has is known."""

    role: Text
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Headers of the column of units."""

    headers: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """``tables.toml``: headers of task tables."""

    words: dict[str, Texts]
    pattern: tuple[Header, ...]
    measure: Measure
    limits: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """``thresholds.toml``: words that say who is concerned."""

    subjects: Texts
    measures: Texts
    opening: Texts
    acts: Texts
    treated: Texts
    consequences: Texts
    failing: Texts
    reached: Texts
    builds: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Festivals:
    """``festivals.toml``: days that a deadline may name, as 01-01 or year by year."""

    fixed: dict[str, Text]
    lunar: dict[str, Texts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """``verbs.toml``: words that decide where a sentence is cut."""

    action: Texts
    result: Texts
    opening: Texts
    adverbs: Texts
    after_counted: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word or message in both languages."""

    zh: Text
    en: Text
    sign: Text = NO_TEXT


SCHEMA: dict[str, Any] = {
    "absolutes": Absolutes,
    "agencies": Agencies,
    "bounds": Bounds,
    "clauses": Clauses,
    "concepts": Concepts,
    "english": dict[str, dict[str, Text]],
    "festivals": Festivals,
    "grades": Grades,
    "history": History,
    "labels": dict[str, dict[str, Label]],
    "messages": dict[str, dict[str, Label]],
    "modality": Modalities,
    "names": Names,
    "noise": Noise,
    "opposites": Opposites,
    "progress": Progress,
    "responsible": Responsible,
    "revision": dict[str, dict[str, Pattern]],
    "roles": dict[str, dict[str, Pattern]],
    "scope": Scope,
    "sections": Sections,
    "subjects": dict[str, Subject],
    "tables": Tables,
    "themes": Themes,
    "thresholds": Thresholds,
    "units": Units,
    "verbs": Verbs,
    "weights": Weights,
}
"""The record of each list, by the name of its file."""
