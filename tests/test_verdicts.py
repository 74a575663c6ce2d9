"""One verdict for each upper commitment: from several answers, from doubtful pairs, from none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import small
from policydiff import coverage
from policydiff.commitments.parse import parse
from policydiff.concordance import Sureness, compare
from policydiff.errors import InvalidRequest
from policydiff.labels import outcome_label, sign
from policydiff.model import (
    Completeness,
    Concordance,
    Dimension,
    Finding,
    Outcome,
    Pair,
    Relation,
    Role,
    SourceText,
    Sure,
    Wording,
)
from policydiff.report.jsonio import concordance_json
from policydiff.report.view import summary
from policydiff.verdicts import (
    added_outcomes,
    check_outcomes,
    outcomes,
    together,
    with_verdicts,
)

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
    assert data["verdicts"][0] == {
        "upper": pair.upper.id, "outcome": "to-check", "pairs": [pair.lower.id], "adds": [], "reader": None
    }  # fmt: skip


def test_what_only_the_answer_states_stands_beside_the_verdict() -> None:
    verdict = BASE.verdicts[0]
    assert (verdict.outcome, verdict.lowers) == (Outcome.SAME, (BASE.pairs[0].lower.id,))
    assert [(add.lower, add.what) for add in verdict.adds] == [(BASE.pairs[0].lower.id, "date")]


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
    assert [verdict.outcome.value for verdict in with_role(Role.AIM).verdicts] == ["same", "unseen"]


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
