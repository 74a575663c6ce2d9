"""Every listing has --format and -o; an id that a report shows names its commitment everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from typer.main import get_command

from policydiff.cli.app import app
from policydiff.model import Concordance
from test_cli import refused, run

NO_LISTING = {
    "corpus add",
    "corpus check",
    "store add",
    "store update",
    "study",
    "review apply",
    "explain",
    "report",
    "report-problem",
    "questions",
    "ask",
    "answers",
}
"""These do something and say what they did; ``explain`` is prose, ``report`` always a page."""


def commands(group: Any, prefix: str = "") -> dict[str, Any]:
    found = {}
    for name, sub in group.commands.items():
        below = getattr(sub, "commands", None)
        found |= commands(sub, f"{name} ") if below else {prefix + name: sub}
    return found


def test_every_listing_has_format_and_output() -> None:
    for name, sub in commands(get_command(app)).items():
        options = {option for parameter in sub.params for option in parameter.opts}
        if name not in NO_LISTING:
            assert {"--format", "-f", "--output", "-o"} <= options, name


def test_one_option_has_one_meaning() -> None:
    """The short form, the values it takes and what it is of are the same in every command that has it."""
    short: dict[str, set[str]] = {}
    for sub in commands(get_command(app)).values():
        for parameter in sub.params:
            long = [option for option in parameter.opts if option.startswith("--")]
            for option in parameter.opts:
                if long and re.fullmatch(r"-\w", option):
                    short.setdefault(option, set()).add(long[0])
    assert all(len(meanings) == 1 for meanings in short.values()), short


def test_targets_come_as_json_each_with_its_commitment() -> None:
    found = json.loads(run("targets", "nmg-digest", "-f", "json").stdout)
    assert (found["schema"], found["document"]) == ("policydiff.targets/1", "nmg-digest")
    assert all(one["commitment"].startswith("nmg-digest/") and one["text"] for one in found["targets"])
    assert len(found["targets"]) > 5


def test_gaps_come_in_every_format(tmp_path: Path) -> None:
    words = ("gaps", "ordos-2021", "naiman-2022", "-t", "tendering")
    text = run(*words).stdout
    found = json.loads(run(*words, "-f", "json").stdout)
    ids = [row["upper"] for row in found["gaps"][0]["missing"]]
    assert ids
    assert all(f"    {id_}\n" in text for id_ in ids)
    assert run(*words, "-f", "csv").stdout.startswith("\ufeff下级,")
    assert run(*words, "-f", "xlsx", "-o", str(tmp_path / "缺失.xlsx")).returncode == 0
    assert (tmp_path / "缺失.xlsx").stat().st_size > 3000
    assert "xlsx 不能写到标准输出" in refused(*words, "-f", "xlsx")


def test_gaps_of_one_unit_are_those_that_name_it(tmp_path: Path) -> None:
    every, some = (
        json.loads(run("gaps", "ordos-2021", "naiman-2022", *more, "-f", "json").stdout)["gaps"][0]["missing"]
        for more in ((), ("--unit", "税务"))
    )
    named = [
        one for one in every if any("税务" in unit for unit in one["responsible_units"] + one["lead_units"])
    ]
    assert 0 < len(some) < len(every)
    assert some == named
    refused(run("gaps", "ordos-2021", "naiman-2022", "--unit", "月球"), "没有点名“月球”的承诺")


def test_listings_go_to_a_file(tmp_path: Path) -> None:
    for number, words in enumerate((["corpus", "list"], ["themes"], ["themes", "--explain", "推行一网通办"])):
        path = tmp_path / f"{number}.txt"
        done = run(*words, "-o", str(path))
        assert done.stdout == ""
        assert path.read_text(encoding="utf-8") == run(*words).stdout


def test_an_id_of_the_report_may_be_pasted_into_explain(concordance: Concordance) -> None:
    pair = concordance.pairs[0]
    plain = run("explain", pair.upper.id, pair.lower.id)
    assert plain.returncode == 0, plain.stderr
    doc, _, rest = pair.upper.id.partition("/")
    assert plain.stdout == run("explain", f"{doc}#{rest}", pair.lower.id).stdout
    assert plain.stdout == run("explain", f"{doc}#{pair.upper.id}", pair.lower.id).stdout


def test_an_id_of_ones_own_file_finds_the_file(tmp_path: Path) -> None:
    (tmp_path / "市.txt").write_text("1.推行一窗受理。\n2.推行一网通办。", encoding="utf-8")
    (tmp_path / "县.txt").write_text("1.全面推行一网通办。", encoding="utf-8")
    done = run("explain", "市/2/1", "县/1/1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "市.md").write_text("1.推行一窗受理。", encoding="utf-8")
    assert "有几个文件都叫“市”" in refused("explain", "市/2/1", "县/1/1", cwd=tmp_path)
    assert "没有叫“没有这份”的文件" in refused("explain", "没有这份/2/1", "县/1/1", cwd=tmp_path)


def test_versions_have_a_verb_of_their_own_and_the_old_option_says_so(tmp_path: Path) -> None:
    for name, days in (("旧", 10), ("新", 5)):
        (tmp_path / f"{name}.txt").write_text(f"第一条 应当在{days}个工作日内办结。", encoding="utf-8")
    new = run("revise", "旧.txt", "新.txt", "-f", "text", "-o", "-", cwd=tmp_path)
    old = run("compare", "旧.txt", "新.txt", "--revision", "-f", "text", "-o", "-", cwd=tmp_path)
    assert new.stdout == old.stdout != ""
    assert new.stderr == ""
    assert old.stderr == "! compare --revision 改为 policydiff revise，0.3 起不再接受（这一次照办）\n"
    assert run("revise", "旧.txt", "新.txt", "--fail-on", "tightens", cwd=tmp_path).returncode == 1
