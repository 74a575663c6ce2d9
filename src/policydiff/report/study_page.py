"""The pages of a study: one for each document with what it says to those above it, and one for the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.labels import sign
from policydiff.model import Outcome, Wording
from policydiff.model.outcomes import OF_UPPERS
from policydiff.report.chain_page import index_numbers
from policydiff.report.offline import offline_page
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
from policydiff.store.summing import SHOWN, Answer, Counts, Held, Line, Often, PlaceSummary, Whole, coverage
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.wording import say

STYLES = ("report.css", "levels.css")
SCRIPTS = ("words.js", "study.js")
GROUPS = ("study", "outcome", "level", "completeness", "levels")
STEPS = 5
"""Steps of the shading of coverage, from nothing answered to everything."""


@dataclass(frozen=True, slots=True)
class CountsView:
    """One line of a table: a name, where it leads, and how many promises came out how."""

    names: tuple[Term, ...]
    """In a row of its own where it is a step from level to level."""
    href: str
    note: Term
    cover: str
    step: int
    """Of the shading; -1 where nothing is counted."""
    share: float
    """By which it is sorted."""
    counts: tuple[tuple[Outcome, int], ...]


@dataclass(frozen=True, slots=True)
class ToldView:
    """A promise from above with its answers."""

    theme: Term
    label: str
    text: str
    answers: tuple[str, ...]
    reasons: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the document says to one above it."""

    place: str
    href: str
    sentence: Term
    line: CountsView
    told: tuple[tuple[Outcome, str, Term, tuple[ToldView, ...]], ...]
    """For each outcome that is shown, with its sign and word, the promises."""


@dataclass(frozen=True, slots=True)
class OftenView:
    """A promise that is often missing or loosened."""

    share: str
    place: str
    href: str
    theme: Term
    text: str


@dataclass(frozen=True, slots=True)
class PlacePageView:
    """The page of one document."""

    lang: str
    place: str
    title: str
    facts: tuple[Term, ...]
    top: str
    outcomes: tuple[tuple[Outcome, str, Term], ...]
    above: tuple[AnswerView, ...]
    below: tuple[CountsView, ...]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WholePageView:
    """The page of everything."""

    lang: str
    sentence: Term
    waiting: Term | None
    unread: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[Outcome, str, Term], ...]
    tables: tuple[tuple[str, tuple[CountsView, ...]], ...]
    often: tuple[tuple[str, tuple[OftenView, ...]], ...]
    indexes: tuple[tuple[tuple[Term, ...], tuple[str, ...]], ...]
    data: dict[str, Any]


def place_page(summary: PlaceSummary, pages: Mapping[str, str], top: str, lang: str = "zh") -> str:
    """The page of one document; ``pages`` are the file names of the others beside it, ``top`` leads to the whole."""
    return offline_page("place.html", _Pages(Terms(lang), pages, "").place(summary, top), STYLES, SCRIPTS)


def whole_page(whole: Whole, pages: Mapping[str, str], unread: Mapping[str, str], lang: str = "zh") -> str:
    """The page of everything; ``pages`` as for a place, in the folder ``places``; ``unread`` documents with the reason."""
    view = _Pages(Terms(lang), pages, "places/").whole(whole, unread)
    return offline_page("study.html", view, STYLES, SCRIPTS)


@dataclass(frozen=True, slots=True)
class _Pages:
    """What pages show, with the words of one page and the way to the others."""

    terms: Terms
    names: Mapping[str, str]
    folder: str

    def place(self, summary: PlaceSummary, top: str) -> PlacePageView:
        document = summary.document
        above = tuple(self._answer(answer) for answer in summary.above)
        below = tuple(self._of_place(answer.lower, answer.counts) for answer in summary.below)
        facts = [
            Term("", document.code),
            *([self.terms.word("level", document.level)] if document.level else []),
            self.terms.word("completeness", document.completeness),
            self.terms.free(say("study.commitments", count=document.commitments)),
        ]
        return PlacePageView(
            self.terms.lang,
            visible(document.place),
            visible(document.title),
            tuple(fact for fact in facts if fact.text),
            top,
            self._outcomes(),
            above,
            below,
            self.terms.data(*GROUPS),
        )

    def whole(self, whole: Whole, unread: Mapping[str, str]) -> WholePageView:
        sentence = say(
            "study.sentence",
            documents=whole.documents,
            commitments=whole.commitments,
            couples=whole.couples,
            coverage=percent(coverage(_added_up(whole.regions))),
        )
        tables = (
            ("regions", tuple(self._line((Term("", line.name),), line) for line in whole.regions)),
            ("levels", tuple(self._line(self._step(line.id), line) for line in whole.levels)),
            ("themes", tuple(self._line((self._theme(line.id, line.name),), line) for line in whole.themes)),
        )
        often = (
            ("most-missing", tuple(map(self._often, whole.missing))),
            ("most-loosened", tuple(map(self._often, whole.loosened))),
        )
        indexes = tuple(
            (
                self._step(index.group) if index.group else (self.terms.word("study", "all-steps"),),
                index_numbers(index),
            )
            for index in whole.amplification
            if index.couples
        )
        waiting = self.terms.free(say("study.waiting", couples=whole.waiting)) if whole.waiting else None
        return WholePageView(
            self.terms.lang,
            self.terms.free(sentence),
            waiting,
            tuple(sorted((visible(id_), visible(why)) for id_, why in unread.items())),
            self._outcomes(),
            tables,
            often,
            indexes,
            self.terms.data(*GROUPS),
        )

    def _outcomes(self) -> tuple[tuple[Outcome, str, Term], ...]:
        return tuple((outcome, sign(outcome), self.terms.outcome(outcome)) for outcome in OF_UPPERS)

    def _href(self, document: Held) -> str:
        name = self.names.get(document.id, "")
        return self.folder + name if name else ""

    def _step(self, id_: str) -> tuple[Term, ...]:
        """From level to level."""
        return tuple(self.terms.word("level", level) if level else Term("", "?") for level in id_.split("/"))

    def _theme(self, id_: str, name: str) -> Term:
        return self.terms.theme(id_) if id_ in themes() else Term("", visible(name))

    def _of_place(self, document: Held, counts: Counts) -> CountsView:
        own = (Term("", visible(document.place)),)
        return _counted(own, self._href(document), Term("", visible(document.title)), counts)

    def _line(self, names: tuple[Term, ...], line: Line) -> CountsView:
        note = self.terms.free(say("study.couples", count=line.couples)) if line.couples else Term("", "")
        return _counted(names, "", note, line.counts)

    def _often(self, row: Often) -> OftenView:
        return OftenView(
            f"{row.count}/{row.all}",
            visible(row.upper.place),
            self._href(row.upper),
            self._theme(row.theme, row.theme_name),
            visible(row.text),
        )

    def _answer(self, answer: Answer) -> AnswerView:
        counts = answer.counts
        sentence = say(
            "study.answer",
            upper=visible(answer.upper.title),
            coverage=percent(coverage(counts)),
            missing=counts.get(Outcome.MISSING, 0),
            loosens=counts.get(Outcome.LOOSENS, 0),
            tightens=counts.get(Outcome.TIGHTENS, 0),
        )
        told = []
        for outcome in SHOWN:
            rows = tuple(
                ToldView(
                    self._theme(row.theme, row.theme_name),
                    visible(row.label),
                    visible(row.text),
                    tuple(map(visible, row.answers)),
                    tuple(self.terms.free(Wording(zh, en)) for zh, en in row.reasons),
                )
                for row in answer.told
                if row.outcome is outcome
            )
            if rows:
                told.append((outcome, sign(outcome), self.terms.outcome(outcome), rows))
        return AnswerView(
            visible(answer.upper.place),
            self._href(answer.upper),
            self.terms.free(sentence),
            self._of_place(answer.upper, counts),
            tuple(told),
        )


def _counted(names: tuple[Term, ...], href: str, note: Term, counts: Counts) -> CountsView:
    share = coverage(counts)
    return CountsView(
        names,
        href,
        note,
        percent(share),
        -1 if share is None else round(share * STEPS),
        -1.0 if share is None else share,
        tuple((outcome, counts.get(outcome, 0)) for outcome in OF_UPPERS),
    )


def _added_up(lines: Sequence[Line]) -> Counts:
    found: Counts = {}
    for line in lines:
        for outcome, count in line.counts.items():
            found[outcome] = found.get(outcome, 0) + count
    return found
