"""A user's own word lists: replaced, extended, removed, and refused with every fault at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import small
from policydiff.errors import InvalidLexicon
from policydiff.lexicon import FOLDER, Lexicon, load, using
from policydiff.lexicon.checking import faults
from policydiff.lexicon.own import LISTS, merged
from policydiff.lexicon.schema import SCHEMA
from policydiff.topics.concepts import concepts
from policydiff.topics.lint import find_flaws
from test_cli import RUN, run

BUILT_IN: dict[str, dict[str, Any]] = {
    name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in LISTS
}


def lists(folder: Path, **files: str) -> dict[str, dict[str, Any]]:
    """The lists that the files of ``folder`` change."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return merged(folder, BUILT_IN)


def problems(folder: Path, **files: str) -> list[str]:
    with pytest.raises(InvalidLexicon) as caught:
        lists(folder, **files)
    return list(caught.value.problems)


def test_a_new_concept_is_added_and_the_others_stay(tmp_path: Path) -> None:
    found = lists(tmp_path, concepts='[general]\n"新概念" = { zh = "新", any = ["新办法"] }\n')["concepts"]
    assert found["general"]["新概念"] == {"zh": "新", "en": "新", "any": ["新办法"]}
    assert {theme: set(entries) - {"新概念"} for theme, entries in found.items()} == {
        theme: set(entries) for theme, entries in BUILT_IN["concepts"].items()
    }


def test_an_id_that_is_given_again_replaces_the_entry_in_its_place(tmp_path: Path) -> None:
    found = lists(tmp_path, concepts='[tendering]\nunseen-opening = { zh = "云开标", any = ["云开标"] }\n')
    entries = found["concepts"]["tendering"]
    assert entries["unseen-opening"] == {"zh": "云开标", "en": "云开标", "any": ["云开标"]}
    assert list(entries) == list(BUILT_IN["concepts"]["tendering"])


def test_a_concept_given_under_another_theme_moves_there(tmp_path: Path) -> None:
    found = lists(tmp_path, concepts='[general]\nunseen-opening = { zh = "云", any = ["云开标"] }\n')[
        "concepts"
    ]
    assert "unseen-opening" in found["general"]
    assert "unseen-opening" not in found["tendering"]


def test_a_removed_concept_is_named_by_none(tmp_path: Path) -> None:
    found = lists(tmp_path, concepts="[government-services]\ne-certificates = { enabled = false }\n")[
        "concepts"
    ]
    for entries in found.values():
        for entry in entries.values():
            assert "e-certificates" not in entry.get("kin", [])
            assert "e-certificates" not in entry.get("confused_with", [])
    assert "e-certificates" not in found["government-services"]


ADDED = '[[theme]]\nid = "{}"\nzh = "办理破产"\nadd = true\nstrong = ["破产审判"]\n'


def test_words_added_to_a_theme_leave_those_it_has(tmp_path: Path) -> None:
    after = lists(tmp_path, themes=ADDED.format("resolving-insolvency"))["themes"]["theme"]
    before = BUILT_IN["themes"]["theme"]
    assert [entry["id"] for entry in after] == [entry["id"] for entry in before]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new for _, new in changed] == [
        {**old, "strong": [*old["strong"], "破产审判"]} for old, _ in changed
    ]
    assert len(changed) == 1
    assert Lexicon(tmp_path).own == ("themes.toml",), "what the user wrote, no more"


def test_words_are_added_only_to_a_theme_that_is_there(tmp_path: Path) -> None:
    assert "没有这个内置主题" in " ".join(problems(tmp_path, themes=ADDED.format("new-theme")))


def test_a_removed_theme_takes_its_concepts_along(tmp_path: Path) -> None:
    found = lists(tmp_path, themes='[[theme]]\nid = "cross-border-trade"\nenabled = false\nzh = "不用"\n')
    assert "cross-border-trade" not in {entry["id"] for entry in found["themes"]["theme"]}
    assert "cross-border-trade" not in found["concepts"]
    assert all("cross-border-trade" not in entry["near"] for entry in found["themes"]["theme"])


def test_a_file_may_replace_a_whole_list(tmp_path: Path) -> None:
    found = lists(
        tmp_path,
        themes='replace = true\n[[theme]]\nid = "power"\nzh = "电"\nstrong = ["用电"]\n[[theme]]\nid = "general"\nzh = "其他"\n',
        concepts='replace = true\n[power]\nsteps = { zh = "环节", any = ["办电环节"] }\n',
    )
    assert [entry["id"] for entry in found["themes"]["theme"]] == ["power", "general"]
    assert found["concepts"] == {
        "power": {"steps": {"zh": "环节", "en": "环节", "any": ["办电环节"]}}, "general": {}, "cross": {}
    }  # fmt: skip


def test_opposites_and_agencies_are_changed_line_by_line(tmp_path: Path) -> None:
    found = lists(
        tmp_path,
        opposites='[groups]\nbids = { enabled = false }\nnew = ["甲项", "乙项"]\n',
        agencies='[agency]\nherders = ["牧业局"]\n',
    )
    assert "bids" not in found["opposites"]["groups"]
    assert found["opposites"]["groups"]["new"] == ["甲项", "乙项"]
    assert found["opposites"]["acts"] == BUILT_IN["opposites"]["acts"]
    assert found["agencies"]["agency"] == {**BUILT_IN["agencies"]["agency"], "herders": ["牧业局"]}


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "weights.toml").write_text("prior = 0\n", encoding="utf-8")
    (tmp_path / "agencies.toml").write_bytes("[agency]\nx = ['甲局']\n".encode("gb18030"))
    found = problems(
        tmp_path,
        concepts="""
[tendring]
a = { zh = "甲", any = ["甲甲"] }
[general]
b = { zh = "乙" }
c = { zh = "丙", any = "丙丙" }
d = { zh = "丁", any = ["丁…"], kins = ["b"] }
e = { zh = "戊", any = ["戊戊"], kin = ["e-certificate"] }
f = { enabled = false }
g = { zh = "庚", any = ["庚庚"], dimension = "times" }
h = 3
""",
        themes="[[theme]]\nid = 'x'\n",
        opposites="[groups\n",
    )
    text = "\n".join(found)
    for wanted in (
        "weights.toml 不是能在这里改的词表", "agencies.toml 不是 UTF-8 编码", "concepts.toml［tendring］没有这个主题（是不是 tendering？）",
        "［general.b］缺 any", "［general.c.any］应是", "［general.d.any］里的“丁…”缺字", "［general.d.kins］没有这个字段（是不是 kin？）",
        "［general.e.kin］里的 e-certificate 不是概念（是不是 e-certificates？）", "［general.f］要停用的这一项不在内置词表里",
        "［general.g.dimension］只能是", "［general.h］不是一项的写法", "themes.toml［x］缺 zh", "opposites.toml 不合 TOML 格式",
    ):  # fmt: skip
        assert wanted in text
    assert len(found) == 13


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("themes", '[[theme]]\nid = "general"\nenabled = false\nzh = "不"\n', "不能停用"),
        ("themes", 'replace = true\n[[theme]]\nid = "a"\nzh = "甲"\n', "general"),
        ("themes", '[[theme]]\nid = "cross"\nzh = "甲"\n', "专用名"),
        ("themes", '[[theme]]\nid = "a"\nzh = "甲"\n[[theme]]\nid = "a"\nzh = "乙"\n', "写了两次"),
        ("themes", '[[theme]]\nid = "a"\nzh = "甲"\nnear = ["b"]\n', "不是主题"),
        ("themes", '[theme]\nid = "a"\n', "两层方括号"),
        ("themes", '[[topics]]\nid = "a"\n', "没有这一节"),
        ("concepts", "replace = 1\n", "true 或 false"),
        ("concepts", '[general]\na = { zh = "甲", any = [] }\n', "至少写一种写法"),
        ("concepts", '[general]\na = { zh = " ", any = ["甲甲"] }\n', "是空的"),
        ("concepts", '[general]\na = { zh = "甲", any = [1] }\n', "加上引号"),
        ("concepts", "general = 1\n", "[general]"),
        (
            "concepts",
            '[general]\na = { zh = "甲", any = ["甲甲"] }\n[cross]\na = { zh = "甲", any = ["甲甲"] }\n',
            "写了两次",
        ),
        ("opposites", '[groups]\na = ["甲"]\n', "至少写两种"),
        ("opposites", '[group]\na = ["甲", "乙"]\n', "没有这一节"),
        ("opposites", '[acts]\nmiddle = ["办理"]\n', "begin、finish"),
        ("opposites", '[groups]\na = ["甲|", "乙"]\n', "缺字"),
        ("agencies", "agency = 3\n", "[agency]"),
        ("agencies", "[agency]\ncourt = []\n", "至少写一种"),
    ],
)
def test_a_fault_names_file_and_what_to_do(name: str, text: str, told: str, tmp_path: Path) -> None:
    found = problems(tmp_path, **{name: text})
    assert any(line.startswith(f"{name}.toml") and told in line for line in found), found


def test_no_folder_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    assert "不存在" in problems(tmp_path / "none")[0]
    assert "没有词表" in problems(tmp_path)[0]


PPM = '[[unit]]\nname = "ppm"\ndimension = "capacity"\nspellings = ["ppm"]\n'


def test_an_own_unit_is_added_and_is_a_kind_of_its_own(tmp_path: Path) -> None:
    found = lists(tmp_path, units=PPM)["units"]
    assert found["unit"][:-1] == BUILT_IN["units"]["unit"]
    assert found["unit"][-1]["kind"] == "ppm"
    assert found["unit"][-1]["factor"] == "1"
    assert found["count"] == BUILT_IN["units"]["count"]


def test_every_unit_has_its_english_and_an_own_one_may_have(tmp_path: Path) -> None:
    units = BUILT_IN["units"]["unit"]
    assert [unit["name"] for unit in units if re.search("[\u4e00-\u9fff]|^$", unit.get("english", ""))] == []
    found = lists(tmp_path, units=f'{PPM}english = "part per million|parts per million"\n')["units"]
    assert found["unit"][-1]["english"] == "part per million|parts per million"


def test_own_measure_words_and_nouns_are_added(tmp_path: Path) -> None:
    text = '[count]\nmeasures = ["炉次"]\nnouns = { "街道" = "个" }\nverbs = ["布设"]\n[per]\nnouns = ["炉"]\n[other_words]\n"炉次" = "数"\n'
    found = lists(tmp_path, units=text)["units"]
    assert "炉次" in found["count"]["measures"]
    assert found["count"]["nouns"]["街道"] == "个"
    assert found["count"]["verbs"][-1] == "布设"
    assert found["per"]["nouns"][-1] == "炉"
    assert found["other_words"]["炉次"] == "数"
    assert "个" in found["count"]["measures"]


def test_a_unit_is_removed_or_all_but_those_the_program_reckons_with(tmp_path: Path) -> None:
    found = lists(tmp_path, units='[[unit]]\nname = "亩"\nenabled = false\n')["units"]
    assert "亩" not in {entry["name"] for entry in found["unit"]}
    found = lists(tmp_path, units=f"replace = true\n{PPM}")["units"]
    assert [entry["name"] for entry in found["unit"]] == ["日", "%", "‰", "成", "倍", "ppm"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PPM.replace("capacity", "capacit"), "是不是 capacity"),
        (PPM.replace("capacity", "scope"), "dimension］只能是"),
        (PPM + "factor = 0\n", "应是正数"),
        (PPM + 'factor = "many"\n', "应是正数"),
        (PPM + "factor = true\n", "应是正数"),
        (PPM + "factor = nan\n", "应是正数"),
        (PPM.replace("capacity", "count") + 'kind = "mass"\n', "维度却不同"),
        (PPM.replace('["ppm"]', '["吨"]'), "已是 吨 的写法"),
        (PPM.replace('["ppm"]', '["10ppm"]'), "以数字开头"),
        (PPM.replace('["ppm"]', "[]"), "至少写一种写法"),
        (PPM + PPM, "写了两次"),
        ('[[unit]]\nname = "%"\nenabled = false\n', "不能改"),
        ('[[unit]]\nname = "毫升"\nenabled = false\n', "不在内置词表里"),
        ('unit = "ppm"\n', "两层方括号"),
        ("[counts]\n", "没有这一节"),
        ("count = 3\n", "写成 [count]"),
        ('[count]\nmeasures = "炉次"\n', "列表"),
        ("[count]\nnouns = 3\n", "一行一个"),
        ('[count]\nnouns = { "街道" = "介" }\n', "不是量词或单位"),
        ("per = 3\n", "写成 [per]"),
        ("other_words = 3\n", "一行一个"),
    ],
)
def test_a_fault_in_units_says_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    assert any(told in problem for problem in problems(tmp_path, units=text)), problems(tmp_path, units=text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(LISTS), st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_a_file_holds_is_merged_or_refused(tmp_path: Path, name: str, content: str | bytes) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    data = content if isinstance(content, bytes) else content.encode("utf-8", "ignore")
    (tmp_path / f"{name}.toml").write_bytes(data)
    told: tuple[str, ...] = ()
    changed: set[str] = set()
    try:
        changed = set(merged(tmp_path, BUILT_IN))
    except InvalidLexicon as error:
        told = error.problems
    assert bool(told) != (name in changed)


WORDS = st.sampled_from(
    [
        "theme", "id", "zh", "en", "any", "not", "kin", "near", "heading", "strong", "words", "enabled", "replace", "general", "cross",
        "tendering", "groups", "acts", "begin", "finish", "voltage", "agency", "court", "unit", "name", "dimension", "direction", "time",
        "kind", "factor", "spellings", "bare", "count", "measures", "nouns", "verbs", "per", "other_words", "毫升", "亩", "甲", "乙…丙", "丁|",
        "", " ", "(", "[^", "\\", "个", "日",
    ]
) | st.text(max_size=6)  # fmt: skip
SCALARS = WORDS | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.dates() | st.times()
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
SOUND: dict[str, st.SearchStrategy[Any]] = {
    "id": WORDS, "name": WORDS, "zh": WORDS, "any": st.lists(WORDS, min_size=1, max_size=3),
    "spellings": st.lists(WORDS, min_size=1, max_size=3), "dimension": st.sampled_from(["time", "count"]),
}  # fmt: skip


def entries(*names: str) -> st.SearchStrategy[Any]:
    """Junk, and tables that have what they need and perhaps more."""
    more = st.just({}) | st.dictionaries(WORDS, JUNK, max_size=2)
    sound = st.fixed_dictionaries({name: SOUND[name] for name in names})
    return st.builds(lambda entry, rest: {**rest, **entry}, sound, more) | JUNK


LINES = st.dictionaries(WORDS, st.lists(WORDS, max_size=3) | JUNK, max_size=3)
LIKELY: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "themes": st.fixed_dictionaries({"theme": st.lists(entries("id", "zh"), max_size=3)}),
    "concepts": st.dictionaries(WORDS, st.dictionaries(WORDS, entries("zh", "any"), max_size=3), max_size=3),
    "opposites": st.fixed_dictionaries({"groups": LINES}, optional={"acts": LINES}),
    "agencies": st.fixed_dictionaries({"agency": LINES}),
    "units": st.fixed_dictionaries(
        {"unit": st.lists(entries("name", "dimension", "spellings"), max_size=3)},
        optional={"count": JUNK, "per": JUNK, "other_words": st.dictionaries(WORDS, WORDS, max_size=2)},
    ),
}


BUILT_IN_LISTS = Lexicon()
"""The lists that stay in use when a user's are refused, read once."""


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_a_list_holds_it_works_or_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    """A list that is taken is usable: it can be searched for flaws, and two texts be compared with it."""
    name = data.draw(st.sampled_from(LISTS))
    content = data.draw(LIKELY[name] | st.dictionaries(WORDS, JUNK, max_size=4))
    (tmp_path / "own").mkdir(exist_ok=True)
    for path in (tmp_path / "own").iterdir():
        path.unlink()
    (tmp_path / "own" / f"{name}.toml").write_text(tomlkit.dumps(content), encoding="utf-8")
    told: tuple[str, ...] = ()
    try:
        own = Lexicon(tmp_path / "own")
    except InvalidLexicon as error:
        told = error.problems
    assert all(problem.startswith(f"{name}.toml") for problem in told)
    with using(BUILT_IN_LISTS if told else own):
        find_flaws()
        text = "1.窗口由甲乙负责，3个工作日内办结，低压用户增加5亩。\n"
        small(text, text * 2)


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "a list within lists": ("a = " + "[" * 5000, "太深"),
    "tables within tables": ("a = " + "{a = " * 40 + "1" + "}" * 40, "太深"),
    "a key of many parts": (".".join(["k"] * 5000) + " = 1", "第 1 行的键太长"),
    "a section of many parts": ("x = 1\n[" + ".".join(['"k"'] * 5000) + "]", "第 2 行的键太长"),
    "a number of many digits": ("a = " + "9" * 5000, "位数太多"),
    "a number beyond all machines": ("a = 0x" + "f" * 5000, "太大的数"),
    "a null character": ('[general]\na = { zh = "\\u0000", any = ["甲甲"] }', "［general.a.zh］的文字里有控制字符"),
    "a null character in a key": ('[general]\n"\\u0000" = 1', "［general］有一个键里有控制字符"),
    "more than anybody writes": ("# " + "x" * 1_000_001, "超过 1 MB"),
    "no text": (b"\xff\xfe\x00", "不是 UTF-8 编码"),
    "wrong types": ("general = { a = { zh = [], any = 1, not = {}, enabled = 'no', dimension = [1] } }", "［general.a.zh］"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_is_refused_with_file_place_and_cure(name: str, tmp_path: Path) -> None:
    content, told = HOSTILE[name]
    (tmp_path / "concepts.toml").write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    found = problems(tmp_path)
    assert all(line.startswith("concepts.toml") for line in found)
    assert any(told in line for line in found), found
    assert len(found) == (5 if name == "wrong types" else 1), found


def test_what_is_no_file_is_refused_as_a_list(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").mkdir()
    (tmp_path / "units.toml").mkdir()
    (tmp_path / "agencies.toml").symlink_to(tmp_path / "nowhere")
    if hasattr(os, "mkfifo"):
        (tmp_path / "units.toml").rmdir()
        os.mkfifo(tmp_path / "units.toml")
    found = problems(tmp_path)
    assert [line.split(" ")[0] for line in found] == ["agencies.toml", "themes.toml", "units.toml"]
    assert ["打不开" in line for line in found] == [True, False, False]
    assert ["不是普通文件" in line for line in found] == [False, True, True]


def test_own_weights_are_checked_too() -> None:
    weights = dict(load("weights"))
    assert Lexicon(weights=weights).table("weights") == weights
    broken: dict[Any, Any] = {**weights, "prior": "0", 3: 4}
    broken["assign"] = {**weights["assign"], "sure": True, "shure": 1}
    with pytest.raises(InvalidLexicon) as caught:
        Lexicon(weights=broken)
    assert sorted(line.split("］")[0] for line in caught.value.problems) == [
        "weights.toml［3", "weights.toml［assign.shure", "weights.toml［assign.sure", "weights.toml［prior",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_every_built_in_list_fits_its_record(name: str) -> None:
    assert list(faults(SCHEMA[name], load(name))) == []


def test_what_checks_lists_is_not_imported_without_own_ones() -> None:
    code = """if True:
        import sys
        from policydiff.corpus import open_document
        open_document("ordos-2021")
        print([name for name in ("cattrs", "tomlkit", "policydiff.lexicon.schema") if name in sys.modules])"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


OWN = '[general]\nherding = { zh = "牧区办", en = "Herders\' service", any = ["牧区流动服务"] }\n'


def test_own_lists_work_for_every_command(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "concepts.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "own" / "themes.toml").write_text(
        '[[theme]]\nid = "pastoral"\nzh = "牧区"\nstrong = ["牧区流动服务"]\n', encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text("1.推行牧区流动服务。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("1.建立牧区流动服务队。\n", encoding="utf-8")
    parsed = json.loads(run("parse", "a.txt", "-f", "json", "--lexicon", "own", cwd=tmp_path).stdout)
    assert parsed["commitments"][0]["theme"] == "pastoral"
    compared = json.loads(
        run("compare", "a.txt", "b.txt", "-f", "json", "-o", "-", "--lexicon", "own", cwd=tmp_path).stdout
    )
    assert "own-lexicon" in [notice["code"] for notice in compared["notices"]]
    assert "pastoral" in run("themes", "--lexicon", "own", cwd=tmp_path).stdout
    assert "牧区办" in run("themes", "--explain", "牧区流动服务", "--lexicon", "own", cwd=tmp_path).stdout
    assert run("targets", "a.txt", "--lexicon", "own", cwd=tmp_path).returncode == 0
    assert run("gaps", "a.txt", "b.txt", "-t", "pastoral", "--lexicon", "own", cwd=tmp_path).returncode == 0
    plain = json.loads(run("parse", "a.txt", "-f", "json", cwd=tmp_path).stdout)
    assert plain["commitments"][0]["theme"] != "pastoral"


def test_own_units_are_read_compared_and_converted(tmp_path: Path) -> None:
    (tmp_path / "units.toml").write_text(
        PPM
        + 'kind = "parts"\n[[unit]]\nname = "ppb"\ndimension = "capacity"\nkind = "parts"\nfactor = 0.001\nspellings = ["ppb"]\n',
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text("1.化工园区储罐修复后泄漏浓度不高于2ppm。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("1.化工园区储罐修复后泄漏浓度不高于900ppb。\n", encoding="utf-8")
    compared = json.loads(
        run("compare", "a.txt", "b.txt", "-f", "json", "-o", "-", "--lexicon", ".", cwd=tmp_path).stdout
    )
    assert [pair["relation"] for pair in compared["pairs"]] == ["tightens"]
    assert (
        json.loads(run("parse", "a.txt", "-f", "json", cwd=tmp_path).stdout)["commitments"][0]["targets"]
        == []
    )


def test_the_report_uses_own_lists_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text(OWN, encoding="utf-8")
    assert run("report", "-o", str(tmp_path / "out"), "--lexicon", str(tmp_path)).returncode == 0
    page = (tmp_path / "out" / "ordos-2021--naiman-2022.html").read_text(encoding="utf-8")
    assert "使用了自备词表（concepts.toml）" in page


def test_the_environment_names_own_lists_and_the_option_goes_before_it(tmp_path: Path) -> None:
    for name, zh in (("one", "甲办"), ("two", "乙办")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "concepts.toml").write_text(OWN.replace("牧区办", zh), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "POLICYDIFF_LEXICON": str(tmp_path / "one")}

    def asked(*more: str) -> str:
        return subprocess.run(
            [*RUN, "themes", "--explain", "牧区流动服务", *more],
            capture_output=True, encoding="utf-8", env=environment, timeout=60,
        ).stdout  # fmt: skip

    assert "甲办" in asked()
    assert "乙办" in asked("--lexicon", str(tmp_path / "two"))


def test_faults_are_told_by_the_command_line_with_2(tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text('[general]\na = { zh = "甲" }\nb = { any = ["乙"] }\n', "utf-8")
    result = run("parse", "naiman-2022", "--lexicon", str(tmp_path))
    assert result.returncode == 2
    assert result.stdout == ""
    assert "2 处问题" in result.stderr
    assert "［general.a］" in result.stderr
    assert "［general.b］" in result.stderr
    assert "办法：" in result.stderr
    assert "Traceback" not in result.stderr
    assert run("themes", "--check", "--lexicon", str(tmp_path / "none")).returncode == 2


def test_two_sets_of_lists_live_side_by_side_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text(OWN, encoding="utf-8")
    own = Lexicon(tmp_path)
    assert "herding" not in concepts()
    with using(own):
        assert "herding" in concepts()
        assert load("concepts") is own.table("concepts")
    assert "herding" not in concepts()


def test_broken_lists_are_refused_with_every_fault_and_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text("[general]\na = 1\nb = 2\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon) as refused:
        Lexicon(tmp_path)
    assert len(refused.value.problems) == 2
    assert "herding" not in concepts()


def test_the_examples_of_the_documentation_are_good_lists(tmp_path: Path) -> None:
    from conftest import ROOT

    block = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    concepts, rest = block.split("# themes.toml")
    themes, opposites = rest.split("# opposites.toml")
    found = lists(tmp_path, concepts=concepts, themes=f"#{themes}", opposites=f"#{opposites}")
    assert "蒙企照" in found["concepts"]["enterprise-startup"]
    assert "startup-mail" not in found["concepts"]["enterprise-startup"]
    assert "energy-transition" in found["concepts"]
    assert "bids" not in found["opposites"]["groups"]
