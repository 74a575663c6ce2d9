"""Two versions of one text, article by article."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import CASES
from policydiff.cli.app import app
from policydiff.commitments.parse import parse
from policydiff.corpus import open_document
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.evaluate import read_changes, score_revision
from policydiff.lexicon import load
from policydiff.model import ChangeKind, Document, Lineage, SourceText, Wording
from policydiff.report.revised import (
    REVISION_FORMATS,
    change_counts,
    render_revision,
    revision_json,
    revision_sheet,
)
from policydiff.revision import articles, revise
from policydiff.revision.wording import of_versions

FOLDERS = sorted(path.parent for path in (CASES / "revisions").glob("*/expected.txt"))


def law(*texts: str, id: str = "t") -> Document:
    numbers = "一二三四五六七八九十"
    text = "某市若干规定\n\n" + "\n\n".join(f"第{numbers[k]}条　{line}" for k, line in enumerate(texts))
    return parse(SourceText("t", "txt", text, sha256=sha256(text.encode()).hexdigest()), id=id)


def kinds(old: Document, new: Document) -> list[str]:
    return [change.kind.value for change in revise(old, new).changes]


def test_there_are_cases_of_every_kind() -> None:
    assert len(FOLDERS) >= 12
    shown = {kind for folder in FOLDERS for _, _, kind in read_changes(folder / "expected.txt")}
    assert shown == {kind.value for kind in ChangeKind}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_case_is_read_article_by_article(folder: Path) -> None:
    revision = revise(open_document(str(folder / "old.txt")), open_document(str(folder / "new.txt")))
    score, missed, extra = score_revision(read_changes(folder / "expected.txt"), revision)
    assert score.f1 >= 0.95, (missed, extra)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_article_is_in_one_change(folder: Path) -> None:
    old, new = open_document(str(folder / "old.txt")), open_document(str(folder / "new.txt"))
    changes = revise(old, new).changes
    assert sorted(a.id for c in changes for a in c.olds) == sorted(a.id for a in articles(old))
    assert [a.id for c in changes for a in c.news] == [a.id for a in articles(new)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_turned_round_what_was_tightened_is_loosened(folder: Path) -> None:
    old, new = open_document(str(folder / "old.txt")), open_document(str(folder / "new.txt"))
    there, back = change_counts(revise(old, new)), change_counts(revise(new, old))
    for one, other in (
        ("tightened", "loosened"),
        ("loosened", "tightened"),
        ("added", "deleted"),
        ("split", "merged"),
        ("unchanged", "unchanged"),
    ):
        assert there[one] == back[other], (one, other)


def test_renumbering_alone_is_no_change() -> None:
    old = law("适用于本市。", "企业开办不超过3个工作日。", "违反第二条的，责令改正。")
    new = law(
        "适用于本市。",
        "制定本规定的目的是优化营商环境。",
        "企业开办不超过3个工作日。",
        "违反第三条的，责令改正。",
    )
    assert kinds(old, new) == ["unchanged", "added", "unchanged", "unchanged"]


def test_a_reference_to_another_article_is_a_change() -> None:
    old = law("适用于本市的营商环境工作。", "企业开办不超过3个工作日。", "违反第二条的，责令改正。")
    new = law("适用于本市的营商环境工作。", "企业开办不超过3个工作日。", "违反第一条的，责令改正。")
    assert kinds(old, new) == ["unchanged", "unchanged", "reworded"]


def test_both_ways_in_one_article_is_reworded_with_both_reasons() -> None:
    old = law("企业开办时间不超过3个工作日。企业注销办理时间不超过20个工作日。")
    new = law("企业开办时间不超过1个工作日。企业注销办理时间不超过30个工作日。")
    (change,) = revise(old, new).changes
    assert change.kind is ChangeKind.REWORDED
    assert {finding.relation.value for finding in change.findings} >= {"tightens", "loosens"}


def test_a_figure_that_stayed_is_not_held_against_one_that_changed() -> None:
    old = law("一般登记在5个工作日内办结，抵押登记在3个工作日内办结。")
    new = law("一般登记在5个工作日内办结，抵押登记在1个工作日内办结。")
    assert kinds(old, new) == ["tightened"]


def test_texts_that_share_nothing_are_called_strangers() -> None:
    old = law("草原防火期为每年三月十五日至六月十五日。", "任何人不得在防火期内用火。")
    new = law("图书馆每日开放八小时。", "读者应当爱护图书。")
    assert [notice.code for notice in revise(old, new).notices] == ["revision-strangers"]


SENTENCES = (
    "企业开办时间不超过3个工作日。",
    "不动产抵押登记在2个工作日内办结。",
    "政务服务中心应当设立综合窗口。",
    "招标人不得限定投标人所在地。",
    "人民法院应当推行网上立案。",
    "供电企业应当公开收费标准。",
    "检查结果应当向社会公开。",
)


@settings(max_examples=25, deadline=None)
@given(st.permutations(SENTENCES))
def test_reordering_only_moves(order: list[str]) -> None:
    found = kinds(law(*SENTENCES), law(*order))
    assert set(found) <= {"unchanged", "moved"}
    assert (order == list(SENTENCES)) == ("moved" not in found)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(range(len(SENTENCES))), min_size=1, max_size=6))
def test_leaving_out_only_deletes(left: set[int]) -> None:
    kept = [text for k, text in enumerate(SENTENCES) if k not in left]
    found = kinds(law(*SENTENCES), law(*kept))
    assert found.count("deleted") == len(left)
    assert found.count("unchanged") == len(kept)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", REVISION_FORMATS)
def test_every_format_is_written_the_same_twice(format: str, lang: str) -> None:
    folder = FOLDERS[0]
    revision = revise(open_document(str(folder / "old.txt")), open_document(str(folder / "new.txt")))
    assert render_revision(revision, format, lang) == render_revision(revision, format, lang)


def test_the_json_has_spans_that_give_the_article() -> None:
    old, new = (open_document(str(CASES / "revisions" / "items" / name)) for name in ("old.txt", "new.txt"))
    revision = revise(old, new)
    assert revision.lineage is Lineage.REVISION
    data = json.loads(render_revision(revision, "json"))
    assert data["schema"] == "policydiff.revision/1"
    for change in data["changes"]:
        for side, document in (("old", old), ("new", new)):
            for article in change[side]:
                taken = document.source.text[article["start"] : article["end"]]
                for line in article["text"].split("\n"):
                    assert line in taken


def test_the_table_says_what_went_and_what_came() -> None:
    old, new = law("企业开办时间不超过3个工作日。"), law("企业开办时间不超过1个工作日。")
    (row,) = revision_sheet(revise(old, new)).tables[0].cells()
    assert row[0].text == "收紧"
    assert "删：“3个工作日”" in row[5].text
    assert "增：“1个工作日”" in row[5].text


def test_the_command_writes_files_and_gates(tmp_path: Path) -> None:
    folder = CASES / "revisions" / "everything"
    words = ["revise", str(folder / "old.txt"), str(folder / "new.txt")]
    runner = CliRunner()
    assert (
        runner.invoke(app, [*words, "-f", "html,json,csv,md,xlsx,docx", "-o", str(tmp_path)]).exit_code == 0
    )
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [
        ".csv",
        ".docx",
        ".html",
        ".json",
        ".md",
        ".xlsx",
    ]
    assert runner.invoke(app, [*words, "-f", "md", "-o", "-", "--fail-on", "loosened"]).exit_code == 1
    for outcome in ("loosens", "missing", "added"):
        assert runner.invoke(app, [*words, "-f", "md", "-o", "-", "--fail-on", outcome]).exit_code == 1
    assert runner.invoke(app, [*words, "-f", "md", "-o", "-", "--fail-on", "mixed"]).exit_code == 0
    assert isinstance(runner.invoke(app, [*words, "--fail-on", "worse"]).exception, InvalidRequest)


@pytest.mark.parametrize("binding", ["鼓励", "支持", "探索", "力争"])
def test_how_strictly_something_is_asked_for_is_no_name(binding: str) -> None:
    old, new = (
        law(f"{word}公办养老机构公建民营改革，引入专业化团队。", "垃圾桶每晚清运。")
        for word in ("全面推行", binding)
    )
    revision = revise(old, new)
    assert (revision.renamings, [change.renamed for change in revision.changes]) == ((), [False, False])


def test_a_new_name_is_told_once_and_in_no_article() -> None:
    old = law(
        "商贩应当佩戴号牌。", "商贩领取号牌不交费用。", "商贩之间的纠纷由协会调解。", "垃圾桶每晚清运。"
    )
    new = law(
        "摊主应当佩戴号牌。", "摊主领取号牌不交费用。", "摊主之间的纠纷由协会调解。", "垃圾桶每晚清运。"
    )
    revision = revise(old, new)
    assert [(one.old, one.new, one.count) for one in revision.renamings] == [("商贩", "摊主", 3)]
    assert [change.renamed for change in revision.changes] == [True, True, True, False]
    sheet = revision_sheet(revision)
    assert [len(table.rows) for table in sheet.tables] == [0, 1, 3, 1]
    assert {row[5].text for row in sheet.tables[2].cells()} == {"只更换名称"}


def test_changes_come_first_and_what_stayed_is_folded() -> None:
    folder = CASES / "revisions" / "everything"
    revision = revise(open_document(str(folder / "old.txt")), open_document(str(folder / "new.txt")))
    tables = revision_sheet(revision).tables
    assert "未变" not in {row[0].text for row in tables[0].cells()}
    assert {row[0].text for row in tables[-1].cells()} == {"未变"}


def test_figures_changed_are_listed_with_both_versions() -> None:
    old = law("企业开办时间不超过3个工作日。", "占用通道的，处五百元以上二千元以下罚款。")
    new = law("企业开办时间不超过1个工作日。", "占用通道的，处一千元以上五千元以下罚款。")
    found = [(line["old"], line["new"]) for line in revision_json(revise(old, new))["figures"]]
    assert found == [("3个工作日", "1个工作日"), ("五百元以上二千元以下", "一千元以上五千元以下")]


def test_every_sentence_has_its_fate_and_its_place() -> None:
    old = law("垃圾桶每晚清运两次。排水沟雇人疏通。", "纠纷由协会调解，调解不收费用。")
    new = law("排水沟雇人疏通。垃圾桶每晚清运两次。公厕通宵开放。", "纠纷由协会调解，调解不收分文。")
    revision = revise(old, new)
    found = [[edit.kind.value for edit in change.edits] for change in revision.changes]
    assert [sorted(kinds) for kinds in found] == [["inserted", "moved", "same"], ["replaced"]]
    for change in revision.changes:
        for edit in change.edits:
            for sentence, document in ((edit.old, old), (edit.new, new)):
                if sentence is not None:
                    span = sentence.span
                    assert document.source.text[span.start : span.end] == sentence.text


def test_an_article_dealt_out_anew_stands_in_each_change_it_is_part_of() -> None:
    old = law(
        "垃圾桶由环卫站每晚清运两次，冲洗一次。\n\n排水沟由街道办事处雇人疏通，半年一次。",
        "公共厕所通宵开放，不收任何费用。",
    )
    new = law(
        "垃圾桶由环卫站每晚清运两次，冲洗一次。",
        "排水沟由街道办事处雇人疏通，半年一次。\n\n公共厕所通宵开放，不收任何费用。",
    )
    changes = revise(old, new).changes
    pairs = sorted((one.label, other.label) for c in changes for one in c.olds for other in c.news)
    assert pairs == [("第一条", "第一条"), ("第一条", "第二条"), ("第二条", "第二条")]
    assert all(change.olds and change.news for change in changes)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_exchanged_versions_exchange_what_is_said(data: st.DataObject) -> None:
    """Whatever articles are cut, joined, reordered or changed in strength."""
    first = data.draw(st.permutations(SENTENCES))
    second = data.draw(st.permutations([text.translate(_STRENGTH) for text in SENTENCES] + list(SENTENCES)))
    cuts = data.draw(st.lists(st.integers(1, 6), max_size=3, unique=True))
    old = law(*first)
    new = law(*_joined(second[:7], cuts))
    there, back = change_counts(revise(old, new)), change_counts(revise(new, old))
    for one, other in (
        ("tightened", "loosened"),
        ("loosened", "tightened"),
        ("added", "deleted"),
        ("deleted", "added"),
        ("split", "merged"),
        ("merged", "split"),
        ("unchanged", "unchanged"),
        ("moved", "moved"),
    ):
        assert there[one] == back[other], (one, other)


_STRENGTH = str.maketrans({"3": "5", "2": "1"})


def _joined(texts: list[str], cuts: list[int]) -> list[str]:
    bounds = [0, *sorted(cuts), len(texts)] if cuts else list(range(len(texts) + 1))
    return ["".join(texts[a:b]) for a, b in pairwise(bounds)]


def test_the_scorer_reads_its_own_cases() -> None:
    paths = [str(folder / "expected.txt") for folder in FOLDERS[:2]]
    result = CliRunner().invoke(app, ["evaluate", *paths])
    assert result.exit_code == 0
    assert result.output.count("F1") == 2


def test_a_broken_line_of_changes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "expected.txt"
    path.write_text("第一条 → 第二条：变了\n", encoding="utf-8")
    with pytest.raises(UnreadableSource, match="第 1 行"):
        read_changes(path)


def test_versions_of_a_real_regulation_made_by_rule(shared: Path) -> None:
    """A whole regulation with articles struck out, joined and put elsewhere."""
    source = open_document(str(shared / "corpus" / "regulations" / "guangdong.md"))
    texts = [article.text for article in articles(source)]
    changed = [*texts[:4], *texts[5:9], texts[9] + "\n" + texts[10], *texts[12:], texts[11]]
    old, new = _numbered(texts), _numbered(changed)
    counts = change_counts(revise(old, new))
    assert counts["deleted"] == 1
    assert counts["merged"] == 1
    assert counts["moved"] == 1
    assert counts["unchanged"] == len(texts) - 4


def _numbered(texts: list[str]) -> Document:
    text = "某省条例\n\n" + "\n\n".join(f"第{k}条 {line}" for k, line in enumerate(texts, 1))
    return parse(SourceText("t", "txt", text, sha256=sha256(text.encode()).hexdigest()), id="t")


def test_no_reason_of_a_revision_speaks_of_levels() -> None:
    left = {
        name: words
        for name, words in load("messages")["finding"].items()
        if re.search("上级|下级", of_versions(Wording(words["zh"], words["en"])).zh)
    }
    assert not left
