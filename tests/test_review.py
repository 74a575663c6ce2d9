"""Reviewers' decisions: read, put together, settled, honoured, shown; nothing is lost on the way."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import report_case, small
from pages import open_page, wait_for
from policydiff.cli.app import app
from policydiff.concordance import compare
from policydiff.coverage import by_theme, total
from policydiff.decisions import (
    conflicts,
    decision_json,
    decisions_json,
    digest,
    dismissed,
    elsewhere,
    honour,
    merge,
    parse_decisions,
    read_decisions,
    settle,
)
from policydiff.errors import InvalidRequest, PolicyDiffError, UnreadableSource
from policydiff.model import (
    Candidate,
    Commitment,
    Concordance,
    Decision,
    Outcome,
    Relation,
    Ruling,
    Standing,
    Sure,
    Wording,
)
from policydiff.report.book import xlsx_bytes
from policydiff.report.couple import decision_rows
from policydiff.report.html import render_html
from policydiff.report.jsonio import concordance_json, dumps
from policydiff.report.pagedata import page_decisions
from policydiff.report.render import FORMATS, render
from policydiff.report.view import view
from policydiff.verdicts import outcomes_of, with_verdicts

DAY = "2024-03-{:02}T08:00:00.000Z"
BASE = report_case()


def asking() -> Concordance:
    """The small couple with questions: the first pair is doubtful, and something is near to one without a pair."""
    doubtful = replace(BASE.pairs[0], sure=Sure.LOW)
    near = tuple(
        Candidate(lower=c, confidence=0.9, reason=Wording("相近", "near"), comparisons=())
        for c in BASE.lower.commitments[1:3]
    )
    asked = {doubtful.upper.id: near, BASE.missing[0].id: near}
    return with_verdicts(replace(BASE, pairs=(doubtful, *BASE.pairs[1:]), candidates=asked))


def said(
    upper: Commitment | None,
    lower: Commitment | None,
    verdict: Ruling,
    who: str = "张三",
    day: int = 1,
    *,
    partner: Commitment | None = None,
    **more: Any,
) -> Decision:
    """One entry on a row of the small couple."""
    return Decision(
        upper_document="upper",
        lower_document="lower",
        upper=upper.id if upper else "",
        lower=lower.id if lower else "",
        upper_digest=digest(upper.text) if upper else "",
        lower_digest=digest(lower.text) if lower else "",
        upper_text=upper.text if upper else "",
        lower_text=lower.text if lower else "",
        partner=partner.id if partner else "",
        partner_digest=digest(partner.text) if partner else "",
        partner_text=partner.text if partner else "",
        verdict=verdict,
        reviewer=who,
        at=DAY.format(day),
        **more,
    )


def standing(concordance: Concordance, upper: Commitment | None, lower: Commitment | None = None) -> Standing:
    key = (upper.id if upper else "", lower.id if lower else "")
    found = [review.standing for review in concordance.reviews if (review.upper, review.lower) == key]
    assert len(found) == 1
    return found[0]


# ---- what entries come to


def test_a_rejected_pair_leaves_its_commitments_missing_and_added() -> None:
    pair = BASE.pairs[0]
    result = honour(BASE, [said(pair.upper, pair.lower, Ruling.REJECT)])
    assert [p.upper.id for p in result.rejected] == [pair.upper.id]
    assert pair.upper in result.missing
    assert pair.lower in result.added
    assert len(result.pairs) == len(BASE.pairs) - 1
    assert standing(result, pair.upper, pair.lower) is Standing.APPLIED
    for document, rows in (
        (result.upper, [c.id for c in result.missing]),
        (result.lower, [c.id for c in result.added]),
    ):
        assert rows == [c.id for c in document.commitments if c.id in rows], "in the order of the document"


def test_a_changed_relation_keeps_the_programs_own() -> None:
    pair = BASE.pairs[1]
    result = honour(BASE, [said(pair.upper, pair.lower, Ruling.RELATION, relation=Relation.EQUAL)])
    changed = result.pairs[1]
    assert (changed.relation, changed.judged) == (Relation.EQUAL, pair.outcome)
    assert changed.findings == pair.findings
    assert total(by_theme(result)).outcomes[Outcome.SAME] == total(by_theme(BASE)).outcomes[Outcome.SAME] + 1


def test_what_is_only_answered_may_be_ruled_the_same_and_anything_only_answered() -> None:
    def ruled(before: Outcome, **ruling: Any) -> tuple[Outcome, Outcome | None]:
        pair = replace(BASE.pairs[1], outcome=before, relation=before.relation)
        base = replace(BASE, pairs=(BASE.pairs[0], pair, *BASE.pairs[2:]))
        changed = honour(base, [said(pair.upper, pair.lower, Ruling.RELATION, **ruling)]).pairs[1]
        return changed.outcome, changed.judged

    assert ruled(Outcome.ANSWERED, relation=Relation.EQUAL) == (Outcome.SAME, Outcome.ANSWERED)
    for before in (Outcome.SAME, Outcome.TIGHTENS, Outcome.INCOMPARABLE):
        answered = ruled(before, relation=Relation.EQUAL, outcome=Outcome.ANSWERED)
        assert answered == (Outcome.ANSWERED, before)


def test_a_missing_commitment_is_paired_anew_and_judged() -> None:
    upper, lower = BASE.missing[0], BASE.added[0]
    result = honour(BASE, [said(upper, None, Ruling.REPAIR, partner=lower)])
    made = next(p for p in result.pairs if p.upper.id == upper.id)
    assert (made.lower, made.confidence, made.rules) == (lower, 1.0, ("review",))
    assert upper not in result.missing
    assert lower not in result.added
    assert standing(result, upper) is Standing.APPLIED
    assert standing(result, upper, lower) is Standing.APPLIED


def test_a_pair_made_by_review_is_judged_with_the_other_answers_in_view() -> None:
    """Two answers list together what is asked; one of them alone leaves something out."""
    found = small(
        "1.公开办事指南、办理流程、办理时限和监督电话。\n",
        "1.公开办事指南、办理流程和办理时限。\n2.设立政务服务监督电话。\n",
    )
    bare = replace(found, pairs=(), missing=found.upper.commitments, added=found.lower.commitments)
    upper = bare.upper.commitments[0]
    kept = [said(upper, lower, Ruling.ACCEPT) for lower in bare.lower.commitments]
    assert [pair.relation for pair in honour(bare, kept[:1]).pairs] == [Relation.LOOSENS]
    assert [pair.relation for pair in honour(bare, kept).pairs] == [Relation.EQUAL, Relation.EQUAL]


def test_a_pair_made_by_review_can_be_taken_apart_again() -> None:
    upper, lower = BASE.missing[0], BASE.added[0]
    log = [said(upper, None, Ruling.REPAIR, partner=lower), said(upper, lower, Ruling.REJECT, day=2)]
    result = honour(BASE, log)
    assert upper in result.missing
    assert lower in result.added
    assert standing(result, upper) is Standing.MOOT


def test_an_accepted_pair_stays_where_the_program_no_longer_finds_it() -> None:
    pair = BASE.pairs[2]
    without = replace(
        BASE, pairs=BASE.pairs[:2], missing=(*BASE.missing, pair.upper), added=(*BASE.added, pair.lower)
    )
    result = honour(without, [said(pair.upper, pair.lower, Ruling.ACCEPT, relation=pair.relation)])
    assert [p.upper.id for p in result.pairs] == [p.upper.id for p in BASE.pairs]


def test_every_commitment_is_still_somewhere_exactly_once() -> None:
    for log in sessions(60, seed=7):
        result = honour(BASE, log)
        uppers = {p.upper.id for p in result.pairs}
        lowers = {p.lower.id for p in result.pairs}
        alone = {c.id for c in result.missing} | {c.id for c in result.not_judged}
        assert len(alone) == len(result.missing) + len(result.not_judged)
        assert uppers.isdisjoint(alone)
        assert lowers.isdisjoint(c.id for c in result.added)
        assert uppers | alone == {c.id for c in BASE.upper.commitments}
        assert lowers | {c.id for c in result.added} == {c.id for c in BASE.lower.commitments}


def test_who_says_that_nothing_answers_a_question_makes_it_missing() -> None:
    base = asking()
    for upper in (base.pairs[0].upper, base.missing[0]):
        assert outcomes_of(base)[upper.id] is Outcome.TO_CHECK
        result = honour(base, [said(upper, None, Ruling.ACCEPT)])
        assert outcomes_of(result)[upper.id] is Outcome.MISSING
        assert upper in result.missing
        assert standing(result, upper) is Standing.APPLIED
        assert [pair.upper for pair in result.rejected] == [
            pair.upper for pair in base.pairs if pair.upper == upper
        ]
        taken_back = [said(upper, None, Ruling.ACCEPT), said(upper, None, Ruling.WITHDRAW, day=2)]
        assert outcomes_of(honour(base, taken_back))[upper.id] is Outcome.TO_CHECK


def test_one_of_three_candidates_is_chosen() -> None:
    base = asking()
    upper, near = base.pairs[0].upper, base.candidates[base.pairs[0].upper.id][1].lower
    result = honour(base, [said(upper, near, Ruling.ACCEPT)])
    assert outcomes_of(result)[upper.id].answers
    assert [p.lower for p in result.pairs if p.upper == upper and p.sure is Sure.HIGH] == [near]
    # someone else holds that nothing answers it: the chosen one stands, and that is said of no row
    both = honour(base, [said(upper, near, Ruling.ACCEPT), said(upper, None, Ruling.ACCEPT, "李四")])
    assert outcomes_of(both)[upper.id].answers
    assert standing(both, upper) is Standing.MOOT


def test_two_reviewers_who_disagree_change_nothing_and_are_both_shown() -> None:
    pair = BASE.pairs[0]
    log = [
        said(pair.upper, pair.lower, Ruling.ACCEPT),
        said(pair.upper, pair.lower, Ruling.REJECT, "李四", 2),
    ]
    result = honour(BASE, log)
    assert result.pairs == BASE.pairs
    assert standing(result, pair.upper, pair.lower) is Standing.CONFLICT
    assert len(conflicts(log)) == 1
    page = render_html(result)
    assert "复核意见不一" in page
    assert "李四" in page


def test_who_decides_with_the_other_decision_in_view_settles_it() -> None:
    pair = BASE.pairs[0]
    log = [
        said(pair.upper, pair.lower, Ruling.ACCEPT),
        said(pair.upper, pair.lower, Ruling.REJECT, "李四", 2),
        said(pair.upper, pair.lower, Ruling.REJECT, "王五", 3, over=(("张三", DAY.format(1)),)),
    ]
    result = honour(BASE, log)
    assert standing(result, pair.upper, pair.lower) is Standing.APPLIED
    assert len(result.rejected) == 1
    assert conflicts(log) == ()
    later = [*log, said(pair.upper, pair.lower, Ruling.ACCEPT, day=4)]
    assert standing(honour(BASE, later), pair.upper, pair.lower) is Standing.CONFLICT


def test_a_reviewers_later_entry_takes_the_place_of_the_earlier_and_can_be_withdrawn() -> None:
    pair = BASE.pairs[0]
    log = [said(pair.upper, pair.lower, Ruling.REJECT), said(pair.upper, pair.lower, Ruling.ACCEPT, day=2)]
    accepted = honour(BASE, log).pairs
    assert accepted == (replace(BASE.pairs[0], reader="张三"), *BASE.pairs[1:])
    back = [
        said(pair.upper, pair.lower, Ruling.REJECT),
        said(pair.upper, pair.lower, Ruling.WITHDRAW, day=2),
    ]
    result = honour(BASE, back)
    assert result.pairs == BASE.pairs
    assert standing(result, pair.upper, pair.lower) is Standing.NOTED


def test_one_reviewer_with_two_entries_of_one_time_disagrees_with_himself() -> None:
    pair = BASE.pairs[0]
    log = [said(pair.upper, pair.lower, Ruling.REJECT), said(pair.upper, pair.lower, Ruling.ACCEPT)]
    assert standing(honour(BASE, log), pair.upper, pair.lower) is Standing.CONFLICT


def test_accepting_agrees_with_a_new_pairing_and_rejecting_does_not() -> None:
    upper, lower = BASE.missing[0], BASE.added[0]
    anew = said(upper, None, Ruling.REPAIR, partner=lower)
    agreed = honour(BASE, [anew, said(upper, lower, Ruling.ACCEPT, "李四", 2, relation=Relation.EQUAL)])
    assert next(p for p in agreed.pairs if p.upper.id == upper.id).relation is Relation.EQUAL
    log = [anew, said(upper, lower, Ruling.REJECT, "李四", 2)]
    assert upper in honour(BASE, log).missing
    assert len(conflicts(log)) == 1
    kept = [anew, said(upper, None, Ruling.ACCEPT, "李四", 2)]
    assert upper in honour(BASE, kept).missing
    assert standing(honour(BASE, kept), upper) is Standing.CONFLICT


def test_a_dismissed_commitment_stays_listed_but_trips_no_gate() -> None:
    upper = BASE.missing[0]
    result = honour(BASE, [said(upper, None, Ruling.REJECT)])
    assert upper in result.missing
    assert dismissed(result) == {upper.id}
    assert any("不作缺失" in notice.message.zh for notice in result.notices)


# ---- texts that changed, documents that moved


UPPER = "一、任务\n1.不动产登记3个工作日内办结。\n2.推行一网通办。\n3.加强培训。\n"
LOWER = "一、任务\n1.不动产登记1个工作日内办结。\n2.推行一网通办。\n"


def test_a_decision_on_a_text_that_changed_is_stale_and_not_lost() -> None:
    before = small(UPPER, LOWER)
    pair = before.pairs[0]
    log = [said(pair.upper, pair.lower, Ruling.REJECT, comment="不是一回事")]
    assert len(honour(before, log).rejected) == 1
    after = honour(small(UPPER, LOWER.replace("1个工作日", "2个工作日")), log)
    assert after.rejected == ()
    assert [review.standing for review in after.reviews] == [Standing.STALE]
    assert "原文已改" in render_html(after)
    assert pair.lower.text in render_html(after), "what the reviewer saw"
    assert parse_decisions(decisions_json(entry for r in after.reviews for entry in r.decisions)) == merge(
        log
    )


def test_a_decision_follows_its_text_to_another_number() -> None:
    before = small(UPPER, LOWER)
    pair = next(p for p in before.pairs if "一网通办" in p.upper.text)
    log = [said(pair.upper, pair.lower, Ruling.REJECT)]
    moved = small(UPPER.replace("2.推行一网通办。\n3.加强培训。", "2.加强培训。\n3.推行一网通办。"), LOWER)
    result = honour(moved, log)
    assert [p.upper.text for p in result.rejected] == [pair.upper.text]
    assert result.rejected[0].upper.id != pair.upper.id


def test_a_text_that_stands_twice_is_never_guessed() -> None:
    before = small("1.推行一网通办。\n2.加强培训。", "1.推行一网通办。")
    pair = before.pairs[0]
    twice = small("1.优化服务。\n2.推行一网通办。\n3.推行一网通办。", "1.推行一网通办。")
    result = honour(twice, [said(pair.upper, pair.lower, Ruling.REJECT)])
    assert result.rejected == ()
    assert [review.standing for review in result.reviews] == [Standing.STALE]


def test_a_stale_partner_makes_a_new_pairing_stale() -> None:
    upper, lower = BASE.missing[0], BASE.added[0]
    entry = replace(said(upper, None, Ruling.REPAIR, partner=lower), partner_digest="0" * 16)
    result = honour(BASE, [entry])
    assert upper in result.missing
    assert standing(result, upper) is Standing.STALE


def test_decisions_outside_the_chosen_themes_are_kept_and_not_applied() -> None:
    pair = BASE.pairs[0]
    other = next(theme for theme in ("tendering", "paying-taxes") if theme != pair.upper.theme)
    narrow = compare(BASE.upper, BASE.lower, [other])
    result = honour(narrow, [said(pair.upper, pair.lower, Ruling.ACCEPT)])
    assert len(result.pairs) == len(narrow.pairs)
    assert standing(result, pair.upper, pair.lower) is Standing.MOOT
    assert "本结果中没有对应行" in render_html(result)


def test_decisions_on_other_documents_are_refused_by_name() -> None:
    pair = BASE.pairs[0]
    log = [replace(said(pair.upper, pair.lower, Ruling.ACCEPT), lower_document="other")]
    assert honour(BASE, log) is BASE
    with pytest.raises(InvalidRequest, match="upper ↔ other，不是 upper ↔ lower"):
        elsewhere(log, [("upper", "lower")])
    mixed = [*log, said(pair.upper, pair.lower, Ruling.ACCEPT)]
    assert elsewhere(mixed, [("upper", "lower")]) == 1
    assert elsewhere([], [("upper", "lower")]) == 0


# ---- files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "不是完整的 JSON"),
        ("{", "不是完整的 JSON"),
        ("[" * 100_000, "不是完整的 JSON"),
        ("[]", "不是复核文件"),
        ('{"schema": "policydiff.review/2", "decisions": []}', "不是复核文件"),
        ('{"schema": "policydiff.review/1", "decisions": {}}', "不是复核文件"),
        ('{"schema": "policydiff.review/1", "decisions": [5]}', "第 1 条"),
        ('{"schema": "policydiff.review/1", "decisions": [{"reviewer": "a"}]}', "哪一条"),
        ('{"schema": "policydiff.review/1", "decisions": [{"reviewer": " "}]}', "复核人"),
        ('{"schema": "policydiff.review/1", "decisions": [{"reviewer": 5}]}', "reviewer"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableSource, match=words) as error:
        read_decisions(path)
    assert str(path) in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "maybe"}, {"verdict": None}, {"verdict": []}, {"relation": "bigger"}, {"at": "yesterday"},
        {"over": 5}, {"over": [5]}, {"comment": 7}, {"verdict": "relation", "relation": None},
        {"verdict": "repair"}, {"upper": None, "lower": None}, {"upper_document": None},
    ],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    pair = BASE.pairs[0]
    data = decisions_json([said(pair.upper, pair.lower, Ruling.ACCEPT)])
    assert len(parse_decisions(data)) == 1
    data["decisions"][0].update(change)
    with pytest.raises(UnreadableSource, match="第 1 条"):
        parse_decisions(data)


def test_half_a_surrogate_pair_in_a_comment_is_made_whole() -> None:
    pair = BASE.pairs[0]
    data = decisions_json([said(pair.upper, pair.lower, Ruling.NOTE)])
    data["decisions"][0]["comment"] = "\ud800 半个"
    entry = parse_decisions(data)[0]
    result = honour(BASE, [entry])
    for name in FORMATS:
        assert render(result, name)


@given(
    st.dictionaries(
        st.text(max_size=12),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8),
        max_size=12,
    )
)
def test_no_content_makes_anything_but_our_own_error(entry: dict[str, Any]) -> None:
    try:
        parse_decisions({"schema": "policydiff.review/1", "decisions": [entry]})
    except PolicyDiffError:
        return


# ---- logs in any order

COMMENTS = ["", "同意", "</script><script>alert(1)</script>", "=1+1", "+A1", "@x", "'\"<>&", "‮abc‬", "多行\n第二行",
            "\u2028\u2029", "👍🏽", "长" * 3000, "<!--", "]]>", "{{ x }}", "\\u0041 _x0041_"]  # fmt: skip
REVIEWERS = ["张三", "李四", "O'Brien <b>", "=王五"]


def sessions(number: int, seed: int) -> list[list[Decision]]:
    """Review sessions: each reviewer goes over some rows, some more than once."""
    chance = random.Random(seed)
    rows = [(p.upper, p.lower) for p in BASE.pairs]
    rows += [(c, None) for c in BASE.missing] + [(None, c) for c in BASE.added]  # type: ignore[list-item]
    made = []
    for _ in range(number):
        log: dict[tuple[Any, ...], Decision] = {}
        for day in range(1, chance.randint(2, 14)):
            upper, lower = chance.choice(rows)
            verdicts = [Ruling.ACCEPT, Ruling.REJECT, Ruling.NOTE, Ruling.WITHDRAW]
            if upper and lower:
                verdicts.append(Ruling.RELATION)
            if upper and not lower:
                verdicts.append(Ruling.REPAIR)
            verdict = chance.choice(verdicts)
            relation = chance.choice(list(Relation)) if verdict is Ruling.RELATION else None
            outcome = Outcome.ANSWERED if relation is Relation.EQUAL and chance.random() < 0.5 else None
            partner = chance.choice(BASE.lower.commitments) if verdict is Ruling.REPAIR else None
            who = chance.choice(REVIEWERS)
            entry = said(upper, lower, verdict, who, day, partner=partner, relation=relation, outcome=outcome, comment=chance.choice(COMMENTS))  # fmt: skip
            log[entry.upper, entry.lower, who, entry.at] = entry
        made.append(list(log.values()))
    return made


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_putting_logs_together_forgets_nothing_in_any_order(seed: int, shuffle: random.Random) -> None:
    logs = sessions(3, seed)
    whole = merge(*logs)
    shuffle.shuffle(logs)
    assert merge(*logs) == whole
    assert merge(merge(logs[0], logs[1]), logs[2]) == whole
    assert merge(whole, whole) == whole
    assert set(whole) == {entry for log in logs for entry in log}
    assert parse_decisions(json.loads(dumps(decisions_json(whole)))) == whole
    assert honour(BASE, whole) == honour(BASE, reversed(whole))


# ---- the round trip: page → JSON → command → page and workbook

DRIVE = """(sessions) => JSON.parse(sessions).map((session) => {
  policydiff.reset();
  for (const [row, change, reviewer, now] of session) policydiff.decide(row, change, reviewer, now);
  policydiff.refresh();
  return policydiff.exportText();
})"""
RETURN = """(files) => files.map((text) => {
  policydiff.reset();
  policydiff.importText(text);
  const saved = policydiff.reviewedPage();
  const states = ROWS.map((_, row) => policydiff.state(row)).map((state) => state && ({
    conflict: state.conflict,
    verdict: state.decision?.verdict ?? null,
    relation: state.decision?.relation ?? null,
    partner: state.decision?.partner ?? null,
  }));
  return [policydiff.exportText(), JSON.stringify(states), saved];
})"""
"""Sessions and states go over as text: what carries them takes apart every value in them."""


def batched(files: list[str], size: int) -> Iterator[list[str]]:
    """Some at a time: asking a browser a thousand times is most of what it takes."""
    for begin in range(0, len(files), size):
        yield files[begin : begin + size]


def driven(seed: int, number: int) -> list[list[list[Any]]]:
    """Sessions as the page takes them: row, change, reviewer, milliseconds."""
    chance = random.Random(seed)
    rows = view(asking()).data["rows"]
    made = []
    for _ in range(number):
        session: list[list[Any]] = []
        for step in range(chance.randint(1, 14)):
            row = chance.randrange(len(rows["kind"]))
            verdicts = ["accept", "reject", "note", "withdraw"]
            verdicts += ["relation"] if rows["kind"][row] == "pair" else []
            verdicts += ["repair"] if rows["kind"][row] in {"missing", "question"} else []
            change: dict[str, Any] = {"verdict": chance.choice(verdicts), "comment": chance.choice(COMMENTS)}
            if change["verdict"] == "relation":
                change["relation"] = chance.choice([relation.value for relation in Relation])
                if change["relation"] == "equal" and chance.random() < 0.5:
                    change["outcome"] = "answered"
            if change["verdict"] == "repair":
                change["partner"] = chance.randrange(len(BASE.lower.commitments))
            session.append([row, change, chance.choice(REVIEWERS), 1_700_000_000_000 + step // 2])
        made.append(session)
    return made


@pytest.mark.browser
def test_a_thousand_review_sessions_lose_nothing_on_the_round_trip(browser: Any, tmp_path: Path) -> None:
    """Page → saved page or file → command → page and workbook."""
    openpyxl = pytest.importorskip("openpyxl")
    base = asking()
    path = tmp_path / "page.html"
    path.write_text(render_html(base), encoding="utf-8")
    page, _, complaints = open_page(browser, path)
    given_sessions = driven(20240301, 1000)
    exported = page.evaluate(DRIVE, json.dumps(given_sessions))
    logs = [parse_decisions(json.loads(text)) for text in exported]
    rows = view(base).data["rows"]
    assert {"pair", "question", "near", "missing", "added"} == set(rows["kind"])
    shown = [
        (
            base.upper.commitments[u].id if u >= 0 else "",
            base.lower.commitments[low].id if low >= 0 else "",
        )
        for u, low in zip(rows["upper"], rows["lower"], strict=True)
    ]
    for session, log in zip(given_sessions, logs, strict=True):
        assert len(log) == len(session), "each act is an entry, however quickly they follow"
        wanted = sorted(
            (
                *shown[row],
                change["verdict"],
                change.get("relation") or "",
                change.get("outcome") or "",
                change["comment"],
                who,
            )
            for row, change, who, _ in session
        )
        found = sorted(
            (
                entry.upper,
                entry.lower,
                entry.verdict.value,
                "" if entry.verdict is Ruling.ACCEPT else entry.relation.value if entry.relation else "",
                entry.outcome.value if entry.outcome else "",
                entry.comment,
                entry.reviewer,
            )
            for entry in log
        )
        assert found == wanted
    # two and two are put together, as the command does it, and go back to a page
    merged = [merge(logs[place], logs[place - 1]) for place in range(len(logs))]
    files = [dumps(decisions_json(log)) for log in merged]
    back = (one for some in batched(files, 20) for one in page.evaluate(RETURN, some))
    for number, (log, (text, states, saved)) in enumerate(zip(merged, back, strict=True)):
        assert parse_decisions(json.loads(text)) == log
        path.write_text(saved, encoding="utf-8", newline="")
        assert read_decisions(path) == log
        result = honour(base, log)
        assert parse_decisions(page_decisions(result)) == log
        if number % 50 == 0:
            assert view(result).decisions == page_decisions(result)
            copy, _, more = open_page(browser, path)
            assert parse_decisions(json.loads(copy.evaluate("policydiff.exportText()"))) == log
            assert copy.evaluate("policydiff.reviewedPage()") == saved
            copy.context.close()
            assert more == []
        assert len(decision_rows(result)) == len(log)
        same_verdict(shown, log, json.loads(states))
        if number % 50 == 0:
            sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(result)))["复核"]
            head = [cell.value for cell in sheet[1]]
            kept = [line[head.index("记录")] for line in sheet.iter_rows(min_row=2, values_only=True)]
            assert [json.loads(cell) for cell in kept] == [decision_json(entry) for entry in log]
    assert complaints == []
    page.context.close()


def same_verdict(shown: list[tuple[str, str]], log: tuple[Decision, ...], states: list[Any]) -> None:
    """The page and the program come to the same on every row."""
    for (upper, lower), state in zip(shown, states, strict=True):
        entries = [e for e in log if (e.upper, e.lower) == (upper, lower)]
        if upper and lower:
            entries += [
                e for e in log if e.verdict is Ruling.REPAIR and (e.upper, e.partner) == (upper, lower)
            ]
        decision, conflict = settle(entries, bool(upper and lower))
        ours = (
            conflict,
            decision.verdict.value if decision else None,
            decision.relation.value if decision and decision.relation else None,
            (decision.partner or None) if decision else None,
        )
        if state is None:
            assert ours == (False, None, None, None)
        elif decision and upper and lower:
            # of several who agree either may be named
            assert (state["conflict"], state["verdict"] == "reject", state["relation"]) == (
                conflict, ours[1] == "reject", ours[2],
            )  # fmt: skip
        else:
            assert (state["conflict"], state["verdict"], state["relation"], state["partner"]) == ours


@pytest.mark.browser
def test_a_reviewed_page_goes_through_hands_and_the_command_line(browser: Any, tmp_path: Path) -> None:
    runner = CliRunner()
    first = tmp_path / "first"
    assert (
        runner.invoke(app, ["compare", "nmg-digest", "ordos-2021", "-o", str(first), "-f", "html"]).exit_code
        == 0
    )
    files = []
    for who, key in (("张三", "a"), ("李四", "r")):
        page, _, complaints = open_page(browser, first / "nmg-digest--ordos-2021.html", accept_downloads=True)
        page.click("#more-open")
        page.fill("#reviewer", who)
        pairs = page.evaluate("NATURAL.filter((row) => R.kind[row] === 'pair')")
        for index, pressed in zip(pairs, (key, "r"), strict=False):
            page.evaluate(f"select({index})")
            page.keyboard.press(pressed)
        with page.expect_download() as download:
            page.click("#export")
        assert who in download.value.suggested_filename
        files.append(tmp_path / f"{who}.json")
        download.value.save_as(files[-1])
        page.context.close()
        assert complaints == []
    merged = tmp_path / "merged.json"
    done = runner.invoke(app, ["review", "apply", *map(str, files), "-o", str(merged)])
    assert done.exit_code == 0, done.output
    assert "意见不一 1 处" in done.output
    assert "张三：认可" in done.output
    again = runner.invoke(app, ["review", "apply", str(files[0]), "-o", str(merged)])
    assert "已并入" in again.output
    assert len(read_decisions(merged)) == 4
    second = tmp_path / "second"
    done = runner.invoke(
        app,
        [
            "compare",
            "nmg-digest",
            "ordos-2021",
            "--review",
            str(merged),
            "-o",
            str(second),
            "-f",
            "html,json,xlsx,docx,md,csv",
        ],
    )
    assert done.exit_code == 0, done.output
    data = json.loads((second / "nmg-digest--ordos-2021.json").read_text(encoding="utf-8"))
    assert len(data["rejected"]) == 1
    assert data["rejected"][0]["review"]["standing"] == "applied"
    assert sum(len(review["decisions"]) for review in data["reviews"]) == 4
    page, _, complaints = open_page(browser, second / "nmg-digest--ordos-2021.html")
    assert page.locator(".row.rejected").count() == 1
    assert page.locator(".said.conflict").count() == 1
    page.click("#more-open")
    page.fill("#reviewer", "王五")
    page.evaluate("select(ROWS.findIndex((row) => row.querySelector('.said.conflict')))")
    assert "取代" in page.locator("#desk-note").inner_text()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("r")
    assert page.locator(".said.conflict").count() == 0
    page.set_input_files("#file", str(files[0]))
    wait_for(page.locator("#store")).to_contain_text("0 条是新的")
    (tmp_path / "x.json").write_text('{"schema": "other"}', encoding="utf-8")
    page.set_input_files("#file", str(tmp_path / "x.json"))
    wait_for(page.locator("#store")).to_contain_text("x.json")
    assert len(json.loads(page.evaluate("policydiff.exportText()"))["decisions"]) == 5
    assert complaints == []
    page.context.close()


# ---- in every output, with the same figures


def test_reviewed_figures_are_the_same_in_every_form() -> None:
    pair, missing, added = BASE.pairs[0], BASE.missing[0], BASE.added[0]
    log = [
        said(pair.upper, pair.lower, Ruling.REJECT, comment="否定的理由"),
        said(missing, None, Ruling.REPAIR, partner=added, comment="改配的理由"),
        said(BASE.missing[1], None, Ruling.NOTE, comment="只是批注"),
    ]
    result = honour(BASE, log)
    figures = total(by_theme(result))
    assert len(result.pairs) == len(BASE.pairs)
    assert figures.pairs == sum(len(verdict.lowers) for verdict in result.verdicts if verdict.outcome.answers)
    data = concordance_json(result)
    assert (len(data["missing"]), len(data["added"])) == (figures.missing, figures.added)
    page = render_html(result)
    for kind, number in (
        ("pair", len(result.pairs)),
        ("(?:missing|question)", len(result.missing) + len(result.not_judged)),
        ("missing missing", figures.missing),
        ("added", figures.added),
        ("rejected", 1),
    ):
        assert len(re.findall(f'<article class="row {kind}[ "]', page)) == number, kind
    for name in ("html", "md", "json"):
        text = render(result, name).decode()
        for words in ("否定的理由", "改配的理由", "只是批注"):
            assert words in text, name
    assert "改配的理由" in render(result, "csv").decode("utf-8-sig")


def test_the_same_decisions_give_the_same_bytes() -> None:
    log = sessions(1, seed=3)[0]
    for name in FORMATS:
        assert render(honour(BASE, log), name) == render(honour(BASE, list(reversed(log))), name), name


def test_fail_on_counts_what_reviewers_left(tmp_path: Path) -> None:
    runner = CliRunner()
    (tmp_path / "upper.txt").write_text(
        "1.不动产登记3个工作日内办结。\n2.加强纳税辅导培训。\n", encoding="utf-8"
    )
    (tmp_path / "lower.txt").write_text("1.不动产登记3个工作日内办结。\n", encoding="utf-8")
    words = [
        "compare",
        str(tmp_path / "upper.txt"),
        str(tmp_path / "lower.txt"),
        "-o",
        str(tmp_path),
        "--fail-on",
        "missing",
    ]
    assert runner.invoke(app, words).exit_code == 1
    data = json.loads((tmp_path / "upper--lower.json").read_text(encoding="utf-8"))
    (gap,) = (c for c in data["upper"]["commitments"] if c["id"] in data["missing"])
    entry = {
        "upper_document": data["upper"]["id"], "lower_document": data["lower"]["id"], "upper": gap["id"],
        "upper_digest": digest(gap["text"]), "verdict": "reject", "reviewer": "张三",
    }  # fmt: skip
    review = tmp_path / "review.json"
    review.write_text(json.dumps({"schema": "policydiff.review/1", "decisions": [entry]}), encoding="utf-8")
    assert runner.invoke(app, [*words, "--review", str(review)]).exit_code == 0
