"""The same bytes from every Python and every hash seed.

    python benchmarks/determinism.py PYTHON …

Each PYTHON is the interpreter of an environment in which policydiff is
installed (`make determinism PYTHONS="python3.11 python3.13"` makes them).
Every one of them runs the commands below with three hash seeds, in another
folder each time; the digests of all files must agree.  Prints a line for each
run and each file that differs; exits with 1 when one does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SEEDS = ("0", "1", "20240301")
ALL = "html,json,csv,md,xlsx,docx"
COMMANDS = (
    ("report", "-o", "report"),
    ("compare", "ordos-2021", "naiman-2022", "-f", ALL, "-o", "compare"),
    ("compare", "ordos-2021", "naiman-2022", "--report-lang", "en", "-f", ALL, "-o", "english"),
    ("matrix", "ordos-2021", "naiman-2022", "-f", "html,json,csv,xlsx", "-o", "matrix"),
    ("chain", "nmg-digest", "ordos-2021", "-f", "html,json,csv,xlsx", "-o", "chain"),
    ("track", "ordos-2021", "otog-supervision-2023", "-f", "html", "-o", "track.html"),
    ("track", "ordos-2021", "otog-supervision-2023", "-f", "xlsx", "-o", "track.xlsx"),
    ("parse", "naiman-2022", "-f", "json", "-o", "parse.json"),
    ("targets", "naiman-2022", "-f", "csv", "-o", "targets.csv"),
    ("themes", "--format", "json"),
)


def digests(python: str, seed: str) -> dict[str, str]:
    """The SHA-256 of every file and answer of the commands, by name."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, words in enumerate(COMMANDS):
            done = subprocess.run(
                [python, "-m", "policydiff", *words],
                cwd=folder,
                env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
                capture_output=True,
                check=False,
            )
            if done.returncode:
                raise SystemExit(f"{python}: policydiff {' '.join(words)}\n{done.stderr.decode()}")
            found[f"answer {number} ({words[0]})"] = hashlib.sha256(done.stdout).hexdigest()
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def main(pythons: list[str]) -> int:
    """Run everything; 1 when two runs differ."""
    if not pythons:
        print(__doc__)
        return 2
    first: dict[str, str] = {}
    different: set[str] = set()
    for python in (shutil.which(name) or name for name in pythons):
        python = str(Path(python).absolute())  # not resolved: the link says which environment it is
        words = [python, "-c", "import platform; print(platform.python_version())"]
        version = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        for seed in SEEDS:
            found = digests(python, seed)
            first = first or found
            wrong = {name for name in first.keys() | found.keys() if first.get(name) != found.get(name)}
            different |= wrong
            print(f"Python {version}, hash seed {seed}: {len(found)} files, {len(wrong)} differ", flush=True)
    for name in sorted(different):
        print(f"  differs: {name}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
