"""What a page shows, decided before any markup: sentences, documents, groups of rows, figures, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policydiff import coverage
from policydiff.labels import absent, added_word, fresh, label, missing_word, outcome_label
from policydiff.model import Concordance, Decision, Document, Notice, Outcome, Wording
from policydiff.model.outcomes import ANSWERS
from policydiff.report.essentials import EssentialsView, essentials
from policydiff.report.figures import MatrixView, UnitView, matrix, unit_names, units
from policydiff.report.pagedata import page_data, page_decisions, row_dimensions
from policydiff.report.rows import ALONE_ABOVE, Rows, RowView, said_line
from policydiff.report.sections import SectionView, meant, sections
from policydiff.report.source import SourceView, source_view
from policydiff.report.terms import Term, Terms
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.verdicts import open_questions, outcomes_of
from policydiff.wording import say


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
    themes: tuple[tuple[str, Term], ...]
    """Those of any row, in the order of the list of themes."""
    sections: tuple[SectionView, ...]
    placed: frozenset[str]
    """The themes that have a section of their own."""
    rejected: int
    size: int
    orphans: tuple[OrphanView, ...]
    sources: tuple[SourceView, SourceView]
    total: coverage.ThemeCount
    data: dict[str, Any]
    """The data block for the scripts."""
    decisions: dict[str, Any]
    """What reviewers said, as in a file of decisions."""
    running: tuple[str, str]
    """Both documents with number and date, for the head of every sheet of paper."""
    reviewers: tuple[Term, ...]
    """Who reviewed, how much of it and until when."""


def view(concordance: Concordance, lang: str = "zh") -> ReportView:
    """The page of ``concordance`` in ``lang``; the same figures in every language."""
    terms = Terms(lang)
    counts = coverage.by_theme(concordance)
    missing = meant(absent(concordance), concordance, terms)
    added = meant(fresh(concordance), concordance, terms)
    maker = Rows(concordance, terms)
    parts = tuple(sections(concordance, maker, terms))
    rows = [row for section in parts for group in section.groups for row in group.every]
    used = [id_ for id_ in themes() if id_ in {row.theme for row in rows}]
    names = unit_names(rows)
    dimensions = dict.fromkeys(name for row in rows for name in row_dimensions(row))
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
        themes=tuple((id_, terms.theme(id_)) for id_ in used),
        sections=parts,
        placed=frozenset(section.id for section in parts),
        rejected=len(concordance.rejected),
        size=len(rows),
        orphans=tuple(_orphans(concordance, rows, terms)),
        sources=_sources(concordance, rows),
        total=coverage.total(counts),
        data=page_data(concordance, rows, names, used, terms),
        decisions=page_decisions(concordance),
        running=(_running(concordance.upper), f"↔ {_running(concordance.lower)}"),
        reviewers=tuple(_reviewers(concordance, terms)),
    )


def _running(document: Document) -> str:
    facts = [document.number or "", document.issued.isoformat() if document.issued else ""]
    known = "，".join(filter(None, facts))
    return visible(f"《{document.title}》" + (f"（{known}）" if known else ""))


def _reviewers(concordance: Concordance, terms: Terms) -> Iterable[Term]:
    """Each reviewer with the number of rows spoken of and the day of the last word."""
    found: dict[str, list[Decision]] = {}
    for entry in (entry for review in concordance.reviews for entry in review.decisions):
        found.setdefault(entry.reviewer, []).append(entry)
    for name in sorted(found):
        rows = {(entry.upper, entry.lower) for entry in found[name]}
        day = max(entry.at for entry in found[name])[:10]
        said = [label("script", "reviewed-by", lang) for lang in ("zh", "en")]
        yield terms.free(Wording(*(text.format(who=visible(name), n=len(rows), day=day) for text in said)))


def _orphans(concordance: Concordance, rows: list[RowView], terms: Terms) -> Iterable[OrphanView]:
    """Decisions that no row of the page shows."""
    places = {tuple(side.id if side else "" for side in row.sides) for row in rows}
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
        if row.kind in {"rejected", "near"}:
            continue
        place = (row.anchor, row.outcome)
        if row.pair:
            above.setdefault(row.pair.upper.id, place)
            below.setdefault(row.pair.lower.id, place)
        elif row.commitment:
            (above if row.kind in ALONE_ABOVE else below).setdefault(row.commitment.id, place)
    return source_view(concordance.upper, "u", above), source_view(concordance.lower, "l", below)


def open_line(concordance: Concordance, lang: str = "zh") -> str:
    """How many questions are open and how they are asked; nothing where none is."""
    count = len(open_questions(concordance))
    more = count - sum(verdict.outcome is Outcome.TO_CHECK for verdict in concordance.verdicts)
    also = say("summary.open-beside", count=more) if more else ""
    return say("summary.open-questions", count=count, also=also).text(lang) if count else ""


def named_counts(concordance: Concordance, lang: str = "zh") -> Iterable[tuple[str, coverage.ThemeCount]]:
    """The rows of the theme × relation table: each theme by name, then all of them together."""
    counts = coverage.by_theme(concordance)
    for count in counts:
        yield themes()[count.theme].name(lang), count
    yield label("page", "total", lang), coverage.total(counts)


def summary(concordance: Concordance, lang: str = "zh") -> str:
    """The result in a sentence or two, with the words that fit how complete the texts are."""
    total = coverage.total(coverage.by_theme(concordance))
    doubtful = list(outcomes_of(concordance).values()).count(Outcome.TO_CHECK)

    def named(code: str, counts: Iterable[tuple[Outcome, int]], **more: int) -> str:
        found = [f"{outcome_label(outcome, lang)} {count}" for outcome, count in counts if count]
        what = ("，" if lang == "zh" else ", ").join(found)
        return say(code, what=what, **more).text(lang) if found else ""

    sentence = say(
        "summary.sentence",
        uppers=total.uppers,
        together=total.answered,
        answers=named("summary.answers", ((outcome, total.outcomes[outcome]) for outcome in ANSWERS)),
        missing=total.missing,
        missing_word=missing_word(concordance, lang),
        added=total.added,
        added_word=added_word(concordance, lang),
    ).text(lang)
    uncounted = ((Outcome.TO_CHECK, doubtful), (Outcome.NOT_JUDGED, total.outcomes[Outcome.NOT_JUDGED]))
    every = total.uppers + sum(count for _, count in uncounted)
    return sentence + named("summary.apart", uncounted, every=every)


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
