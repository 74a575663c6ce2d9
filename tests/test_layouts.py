"""One document of each layout that offices use; what is read from it stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CASES, same_as_file
from policydiff.model import Document
from policydiff.parsing.parse import parse
from policydiff.readers import read

FOLDER = CASES / "layouts"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in {".txt", ".md"})


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
