"""Scope: is the same promise made for more, or for fewer?

Three signs are read, each in the clauses of both sides that speak of the same
thing: a list that one side has longer (水、电、气 against 水、电、气、热), a
condition that one side adds (具备条件的…), and a narrower object
(``lexicon/scope.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from policydiff.figures.modality import find_governing
from policydiff.judging.clauses import Couple
from policydiff.judging.intervals import OPPOSITE
from policydiff.judging.objects import likeness
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Dimension, Finding, Relation
from policydiff.text import fold
from policydiff.wording import say

_NO_MEMBER = re.compile(r"[在对向由将被把]|其他|类似|相关|等")
"""A stretch with a verb's preposition is no name of a thing, 其他 and 类似 name nothing."""
_LAST_JOINT = re.compile(r"以及|和|与|及(?=[\u4e00-\u9fff]{2})")
_MEMBER_END = re.compile(r"、(?![^“”]*”)")  # not within 进一次门、查多项事
_ENDING = re.compile(r"(?<![平同对均相高中初优])等(?![级额候待价同效]).*$")
"""等 closes a list, but not in 平等 or 等级."""
_LONGEST = 14
"""Characters; a longer stretch between two joints is no member of a list."""
_AKIN, _RUN = 0.6, 4
"""Two members may be one in other words when they share this much of their characters, or a run of so many."""
_WORD = 4
"""Characters that two lists must begin with alike for their first members to be told from the words before."""
OPEN = "…"
"""Ends a member that runs into the words after the list."""
_HEDGE = 4
"""Characters by which a clause with 基本, 原则上 or 鼓励 may differ in length from the one without."""
ALMOST = 0.8
"""Likeness of two clauses from which they are one clause with something put in."""


def members_of(clause: str) -> tuple[str, ...]:
    """The members of the list in ``clause``; empty when there is none.

    The first carries the words before the list; what follows 等 is cut off, be it another list.

    >>> members_of("应当向社会公开服务内容、办事流程、办理依据、咨询方式等信息")
    ('应当向社会公开服务内容', '办事流程', '办理依据', '咨询方式')
    """
    parts = []
    for part in filter(None, _MEMBER_END.split(clause)):
        parts.append(part)
        if _ENDING.search(part):
            break
    if len(parts) < 2:
        return ()
    closed = _ENDING.sub("", parts[-1])
    last = _LAST_JOINT.search(closed, 1)
    if last and last.end() < len(closed):
        parts[-1:] = [closed[: last.start()], closed[last.end() :]]
    elif closed and closed != parts[-1]:
        parts[-1] = closed
    else:
        # nothing shows where the last member ends: 水、电、气、暖联办
        parts[-1] += OPEN
    if any(char.isdigit() for part in parts for char in part):
        return ()  # 分别达到200万吨和150万吨: values are no members
    return tuple(parts) if all(len(part) <= _LONGEST for part in parts[1:-1]) else ()


def _same_start(first: str, second: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)


def _akin(first: str, second: str) -> bool:
    """May two members be one, in other words or with words round them?"""
    short, long = sorted((first, second), key=len)
    return sum(char in long for char in short) >= _AKIN * len(short) or any(
        short[place : place + _RUN] in long for place in range(len(short) - _RUN + 1)
    )


def _shared(members: tuple[str, ...], others: tuple[str, ...]) -> int:
    return sum(any(_akin(member, other) for other in others) for member in members)


def _extras(members: tuple[str, ...], others: tuple[str, ...], text: str) -> list[str]:
    """The members that the other side has nowhere: not in its list, not in its ``text``."""
    begin = _same_start(members[0], others[0])
    own = [members[0][begin:] if begin >= _WORD else "", *members[1:]]
    return [
        member
        for member in own
        if 2 <= len(member) <= _LONGEST
        and not member.endswith(OPEN)
        and not _NO_MEMBER.search(member)
        and member not in text
        and not any(_akin(member, other) for other in others)
    ]


def compare_lists(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """What the longer list of two adds; None when they are not the same list or add nothing.

    ``upper_text`` and ``lower_text`` are the whole texts: a member that stands
    elsewhere in them is not left out.
    """
    if _burden().search(couple.upper) or _burden().search(couple.lower):
        return None
    above, below = members_of(couple.upper), members_of(couple.lower)
    if not above or not below:
        return _put_in(couple, upper_text, lower_text)
    shared = min(_shared(above, below), _shared(below, above))
    if shared < 2 or shared * 2 < max(len(above), len(below)):
        return None
    return _listed(_extras(below, above, upper_text), _extras(above, below, lower_text))


_INSERTED = re.compile(
    r"(?:、|以及|和|与|及|并)(?P<after>[^、，]{2,20})|(?P<before>[^、，]{2,20})(?:、|以及|和|与|及)"
)


def _put_in(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """A second member put into the same clause: 重大问题 against 重大问题和合理诉求."""
    if likeness(couple.upper, couple.lower) < ALMOST:
        return None
    # the same blocks are found from either side only when the texts come in a fixed order
    first, second = sorted((couple.upper, couple.lower))
    found: dict[str, list[str]] = {first: [], second: []}
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag in {"insert", "delete"}:
            side, words = (second, second[c:d]) if tag == "insert" else (first, first[a:b])
            member = _put(words)
            if member and member not in (upper_text if side == couple.lower else lower_text):
                found[side].append(member)
    return _listed(found[couple.lower], found[couple.upper])


def _put(words: str) -> str:
    """The member of a list that ``words`` add; empty when they add none, or begin with a verb."""
    match = _INSERTED.fullmatch(words)
    member = (match["after"] or match["before"]) if match else ""
    figures = any(char.isdigit() for char in member)
    return "" if figures or find_governing(member[:4]).word else member


def _listed(gained: Sequence[str], lost: Sequence[str]) -> Finding | None:
    if not gained and not lost:
        return None
    relation, rule = Relation.MIXED, "list-other"
    if not lost:
        relation, rule = Relation.TIGHTENS, "list-longer"
    elif not gained:
        relation, rule = Relation.LOOSENS, "list-shorter"
    return Finding(
        dimension=Dimension.SCOPE,
        relation=relation,
        reason=say(f"finding.{rule}", gained="、".join(gained), lost="、".join(lost)),
        rule=rule,
    )


@derived
def _burden() -> re.Pattern[str]:
    return re.compile(any_of(map(fold, load("scope")["burden"]["words"])))


@derived
def _conditions() -> re.Pattern[str]:
    return re.compile("|".join(load("scope")["condition"]["words"]))  # not folded: [ and , would be lost


@derived
def _wide() -> re.Pattern[str]:
    return re.compile(any_of(map(fold, load("scope")["wide"]["words"])))


def compare_extent(couple: Couple) -> Finding | None:
    """Two clauses that are almost one, and only one of them says 全程 or 所有: it says more."""
    if likeness(couple.upper, couple.lower) < ALMOST:
        return None
    return _one_sided(couple, _wide(), "wide", Relation.TIGHTENS)


def compare_hedges(couple: Couple) -> Finding | None:
    """Two clauses that are almost one, and only one of them says 基本, 原则上 or 鼓励: it asks for less."""
    apart = abs(len(couple.upper) - len(couple.lower))
    if likeness(couple.upper, couple.lower) < ALMOST or apart > _HEDGE:
        return None  # 鼓励金融机构… names who else is to do it
    found = _one_sided(couple, _hedges(), "hedge", Relation.LOOSENS)
    return replace(found, dimension=Dimension.MODALITY) if found else None


@derived
def _hedges() -> re.Pattern[str]:
    return re.compile(any_of(map(fold, load("scope")["hedge"]["words"])))


def compare_conditions(couple: Couple) -> Finding | None:
    """A condition that only one of the two clauses makes: it says less."""
    return _one_sided(couple, _conditions(), "condition", Relation.LOOSENS)


def _one_sided(couple: Couple, words: re.Pattern[str], name: str, below: Relation) -> Finding | None:
    """What ``words`` in one clause only mean: ``below`` in the lower one, the opposite in the upper one."""
    upper, lower = words.search(couple.upper), words.search(couple.lower)
    match = upper or lower
    if match is None or (upper and lower):
        return None
    rule = f"{name}-upper" if upper else f"{name}-lower"
    return Finding(
        dimension=Dimension.SCOPE,
        relation=OPPOSITE[below] if upper else below,
        reason=say(f"finding.{rule}", word=match.group(0)),
        rule=rule,
    )


@dataclass(frozen=True, slots=True)
class _Breadth:
    whole: re.Pattern[str]
    parts: tuple[re.Pattern[str], ...]


@derived
def _breadths() -> tuple[_Breadth, ...]:
    def pattern(words: str) -> re.Pattern[str]:
        return re.compile(any_of(map(fold, words.split("|"))))

    return tuple(
        _Breadth(pattern(entry["whole"]), tuple(map(pattern, entry["parts"])))
        for entry in load("scope")["broader"]
    )


def compare_breadth(couple: Couple, uppers: Iterable[str], lowers: Iterable[str]) -> Finding | None:
    """One side speaks of the whole, the other of one part of it only.

    ``uppers`` and ``lowers`` are all texts that answer each other here: when
    together they name the whole or two parts of it, nothing is narrower.
    """
    above, below = "".join(uppers), "".join(lowers)
    for breadth in _breadths():
        for wide, narrow, every, side in (
            (couple.upper, couple.lower, below, "lower"),
            (couple.lower, couple.upper, above, "upper"),
        ):
            whole = breadth.whole.search(wide)
            if whole is None or breadth.whole.search(every):
                continue
            named = [match for part in breadth.parts if (match := part.search(narrow))]
            if len(named) != 1 or any(part.search(wide) for part in breadth.parts):
                continue
            if sum(part.search(every) is not None for part in breadth.parts) > 1:
                continue
            return Finding(
                dimension=Dimension.SCOPE,
                relation=Relation.LOOSENS if side == "lower" else Relation.TIGHTENS,
                reason=say(f"finding.part-{side}", whole=whole.group(0), part=named[0].group(0)),
                rule=f"part-{side}",
            )
    return None
