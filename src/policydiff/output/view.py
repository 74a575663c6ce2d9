"""What a page shows, decided before any markup: words, counts, order, highlighted parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policydiff import coverage
from policydiff.labels import added_sense, added_word, label, missing_sense, missing_word, sign
from policydiff.model import (
    Candidate,
    Commitment,
    Comparison,
    Concordance,
    Document,
    Finding,
    Notice,
    Pair,
    Relation,
)
from policydiff.output.textdiff import DiffPart, diff, shared_share
from policydiff.themes import themes
from policydiff.wording import say

RELATIONS = tuple(relation.value for relation in Relation)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The head of one side."""

    side: str
    title: str
    facts: tuple[tuple[str, str], ...]
    """Label and value."""
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One commitment as shown in a cell."""

    anchor: str
    label: str
    trail: str
    parts: tuple[DiffPart, ...]
    units: tuple[tuple[str, str], ...]
    deadline: str
    line: str
    source_note: str


@dataclass(frozen=True, slots=True)
class ChipView:
    """A finding: sign, word and reason."""

    relation: str
    sign: str
    word: str
    dimension: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A row of the explanation of a pair."""

    feature: str
    level: str
    weight: str
    upper: str
    lower: str


@dataclass(frozen=True, slots=True)
class PairView:
    """One row: an upper commitment beside the lower one that answers it."""

    anchor: str
    theme: str
    relation: str
    sign: str
    word: str
    confidence: str
    alike: bool
    """Most words are shared: then what differs is marked, else what is shared."""
    upper: SideView
    lower: SideView
    chips: tuple[ChipView, ...]
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A near lower commitment of a missing one."""

    side: SideView
    confidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingView:
    """An upper commitment without an answer."""

    upper: SideView
    candidates: tuple[CandidateView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """Everything under one theme."""

    id: str
    name: str
    count: coverage.ThemeCount
    cover: str
    pairs: tuple[PairView, ...]
    missing: tuple[MissingView, ...]
    added: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole page."""

    lang: str
    title: str
    sentence: str
    lineage: str
    notices: tuple[str, ...]
    documents: tuple[DocumentView, DocumentView]
    missing_word: str
    missing_sense: str
    added_word: str
    added_sense: str
    themes: tuple[ThemeView, ...]
    total: coverage.ThemeCount
    total_cover: str


def view(concordance: Concordance, lang: str = "zh") -> ReportView:
    """The page of ``concordance`` in ``lang``; the same figures in every language."""
    counts = coverage.by_theme(concordance)
    total = coverage.total(counts)
    upper_lines, lower_lines = _Lines(concordance.upper), _Lines(concordance.lower)
    known = themes()
    by_upper: dict[str, list[Pair]] = {}
    for pair in concordance.pairs:
        by_upper.setdefault(pair.upper.theme, []).append(pair)
    return ReportView(
        lang=lang,
        title=f"{concordance.upper.title} ↔ {concordance.lower.title}",
        sentence=summary(concordance, lang),
        lineage=label("lineage", concordance.lineage.value, lang),
        notices=tuple(notice.message.text(lang) for notice in concordance.notices),
        documents=(
            _document(concordance.upper, "upper", lang),
            _document(concordance.lower, "lower", lang),
        ),
        missing_word=missing_word(concordance, lang),
        missing_sense=missing_sense(concordance, lang),
        added_word=added_word(concordance, lang),
        added_sense=added_sense(concordance, lang),
        themes=tuple(
            ThemeView(
                id=count.theme,
                name=known[count.theme].name(lang),
                count=count,
                cover=_percent(count.coverage),
                pairs=tuple(
                    _pair(pair, upper_lines, lower_lines, lang) for pair in by_upper.get(count.theme, ())
                ),
                missing=tuple(
                    MissingView(
                        _side(commitment, "u", upper_lines, lang),
                        tuple(
                            _candidate(candidate, lower_lines, lang)
                            for candidate in concordance.candidates.get(commitment.id, ())
                        ),
                    )
                    for commitment in concordance.missing
                    if commitment.theme == count.theme
                ),
                added=tuple(
                    _side(commitment, "l", lower_lines, lang)
                    for commitment in concordance.added
                    if commitment.theme == count.theme
                ),
            )
            for count in counts
        ),
        total=total,
        total_cover=_percent(total.coverage),
    )


def named_counts(concordance: Concordance, lang: str = "zh") -> Iterable[tuple[str, coverage.ThemeCount]]:
    """The rows of the theme × relation table: each theme by name, then all of them together."""
    counts = coverage.by_theme(concordance)
    for count in counts:
        yield themes()[count.theme].name(lang), count
    yield label("page", "total", lang), coverage.total(counts)


def summary(concordance: Concordance, lang: str = "zh") -> str:
    """The result in one sentence, with the words that fit how complete the texts are."""
    total = coverage.total(coverage.by_theme(concordance))
    return say(
        "summary.sentence",
        upper=concordance.upper.title,
        lower=concordance.lower.title,
        uppers=total.uppers,
        answered=total.answered,
        pairs=total.pairs,
        missing=total.missing,
        missing_word=missing_word(concordance, lang),
        added=total.added,
        added_word=added_word(concordance, lang),
        **total.relations,
    ).text(lang)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"


class _Lines:
    """Line numbers of a document's text."""

    def __init__(self, document: Document) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", document.source.text))]

    def of(self, offset: int) -> int:
        """The line, from 1, that ``offset`` stands in."""
        return bisect_right(self._starts, offset)


def _document(document: Document, side: str, lang: str) -> DocumentView:
    place = document.jurisdiction
    facts = [
        ("number", document.number or "—"),
        ("date", document.issued.isoformat() if document.issued else "—"),
        ("issuer", document.issuer or "—"),
        (
            "jurisdiction",
            f"{place.name}（{place.code}，{label('level', place.level.value, lang)}）" if place else "—",
        ),
        ("kind", label("kind", document.kind.value, lang)),
        ("completeness", label("completeness", document.completeness.value, lang)),
        ("commitments", f"{len(document.commitments)} {label('page', 'unit', lang)}".strip()),
    ]
    return DocumentView(
        side=label("page", side, lang),
        title=document.title,
        facts=tuple((label("page", name, lang), value) for name, value in facts),
        notices=tuple(_reading_note(notice, lang) for notice in document.notices),
    )


def _reading_note(notice: Notice, lang: str) -> str:
    text = notice.message.text(lang)
    return f"{label('page', 'line', lang).format(n=notice.line)}：{text}" if notice.line else text


def anchor(*ids: str) -> str:
    """A name for a place in the page that depends on nothing but the commitments' ids."""
    return "_".join(re.sub(r"[^\w~-]+", "-", id_) for id_ in ids)


def _side(
    commitment: Commitment, side: str, lines: _Lines, lang: str, parts: Sequence[DiffPart] | None = None
) -> SideView:
    units = []
    if commitment.lead_units:
        units.append((label("page", "lead-units", lang), "、".join(commitment.lead_units)))
    if commitment.responsible_units:
        units.append((label("page", "responsible-units", lang), "、".join(commitment.responsible_units)))
    return SideView(
        anchor=anchor(side, commitment.id),
        label=commitment.label,
        trail=" › ".join(commitment.trail),
        parts=tuple(parts) if parts is not None else (DiffPart(commitment.text, "plain"),),
        units=tuple(units),
        deadline=commitment.deadline.isoformat() if commitment.deadline else "",
        line=label("page", "line", lang).format(n=lines.of(commitment.span.start)),
        source_note=commitment.source_note,
    )


def _pair(pair: Pair, upper_lines: _Lines, lower_lines: _Lines, lang: str) -> PairView:
    above, below = diff(pair.upper.text, pair.lower.text)
    return PairView(
        anchor=anchor("p", pair.upper.id, pair.lower.id),
        theme=pair.upper.theme,
        relation=pair.relation.value,
        sign=sign(pair.relation.value),
        word=label("relation", pair.relation.value, lang),
        confidence=f"{pair.confidence:.0%}",
        alike=max(shared_share(above), shared_share(below)) >= 0.55,
        upper=_side(pair.upper, "u", upper_lines, lang, above),
        lower=_side(pair.lower, "l", lower_lines, lang, below),
        chips=tuple(_chip(finding, lang) for finding in pair.findings),
        reasons=tuple(_reasons(pair.comparisons, lang)),
    )


def _chip(finding: Finding, lang: str) -> ChipView:
    return ChipView(
        relation=finding.relation.value,
        sign=sign(finding.relation.value),
        word=label("relation", finding.relation.value, lang),
        dimension=label("dimension", finding.dimension.value, lang),
        reason=finding.reason.text(lang),
    )


def _reasons(comparisons: Iterable[Comparison], lang: str) -> Iterable[ReasonView]:
    for comparison in comparisons:
        yield ReasonView(
            say(f"feature.{comparison.feature}").text(lang),
            comparison.level,
            f"{comparison.weight:+.2f}",
            comparison.upper,
            comparison.lower,
        )


def _candidate(candidate: Candidate, lines: _Lines, lang: str) -> CandidateView:
    return CandidateView(
        _side(candidate.lower, "l", lines, lang), f"{candidate.confidence:.0%}", candidate.reason.text(lang)
    )


@dataclass(frozen=True, slots=True)
class CoupleView:
    """One comparison on the index page."""

    upper: str
    lower: str
    href: str
    lineage: str
    sentence: str
    notices: tuple[str, ...]
    covers: tuple[tuple[str, str, int], ...]
    """Theme, share answered as text, and as a step from 0 (nothing) to 5; -1 where the upper has none."""


@dataclass(frozen=True, slots=True)
class IndexView:
    """The overview of a run."""

    lang: str
    documents: tuple[DocumentView, ...]
    couples: tuple[CoupleView, ...]
    theme_names: tuple[str, ...]


def index_view(
    runs: Sequence[tuple[Concordance, str]], documents: Sequence[Document], lang: str = "zh"
) -> IndexView:
    """The overview of ``runs``, each with the file name of its page."""
    return IndexView(
        lang=lang,
        documents=tuple(_document(document, "upper", lang) for document in documents),
        couples=tuple(_couple(concordance, href, lang) for concordance, href in runs),
        theme_names=tuple(theme.name(lang) for theme in themes().values()),
    )


def _couple(concordance: Concordance, href: str, lang: str) -> CoupleView:
    counts = {count.theme: count for count in coverage.by_theme(concordance)}
    covers = []
    for id_, theme in themes().items():
        share = counts[id_].coverage if id_ in counts else None
        covers.append(
            (theme.name(lang), _percent(share), -1 if share is None else min(5, int(share * 5 + 0.5)))
        )
    return CoupleView(
        upper=concordance.upper.title,
        lower=concordance.lower.title,
        href=href,
        lineage=label("lineage", concordance.lineage.value, lang),
        sentence=summary(concordance, lang),
        notices=tuple(notice.message.text(lang) for notice in concordance.notices),
        covers=tuple(covers),
    )
