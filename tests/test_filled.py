"""Workbooks that reviewers filled in: read back whatever was done to them, each thing that cannot be counted named."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import report_case, table
from policydiff.cli.app import app
from policydiff.decisions import decisions_json, digest, honour, merge, parse_decisions
from policydiff.errors import InvalidRequest, PolicyDiffError, UnreadableSource
from policydiff.labels import label, outcome_label
from policydiff.lexicon import load
from policydiff.model import Commitment, Concordance, Decision, Outcome, Relation, Ruling, Sure
from policydiff.readers.workbook import Sheet, open_sheets
from policydiff.report.book import xlsx_bytes
from policydiff.report.filled import (
    COMMENT,
    KEY,
    VERDICT,
    Filled,
    choices,
    decisions_of,
    read_review,
    saved_at,
)
from policydiff.report.jsonio import dumps
from policydiff.report.pagedata import page_decisions
from policydiff.verdicts import with_verdicts

openpyxl = pytest.importorskip("openpyxl")

_CLEAR = report_case()
BASE = with_verdicts(replace(_CLEAR, pairs=(*_CLEAR.pairs[:2], replace(_CLEAR.pairs[2], sure=Sure.LOW))))
"""The small couple with a pair to be checked."""
SHEETS = open_sheets(xlsx_bytes(BASE), "表.xlsx")
SAVED = "2024-03-01T08:00:00.000Z"
COMMENTS = ["同意", "</script>", "=1+1", "+A1", "@x", "'\"<>&", "‮abc‬", "多行\n第二行", "👍🏽", "长" * 3000, "\\u0041 _x0041_"]  # fmt: skip
"""What people write beside a verdict, and what programs take for something else."""


def columns(sheet: Sheet) -> dict[str, int]:
    """The columns of a table, by the names of their records."""
    heads = {entry[lang]: name for name, entry in load("labels")["column"].items() for lang in ("en", "zh")}
    return {heads.get(text, text): column for (row, column), text in sheet.cells.items() if row == 1}


def asked(sheets: list[Sheet]) -> Iterator[tuple[int, int]]:
    """The rows to be filled in: number of the sheet, row."""
    for place, sheet in enumerate(sheets):
        key = columns(sheet).get(KEY)
        yield from ((place, row) for row, column in sorted(sheet.cells) if column == key and row > 1)


def filled(changes: dict[tuple[int, int], tuple[str, str]], sheets: list[Sheet] = SHEETS) -> list[Sheet]:
    """``sheets`` with verdict and comment written on some rows."""
    found = [replace(sheet, cells=dict(sheet.cells)) for sheet in sheets]
    for (place, row), values in changes.items():
        for name, value in zip((VERDICT, COMMENT), values, strict=True):
            if value:
                found[place].cells[row, columns(sheets[place])[name]] = value
    return found


def key_of(sheet: Sheet, row: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sheet.cells[row, columns(sheet)[KEY]])
    return found


def entry(
    upper: Commitment | None, lower: Commitment | None, verdict: Ruling, comment: str, **more: Any
) -> Decision:
    """What one row should come to."""
    partner = more.pop("partner", None)
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
        comment=comment,
        reviewer="张三",
        at=SAVED,
        **more,
    )


def expected(key: dict[str, Any], code: str, comment: str) -> list[Decision]:
    """The entries of a row by its key, told from the couple and not from the workbook."""
    above = {c.id: c for c in BASE.upper.commitments}
    below = {c.id: c for c in BASE.lower.commitments}
    pairs = {(p.upper.id, p.lower.id): p for p in BASE.pairs}
    upper, lower = above.get(key["upper"][0]), below.get(key["lower"][0])
    if code == "":
        return [entry(upper, lower, Ruling.NOTE, comment)] if comment else []
    if code == "accept":
        pair = pairs.get((key["upper"][0], key["lower"][0]))
        return [entry(upper, lower, Ruling.ACCEPT, comment, relation=pair.relation if pair else None)]
    if code in {"reject", "reject-alone"}:
        return [entry(upper, lower, Ruling.REJECT, comment)]
    if code == "withdraw":
        return [entry(upper, lower, Ruling.WITHDRAW, comment)]
    if code in set(Relation):
        return [entry(upper, lower, Ruling.RELATION, comment, relation=Relation(code))]
    if code == "answered":
        more = {"relation": Relation.EQUAL, "outcome": Outcome.ANSWERED}
        return [entry(upper, lower, Ruling.RELATION, comment, **more)]
    assert upper is not None
    near = [p.lower for p in BASE.pairs if p.upper == upper] + [c.lower for c in BASE.candidates[upper.id]]
    if code == "none-of-them":
        doubtful = [entry(upper, p.lower, Ruling.REJECT, comment) for p in BASE.pairs if p.upper == upper]
        return [entry(upper, None, Ruling.ACCEPT, comment), *doubtful]
    chosen = near[int(code[-1]) - 1]
    pair = pairs.get((upper.id, chosen.id))
    if pair:
        return [entry(upper, chosen, Ruling.ACCEPT, comment, relation=pair.relation)]
    return [entry(upper, None, Ruling.REPAIR, comment, partner=chosen)]


def words(kind: str, near: int) -> dict[str, str]:
    """What may be chosen on a row: code and word, in one language or the other."""
    codes = {
        "pair": ["accept", "reject", *Relation, "answered", "withdraw"],
        "added": ["accept", "reject-alone", "withdraw"],
        "missing": ["accept", "reject-alone", *(f"near-{n + 1}" for n in range(near)), "withdraw"],
        "to-check": [*(f"near-{n + 1}" for n in range(near)), "none-of-them", "withdraw"],
    }[kind]
    lang = "zh" if near != 1 else "en"
    return dict(zip(codes, choices(kind, lang, near), strict=True))


# ---- the round trip


def test_a_thousand_filled_workbooks_lose_nothing_on_the_way_to_a_page() -> None:
    chance = random.Random(20240301)
    rows = list(asked(SHEETS))
    kinds = {key_of(SHEETS[place], row)["kind"] for place, row in rows}
    assert kinds == {"pair", "missing", "added", "to-check"}
    for number in range(1000):
        changes: dict[tuple[int, int], tuple[str, str]] = {}
        wanted: list[Decision] = []
        for place, row in chance.sample(rows, chance.randint(1, len(rows))):
            key = key_of(SHEETS[place], row)
            known = words(key["kind"], len(key["near"]))
            code = chance.choice(["", *known])
            comment = chance.choice(["", *COMMENTS])
            changes[place, row] = (known.get(code, ""), comment)
            wanted += expected(key, code, comment)
        sheets = [reordered(sheet, chance) for sheet in filled(changes)]
        chance.shuffle(sheets)
        found = decisions_of(sheets, "表.xlsx", "张三", SAVED)
        assert found == Filled(merge(wanted)), number
        back = parse_decisions(json.loads(dumps(decisions_json(found.decisions))))
        result = honour(BASE, back)
        shown = parse_decisions(page_decisions(result))
        assert shown == back == merge(wanted), number
        if number % 50 == 0:
            again = open_sheets(xlsx_bytes(result), "表.xlsx")
            assert decisions_of(again, "表.xlsx").decisions == back, (
                "what was said stands in the next workbook"
            )


def reordered(sheet: Sheet, chance: random.Random) -> Sheet:
    """``sheet`` as sorting, moving columns and a line above the head leave it."""
    last_row, last_column = max(row for row, _ in sheet.cells), max(column for _, column in sheet.cells)
    if KEY not in columns(sheet):
        return sheet
    down, right = list(range(2, last_row + 1)), list(range(1, last_column + 1))
    chance.shuffle(down)
    chance.shuffle(right)
    rows = {1: 2, **{row: place + 3 for place, row in enumerate(down)}}
    aside = {column: place + 1 for place, column in enumerate(right)}
    cells = {(rows[row], aside[column]): text for (row, column), text in sheet.cells.items()}
    return replace(sheet, cells={(1, 1): "我们科室的意见", **cells})


def saved(
    path: Path,
    changes: dict[tuple[int, int], tuple[str, str]],
    concordance: Concordance = BASE,
    lang: str = "zh",
) -> Path:
    """A workbook filled in by another program, with the reviewer's name."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(concordance, lang)))
    sheets = open_sheets(xlsx_bytes(concordance, lang), "x")
    cover = book.worksheets[0]
    sign = next(
        cell for line in cover.iter_rows() for cell in line if cell.value == label("script", "reviewer", lang)
    )
    cover.cell(sign.row, sign.column + 1).value = "张三"
    for (place, row), values in changes.items():
        for name, value in zip((VERDICT, COMMENT), values, strict=True):
            if value:
                cell = book.worksheets[place].cell(row, columns(sheets[place])[name])
                cell.value = value.replace("_x", "_x005F_x")  # as Excel writes what it would take for a code
                cell.data_type = "s"
    book.save(path)
    return path


def sessions(number: int, seed: int) -> Iterator[dict[tuple[int, int], tuple[str, str]]]:
    chance = random.Random(seed)
    for _ in range(number):
        found = {}
        for place, row in asked(SHEETS):
            key = key_of(SHEETS[place], row)
            word = chance.choice(["", *words(key["kind"], len(key["near"])).values()])
            found[place, row] = (word, chance.choice(["", *COMMENTS]))
        yield found


def test_a_workbook_saved_by_another_program_says_the_same(tmp_path: Path) -> None:
    for changes in sessions(15, 7):
        path = saved(tmp_path / "表.xlsx", changes)
        found = read_review(path)
        at = saved_at(path.read_bytes(), "表.xlsx")
        assert at
        assert found == decisions_of(filled(changes), "表.xlsx", "张三", at)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_workbook_saved_again_by_libreoffice_says_the_same(tmp_path: Path, suffix: str) -> None:
    changes = next(sessions(1, 11))
    path = saved(tmp_path / "表.xlsx", changes)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", suffix,
         "--outdir", str(tmp_path / "again"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = read_review(tmp_path / "again" / f"表.{suffix}")
    plain = [replace(one, at="") for one in found.decisions]
    assert plain == [replace(one, at="") for one in read_review(path).decisions]
    assert found.notices == ()


def test_the_lists_of_the_workbook_offer_what_is_read_back() -> None:
    for lang in ("zh", "en"):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(BASE, lang)))
        sheets = open_sheets(xlsx_bytes(BASE, lang), "x")
        offered = {
            (place, row)
            for place, sheet in enumerate(book.worksheets)
            for rule in sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
            for row in range(area.min_row, area.max_row + 1)
            for word in rule.formula1.strip('"').split(",")
            if not decisions_of(filled({(place, row): (word, "")}, sheets), "x", "张三").notices
        }
        assert offered == set(asked(sheets))
        assert book.worksheets[2].column_dimensions["G"].hidden is False


def test_earlier_decisions_stay_and_a_new_one_is_made_over_them(tmp_path: Path) -> None:
    pair = BASE.pairs[0]
    other = replace(
        entry(pair.upper, pair.lower, Ruling.REJECT, "不是一回事"),
        reviewer="李四",
        at="2024-02-01T00:00:00.000Z",
    )
    mine = entry(pair.upper, pair.lower, Ruling.NOTE, "再想想")
    reviewed = honour(BASE, [other, mine])
    again = honour(BASE, [])
    sheets = open_sheets(xlsx_bytes(honour(again, [other, mine])), "x")
    assert reviewed.rejected
    assert decisions_of(sheets, "x").decisions == merge([other, mine])
    stands = honour(BASE, [replace(other, verdict=Ruling.NOTE), mine])
    sheets = open_sheets(xlsx_bytes(stands), "x")
    place = next((p, r) for p, r in asked(sheets) if key_of(sheets[p], r)["upper"][0] == pair.upper.id)
    found = decisions_of(
        filled({place: ("否定：不相对应", "")}, sheets), "x", "张三", "2024-01-01T00:00:00.000Z"
    )
    new = next(one for one in found.decisions if one.verdict is Ruling.REJECT)
    assert new.at == "2024-03-01T08:00:00.001Z", "later than the reviewer's own earlier word"
    assert honour(BASE, found.decisions).rejected


# ---- what was done to the workbook


def _first(kind: str) -> tuple[int, int]:
    return next((p, r) for p, r in asked(SHEETS) if key_of(SHEETS[p], r)["kind"] == kind)


def _change(sheets: list[Sheet], place: tuple[int, int], name: str, text: str) -> None:
    sheets[place[0]].cells[place[1], columns(SHEETS[place[0]])[name]] = text


def _drop(sheets: list[Sheet], place: int, *, row: int = 0, column: str = "") -> None:
    at = columns(SHEETS[place]).get(column)
    kept = {key: text for key, text in sheets[place].cells.items() if key[0] != row and key[1] != at}
    sheets[place] = replace(sheets[place], cells=kept)


def _swap(sheets: list[Sheet], name: str) -> None:
    """One column of the answers sorted by itself."""
    place, column = _first("pair")[0], columns(SHEETS[_first("pair")[0]])[name]
    cells = sheets[place].cells
    cells[2, column], cells[3, column] = cells[3, column], cells[2, column]


def _copied(sheets: list[Sheet], word: str) -> None:
    place, row = _first("pair")
    cells = sheets[place].cells
    last = max(number for number, _ in cells) + 1
    cells |= {(last, column): text for (number, column), text in cells.items() if number == row}
    _change(sheets, (place, last), VERDICT, word)


DAMAGE: list[tuple[str, Callable[[list[Sheet]], object], list[str], int]] = [
    # what was done, how, the notices, how many of the three decisions are left
    ("nothing", lambda s: None, [], 3),
    ("a word of one's own", lambda s: _change(s, _first("pair"), VERDICT, "差不多吧"), ["filled-word"], 2),
    ("the word of another kind of row", lambda s: _change(s, _first("added"), VERDICT, "选候选一"), ["filled-word"], 2),
    ("a candidate that is not there", lambda s: _change(s, _first("missing"), VERDICT, "选候选三"), ["filled-word"], 2),
    ("blanks, width and capitals", lambda s: _change(s, _first("pair"), VERDICT, " 否定: 不相对应 "), [], 3),
    ("the other language", lambda s: _change(s, _first("pair"), VERDICT, "Reject: no match"), [], 3),
    ("a sheet renamed", lambda s: s.__setitem__(2, replace(s[2], name="张三的意见")), ["filled-renamed"], 3),
    ("hidden rows and sheets", lambda s: s.__setitem__(2, replace(s[2], hidden=True, hidden_parts=("第 2 行",))), [], 3),
    ("a row deleted", lambda s: _drop(s, 2, row=3), ["filled-gone"], 3),
    ("a sheet deleted", lambda s: s.pop(4), ["filled-gone"], 2),
    ("the keys of a sheet deleted", lambda s: _drop(s, 2, column=KEY), ["filled-column", "filled-gone"], 2),
    ("the comments deleted", lambda s: _drop(s, 2, column=COMMENT), ["filled-column"], 3),
    ("the texts deleted", lambda s: _drop(s, 2, column="上级原文"), ["filled-text"], 2),
    ("a key cut short", lambda s: _change(s, _first("pair"), KEY, '{"kind":"pa'), ["filled-key", "filled-gone"], 2),
    ("a key of other things", lambda s: _change(s, _first("pair"), KEY, "[1]"), ["filled-key", "filled-gone"], 2),
    ("one column sorted", lambda s: _swap(s, "下级原文"), ["filled-text"], 2),
    ("the keys sorted", lambda s: _swap(s, KEY), ["filled-text"], 2),
    ("a row copied with its verdict", lambda s: _copied(s, "否定：不相对应"), [], 3),
    ("a row copied with another verdict", lambda s: _copied(s, "认可"), ["filled-twice"], 2),
    ("a row of one's own", lambda s: s[2].cells.update({(90, columns(SHEETS[2])[VERDICT]): "认可"}), ["filled-key"], 3),
    ("one cell over two rows", lambda s: s.__setitem__(2, replace(s[2], merged=((2, columns(SHEETS[2])[VERDICT], 3, columns(SHEETS[2])[VERDICT]),))), [], 4),
]  # fmt: skip


def test_whatever_was_done_to_the_workbook_is_named_and_the_rest_is_kept() -> None:
    sound = {
        _first("pair"): ("否定：不相对应", ""),
        _first("missing"): ("认可", ""),
        _first("added"): ("否定：不算", ""),
    }
    with table() as rows:
        for name, damage, codes, left in DAMAGE:
            with rows.row(name):
                sheets = filled(sound)
                damage(sheets)
                found = decisions_of(sheets, "表.xlsx", "张三", SAVED)
                assert [one.code for one in found.notices] == codes
                assert len(found.decisions) == left
                assert all(("第" in one.message.zh and "行" in one.message.zh) or "表“" in one.message.zh or "“逐条”2" in one.message.zh for one in found.notices)  # fmt: skip


def test_a_word_that_is_no_verdict_leaves_its_comment() -> None:
    found = decisions_of(filled({_first("pair"): ("也许", "问过科室")}), "x", "张三", SAVED)
    assert [(one.verdict, one.comment) for one in found.decisions] == [(Ruling.NOTE, "问过科室")]
    assert "第 2 行" in found.notices[0].message.zh
    assert "也许" in found.notices[0].message.zh


def test_a_candidate_chosen_becomes_a_pair_and_none_of_them_leaves_the_promise_alone() -> None:
    place = _first("to-check")
    upper = key_of(SHEETS[place[0]], place[1])["upper"][0]
    chosen = honour(BASE, decisions_of(filled({place: ("选候选一", "")}), "x", "张三", SAVED).decisions)
    assert next(p for p in chosen.pairs if p.upper.id == upper).sure is Sure.HIGH
    none = honour(BASE, decisions_of(filled({place: ("都不是", "")}), "x", "张三", SAVED).decisions)
    assert upper in {c.id for c in none.missing}
    assert {review.standing.value for review in none.reviews} == {"applied"}


def test_nobody_decides_without_a_name() -> None:
    sheets = filled({_first("pair"): ("认可", "")})
    with pytest.raises(InvalidRequest, match="复核人"):
        decisions_of(sheets, "表.xlsx")
    cover = sheets[0].cells
    row, column = next(at for at, text in cover.items() if text == "复核人")
    for name, cells in (
        ("王五", {(row, column + 1): "王五"}),
        ("王五", {(row, column + 2): "王五"}),
        ("O'Brien <b>", {(row, column): "复核人：O'Brien <b>"}),
    ):
        signed = [replace(sheets[0], cells=cover | cells), *sheets[1:]]
        assert {one.reviewer for one in decisions_of(signed, "表.xlsx").decisions} == {name}
    assert {one.reviewer for one in decisions_of(sheets, "x", "赵六").decisions} == {"赵六"}


# ---- files and the command


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK" + b"x" * 400, b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"{}", b""]
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(UnreadableSource) as caught:
        read_review(tmp_path / "x.xlsx")
    assert len(str(caught.value).splitlines()) <= 3


def test_a_workbook_of_other_things_says_which_one_is_wanted(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(UnreadableSource, match="没有可以读回的复核行"):
        read_review(tmp_path / "x.xlsx")


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from([(r, c) for r in range(1, 6) for c in range(1, 30)]), st.text(max_size=30), max_size=8), st.integers(0, 6))  # fmt: skip
def test_any_cells_are_read_or_refused(noise: dict[tuple[int, int], str], place: int) -> None:
    sheets = filled({_first("pair"): ("认可", "")})
    sheets[place].cells.update(noise)
    try:
        decisions_of(sheets, "x", "张三", SAVED)
    except PolicyDiffError:
        return


def test_the_command_puts_workbooks_and_files_together_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    place, other = _first("pair"), _first("added")
    saved(tmp_path / "张三.xlsx", {place: ("否定：不相对应", "不是一回事"), other: ("好的", "")})
    pair = BASE.pairs[0]
    log = [replace(entry(pair.upper, pair.lower, Ruling.ACCEPT, ""), reviewer="李四")]
    (tmp_path / "李四.json").write_text(dumps(decisions_json(log)), encoding="utf-8")
    out = tmp_path / "review.json"
    args = ["review", "apply", str(tmp_path / "张三.xlsx"), str(tmp_path / "李四.json"), "-o", str(out)]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0, result.output
    assert "没有“好的”这种复核结论" in result.stderr
    assert "意见不一 1 处" in result.stdout
    assert len(json.loads(out.read_text(encoding="utf-8"))["decisions"]) == 2


def test_every_sheet_has_what_its_name_says() -> None:
    names = [sheet.name for sheet in SHEETS]
    assert names == [
        "摘要",
        "指标对照",
        "逐条",
        "缺失",
        "新增",
        outcome_label(Outcome.TO_CHECK),
        "候选",
        "说明",
    ]
