"""The tree of provisions to commitments: pieces of text with units, deadline, targets and theme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby

from policydiff.folding import fold
from policydiff.lexicon import load
from policydiff.model import (
    Commitment,
    Dimension,
    Kind,
    Notice,
    Passage,
    Provision,
    Status,
    Target,
)
from policydiff.parsing.cutting import cut
from policydiff.parsing.responsible import Responsible, find_responsible
from policydiff.targets import Context, Reading, read_targets
from policydiff.targets.deadlines import find_dates
from policydiff.targets.modality import find_strength
from policydiff.themes import find_theme
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document gives to all its commitments."""

    id: str
    kind: Kind
    year: int | None
    issued: date | None


@dataclass(frozen=True, slots=True)
class _Above:
    """What the provisions above give to those below."""

    trail: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    lead: str = ""
    units: Responsible | None = None
    deadline: date | None = None
    deadline_text: str = ""


@dataclass(slots=True)
class _Piece:
    """One commitment of a provision, before it is built."""

    text: Passage
    units: Responsible | None = None
    carried: date | None = None
    """A deadline at the head of its sentence."""
    reading: Reading = field(default_factory=Reading)
    due: Reading = field(default_factory=Reading)
    """What the deadline of the bracket says."""


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    sections = load("sections")
    return {
        "people": re.compile(sections["people"]["line"]),
        "structure": re.compile(sections["structure"]["sentence"]),
        "preamble": re.compile(sections["preamble"]["sentence"]),
        "line": re.compile(sections["preamble"]["line"]),
        **{name: re.compile(pattern) for name, pattern in sections["report"].items()},
        "label": re.compile(sections["labels"]["prefix"]),
    }


def read_commitments(root: Provision, setting: Setting) -> tuple[tuple[Commitment, ...], tuple[Notice, ...]]:
    """The commitments of the tree in the order of the text, and notices.

    Guaranteed: no bracket of responsible units stands in a text, every id is
    unique, and slicing a span gives the text but for line breaks and noise.
    """
    notices: list[Notice] = []
    commitments = tuple(_walk(root, _Above(), setting, notices))
    left_out = sum(len(child.body) for child in root.children if child.role == "attachments")
    if left_out:
        notices.append(notice("attachments-left-out", count=left_out))
    if not commitments:
        notices.append(notice("no-commitments"))
    return commitments, tuple(notices)


def _walk(node: Provision, above: _Above, setting: Setting, notices: list[Notice]) -> Iterator[Commitment]:
    if node.role == "attachments":
        return
    context = Context(
        setting.year,
        setting.issued,
        node.heading or (above.headings[-1] if above.headings else ""),
        _status(above, node, setting),
    )
    below = _below(node, above, context)
    if node.role != "front":
        pieces = list(_pieces(node, below, context, notices))
        notices.extend(_early(pieces, node, setting))
        if node.role == "aims":
            pieces = [piece for piece in pieces if piece.reading.targets]
        for number, piece in enumerate(pieces, 1):
            yield _build(node, piece, number, above, below, setting, notices)
    for child in node.children:
        yield from _walk(child, below, setting, notices)


def _status(above: _Above, node: Provision, setting: Setting) -> Status:
    if setting.kind is not Kind.REPORT:
        return Status.TARGET
    for heading in (node.heading, *reversed(above.headings)):
        if _rules()["problem"].search(heading) and not _rules()["remedy"].search(heading):
            return Status.PROBLEM
        if _rules()["ahead"].search(heading):
            return Status.TARGET
    return Status.REPORTED


def _below(node: Provision, above: _Above, context: Context) -> _Above:
    """What this provision adds for its children."""
    trail, headings = above.trail, above.headings
    if node.heading:
        trail, headings = (*trail, node.label + node.heading), (*headings, node.heading)
    lead = ""
    if node.children:
        leads = [passage.text for passage in node.body if passage.text.endswith(("：", ":"))]
        lead = re.split(r"[。；]", leads[0])[-1] if leads else ""
    units = above.units
    for passage in node.body:
        found = find_responsible(passage)
        if node.children and found and found[0].start == 0:
            units = found[0]
    deadline, words = above.deadline, above.deadline_text
    if node.heading_passage is not None:
        bound = [
            target for target in read_targets(node.heading_passage, context).targets if _is_deadline(target)
        ]
        if bound:
            deadline, words = _value(bound[-1]), bound[-1].text
    return _Above(trail, headings, lead, units, deadline, words)


def _is_deadline(target: Target) -> bool:
    return target.dimension is Dimension.DATE and not target.start


def _value(target: Target) -> date:
    assert isinstance(target.value, date)
    return target.value


def _pieces(node: Provision, below: _Above, context: Context, notices: list[Notice]) -> Iterator[_Piece]:
    if node.heading_passage is not None:
        reading = read_targets(node.heading_passage, context)
        alone = not node.body and not node.children
        if alone or _is_promise(node, reading):
            yield from _read(node.heading_passage, node, context, notices)
    pending: list[_Piece] = []
    for passage in node.body:
        passage = _without_label(passage)
        if not passage.text or _rules()["people"].match(passage.raw) or _rules()["line"].match(passage.text):
            continue
        found = list(_read(passage, node, context, notices))
        bracket = find_responsible(passage)
        if bracket and bracket[0].start == 0:
            # a label line of its own speaks of what stands before it
            for piece in pending:
                piece.units = _merged(piece.units, bracket[0])
            continue
        pending.extend(found)
    yield from pending


def _merged(first: Responsible | None, second: Responsible) -> Responsible:
    if first is None:
        return second
    return replace(
        first,
        lead=first.lead or second.lead,
        responsible=first.responsible or second.responsible,
        deadline=first.deadline or second.deadline,
    )


def _is_promise(node: Provision, reading: Reading) -> bool:
    """A heading is a promise itself when it carries a figure or a date, names a reform, or says more than a title does."""
    if any(target.dimension is not Dimension.COUNT for target in reading.targets):
        return True
    if node.children:
        return False
    return len(node.heading) > load("sections")["heading"]["title"] or (
        "“" in node.heading and len(node.heading) >= 10
    )


def _without_label(passage: Passage) -> Passage:
    match = _rules()["label"].match(passage.text)
    return passage.cut(match.end(), len(passage.text)) if match else passage


def _skipped(sentence: str) -> bool:
    return any(_rules()[name].search(sentence) for name in ("preamble", "structure"))


def _read(passage: Passage, node: Provision, context: Context, notices: list[Notice]) -> Iterator[_Piece]:
    """The pieces of one paragraph with the bracket that follows them."""
    brackets = find_responsible(passage)
    begin = 0
    for bracket in (*brackets, None):
        end = len(passage.text) if bracket is None else bracket.start
        if bracket is not None and not bracket.closed:
            notices.append(
                notice("bracket-unclosed", line=passage.line, label=node.label or node.heading[:12])
            )
        due = Reading()
        if bracket is not None and bracket.deadline:
            due = read_targets(
                passage.cut(bracket.deadline_at, bracket.deadline_at + len(bracket.deadline)), context
            )
        for sentence in cut(passage.cut(begin, end), _skipped):
            carried: date | None = None
            for place, piece in enumerate(sentence):
                reading = read_targets(piece, context)
                if not place:
                    carried = _leading_date(piece, reading)
                yield _Piece(piece, bracket, carried if place else None, reading, due)
        if bracket is not None:
            begin = bracket.end


def _leading_date(piece: Passage, reading: Reading) -> date | None:
    for mention in reading.dates:
        if mention.start <= 2 and mention.is_bound:
            return mention.on
    return None


def _build(
    node: Provision,
    piece: _Piece,
    number: int,
    above: _Above,
    below: _Above,
    setting: Setting,
    notices: list[Notice],
) -> Commitment:
    notices.extend(piece.reading.notices)
    text = piece.text.text
    units = piece.units or below.units
    targets = piece.reading.targets
    deadline, words = _deadline(node, piece, below, units, setting, notices, number == 1)
    if number == 1 and (len(piece.due.targets) > 1):
        # 4月底前完成任务指标70%，6月底前完成100%: each date keeps its own figure
        targets = (*targets, *piece.due.targets)
    theme, score = find_theme(text, below.headings)
    return Commitment(
        id=f"{setting.id}/{node.id}/{number}",
        provision=node.id,
        label=node.label,
        trail=below.trail,
        text=text,
        span=piece.text.span(0, len(text)),
        lead=above.lead,
        theme=theme,
        theme_score=score,
        lead_units=units.lead if units else (),
        responsible_units=units.responsible if units else (),
        deadline=deadline,
        deadline_text=words,
        modality=find_strength(fold(above.lead + text)).modality,
        targets=targets,
        thresholds=piece.reading.thresholds,
        absolutes=piece.reading.absolutes,
        source_note=units.source if units else "",
    )


def _deadline(
    node: Provision,
    piece: _Piece,
    below: _Above,
    units: Responsible | None,
    setting: Setting,
    notices: list[Notice],
    first: bool,
) -> tuple[date | None, str]:
    """The date by which all is done, and its words: from the sentence, else the bracket, else the heading."""
    own = [target for target in piece.reading.targets if _is_deadline(target)]
    bracket = _bracket_dates(units, setting) if units is not None else ()
    if own:
        last = max(own, key=lambda target: (_value(target), target.span))
        if bracket and _value(last) > max(bracket):
            assert units is not None
            notices.append(
                notice(
                    "deadline-conflict",
                    line=piece.text.line,
                    span=last.span,
                    label=node.label,
                    text=last.text,
                    bracket=units.deadline,
                )
            )
        return _value(last), last.text
    if piece.carried is not None:
        return piece.carried, ""
    if bracket:
        assert units is not None
        if first and len(set(bracket)) > 1:
            notices.append(
                notice(
                    "several-deadlines",
                    line=piece.text.line,
                    label=node.label,
                    count=len(set(bracket)),
                    last=max(bracket).isoformat(),
                )
            )
        return max(bracket), units.deadline
    return below.deadline, below.deadline_text


def _early(pieces: Sequence[_Piece], node: Provision, setting: Setting) -> Iterator[Notice]:
    """A bracket that ends after all that stands before it is due: 6月底前完成清理（完成时限：12月底）.

    One undated piece is enough for the bracket's date to mean something.
    """
    for _, group in groupby(pieces, key=lambda piece: id(piece.units)):
        same = list(group)
        units = same[0].units
        bracket = _bracket_dates(units, setting) if units is not None else ()
        own = [[target for target in piece.reading.targets if _is_deadline(target)] for piece in same]
        if units is None or not bracket or not all(own):
            continue
        last = max((target for dated in own for target in dated), key=_value)
        if _value(last) < min(bracket):
            yield notice(
                "deadline-conflict",
                line=same[0].text.line,
                span=last.span,
                label=node.label,
                text=last.text,
                bracket=units.deadline,
            )


def _bracket_dates(units: Responsible, setting: Setting) -> tuple[date, ...]:
    return tuple(
        mention.on
        for mention in find_dates(units.deadline, setting.year, setting.issued)
        if not mention.is_start
    )
