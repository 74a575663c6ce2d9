"""Figures first: every figure of the upper document against all figures of the lower one.

A figure meets another by what it measures (object and action), in which
dimension, for whom and by which day, inside the pairs found by words and
outside them.  A wrong lower figure is worse than none, so a figure whose
object names nothing (办理时限) is matched only on the evidence of its sentence,
and where two lower figures with different values are equally near, none is taken
and the row says so.

Deadlines are no figures here: a date is compared within its pair.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nsmallest
from itertools import pairwise

from policydiff.figures.amounts import amount, difference
from policydiff.figures.lists import split_items
from policydiff.figures.measures import units
from policydiff.judging.figures import OFTEN, how_often, on_one_basis
from policydiff.judging.intervals import Compared
from policydiff.judging.objects import (
    condition_of,
    core,
    differ,
    full_words,
    is_standard,
    is_total,
    object_likeness,
    same_condition,
)
from policydiff.lexicon import any_of, derived, load
from policydiff.model import (
    Commitment,
    Comparator,
    Dimension,
    Direction,
    Document,
    Relation,
    Span,
    Target,
    Wording,
)
from policydiff.pairing.profiles import in_conflict, sides_of
from policydiff.topics.concepts import find_concepts
from policydiff.topics.words import acting_words, binding_words
from policydiff.wording import say


@dataclass(frozen=True, slots=True)
class MetFigure:
    """An upper figure and the lower figure that answers it; none where the lower document has none for its object."""

    upper: Target
    upper_commitment: Commitment
    lower: Target | None
    lower_commitment: Commitment | None
    part: str
    """Which object of a list the row is about (供热 of 燃气、供热、供水); empty for the whole."""
    relation: Relation
    """Of the lower value to the upper one; incomparable where there is no lower one."""
    rule: str
    difference: Wording
    score: float
    """How surely both measure the same, 0 to 1; 0 where there is no lower one."""


def figures_table(
    upper: Document,
    lower: Document,
    pairs: Iterable[tuple[str, str]] = (),
    *,
    alike: bool = False,
) -> tuple[MetFigure, ...]:
    """The rows in the order of the upper document, each upper figure at least once.

    ``pairs`` are the ids of commitments that answer each other; a pair is
    evidence and not needed.  A figure that names several objects has a row
    for each that is answered by a figure of its own.  Totals of a place and
    of its part are not compared unless the places are ``alike``.
    """
    ground = _Ground.of(upper, lower)
    above = ground.figures(upper)
    parts = (part for figure in ground.figures(lower) for part in (figure, *figure.objects))
    below = _Below.of(parts, ground, pairs)
    found, unclear = _assigned(above, below, ground)
    rows = []
    for place, figure in enumerate(above):
        listed = _parts_of(figure, below)
        if listed:
            rows += [_row(part, other, score, alike, lower.issued) for part, other, score in listed]
        elif place in found:
            other, score = found[place]
            rows.append(_row(figure, other, score, alike, lower.issued))
        else:
            rows.append(_alone(figure, "figure-unclear" if place in unclear else "only-upper"))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure as it is looked for."""

    target: Target
    commitment: Commitment
    part: str
    """The one object of its list that it is looked for with."""
    meant: Target
    """``target`` with that object alone."""
    named: bool
    """Its own words say what is measured; else the sentence does."""
    name: str
    """Those words in one piece: the object, or what is done where the object says nothing."""
    subject: frozenset[str]
    """Pairs of characters of what is measured."""
    sentence: frozenset[str]
    concepts: frozenset[str]
    says: tuple[object, ...]
    """All that its likeness to another is told by: two figures that say the same are weighed once."""

    @classmethod
    def of(cls, target: Target, commitment: Commitment, part: str = "", name: str = "") -> _Figure:
        meant = replace(target, object=name) if name else target
        own = core(_measured(meant.object))
        said = f"{own} {core(_deed(meant))}"
        named = len(said) > _NAMED
        name = (own if len(own) >= _NAMED else said).replace(" ", "")
        sentence = _grams(core(commitment.lead + commitment.text))
        subject = _grams(said) if named else sentence
        concepts = frozenset(find_concepts(meant.object + meant.action))
        says = (
            replace(meant, span=_ANYWHERE),
            full_words(meant, commitment),
            commitment.text,
            commitment.lead,
            commitment.theme,
            commitment.deadline,
            len(commitment.targets),
        )
        return cls(target, commitment, part, meant, named, name, subject, sentence, concepts, says)

    @property
    def objects(self) -> tuple[_Figure, ...]:
        """The figure once for each object of the list that it names: 燃气、供热、供水报装时限."""
        if not _LISTED.search(self.target.object):
            return ()
        items = split_items(self.target.object)
        return tuple(
            _Figure.of(self.target, self.commitment, item.item, item.object)
            for item in items
            if len(items) > 1
        )

    @property
    def day(self) -> date | None:
        return self.target.due or self.commitment.deadline


def _measured(object_: str) -> str:
    """What is measured, without the verb before it: 建立探访制度 and 落实探访制度 are of one thing."""
    verb = _verb().match(object_)
    return object_[verb.end() :] if verb and len(object_) - verb.end() >= _NAMED else object_


@derived
def _verb() -> re.Pattern[str]:
    return re.compile(any_of(acting_words() | binding_words()))


_ANYWHERE = Span(0, 0)
_LISTED = re.compile(r"[、和与及]")
_DEED = re.compile(r"[^，。；：、]*")
_NAMED = 3
"""Characters from which words say what is measured."""


def _deed(target: Target) -> str:
    match = _DEED.match(target.action)
    return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class _Ground:
    """How much each pair of characters tells in these two documents."""

    weights: Mapping[str, float]
    rare: float
    known: dict[frozenset[str], float] = field(default_factory=dict)
    """What words weigh that were asked for."""

    @classmethod
    def of(cls, *documents: Document) -> _Ground:
        texts = [_grams(core(c.text)) for document in documents for c in document.commitments]
        often = Counter(gram for text in texts for gram in text)
        whole = len(texts) + 1
        return cls({gram: math.log(whole / count) for gram, count in often.items()}, math.log(whole))

    def weight(self, grams: Iterable[str]) -> float:
        return math.fsum(self.weights.get(gram, self.rare) for gram in grams)

    def likeness(self, first: frozenset[str], second: frozenset[str]) -> float:
        """0 to 1: what both share of what each says."""
        shared = first & second
        if not shared:
            return 0.0
        return self.weight(shared) / math.sqrt(self._whole(first) * self._whole(second))

    def _whole(self, grams: frozenset[str]) -> float:
        found = self.known.get(grams)
        if found is None:
            found = self.known[grams] = self.weight(grams)
        return found

    def figures(self, document: Document) -> tuple[_Figure, ...]:
        return tuple(
            _Figure.of(target, commitment)
            for commitment in document.commitments
            for target in commitment.targets
            if target.dimension is not Dimension.DATE
        )


@dataclass(frozen=True, slots=True)
class _Below:
    """The figures of the lower document, and where to look for those that an upper one might meet."""

    figures: tuple[_Figure, ...]
    held: Mapping[tuple[object, ...], Sequence[int]]
    """The places of the figures by what they measure together with a pair of characters, a concept or their commitment.

    Of figures that say the same only the first is held by its words: in a text of
    one sentence over and over each would else be weighed with each.
    """
    ground: _Ground
    lowers: Mapping[str, Sequence[str]]
    """The ids of the lower commitments that each upper one is paired with."""
    known: dict[tuple[object, ...], Mapping[int, float]] = field(default_factory=dict)
    """What was found by words for upper figures that say the same."""

    @classmethod
    def of(cls, figures: Iterable[_Figure], ground: _Ground, pairs: Iterable[tuple[str, str]]) -> _Below:
        every = tuple(figures)
        held: dict[tuple[object, ...], list[int]] = defaultdict(list)
        said = set()
        for place, figure in enumerate(every):
            measure = _measure(figure.target)
            words = () if figure.says in said else (*figure.subject, *figure.concepts)
            for word in (*words, figure.commitment.id):
                held[*measure, word].append(place)
            said.add(figure.says)
        lowers: dict[str, list[str]] = defaultdict(list)
        for one, other in sorted(pairs):
            lowers[one].append(other)
        return cls(every, held, ground, lowers)

    def weighed(self, first: _Figure) -> Mapping[int, float]:
        """How surely each figure that shares something with ``first``, or stands in its pairs, measures the same, by place."""
        near = self.known.get(first.says)
        measure = _measure(first.target)
        if near is None:
            shared: dict[int, float] = defaultdict(float)
            for word in sorted(first.subject) + sorted(first.concepts):
                places = self.held.get((*measure, word), ())
                for place in places if len(places) <= _OFTEN else ():
                    shared[place] += self.ground.weights.get(word, self.ground.rare)
            likest = nsmallest(_MOST, shared, key=lambda place: (-shared[place], place))
            near = self.known[first.says] = self._weighed(first, likest, paired=False)
        lowers = self.lowers.get(first.commitment.id, ())
        within = {place for lower in lowers for place in self.held.get((*measure, lower), ())}
        return {**near, **self._weighed(first, within, paired=True)} if within else near

    def _weighed(self, first: _Figure, places: Iterable[int], *, paired: bool) -> dict[int, float]:
        return {
            place: _score(first, self.figures[place], self.ground, paired=paired) for place in sorted(places)
        }


_MOST = 40
"""How many lower figures outside its pairs are weighed for each upper one: those that share most with it."""
_OFTEN = 500
"""What more figures of one measure have in common tells none of them from the others."""


def _measure(target: Target) -> tuple[Dimension, bool, str]:
    """What two figures have to have in common: the dimension, a level or a change, units that convert."""
    unit = units().get(target.unit)
    kind = unit.kind if unit else target.unit
    return target.dimension, target.comparator in _CHANGES, "day" if kind in _DAYS else kind


def _grams(words: str) -> frozenset[str]:
    return frozenset("".join(pair) for word in words.split() for pair in pairwise(word))


_PAIRED = 0.2
"""What a pair found by words adds."""
_CLEAR, _NEAR, _FAINT = 0.5, 0.35, 0.2
_MARGIN = 0.03
"""By how much the best must lead where the next best says another value."""


def _score(first: _Figure, second: _Figure, ground: _Ground, *, paired: bool) -> float:
    """How surely both figures measure the same; 0 where it is not sure enough to say."""
    if not of_one_measure(first.target, second.target):
        return 0.0
    subject = ground.likeness(first.subject, second.subject)
    shared = len(first.concepts & second.concepts)
    concept = shared > 0
    if not (subject or concept or paired):
        return 0.0
    sentence = ground.likeness(first.sentence, second.sentence)
    themes = {first.commitment.theme, second.commitment.theme}
    meant = object_likeness(first.meant, second.meant, first.commitment, second.commitment)
    if not meant or _of_other_places(first.meant, second.meant):
        return 0.0
    one, two = sides_of(first.meant.object), sides_of(second.meant.object)
    if in_conflict(one, two):
        return 0.0
    agreed = shared > 1 or (concept and any(one[side] & two[side] for side in one.keys() & two.keys()))
    if not agreed and (
        _other_deed(first, second) or (_both_named(first, second) and differ(first.name, second.name))
    ):
        return 0.0
    if agreed and len(themes) == 1:
        sure = True
    elif not (first.named and second.named):
        sure = sentence >= _NEAR if paired else sentence >= _CLEAR and len(themes) == 1
    elif paired:
        sure = subject >= _FAINT or concept
    elif len(themes - {_ANY}) > 1:
        sure = (subject >= _CLEAR and concept) or subject >= _SAME
    else:
        sure = (
            subject >= _CLEAR
            or (subject >= _NEAR and (sentence >= _FAINT or meant >= _ALIKE))
            or (concept and max(subject, sentence) >= _FAINT)
        )
    if not sure:
        return 0.0
    score = 0.5 * subject + 0.2 * sentence + 0.15 * min(shared, 2) + _PAIRED * paired
    return round(score * (1 if _of_one_day(first, second) else 0.7), 4)


_ANY = "general"
_SAME, _ALIKE, _ONE = 0.65, 0.9, 0.9
_CHANGES = frozenset({Comparator.REDUCE_BY, Comparator.INCREASE_BY})
_DAYS = {"working-day", "calendar"}


def of_one_measure(first: Target, second: Target) -> bool:
    """One dimension, units that convert, and both a level or both a change."""
    if first.dimension is not second.dimension:
        return False
    if (first.comparator in _CHANGES) != (second.comparator in _CHANGES):
        return False
    one, two = (units().get(target.unit) for target in (first, second))
    if first.unit == second.unit:
        return True
    return one is not None and two is not None and (one.kind == two.kind or {one.kind, two.kind} == _DAYS)


_PLACE = re.compile(r"(?P<name>[^\d等个、，的全本各\W]{2})(?=新城|新区|园区|开发区|街道|镇(?![区村化]))")


def _of_other_places(first: Target, second: Target) -> bool:
    """南汇新城 and 嘉定新城: each names places of its own that the other does not."""
    one, two = _PLACE.findall(first.object), _PLACE.findall(second.object)
    return (
        bool(one and two)
        and not any(name in second.object for name in one)
        and not any(name in first.object for name in two)
    )


def _both_named(first: _Figure, second: _Figure) -> bool:
    return first.named and second.named


def _other_deed(first: _Figure, second: _Figure) -> bool:
    """Is something else done within the time: 1日内发出, 5日内确定?"""
    if first.target.dimension is not Dimension.TIME:
        return False
    one, two = core(_deed(first.meant)), core(_deed(second.meant))
    return bool(one and two) and not set(one) & set(two)


def _of_one_day(first: _Figure, second: _Figure) -> bool:
    return first.day is None or second.day is None or first.day.year == second.day.year


def _assigned(
    above: Sequence[_Figure], below: _Below, ground: _Ground
) -> tuple[dict[int, tuple[_Figure, float]], frozenset[int]]:
    """The lower figure of each upper one, and which upper ones have several as near that differ.

    A lower figure answers several only where their objects are the same.
    """
    scored: list[tuple[float, int, int]] = []
    unclear = set()
    for i, first in enumerate(above):
        score, best = _best(below.weighed(first), below.figures)
        if best is not None:
            scored.append((score, i, best))
        elif score:
            unclear.add(i)
    found: dict[int, tuple[_Figure, float]] = {}
    used: dict[int, int] = {}
    for score, i, j in sorted(scored, key=lambda entry: (-entry[0], *entry[1:])):
        if j in used and ground.likeness(above[i].subject, above[used[j]].subject) < _ONE:
            continue
        used.setdefault(j, i)
        found[i] = below.figures[j], score
    return found, frozenset(unclear)


def _best(scored: Mapping[int, float], below: Sequence[_Figure]) -> tuple[float, int | None]:
    """The likest with its score; no figure where another with a different value is as like."""
    own = sorted((-score, place) for place, score in scored.items() if score)
    if not own:
        return 0.0, None
    score, j = -own[0][0], own[0][1]
    near = [below[place].target for other, place in own if -other > score - _MARGIN]
    return score, j if len({(target.value, target.unit) for target in near}) == 1 else None


def _parts_of(figure: _Figure, below: _Below) -> list[tuple[_Figure, _Figure, float]]:
    """The objects of a list, each with a lower figure of its own; empty unless two or more have one."""
    found = []
    for part in figure.objects:
        score, best = _best(below.weighed(part), below.figures)
        if best is not None:
            found.append((part, below.figures[best], score))
    distinct = {(other.commitment.id, other.target.span) for _, other, _ in found}
    return found if len(distinct) > 1 and len(distinct) == len(found) else []


def _row(first: _Figure, second: _Figure, score: float, alike: bool, issued: date | None) -> MetFigure:
    upper, lower = first.target, second.target
    words: dict[str, object] = {
        "object": first.part or upper.object,
        "upper": amount(upper),
        "lower": amount(lower),
    }
    if not same_condition(upper, lower, first.commitment, second.commitment):
        verdict = Compared(Relation.INCOMPARABLE, "conditions-differ")
        words |= {
            "upper_condition": condition_of(upper, first.commitment) or "—",
            "lower_condition": condition_of(lower, second.commitment) or "—",
        }
    else:
        verdict = _verdict(first, second, alike, issued)
    often = verdict.rule in OFTEN.values()
    code = verdict.rule if often or verdict.relation is Relation.INCOMPARABLE else verdict.relation.value
    if often:
        words |= {"upper": how_often(upper, first.commitment), "lower": how_often(lower, second.commitment)}
    if verdict.difference and code in {"tightens", "loosens"}:
        code += "-by"
        words["difference"] = difference(verdict.difference, upper)
    return MetFigure(
        upper,
        first.commitment,
        lower,
        second.commitment,
        first.part,
        verdict.relation,
        verdict.rule,
        say(f"finding.{code}", **words),
        score,
    )


def _verdict(first: _Figure, second: _Figure, alike: bool, issued: date | None) -> Compared:
    upper, lower = first.target, second.target
    verdict = on_one_basis(upper, lower, first.commitment, second.commitment)
    if verdict.relation not in {Relation.TIGHTENS, Relation.LOOSENS}:
        return verdict
    if not alike and _is_whole(upper) and _is_whole(lower):
        return Compared(Relation.INCOMPARABLE, "share-of-total")
    if first.day and second.day and first.day != second.day and (issued is None or first.day >= issued):
        if verdict.relation is Relation.LOOSENS and second.day < first.day:
            return Compared(Relation.INCOMPARABLE, "earlier-stage")
        if verdict.relation is Relation.TIGHTENS and second.day > first.day:
            return Compared(Relation.INCOMPARABLE, "later-stage")
    return verdict


def _is_whole(target: Target) -> bool:
    """Is it what a whole place comes to: 建成服务点8000个, 日均控制量21000吨?"""
    if target.dimension is Dimension.COUNT:
        return target.direction is not Direction.LOWER and not is_standard(target)
    return is_total(target) or (target.unit in _totals_of() and target.object.endswith(("量", "总额")))


@derived
def _totals_of() -> frozenset[str]:
    return frozenset(load("scope")["totals"]["units"])


def _alone(figure: _Figure, rule: str) -> MetFigure:
    target = figure.target
    return MetFigure(
        target,
        figure.commitment,
        None,
        None,
        "",
        Relation.INCOMPARABLE,
        rule,
        say(f"finding.{rule}", object=target.object, value=amount(target)),
        0.0,
    )
