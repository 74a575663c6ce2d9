"""The store: one SQLite file, only what is new is computed, nothing half written, the same content every way."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

from conftest import ROOT
from places import PLACES, REGION, plan, write_corpus
from policydiff.cli.store import add, query, update
from policydiff.concordance import compare
from policydiff.corpus import load_catalogue, open_document
from policydiff.errors import InvalidRequest, PolicyDiffError, UnknownDocument, UnreadableSource
from policydiff.lexicon import Lexicon, load, using
from policydiff.model import Outcome
from policydiff.store import Question, answers, documents, due, keeping, opened, targets
from test_cli import run as run_here

IDS = tuple(f"plan-{code}" for code in PLACES)
COUPLES = 6
"""The region with its four places, the first city with its two banners."""


def dump(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All tables, row by row, in the order of their keys."""
    with opened(file) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        assert len(names) == 11
        return {
            name: sorted(map(tuple, connection.execute(f"SELECT * FROM {name}")), key=repr) for name in names
        }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The couples that are compared from here on."""
    found: list[tuple[str, str]] = []

    def counting(upper: Any, lower: Any, themes: Any = ()) -> Any:
        found.append((upper.id, lower.id))
        return compare(upper, lower, themes)

    monkeypatch.setattr("policydiff.store.working.compare", counting)
    return found


@pytest.fixture
def filled(root: Path, tmp_path: Path) -> Path:
    file = tmp_path / "filled.sqlite"
    add(file, list(IDS), corpus=root)
    return file


def test_a_document_is_compared_with_those_above_and_below_it_and_no_others(
    root: Path, tmp_path: Path, compared: list[tuple[str, str]]
) -> None:
    file = tmp_path / "s.sqlite"
    add(file, [id_ for id_ in IDS if id_ != "plan-150101"], corpus=root)
    compared.clear()
    add(file, ["plan-150101"], corpus=root)
    assert compared == [("plan-150000", "plan-150101"), ("plan-150100", "plan-150101")]
    other = tmp_path / "t.sqlite"
    add(other, [id_ for id_ in IDS if id_ != "plan-150100"], corpus=root)
    compared.clear()
    add(other, ["plan-150100"], corpus=root)
    assert sorted(compared) == [
        ("plan-150000", "plan-150100"), ("plan-150100", "plan-150101"), ("plan-150100", "plan-150102")
    ]  # fmt: skip


def test_what_is_there_is_not_computed_again(
    filled: Path, root: Path, compared: list[tuple[str, str]]
) -> None:
    before = dump(filled)
    add(filled, list(IDS), corpus=root)
    update(filled, corpus=root)
    assert compared == []
    assert dump(filled) == before


def test_the_order_of_adding_changes_nothing(filled: Path, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "backwards.sqlite"
    for id_ in reversed(IDS):
        add(file, [id_], corpus=root)
    assert dump(file) == dump(filled)


def test_the_tables_hold_what_the_concordance_holds(filled: Path, root: Path) -> None:
    catalogue = load_catalogue(root)
    upper, lower = (open_document(id_, catalogue=catalogue) for id_ in ("plan-150000", "plan-150200"))
    concordance = compare(upper, lower)
    with opened(filled) as connection:
        couple = (upper.id, lower.id)

        def ask(columns: str, table: str) -> list[tuple[Any, ...]]:
            rows = connection.execute(
                f"SELECT {columns} FROM {table} WHERE upper_document = ? AND lower_document = ? ORDER BY 1, 2",
                couple,
            )
            return [tuple(row) for row in rows]

        assert ask("upper, lower, outcome, relation, sure, confidence", "pairs") == sorted(
            (p.upper.id, p.lower.id, p.outcome.value, p.relation.value, p.sure, p.confidence)
            for p in concordance.pairs
        )
        assert ask("commitment, outcome", "verdicts") == sorted(
            (v.upper.id, v.outcome.value) for v in concordance.verdicts
        )
        assert ask("commitment, outcome", "added") == sorted((c.id, "added") for c in concordance.added)
        found = connection.execute(
            "SELECT f.reason, u.phrase, l.phrase FROM findings f JOIN targets u ON u.id = f.upper_target "
            "JOIN targets l ON l.id = f.lower_target JOIN pairs p ON (p.upper, p.lower) = (f.upper, f.lower) "
            "WHERE p.lower_document = 'plan-150100' AND f.relation = 'tightens' AND f.dimension = 'time' ORDER BY u.id"
        ).fetchall()
    assert [row[1:] for row in found] == [
        ("5个工作日以内", "4个工作日以内"), ("3个工作日以内", "2个工作日以内"), ("20个工作日以内", "18个工作日以内")
    ]  # fmt: skip
    assert "收紧1个工作日" in found[0][0]


def test_a_span_of_the_stored_text_gives_the_target(filled: Path) -> None:
    with opened(filled) as connection:
        rows = connection.execute(
            "SELECT substr(d.text, t.span_start + 1, t.span_end - t.span_start), t.text FROM targets t "
            "JOIN commitments c ON c.id = t.commitment JOIN documents d ON d.id = c.document"
        ).fetchall()
    assert len(rows) > 30
    assert all(cut == text for cut, text in rows)


def test_pandas_opens_it(filled: Path) -> None:
    import pandas as pd

    connection = sqlite3.connect(filled)
    try:
        table = pd.read_sql_query("SELECT * FROM answers", connection)
    finally:
        connection.close()
    assert set(table["outcome"]) >= {"tightens", "loosens", "same", "missing"}
    assert table.groupby("lower_place").size()["乙市"] == len(REGION)


KILLER = """
import os, signal, sys
from policydiff.store import keeping
real, calls = keeping._target_of, [0]
def target_of(commitment, target):
    calls[0] += 1
    if calls[0] == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(commitment, target)
keeping._target_of = target_of
from policydiff.cli import main
sys.argv[1:] = {words!r}
main()
"""


@pytest.mark.parametrize("after", [3, 30, 60])
def test_a_run_that_is_killed_goes_on_where_it_was(
    filled: Path, root: Path, tmp_path: Path, after: int
) -> None:
    file = tmp_path / "killed.sqlite"
    words = ["store", "add", str(file), *IDS, "--corpus", str(root)]
    result = subprocess.run([sys.executable, "-c", KILLER.format(after=after, words=words)], timeout=120)
    assert result.returncode == -signal.SIGKILL
    with opened(file) as connection:
        waiting = due(connection)
        assert waiting
        # no couple is there by half
        for upper, lower in waiting:
            assert not connection.execute(
                "SELECT 1 FROM pairs WHERE upper_document = ? AND lower_document = ?", (upper, lower)
            ).fetchone()
    done = COUPLES - len(waiting)
    assert done > 0 or after == 3
    add(file, [], corpus=root)
    assert dump(file) == dump(filled)


def test_an_interrupted_run_says_that_nothing_is_lost(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "s.sqlite"
    monkeypatch.setattr("policydiff.store.working.compare", interrupted)
    with pytest.raises(typer.Exit) as caught:
        add(file, list(IDS), corpus=root)
    assert caught.value.exit_code == 130
    assert "接着做" in capsys.readouterr().err
    query(file, what="documents")
    assert f"还有 {COUPLES} 组" in capsys.readouterr().err


def test_changed_word_lists_make_everything_new(
    filled: Path, root: Path, compared: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(filled)
    monkeypatch.setattr(keeping, "data_version", lambda: "another")
    add(filled, [], corpus=root)
    assert len(compared) == COUPLES
    compared.clear()
    add(filled, [], corpus=root)
    assert compared == []
    after = dump(filled)
    assert after["pairs"] == before["pairs"]
    assert {row[-2] for row in after["documents"]} == {"another"}


def test_the_data_version_follows_the_word_lists() -> None:
    first = keeping.data_version()
    with using(Lexicon(weights={**load("weights"), "prior": load("weights")["prior"] + 1})):
        assert keeping.data_version() != first
    assert keeping.data_version() == first


def test_a_changed_text_is_taken_in_by_update_only(
    filled: Path, root: Path, tmp_path: Path, compared: list[tuple[str, str]]
) -> None:
    path = root / "150100.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("4个工作日", "2个工作日"), encoding="utf-8")
    with pytest.raises(InvalidRequest, match="store update"):
        add(filled, ["plan-150100"], corpus=root)
    update(filled, ["plan-150100"], corpus=root)
    assert sorted(compared) == [
        ("plan-150000", "plan-150100"), ("plan-150100", "plan-150101"), ("plan-150100", "plan-150102")
    ]  # fmt: skip
    fresh = tmp_path / "fresh.sqlite"
    add(fresh, list(IDS), corpus=root)
    assert dump(filled) == dump(fresh)


def test_a_document_whose_file_is_gone_stays(
    filled: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump(filled)
    (root / "150200.txt").unlink()
    update(filled, corpus=root)
    assert "保留库里的文字" in capsys.readouterr().err
    assert dump(filled) == before
    with pytest.raises(UnreadableSource):
        update(filled, ["plan-150200"], corpus=root)
    with pytest.raises(UnknownDocument, match="库里没有"):
        update(filled, ["nothing"], corpus=root)


def test_facts_that_were_given_are_kept(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", {"150000": PLACES["150000"]})
    file = tmp_path / "s.sqlite"
    paper = tmp_path / "某旗.txt"
    paper.write_text(plan("某旗", REGION), encoding="utf-8")  # type: ignore[arg-type]
    add(file, ["plan-150000"], corpus=root)
    add(file, [str(paper)], corpus=root, code="150624", issued="2022-05-01")
    paper.write_text(plan("某旗", {**REGION, "start": 1}), encoding="utf-8")
    update(file, corpus=root)
    with opened(file) as connection:
        rows = {row["id"]: row for row in documents(connection, Question())}
        assert (rows["某旗"]["place_code"], rows["某旗"]["issued"]) == ("150624", "2022-05-01")
        assert due(connection) == []
    with pytest.raises(InvalidRequest, match="一份文件"):
        add(file, ["a", "b"], corpus=root, code="150624")
    with pytest.raises(InvalidRequest, match="2022-03-18"):
        add(file, [str(paper)], corpus=root, issued="昨天")


def test_a_benchmark_between_peers_is_kept_when_a_text_changes(
    filled: Path, root: Path, compared: list[tuple[str, str]]
) -> None:
    add(filled, ["plan-150200"], against=["plan-150100"], corpus=root)
    assert compared == [("plan-150100", "plan-150200")]
    compared.clear()
    path = root / "150200.txt"
    path.write_text(path.read_text(encoding="utf-8") + "9.推行容缺受理。\n", encoding="utf-8")
    update(filled, corpus=root)
    assert ("plan-150100", "plan-150200") in compared
    with pytest.raises(UnknownDocument):
        add(filled, ["plan-150200"], against=["nothing"], corpus=root)


def test_one_text_stands_in_the_store_once(filled: Path, root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "150101.txt", tmp_path / "copy.txt")
    with pytest.raises(InvalidRequest, match="plan-150101"):
        add(filled, [str(tmp_path / "copy.txt")], corpus=root)


def test_against_a_digest_nothing_is_missing_or_added(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", completeness={"150000": "digest", "150102": "excerpt"})
    file = tmp_path / "s.sqlite"
    add(file, list(IDS), corpus=root)
    with opened(file) as connection:
        found = {
            (row["upper_document"], row["lower_document"], row["outcome"])
            for row in answers(connection, Question())
        }
    assert not {row for row in found if row[0] == "plan-150000" and row[2] in {"missing", "added"}}
    assert ("plan-150100", "plan-150102", "unseen") in found
    assert ("plan-150000", "plan-150200", "unseen") in found


# questions


def ask(
    file: Path, verb: Callable[..., list[dict[str, Any]]] = answers, **parts: Any
) -> list[dict[str, Any]]:
    with opened(file) as connection:
        return verb(connection, Question(**parts))


def test_answers_are_found_by_theme_outcome_and_place(filled: Path) -> None:
    every = ask(filled)
    assert len({(row["upper_document"], row["lower_document"]) for row in every}) == COUPLES
    missed = ask(filled, outcomes=("missing",), place="乙市")
    assert [row["upper_text"][:4] for row in missed] == ["中小微企", "商事案件"]
    assert ask(filled, outcomes=("missing",), place="150200") == missed
    assert ask(filled, outcomes=("missing",), place="plan-150200") == missed
    assert {row["theme"] for row in ask(filled, themes=("electricity-access",))} == {"electricity-access"}
    assert all(
        row["verdict"] in {"loosens", "tightens"} for row in ask(filled, outcomes=("loosens", "tightens"))
    )
    assert ask(filled, place="没有这个地方") == []
    with pytest.raises(InvalidRequest, match="tightens"):
        ask(filled, outcomes=("stricter",))


def test_targets_and_answers_are_found_by_unit(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    add(file, ["naiman-2022"])
    found = ask(file, targets, unit="税务局")
    assert found
    assert all("税务局" in f"{row['lead_units']}{row['responsible_units']}" for row in found)
    assert ask(file, targets, unit="%") == []
    assert len(ask(file, targets)) > len(found)


def test_the_query_command_gives_text_csv_json_and_workbook(filled: Path, tmp_path: Path) -> None:
    def run(*words: str) -> bytes:
        result = run_here("query", str(filled), *words)
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout.encode()

    rows = json.loads(run("--place", "乙市", "--format", "json"))
    assert len(rows) == len(REGION)
    table = list(csv.DictReader(io.StringIO(run("--place", "乙市", "-f", "csv").decode("utf-8-sig"))))
    assert [row["outcome"] for row in table] == [row["outcome"] for row in rows]
    text = run("--relation", "missing").decode()
    assert run("--relation", "缺失").decode() == text
    assert run("--relation", "收紧，缺失", "-t", "招标投标") == run(
        "--relation", "tightens,missing", "-t", "tendering"
    )
    assert re.search(r"共 \d+ 条\n$", text)
    assert "缺失" in text
    assert json.loads(run("--theme", "tendering", "--place", "没有", "-f", "json")) == []
    run("--what", "targets", "-f", "xlsx", "-o", str(tmp_path / "t.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["targets"]
    assert sheet.max_row > 30
    assert sheet.auto_filter.ref


@pytest.mark.parametrize(
    "options",
    [{"what": "nothing"}, {"format": "docx"}, {"format": "xlsx"}, {"theme": ["nonsense"]},
     {"what": "targets", "relation": "missing"}, {"relation": "nonsense"}],
)  # fmt: skip
def test_wrong_questions_are_refused(filled: Path, options: dict[str, Any]) -> None:
    with pytest.raises(PolicyDiffError):
        query(filled, **options)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", {code: PLACES[code] for code in ("150000", "150100")})
    path = root / "150000.txt"
    path.write_text(path.read_text(encoding="utf-8") + "9.=1+1推行容缺受理。\n", encoding="utf-8")
    file = tmp_path / "s.sqlite"
    add(file, ["plan-150000", "plan-150100"], corpus=root)
    out = tmp_path / "a.csv"
    query(file, format="csv", output=str(out))
    cells = [cell for row in csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))) for cell in row]
    assert "'=1+1推行容缺受理" in cells


# the file


def test_files_that_are_no_store_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.sqlite"
    text.write_text("这不是数据库。" * 100, encoding="utf-8")
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (a)")
    connection.commit()
    connection.close()
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(UnreadableSource):
            add(path, ["ordos-2021"])
        assert path.read_bytes() == before
    for path in (tmp_path, tmp_path / "absent.sqlite"):
        with pytest.raises(UnreadableSource):
            query(path)
    with pytest.raises(UnreadableSource):
        update(tmp_path / "absent.sqlite")
    assert not (tmp_path / "absent.sqlite").exists()


def test_a_store_of_another_version_is_refused(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InvalidRequest, match="99"):
        query(filled)


def test_a_store_that_another_run_is_writing_says_so(
    filled: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policydiff.store.tables.WAIT", 0.1)
    connection = sqlite3.connect(filled, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(PolicyDiffError, match="另一个程序"):
            add(filled, [], corpus=root)
    finally:
        connection.close()


def test_it_is_one_file(filled: Path) -> None:
    assert [path.name for path in filled.parent.iterdir() if path.name.startswith("filled")] == [
        "filled.sqlite"
    ]


def test_every_table_and_column_is_described(filled: Path) -> None:
    text = (ROOT / "docs" / "store.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `(\w+)`.*?\n(.*?)(?=^###? |\Z)", text, re.M | re.S))
    with opened(filled) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        assert len(names) == 12
        for name in names:
            for column in connection.execute(f"PRAGMA table_info({name})"):
                assert f"`{column[1]}`" in sections[name], f"{name}.{column[1]}"


def test_outcomes_are_those_of_the_program(filled: Path) -> None:
    assert {row[name] for row in ask(filled) for name in ("outcome", "verdict")} <= set(Outcome)
