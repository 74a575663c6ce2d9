"""The tree of provisions to commitments: pieces of text with units, deadline, targets and theme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from policydiff.commitments.clauses import read_clauses, read_lead
from policydiff.commitments.cut import cut
from policydiff.commitments.roles import role_of
from policydiff.figures import Context, Reading, read_targets
from policydiff.figures.deadlines import find_dates
from policydiff.figures.modality import find_modality
from policydiff.lexicon import derived, load
from policydiff.model import (
    Clause,
    Commitment,
    Dimension,
    Kind,
    Notice,
    Passage,
    Provision,
    Status,
    Target,
)
from policydiff.outline.units import (
    Responsible,
    find_responsible,
    starts_with_label,
    units_ahead,
    units_in_prose,
    with_first_leading,
)
from policydiff.text import fold
from policydiff.topics.themes import find_theme
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document gives to all its commitments."""

    id: str
    kind: Kind
    year: int | None
    issued: date | None
    first_leads: bool = False
    """The first unit of a list leads, the document says."""


@dataclass(frozen=True, slots=True)
class _Above:
    """What the provisions above give to those below."""

    trail: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    lead: Passage | None = None
    led: tuple[Clause, ...] = ()
    """The clauses of ``lead``."""
    units: Responsible | None = None
    deadline: date | None = None
    deadline_text: str = ""
    year: int | None = None
    """The year that the nearest heading names (三、2024年工作计划), else the document's."""
    ahead: bool = False
    """A paragraph of the report has begun to say what comes next."""


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


@derived
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
    commitments = tuple(_walk(root, _Above(year=setting.year), setting, notices))
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
        _year_of(node.heading) or above.year,
        setting.issued,
        _name_in(node.heading or (above.headings[-1] if above.headings else "")),
        _status(above, node, setting),
    )
    below = _below(node, above, context)
    if node.role != "front" and not _only_labels(node):
        pieces = list(_pieces(node, below, context, notices))
        notices.extend(_early(pieces, node, setting))
        if node.role == "aims":
            pieces = [piece for piece in pieces if piece.reading.targets]
        for number, piece in enumerate(pieces, 1):
            yield _build(node, piece, number, above, below, setting, notices)
    ahead = turned = below.ahead
    for child in node.children:
        turned = turned or (setting.kind is Kind.REPORT and _turns_ahead(child.heading))
        ahead = turned and not _looks_back(child.heading) if child.heading else ahead
        yield from _walk(child, replace(below, ahead=ahead), setting, notices)
        ahead = ahead or (not child.children and _speaks_ahead(child))


_ROW = re.compile(r"(?P<name>[^，。；：]{2,30})，[^，。；：]{1,12}：")


def _name_in(heading: str) -> str:
    """What a heading speaks of: of a row of a table (口袋公园，一季度：开工5个) its first cell."""
    match = _ROW.match(heading)
    return match["name"] if match else heading


def _status(above: _Above, node: Provision, setting: Setting) -> Status:
    if setting.kind is not Kind.REPORT:
        return Status.TARGET
    if above.ahead or (node.body and _looks_ahead(node.body[0])):
        return Status.TARGET
    for heading in (node.heading, *reversed(above.headings)):
        if _rules()["problem"].search(heading) and not _rules()["remedy"].search(heading):
            return Status.PROBLEM
        if _rules()["back"].search(heading) or (_year_of(heading) or setting.year or 0) < (setting.year or 0):
            return Status.REPORTED
        if _rules()["ahead"].search(heading):
            return Status.TARGET
    return Status.REPORTED


def _turns_ahead(heading: str) -> bool:
    """Does a part of a report under ``heading`` say what comes next?  So do those after it."""
    return _rules()["ahead"].search(heading) is not None and not _looks_back(heading)


def _looks_back(heading: str) -> bool:
    rules = _rules()
    return bool(
        rules["back"].search(heading)
        or (rules["problem"].search(heading) and not rules["remedy"].search(heading))
    )


def _speaks_ahead(node: Provision) -> bool:
    return any(map(_looks_ahead, node.body))


def _looks_ahead(passage: Passage) -> bool:
    """Does a paragraph of a report begin to say what comes next?"""
    return _rules()["ahead_sentence"].match(passage.text) is not None


def _below(node: Provision, above: _Above, context: Context) -> _Above:
    """What this provision adds for its children."""
    trail, headings = above.trail, above.headings
    if node.heading:
        trail, headings = (*trail, node.label + node.heading), (*headings, node.heading)
    lead: Passage | None = None
    if node.children:
        leads = [passage for passage in node.body if passage.text.endswith(("：", ":"))]
        if leads:
            lead = leads[0].cut(_lead_start(leads[0].text), len(leads[0].text))
    units = above.units
    if node.children:
        units = _label_lines(node) or _label_items(node) or _closing_units(node) or above.units
    deadline, words = above.deadline, above.deadline_text
    if node.heading_passage is not None:
        bound = [
            target for target in read_targets(node.heading_passage, context).targets if _is_deadline(target)
        ]
        if bound:
            deadline, words = _value(bound[-1]), bound[-1].text
    ahead = above.ahead or _speaks_ahead(node)
    led = read_lead(lead) if lead else ()
    return _Above(trail, headings, lead, led, units, deadline, words, context.year, ahead)


def _lead_start(text: str) -> int:
    """Where what leads the items begins: its last part, unless an earlier part of the sentence announces them.

    >>> "工期较长；主要任务如下："[_lead_start("工期较长；主要任务如下：") :]
    '主要任务如下：'
    >>> _lead_start("有下列情形之一的，责令改正；情节严重的，处以罚款：")
    0
    """
    sentence, part = text.rfind("。") + 1, text.rfind("；") + 1
    return (
        max(sentence, part)
        if _ANNOUNCES.search(text, part) or not _ANNOUNCES.search(text, sentence)
        else sentence
    )


_ANNOUNCES = re.compile("下列|以下|如下")

_HEADING_YEAR = re.compile(
    r"(?<![\d—–~～至到-])((?:19|20)\d\d)年(?=度?(?:工作|重点|主要|任务|计划|目标|打算|安排|情况|总结|开展))"
)


def _year_of(heading: str) -> int | None:
    match = _HEADING_YEAR.search(fold(heading))
    return int(match[1]) if match else None


def _label_lines(node: Provision) -> Responsible | None:
    """What the lines 牵头单位：…, 配合单位：…, 完成时限：… of a provision say together."""
    return _labels_of(node.body)


def _labels_of(passages: Iterable[Passage]) -> Responsible | None:
    units: Responsible | None = None
    for passage in passages:
        found = find_responsible(passage)
        if found and found[0].start == 0:
            units = _merged(units, found[0])
    return units


def _passages(node: Provision) -> tuple[Passage, ...]:
    return (node.heading_passage, *node.body) if node.heading_passage else node.body


def _only_labels(node: Provision) -> bool:
    """3.责任分工：甲局牵头，乙局配合。 4.完成时限：6月底。 say who and when for the items beside them."""
    passages = _passages(node)
    return bool(passages) and not node.children and all(starts_with_label(p.text) for p in passages)


def _label_items(node: Provision) -> Responsible | None:
    """What the items that are labels only say of the others."""
    return _labels_of(
        passage for child in node.children if _only_labels(child) for passage in _passages(child)
    )


def _closing_units(node: Provision) -> Responsible | None:
    """Label lines below the last of several items that name no units themselves speak of all of them."""
    *others, last = node.children
    if not others or any(child.children or any(map(find_responsible, child.body)) for child in others):
        return None
    return None if last.children else _label_lines(last)


def _is_deadline(target: Target) -> bool:
    return target.dimension is Dimension.DATE and not target.start


def _value(target: Target) -> date:
    assert isinstance(target.value, date)
    return target.value


def _pieces(node: Provision, below: _Above, context: Context, notices: list[Notice]) -> Iterator[_Piece]:
    pending: list[_Piece] = []
    opening: Responsible | None = None
    """A bracket behind the heading: it speaks of what follows."""
    if node.heading_passage is not None:
        reading = read_targets(node.heading_passage, context)
        alone = not node.children and all(
            starts_with_label(passage.text) or _rules()["line"].match(passage.text) for passage in node.body
        )
        found = (
            list(_read(node.heading_passage, node, context, notices))
            if alone or _is_promise(node, reading)
            else []
        )
        if alone:
            pending.extend(found)
        else:
            yield from found
    for passage in node.body:
        passage = _without_label(passage)
        if not passage.text or _rules()["people"].match(passage.raw) or _rules()["line"].match(passage.text):
            continue
        if _looks_ahead(passage):
            context = replace(context, status=Status.TARGET)
        found = list(_read(passage, node, context, notices))
        bracket = find_responsible(passage)
        if bracket and bracket[0].start == 0:
            # a label line of its own speaks of what stands before it
            due = _due(passage, bracket[0], context)
            if not pending and passage is node.body[0] and passage.text[:1] in _BRACKETS:
                opening = bracket[0]
            broken = passage.text[:1] in _BRACKETS and bool(found)  # the line goes on behind the bracket
            for piece in (one for one in pending if not (broken and one.units)):
                piece.units = _merged(piece.units, bracket[0])
                piece.due = piece.due if piece.due.targets else due
            if not broken:
                continue
        pending.extend(found)
    for piece in pending:
        piece.units = piece.units or opening
    yield from pending


_BRACKETS = ("（", "(", "〔", "[", "【")


def _merged(first: Responsible | None, second: Responsible) -> Responsible:
    if first is None:
        return second
    return replace(
        first,
        lead=tuple(dict.fromkeys((*first.lead, *second.lead))),
        responsible=tuple(dict.fromkeys((*first.responsible, *second.responsible))),
        deadline=first.deadline or second.deadline,
    )


def _is_promise(node: Provision, reading: Reading) -> bool:
    """A heading is a promise itself when it carries a figure or a date, names a reform, or says more than a title does."""
    dimensions = {target.dimension for target in reading.targets} - {Dimension.COUNT}
    if dimensions and not (dimensions == {Dimension.DATE} and _PERIOD.search(node.heading)):
        return True
    if node.children:
        return False
    if _DRIVE.search(node.heading):
        return False
    return len(node.heading) > load("sections")["heading"]["title"] or (
        "“" in node.heading and len(node.heading) >= 10
    )


_PERIOD = re.compile(r"(?:总结|回顾|情况|安排|打算|计划|要点|重点|目标|任务|工作|成效|展望)$")
"""下半年工作计划 names a period, it promises nothing by its end."""
_DRIVE = re.compile(r"(?:行动|工程|计划|专项)$")
"""企业全生命周期服务攻坚行动 is the name of a drive."""


def _without_label(passage: Passage) -> Passage:
    match = _rules()["label"].match(passage.text)
    return passage.cut(match.end(), len(passage.text)) if match else passage


def _skipped(sentence: str) -> bool:
    return any(_rules()[name].search(sentence) for name in ("preamble", "structure"))


def _read(passage: Passage, node: Provision, context: Context, notices: list[Notice]) -> Iterator[_Piece]:
    """The pieces of one paragraph with the bracket that follows them."""
    brackets = find_responsible(passage)
    named, begin = units_ahead(passage.text)
    ahead = Responsible(0, begin, (), named) if named else None
    for bracket in (*brackets, None):
        end = len(passage.text) if bracket is None else bracket.start
        if bracket is not None and not bracket.closed:
            notices.append(
                notice("bracket-unclosed", line=passage.line, label=node.label or node.heading[:12])
            )
        due = _due(passage, bracket, context)
        for sentence in cut(passage.cut(begin, end), _skipped):
            carried: date | None = None
            if _rules()["ahead_sentence"].match(sentence[0].text):
                context = replace(context, status=Status.TARGET)
            for place, piece in enumerate(sentence):
                reading = read_targets(piece, context)
                if not place:
                    carried = _leading_date(piece, reading)
                units = bracket or ahead or units_in_prose(piece.text)
                yield _Piece(piece, units, carried if place else None, reading, due)
        if bracket is not None:
            begin = bracket.end


def _due(passage: Passage, bracket: Responsible | None, context: Context) -> Reading:
    """What the deadline of a bracket or a label line says."""
    if bracket is None or not bracket.deadline:
        return Reading()
    return read_targets(
        passage.cut(bracket.deadline_at, bracket.deadline_at + len(bracket.deadline)), context
    )


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
    if units and setting.first_leads:
        units = with_first_leading(units)
    targets = piece.reading.targets
    deadline, words = _deadline(node, piece, below, units, setting, notices, number == 1)
    if number == 1 and (len(piece.due.targets) > 1):
        # 4月底前完成任务指标70%，6月底前完成100%: each date keeps its own figure
        targets = (*targets, *piece.due.targets)
    theme, score = find_theme(text, below.headings)
    clauses = read_clauses(piece.text, targets, above.led)
    return Commitment(
        id=f"{setting.id}/{node.id}/{number}",
        provision=node.id,
        label=node.label,
        trail=below.trail,
        text=text,
        span=piece.text.span(0, len(text)),
        offsets=piece.text.offsets,
        lead=above.lead.text if above.lead else "",
        theme=theme,
        theme_score=score,
        lead_units=units.lead if units else (),
        responsible_units=units.responsible if units else (),
        deadline=deadline,
        deadline_text=words,
        modality=find_modality(fold((above.lead.text if above.lead else "") + text)),
        targets=targets,
        thresholds=piece.reading.thresholds,
        absolutes=piece.reading.absolutes,
        source_note=units.source if units else "",
        role=role_of(text, below.trail, targets, clauses, setting.kind, setting.year),
        clauses=clauses,
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


_FIGURES = re.compile(
    r"((?:19|20)\d\d)\s*[./-]\s*(1[0-2]|0?[1-9])(?:\s*[./-]\s*(3[01]|[12]\d|0?[1-9]))?(?![\d./-])"
)


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
    """The dates of a deadline; in the columns of tables they stand as 2023.6 or 2023-06-30 too."""
    words = _FIGURES.sub(
        lambda match: f"{match[1]}年{int(match[2])}月" + (f"{int(match[3])}日" if match[3] else ""),
        fold(units.deadline),
    )
    return tuple(
        mention.on for mention in find_dates(words, setting.year, setting.issued) if not mention.is_start
    )
