"""The page of a revision: what changed first and sentence by sentence, what stayed folded; decided before any markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from policydiff.model import Article, Change, ChangeKind, EditKind, Revision, Wording
from policydiff.report.levels import facts_term
from policydiff.report.offline import offline_page
from policydiff.report.revised import (
    TONES,
    change_counts,
    change_name,
    figure_lines,
    note,
    parted,
    revision_summary,
    way,
)
from policydiff.report.terms import Term, Terms
from policydiff.report.textdiff import DiffPart, diff
from policydiff.text import visible

STYLES = ("report.css", "levels.css")
SCRIPTS = ("words.js", "sift.js", "rows-only.js")
GROUPS = ("sheet", "change")


@dataclass(frozen=True, slots=True)
class LineView:
    """What became of one sentence: both wordings with what differs set off; several that stayed are one line, folded."""

    kind: str
    old: tuple[DiffPart, ...]
    new: tuple[DiffPart, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What became of some articles."""

    anchor: str
    kinds: str
    tone: str
    word: Term
    olds: str
    news: str
    """Labels of the articles."""
    lines: tuple[LineView, ...]
    notes: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A whole page."""

    lang: str
    title: str
    documents: tuple[tuple[Term, str, Term], ...]
    sentence: Term
    notices: tuple[Term, ...]
    kinds: tuple[tuple[str, str, Term], ...]
    changes: tuple[ChangeView, ...]
    renamings: tuple[tuple[str, str, int], ...]
    figures: tuple[tuple[str, str, str, str, Term], ...]
    renamed: tuple[ChangeView, ...]
    same: tuple[ChangeView, ...]
    data: dict[str, Any]


def render_page(revision: Revision, lang: str = "zh") -> str:
    """The page of ``revision``: one file, readable without scripts."""
    return offline_page("revision.html", revision_view(revision, lang), STYLES, SCRIPTS)


def revision_view(revision: Revision, lang: str = "zh") -> RevisionView:
    """What the page of ``revision`` shows, printed in ``lang``."""
    terms = Terms(lang)
    changed, renamed, same = (
        tuple(_change(f"{letter}{number}", change, revision, terms) for number, change in enumerate(found, 1))
        for letter, found in zip("crs", parted(revision), strict=True)
    )
    counts = change_counts(revision)
    ways = {name for change in revision.changes for name in _kinds(change)}
    kinds = [name for name in (*counts, "mixed") if name in ways]
    figures = zip(figure_lines(revision, "zh"), figure_lines(revision, "en"), strict=True)
    return RevisionView(
        lang=lang,
        title=visible(revision.new.title),
        documents=tuple(
            (terms.word("sheet", name), visible(document.title), facts_term(document, terms))
            for name, document in (("old-text", revision.old), ("new-text", revision.new))
        ),
        sentence=terms.free(Wording(revision_summary(revision, "zh"), revision_summary(revision, "en"))),
        notices=tuple(terms.free(notice.message) for notice in revision.notices),
        kinds=tuple((name, "", terms.word("change", name)) for name in kinds),
        changes=changed,
        renamings=tuple((visible(r.old), visible(r.new), r.count) for r in revision.renamings),
        figures=tuple(
            (
                visible(zh[0]),
                visible(zh[1]),
                visible(zh[2]),
                visible(zh[3]),
                terms.free(Wording(zh[4], en[4])),
            )
            for zh, en in figures
        ),
        renamed=renamed,
        same=same,
        data=terms.data(*GROUPS),
    )


def _kinds(change: Change) -> list[str]:
    """By what a reader looks for it: its kind, its way, whether it moved."""
    found = [change.kind.value]
    if way(change):
        found.append(way(change))
    if change.moved:
        found.append(ChangeKind.MOVED.value)
    return list(dict.fromkeys(found))


def _change(anchor: str, change: Change, revision: Revision, terms: Terms) -> ChangeView:
    notes = zip(
        note(change, revision, "zh").split("\n"), note(change, revision, "en").split("\n"), strict=True
    )
    name = Wording(change_name(change, "zh"), change_name(change, "en"))
    return ChangeView(
        anchor=anchor,
        kinds=" ".join(_kinds(change)),
        tone=TONES[change.kind] or "plain",
        word=terms.free(name),
        olds=visible(_labels(change.olds)),
        news=visible(_labels(change.news)),
        lines=tuple(_folded(_lines(change))),
        notes=tuple(terms.free(Wording(zh, en)) for zh, en in notes if zh),
    )


def _labels(articles: Sequence[Article]) -> str:
    return "、".join(article.label for article in articles)


def _plain(text: str) -> tuple[DiffPart, ...]:
    return (DiffPart(visible(text), "same"),) if text else ()


def _lines(change: Change) -> Iterable[LineView]:
    """The sentences of a change in the order of the new text; whole articles where only one side has them."""
    if not change.edits:
        old, new = ("\n".join(article.text for article in side) for side in (change.olds, change.news))
        same = bool(old and new) and (change.kind is ChangeKind.UNCHANGED or old == new)
        if same:
            yield LineView("same", _plain(old), ())
        elif old and new:
            yield _replaced(old, new)
        else:
            yield LineView("inserted" if new else "deleted", _plain(old), _plain(new))
        return
    for edit in change.edits:
        old, new = (side.text if side else "" for side in (edit.old, edit.new))
        match edit.kind:
            case EditKind.SAME | EditKind.MOVED if old == new:
                yield LineView("same", _plain(new), ())
            case EditKind.INSERTED | EditKind.DELETED:
                yield LineView(edit.kind.value, _plain(old), _plain(new))
            case _:
                yield _replaced(old, new)


def _replaced(old: str, new: str) -> LineView:
    above, below = diff(old, new)
    return LineView("replaced", _shown(above), _shown(below))


def _shown(parts: Sequence[DiffPart]) -> tuple[DiffPart, ...]:
    return tuple(DiffPart(visible(part.text), part.kind) for part in parts)


def _folded(lines: Iterable[LineView]) -> Iterable[LineView]:
    """``lines`` with neighbours that stayed as they were as one."""
    for kind, found in groupby(lines, key=lambda line: line.kind):
        run = list(found)
        if kind != "same":
            yield from run
            continue
        text = "\n".join(part.text for line in run for part in line.old)
        yield replace(run[0], old=(DiffPart(text, "same"),), count=len(run))
