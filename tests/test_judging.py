"""Judging: the cases of judging.md, and the laws of the tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import blocks
from policydiff.judging import judge
from policydiff.judging.intervals import compare_values
from policydiff.judging.judge import relation_of
from policydiff.model import (
    Commitment,
    Comparator,
    Dimension,
    Direction,
    Finding,
    Relation,
    SourceText,
    Span,
    Target,
    Wording,
)
from policydiff.parsing.parse import parse

CASES = list(blocks("judging.md"))
OPPOSITE = {Relation.TIGHTENS: Relation.LOOSENS, Relation.LOOSENS: Relation.TIGHTENS}


def commitment(text: str) -> Commitment:
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


@pytest.mark.parametrize(("heading", "upper", "rest"), CASES, ids=[f"{u} ↔ {r[0]}" for _, u, r in CASES])
def test_a_pair_is_judged_as_written(heading: str, upper: str, rest: list[str]) -> None:
    lower, expected = rest
    relation, findings = judge(commitment(upper), commitment(lower))
    shown = ", ".join(f"{finding.dimension.value} {finding.relation.value}" for finding in findings)
    assert f"{relation.value}: {shown}" == expected


@pytest.mark.parametrize(("heading", "upper", "rest"), CASES, ids=[f"{u} ↔ {r[0]}" for _, u, r in CASES])
def test_exchanging_the_sides_exchanges_tightens_and_loosens(
    heading: str, upper: str, rest: list[str]
) -> None:
    there, _ = judge(commitment(upper), commitment(rest[0]))
    back, _ = judge(commitment(rest[0]), commitment(upper))
    assert back is OPPOSITE.get(there, there)


@pytest.mark.parametrize(("heading", "upper", "rest"), CASES, ids=[u for _, u, _ in CASES])
def test_a_commitment_against_itself_is_equal(heading: str, upper: str, rest: list[str]) -> None:
    assert judge(commitment(upper), commitment(upper))[0] is Relation.EQUAL


def test_a_reason_says_what_changed_by_how_much() -> None:
    _, findings = judge(
        commitment("不动产抵押登记办理时限压缩至3个工作日内"),
        commitment("不动产抵押登记办理时间压缩至1个工作日内"),
    )
    assert findings[0].reason.zh == "不动产抵押登记办理时限：3个工作日内 → 1个工作日内，收紧2个工作日"
    assert "tighter by" in findings[0].reason.en


def test_a_deadline_that_had_passed_is_not_held_against_the_lower_document() -> None:
    upper, lower = commitment("2021年12月底前建成审批系统"), commitment("2022年6月底前建成审批系统")
    relation, findings = judge(upper, lower, issued=date(2022, 3, 18))
    assert relation is not Relation.LOOSENS
    assert any(finding.rule == "deadline-passed" for finding in findings)


def test_findings_both_ways_are_mixed_and_none_is_not_equal() -> None:
    def finding(relation: Relation) -> Finding:
        return Finding(dimension=Dimension.TIME, relation=relation, reason=Wording("", ""))

    assert relation_of([finding(Relation.TIGHTENS), finding(Relation.LOOSENS)]) is Relation.MIXED
    assert (
        relation_of([finding(Relation.TIGHTENS), finding(Relation.EQUAL), finding(Relation.INCOMPARABLE)])
        is Relation.TIGHTENS
    )
    assert relation_of([finding(Relation.EQUAL), finding(Relation.INCOMPARABLE)]) is Relation.INCOMPARABLE
    assert relation_of([]) is Relation.INCOMPARABLE


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


def test_a_working_day_is_never_a_calendar_day() -> None:
    assert compare_values(target(Decimal(3), unit="日"), target(Decimal(3))).relation is Relation.INCOMPARABLE
    assert compare_values(target(Decimal(3), unit="日"), target(Decimal(4))).relation is Relation.LOOSENS
    assert compare_values(target(Decimal(60), unit="日"), target(Decimal(5))).relation is Relation.TIGHTENS
    assert (
        compare_values(target(Decimal(10), unit="日"), target(Decimal(7))).relation is Relation.INCOMPARABLE
    )


def test_a_level_is_not_compared_with_a_share() -> None:
    share = target(Decimal(40), Comparator.REDUCE_BY, "%", Direction.HIGHER)
    assert compare_values(target(Decimal(7)), share).rule == "level-against-share"


def test_more_than_sixty_percent_asks_more_than_sixty_or_more() -> None:
    at_least = target(Decimal(60), Comparator.AT_LEAST, "%", Direction.HIGHER)
    above = target(Decimal(60), Comparator.ABOVE, "%", Direction.HIGHER)
    assert compare_values(at_least, above).relation is Relation.TIGHTENS
    assert compare_values(above, at_least).relation is Relation.LOOSENS
    assert compare_values(above, above).relation is Relation.EQUAL
