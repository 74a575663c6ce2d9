"""A revision as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from policydiff.labels import label
from policydiff.model import Article, Change, ChangeKind, Revision
from policydiff.report.jsonio import document_json, dumps, finding_json, notice_json
from policydiff.report.sheets import Sheet, dated, sheet_bytes
from policydiff.report.tables import Cell, Table
from policydiff.report.textdiff import DiffPart, diff

SCHEMA = "policydiff.revision/1"
_TONES = {
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
                "relation": _relation(change),
                "findings": [finding_json(finding) for finding in change.findings],
                "similarity": change.similarity,
            }
            for change in revision.changes
        ],
        "notices": [notice_json(notice) for notice in revision.notices],
    }


def _relation(change: Change) -> str | None:
    found = change.outcome.relation if change.outcome else None
    return found.value if found else None


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "label": article.label,
        "trail": list(article.trail),
        "text": article.text,
        "start": article.span.start,
        "end": article.span.end,
    }


def revision_sheet(revision: Revision, lang: str = "zh") -> Sheet:
    """``revision`` as one table, article by article in the order of the new text."""

    def word(name: str) -> str:
        return label("sheet", name, lang)

    counts = change_counts(revision)
    said = ("、" if lang == "zh" else ", ").join(
        f"{label('change', kind, lang)} {count}" for kind, count in counts.items() if count
    )
    names = ("change", "old-label", "new-label", "difference", "why", "old-text", "new-text")
    columns = tuple(map(word, names))
    return Sheet(
        title=word("revision-title"),
        lang=lang,
        facts=(
            (word("old-text"), dated(revision.old.title, revision.old.issued)),
            (word("new-text"), dated(revision.new.title, revision.new.issued)),
        ),
        notices=revision.notices,
        summary=word("revision-summary").format(
            old=sum(len(change.olds) for change in revision.changes),
            new=sum(len(change.news) for change in revision.changes),
            changes=said,
        ),
        tables=(
            Table(
                word("changes"),
                [dict(zip(columns, _row(change, lang), strict=True)) for change in revision.changes],
                columns,
                headline=columns[:3],
                filters=columns[:1],
            ),
        ),
    )


def _row(change: Change, lang: str) -> tuple[Cell | str, ...]:
    name = label("change", change.kind.value, lang)
    if change.moved and change.kind is not ChangeKind.MOVED:
        name += f" + {label('change', 'moved', lang)}"
    old = "\n".join(article.text for article in change.olds)
    new = "\n".join(article.text for article in change.news)
    above, below = diff(old, new) if old and new else ((), ())
    return (
        Cell(name, _TONES[change.kind]),
        "、".join(article.label for article in change.olds),
        "、".join(article.label for article in change.news),
        _difference(above, below, lang),
        "；".join(finding.reason.text(lang) for finding in change.findings),
        Cell(old, parts=above),
        Cell(new, parts=below),
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


REVISION_FORMATS = ("html", "json", "csv", "md", "xlsx", "text")


def render_revision(revision: Revision, format: str, lang: str = "zh") -> bytes:
    """``revision`` as the bytes of a file of one of ``REVISION_FORMATS``."""
    if format == "json":
        return dumps(revision_json(revision)).encode()
    return sheet_bytes(revision_sheet(revision, lang), format)
