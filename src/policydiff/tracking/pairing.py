"""Which commitment a clause of a report speaks of: the scales of alignment with other features.

A report's sentence is read clause by clause (one sentence often reports on four
promises), with the words round it as context: 今年以来累计产生18961件 says what it
is about only by the sentence before it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from policydiff.lexicon import load
from policydiff.model import Commitment, Comparison
from policydiff.model.outcomes import JUDGED_ROLES
from policydiff.pairing.blocking import propose
from policydiff.pairing.comparisons import confidence, near_themes
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import similarity
from policydiff.topics.themes import find_theme
from policydiff.tracking.statements import Clause, Statement, came_to, clauses, cut_down
from policydiff.tracking.subjects import name_of, promised, reported

RARE, KNOWN = 2, 6
"""Commitments of the plan that speak of a subject, up to which it is rare, and known."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A clause with what is said round it."""

    statement: int
    clause: Clause
    own: frozenset[str]
    """The subjects it names itself."""
    around: frozenset[str]
    """Those of its sentence, of the sentence that leads it and of the one before."""
    above: frozenset[str]
    """Those of the heading."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A commitment and a clause with what the comparisons look at."""

    upper: int
    voice: int
    topics: frozenset[str]
    """What the commitment speaks of."""
    parts: tuple[frozenset[str], ...]
    """The same clause by clause: one commitment may hold a list of promises."""
    said: Voice
    spread: dict[str, int]
    """How many commitments of the plan speak of each subject."""
    own: float
    """Similarity of the clause's wording."""
    context: float
    """Similarity of the wording round it."""
    themes: tuple[str, str]
    group: str
    """The theme of the headings over the commitment: whose task it is."""


def compare_subject(sight: Sight) -> str:
    """Does the clause itself name a subject of the commitment, and how many commitments share it?"""
    if not sight.said.own:
        return "unknown"
    shared = sight.topics & sight.said.own
    if not shared:
        return "other"
    return _spread(sight, shared)


def compare_context(sight: Sight) -> str:
    """Do the words round the clause name a subject of the commitment?"""
    shared = sight.topics & sight.said.around
    if shared:
        return _spread(sight, shared)
    return "heading" if sight.topics & sight.said.above else "none"


def _spread(sight: Sight, shared: frozenset[str]) -> str:
    fewest = min(sight.spread.get(topic, 0) for topic in shared)
    return "rare" if fewest <= RARE else "known" if fewest <= KNOWN else "common"


def compare_focus(sight: Sight) -> str:
    """How much of what the clause and the nearest clause of the commitment speak of is shared?"""
    own = sight.said.own or sight.said.around
    share = max(
        (
            _weight(sight, part & own) / max(1e-9, _weight(sight, part | own))
            for part in sight.parts
            if part & own
        ),
        default=0.0,
    )
    if not share:
        return "none"
    return "most" if share >= 0.5 else "half" if share >= 0.3 else "some" if share >= 0.15 else "little"


def _weight(sight: Sight, topics: frozenset[str]) -> float:
    return sum(1 / math.sqrt(sight.spread.get(topic, 1)) for topic in sorted(topics))


def _step(value: float, bounds: Sequence[float]) -> str:
    return str(sum(value >= bound for bound in bounds))


def compare_around(sight: Sight) -> str:
    """TF-IDF cosine of the sentence with its lead and heading, in five steps."""
    return _step(sight.context, (0.06, 0.10, 0.15, 0.22))


def compare_group(sight: Sight) -> str:
    """Is the statement about what the commitment's working group answers for?"""
    first, second = sight.group, sight.themes[1]
    if "general" in {first, second}:
        return "unknown"
    return "same" if first == second else "near" if near_themes(first, second) else "other"


def compare_number(sight: Sight) -> str:
    """How many subjects do the clause and the commitment share?"""
    count = len(sight.topics & sight.said.own)
    return "none" if not count else "one" if count == 1 else "two" if count == 2 else "more"


FEATURES: dict[str, Callable[[Sight], str]] = {
    "subject": compare_subject,
    "context": compare_context,
    "focus": compare_focus,
    "around": compare_around,
    "group": compare_group,
    "number": compare_number,
}

LEVELS: dict[str, tuple[str, ...]] = {
    "subject": ("other", "common", "known", "rare"),
    "context": ("none", "heading", "common", "known", "rare"),
    "focus": ("none", "little", "some", "half", "most"),
    "around": tuple("01234"),
    "group": ("other", "near", "same"),
    "number": ("none", "one", "two", "more"),
}
"""From the level that speaks most against a pair to the one that speaks most for it; ``unknown`` weighs nothing."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A clause and a commitment (by position), weighed."""

    upper: int
    statement: int
    clause: Clause
    comparisons: tuple[Comparison, ...]
    confidence: float


def voices(said: Sequence[Statement]) -> tuple[Voice, ...]:
    """Every clause of every statement."""
    found: list[Voice] = []
    before: frozenset[str] = frozenset()
    for place, statement in enumerate(said):
        text = statement.commitment.text
        if place and said[place - 1].commitment.provision != statement.commitment.provision:
            before = frozenset()
        whole, lead = reported(text), reported(statement.lead)
        around = whole | lead if whole or lead else before
        for clause, own in _spoken(statement):
            found.append(Voice(place, clause, own, around, reported(statement.heading)))
        before = whole or before
    return tuple(found)


def _spoken(statement: Statement) -> Iterator[tuple[Clause, frozenset[str]]]:
    """The clauses with what they name; one that names nothing belongs to the one before it, or at the head to the next."""
    text = statement.commitment.text
    begin, end, own = 0, 0, frozenset[str]()
    for clause in statement.clauses:
        named = reported(clause.text)
        if named and own:
            yield Clause(text[begin:end], begin, end), own
            begin, own = clause.start, named
        elif named:
            own = named
        end = clause.end
    if end:
        begin = begin or statement.clauses[0].start
        yield Clause(text[begin:end], begin, end), own


def sights(plan: Sequence[Commitment], said: Sequence[Statement]) -> Iterator[Sight]:
    """Every clause with every commitment that shares a subject or enough words with it."""
    import numpy as np

    heard = voices(said)
    uppers = profiles(plan)
    lowers = profiles([cut_down(said[voice.statement], voice.clause) for voice in heard])
    rounds = profiles([_round(statement) for statement in said])
    if not uppers or not lowers:
        return
    own, context = similarity(uppers, lowers), similarity(uppers, rounds)
    near = own.near()
    topics = [promised(commitment.lead + commitment.text) for commitment in plan]
    parts = [
        (*(promised(clause.text) for clause in clauses(commitment.text)), held)
        for commitment, held in zip(plan, topics, strict=True)
    ]
    # who is to coordinate what names every subject and promises nothing of any
    spread = Counter(
        topic
        for commitment, held in zip(plan, topics, strict=True)
        if commitment.role in JUDGED_ROLES
        for topic in held
    )
    tried = propose(uppers, lowers, near).places()
    pairs = set(zip(near.rows[tried].tolist(), near.columns[tried].tolist(), strict=True))
    holders: dict[str, list[int]] = defaultdict(list)
    for upper, held in enumerate(topics):
        for topic in held:
            holders[topic].append(upper)
    for number, voice in enumerate(heard):
        pairs |= {(upper, number) for topic in voice.own | voice.around for upper in holders[topic]}
    groups = [find_theme("", commitment.trail)[0] for commitment in plan]
    ordered = sorted(pairs)
    rows, columns = np.array(ordered, np.int64).reshape(-1, 2).T
    values = own.cosines(rows, columns).tolist()
    around = context.cosines(rows, np.array([voice.statement for voice in heard], np.int64)[columns]).tolist()
    for place, (upper, number) in enumerate(ordered):
        voice, value = heard[number], values[place]
        yield Sight(
            upper,
            number,
            topics[upper],
            parts[upper],
            voice,
            spread,
            value,
            around[place],
            (plan[upper].theme, said[voice.statement].theme),
            groups[upper],
        )


def _round(statement: Statement) -> Commitment:
    own = statement.commitment
    return replace(own, text="，".join(filter(None, (statement.heading, statement.lead, own.text))))


def weigh(sight: Sight) -> tuple[tuple[Comparison, ...], float]:
    """The comparisons of a pair with their weights, and the confidence they add up to."""
    rules = load("weights")["track"]
    total = float(rules["prior"])
    found = []
    for name, compare in FEATURES.items():
        level = compare(sight)
        weight = float(rules["feature"][name].get(level, 0.0))
        total += weight
        found.append(Comparison(name, level, weight, *_values(name, sight)))
    return tuple(found), confidence(round(total, 3))


def _values(feature: str, sight: Sight) -> tuple[str, str]:
    match feature:
        case "subject" | "focus":
            return _names(sight.topics), _names(sight.said.own)
        case "context":
            return _names(sight.topics), _names(sight.said.around or sight.said.above)
        case "around":
            return f"{sight.context:.2f}", f"{sight.context:.2f}"
        case "group":
            return sight.group, sight.themes[1]
        case "number":
            return "", str(len(sight.topics & sight.said.own))
        case _:
            return sight.themes


def _names(topics: frozenset[str]) -> str:
    return "、".join(name_of(topic) for topic in sorted(topics)[:4])


def pair_up(plan: Sequence[Commitment], said: Sequence[Statement]) -> tuple[Weighed, ...]:
    """For each clause the commitment it speaks of, in the order of the report.

    A clause speaks of its best commitment, when the confidence reaches
    ``accept``; a sentence of several clauses may speak of several.
    """
    accept = float(load("weights")["track"]["accept"])
    best: dict[int, tuple[tuple[float, float, int], Sight, tuple[Comparison, ...]]] = {}
    for sight in sights(plan, said):
        comparisons, value = weigh(sight)
        rank = (-value, -sight.own, sight.upper)
        if value >= accept and (sight.voice not in best or rank < best[sight.voice][0]):
            best[sight.voice] = rank, sight, comparisons
    found: list[Weighed] = []
    after = -1
    for voice, (rank, sight, comparisons) in sorted(best.items()):
        heard = Weighed(sight.upper, sight.said.statement, sight.said.clause, comparisons, -rank[0])
        if found and voice == after and _go_together(found[-1], heard):
            heard = _joined(said[heard.statement], found.pop(), heard)
        found.append(heard)
        after = voice + 1
    return tuple(found)


def _go_together(first: Weighed, second: Weighed) -> bool:
    """Is the second clause what the first one came to (进驻事项1084个，实现应进必进), of one commitment?"""
    return (first.statement, first.upper) == (second.statement, second.upper) and bool(
        came_to().match(second.clause.text)
    )


def _joined(statement: Statement, first: Weighed, second: Weighed) -> Weighed:
    """Both clauses as one, with the reasons of the surer one."""
    begin, end = first.clause.start, second.clause.end
    surer = first if first.confidence >= second.confidence else second
    return replace(surer, clause=Clause(statement.commitment.text[begin:end], begin, end))
