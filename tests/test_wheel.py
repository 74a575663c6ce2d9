"""The wheel carries all it needs: installed into an empty environment it runs from an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    result = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)],
        capture_output=True, text=True,
    )  # fmt: skip
    if result.returncode and (
        "Could not find a version" in result.stderr or "connection" in result.stderr.lower()
    ):
        pytest.skip("the build tool cannot be fetched here")
    assert result.returncode == 0, result.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_templates_word_lists_and_the_corpus(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "policydiff/_templates/report.html",
        "policydiff/_templates/report.css",
        "policydiff/_templates/words.js",
        "policydiff/_templates/rows.js",
        "policydiff/_templates/review.js",
        "policydiff/_corpus/catalog.toml",
        "policydiff/_corpus/150525-naiman/naiman-2022.txt",
        "policydiff/lexicon/themes.toml",
    ):
        assert wanted in names
    assert not [name for name in names if "regulation" in name or name.startswith("tests")]


def test_the_wheel_runs_in_an_empty_environment_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "env"
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)],
        capture_output=True,
        text=True,
    )
    assert installed.returncode == 0, installed.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    report = subprocess.run(
        [str(python), "-m", "policydiff", "report"], cwd=empty, capture_output=True, text=True, env=clean
    )
    assert report.returncode == 0, report.stderr
    assert (empty / "reports" / "index.html").exists()
    program = environment / ("Scripts" if os.name == "nt" else "bin") / "policydiff"
    parsed = subprocess.run(
        [str(program), "parse", "naiman-2022", "-f", "json"], cwd=empty, capture_output=True, env=clean
    )
    assert len(json.loads(parsed.stdout)["commitments"]) > 400
