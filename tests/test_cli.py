"""The command line: what it prints, writes and exits with."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextvars import copy_context
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import policydiff
from conftest import CASES
from policydiff import concordance, explanation
from policydiff.cli import main
from policydiff.corpus import opening
from policydiff.lexicon import Lexicon, current

RUN = [sys.executable, "-m", "policydiff"]


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` of records worked out once for the same lists and arguments, as neither they nor its result change."""

    @lru_cache(maxsize=12)
    def of_lists(lists: Lexicon, *arguments: object, **named: object) -> Any:
        return function(*arguments, **named)

    return lambda *arguments, **named: of_lists(current(), *arguments, **named)


parsed, coupled = once(opening.parse), once(concordance.couple_of)
"""Most runs read the same two plans and align them; what each does with them is its own."""


def run(
    *arguments: str, cwd: Path | None = None, input: str | None = None
) -> subprocess.CompletedProcess[str]:
    """What the program says and exits with, in this process; its word lists are its own (see `run_apart`)."""
    said = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    asked = io.TextIOWrapper(io.BytesIO((input or "").encode()), encoding="utf-8")
    code: object = 0
    with pytest.MonkeyPatch.context() as patch:
        # `python -m policydiff`, by which the usage line calls the program
        patch.setattr(sys, "argv", [str(Path(policydiff.__file__).with_name("__main__.py")), *arguments])
        patch.setattr(sys.modules["__main__"], "__package__", "policydiff", raising=False)
        patch.setattr(gc, "set_threshold", lambda *numbers: None)
        patch.setattr(opening, "parse", parsed)
        for module in (concordance, explanation):
            patch.setattr(module, "couple_of", coupled)
        for name, stream in zip(("stdin", "stdout", "stderr"), (asked, *said), strict=True):
            patch.setattr(sys, name, stream)
        patch.setenv("COLUMNS", "80")
        patch.chdir(cwd or Path.cwd())
        try:
            copy_context().run(main)
        except SystemExit as stop:
            code = stop.code
    out, err = (stream.buffer.getvalue().decode().replace("\r\n", "\n") for stream in said)
    return subprocess.CompletedProcess(arguments, int(str(code or 0)), out, err)


def run_apart(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    return subprocess.run(
        [*RUN, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment,
        timeout=300,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["parse", "naiman-2022", "-f", "json"],
        ["compare", "nmg-digest", "ordos-2021", "-f", "json", "-o", "-"],
        ["gaps", "ordos-2021", "naiman-2022", "--theme", "paying-taxes"],
        ["compare", "ordos-2021", "no-such-document"],
        ["compare", "ordos-2021"],
        ["themes", "--help"],
    ],
    ids=" ".join,
)
def test_a_run_in_this_process_is_a_run_of_the_program(words: list[str], tmp_path: Path) -> None:
    here, apart = run(*words, cwd=tmp_path), run_apart(*words, cwd=tmp_path)
    assert (here.returncode, here.stdout, here.stderr) == (apart.returncode, apart.stdout, apart.stderr)


def refused(*arguments: str, cwd: Path | None = None) -> str:
    """The message of a run that must be refused: exit 2, three lines at most, no traceback."""
    result = run(*arguments, cwd=cwd)
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 4
    assert result.stdout == ""
    return result.stderr


def test_report_writes_a_page_a_couple_and_an_index(tmp_path: Path) -> None:
    result = run("report", "-o", "out", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "index.html",
        *(f"{couple}.{kind}" for kind in ("html", "json") for couple in (
            "nmg-digest--naiman-2022", "nmg-digest--ordos-2021", "ordos-2021--naiman-2022"
        )),
    }  # fmt: skip
    assert str(Path("out") / "index.html") in result.stdout.splitlines()[-1]
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'href="ordos-2021--naiman-2022.html"' in index


def test_reports_is_where_the_program_writes_by_default(tmp_path: Path) -> None:
    result = run("compare", "ordos-2021", "naiman-2022", "-f", "md", cwd=tmp_path)
    assert result.returncode == 0
    assert (tmp_path / "reports" / "ordos-2021--naiman-2022.md").exists()


def test_every_format_is_written(tmp_path: Path) -> None:
    result = run("compare", "nmg-digest", "ordos-2021", "-f", "html,json,csv,md,xlsx", "-o", str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".json", ".csv", ".md", ".xlsx"}


def test_standard_output_holds_nothing_but_the_json() -> None:
    result = run("compare", "nmg-digest", "ordos-2021", "-f", "json", "-o", "-")
    assert json.loads(result.stdout)["schema"] == "policydiff.concordance/1"
    assert result.stderr == ""


def test_parse_prints_json_by_the_contract() -> None:
    result = run("parse", "naiman-2022", "--format", "json")
    assert json.loads(result.stdout)["schema"] == "policydiff.document/1"


def test_parse_prints_text_within_80_columns() -> None:
    from policydiff.report.terminal import width

    result = run("parse", "ordos-2021")
    assert max(map(width, result.stdout.splitlines())) <= 80
    assert "15.获得电力组" in result.stdout


def test_a_path_may_be_given_its_facts(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_text("1.6月底前推行一网通办。", encoding="utf-8")
    result = run(
        "parse",
        str(path),
        "-f",
        "json",
        "--title",
        "某方案",
        "--code",
        "370100",
        "--kind",
        "plan",
        "--date",
        "2023-01-02",
    )
    data = json.loads(result.stdout)
    assert (data["title"], data["date"]) == ("某方案", "2023-01-02")
    assert data["jurisdiction"] == {"code": "370100", "name": "370100", "level": "city", "parent": "370000"}
    assert data["commitments"][0]["deadline"] == "2023-06-30"


def test_lineage_follows_from_the_codes(tmp_path: Path) -> None:
    for name, words in (("u", "推行一网通办甲"), ("l", "推行一网通办乙")):
        (tmp_path / f"{name}.txt").write_text(f"1.{words}。", encoding="utf-8")
    result = run(
        "compare",
        "u.txt",
        "l.txt",
        "--upper-code",
        "370000",
        "--lower-code",
        "370100",
        "-f",
        "json",
        "-o",
        "-",
        cwd=tmp_path,
    )
    assert json.loads(result.stdout)["lineage"] == "subordinate"
    result = run(
        "compare",
        "u.txt",
        "l.txt",
        "--upper-code",
        "370000",
        "--lower-code",
        "150100",
        "-f",
        "json",
        "-o",
        "-",
        cwd=tmp_path,
    )
    assert json.loads(result.stdout)["lineage"] == "unrelated"


def test_fail_on_exits_with_1_only_when_it_is_found(tmp_path: Path) -> None:
    (tmp_path / "upper.txt").write_text(
        "一、登记。不动产抵押登记办理时间压缩至3个工作日以内。\n", encoding="utf-8"
    )
    (tmp_path / "lower.txt").write_text(
        "一、登记。不动产抵押登记办理时间压缩至5个工作日以内。\n", encoding="utf-8"
    )
    couple = ("compare", "upper.txt", "lower.txt", "-f", "md", "-o", "-")
    assert run(*couple, cwd=tmp_path).returncode == 0
    assert run(*couple, "--fail-on", "loosens,missing", cwd=tmp_path).returncode == 1
    assert run(*couple, "--fail-on", "tightens,missing", cwd=tmp_path).returncode == 0


def test_against_a_digest_nothing_is_missing_only_unseen(tmp_path: Path) -> None:
    digest = tmp_path / "摘编.txt"
    digest.write_text(
        "某区重点任务摘编\n1.建成海水淡化示范工程3处。\n2.新建候鸟观测站12座。\n", encoding="utf-8"
    )
    couple = (
        "compare",
        str(digest),
        "naiman-2022",
        "--upper-kind",
        "digest",
        "-f",
        "md",
        "-o",
        "-",
        "--fail-on",
    )
    assert run(*couple, "missing,added").returncode == 0
    assert run(*couple, "unseen").returncode == 1


def test_a_theme_narrows_the_result() -> None:
    result = run("compare", "ordos-2021", "naiman-2022", "-t", "tendering", "-f", "json", "-o", "-")
    data = json.loads(result.stdout)
    assert data["themes"] == ["tendering"]
    themes = {c["id"]: c["theme"] for side in ("upper", "lower") for c in data[side]["commitments"]}
    for pair in data["pairs"]:
        assert "tendering" in {themes[pair["upper"]], themes[pair["lower"]]}
    assert 0 < len(data["pairs"]) < 60


def test_gaps_lists_missing_by_unit_with_candidates() -> None:
    result = run("gaps", "ordos-2021", "naiman-2022", "-t", "cross-border-trade")
    assert result.returncode == 0
    assert "鄂尔多斯海关（" in result.stdout
    assert "不隶属" in result.stdout


def test_explain_shows_each_weight_and_they_add_up_to_the_match_weight() -> None:
    result = run("explain", "ordos-2021#深化企业简易注销改革", "naiman-2022#简易注销登记程序")
    assert result.returncode == 0, result.stderr
    assert "成对：把握" in result.stdout
    assert "规则 date-only-lower" in result.stdout
    weights = [float(word) for word in re.findall(r"[+-]\d+\.\d\d(?=\s|$)", result.stdout)]
    assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=0.01)


def test_explain_writes_json_with_the_names_of_the_result(tmp_path: Path) -> None:
    ids = ("ordos-2021#深化企业简易注销改革", "naiman-2022#简易注销登记程序")
    result = run("explain", *ids, "--format", "json")
    assert result.returncode == 0
    told = json.loads(result.stdout)
    assert run("compare", "ordos-2021", "naiman-2022", "-o", str(tmp_path), "-f", "json").returncode == 0
    whole = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    pair = next(p for p in whole["pairs"] if (p["upper"], p["lower"]) == (told["upper"], told["lower"]))
    names = ("confidence", "match_weight", "outcome", "relation", "comparisons", "rules")
    assert {name: told[name] for name in names} == {name: pair[name] for name in names}
    assert [f["rule"] for f in told["findings"]] == [f["rule"] for f in pair["findings"]]
    assert run("explain", *ids, "--format", "csv").returncode == 2


def test_explain_says_why_two_commitments_are_no_pair() -> None:
    result = run("explain", "ordos-2021#探索不动产登记", "naiman-2022#46/1")
    assert result.returncode == 0, result.stderr
    assert "不成对：把握" in result.stdout
    assert "所在的条目" in result.stdout


@pytest.mark.parametrize(
    ("upper", "lower", "says"),
    [
        ("ordos-2021", "naiman-2022#1/1", "没有说是哪一条"),
        ("ordos-2021#不存在的一句话", "naiman-2022#46/1", "里没有哪一条承诺"),
        ("ordos-2021#办理", "naiman-2022#46/1", "条承诺都合"),
        ("nowhere#1", "naiman-2022#46/1", "nowhere"),
    ],
)
def test_explain_refuses_what_names_no_single_commitment(upper: str, lower: str, says: str) -> None:
    result = run("explain", upper, lower)
    assert result.returncode == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) <= 3


def test_themes_lists_all_and_explains_one() -> None:
    assert len(run("themes").stdout.splitlines()) == 22
    assert run("themes", "--explain", "不动产抵押登记办理时限").stdout.startswith("property-registration")


def test_help_shows_examples_for_every_command() -> None:
    for command in ("report", "compare", "parse", "gaps", "themes", "evaluate"):
        result = run(command, "--help")
        assert "例：" in result.stdout, command
    assert "report" in run("--help").stdout


BAD = {
    "empty.txt": b"",
    "blank.txt": b"  \n\n \t",
    "binary.txt": bytes(range(256)) * 20,
    "nul.txt": "推行\0一网通办".encode(),
    "invalid.txt": "一网通办，".encode() * 30 + b"\xff\xfe\xfd" + "好".encode(),
    "long.txt": ("一" * 1_700_000).encode(),
    "word.docx": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_file_is_refused_with_what_where_and_what_to_do(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    message = refused("parse", name, cwd=tmp_path)
    assert name in message
    assert "办法：" in message


def test_the_byte_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "invalid.txt").write_bytes(BAD["invalid.txt"])
    assert "字节 450" in refused("parse", "invalid.txt", cwd=tmp_path)


def test_a_missing_file_and_a_near_id_are_told() -> None:
    assert "是不是 ordos-2021" in refused("parse", "ordos-202")
    assert "找不到" in refused("parse", "no/such/file.txt")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    assert "文件夹" in refused("parse", str(tmp_path))


def test_the_same_document_twice_is_no_comparison(tmp_path: Path) -> None:
    from policydiff.corpus import load_catalogue

    path = load_catalogue().entries["ordos-2021"].path
    assert "同一份文件" in refused("compare", "ordos-2021", "ordos-2021")
    assert "同一份文件" in refused("compare", "ordos-2021", str(path))


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "ordos-2021", "naiman-2022", "-t", "no-such-theme"),
        ("compare", "ordos-2021", "naiman-2022", "-f", "pdf"),
        ("compare", "ordos-2021", "naiman-2022", "-f", ""),
        ("compare", "ordos-2021", "naiman-2022", "-f", "html,json", "-o", "-"),
        ("compare", "ordos-2021", "naiman-2022", "-f", "xlsx", "-o", "-"),
        ("compare", "ordos-2021", "naiman-2022", "--fail-on", "nothing"),
        ("parse", "naiman-2022", "-f", "pdf"),
        ("parse", "naiman-2022", "--date", "2022-13-01"),
        ("parse", "naiman-2022", "--code", "15"),
        ("report", "--corpus", "no-such-folder"),
        ("evaluate", "no-such-gold.jsonl"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_refused(arguments: tuple[str, ...]) -> None:
    assert refused(*arguments)


@pytest.mark.parametrize(
    "arguments", [("compare",), ("compare", "a"), ("nonsense",), ("parse", "--nonsense", "x")], ids=" ".join
)
def test_wrong_words_on_the_command_line_exit_with_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_an_output_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "写不了" in refused("compare", "nmg-digest", "ordos-2021", "-o", str(tmp_path / "file" / "x"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_text_without_numbers_is_read_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text(
        "推行电子营业执照应用。\n\n企业开办时间压缩至1个工作日内。", encoding="utf-8"
    )
    data = json.loads(run("parse", "plain.txt", "-f", "json", cwd=tmp_path).stdout)
    assert len(data["commitments"]) == 2
    assert "no-numbering" in [notice["code"] for notice in data["notices"]]


def test_gb18030_is_read_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "gb.txt").write_bytes("1.推行电子营业执照应用。".encode("gb18030"))
    data = json.loads(run("parse", "gb.txt", "-f", "json", cwd=tmp_path).stdout)
    assert data["commitments"][0]["text"] == "推行电子营业执照应用"
    assert "encoding" in [notice["code"] for notice in data["notices"]]


def test_two_runs_with_other_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    outputs = []
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        result = subprocess.run(
            [*RUN, "compare", "ordos-2021", "naiman-2022", "-f", "html,json,csv,md,xlsx", "-o", str(tmp_path / seed)],
            capture_output=True, env=environment, timeout=300,
        )  # fmt: skip
        assert result.returncode == 0
        outputs.append({path.name: path.read_bytes() for path in sorted((tmp_path / seed).iterdir())})
    assert outputs[0] == outputs[1] == outputs[2]


def test_a_pipe_that_closes_early_is_no_error() -> None:
    program = subprocess.Popen([*RUN, "parse", "naiman-2022"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout is not None
    program.stdout.read(10)
    program.stdout.close()
    assert program.stderr is not None
    assert b"Traceback" not in program.stderr.read()
    program.stderr.close()
    program.wait(timeout=60)


def test_evaluate_gives_the_figures_of_a_gold_file(tmp_path: Path) -> None:
    gold = tmp_path / "small.jsonl"
    rows = [
        {"kind": "pair", "theme": "paying-taxes", "upper": "税务部门办理正常出口退税业务的平均时间确保不超过7个工作日",
         "lower": "8月底前为每户正常办理出口退税时间压缩至6个工作日以内", "relation": "tightens", "dimension": "time"},
    ]  # fmt: skip
    gold.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    result = run("evaluate", str(gold))
    assert "small.jsonl · ordos-2021 ↔ naiman-2022" in result.stdout
    assert "pair recall              1.000" in result.stdout
    assert "direction                1.000" in result.stdout


def test_a_broken_gold_file_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"kind": "pair"}\n{oops\n', encoding="utf-8")
    assert "第 2 行" in refused("evaluate", "broken.jsonl", cwd=tmp_path)


def test_cases_folder_is_there() -> None:
    assert CASES.is_dir()


def test_targets_are_a_table_of_80_columns() -> None:
    from policydiff.report.terminal import width

    plain, explained = run("targets", "ordos-2021").stdout, run("targets", "ordos-2021", "--explain").stdout
    assert "用电容量" in plain
    assert all(width(line) <= 80 for line in (plain + explained).splitlines())
    assert "numeral/" not in plain
    assert "numeral/" in explained


def test_the_figures_of_a_report_are_said_to_be_reached_or_problems() -> None:
    printed = run("targets", "otog-supervision-2023").stdout
    assert "（已完成）" in printed
    assert "（问题）" in printed


def test_targets_go_to_csv_and_xlsx(tmp_path: Path) -> None:
    import openpyxl

    assert run("targets", "naiman-2022", "-f", "csv", "-o", "t.csv", cwd=tmp_path).returncode == 0
    assert run("targets", "naiman-2022", "-f", "xlsx", "-o", "t.xlsx", cwd=tmp_path).returncode == 0
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    assert sheet.max_row == len(lines)
    assert [cell.value for cell in sheet[1]] == lines[0].split(",")
    assert "-o" in refused("targets", "naiman-2022", "-f", "xlsx")
    assert "xlsx" in refused("targets", "naiman-2022", "-f", "pdf")
