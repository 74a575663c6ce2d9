"""The wheel carries all it needs and names what it needs: installed, it runs from an empty folder."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from importlib.metadata import packages_distributions
from pathlib import Path
from site import getsitepackages as site_packages

import pytest

from conftest import ROOT, table
from test_architecture import imports

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
        "policydiff/lexicon/data/themes.toml",
        "policydiff/py.typed",
    ):
        assert wanted in names
    assert not [name for name in names if "regulation" in name or name.startswith("tests")]


def required(wheel: Path) -> set[str]:
    """The distributions that the metadata of the wheel names, those of extras too."""
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    wanted = message_from_bytes(archive.read(name)).get_all("Requires-Dist") or []
    return {canonical(re.split(r"[^\w.-]", line)[0]) for line in wanted}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


COMES_WITH = {"cv2": "rapidocr"}
"""Modules of distributions that another one requires."""


def test_what_the_program_imports_the_wheel_requires(wheel: Path) -> None:
    """Wherever in a module it is imported: an environment made of the metadata alone has it."""
    named, homes = required(wheel), packages_distributions()
    archive = zipfile.ZipFile(wheel)
    with table() as rows:
        for name in (name for name in archive.namelist() if name.endswith(".py")):
            with rows.row(name):
                for imported in imports(ast.parse(archive.read(name))):
                    top = imported.split(".")[0]
                    if top == "policydiff" or top in sys.stdlib_module_names:
                        continue
                    homes_of = {canonical(home) for home in homes.get(top, [COMES_WITH.get(top, top)])}
                    assert homes_of & named, f"{top} is required by nothing"


def test_the_wheel_runs_in_an_environment_of_its_own_from_an_empty_folder(
    wheel: Path, tmp_path: Path
) -> None:
    """The libraries are those at hand; the program is the one of the wheel."""
    environment = tmp_path / "env"
    venv.create(environment)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)],
        capture_output=True,
        text=True,
    )
    assert installed.returncode == 0, installed.stderr
    (own,) = environment.rglob("site-packages")
    # the path alone: what an editable install adds to it stays outside
    (own / "at-hand.pth").write_text("\n".join(site_packages()) + "\n", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    where = subprocess.run(
        [str(python), "-c", "import policydiff; print(policydiff.__file__)"],
        cwd=empty, capture_output=True, text=True, env=clean,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(own)
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
