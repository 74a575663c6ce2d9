"""Responsible units: brackets such as （牵头单位：…；责任单位：…；完成时限：…） and lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policydiff.lexicon import any_of, derived, load, remembered
from policydiff.model import Passage
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class Responsible:
    """What a bracket says, and where it stands in its passage."""

    start: int
    end: int
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    deadline: str = ""
    deadline_at: int = 0
    """Where the deadline's words begin in the passage."""
    source: str = ""
    closed: bool = True
    """False when the closing bracket is not there."""


@dataclass(frozen=True, slots=True)
class _Rules:
    label: re.Pattern[str]
    trailing: re.Pattern[str]
    roles: dict[str, str]
    separator: re.Pattern[str]
    missing: re.Pattern[str]
    tail: re.Pattern[str]
    lead_mark: re.Pattern[str]
    lead_end: re.Pattern[str]
    support_end: re.Pattern[str]
    prose: re.Pattern[str]
    standing: re.Pattern[str]
    unit_end: re.Pattern[str]


@derived
def _rules() -> _Rules:
    data = load("responsible")
    roles = {word: role for role, words in data["labels"].items() for word in words}
    long = [word for word in roles if len(word) >= 4]
    return _Rules(
        re.compile(
            rf"(?:（(?P<framed>{any_of(long)})）\s*：?|(?P<label>{any_of(roles)})\s*(?:：|[—–-]+(?=[\u4e00-\u9fff])))"
        ),
        # in running text only words that can be nothing else: 配合：, 时限： also begin other things
        re.compile(
            rf"(?<=[。；）])\s*（(?:{any_of(long)})）：?"
            rf"|(?<=[。；])\s*(?={any_of(long)})[^，。；：]+："
        ),
        roles,
        re.compile(data["split"]["separator"]),
        re.compile(data["split"]["missing"]),
        re.compile(data["split"]["tail"]),
        re.compile(data["split"]["lead_mark"]),
        re.compile(data["split"]["lead_end"]),
        re.compile(data["split"]["support_end"]),
        re.compile(data["prose"]["pattern"]),
        re.compile(data["prose"]["standing"]),
        re.compile(data["prose"]["unit_end"]),
    )


@remembered(64)  # a paragraph is asked by itself, with its item and with the items beside it
def find_responsible(passage: Passage) -> tuple[Responsible, ...]:
    """The brackets and label lines of ``passage`` that name units, in order.

    >>> text = "推行联合验收。（牵头单位：旗住建局、人防办；责任单位:旗直有关部门；完成时限：6月底前）"
    >>> found = find_responsible(Passage(text, tuple(range(len(text))), 1))[0]
    >>> (found.lead, found.responsible, found.deadline)
    (('旗住建局', '人防办'), ('旗直有关部门',), '6月底前')
    """
    folded = fold(passage.text)
    if _is_label_line(folded):
        return (_labelled(passage.text, folded, 0, 0, len(folded) + 1, True),)
    found: list[Responsible] = []
    position = 0
    for start, end, closed in _brackets(folded):
        if start < position:
            continue
        inside = start + 1
        labelled = _rules().label.match(folded, inside) or (
            closed and _opens_with_a_label(folded, inside, end)
        )
        if labelled:
            found.append(_labelled(passage.text, folded, start, inside, end, closed))
            position = end
        elif closed and _rules().prose.search(folded[inside : end - 1].rstrip("。；")):
            prose = _prose(passage.text, folded, start, end)
            if prose is not None:
                found.append(prose)
            position = end if prose is not None else inside
        elif closed and folded[inside : end - 1] not in _rules().roles and _is_unit_list(folded, start, end):
            prose = _prose(passage.text, folded, start, end)
            if prose is not None:
                found.append(prose)
            position = end
        else:
            position = inside
    found += _trailing(passage.text, folded, found)
    return tuple(sorted(found, key=lambda responsible: responsible.start))


_UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}：")


def _opens_with_a_label(text: str, inside: int, end: int) -> bool:
    """（包抓领导：张某；责任单位：市财政局）: the first label is not known, a later one is."""
    return (
        _UNKNOWN_LABEL.match(text, inside) is not None
        and _rules().label.search(text, inside, end) is not None
    )


_STOP = re.compile("[。；]")


def _trailing(text: str, folded: str, brackets: list[Responsible]) -> Iterator[Responsible]:
    """Labels after a sentence without brackets: …成果共享。责任单位：市住建局。完成时限：2024年12月。"""
    rules = _rules()
    position = 0
    while match := rules.trailing.search(folded, position):
        start = end = match.start()
        while after := rules.trailing.match(folded, end):
            stop = _STOP.search(folded, after.end())
            end = stop.end() if stop else len(folded)
        position = end
        inside = any(bracket.start < start < bracket.end for bracket in brackets)
        near = folded[max(0, start - 300) : start]
        inside = inside or near.rfind("（") > near.rfind("）")
        found = _labelled(text, folded, start, start, end + 1, True)
        if not inside and (found.deadline or found.source or found.lead or found.responsible):
            yield replace(found, end=end)


def starts_with_label(text: str) -> bool:
    """Does ``text`` begin with a label such as 牵头单位：?"""
    return _is_label_line(fold(text))


def _is_label_line(folded: str) -> bool:
    return _rules().label.match(folded) is not None or _OTHER_LINE.match(folded) is not None


_OTHER_LINE = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:领导|责任人|联系人|督导组|专班)：[\u4e00-\u9fff、，（） ]{2,30}$"
)
"""A label line that says neither who is responsible nor when: 包保领导：张某某."""


def units_in_prose(text: str) -> Responsible | None:
    """The units that a sentence names in running words: 由甲局牵头，乙局、丙局配合，开展…; None when it names none.

    >>> found = units_in_prose("由市发展改革委牵头，市商务局、市市场监管局配合，开展隐性壁垒清理")
    >>> (found.lead, found.responsible)
    (('市发展改革委',), ('市商务局', '市市场监管局'))
    """
    folded = fold(text)
    match = _PROSE.search(folded)
    if match is None:
        return None
    lead, with_, helping = (
        split_units(text[match.start(name) : match.end(name)])[0] if match[name] else ()
        for name in ("lead", "with", "helping")
    )
    if not lead or not _are_units((*lead, *with_, *helping)):
        return None
    if match["leads"] or with_:
        return Responsible(match.start(), match.end(), lead, (*with_, *helping))
    return Responsible(match.start(), match.end(), (), lead)


_PROSE = re.compile(
    r"由(?P<lead>[^，。；由]{3,40}?)(?:会同(?P<with>[^，。；]{3,60}?))?(?:(?P<leads>牵头)(?:负责)?|负责(?:牵头)?(?:落实|实施|推进)?)"
    r"(?:，(?P<helping>[^，。；]{3,60}?)(?:配合|协助|参与))?(?=[，。；]|$)"
)
_AHEAD = re.compile(r"(?P<units>[市县区旗省州盟][^，。；：]{2,40})：(?=.{6})")


def units_ahead(text: str) -> tuple[tuple[str, ...], int]:
    """The units a task begins with, 市发改委：推行…, and where the task itself begins; none and 0 where it does not.

    >>> units_ahead("县市场监管局：推出“个转企”直接变更登记")
    (('县市场监管局',), 7)
    """
    match = _AHEAD.match(fold(text))
    if match is None:
        return (), 0
    units = split_units(text[: match.end("units")])[0]
    return (units, match.end()) if units and _are_units(units) else ((), 0)


def _are_units(names: tuple[str, ...]) -> bool:
    return all(_rules().unit_end.search(fold(name)) for name in names)


def _is_unit_list(text: str, start: int, end: int) -> bool:
    """（区市场监管局、区税务局，2024年6月）after a sentence: units and perhaps a date, with no word of what they do."""
    after_stop = text[start - 1 : start] in {"。", "；"}
    if not after_stop and text[end : end + 1] not in {"", "。", "；"}:
        return False
    parts = [part.strip(" 。；") for part in re.split("[、，；]", text[start + 1 : end - 1])]
    rules = _rules()
    named = [part for part in parts if len(part) >= 3 and rules.unit_end.search(rules.tail.sub("", part))]
    others = [part for part in parts if part not in named]
    dated = all(_DATED.search(part) or rules.standing.match(part) for part in others)
    return bool(named) and dated and (after_stop or len(named) > 1 or _PLACED.match(named[0]) is not None)


_PLACED = re.compile(r"[省市州盟县区旗镇乡](?!场)")


_DEEPEST = 8
"""Brackets in brackets; what stands deeper names no units."""


def _brackets(text: str) -> list[tuple[int, int, bool]]:
    """Where each bracket opens and closes, in order; the end of the passage, and False, for one that does not close."""
    open_: list[int] = []
    found: dict[int, tuple[int, int, bool]] = {}
    for match in _BRACKET.finditer(text):
        if match[0] == "（":
            if len(open_) < _DEEPEST:
                found[match.start()] = (match.start(), len(text), False)
            open_.append(match.start())
        elif open_:
            start = open_.pop()
            if start in found:
                found[start] = (start, match.end(), True)
    return list(found.values())


_BRACKET = re.compile("[（）]")


def _labelled(text: str, folded: str, start: int, inside: int, end: int, closed: bool) -> Responsible:
    stop = end - 1 if closed else end
    labels = list(_rules().label.finditer(folded, inside, stop))
    parts: dict[str, dict[str, None]] = {"lead": {}, "responsible": {}}
    deadline, deadline_at, source = "", 0, ""
    for index, match in enumerate(labels):
        until = labels[index + 1].start() if index + 1 < len(labels) else stop
        words = text[match.end() : until]
        role = _rules().roles[match["framed"] or match["label"]]
        if role == "deadline":
            deadline = words.strip("；;，,。 ")
            deadline_at = match.end() + (len(words) - len(words.lstrip("；;，,。 ")))
        elif role == "source":
            source = words.strip("；;，,。 ")
        elif role != "other":
            spoken = _by_role(words, role, parts)
            if spoken:
                deadline = spoken
                deadline_at = match.end() + words.index(spoken)
    return Responsible(
        start,
        min(end, len(text)),
        tuple(parts["lead"]),
        tuple(parts["responsible"]),
        deadline,
        deadline_at,
        source,
        closed,
    )


def _by_role(words: str, role: str, parts: dict[str, dict[str, None]]) -> str:
    """Sort the units of ``words`` into ``parts``; gives the deadline written among them."""
    rules = _rules()
    deadline = ""
    for segment in _segments(words):
        ends = segment.rstrip("。；;，, ")
        said = (
            "lead"
            if rules.lead_end.search(ends)
            else "responsible"
            if rules.support_end.search(ends)
            else role
        )
        units, spoken = split_units(segment)
        deadline = deadline or spoken
        for unit in units:
            marked = rules.lead_mark.search(unit)
            into = parts["lead" if marked else said]
            name = unit[: marked.start()] if marked else unit
            if name:
                into[name] = None
    return deadline


def _segments(words: str) -> list[str]:
    """The words of one label, in one piece unless they say themselves who leads and who helps."""
    rules = _rules()
    segments = re.split(r"(?<=[，；,;])", words)
    roles = any(
        pattern.search(segment.rstrip("。；;，, "))
        for segment in segments
        for pattern in (rules.lead_end, rules.support_end)
    )
    return segments if roles else [words]


_DATED = re.compile(r"\d{1,2}月|\d{4}年|年底|底前|完成$")


def split_units(words: str) -> tuple[tuple[str, ...], str]:
    """The units named in ``words``, one by one as printed, and a deadline written among them.

    >>> split_units("市法院、市检察院市科技局，各旗区、各经济开发区（园区）等单位")[0]
    ('市法院', '市检察院', '市科技局', '各旗区', '各经济开发区（园区）')
    """
    rules = _rules()
    units: dict[str, None] = {}
    deadline = ""
    dated = _DATED.search(fold(words)) is not None
    for part in _outside_brackets(words, rules.separator):
        part = part.strip(" 。.\u3000")
        if not re.search(r"\w", part):
            continue  # an empty field: —, /
        if dated and _DATED.search(fold(part)) and not rules.unit_end.search(part):
            deadline = deadline or part
            continue
        part = rules.tail.sub("", part)
        for unit in rules.missing.split(part):
            if unit:
                units[unit] = None
    return tuple(units), deadline


def _outside_brackets(words: str, separator: re.Pattern[str]) -> list[str]:
    if not any(bracket in words for bracket in "（(〔"):
        return separator.split(words)
    parts, depth, begin = [], 0, 0
    for position, char in enumerate(words):
        if char in "（(〔":
            depth += 1
        elif char in "）)〕":
            depth = max(0, depth - 1)
        elif not depth and separator.match(char):
            parts.append(words[begin:position])
            begin = position + 1
    parts.append(words[begin:])
    return parts


def _prose(text: str, folded: str, start: int, end: int) -> Responsible | None:
    """（甲局、乙局牵头，丙局按职责分工负责，6月底前完成）."""
    rules = _rules()
    lead: list[str] = []
    responsible: list[str] = []
    deadline, deadline_at = "", 0
    for match in re.finditer(r"[^，；]+", folded[start + 1 : end - 1]):
        begin = start + 1 + match.start()
        words = text[begin : start + 1 + match.end()]
        dated = _DATED.search(match.group(0)) or rules.standing.search(match.group(0))
        if dated and not re.search(r"牵头|负责|配合", match.group(0)):
            deadline, deadline_at = words, begin
            continue
        units, _ = split_units(words)
        if not units or not all(
            rules.unit_end.search(fold(unit).rstrip("）")) or unit.startswith("各") for unit in units
        ):
            return None
        (lead if "牵头" in words else responsible).extend(units)
    if not lead and not responsible:
        return None
    return Responsible(start, end, tuple(lead), tuple(responsible), deadline, deadline_at)


def first_leads(text: str) -> re.Match[str] | None:
    """Where ``text`` says that the first unit of each list leads, if it does.

    >>> first_leads("责任单位中列第一位的为牵头单位，下同")[0]
    '列第一位的为牵头单位'
    """
    return re.search(load("responsible")["first"]["leads"], text)


def with_first_leading(units: Responsible) -> Responsible:
    """``units`` with the first as the one that leads, where none is named as such."""
    if units.lead or len(units.responsible) < 2:
        return units
    return replace(units, lead=units.responsible[:1], responsible=units.responsible[1:])
