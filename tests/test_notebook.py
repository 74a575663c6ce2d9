"""Every cell of the notebook runs, and the examples of the page on Python are right."""

from __future__ import annotations

import ast
import doctest
import json
from pathlib import Path
from typing import Any

import pytest

import policydiff
from conftest import ROOT


def test_every_cell_of_the_notebook_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for number, source in enumerate(cells):
        tree = ast.parse(source, f"cell {number}")
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"cell {number}", "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names))
    assert all(value is not None for value in shown)
    assert shown[-1] is True
    assert all(not cell.get("outputs") for cell in notebook["cells"]), "kept without outputs: they would age"


def test_the_examples_of_the_page_on_python_are_right() -> None:
    found = doctest.testfile(
        str(ROOT / "docs" / "api.md"), module_relative=False, encoding="utf-8",
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS,
    )  # fmt: skip
    assert found.attempted >= 20
    assert found.failed == 0


def test_the_page_on_python_names_every_verb() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for verb in (
        "read",
        "parse",
        "compare",
        "explain",
        "review",
        "track",
        "revise",
        "matrix",
        "chain",
        "render",
    ):
        assert f"| `{verb}(" in text
        assert verb in policydiff.__all__
