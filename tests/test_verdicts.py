"""One verdict for each upper commitment: from several answers, from doubtful pairs, from none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import CASES, small
from policydiff import concordance, coverage, labels
from policydiff.commitments.parse import parse
from policydiff.concordance import Sureness, compare
from policydiff.corpus import open_document
from policydiff.errors import InvalidRequest
from policydiff.judging import judge
from policydiff.judging.absence import Absence
from policydiff.judging.context import Context
from policydiff.labels import outcome_label, sign
from policydiff.levels.matrix import matrix_of
from policydiff.model import (
    Completeness,
    Concordance,
    Dimension,
    Finding,
    Jurisdiction,
    Level,
    Outcome,
    Pair,
    Relation,
    Role,
    SourceText,
    Sure,
    Verdict,
    Wording,
)
from policydiff.report.jsonio import concordance_json
from policydiff.report.view import summary
from policydiff.sureness import is_apart
from policydiff.verdicts import (
    added_outcomes,
    check_outcomes,
    outcomes,
    together,
    with_verdicts,
)
from test_cli import once

UPPER = "1.全面推行一照多址改革。\n2.开展供热价格检查。\n"
LOWER = "1.全面推行一照多址改革，2027年11月底前完成。\n2.建设口岸冷链仓库。\n"
BASE = small(UPPER, LOWER)


def answer(said: str) -> Pair:
    """An answer that is ``outcome``, with findings such as ``time<`` (loosens), ``time>`` (tightens), ``time=``."""
    outcome, _, findings = said.partition(" ")
    relations = {"<": Relation.LOOSENS, ">": Relation.TIGHTENS, "=": Relation.EQUAL}
    return replace(
        BASE.pairs[0],
        outcome=Outcome(outcome),
        findings=tuple(
            Finding(dimension=Dimension(word[:-1]), relation=relations[word[-1]], reason=Wording("", ""))
            for word in findings.split()
        ),
    )


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (["answered"], "answered"),
        (["same"], "same"),
        (["answered", "same"], "same"),
        (["incomparable"], "incomparable"),
        (["answered", "incomparable"], "incomparable"),
        (["same", "incomparable"], "same"),
        (["tightens time>", "answered"], "tightens"),
        (["tightens time>", "loosens scope<"], "mixed"),
        (["mixed time> scope<", "answered"], "mixed"),
        (["loosens time<", "answered"], "loosens"),
        # kept by two answers together: the shorter one takes nothing away
        (["loosens scope<", "same"], "same"),
        (["loosens scope<", "answered scope="], "answered"),
        (["loosens time<", "tightens time>"], "tightens"),
        (["loosens time<", "answered rate="], "loosens"),
        (["loosens time< rate<", "answered rate="], "loosens"),
        # a reviewer needs no finding
        (["loosens", "answered"], "loosens"),
    ],
)
def test_several_answers_make_one_verdict(said: list[str], verdict: str) -> None:
    pairs = [answer(one) for one in said]
    assert together(pairs) is Outcome(verdict)
    assert together(pairs[::-1]) is Outcome(verdict), "whatever comes first"


REPAIR = "深化供热报修改革，上门时限压缩至4小时内"


@pytest.mark.parametrize(
    ("upper", "lower", "pairs", "verdict"),
    [
        (["深化供热报修改革"], ["全面推行供热报修改革"], ["tightens"], "tightens"),
        # the only figure is given up
        ([REPAIR], ["全面推行供热报修改革"], ["tightens"], "answered"),
        ([REPAIR], ["全面推行供热报修改革，上门时限压缩至2小时内"], ["tightens"], "tightens"),
        # another answer has it
        (
            [REPAIR],
            ["全面推行供热报修改革", "供热报修上门时限压缩至4小时内"],
            ["same", "tightens"],
            "tightens",
        ),
        (["全面推行供热报修改革"], [REPAIR], ["loosens"], "answered"),
        # the answer makes an exception
        (
            ["深化供热报修改革"],
            ["除独立锅炉房外，报修纳入热线，全面推行供热报修改革"],
            ["tightens"],
            "answered",
        ),
        # a later stage beside the one that is asked for
        (
            ["到2027年，公交站台无障碍改造率达到40%，渡口改造率达到60%"],
            ["2027年底前公交站台无障碍改造率达到40%以上", "到2030年，公交站台无障碍改造率达到80%"],
            ["answered", "incomparable"],
            "answered",
        ),
        (
            ["到2027年，公交站台无障碍改造率达到40%"],
            ["到2030年，公交站台无障碍改造率达到80%"],
            ["incomparable"],
            "incomparable",
        ),
    ],
)
def test_words_do_not_outweigh_a_figure_an_exception_or_another_stage(
    upper: list[str], lower: list[str], pairs: list[str], verdict: str
) -> None:
    first, second = ("".join(f"{i}.{text}。\n" for i, text in enumerate(side, 1)) for side in (upper, lower))
    result = small(first, second)
    assert sorted(pair.outcome.value for pair in result.pairs) == pairs
    (said,) = result.verdicts
    assert said.outcome.value == verdict
    assert said.hinge is not None
    assert ("不说高低" in said.hinge.zh) == (verdict == "answered" and "incomparable" not in pairs)


def test_a_pair_that_is_not_sure_enough_is_to_be_checked_and_counted_nowhere() -> None:
    found = compare(BASE.upper, BASE.lower, sureness=Sureness(said=1.1, high=1.1))
    (pair,) = found.pairs
    assert (pair.sure, pair.outcome) == (Sure.LOW, Outcome.ANSWERED)
    assert pair.shown is Outcome.TO_CHECK, "no row says that it is answered"
    assert not any(f.relation in {Relation.TIGHTENS, Relation.LOOSENS} for f in pair.findings)
    assert [verdict.outcome.value for verdict in found.verdicts] == ["to-check", "missing"]
    counts = outcomes(found)
    assert (counts[Outcome.MISSING], sum(counts[o] for o in counts if o.answers)) == (1, 0)
    total = coverage.total(coverage.by_theme(found))
    assert (total.answered, total.outcomes[Outcome.TO_CHECK]) == (0, 1)
    assert "待核 1" in summary(found)
    data = concordance_json(found)
    assert [(p["sure"], p["to_check"]) for p in data["pairs"]] == [("medium", True)]
    verdict = data["verdicts"][0]
    assert (verdict["upper"], verdict["outcome"], verdict["pairs"], verdict["adds"]) == (
        pair.upper.id, "to-check", [pair.lower.id], []
    )  # fmt: skip
    assert (verdict["confidence"], verdict["sure"]) == (0.0, "check")
    assert "确认或否定这一对" in verdict["would_change"]


def test_what_only_the_answer_states_stands_beside_the_verdict() -> None:
    verdict = BASE.verdicts[0]
    assert (verdict.outcome, verdict.lowers) == (Outcome.SAME, (BASE.pairs[0].lower.id,))
    assert [(add.lower, add.what) for add in verdict.adds] == [(BASE.pairs[0].lower.id, "date")]


def verdict_of(*answers: Pair) -> Verdict:
    return with_verdicts(replace(BASE, pairs=answers, missing=BASE.missing[:0])).verdicts[0]


def sure(outcome: str, confidence: float, *findings: Finding) -> Pair:
    pair = replace(BASE.pairs[0], outcome=Outcome(outcome), confidence=confidence, findings=findings)
    return replace(pair, sure=Sure.MEDIUM)


def found(rule: str, relation: Relation = Relation.INCOMPARABLE) -> Finding:
    return Finding(dimension=Dimension.TIME, relation=relation, reason=Wording("", ""), rule=rule)


FORCE = found("modality", Relation.TIGHTENS)
LISTED = found("list-longer", Relation.TIGHTENS)
APART = (found("only-upper"), found("only-lower"))


def test_a_verdict_is_the_surer_the_surer_its_pairs_and_the_more_it_rests_on() -> None:
    """Each row is surer than the one before it."""
    rows = [
        (sure("answered", 0.6, *APART),),
        (sure("tightens", 0.6, FORCE),),
        (sure("tightens", 0.6, LISTED),),
        (sure("tightens", 0.6, FORCE, LISTED),),
        (sure("answered", 0.6),),
        (sure("answered", 0.6), sure("answered", 0.7)),
        (sure("same", 0.95),),
    ]
    numbers = [verdict_of(*row).confidence for row in rows]
    assert numbers == sorted(numbers), numbers
    assert len(set(numbers)) == len(numbers)


def test_what_goes_both_ways_is_as_sure_as_the_weaker_way() -> None:
    loose = sure("loosens", 0.6, found("modality", Relation.LOOSENS))
    tight = sure("tightens", 0.9, FORCE)
    both = verdict_of(
        tight, replace(loose, findings=(replace(loose.findings[0], dimension=Dimension.SCOPE),))
    )
    assert both.outcome is Outcome.MIXED
    assert both.confidence == verdict_of(loose).confidence < verdict_of(tight).confidence


@pytest.mark.parametrize(
    ("confidence", "level"), [(0.81, Sure.HIGH), (0.79, Sure.MEDIUM), (0.5, Sure.MEDIUM), (0.49, Sure.LOW)]
)
def test_the_number_is_shown_as_high_medium_or_to_check(confidence: float, level: Sure) -> None:
    assert verdict_of(sure("answered", confidence)).sure is level


def test_a_verdict_says_what_would_change_it() -> None:
    words = {
        "说的不是同一件事": sure("tightens", 0.9, FORCE),
        "没有一个量的是同一件事": sure("answered", 0.9, *APART),
        "别处另有数字": sure("answered", 0.9),
    }
    for word, pair in words.items():
        verdict = verdict_of(pair)
        assert verdict.hinge is not None
        assert word in verdict.hinge.zh
        assert pair.lower.text[:8] in verdict.hinge.zh
    settled = replace(sure("answered", 0.6), reader="甲")
    assert (verdict_of(settled).confidence, verdict_of(settled).hinge) == (1.0, None)
    alone = BASE.verdicts[1]
    assert (alone.outcome, alone.sure) == (Outcome.MISSING, Sure.HIGH)
    assert alone.hinge is not None
    assert "不缺失" in alone.hinge.zh


def test_figures_that_all_stand_alone_do_not_make_a_pair_sure() -> None:
    """Of one kind on each side; a time beside a number of steps, and figures that meet, are no such thing."""
    steps = replace(APART[1], dimension=Dimension.STEPS)
    met = small(
        "1.企业开办时间不超过3个工作日。\n", "1.企业开办时间不超过1个工作日，刻章4小时办结。\n"
    ).pairs[0]
    assert is_apart(APART)
    assert not is_apart((APART[0], steps))
    assert not is_apart((*APART, *met.findings))


def test_what_stands_together_in_one_place_is_not_called_missing() -> None:
    upper = "1.在图书馆设立视障读者有声书借阅专区。\n2.全面推行一照多址改革。\n"
    far = small(upper, "1.全面推行一照多址改革。\n2.建设口岸冷链仓库。\n")
    near = small(upper, "1.全面推行一照多址改革。\n2.修缮图书馆，为视障读者借阅添置有声书。\n")
    found = {
        name: Absence(case.upper, case.lower).held(case.upper.commitments[0])
        for name, case in (("far", far), ("near", near))
    }
    assert found["far"] == 0.0
    assert found["near"] > 0.35
    promise = near.upper.commitments[0]
    assert Absence(near.upper, near.lower).is_open(promise, [])
    assert not Absence(far.upper, far.lower).is_open(promise, [0.1, 0.1])
    assert Absence(far.upper, far.lower).is_open(promise, [0.3, 0.2])


@pytest.mark.parametrize(
    ("promise", "below", "strange", "open_"),
    [
        # nothing of it stands below: what is a little near does not keep it open
        ("编制鸟类迁徙通道保护图", "建设口岸冷链仓库", (1.0, 1.0), False),
        # all its words stand below, a fifth of them together
        ("编制鸟类迁徙通道保护图", "监测鸟类迁徙。2.清理通道。3.编制保护图", (0.0, 0.0), True),
        # a name in quotation marks that one commitment below names too
        ("建立“湿地管家”队伍，开展鸟类迁徙监测", "评选“湿地管家”", (0.3, 1.0), True),
    ],
)
def test_a_promise_is_the_more_open_the_less_of_it_is_foreign_below(
    promise: str, below: str, strange: tuple[float, float], open_: bool
) -> None:
    case = small(f"1.{promise}。\n", "1." + below.replace("。", "。\n") + "。\n")
    absence = Absence(case.upper, case.lower)
    (first,) = case.upper.commitments
    assert strange[0] <= absence.strange(first) <= strange[1]
    assert absence.is_open(first, [0.15, 0.15]) is open_


def test_what_punishes_is_not_called_missing() -> None:
    found = small("1.全面推行一照多址改革。\n2.拒不改正的，处一万元以上三万元以下罚款。\n", LOWER)
    assert [verdict.outcome for verdict in found.verdicts if "罚款" in verdict.upper.text] in (
        [Outcome.TO_CHECK],
        [],
    )


@pytest.mark.parametrize(
    ("above", "sentence", "own"),
    [
        ("山东省", "省人民政府应当建立全省候鸟迁徙信息系统", "省人民政府"),
        ("山东省", "省林业、市场监督管理等部门应当建立候鸟迁徙信息系统", "省林业、市场监督管理等部门"),
        ("山东省", "省和设区的市人民政府应当建立候鸟迁徙信息系统", ""),
        ("山东省", "省、市、县人民政府应当建立候鸟迁徙信息系统", ""),
        ("山东省", "省级以下人民政府应当建立候鸟迁徙信息系统", ""),
        ("山东省", "省内林业企业应当建立候鸟迁徙信息系统", ""),
        ("山东省", "县级以上人民政府应当建立候鸟迁徙信息系统", ""),
        ("山东省", "市人民政府应当建立候鸟迁徙信息系统", ""),
        ("内蒙古自治区", "自治区人民政府林业部门应当建立候鸟迁徙信息系统", "自治区人民政府林业部门"),
        ("鄂尔多斯市", "市林业局应当建立候鸟迁徙信息系统", "市林业局"),
        ("鄂尔多斯市", "市、旗区林业局应当建立候鸟迁徙信息系统", ""),
        ("鄂尔多斯市", "市场监管部门应当建立候鸟迁徙信息系统", ""),
        ("锡林郭勒盟", "盟林业局应当建立候鸟迁徙信息系统", "盟林业局"),
    ],
)
def test_what_an_office_of_the_upper_level_alone_is_to_do_is_not_called_missing(
    above: str, sentence: str, own: str
) -> None:
    case = small(f"1.{sentence}。\n", LOWER)
    region = above.endswith(("省", "区"))
    upper = Jurisdiction(
        "370000" if region else "370100", above, Level.REGION if region else Level.CITY, None
    )
    lower = Jurisdiction("370102", "某区", Level.BANNER, None)
    placed = replace(
        case,
        upper=replace(case.upper, jurisdiction=upper),
        lower=replace(case.lower, jurisdiction=lower),
    )
    (verdict,) = with_verdicts(placed).verdicts
    assert verdict.outcome is (Outcome.TO_CHECK if own else Outcome.MISSING)
    assert verdict.hinge is not None
    assert ("自己的事" in verdict.hinge.zh, own in verdict.hinge.zh) == (bool(own), True)
    # of one level, or where no level is known, nothing is known of whose business it is
    for other in (upper, None):
        level = replace(placed, lower=replace(case.lower, jurisdiction=other))
        assert with_verdicts(level).verdicts[0].outcome is Outcome.MISSING


def with_role(role: Role) -> Concordance:
    upper = replace(BASE.upper, commitments=tuple(replace(c, role=role) for c in BASE.upper.commitments))
    return compare(upper, BASE.lower)


@pytest.mark.parametrize("role", [Role.ORGANISATION, Role.SCHEDULE, Role.BACKGROUND])
def test_of_what_is_no_promise_no_answer_is_asked_for(role: Role) -> None:
    found = with_role(role)
    assert (found.missing, found.verdicts) == ((), ())
    assert [c.id for c in found.not_judged] == [BASE.missing[0].id]
    assert sum(outcomes(found).values()) == outcomes(found)[Outcome.ADDED]
    assert concordance_json(found)["not_judged"] == [BASE.missing[0].id]
    assert "不作判断 2" in summary(found)


def test_an_aim_without_an_answer_is_never_called_missing() -> None:
    assert [verdict.outcome.value for verdict in with_role(Role.AIM).verdicts] == ["same", "to-check"]


@pytest.mark.parametrize("side", ["upper", "lower"])
def test_an_absence_proves_nothing_where_a_text_is_not_full(side: str) -> None:
    part = replace(getattr(BASE, side), completeness=Completeness.EXCERPT)
    found = with_verdicts(replace(BASE, **{side: part}))
    assert found.verdicts[1].outcome is Outcome.UNSEEN
    assert set(added_outcomes(found).values()) == {Outcome.BEYOND if side == "upper" else Outcome.ADDED}


def test_a_gate_takes_codes_and_words_of_what_is_counted_only() -> None:
    assert check_outcomes(["loosens", "缺失", "放宽"]) == (Outcome.LOOSENS, Outcome.MISSING)
    for name in ("to-check", "not-judged", "equal", "stricter"):
        with pytest.raises(InvalidRequest, match=name):
            check_outcomes([name])


def test_every_outcome_has_a_word_in_both_languages_and_a_sign() -> None:
    for lang in ("zh", "en"):
        assert len({outcome_label(outcome, lang) for outcome in Outcome}) == len(Outcome)
    # added and beyond never stand on one page
    assert len({sign(outcome) for outcome in Outcome}) == len(Outcome) - 1


def test_the_same_words_are_the_same_and_never_doubted() -> None:
    text = SourceText("a.txt", "txt", "1.推行容缺受理。", sha256="a")
    one, two = parse(text, id="one"), parse(replace(text, sha256="b"), id="two")
    found = compare(one, two, sureness=Sureness(said=1.1, high=1.1))
    assert [(pair.outcome, pair.sure) for pair in found.pairs] == [(Outcome.SAME, "high")]


@pytest.mark.parametrize(("upper", "lower"), [("nmg-digest", "naiman-2022"), ("nmg-digest", "ordos-2021")])
def test_a_theme_narrows_what_is_shown_and_changes_nothing_that_is_said_of_it(
    upper: str, lower: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure or a promise of another theme is not called missing because its answer was filtered away."""
    monkeypatch.setattr(
        concordance, "couple_of", once(concordance.couple_of)
    )  # no theme changes the alignment
    above, below = open_document(upper), open_document(lower)
    whole = compare(above, below)
    said = {verdict.upper.id: verdict for verdict in whole.verdicts}
    figures = {(row.upper.span, row.lower and row.lower.span): row for row in whole.figures}
    shown = 0
    for theme in {commitment.theme for commitment in above.commitments}:
        part = compare(above, below, [theme])
        shown += len(part.verdicts) + len(part.figures)
        assert part.verdicts == tuple(said[verdict.upper.id] for verdict in part.verdicts)
        assert all(figures[row.upper.span, row.lower and row.lower.span] == row for row in part.figures)
        known = {pair.upper.id for pair in part.pairs} | {c.id for c in above.commitments if c.theme == theme}
        assert {row.upper_commitment.id for row in part.figures} <= known
    assert shown >= len(whole.verdicts)


def test_a_figure_that_has_its_answer_is_not_held_against_another_stage() -> None:
    upper = "1.到2028年，全市社区食堂覆盖率达到40%以上。\n2.到2033年，全市社区食堂覆盖率达到80%以上。\n"
    lower = "1.到2028年，全区社区食堂覆盖率达到40%以上。\n2.到2033年，全区社区食堂覆盖率达到80%以上。\n"
    found = small(upper, lower)
    assert [verdict.outcome.value for verdict in found.verdicts] == ["same", "same"]
    assert not any(
        finding.upper_target and finding.lower_target and finding.relation is Relation.INCOMPARABLE
        for pair in found.pairs
        for finding in pair.findings
        if finding.dimension is not Dimension.DATE
    )


def test_a_side_that_has_a_figure_of_the_kind_is_not_said_to_have_none() -> None:
    above, below = "对社区食堂给予装修补贴10万元", "对社区食堂的违规收费处以3万元罚款"
    reasons = [
        f.reason
        for f in judge(
            *(small(f"1.{t}。", "1.无。").upper.commitments[0] for t in (above, below)), Context()
        ).findings
    ]
    assert [r.zh for r in reasons if "只有" in r.zh] == []
    assert any("不能确定" in r.zh and "10万元" in r.zh and "3万元" in r.zh for r in reasons)


def test_the_clauses_shown_are_those_that_decide() -> None:
    upper = "1.到2028年底，全面建成社区食堂，开业审批3个工作日内办结。\n"
    lower = "1.到2028年底，全面建成社区食堂，开业审批1个工作日内办结。\n"
    (pair,) = concordance_json(small(upper, lower))["pairs"]
    assert pair["outcome"] == "tightens"
    assert (
        "3个工作日" in pair["clauses"]["upper"]["text"],
        "1个工作日" in pair["clauses"]["lower"]["text"],
    ) == (True, True)


def test_a_field_that_the_lists_do_not_know_gets_a_notice_and_long_texts_only() -> None:
    strange = "".join(f"{n}.修缮第{n}座古琴馆的琴房，延请琴师授课。\n" for n in range(1, 31))
    known = "".join(f"{n}.推行第{n}批企业简易注销，压缩企业开办时间。\n" for n in range(1, 31))

    def codes(upper: str, lower: str) -> list[str]:
        return [notice.code for notice in small(upper, lower).notices]

    assert "other-field" in codes(strange, strange.replace("修缮", "修建"))
    assert "other-field" not in codes(known, known.replace("推行", "试行"))
    assert "other-field" not in codes(strange[:200], strange[:180])


FIELDS = {
    field: (CASES / "fields" / f"{field}.txt").read_text(encoding="utf-8").splitlines()
    for field in ("waste", "music")
}
"""Two fields that share no matter, each in more promises than the least of which anything is known."""


def text_of(*sentences: str) -> str:
    return "".join(f"{number}.{sentence}\n" for number, sentence in enumerate(sentences, 1))


@pytest.mark.parametrize(
    ("upper", "lower", "kindred"),
    [
        (FIELDS["waste"], FIELDS["music"], False),
        (FIELDS["waste"], [*FIELDS["waste"][:1], *FIELDS["music"]], False),
        # of a plan for one field most stands in a plan for all
        ([*FIELDS["waste"], *FIELDS["music"]], FIELDS["music"], True),
        (FIELDS["music"], [*FIELDS["waste"] * 3, *FIELDS["music"]], True),
        (FIELDS["waste"], [*FIELDS["waste"][:5], *FIELDS["music"]], True),
        # thirty rows that are nearly one have no sure answer, but they have the words
        ([f"修缮第{n}座琴馆" for n in range(1, 31)], [f"修建第{n}座琴馆" for n in range(1, 31)], True),
        # of short texts nothing is known
        (FIELDS["waste"][:4], FIELDS["music"], True),
        (FIELDS["waste"][:9], FIELDS["music"], False),
        # one pair comes about by chance
        (FIELDS["waste"][:9], [*FIELDS["waste"][:1], *FIELDS["music"]], False),
        (FIELDS["waste"][:9], [*FIELDS["waste"][:2], *FIELDS["music"]], True),
    ],
)
def test_texts_that_hardly_answer_each_other_accuse_nobody(
    upper: list[str], lower: list[str], kindred: bool
) -> None:
    found, back = small(text_of(*upper), text_of(*lower)), small(text_of(*lower), text_of(*upper))
    for one in (found, back):
        assert one.kindred is kindred
        assert ("strangers" in [notice.code for notice in one.notices]) is not kindred
        said = {verdict.outcome for verdict in one.verdicts}
        assert not said & ({Outcome.UNSEEN} if kindred else {Outcome.MISSING})
        assert (concordance_json(one)["kindred"], labels.absent(one)) == (
            kindred,
            Outcome.MISSING if kindred else Outcome.UNSEEN,
        )
        if not kindred:
            assert labels.sense(Outcome.UNSEEN, one) == "unseen-strangers"
            assert not any(place.comparable for place in matrix_of([one]).places)


def test_between_strangers_only_a_sure_pair_is_said() -> None:
    """A pair of the middle, said in a text that takes up a few other promises too, is to be checked in one that does not."""
    odd = "扩大旧衣物回收"
    sure = {}
    for kindred, rest in ((True, FIELDS["waste"][1:8]), (False, [])):
        found = small(text_of(*FIELDS["waste"]), text_of(odd, *rest, *FIELDS["music"]))
        assert found.kindred is kindred
        (pair,) = [pair for pair in found.pairs if pair.lower.text == odd]
        assert Sureness.of_weights().said <= pair.confidence < Sureness.of_weights().high
        sure[kindred] = pair.sure
    assert sure == {True: Sure.MEDIUM, False: Sure.LOW}
