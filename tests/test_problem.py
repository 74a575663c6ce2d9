"""A row that is wrong becomes a small case without names, in the form of the cases of comparisons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import CASES, small
from policydiff.cli.problem import Names, case_of, expected_lines
from policydiff.report.jsonio import concordance_json, dumps
from test_cli import refused, run

UPPER = "1.呼和浩特市企业开办时间压缩至1个工作日以内。\n2.推行一网通办。\n"
LOWER = "1.托克托县企业开办时间压缩至3个工作日以内，由蒙华实业有限公司承办。\n2.建设旧衣回收点。\n"


@pytest.fixture
def result(tmp_path: Path) -> Path:
    path = tmp_path / "upper--lower.json"
    path.write_text(dumps(concordance_json(small(UPPER, LOWER))), encoding="utf-8")
    return path


def test_the_case_holds_the_row_without_names_and_what_the_program_says_of_it(
    result: Path, tmp_path: Path
) -> None:
    done = run("report-problem", str(result), "upper/1/1", "-o", str(tmp_path / "例子"))
    assert done.returncode == 0, done.stderr
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "例子").iterdir()}
    assert set(texts) == {"upper.txt", "lower.txt", "expected.txt", "problem.md"}
    assert "甲市企业开办时间压缩至1个工作日以内" in texts["upper.txt"]
    assert "乙县企业开办时间压缩至3个工作日以内" in texts["lower.txt"]
    for text in texts.values():
        assert not any(name in text for name in ("呼和浩特", "托克托", "蒙华"))
    again = small(texts["upper.txt"], texts["lower.txt"])
    assert texts["expected.txt"] == "\n".join(expected_lines(again)) + "\n"
    assert texts["expected.txt"].startswith("loosens | ")


def test_a_case_has_the_form_of_the_cases_that_are_tests() -> None:
    for folder in sorted(path for path in (CASES / "compare").iterdir() if path.is_dir()):
        texts = [
            (folder / name).read_text(encoding="utf-8") for name in ("upper.txt", "lower.txt", "expected.txt")
        ]
        assert "\n".join(expected_lines(small(*texts[:2]))) + "\n" == texts[2]


def test_a_row_is_named_by_one_id_by_two_or_by_its_place_in_the_page(result: Path) -> None:
    pair = case_of(result, "upper/1/1 lower/1/1")
    assert pair == case_of(result, "upper/1/1 ↔ lower/1/1") == case_of(result, "#p_1-1_1-1")
    assert case_of(result, "lower/2/1")["lower.txt"] == "1.建设旧衣回收点。\n"
    assert case_of(result, "lower/2/1")["upper.txt"] == ""
    assert "added" in case_of(result, "#l_2-1")["problem.md"]


def test_one_name_has_one_stand_in() -> None:
    names = Names(["包头市和包头，托克托县", "包头市"])
    assert names.hidden("包头市、托克托县、包头市") == "甲市、乙县、甲市"
    assert names.hidden("优化营商环境") == "优化营商环境"


def test_what_is_no_result_or_no_row_is_refused(result: Path, tmp_path: Path) -> None:
    assert "没有“upper/9/9”这一行" in refused("report-problem", str(result), "upper/9/9")
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    assert "不是完整的 JSON" in refused("report-problem", str(tmp_path / "x.json"), "a")
    (tmp_path / "x.json").write_text(json.dumps({"schema": "other"}), encoding="utf-8")
    assert "不是对照的结果" in refused("report-problem", str(tmp_path / "x.json"), "a")
    assert "找不到这个文件" in refused("report-problem", str(tmp_path / "none.json"), "a")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "file").write_text("", encoding="utf-8")
    assert "不覆盖" in refused("report-problem", str(result), "upper/1/1", "-o", str(taken))
