"""The clauses that every system reads, and what is wanted of each.

They come from the case files of the tests (``tests/cases/targets``), from
the probe phrases beside this file, and, where the annotations lie beside the
project, from the sentences of real plans that hold annotated rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from policydiff.evaluate import read_gold, squeeze
from policydiff.outline.markers import find_marker
from policydiff.outline.passages import find_passages
from policydiff.readers import read

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "tests" / "cases"
PROBES = HERE / "probes.md"
BESIDES = ("门槛", "极限", "提示", "条件", "范围", "约数", "起始")
"""Lines of a case that speak of something else than its targets begin with one of these."""
IN_REPORT = "状态 "
"""Stands in the heading of clauses that come from a report."""


class NoCases(Exception):
    """Nothing to measure on, or a case that cannot be understood; says where."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One target that a clause states."""

    value: Decimal | tuple[Decimal, Decimal] | date
    unit: str
    bound: str
    """The comparator of the contract: <=, >=, ==, <, >, reduce_by, increase_by."""
    baseline: Decimal | None = None
    """The value that a from-to promise starts from: no target, and no false value either."""
    optional: bool = False
    """Annotated as one that may be given or not: counts neither way."""

    @property
    def is_date(self) -> bool:
        """Is it a deadline?"""
        return isinstance(self.value, date)


@dataclass(frozen=True, slots=True)
class Clause:
    """A text to read, the heading it stands under, and the targets that it states."""

    text: str
    kind: str
    wanted: tuple[Wanted, ...]
    origin: str
    """Where it stands: file and line, or document."""
    dates_free: bool = False
    """Dates beyond the wanted ones count neither way (the rule of the annotations)."""


_EXPECTED = re.compile(
    r"\w+ (?P<bound><=|>=|==|<|>|reduce_by|increase_by) (?P<value>\S+)(?: (?P<unit>[^\s<|]\S*))?(?P<rest>.*)"
)
_BASELINE = re.compile(r" < (\d+(?:\.\d+)?)")


def wanted_of(line: str, origin: str) -> Wanted:
    """The target that a line of a case file describes.

    >>> wanted_of("time <= 1 工作日 < 3 | 办理时限", "here")
    Wanted(value=Decimal('1'), unit='工作日', bound='<=', baseline=Decimal('3'), optional=False)
    """
    found = _EXPECTED.fullmatch(line.split(" | ")[0])
    if found is None:
        raise NoCases(f"{origin}: not a target: {line}")
    unit, text = found["unit"] or "", found["value"]
    start = _BASELINE.search(found["rest"])
    try:
        value: Decimal | tuple[Decimal, Decimal] | date
        if unit == "date":
            value = date.fromisoformat(text)
        elif "–" in text:
            low, high = text.split("–")
            value = (Decimal(low), Decimal(high))
        else:
            value = Decimal(text)
    except (ValueError, ArithmeticError) as error:
        raise NoCases(f"{origin}: not a value: {text}") from error
    return Wanted(value, unit, found["bound"], Decimal(start[1]) if start else None)


def from_file(path: Path) -> Iterator[Clause]:
    """The clauses of a case file: a heading, a text, the indented lines of its targets."""
    kind = text = origin = ""
    expected: list[Wanted] = []
    for place, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "# end"], 1):
        if line.startswith(("  ", "\t")):
            if line.split()[0] not in BESIDES:
                expected.append(wanted_of(line.strip(), f"{path.name}:{place}"))
        elif line.strip() and not line.startswith(">"):  # a line for the reader
            if text:
                yield Clause(text, kind, tuple(expected), origin)
                text, expected = "", []
            if line.startswith("#"):
                kind = line.strip("# ")
            else:
                text, origin = line.strip(), f"{path.name}:{place}"


def from_files(folder: Path) -> list[Clause]:
    """The clauses of all case files in ``folder``, in order of name; raises NoCases when there are none.

    Clauses of reports are left out: that a past figure counts there is no
    matter of the clause.
    """
    clauses = [
        clause
        for path in sorted(folder.glob("*.md"))
        for clause in from_file(path)
        if IN_REPORT not in clause.kind
    ]
    if not clauses:
        raise NoCases(f"no clause in {folder.name}/*.md")
    return clauses


def probes() -> list[Clause]:
    """The phrases on which extractors were probed by hand; raises NoCases when there are none."""
    clauses = list(from_file(PROBES))
    if not clauses:
        raise NoCases(f"no clause in {PROBES.name}")
    return clauses


def from_annotations(shared: Path) -> tuple[list[Clause], list[str]]:
    """The sentences of the annotated documents with their rows, and the rows whose quote no document holds.

    A document is annotated from the first to the last quote of its ``range``
    rows; sentences in between that have no row promise no figure.
    """
    rows = read_gold(shared / "gold" / "targets.dev.jsonl")
    texts = {
        path.stem: [passage.text for passage in find_passages(read(path))[0]]
        for path in sorted((shared / "corpus").rglob("*"))
        if path.suffix in {".txt", ".md"}
    }
    clauses: list[Clause] = []
    lost: list[str] = []
    for name in sorted({row["doc"] for row in rows}):
        own = [row for row in rows if row["doc"] == name]
        quotes = [squeeze(row["quote"]) for row in own if "quote" in row]
        stem = max(texts, key=lambda s: sum(quote in squeeze("".join(texts[s])) for quote in quotes))
        more, missed = _document(stem, texts[stem], own)
        clauses.extend(more)
        lost.extend(missed)
    if not clauses:
        raise NoCases(f"no annotated sentence in {shared.name}")
    return clauses, lost


_SENTENCE = re.compile(r"[^。！？；]*(?:[。！？；][”’）]*|$)")


def _unnumbered(passage: str) -> str:
    """``passage`` without the number of its item: （24） is no figure of anybody's."""
    marker = find_marker(passage)
    return passage[marker.end :] if marker else passage


def _document(
    name: str, passages: Iterable[str], rows: list[dict[str, Any]]
) -> tuple[list[Clause], list[str]]:
    """The clauses of one document, and the quotes that are not in it."""
    sentences = [s for passage in passages for s in _SENTENCE.findall(_unnumbered(passage)) if s.strip()]
    owner = [index for index, sentence in enumerate(sentences) for _ in squeeze(sentence)]
    whole = "".join(map(squeeze, sentences))

    def place(quote: str) -> tuple[int, int] | None:
        start = whole.find(squeeze(quote))
        return None if start < 0 else (owner[start], owner[start + len(squeeze(quote)) - 1])

    held: dict[int, list[Wanted]] = {}
    glued: set[int] = set()
    covered: set[int] = set()
    lost: list[str] = []
    for row in rows:
        keys = ("from", "to") if row.get("kind") == "range" else ("quote",)
        spots = [place(row[key]) for key in keys]
        if None in spots:
            lost.extend(row[key] for key, spot in zip(keys, spots, strict=True) if spot is None)
            continue
        first, last = min(s[0] for s in spots if s), max(s[1] for s in spots if s)
        if row.get("kind") == "range":
            covered.update(range(first, last + 1))
        else:
            held.setdefault(first, []).append(_row(row))
            glued.update(range(first + 1, last + 1))
    clauses: list[Clause] = []
    index = 0
    while index < len(sentences):
        end = index + 1
        while end in glued:
            end += 1
        wanted = [target for i in range(index, end) for target in held.get(i, ())]
        if wanted or index in covered:
            kind = "with rows" if any(not target.optional for target in wanted) else "without rows"
            clauses.append(Clause("".join(sentences[index:end]), kind, tuple(wanted), name, dates_free=True))
        index = end
    return clauses, lost


def _row(row: dict[str, Any]) -> Wanted:
    """The target of one annotated row."""
    value = row["value"]
    if row["unit"] == "date":
        return Wanted(date.fromisoformat(value), "date", row["comparator"], optional=row["optional"])
    amount = (
        (Decimal(str(value[0])), Decimal(str(value[1]))) if isinstance(value, list) else Decimal(str(value))
    )
    return Wanted(amount, row["unit"], row["comparator"], optional=row["optional"])
