"""The documentation follows the program."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from conftest import ROOT, table
from policydiff.cli.app import app
from policydiff.lexicon import FOLDER

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its full name, those of groups too."""
    for name, sub in group.commands.items():
        yield prefix + name, sub
        if hasattr(sub, "commands"):
            yield from commands(sub, f"{prefix}{name} ")


def test_every_command_and_option_is_in_the_readme() -> None:
    found = dict(commands(get_command(app)))
    assert {"compare", "corpus add"} <= set(found)
    for name, sub in found.items():
        assert f"policydiff {name}" in README, name
        for parameter in sub.params:
            option = max((opt for opt in parameter.opts if opt.startswith("--")), key=len, default="")
            if option and option != "--help":
                assert option in README, f"{name} {option}"


def test_the_two_commands_come_first() -> None:
    block = re.search(r"```sh\n(.*?)```", README, re.S)
    assert block is not None
    assert block[1].split("\n")[:2] == ["make report", "make test"]


EXAMPLES = re.findall(r"^policydiff (.+)$", README, re.M)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 8


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples: a later one may use what an earlier one wrote."""
    return tmp_path_factory.mktemp("desk")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_readme_runs(example: str, desk: Path) -> None:
    words = shlex.split(re.sub(r"\s#.*", "", example))
    if any("方案" in word or "gold" in word for word in words):
        pytest.skip("names a file of the reader's own")
    result = subprocess.run(
        [sys.executable, "-m", "policydiff", *words],
        cwd=desk,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode in {0, 1}, result.stderr
    assert "Traceback" not in result.stderr


def test_every_word_list_is_described() -> None:
    text = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.toml"):
        assert path.name in text, path.name


def test_a_file_that_a_page_names_is_there() -> None:
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
    ]
    with table() as rows:
        for page in pages:
            with rows.row(page.name):
                named = re.findall(
                    r"[`(](?:\.\./)?((?:src|tests|benchmarks|docs|templates|lexicon/data)/[\w./*-]+)",
                    page.read_text(encoding="utf-8"),
                )
                homes = (ROOT, ROOT / "src" / "policydiff")
                assert [
                    name for name in named if not any(list(home.glob(name.rstrip("/"))) for home in homes)
                ] == []


def test_the_changelog_has_this_version() -> None:
    from policydiff import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
