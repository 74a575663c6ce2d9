"""The page of a tracking: each commitment with what reports say of it, decided before any markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.model import Commitment, Document, Evidence, Progress, Tracking, Wording
from policydiff.report.levels import facts_term
from policydiff.report.offline import offline_page
from policydiff.report.rows import short_units
from policydiff.report.tables import percent
from policydiff.report.terms import Term, Terms
from policydiff.report.tracked import TONES, tracking_summary
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.wording import say

STYLES = ("report.css", "levels.css")
SCRIPTS = ("words.js", "sift.js", "rows-only.js")
GROUPS = ("sheet", "progress")
FIRST = 10
"""Lines of what is read first."""
_ORDER = (
    Progress.PROBLEM,
    Progress.BEHIND,
    Progress.IN_PROGRESS,
    Progress.MET,
    Progress.AHEAD,
    Progress.ACTIVITY,
)
"""What asks for attention first; that something was done comes last, and folded."""
_PRESSING = frozenset({Progress.PROBLEM, Progress.BEHIND})


@dataclass(frozen=True, slots=True)
class SaidView:
    """What one report says of a commitment."""

    anchor: str
    status: str
    tone: str
    word: Term
    quote: str
    reason: Term
    report: str
    report_key: str
    confidence: str


@dataclass(frozen=True, slots=True)
class FollowedView:
    """A commitment with all that is said of it."""

    anchor: str
    theme: str
    label: str
    text: str
    who: Term
    deadline: str
    said: tuple[SaidView, ...]
    quiet: tuple[SaidView, ...]
    """Only that something was done."""


@dataclass(frozen=True, slots=True)
class ThemeView:
    """The commitments of one theme."""

    id: str
    name: Term
    rows: tuple[FollowedView, ...]

    @property
    def choice(self) -> tuple[str, Term]:
        """The theme as one of a list to choose from."""
        return self.id, self.name


@dataclass(frozen=True, slots=True)
class LooseView:
    """A sentence of a report, or a promise, that stands alone."""

    anchor: str
    theme: str
    name: Term
    label: str
    text: str
    more: Term


@dataclass(frozen=True, slots=True)
class TrackingView:
    """A whole page."""

    lang: str
    title: str
    documents: tuple[tuple[Term, str, Term], ...]
    """Side, title, facts."""
    sentence: Term
    notices: tuple[Term, ...]
    pressing: tuple[tuple[FollowedView, SaidView], ...]
    more: int
    """Pressing ones that are not in that list."""
    themes: tuple[ThemeView, ...]
    theme_choices: tuple[tuple[str, Term], ...]
    statuses: tuple[tuple[str, str, Term], ...]
    reports: tuple[tuple[str, Term], ...]
    uncovered: tuple[LooseView, ...]
    untouched: tuple[LooseView, ...]
    unplanned: tuple[LooseView, ...]
    data: dict[str, Any]


def render_page(tracking: Tracking, lang: str = "zh") -> str:
    """The page of ``tracking``: one file, readable without scripts."""
    return offline_page("tracking.html", tracking_view(tracking, lang), STYLES, SCRIPTS)


def tracking_view(tracking: Tracking, lang: str = "zh") -> TrackingView:
    """What the page of ``tracking`` shows, printed in ``lang``."""
    terms = Terms(lang)
    maker = _Maker(tracking, terms)
    followed = tuple(maker.themes())
    rows = [row for theme in followed for row in theme.rows]
    pressing = [(row, said) for row in rows for said in row.said if Progress(said.status) in _PRESSING]
    pressing.sort(key=lambda one: _ORDER.index(Progress(one[1].status)))
    found = {item.status for item in tracking.evidence}
    untouched = tuple(maker.untouched())
    used = {theme.id for theme in followed} | {row.theme for row in untouched}
    return TrackingView(
        lang=lang,
        title=visible(tracking.plan.title),
        documents=(
            _document("plan", tracking.plan, terms),
            *(_document("report", report, terms) for report in tracking.reports),
        ),
        sentence=terms.free(Wording(tracking_summary(tracking, "zh"), tracking_summary(tracking, "en"))),
        notices=tuple(terms.free(notice.message) for notice in tracking.notices),
        pressing=tuple(pressing[:FIRST]),
        more=max(0, len(pressing) - FIRST),
        themes=followed,
        theme_choices=tuple((id_, terms.theme(id_)) for id_ in themes() if id_ in used),
        statuses=tuple((s.value, "", terms.word("progress", s.value)) for s in _ORDER if s in found),
        reports=tuple(
            (str(place), Term("", visible(report.title))) for place, report in enumerate(tracking.reports)
        ),
        uncovered=tuple(maker.unplanned(problem=True)),
        untouched=untouched,
        unplanned=tuple(maker.unplanned(problem=False)),
        data=terms.data(*GROUPS),
    )


def _document(side: str, document: Document, terms: Terms) -> tuple[Term, str, Term]:
    return terms.word("sheet", side), visible(document.title), facts_term(document, terms)


class _Maker:
    """Makes the rows of one tracking."""

    def __init__(self, tracking: Tracking, terms: Terms) -> None:
        self._tracking = tracking
        self._terms = terms
        self._reports = {report.id: place for place, report in enumerate(tracking.reports)}

    def themes(self) -> Iterator[ThemeView]:
        """Theme by theme the commitments that reports speak of, in the order of the plan."""
        found: dict[str, list[Evidence]] = {}
        for item in self._tracking.evidence:
            found.setdefault(item.commitment.id, []).append(item)
        rows: dict[str, list[FollowedView]] = {}
        for number, (_, items) in enumerate(found.items(), 1):
            commitment = items[0].commitment
            rows.setdefault(commitment.theme, []).append(self._followed(number, commitment, items))
        for id_ in themes():
            if id_ in rows:
                yield ThemeView(id_, self._terms.theme(id_), tuple(rows[id_]))

    def _followed(self, number: int, commitment: Commitment, items: Sequence[Evidence]) -> FollowedView:
        ranked = sorted(items, key=lambda item: _ORDER.index(item.status))
        said = [self._said(f"c{number}-{place}", item) for place, item in enumerate(ranked, 1)]
        quiet = Progress.ACTIVITY.value
        return FollowedView(
            anchor=f"c{number}",
            theme=commitment.theme,
            label=visible(commitment.label),
            text=visible(commitment.text),
            who=short_units(commitment.units, self._terms),
            deadline=commitment.deadline.isoformat() if commitment.deadline else "",
            said=tuple(one for one in said if one.status != quiet),
            quiet=tuple(one for one in said if one.status == quiet),
        )

    def _said(self, anchor: str, item: Evidence) -> SaidView:
        place = self._reports[item.report]
        return SaidView(
            anchor=anchor,
            status=item.status.value,
            tone=TONES[item.status] or "plain",
            word=self._terms.word("progress", item.status.value),
            quote=visible(item.quote),
            reason=self._terms.free(item.reason),
            report=visible(self._tracking.reports[place].title),
            report_key=str(place),
            confidence=percent(item.confidence),
        )

    def untouched(self) -> Iterable[LooseView]:
        """The promises that no report speaks of."""
        for number, one in enumerate(self._tracking.untouched, 1):
            due = one.deadline.isoformat() if one.deadline else ""
            yield LooseView(
                f"n{number}",
                one.theme,
                self._terms.theme(one.theme),
                visible(one.label),
                visible(one.text),
                self._terms.free(say("tracking.due", date=due)) if due else Term("", ""),
            )

    def unplanned(self, *, problem: bool) -> Iterable[LooseView]:
        """What reports say that no promise covers."""
        found = [item for item in self._tracking.unplanned if item.problem is problem]
        for number, item in enumerate(found, 1):
            title = visible(self._tracking.reports[self._reports[item.report]].title)
            anchor = f"{'p' if problem else 'g'}{number}"
            yield LooseView(anchor, "", Term("", ""), "", visible(item.statement.text), Term("", title))
