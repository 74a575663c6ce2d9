"""Region, city, banner: each commitment followed down the levels.

Every level is compared with every level above it; a commitment is followed
along the pairs of neighbouring levels, and over a level that skips it along
the direct ones.  A level without a full text is unknown, never missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from policydiff.concordance import check_themes
from policydiff.errors import InvalidRequest
from policydiff.lazily import Shown
from policydiff.levels.amplification import Amplification, Step, amplification, log_ratio
from policydiff.levels.matrix import Value, answering, stated, surest_first, value_of
from policydiff.model import (
    Candidate,
    Commitment,
    Completeness,
    Concordance,
    Dimension,
    Document,
    Jurisdiction,
    Lineage,
    Notice,
    Outcome,
    Pair,
    Relation,
    Target,
)
from policydiff.topics.themes import themes as all_themes
from policydiff.verdicts import outcomes_of, together
from policydiff.wording import notice

COMPARED = frozenset({Relation.TIGHTENS, Relation.LOOSENS, Relation.EQUAL})


class State(StrEnum):
    """How a level stands to a commitment."""

    STARTS = "starts"
    """The level that promises it first."""
    STATED = "stated"
    """It answers the nearest level above that states it."""
    SILENT = "silent"
    """Nothing in its full text answers; the outcome says what that means."""
    UNKNOWN = "unknown"
    """There is no full text of this level."""
    ABOVE = "above"
    """A level above the first one, whose full text does not hold it."""


class Course(StrEnum):
    """Where a commitment goes on its way down."""

    TIGHTENING = "tightening"
    LOOSENING = "loosening"
    BOTH_WAYS = "both-ways"
    HELD = "held"
    OPEN = "open-course"
    """Stated at one level only, or nowhere comparable."""


@dataclass(frozen=True, slots=True)
class Station:
    """One level of the chain; without a document it is unknown."""

    jurisdiction: Jurisdiction | None
    document: Document | None

    @property
    def name(self) -> str:
        """The jurisdiction's name, else the document's title."""
        if self.jurisdiction is not None:
            return self.jurisdiction.name
        return self.document.title if self.document else "—"

    @property
    def full(self) -> bool:
        """Is there a full text?"""
        return self.document is not None and self.document.completeness is Completeness.FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What one level says to the commitment."""

    state: State
    against: int | None = None
    """The level above that it answers."""
    outcome: Outcome | None = None
    """What is said to that level; None where nothing can be said."""
    commitments: tuple[Commitment, ...] = ()
    pairs: tuple[Pair, ...] = ()
    """With the commitments of that level, surest first."""
    candidates: tuple[Candidate, ...] = ()
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One commitment down the levels."""

    origin: Commitment
    begins: int
    links: tuple[Link, ...]
    """One a level."""
    course: Course
    contradicts: bool
    """The direct judgement between first and last level disagrees with the one step by step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Shown):
    """All commitments down the levels, with the amplification index."""

    stations: tuple[Station, ...]
    themes: tuple[str, ...]
    threads: tuple[Thread, ...]
    steps: tuple[Step, ...]
    total: Amplification
    by_theme: tuple[Amplification, ...]
    by_dimension: tuple[Amplification, ...]
    by_step: tuple[Amplification, ...]
    """Grouped by ``upper-lower``, the positions of the levels."""
    notices: tuple[Notice, ...]


def couples_of(stations: Sequence[Station]) -> list[tuple[int, int]]:
    """The positions of every two levels with a document, upper first: what has to be compared."""
    known = [number for number, station in enumerate(stations) if station.document is not None]
    return [(upper, lower) for place, lower in enumerate(known) for upper in known[:place]]


def chain_of(
    stations: Sequence[Station],
    concordances: Mapping[tuple[int, int], Concordance],
    themes: Sequence[str] = (),
) -> Chain:
    """The chain of ``stations``, top first, with a concordance for each of ``couples_of`` them.

    ``themes`` narrows it to commitments that begin in one of them.  Raises
    InvalidRequest for an unknown theme and when fewer than two levels have a
    document.
    """
    check_themes(themes)
    if not concordances:
        raise InvalidRequest("逐级对照至少要有两级的文件", hint="写出至少两份不同层级的文件")
    wanted = set(themes) or set(all_themes())
    threads = tuple(
        thread for thread in _threads(stations, _Between(concordances)) if thread.origin.theme in wanted
    )
    steps = tuple(_steps(stations, concordances, wanted))
    return Chain(
        stations=tuple(stations),
        themes=tuple(theme for theme in all_themes() if theme in set(themes)),
        threads=threads,
        steps=steps,
        total=amplification("total", steps),
        by_theme=_grouped(steps, all_themes(), lambda step: step.theme),
        by_dimension=_grouped(steps, [each.value for each in Dimension], lambda step: step.dimension.value),
        by_step=_grouped(
            steps,
            [f"{upper}-{lower}" for upper, lower in neighbours(stations)],
            lambda step: f"{step.upper_level}-{step.lower_level}",
        ),
        notices=tuple(_notices(stations, concordances, threads)),
    )


def _grouped(
    steps: Sequence[Step], groups: Iterable[str], group_of: Callable[[Step], str]
) -> tuple[Amplification, ...]:
    """The index of each group that has steps, in the order of ``groups``."""
    found: dict[str, list[Step]] = {group: [] for group in groups}
    for step in steps:
        found[group_of(step)].append(step)
    return tuple(amplification(group, own) for group, own in found.items() if own)


def neighbours(stations: Sequence[Station]) -> list[tuple[int, int]]:
    """The positions of levels with a document that follow each other; an unknown level is stepped over."""
    known = [number for number, station in enumerate(stations) if station.document is not None]
    return list(pairwise(known))


class _Between:
    """What the concordances say of one commitment."""

    def __init__(self, concordances: Mapping[tuple[int, int], Concordance]) -> None:
        self.concordances = concordances
        self._answers: dict[tuple[int, int], dict[str, list[Pair]]] = {}
        self._outcomes = {couple: outcomes_of(found) for couple, found in concordances.items()}
        for couple, concordance in concordances.items():
            own = self._answers.setdefault(couple, {})
            for pair in concordance.pairs:
                own.setdefault(pair.upper.id, []).append(pair)

    def pairs(self, upper: int, lower: int, commitments: Iterable[Commitment]) -> tuple[Pair, ...]:
        """The pairs of these upper commitments, surest first."""
        answers = self._answers[upper, lower]
        return surest_first(pair for commitment in commitments for pair in answers.get(commitment.id, ()))

    def silence(self, upper: int, lower: int, commitments: Iterable[Commitment]) -> Outcome:
        """The outcome of these upper commitments, none of which has a pair: the first that is counted."""
        verdicts = self._outcomes[upper, lower]
        found = [verdicts.get(commitment.id, Outcome.NOT_JUDGED) for commitment in commitments]
        return next((outcome for outcome in found if outcome.counted), found[0])

    def candidates(self, upper: int, lower: int, commitments: Iterable[Commitment]) -> tuple[Candidate, ...]:
        """The nearest lower commitments of unanswered upper ones."""
        near = self.concordances[upper, lower].candidates
        return tuple(candidate for commitment in commitments for candidate in near.get(commitment.id, ()))


def _threads(stations: Sequence[Station], between: _Between) -> Iterator[Thread]:
    """Every commitment that no thread from above has reached begins one of its own."""
    reached: list[set[str]] = [set() for _ in stations]
    for level, station in enumerate(stations):
        if station.document is None:
            continue
        for commitment in station.document.commitments:
            if commitment.id in reached[level]:
                continue
            thread = _follow(commitment, level, stations, between)
            for number, link in enumerate(thread.links):
                reached[number].update(found.id for found in link.commitments)
            yield thread


def _follow(origin: Commitment, begins: int, stations: Sequence[Station], between: _Between) -> Thread:
    links = [Link(state=State.ABOVE if station.full else State.UNKNOWN) for station in stations[:begins]]
    links.append(Link(state=State.STARTS, commitments=(origin,), values=stated(origin)))
    for level in range(begins + 1, len(stations)):
        links.append(_link(level, links, stations, between))
    answers = [link.outcome for link in links if link.outcome is not None and link.outcome.answers]
    return Thread(
        origin=origin,
        begins=begins,
        links=tuple(links),
        course=_course(answers),
        contradicts=_contradicts(begins, links, between),
    )


def _link(level: int, links: Sequence[Link], stations: Sequence[Station], between: _Between) -> Link:
    if stations[level].document is None:
        return Link(state=State.UNKNOWN)
    above = [number for number, link in enumerate(links) if link.commitments]
    for upper in reversed(above):
        pairs = between.pairs(upper, level, links[upper].commitments)
        if pairs:
            return Link(
                state=State.STATED,
                against=upper,
                outcome=together(pairs),
                commitments=tuple({pair.lower.id: pair.lower for pair in pairs}.values()),
                pairs=pairs,
                values=answering(pairs),
            )
    nearest = above[-1]
    full = stations[level].full
    return Link(
        state=State.SILENT if full else State.UNKNOWN,
        against=nearest,
        outcome=between.silence(nearest, level, links[nearest].commitments) if full else None,
        candidates=between.candidates(nearest, level, links[nearest].commitments),
    )


def _course(outcomes: Iterable[Outcome]) -> Course:
    found = set(outcomes)
    if Outcome.MIXED in found or {Outcome.TIGHTENS, Outcome.LOOSENS} <= found:
        return Course.BOTH_WAYS
    if Outcome.TIGHTENS in found:
        return Course.TIGHTENING
    if Outcome.LOOSENS in found:
        return Course.LOOSENING
    return Course.HELD if found and found <= _HELD else Course.OPEN


_HELD = frozenset({Outcome.SAME, Outcome.ANSWERED})
_KNOWN = frozenset({Outcome.TIGHTENS, Outcome.LOOSENS, Outcome.SAME})
"""Outcomes from which it follows what the whole way should be."""


def _contradicts(begins: int, links: Sequence[Link], between: _Between) -> bool:
    """Does the direct judgement of the last level against the first go another way than all steps together?

    A step that is only answered, incomparable or mixed leaves open what the whole should be.
    """
    answered = [number for number, link in enumerate(links) if link.pairs]
    if len(answered) < 2 or links[answered[-1]].against == begins:
        return False
    steps = [outcome for number in answered if (outcome := links[number].outcome) is not None]
    last = {commitment.id for commitment in links[answered[-1]].commitments}
    direct = [
        pair
        for pair in between.pairs(begins, answered[-1], links[begins].commitments)
        if pair.lower.id in last
    ]
    if not direct or not set(steps) <= _KNOWN:
        return False
    whole, way = together(direct), _course(steps)
    return way is not Course.BOTH_WAYS and whole in _KNOWN and _course([whole]) is not way


def _steps(
    stations: Sequence[Station], concordances: Mapping[tuple[int, int], Concordance], wanted: set[str]
) -> Iterator[Step]:
    """Every target that two neighbouring levels both state."""
    for upper, lower in neighbours(stations):
        for step in steps_between(concordances[upper, lower], upper, lower):
            if step.theme in wanted:
                yield step


def steps_between(concordance: Concordance, upper: int = 0, lower: int = 1) -> Iterator[Step]:
    """Every target that both documents state, one to one, in its surest pair; ``upper`` and ``lower`` number their levels.

    Where several figures of a pair answer one, the nearest to it counts: the
    index must not live on figures for special cases.
    """
    taken: set[tuple[str, str, object]] = set()
    for pair in surest_first(concordance.pairs):
        compared = [
            (log_ratio(first, second) if first and second else None, dimension, relation, first, second)
            for dimension, relation, first, second in _couples(pair)
        ]
        for ratio, dimension, relation, first, second in sorted(compared, key=lambda item: abs(item[0] or 0)):
            keys = {
                ("upper", pair.upper.id, first.span if first else None),
                ("lower", pair.lower.id, second.span if second else None),
            }
            if taken & keys:
                continue
            taken |= keys
            yield Step(
                upper_level=upper,
                lower_level=lower,
                theme=pair.upper.theme,
                dimension=dimension,
                relation=relation,
                log_ratio=ratio,
                upper=pair.upper.id,
                lower=pair.lower.id,
                upper_value=_shown(first, pair.upper),
                lower_value=_shown(second, pair.lower),
            )


def _couples(pair: Pair) -> Iterator[tuple[Dimension, Relation, Target | None, Target | None]]:
    """The targets of both sides that were compared; of the same text all of them, for they are equal."""
    for finding in pair.findings:
        if finding.rule == "verbatim":
            for first, second in zip(pair.upper.targets, pair.lower.targets, strict=False):
                yield first.dimension, Relation.EQUAL, first, second
        elif finding.relation in COMPARED and (
            finding.dimension is Dimension.DATE or (finding.upper_target and finding.lower_target)
        ):
            yield finding.dimension, finding.relation, finding.upper_target, finding.lower_target


def _shown(target: Target | None, commitment: Commitment) -> str:
    if target is not None:
        return str(value_of(target))
    return commitment.deadline.isoformat() if commitment.deadline else ""


def _notices(
    stations: Sequence[Station],
    concordances: Mapping[tuple[int, int], Concordance],
    threads: Sequence[Thread],
) -> Iterator[Notice]:
    unknown = [station.name for station in stations if station.document is None]
    if unknown:
        yield notice("chain-unknown", places="、".join(unknown))
    partial = [station.name for station in stations if station.document is not None and not station.full]
    if partial:
        yield notice("chain-partial", places="、".join(partial))
    over = [(stations[i].name, stations[j].name) for i, j in neighbours(stations) if j - i > 1]
    if over:
        yield notice("chain-over", steps="、".join(f"{upper}→{lower}" for upper, lower in over))
    seen = {"digest-upper", "digest-lower", "excerpt-upper", "excerpt-lower"}
    for couple, concordance in concordances.items():
        if couple in neighbours(stations) or concordance.lineage is not Lineage.SUBORDINATE:
            for found in concordance.notices:
                if (key := found.message.zh) not in seen and found.code not in seen:
                    seen.add(key)
                    yield found
    doubtful = sum(thread.contradicts for thread in threads)
    if doubtful:
        yield notice("chain-contradicts", count=doubtful)
