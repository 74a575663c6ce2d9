"""Aligning lists of any length: growth of work and memory, the ratio to a bare rapidfuzz cdist, what blocking keeps.

    python benchmarks/growth.py [SIZES …] [--kept SIZE]

Each size has a process of its own.  Work is told as a ratio to the first size,
whose commitments are aligned before and after each other size, so that
whatever else the machine does falls on both.  ``--kept`` aligns so many
commitments a side once more with every pair weighed (memory and time grow
with the square: 4,000 take some GB and some minutes).
"""

from __future__ import annotations

import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from quality_page import head, row, write_between

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
SIZES = (1000, 2000, 5000, 10000, 20000)
CDIST = 4000
"""Up to this size the whole grid is reckoned for comparison."""
RUNS = 3


def busy(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def one(first: int, size: int) -> dict[str, float]:
    """The figures of one size, in a process that does nothing else."""
    from invented import sides
    from rapidfuzz import fuzz, process

    from policydiff.lexicon import settle
    from policydiff.pairing import align

    settle()
    small, large = sides(first), sides(size)
    align(*(side[:50] for side in small))  # word lists are read
    before = _peak()
    ratios, grids = [], []
    for _ in range(RUNS if size <= CDIST else 1):
        around = [busy(lambda: align(*small))]
        own = busy(lambda: align(*large))
        around.append(busy(lambda: align(*small)))
        ratios.append(own / statistics.mean(around))
        if size <= CDIST:
            texts = [[commitment.text for commitment in side] for side in large]
            grids.append(own / busy(lambda: process.cdist(*texts, scorer=fuzz.ratio)))  # noqa: B023
    return {
        "work": statistics.median(ratios),
        "memory": _peak() - before,
        "cdist": statistics.median(grids) if grids else math.nan,
    }


def _peak() -> float:
    """MB that the process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def kept(size: int) -> str:
    """What blocking keeps of what weighing every pair accepts."""
    from alignment_blocking import blocking
    from invented import sides

    found = blocking(*sides(size))
    return (
        f"{size} a side: {found.proposed} of {found.every} pairs weighed; of {len(found.exhaustive)} pairs that "
        f"stand when all are weighed {found.kept:.2%} kept, {len(found.blocked - found.exhaustive)} others"
    )


def main(sizes: list[int]) -> None:
    """Print a line a size, and put the table into docs/performance.md."""
    lines = [head("commitments a side", "work", "exponent", "memory, MB", "of a bare cdist")]
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(sizes[0]), str(size)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        exponent = math.log(found["work"]) / math.log(size / sizes[0]) if size > sizes[0] else math.nan
        shown = (f"{found['work']:.1f}", _shown(exponent), f"{found['memory']:.0f}", _shown(found["cdist"]))
        lines.append(row(f"{size:,}", *shown))
        print(lines[-1], end="", flush=True)
    write_between("growth", "".join(lines), PAGE)


def _shown(figure: float) -> str:
    return "—" if math.isnan(figure) else f"{figure:.2f}"


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] == ["--one"]:
        print(json.dumps(one(*map(int, words[1:]))))
    elif "--kept" in words:
        print(kept(int(words[words.index("--kept") + 1])))
    else:
        main(sorted(map(int, words)) or list(SIZES))
