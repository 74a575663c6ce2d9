"""The second reader: questions go out whole, answers count only by what the questions hold, nothing is sent unasked."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import ROOT, report_case, table
from policydiff.as_read import place_of_words, words_in
from policydiff.cli.app import app
from policydiff.decisions import SECOND, decisions_json, digest, honour, parse_decisions
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.model import Concordance, Decision, Outcome, Relation, Ruling, Standing
from policydiff.report.couple import candidate_rows, decision_rows
from policydiff.report.jsonio import concordance_json, dumps
from policydiff.report.render import FORMATS, render
from policydiff.second_reader.answers import (
    decisions_of,
    read_answer,
    read_answers,
    read_questions,
    table_rows,
)
from policydiff.second_reader.questions import Question, lines_of, question_json, question_of, questions
from policydiff.verdicts import open_questions

BASE = report_case()
RESULT = concordance_json(BASE)
ASKED = questions(RESULT, every=True)
FIRST = ASKED[0]
"""Of the time to set up a business; its pair is the first candidate."""


def chosen(
    choice: str = "lower/1/1",
    outcome: str = "tightens",
    upper_words: str = "1个工作日内",
    lower_words: str = "0.5个工作日以内",
) -> dict[str, str]:
    return {"choice": choice, "outcome": outcome, "upper_words": upper_words, "lower_words": lower_words}


def answered(*choices: dict[str, str], reader: str = "甲") -> dict[str, Any]:
    return {"reader": reader, "choices": list(choices)}


def line(question: Question, answer: Any) -> str:
    return json.dumps({**question_json(question), "answer": answer}, ensure_ascii=False) + "\n"


def decided(question: Question, *choices: dict[str, str], reader: str = "甲") -> list[Decision]:
    answer, faults = read_answer(question, answered(*choices))
    assert answer is not None
    assert faults == []
    return list(decisions_of(question, answer, reader))


def outcome_of(result: Concordance, upper: str) -> Outcome:
    return next(verdict.outcome for verdict in result.verdicts if verdict.upper.id == upper)


# ---- questions


def test_a_question_holds_all_that_is_needed_to_answer_it() -> None:
    data = question_json(FIRST)
    assert data["upper"]["text"] == BASE.upper.commitments[0].text
    assert data["upper"]["digest"] == digest(BASE.upper.commitments[0].text)
    assert [one["id"] for one in data["candidates"]] == ["lower/1/1", "lower/2/1"]
    assert [one["paired"] for one in data["candidates"]] == [True, False]
    assert data["allowed"]["choice"] == ["lower/1/1", "lower/2/1", "none", "unsure"]
    assert set(data["allowed"]["outcome"]) == {
        "tightens", "loosens", "mixed", "same", "answered", "incomparable"
    }  # fmt: skip
    assert set(data["ask"]) == {"zh", "en"}
    assert data["answer"] is None
    for one in data["candidates"]:
        assert one["clauses"]["upper"] in data["upper"]["text"]
        assert one["clauses"]["lower"] in one["text"]


def test_only_what_is_open_is_asked_unless_all_is_asked_for(concordance: Concordance) -> None:
    result = concordance_json(concordance)
    some, every = questions(result), questions(result, every=True)
    assert [one.upper.id for one in some] == result["open_questions"]
    assert result["open_questions"] == [one.id for one in open_questions(concordance)]
    assert 0 < len(some) < len(every)
    to_check = {v["upper"] for v in result["verdicts"] if v["outcome"] == "to-check"}
    assert to_check <= {one.upper.id for one in some}
    assert questions(RESULT) == (), "nothing is open in the small couple"


def test_every_upper_commitment_shows_its_candidates_with_clauses_and_reasons(
    concordance: Concordance,
) -> None:
    result = concordance_json(concordance)
    texts = {c["id"]: c["text"] for side in ("upper", "lower") for c in result[side]["commitments"]}
    assert list(result["candidates"]) == [c["id"] for c in result["upper"]["commitments"]]
    for upper, near in result["candidates"].items():
        assert len(near) <= 3
        for one in near:
            assert one["reason"]
            assert one["reason_en"]
            if one["clauses"]:
                assert one["clauses"]["upper"]["text"] in texts[upper]
                assert one["clauses"]["lower"]["text"] in texts[one["lower"]]


def test_the_table_of_candidates_has_a_row_for_each_with_the_clauses_and_why(
    concordance: Concordance,
) -> None:
    rows = candidate_rows(concordance)
    shown = [(row["上级编号"], row["下级编号"]) for row in rows]
    assert shown == [(upper, one.lower.id) for upper, near in concordance.candidates.items() for one in near]
    assert {upper for upper, _ in shown} & {pair.upper.id for pair in concordance.pairs}
    for row in rows:
        assert row["为何不够"]
        assert str(row["上级最近的一句"]) in str(row["上级原文"])
        assert str(row["下级最近的一句"]) in str(row["下级原文"])


def test_a_line_reads_back_as_the_question_it_was() -> None:
    for question in ASKED:
        assert question_of(json.loads(lines_of([question]))) == question


def test_the_id_of_a_question_changes_with_its_texts_and_not_with_the_order() -> None:
    turned = replace(FIRST, candidates=FIRST.candidates[::-1])
    other = replace(FIRST, upper=replace(FIRST.upper, text=FIRST.upper.text + "。"))
    fewer = replace(FIRST, candidates=FIRST.candidates[:1])
    assert turned.id == FIRST.id
    assert len({FIRST.id, other.id, fewer.id}) == 3


# ---- answers: what is good is kept, what is not is named

FAULTS: dict[str, tuple[Any, str]] = {
    "no list of choices": ({"reader": "甲"}, "choices"),
    "choices that are no records": ({"reader": "甲", "choices": ["lower/1/1"]}, "choices"),
    "nothing chosen": (answered(), "没有选择"),
    "an id that is no candidate": (answered(chosen("lower/9/9")), "没有这个编号"),
    "an outcome outside the list": (answered(chosen(outcome="stricter")), "没有“stricter”这种结果"),
    "missing said of a candidate": (answered(chosen(outcome="missing")), "没有“missing”这种结果"),
    "upper words that stand nowhere": (answered(chosen(upper_words="3个工作日")), "上级原文里没有"),
    "lower words of another candidate": (answered(chosen(lower_words="查封登记")), "下级原文里没有"),
    "no words": (answered(chosen(lower_words="")), "没有写下级"),
    "one character": (answered(chosen(lower_words="至")), "没有写下级"),
    "words that are no text": (answered({**chosen(), "upper_words": 7}), "上级"),  # type: ignore[dict-item]
    "a direction without a difference": (
        answered(chosen(upper_words="0.5个工作日", lower_words="0.5个工作日")), "看不出差别"
    ),
    "none beside a choice": (answered({"choice": "none"}, chosen()), "写在一起"),
    "chosen twice": (answered(chosen(), chosen(outcome="same")), "选了两次"),
}  # fmt: skip


def test_an_answer_that_breaks_a_rule_is_named_and_dropped() -> None:
    with table() as rows:
        for name, (data, word) in FAULTS.items():
            with rows.row(name):
                answer, faults = read_answer(FIRST, data)
                assert answer is None
                assert word in "；".join(faults)


def test_a_good_choice_is_kept_beside_a_bad_one() -> None:
    answer, faults = read_answer(FIRST, answered(chosen(), chosen("lower/2/1", lower_words="从未写过的字")))
    assert answer is not None
    assert [choice.lower.id for choice in answer.choices] == ["lower/1/1"]
    assert len(faults) == 1
    assert answer.doubted == {"lower/2/1"}


def test_a_pair_that_was_chosen_badly_is_not_taken_apart() -> None:
    good = chosen("lower/2/1", "answered", "办理时限", "办理时间")
    answer, _ = read_answer(FIRST, answered(good, chosen(lower_words="从未写过的字")))
    assert answer is not None
    assert [(d.lower, d.verdict) for d in decisions_of(FIRST, answer, "甲")] == [
        ("lower/2/1", Ruling.RELATION)
    ]


def test_words_are_found_whatever_their_widths_blanks_and_quotation_marks() -> None:
    for words in ("0．5 个工作日", "０.5个工作日\n以内", "“0.5个工作日”"):
        answer, faults = read_answer(FIRST, answered(chosen(lower_words=words)))
        assert answer is not None, faults


def test_an_outcome_may_be_written_as_its_word() -> None:
    for word in ("收紧", "tightens"):
        answer, _ = read_answer(FIRST, answered(chosen(outcome=word)))
        assert answer is not None
        assert answer.choices[0].outcome is Outcome.TIGHTENS


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
       | st.dictionaries(st.sampled_from(["choices", "choice", "outcome", "upper_words", "lower_words", "note"]), inner, max_size=6), max_leaves=12))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_whatever_stands_for_an_answer_only_what_the_question_holds_is_decided(data: Any) -> None:
    answer, faults = read_answer(FIRST, data)
    assert answer is not None or faults
    for entry in decisions_of(FIRST, answer, "甲") if answer else ():
        assert entry.lower in {"", "lower/1/1", "lower/2/1"}
        json.dumps(decisions_json([entry]), ensure_ascii=False).encode()


# ---- files of answers


def test_faults_of_a_file_are_named_by_line_and_the_rest_is_decided(tmp_path: Path) -> None:
    changed = json.loads(line(ASKED[2], answered({"choice": "none"})))
    changed["upper"]["text"] += "，另有约定的除外"
    moved = json.loads(line(ASKED[1], answered({"choice": "none"})))
    moved["candidates"] = moved["candidates"][:1]
    path = tmp_path / "answers.jsonl"
    path.write_text(
        line(FIRST, answered(chosen()))
        + "{不是 JSON\n"
        + json.dumps(changed) + "\n"
        + json.dumps(moved) + "\n"
        + "[]\n\n"
        + json.dumps({"id": FIRST.id, "answer": answered(chosen())}) + "\n"
        + line(FIRST, answered(chosen(outcome="loosens")))
        + line(ASKED[1], None),
        encoding="utf-8",
    )  # fmt: skip
    found = read_answers(path)
    assert [(fault.where, fault.what) for fault in found.faults] == [
        ("第 2 行", "不是完整的 JSON"),
        ("第 3 行", "题目里的原文改过"),
        ("第 4 行", "题目里的原文或编号改过"),
        ("第 5 行", "不是一条记录"),
        ("第 7 行", "这一行没有题目，另用 --questions 给出题目文件"),
        ("第 8 行", "upper/1/1 在第 1 行已经答过"),
    ]
    assert [(d.lower, d.outcome) for d in found.decisions] == [("lower/1/1", Outcome.TIGHTENS)]
    assert (found.asked, found.answered) == (3, 1)


def test_an_answer_by_id_finds_its_question_in_the_file_of_questions(tmp_path: Path) -> None:
    asked, path = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text(lines_of(ASKED), encoding="utf-8")
    path.write_text(
        json.dumps({"id": FIRST.id, "answer": answered(chosen())})
        + "\n"
        + json.dumps({"id": "0" * 16, "answer": answered(chosen())})
        + "\n",
        encoding="utf-8",
    )
    found = read_answers(path, asked)
    assert [fault.what for fault in found.faults] == ["没有这道题：0000000000000000"]
    assert len(found.decisions) == 1
    assert found.asked == len(ASKED)


def test_a_table_is_filled_in_and_read(tmp_path: Path) -> None:
    asked, path = tmp_path / "q.jsonl", tmp_path / "填好.csv"
    asked.write_text(lines_of(ASKED), encoding="utf-8")
    rows = table_rows(ASKED)
    filled = {
        (FIRST.id, "lower/1/1"): ("收紧", "1个工作日内", "0.5个工作日以内"),
        (ASKED[2].id, "none"): ("缺失", "", ""),
        (ASKED[1].id, "none"): ("看不出来", "", ""),
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    for row in rows:
        words = filled.get((str(row["id"]), str(row["choice"])))
        if words:
            row = {**row, **dict(zip(("outcome", "upper_words", "lower_words"), words, strict=True))}
        writer.writerow(row)
    path.write_bytes(text.getvalue().encode("gb18030"))
    found = read_answers(path, asked, "王五")
    assert found.faults == []
    assert [(d.upper, d.verdict.value, d.reviewer) for d in found.decisions] == [
        (FIRST.upper.id, "relation", SECOND + "王五"),
        (ASKED[1].upper.id, "note", SECOND + "王五"),
        (ASKED[2].upper.id, "accept", SECOND + "王五"),
    ]


def test_a_file_that_is_none_is_refused_with_its_name(tmp_path: Path) -> None:
    empty, other = tmp_path / "空.jsonl", tmp_path / "别的.json"
    empty.write_text("\n", encoding="utf-8")
    other.write_text(dumps(decisions_json([])), encoding="utf-8")
    for path in (empty, other, tmp_path / "没有.jsonl", tmp_path):
        with pytest.raises(UnreadableSource) as error:
            read_questions(path)
        assert str(path) in str(error.value)
    unnamed = tmp_path / "a.jsonl"
    unnamed.write_text(line(FIRST, {"choices": [chosen()]}), encoding="utf-8")
    with pytest.raises(InvalidRequest, match="谁答的"):
        read_answers(unnamed)


# ---- what answers decide


def test_a_choice_gives_its_outcome_and_its_words_to_the_pair() -> None:
    result = honour(BASE, decided(FIRST, chosen(outcome="loosens")))
    pair = result.pairs[0]
    assert (pair.outcome, pair.relation, pair.judged) == (
        Outcome.LOOSENS, Relation.LOOSENS, Relation.TIGHTENS
    )  # fmt: skip
    assert pair.reader == "second reader: 甲"
    assert Relation.TIGHTENS not in {finding.relation for finding in pair.findings}, "its own reading is gone"
    read = pair.findings[-1]
    for span, words, document in (
        (read.upper_evidence, "1个工作日内", BASE.upper),
        (read.lower_evidence, "0.5个工作日以内", BASE.lower),
    ):
        assert [document.source.text[s.start : s.end] for s in span] == [words]
    assert outcome_of(result, "upper/1/1") is Outcome.LOOSENS


def test_a_candidate_that_was_chosen_is_a_pair_and_a_pair_that_was_not_is_none() -> None:
    result = honour(BASE, decided(FIRST, chosen("lower/2/1", "answered", "办理时限", "办理时间")))
    assert [(p.upper.id, p.lower.id) for p in result.rejected] == [("upper/1/1", "lower/1/1")]
    made = next(p for p in result.pairs if p.upper.id == "upper/1/1")
    assert (made.lower.id, made.outcome) == ("lower/2/1", Outcome.ANSWERED)
    assert made.relation in {Relation.EQUAL, Relation.INCOMPARABLE}


def test_where_none_answers_the_promise_is_missing_and_says_who_looked() -> None:
    result = honour(BASE, decided(FIRST, {"choice": "none"}))
    verdict = next(v for v in result.verdicts if v.upper.id == "upper/1/1")
    assert (verdict.outcome, verdict.reader) == (Outcome.MISSING, "second reader: 甲")
    assert "upper/1/1" in concordance_json(result)["missing"]


def test_who_cannot_tell_decides_nothing(concordance: Concordance) -> None:
    question = questions(concordance_json(concordance))[0]
    result = honour(concordance, decided(question, {"choice": "unsure"}))
    assert set(result.pairs) == set(concordance.pairs)
    assert question.upper.id in concordance_json(result)["open_questions"]
    assert [review.standing for review in result.reviews] == [Standing.NOTED]


def test_what_was_to_be_checked_is_settled(concordance: Concordance) -> None:
    result = concordance_json(concordance)
    question = next(
        one
        for one in questions(result)
        if not any(candidate.paired for candidate in one.candidates) and one.upper.text
    )
    nothing = honour(concordance, decided(question, {"choice": "none"}))
    assert outcome_of(nothing, question.upper.id).absent
    lower = question.candidates[0]
    words = chosen(lower.id, "answered", question.upper.text, lower.text)
    something = honour(concordance, decided(question, words))
    assert outcome_of(something, question.upper.id) is Outcome.ANSWERED
    for settled in (nothing, something):
        left = set(concordance_json(settled)["open_questions"])
        assert set(result["open_questions"]) - left == {question.upper.id}


def test_a_changed_text_makes_an_answer_stale() -> None:
    entry = replace(decided(FIRST, chosen())[0], lower_digest="0" * 16)
    result = honour(BASE, [entry])
    assert result.pairs == BASE.pairs
    assert result.reviews[0].standing is Standing.STALE


def by_reviewer(verdict: Ruling, lower: bool = True, **more: Any) -> Decision:
    entry = decided(FIRST, chosen())[0]
    gone = {} if lower else {"lower": "", "lower_digest": "", "lower_text": ""}
    return replace(
        entry, verdict=verdict, reviewer="张三", at="2024-03-01T08:00:00.000Z", outcome=None, upper_words="",
        lower_words="", relation=None, **gone, **more,
    )  # fmt: skip


def test_a_reviewers_own_decision_wins() -> None:
    second = decided(FIRST, chosen(outcome="loosens"))
    none = decided(FIRST, {"choice": "none"})
    other = decided(FIRST, chosen("lower/2/1", "answered", "办理时限", "办理时间"))
    equal = honour(BASE, [*second, by_reviewer(Ruling.RELATION).__class__(**{
        **{f: getattr(second[0], f) for f in second[0].__dataclass_fields__},
        "reviewer": "张三", "relation": Relation.EQUAL, "outcome": None,
    })])  # fmt: skip
    assert (equal.pairs[0].relation, equal.pairs[0].reader) == (Relation.EQUAL, "张三")
    kept = honour(BASE, [*none, by_reviewer(Ruling.ACCEPT)])
    assert kept.pairs[0].reader == "张三"
    assert outcome_of(kept, "upper/1/1") is Outcome.TIGHTENS
    alone = honour(BASE, [*other, by_reviewer(Ruling.REJECT), by_reviewer(Ruling.ACCEPT, lower=False)])
    assert not [p for p in alone.pairs if p.upper.id == "upper/1/1"], "they found no answer, so there is none"
    assert Standing.OVERRULED in {review.standing for review in alone.reviews}


def test_second_readers_who_disagree_decide_nothing_and_one_who_says_less_is_heard() -> None:
    one, two = decided(FIRST, chosen()), decided(FIRST, chosen(outcome="loosens"), reader="乙")
    disputed = honour(BASE, [*one, *two])
    assert disputed.pairs == BASE.pairs
    assert disputed.reviews[0].standing is Standing.CONFLICT
    same, less = (
        decided(FIRST, chosen(outcome=outcome), reader=reader)
        for outcome, reader in (("same", "甲"), ("answered", "乙"))
    )
    for entries in ([*same, *less], [*less, *same]):
        assert honour(BASE, entries).pairs[0].outcome is Outcome.ANSWERED


def test_every_output_names_the_second_reader() -> None:
    result = honour(BASE, decided(FIRST, chosen(outcome="loosens"), reader="模型甲"))
    with table() as rows:
        for format in FORMATS:
            with rows.row(format):
                data = render(result, format)
                if format in {"xlsx", "docx"}:
                    data = _unzipped(data)
                assert "second reader: 模型甲".encode() in data


def _unzipped(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_decisions_of_a_second_reader_survive_their_file() -> None:
    entries = tuple(decided(FIRST, chosen(), reader="甲"))
    assert parse_decisions(decisions_json(entries)) == entries
    assert {row["改判为"] for row in decision_rows(honour(BASE, entries))} == {"收紧"}


def test_a_result_that_no_such_row_can_have_is_refused() -> None:
    data = decisions_json(decided(FIRST, chosen()))
    for outcome in ("missing", "to-check", "stricter"):
        data["decisions"][0]["outcome"] = outcome
        with pytest.raises(UnreadableSource):
            parse_decisions(data)


def test_the_place_of_words_is_that_of_the_source() -> None:
    commitment = BASE.upper.commitments[1]
    (span,) = words_in(commitment, "企业名称自主申报")
    assert "企业名称自主申报" in BASE.upper.source.text[span.start : span.end]
    assert words_in(commitment, "不在其中") == ()
    assert place_of_words("", "字") is None
    assert place_of_words("字", "“”") is None


# ---- the commands


def run(*words: str | Path) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_from_a_result_to_a_report_by_way_of_files(tmp_path: Path) -> None:
    upper, lower = (ROOT / "tests" / "cases" / "report" / f"{side}.txt" for side in ("upper", "lower"))
    assert run("compare", upper, lower, "-f", "json", "-o", tmp_path, "--candidates", "6").exit_code == 0
    result = tmp_path / "upper--lower.json"
    asked, given_, decisions = (tmp_path / name for name in ("q.jsonl", "a.jsonl", "d.json"))
    assert "道题" in run("questions", result, "-o", asked, "--all").stdout
    lines = [json.loads(each) for each in asked.read_text(encoding="utf-8").splitlines()]
    lines[0]["answer"] = answered(chosen(outcome="loosens"))
    given_.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    assert "采用 1 道的答案" in run("answers", given_, "-o", decisions).stdout
    assert run("review", "apply", decisions, "-o", tmp_path / "all.json").exit_code == 0
    done = run("compare", upper, lower, "-f", "json", "-o", "-", "--review", tmp_path / "all.json")
    found = json.loads(done.stdout_bytes)["pairs"][0]
    assert (found["outcome"], found["reader"]) == ("loosens", "second reader: 甲")
    assert run("questions", result, "-o", tmp_path / "q.csv", "--all").exit_code == 0
    head = (tmp_path / "q.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == "id,choice,upper,lower,outcome,upper_words,lower_words,note"


def test_the_commands_refuse_what_they_cannot_use(tmp_path: Path) -> None:
    no_result, nothing = tmp_path / "r.json", tmp_path / "a.jsonl"
    no_result.write_text('{"schema": "policydiff.concordance/1", "open_questions": []}', encoding="utf-8")
    nothing.write_text(lines_of(ASKED), encoding="utf-8")
    cases: list[tuple[list[str | Path], type[Exception]]] = [
        (["questions", tmp_path / "absent.json"], UnreadableSource),
        (["questions", no_result], UnreadableSource),
        (["questions", nothing], UnreadableSource),
        (["answers", nothing, "-o", tmp_path / "d.json"], InvalidRequest),
        (["ask", nothing, "--reader-url", "office", "--reader-model", "m", "-o", tmp_path / "b"], InvalidRequest),
        (["ask", nothing, "--reader-url", "http://a", "--reader-model", "m", "-o", nothing], InvalidRequest),
    ]  # fmt: skip
    with table() as rows:
        for words, kind in cases:
            with rows.row(str(words[:2])):
                result = CliRunner().invoke(app, [str(word) for word in words])
                assert isinstance(result.exception, kind)


OFFLINE = """
import sys
sent = []
def watch(event, arguments):
    if event.startswith("socket."):
        sent.append(event)
        raise PermissionError(event)
sys.addaudithook(watch)
from policydiff.cli.app import app
folder, upper, lower = sys.argv[1:]
for words in (
    ["compare", upper, lower, "-f", "html,json,csv,md,xlsx,docx", "-o", folder],
    ["report", "-o", folder],
    ["questions", folder + "/upper--lower.json", "-o", folder + "/q.jsonl", "--all"],
    ["gaps", upper, lower],
    ["parse", upper],
):
    app(words, standalone_mode=False)
try:
    app(["answers", folder + "/q.jsonl", "-o", folder + "/d.json"], standalone_mode=False)
except Exception as error:
    assert type(error).__name__ == "InvalidRequest", error
assert "httpx" not in sys.modules
print("sent:", sent)
"""


def test_nothing_is_sent_anywhere_in_a_default_run(tmp_path: Path) -> None:
    upper, lower = (ROOT / "tests" / "cases" / "report" / f"{side}.txt" for side in ("upper", "lower"))
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(tmp_path), str(upper), str(lower)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "sent: []"
    watched = subprocess.run(
        [sys.executable, "-c", OFFLINE.split("from policydiff")[0] + "import socket; socket.socket()"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "PermissionError" in watched.stderr, "the watch notices a socket"


# ---- the answers that were given by reading

READINGS = sorted((ROOT / "benchmarks" / "second_reader").glob("*.jsonl"))


def test_kept_answers_hold_ids_outcomes_and_short_words_and_no_text() -> None:
    assert READINGS
    for path in READINGS:
        for each in path.read_text(encoding="utf-8").splitlines():
            kept = json.loads(each)
            assert set(kept) == {"id", "upper", "candidates", "answer"}
            assert set(kept["answer"]) == {"reader", "choices"}
            for choice in kept["answer"]["choices"]:
                assert set(choice) <= {"choice", "outcome", "upper_words", "lower_words"}
                assert all(len(words) <= 40 for words in choice.values())


@pytest.mark.gold
def test_kept_answers_still_fit_the_documents_and_help(shared: Path) -> None:
    from alignment_couples import couples
    from second_reader import reading

    known = {couple.name: couple for couple in couples(shared)}
    for path in READINGS:
        couple = next(couple for name, couple in known.items() if path.name.startswith(name))
        found = reading(path, couple.whole)
        assert found.faults == 0
        assert found.stale <= 0.05 * found.fit
        before, after = (
            couple.score(result).figures()["pair F1"]
            for result in (couple.whole, honour(couple.whole, found.decisions))
        )
        assert after >= before + 0.05
