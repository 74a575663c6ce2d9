"""The clauses of two commitments that speak of the same thing, and word by word where they differ.

A commitment holds several clauses; how binding it is, how wide, under which
condition is said of one of them.  Words of another clause must not be held
against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz

from policydiff.lexicon import noted
from policydiff.model import Clause, Commitment, Dimension, Finding, Part, Relation, Span, Word
from policydiff.topics.words import FIGURE, JOINT, OFFICE, acting_words, empty_keys, generic_keys, strong_keys

NEAR = 0.34
"""Likeness from which two clauses may speak of one thing."""
TWIN = 0.72
"""Likeness from which two clauses are one sentence with something changed."""
HELD = 0.95
"""Share of the shorter object from which it is held by the longer one."""
_LONGEST = 6
"""Characters that one word counts at most."""
LEAST = 600
"""Weight of content words, in hundredths of a character, from which a clause says enough to be held by another."""
_GENERIC = 0.3
"""What a word counts that alone shows nothing (工作, 制度)."""


@dataclass(frozen=True)
class Couple:
    """A clause of each side and how alike their content is, 0 to 1."""

    upper: Clause
    lower: Clause
    likeness: float

    @property
    def twin(self) -> bool:
        """Is it one sentence with something changed?"""
        return self.likeness >= TWIN

    @property
    def contained(self) -> bool:
        """Does one clause hold nearly all that the other says?"""
        return self.shared >= HELD and (min(_size(self.upper), _size(self.lower)) >= LEAST)

    @cached_property
    def lost(self) -> tuple[Word, ...]:
        """The content words that only the upper clause has."""
        return _beyond(self.upper, self.lower)

    @cached_property
    def gained(self) -> tuple[Word, ...]:
        """The content words that only the lower clause has."""
        return _beyond(self.lower, self.upper)

    @cached_property
    def shared(self) -> float:
        """How much of the shorter object both sides name, 0 to 1; words that show nothing count little."""
        above, below = _weights(self.upper, objects=True), _weights(self.lower, objects=True)
        least = min(sum(above.values()), sum(below.values()))
        return _common(above, below) / least if least else 0.0

    @cached_property
    def kept(self) -> float:
        """How much of the longer object both sides name, 0 to 1."""
        above, below = _weights(self.upper, objects=True), _weights(self.lower, objects=True)
        most = max(sum(above.values()), sum(below.values()))
        return _common(above, below) / most if most else 0.0


def couples(upper: Commitment, lower: Commitment) -> tuple[Couple, ...]:
    """The couples of clauses that are alike enough, each clause with the likest of the other side; likest first."""
    rows = [
        [Couple(first, second, likeness(first, second)) for second in lower.clauses if not second.lead]
        for first in upper.clauses
        if not first.lead
    ]
    if not rows or not rows[0]:
        return ()
    best_upper = [max(couple.likeness for couple in row) for row in rows]
    best_lower = [max(row[place].likeness for row in rows) for place in range(len(rows[0]))]
    found = [
        couple
        for row, above in zip(rows, best_upper, strict=True)
        for couple, under in zip(row, best_lower, strict=True)
        if couple.likeness >= NEAR and couple.likeness in {above, under}
    ]
    return tuple(sorted(found, key=lambda couple: (-couple.likeness, couple.upper.span, couple.lower.span)))


def nearest(upper: Commitment, lower: Commitment) -> Couple | None:
    """The likest clauses of two commitments, however little alike; None where a side has none of its own.

    A clause that says nothing but a date or a figure (到2025年底) is taken only where there is no other.
    """
    sides = [[clause for clause in side.clauses if not clause.lead] for side in (upper, lower)]
    above, below = ([clause for clause in side if _weights(clause)] or side for side in sides)
    found = [Couple(first, second, likeness(first, second)) for first in above for second in below]
    return min(found, key=lambda one: (-one.likeness, one.upper.span, one.lower.span), default=None)


def decisive(upper: Commitment, lower: Commitment, findings: Iterable[Finding]) -> Couple | None:
    """The clauses with the words that the weightiest of ``findings`` rests on; the likest where none has words of both."""
    for finding in sorted(findings, key=_weight_of):
        if finding.upper_evidence and finding.lower_evidence:
            first = _holding(upper, finding.upper_evidence[0])
            second = _holding(lower, finding.lower_evidence[0])
            if first and second:
                return Couple(first, second, likeness(first, second))
    return nearest(upper, lower)


def _weight_of(finding: Finding) -> tuple[bool, bool]:
    """More or less before as much, anything before a date alone."""
    one_way = finding.relation in {Relation.TIGHTENS, Relation.LOOSENS, Relation.MIXED}
    return not one_way, finding.dimension is Dimension.DATE


def _holding(commitment: Commitment, span: Span) -> Clause | None:
    """The clause of its own in which ``span`` begins."""
    return next(
        (
            clause
            for clause in commitment.clauses
            if not clause.lead and clause.span.start <= span.start < clause.span.end
        ),
        None,
    )


def _size(clause: Clause) -> int:
    return sum(_weights(clause, objects=True).values())


def likeness(first: Clause, second: Clause) -> float:
    """How alike the content of two clauses is, 0 to 1: the better of shared words and shared order of characters."""
    one, two = _said(first), _said(second)
    total = one.total + two.total
    words = 2 * _common(one.weights, two.weights) / total if total else 0.0
    return max(words, fuzz.ratio(one.plain, two.plain) / 100 if one.plain and two.plain else 0.0)


def _common(one: Counter[str], two: Counter[str]) -> int:
    return sum(min(weight, two[key]) for key, weight in one.items() if key in two)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a clause says without its exceptions, read once for the many clauses that it is held against."""

    plain: str
    weights: Counter[str]
    total: int


@noted(5000)
def _said(clause: Clause) -> _Said:
    weights = _weights(clause)
    return _Said("".join(word.key for word in _promised(clause)), weights, sum(weights.values()))


@noted(5000)
def content(clause: Clause) -> tuple[Word, ...]:
    """The words that say something of its own: no names of places and offices, no 进一步, no marks."""
    skipped = empty_keys()
    return tuple(
        word
        for word in clause.words
        if word.key not in skipped and word.text not in skipped and not clause.in_reminder(word)
    )


def _promised(clause: Clause) -> tuple[Word, ...]:
    """The content of a clause without its exceptions, which are no likeness; all of it where nothing else is left."""
    held = content(clause)
    kept = tuple(
        word for word in held if not any(part.start <= word.start < part.end for part in clause.exceptions)
    )
    return kept or held


def _weights(clause: Clause, *, objects: bool = False) -> Counter[str]:
    """The content words of a clause with their weight in hundredths; ``objects``: without the words of force."""
    generic = generic_keys()
    verb = clause.verb
    governed = clause.object.start if clause.object and verb and clause.object.start > verb.start else 0
    found: Counter[str] = Counter()
    for word in _promised(clause):
        if word.key == FIGURE:
            continue
        if objects and verb and (clause.verb_holds(word) or verb.end <= word.start < governed):
            continue
        if objects and word.key in strong_keys():
            continue
        size = min(len(word.key), _LONGEST) * 100
        found[word.key] += int(size * _GENERIC) if word.key in generic else size
    return found


def _beyond(clause: Clause, other: Clause) -> tuple[Word, ...]:
    left = Counter(word.key for word in content(other))
    found = []
    # what is to be done is looked for first, so that a word said once more in a condition counts as the condition's
    for word in sorted(content(clause), key=clause.in_condition):
        if left[word.key]:
            left[word.key] -= 1
        else:
            found.append(word)
    return tuple(sorted(found, key=lambda word: word.start))


def stretch(clause: Clause, words: Sequence[Word]) -> Part:
    """The stretch of ``clause`` from the first to the last of ``words``."""
    start, end = words[0].start, words[-1].end
    return Part(start, end, clause.text[start:end])


def runs(clause: Clause, words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """``words`` as stretches without a gap; joints and empty words between them do not part them."""
    places = {id(word): place for place, word in enumerate(clause.words)}
    found: list[list[int]] = []
    for place in sorted({places[id(word)] for word in words}):
        gap = range(found[-1][-1] + 1, place) if found else range(0)
        if found and all(clause.words[at].text in {"的", "和", "与"} for at in gap):
            found[-1].extend((*gap, place))
        else:
            found.append([place])
    return [_without_preposition([clause.words[at] for at in run]) for run in found]


def _without_preposition(run: Sequence[Word]) -> tuple[Word, ...]:
    """``run`` without the 按, 由 or 对 at its end, which belongs to what follows: 用热（按居民价格）."""
    end = len(run)
    while end > 1 and run[end - 1].tag == "p":
        end -= 1
    return tuple(run[:end])


def joints(clause: Clause, run: Sequence[Word]) -> bool:
    """Is ``run`` a whole member of a list in ``clause``: between joints, or between a joint and what ends a list?"""
    places = {id(word): place for place, word in enumerate(clause.words)}
    first, last = places[id(run[0])], places[id(run[-1])]
    before = _next(clause.words[first - 1 :: -1] if first else ())
    behind = _next(clause.words[last + 1 :])
    if behind is not None and behind.key == OFFICE:
        return False  # 交易和资产管理部门 is the name of one office
    if behind is not None and behind.key == JOINT:
        return before is None or before.key == JOINT or _ends(before) or _acts(before)
    if before is None or before.key != JOINT:
        return False
    return behind is None or _ends(behind) or _acts(behind) or _acts(run[-1])


def in_list(clause: Clause, run: Sequence[Word]) -> bool:
    """Does ``run`` stand beside a joint, so that it may be a member of a list or part of one?"""
    places = {id(word): place for place, word in enumerate(clause.words)}
    first, last = places[id(run[0])], places[id(run[-1])]
    beside = (_next(clause.words[first - 1 :: -1] if first else ()), _next(clause.words[last + 1 :]))
    return any(word is not None and word.key == JOINT for word in beside)


def _acts(word: Word) -> bool:
    """Is it a verb, or a word that leads to one?  Then it is no part of a name."""
    return word.tag[:1] in "vcpd" or word.text in acting_words()


def _next(words: Sequence[Word]) -> Word | None:
    """The first of ``words`` that is not empty: 制定并（向）社会公开, 与（各类）改造项目."""
    return next((word for word in words if word.text not in _EMPTY), None)


_EMPTY = frozenset({"向", "对", "其", "各", "各类", "相关", "有关"})


def members(clause: Clause) -> tuple[Part, ...]:
    """The members of the longest list in ``clause``: what stands between its joints, with what begins and ends it.

    The first and the last member may carry words round the list.
    """
    marks = [place for place, word in enumerate(clause.words) if word.key == JOINT and word.text != "并"]
    best: list[int] = []
    now: list[int] = []
    for mark in marks:
        if now and clause.words[mark].start - clause.words[now[-1]].end > _MEMBER:
            now = []
        now.append(mark)
        best = max(best, now, key=len)
    if not best:
        return ()
    words = clause.words
    begin = next((p + 1 for p in range(best[0] - 1, -1, -1) if _ends(words[p])), 0)
    end = next((p for p in range(best[-1] + 1, len(words)) if _ends(words[p])), len(words))
    bounds = [begin - 1, *best, end]
    found = [words[a + 1 : b] for a, b in pairwise(bounds) if b > a + 1]
    return tuple(stretch(clause, run) for run in found)


_MEMBER = 20
"""Characters; a longer stretch between two joints is no member."""


def _ends(word: Word) -> bool:
    return word.text in _ENDS


_ENDS = frozenset("等的”“，：；（）对将把向以在")
