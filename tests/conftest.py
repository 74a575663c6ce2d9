"""Paths, the corpus opened once, and the readers of case files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from paper import CHROMIUM, press
from policydiff.commitments.parse import parse
from policydiff.concordance import compare
from policydiff.corpus import open_document
from policydiff.lexicon import settle
from policydiff.model import Concordance, Document, Passage, SourceText

os.environ["POLICYDIFF_LANG"] = (
    "zh"  # the tests read Chinese messages on every machine; test_speech.py asks for others
)

settle()  # as the command does; asking the environment for each word took a fifth of the time of judging

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # a law is not broken because a machine is busy

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
SHARED = ROOT.parent / "shared"
REWRITE = os.environ.get("POLICYDIFF_REWRITE") == "1"


LONGEST = (
    "test_whole.py", "test_browser.py", "test_row_pages.py", "test_pdf.py", "test_cli.py", "test_review.py", "test_outputs.py",
    "test_alignment.py", "test_study.py", "test_docs.py", "test_store.py", "test_second_reader.py", "test_judging.py", "test_wheel.py",
    "test_lexicon.py", "test_filled.py", "test_chain.py",
)  # fmt: skip
"""The files that take longest, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file is one process's: those that take longest are begun first, so that no process waits for one at the end."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium; tests that need one skip where there is none."""
    pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with press() as found:
        yield found


def passage(text: str) -> Passage:
    """``text`` as a passage that stands at the start of its source."""
    return Passage(text, tuple(range(len(text))), 1, text)


def blocks(name: str) -> Iterator[tuple[str, str, list[str]]]:
    """The cases of a file: the heading above, a text, and the indented lines of what is expected of it.

    Lines that begin with > are for the reader.
    """
    heading = text = ""
    expected: list[str] = []
    found = 0
    for line in [*(CASES / name).read_text(encoding="utf-8").splitlines(), "end"]:
        if line.startswith(("  ", "\t")):
            expected.append(line.strip())
            continue
        if not line.strip() or line.startswith(">"):
            continue
        if text:
            yield heading, text, expected
            found += 1
            text, expected = "", []
        if line.startswith("#"):
            heading = line.strip("# ")
        else:
            text = line.strip()
    assert found, f"no case in {name}"


def rows(name: str, width: int) -> list[list[str]]:
    """The cells of a table, without its headings and what is for the reader."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    found = [line.split(" | ") for line in lines if line.strip() and line[0] not in "#>"]
    assert all(len(row) == width for row in found), [row for row in found if len(row) != width]
    assert len({tuple(row[:-1]) for row in found}) == len(found), "every case stands once"
    assert found, f"no case in {name}"
    return found


class Table:
    """Rows that are checked one after the other; those that are wrong are all named at the end."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    @contextmanager
    def row(self, name: str) -> Iterator[None]:
        """What is checked inside belongs to the row of this name."""
        try:
            yield
        except Exception as error:
            said = "\n".join(f"    {line}" for line in (str(error) or repr(error)).splitlines())
            kind = "" if isinstance(error, AssertionError) else f"  {type(error).__name__}\n"
            self.wrong.append(f"{name}\n{kind}{said}")


@contextmanager
def table() -> Iterator[Table]:
    """A table of cases in one test: every row is looked at, whatever became of those before it."""
    found = Table()
    yield found
    assert not found.wrong, f"{len(found.wrong)} rows are wrong:\n\n" + "\n\n".join(found.wrong)


def same_as_file(actual: str, path: Path) -> None:
    """``actual`` is what the golden file holds; POLICYDIFF_REWRITE=1 writes it anew."""
    if REWRITE:
        assert "CI" not in os.environ, "golden files are not rewritten in CI"
        path.write_text(actual, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if actual != expected:
        path.with_suffix(f".actual{path.suffix}").write_text(actual, encoding="utf-8")
    assert actual == expected, f"differs from {path.name}; see {path.stem}.actual{path.suffix} beside it"


def small(upper: str, lower: str) -> Concordance:
    """Two short texts compared."""
    return compare(
        parse(SourceText("u.txt", "txt", upper, sha256="u"), id="upper"),
        parse(SourceText("l.txt", "txt", lower, sha256="l"), id="lower"),
    )


@cache
def report_case() -> Concordance:
    """The couple of ``cases/report``: pairs, missing and added in a dozen lines."""
    texts = ((CASES / "report" / name).read_text(encoding="utf-8") for name in ("upper.txt", "lower.txt"))
    return small(*texts)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotations beside the project; tests that need it skip where it is absent."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("the annotations beside the project are absent")
    return SHARED


@pytest.fixture(scope="session")
def naiman() -> Document:
    return open_document("naiman-2022")


@pytest.fixture(scope="session")
def ordos() -> Document:
    return open_document("ordos-2021")


@pytest.fixture(scope="session")
def concordance(ordos: Document, naiman: Document) -> Concordance:
    return compare(ordos, naiman)


@pytest.fixture(scope="session")
def digest_concordance(ordos: Document) -> Concordance:
    return compare(open_document("nmg-digest"), ordos)
