"""Words for one thing of which one asks for more: 赔偿 and 补偿, 全部 and 大部分, 不得 and 避免.

Only between clauses that say the same but for these words, so that each side
shows its own word as evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from policydiff.judging.couples import Couple, content
from policydiff.judging.findings import finding
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Clause, Commitment, Dimension, Finding, Part, Relation
from policydiff.text import fold
from policydiff.topics.words import generic_keys

_WAYS = ((0, Relation.LOOSENS), (1, Relation.TIGHTENS))
"""On which side the greater word stands, and what that says of the lower side."""


def compare_grades(couple: Couple) -> Finding | None:
    """The upper word is higher on a ladder than the lower one, or lower; None where the clauses differ in more."""
    clauses = (couple.upper, couple.lower)
    for rungs in _ladders():
        for more, less in combinations(rungs, 2):
            for place, relation in _WAYS:
                strong, weak = clauses[place], clauses[1 - place]
                one, two = more.search(strong.folded), less.search(weak.folded)
                if (
                    one is None
                    or two is None
                    or any(rung.search(weak.folded) for rung in rungs if rung is more)
                ):
                    continue
                if less.search(strong.folded) and not _inside(less, strong, one):
                    continue
                if _else_same(strong, one, weak, two):
                    return _graded(couple, relation, (one, two) if place == 0 else (two, one), "grade")
    return None


def _inside(less: re.Pattern[str], clause: Clause, match: re.Match[str]) -> bool:
    """Does the lesser word stand only within the greater one?"""
    return all(match.start() <= other.start() < match.end() for other in less.finditer(clause.folded))


def _else_same(first: Clause, one: re.Match[str], second: Clause, two: re.Match[str]) -> bool:
    """Are two clauses the same but for the words found, names, and words that show nothing?"""
    above, below = _rest(first, one), _rest(second, two)
    return above == below and sum(map(len, above.elements())) >= _LEAST


_LEAST = 4
"""Characters that both sides must share."""


def _rest(clause: Clause, match: re.Match[str]) -> Counter[str]:
    return Counter(
        word.key
        for word in content(clause)
        if not (match.start() < word.end and word.start < match.end()) and word.key not in generic_keys()
    )


def _graded(couple: Couple, relation: Relation, found: Sequence[re.Match[str]], name: str) -> Finding:
    first, second = (Part(*match.span(), match[0]) for match in found)
    return finding(
        Dimension.MODALITY,
        relation,
        f"{name}-{relation.value}",
        upper=(couple.upper, first),
        lower=(couple.lower, second),
        rule=name,
    )


@derived
def _ladders() -> tuple[tuple[re.Pattern[str], ...], ...]:
    ladders = load("grades")["ladders"].values()
    return tuple(tuple(re.compile(any_of(map(fold, rung.split("|")))) for rung in rungs) for rungs in ladders)


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    data = load("grades")
    return {
        "degree": re.compile(data["degree"]["words"]),
        "without": re.compile(data["bar"]["without"]),
        "act": re.compile(data["bar"]["act"]),
        "when": re.compile(data["able"]["when"]),
        "fine": re.compile(data["fine"]["words"]),
        "unless": re.compile(data["fine"]["unless"]),
    }


# ---- how far


def compare_degree(couple: Couple) -> Finding | None:
    """最大限度 on one side only, in clauses that else say the same; that side asks for more."""
    degree = _rules()["degree"]
    found = [degree.search(clause.folded) for clause in (couple.upper, couple.lower)]
    if (found[0] is None) == (found[1] is None) or not couple.twin:
        return None
    place, relation = (0, Relation.LOOSENS) if found[0] else (1, Relation.TIGHTENS)
    match = found[place]
    assert match is not None
    only = (couple.lost, couple.gained)[place]
    other = (couple.gained, couple.lost)[place]
    if any(not match.start() <= word.start < match.end() for word in only) or other:
        return None
    clause = (couple.lower, couple.upper)[place]
    part = Part(*match.span(), match[0])
    rest = Part(0, len(clause.text), clause.text)
    parts = (part, rest) if place == 0 else (rest, part)
    return finding(
        Dimension.MODALITY,
        relation,
        "wide-upper" if place == 0 else "wide-lower",
        upper=(couple.upper, parts[0]),
        lower=(couple.lower, parts[1]),
        words={"word": match[0]},
        rule="degree",
    )


# ---- what two commitments say as a whole


def compare_duties(upper: Commitment, lower: Commitment) -> Iterator[Finding]:
    """A review against a ban on acting without it, a duty against one only where it can be done, a fine that must or may be set."""
    for found in (_bar(upper, lower), _able(upper, lower), _fine(upper, lower)):
        if found is not None:
            yield found


def _own(commitment: Commitment) -> list[Clause]:
    return [clause for clause in commitment.clauses if not clause.lead]


def _said(
    name: str, dimension: Dimension, relation: Relation, found: Sequence[tuple[Clause, Part]], place: int
) -> Finding:
    """The finding on ``found``: the words of the side at ``place``, and those of the other."""
    upper, lower = (found[0], found[1]) if place == 0 else (found[1], found[0])
    return finding(dimension, relation, f"{name}-{relation.value}", upper=upper, lower=lower, rule=name)


def _bar(upper: Commitment, lower: Commitment) -> Finding | None:
    """未经公平竞争审查不得出台 asks for more than 应当进行公平竞争审查."""
    without, act = _rules()["without"], _rules()["act"]
    bars = [[(clause, without.search(clause.folded)) for clause in _own(side)] for side in (upper, lower)]
    barred = [any(match for _, match in side) for side in bars]
    if barred[0] == barred[1]:
        return None
    place, relation = (0, Relation.LOOSENS) if barred[0] else (1, Relation.TIGHTENS)
    clause, match = next((clause, match) for clause, match in bars[place] if match)
    review = act.search(match["act"])
    if review is None:
        return None
    kind = match["act"][: review.start()]
    for other in _own((lower, upper)[place]):
        named = next((one for one in act.finditer(other.folded) if one[0] == review[0]), None)
        if named and "不得" not in other.folded and _named(kind, other.folded[: named.start()]):
            part, asked = Part(*match.span(), match[0]), Part(*named.span(), named[0])
            return _said("bar", Dimension.MODALITY, relation, ((clause, part), (other, asked)), place)
    return None


def _named(kind: str, text: str) -> bool:
    """Does ``text`` name the kind of review, if in longer words?"""
    pairs = [kind[at : at + 2] for at in range(len(kind) - 1)]
    return any(pair in text for pair in pairs)


def _able(upper: Commitment, lower: Commitment) -> Finding | None:
    """能够合并的，应当合并 asks for less than 应当合并."""
    when = _rules()["when"]
    found = [[(clause, when.search(clause.folded)) for clause in _own(side)] for side in (upper, lower)]
    limited = [any(match for _, match in side) for side in found]
    if limited[0] == limited[1]:
        return None
    place, relation = (0, Relation.TIGHTENS) if limited[0] else (1, Relation.LOOSENS)
    clause, match = next((clause, match) for clause, match in found[place] if match)
    duty = re.compile(load("grades")["able"]["duty"] + re.escape(match["act"]))
    for other in _own((lower, upper)[place]):
        asked = duty.search(other.folded)
        if asked is not None:
            part, free = Part(*match.span(), match[0]), Part(*asked.span(), asked[0])
            return _said("able", Dimension.SCOPE, relation, ((clause, part), (other, free)), place)
    return None


def _fine(upper: Commitment, lower: Commitment) -> Finding | None:
    """可以并处 against 并处 with the same amount."""
    found = [
        [(clause, match) for clause in _own(side) for match in _rules()["fine"].finditer(clause.folded)]
        for side in (upper, lower)
    ]
    if len(found[0]) != 1 or len(found[1]) != 1:
        return None
    (above, first), (below, second) = found[0][0], found[1][0]
    if bool(first["may"]) == bool(second["may"]) or _amount(first) != _amount(second):
        return None
    if _is_graver(upper, above, first) != _is_graver(lower, below, second):
        return None  # 可以处 beside 拒不改正的，处: one must be fined, but for more
    relation = Relation.TIGHTENS if first["may"] else Relation.LOOSENS
    return finding(
        Dimension.MODALITY,
        relation,
        f"grade-{relation.value}",
        upper=(above, Part(*first.span(), first[0])),
        lower=(below, Part(*second.span(), second[0])),
        rule="penalty-bound",
    )


def _is_graver(commitment: Commitment, clause: Clause, fine: re.Match[str]) -> bool:
    """Is the fine for those who do not mend it, or for grave cases, by its clause or the condition just before?"""
    before = ""
    for one, following in pairwise(_own(commitment)):
        if following is clause and one.folded.endswith("的"):
            before = one.folded
    return _rules()["unless"].search(before + clause.folded[: fine.start()]) is not None


def _amount(match: re.Match[str]) -> list[str]:
    return _NUMBER.findall(match["much"])


_NUMBER = re.compile(r"[\d.一二两三四五六七八九十百千万亿]+(?=元|倍|万|%)")
