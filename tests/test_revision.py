"""Two versions of one text, article by article."""

from __future__ import annotations

import json
from hashlib import sha256
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
from policydiff.model import ChangeKind, Document, Lineage, SourceText
from policydiff.report.revised import REVISION_FORMATS, change_counts, render_revision, revision_sheet
from policydiff.revision import articles, revise

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
    (row,) = revision_sheet(revise(old, new)).tables[0].rows
    assert row[0].text == "收紧"
    assert "删：“3个工作日”" in row[5].text
    assert "增：“1个工作日”" in row[5].text


def test_the_command_writes_files_and_gates(tmp_path: Path) -> None:
    folder = CASES / "revisions" / "everything"
    words = ["compare", str(folder / "old.txt"), str(folder / "new.txt"), "--revision"]
    runner = CliRunner()
    assert runner.invoke(app, [*words, "-f", "html,json,csv,md,xlsx,docx", "-o", str(tmp_path)]).exit_code == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".docx", ".html", ".json", ".md", ".xlsx"]
    assert runner.invoke(app, [*words, "-f", "md", "-o", "-", "--fail-on", "loosened"]).exit_code == 1
    for outcome in ("loosens", "missing", "added"):
        assert runner.invoke(app, [*words, "-f", "md", "-o", "-", "--fail-on", outcome]).exit_code == 1
    assert runner.invoke(app, [*words, "-f", "md", "-o", "-", "--fail-on", "mixed"]).exit_code == 0
    assert isinstance(runner.invoke(app, [*words, "--fail-on", "worse"]).exception, InvalidRequest)
    assert isinstance(runner.invoke(app, [*words, "-t", "tendering"]).exception, InvalidRequest)


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
