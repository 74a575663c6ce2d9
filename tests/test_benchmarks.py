"""The table of targets beside other systems: its rules of scoring, on answers made by hand; no rival is needed."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import targets as command
from target_cases import (
    BESIDES,
    Clause,
    NoCases,
    Wanted,
    from_annotations,
    from_file,
    from_files,
    probes,
    wanted_of,
)
from target_report import Section, System, losses, report, summary
from target_scores import Item, Verdict, by_bound, is_hard, item_of, judge, tally

from conftest import CASES, ROOT, blocks


def quantity(value: str, unit: str, bound: str = "==", baseline: str | None = None, **more: bool) -> Wanted:
    return Wanted(Decimal(value), unit, bound, Decimal(baseline) if baseline else None, **more)


def deadline(day: str, **more: bool) -> Wanted:
    return Wanted(date.fromisoformat(day), "date", "<=", **more)


def clause(text: str, *wanted: Wanted, dates_free: bool = False) -> Clause:
    return Clause(text, "made by hand", wanted, "here", dates_free)


def value(number: str, unit: str | None = None, *bounds: str, words: str = "") -> Item:
    return Item(words or number, Decimal(number), unit, bounds)


def stretch(first: str, last: str, words: str = "") -> Item:
    return Item(words or last, days=((date.fromisoformat(first), date.fromisoformat(last)),))


AT_MOST_15 = clause("压减至15个工作日以内", quantity("15", "工作日", "<="))


@pytest.mark.parametrize(
    ("item", "marks"),
    [
        (value("15", "工作日", "<="), "VUB"),
        (value("15", "个工作日", "<=", "<"), "VUB"),
        (value("15", "工作日"), "VU"),
        (value("15", "日", "<="), "VB"),
        (value("15"), "V"),
        (value("5", "工作日", "<="), ""),
    ],
)
def test_value_unit_and_bound_count_apart(item: Item, marks: str) -> None:
    verdict = judge(AT_MOST_15, [item])
    right = zip("VUB", (verdict.values, verdict.units, verdict.bounds), strict=True)
    assert "".join(letter for letter, (mark,) in right if mark) == marks
    assert verdict.right == (marks == "VUB")


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (value("1000000", "元", "<="), quantity("100", "万元", "<=")),
        (value("20", "%", "reduce_by"), quantity("2", "成", "reduce_by")),
        (value("70", "%"), quantity("7", "折")),
        (value("0.333333333333333"), quantity("33.33", "%")),
        (value("90", "分钟"), quantity("1.5", "小时")),
        (value("3", "天"), quantity("3", "日")),
        (value("12", "家"), quantity("12", "家")),
    ],
)
def test_an_amount_in_another_unit_of_its_kind_is_right(item: Item, wanted: Wanted) -> None:
    assert judge(clause("…", wanted), [item]).right


def test_a_bare_amount_of_money_is_right_but_has_no_unit() -> None:
    verdict = judge(clause("100万元以下", quantity("100", "万元", "<=")), [value("1000000")])
    assert (verdict.values, verdict.units) == ([True], [False])


def test_working_days_are_no_days() -> None:
    assert judge(clause("15日", quantity("15", "日")), [value("15", "工作日")]).units == [False]


def test_a_value_without_a_bound_says_exactly_that_value() -> None:
    exactly = clause("设立3个窗口", quantity("3", "个"))
    assert judge(exactly, [value("3", "个")]).right
    assert judge(exactly, [value("3", "个", "<=")]).bounds == [False]


def test_both_ends_of_a_range_are_asked_for() -> None:
    wanted = clause("3-5个工作日", Wanted((Decimal(3), Decimal(5)), "工作日", "=="))
    assert judge(wanted, [Item("3-5个工作日", (Decimal(3), Decimal(5)), "工作日", ("==",))]).right
    assert judge(wanted, [value("3"), value("5", "工作日")]).right, "two neighbours are both ends"
    for half in (value("3", "工作日"), value("5", "工作日")):
        assert judge(wanted, [half]).values == [False]
    assert judge(wanted, [Item("3-6", (Decimal(3), Decimal(6)), "工作日")]).values == [False]


def test_no_answer_counts_twice() -> None:
    twice = clause("两项都是24小时", quantity("24", "小时"), quantity("24", "小时"))
    assert judge(twice, [value("24", "小时")]).values == [True, False]
    assert judge(twice, [value("24", "小时")] * 3).figures == [value("24", "小时")]


def test_of_two_answers_the_better_one_is_taken_and_the_other_is_false() -> None:
    verdict = judge(AT_MOST_15, [value("15"), value("15", "工作日", "<=")])
    assert verdict.bounds == [True]
    assert verdict.false == [value("15")]


def test_a_deadline_is_right_when_a_reading_begins_or_ends_on_its_day() -> None:
    march = clause("3月底前", deadline("2022-03-31"))
    assert judge(march, [stretch("2022-03-01", "2022-03-31")]).right
    two = Item("3月", days=((None, date(2021, 3, 31)), (None, date(2022, 3, 31))))
    assert judge(march, [two]).dates == [True]
    assert judge(march, [stretch("2022-03-01", "2022-03-30")]).dates == [False]
    assert judge(march, [value("3", "月")]).dates == [False]


def test_what_is_not_asked_for_is_false_by_what_it_was_made_of() -> None:
    misread = judge(AT_MOST_15, [stretch("2022-01-01", "2022-01-21", "15个工作日以内")])
    assert (len(misread.misread), misread.values, misread.marked) == (1, [False], [True])
    threshold = judge(clause("用电容量160千瓦及以下"), [value("160", words="160")])
    assert len(threshold.figures) == 1
    slogan = judge(clause("推行一网通办"), [value("1", words="一")])
    assert len(slogan.invented) == 1
    assert not slogan.right


def test_concessions_are_no_false_values() -> None:
    from_to = clause("由5个环节压减至3个环节", quantity("3", "环节", "<=", "5"))
    assert not judge(from_to, [value("5"), value("3")]).false
    dated = clause("2023年6月底前", deadline("2023-06-30"))
    assert not judge(dated, [value("2023"), value("6", "月")]).false
    assert judge(dated, [value("6", "工作日")]).false
    assert not judge(clause("当日办结"), [stretch("2022-01-01", "2022-01-01", "当日")]).false
    assert not judge(clause("即时办结"), [Item("即时办结", extreme="at-once")]).false


def test_optional_targets_count_neither_way() -> None:
    optional = clause("要确定1名联络员", quantity("1", "名", optional=True), dates_free=True)
    for items in ([], [value("1", "名")]):
        verdict = judge(optional, items)
        assert (verdict.asked, verdict.false, verdict.right) == (0, [], True)


def test_dates_beyond_the_annotations_count_neither_way() -> None:
    day = stretch("2022-01-01", "2022-05-31", "5月底前")
    assert not judge(clause("5月底前", dates_free=True), [day]).false
    assert judge(clause("5月底前"), [day]).false


def test_silence_is_no_merit() -> None:
    assert judge(AT_MOST_15, []).facts() == set()
    assert judge(clause("推行一网通办"), []).facts() == {"nothing false"}
    assert judge(AT_MOST_15, [value("15")]).facts() == {"value 1", "nothing false"}


def test_the_figures_add_up() -> None:
    verdicts = [
        judge(AT_MOST_15, [value("15", "工作日", "<=")]),
        judge(AT_MOST_15, [value("15"), value("7")]),
        judge(clause("3月底前", deadline("2022-03-31")), []),
        judge(clause("推行一网通办"), [value("1", words="一")]),
        judge(clause("全面推行"), [], "ValueError: no"),
    ]
    t = tally(verdicts)
    assert (t.clauses, t.right, t.quantities, t.values, t.units, t.bounds) == (5, 2, 2, 2, 1, 1)
    assert (t.deadlines, t.dates, t.figures, t.invented, t.empty, t.clean, t.errors) == (1, 0, 1, 1, 2, 1, 1)
    assert (t.precision, t.recall) == (1 / 4, 1 / 3)
    assert t.f1 == pytest.approx(2 / 7)
    assert t.value_f1 == pytest.approx(4 / 7)
    assert by_bound(verdicts) == {"<=": (1, 2)}


def test_nothing_asked_and_nothing_returned_is_no_division_by_zero() -> None:
    t = tally([])
    assert (t.precision, t.recall, t.f1, t.value_f1) == (0, 0, 0, 0)


def test_hard_clauses_have_working_days_bounds_ranges_or_several_quantities() -> None:
    assert is_hard(AT_MOST_15)
    assert is_hard(clause("…", quantity("1", "家"), quantity("2", "家")))
    assert not is_hard(clause("…", quantity("1", "家")))
    assert not is_hard(clause("…", deadline("2022-03-31")))


def test_an_answer_without_a_readable_number_has_no_value() -> None:
    item = item_of({"text": "不定", "value": "not resolved", "unit": None, "bounds": []})
    assert item.value is None
    assert judge(AT_MOST_15, [item]).values == [False]


# Cases


def test_the_collector_fails_when_there_are_no_cases(tmp_path: Path) -> None:
    with pytest.raises(NoCases, match=r"\*\.md"):
        from_files(tmp_path)
    (tmp_path / "targets.md").write_text("# 数值\n\n", encoding="utf-8")
    with pytest.raises(NoCases):
        from_files(tmp_path)


def test_all_files_of_targets_are_collected(tmp_path: Path) -> None:
    (tmp_path / "targets.md").write_text("# 甲\n3日\n  time == 3 日\n# 乙\n一网通办\n", encoding="utf-8")
    (tmp_path / "targets-more.md").write_text("# 丙\n当日\n", encoding="utf-8")
    assert [(c.kind, c.text, len(c.wanted)) for c in from_files(tmp_path)] == [
        ("丙", "当日", 0), ("甲", "3日", 1), ("乙", "一网通办", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["time about 3 日", "time <= 三 日", "date <= 2022-13-01 date", "3"])
def test_a_case_that_cannot_be_understood_names_its_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "targets.md").write_text(f"# 数值\n3日\n  {line}\n", encoding="utf-8")
    with pytest.raises(NoCases, match=r"targets\.md:3"):
        from_files(tmp_path)


def test_the_benchmark_reads_the_case_files_as_the_tests_do() -> None:
    paths = sorted((CASES / "targets").glob("*.md"))
    assert paths
    for path in paths:
        tests = [
            (heading, text, sum(line.split()[0] not in BESIDES for line in expected))
            for heading, text, expected in blocks(f"targets/{path.name}")
        ]
        assert [(c.kind, c.text, len(c.wanted)) for c in from_file(path)] == tests


def test_there_are_17_probes_and_the_case_files_want_the_same_of_them() -> None:
    phrases = probes()
    assert len({c.text for c in phrases}) == 17
    cases = {c.text: c.wanted for c in from_files(CASES / "targets")}
    common = [c for c in phrases if c.text in cases]
    assert len(common) >= 12
    for probe in common:
        assert probe.wanted == cases[probe.text], probe.text


def test_a_starting_value_is_read_with_its_target() -> None:
    assert wanted_of("count <= 19 个 < 57 | 窗口数量", "here") == quantity("19", "个", "<=", "57")


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """A folder of annotations with one short plan."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "other.txt").write_text("别的文件。\n", encoding="utf-8")
    (tmp_path / "corpus" / "plan-2022.txt").write_text(
        "（24）开办时间压缩至1个工作日。推行一网通办。5月底前，设立\n3个窗口。末句。\n", encoding="utf-8"
    )
    row = {"doc": "plan", "comparator": "<=", "unit": "工作日", "optional": False}
    rows = [
        {**row, "quote": "压缩至1个工作日", "value": 1},
        {**row, "quote": "推行一网通办。5月底前，", "value": "2022-05-31", "unit": "date"},
        {**row, "quote": "3个窗口", "value": [3, 3], "unit": "个", "comparator": "==", "optional": True},
        {**row, "quote": "没有这句话", "value": 9},
        {"doc": "plan", "kind": "range", "from": "开办时间", "to": "末句"},
    ]
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    (tmp_path / "gold" / "targets.dev.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_annotated_rows_are_asked_of_the_sentence_that_holds_them(annotated: Path) -> None:
    clauses, lost = from_annotations(annotated)
    assert [(c.text, c.kind, len(c.wanted)) for c in clauses] == [
        ("开办时间压缩至1个工作日。", "with rows", 1),
        ("推行一网通办。5月底前，设立3个窗口。", "with rows", 2),
        ("末句。", "without rows", 0),
    ]
    assert lost == ["没有这句话"]
    assert {c.origin for c in clauses} == {"plan-2022"}


@pytest.mark.gold
def test_every_annotated_row_stands_in_a_sentence(shared: Path) -> None:
    clauses, lost = from_annotations(shared)
    assert not lost
    rows = (shared / "gold" / "targets.dev.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [row for row in map(json.loads, rows) if "quote" in row]
    assert sum(len(c.wanted) for c in clauses) == len(asked)


# The report


def section(ours: list[Verdict], theirs: list[Verdict]) -> Section:
    return Section("cases", "Cases", [v.clause for v in ours], {"policydiff": ours, "Rival": theirs})


RIGHT = judge(AT_MOST_15, [value("15", "工作日", "<=")])
HALF = judge(AT_MOST_15, [value("15")])
SYSTEMS = [
    System("policydiff", "", ""),
    System("Rival", "1.0", ""),
    System("Gone", "2.0", "could not be installed"),
]


def test_a_rival_that_is_absent_is_named_in_the_table() -> None:
    text = summary(SYSTEMS, [section([RIGHT], [HALF])])
    assert "| Gone | could not be installed |" in text
    assert "| Rival | 1/1 | 0/1 | 0/1 | — | 0/1 | 0 | — | 0.000 |" in text


def test_losses_show_where_another_system_is_right_and_all_that_is_wrong() -> None:
    behind = losses(section([HALF, HALF], [RIGHT, HALF]))
    assert "Another system is right where policydiff is not: 1 of 2 clauses" in behind
    assert "Rival: bound 1, unit 1" in behind
    assert "policydiff is wrong somewhere: 2 of 2 clauses" in behind
    ahead = losses(section([RIGHT], [HALF]))
    assert "is not: 0 of 1 clauses" in ahead
    assert "wrong somewhere: 0 of 1 clauses" in ahead


def test_a_bar_in_a_clause_does_not_break_the_table() -> None:
    odd = judge(clause("甲|乙", quantity("1", "家")), [])
    line = next(line for line in losses(section([odd], [odd])).splitlines() if "甲" in line)
    assert len(re.findall(r"(?<!\\)\|", line)) == 5


def test_the_report_says_when_the_plans_were_not_measured() -> None:
    assert "not measured" in report(SYSTEMS, [section([RIGHT], [HALF])], [])


def test_the_readme_quotes_the_summary_of_the_results() -> None:
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    results = (ROOT / "benchmarks" / "results" / "targets.md").read_text(encoding="utf-8")
    quote = re.search(r"<!-- targets -->\n(.*?)<!-- /targets -->", readme, re.S)
    assert quote is not None
    assert quote[1].strip()
    assert quote[1] in results
    assert command.quoted(readme, quote[1]) == readme
    assert "| new |" in command.quoted(readme, "| new |\n")


# The command


def test_every_rival_has_a_pin_and_an_adapter() -> None:
    for rival in command.RIVALS:
        assert command.pinned(rival.package)
        assert (ROOT / "benchmarks" / "rivals" / f"{rival.adapter}.py").is_file()


def test_the_rivals_are_no_dependency_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0]
    for rival in command.RIVALS:
        assert rival.package not in project
    assert "/.venv-bench/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_policydiff_is_asked_like_every_rival() -> None:
    first, second = command.ask(
        command.POLICYDIFF, command.sys.executable, ["3月底前压缩至0.5个工作日以内", "即时办结"]
    )
    assert [item.shown for item in first[0]] == ["…2022-03-31", "<= 0.5 工作日"]
    assert [item.shown for item in second[0]] == ["(at-once)"]
    assert first[1] == second[1] == ""


def test_a_rival_that_does_not_start_is_absent() -> None:
    broken = command.Rival("Broken", "cn2an", "with_nothing")
    with pytest.raises(command.NotInstalled, match="does not start"):
        command.ask(broken, command.sys.executable, ["3日"])


def test_a_rival_that_cannot_be_installed_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(command, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(command.venv, "create", lambda folder, with_pip: folder.mkdir())
    monkeypatch.setattr(command.subprocess, "run", fail)
    with pytest.raises(command.NotInstalled, match="could not be installed"):
        command.environment("cn2an")
    assert not list(tmp_path.iterdir()), "nothing half-made is left"


def test_without_cases_the_command_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    assert command.main(tmp_path) == 2
    assert "nothing measured" in capsys.readouterr().err
