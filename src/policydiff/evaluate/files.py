"""A file of annotations: which documents it is about, and the figures of the program on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policydiff.concordance import compare
from policydiff.corpus import load_catalogue, open_document
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.evaluate.alignment import score_alignment
from policydiff.evaluate.gold import read_gold, squeeze
from policydiff.evaluate.revision import read_changes, score_revision, score_versions
from policydiff.evaluate.targets import score_targets
from policydiff.evaluate.tracking import score_tracking
from policydiff.model import Document
from policydiff.revision import articles, revise
from policydiff.tracking import track

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Scored:
    """What one file of annotations, or its part on one document, came to."""

    kind: str
    """``targets``, ``tracking``, ``alignment``, ``versions`` or ``changes``."""
    name: str
    """The file and the documents."""
    figures: Mapping[str, float | int]
    remarks: tuple[str, ...]
    """The annotations not found, and what is not in them."""


def texts_in(docs: Path | None) -> list[Document]:
    """The documents of the corpus and the texts under ``docs``, each once."""
    names = list(load_catalogue().entries)
    if docs is not None:
        names += sorted(str(path) for path in docs.rglob("*") if path.suffix.lower() in {".txt", ".md"})
    opened = [open_document(name) for name in names]
    return list({document.source.sha256: document for document in opened}.values())


def score_file(path: Path, documents: Sequence[Document], themes: Sequence[str] = ()) -> list[Scored]:
    """The figures of a file, against those of ``documents`` that its rows are about.

    Raises UnreadableSource when the file cannot be read, InvalidRequest when no
    document holds what it quotes or its rows are of no kind that is known.
    """
    if path.suffix == ".txt":
        return [_changes(path)]
    rows = read_gold(path)
    _refuse_unfit(path, rows)
    if all("doc" in row for row in rows):
        return [
            _targets(path, name, [row for row in rows if row["doc"] == name], documents)
            for name in dict.fromkeys(row["doc"] for row in rows)
        ]
    if all(row.get("kind") in {"evidence", "unplanned"} and "statement" in row for row in rows):
        return [_tracking(path, rows, documents, themes)]
    if all(row.get("kind") in {"pair", "missing", "added"} for row in rows):
        if all("upper_article" in row or "lower_article" in row for row in rows):
            return [_versions(path, rows, documents)]
        return [_alignment(path, rows, documents, themes)]
    raise InvalidRequest("不认识这种标注", where=str(path), hint="支持对齐、指标、跟踪和修订的标注")


_TEXTS = (
    "kind", "theme", "upper", "lower", "relation", "dimension", "doc", "quote", "from", "to", "comparator", "unit",
    "statement", "commitment", "status", "upper_article", "lower_article",
)  # fmt: skip
"""What a row says in words, where it says it."""
_NEEDED = {
    "pair": ("theme", "upper", "lower", "relation"),
    "evidence": ("theme", "commitment", "statement", "status"),
    "range": ("from", "to"),
    "missing": ("theme", "upper"),
    "added": ("theme", "lower"),
}
"""What a row of each kind cannot do without."""
_OF_TARGETS = ("quote", "dimension", "comparator", "unit")


def _refuse_unfit(path: Path, rows: Rows) -> None:
    """Raise UnreadableSource for the first row in which something needed is missing or no text."""
    for number, row in enumerate(rows, 1):
        kind = row.get("kind")
        needed = _NEEDED.get(kind, ()) if isinstance(kind, str) else ()
        if "doc" in row and kind != "range":
            needed = _OF_TARGETS
        elif "upper_article" in row or "lower_article" in row:
            needed = ()
        absent = [name for name in needed if row.get(name) is None and name != "relation"]
        absent += [name for name in needed if name not in row and name not in absent]
        if "doc" in row and kind != "range" and not _is_value(row.get("value")):
            absent.append("value")
        wrong = [name for name in _TEXTS if not isinstance(row.get(name), str | None)]
        if absent or wrong:
            said = [f"缺 {'、'.join(absent)}"] * bool(absent) + [f"{'、'.join(wrong)} 不是文字"] * bool(wrong)
            raise UnreadableSource(
                f"第 {number} 条标注不对：{'；'.join(said)}", where=str(path), hint="写法见 docs/quality.md"
            )


def _is_value(value: object) -> bool:
    """A number, two of them, or a day."""
    if isinstance(value, list):
        return all(isinstance(part, int | float) and _is_value(part) for part in value)
    return isinstance(value, str | float) or (isinstance(value, int) and abs(value) < 10**15)


def _targets(path: Path, name: str, rows: Rows, documents: Sequence[Document]) -> Scored:
    document = _quoted([row["quote"] for row in rows if "quote" in row], documents)
    score, misses, extra = score_targets(rows, document)
    return Scored(
        "targets",
        f"{path.name} · {name} · {document.id}",
        score.figures(),
        (
            *(f"not found: {row['quote']}" for row in misses),
            *(f"not in gold: {target.text}" for _, target in extra),
        ),
    )


def _tracking(path: Path, rows: Rows, documents: Sequence[Document], themes: Sequence[str]) -> Scored:
    plan = _quoted([row["commitment"] for row in rows if row.get("commitment")], documents)
    report = _quoted([row["statement"] for row in rows], documents)
    score, missed = score_tracking(rows, track(plan, [report]), themes)
    return Scored(
        "tracking",
        f"{path.name} · {plan.id} ↔ {report.id}",
        score.figures(),
        tuple(f"not covered: {row['commitment']} ↔ {row['statement']}" for row in missed),
    )


def _alignment(path: Path, rows: Rows, documents: Sequence[Document], themes: Sequence[str]) -> Scored:
    upper = _quoted([row["upper"] for row in rows if row.get("upper")], documents)
    lower = _quoted([row["lower"] for row in rows if row.get("lower")], documents)
    score, uncovered = score_alignment(rows, compare(upper, lower), themes)
    return Scored(
        "alignment",
        f"{path.name} · {upper.id} ↔ {lower.id}",
        score.figures(),
        tuple(f"not covered: {row['upper']} ↔ {row['lower']}" for row in uncovered),
    )


def _versions(path: Path, rows: Rows, documents: Sequence[Document]) -> Scored:
    labels = {document.id: {article.label for article in articles(document)} for document in documents}
    old, new = (
        _numbered({row[side] for row in rows if row.get(side)}, documents, labels)
        for side in ("upper_article", "lower_article")
    )
    score, missed, extra = score_versions(rows, revise(old, new))
    return Scored(
        "versions",
        f"{path.name} · {old.id} → {new.id}",
        score.figures(),
        tuple(
            f"{word}: {before or '—'} → {after or '—'}"
            for word, keys in (("not found", missed), ("not in gold", extra))
            for before, after in keys
        ),
    )


def _changes(path: Path) -> Scored:
    """A file of changes stands beside the two versions, old.txt and new.txt."""
    old, new = (open_document(str(path.with_name(name))) for name in ("old.txt", "new.txt"))
    score, missed, extra = score_revision(read_changes(path), revise(old, new))
    return Scored(
        "changes",
        f"{path.parent.name}/{path.name}",
        score.figures(),
        tuple(
            f"{word}: {'、'.join(olds) or '—'} → {'、'.join(news) or '—'}：{kind}"
            for word, rows in (("not found", missed), ("not in gold", extra))
            for olds, news, kind in rows
        ),
    )


def _quoted(quotes: Iterable[str], documents: Sequence[Document]) -> Document:
    """The document in which most of ``quotes`` stand; raises InvalidRequest when none holds a third of them."""
    wanted = [squeeze(quote) for quote in quotes]
    found = {
        document.id: sum(quote in squeeze(document.source.text) for quote in wanted) for document in documents
    }
    best = max(documents, key=lambda document: found[document.id], default=None)
    if best is None or found[best.id] * 3 < len(wanted):
        raise InvalidRequest("找不到标注所引的文件", hint="用 --docs 指明文件所在的文件夹")
    return best


def _numbered(wanted: set[str], documents: Sequence[Document], labels: Mapping[str, set[str]]) -> Document:
    """The document whose articles are those ``wanted``; raises InvalidRequest when none or several are like it."""
    alike = {id_: len(found & wanted) / len(found | wanted) for id_, found in labels.items() if found}
    best = max(alike.values(), default=0.0)
    found = [document for document in documents if alike.get(document.id) == best]
    if best < 0.5:
        raise InvalidRequest("找不到标注所引的文件", hint="用 --docs 指明文件所在的文件夹")
    if len(found) > 1:
        raise InvalidRequest(
            f"有几份文件的条文编号都和标注相同：{'、'.join(document.id for document in found)}",
            hint="把两个文本单独放在一个文件夹里，用 --docs 指明",
        )
    return found[0]
