"""Alignment: its parts, and the laws it keeps."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from alignment_blocking import all_pairs, blocking
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import sides
from numpy.typing import NDArray

from conftest import blocks
from policydiff.commitments.parse import parse
from policydiff.concordance import compare
from policydiff.model import Commitment, Concordance, Document, Relation, SourceText
from policydiff.pairing import Scales, align
from policydiff.pairing.blocking import COPIES
from policydiff.pairing.likeness import Usual
from policydiff.pairing.profiles import in_conflict, mask, profiles, sides_of
from policydiff.pairing.wording import NEAR, Effort, Near, similarity
from policydiff.topics.concepts import concepts, find_concepts
from policydiff.topics.themes import find_theme, themes

CLAUSES = [
    "企业开办时间压缩至1个工作日内",
    "企业开办时间压缩至0.5个工作日以内",
    "不动产抵押登记办理时限压缩至3个工作日内",
    "全面推行综合窗口服务",
    "推广电子保函应用",
    "探索不动产登记“秒批”",
    "税务部门办理正常出口退税时间不超过7个工作日",
    "2022年底前不见面开标率达到100%",
    "推行“多测合一”改革，除涉密项目外统一测绘",
    "加强“差评”问题整改",
]


SENTENCES = sorted({sentence for _, upper, (lower, _) in blocks("judging.md") for sentence in (upper, lower)})
"""Sentences of many kinds, among them near twins that differ in a figure or a word."""
some_sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=10, unique=True)


def document(lines: list[str], id_: str) -> Document:
    text = "\n".join(f"{number}. {line}。" for number, line in enumerate(lines, 1))
    return parse(SourceText(id_, "txt", text), id=id_)


def pairs(concordance: Concordance) -> list[tuple[str, str, str]]:
    return sorted((pair.upper.text, pair.lower.text, pair.relation.value) for pair in concordance.pairs)


def test_figures_and_dates_are_masked_before_texts_are_compared() -> None:
    assert mask("在1个工作日内办结") == mask("在15个工作日内办结")
    assert mask("2022年3月底前，“一网通办”率达95%") == mask("12月底前一网通办率达60%")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("低压客户办电", "高压客户办电"),
        ("招标文件", "政府采购文件"),
        ("留抵退税", "出口退税"),
        ("用水报装", "用气报装"),
    ],
)
def test_objects_that_must_not_be_confused_conflict(first: str, second: str) -> None:
    assert in_conflict(sides_of(first), sides_of(second))
    assert not in_conflict(sides_of(first), sides_of(first + second))


def test_every_theme_has_concepts_and_every_kin_is_known() -> None:
    known = concepts()
    assert {concept.theme for concept in known.values()} == {*themes(), "cross"}
    for concept in known.values():
        assert all(other in known for other in concept.kin), concept.id


def test_every_pattern_of_a_concept_finds_it() -> None:
    for concept in concepts().values():
        for term in concept.terms:
            example = term.replace("…", "的").replace(" + ", "和")
            found = find_concepts(example)
            assert concept.id in found or any(word in example for word in concept.excluded), (
                f"{concept.id}: {term}"
            )


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("不动产抵押登记办理时限压缩至3个工作日内", "property-registration"),
        ("推广不见面开标和远程异地评标", "tendering"),
        ("优化增值税留抵退税办理流程", "paying-taxes"),
        ("设立破产案件专业化审判庭", "resolving-insolvency"),
        ("全面实行双随机、一公开监管", "market-regulation"),
        ("规范行政处罚自由裁量权", "law-enforcement"),
        ("全面清偿政府拖欠民营企业账款", "government-integrity"),
        ("推动商标、专利、地理标志注册", "intellectual-property"),
    ],
)
def test_a_plain_sentence_finds_its_theme(text: str, theme: str) -> None:
    assert find_theme(text)[0] == theme


def test_a_heading_decides_where_the_words_do_not() -> None:
    assert find_theme("完善投诉处理机制", ["（六）政务服务组", "20.招标投标组"])[0] == "tendering"


def test_similarity_is_one_for_the_same_text_and_symmetric(ordos: Document, naiman: Document) -> None:
    above, below = profiles(ordos.commitments[:60]), profiles(naiman.commitments[:60])
    there, back, own = similarity(above, below), similarity(below, above), similarity(above, above)
    assert (square(all_pairs(there)) == square(all_pairs(back)).T).all()
    assert square(all_pairs(own)).diagonal() == pytest.approx(1.0)


def square(near: Near) -> NDArray[np.float64]:
    """The cosines as a table of as many rows as columns."""
    side = math.isqrt(len(near.cosines))
    return near.cosines.reshape(side, side)


def test_the_near_pairs_hold_the_likest_of_either_side(ordos: Document, naiman: Document) -> None:
    """Of each commitment the eight likest of the other document are among the near ones, whichever side they are on."""
    words = similarity(profiles(ordos.commitments[:300]), profiles(naiman.commitments[:300]))
    table, near = square(all_pairs(words)), words.near(Effort(near=8))
    kept = np.zeros_like(table)
    kept[near.rows, near.columns] = near.cosines
    for of, found in ((table, kept), (table.T, kept.T)):
        assert (np.sort(of)[:, -8:] == np.sort(found)[:, -8:]).all()
    assert np.count_nonzero(kept) <= 16 * 300


def test_a_document_against_itself_is_all_equal(naiman: Document) -> None:
    concordance = compare(naiman, naiman)
    assert {pair.relation for pair in concordance.pairs} == {Relation.EQUAL}
    assert concordance.missing == concordance.added == ()


@settings(max_examples=40, deadline=None)
@given(some_sentences)
def test_any_document_against_itself_is_all_equal(lines: list[str]) -> None:
    concordance = compare(document(lines, "u"), document(lines, "l"))
    assert concordance.missing == concordance.added == ()
    assert [(pair.upper.text, pair.relation) for pair in concordance.pairs] == [
        (pair.lower.text, Relation.EQUAL) for pair in concordance.pairs
    ]


def swapped(relation: str) -> str:
    return {"tightens": "loosens", "loosens": "tightens"}.get(relation, relation)


def alone(found: Concordance) -> set[str]:
    """The upper commitments without a pair, whether an answer is asked for or not."""
    return {c.id for c in (*found.missing, *found.not_judged)}


def test_exchanging_the_sides_exchanges_everything(ordos: Document, naiman: Document) -> None:
    there, back = compare(ordos, naiman), compare(naiman, ordos)
    assert [(u, low) for u, low, _ in pairs(there)] == sorted((u, low) for low, u, _ in pairs(back))
    assert alone(there) == {c.id for c in back.added}
    assert {c.id for c in there.added} == alone(back)
    reverse = {(pair.lower.id, pair.upper.id): pair.relation.value for pair in back.pairs}
    for pair in there.pairs:
        rules = {finding.rule for finding in pair.findings}
        # whether a deadline had passed depends on which document came later; what the lower side adds to the same
        # promise is a plus, and what it leaves out is not
        if not rules & {
            "deadline-passed", "date-earlier", "date-later", "date-equal", "date-only-lower", "date-only-upper",
            "only-lower", "only-upper",
        }:  # fmt: skip
            assert reverse[pair.upper.id, pair.lower.id] == swapped(pair.relation.value)


@settings(max_examples=40, deadline=None)
@given(some_sentences, some_sentences)
def test_exchanging_any_two_documents_exchanges_everything(first: list[str], second: list[str]) -> None:
    there = compare(document(first, "u"), document(second, "l"))
    back = compare(document(second, "u"), document(first, "l"))

    def told(found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """A figure that one side alone has is a plus of a lower text and a lack of an upper one: no direction."""
        return sorted((one, other, "equal" if way == "incomparable" else way) for one, other, way in found)

    assert told(pairs(there)) == told(
        [(pair.lower.text, pair.upper.text, swapped(pair.relation.value)) for pair in back.pairs]
    )
    for one, other in ((there, back), (back, there)):
        left = [c for c in one.upper.commitments if c.id in alone(one)]
        assert [c.text for c in left] == [c.text for c in other.added]


@settings(max_examples=40, deadline=None)
@given(some_sentences, some_sentences, st.randoms(use_true_random=False))
def test_the_order_of_any_items_changes_nothing(first: list[str], second: list[str], random: object) -> None:
    there = compare(document(first, "u"), document(second, "l"))
    mixed = [list(first), list(second)]
    for lines in mixed:
        random.shuffle(lines)  # type: ignore[attr-defined]
    other = compare(document(mixed[0], "u"), document(mixed[1], "l"))
    assert pairs(there) == pairs(other)
    assert sorted(c.text for c in there.missing) == sorted(c.text for c in other.missing)
    assert sorted(c.text for c in there.added) == sorted(c.text for c in other.added)


def test_blocking_keeps_what_scoring_every_pair_would_accept(
    ordos: Document, naiman: Document, digest_concordance: Concordance
) -> None:
    """At least 99.5 %; measured on the corpus: all of them."""
    digest = digest_concordance.upper
    for upper, lower in ((ordos, naiman), (digest, ordos)):
        found = blocking(upper.commitments, lower.commitments)
        assert found.proposed * 3 < found.every
        assert len(found.exhaustive) >= 10
        assert found.kept >= 0.995
        assert len(found.blocked - found.exhaustive) <= 0.005 * len(found.exhaustive)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(CLAUSES), min_size=2, max_size=8, unique=True), st.randoms(use_true_random=False)
)
def test_the_order_of_items_changes_nothing(lines: list[str], random: object) -> None:
    upper, lower = document(CLAUSES, "u"), document(lines, "l")
    mixed = list(lines)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert pairs(compare(upper, lower)) == pairs(compare(upper, document(mixed, "l")))


def test_every_commitment_is_in_a_pair_or_missing_or_added(concordance: Concordance) -> None:
    paired_upper = {pair.upper.id for pair in concordance.pairs}
    paired_lower = {pair.lower.id for pair in concordance.pairs}
    missing, added = {c.id for c in concordance.missing}, {c.id for c in concordance.added}
    missing |= {c.id for c in concordance.not_judged}
    assert paired_upper | missing == {c.id for c in concordance.upper.commitments}
    assert paired_lower | added == {c.id for c in concordance.lower.commitments}
    assert not paired_upper & missing
    assert not paired_lower & added


def test_every_upper_commitment_has_at_most_three_candidates_best_first_and_no_pair_among_them(
    concordance: Concordance,
) -> None:
    paired = {(pair.upper.id, pair.lower.id) for pair in concordance.pairs}
    assert list(concordance.candidates) == [commitment.id for commitment in concordance.upper.commitments]
    for upper, candidates in concordance.candidates.items():
        confidences = [candidate.confidence for candidate in candidates]
        assert len(confidences) <= 3
        assert not paired & {(upper, candidate.lower.id) for candidate in candidates}
        assert confidences == sorted(confidences, reverse=True)


def test_the_match_weight_is_the_sum_of_what_is_shown(concordance: Concordance) -> None:
    from policydiff.lexicon import load

    prior = load("weights")["prior"]
    for pair in concordance.pairs:
        assert pair.weight == pytest.approx(
            prior + sum(comparison.weight for comparison in pair.comparisons), abs=0.001
        )


def test_a_sentence_that_is_somewhat_like_everything_stands_out_with_nothing() -> None:
    """Both cells have the same cosine; one is the best its sides have, the other is what is usual there."""
    table = np.full((12, 12), 0.02)
    table[0, :] = 0.3
    table[6, 7] = 0.3

    def stand_out(of: NDArray[np.float64]) -> NDArray[np.float64]:
        rows, columns = (part.ravel() for part in np.indices(of.shape))
        near = Near(rows, columns, of.ravel())
        return Usual.of(near, (12, 12)).stand_out(near).reshape(of.shape)

    found = stand_out(table)
    assert found[6, 7] > found[0, 7] + 0.1
    assert np.allclose(stand_out(table.T), found.T)


def test_what_follows_from_a_breach_is_told_from_what_is_to_be_done() -> None:
    duty, breach = profiles(
        document(["有关单位应当公开收费标准", "有关单位不公开收费标准的，责令限期改正"], "d").commitments
    )
    assert (duty.liability, breach.liability) == (False, True)


def test_a_list_of_concepts_is_a_help_and_no_condition() -> None:
    """In a field that no list knows the same promise in other words is still found among many."""
    upper = [f"建设第{number}号雨水调蓄池并接入排水泵站" for number in range(3)] + [
        "推进河道清淤疏浚", "更换老旧路灯灯具", "开展古树名木养护巡查", "修缮公园健身步道", "清理楼道堆物",
    ]  # fmt: skip
    lower = [
        "加快河道清淤和疏浚",
        "老旧路灯灯具全部更换",
        "古树名木巡查养护每季一次",
        "健身步道修缮",
        "清理居民楼道堆物",
    ]
    found = align(document(upper, "u").commitments, document(lower, "l").commitments)
    assert {(item.pair.upper - 3, item.pair.lower) for item in found.pairs} == {(k, k) for k in range(5)}


def test_an_empty_side_gives_all_missing() -> None:
    commitments: tuple[Commitment, ...] = document(CLAUSES[:3], "u").commitments
    alignment = align(commitments, ())
    assert (alignment.pairs, alignment.missing, alignment.added) == ((), (0, 1, 2), ())


def test_two_runs_give_the_same_result(ordos: Document, naiman: Document, concordance: Concordance) -> None:
    assert compare(ordos, naiman) == concordance


def test_a_text_that_repeats_itself_takes_bounded_work_and_leaves_nothing_out() -> None:
    """Of a sentence that stands 600 times on either side no one is tried with all, and each finds one."""
    lines = [f"办理事项{place % 3}的时限压缩至{place % 7 + 1}个工作日以内" for place in range(600)]
    upper, lower = document(lines, "u").commitments, document(lines, "l").commitments
    scales = Scales(upper, lower)
    found = scales.align()
    assert (found.missing, found.added) == ((), ())
    assert scales.tried < 600 * 4 * NEAR
    same = [item for item in found.pairs if upper[item.pair.upper].text == lower[item.pair.lower].text]
    assert {item.pair.upper for item in same} == {item.pair.lower for item in same} == set(range(600))
    assert len(same) <= 600 * 2 * COPIES, "all that stand about its place, from either side"
    assert all(len(items) <= 3 for items in found.candidates.values())


def test_memory_grows_with_the_commitments_and_not_with_their_square() -> None:
    """Four times as many take about four times as much; a table of all pairs would take sixteen times."""
    peaks = []
    for size in (250, 1000):
        above, below = sides(size)
        tracemalloc.start()
        align(above, below)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 7 * peaks[0]


def test_of_many_commitments_what_is_kept_is_what_weighing_every_pair_accepts() -> None:
    """At least 99.5 % of invented plans; measured at 4,000 a side by benchmarks/growth.py."""
    found = blocking(*sides(450))
    assert found.proposed * 8 < found.every
    assert found.kept >= 0.995
    assert len(found.blocked - found.exhaustive) <= 0.005 * len(found.exhaustive)
