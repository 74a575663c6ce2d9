"""Judging: the cases of judging.md, and the laws of the tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CASES as FOLDER
from conftest import blocks, same_as_file, table
from policydiff.commitments.parse import parse
from policydiff.judging import Context, context_of
from policydiff.judging import judge as judge_within
from policydiff.judging.couples import couples, decisive, members, runs
from policydiff.judging.force import group_of
from policydiff.judging.intervals import compare_values
from policydiff.judging.judge import Judgement
from policydiff.judging.lists import lists_fewer
from policydiff.judging.objects import likeness
from policydiff.model import (
    Commitment,
    Comparator,
    Dimension,
    Direction,
    Document,
    Finding,
    Outcome,
    Relation,
    SourceText,
    Span,
    Target,
    Wording,
)

CASES = [*blocks("judging.md"), *blocks("verdict-kinds.md")]
TURNED = {Outcome.TIGHTENS: Outcome.LOOSENS, Outcome.LOOSENS: Outcome.TIGHTENS}
OPPOSITE = {Relation.TIGHTENS: Relation.LOOSENS, Relation.LOOSENS: Relation.TIGHTENS}


ALONE = Context()
"""Of a pair that nothing surrounds."""


def judge(
    upper: Commitment, lower: Commitment, context: Context = ALONE
) -> tuple[Relation, tuple[Finding, ...]]:
    judged = judge_within(upper, lower, context)
    return judged.relation, judged.findings


def judgement(upper: Commitment, lower: Commitment) -> Judgement:
    return judge_within(upper, lower, ALONE)


@cache
def commitment(text: str) -> Commitment:
    """``text`` read; a law asks for the same sentence many times, and a record does not change."""
    found = parse(SourceText("t", "txt", f"1.{text}。"), id="t", issued=date(2022, 1, 1)).commitments
    assert len(found) == 1, text
    return found[0]


def target(
    value: Decimal | tuple[Decimal, Decimal],
    comparator: Comparator = Comparator.AT_MOST,
    unit: str = "工作日",
    direction: Direction = Direction.LOWER,
) -> Target:
    return Target(
        text="",
        span=Span(0, 1),
        object="办理时限",
        dimension=Dimension.TIME,
        comparator=comparator,
        value=value,
        unit=unit,
        scope="",
        direction=direction,
    )


def said(upper: Commitment, lower: Commitment) -> str:
    """The outcome, and what was found that is not equal."""
    judged = judgement(upper, lower)
    shown = [
        f"{finding.dimension.value} {finding.relation.value}"
        for finding in judged.findings
        if finding.relation is not Relation.EQUAL
    ]
    return f"{judged.outcome}: {', '.join(shown)}".rstrip(": ")


def test_a_pair_is_judged_as_written() -> None:
    with table() as rows:
        for _, upper, (lower, expected) in CASES:
            with rows.row(f"{upper} ↔ {lower}"):
                assert said(commitment(upper), commitment(lower)) == expected


def test_a_pair_of_another_field_has_an_outcome_that_can_be_defended() -> None:
    """The lists were not made on these: schools, water, health, traffic, farming, fines."""
    rows = [
        line.split(" | ")
        for line in (FOLDER / "kinds.psv").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(rows) > 100
    with table() as found:
        for upper, lower, allowed in rows:
            with found.row(f"{upper} ↔ {lower}"):
                outcome = judgement(commitment(upper), commitment(lower)).outcome
                assert outcome.value in allowed.split("、")
                back = judgement(commitment(lower), commitment(upper)).outcome
                assert back is TURNED.get(outcome, outcome)


def document(name: str, texts: Sequence[str]) -> Document:
    lines = "".join(f"{number}. {text}。\n" for number, text in enumerate(texts, 1))
    found = parse(SourceText(name, "txt", f"某方案\n{lines}"), id=name, issued=date(2022, 1, 1))
    assert len(found.commitments) == len(texts), texts
    return found


def test_a_pair_is_judged_by_what_else_the_two_documents_say() -> None:
    blocks = (FOLDER / "surroundings.txt").read_text(encoding="utf-8").strip().split("\n\n")[1:]
    assert len(blocks) >= 10
    with table() as found:
        for block in blocks:
            with found.row(block):
                said: dict[str, list[str]] = {}
                for line in block.splitlines():
                    key, text = line.split(" ", 1)
                    said.setdefault(key, []).append(text)
                upper = document("upper", said["上"])
                lower = document("lower", [*said["下"], *said.get("旁", ())])
                pairs = list(product(upper.commitments, lower.commitments[: len(said["下"])]))
                one = (upper.commitments[0], lower.commitments[0])
                for expected, paired in ((said["是"], pairs), (said["单看"], pairs[:1])):
                    assert [judge_within(*one, context_of(upper, lower, paired)).outcome.value] == expected


def test_exchanging_the_sides_exchanges_tightens_and_loosens() -> None:
    with table() as rows:
        for _, upper, (lower, _) in CASES:
            with rows.row(f"{upper} ↔ {lower}"):
                there, _ = judge(commitment(upper), commitment(lower))
                back, _ = judge(commitment(lower), commitment(upper))
                assert back is OPPOSITE.get(there, there)


def test_a_commitment_against_itself_is_equal() -> None:
    with table() as rows:
        for _, upper, _ in CASES:
            with rows.row(upper):
                assert judge(commitment(upper), commitment(upper))[0] is Relation.EQUAL


def words_of(text: str, target: Target | None, evidence: tuple[Span, ...]) -> str:
    """What a finding shows of one side: its figure, or the words it rests on."""
    shown = "、".join(f"1.{text}。"[span.start : span.end] for span in evidence)
    return target.phrase if target and target.phrase in shown else shown or "—"


def test_a_run_of_words_ends_before_a_preposition_and_goes_on_over_a_joint() -> None:
    for text, chosen, expected in (
        ("用热按居民价格结算", slice(0, 3), ["用热"]),
        ("政策由社区向居民宣传", slice(0, 2), ["政策"]),
        ("政策由社区向居民宣传", slice(0, None, 2), ["政策", "社区", "居民"]),
        ("培训对新职工和网格员开放", slice(3, 6, 2), ["职工和网格"]),
    ):
        clause = commitment(text).clauses[0]
        assert ["".join(word.text for word in run) for run in runs(clause, clause.words[chosen])] == expected


def test_ranks_are_told_apart_in_the_steps_that_matter() -> None:
    assert [group_of(rank) for rank in (None, 0, 1, 2, 3, 4, 5, 6)] == [0, 1, 1, 2, 3, 3, 4, 4]


def test_every_reason_is_whole_in_english_too() -> None:
    with table() as rows:
        for upper, lower in pairs():
            with rows.row(f"{upper} ↔ {lower}"):
                for found in judgement(commitment(upper), commitment(lower)).findings:
                    assert len(found.reason.en) > 10
                    assert not re.search(r"\bNone\b|[{}]|  ", found.reason.en)
                    if found.rule in {"oftener", "seldomer", "as-often"}:
                        assert found.reason.en.count("times a year") == 2


def test_every_finding_says_why_and_on_which_words() -> None:
    """Rule, reason and evidence of every finding of every pair; written anew with POLICYDIFF_REWRITE=1."""
    lines = []
    for upper, lower in pairs():
        lines += [upper, f"  {lower}"]
        for f in judgement(commitment(upper), commitment(lower)).findings:
            sides = (
                words_of(upper, f.upper_target, f.upper_evidence),
                words_of(lower, f.lower_target, f.lower_evidence),
            )
            lines.append(f"    {f.rule}：{f.reason.zh}（{' / '.join(sides)}）")
    same_as_file("\n".join(lines) + "\n", FOLDER / "judging-reasons.txt")


def test_every_case_stands_once() -> None:
    pairs = [(upper, rest[0]) for _, upper, rest in CASES]
    assert len(pairs) >= 100
    assert len(set(pairs)) == len(pairs)


def test_a_reason_says_what_changed_by_how_much() -> None:
    _, findings = judge(
        commitment("不动产抵押登记办理时限压缩至3个工作日内"),
        commitment("不动产抵押登记办理时间压缩至1个工作日内"),
    )
    assert findings[0].reason.zh == "不动产抵押登记办理时限：3个工作日内 → 1个工作日内，收紧2个工作日"
    assert "tighter by" in findings[0].reason.en


def test_a_deadline_that_had_passed_is_not_held_against_the_lower_document() -> None:
    upper, lower = commitment("2021年12月底前建成审批系统"), commitment("2022年6月底前建成审批系统")
    relation, findings = judge(upper, lower, Context(issued=date(2022, 3, 18)))
    assert relation is not Relation.LOOSENS
    assert any(finding.rule == "deadline-passed" for finding in findings)


def test_a_deadline_on_the_day_of_issue_has_not_passed() -> None:
    upper, lower = commitment("2022年3月底前建成审批系统"), commitment("2022年6月底前建成审批系统")
    for issued, rule in ((date(2022, 3, 31), "date-later"), (date(2022, 4, 1), "deadline-passed")):
        assert judge(upper, lower, Context(issued=issued))[1][0].rule == rule
    alone = commitment("建成审批系统")
    for issued, rule in ((date(2022, 3, 31), "date-only-upper"), (date(2022, 4, 1), "deadline-passed")):
        assert judge(upper, alone, Context(issued=issued))[1][0].rule == rule


def test_a_deadline_that_the_lower_text_adds_is_a_plus_and_one_that_it_drops_is_not_the_same() -> None:
    upper = commitment("实现涉企证照电子化")
    later = replace(upper, deadline=date(2022, 12, 31))
    assert judge(upper, upper)[1][0].rule == "verbatim"
    assert judgement(upper, later).outcome == "same"
    assert judgement(later, upper).outcome == "answered"


def test_an_item_is_as_binding_as_the_words_that_lead_to_it() -> None:
    """探索推行：（1）电子印章 is no more than explored; its own verb counts before that of the lead."""

    def item(lead: str, text: str) -> Commitment:
        found = parse(
            SourceText("t", "txt", f"一、任务\n{lead}：\n（1）{text}。\n（2）其他事项。"), id="t"
        ).commitments
        return next(c for c in found if text in c.text)

    firm = commitment("全面推行政务服务电子印章")
    weak = item("探索开展下列工作", "政务服务电子印章")
    assert weak.clauses[-1].above is not None
    assert judge(firm, weak)[0] is Relation.LOOSENS
    shown = decisive(firm, weak, judgement(firm, weak).findings)
    assert shown is not None
    assert shown.lower.text == "政务服务电子印章", "words of the lead are no clause of the item"
    assert judge(weak, firm)[0] is Relation.TIGHTENS
    assert judge(firm, item("探索开展下列工作", "全面推行政务服务电子印章"))[0] is Relation.EQUAL


def test_what_another_answer_says_is_not_left_out() -> None:
    upper = commitment("公开办事指南、办理流程、办理时限和监督电话")
    lower = commitment("公开办事指南、办理流程和办理时限")
    rest = commitment("设立政务服务监督电话")
    assert judge(upper, lower)[0] is Relation.LOOSENS
    assert judge(upper, lower, Context(lowers={upper.id: (lower, rest)}))[0] is Relation.EQUAL
    assert judge(lower, upper)[0] is Relation.TIGHTENS
    assert judge(lower, upper, Context(uppers={upper.id: (lower, rest)}))[0] is Relation.EQUAL


def test_two_answers_about_parts_are_together_about_the_whole() -> None:
    whole, part = commitment("合理调整公用事业服务价格"), commitment("合理调整用水价格")
    other = commitment("合理调整用气价格")
    assert judge(whole, part)[0] is Relation.LOOSENS
    assert judge(whole, part, Context(lowers={whole.id: (part, other)}))[0] is Relation.EQUAL
    assert judge(part, whole, Context(uppers={whole.id: (part, other)}))[0] is Relation.EQUAL


def test_a_part_is_no_loosening_where_another_place_takes_up_another_part() -> None:
    whole, part = commitment("合理调整公用事业服务价格"), commitment("合理调整用水价格")
    for other, relation in (
        ("规范转供电主体价格行为", Relation.EQUAL),
        ("推进供电线路改造", Relation.LOOSENS),
        ("完善商品价格监测", Relation.LOOSENS),
    ):
        assert judge(whole, part, Context(below=("合理调整用水价格", other)))[0] is relation
        assert judge(part, whole, Context(below=(other,)))[0] is Relation.TIGHTENS
    assert judge(part, whole, Context(above=("规范转供电主体价格行为",)))[0] is Relation.EQUAL


@pytest.mark.parametrize(
    ("clause", "listed"),
    [
        ("公开办事指南", ()),
        ("公开办事指南、办理流程", ("公开办事指南", "办理流程")),
        ("公开办事指南、办理流程和办理时限", ("公开办事指南", "办理流程", "办理时限")),
        ("公开办事指南、办理流程以及办理时限", ("公开办事指南", "办理流程", "办理时限")),
        ("公开办事指南、以及办理流程", ("公开办事指南", "办理流程")),
        ("公开办事指南、办理流程等信息", ("公开办事指南", "办理流程")),
        ("实行“进一次门、办所有事”、全城通办等服务", ("实行“进一次门、办所有事”", "全城通办")),
        ("公开目录、流程对企业开放", ("公开目录", "流程")),
        ("将目录、流程在网上公开", ("目录", "流程")),
        ("把目录、流程在网上公开", ("目录", "流程")),
        ("在网上公开目录、流程", ("网上公开目录", "流程")),
        ("以目录、流程公开", ("目录", "流程公开")),
        ("公开：目录、流程", ("目录", "流程")),
        ("公开目录、流程（含附件）", ("公开目录", "流程")),
        ("各县（市、区）人民政府公开目录、流程", ("各县（市、区）人民政府公开目录", "流程")),
    ],
)
def test_a_list_is_read_as_its_members(clause: str, listed: tuple[str, ...]) -> None:
    assert tuple(part.text for part in members(commitment(clause).clauses[-1])) == listed


def test_a_list_of_another_clause_is_fewer_where_most_of_it_is_said_in_no_words() -> None:
    listing = commitment("推行综合窗口服务，公开办事指南、监督电话和收费标准")
    beside = listing.clauses[0]
    for text, fewer in (
        ("推行综合窗口服务，公开办事指南", True),
        ("公开办事指南和监督电话", False),  # most of it is said
        ("公开办事指南，设立电话监督渠道，公示标准收费", False),
        ("公开办事指南、监督电话和收费标准", False),
        ("推进政务公开", False),
    ):
        assert lists_fewer(listing, beside, text) is fewer, text
    assert not lists_fewer(listing, listing.clauses[1], "公开办事指南"), (
        "the clause itself is judged by its words"
    )
    assert not lists_fewer(commitment("推行综合窗口服务，公开办事指南和监督电话"), beside, "监督电话"), (
        "two are no list"
    )


@pytest.mark.parametrize("text", ["", "10%", "，。"])
def test_nothing_is_not_like_anything(text: str) -> None:
    assert likeness(text, "企业开办") == likeness("企业开办", text) == likeness(text, text) == 0.0


def test_words_that_are_the_same_are_fully_alike() -> None:
    assert likeness("办", "办") == likeness("企业开办时间", "企业开办时间") == 1.0


def test_each_clause_is_coupled_with_the_likest_of_the_other_side() -> None:
    found = couples(
        commitment("全面推行综合窗口服务，推广电子印章应用"),
        commitment("全面推行综合窗口改革，推进综合窗口，推广电子印章的应用，加强人员培训"),
    )
    assert ("推广电子印章应用", "推广电子印章的应用") in {(c.upper.text, c.lower.text) for c in found}
    assert not any("培训" in couple.lower.text for couple in found)


def test_findings_both_ways_are_mixed_and_none_is_an_answer() -> None:
    def outcome(*relations: Relation) -> tuple[str, Relation]:
        figure = target(Decimal(1))
        found = Judgement(
            tuple(
                Finding(
                    dimension=Dimension.TIME,
                    relation=relation,
                    reason=Wording("", ""),
                    upper_target=figure,
                    lower_target=figure,
                )
                for relation in relations
            ),
            same=False,
        )
        return found.outcome, found.relation

    assert outcome(Relation.TIGHTENS, Relation.LOOSENS) == ("mixed", Relation.MIXED)
    assert outcome(Relation.TIGHTENS, Relation.EQUAL, Relation.INCOMPARABLE)[0] == "tightens"
    assert outcome(Relation.EQUAL, Relation.INCOMPARABLE)[0] == "incomparable"
    assert outcome() == ("answered", Relation.EQUAL)


amounts = st.decimals(min_value="0.5", max_value=400, places=1)
ranges = st.tuples(amounts, amounts).map(sorted).map(tuple)
values = st.one_of(amounts, ranges)
directions = st.sampled_from([Direction.LOWER, Direction.HIGHER])
time_units = st.sampled_from(["工作日", "日", "小时", "分钟"])


@given(values, values, directions)
def test_values_exchange(first: Decimal, second: Decimal, direction: Direction) -> None:
    there = compare_values(target(first, direction=direction), target(second, direction=direction)).relation
    back = compare_values(target(second, direction=direction), target(first, direction=direction)).relation
    assert back is OPPOSITE.get(there, there)


@given(values, time_units, values, time_units)
def test_units_exchange(first: Decimal, unit: str, second: Decimal, other: str) -> None:
    there = compare_values(target(first, unit=unit), target(second, unit=other)).relation
    back = compare_values(target(second, unit=other), target(first, unit=unit)).relation
    assert back is OPPOSITE.get(there, there)


ORDER = {Relation.LOOSENS: 0, Relation.EQUAL: 1, Relation.TIGHTENS: 2}


@given(amounts, amounts, st.decimals(min_value="0.1", max_value="0.4", places=1), time_units)
def test_tightening_a_number_never_moves_towards_loosens(
    upper: Decimal, lower: Decimal, less: Decimal, unit: str
) -> None:
    before = compare_values(target(upper), target(lower, unit=unit)).relation
    after = compare_values(target(upper), target(lower - less, unit=unit)).relation
    if before in ORDER and after in ORDER:
        assert ORDER[after] >= ORDER[before]
    assert not (before is Relation.TIGHTENS and after is not Relation.TIGHTENS)


@given(values, values, values, directions)
def test_judged_values_are_transitive_over_three_levels(
    region: Decimal, city: Decimal, banner: Decimal, direction: Direction
) -> None:
    """Region to city and city to banner both tighter: region to banner is tighter."""

    def relation(first: Decimal, second: Decimal) -> Relation:
        return compare_values(
            target(first, direction=direction), target(second, direction=direction)
        ).relation

    for one_way in (Relation.TIGHTENS, Relation.LOOSENS):
        steps = {relation(region, city), relation(city, banner)}
        if steps <= {one_way, Relation.EQUAL} and one_way in steps:
            assert relation(region, banner) is one_way


PROMISES = {
    "不动产登记办理时限压缩至{}个工作日内": Relation.LOOSENS,
    "办电环节压减至{}个": Relation.LOOSENS,
    "不良贷款率控制在{}%以内": Relation.LOOSENS,
    "收费标准不高于{}元": Relation.LOOSENS,
    "不见面开标率达到{}%以上": Relation.TIGHTENS,
    "申请材料精简{}%以上": Relation.TIGHTENS,
    "提供信贷支持不低于{}亿元": Relation.TIGHTENS,
    "培训企业{}家": Relation.TIGHTENS,
}
"""Promises with a number, and what more of it is."""
numbers = st.integers(min_value=1, max_value=99)


@settings(deadline=None)
@given(st.sampled_from(sorted(PROMISES)), numbers, numbers)
def test_more_or_less_of_a_promise_is_tighter_or_looser(promise: str, upper: int, lower: int) -> None:
    relation, _ = judge(commitment(promise.format(upper)), commitment(promise.format(lower)))
    more = PROMISES[promise]
    expected = Relation.EQUAL if upper == lower else more if lower > upper else OPPOSITE[more]
    assert relation is expected


@settings(deadline=None)
@given(st.sampled_from(sorted(PROMISES)), numbers, numbers, numbers)
def test_judged_sentences_are_transitive_over_three_levels(
    promise: str, region: int, city: int, banner: int
) -> None:
    first, second, third = (commitment(promise.format(number)) for number in (region, city, banner))
    steps = {judge(first, second)[0], judge(second, third)[0]}
    for one_way in (Relation.TIGHTENS, Relation.LOOSENS, Relation.EQUAL):
        if steps <= {one_way, Relation.EQUAL} and one_way in steps:
            assert judge(first, third)[0] is one_way


LADDER = ["探索推行{}", "逐步推行{}", "推进{}", "推行{}", "全面推行{}"]


@settings(deadline=None)
@given(
    st.sampled_from(["电子印章", "综合窗口服务", "告知承诺制", "企业简易注销"]),
    st.lists(st.sampled_from(LADDER), min_size=3, max_size=3),
)
def test_a_more_binding_word_never_loosens_over_three_levels(thing: str, words: list[str]) -> None:
    first, second, third = (commitment(word.format(thing)) for word in words)
    for upper, lower, one, other in ((first, second, *words[:2]), (second, third, *words[1:])):
        rank = LADDER.index(other) - LADDER.index(one)
        relation = judge(upper, lower)[0]
        assert relation is Relation.EQUAL or (relation is Relation.TIGHTENS) == (rank > 0)
    steps = {judge(first, second)[0], judge(second, third)[0]}
    for one_way in (Relation.TIGHTENS, Relation.LOOSENS):
        if steps == {one_way}:
            assert judge(first, third)[0] is one_way


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 12))
def test_an_earlier_deadline_tightens(upper: int, lower: int) -> None:
    first, second = (commitment(f"2022年{month}月底前实现涉企证照电子化") for month in (upper, lower))
    expected = Relation.EQUAL if upper == lower else Relation.TIGHTENS if lower < upper else Relation.LOOSENS
    assert judge(first, second)[0] is expected


def test_a_working_day_is_never_a_calendar_day() -> None:
    assert compare_values(target(Decimal(3), unit="日"), target(Decimal(3))).relation is Relation.INCOMPARABLE
    assert compare_values(target(Decimal(3), unit="日"), target(Decimal(4))).relation is Relation.LOOSENS
    assert compare_values(target(Decimal(60), unit="日"), target(Decimal(5))).relation is Relation.TIGHTENS
    assert (
        compare_values(target(Decimal(10), unit="日"), target(Decimal(7))).relation is Relation.INCOMPARABLE
    )


@pytest.mark.parametrize(
    ("upper", "lower", "relation", "rule", "difference"),
    [
        (target(Decimal(5)), target(Decimal(3)), Relation.TIGHTENS, "value", Decimal(2)),
        (target(Decimal(3)), target(Decimal(3)), Relation.EQUAL, "value", Decimal(0)),
        (target(Decimal(2), unit="小时"), target(Decimal(90), unit="分钟"), Relation.TIGHTENS, "value", None),
        (target(Decimal(2), unit="小时"), target(Decimal(1), unit="小时"), Relation.TIGHTENS, "value", Decimal(1)),
        # half a day is four hours of an office or twelve of the clock; what both readings say is said
        (target(Decimal("0.5"), unit="日"), target(Decimal("3.9"), unit="小时"), Relation.TIGHTENS, "value", None),
        (target(Decimal("0.5"), unit="日"), target(Decimal("4.1"), unit="小时"), Relation.INCOMPARABLE, "units-differ", None),
        (target(Decimal("3.9"), unit="小时"), target(Decimal("0.5"), unit="日"), Relation.LOOSENS, "value", None),
        (target(Decimal("0.5"), unit="日"), target(Decimal("11.9"), unit="小时"), Relation.INCOMPARABLE, "units-differ", None),
        (target(Decimal("0.5"), unit="日"), target(Decimal("12.1"), unit="小时"), Relation.LOOSENS, "value", None),
        (target(Decimal(2), unit="某单位"), target(Decimal(3), unit="某单位"), Relation.LOOSENS, "value", Decimal(1)),
        (target(Decimal(2), unit="某单位"), target(Decimal(3), unit="别的单位"), Relation.INCOMPARABLE, "units-differ", None),
        (target(Decimal(2), unit="某单位"), target(Decimal(3)), Relation.INCOMPARABLE, "units-differ", None),
        (target(Decimal(2)), target(Decimal(3), unit="某单位"), Relation.INCOMPARABLE, "units-differ", None),
        (target(Decimal(2)), target(Decimal(3), unit="%"), Relation.INCOMPARABLE, "units-differ", None),
        (target((Decimal(3), Decimal(5))), target((Decimal(2), Decimal(4))), Relation.TIGHTENS, "value", Decimal(1)),
        (target((Decimal(3), Decimal(5))), target((Decimal(1), Decimal(5))), Relation.TIGHTENS, "value", Decimal(0)),
        (target((Decimal(3), Decimal(5))), target((Decimal(2), Decimal(6))), Relation.INCOMPARABLE, "ranges-cross", None),
        (target((Decimal(3), Decimal(5))), target(Decimal(4)), Relation.INCOMPARABLE, "ranges-cross", None),
        (
            target((Decimal(30), Decimal(50)), direction=Direction.HIGHER),
            target((Decimal(40), Decimal(51)), direction=Direction.HIGHER),
            Relation.TIGHTENS, "value", Decimal(10),
        ),
        (
            target((Decimal(1), Decimal(2)), unit="小时"),
            target((Decimal(60), Decimal(90)), unit="分钟"),
            Relation.TIGHTENS, "value", None,
        ),
        (target(Decimal(3), direction=Direction.NONE), target(Decimal(2)), Relation.TIGHTENS, "value", Decimal(1)),
        (target(Decimal(3)), target(Decimal(2), direction=Direction.NONE), Relation.TIGHTENS, "value", Decimal(1)),
        (
            target(Decimal(3), direction=Direction.NONE), target(Decimal(2), direction=Direction.NONE),
            Relation.INCOMPARABLE, "direction-unclear", None,
        ),
        (target(Decimal(3)), target(Decimal(2), direction=Direction.HIGHER), Relation.INCOMPARABLE, "direction-unclear", None),
        (
            target(Decimal(3), direction=Direction.EARLIER), target(Decimal(2), direction=Direction.EARLIER),
            Relation.INCOMPARABLE, "direction-unclear", None,
        ),
        (
            target(Decimal(30), Comparator.REDUCE_BY, "%"), target(Decimal(40), Comparator.INCREASE_BY, "%"),
            Relation.INCOMPARABLE, "reduce-against-increase", None,
        ),
        (
            target(Decimal(60), Comparator.AT_LEAST, "%", Direction.HIGHER),
            target(Decimal(60), Comparator.ABOVE, "%", Direction.HIGHER),
            Relation.TIGHTENS, "strict-bound", Decimal(0),
        ),
        (
            target(Decimal(5), Comparator.BELOW, "%"), target(Decimal(5), Comparator.AT_MOST, "%"),
            Relation.LOOSENS, "strict-bound", Decimal(0),
        ),
        (target(Decimal(3), unit="日"), target(Decimal(3)), Relation.INCOMPARABLE, "working-against-calendar", None),
        (target(Decimal(3), unit="日"), target(Decimal(4)), Relation.LOOSENS, "working-against-calendar", None),
        (target(Decimal(4)), target(Decimal(3), unit="日"), Relation.TIGHTENS, "working-against-calendar", None),
        # 5 working days: 7 days with the weekend, 9 more for a holiday
        (target(Decimal(16), unit="日"), target(Decimal(5)), Relation.INCOMPARABLE, "working-against-calendar", None),
        (target(Decimal(17), unit="日"), target(Decimal(5)), Relation.TIGHTENS, "working-against-calendar", None),
        (target(Decimal(19), unit="日"), target(Decimal(6)), Relation.INCOMPARABLE, "working-against-calendar", None),
        (target(Decimal(20), unit="日"), target(Decimal(6)), Relation.TIGHTENS, "working-against-calendar", None),
        (target(Decimal(3), unit="周"), target(Decimal(6)), Relation.TIGHTENS, "working-against-calendar", None),
        (
            target(Decimal(60), unit="日", direction=Direction.HIGHER), target(Decimal(5), direction=Direction.HIGHER),
            Relation.INCOMPARABLE, "working-against-calendar", None,
        ),
    ],
)  # fmt: skip
def test_two_values_have_a_verdict_with_its_rule(
    upper: Target, lower: Target, relation: Relation, rule: str, difference: Decimal | None
) -> None:
    verdict = compare_values(upper, lower)
    assert (verdict.relation, verdict.rule, verdict.difference) == (relation, rule, difference)


def test_a_level_is_not_compared_with_a_share() -> None:
    share = target(Decimal(40), Comparator.REDUCE_BY, "%", Direction.HIGHER)
    assert compare_values(target(Decimal(7)), share).rule == "level-against-share"


def test_more_than_sixty_percent_asks_more_than_sixty_or_more() -> None:
    at_least = target(Decimal(60), Comparator.AT_LEAST, "%", Direction.HIGHER)
    above = target(Decimal(60), Comparator.ABOVE, "%", Direction.HIGHER)
    assert compare_values(at_least, above).relation is Relation.TIGHTENS
    assert compare_values(above, at_least).relation is Relation.LOOSENS
    assert compare_values(above, above).relation is Relation.EQUAL


@pytest.mark.parametrize(
    ("upper", "lower", "relation"),
    [
        ("培育专精特新企业200家", "培育专精特新企业40家", Relation.INCOMPARABLE),
        ("培育专精特新企业40家", "培育专精特新企业200家", Relation.INCOMPARABLE),
        ("培育专精特新企业40家", "培育专精特新企业40家以上", Relation.EQUAL),
        ("引进高层次人才500人", "引进高层次人才30人", Relation.INCOMPARABLE),
        ("用水总量控制在5000万立方米以内", "用水总量控制在200万立方米以内", Relation.INCOMPARABLE),
        ("新增贷款5亿元", "新增贷款2000万元", Relation.INCOMPARABLE),
        ("安排资金不低于500万元", "安排资金不低于100万元", Relation.INCOMPARABLE),
        # a standard for each, a limit, or the number of services is not a share of a whole
        ("每家企业补助不少于20万元", "每家企业补助不少于10万元", Relation.LOOSENS),
        ("投标保证金不超过20万元", "投标保证金不超过50万元", Relation.LOOSENS),
        ("推出20个“一件事”主题服务", "推出15个“一件事”主题服务", Relation.LOOSENS),
        ("每年开展培训不少于4次", "每年开展培训不少于2次", Relation.LOOSENS),
    ],
)
def test_totals_of_places_of_different_size_are_not_compared(
    upper: str, lower: str, relation: Relation
) -> None:
    found, _ = judge(commitment(upper), commitment(lower), Context(alike=False))
    assert found is relation
    assert judge(commitment(lower), commitment(upper), Context(alike=False))[0] is OPPOSITE.get(
        relation, relation
    )


def relations() -> list[tuple[str, str, Relation]]:
    lines = (FOLDER / "relations.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.strip() and not line.startswith("#")]
    assert len(rows) > 70
    return [(upper, lower, Relation(relation)) for upper, lower, relation in rows]


def test_a_clause_asks_for_more_less_or_something_else() -> None:
    with table() as rows:
        for upper, lower, relation in relations():
            with rows.row(f"{upper} ↔ {lower}"):
                assert judge(commitment(upper), commitment(lower))[0] is relation
                assert judge(commitment(lower), commitment(upper))[0] is OPPOSITE.get(relation, relation)


def test_what_was_due_before_the_lower_text_was_issued_is_compared_as_it_stands() -> None:
    text = "1.2019年底前，全流程审批时间压缩至100个工作日以内。"
    (upper,) = parse(SourceText("t", "txt", text), id="t", issued=date(2018, 6, 1)).commitments
    lower = commitment("2022年9月底前，全流程审批时间压缩至40个工作日以内")
    assert judge(upper, lower, Context(issued=date(2022, 3, 1)))[0] is Relation.TIGHTENS
    assert judge(upper, lower)[0] is Relation.INCOMPARABLE


def test_different_verbs_about_different_things_are_no_turn() -> None:
    upper = commitment("简易低风险项目取消施工图审查")
    lower = commitment("优化简易低风险项目审批流程，减少评估")
    assert judge(upper, lower)[0] not in {Relation.LOOSENS, Relation.TIGHTENS}


# ---- laws, over every pair of the case files


PAIRS = [(upper, rest[0]) for _, upper, rest in CASES]
SIDES = (
    ("longer", "shorter"),
    ("upper", "lower"),
    ("tightens", "loosens"),
    ("earlier", "later"),
    ("oftener", "seldomer"),
)
NAMES = (
    "奈曼旗",
    "白河县",
    "德清县",
    "市住房和城乡建设局",
    "县行政审批服务局",
    "旗发展改革委",
    "区人力资源社会保障局",
)
STRANGERS = ("组织科技特派员下乡指导农户", "汇编志愿服务典型案例", "修缮革命旧址展馆")
"""Sentences about nothing that a case speaks of."""


def pairs() -> list[tuple[str, str]]:
    found = [*PAIRS, *((upper, lower) for upper, lower, _ in relations())]
    assert len(found) > 180
    return found


def turned(rule: str) -> str:
    """The rule that says the same of the exchanged sides."""
    for one, other in SIDES:
        if one in rule:
            return rule.replace(one, other)
        if other in rule:
            return rule.replace(other, one)
    return rule


def test_exchanging_the_sides_exchanges_every_finding_with_its_evidence() -> None:
    """Of force, lists, exceptions, conditions, figures: what tightens one way loosens the other, on the same words."""
    with table() as rows:
        for upper, lower in pairs():
            with rows.row(f"{upper} ↔ {lower}"):
                above, below = commitment(upper), commitment(lower)
                there = [
                    (f.rule, f.relation, f.upper_evidence, f.lower_evidence)
                    for f in judgement(above, below).findings
                ]
                back = [
                    (turned(f.rule), OPPOSITE.get(f.relation, f.relation), f.lower_evidence, f.upper_evidence)
                    for f in judgement(below, above).findings
                ]
                assert sorted(there) == sorted(back)


def spoken(upper: str, lower: str) -> tuple[str, list[tuple[str, Relation]]]:
    """The outcome, and each finding that is not equal."""
    judged = judgement(commitment(upper), commitment(lower))
    found = [(f.rule, f.relation) for f in judged.findings if f.relation is not Relation.EQUAL]
    return judged.outcome, sorted(found)


def test_renaming_places_and_offices_changes_nothing() -> None:
    """Whoever says it: the first name on both sides, then each of the others on one side."""
    with table() as rows:
        for upper, lower in pairs():
            if upper == lower:
                continue  # the same words stay the same
            with rows.row(f"{upper} ↔ {lower}"):
                first = spoken(NAMES[0] + upper, NAMES[1] + lower)
                for one, other in pairwise(NAMES[1:]):
                    assert spoken(one + upper, other + lower) == first, (one, other)


def test_a_clause_that_holds_no_evidence_changes_no_verdict() -> None:
    def judged(upper: str, lower: str) -> list[tuple[str, Relation]]:
        return spoken(upper, lower)[1]

    with table() as rows:
        for upper, lower in pairs():
            with rows.row(f"{upper} ↔ {lower}"):
                before = judged(upper, lower)
                for stranger in STRANGERS:
                    for form in (f"{{}}，{stranger}", f"{stranger}，{{}}"):
                        assert judged(form.format(upper), lower) == before, stranger
                        assert judged(upper, form.format(lower)) == before, stranger


def test_of_a_pair_that_is_not_sure_only_what_stands_on_one_side_is_kept() -> None:
    judged = judgement(
        commitment("办理建筑许可时间压减至60个工作日，环节压减至15个"),
        commitment("办理建筑许可时间压减至50个工作日"),
    )
    assert judged.outcome == "tightens"
    kept = judged.unsure()
    assert [f.rule for f in kept.findings] == ["only-upper"]
    assert (kept.same, kept.outcome) == (False, "answered")
    same = judgement(commitment("应当加强政务诚信建设"), commitment("加强政务诚信建设"))
    assert (same.outcome, same.unsure().outcome) == ("same", "answered")
    crossed = judgement(commitment("企业开办时间压缩至3日内"), commitment("企业开办时间压缩至3个工作日内"))
    assert crossed.outcome == "incomparable"
    assert crossed.unsure().findings == ()


def test_a_pair_that_is_just_sure_enough_to_answer_says_nothing_of_more_or_less() -> None:
    judged = judgement(
        commitment("办理建筑许可时间压减至60个工作日，环节压减至15个"),
        commitment("办理建筑许可时间压减至50个工作日，环节压减至18个，费用压减至3元"),
    )
    assert judged.outcome == "mixed"
    kept = judged.undirected()
    assert (kept.outcome, [f.rule for f in kept.findings], kept.same) == ("answered", ["only-lower"], False)


def test_a_figure_that_another_one_answers_better_says_nothing() -> None:
    upper, lower = commitment("企业开办时间压缩至3个工作日内"), commitment("企业开办时间压缩至1个工作日内")
    spans = (upper.targets[0].span, lower.targets[0].span)
    for figures, outcome in (
        (frozenset(), "answered"),
        (frozenset({spans}), "tightens"),
        (frozenset({(spans[1], spans[0])}) - {spans}, "answered"),
        (None, "tightens"),
    ):
        assert judge_within(upper, lower, Context(figures=figures)).outcome == outcome, figures
    same = commitment("企业开办时间压缩至3个工作日以内")
    assert judge_within(upper, same, Context(figures=frozenset())).outcome == "same", (
        "no direction, so it stays"
    )


def test_a_date_that_another_answer_keeps_is_a_step_of_one_plan() -> None:
    """First by the upper date, then by a later one: neither is held against the other."""

    def dated(id_: str, text: str) -> Commitment:
        return replace(commitment(text), id=id_)

    upper = dated("u", "2025年底前完成排水管网普查")
    soon, late = dated("soon", "2025年底前完成北片排水管网普查"), dated("late", "2027年底前完成排水管网普查")
    early = dated("early", "2024年底前完成排水管网普查")

    def rule(above: Commitment, below: Commitment, context: Context) -> str:
        findings = judge_within(above, below, context).findings
        return next(f.rule for f in findings if f.dimension is Dimension.DATE)

    assert rule(upper, late, Context()) == "date-later"
    assert rule(upper, late, Context(lowers={"u": (late,)})) == "date-later", "it is no step of itself"
    assert rule(upper, late, Context(lowers={"u": (late, soon)})) == "later-step"
    assert rule(upper, early, Context(lowers={"u": (early, soon)})) == "earlier-step"
    assert rule(late, upper, Context(uppers={"u": (late, soon)})) == "earlier-step"
    assert rule(upper, soon, Context(lowers={"u": (late, soon)})) == "date-equal"
    assert judge_within(upper, late, Context(lowers={"u": (late, soon)})).outcome == "answered"


def test_a_date_beside_the_sentence_is_not_held_against_it() -> None:
    upper, lower = commitment("2025年底前完成排水管网普查"), commitment("完成排水管网普查")
    later = replace(lower, deadline=date(2026, 12, 31))
    assert next(f.rule for f in judgement(upper, later).findings) == "date-elsewhere"
    assert judgement(upper, later).outcome == "answered"


def test_each_side_shows_the_graded_word_it_has() -> None:
    for upper, lower, rule, words in (
        ("学员受骗的，培训机构应当予以赔偿", "学员受骗的，培训机构应当予以补偿", "grade", ("赔偿", "补偿")),
        ("收费方案应当进行成本评估", "收费方案未经成本评估不得出台", "bar", ("评估", "未经成本评估不得")),
        ("同类抽检应当合并", "同类抽检可以合并的，应当合并", "able", ("应当合并", "可以合并的，应当合并")),
    ):
        above, below = commitment(upper), commitment(lower)
        found = next((f for f in judgement(above, below).findings if f.rule == rule), None)
        assert found is not None, upper
        (one,), (two,) = found.upper_evidence, found.lower_evidence
        assert (f"1.{upper}"[one.start : one.end], f"1.{lower}"[two.start : two.end]) == words
