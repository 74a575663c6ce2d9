"""What a page shows, decided before any markup: sentences, documents, groups of rows, figures, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from policydiff import coverage
from policydiff.labels import absent, added_word, fresh, label, missing_word, outcome_label, sense
from policydiff.model import Commitment, Concordance, Decision, Document, Notice, Outcome, Pair, Wording
from policydiff.model.outcomes import ANSWERS
from policydiff.report.essentials import EssentialsView, essentials, first_absent
from policydiff.report.figures import MatrixView, UnitView, matrix, unit_names, units
from policydiff.report.pagedata import page_data
from policydiff.report.rows import CandidateView, Rows, RowView, SideView, said_line
from policydiff.report.source import SourceView, source_view
from policydiff.report.terms import Term, Terms
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.verdicts import open_questions, outcomes_of
from policydiff.wording import say

CHUNK = 10
"""Blocks that a browser lays out together; it skips portions far from the screen."""


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
class BlockView:
    """One upper commitment with all its answers, or one commitment alone."""

    first: int
    """Number of its first row; rows are numbered from 1 through the page."""
    rows: tuple[RowView, ...]
    """The best answer first."""
    head: SideView | None = None
    """The upper commitment, where its doubtful answers stand side by side beneath it."""
    near: tuple[CandidateView, ...] = ()
    """What stands beside the doubtful answers, so that there are three to choose from."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """The blocks of one kind in a section."""

    kind: str
    heading: Term
    sense: Term
    blocks: tuple[BlockView, ...]
    folded: bool = True

    @property
    def rows(self) -> tuple[RowView, ...]:
        """All rows in their order."""
        return tuple(row for block in self.blocks for row in block.rows)

    @property
    def chunks(self) -> tuple[tuple[BlockView, ...], ...]:
        """The blocks in portions that a browser lays out together."""
        return tuple(self.blocks[start : start + CHUNK] for start in range(0, len(self.blocks), CHUNK))


@dataclass(frozen=True, slots=True)
class SectionView:
    """The answers under one theme, or all that stands without an answer in one of its kinds."""

    id: str
    name: Term
    groups: tuple[GroupView, ...]
    size: int
    """How many upper commitments, or lower ones where there is no upper."""


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


def view(concordance: Concordance, lang: str = "zh") -> ReportView:
    """The page of ``concordance`` in ``lang``; the same figures in every language."""
    terms = Terms(lang)
    counts = coverage.by_theme(concordance)
    missing = _meant(absent(concordance), concordance, terms)
    added = _meant(fresh(concordance), concordance, terms)
    maker = Rows(concordance, terms)
    sections = tuple(_sections(concordance, maker, terms))
    rows = [row for section in sections for group in section.groups for row in group.rows]
    used = [id_ for id_ in themes() if id_ in {row.theme for row in rows}]
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
        themes=tuple((id_, terms.theme(id_)) for id_ in used),
        sections=sections,
        placed=frozenset(section.id for section in sections),
        rejected=len(concordance.rejected),
        size=len(rows),
        orphans=tuple(_orphans(concordance, rows, terms)),
        sources=_sources(concordance, rows),
        total=coverage.total(counts),
        data=page_data(concordance, rows, names, used, terms),
    )


def _meant(outcome: Outcome, concordance: Concordance, terms: Terms) -> tuple[Term, Term]:
    """The word for an outcome without a pair, and what it means here."""
    return terms.outcome(outcome), terms.word("sense", sense(outcome, concordance))


_BLANK = Term("", "")
_THREE = 3
"""How many candidates a reviewer chooses from."""
Block = tuple[Commitment, tuple[RowView, ...]]
"""A commitment with its rows."""


def _sections(concordance: Concordance, maker: Rows, terms: Terms) -> Iterable[SectionView]:
    """Answers theme by theme; then what is to be checked, what has no answer, what is new, what was taken apart."""
    answers: dict[str, list[Pair]] = {}
    for pair in concordance.pairs:
        answers.setdefault(pair.upper.id, []).append(pair)
    verdicts = outcomes_of(concordance)
    blocks: dict[Outcome, list[Block]] = {}
    for commitment in concordance.upper.commitments:
        if commitment.id in answers:
            outcome = verdicts.get(commitment.id, Outcome.NOT_JUDGED)
            blocks.setdefault(outcome, []).append((commitment, maker.answers(answers[commitment.id])))
    number = 1

    def section(
        id_: str,
        name: Term,
        groups: Iterable[tuple[str, Term, Term, Sequence[Block]]],
        *,
        folded: bool = True,
    ) -> Iterable[SectionView]:
        nonlocal number
        made = []
        for kind, heading, meaning, found in groups:
            shown = []
            for commitment, rows in found:
                shown.append(_block(number, commitment, rows, maker))
                number += len(rows)
            if shown:
                made.append(GroupView(kind, heading, meaning, tuple(shown), folded))
        if made:
            yield SectionView(id_, name, tuple(made), sum(len(group.blocks) for group in made))

    answered = [block for outcome in ANSWERS for block in blocks.get(outcome, ())]
    order = {commitment.id: place for place, commitment in enumerate(concordance.upper.commitments)}
    answered.sort(key=lambda block: order[block[0].id])
    for id_ in themes():
        found = [block for block in answered if block[0].theme == id_]
        yield from section(id_, terms.theme(id_), [("pairs", _BLANK, _BLANK, found)], folded=False)
    word, meaning = _meant(Outcome.TO_CHECK, concordance, terms)
    alone = ((c, (maker.missing(c),)) for c in concordance.missing)
    near = [block for block in alone if block[1][0].counted == Outcome.TO_CHECK]
    yield from section(
        "to-check",
        word,
        [("to-check", terms.word("page", "choose"), meaning, [*blocks.get(Outcome.TO_CHECK, ()), *near])],
    )
    yield from section(
        "absent", terms.outcome(absent(concordance)), _absent_groups(concordance, maker, terms)
    )
    word, meaning = _meant(Outcome.NOT_JUDGED, concordance, terms)
    unasked = [(c, (maker.missing(c),)) for c in concordance.not_judged]
    apart = [*blocks.get(Outcome.NOT_JUDGED, ()), *unasked]
    yield from section("not-judged", word, [("not-judged", terms.word("page", "unasked"), meaning, apart)])
    yield from section("fresh", terms.outcome(fresh(concordance)), _added_groups(concordance, maker, terms))
    rejected = [(pair.upper, (maker.pair(pair, rejected=True),)) for pair in concordance.rejected]
    heading, meaning = (terms.word("page", name) for name in ("rejected", "rejected-long"))
    yield from section("taken-apart", heading, [("rejected", heading, meaning, rejected)])


def _block(number: int, commitment: Commitment, rows: tuple[RowView, ...], maker: Rows) -> BlockView:
    if rows[0].counted != Outcome.TO_CHECK or rows[0].kind != "pair":
        return BlockView(number, rows)
    near = maker.candidates(commitment.id)[: max(0, _THREE - len(rows))]
    return BlockView(number, rows, maker.side(commitment), near)


def _absent_groups(
    concordance: Concordance, maker: Rows, terms: Terms
) -> Iterable[tuple[str, Term, Term, Sequence[Block]]]:
    """What has no answer: first where something is near, then where nothing is; figures and named units first."""
    near: list[Block] = []
    alone: list[Block] = []
    for commitment in sorted(concordance.missing, key=first_absent):
        row = maker.missing(commitment)
        if row.counted == Outcome.TO_CHECK:
            continue
        (near if row.candidates else alone).append((commitment, (row,)))
    _, meaning = _meant(absent(concordance), concordance, terms)
    yield "absent", terms.word("page", "absent-near"), meaning, near
    yield "absent-alone", terms.word("page", "absent-alone"), meaning, alone


def _added_groups(
    concordance: Concordance, maker: Rows, terms: Terms
) -> Iterable[tuple[str, Term, Term, Sequence[Block]]]:
    """What is new, theme by theme: beyond an upper commitment, or the lower government's own."""
    found: dict[tuple[str, str], list[Block]] = {}
    for commitment in concordance.added:
        row = maker.added(commitment)
        kind = row.outcome
        if kind == Outcome.ADDED:
            kind = "added-beyond" if commitment.id in maker.origins else "added-own"
        found.setdefault((row.theme, kind), []).append((commitment, (row,)))
    meanings = {kind: terms.word("page", kind) for kind in ("added-beyond", "added-own")}
    meanings[Outcome.BEYOND.value] = terms.word("sense", sense(Outcome.BEYOND, concordance))
    for id_ in themes():
        for kind, meaning in meanings.items():
            yield kind, terms.theme(id_), meaning, found.get((id_, kind), ())


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


def open_line(concordance: Concordance, lang: str = "zh") -> str:
    """How many questions are open and how they are asked; nothing where none is."""
    count = len(open_questions(concordance))
    return say("summary.open-questions", count=count).text(lang) if count else ""


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
