"""What a reader must know first: the differences worth reading, what is missing and matters, the table of figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policydiff.figures.amounts import amount
from policydiff.figures.plain import plain
from policydiff.labels import sign
from policydiff.model import (
    Commitment,
    Concordance,
    Dimension,
    Document,
    FigureRow,
    Finding,
    Outcome,
    Pair,
    Relation,
    Role,
    Span,
    Sure,
    Target,
    Wording,
)
from policydiff.report.figure_rows import figure_rows, ruling
from policydiff.report.rows import anchor, short_units
from policydiff.report.terms import Term, Terms
from policydiff.text import unnumbered, visible
from policydiff.verdicts import outcomes_of

MOST = 10
"""Lines of each list: what is read in a minute."""
LONGEST = 60
"""Characters of one value on its line."""
_DIFFERS = frozenset({Relation.TIGHTENS, Relation.LOOSENS, Relation.MIXED})
_OF_SCOPE = frozenset({Dimension.SCOPE, Dimension.RATE, Dimension.DATE})


@dataclass(frozen=True, slots=True)
class LineView:
    """One difference on one line: what it is about, both values, the difference, who is to do it, where it stands."""

    outcome: str
    sign: str
    word: Term
    object: str
    upper: Term
    lower: Term
    """Without text where the lower document states nothing of the kind."""
    difference: Term
    who: Term
    href: str
    sure: bool


@dataclass(frozen=True, slots=True)
class AbsentView:
    """An upper commitment without an answer, on one line."""

    outcome: str
    sign: str
    label: str
    text: str
    figures: tuple[Term, ...]
    """Its figures and its deadline."""
    who: Term
    href: str


@dataclass(frozen=True, slots=True)
class EssentialsView:
    """The answer before the rows."""

    findings: tuple[LineView, ...]
    more_findings: int
    absent: tuple[AbsentView, ...]
    more_absent: int
    figures: tuple[LineView, ...]


def essentials(concordance: Concordance, terms: Terms) -> EssentialsView:
    """The first lists of a report on ``concordance``, each line with the anchor of its row."""
    maker = _Maker(concordance, terms)
    found, absent = maker.differences(), maker.absent()
    return EssentialsView(
        findings=tuple(found[:MOST]),
        more_findings=max(0, len(found) - MOST),
        absent=tuple(absent[:MOST]),
        more_absent=max(0, len(absent) - MOST),
        figures=tuple(map(maker.figure, maker.rows)),
    )


def first_absent(commitment: Commitment) -> tuple[int, int]:
    """The place of ``commitment`` among those without an answer: figures first, then named units."""
    numbers = commitment.targets or commitment.deadline or commitment.absolutes
    return 0 if numbers else 1, 0 if commitment.lead_units else 1 if commitment.units else 2


def first_open(commitment: Commitment) -> tuple[int, ...]:
    """The place of ``commitment`` among those that are to be checked: as without an answer, paragraphs of aims last."""
    return int(commitment.role is Role.AIM), *first_absent(commitment)


class _Maker:
    """Makes the lines of one concordance."""

    def __init__(self, concordance: Concordance, terms: Terms) -> None:
        self._concordance = concordance
        self._terms = terms
        self._verdicts = outcomes_of(concordance)
        self.rows = figure_rows(concordance)
        self._pairs = {(pair.upper.id, pair.lower.id): pair for pair in concordance.pairs}
        self._first: dict[str, Pair] = {}
        for pair in concordance.pairs:
            self._first.setdefault(pair.upper.id, pair)
        alone = (*concordance.missing, *concordance.not_judged)
        self._alone = {commitment.id for commitment in alone}

    def differences(self) -> list[LineView]:
        """What tightens or loosens: figures, then scope, then force; what is sure first."""
        ranked = sorted(self._ranked(), key=lambda item: item[0])
        return [line for _, line in ranked]

    def _ranked(self) -> Iterator[tuple[tuple[int, bool, int], LineView]]:
        shown = set()
        for row in self.rows:
            if row.lower is not None and row.outcome.relation in _DIFFERS:
                line = self.figure(row)
                shown.add((row.upper_commitment.id, row.lower_commitment.id if row.lower_commitment else ""))
                yield (0, not line.sure, row.upper.span.start), line
        # the table of figures has looked at every upper figure; what wording alone suggests does not overrule it
        known = {row.upper.span for row in self.rows}
        for pair in self._concordance.pairs:
            if pair.sure is Sure.LOW:
                continue
            found = [finding for finding in pair.findings if finding.relation in _DIFFERS]
            if pair.judged:
                # the words of whoever overruled the program, not of the program
                found = [finding for finding in found if finding.relation is pair.outcome.relation]
                if (
                    not found
                    and pair.outcome.relation in _DIFFERS
                    and (pair.upper.id, pair.lower.id) not in shown
                ):
                    yield (0, False, pair.upper.span.start), self._ruled(pair)
            for finding in found:
                if finding.upper_target is not None and finding.upper_target.span in known:
                    continue
                rank = 1 if finding.dimension in _OF_SCOPE else 2 if _numberless(finding) else 0
                yield (rank, pair.sure is not Sure.HIGH, pair.upper.span.start), self._finding(pair, finding)

    def figure(self, row: FigureRow) -> LineView:
        """An upper figure beside the lower one."""
        terms, upper, lower = self._terms, row.upper, row.lower
        object_, outcome, difference = upper.object, row.outcome, row.difference
        pair = self._pairs.get(
            (row.upper_commitment.id, row.lower_commitment.id if row.lower_commitment else "")
        )
        if lower is not None:
            object_, difference = _short(row, lower)
        elif outcome.relation is None:
            difference = Wording("", "")  # nothing below it that could differ
        return LineView(
            outcome=outcome.value,
            sign=sign(outcome),
            word=self._figure_word(row),
            object=visible(self._readable(object_, row)),
            upper=terms.free(amount(upper)),
            lower=terms.free(amount(lower)) if lower else Term("", ""),
            difference=terms.free(difference),
            who=self._who(row.lower_commitment, row.upper_commitment),
            href=self._href(row.upper_commitment, row.lower_commitment),
            sure=pair is not None and pair.sure is Sure.HIGH,
        )

    def _figure_word(self, row: FigureRow) -> Term:
        """The outcome; of a figure without a lower one in a promise that is answered, what is so of the figure alone."""
        answered = self._verdicts.get(row.upper_commitment.id, Outcome.NOT_JUDGED).answers
        if answered and row.outcome in {Outcome.UNSEEN, Outcome.TO_CHECK}:
            return self._terms.word("figure-outcome", row.outcome.value)
        return self._terms.outcome(row.outcome)

    def _readable(self, object_: str, row: FigureRow) -> str:
        """What the row is about, so that it can be read alone: a member of a list with what is said of all, a scrap with its sentence."""
        whole = row.upper.object
        if object_ and object_ != whole and object_ in whole:
            members = [
                _short(one, one.lower)[0]
                for one in self.rows
                if one.lower and one.upper.span == row.upper.span
            ]
            return object_ + min((whole.rpartition(member)[2] for member in members), key=len)
        if not _CUT.match(object_):
            return object_
        return _clip(row.upper_commitment.text, _SENTENCE)

    def _finding(self, pair: Pair, finding: Finding) -> LineView:
        upper, lower = self._concordance.upper, self._concordance.lower
        outcome = Outcome.of(finding.relation)
        return LineView(
            outcome=outcome.value,
            sign=sign(outcome),
            word=self._terms.outcome(outcome),
            object=_clip(_object(pair.upper, finding)),
            upper=self._words(upper, finding.upper_evidence, finding.upper_target),
            lower=self._words(lower, finding.lower_evidence, finding.lower_target),
            difference=self._terms.free(finding.reason),
            who=self._who(pair.lower, pair.upper),
            href=self._href(pair.upper, pair.lower),
            sure=pair.sure is Sure.HIGH,
        )

    def _ruled(self, pair: Pair) -> LineView:
        """A pair that a reviewer calls tighter or looser, where the program found nothing of the kind."""
        about = (clause.object.text for clause in pair.upper.clauses if clause.object and not clause.lead)
        return LineView(
            outcome=pair.outcome.value,
            sign=sign(pair.outcome),
            word=self._terms.outcome(pair.outcome),
            object=_clip(next(about, pair.upper.label)),
            upper=Term("", _clip(pair.upper.text)),
            lower=Term("", _clip(pair.lower.text)),
            difference=self._terms.free(ruling(pair)),
            who=self._who(pair.lower, pair.upper),
            href=self._href(pair.upper, pair.lower),
            sure=True,
        )

    def absent(self) -> list[AbsentView]:
        """Upper commitments without an answer: those with figures first, then those with named units."""
        found = [c for c in self._concordance.missing if self._verdicts[c.id].absent]
        return [self._absent(commitment) for commitment in sorted(found, key=first_absent)]

    def _absent(self, commitment: Commitment) -> AbsentView:
        outcome = self._verdicts[commitment.id]
        # a number without its unit (10 of 10税种) says nothing alone
        figures = [words for words in map(amount, commitment.targets) if words.zh.strip("0123456789.")]
        if (day := commitment.deadline) is not None:
            figures.append(Wording(commitment.deadline_text or day.isoformat(), day.isoformat()))
        return AbsentView(
            outcome=outcome.value,
            sign=sign(outcome),
            label=visible(_place(commitment)),
            text=_shown(commitment.text),
            figures=tuple(map(self._terms.free, dict.fromkeys(figures))),
            who=self._who(commitment),
            href=self._href(commitment, None),
        )

    def _words(self, document: Document, spans: Iterable[Span], target: Target | None) -> Term:
        """The figure, else the words of the evidence, on one line."""
        if target is not None and target.phrase:
            return self._terms.free(amount(target))
        words = ("".join(document.source.text[span.start : span.end].split()) for span in spans)
        return Term("", _clip("、".join(words)))

    def _who(self, *sides: Commitment | None) -> Term:
        units = next((side.units for side in sides if side and side.units), ())
        return short_units(units, self._terms)

    def _href(self, upper: Commitment, lower: Commitment | None) -> str:
        """The row of both, else of the upper one, else its sentence in the source."""
        concordance = self._concordance
        pair = self._pairs.get((upper.id, lower.id)) if lower else None
        pair = pair or self._first.get(upper.id)
        if pair:
            return anchor("p", (concordance.upper, pair.upper.id), (concordance.lower, pair.lower.id))
        return anchor("u" if upper.id in self._alone else "su", (concordance.upper, upper.id))


_HEADING = 14
"""Characters of the heading under which a commitment stands."""
_SENTENCE = 26
"""Characters of a sentence that stands for what a row is about: two lines of its column."""
_CUT = re.compile(r"[的并按和与及于在对将]|.{0,2}$")
"""How an object begins that lost its words, or that is too short to be one."""


def _short(row: FigureRow, lower: Target) -> tuple[str, Wording]:
    """What the row is about and its difference, without the values that stand in columns of their own."""
    above, below = amount(row.upper), amount(lower)
    object_, found, zh = row.difference.zh.partition(f"：{above.zh} → {below.zh}，")
    _, _, en = row.difference.en.partition(f": {above.en} → {below.en}, ")
    return (object_, Wording(zh, en)) if found and en else (row.upper.object, row.difference)


def _numberless(finding: Finding) -> bool:
    return finding.dimension in {Dimension.MODALITY, Dimension.SCOPE, Dimension.NONE}


def _object(commitment: Commitment, finding: Finding) -> str:
    """What the clause of the evidence is about; where none is known, the commitment itself."""
    if finding.upper_target is not None and finding.upper_target.object:
        return finding.upper_target.object
    for span in finding.upper_evidence:
        for clause in commitment.clauses:
            if clause.object and clause.span.start <= span.start < clause.span.end:
                return clause.object.text
    return commitment.text


def _place(commitment: Commitment) -> str:
    """Where it stands, in words: （5） alone says nothing to who reads the list first, 第十五条 does."""
    heading = commitment.trail[-1] if commitment.trail else ""
    if not heading or commitment.label.startswith("第"):
        return commitment.label
    words = _clip(re.split(r"[（(:：]", unnumbered(heading))[0], _HEADING)
    return words if heading.startswith(commitment.label) else words + commitment.label


def _shown(text: str) -> str:
    """``text`` on a line of its own: formulas of Markdown in plain signs, what cannot be seen made visible."""
    return visible(plain(text).text if "$" in text else text)


def _clip(text: str, most: int = LONGEST) -> str:
    shown = _shown(text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"
