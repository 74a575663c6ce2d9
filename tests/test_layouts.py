"""One document of each layout that offices use; what is read from it stands beside it."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import pytest

from conftest import CASES, same_as_file
from paper import STYLES, markup, printed, row_of
from policydiff.commitments.parse import parse
from policydiff.model import Document
from policydiff.readers import read
from word import p, word

FOLDER = CASES / "layouts"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in {".txt", ".md", ".html"})


def shown(document: Document) -> str:
    """Each commitment in four lines: where, what, who and when, how much."""
    out = [document.title]
    for commitment in document.commitments:
        out += [
            "",
            " > ".join([*commitment.trail, commitment.label]) or "（无编号）",
            f"  {commitment.text}",
            f"  牵头 {'、'.join(commitment.lead_units) or '—'} | 责任 {'、'.join(commitment.responsible_units) or '—'} | 时限 {commitment.deadline or '—'}",
        ]
        out += [
            f"  {target.object} {target.comparator.value} {target.value} {target.unit} ({target.status.value})"
            for target in commitment.targets
        ]
    codes = sorted({notice.code for notice in document.notices})
    return "\n".join([*out, "", f"提示：{'、'.join(codes) or '—'}", ""])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_layout_is_read_as_written_beside_it(path: Path) -> None:
    document = parse(read(path), id=path.stem)
    for commitment in document.commitments:
        for target in commitment.targets:
            assert 0 <= target.span.start < target.span.end <= len(document.source.text)
    same_as_file(shown(document), path.with_suffix(".rows"))


def test_there_are_layouts() -> None:
    assert len(FILES) >= 10
    assert {path.with_suffix(".rows") for path in FILES} == set(FOLDER.glob("*.rows"))


TEXT_ONLY = {
    "tabs",
    "commas",
    "page-headers",
    "cell-a-line",
    "cell-a-line-plain",
    "front-matter",
    "copied-page",
    "open-cells",
}
"""What only a plain text holds: cells parted by signs or lines, what was put before a collected text."""
PROSE = [path for path in FILES if path.suffix == ".txt" and path.stem not in TEXT_ONLY]


def lines_of(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def rows_of(document: Document) -> Counter[object]:
    return Counter(row_of(commitment) for commitment in document.commitments)


def wrapped(lines: list[str], width: int = 34) -> bytes:
    """Broken by hand at ``width`` characters, as text copied from a page is."""
    return "\n".join(
        line[start : start + width] for line in lines for start in range(0, len(line), width)
    ).encode()


def as_page(lines: list[str]) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<meta charset=utf-8><body><div class=nav><a href=/>首页</a></div><div>{body}</div>".encode()


@pytest.mark.parametrize("form", ["wrapped.txt", "plan.html", "plan.docx"])
@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.stem)
def test_a_layout_reads_the_same_in_every_format(tmp_path: Path, path: Path, form: str) -> None:
    lines = lines_of(path)
    made = {
        "wrapped.txt": wrapped,
        "plan.html": as_page,
        "plan.docx": lambda lines: word("".join(map(p, lines))),
    }
    (tmp_path / form).write_bytes(made[form](lines))
    assert rows_of(parse(read(tmp_path / form), id="x")) == rows_of(parse(read(path), id="x"))


@pytest.mark.browser
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.stem)
def test_a_layout_reads_the_same_in_print(browser: Any, tmp_path: Path, path: Path, style: str) -> None:
    lines = lines_of(path)
    (tmp_path / "plan.pdf").write_bytes(
        printed(browser, markup(lines, lines[0]), style=style, header="某地文件")
    )
    assert rows_of(parse(read(tmp_path / "plan.pdf"), id="x")) == rows_of(parse(read(path), id="x"))
