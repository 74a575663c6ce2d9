"""A report as statements: what it says was done or is wrong, with the words that say what it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policydiff.commitments.clauses import segments
from policydiff.lexicon import derived, load
from policydiff.model import Commitment, Document, Kind, Span
from policydiff.text import fold, unnumbered
from policydiff.topics.themes import find_theme

SHORT = 8
"""A clause shorter than this is read with the next one."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a statement between commas, with its place in the text of the statement."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a report, its clauses, and the words above it that say what it is about."""

    commitment: Commitment
    """The sentence as the parser cut it: text, span, figures, theme."""
    offsets: tuple[int, ...]
    """Where each character of its text stands in the source."""
    clauses: tuple[Clause, ...]
    lead: str
    """The sentence that opened its numbered part (一是加强部门协同监管)."""
    heading: str
    theme: str
    """The theme of the sentence with its lead; that of the heading where they say nothing."""
    problem: bool
    """It stands under a heading that speaks of problems."""


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    sections = load("sections")["report"]
    words = load("progress")["reading"]
    return {name: re.compile(pattern) for name, pattern in (sections | words).items()}


def statements(report: Document) -> tuple[Statement, ...]:
    """The statements of ``report`` in its order.

    Left out is what it only intends or advises (under 下一步工作建议), and headings that
    name no problem: neither says how far anything has come.
    """
    return tuple(_statements(report))


def _statements(report: Document) -> Iterator[Statement]:
    rules = _rules()
    provision, lead = "", ""
    for place, commitment in enumerate(report.commitments):
        trail = [unnumbered(heading) for heading in commitment.trail]
        standing = _standing(trail) if report.kind is Kind.REPORT else ""
        if commitment.provision != provision:
            provision, lead = commitment.provision, ""
        text = fold(commitment.text)
        if rules["numbered"].match(text):
            lead = commitment.text
            if _announces(report.commitments, place):
                continue
        if standing == "ahead" or rules["aside"].search(text):
            continue
        problem = standing == "problem" and not rules["praise"].search(text)
        heading = trail[-1] if trail else ""
        if fold(heading) == text and not rules["wrong"].search(text):
            continue
        opened = lead if lead != commitment.text else ""
        theme = find_theme(opened + "，" + commitment.text, trail)[0]
        ordered = replace(commitment, targets=tuple(sorted(commitment.targets, key=lambda t: t.span)))
        yield Statement(
            ordered, commitment.offsets, clauses(commitment.text), opened, heading, theme, problem
        )


ANNOUNCING = 15
"""Characters up to which a sentence without a figure may only announce what the next ones say."""


def came_to() -> re.Pattern[str]:
    """How a clause begins that has no subject of its own: it says what the one before it came to."""
    return _rules()["outcome"]


def _announces(said: Sequence[Commitment], place: int) -> bool:
    """Is the sentence only the title of those after it (三是加强部门协同监管)?"""
    own, after = said[place], said[place + 1] if place + 1 < len(said) else None
    return (
        len(own.text) <= ANNOUNCING
        and not own.targets
        and after is not None
        and after.provision == own.provision
        and not _rules()["numbered"].match(fold(after.text))
        and not _rules()["wrong"].search(own.text)
    )


def _standing(headings: list[str]) -> str:
    """``problem``, ``ahead`` or empty: what the nearest telling heading says of all under it."""
    rules = _rules()
    for heading in reversed(headings):
        if rules["problem"].search(heading) and not rules["remedy"].search(heading):
            return "problem"
        if rules["ahead"].search(heading):
            return "ahead"
    return ""


def clauses(text: str) -> tuple[Clause, ...]:
    """``text`` cut at its commas outside quotations and brackets; a short clause goes with the next one.

    >>> [clause.text for clause in clauses("截至目前，已整改5394项，整改率为99.76%")]
    ['截至目前，已整改5394项', '整改率为99.76%']
    """
    parts = list(segments(fold(text)))
    found: list[Clause] = []
    begin: int | None = None
    for place, (start, end) in enumerate(parts):
        first = start if begin is None else begin
        if end - start < SHORT and place + 1 < len(parts):
            begin = first
            continue
        if end - first < SHORT and found:
            first = found.pop().start
        found.append(Clause(text[first:end], first, end))
        begin = None
    return tuple(found)


def part_of(statement: Statement, start: int, end: int) -> Span:
    """The span in the source of ``statement.commitment.text[start:end]``, which must not be empty."""
    return Span(statement.offsets[start], statement.offsets[end - 1] + 1)


def cut_down(statement: Statement, clause: Clause) -> Commitment:
    """The clause as a commitment, with the figures that stand in it."""
    own = statement.commitment
    span = part_of(statement, clause.start, clause.end)
    first = bisect_left(own.targets, span.start, key=lambda target: target.span.start)
    last = bisect_left(own.targets, span.end, key=lambda target: target.span.start)
    return replace(own, text=clause.text, targets=own.targets[first:last])
