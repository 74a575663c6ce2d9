"""Do the tests notice when judging, or the reading of figures, is changed?

    python benchmarks/mutation.py [judging] [figures] [--each N] [--from M]        (make mutation)

mutmut changes one thing at a time in the functions of ``src/policydiff/judging``
and ``src/policydiff/figures`` (a comparison, a number, a word, a branch) and runs
the tests of that room on each, the quick ones first, until one fails; a change
that no test notices survived.  mutmut gets a throw-away environment under
``.venv-bench`` and works on a copy, never on the project.  It changes functions
only: patterns and tables at the top of a module, and functions with a decorator,
are not touched.

All changes of a room are some thousands, so one in ``--each`` is run: those whose
name gives, as a SHA-256 digest divided by N, the remainder M.  The same ones are
drawn each time, and M draws others.  The tables and the laws over drawn numbers
are run (ten examples a law); the laws that take seconds are not, so a change
that only they notice counts as survived.

A survivor that cannot be told from the original by any input is equivalent: it
stands in ``mutation_equivalent.toml`` with the reason, and counts as survived.
Writes ``benchmarks/results/mutation-ROOM.md`` and the figures in ``docs/quality.md``.
Needs fork, so not on Windows.  Exit code 1 when fewer are
killed than the bar of the room asks or an entry of that list fits no mutant, 2
when it cannot run.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quality_page import head, row, write_between

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PINS = HERE / "mutation-requirements.txt"
EQUIVALENT = HERE / "mutation_equivalent.toml"
ENVIRONMENT = ROOT / ".venv-bench" / "mutation"
RESULTS = HERE / "results"
DRAWN = HERE / "mutation_drawn.py"
EACH = 6


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of the package, the tests that are to notice changes in it, and the share they must notice."""

    name: str
    tests: tuple[str, ...]
    bar: float

    @property
    def source(self) -> str:
        """Its folder in the project."""
        return f"src/policydiff/{self.name}"


ROOMS = (
    Room("judging", ("tests/test_judging.py", "tests/test_figures_table.py", "tests/test_verdicts.py"), 0.90),
    Room("figures", ("tests/test_targets.py",), 0.80),
)
SLOW = (
    "tests/test_judging.py::test_renaming_places_and_offices_changes_nothing",
    "tests/test_judging.py::test_a_clause_that_holds_no_evidence_changes_no_verdict",
    "tests/test_targets.py::test_a_sentence_of_any_length_stays_linear",
    "tests/test_targets.py::test_a_megabyte_of_digits_is_read_at_once",
    "tests/test_targets.py::test_a_table_names_every_row_that_is_wrong",
)
"""Not run on mutants: laws and timings that take seconds, and the test of tables, which here stop at the first row."""

SETTINGS = """
[tool.pytest.ini_options]
addopts = "--strict-markers -p no:cacheprovider"
markers = ["gold", "browser", "wheel"]

[tool.mutmut]
source_paths = ["src/"]
only_mutate = ["{source}/*"]
pytest_add_cli_args_test_selection = {tests}
also_copy = ["corpus", "templates", "tests"]
track_dependencies = false
use_git_change_detection = false
"""
PROFILE = """

from functools import cache

from hypothesis import settings

settings.register_profile("mutation", deadline=None, derandomize=True, max_examples=10, database=None)
settings.load_profile("mutation")
open_document = cache(open_document)


@contextmanager
def _at_once(self: Table, name: str) -> Iterator[None]:
    yield


Table.row = _at_once
"""
"""Added to the copy of conftest.py: a slow machine kills nothing, every run draws the same examples, a table stops
at its first wrong row."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change and what became of it."""

    room: str
    module: str
    function: str
    status: str
    before: str
    after: str


def environment() -> Path:
    """The Python of the environment; raises CalledProcessError when it cannot be made."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "installed"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    state = hashlib.sha256(
        PINS.read_bytes() + str(project["dependencies"]).encode() + sys.version.encode()
    ).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return python
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", PINS, *project["dependencies"]],
        check=True, stdout=sys.stderr,
    )  # fmt: skip
    stamp.write_text(state, encoding="utf-8")
    return python


def run(python: Path, place: Path, room: Room, each: int, remainder: int) -> list[Mutant]:
    """Every mutant of a room, in a copy of the project in ``place``; raises CalledProcessError when mutmut stops."""
    for name in ("src", "tests", "corpus", "templates"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    slow = [f"--deselect={test}" for test in SLOW if test.startswith(room.tests)]
    (place / "pyproject.toml").write_text(
        SETTINGS.format(source=room.source, tests=json.dumps(room.tests)),
        encoding="utf-8",
    )
    with (place / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(PROFILE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(
        [python, DRAWN, str(each), str(remainder), *slow, *room.tests],
        cwd=place, check=True, stdout=sys.stderr, env={**kept, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    found = [
        mutant
        for path in sorted((place / "mutants" / room.source).glob("*.py"))
        if path.with_name(path.name + ".meta").exists()
        for mutant in mutants_of(path)
    ]
    if not any(mutant.status != NOT_DRAWN for mutant in found):
        raise subprocess.CalledProcessError(1, "mutmut", "no mutants")
    return found


NOT_DRAWN = "not drawn"
STATUS = {None: NOT_DRAWN, 0: "survived", 1: "killed", 3: "killed", 33: "no tests", 34: "skipped"}
"""mutmut's exit codes; any other is a test that ran out of time or crashed, which is noticed too."""


def mutants_of(path: Path) -> list[Mutant]:
    """The mutants of one module, from mutmut's copy of it and the table beside it."""
    codes: dict[str, int | None] = json.loads(
        path.with_name(path.name + ".meta").read_text(encoding="utf-8")
    )["exit_code_by_key"]
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    functions = {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    found = []
    for key, code in codes.items():
        name = key.rsplit(".", 1)[1]
        stem = name.rsplit("__mutmut_", 1)[0]
        changed = [
            line
            for line in difflib.unified_diff(
                functions[f"{stem}__mutmut_orig"][1:], functions[name][1:], n=0, lineterm=""
            )
            if not line.startswith(("---", "+++", "@@"))
        ]
        before, after = (" ".join(line[1:].strip() for line in changed if line[0] == sign) for sign in "-+")
        found.append(
            Mutant(
                path.parent.name,
                path.stem,
                stem.removeprefix("x_"),
                STATUS.get(code, "killed"),
                before,
                after,
            )
        )
    return found


@cache
def reasons(room: str) -> dict[tuple[str, str, str], str]:
    """Why a mutant of a room cannot be told from the original, by function and both lines."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {
        (entry["function"], line["before"], line["after"]): entry["why"]
        for entry in entries
        if entry["room"] == room
        for line in entry["lines"]
    }


def table(mutants: list[Mutant]) -> str:
    """One line a module, and one for the whole room."""
    text = head("module", "mutants", "drawn", "killed", "survived", "of them equivalent", "killed, %")
    for module in [*dict.fromkeys(mutant.module for mutant in mutants), ""]:
        own = [mutant for mutant in mutants if module in {"", mutant.module}]
        drawn = [mutant for mutant in own if mutant.status != NOT_DRAWN]
        left = [mutant for mutant in drawn if mutant.status != "killed"]
        text += row(
            f"`{module}.py`" if module else "all",
            len(own),
            len(drawn),
            len(drawn) - len(left),
            len(left),
            sum(map(is_known, left)),
            f"{100 * killed(drawn):.1f}" if drawn else "—",
        )
    return text


def killed(mutants: list[Mutant]) -> float:
    """The share of those that were drawn that a test noticed; the equivalent ones count as not noticed."""
    drawn = [mutant for mutant in mutants if mutant.status != NOT_DRAWN]
    return sum(mutant.status == "killed" for mutant in drawn) / len(drawn)


def is_known(mutant: Mutant) -> bool:
    """Is it listed as equivalent?"""
    return key_of(mutant) in reasons(mutant.room)


def key_of(mutant: Mutant) -> tuple[str, str, str]:
    """By what it is listed."""
    return mutant.function, mutant.before, mutant.after


def report(room: Room, mutants: list[Mutant], rule: str) -> str:
    """The results of a room as Markdown."""
    known = reasons(room.name)
    text = f"# Mutation testing of {room.name}\n\nWritten by `make mutation`. {rule}\n\n{table(mutants)}"
    for title, listed in (
        ("Survivors that are equivalent", True),
        ("Survivors that a test could kill", False),
    ):
        left = [
            m for m in mutants if m.status not in {"killed", NOT_DRAWN} and (key_of(m) in known) is listed
        ]
        text += f"\n## {title} ({len(left)})\n\n"
        text += head("function", "before", "after", *(["why"] if listed else []))
        for m in left:
            why = [known[key_of(m)]] if listed else []
            text += row(f"`{m.module}.{m.function}`", code(m.before), code(m.after), *why)
    return text


def code(line: str) -> str:
    """A line of code as a cell."""
    return f"`{re.sub('`', '´', line)}`" if line else "—"


def main() -> int:
    """Run and write."""
    parser = argparse.ArgumentParser(description="Do the tests notice a change?")
    parser.add_argument("rooms", nargs="*", choices=[room.name for room in ROOMS])
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--from", type=int, default=0, dest="remainder")
    asked = parser.parse_args()
    passed = True
    for room in ROOMS:
        if asked.rooms and room.name not in asked.rooms:
            continue
        try:
            python = environment()
            with tempfile.TemporaryDirectory() as place:
                mutants = run(python, Path(place), room, asked.each, asked.remainder)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"nothing measured: {error}", file=sys.stderr)
            return 2
        passed &= written(room, mutants, f"One change in {asked.each} was run (remainder {asked.remainder}).")
    return int(not passed)


def written(room: Room, mutants: list[Mutant], rule: str) -> bool:
    """Write and print what became of a room; was the bar reached, and does the list of equivalents fit?"""
    every = {key_of(mutant) for mutant in mutants}
    wrong = [m for m in mutants if m.status == "killed" and is_known(m)]
    gone = [key for key in reasons(room.name) if key not in every]
    for mutant in wrong:
        print(f"listed as equivalent but killed: {mutant.function}: {mutant.after}", file=sys.stderr)
    for function, _, after in gone:
        print(f"listed as equivalent but no such change is made: {function}: {after}", file=sys.stderr)
    name = f"mutation-{room.name}"
    (RESULTS / f"{name}.md").write_text(report(room, mutants, rule), encoding="utf-8", newline="\n")
    write_between(name, f"{rule}\n\n{table(mutants)}")
    print(table(mutants))
    return killed(mutants) >= room.bar and not wrong and not gone


if __name__ == "__main__":
    sys.exit(main())
