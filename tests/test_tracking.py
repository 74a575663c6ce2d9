"""Reports as evidence for the commitments of a plan."""

from __future__ import annotations

import csv
import io
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import blocks
from policydiff.cli.app import app
from policydiff.commitments.parse import parse
from policydiff.corpus import open_document
from policydiff.errors import InvalidRequest
from policydiff.evaluate import read_gold, score_tracking, squeeze
from policydiff.lexicon import load
from policydiff.model import Document, Kind, Progress, SourceText, Tracking
from policydiff.report.tracked import TRACKING_FORMATS, progress_counts, render_tracking
from policydiff.tracking import statements, track
from policydiff.tracking.contradictions import contradictions, figures
from policydiff.tracking.pairing import FEATURES, LEVELS
from policydiff.tracking.progress import progress
from policydiff.tracking.statements import clauses
from policydiff.tracking.subjects import subjects

STATUSES = list(blocks("tracking.md"))
SUMS = list(blocks("contradictions.md"))
REPORTS = ("otog-supervision-2023", "ordos-reply-2023", "nmg-progress-2022")


def document(text: str, kind: Kind, id: str = "t") -> Document:
    source = SourceText("t", "txt", text, sha256=sha256(text.encode()).hexdigest())
    return parse(source, id=id, kind=kind)


def report(*sentences: str) -> Document:
    return document("工作情况报告\n\n一、工作情况\n\n" + "\n\n".join(sentences) + "\n", Kind.REPORT, "r")


@pytest.fixture(scope="module")
def tracking(ordos: Document) -> Tracking:
    return track(ordos, [open_document(name) for name in REPORTS])


@pytest.mark.parametrize(
    ("promise", "said", "expected"), [(text, lines[0], lines[1]) for _, text, lines in STATUSES]
)
def test_a_statement_says_how_far_a_promise_has_come(promise: str, said: str, expected: str) -> None:
    status, _, rule = expected.partition(" by ")
    commitment = document(f"1.{promise}。", Kind.PLAN).commitments[0]
    statement = report(said + "。").commitments[-1]
    standing = progress(commitment, statement)
    assert (standing.status.value, standing.rule) == (status, rule), standing.reason.zh


def test_the_cases_show_every_status() -> None:
    shown = {lines[1].split()[0] for _, _, lines in STATUSES}
    assert shown == {status.value for status in Progress}


def test_what_stands_among_the_problems_is_a_problem() -> None:
    plan = document("1.全面推行综合窗口服务。\n2.建立代办帮办机制。", Kind.PLAN, "p")
    told = document(
        "某旗工作报告\n\n一、工作情况\n\n综合窗口已办结事项100件。\n\n二、存在的问题\n\n代办员年龄偏大，接受培训慢。\n\n"
        "三、下一步工作建议\n\n要持续推进综合窗口改革。\n",
        Kind.REPORT,
        "r",
    )
    found = track(plan, [told])
    said = {(item.commitment.id, item.quote): item.status for item in found.evidence}
    assert said[("p/1/1", "综合窗口已办结事项100件")] is Progress.ACTIVITY
    assert any(key[0] == "p/2/1" and status is Progress.PROBLEM for key, status in said.items())
    assert not any("持续推进综合窗口改革" in quote for _, quote in said), "advice is no evidence"


def test_what_a_clause_came_to_is_read_with_it() -> None:
    plan = document("1.全面推行综合窗口服务。\n2.建立代办帮办机制。", Kind.PLAN, "p")
    found = track(plan, [report("进驻部门已有28个，均已实现综合窗口受理，组建代办队伍3支。")])
    said = {item.quote: item.status for item in found.evidence}
    assert said["进驻部门已有28个，均已实现综合窗口受理"] is Progress.MET
    assert said["组建代办队伍3支"] is Progress.ACTIVITY


def test_a_deadline_still_ahead_is_not_behind() -> None:
    plan = document("1.2025年12月底前，企业开办时间压缩至1个工作日内。", Kind.PLAN).commitments[0]
    said = report("企业开办时间压缩至2个工作日。").commitments[-1]
    from datetime import date

    assert progress(plan, said, issued=date(2023, 1, 1)).status is Progress.IN_PROGRESS
    assert progress(plan, said, issued=date(2026, 1, 1)).status is Progress.BEHIND


@pytest.mark.parametrize(("text", "expected"), [(text, lines) for _, text, lines in SUMS])
def test_contradictions_inside_a_report_are_found(text: str, expected: list[str]) -> None:
    told = report(text)
    found = [f"{notice.code} {notice.message.zh}" for notice in contradictions(told, statements(told))]
    if expected == ["none"]:
        assert not found
        return
    assert len(found) == len(expected)
    for line, wanted in zip(found, expected, strict=True):
        code, _, words = wanted.partition(" ")
        assert line.startswith(code), line
        assert words in line


def test_the_supervision_report_contradicts_itself_twice(tracking: Tracking) -> None:
    found = [notice for notice in tracking.notices if notice.code.startswith("contradiction")]
    said = " ".join(notice.message.zh for notice in found)
    assert "140.87 + 5.99 = 146.86亿元" in said
    assert "85.63%" in said
    assert len(found) == 2
    source = open_document("otog-supervision-2023").source.text
    for notice in found:
        assert notice.line is not None
        assert notice.span is not None
        assert source.count("\n", 0, notice.span.start) + 1 == notice.line


def test_every_quote_stands_where_it_says(tracking: Tracking) -> None:
    texts = {document.id: document.source.text for document in tracking.reports}
    assert tracking.evidence
    for item in tracking.evidence:
        assert item.quote in item.statement.text
        taken = squeeze(texts[item.report][item.span.start : item.span.end])
        assert taken.startswith(squeeze(item.quote)[:6])
        assert taken.endswith(squeeze(item.quote)[-6:])
        assert item.statement.span.start <= item.span.start < item.span.end <= item.statement.span.end


def test_every_promise_has_evidence_or_is_untouched(tracking: Tracking) -> None:
    touched = {item.commitment.id for item in tracking.evidence}
    untouched = {commitment.id for commitment in tracking.untouched}
    assert not touched & untouched
    assert touched | untouched == {commitment.id for commitment in tracking.plan.commitments}


def test_a_statement_is_evidence_or_unplanned_never_both(tracking: Tracking) -> None:
    spoken = {(item.report, item.statement.id) for item in tracking.evidence}
    free = {(item.report, item.statement.id) for item in tracking.unplanned}
    assert free
    assert not spoken & free


def test_reports_of_other_places_and_parts_are_announced(tracking: Tracking) -> None:
    codes = [notice.code for notice in tracking.notices]
    assert codes.count("track-other-place") == 2
    assert codes.count("track-report-not-full") == 2


def test_the_same_file_twice_is_refused(ordos: Document) -> None:
    told = open_document("ordos-reply-2023")
    with pytest.raises(InvalidRequest, match="同一份文件"):
        track(ordos, [told, told])
    with pytest.raises(InvalidRequest, match="同一份文件"):
        track(ordos, [ordos])
    with pytest.raises(InvalidRequest, match="没有给出报告"):
        track(ordos, [])


def test_the_order_of_reports_changes_no_status(ordos: Document, tracking: Tracking) -> None:
    turned = track(ordos, tuple(reversed(tracking.reports)))
    assert {(e.commitment.id, e.report, e.quote, e.status) for e in turned.evidence} == {
        (e.commitment.id, e.report, e.quote, e.status) for e in tracking.evidence
    }


def test_a_report_about_other_things_is_evidence_of_nothing(ordos: Document) -> None:
    found = track(ordos, [report("今年降水量为312毫米。", "举办了那达慕大会。")])
    assert not found.evidence
    assert len(found.untouched) == len(ordos.commitments)


@given(st.text(alphabet="政务服务，。；：（）《》“”、0123456789%个项已完成其中包含", max_size=80))
def test_clauses_keep_every_word_and_figures_never_fail(text: str) -> None:
    found = clauses(text)
    assert all(text[clause.start : clause.end] == clause.text for clause in found)
    marks = r"[，；：。,;: \s]"
    assert re.sub(marks, "", "".join(c.text for c in found)) == re.sub(marks, "", text)
    for figure in figures(text):
        assert str(figure.value) in figure.words


def test_every_feature_has_its_levels_and_weights() -> None:
    weights = load("weights")["track"]["feature"]
    assert set(weights) == set(FEATURES) == set(LEVELS)
    for name, levels in LEVELS.items():
        values = [weights[name][level] for level in levels]
        assert values == sorted(values), f"a better level of {name} weighs less"


def test_every_subject_has_both_wordings() -> None:
    assert len(subjects()) > 40
    for subject in subjects():
        assert subject.zh
        assert not subject.plan.search("")
        assert not subject.report.search("")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", TRACKING_FORMATS)
def test_every_format_is_written_the_same_twice(tracking: Tracking, format: str, lang: str) -> None:
    first = render_tracking(tracking, format, lang)
    assert first == render_tracking(tracking, format, lang)
    assert first


def test_the_json_names_both_quotes(tracking: Tracking) -> None:
    data = json.loads(render_tracking(tracking, "json"))
    assert data["schema"] == "policydiff.tracking/1"
    ids = {c["id"]: c["text"] for c in data["plan"]["commitments"]}
    said = {r["id"]: {c["id"]: c["text"] for c in r["commitments"]} for r in data["reports"]}
    assert data["evidence"]
    for item in data["evidence"]:
        assert item["commitment_text"] == ids[item["commitment"]]
        assert item["quote"] in said[item["report"]][item["statement"]]
    assert sum(data["counts"][status.value] for status in Progress) == len(data["evidence"])


def test_the_page_asks_for_nothing_and_escapes_what_it_shows() -> None:
    plan = document("1.全面推行综合窗口服务<script>alert(1)</script>。", Kind.PLAN, "p")
    page = render_tracking(track(plan, [report("综合窗口已办结<img src=x>事项100件。")]), "html").decode()
    assert "default-src &#39;none&#39;" in page
    assert page.count("<script") == 2  # the words in both languages, and the script
    assert "&lt;script&gt;alert" in page
    assert "<img" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_csv_has_a_row_for_everything(tracking: Tracking) -> None:
    text = render_tracking(tracking, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(tracking.evidence) + len(tracking.untouched) + len(tracking.unplanned)


def test_the_command_writes_and_gates(tmp_path: Path) -> None:
    runner = CliRunner()
    path = tmp_path / "跟踪.html"
    words = ["track", "ordos-2021", "otog-supervision-2023"]
    assert runner.invoke(app, [*words, "-f", "html", "-o", str(path)]).exit_code == 0
    assert "承诺跟踪" in path.read_text(encoding="utf-8")
    assert runner.invoke(app, [*words, "--fail-on", "problem"]).exit_code == 1
    assert runner.invoke(app, [*words, "--fail-on", "behind"]).exit_code == 0
    assert isinstance(runner.invoke(app, [*words, "--fail-on", "x"]).exception, InvalidRequest)
    assert isinstance(runner.invoke(app, [*words, "-f", "xlsx"]).exception, InvalidRequest)


@pytest.mark.gold
def test_the_annotated_report_is_tracked(shared: Path, ordos: Document) -> None:
    rows = read_gold(shared / "gold" / "tracking.dev.jsonl")
    score, missed = score_tracking(rows, track(ordos, [open_document("otog-supervision-2023")]))
    assert score.f1 >= 0.70, missed
    assert score.status >= 0.80
    assert score.unplanned >= 0.80


def test_the_scorer_counts_only_what_the_gold_speaks_of() -> None:
    plan = document("1.全面推行综合窗口服务。\n2.建立代办帮办机制。", Kind.PLAN, "p")
    found = track(plan, [report("综合窗口已办结事项100件。", "代办人员队伍共有13名人员。")])
    rows = [
        {
            "kind": "evidence",
            "commitment": "全面推行综合窗口服务",
            "statement": "综合窗口已办结事项100件",
            "status": "met",
            "theme": "government-services",
        }
    ]
    score, missed = score_tracking(rows, found)
    assert (score.gold_evidence, score.predicted_judged, missed) == (1, 1, [])
    assert (score.precision, score.recall, score.status) == (1.0, 1.0, 0.0)
    assert progress_counts(found)["activity"] == 2


def test_a_reason_quotes_to_the_closing_mark() -> None:
    plan = document("1.全面推行综合窗口服务。", Kind.PLAN, "p")
    found = track(plan, [report("综合窗口服务实现“一张表单申请”。")])
    reasons = {item.reason.zh for item in found.evidence}
    assert reasons == {"报告写的是“实现‘一张表单申请’”"}
