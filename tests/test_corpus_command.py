"""``policydiff corpus``: a document goes in whole or not at all, nothing of the catalogue is lost, and faults are found."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import ROOT
from policydiff.cli.app import app
from policydiff.corpus import load_catalogue, open_document
from policydiff.corpus.accession import admit, check_corpus, entry_text, prepare
from policydiff.corpus.couples import couples
from policydiff.errors import InvalidRequest, PolicyDiffError, UnwritableOutput
from test_cli import run as run_here

TITLE = "内蒙古自治区以更优营商环境服务市场主体行动方案"
TEXT = f"""内政发〔2022〕5号
{TITLE}
内蒙古自治区人民政府
2022年2月10日
一、企业开办
1.开办时间压缩至1个工作日以内。（牵头单位：自治区市场监管局）
2.推行不动产抵押登记3个工作日内办结。（牵头单位：自治区自然资源厅）
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", folder)
    load_catalogue.cache_clear()
    return folder


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "自治区 方案(最终).txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words: str) -> tuple[int, str, str]:
    result = run_here("corpus", *words)
    assert "Traceback" not in result.stderr
    return result.returncode, result.stdout, result.stderr


def add(plan: Path, corpus: Path, *words: str) -> tuple[int, str, str]:
    return run("add", str(plan), "--corpus", str(corpus), *words)


def test_a_document_goes_in_with_one_command(plan: Path, corpus: Path) -> None:
    before = (corpus / "catalog.toml").read_bytes()
    code, out, err = add(plan, corpus, "--code", "150000")
    assert code == 0, err
    for words in (
        TITLE,
        "内政发〔2022〕5号",
        "2022-02-10",
        "内蒙古自治区 150000",
        "2 条承诺",
        "neimenggu-2022",
    ):
        assert words in out
    assert (corpus / "catalog.toml").read_bytes().startswith(before)
    entry = load_catalogue(corpus).entries["neimenggu-2022"]
    assert entry.path.read_bytes() == plan.read_bytes()
    assert entry.path.parent.name == "150000-neimenggu"
    assert (entry.number, entry.code, entry.kind) == ("内政发〔2022〕5号", "150000", "plan")
    assert run("check", "--corpus", str(corpus))[0] == 0


def test_the_digest_steps_aside_for_the_plan_it_stands_for(plan: Path, corpus: Path) -> None:
    _, out, _ = add(plan, corpus, "--code", "150000")
    assert "nmg-digest 让位" in out
    catalogue = load_catalogue(corpus)
    wanted = [
        ("neimenggu-2022", "ordos-2021"),
        ("neimenggu-2022", "naiman-2022"),
        ("ordos-2021", "naiman-2022"),
    ]
    assert sorted((a.id, b.id) for a, b in couples(catalogue)) == sorted(wanted)
    assert "nmg-digest" not in [entry.id for entry in catalogue.current()]
    replaced = open_document("nmg-digest", catalogue=catalogue, newest=True)
    assert (replaced.id, replaced.notices[0].code) == ("neimenggu-2022", "superseded-replaced")
    assert open_document("nmg-digest", catalogue=catalogue).id == "nmg-digest"


@pytest.mark.parametrize(
    ("old", "new", "steps_aside"),
    [
        ('number = "内政发[2022]5号"\ncompleteness = "digest"', 'number = "内政发〔2022〕5号"', True),
        ('number = "内政发〔2021〕5号"\ncompleteness = "digest"', 'number = "内政发〔2022〕5号"', False),
        ('title = "甲方案"\ncompleteness = "excerpt"', 'title = "甲方案（2022年版）"', True),
        ('title = "甲方案"', 'title = "甲方案"', False),
        ('stands_for = "关于印发《乙方案》的通知"\ncompleteness = "digest"', 'title = "乙方案"', True),
        ('title = "甲方案"', 'supersedes = ["old"]', True),
        ('title = "甲方案"\ncompleteness = "digest"\ncode = "150600"', 'title = "甲方案"', False),
    ],
)
def test_what_steps_aside_for_what(tmp_path: Path, old: str, new: str, steps_aside: bool) -> None:
    place = '[[jurisdiction]]\ncode = "{0}"\nname = "x"\n'
    text = place.format("150000") + place.format("150600")
    for id_, facts in (("old", old), ("new", new)):
        code = "" if "code" in facts else 'code = "150000"\n'
        title = "" if "title" in facts else f'title = "{id_}"\n'
        text += f'[[document]]\nid = "{id_}"\nfile = "{id_}.txt"\n{code}{title}{facts}\n'
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    successor = load_catalogue(tmp_path).successor("old")
    assert (successor is not None) is steps_aside


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "辖区代码"),
        (("--code", "15"), "6 位数字"),
        (("--code", "150700"), "--name"),
        (("--code", "150000", "--id", "naiman-2022"), "已经有了"),
        (("--code", "150000", "--id", "NAIMAN-2022"), "已经有了"),
        (("--code", "150000", "--id", "../../x"), "文件名"),
        (("--code", "150000", "--id", ".hidden"), "文件名"),
        (("--code", "150000", "--date", "gestern"), "日期"),
        (("--code", "150000", "--supersedes", "nichts"), "不在目录里"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    plan: Path, corpus: Path, words: tuple[str, ...], complaint: str
) -> None:
    before = listing(corpus)
    code, _, err = add(plan, corpus, *words)
    assert code == 2
    assert complaint in err
    assert len(err.strip().splitlines()) <= 3
    assert listing(corpus) == before


def listing(folder: Path) -> dict[str, bytes]:
    """What a corpus holds: its files, not the lock of those who change it."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_code_is_proposed_from_the_issuer(plan: Path, corpus: Path) -> None:
    assert "150000" in add(plan, corpus)[2]


def test_a_document_is_not_added_twice(plan: Path, corpus: Path) -> None:
    assert add(plan, corpus, "--code", "150000")[0] == 0
    before = listing(corpus)
    code, _, err = add(plan, corpus, "--code", "150000", "--id", "another")
    assert (code, "已经登记，编号 neimenggu-2022" in err) == (2, True)
    plan.write_text(TEXT + "3.推行容缺受理。\n", encoding="utf-8")
    code, _, err = add(plan, corpus, "--code", "150000", "--id", "another")
    assert (code, "--supersedes" in err) == (2, True)
    assert listing(corpus) == before
    assert add(plan, corpus, "--code", "150000", "--id", "another", "--supersedes", "neimenggu-2022")[0] == 0
    assert [entry.id for entry in load_catalogue(corpus).current() if entry.code == "150000"] == [
        "nmg-progress-2022",
        "another",
    ]


def test_another_file_in_its_place_is_not_overwritten(plan: Path, corpus: Path) -> None:
    other = corpus / "150000-neimenggu" / "neimenggu-2022.txt"
    other.write_text("不是它", encoding="utf-8")
    before = listing(corpus)
    code, _, err = add(plan, corpus, "--code", "150000")
    assert (code, "不覆盖" in err) == (2, True)
    assert listing(corpus) == before


def test_nothing_is_written_through_a_link_that_leads_outside(
    plan: Path, corpus: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (corpus / "150500").symlink_to(outside, target_is_directory=True)
    code, _, err = add(plan, corpus, "--code", "150500", "--title", "通辽市某方案")
    assert (code, "之外" in err) == (2, True)
    assert not list(outside.iterdir())
    (corpus / "150000-neimenggu" / "link.txt").symlink_to(outside / "x.txt")
    assert add(plan, corpus, "--code", "150000", "--id", "link")[0] == 2
    assert not list(outside.iterdir())


def test_when_the_catalogue_cannot_be_written_the_copy_goes_too(
    plan: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UnwritableOutput("写不了")

    monkeypatch.setattr("policydiff.corpus.accession.write_whole", fail)
    before = listing(corpus)
    accession = prepare(plan, open_document(str(plan)), corpus, code="150000")
    with pytest.raises(UnwritableOutput):
        admit(accession)
    assert listing(corpus) == before


def test_a_catalogue_changed_meanwhile_is_not_overwritten(plan: Path, corpus: Path) -> None:
    accession = prepare(plan, open_document(str(plan)), corpus, code="150000")
    catalogue = corpus / "catalog.toml"
    text = catalogue.read_text(encoding="utf-8") + "\n# 刚写的\n"
    catalogue.write_text(text, encoding="utf-8")
    admit(accession)
    assert catalogue.read_text(encoding="utf-8").startswith(text)


def test_a_new_jurisdiction_and_a_new_corpus_are_made_on_the_way(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    code, _, err = add(plan, folder, "--code", "150700", "--name", "呼伦贝尔市", "--yes")
    assert code == 0, err
    catalogue = load_catalogue(folder)
    assert catalogue.jurisdictions["150700"].name == "呼伦贝尔市"
    assert [entry.path.parent.name for entry in catalogue.entries.values()] == ["150700"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=st.text(min_size=1, max_size=40), source=st.text(max_size=40))
def test_any_words_come_back_from_the_catalogue(tmp_path: Path, title: str, source: str) -> None:
    folder = tmp_path / "words"
    plan = tmp_path / "plan.txt"
    plan.write_text(TEXT, encoding="utf-8")
    document = open_document(str(plan))
    try:
        accession = prepare(
            plan, document, folder, code="150000", id_="x", source=source, issuer=title, place="内蒙古自治区"
        )
    except PolicyDiffError:
        return
    entry = tomllib.loads(entry_text(accession))["document"][0]
    kept = "".join(char for char in title if char.isprintable() or char in "\n\u3000")
    assert entry["issuer"] == kept


def test_in_a_terminal_every_fact_is_asked_and_may_be_corrected(
    plan: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = CliRunner()
    answers = "\n".join(["150000", "", "内政发〔2022〕6号", "2022-02-11", "", "plan", "", "y"]) + "\n"
    monkeypatch.setattr("policydiff.cli.corpus.is_terminal", lambda: True)
    result = runner.invoke(app, ["corpus", "add", str(plan), "--corpus", str(corpus)], input=answers)
    assert result.exit_code == 0, result.output
    entry = load_catalogue(corpus).entries["neimenggu-2022"]
    assert (entry.number, str(entry.issued)) == ("内政发〔2022〕6号", "2022-02-11")
    before = listing(corpus)
    refused = plan.with_name("other.txt")
    refused.write_text(TEXT.replace("行动方案", "补充方案"), encoding="utf-8")
    answers = "\n".join(["150000", "", "内政发〔2022〕7号", "2022-02-11", "", "plan", "other", "n"]) + "\n"
    result = runner.invoke(app, ["corpus", "add", str(refused), "--corpus", str(corpus)], input=answers)
    assert result.exit_code == 1
    assert listing(corpus) == before


def test_the_list_has_every_document_in_every_format(corpus: Path) -> None:
    ids = list(load_catalogue(corpus).entries)
    _, text, _ = run("list", "--corpus", str(corpus))
    _, data, _ = run("list", "--corpus", str(corpus), "--format", "json")
    _, table, _ = run("list", "--corpus", str(corpus), "--format", "csv")
    assert all(id_ in text for id_ in ids)
    assert [row["id"] for row in json.loads(data)["documents"]] == ids
    assert [row["id"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))] == ids
    assert run("list", "--format", "pdf")[0] == 2


def faults(corpus: Path) -> list[str]:
    return [f"{fault.id}：{fault.message}" for fault in check_corpus(corpus)[1]]


def test_the_corpus_of_the_project_is_in_order() -> None:
    assert check_corpus(ROOT / "corpus") == (6, ())


def test_every_fault_is_found_at_once(corpus: Path) -> None:
    (corpus / "150525-naiman" / "naiman-2022.txt").write_text("1.推行一网通办。", encoding="utf-8")
    (corpus / "150600-ordos" / "ordos-2021.txt").unlink()
    (corpus / "150600-ordos" / "ordos-reply-2023.txt").write_bytes(b"\x00\x01")
    (corpus / "150624-otog" / "notes.txt").write_text("没有登记", encoding="utf-8")
    catalogue = corpus / "catalog.toml"
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace('code = "150624"\nissuer', 'code = "150699"\nissuer')
        + '\n[[document]]\nid = "naiman-2022"\nfile = "x.txt"\n[[document]]\nid = "y"\nfile = "../y.txt"\nsupersedes = "z"\n',
        encoding="utf-8",
    )
    found = "\n".join(faults(corpus))
    for words in (
        "naiman-2022：文件与登记的校验和不一致", "ordos-2021：文件不在", "ordos-reply-2023：读不了",
        "notes.txt 在语料文件夹里，但没有登记", "辖区 150699 不在目录里", "“naiman-2022”缺失或重复",
        "语料文件夹之外", "取代的 z 不在目录里",
    ):  # fmt: skip
        assert words in found
    code, out, _ = run("check", "--corpus", str(corpus))
    assert (code, "处问题" in out) == (1, True)


def test_a_corpus_without_a_catalogue_is_wrong_usage(tmp_path: Path) -> None:
    assert run("check", "--corpus", str(tmp_path))[0] == 2
    (tmp_path / "catalog.toml").write_text("[[document", encoding="utf-8")
    assert run("check", "--corpus", str(tmp_path))[0] == 2


def test_the_corpus_inside_an_installed_program_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from policydiff.corpus.accession import corpus_to_write

    monkeypatch.setattr("policydiff.corpus.accession.is_installed", lambda _: True)
    with pytest.raises(InvalidRequest, match="--corpus"):
        corpus_to_write(None)
