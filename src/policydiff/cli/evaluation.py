"""What `policydiff evaluate` prints: the figures of every file of annotations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from policydiff.concordance import compare
from policydiff.corpus import load_catalogue, open_document
from policydiff.errors import InvalidRequest
from policydiff.evaluate import (
    best_document,
    is_targets,
    is_tracking,
    read_changes,
    read_gold,
    score_alignment,
    score_revision,
    score_targets,
    score_tracking,
)
from policydiff.model import Document
from policydiff.revision import revise
from policydiff.tracking import track


def evaluation_text(paths: Sequence[Path], docs: Path | None, wanted: Sequence[str], verbose: bool) -> str:
    """The figures of every gold file, against the documents its quotes stand in."""
    documents: list[Document] = []
    lines: list[str] = []
    for path in paths:
        if path.suffix == ".txt":
            lines += [*_revision(path, verbose), ""]
            continue
        rows = read_gold(path)
        documents = documents or _documents(docs)
        if is_targets(rows):
            for name in dict.fromkeys(row["doc"] for row in rows):
                own = [row for row in rows if row["doc"] == name]
                document = best_document([row["quote"] for row in own if "quote" in row], documents)
                score, misses, extra = score_targets(own, document)
                lines += [f"{path.name} · {name} · {document.id}", *_figures(score.figures())]
                if verbose:
                    lines += [f"not found: {row['quote']}" for row in misses]
                    lines += [f"not in gold: {target.text}" for _, target in extra]
        elif is_tracking(rows):
            plan = best_document([row["commitment"] for row in rows if row.get("commitment")], documents)
            report = best_document([row["statement"] for row in rows], documents)
            tracked, missed = score_tracking(rows, track(plan, [report]), wanted)
            lines += [f"{path.name} · {plan.id} ↔ {report.id}", *_figures(tracked.figures())]
            if verbose:
                lines += [f"not covered: {row['commitment']} ↔ {row['statement']}" for row in missed]
        elif all(row.get("kind") in {"pair", "missing", "added"} for row in rows):
            upper = best_document([row["upper"] for row in rows if row.get("upper")], documents)
            lower = best_document([row["lower"] for row in rows if row.get("lower")], documents)
            found, uncovered = score_alignment(rows, compare(upper, lower), wanted)
            lines += [f"{path.name} · {upper.id} ↔ {lower.id}", *_figures(found.figures())]
            if verbose:
                lines += [f"not covered: {row['upper']} ↔ {row['lower']}" for row in uncovered]
        else:
            raise InvalidRequest("不认识这种标注", where=str(path), hint="支持对齐、指标和跟踪的标注")
        lines.append("")
    return "\n".join(lines)


def _revision(path: Path, verbose: bool) -> list[str]:
    """A file of changes stands beside the two versions, old.txt and new.txt."""
    old, new = (open_document(str(path.with_name(name))) for name in ("old.txt", "new.txt"))
    score, missed, extra = score_revision(read_changes(path), revise(old, new))
    lines = [f"{path.parent.name}/{path.name}", *_figures(score.figures())]
    if verbose:
        for word, rows in (("not found", missed), ("not in gold", extra)):
            lines += [f"{word}: {'、'.join(o) or '—'} → {'、'.join(n) or '—'}：{k}" for o, n, k in rows]
    return lines


def _documents(docs: Path | None) -> list[Document]:
    names = list(load_catalogue().entries)
    if docs is not None:
        names += sorted(str(path) for path in docs.rglob("*") if path.suffix.lower() in {".txt", ".md"})
    opened = [open_document(name) for name in names]
    return list({document.source.sha256: document for document in opened}.values())


def _figures(figures: dict[str, float | int]) -> list[str]:
    return [
        f"{name:24} {'—' if isinstance(value, float) and math.isnan(value) else f'{value:.3f}' if isinstance(value, float) else value}"
        for name, value in figures.items()
    ]
