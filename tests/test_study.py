"""A study of a country: each document once, in any number of processes, interrupted and resumed, and what its pages say."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from conftest import ROOT
from places import PLACES, REGION, plan, write_corpus
from policydiff.cli.study import study
from policydiff.concordance import compare
from policydiff.corpus import read_catalogue
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.model import Outcome
from policydiff.store import opened, whole
from policydiff.store.summing import answered, counted, coverage
from policydiff.study import Crew, Study
from policydiff.study.parts import work
from policydiff.study.tree import tree

COUPLES = {
    ("plan-150000", "plan-150100"), ("plan-150000", "plan-150200"),
    ("plan-150100", "plan-150101"), ("plan-150100", "plan-150102"),
}  # fmt: skip
MORE = {**PLACES, **{f"1502{k:02}": (f"乙市{k}旗", {**REGION, "start": k + 1}) for k in range(1, 7)}}
"""A country large enough to be stopped in the middle."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "many", MORE)


def run(root: Path, folder: Path, crew: Crew | None = None, **options: Any) -> Study:
    """The study of ``root``, done in this process when no other is named."""
    crew = crew or Crew.of()
    found = Study(read_catalogue(root)[0], folder, **options)
    try:
        found.run(crew)
    finally:
        crew.close()
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, byte for byte."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def content(folder: Path) -> dict[str, Any]:
    """The pages byte for byte, and the rows of the store whatever the order in which they came."""
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    return {**rows, **{name: data for name, data in files(folder).items() if name.endswith(".html")}}


def couples(folder: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection:
        return set(
            connection.execute("SELECT upper_document, lower_document FROM couples WHERE lower_key NOT NULL")
        )


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The couples that are compared from here on, in this process."""
    found: list[tuple[str, str]] = []

    def counting(upper: Any, lower: Any) -> Any:
        found.append((upper.id, lower.id))
        return compare(upper, lower)

    monkeypatch.setattr("policydiff.study.parts.compare", counting)
    return found


# ---- what is compared


def test_each_document_is_held_against_the_nearest_place_above_that_has_one(
    root: Path, tmp_path: Path
) -> None:
    run(root, tmp_path / "out")
    assert couples(tmp_path / "out") == COUPLES


def test_a_place_without_a_document_is_passed_over_and_a_digest_answers_nothing(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", without=("150100",), completeness={"150102": "digest"})
    above = {leaf.entry.id: leaf.above for leaf in tree(read_catalogue(root)[0])}
    assert above == {
        "plan-150000": (),
        "plan-150200": ("plan-150000",),
        "plan-150101": ("plan-150000",),
        "plan-150102": (),
    }


def test_a_catalogue_without_couples_is_refused(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", {"150000": PLACES["150000"]})
    with pytest.raises(InvalidRequest, match="没有可以对照"):
        Study(read_catalogue(root)[0], tmp_path / "out")


def test_each_document_is_read_once(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from policydiff.corpus import opening

    read = opening.read
    seen: list[str] = []
    monkeypatch.setattr(opening, "read", lambda path: seen.append(path.name) or read(path))
    run(many, tmp_path / "out")
    assert sorted(seen) == sorted(f"{code}.txt" for code in MORE)


# ---- what the pages say


def test_the_page_of_the_whole_says_what_the_store_adds_up_to(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "out")
    with opened(tmp_path / "out" / "study.sqlite") as connection:
        found = whole(connection)
        judged = dict(connection.execute("SELECT outcome, count(*) FROM verdicts GROUP BY 1").fetchall())
    assert (found.documents, found.couples, found.waiting) == (5, 4, 0)
    for lines in (found.regions, found.levels, found.themes):
        assert {
            outcome.value: sum(line.counts.get(outcome, 0) for line in lines)
            for outcome in Outcome
            if outcome in judged
        } == judged
    assert [line.id for line in found.levels] == ["city/banner", "region/city"]
    (region,) = found.regions
    assert (region.name, region.couples) == ("某自治区", 4)
    assert coverage(region.counts) == pytest.approx(answered(region.counts) / counted(region.counts))
    # both banners ask less of power than the city; the western one keeps three figures of the region
    assert [(row.text[:4], row.count, row.all) for row in found.loosened] == [
        ("高压用户", 2, 2), ("不动产抵", 1, 2), ("企业开办", 1, 2), ("依法必须", 1, 2),
    ]  # fmt: skip
    assert [(row.upper.id, row.text[:4], row.count, row.all) for row in found.missing] == [
        ("plan-150000", "中小微企", 1, 2), ("plan-150000", "商事案件", 1, 2), ("plan-150100", "商事案件", 1, 2),
    ]  # fmt: skip
    total, *steps = found.amplification
    assert total.couples == sum(step.couples for step in steps) > 10
    assert total.index is not None
    assert total.index > 1
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "5 份文件" in page
    assert "还有" not in page


def test_the_page_of_a_place_leads_up_and_down_and_shows_both_texts(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "out")
    folder = tmp_path / "out" / "places"
    assert {path.name for path in folder.iterdir()} == {f"{code}.html" for code in PLACES}
    city, banner = ((folder / name).read_text("utf-8") for name in ("150100.html", "150101.html"))
    assert set(re.findall(r'href="([^"]+)"', city)) == {
        "../index.html",
        "150000.html",
        "150101.html",
        "150102.html",
    }
    for words in ("压减至18个工作日", "压减至22个工作日", "放宽4个工作日"):
        assert words in banner
    for path in (tmp_path / "out").rglob("*.html"):
        for link in re.findall(r'href="([^"#]+)"', path.read_text("utf-8")):
            assert (path.parent / link).exists()


def test_the_pages_speak_english_too(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "out", lang="en")
    assert "Coverage by region" in (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "What it answers to" in (tmp_path / "out" / "places" / "150101.html").read_text("utf-8")


# ---- going on


class Stopped(KeyboardInterrupt):
    """Somebody pressed Ctrl-C."""


def stop_at(count: int) -> Callable[[int, int], None]:
    def progress(done: int, every: int) -> None:
        if done == count:
            raise Stopped

    return progress


@pytest.mark.parametrize("count", [1, 2, 4, 9])
def test_interrupted_anywhere_it_goes_on_with_what_is_not_done(
    many: Path, tmp_path: Path, compared: list[tuple[str, str]], count: int
) -> None:
    run(many, tmp_path / "whole")
    every = sorted(compared)
    compared.clear()
    with pytest.raises(Stopped):
        run(many, tmp_path / "out", progress=stop_at(count))
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert f"{count} 份文件" in page
    run(many, tmp_path / "out")
    assert sorted(compared) == every
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_nothing_is_done_twice(root: Path, tmp_path: Path, compared: list[tuple[str, str]]) -> None:
    run(root, tmp_path / "out")
    compared.clear()
    before = files(tmp_path / "out")
    run(root, tmp_path / "out")
    assert compared == []
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("150101", [("plan-150100", "plan-150101")]),
        ("150100", sorted(couple for couple in COUPLES if "plan-150100" in couple)),
    ],
)
def test_a_changed_document_brings_only_its_own_couples(
    root: Path, tmp_path: Path, compared: list[tuple[str, str]], code: str, again: list[tuple[str, str]]
) -> None:
    run(root, tmp_path / "out")
    compared.clear()
    name, values = PLACES[code]
    (root / f"{code}.txt").write_text(plan(name, {**values, "licence": 33}), encoding="utf-8")
    run(root, tmp_path / "out")
    assert sorted(compared) == again
    run(root, tmp_path / "anew")
    assert content(tmp_path / "out") == content(tmp_path / "anew")


def test_a_document_that_left_the_catalogue_leaves_the_study(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "out")
    smaller = write_corpus(root, {code: place for code, place in PLACES.items() if code != "150102"})
    run(smaller, tmp_path / "out")
    assert couples(tmp_path / "out") == COUPLES - {("plan-150100", "plan-150102")}


def test_two_documents_that_exchange_their_texts_are_both_read_anew(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "out")
    first, second = (root / f"{code}.txt" for code in ("150101", "150102"))
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    assert run(root, tmp_path / "out").unread == {}
    run(root, tmp_path / "anew")
    assert content(tmp_path / "out") == content(tmp_path / "anew")


# ---- documents that cannot be taken in


def test_what_cannot_be_read_is_named_and_left_out_and_taken_in_later(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = (root / "150100.txt").read_bytes()
    (root / "150100.txt").write_bytes(b"")
    (root / "150102.txt").write_bytes((root / "150101.txt").read_bytes())
    with pytest.raises(typer.Exit) as left:
        study(root, tmp_path / "out")
    assert left.value.exit_code == 2
    told = capsys.readouterr().err
    assert "plan-150100 没有读成" in told
    assert "plan-150102 没有读成，先略过：与 plan-150101 是同一份文字" in told
    assert couples(tmp_path / "out") == {("plan-150000", "plan-150200")}
    assert "plan-150100" in (tmp_path / "out" / "index.html").read_text("utf-8")
    (root / "150100.txt").write_bytes(good)
    run(root, tmp_path / "out")
    assert ("plan-150100", "plan-150101") in couples(tmp_path / "out")


# ---- more processes, more machines


def test_two_processes_give_the_same_bytes_as_one(many: Path, tmp_path: Path) -> None:
    run(many, tmp_path / "one")
    run(many, tmp_path / "two", Crew.of(jobs=2))
    assert files(tmp_path / "one") == files(tmp_path / "two")


def killing(mark: Path, task: Any) -> Any:
    """A part; the first process that comes to the third document dies."""
    if task.entry.id == "plan-150200" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(task)


@dataclass(frozen=True)
class Killing:
    """The work of a part by a process that is killed once."""

    mark: Path

    def __call__(self, task: Any) -> Any:
        return killing(self.mark, task)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_process_that_is_killed_loses_nothing(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(many, tmp_path / "one")
    monkeypatch.setattr("policydiff.study.run.work", Killing(tmp_path / "killed"))
    run(many, tmp_path / "two", Crew.of(jobs=2))
    assert (tmp_path / "killed").exists()
    assert files(tmp_path / "one") == files(tmp_path / "two")


def dying(task: Any) -> Any:
    os._exit(9)


def test_a_part_that_no_process_survives_ends_the_run_with_what_is_done(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policydiff.study.run.work", dying)
    with pytest.raises(UnreadableSource, match="没有算完"):
        run(root, tmp_path / "out", Crew.of(jobs=2))
    assert "0 份文件" in (tmp_path / "out" / "index.html").read_text("utf-8")


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and so many worker processes on this machine; the address of the one, and the others."""
    pytest.importorskip("distributed")
    file = folder / "scheduler.json"

    def started(*words: str) -> subprocess.Popen[bytes]:
        with (folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{words[0]}", "--scheduler-file", str(file), *words[1:]],
                stdout=log, stderr=log, cwd=folder,
            )  # fmt: skip

    processes = [started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        processes += [
            started(
                "dask_worker",
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
                "--local-directory",
                str(folder),
            )
            for _ in range(workers)
        ]
        address = json.loads(_awaited(file))["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait(30)


def _awaited(file: Path) -> str:
    for _ in range(1200):
        if file.exists() and (text := file.read_text("utf-8")).strip():
            return text
        time.sleep(0.1)
    raise TimeoutError(file)


def test_a_cluster_of_which_a_worker_is_killed_gives_the_same_bytes_as_one_process(
    many: Path, tmp_path: Path
) -> None:
    run(many, tmp_path / "one")
    with cluster(tmp_path, 3) as (address, workers):
        killed: list[int] = []

        def progress(done: int, every: int) -> None:
            if done == 3:
                workers[0].kill()
                killed.append(workers[0].wait(30))

        run(many, tmp_path / "many-machines", Crew.of(cluster=address), progress=progress)
    assert killed == [-signal.SIGKILL]
    assert files(tmp_path / "one") == files(tmp_path / "many-machines")


def test_a_cluster_that_is_not_there_is_said_in_a_line(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InvalidRequest, match="连不上集群"):
        Crew.of(cluster="not an address")


def test_without_the_extra_the_way_to_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InvalidRequest, match=r"dask\.distributed") as refused:
        Crew.of(cluster="tcp://127.0.0.1:1")
    assert "policydiff[cluster]" in refused.value.hint


def test_workers_of_another_version_are_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policydiff.study.run.data_version", lambda: "another")
    with pytest.raises(InvalidRequest, match="版本"):
        run(root, tmp_path / "out")


# ---- what is told


def test_without_a_terminal_progress_is_plain_lines_with_rate_and_time_left(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study(root, tmp_path / "out")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "要做 5 份文件"
    assert all(
        re.fullmatch(r"\d/5 份文件，每分钟 \d+ 份，已用 [\d:]+，还需约 [\d:]+", line) for line in lines[1:]
    )
    assert lines[-1].startswith("5/5")


def test_on_a_terminal_progress_is_one_line_that_changes(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    study(root, tmp_path / "out")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.count("\r") == 6


def test_ctrl_c_leaves_what_is_done_and_says_how_to_go_on(many: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-u",
        "-m",
        "policydiff",
        "study",
        str(many),
        "-o",
        str(tmp_path / "out"),
        "--jobs",
        "2",
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith("3/"):
                os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
                break
        told = process.stderr.read()
        assert process.wait(60) == 130
    assert "再运行同一条命令接着做" in told
    assert "Traceback" not in told
    assert 0 < len(couples(tmp_path / "out")) < len(MORE) - 1
    run(many, tmp_path / "out")
    run(many, tmp_path / "whole")
    assert content(tmp_path / "out") == content(tmp_path / "whole")
