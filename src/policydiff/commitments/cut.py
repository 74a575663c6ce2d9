"""A paragraph cut into pieces, one checkable promise each.

Sentences are cut at 。；！？; a long sentence at the commas where a new action
begins.  What only states a purpose (提高效率) stays with the action before it,
what only states a condition (按照…，) with the action after it, an
enumeration with its verb.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from policydiff.commitments.clauses import depths_of
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Passage
from policydiff.text import fold

LONG = 90
"""Characters from which a sentence is looked at for joints."""
SHORT = 12
"""A piece shorter than this is joined to its neighbour."""

_STOPS = "。；！？"
_NUMBERED = re.compile(r"(?<=[，；。：])(?:(?:[二三四五六七八九十]|十[一二三四五])是|[①-㉟])")
_NUMBER = re.compile(r"(?:[①-㉟]|（\d{1,2}）|\d{1,2}[.、])\s*(?=[\u4e00-\u9fff“《])")
"""A number in the middle of a paragraph: ①推行…。②压缩…."""
_CIRCLED = re.compile(r"[①-㉟]")


def cut(passage: Passage, skip: Callable[[str], bool] | None = None) -> tuple[tuple[Passage, ...], ...]:
    """The sentences of ``passage``, each as its pieces; outer punctuation is left off.

    Sentences for which ``skip`` is true are left out.

    >>> text = "一是将环节优化为3个环节。二是将时限压缩至7个工作日内。"
    >>> [piece.text for pieces in cut(Passage(text, tuple(range(len(text))), 1)) for piece in pieces]
    ['一是将环节优化为3个环节', '二是将时限压缩至7个工作日内']
    """
    folded = fold(passage.text)
    sentences: list[tuple[Passage, ...]] = []
    for start, end in _sentences(folded):
        if skip is not None and skip(folded[start:end].strip("，。；！？ ")):
            continue
        found = [_trim(passage, start + begin, start + stop) for begin, stop in _joints(folded[start:end])]
        pieces = tuple(piece for piece in found if piece is not None)
        if pieces:
            sentences.append(pieces)
    return tuple(sentences)


def _trim(passage: Passage, start: int, end: int) -> Passage | None:
    outer = "，。；！？、,;!?. "
    while start < end and passage.text[start] in outer:
        start += 1
    number = _NUMBER.match(fold(passage.text[start:end]))
    if number and (start or _CIRCLED.match(passage.text)):
        start += number.end()
    while end > start and passage.text[end - 1] in outer:
        end -= 1
    if start >= end or not re.search(r"[\w]", passage.text[start:end]):
        return None
    return passage.cut(start, end)


def _sentences(text: str) -> list[tuple[int, int]]:
    depths = depths_of(text)
    cuts = [0]
    for position, char in enumerate(text):
        if char in _STOPS and depths[position] == 0:
            cuts.append(position + 1)
    cuts.extend(match.start() for match in _NUMBERED.finditer(text) if depths[match.start()] == 0)
    cuts.append(len(text))
    ordered = sorted(set(cuts))
    return [(start, end) for start, end in pairwise(ordered) if text[start:end].strip()]


@derived
def _starts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    verbs = load("verbs")
    adverbs = any_of(verbs["adverbs"])
    return (
        re.compile(rf"(?:{adverbs})*?(?:{any_of(verbs['action'])})"),
        re.compile(rf"(?:{any_of(verbs['result'])})"),
        re.compile(rf"(?:{any_of(verbs['opening'])})"),
    )


_DATE_ONLY = re.compile(
    r"(?:到|至|于)?(?:\d{4}年)?(?:\d{1,2}月|年|上半年|下半年)?(?:\d{1,2}日)?(?:底前|底|前|末|起|内)?"
)
_FIGURE = re.compile(r"\d|百分之|[一二三四五六七八九十]个(?:工作日|环节)")


def _kind(clause: str) -> str:
    """action, result, opening (leads to what follows) or other."""
    action, result, opening = _starts()
    if _DATE_ONLY.fullmatch(clause):
        return "opening"
    if _GOES_ON.match(clause):
        return "other"
    if clause.endswith("的"):
        return "opening"  # 依法确需实施强制措施的，应当…
    if opening.match(clause) and not _acts_after_object(clause):
        return "opening"
    if result.match(clause):
        return "action" if _FIGURE.search(clause) else "result"
    if action.match(clause):
        return "action"
    return "other"


def _acts_after_object(clause: str) -> bool:
    """对低压项目实施告知承诺 is a whole promise, 对符合条件的企业 only the beginning of one."""
    return len(clause) >= 9 and any(
        "的" not in clause[match.end() + 3 :] for match in _ACTS.finditer(clause, 3)
    )


_ACTS = re.compile(
    r"实施|实行|开展|进行|给予|推行|加强|予以|提供|完成|建立|完善|设立|公开|公布|推送|向|纳入|整合|优化|应用|引入|"
    r"办理|办结|压缩|压减|实现|改为|转为|划转|嵌入|接入|延伸|列入|作为|清理|免收|取消"
)
_GOES_ON = re.compile(r"以及|及|和|或|与|并且|再到")


def _joints(sentence: str) -> list[tuple[int, int]]:
    """Where a long sentence is cut: before a clause that begins another action."""
    if len(sentence) < LONG:
        return [(0, len(sentence))]
    depths = depths_of(sentence)
    commas = [i for i, char in enumerate(sentence) if char == "，" and depths[i] == 0]
    bounds = [0, *[comma + 1 for comma in commas], len(sentence)]
    clauses = [(a, b) for a, b in pairwise(bounds) if a < b]
    groups: list[list[int]] = []
    acts: list[bool] = []
    leads_on = False
    for begin, end in clauses:
        clause = sentence[begin:end].rstrip("，。；")
        kind = _kind(clause)
        if groups and not (acts[-1] and kind in {"action", "opening"} and not leads_on):
            groups[-1][1] = end
            acts[-1] = acts[-1] or kind == "action"
        else:
            groups.append([begin, end])
            acts.append(kind == "action")
        leads_on = _LEADS_ON.search(clause) is not None
    return _join_short(_join_idle(groups, acts))


_LEADS_ON = re.compile(r"(?:前提下|基础上|的同时|情况下|条件下|过程中|原则|要求|方式|后|时)$")


def _join_idle(groups: list[list[int]], acts: list[bool]) -> list[list[int]]:
    """A group without an action of its own belongs to the one before it."""
    joined: list[list[int]] = []
    for group, act in zip(groups, acts, strict=True):
        if joined and not act:
            joined[-1][1] = group[1]
        else:
            joined.append(group)
    return joined


def _join_short(groups: list[list[int]]) -> list[tuple[int, int]]:
    joined: list[list[int]] = []
    for begin, end in groups:
        if joined and (end - begin < SHORT or joined[-1][1] - joined[-1][0] < SHORT):
            joined[-1][1] = end
        else:
            joined.append([begin, end])
    return [(begin, end) for begin, end in joined]
