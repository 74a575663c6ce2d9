"""Do the tests of judging notice when judging is changed?

    python benchmarks/mutation.py        (make mutation)

mutmut changes one thing at a time in the functions of ``src/policydiff/judging``
(a comparison, a number, a word, a branch) and runs ``tests/test_judging.py`` on
each; a change that no test notices survived.  mutmut gets a throw-away
environment under ``.venv-bench`` and works on a copy, never on the project.  It
changes functions only: patterns and tables at the top of a module, and
functions with a decorator, are not touched.

A survivor that cannot be told from the original by any input is equivalent: it
stands in ``mutation_equivalent.toml`` with the reason.  Writes
``benchmarks/results/mutation.md`` and the figures in ``docs/quality.md``.
Needs fork, so not on Windows.  Exit code 1 when fewer than 85 % are killed or
an entry of that list fits no mutant, 2 when it cannot run.
"""

from __future__ import annotations

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
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from quality_page import head, row, write_between

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PINS = HERE / "mutation-requirements.txt"
EQUIVALENT = HERE / "mutation_equivalent.toml"
ENVIRONMENT = ROOT / ".venv-bench" / "mutation"
RESULTS = HERE / "results" / "mutation.md"
TESTS = "tests/test_judging.py"
MUTATED = "src/policydiff/judging"
BAR = 0.85

SETTINGS = f"""
[tool.pytest.ini_options]
addopts = "--strict-markers -p no:cacheprovider"
markers = ["gold", "browser", "wheel"]
# mutmut hands test names back to pytest, which does not find its own escaped ones
disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true

[tool.mutmut]
source_paths = ["src/"]
only_mutate = ["{MUTATED}/*"]
pytest_add_cli_args_test_selection = ["{TESTS}"]
also_copy = ["corpus", "templates", "tests"]
"""
PROFILE = """

from hypothesis import settings

settings.register_profile("mutation", deadline=None, derandomize=True)
settings.load_profile("mutation")
"""
"""Added to the copy of conftest.py: a slow machine kills nothing, and every run draws the same examples."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change and what became of it."""

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


def run(python: Path, place: Path) -> list[Mutant]:
    """Every mutant of a copy of the project in ``place``; raises CalledProcessError when mutmut stops."""
    for name in ("src", "tests", "corpus", "templates"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    with (place / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(PROFILE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(
        [python, "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1)],
        cwd=place, check=True, stdout=sys.stderr, env={**kept, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    found = [
        mutant
        for path in sorted((place / "mutants" / MUTATED).glob("*.py"))
        if path.with_name(path.name + ".meta").exists()
        for mutant in mutants_of(path)
    ]
    if not found:
        raise subprocess.CalledProcessError(1, "mutmut", "no mutants")
    return found


STATUS = {0: "survived", 1: "killed", 3: "killed", 33: "no tests", 34: "skipped"}
"""mutmut's exit codes; any other is a test that ran out of time or crashed, which is noticed too."""


def mutants_of(path: Path) -> list[Mutant]:
    """The mutants of one module, from mutmut's copy of it and the table beside it."""
    codes: dict[str, int | None] = json.loads(
        path.with_name(path.name + ".meta").read_text(encoding="utf-8")
    )["exit_code_by_key"]
    text = path.read_text(encoding="utf-8")
    functions = {
        node.name: (ast.get_source_segment(text, node) or "").splitlines()
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
            Mutant(path.stem, stem.removeprefix("x_"), STATUS.get(code or 0, "killed"), before, after)
        )
    return found


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a mutant cannot be told from the original, by function and both lines."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {
        (entry["function"], line["before"], line["after"]): entry["why"]
        for entry in entries
        for line in entry["lines"]
    }


def table(mutants: list[Mutant]) -> str:
    """One line a module, and all of them."""
    text = head("module", "mutants", "killed", "survived", "of them equivalent", "killed, %")
    known = reasons()
    for module in [*dict.fromkeys(mutant.module for mutant in mutants), ""]:
        own = [mutant for mutant in mutants if module in {"", mutant.module}]
        count = Counter(mutant.status for mutant in own)
        same = sum(is_known(mutant, known) for mutant in own if mutant.status != "killed")
        text += row(
            f"`{module}.py`" if module else "all",
            len(own),
            count["killed"],
            len(own) - count["killed"],
            same,
            f"{100 * count['killed'] / len(own):.1f}",
        )
    return text


def is_known(mutant: Mutant, known: dict[tuple[str, str, str], str]) -> bool:
    """Is it listed as equivalent?"""
    return (mutant.function, mutant.before, mutant.after) in known


def report(mutants: list[Mutant]) -> str:
    """The results as Markdown."""
    known = reasons()
    text = "# Mutation testing of judging\n\nWritten by `make mutation`.\n\n" + table(mutants)
    for title, listed in (
        ("Survivors that are equivalent", True),
        ("Survivors that a test could kill", False),
    ):
        left = [m for m in mutants if m.status != "killed" and is_known(m, known) is listed]
        text += f"\n## {title} ({len(left)})\n\n"
        text += head("function", "before", "after", *(["why"] if listed else []))
        for m in left:
            why = [known[m.function, m.before, m.after]] if listed else []
            text += row(f"`{m.module}.{m.function}`", code(m.before), code(m.after), *why)
    return text


def code(line: str) -> str:
    """A line of code as a cell."""
    return f"`{re.sub('`', '´', line)}`" if line else "—"


def main() -> int:
    """Run and write."""
    try:
        python = environment()
        with tempfile.TemporaryDirectory() as place:
            mutants = run(python, Path(place))
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"nothing measured: {error}", file=sys.stderr)
        return 2
    known = reasons()
    wrong = [m for m in mutants if m.status == "killed" and is_known(m, known)]
    for mutant in wrong:
        print(f"listed as equivalent but killed: {mutant.function}: {mutant.after}", file=sys.stderr)
    every = {(mutant.function, mutant.before, mutant.after) for mutant in mutants}
    gone = [key for key in known if key not in every]
    for function, _, after in gone:
        print(
            f"listed as equivalent but no such change is made any more: {function}: {after}", file=sys.stderr
        )
    RESULTS.write_text(report(mutants), encoding="utf-8", newline="\n")
    write_between("mutation", table(mutants))
    share = sum(mutant.status == "killed" for mutant in mutants) / len(mutants)
    print(table(mutants))
    return int(share < BAR or bool(wrong or gone))


if __name__ == "__main__":
    sys.exit(main())
