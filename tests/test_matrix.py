"""One upper document against many places: who answers, who is stricter, who left it out."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from places import REGION, write_corpus
from policydiff.concordance import compare
from policydiff.corpus import load_catalogue, open_document
from policydiff.corpus.couples import below, own_document
from policydiff.errors import InvalidRequest
from policydiff.labels import label, missing_word, outcome_label, sense, sign
from policydiff.levels.gathering import matrix_among
from policydiff.levels.matrix import Matrix, matrix_of
from policydiff.model import Level, Outcome
from policydiff.report.levels_text import matrix_text
from policydiff.report.matrix_data import answer_rows, column_names, gap_rows, matrix_bytes, place_rows
from policydiff.verdicts import outcomes
from test_cli import run

HARM = ("=1+1", "+1", "-1", "@SUM(A1)")


def made(folder: Path, **options: Any) -> Matrix:
    return matrix_among(
        [], under="150000", level=options.pop("level", None), corpus=write_corpus(folder, **options),
        themes=options.pop("themes", ()), progress=lambda message: None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    return made(tmp_path_factory.mktemp("corpus"))


def cell_of(matrix: Matrix, words: str, place: str) -> Any:
    row = next(row for row in matrix.rows if words in row.upper.text)
    return row.cells[[found.name for found in matrix.places].index(place)]


def test_every_upper_commitment_has_a_cell_for_each_place(matrix: Matrix) -> None:
    assert [place.name for place in matrix.places] == ["甲市", "甲市东旗", "甲市西旗", "乙市"]
    assert len(matrix.rows) == len(REGION)
    assert all(len(row.cells) == 4 for row in matrix.rows)


def test_a_cell_holds_outcome_value_and_confidence(matrix: Matrix) -> None:
    cell = cell_of(matrix, "不动产抵押", "甲市")
    assert cell.outcome is Outcome.TIGHTENS
    assert [value.phrase for value in cell.values] == ["4个工作日以内"]
    assert 0 < cell.confidence <= 1
    assert cell_of(matrix, "高压用户", "甲市东旗").outcome is Outcome.LOOSENS
    assert cell_of(matrix, "平均审理", "乙市").outcome is Outcome.MISSING
    assert cell_of(matrix, "平均审理", "乙市").confidence is None


def test_the_strictest_place_is_the_one_that_asks_most(matrix: Matrix) -> None:
    assert cell_of(matrix, "不动产抵押", "甲市东旗").strictest
    assert not cell_of(matrix, "不动产抵押", "甲市").strictest
    assert cell_of(matrix, "高压用户", "甲市").strictest
    assert not any(cell.strictest for row in matrix.rows if "纳税" in row.upper.text for cell in row.cells)


def test_commitments_are_ranked_by_how_many_places_miss_them(matrix: Matrix) -> None:
    found = [(row.upper.text[:4], row.count(Outcome.MISSING)) for row in matrix.gaps()]
    assert found == [("商事案件", 2), ("中小微企", 1)]
    assert gap_rows(matrix)[0]["缺失的地方"] == "甲市西旗、乙市"


def test_places_are_ranked_by_coverage(matrix: Matrix) -> None:
    assert [place.name for _, place in matrix.ranked()] == ["甲市", "甲市东旗", "甲市西旗", "乙市"]
    assert [place.coverage for _, place in matrix.ranked()] == [1.0, 1.0, 0.875, 0.75]


@pytest.mark.parametrize("completeness", ["digest", "excerpt"])
def test_what_is_no_full_text_is_neither_ranked_nor_said_to_miss_anything(
    tmp_path: Path, completeness: str
) -> None:
    found = made(tmp_path / "c", completeness={"150200": completeness})
    assert [place.name for _, place in found.apart()] == ["乙市"]
    assert cell_of(found, "平均审理", "乙市").outcome is Outcome.UNSEEN
    assert [row.count(Outcome.MISSING) for row in found.gaps()] == [1]
    assert "matrix-apart" in [notice.code for notice in found.notices]
    for format in ("html", "csv", "json"):
        text = matrix_bytes(found, format).decode()
        assert "unseen" in text or "未见对应" in text
    rows = [row for row in answer_rows(found) if row["地方"] == "乙市"]
    assert "缺失" not in {row["结果"] for row in rows}
    assert place_rows(found)[-1]["名次"] == ""


def missing_cells(matrix: Matrix) -> int:
    """Cells of the page that say so, sign and word."""
    words = re.sub(r"<[^>]+>", "", matrix_bytes(matrix, "html").decode())
    return words.count(f"{sign(Outcome.MISSING)} {outcome_label(Outcome.MISSING)}")


def test_a_digest_above_makes_nothing_missing_anywhere(tmp_path: Path) -> None:
    found = made(tmp_path / "c", completeness={"150000": "digest"})
    assert found.gaps() == ()
    assert found.ranked() == ()
    assert missing_cells(made(tmp_path / "full"))
    assert not missing_cells(found)


def test_a_law_against_a_plan_misses_nothing_and_says_why(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", kinds={"150000": "regulation"})
    catalogue = load_catalogue(root)
    concordance = compare(
        open_document("plan-150000", catalogue=catalogue), open_document("plan-150200", catalogue=catalogue)
    )
    assert "regulation-above-plan" in [notice.code for notice in concordance.notices]
    assert len(concordance.missing) == 2
    assert outcomes(concordance)[Outcome.MISSING] == 0
    assert outcomes(concordance)[Outcome.UNSEEN] == 2
    assert missing_word(concordance) == "未见对应"
    assert "法规" in label("sense", sense(Outcome.UNSEEN, concordance))
    reverse = compare(concordance.lower, concordance.upper)
    assert "plan-above-regulation" in [notice.code for notice in reverse.notices]
    assert matrix_of([concordance]).ranked() == ()


def test_two_laws_compare_as_before(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", kinds={"150000": "regulation", "150200": "regulation"})
    catalogue = load_catalogue(root)
    concordance = compare(
        open_document("plan-150000", catalogue=catalogue), open_document("plan-150200", catalogue=catalogue)
    )
    assert not [notice for notice in concordance.notices if "regulation" in notice.code]
    assert missing_word(concordance) == "缺失"


def test_a_level_and_a_theme_narrow_the_matrix(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c")
    found = matrix_among(
        [], under="150000", level=Level.BANNER, corpus=root, themes=["electricity-access"],
        progress=lambda message: None,
    )  # fmt: skip
    assert [place.name for place in found.places] == ["甲市东旗", "甲市西旗"]
    assert {row.upper.theme for row in found.rows} == {"electricity-access"}


def test_the_catalogue_gives_what_lies_below_a_jurisdiction(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_corpus(tmp_path / "c"))
    assert [entry.id for entry in below(catalogue, "150100")] == ["plan-150101", "plan-150102"]
    assert own_document(catalogue, "150000").id == "plan-150000"
    with pytest.raises(InvalidRequest, match="没有 150300"):
        own_document(catalogue, "150300")


def test_wrong_requests_are_refused(matrix: Matrix, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="下级"):
        matrix_of([])
    root = write_corpus(tmp_path / "c")
    quiet: dict[str, Any] = {"corpus": root, "themes": (), "progress": lambda message: None}
    with pytest.raises(InvalidRequest, match="两次"):
        matrix_among(["plan-150000", "plan-150100", "plan-150100"], under=None, level=None, **quiet)
    with pytest.raises(InvalidRequest, match="没有给出"):
        matrix_among([], under=None, level=None, **quiet)
    with pytest.raises(InvalidRequest, match="--under"):
        matrix_among(["plan-150000"], under=None, level=Level.CITY, **quiet)
    with pytest.raises(InvalidRequest, match="以下"):
        matrix_among(["plan-150000"], under="370000", level=None, **quiet)


def test_the_formats_agree(matrix: Matrix) -> None:
    data = json.loads(matrix_bytes(matrix, "json"))
    assert data["schema"] == "policydiff.matrix/1"
    outcomes_by_json = [cell["outcome"] for row in data["rows"] for cell in row["cells"]]
    assert outcomes_by_json == [cell.outcome.value for row in matrix.rows for cell in row.cells]
    assert data["widest_coverage"][0] == "plan-150100"
    table = list(csv.DictReader(io.StringIO(matrix_bytes(matrix, "csv").decode("utf-8-sig"))))
    assert len(table) == len(answer_rows(matrix))
    assert {row["结果"] for row in table} == {"收紧", "放宽", "相同", "缺失"}


def test_the_workbook_has_filters_and_a_header_in_sight(matrix: Matrix) -> None:
    book = openpyxl.load_workbook(io.BytesIO(matrix_bytes(matrix, "xlsx")))
    assert book.sheetnames == ["矩阵", "逐条", "缺失最多的承诺", "各地", "说明"]
    for sheet in book.worksheets[:4]:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
    first = book["矩阵"]
    assert first.max_row == len(matrix.rows) + 1
    colours = {
        cell.value[0]: cell.fill.fgColor.rgb for row in first.iter_rows(min_row=2, min_col=6) for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "▲▼−"
    }  # fmt: skip
    assert len(set(colours.values())) == len(colours) == 3


def test_an_english_workbook_has_english_column_titles(matrix: Matrix) -> None:
    book = openpyxl.load_workbook(io.BytesIO(matrix_bytes(matrix, "xlsx", "en")))
    places = set(column_names(matrix))
    titles = {str(cell.value) for sheet in book.worksheets[:4] for cell in sheet[1]} - places
    assert len(titles) > 20
    assert not [title for title in titles if not title.isascii()]
    assert not matrix_bytes(matrix, "csv", "en").decode("utf-8-sig").startswith("主题")


def test_no_text_is_ever_a_formula(tmp_path: Path) -> None:
    places = {
        "150000": ("某区", REGION),
        "150100": ("=1+1市", REGION),
    }
    root = write_corpus(tmp_path / "c", places)  # type: ignore[arg-type]
    for code in places:
        text = (root / f"{code}.txt").read_text(encoding="utf-8")
        extra = "\n".join(f"{number}.{harm}推行容缺受理。" for number, harm in enumerate(HARM, 9))
        (root / f"{code}.txt").write_text(text + extra + "\n", encoding="utf-8")
    found = matrix_among(
        [], under="150000", level=None, corpus=root, themes=(), progress=lambda message: None
    )
    assert sum(row.upper.text.startswith(HARM) for row in found.rows) == len(HARM)
    book = openpyxl.load_workbook(io.BytesIO(matrix_bytes(found, "xlsx")))
    assert not [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    table = csv.reader(io.StringIO(matrix_bytes(found, "csv").decode("utf-8-sig")))
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("format", ["html", "json", "csv", "xlsx"])
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    first = matrix_bytes(made(tmp_path / "a"), format)
    assert matrix_bytes(made(tmp_path / "b"), format) == first


def test_the_terminal_shows_the_ranking_and_the_cautions(tmp_path: Path) -> None:
    text = matrix_text(made(tmp_path / "c", completeness={"150200": "digest"}))
    assert re.search(r"^1 +甲市 +100%", text, re.M)
    assert re.search(r"^— +乙市", text, re.M)
    assert text.startswith("! 乙市")


def test_the_command_writes_the_files_it_names(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c")
    result = run(
        "matrix", "--under", "150000", "--corpus", "c", "-f", "html,json,csv,xlsx", "-o", "out", cwd=tmp_path
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"matrix-plan-150000.{name}" for name in ("csv", "html", "json", "xlsx")
    ]


def test_one_text_format_goes_to_standard_output(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c")
    result = run("matrix", "--under", "150000", "--corpus", "c", "-f", "json", "-o", "-", cwd=tmp_path)
    assert json.loads(result.stdout)["schema"] == "policydiff.matrix/1"
    result = run("matrix", "--under", "150000", "--corpus", "c", "-f", "xlsx", "-o", "-", cwd=tmp_path)
    assert (result.returncode, len(result.stderr.splitlines()) <= 3) == (2, True)
