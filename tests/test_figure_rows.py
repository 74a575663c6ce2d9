"""The table of figures as a report shows it: a figure that is given up, one that an answer states otherwise, a ruling."""

from __future__ import annotations

from typing import Any

from conftest import small, table
from policydiff.decisions import digest, honour
from policydiff.model import Concordance, Decision, Relation, Ruling
from policydiff.report.essentials import LineView, essentials
from policydiff.report.figure_rows import figure_rows
from policydiff.report.jsonio import concordance_json
from policydiff.report.terms import Terms


def ruled(upper: str, lower: str, verdict: Ruling = Ruling.ACCEPT, **more: Any) -> Concordance:
    """Two sentences, on whose pair 李四 has spoken."""
    found = small(f"一、主要任务\n1.{upper}。", f"一、主要任务\n1.{lower}。")
    above, below = found.upper.commitments[0], found.lower.commitments[0]
    entry = Decision(
        upper_document="upper", lower_document="lower", upper=above.id, lower=below.id,
        upper_digest=digest(above.text), lower_digest=digest(below.text), upper_text=above.text,
        lower_text=below.text, verdict=verdict, reviewer="李四", at="2024-03-01T08:00:00.000Z", **more,
    )  # fmt: skip
    return honour(found, [entry])


def lines(found: Concordance) -> list[LineView]:
    return list(essentials(found, Terms("zh")).figures)


OF_A_GAP = (
    ("企业注销办理时限压缩至20个工作日内", "推行企业简易注销登记", "… 没有写数", "", ""),
    (
        "用电容量160kW及以下的小微企业由供电企业投资建设，用电容量160kW及以下",
        "用电容量160千瓦及以下的小微企业用电报装实行零投资",
        "＝ 相同", "160千瓦及以下", "相同",
    ),
    (
        "中标结果公告、通知书在1个工作日内发出",
        "采购人收到评标报告后，中标结果应在5个工作日内确定",
        "※ 请核对", "5个工作日内", "可能是另一件事：中标结果",
    ),
)  # fmt: skip


def test_a_figure_without_a_counterpart_says_what_its_answer_states_and_never_looks_answered() -> None:
    with table() as rows:
        for upper, lower, said, value, difference in OF_A_GAP:
            with rows.row(upper):
                last = lines(ruled(upper, lower))[-1]
                shown = f"{last.sign} {last.word.text}", last.lower.text, last.difference.text
                assert shown == (said, value, difference)


def test_a_pair_that_a_reviewer_calls_looser_is_worth_reading_and_its_figure_says_so() -> None:
    texts = ("企业注销办理时限压缩至20个工作日内", "推行企业简易注销登记")
    found = ruled(*texts, Ruling.RELATION, relation=Relation.LOOSENS)
    first, (row,) = essentials(found, Terms("zh")).findings, lines(found)
    said = "李四复核，改判为放宽"
    assert [(line.outcome, line.difference.text) for line in first] == [("loosens", said)]
    assert (row.outcome, row.difference.text) == ("loosens", said)
    figure = concordance_json(found)["figures"][0]
    assert (figure["outcome"], figure["difference"]) == ("loosens", said)


def test_a_pair_that_a_reviewer_calls_the_same_does_not_state_a_figure_that_it_lacks() -> None:
    texts = ("企业注销办理时限压缩至20个工作日内", "推行企业简易注销登记")
    (row,) = lines(ruled(*texts, Ruling.RELATION, relation=Relation.EQUAL))
    assert (row.outcome, row.lower.text) == ("unseen", "")


def test_a_figure_of_a_pair_that_a_reviewer_took_apart_meets_none() -> None:
    texts = ("企业注销办理时限压缩至20个工作日内", "企业注销办理时限压缩至10个工作日内")
    assert figure_rows(ruled(*texts))[0].outcome == "tightens"
    (row,) = figure_rows(ruled(*texts, Ruling.REJECT))
    assert (row.lower, row.outcome.answers) == (None, False)


def test_what_the_program_found_against_a_ruling_is_not_worth_reading() -> None:
    texts = ("企业注销办理时限压缩至20个工作日内", "企业注销办理时限压缩至10个工作日内")
    (line,) = essentials(ruled(*texts, Ruling.RELATION, relation=Relation.LOOSENS), Terms("zh")).findings
    assert (line.outcome, line.difference.text) == ("loosens", "李四复核，改判为放宽")


def test_what_is_missing_says_where_it_stands_and_reads_without_formulas() -> None:
    found = small(
        "一、重点任务\n（一）清洁空气\n1.建成监测站，细颗粒物保持在$25\\mu\\text{g}/\\text{m}^3$以下。\n"
        "2.淘汰老旧锅炉，推广热泵供暖。\n（二）港口岸电（试点区）\n建设岸电桩50套。\n",
        "一、重点任务\n1.举办夏季音乐节。\n",
    )
    shown = {one.text[:4]: one for one in essentials(found, Terms("zh")).absent}
    assert {text: one.label for text, one in shown.items()} == {
        "建成监测": "清洁空气1.",
        "淘汰老旧": "清洁空气2.",
        "建设岸电": "港口岸电",
    }
    assert shown["建成监测"].text.endswith("保持在25μg/m³以下")
    assert all("mu" in c.text for c in found.missing if c.text.startswith("建成监测")), "the text stays"


def test_an_article_is_called_by_its_number_and_a_number_without_a_unit_is_not_shown() -> None:
    found = small(
        "第一章 总则\n第五条 税务机关应当推行10税种合并申报。\n", "第一章 总则\n第三条 举办夏季音乐节。\n"
    )
    (one,) = essentials(found, Terms("zh")).absent
    assert (one.label, one.figures) == ("第五条", ())


def test_a_ruling_on_a_figure_shows_the_lower_figure_that_the_program_could_not_set_against_it() -> None:
    found = ruled(
        "推行夜间探访，每周探访独居老人1次，每次30分钟",
        "推行夜间探访独居老人，由志愿者每月上门探访2次",
        Ruling.RELATION,
        relation=Relation.LOOSENS,
    )
    assert [(one.outcome, one.upper.text, one.lower.text) for one in lines(found)] == [
        ("loosens", "1次", "2次"),
        ("loosens", "30分钟", ""),
    ]
