"""Lists: whether one of two clauses names more of a kind than the other, and what it names more.

Members are whole words beside a joint (、和 以及).  What is listed of grounds,
cases, exceptions, likenesses and means promises neither more nor less.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from policydiff.judging.couples import Couple, in_list, joints, members, runs, stretch
from policydiff.judging.findings import finding, whole
from policydiff.judging.force import is_served, means, permits
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Clause, Commitment, Dimension, Finding, Part, Relation, Word
from policydiff.text import fold
from policydiff.topics.words import FIGURE, JOINT, PLACE, generic_keys, strong_keys

_AKIN, _RUN = 0.5, 2
"""Two members may be one in other words when they share this much of their characters, or a run of so many."""
_JOINTS = "、和与及的 "
_LONGEST = 16
"""Characters; a longer stretch is no member of a list."""


def compare_lists(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """What the longer list of two adds; None when they are not one list, or both sides add something.

    ``upper_text`` and ``lower_text`` are all that answers each other here: a
    member that stands elsewhere in them is not left out.
    """
    sides = (couple.upper, couple.lower)
    if burdens(couple) or any(map(permits, sides)) or any(map(is_served, sides)) or _limited(couple):
        return None
    exempt, stem = _halves()
    if any(map(exempt.search, (upper_text, lower_text))) or any(stem.search(side.folded) for side in sides):
        return None
    if couple.twin or couple.contained:
        if any(map(_is_ground, sides)):
            return None
        gained = _members(couple.lower, couple.gained, couple.lost, upper_text, couple.upper)
        lost = _members(couple.upper, couple.lost, couple.gained, lower_text, couple.lower)
        if not lost and len(gained) > len(_unsaid(couple.upper, couple.lost, lower_text, couple.lower)):
            return _listed(couple, Relation.TIGHTENS, gained)
        if not gained and len(lost) > len(_unsaid(couple.lower, couple.gained, upper_text, couple.upper)):
            return _listed(couple, Relation.LOOSENS, lost)
        return None
    return _two_lists(couple, upper_text, lower_text)


def _two_lists(couple: Couple, upper_text: str, lower_text: str) -> Finding | None:
    """Two lists in sentences that else differ: one holds every member of the other, and more."""
    above, below = members(couple.upper), members(couple.lower)
    if couple.likeness < ALMOST or min(len(above), len(below)) < _LISTED:
        return None
    gained, lost = _more(below, above, upper_text), _more(above, below, lower_text)
    if gained and not _unmatched(above, below):
        return _listed(couple, Relation.TIGHTENS, gained)
    if lost and not _unmatched(below, above):
        return _listed(couple, Relation.LOOSENS, lost)
    if len(gained) <= 1 and len(lost) >= _FAR_MORE:
        return _listed(couple, Relation.LOOSENS, lost)
    if len(lost) <= 1 and len(gained) >= _FAR_MORE:
        return _listed(couple, Relation.TIGHTENS, gained)
    return None


ALMOST = 0.5
"""The likeness from which two clauses that differ say the same of something else."""
_FAR_MORE = 4
"""Members that one list has more, from which one member of its own does not make the other another list."""


_LISTED = 3
"""Members from which two lists in different sentences can be told to be one list."""


def _unmatched(own: Sequence[Part], others: Sequence[Part]) -> list[Part]:
    return [part for part in own if not any(_is_one(part.text, other.text) for other in others)]


def _is_one(first: str, second: str) -> bool:
    """Are two members one, but for words round them: 知识产权 and 知识产权质押融资?"""
    short, long = sorted((first, second), key=len)
    return sum(char in long for char in short) >= _WHOLE * len(short)


_WHOLE = 0.75


def _more(own: Sequence[Part], others: Sequence[Part], text: str) -> list[Part]:
    """The members between two joints that the other list has not, nor the text round it."""
    return [
        part
        for part in _unmatched(own[1:-1], others)
        if 2 <= len(part.text) <= _LONGEST and not _is_renamed(part.text, text)
    ]


def lists_fewer(commitment: Commitment, beside: Clause, text: str) -> bool:
    """Does ``text`` name one of a list in another clause than ``beside`` and not the others, so that it covers fewer?"""
    for clause in commitment.clauses:
        listed = [part for part in members(clause) if 2 <= len(part.text) <= _LONGEST]
        if clause.lead or clause is beside or len(members(clause)) < _LISTED:
            continue
        named = [part for part in listed if part.text in text]
        if named and sum(not _is_renamed(part.text, text) for part in listed) >= len(named) + 1:
            return True
    return False


def _limited(couple: Couple) -> bool:
    """Does one side alone make a condition or an exception?  Then a longer list is half of the truth."""
    return bool(couple.upper.conditions) != bool(couple.lower.conditions) or bool(
        couple.upper.exceptions
    ) != bool(couple.lower.exceptions)


def _listed(couple: Couple, relation: Relation, more: Sequence[Part]) -> Finding | None:
    """The finding on what the longer list adds; None where that says only in which case or where not."""
    longer = relation is Relation.TIGHTENS
    clause, other = (couple.lower, couple.upper) if longer else (couple.upper, couple.lower)
    members = [part for part in more if not _is_outside(clause, part, other)]
    if not members:
        return None
    names = "、".join(part.text for part in members)
    return finding(
        Dimension.SCOPE,
        relation,
        "list-longer" if longer else "list-shorter",
        upper=(couple.upper, whole(couple.upper) if longer else members[0]),
        lower=(couple.lower, members[0] if longer else whole(couple.lower)),
        words={"gained": names, "lost": names},
    )


def _own_part(name: str, before: str) -> str:
    """What a member says of its own: without the head it shares with one before it (担保机制和贷款机制)."""
    before = before.rstrip(_JOINTS)
    size = 0
    while size < min(len(name), len(before)) and name[-1 - size] == before[-1 - size]:
        size += 1
    return name[: len(name) - size] if len(name) - size >= _RUN else name


def _is_ground(clause: Clause) -> bool:
    """Does it only say on what ground (结合公园城市和生活圈建设), or by which principles?  What is listed there is not promised."""
    return (
        clause.folded.startswith(_grounds())
        or clause.folded.endswith(("原则", "理念"))
        or _asides()[0].search(clause.folded) is not None
    )


@derived
def _asides() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("scope")["ground"]
    return re.compile(data["aim"]), re.compile(data["against"])


@derived
def _halves() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("scope")["ground"]
    return re.compile(data["exempt"]), re.compile(data["stem"])


@derived
def _grounds() -> tuple[str, ...]:
    return tuple(load("scope")["ground"]["words"])


def _members(
    clause: Clause, only: Sequence[Word], others: Sequence[Word], text: str, other: Clause
) -> list[Part]:
    """The members of a list that only this clause has: whole words beside a joint, not akin to what the other side says."""
    found = []
    verb, thing = clause.verb, clause.object
    governed = (verb.end, thing.start) if verb and thing and thing.start > verb.start else (0, 0)
    for words in runs(clause, only):
        # what stands between the verb and its object is how it is done, and no part of a member
        run = tuple(
            word for word in words if not (governed[0] <= word.start < governed[1] or clause.verb_holds(word))
        )
        if verb and run and run[0].start < verb.start < run[-1].start:
            run = tuple(word for word in run if word.start > verb.start)  # 一是推动旅馆: what is before acts
        if not run or not any(map(_names_something, run)) or _is_aside(clause, run) or _acts_on(clause, run):
            continue
        part = stretch(clause, run)
        name = part.text.lstrip(_JOINTS).rstrip(_JOINTS)
        if (
            (joints(clause, run) or _shares_head(clause, run, other))
            and not _leads_member(clause, run, other)
            and not _among_places(clause, run)
            and 2 <= len(name) <= _LONGEST
            and any(word.key not in generic_keys() | strong_keys() for word in run)
            and not any(word.key == FIGURE for word in run)
            and name not in text
            and not any(_akin(name, other.text) for other in others)
            and not _is_renamed(_own_part(name, clause.folded[: part.start]), text)
        ):
            start = part.start + len(part.text) - len(part.text.lstrip(_JOINTS))
            found.append(Part(start, start + len(name), name))
    return found


def _names_something(word: Word) -> bool:
    """Is it a thing or an act, and no 为了, 高效 or 深刻?"""
    return word.tag[:1] not in _QUALIFYING


_QUALIFYING = frozenset("pcudarmqfy")
"""First letters of the tags of words that only stand beside others."""


def _is_aside(clause: Clause, run: Sequence[Word]) -> bool:
    """Does ``run`` stand where a clause says on what ground, with what something is at odds, or by what means it is forbidden?"""
    _, against = _asides()
    patterns = (against, means()) if _bans().search(clause.folded) else (against,)
    if any(_stands_in(pattern, clause, run[0].start, run[-1].end) for pattern in patterns):
        return True
    for word in reversed([one for one in clause.words if one.end <= run[0].start]):
        if word.text in _grounds():
            return True
        if word.tag[:1] in {"v", "d"}:
            return False
    return False


def _stands_in(pattern: re.Pattern[str], clause: Clause, start: int, end: int) -> bool:
    """Does the stretch from ``start`` to ``end`` share a character with what ``pattern`` finds in ``clause``?"""
    return any(match.start() < end and start < match.end() for match in pattern.finditer(clause.folded))


def _is_outside(clause: Clause, part: Part, other: Clause) -> bool:
    """Does ``part`` say in which case, where not (…以外的领域), like what (与…同等), or by which means where the other says none?

    Then a longer list promises neither more nor less. A right that holds in more cases is more; a duty may be
    one to bear with them (需要改变承诺的，应当依法进行).
    """

    if any(one.start < part.end and part.start < one.end for one in clause.exceptions):
        return True
    if any(one.start < part.end and part.start < one.end for one in clause.conditions):
        return _RIGHT not in clause.folded
    _, against = _asides()
    patterns = (against,) if means().search(other.folded) else (against, means())
    if any(_stands_in(pattern, clause, part.start, part.end) for pattern in patterns):
        return True
    if _names_examples(clause, part, other):
        return True
    beyond = _BEYOND.search(clause.folded, part.end)
    return beyond is not None and not re.search("[，；]", clause.folded[part.end : beyond.start()])


def _names_examples(clause: Clause, part: Part, other: Clause) -> bool:
    """Is ``part`` one of some (学校、医院等公共机构) of what the other side names as a whole (公共机构), without a list?"""
    behind = [word for word in clause.words if word.start >= part.end]
    some = next((place for place, word in enumerate(behind) if word.text in _ENDS), None)
    if some is None or behind[some].text != "等" or some + 1 == len(behind):
        return False
    if any(member.text in other.folded for member in members(clause)):
        return False
    return any(
        word.key == behind[some + 1].key
        and not any(one.key == JOINT for one in other.words[max(0, place - _NEAR) : place])
        for place, word in enumerate(other.words)
    )


_NEAR = 6
"""Words before a head within which the members of its list stand."""
_ENDS = frozenset("等的，；：")
_RIGHT = "有权"
_BEYOND = re.compile("[以之]外的")


def _acts_on(clause: Clause, run: Sequence[Word]) -> bool:
    """Does ``run`` begin a further act (并实行…), or may it be done instead (限制或者减少), so that it is no member of a list?"""
    before = next((word for word in reversed(clause.words) if word.end <= run[0].start), None)
    if before is None or before.key != JOINT:
        return False
    if before.text in {"并", "并且"}:
        return any(word.start >= run[-1].end for word in clause.words)
    alternative = before.text in {"或", "或者"} and all(word.tag[:1] in {"v", "d"} for word in run)
    return alternative and not _bans().search(clause.folded)


@derived
def _bans() -> re.Pattern[str]:
    return re.compile(any_of(load("clauses")["force"]["ban"]))


def _shares_head(clause: Clause, run: Sequence[Word], other: Clause) -> bool:
    """Is ``run`` the last member of a list before the head that the list of the other side has too: 供气、供热企业?"""
    before = next((word for word in reversed(clause.words) if word.end <= run[0].start), None)
    behind = next((word for word in clause.words if word.start >= run[-1].end), None)
    return (
        before is not None
        and before.key == JOINT
        and behind is not None
        and any(
            one.key == JOINT and two.key != behind.key and head.key == behind.key
            for one, two, head in zip(other.words, other.words[1:], other.words[2:], strict=False)
        )
    )


def _leads_member(clause: Clause, run: Sequence[Word], other: Clause) -> bool:
    """Does ``run`` only stand before a member that the other side lists too: 计划 of 计划达标区域?"""
    behind = next((word for word in clause.words if word.start >= run[-1].end), None)
    return behind is not None and any(
        one.key == JOINT and two.key == behind.key for one, two in pairwise(other.words)
    )


def _among_places(clause: Clause, run: Sequence[Word]) -> bool:
    """Is ``run`` one of several places, so that each side names its own: 松江、青浦、奉贤?"""
    before = [word for word in clause.words if word.end <= run[0].start][-2:]
    behind = [word for word in clause.words if word.start >= run[-1].end][:2]
    beside = [
        *(before[:1] if len(before) == 2 and before[1].key == JOINT else ()),
        *(behind[1:] if behind and behind[0].key == JOINT else ()),
    ]
    return any(word.key == PLACE for word in beside)


def _is_renamed(name: str, text: str) -> bool:
    """Do all neighbouring characters of a name stand in ``text``, if in other places?  Then it is said there."""
    pairs = [name[place : place + 2] for place in range(len(name) - 1)]
    return bool(pairs) and sum(pair in text for pair in pairs) >= 0.5 * len(pairs)


def _akin(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return sum(char in long for char in short) >= _AKIN * len(short) and len(short) >= _RUN


def _unsaid(clause: Clause, only: Sequence[Word], text: str, other: Clause) -> list[str]:
    """What one side says of its own that stands nowhere on the other; a general member of a list counts once.

    What stands before the object is how it is done, and judged by its force.
    A word that is no member of a list counts for more than any member.
    """
    begin = clause.object.start if clause.object else 0
    found = []
    for run in runs(clause, only):
        name = "".join(word.text for word in run)
        if run[-1].end <= begin or _is_renamed(name, text) or len(name) < 2 or _narrows(clause, run, other):
            continue
        if joints(clause, run) and all(word.key in generic_keys() for word in run):
            found.append(name)
        elif any(word.key not in generic_keys() and not clause.verb_holds(word) for word in run):
            found.extend([name] * _MANY)
    return found


def _narrows(clause: Clause, run: Sequence[Word], other: Clause) -> bool:
    """Does ``run`` only narrow what both sides name behind it (雨水控制等海绵城市要求)?  Then it says less, not more."""
    behind = next(
        (word for word in clause.words if word.start >= run[-1].end and word.text not in _LEADS), None
    )
    return (
        behind is not None
        and behind.key not in generic_keys() | LINKS
        and behind.key in {word.key for word in other.words}
        and not in_list(clause, run)
        and not clause.verb_holds(run[0])
    )


_LEADS = frozenset({"等", "的"})
LINKS = frozenset({JOINT, FIGURE, PLACE, "，", "；", "：", "（", "）"})
_MANY = 9


def burdens(couple: Couple) -> bool:
    """Does what is listed burden those who are served?  What an office makes public (公开收费标准) does not."""
    return any(
        _burden().search(clause.folded) and not _publishes(clause) for clause in (couple.upper, couple.lower)
    )


def _publishes(clause: Clause) -> bool:
    """Does an office show in it what there is, so that words of burden are what is shown?"""
    if clause.object is None:
        return False
    begin = clause.verb.start if clause.verb else clause.object.start
    return any(
        begin <= word.start < clause.object.start + _NEXT and word.text in _showing() for word in clause.words
    )


_NEXT = 4
"""Characters behind 应当 or 依法 within which the verb itself stands."""


@derived
def _showing() -> frozenset[str]:
    return frozenset(load("scope")["showing"]["words"])


@derived
def _burden() -> re.Pattern[str]:
    return re.compile(any_of(map(fold, load("scope")["burden"]["words"])))
