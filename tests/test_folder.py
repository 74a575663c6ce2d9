"""A folder of plans is compared without a catalogue, and documents that seem exchanged are named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from conftest import rows, table
from policydiff.cli.start import next_steps
from policydiff.commitments.parse import parse
from policydiff.corpus.folder import gathered
from policydiff.corpus.order import order_doubts
from policydiff.corpus.own_output import is_own_output
from policydiff.corpus.places import level_of, parent_of
from policydiff.model import Completeness, Document, Jurisdiction, SourceText
from test_cli import refused, run
from test_verdicts import FIELDS

CITY = "呼和浩特市托育服务提升方案\n一、重点任务\n1.新增普惠托位3000个。\n2.托育机构备案办理时间压缩至5个工作日以内。\n3.每个社区设立一处托育点。\n"
COUNTY = "托克托县托育服务提升方案\n一、重点任务\n1.新增普惠托位400个。\n2.托育机构备案办理时间压缩至3个工作日以内。\n"


def nursery(folder: Path) -> Path:
    """Two plans of one line of places, a note that is none, and a file that cannot be read."""
    folder.mkdir()
    (folder / "市.txt").write_text(CITY, encoding="utf-8")
    (folder / "县").mkdir()
    (folder / "县" / "县.txt").write_text(COUNTY, encoding="utf-8")
    (folder / "空.docx").write_bytes(b"")
    (folder / ".市.txt").write_text(CITY, encoding="utf-8")
    return folder


def test_a_folder_of_plans_is_compared_by_the_places_its_documents_name(tmp_path: Path) -> None:
    folder = nursery(tmp_path / "托育")
    done = run("report", "托育", "-o", "托育/报告", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "空.docx 没有读：文件是空的" in done.stderr
    written = {path.name for path in (folder / "报告").iterdir()}
    assert written == {"index.html", "市--县.html", "市--县.json"}
    assert "没有上级或下级" not in done.stderr
    found = json.loads((folder / "报告" / "市--县.json").read_text(encoding="utf-8"))
    assert found["lineage"] == "subordinate"
    assert any(pair["outcome"] == "tightens" for pair in found["pairs"])
    again = run("report", "托育", "-o", "托育/报告", cwd=tmp_path)
    assert again.stdout == done.stdout, "what was written is not read the second time"


def test_what_the_program_wrote_is_known_by_its_mark_wherever_it_lies_and_whatever_it_is_called(
    tmp_path: Path,
) -> None:
    folder = nursery(tmp_path / "托育")
    plans = ("托育/市.txt", "托育/县/县.txt")
    written = run("compare", *plans, "-f", "html,csv,md,xlsx,docx", "-o", "托育/旧", cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    run("revise", *plans, "-f", "html,md,xlsx,docx", "-o", "托育/改", cwd=tmp_path)
    run("targets", plans[0], "-f", "csv", "-o", "托育/指标.csv", cwd=tmp_path)
    for path in [*(folder / "旧").iterdir(), *(folder / "改").iterdir()]:
        path.rename(path.with_name(f"{path.parent.name}已复核{path.suffix}"))
    said: list[str] = []
    catalogue = gathered(folder, warn=said.append)
    assert sorted(catalogue.entries) == ["县", "市"]
    assert [line for line in said if "本程序" in line] == [
        "10 个文件是本程序写的报告，没有当作方案来读，如 指标.csv"
    ]


def test_a_plan_is_nobodys_report_though_it_speaks_of_the_program(tmp_path: Path) -> None:
    table = "编号,事项,责任单位,时限\n1,推行一窗受理,市政务局,2025年底\n"
    for name, text in (
        ("表.csv", table),
        ("说明.md", f"{CITY}\n本方案用 policydiff 对照。\n"),
        ("页.html", CITY),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert not is_own_output(tmp_path / name), name


def test_a_folder_with_a_catalogue_is_read_by_it() -> None:
    assert gathered(Path("docs/examples/air-quality").resolve()).entries.keys() >= {"air-city", "air-county"}


def test_a_file_that_does_not_say_whose_it_is_is_named(tmp_path: Path) -> None:
    (tmp_path / "市.txt").write_text(CITY, encoding="utf-8")
    (tmp_path / "县.txt").write_text(COUNTY, encoding="utf-8")
    (tmp_path / "某.txt").write_text("1.推行一窗受理。", encoding="utf-8")
    said: list[str] = []
    catalogue = gathered(tmp_path, warn=said.append)
    assert [line.split(" ")[0] for line in said] == ["某.txt"]
    assert catalogue.entries["某"].code is None


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    for place, text in (("市", CITY), ("县", COUNTY)):
        (tmp_path / place).mkdir()
        (tmp_path / place / "方案.txt").write_text(text, encoding="utf-8")
    assert sorted(gathered(tmp_path).entries) == ["方案", "方案-2"]


def test_what_is_no_folder_of_plans_is_refused(tmp_path: Path) -> None:
    (tmp_path / "市.txt").write_text(CITY, encoding="utf-8")
    assert "只有 1 份" in refused("report", str(tmp_path))
    assert "这不是文件夹" in refused("report", str(tmp_path / "市.txt"))
    (tmp_path / "另一市.txt").write_text(CITY.replace("3000", "4000"), encoding="utf-8")
    said = refused("report", str(tmp_path))
    assert "没有可以对照的上下级文件" in said
    assert "--upper-code" in said
    assert "policydiff revise" in said


def document(code: str | None, issued: str | None, whole: Completeness = Completeness.FULL) -> Document:
    place = Jurisdiction(code, code, level_of(code), parent_of(code)) if code else None
    return parse(
        SourceText("t.txt", "txt", "1.推行一窗受理。", sha256=f"{code}{issued}"),
        id="t",
        jurisdiction=place,
        issued=date.fromisoformat(issued) if issued else None,
        completeness=whole,
    )


ORDERS = [
    (("150600", "2021-05-01"), ("150624", "2022-05-01"), []),
    (("150624", "2022-05-01"), ("150600", "2021-05-01"), ["swapped-levels"]),
    (("150624", "2020-05-01"), ("150600", "2021-05-01"), ["swapped-levels"]),
    (("150600", "2022-05-01"), ("150624", "2021-05-01"), ["lower-earlier"]),
    ((None, "2022-05-01"), ("150624", "2021-05-01"), ["swapped-dates"]),
    (("150600", "2022-05-01"), ("150600", "2021-05-01"), ["swapped-dates"]),
    ((None, None), ("150624", "2021-05-01"), []),
    ((None, "2021-05-01"), (None, "2021-05-01"), []),
]


def test_documents_given_in_the_wrong_order_are_noticed_by_level_and_date() -> None:
    with table() as rows:
        for upper, lower, wanted in ORDERS:
            with rows.row(f"{upper} {lower}"):
                assert [one.code for one in order_doubts(document(*upper), document(*lower))] == wanted


def test_the_date_of_a_digest_says_nothing_of_the_order() -> None:
    digest = document(None, "2022-05-01", Completeness.DIGEST)
    assert not list(order_doubts(digest, document("150624", "2021-05-01")))


def test_the_doubt_stands_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "市.txt").write_text(CITY, encoding="utf-8")
    (tmp_path / "县.txt").write_text(COUNTY, encoding="utf-8")
    assert "先后可能给反了" in run("compare", "县.txt", "市.txt", "-f", "md", "-o", "-", cwd=tmp_path).stdout


def test_a_document_says_by_its_head_what_it_is_and_whether_it_is_whole() -> None:
    cases = rows("wholes.psv", 3)
    assert len(cases) >= 14
    with table() as checked:
        for head, kind, completeness in cases:
            text = "\n".join(
                [*head.split(" / "), "一、重点任务", "1.新增普惠托位3000个。", "2.设立托育点。", ""]
            )
            found = parse(SourceText("t.txt", "txt", text, sha256="t"), id="t")
            with checked.row(head):
                assert (found.kind.value, found.completeness.value) == (kind, completeness)


def test_a_digest_in_a_folder_is_accused_of_nothing_and_a_report_is_no_plan(tmp_path: Path) -> None:
    folder = nursery(tmp_path / "托育")
    (folder / "市.txt").write_text(CITY.replace("方案\n", "目标摘编\n", 1), encoding="utf-8")
    (folder / "进展.txt").write_text(CITY.replace("方案\n", "方案实施进展\n", 1), encoding="utf-8")
    run("report", "托育", "-o", "托育/报告", cwd=tmp_path)
    assert {path.stem for path in (folder / "报告").glob("*.json")} == {"市--县"}
    found = json.loads((folder / "报告" / "市--县.json").read_text(encoding="utf-8"))
    assert "missing" not in {verdict["outcome"] for verdict in found["verdicts"]}
    assert found["upper"]["completeness"] == "digest"
    explicit = parse(SourceText("t.txt", "txt", CITY, sha256="t"), id="t", completeness=Completeness.FULL)
    assert explicit.completeness is Completeness.FULL


def test_a_digest_beside_its_full_text_steps_aside_and_is_named(tmp_path: Path) -> None:
    folder = nursery(tmp_path / "托育")
    (folder / "A摘编.txt").write_text(CITY.replace("方案\n", "方案摘编\n", 1), encoding="utf-8")
    said: list[str] = []
    gathered(folder, warn=said.append)
    assert "有同一地方的全文，摘编、节选没有另外对照：A摘编.txt" in said
    assert not any("没有上级或下级" in line for line in said)
    (folder / "县" / "县.txt").rename(folder / "县.txt")
    assert "policydiff compare 县.txt 市.txt" in "".join(next_steps(folder))


def test_a_document_that_is_compared_with_nothing_is_named(tmp_path: Path) -> None:
    folder = nursery(tmp_path / "托育")
    (folder / "他省.txt").write_text(CITY.replace("呼和浩特市", "济南市"), encoding="utf-8")
    said: list[str] = []
    assert len(gathered(folder, warn=said.append).entries) == 3
    assert "1 份文件在这里没有上级或下级可以对照：他省.txt（济南市）" in said


def test_couples_of_two_fields_come_last_with_one_sentence_and_plans_of_one_title_have_their_places(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "计划"
    folder.mkdir()
    for name, head, field in (
        ("a", "呼和浩特市人民政府\n关于印发工作方案的通知", "waste"),
        ("b", "托克托县人民政府\n关于印发工作方案的通知", "music"),
        ("c", "托克托县人民政府\n关于印发工作方案的通知", "waste"),
    ):
        body = "\n".join(f"{n}.{line}。" for n, line in enumerate(FIELDS[field], 1))
        (folder / f"{name}.txt").write_text(f"{head}\n工作方案\n一、任务\n{body}\n", encoding="utf-8")
    done = run("report", "计划", "-o", "报告", "--lang", "zh", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "另有 1 组几乎互不应答" in done.stdout
    assert done.stdout.index("a--c.html") < done.stdout.index("另有 1 组") < done.stdout.index("a--b.html")
    index = (tmp_path / "报告" / "index.html").read_text(encoding="utf-8")
    assert index.index("a--c.html") < index.index("a--b.html")
    assert "（呼和浩特市）" in index


def test_an_id_is_looked_for_in_the_folders_here_and_a_wrong_one_is_no_text(tmp_path: Path) -> None:
    nursery(tmp_path / "托育")
    for asked in ("市/1", "托育/市.txt#1"):
        done = run("themes", "--explain", asked, cwd=tmp_path)
        assert "新增普惠托位3000个" in done.stdout, done.stderr
    wrong = refused("themes", "--lang", "zh", "--explain", "没有的方案/8/1", cwd=tmp_path)
    assert "这里没有叫“没有的方案”的文件" in wrong
    text = run("themes", "--explain", "推进线上/线下融合", cwd=tmp_path)
    assert "线上/线下" in text.stdout
    wrong = refused("explain", "--lang", "zh", "没有/3/1", "市/1", cwd=tmp_path)
    assert "这里没有叫“没有”的文件" in wrong
