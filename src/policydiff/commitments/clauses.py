"""A commitment's text to its clauses: cut once, parsed once, every part with its place.

A clause ends at ，；。：！？ outside quotation marks and brackets.  What only
states a condition (情节严重的，) or an exception (…除外) belongs to the clause it
limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policydiff.lexicon import any_of, derived, load
from policydiff.model import Passage, Target
from policydiff.model.clauses import Clause, Part, Word
from policydiff.model.vocabulary import Force
from policydiff.text import fold
from policydiff.topics.words import words_of

STOPS = "，；。：！？"
_OPEN = {"“": "”", "《": "》", "（": "）", "‘": "’"}
_LONGEST = 400
"""Characters between an opening and its close; further apart they are no couple."""
FORCES = {
    0: Force.EXPLORATORY,
    1: Force.EXPLORATORY,
    2: Force.GRADUAL,
    3: Force.DIRECTIVE,
    4: Force.DIRECTIVE,
}
"""The force of each rank; above 4 it binds."""


def depths_of(text: str) -> list[int]:
    """For each character how many quotations and brackets are open; an opening without its close does not count.

    >>> depths_of("甲（乙）丙（")
    [0, 1, 1, 1, 0, 0]
    """
    depths = [0] * len(text)
    open_: list[tuple[str, int]] = []
    for position, char in enumerate(text):
        if char in _OPEN:
            open_.append((_OPEN[char], position))
        elif char in "”》）’" and open_:
            while open_ and open_[-1][0] != char:
                open_.pop()
            if open_:
                start = open_.pop()[1]
                if position - start <= _LONGEST:
                    for place in range(start, position + 1):
                        depths[place] += 1
        if open_ and position - open_[0][1] > _LONGEST:
            open_.pop(0)
    return depths


def read_clauses(
    passage: Passage, targets: Sequence[Target] = (), lead: Sequence[Clause] = ()
) -> tuple[Clause, ...]:
    """The clauses of ``lead``, which governs ``passage``, and those of ``passage``; ``targets`` go to the clauses that hold them.

    >>> text = "具备条件的，应当逐步推行电子保函"
    >>> (clause,) = read_clauses(Passage(text, tuple(range(len(text))), 1))
    >>> clause.verb.text, clause.force.value, clause.object.text, [part.text for part in clause.conditions]
    ('逐步', 'gradual', '电子保函', ['具备条件的'])
    """
    governing = next((clause for clause in reversed(lead) if clause.verb is not None), None)
    return (*lead, *(_led(clause, governing) for clause in _clauses(passage, targets)))


def read_lead(passage: Passage) -> tuple[Clause, ...]:
    """The clauses of what stands above the items it governs (有关部门不得有下列行为：)."""
    return tuple(_clauses(passage, (), lead=True))


def _led(clause: Clause, above: Clause | None) -> Clause:
    """An item of an enumeration is as binding as the words that lead to it; its own verb counts before them."""
    if above is None or clause.verb is not None:
        return clause
    return replace(clause, above=above, force=above.force, rank=above.rank)


def _clauses(passage: Passage, targets: Sequence[Target], *, lead: bool = False) -> Iterator[Clause]:
    folded = fold(passage.text)
    last = len(folded.rstrip(STOPS))
    begin: int | None = None
    """Where a condition that waits for its clause begins."""
    held: list[tuple[int, int, int]] = []
    """Where each clause begins, where what is to be done begins in it, and where it ends."""
    for start, end in segments(folded):
        segment = folded[start:end]
        leads_on = segment.startswith("除") and folded[end : end + 1] == "，"
        if _rules()["exception"].fullmatch(segment) and held and not leads_on:
            held[-1] = (*held[-1][:2], end)
            continue
        if _is_condition(segment) and end < last:
            begin = start if begin is None else begin
            continue
        held.append((start if begin is None else begin, start, end))
        begin = None
    if begin is not None:
        held.append((begin, begin, last))
    for start, core, end in held:
        yield _parsed(passage, folded, (start, core, end), targets, lead=lead)


def segments(folded: str) -> Iterator[tuple[int, int]]:
    """Where the parts of ``folded`` between its stops begin and end; the one place where texts are cut into clauses.

    >>> [text[a:b] for text in ("推行“一网、通办”，3日办结。",) for a, b in segments(text)]
    ['推行“一网、通办”', '3日办结']
    """
    depths = depths_of(folded)
    cuts = [-1, *(i for i, char in enumerate(folded) if char in STOPS and not depths[i]), len(folded)]
    for before, after in pairwise(cuts):
        start, end = before + 1, after
        while start < end and folded[start].isspace():
            start += 1
        while end > start and folded[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    data = load("clauses")
    return {
        "condition": re.compile(data["condition"]["words"]),
        "ending": re.compile(data["condition"]["ending"]),
        "exception": re.compile(data["exception"]["words"]),
        "saving": re.compile(data["exception"]["saving"]),
        "noun": re.compile(data["force"]["noun"]),
        "until": re.compile(data["who"]["until"]),
        "wide": re.compile(any_of(data["extent"]["wide"])),
        "part": re.compile(any_of(data["extent"]["part"])),
    }


def _is_condition(segment: str) -> bool:
    return len(segment) >= 3 and (
        _rules()["ending"].search(segment) is not None
        or segment.startswith(("除", "如果", "因", "凡"))
        or (len(segment) <= _CASE and _rules()["condition"].match(segment) is not None)
    )


_CASE = 12
"""Characters; what is longer and begins with 符合条件 says more than for whom."""


def _parsed(
    passage: Passage, folded: str, at: tuple[int, int, int], targets: Sequence[Target], *, lead: bool
) -> Clause:
    start, core, end = at
    text, own = passage.text[start:end], folded[start:end]
    offsets = passage.offsets[start:end]
    words = words_of(own)
    left_out, reminders = _left_out(text, own)
    verb, rank, behind = _governing(own, [word for word in words if word.start >= core - start])
    return Clause(
        lead=lead,
        text=text,
        folded=own,
        offsets=offsets,
        words=words,
        who=_who(text, own, core - start),
        conditions=tuple(_conditions(text, own)),
        exceptions=left_out,
        reminders=reminders,
        extent=tuple(
            _part(text, *match.span()) for name in ("wide", "part") for match in _rules()[name].finditer(own)
        ),
        verb=_part(text, verb.start, verb.end) if verb else None,
        force=Force.NONE if rank is None else FORCES.get(rank, Force.BINDING),
        rank=rank,
        object=_object(text, own, words, behind, (*left_out, *reminders)),
        figures=tuple(
            target
            for target in targets
            if offsets[0] <= target.span.start and target.span.end <= offsets[-1] + 1
        ),
    )


def _left_out(text: str, own: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The exceptions of a clause, and what reads like one and only recalls other law."""
    found: tuple[list[Part], list[Part]] = ([], [])
    for match in _rules()["exception"].finditer(own):
        recalls = _rules()["saving"].search(match[0]) is not None
        found[recalls].append(_part(text, match.end() - len(match[0].lstrip("，")), match.end()))
    return tuple(found[0]), tuple(found[1])


def _part(text: str, start: int, end: int) -> Part:
    return Part(start, end, text[start:end])


def _who(text: str, own: str, core: int) -> Part | None:
    match = _rules()["until"].search(own, core + 2)
    return _part(text, core, match.start()) if match and match.start() - core <= _SUBJECT else None


_SUBJECT = 60
"""Characters; a longer stretch before 应当 is no name of offices."""


def _conditions(text: str, own: str) -> Iterator[Part]:
    for start, end in segments(own):
        if own.startswith("除", start):
            continue  # an exception, or only a reminder of other law
        match = _rules()["condition"].search(own, start, end)
        if match:
            yield _part(text, start, end) if _is_condition(own[start:end]) else _part(text, *match.span())
        elif _is_condition(own[start:end]) and end < len(own):
            yield _part(text, start, end)


# ---- force


@derived
def _ladder() -> dict[str, int]:
    """Each word of force and its rank; a word in several groups has the lowest."""
    data = load("clauses")["force"]
    found: dict[str, int] = {}
    for words, rank in ((data["absolute"], 6), (data["full"], 5), (data["act"], 4)):
        found.update(dict.fromkeys(words, rank))
    for entry in reversed(data["soft"]):
        found.update(dict.fromkeys(entry["words"], entry["rank"]))
    return found


@derived
def _sets() -> dict[str, frozenset[str]]:
    data = load("clauses")["force"]
    return {name: frozenset(data[name]) for name in ("negated", "before", "carrying", "carried")}


def _rank(word: Word) -> int | None:
    """The rank of a word; of a compound (全面落实, 推广应用) that of its beginning, if it is no noun (建成区, 完成率)."""
    ladder, text = _ladder(), word.text
    if text in ladder:
        return ladder[text]
    if text in _names() or word.tag == "n":
        return None
    for size in range(min(len(text) - 1, _LONGEST), 1, -1):
        if text[:size] in ladder:
            return ladder[text[:size]]
    return None


_LONGEST = 12
"""Characters of a word of force, and more."""


@derived
def _names() -> frozenset[str]:
    return frozenset(load("clauses")["words"]["whole"])


def _governing(own: str, words: Sequence[Word]) -> tuple[Word | None, int | None, int]:
    """The word that sets the force of a clause, its rank, and where what it governs begins.

    The first verb governs; a word that limits it (逐步, 可以, 试点) before it
    keeps it down, 全面 and 一律 before it carry it up, 全覆盖 behind it too.
    Words within names, behind 无需, or with a noun's ending behind them govern nothing.
    """
    sets = _sets()
    found: list[tuple[int, Word]] = []
    skipping = False
    behind = 0
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        if word.text[0] in "“《（":
            continue
        if word.text in "，；：":
            skipping = False
            continue
        rank = _rank(word)
        if word.text in sets["before"] and not (rank is not None and not found):
            skipping = True
            continue
        if word.text in sets["negated"]:
            break
        if rank is None or _is_noun(words, place, following):
            if found and word.tag.startswith("v") and not skipping and word.start > found[-1][1].end:
                break
            continue
        if skipping and not word.tag.startswith(("v", "d", "c")) and rank == 4:
            continue
        skipping = False
        found.append((rank, word))
        behind = word.end
        if following is None or (_rank(following) is None and following.tag[:1] not in "vd"):
            break
    if not found:
        return None, None, 0
    rank, word = _summed(found)
    trial = _TRIAL.search(own, behind)
    if trial is not None:
        return Word(trial.start(), trial.end(), trial[0], trial[0], "v"), 1, behind
    total = _absolute(own, behind)
    if total is not None and rank >= 2:
        return Word(total.start(), total.end(), total[0], total[0], "v"), 6, behind
    return word, rank, behind


_TRIAL = re.compile(r"试点(?=(?:工作|项目)?$)")
"""推进告知承诺制试点 tries it, whatever the verb."""


@derived
def _absolutes() -> re.Pattern[str]:
    return re.compile(r"全覆盖|(?<![\d.])100%|百分之百|清零")


def _absolute(own: str, behind: int) -> re.Match[str] | None:
    return _absolutes().search(own, behind)


def _summed(found: Sequence[tuple[int, Word]]) -> tuple[int, Word]:
    """What a row of words of force comes to: 应当逐步推行 is 逐步, 全面推行 is 全面."""
    texts = {word.text for _, word in found}
    carried = texts & _sets()["carrying"]
    soft = [item for item in found if item[0] <= 2 and not (carried and _is_carried(item[1].text))]
    if soft:
        return min(soft, key=lambda item: (item[0], item[1].start))
    full = [item for item in found if item[0] >= 5]
    if full:
        return max(full, key=lambda item: (item[0], -item[1].start))
    verbs = [item for item in found if item[1].text not in _MODALS]
    return verbs[0] if verbs else found[0]


def _is_carried(word: str) -> bool:
    return any(word.startswith(beginning) for beginning in _sets()["carried"])


_MODALS = frozenset({"应当", "应", "须", "需"})


def _is_noun(words: Sequence[Word], place: int, following: Word | None) -> bool:
    """Is the word part of a name: 支持 of 金融支持政策, 公开 of 双随机、一公开, 完善 of 补充完善?"""
    before = words[place - 1] if place else None
    if before is not None and before.text in {"的", "之"}:
        return True
    if following is None:
        return before is not None and before.tag[:1] in "nv" and len(words) > 2 and _rank(before) is None
    if following.text == "中":
        return True  # 在探索中 says when
    noun = _rules()["noun"].match(following.text)
    named = noun is not None and following.tag[:1] != "v" and (noun.end() == len(following.text))
    if named and before is not None and before.tag[:1] in "ns":
        return True
    if named and words[place].tag in {"n", "vn"} and _acts(before):
        return True  # 公开办理流程, 规范审查标准
    if following.text in {"、", "和", "与"} and before is not None and before.text in {"、", "和", "与"}:
        return True
    return following.text[0] in "类型率者期" and following.tag != "v"


def _acts(word: Word | None) -> bool:
    return word is not None and word.tag[:1] in "va" and word.text not in _MODALS


def _object(
    text: str, own: str, words: Sequence[Word], behind: int, exceptions: Sequence[Part]
) -> Part | None:
    """The words behind the verb, up to an exception; what stands behind 将 or 把 when nothing follows."""
    start = behind
    end = min((part.start for part in exceptions if part.start > start), default=len(own))
    while start < end and own[start] in "了对好、 ":
        start += 1
    while start < end and own[end - 1] in "，（":
        end -= 1
    if end - start >= 2:
        return _part(text, start, end)
    ahead = next((word for word in words if word.text in {"将", "把", "对"}), None)
    if ahead is not None and ahead.end < behind:
        return _part(text, ahead.end, behind)
    return None
