"""One upper document against many lower ones: what each place says to each upper commitment.

A matrix is made of finished concordances with their verdicts and adds one
judgement of its own: figures of several places that answer the same upper
figure are compared with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from policydiff.errors import InvalidRequest
from policydiff.figures.amounts import amount
from policydiff.judging.intervals import compare_values
from policydiff.judging.objects import SAME_OBJECT, object_likeness, same_condition
from policydiff.lazily import Shown
from policydiff.model import (
    Candidate,
    Commitment,
    Concordance,
    Dimension,
    Document,
    Lineage,
    Notice,
    Outcome,
    Pair,
    Relation,
    Target,
)
from policydiff.model.outcomes import OF_UPPERS, absence_proves
from policydiff.topics.themes import themes as all_themes
from policydiff.verdicts import outcomes_of
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Value:
    """A figure or date as printed, what it measures, and the figure in English."""

    object: str
    phrase: str
    english: str

    def __str__(self) -> str:
        return f"{self.object} {self.phrase}".strip()

    def text(self, lang: str) -> str:
        """The figure in ``lang``."""
        return self.phrase if lang == "zh" else self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place's answer to one upper commitment."""

    outcome: Outcome
    pairs: tuple[Pair, ...]
    """Surest first; empty where nothing answers."""
    candidates: tuple[Candidate, ...]
    """Where nothing answers: the nearest lower commitments."""
    values: tuple[Value, ...]
    """What the place states, the figures that answer upper figures first."""
    strictest: bool = False
    """Its figure asks more than that of every other place with a comparable one."""

    @property
    def confidence(self) -> float | None:
        """Of the surest pair, 0 to 1; None where nothing answers."""
        return self.pairs[0].confidence if self.pairs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One upper commitment with a cell for each place, in the order of the places."""

    upper: Commitment
    values: tuple[Value, ...]
    cells: tuple[Cell, ...]

    def count(self, outcome: Outcome) -> int:
        """How many places have ``outcome``."""
        return sum(cell.outcome is outcome for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column: a lower document and its figures."""

    document: Document
    lineage: Lineage
    comparable: bool
    """Does an absence in this couple prove something?  Not with a digest, an excerpt, or a law against a plan."""
    counts: dict[Outcome, int]
    """Upper commitments by outcome."""
    strictest: int
    """Upper commitments for which this place is the strictest."""
    added: tuple[Commitment, ...]
    notices: tuple[Notice, ...]

    @property
    def name(self) -> str:
        """The jurisdiction's name; the document's title where it has none."""
        place = self.document.jurisdiction
        return place.name if place else self.document.title

    @property
    def answered(self) -> int:
        """How many upper commitments have an answer."""
        return sum(count for outcome, count in self.counts.items() if outcome.answers)

    @property
    def coverage(self) -> float | None:
        """Answered of all upper commitments that are counted, 0 to 1; None where there are none."""
        every = sum(count for outcome, count in self.counts.items() if outcome.counted)
        return self.answered / every if every else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(Shown):
    """Upper commitments × places."""

    upper: Document
    themes: tuple[str, ...]
    """The themes it was narrowed to; empty for all."""
    places: tuple[Place, ...]
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...]

    def gaps(self) -> tuple[Row, ...]:
        """The upper commitments that comparable places miss, most missed first."""
        missed = [row for row in self.rows if row.count(Outcome.MISSING)]
        return tuple(sorted(missed, key=lambda row: -row.count(Outcome.MISSING)))

    def ranked(self) -> tuple[tuple[int, Place], ...]:
        """The comparable places with their position, widest coverage first."""
        known = [(number, place) for number, place in enumerate(self.places) if place.comparable]
        return tuple(sorted(known, key=lambda item: (-(item[1].coverage or 0.0), item[0])))

    def apart(self) -> tuple[tuple[int, Place], ...]:
        """The places that stand in no ranking, with their position."""
        return tuple((number, place) for number, place in enumerate(self.places) if not place.comparable)

    def by_theme(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        """The rows of every theme that occurs, in the order of the list of themes."""
        for theme in all_themes():
            rows = tuple(row for row in self.rows if row.upper.theme == theme)
            if rows:
                yield theme, rows


def share_answered(rows: Sequence[Row], place: int) -> float | None:
    """The share of ``rows`` that the place at this position answers, of those that are counted; None without any."""
    found = [row.cells[place].outcome for row in rows if row.cells[place].outcome.counted]
    return sum(outcome.answers for outcome in found) / len(found) if found else None


def matrix_of(concordances: Sequence[Concordance]) -> Matrix:
    """The matrix of concordances with one upper document, places in their order.

    Raises InvalidRequest when there are none, when the upper documents or the
    themes differ, or when a lower document comes twice.
    """
    if not concordances:
        raise InvalidRequest("没有可以对照的下级文件", hint="给出至少一份下级文件，或用 --under 给出辖区代码")
    first = concordances[0]
    if any(c.upper.id != first.upper.id or c.themes != first.themes for c in concordances):
        raise InvalidRequest("矩阵只能有一份上级文件和一组主题", hint="逐份上级文件分别运行")
    twice = [id_ for id_, times in Counter(c.lower.source.sha256 for c in concordances).items() if times > 1]
    if twice:
        names = "、".join(c.lower.id for c in concordances if c.lower.source.sha256 in twice)
        raise InvalidRequest(f"同一份下级文件给了两次：{names}", hint="每份文件只写一次")
    wanted = set(first.themes) or set(all_themes())
    uppers = [commitment for commitment in first.upper.commitments if commitment.theme in wanted]
    columns = [_cells(concordance, uppers) for concordance in concordances]
    rows = tuple(
        _ranked(Row(upper=upper, values=stated(upper), cells=tuple(column[number] for column in columns)))
        for number, upper in enumerate(uppers)
    )
    places = tuple(_place(concordance, rows, number) for number, concordance in enumerate(concordances))
    return Matrix(
        upper=first.upper, themes=first.themes, places=places, rows=rows, notices=tuple(_notices(places))
    )


def _place(concordance: Concordance, rows: Sequence[Row], number: int) -> Place:
    found = Counter(row.cells[number].outcome for row in rows)
    return Place(
        document=concordance.lower,
        lineage=concordance.lineage,
        comparable=absence_proves(concordance.upper, concordance.lower, concordance.kindred),
        counts={outcome: found[outcome] for outcome in OF_UPPERS},
        strictest=sum(row.cells[number].strictest for row in rows),
        added=concordance.added,
        notices=concordance.notices,
    )


def _notices(places: Sequence[Place]) -> Iterator[Notice]:
    apart = [place.name for place in places if not place.comparable]
    if apart:
        yield notice("matrix-apart", places="、".join(apart))
    peers = [place.name for place in places if place.lineage is not Lineage.SUBORDINATE]
    if peers:
        yield notice("matrix-peers", places="、".join(peers))


def _cells(concordance: Concordance, uppers: Sequence[Commitment]) -> list[Cell]:
    answers: dict[str, list[Pair]] = {}
    for pair in concordance.pairs:
        answers.setdefault(pair.upper.id, []).append(pair)
    verdicts = outcomes_of(concordance)
    cells = []
    for upper in uppers:
        pairs = surest_first(answers.get(upper.id, ()))
        cells.append(
            Cell(
                outcome=verdicts.get(upper.id, Outcome.NOT_JUDGED),
                pairs=pairs,
                candidates=() if pairs else concordance.candidates.get(upper.id, ()),
                values=answering(pairs),
            )
        )
    return cells


def surest_first(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """``pairs`` by confidence; what is equally sure stays in its order."""
    return tuple(sorted(pairs, key=lambda pair: -pair.confidence))


def stated(commitment: Commitment) -> tuple[Value, ...]:
    """The figures and the deadline of a commitment."""
    found = [value_of(target) for target in commitment.targets if target.dimension is not Dimension.DATE]
    if commitment.deadline:
        found.append(_day(commitment.deadline))
    return tuple(dict.fromkeys(found))


def answering(pairs: Iterable[Pair]) -> tuple[Value, ...]:
    """The lower figures of ``pairs``: those that answer upper figures first, then the others."""
    found: list[Value] = []
    rest: list[Value] = []
    for pair in pairs:
        for finding in pair.findings:
            target = finding.lower_target
            if target is not None and finding.upper_target is not None:
                found.append(value_of(target))
        rest.extend(stated(pair.lower))
    return tuple(dict.fromkeys([*found, *rest]))


def value_of(target: Target) -> Value:
    """The figure or date of ``target``, as printed."""
    if isinstance(target.value, date):
        return _day(target.value)
    printed = amount(target)
    return Value(target.object, printed.zh, printed.en)


def _day(day: date) -> Value:
    return Value("", day.isoformat(), day.isoformat())


@dataclass(frozen=True, slots=True)
class _Answer:
    """The figure with which a place answers an upper figure."""

    place: int
    target: Target
    commitment: Commitment


def _ranked(row: Row) -> Row:
    """``row`` with the strictest place of each upper figure marked."""
    strict: set[int] = set()
    for figure in row.upper.targets:
        answers = {
            _Answer(number, finding.lower_target, pair.lower)
            for number, cell in enumerate(row.cells)
            for pair in cell.pairs
            for finding in pair.findings
            if finding.upper_target == figure
            and finding.lower_target is not None
            and finding.relation is not Relation.INCOMPARABLE
        }
        if len({answer.place for answer in answers}) == len(answers) > 1:
            strict.update(_strictest(answers))
    return replace(
        row, cells=tuple(replace(cell, strictest=number in strict) for number, cell in enumerate(row.cells))
    )


def _strictest(answers: Iterable[_Answer]) -> Iterator[int]:
    """The places whose figure is nowhere weaker than another place's and stricter than one at least.

    There is none where two figures do not compare, or measure something a
    little different: then nobody knows.
    """
    found = sorted(answers, key=lambda answer: answer.place)
    against = {
        own.place: {_against(other, own) for other in found if other.place != own.place} for own in found
    }
    if any(Relation.INCOMPARABLE in relations for relations in against.values()):
        return
    for place, relations in against.items():
        if Relation.TIGHTENS in relations and Relation.LOOSENS not in relations:
            yield place


def _against(other: _Answer, own: _Answer) -> Relation:
    first, second = other.target, own.target
    if isinstance(first.value, date) or isinstance(second.value, date):
        if not (isinstance(first.value, date) and isinstance(second.value, date)):
            return Relation.INCOMPARABLE
        if first.value == second.value:
            return Relation.EQUAL
        return Relation.TIGHTENS if second.value < first.value else Relation.LOOSENS
    alike = object_likeness(first, second, other.commitment, own.commitment) >= SAME_OBJECT
    if not alike or not same_condition(first, second, other.commitment, own.commitment):
        return Relation.INCOMPARABLE
    return compare_values(first, second).relation
