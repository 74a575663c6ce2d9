"""Alignment and judging of policydiff beside plain matchers and GovernDiff, on the same commitments.

    python benchmarks/alignment.py [SHARED]        (make bench-alignment)

SHARED holds `gold/` and `corpus/`, by default the folder `shared` beside the
project.  Writes ``benchmarks/results/alignment.md``, the summary in
``benchmarks/README.md`` and the tables of ``docs/quality.md``; the same
versions give the same bytes.  GovernDiff gets a throw-away environment under
``.venv-bench`` and takes some minutes; when it or a package of the extra
`bench` is absent, the table says so and the rest runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import alignment_baselines as baselines
from alignment_blocking import Blocking, blocking
from alignment_couples import Cell, Couple, Judged, couples, judged, paired
from alignment_heldout import Held, accepted, examples_of, five_fold, from_other
from alignment_report import blocking_table, calibration, error_tables, reached, report, summary
from quality_page import write_between
from targets import NotInstalled, clean, environment, pinned

from policydiff.evaluate import AlignmentScore
from policydiff.model import Dimension, Finding, Relation, Wording

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = HERE / "results" / "alignment.md"
README = HERE / "README.md"
SHARED = ROOT.parent / "shared"
SECONDS = 3600
"""GovernDiff compares every clause with every other by difflib; some minutes for 500 of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table of a couple."""

    method: str
    score: AlignmentScore | None
    how: str = ""
    """How its pairs were chosen, or why it is absent."""


@dataclass(slots=True)
class Table:
    """What all methods reach on one couple."""

    couple: Couple
    lines: list[Line] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    blocking: Blocking | None = None
    notes: list[str] = field(default_factory=list)


CHECKS: dict[str, tuple[Dimension, Relation]] = {
    "deadline-shortened": (Dimension.TIME, Relation.TIGHTENS),
    "deadline-extended": (Dimension.TIME, Relation.LOOSENS),
    "threshold-changed": (Dimension.RATE, Relation.INCOMPARABLE),
    "modality-strengthened": (Dimension.MODALITY, Relation.TIGHTENS),
    "modality-weakened": (Dimension.MODALITY, Relation.LOOSENS),
    "duty-added": (Dimension.MODALITY, Relation.TIGHTENS),
    "prohibition-added": (Dimension.MODALITY, Relation.TIGHTENS),
    "scope-expanded": (Dimension.SCOPE, Relation.TIGHTENS),
    "scope-narrowed": (Dimension.SCOPE, Relation.LOOSENS),
    "exception-added": (Dimension.SCOPE, Relation.LOOSENS),
    "exception-removed": (Dimension.SCOPE, Relation.TIGHTENS),
}
"""What GovernDiff's typed changes say of the lower document, read in its favour; the other checks say nothing of it."""


def said(checks: Sequence[str]) -> Judged:
    """The relation and findings of one pair of GovernDiff; equal where it types no change."""
    findings = tuple(
        Finding(dimension=dimension, relation=relation, reason=Wording(check, check), rule=check)
        for check in checks
        if check in CHECKS
        for dimension, relation in [CHECKS[check]]
    )
    relations = {finding.relation for finding in findings}
    if {Relation.TIGHTENS, Relation.LOOSENS} <= relations:
        return Relation.MIXED, findings
    for relation in (Relation.TIGHTENS, Relation.LOOSENS, Relation.INCOMPARABLE):
        if relation in relations:
            return relation, findings
    return Relation.EQUAL, findings


def governdiff(couple: Couple) -> tuple[list[Line], list[str]]:
    """GovernDiff as it comes, and with the similarity below which no pair counts chosen on these rows."""
    name = "GovernDiff"
    try:
        python, version = environment("governdiff"), pinned("governdiff")
        sides = {
            key: [{"text": c.lead + c.text, "trail": list(c.trail)} for c in side.commitments]
            for key, side in (("upper", couple.upper), ("lower", couple.lower))
        }
        done = subprocess.run(
            [python, HERE / "rivals" / "align_governdiff.py"],
            input=json.dumps(sides).encode(), capture_output=True, check=True, timeout=SECONDS, env=clean(),
        )  # fmt: skip
    except NotInstalled as error:
        return [Line(name, None, str(error))], []
    except subprocess.TimeoutExpired:
        return [Line(name, None, "did not finish")], []
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr.decode(errors="replace"))
        return [Line(name, None, "was installed but does not run")], []
    answer = json.loads(done.stdout)
    shipped = {(p["upper"], p["lower"]): said(p["checks"]) for p in answer["shipped"]}
    best: tuple[float, float, dict[Cell, Judged]] = (-1.0, 0.0, {})
    for threshold in sorted({p["similarity"] for p in answer["opened"]}, reverse=True):
        cells = {
            (p["upper"], p["lower"]): said(p["checks"])
            for p in answer["opened"]
            if p["similarity"] >= threshold
        }
        f1 = couple.gold.f1(couple.gold.mask(cells))
        if f1 > best[0] + 1e-12:
            best = (f1, threshold, cells)
    lines = [
        Line(f"{name} {version}, as it comes", couple.score(paired(couple, shipped)), "its threshold, 0.52"),
        Line(
            f"{name} {version}, best threshold", couple.score(paired(couple, best[2])), f"from {best[1]:.2f}"
        ),
    ]
    typed = sum(any(check in CHECKS for check in p["checks"]) for p in answer["shipped"])
    notes = [
        f"GovernDiff as it comes pairs {len(shipped)} couples of clauses and types a change in {typed}; "
        f"of the commitments it lost {answer['lost'][0]} upper and {answer['lost'][1]} lower ones as headings."
    ]
    return lines, notes


def baseline_lines(couple: Couple) -> list[Line]:
    """Every baseline at its best."""
    lines = []
    for name, scores in baselines.BASELINES.items():
        print(f"{couple.name}: {name} …", file=sys.stderr)
        try:
            choice = baselines.best(couple, scores(couple))
        except baselines.NotInstalled as error:
            lines.append(Line(name, None, str(error)))
            continue
        score = couple.score(paired(couple, choice.cells))
        lines.append(Line(name, score, f"{choice.way}, from {choice.threshold:.3g}"))
    return lines


def measured(found: Sequence[Couple]) -> list[Table]:
    """All figures of all couples."""
    known = {couple.name: examples_of(couple) for couple in found}
    tables = []
    for couple in found:
        table = Table(couple)
        others = [example for name, rows in known.items() if name != couple.name for example in rows]
        print(f"{couple.name}: policydiff …", file=sys.stderr)
        table.lines.append(Line("policydiff", couple.score(couple.whole), "weights fitted on these rows too"))
        for name, held in (
            ("policydiff, five folds", five_fold(known[couple.name], others)),
            ("policydiff, other couple", from_other(known[couple.name], others)),
        ):
            score = couple.score(judged(couple, accepted(held, couple)))
            table.lines.append(Line(name, score, "weights never saw the rows they are scored on"))
            table.held = table.held or held
        table.lines += baseline_lines(couple)
        print(f"{couple.name}: GovernDiff …", file=sys.stderr)
        lines, table.notes = governdiff(couple)
        table.lines += lines
        table.blocking = blocking(couple.upper.commitments, couple.lower.commitments)
        tables.append(table)
    return tables


def main(shared: Path) -> int:
    """Measure and write; 0, or 2 when there are no annotations."""
    if not (shared / "gold").is_dir():
        print(f"nothing measured: no annotations in {shared}", file=sys.stderr)
        return 2
    tables = measured(list(couples(shared)))
    RESULTS.write_text(report(tables), encoding="utf-8", newline="\n")
    short = summary(tables)
    write_between("alignment", short, README)
    write_between("alignment", short)
    write_between("bars", reached(tables))
    write_between("calibration", calibration([held for table in tables for held in table.held]))
    write_between("blocking", blocking_table(tables))
    write_between("errors", error_tables([table.couple for table in tables]))
    print(short)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED))
