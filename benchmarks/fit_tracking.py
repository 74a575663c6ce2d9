"""Estimate the weights that pair a report's statements with commitments, and cross-validate them.

    python benchmarks/fit_tracking.py PLAN REPORT GOLD

For every clause and commitment that share a subject or words, and of which the
annotations speak on either side, the levels of the comparisons are the features
and "do the annotations pair them" the answer of the regression of
`fit_weights.py`.  Prints the figures of five folds (cut along the report, so
that sentences of one part are never on both sides) and the tables for
`[track]` of `lexicon/weights.toml`.
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


def main(words: list[str]) -> None:
    """Print the figures and the tables."""
    if len(words) != 3:
        sys.exit(__doc__)
    found, rows, above, below = cells(words[0], words[1], Path(words[2]))
    last = max(cell.statement for cell in found) + 1
    outside: list[tuple[float, Cell]] = []
    for fold in range(FOLDS):
        low, high = last * fold // FOLDS, last * (fold + 1) // FOLDS
        train = [cell.example for cell in found if cell.example.judged and not low <= cell.statement < high]
        prior, weights = fit(train, LEVELS)
        outside += [(chance(cell, prior, weights), cell) for cell in found if low <= cell.statement < high]
    prior, weights = fit([cell.example for cell in found if cell.example.judged], LEVELS)
    inside = [(chance(cell, prior, weights), cell) for cell in found]
    for accept in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        for name, scored in (("folds", outside), ("same rows", inside)):
            precision, recall, f1 = figures(predict(scored, accept), rows, above, below)
            print(f"accept {accept} {name:9} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    print(f"prior = {prior:.2f}")
    for name, levels in LEVELS.items():
        print(f"\n[track.feature.{name}]")
        for level in levels:
            print(f'"{level}" = {weights[name, level]:.2f}')


if __name__ == "__main__":
    main(sys.argv[1:])
