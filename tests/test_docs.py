"""The documentation follows the program."""

from __future__ import annotations

import re
import shlex
import sys
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from typer.main import get_command

from conftest import ROOT, table
from policydiff.cli.app import app
from policydiff.lexicon import FOLDER
from test_cli import run

sys.path.insert(0, str(ROOT / "scripts"))

import readme
import reference

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
MANUAL = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
PAGES = [
    *READMES,
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "benchmarks").glob("*.md"),
]


def test_every_command_and_option_is_in_the_manual() -> None:
    found = dict(reference.commands(get_command(app)))
    assert {"policydiff compare", "policydiff corpus add"} <= set(found)
    for name, sub in found.items():
        assert name in MANUAL, name
        for parameter in reference.options(sub):
            option = max((opt for opt in parameter.opts if opt.startswith("--")), key=len, default="")
            assert option in MANUAL, f"{name} {option}"


@pytest.mark.parametrize("file", sorted(reference.WRITTEN))
def test_the_reference_is_what_the_program_says(file: str) -> None:
    kept = (ROOT / file).read_text(encoding="utf-8")
    assert kept == reference.WRITTEN[file](), "make pages writes it anew"


def test_the_english_reference_is_english() -> None:
    text = (ROOT / "docs" / "en" / "cli.md").read_text(encoding="utf-8")
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"```sh.*?```", "", text, flags=re.S))


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_a_readme_is_short_and_begins_with_the_two_commands(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    block = re.search(r"```sh\n(.*?)```", text, re.S)
    assert block is not None
    assert block[1].split("\n")[:2] == ["make report", "make test"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figures_of_a_readme_are_those_of_the_page_on_quality(lang: str) -> None:
    kept = readme.PAGES[lang].read_text(encoding="utf-8")
    assert readme.accuracy(lang) in kept, "make pages writes them anew"


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_a_picture_that_a_readme_shows_is_there_and_small(page: Path) -> None:
    pictures = re.findall(r'src(?:set)?="(docs/images/[^"]+)"', page.read_text(encoding="utf-8"))
    assert len(pictures) == 2
    assert all((ROOT / picture).stat().st_size < 200_000 for picture in pictures)


TAUGHT = [
    *READMES,
    *(
        ROOT / "docs" / name
        for name in ("manual.md", "tutorial.md", "howto.md", "en/tutorial.md", "en/howto.md")
    ),
]
EXAMPLES = list(
    dict.fromkeys(
        "".join(example)
        for page in TAUGHT
        for example in re.findall(
            r"^policydiff (.+)$|`policydiff (?=explain)(.+?)`", page.read_text(encoding="utf-8"), re.M
        )
    )
)
"""In the order of the pages: a later one may use what an earlier one wrote."""
ABSENT = re.compile(r"gold|^ask |^answers |\.pdf|report \.|--review|review apply|合并")
"""Annotations beside the project, PDFs, and what a reviewer exports from the page: an example with these is not run."""
CORPUS = re.compile(r"my-corpus|我的语料|corpus add")
"""A corpus of the reader's own grows by a PDF."""
TEXTS = {
    r"省|自治区|province|上级|upper": "内蒙古自治区优化营商环境方案\n1.企业开办时间压缩至2个工作日以内。\n2.推行一网通办。\n3.设立首席数据官。\n",
    r"市|city|旧|old": "通辽市优化营商环境方案\n第一条 企业开办时间压缩至1个工作日以内。\n第二条 推行一网通办。\n",
    r".": "奈曼旗优化营商环境方案\n第一条 企业开办时间压缩至0.5个工作日以内。\n第二条 推行一网通办。\n",
}
LISTS = """[[theme]]
id = "tendering"
zh = "招标投标"
heading = ["招标投标"]
strong = ["招标", "投标"]
"""


def provide(word: str, before: str, desk: Path) -> None:
    """The file of the reader's own that ``word`` names, or the folder behind an option."""
    path = desk / word.removeprefix("@")
    if before == "--lexicon" and not path.exists():
        path.mkdir()
        (path / "themes.toml").write_text(LISTS, encoding="utf-8")
    text = next(text for name, text in TEXTS.items() if re.search(name, word))
    if before in {"-o", "--output", "--format"} or path.exists():
        return
    if path.suffix in {".txt", ".md"}:
        path.write_text(text, encoding="utf-8")
    elif path.suffix == ".docx":
        written = docx.Document()
        for line in text.splitlines():
            written.add_paragraph(line)
        written.save(str(path))
    elif word == "我的方案":
        path.mkdir()
        for name in ("自治区.txt", "旗.txt"):
            provide(name, "", path)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 40


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples: a later one may use what an earlier one wrote."""
    return tmp_path_factory.mktemp("desk")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_pages_runs(example: str, desk: Path) -> None:
    if ABSENT.search(example) or CORPUS.search(example):
        pytest.skip("names a file of the reader's own")
    words = [
        str(ROOT / word) if word.startswith("docs/") else word
        for word in shlex.split(re.sub(r"\s#.*", "", example))
    ]
    for before, word in pairwise(["", *words]):
        provide(word, before, desk)
    result = run(*words, cwd=desk)
    assert result.returncode in {0, 1}, result.stderr
    assert "Traceback" not in result.stderr


def test_every_word_list_is_described() -> None:
    text = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.toml"):
        assert path.name in text, path.name


def test_a_file_that_a_page_names_is_there() -> None:
    with table() as rows:
        for page in PAGES:
            with rows.row(page.name):
                named = re.findall(
                    r"[`(](?:\.\./)?((?:src|tests|benchmarks|docs|templates|scripts|lexicon/data)/[\w./*-]+)",
                    page.read_text(encoding="utf-8"),
                )
                homes = (ROOT, ROOT / "src" / "policydiff")
                assert [
                    name for name in named if not any(list(home.glob(name.rstrip("/"))) for home in homes)
                ] == []


def test_the_changelog_has_this_version() -> None:
    from policydiff import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
