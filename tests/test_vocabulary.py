"""The lists of themes and concepts: what they find, why, and whether they agree with themselves."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import blocks, table
from policydiff.cli.vocabulary import explanation, texts_of
from policydiff.concordance import check_themes
from policydiff.corpus import open_document
from policydiff.errors import InvalidRequest
from policydiff.figures.reading import Direction
from policydiff.model import Document
from policydiff.pairing.profiles import in_conflict, sides_of
from policydiff.topics.concepts import (
    CROSS,
    Exclusion,
    concepts,
    confused,
    exclusions,
    find_concepts,
    find_mentions,
    places,
    plain,
    terms,
)
from policydiff.topics.lint import find_flaws
from policydiff.topics.themes import find_evidence, find_places, find_theme, themes
from test_cli import refused, run

CASES = list(blocks("concepts.md"))


def test_a_sentence_names_its_concepts() -> None:
    with table() as rows:
        for _, text, expected in CASES:
            with rows.row(text):
                found = find_concepts(text)
                for line in expected:
                    id_ = line.removeprefix("- ")
                    assert id_ in concepts(), f"{id_} is no concept"
                    assert (id_ in found) is not line.startswith("- "), found


def test_the_cases_look_at_every_theme() -> None:
    named = {
        concepts()[line].theme for _, _, expected in CASES for line in expected if not line.startswith("- ")
    }
    assert set(themes()) - named <= {"inclusive-innovation", "industrial-parks"}


def test_the_built_in_lists_have_no_flaw() -> None:
    assert [f"{flaw.file} {flaw.key} {flaw.message.zh}" for flaw in find_flaws()] == []


@pytest.mark.parametrize("name", ["ordos", "naiman"])
def test_no_concept_is_so_wide_that_it_says_nothing(name: str, request: pytest.FixtureRequest) -> None:
    """A list is not asked to know what a plan speaks of: one that does has been written for that plan."""
    document: Document = request.getfixturevalue(name)
    counts = Counter(
        id_
        for commitment in document.commitments
        for id_ in find_concepts(commitment.lead + commitment.text)
        if concepts()[id_].theme != CROSS
    )
    assert max(counts.values()) <= 0.08 * len(document.commitments), counts.most_common(3)


@pytest.mark.parametrize("name", ["ordos", "naiman"])
def test_figures_are_read_the_way_their_concept_is_measured(
    name: str, request: pytest.FixtureRequest
) -> None:
    """Where one measured concept is named round a figure of its dimension, the figure is stricter the same way."""
    document: Document = request.getfixturevalue(name)
    looked_at = 0
    for commitment in document.commitments:
        for target in commitment.targets:
            measured = [
                concepts()[id_]
                for id_ in find_concepts(target.object + target.action)
                if concepts()[id_].dimension is target.dimension and concepts()[id_].direction
            ]
            # a cut by a share is stricter the larger it is, whatever it cuts
            if measured and target.unit != "%":
                looked_at += 1
                assert {concept.direction for concept in measured} == {target.direction}, target.text
    assert looked_at >= 3


def test_a_measured_concept_says_which_way_is_stricter() -> None:
    for concept in concepts().values():
        assert (concept.dimension is None) == (concept.direction is None), concept.id
        assert concept.direction is not Direction.NONE


def test_quotation_marks_and_blanks_do_not_move_a_span() -> None:
    text = "推行 “三零” 服务，深化“不见面”审批"
    assert plain(text) == "推行三零服务，深化不见面审批"
    assert [text[place] for place in places(text)] == list(plain(text))
    for mention in find_mentions(text):
        words = "…".join(plain(text[start:end]) for start, end in mention.spans)
        assert words == mention.pattern.replace(" + ", "…")


PATTERNS = [term for own in terms().values() for term in own]
FILLER = st.text(alphabet="甲乙丙，一“” ", max_size=6)


@given(st.sampled_from(PATTERNS), FILLER, FILLER)
def test_a_pattern_finds_its_concept_wherever_it_stands(term: object, before: str, after: str) -> None:
    assert isinstance(term, type(PATTERNS[0]))
    text = before + ("丁" if term.gapped else "，").join(term.parts) + after
    assert term.concept in find_concepts(text)
    counted = {mention.concept.id for mention in find_mentions(text) if not mention.suppressed_by}
    assert counted == set(find_concepts(text))


@given(st.text(alphabet="不见面开标审批三零省服务，。“” \n", max_size=40))
def test_any_text_has_the_mentions_of_its_concepts(text: str) -> None:
    counted = {mention.concept.id for mention in find_mentions(text) if not mention.suppressed_by}
    assert counted == set(find_concepts(text))


def test_a_not_round_a_pattern_cancels_only_that_place() -> None:
    assert "unseen-approval" not in find_concepts("推行不见面开标")
    assert "unseen-approval" in find_concepts("推行不见面开标，其他事项不见面办理")
    assert exclusions()["unseen-approval"] == Exclusion((), ("不见面开标", "不见面采购"))


def test_concepts_that_must_not_be_confused_conflict_only_when_each_side_names_one() -> None:
    first, second = find_concepts("推行三零服务"), find_concepts("推行三省服务")
    assert confused(first, second)
    assert confused(second, first)
    assert not confused(first, first)
    assert not confused(first, first | second)


def test_a_word_may_stand_in_several_groups_of_opposites() -> None:
    assert in_conflict(sides_of("企业注销登记"), sides_of("企业设立登记"))
    assert in_conflict(sides_of("不动产注销登记"), sides_of("不动产抵押登记"))


def test_an_explanation_shows_words_spans_headings_and_what_was_suppressed() -> None:
    text = "推行“不见面”开标，退还投标保证金"
    found = explanation(text, ["二、重点任务", "（三）公共资源交易"])
    assert found["theme"] == "tendering"
    evidence = [item for theme in found["themes"] for item in theme["evidence"]]
    heading = next(item for item in evidence if item["place"] == "heading")
    assert heading["heading"] == "（三）公共资源交易"
    assert heading["worth"] == 6.0
    for item in evidence:
        for start, end in item["spans"]:
            assert (item["heading"] or text)[start:end] == item["word"]
    shown = {concept["id"]: concept for concept in found["concepts"]}
    assert [text[start:end] for start, end in shown["unseen-opening"]["spans"]] == ["不见面”开标"]
    assert {concept["id"]: concept["by"] for concept in found["suppressed"]} == {
        "unseen-approval": "不见面开标"
    }


def test_every_word_that_spoke_has_its_place(ordos: Document) -> None:
    for commitment in ordos.commitments[:40]:
        for evidence in find_evidence(commitment.text, commitment.trail):
            source = commitment.text
            if evidence.place == "heading":
                source = commitment.trail[-1 - evidence.rank]
            spans = find_places(evidence, source)
            assert spans
            assert {source[start:end] for start, end in spans} == {evidence.word}


def test_explain_reads_a_text_a_file_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "两句.txt").write_text("推行不见面开标\n\n开展双随机抽查\n", encoding="utf-8")
    one = run("themes", "--explain", "推行不见面开标", "-f", "json")
    assert [item["theme"] for item in json.loads(one.stdout)["texts"]] == ["tendering"]
    two = run("themes", "--explain", "@两句.txt", "-f", "json", cwd=tmp_path)
    assert [item["theme"] for item in json.loads(two.stdout)["texts"]] == ["tendering", "market-regulation"]
    assert run("themes", "--explain", "-", "-f", "json", input="推行不见面开标").stdout == one.stdout
    printed = run("themes", "--explain", "推行不见面开标", "--heading", "获得电力").stdout
    assert "标题“获得电力”" in printed
    assert "被 not“不见面开标”取消" in "".join(line.strip() for line in printed.splitlines())
    english = run("themes", "--explain", "推行不见面开标", "--lang", "en").stdout
    assert "taken away by" in english


def test_a_text_that_names_nothing_is_said_so() -> None:
    printed = run("themes", "--explain", "甲乙丙").stdout
    assert printed.startswith("general")
    assert "没有说到概念表里的概念" in printed


def test_wrong_use_of_explain_and_check_is_refused(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_text("\n", encoding="utf-8")
    assert "没有要说明的文字" in refused("themes", "--explain", " ")
    assert "找不到" in refused("themes", "--explain", "@没有.txt", cwd=tmp_path)
    assert refused("themes", "--explain", "@空.txt", cwd=tmp_path)
    assert "不能一起用" in refused("themes", "--explain", "甲", "--check")
    assert refused("themes", "--format", "xlsx")


def test_the_list_as_json_has_every_theme_and_concept() -> None:
    data = json.loads(run("themes", "-f", "json").stdout)
    assert [theme["id"] for theme in data["themes"]] == [*themes(), CROSS]
    assert {concept["id"] for theme in data["themes"] for concept in theme["concepts"]} == set(concepts())


def test_check_is_clean_for_the_built_in_lists() -> None:
    result = run("themes", "--check")
    assert result.returncode == 0
    assert "0 处问题" in result.stdout
    assert json.loads(run("themes", "--check", "-f", "json").stdout)["flaws"] == []


FLAWS = {
    "same-name": '[general]\na1 = { zh = "同名", any = ["甲甲"] }\na2 = { zh = "同名", any = ["乙乙"] }\n',
    "short-pattern": '[general]\na1 = { zh = "短", any = ["税"] }\n',
    "shared-pattern": '[general]\na1 = { zh = "重", any = ["简易注销"] }\n',
    "repeated-pattern": '[general]\na1 = { zh = "复", any = ["甲甲", "“甲甲”"] }\n',
    "excluded-pattern": '[general]\na1 = { zh = "死", any = ["甲乙丙"], not = ["甲乙"] }\n',
    "excludes-concept": '[general]\na1 = { zh = "误伤", any = ["甲甲"], not = ["电子保函"] }\n',
    "kin-and-confused": '[general]\na1 = { zh = "又", any = ["甲甲"], kin = ["e-seals"], confused_with = ["e-seals"] }\n',
    "unknown-concept": '[general]\na1 = { zh = "己", any = ["甲甲"], kin = ["a1"] }\n',
}


@pytest.mark.parametrize("code", list(FLAWS))
def test_check_names_each_kind_of_flaw(code: str, tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text(FLAWS[code], encoding="utf-8")
    result = run("themes", "--check", "-f", "json", "--lexicon", str(tmp_path))
    assert result.returncode == 1, result.stderr
    assert code in [flaw["code"] for flaw in json.loads(result.stdout)["flaws"]]
    printed: subprocess.CompletedProcess[str] = run("themes", "--check", "--lexicon", str(tmp_path))
    assert printed.returncode == 1
    assert "concepts.toml［a" in printed.stdout


def test_check_names_flaws_of_themes_and_opposites(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(
        '[[theme]]\nid = "x"\nzh = "新"\nstrong = ["电"]\nwords = ["电"]\n', encoding="utf-8"
    )
    (tmp_path / "opposites.toml").write_text('[groups]\nx = ["登记", "抵押登记"]\n', encoding="utf-8")
    flaws = json.loads(run("themes", "--check", "-f", "json", "--lexicon", str(tmp_path)).stdout)["flaws"]
    assert {flaw["code"] for flaw in flaws} == {"short-pattern", "strong-and-weak", "overlapping-opposites"}
    assert {flaw["file"] for flaw in flaws} == {"themes.toml", "opposites.toml"}


def test_an_id_of_the_report_is_explained_with_its_own_headings() -> None:
    (commitment, *_) = [
        c for c in open_document("ordos-2021").commitments if c.trail and c.theme == "paying-taxes"
    ]
    texts, headings = texts_of(commitment.id)
    assert (texts, headings) == ([commitment.text], commitment.trail)
    assert explanation(texts[0], headings)["theme"] == commitment.theme
    assert texts_of("不动产/税务") == (["不动产/税务"], ())


def test_a_numbered_sentence_that_is_its_own_heading_counts_once() -> None:
    text = "养老机构用水用电用气执行居民价格"
    alone = find_theme(text, ["一、重点任务"])
    assert find_theme(text, ["一、重点任务", f"11.{text}"]) == alone
    assert explanation(text, ["一、重点任务", f"11.{text}"])["theme"] == alone[0]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("tax", "paying-taxes"),
        ("税务", "paying-taxes"),
        ("pay-taxes", "paying-taxes"),
        ("electric", "electricity-access"),
    ],
)
def test_a_theme_that_is_none_is_answered_with_the_nearest(asked: str, meant: str) -> None:
    with pytest.raises(InvalidRequest, match="没有这个主题") as error:
        check_themes([asked])
    assert error.value.hint == f"是不是 {meant} {themes()[meant].zh}？全部主题见 policydiff themes"


def test_what_is_like_no_theme_is_answered_with_the_list() -> None:
    with pytest.raises(InvalidRequest) as error:
        check_themes(["xyz"])
    assert error.value.hint == "可用主题见 policydiff themes"
