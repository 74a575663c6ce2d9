"""The figures of policydiff on the hand annotations, at a glance; beside other methods: `alignment.py`, `targets.py`.

    python benchmarks/gold.py [SHARED]

SHARED holds `gold/` and `corpus/`; by default the folder `shared` beside the
project.  Says so and stops where the annotations are absent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from alignment_couples import couples
from alignment_report import COLUMNS, cells
from quality_page import head, row

from policydiff.evaluate import read_gold, score_targets

SHARED = Path(__file__).resolve().parents[2] / "shared"


def lines(shared: Path) -> Iterator[str]:
    """The tables, line by line."""
    found = list(couples(shared))
    yield head("couple", *COLUMNS)
    for couple in found:
        yield row(couple.name, *cells(couple.score(couple.whole)))
    yield "\n" + head("targets of", "gold", "recall", "precision", "F1", "strict")
    rows = read_gold(shared / "gold" / "targets.dev.jsonl")
    for name, document in (("ordos", found[0].upper), ("naiman", found[0].lower)):
        t = score_targets([line for line in rows if line["doc"] == name], document)[0]
        yield row(
            name, t.gold_targets, f"{t.recall:.3f}", f"{t.precision:.3f}", f"{t.f1:.3f}", f"{t.strict:.3f}"
        )


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not (place / "gold").is_dir():
        print(f"no annotations in {place}: nothing measured")
    else:
        for line in lines(place):
            print(line, end="")
