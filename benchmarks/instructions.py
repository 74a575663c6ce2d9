"""A guard against becoming slow: instructions of a fixed couple, which are the same however busy the machine is.

    python benchmarks/instructions.py [--record REASON]

Counts with valgrind (cachegrind without caches) what the program executes from
start to the concordance of a small couple that comes from `invented.py`, and
what the interpreter and the libraries that it loads execute alone; the guard
looks at the first less the second, so that a new Python is no slower program.
Fails (1) when it is more than the recorded count by the share that
`instructions.toml` allows; `--record` writes the count with the reason.
Says so and passes where valgrind is not there, or where nothing is recorded for
this Python and this machine.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tomlkit

RECORD = Path(__file__).with_name("instructions.toml")
SIZE = 12
"""Commitments a side: some seconds under valgrind."""
BARE = "import numpy, policydiff.concordance, policydiff.report.jsonio"
COUPLE = """
import sys
from policydiff.corpus import open_document
from policydiff.lexicon import settle
settle()
from policydiff.concordance import compare
from policydiff.report.jsonio import concordance_json, dumps
dumps(concordance_json(compare(open_document(sys.argv[1]), open_document(sys.argv[2]))))
"""


def count(code: str, *words: str) -> int:
    """The instructions of ``python -c code words``."""
    command = [
        "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
        sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}", *words,
    ]  # fmt: skip
    # one order of sets and one thread, so that the count is the same every time
    own = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=own).stderr
    found = re.search(r"I\s+refs:\s+([\d,]+)", told)
    assert found, told
    return int(found[1].replace(",", ""))


def measured() -> int:
    """The instructions of the couple less those of the bare libraries."""
    from invented import answer, plan, text

    above = plan(SIZE, "guard")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("upper.txt", "lower.txt")]
        for path, promises in zip(paths, (above, answer(above, "guard/lower")), strict=True):
            path.write_text(text("某地优化营商环境实施方案", promises), encoding="utf-8")
        return count(COUPLE, *map(str, paths)) - count(BARE)


def main(reason: str | None) -> int:
    """The exit code: 1 when there are too many."""
    if shutil.which("valgrind") is None:
        print("valgrind is not here: instructions are not counted")
        return 0
    held = tomlkit.parse(RECORD.read_text("utf-8"))
    key = f"python{sys.version_info.major}.{sys.version_info.minor}-{platform.machine()}"
    found = measured()
    known = held.get(key)
    print(f"instructions               {found / 1e6:.0f} million")
    if known is not None:
        print(f"recorded                   {known['instructions'] / 1e6:.0f} million: {known['reason']}")
        print(f"ratio                      {found / known['instructions']:.3f}")
    if reason is not None:
        held[key] = {"instructions": found, "reason": reason}
        RECORD.write_text(tomlkit.dumps(held), encoding="utf-8")
        return 0
    if known is None:
        print(f"nothing is recorded for {key}")
        return 0
    if found > known["instructions"] * (1 + held["most"]):
        print(
            f"more than {held['most']:.0%} over what is recorded: make it less, or record it with the reason"
        )
        return 1
    return 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(words[1] if words[:1] == ["--record"] and len(words) == 2 else None))
