"""The overview of several concordances: couples, coverage by theme, documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policydiff import coverage
from policydiff.model import Completeness, Concordance, Document, Wording
from policydiff.report.tables import percent
from policydiff.report.terms import GROUPS, Term, Terms
from policydiff.report.view import DocumentView, document_view, summary
from policydiff.text import visible
from policydiff.topics.themes import themes

STEPS = 5


@dataclass(frozen=True, slots=True)
class CoverView:
    """One cell of the heat map."""

    text: str
    step: int
    """0 (nothing answered) to 5 (everything); -1 where the upper document has nothing on the theme."""
    href: str
    """To the theme on the page of the couple; empty where the page has no such theme."""
    figures: str
    """Answered of all."""


@dataclass(frozen=True, slots=True)
class CoupleView:
    """One comparison."""

    upper: str
    lower: str
    href: str
    lineage: Term
    sentence: Term
    notices: tuple[Term, ...]
    covers: tuple[CoverView, ...]
    """In the order of the themes."""
    whole: bool
    """Are both texts full?"""
    kindred: bool
    """Do they speak of one thing?"""


@dataclass(frozen=True, slots=True)
class IndexView:
    """The overview of a run."""

    lang: str
    documents: tuple[DocumentView, ...]
    couples: tuple[CoupleView, ...]
    themes: tuple[Term, ...]
    data: dict[str, Any]


def index_view(
    runs: Sequence[tuple[Concordance, str]], documents: Sequence[Document], lang: str = "zh"
) -> IndexView:
    """The overview of ``runs``, each with the file name of its page."""
    terms = Terms(lang)
    used = [
        id_
        for id_ in themes()
        if any(id_ in {c.theme for c in coverage.by_theme(found)} for found, _ in runs if found.kindred)
    ]
    return IndexView(
        lang=lang,
        documents=tuple(document_view(document, "document", terms) for document in documents),
        couples=tuple(_couple(concordance, href, used, terms) for concordance, href in runs),
        themes=tuple(terms.theme(id_) for id_ in used),
        data=terms.data(*GROUPS),
    )


def _couple(concordance: Concordance, href: str, used: Sequence[str], terms: Terms) -> CoupleView:
    counts = {count.theme: count for count in coverage.by_theme(concordance)}
    full = Completeness.FULL
    return CoupleView(
        upper=_named(concordance.upper),
        lower=_named(concordance.lower),
        href=href,
        lineage=terms.word("lineage", concordance.lineage.value),
        sentence=terms.free(Wording(summary(concordance, "zh"), summary(concordance, "en"))),
        notices=tuple(terms.free(notice.message) for notice in concordance.notices),
        covers=tuple(_cover(counts.get(id_), href) for id_ in used),
        whole=concordance.upper.completeness is full and concordance.lower.completeness is full,
        kindred=concordance.kindred,
    )


def _named(document: Document) -> str:
    """Its title, with the place where the title names none: two places may have issued one of the same name."""
    place = document.jurisdiction.name if document.jurisdiction else ""
    short = re.sub("(?:自治区|省|市|盟|州|区|县|旗)$", "", place)
    return visible(document.title if not place or short in document.title else f"{document.title}（{place}）")


def _cover(count: coverage.ThemeCount | None, href: str) -> CoverView:
    share = count.coverage if count else None
    return CoverView(
        text=percent(share),
        step=-1 if share is None else min(STEPS, int(share * STEPS + 0.5)),
        href=f"{href}#{count.theme}" if count else "",
        figures=f"{count.answered}/{count.uppers}" if count and count.uppers else "",
    )
