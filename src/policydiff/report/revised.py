"""A revision as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from policydiff.labels import label, listed
from policydiff.model import (
    Article,
    Change,
    ChangeKind,
    Dimension,
    Document,
    Edit,
    Finding,
    Relation,
    Revision,
    Sentence,
)
from policydiff.outline.adoptions import adoptions
from policydiff.report.jsonio import document_json, dumps, finding_json, notice_json
from policydiff.report.sheets import Sheet, dated, sheet_bytes
from policydiff.report.tables import Cell, Table
from policydiff.report.textdiff import DiffPart, diff

SCHEMA = "policydiff.revision/1"
TONES = {
    ChangeKind.TIGHTENED: "good",
    ChangeKind.ADDED: "good",
    ChangeKind.LOOSENED: "bad",
    ChangeKind.DELETED: "bad",
    ChangeKind.REWORDED: "mid",
    ChangeKind.SPLIT: "mid",
    ChangeKind.MERGED: "mid",
    ChangeKind.MOVED: "mid",
    ChangeKind.UNCHANGED: "",
}


def change_counts(revision: Revision) -> dict[str, int]:
    """How many changes there are of each kind."""
    counts = Counter(change.kind.value for change in revision.changes)
    return {kind.value: counts[kind.value] for kind in ChangeKind}


OUTCOMES = ("tightens", "loosens", "mixed", "same", "answered", "missing", "added")
"""What may be said of old articles, and of new ones without an origin, in the words of all results."""


def outcome_counts(revision: Revision) -> dict[str, int]:
    """How many changes have each outcome: a split or merged article counts by what its wording asks."""
    counts = Counter(map(_outcome, revision.changes))
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _outcome(change: Change) -> str:
    if not change.olds or not change.news:
        return "missing" if change.olds else "added"
    if change.relation is not None and change.relation in _WAYS:
        return change.relation.value
    return "same" if change.similarity == 1.0 and not change.edits else "answered"


def revision_json(revision: Revision) -> dict[str, Any]:
    """``revision`` in the form of the contract."""
    return {
        "schema": SCHEMA,
        "old": document_json(revision.old),
        "new": document_json(revision.new),
        "lineage": revision.lineage.value,
        "counts": change_counts(revision),
        "changes": [
            {
                "kind": change.kind.value,
                "old": [_article(article) for article in change.olds],
                "new": [_article(article) for article in change.news],
                "moved": change.moved,
                "relation": change.relation.value if change.relation else None,
                "findings": [finding_json(finding) for finding in change.findings],
                "similarity": change.similarity,
                "renamed": change.renamed,
                "edits": [_edit(edit) for edit in change.edits],
            }
            for change in revision.changes
        ],
        "renamings": [{"old": r.old, "new": r.new, "articles": r.count} for r in revision.renamings],
        "figures": [
            dict(zip(("old_article", "new_article", "old", "new", "reason"), line, strict=True))
            for line in figure_lines(revision)
        ],
        "history": {"old": _steps(revision.old), "new": _steps(revision.new)},
        "notices": [notice_json(notice) for notice in revision.notices],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"kind": edit.kind.value, "old": _sentence(edit.old), "new": _sentence(edit.new)}


def _sentence(sentence: Sentence | None) -> dict[str, Any] | None:
    if sentence is None:
        return None
    return {
        "article": sentence.article,
        "text": sentence.text,
        "start": sentence.span.start,
        "end": sentence.span.end,
    }


def _steps(document: Document) -> list[dict[str, str]]:
    steps = adoptions([passage.text for passage in document.root.body])
    return [{"date": step.day.isoformat(), "act": step.act, "text": step.text} for step in steps]


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "label": article.label,
        "trail": list(article.trail),
        "text": article.text,
        "start": article.span.start,
        "end": article.span.end,
    }


def revision_summary(revision: Revision, lang: str = "zh") -> str:
    """The result in a sentence."""
    counts = change_counts(revision)
    return label("sheet", "revision-summary", lang).format(
        old=len({article.id for change in revision.changes for article in change.olds}),
        new=len({article.id for change in revision.changes for article in change.news}),
        changes=listed(
            (f"{label('change', kind, lang)} {count}" for kind, count in counts.items() if count), lang
        ),
    )


def revision_sheet(revision: Revision, lang: str = "zh") -> Sheet:
    """``revision`` as tables: changes first in the order of the new text, new names once, figures, what stayed last and folded."""

    def word(name: str) -> str:
        return label("sheet", name, lang)

    changed, renamed, same = parted(revision)
    columns = tuple(map(word, ("change", "old-label", "new-label", "old-text", "new-text", "note")))

    def shown(kept: Sequence[Change]) -> list[dict[str, Cell]]:
        return [dict(zip(columns, _row(change, revision, lang), strict=True)) for change in kept]

    tables = [Table(word("changes"), shown(changed), columns, headline=columns[:3])]
    if revision.renamings:
        heads = tuple(map(word, ("old-name", "new-name", "articles")))
        names = [dict(zip(heads, (r.old, r.new, r.count), strict=True)) for r in revision.renamings]
        tables.append(Table(word("renamings"), names, heads, headline=heads[:2]))
    figures = figure_lines(revision, lang)
    if figures:
        heads = tuple(map(word, ("old-label", "new-label", "old-figure", "new-figure", "reason")))
        lines = [dict(zip(heads, line, strict=True)) for line in figures]
        tables.append(Table(word("figures-changed"), lines, heads, headline=heads[:2]))
    for name, kept in (("renamed-only", renamed), ("unchanged", same)):
        if kept:
            rows = shown(kept)
            tables.append(Table(word(name), rows, columns, headline=columns[:3]))
    return Sheet(
        title=word("revision-title"),
        lang=lang,
        facts=tuple(
            (word(name), dated(document.title, document.issued) + _history(document, lang))
            for name, document in (("old-text", revision.old), ("new-text", revision.new))
        ),
        notices=revision.notices,
        summary=revision_summary(revision, lang),
        tables=tuple(tables),
    )


def parted(revision: Revision) -> tuple[list[Change], list[Change], list[Change]]:
    """The changes of substance or wording, those of names alone, and what stayed as it was."""
    same = [change for change in revision.changes if change.kind is ChangeKind.UNCHANGED]
    renamed = [change for change in revision.changes if change.renamed and not change.moved]
    return [c for c in revision.changes if c not in same and c not in renamed], renamed, same


def _history(document: Document, lang: str) -> str:
    steps = adoptions([passage.text for passage in document.root.body])
    return f"；{label('sheet', 'history', lang)}{'；'.join(step.text for step in steps)}" if steps else ""


def figure_lines(revision: Revision, lang: str = "zh") -> list[tuple[str, str, str, str, str]]:
    """Every figure that another took the place of, that came or went: both articles, both figures, the reason."""
    found = []
    for change in revision.changes:
        first, second = ("、".join(a.label for a in side) for side in (change.olds, change.news))
        for finding in change.findings:
            if finding.dimension in _NO_FIGURE and not finding.rule.startswith("figure"):
                continue
            old, new = figure_words(finding, revision)
            found.append((first, second, old, new, finding.reason.text(lang)))
    return found


_NO_FIGURE = {Dimension.SCOPE, Dimension.MODALITY, Dimension.NONE}


def figure_words(finding: Finding, revision: Revision) -> tuple[str, str]:
    """The old and the new figure of ``finding`` as they are printed; a dash for the one there is not."""
    sides = []
    for name, document, target, spans in (
        ("went", revision.old, finding.upper_target, finding.upper_evidence),
        ("came", revision.new, finding.lower_target, finding.lower_evidence),
    ):
        if target is not None:
            sides.append(target.phrase or target.text)
        elif spans and (finding.rule == "penalty" or finding.rule.endswith(name)):
            sides.append("…".join(document.source.text[span.start : span.end] for span in spans))
        else:
            sides.append("—")
    return sides[0], sides[1]


def change_name(change: Change, lang: str = "zh") -> str:
    """What became of the articles, with the way where they were split or merged, and whether they moved."""
    names = [change.kind.value]
    if way(change):
        names.append(way(change))
    if change.moved and change.kind is not ChangeKind.MOVED:
        names.append("moved")
    return " + ".join(label("change", name, lang) for name in names)


def way(change: Change) -> str:
    """Which way a split, merged or reworded article goes; empty where it goes none, or its kind says it."""
    told = change.kind in {ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.REWORDED}
    return _WAYS.get(change.relation, "") if told and change.relation else ""


_WAYS = {Relation.TIGHTENS: "tightened", Relation.LOOSENS: "loosened", Relation.MIXED: "mixed"}


def note(change: Change, revision: Revision, lang: str = "zh") -> str:
    """What a drafter writes beside the two texts: words out and in, what went where, and the reasons."""

    def word(name: str) -> str:
        return label("sheet", name, lang)

    if change.renamed:
        return word("name-only")
    if not change.olds or not change.news or change.kind is ChangeKind.UNCHANGED:
        return ""
    names = {renaming.old: renaming.new for renaming in revision.renamings}
    old, new = "\n".join(a.text for a in change.olds), "\n".join(a.text for a in change.news)
    for one, other in names.items():
        old = old.replace(one, other)  # told once, not in each article
    parts = [_difference(*diff(old, new), lang)]
    parts += _went(change, lang)
    parts += [finding.reason.text(lang) for finding in change.findings]
    return "\n".join(filter(None, parts))


def _went(change: Change, lang: str) -> list[str]:
    """Which sentence went to, or came from, which article, where that is not plain from the numbers beside."""
    several = len(change.olds) + len(change.news) > 2
    olds, news = ({a.label for a in side} for side in (change.olds, change.news))
    found = []
    for edit in change.edits:
        if edit.old is None or edit.new is None:
            continue
        if several or edit.old.article not in olds or edit.new.article not in news:
            words = edit.old.text if len(edit.old.text) <= _SHORT else edit.old.text[:_SHORT] + "…"
            found.append(
                label("sheet", "went", lang).format(words=words, old=edit.old.article, new=edit.new.article)
            )
    return found


_SHORT = 16
"""Characters of a sentence by which a reader knows it."""


def _row(change: Change, revision: Revision, lang: str) -> tuple[Cell, ...]:
    old = "\n".join(article.text for article in change.olds)
    new = "\n".join(article.text for article in change.news)
    above, below = diff(old, new) if old and new and change.kind is not ChangeKind.UNCHANGED else ((), ())
    return (
        Cell(change_name(change, lang), TONES[change.kind]),
        Cell("、".join(article.label for article in change.olds)),
        Cell("、".join(article.label for article in change.news)),
        Cell(old, parts=above),
        Cell(new, parts=below),
        Cell(note(change, revision, lang)),
    )


def _difference(above: tuple[DiffPart, ...], below: tuple[DiffPart, ...], lang: str) -> str:
    gone, come = _changed(above), _changed(below)
    parts = [f"{label('sheet', 'gone', lang)}“{gone}”"] if gone else []
    parts += [f"{label('sheet', 'come', lang)}“{come}”"] if come else []
    return " ".join(parts)


def _changed(parts: tuple[DiffPart, ...]) -> str:
    """The stretches only this side has, those apart set off by an ellipsis."""
    runs: list[str] = [""]
    for part in parts:
        if part.kind == "same":
            if runs[-1]:
                runs.append("")
        else:
            runs[-1] += part.text.replace("\n", "")
    return "…".join(run.strip("，。；、 ") for run in runs if run.strip("，。；、 "))


REVISION_FORMATS = ("html", "json", "csv", "md", "xlsx", "docx", "text")


def render_revision(revision: Revision, format: str, lang: str = "zh") -> bytes:
    """``revision`` as the bytes of a file of one of ``REVISION_FORMATS``."""
    if format == "json":
        return dumps(revision_json(revision)).encode()
    if format == "docx":
        from policydiff.report.revised_docx import revision_docx

        return revision_docx(revision, lang)
    if format == "html":
        from policydiff.report.revised_page import render_page

        return render_page(revision, lang).encode()
    return sheet_bytes(revision_sheet(revision, lang), format)
