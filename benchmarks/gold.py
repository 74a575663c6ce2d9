"""The figures of policydiff on every file of hand annotations; beside other methods: `alignment.py`, `targets.py`.

    python benchmarks/gold.py [SHARED]

SHARED holds `gold/` and `corpus/`; by default the folder `shared` beside the
project.  Prints one table for each kind of annotation, a column for each file,
with every figure that `policydiff evaluate` prints.  Says so and stops where
the annotations are absent.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path

from quality_page import head, row

from policydiff.errors import PolicyDiffError
from policydiff.evaluate import Scored, score_file, texts_in

SHARED = Path(__file__).resolve().parents[2] / "shared"


def lines(shared: Path) -> Iterator[str]:
    """The tables, line by line; at the end the files that could not be scored, with the reason."""
    documents = texts_in(shared / "corpus")
    found: dict[str, list[Scored]] = {}
    unknown = []
    for path in sorted((shared / "gold").glob("*.jsonl")):
        try:
            for scored in score_file(path, documents):
                found.setdefault(scored.kind, []).append(scored)
        except PolicyDiffError as error:
            unknown.append(f"{path.name}: not scored: {error}\n")
    for kind, columns in found.items():
        yield head(kind, *(scored.name for scored in columns))
        for name in columns[0].figures:
            yield row(name, *(shown(scored.figures[name]) for scored in columns))
        yield "\n"
    yield from unknown


def shown(figure: float | int) -> str:
    """A share with three places, a count as it is, a dash where nothing was asked."""
    if isinstance(figure, int):
        return str(figure)
    return "—" if math.isnan(figure) else f"{figure:.3f}"


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not (place / "gold").is_dir():
        print(f"no annotations in {place}: nothing measured")
    else:
        for line in lines(place):
            print(line, end="")
