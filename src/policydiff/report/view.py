"""What a page shows, decided before any markup: sentences, documents, groups of rows, figures, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policydiff import coverage
from policydiff.labels import absent, added_word, fresh, label, missing_word, outcome_label, sense
from policydiff.model import Concordance, Decision, Document, Notice, Outcome, Wording
from policydiff.model.outcomes import ANSWERS
from policydiff.report.essentials import EssentialsView, essentials
from policydiff.report.figures import MatrixView, UnitView, matrix, unit_names, units
from policydiff.report.pagedata import page_data
from policydiff.report.rows import Rows, RowView, said_line
from policydiff.report.source import SourceView, source_view
from policydiff.report.terms import Term, Terms, visible
from policydiff.topics.themes import themes
from policydiff.verdicts import outcomes_of
from policydiff.wording import say

CHUNK = 10
"""Rows that a browser lays out together; it skips portions far from the screen."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The head of one side."""

    side: Term
    title: str
    facts: tuple[tuple[Term, Term], ...]
    """Label and value."""
    digest: bool
    """Is it less than a full text?"""
    notices: tuple[tuple[int | None, Term], ...]
    """Line, if any, and what is to be known."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """The rows of one kind under a theme."""

    kind: str
    heading: Term
    sense: Term
    rows: tuple[RowView, ...]
    first: int
    """Number of its first row; rows are numbered from 1 through the page."""

    @property
    def chunks(self) -> tuple[tuple[int, tuple[RowView, ...]], ...]:
        """The rows in portions that a browser lays out together, each with the number of its first row."""
        return tuple(
            (self.first + start, self.rows[start : start + CHUNK])
            for start in range(0, len(self.rows), CHUNK)
        )


@dataclass(frozen=True, slots=True)
class ThemeView:
    """Everything under one theme."""

    id: str
    name: Term
    groups: tuple[GroupView, ...]
    size: int


@dataclass(frozen=True, slots=True)
class OrphanView:
    """Decisions whose row is not on the page."""

    word: Term
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole page."""

    lang: str
    title: str
    headline: Term
    lineage: Term
    notices: tuple[Term, ...]
    documents: tuple[DocumentView, DocumentView]
    missing_word: Term
    missing_sense: Term
    added_word: Term
    added_sense: Term
    essentials: EssentialsView
    matrix: MatrixView
    units: tuple[UnitView, ...]
    dimensions: tuple[tuple[str, Term], ...]
    themes: tuple[ThemeView, ...]
    rejected: int
    size: int
    orphans: tuple[OrphanView, ...]
    sources: tuple[SourceView, SourceView]
    total: coverage.ThemeCount
    data: dict[str, Any]
    """The data block for the scripts."""


def view(concordance: Concordance, lang: str = "zh") -> ReportView:
    """The page of ``concordance`` in ``lang``; the same figures in every language."""
    terms = Terms(lang)
    counts = coverage.by_theme(concordance)
    missing = _meant(absent(concordance), concordance, terms)
    added = _meant(fresh(concordance), concordance, terms)
    maker = Rows(concordance, terms)
    shown = tuple(_themes(concordance, maker, terms))
    rows = [row for theme in shown for group in theme.groups for row in group.rows]
    names = unit_names(rows)
    dimensions = dict.fromkeys(f.dimension.value for row in rows if row.pair for f in row.pair.findings)
    sentence = Wording(summary(concordance, "zh"), summary(concordance, "en"))
    titles = {"upper": visible(concordance.upper.title), "lower": visible(concordance.lower.title)}
    headline = say("summary.headline", upper="{upper}", lower="{lower}", sentence="{sentence}")
    return ReportView(
        lang=lang,
        title=f"{titles['upper']} ↔ {titles['lower']}",
        headline=terms.free(
            Wording(
                headline.zh.format(**titles, sentence=sentence.zh),
                headline.en.format(**titles, sentence=sentence.en),
            )
        ),
        lineage=terms.word("lineage", concordance.lineage.value),
        notices=tuple(terms.free(notice.message) for notice in concordance.notices),
        documents=(
            document_view(concordance.upper, "upper", terms),
            document_view(concordance.lower, "lower", terms),
        ),
        missing_word=missing[0],
        missing_sense=missing[1],
        added_word=added[0],
        added_sense=added[1],
        essentials=essentials(concordance, terms),
        matrix=matrix(concordance, counts, terms),
        units=units(rows, names),
        dimensions=tuple((name, terms.word("dimension", name)) for name in dimensions),
        themes=shown,
        rejected=len(concordance.rejected),
        size=len(rows),
        orphans=tuple(_orphans(concordance, rows, terms)),
        sources=_sources(concordance, rows),
        total=coverage.total(counts),
        data=page_data(concordance, rows, names, [theme.id for theme in shown], terms),
    )


def _meant(outcome: Outcome, concordance: Concordance, terms: Terms) -> tuple[Term, Term]:
    """The word for an outcome without a pair, and what it means here."""
    return terms.outcome(outcome), terms.word("sense", sense(outcome, concordance))


_ALONE = (Outcome.MISSING, Outcome.UNSEEN, Outcome.TO_CHECK, Outcome.NOT_JUDGED)


def _themes(concordance: Concordance, maker: Rows, terms: Terms) -> Iterable[ThemeView]:
    blank = Term("", "")
    found: dict[str, dict[str, list[RowView]]] = {}

    def put(kind: str, row: RowView) -> None:
        found.setdefault(row.theme, {}).setdefault(kind, []).append(row)

    for pair in concordance.pairs:
        put("pairs", maker.pair(pair))
    for commitment in (*concordance.missing, *concordance.not_judged):
        row = maker.missing(commitment)
        put(row.outcome, row)
    for commitment in concordance.added:
        row = maker.added(commitment)
        kind = row.outcome
        if kind == Outcome.ADDED:
            kind = "added-beyond" if commitment.id in maker.origins else "added-own"
        put(kind, row)
    for pair in concordance.rejected:
        put("rejected", maker.pair(pair, rejected=True))
    page = {name: terms.word("page", name) for name in ("pairs", "added-beyond", "added-own", "rejected")}
    heads = {"pairs": (page["pairs"], blank)}
    for outcome in _ALONE:
        heads[outcome.value] = _meant(outcome, concordance, terms)
    for name in ("added-beyond", "added-own"):
        heads[name] = (page[name], terms.word("page", f"{name}-long"))
    heads[Outcome.BEYOND.value] = _meant(Outcome.BEYOND, concordance, terms)
    heads["rejected"] = (page["rejected"], terms.word("page", "rejected-long"))
    number = 1
    for id_ in themes():
        if id_ not in found:
            continue
        groups = []
        for kind in heads:
            if kind in found[id_]:
                groups.append(GroupView(kind, *heads[kind], tuple(found[id_][kind]), number))
                number += len(found[id_][kind])
        yield ThemeView(id_, terms.theme(id_), tuple(groups), sum(len(group.rows) for group in groups))


def _orphans(concordance: Concordance, rows: list[RowView], terms: Terms) -> Iterable[OrphanView]:
    """Decisions that no row of the page shows."""
    places = {(row.pair.upper.id, row.pair.lower.id) for row in rows if row.pair}
    for row in rows:
        if row.commitment:
            places.add((row.commitment.id, "") if row.kind == "missing" else ("", row.commitment.id))
    shown = {
        entry
        for review in concordance.reviews
        if (review.upper, review.lower) in places
        for entry in review.decisions
    }
    for review in concordance.reviews:
        lines = tuple(_orphan_line(entry, terms) for entry in review.decisions if entry not in shown)
        if lines:
            yield OrphanView(terms.word("standing", review.standing.value), lines)


def _orphan_line(entry: Decision, terms: Terms) -> str:
    what = [text for text in (entry.upper_text or entry.upper, entry.lower_text or entry.lower) if text]
    return f"{visible(' ↔ '.join(what))} · {said_line(entry, terms)}"


def _sources(concordance: Concordance, rows: list[RowView]) -> tuple[SourceView, SourceView]:
    above: dict[str, tuple[str, str]] = {}
    below: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row.kind == "rejected":
            continue
        place = (row.anchor, row.outcome)
        if row.pair:
            above.setdefault(row.pair.upper.id, place)
            below.setdefault(row.pair.lower.id, place)
        elif row.commitment:
            (above if row.kind == "missing" else below).setdefault(row.commitment.id, place)
    return source_view(concordance.upper, "u", above), source_view(concordance.lower, "l", below)


def named_counts(concordance: Concordance, lang: str = "zh") -> Iterable[tuple[str, coverage.ThemeCount]]:
    """The rows of the theme × relation table: each theme by name, then all of them together."""
    counts = coverage.by_theme(concordance)
    for count in counts:
        yield themes()[count.theme].name(lang), count
    yield label("page", "total", lang), coverage.total(counts)


def summary(concordance: Concordance, lang: str = "zh") -> str:
    """The result in a sentence or two, with the words that fit how complete the texts are."""
    total = coverage.total(coverage.by_theme(concordance))
    sentence = say(
        "summary.sentence",
        uppers=total.uppers,
        together=total.answered,
        pairs=total.pairs,
        missing=total.missing,
        missing_word=missing_word(concordance, lang),
        added=total.added,
        added_word=added_word(concordance, lang),
        **{outcome.value: total.outcomes[outcome] for outcome in ANSWERS},
    ).text(lang)
    doubtful = list(outcomes_of(concordance).values()).count(Outcome.TO_CHECK)
    uncounted = ((Outcome.TO_CHECK, doubtful), (Outcome.NOT_JUDGED, total.outcomes[Outcome.NOT_JUDGED]))
    apart = [f"{outcome_label(outcome, lang)} {count}" for outcome, count in uncounted if count]
    what = ("，" if lang == "zh" else ", ").join(apart)
    return sentence + (say("summary.apart", what=what).text(lang) if apart else "")


def document_view(document: Document, side: str, terms: Terms) -> DocumentView:
    """The head of ``document`` on ``side`` ``upper`` or ``lower``."""
    place = document.jurisdiction
    where = Wording("—", "—")
    if place:
        levels = [label("level", place.level.value, lang) for lang in ("zh", "en")]
        where = Wording(
            f"{place.name}（{place.code}，{levels[0]}）", f"{place.name} ({place.code}, {levels[1]})"
        )
    facts = [
        ("number", Term("", visible(document.number or "—"))),
        ("date", Term("", document.issued.isoformat() if document.issued else "—")),
        ("issuer", Term("", visible(document.issuer or "—"))),
        ("jurisdiction", terms.free(where)),
        ("kind", terms.word("kind", document.kind.value)),
        ("completeness", terms.word("completeness", document.completeness.value)),
        ("commitments", Term("", str(len(document.commitments)))),
    ]
    return DocumentView(
        side=terms.word("page", side),
        title=visible(document.title),
        facts=tuple((terms.word("page", name), value) for name, value in facts),
        digest=document.completeness.value != "full",
        notices=tuple(_reading_note(notice, terms) for notice in document.notices),
    )


def _reading_note(notice: Notice, terms: Terms) -> tuple[int | None, Term]:
    return notice.line, terms.free(notice.message)
