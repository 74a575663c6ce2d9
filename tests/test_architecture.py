"""The house: imports point one way, only the command line prints, heavy imports stay inside functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conftest import ROOT, table

SOURCE = ROOT / "src" / "policydiff"
MODULES = sorted(SOURCE.rglob("*.py"))
NAMES = [str(path.relative_to(SOURCE)) for path in MODULES]


@cache
def trees() -> list[ast.Module]:
    """Every module, taken apart when a test first asks."""
    return [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES]


def imports(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "policydiff":
            yield from (f"policydiff.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_there_are_modules() -> None:
    assert len(MODULES) > 30


def test_imports_point_one_way() -> None:
    """The order of the rooms stands in pyproject.toml; every room has its place there."""
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_only_the_command_line_prints_or_exits() -> None:
    with table() as rows:
        for name, tree in zip(NAMES, trees(), strict=True):
            if name.startswith("cli"):
                continue
            with rows.row(name):
                for node in ast.walk(tree):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                        assert node.func.id not in {"print", "exit", "quit", "input"}
                    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                        assert (node.value.id, node.attr) != ("sys", "exit")


WAITS = {"second_reader/endpoint.py": {"time"}, "cli/study.py": {"time"}}
"""Their clocks end a reply that takes too long, and say on a terminal how much time is left; no output knows of them."""


def test_no_clock_no_chance() -> None:
    with table() as rows:
        for name, path, tree in zip(NAMES, MODULES, trees(), strict=True):
            with rows.row(name):
                for imported in imports(tree):
                    banned = {"random", "time", "uuid", "secrets"} - WAITS.get(name, set())
                    assert imported.split(".")[0] not in banned
                text = path.read_text(encoding="utf-8")
                assert ".now(" not in text
                assert ".today(" not in text


def test_every_module_says_what_it_is() -> None:
    assert [name for name, tree in zip(NAMES, trees(), strict=True) if not ast.get_docstring(tree)] == []


def test_no_room_is_crowded() -> None:
    for path in MODULES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 620, path


def test_the_records_import_nothing_of_ours() -> None:
    for name, tree in zip(NAMES, trees(), strict=True):
        if name.startswith("model"):
            ours = [imported for imported in imports(tree) if imported.startswith("policydiff")]
            allowed = ("policydiff.model", "policydiff.lazily")
            assert all(imported.startswith(allowed) for imported in ours), name


def test_starting_up_imports_no_pandas() -> None:
    code = "import sys, policydiff.cli.app; print([m for m in ('pandas', 'xlsxwriter', 'numpy', 'lxml', 'opencc', 'docx') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_project_speaks_only_of_itself() -> None:
    """No path of a machine in anything that is kept."""
    kept = [
        p
        for folder in ("src", "templates", "docs", "tests", "benchmarks", "scripts", ".github")
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


SEARCHES = {"find", "rfind", "index", "rindex", "partition", "rpartition", "split", "rsplit", "splitlines"}
"""Ways to look in a text for words whose place was known before, or to cut it once more."""
CLOSES = {"“", "”", "（", "）"}
"""A bracket or quotation mark may be looked for: it is no word."""


def known_place(call: ast.Call) -> bool:
    """Does a call look for a mark only, or take apart a list of words that is no text?"""
    asked = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return asked in CLOSES | {"|"} or (
        not call.args and isinstance(call.func, ast.Attribute) and call.func.attr == "split"
    )


def test_judging_and_tracking_cut_and_search_no_text_anew() -> None:
    """Clauses are cut in one place and keep every place; ``pairing`` is not yet held to it."""
    with table() as rows:
        for name, tree in zip(NAMES, trees(), strict=True):
            if not name.startswith(("judging", "tracking")):
                continue
            with rows.row(name):
                for node in ast.walk(tree):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                        looks = node.func.attr in SEARCHES and not known_place(node)
                        assert not looks, f"line {node.lineno}: {ast.unparse(node)}"
