"""The house: imports point one way, only the command line prints, heavy imports stay inside functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "policydiff"
MODULES = sorted(SOURCE.rglob("*.py"))

# Each room may import from the rooms before it and from itself.
ORDER = [
    "errors", "files", "model", "resources", "lexicon", "text", "wording", "labels", "topics", "readers",
    "figures", "outline", "commitments", "corpus", "pairing", "judging", "verdicts", "concordance", "review", "coverage", "tracking", "revision",
    "matrix", "amplification", "chain", "store", "report", "evaluate", "cli",
]  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The rooms that a module imports, and whether at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "policydiff":
                names = [f"policydiff.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            yield name, id(node) in top


def test_there_are_modules() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_one_way(path: Path) -> None:
    own = room(path)
    if own in {"__init__", "__main__"}:
        return
    for name, _ in imports(path):
        if name.startswith("policydiff."):
            other = name.split(".")[1]
            assert ORDER.index(other) <= ORDER.index(own), f"{own} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if room(path) == "cli":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "exit", "quit", "input"}
        if isinstance(node, ast.Attribute):
            assert not (node.attr == "exit" and isinstance(node.value, ast.Name) and node.value.id == "sys")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_clock_no_chance(path: Path) -> None:
    for name, _ in imports(path):
        assert name.split(".")[0] not in {"random", "time", "uuid", "secrets"}
    text = path.read_text(encoding="utf-8")
    assert ".now(" not in text
    assert ".today(" not in text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_room_is_crowded() -> None:
    for path in MODULES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 620, path


def test_the_records_import_nothing_of_ours() -> None:
    for path in sorted((SOURCE / "model").glob("*.py")):
        names = [name for name, _ in imports(path) if name.startswith("policydiff")]
        assert all(name.startswith("policydiff.model") for name in names), path


def test_starting_up_imports_no_pandas() -> None:
    code = "import sys, policydiff.cli.app; print([m for m in ('pandas', 'xlsxwriter', 'numpy', 'lxml', 'opencc', 'docx') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_project_speaks_only_of_itself() -> None:
    """No path of a machine in anything that is kept."""
    kept = [
        p
        for folder in ("src", "templates", "docs", "tests", "benchmarks")
        for p in (ROOT / folder).rglob("*")
        if p.is_file()
    ]
    kept += [
        ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml", "Makefile")
    ]
    words = ("/" + "root/", "/" + "work/", "/" + "home/", "/" + "tmp/")
    for path in kept:
        if path.suffix in {".pyc"} or "__pycache__" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not any(word in text for word in words), path
