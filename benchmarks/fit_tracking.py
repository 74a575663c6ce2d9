"""Estimate the weights that pair a report's statements with commitments, and cross-validate them.

    python benchmarks/fit_tracking.py PLAN REPORT GOLD [PLAN REPORT GOLD …]

For every clause and commitment that share a subject or words, and of which the
annotations speak on either side, the levels of the comparisons are the features
and "do the annotations pair them" the answer of the regression of
`fit_weights.py`.  Prints for each report the figures with the weights of all
reports, of five folds (cut along the report, so that sentences of one part are
never on both sides; the other reports help) and of the other reports alone,
and the tables for `[track]` of `lexicon/weights.toml`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fit_weights import Example, fit

from policydiff.corpus import open_document
from policydiff.evaluate import holds, read_gold, squeeze
from policydiff.model import CandidatePair
from policydiff.tracking.pairing import FEATURES, LEVELS, sights
from policydiff.tracking.statements import statements

FOLDS = 5
Rows = list[tuple[set[int], set[int]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A clause and a commitment, with the statement the clause stands in."""

    example: Example
    statement: int
    voice: int
    upper: int
    cosine: float


def _overlap(clause: str, quote: str) -> bool:
    return clause in quote or holds(clause, quote) or holds(quote, clause)


def cells(plan_id: str, report_id: str, gold: Path) -> tuple[list[Cell], Rows, set[int], set[int]]:
    """Every cell; the gold rows as sets of commitments and statements; which of both the gold speaks of."""
    plan, report = open_document(plan_id).commitments, open_document(report_id)
    said = statements(report)
    uppers = [squeeze(commitment.text) for commitment in plan]
    lowers = [squeeze(statement.commitment.text) for statement in said]
    rows: Rows = []
    quotes: list[tuple[set[int], set[int], str]] = []
    spoken: tuple[set[int], set[int]] = (set(), set())
    for row in read_gold(gold):
        quote = squeeze(row["statement"])
        below = {j for j, text in enumerate(lowers) if holds(text, quote)}
        above = {
            i
            for i, text in enumerate(uppers)
            if row.get("commitment") and holds(text, squeeze(row["commitment"]))
        }
        spoken[0].update(above)
        spoken[1].update(below)
        if row["kind"] == "evidence":
            rows.append((above, below))
            quotes.append((above, below, quote))
    found: list[Cell] = []
    for sight in sights(plan, said):
        clause = squeeze(sight.said.clause.text)
        place = sight.said.statement
        gold_cell = any(
            sight.upper in above and place in below and _overlap(clause, quote)
            for above, below, quote in quotes
        )
        judged = sight.upper in spoken[0] or place in spoken[1]
        levels = {name: compare(sight) for name, compare in FEATURES.items()}
        pair = CandidatePair(sight.upper, sight.voice, (), sight.own)
        found.append(
            Cell(Example(pair, levels, judged, gold_cell), place, sight.voice, sight.upper, sight.own)
        )
    return found, rows, *spoken


def chance(cell: Cell, prior: float, weights: dict[tuple[str, str], float]) -> float:
    """The confidence of one cell."""
    total = prior + sum(weights.get(item, 0.0) for item in cell.example.levels.items())
    return float(1 / (1 + 2**-total))


def predict(scored: Iterable[tuple[float, Cell]], accept: float) -> set[tuple[int, int]]:
    """The pairs of commitment and statement that stand: for each clause its best commitment."""
    best: dict[int, tuple[tuple[float, float, int], Cell]] = {}
    for value, cell in scored:
        rank = (-value, -cell.cosine, cell.upper)
        if value >= accept and (cell.voice not in best or rank < best[cell.voice][0]):
            best[cell.voice] = rank, cell
    return {(cell.upper, cell.statement) for _, cell in best.values()}


def figures(
    pairs: set[tuple[int, int]], rows: Rows, above: set[int], below: set[int]
) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    judged = {pair for pair in pairs if pair[0] in above or pair[1] in below}
    hits = {pair for pair in judged if any(pair[0] in row[0] and pair[1] in row[1] for row in rows)}
    covered = sum(any((i, j) in pairs for i in row[0] for j in row[1]) for row in rows)
    precision = len(hits) / len(judged) if judged else 0.0
    recall = covered / len(rows) if rows else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if covered else 0.0


@dataclass(frozen=True, slots=True)
class Read:
    """A report with its cells and what the annotations say of it."""

    name: str
    cells: list[Cell]
    rows: Rows
    above: set[int]
    below: set[int]

    def figures(self, scored: list[tuple[float, Cell]], accept: float) -> str:
        """Precision, recall and F1 as printed."""
        found = figures(predict(scored, accept), self.rows, self.above, self.below)
        return "P {:.3f} R {:.3f} F1 {:.3f}".format(*found)


def judged(cells: Iterable[Cell]) -> list[Example]:
    """Those of which the annotations speak."""
    return [cell.example for cell in cells if cell.example.judged]


def in_folds(own: Read, others: list[Cell]) -> list[tuple[float, Cell]]:
    """Every cell of a report, weighed by its other parts and the other reports."""
    last = max(cell.statement for cell in own.cells) + 1
    found: list[tuple[float, Cell]] = []
    for fold in range(FOLDS):
        part = range(last * fold // FOLDS, last * (fold + 1) // FOLDS)
        prior, weights = fit(
            judged(others) + judged(cell for cell in own.cells if cell.statement not in part), LEVELS
        )
        found += [(chance(cell, prior, weights), cell) for cell in own.cells if cell.statement in part]
    return found


def main(words: list[str]) -> None:
    """Print the figures and the tables."""
    if not words or len(words) % 3:
        sys.exit(__doc__)
    reports = [
        Read(words[k + 1], *cells(words[k], words[k + 1], Path(words[k + 2])))
        for k in range(0, len(words), 3)
    ]
    prior, weights = fit([example for report in reports for example in judged(report.cells)], LEVELS)
    for report in reports:
        others = [cell for other in reports if other is not report for cell in other.cells]
        ways = {
            "all": [(chance(cell, prior, weights), cell) for cell in report.cells],
            "folds": in_folds(report, others),
        }
        if others:
            alone = fit(judged(others), LEVELS)
            ways["others"] = [(chance(cell, *alone), cell) for cell in report.cells]
        for accept in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
            for name, scored in ways.items():
                print(f"{report.name} accept {accept} {name:6} {report.figures(scored, accept)}")
    print(f"prior = {prior:.2f}")
    for name, levels in LEVELS.items():
        print(f"\n[track.feature.{name}]")
        for level in levels:
            print(f'"{level}" = {weights[name, level]:.2f}')


if __name__ == "__main__":
    main(sys.argv[1:])
