"""How binding the clauses about one object are: from 探索 or 可以 to 全面推行, or the reverse.

A step counts only when it is clear and both clauses name the same object; the
evidence is the governing word of each side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.judging.basis import frequency_of, rounds_of
from policydiff.judging.couples import Couple
from policydiff.judging.findings import finding, whole
from policydiff.lexicon import any_of, derived, load
from policydiff.model import Clause, Commitment, Dimension, Finding, Part, Relation, Word
from policydiff.topics.words import generic_keys, without_names

SHARED = 0.62
"""Share of the shorter object that both clauses must name."""
KEPT = 0.42
"""Share of the longer object that both clauses must name."""
VAGUE, ACT, FULL = 3, 4, 5
"""Ranks: in which direction, but not how far (深化, 推进); something is done; it is done everywhere."""


def compare_force(couple: Couple) -> Finding | None:
    """The finding on the governing verbs of a couple; None where the step is not clear or the object not the same."""
    upper, lower = couple.upper, couple.lower
    above, below = upper.governing, lower.governing
    if above is None or below is None or upper.rank is None or lower.rank is None:
        return None
    if _is_ban(upper) != _is_ban(lower) or upper.exceptions or lower.exceptions:
        return None
    relation = _carried(couple) or _named(couple) or _step(upper, lower) or _hedged(couple)
    one = couple.twin or (couple.shared >= SHARED and couple.kept >= KEPT)
    if relation is None or not (one or relation is Relation.EQUAL):
        return None
    if relation is not Relation.EQUAL and (
        _invites(upper, lower)
        or not _one_way(couple, relation)
        or any(is_served(one) or _is_setting(one) or _is_means(one) for one in (upper, lower))
    ):
        return None
    return finding(
        Dimension.MODALITY,
        relation,
        f"modality-{relation.value}",
        upper=above,
        lower=below,
        rule="modality",
    )


def _is_means(clause: Clause) -> bool:
    """Does the governing word only say by what means (通过…备案审查等方式)?"""
    return clause.verb is not None and any(
        match.start() <= clause.verb.start < match.end() for match in means().finditer(clause.folded)
    )


@derived
def means() -> re.Pattern[str]:
    """What a clause says of the means by which something is done."""
    return re.compile(load("scope")["ground"]["means"])


def _step(upper: Clause, lower: Clause) -> Relation | None:
    """Only from a vague word to a full one, or from 探索 or 可以 to doing it; or the reverse."""
    for one, other, relation in ((upper, lower, Relation.TIGHTENS), (lower, upper, Relation.LOOSENS)):
        assert one.rank is not None
        assert other.rank is not None
        vague = one.rank == VAGUE or (one.rank < VAGUE and _is_weak(one))
        if (vague and other.rank >= FULL) or (one.rank <= 1 and other.rank >= ACT):
            return relation
    return Relation.EQUAL if group_of(upper.rank) == group_of(lower.rank) else None


def _carried(couple: Couple) -> Relation | None:
    """全面落实 against 落实: the same verb, which one side carries through."""
    above, below = _verb(couple.upper), _verb(couple.lower)
    for one, other, relation in ((above, below, Relation.LOOSENS), (below, above, Relation.TIGHTENS)):
        if other and one in {word + other for word in _carrying()}:
            return relation
    return None


@derived
def _carrying() -> frozenset[str]:
    return frozenset(load("clauses")["force"]["carrying"])


def _named(couple: Couple) -> Relation | None:
    """Only to improve something (优化…流程) against doing a named thing to it (推行“报退合一”)."""
    for one, other, only, left, relation in (
        (couple.upper, couple.lower, couple.gained, couple.lost, Relation.TIGHTENS),
        (couple.lower, couple.upper, couple.lost, couple.gained, Relation.LOOSENS),
    ):
        assert one.rank is not None
        assert other.rank is not None
        named = [word for word in only if word.text[0] == "“" and not other.in_condition(word)]
        if one.rank == VAGUE and other.rank >= ACT and named and not _content(one, left):
            return relation
    return None


def _is_weak(clause: Clause) -> bool:
    """Does its verb promise less than the whole, and not only to go on?"""
    return _verb(clause) in _hedges() | _weak()


def _verb(clause: Clause) -> str:
    return clause.governing[1].text if clause.governing else ""


@derived
def _weak() -> frozenset[str]:
    return frozenset(load("clauses")["force"]["weak"])


def _hedged(couple: Couple) -> Relation | None:
    """Two clauses that differ in nothing but a word such as 逐步 or 鼓励: the side without it binds more."""
    if not couple.twin or _content(couple.upper, couple.lost) or _content(couple.lower, couple.gained):
        return None
    above, below = (_is_hedge(clause) for clause in (couple.upper, couple.lower))
    if above == below:
        return None
    return Relation.TIGHTENS if above else Relation.LOOSENS


def compare_hedge(couple: Couple) -> Finding | None:
    """力争, 原则上 before the same figure, in clauses that are one but for it: the side without it binds more."""
    differing = [word.text for word in (*couple.lost, *couple.gained)]
    if not couple.twin or not differing or not set(differing) <= _hedges() or (couple.lost and couple.gained):
        return None
    if _values(couple.upper) != _values(couple.lower) or any(map(is_served, (couple.upper, couple.lower))):
        return None
    clause, only = (couple.upper, couple.lost) if couple.lost else (couple.lower, couple.gained)
    word = (clause, Part(only[0].start, only[0].end, only[0].text))
    other = couple.lower if couple.lost else couple.upper
    relation = Relation.TIGHTENS if couple.lost else Relation.LOOSENS
    return finding(
        Dimension.MODALITY,
        relation,
        "hedge-dropped" if couple.lost else "hedge-added",
        upper=word if couple.lost else (other, whole(other)),
        lower=(other, whole(other)) if couple.lost else word,
        words={"word": only[0].text},
    )


def _values(clause: Clause) -> set[tuple[object, ...]]:
    return {(target.comparator, target.value, target.unit) for target in clause.figures}


def _content(clause: Clause, only: Sequence[Word]) -> list[Word]:
    return [word for word in only if not clause.verb_holds(word) and word.key not in generic_keys()]


def _is_hedge(clause: Clause) -> bool:
    return _verb(clause) in _hedges()


@derived
def _hedges() -> frozenset[str]:
    return frozenset(load("clauses")["force"]["hedge"])


def group_of(rank: int | None) -> int:
    """How binding, in the steps that matter: not known, to try, towards, to do, everywhere."""
    return 0 if rank is None else 1 if rank <= 1 else 2 if rank <= 2 else 3 if rank <= 4 else 4


def _one_way(couple: Couple, relation: Relation) -> bool:
    """Does nothing in the couple speak the other way: a condition that the stricter side makes?"""
    strict = couple.lower if relation is Relation.TIGHTENS else couple.upper
    return not strict.conditions


@derived
def _kinds() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = load("clauses")["force"]
    return frozenset(data["ban"]), frozenset(data["permit"]), frozenset(data["invite"])


def _is_ban(clause: Clause) -> bool:
    return any(ban in word.text for word in clause.words for ban in _kinds()[0])


def permits(clause: Clause) -> bool:
    """Does the clause permit or invite something, so that a longer list permits more?"""
    _, permit, invite = _kinds()
    return _verb(clause) in permit | invite


def _invites(upper: Clause, lower: Clause) -> bool:
    """鼓励企业… against …企业应当: what those who are served do is their choice, so nothing is said of how strictly."""
    invite = _kinds()[2]
    return any(
        clause.verb is not None
        and clause.verb.text in invite
        and other.rank is not None
        and other.rank >= FULL
        and _of_served(clause.folded[clause.verb.end :])
        for clause, other in ((upper, lower), (lower, upper))
    )


def _of_served(words: str) -> bool:
    """Do ``words`` begin with those who are served: 企业公开年报?"""
    return any(_who()[0].fullmatch(words[:size]) for size in range(2, 9))


def is_served(clause: Clause) -> bool:
    """Is it said of those who are served: what they may do is their right, what they must or just do no promise?"""
    if clause.who:
        return _who()[0].search(clause.who.text) is not None
    # 市场主体办理…事项; not 为市场主体提供
    before = clause.folded[: clause.verb.start] if clause.verb else ""
    return _who()[0].fullmatch(before) is not None


def _is_setting(clause: Clause) -> bool:
    """Does it only say under what else something is done (在确保安全的前提下)?"""
    return _who()[1].search(clause.folded) is not None


@derived
def _who() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("clauses")
    return re.compile(data["who"]["served"]), re.compile(data["force"]["setting"])


# ---- how often, and which way


def compare_frequency(couple: Couple) -> Finding | None:
    """每季度 against 每年, 每月两次 against 每月一次 in clauses about one thing."""
    above, below = rounds_of(couple.upper.folded), rounds_of(couple.lower.folded)
    if above is None or below is None or above[0] == below[0] or not (couple.twin or couple.shared >= SHARED):
        return None
    if counts_alone(couple):
        return None  # 每年召开两次 against 每年召开: how often the second one is meant is not said
    relation = Relation.TIGHTENS if below[0] > above[0] else Relation.LOOSENS
    return finding(
        Dimension.COUNT,
        relation,
        f"period-{relation.value}",
        upper=(couple.upper, above[1]),
        lower=(couple.lower, below[1]),
        words={"upper": format(above[0].normalize(), "f"), "lower": format(below[0].normalize(), "f")},
    )


def counts_alone(couple: Couple) -> bool:
    """Does one side alone count how often in a period that both name?"""
    texts = (couple.upper.folded, couple.lower.folded)
    periods, rounds = list(map(frequency_of, texts)), list(map(rounds_of, texts))
    counts = [period != whole for period, whole in zip(periods, rounds, strict=True)]
    return len({period and period[0] for period in periods}) == 1 and any(counts) and not all(counts)


@derived
def _polarity() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data, force = load("scope")["polarity"], load("clauses")["force"]
    patterns = (data["none"], data["less"], any_of(force["ban"]), any_of(force["permit"]))
    none, less, ban, permit = map(re.compile, patterns)
    return none, less, ban, permit


def turned(couple: Couple) -> bool:
    """Does one clause forbid or abolish something and the other not?  Then they are not the same."""
    none, *_ = _polarity()
    above, below = (
        none.search(clause.folded) is not None or clause.folded[0] in "不未无"
        for clause in (couple.upper, couple.lower)
    )
    return above != below


def forbidden(commitment: Commitment) -> bool:
    """Does what stands above an item forbid it (不得有下列行为：)?"""
    return any(clause.lead and _is_ban(clause) for clause in commitment.clauses)


def compare_polarity(couple: Couple) -> Finding | None:
    """取消 against 降低 or 限制, 不得 against 可以, where the two clauses are the same but for these words."""
    none, less, ban, permit = _polarity()
    for stop, mild, least, of_served in ((none, less, _SAME_BUT, True), (ban, permit, 100, False)):
        above, below = stop.search(couple.upper.folded), stop.search(couple.lower.folded)
        if (above is None) == (below is None):
            continue
        first = above or mild.search(couple.upper.folded)
        second = below or mild.search(couple.lower.folded)
        if first is None or second is None or not _same_but(first, second, least):
            continue
        if not of_served and (is_served(couple.upper) or is_served(couple.lower)):
            continue  # what they may do is their right
        relation = Relation.LOOSENS if above else Relation.TIGHTENS
        return finding(
            Dimension.MODALITY,
            relation,
            f"polarity-{relation.value}",
            upper=(couple.upper, Part(*first.span(), first[0])),
            lower=(couple.lower, Part(*second.span(), second[0])),
        )
    return None


_SAME_BUT = 80
"""Of a hundred: so alike are two clauses that say one thing more and less of one object."""


def _same_but(stop: re.Match[str], mild: re.Match[str], least: float) -> bool:
    """Are the two clauses the same but for the words found in them, and for names?"""
    from rapidfuzz import fuzz

    one, two = (
        without_names(match.string[: match.start()] + match.string[match.end() :]) for match in (stop, mild)
    )
    return fuzz.ratio(one, two) >= least
