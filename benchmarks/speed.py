"""Naiman against Ordos from raw text to HTML and JSON, cold, as a ratio.

    python benchmarks/speed.py [RUNS]

The yardstick is starting Python with the libraries that the program is built
on; both are run in turn, so that whatever else the machine does falls on both.
Prints ratios, never seconds: those are the machine's.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time

YARDSTICK = [sys.executable, "-c", "import pandas, rapidfuzz, jinja2, typer"]
COMPARE = [
    sys.executable,
    "-m",
    "policydiff",
    "compare",
    "ordos-2021",
    "naiman-2022",
    "-f",
    "html,json",
    "-o",
]


def seconds(command: list[str]) -> float:
    """How long one run of ``command`` takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main(runs: int) -> None:
    """Print the ratio of medians and of the quickest runs."""
    with tempfile.TemporaryDirectory() as folder:
        compare = [*COMPARE, folder]
        for command in (YARDSTICK, compare):
            seconds(command)  # fill the caches of the disk
        pairs = [(seconds(YARDSTICK), seconds(compare)) for _ in range(runs)]
    yardstick, ours = zip(*pairs, strict=True)
    print(f"runs of each               {runs}")
    print(f"ratio of the medians       {statistics.median(ours) / statistics.median(yardstick):.2f}")
    print(f"ratio of the quickest      {min(ours) / min(yardstick):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
