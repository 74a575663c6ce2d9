"""The command behind docs/quality.md: its measures on answers made by hand, and that its files fit together."""

from __future__ import annotations

import json
import math
from pathlib import Path

import alignment as command
import gold
import mutation
import pytest
from alignment_baselines import best, best_of_both, best_of_row, every
from alignment_couples import Couple, paired
from alignment_errors import KINDS, WHATS, counted, errors, kinds, read, why_missed
from alignment_heldout import Held, platt, weigh
from alignment_report import bins, calibration_error, summary
from fit_weights import Example
from quality_page import PAGE, write_between

from conftest import ROOT, small
from policydiff.commitments.parse import parse
from policydiff.evaluate import score_alignment, squeeze
from policydiff.model import CandidatePair, Document, Relation, ScoredPair, SourceText
from policydiff.pairing.comparisons import LEVELS


def document(id_: str, *lines: str) -> Document:
    text = "\n".join(f"{number}. {line}。" for number, line in enumerate(lines, 1))
    return parse(SourceText(id_, "txt", text), id=id_)


ROWS = [
    {"kind": "pair", "theme": "t", "upper": "企业开办时间压缩至1个工作日", "lower": "企业开办时间压缩至半个工作日",
     "relation": "tightens", "dimension": "time", "note": "", "agreed": True},
    {"kind": "pair", "theme": "t", "upper": "推广电子保函应用", "lower": "降低企业现金担保负担", "relation": "equal",
     "dimension": "none", "note": "", "agreed": True},
    {"kind": "pair", "theme": "t", "upper": "全面推行综合窗口服务", "lower": "加强“差评”问题整改", "relation": "equal",
     "dimension": "none", "note": "", "agreed": False},
    {"kind": "missing", "theme": "t", "upper": "探索不动产登记“秒批”", "note": ""},
]  # fmt: skip


@pytest.fixture
def couple(tmp_path: Path) -> Couple:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return Couple(
        "made",
        document("u", "企业开办时间压缩至1个工作日内", "推广电子保函应用", "全面推行综合窗口服务", "探索不动产登记“秒批”"),
        document("l", "企业开办时间压缩至半个工作日内", "降低企业现金担保负担", "加强“差评”问题整改"),
        path,
    )  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [{(0, 0)}, {(0, 0), (1, 1)}, {(0, 0), (0, 1)}, {(2, 2)}, {(3, 0)}, set(), {(0, 0), (2, 2), (3, 1)}],
)
def test_the_quick_measure_is_the_measure(couple: Couple, cells: set[tuple[int, int]]) -> None:
    """Thresholds are chosen by a quick measure; it says what `evaluate` says."""
    score = couple.score(paired(couple, cells)).pair_f1
    assert couple.gold.f1(couple.gold.mask(cells)) == pytest.approx(0.0 if math.isnan(score) else score)


def test_ways_to_choose() -> None:
    import numpy as np

    scores = np.array([[0.9, 0.5], [0.8, 0.1]])
    assert every(scores, 0.5).tolist() == [[True, True], [True, False]]
    assert best_of_row(scores, 0.5).tolist() == [[True, False], [True, False]]
    assert best_of_both(scores, 0.5).tolist() == [[True, False], [False, False]]


def test_a_baseline_gets_the_best_threshold_on_these_rows(couple: Couple) -> None:
    import numpy as np

    scores = np.array([[0.9, 0.1, 0.1], [0.2, 0.6, 0.1], [0.3, 0.1, 0.5], [0.4, 0.1, 0.2]])
    choice = best(couple, iter([np.zeros_like(scores), scores]))
    assert choice.f1 == 1.0
    assert {(0, 0), (1, 1)} <= set(choice.cells)
    assert (3, 0) not in choice.cells


@pytest.mark.parametrize(
    ("checks", "relation"),
    [
        ([], Relation.EQUAL),
        (["substantive-text-changed", "authority-shifted"], Relation.EQUAL),
        (["threshold-changed"], Relation.INCOMPARABLE),
        (["deadline-shortened", "threshold-changed"], Relation.TIGHTENS),
        (["exception-added"], Relation.LOOSENS),
        (["deadline-shortened", "exception-added"], Relation.MIXED),
    ],
)
def test_typed_changes_are_read_in_favour_of_their_system(checks: list[str], relation: Relation) -> None:
    found, findings = command.said(checks)
    assert found is relation
    assert len(findings) == sum(check in command.CHECKS for check in checks)


def test_a_rival_that_is_absent_is_a_line_of_the_table(
    couple: Couple, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(package: str) -> Path:
        raise command.NotInstalled("could not be installed")

    monkeypatch.setattr(command, "environment", absent)
    lines, notes = command.governdiff(couple)
    assert [(line.score, line.how) for line in lines] == [(None, "could not be installed")]
    assert notes == []
    ours = command.Line("policydiff", couple.score(couple.whole))
    assert "GovernDiff: could not be installed" in summary([command.Table(couple, [ours, *lines])])


def example(confident: bool, gold: bool) -> Example:
    levels = {name: (names[-1] if confident else names[0]) for name, names in LEVELS.items()}
    return Example(CandidatePair(0, 0, (), 0.5), levels, True, gold)


def test_a_held_out_pair_has_the_weight_of_its_levels() -> None:
    pair = weigh(example(True, True), -2.0, {("role", "same"): 3.0, ("role", "other"): 9.0})
    assert (pair.weight, pair.confidence) == (1.0, pytest.approx(0.667, abs=0.001))
    verbatim = Example(CandidatePair(0, 0, ("verbatim",), 1.0), {}, True, True, given="same")
    assert weigh(verbatim, -2.0, {}).weight == 10.0


def test_the_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    fair = [(0.75, True)] * 3 + [(0.75, False)]
    assert calibration_error(fair) == pytest.approx(0.0)
    assert calibration_error([(0.75, False)] * 4) == pytest.approx(0.75)
    assert calibration_error(fair + [(1.0, False)] * 4) == pytest.approx(0.5)
    assert sum(len(inside) for *_, inside in bins([(0.0, False), (0.04, True), (1.0, True)])) == 3


def test_platt_finds_the_scale_and_shift() -> None:
    held = []
    for weight, right in ((2.0, 4), (0.0, 3), (-2.0, 2)):
        for place in range(6):
            pair = ScoredPair(CandidatePair(0, 0, (), 0.5), (), weight, 0.5)
            held.append(Held(example(True, place < right), pair))
    assert platt(held) == (pytest.approx(0.5), pytest.approx(0.0))


def test_errors_are_listed_one_by_one(couple: Couple) -> None:
    found = list(errors(couple))
    assert {error.what for error in found} <= set(WHATS)
    missed = [error for error in found if error.what == "pair missed"]
    assert ("推广电子保函应用", "降低企业现金担保负担") in {(error.upper, error.lower) for error in missed}
    assert all(len(error.digest) == 12 for error in found)
    assert sum(why_missed(couple, missed).values()) == len(missed)
    assert {kind for kind, *_ in counted(found)} == {"unread"}


def test_one_command_prints_every_figure_of_every_annotation(tmp_path: Path) -> None:
    """A file that it does not know is named, and stops nothing."""
    (tmp_path / "corpus").mkdir()
    sides = "1. 企业开办时间压缩至1个工作日内。\n", "1. 企业开办时间压缩至半个工作日内。\n"
    for name, text in zip(("u.txt", "l.txt"), sides, strict=True):
        (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
    (tmp_path / "gold").mkdir()
    for name, row in (("known.jsonl", ROWS[0]), ("unknown.jsonl", {"kind": "guess"})):
        (tmp_path / "gold" / name).write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    printed = "".join(gold.lines(tmp_path))
    figures = score_alignment([], small(*sides))[0].figures()
    assert len(figures) > 15
    for name in figures:
        assert f"| {name} | " in printed
    assert "| pair F1 | 1.000 |" in printed
    assert "unknown.jsonl: not scored" in printed


def test_every_kind_of_error_is_used_and_known() -> None:
    known = {kind.id for kind in kinds()}
    assert 10 <= len(known) <= 15
    assert len(read()) > 100
    assert set(read().values()) == known
    assert {kind.what for kind in kinds()} == set(WHATS)


def test_examples_of_errors_are_quoted_from_the_corpus_alone(ordos: Document, naiman: Document) -> None:
    texts = [squeeze(side.source.text) for side in (ordos, naiman)]
    quoted = 0
    for kind in kinds():
        if kind.example == "—":
            continue
        for quote, text in zip(kind.example.split(" (wanted")[0].split(" ↔ "), texts, strict=True):
            assert squeeze(quote).strip("…") in text, f"{KINDS.name}: {quote}"
            quoted += 1
    assert quoted >= 20


def test_a_command_writes_only_between_its_own_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- x -->\nold\n<!-- /x -->\nb <!-- y -->\n", encoding="utf-8")
    write_between("x", "new | \\1\n", page)
    assert page.read_text(encoding="utf-8") == "a\n<!-- x -->\n\nnew | \\1\n\n<!-- /x -->\nb <!-- y -->\n"
    with pytest.raises(ValueError, match="no markers for z"):
        write_between("z", "", page)


def test_the_page_of_quality_holds_the_figures_of_the_results() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in ("alignment", "mutation-judging", "mutation-figures"):
        results = (ROOT / "benchmarks" / "results" / f"{name}.md").read_text(encoding="utf-8")
        table = page.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0].strip()
        assert table.startswith(("ordos", "One change in"))
        assert table in results, name
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert page.split("<!-- alignment -->")[1].split("<!-- /")[0] in readme
    for name in ("bars", "calibration", "blocking", "errors"):
        assert "|" in page.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0], name


MUTATED = '''
def x_more__mutmut_orig(a):
    """Doc."""
    return a + 1

def x_more__mutmut_1(a):
    """Doc."""
    return a - 1

def x_more__mutmut_2(a):
    """Doc."""
    return a + 2
'''


def test_mutants_are_read_with_what_became_of_them(tmp_path: Path) -> None:
    (tmp_path / "things.py").write_text(MUTATED, encoding="utf-8")
    codes = {"m.x_more__mutmut_1": 1, "m.x_more__mutmut_2": 0}
    (tmp_path / "things.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
    first, second = mutation.mutants_of(tmp_path / "things.py")
    assert (first.module, first.function, first.status) == ("things", "more", "killed")
    assert (second.status, second.before, second.after) == ("survived", "return a + 1", "return a + 2")
    assert "| all | 2 | 2 | 1 | 1 | 0 | 50.0 |" in mutation.table([first, second])


def test_every_equivalent_mutant_has_its_reason() -> None:
    for room in mutation.ROOMS:
        for (function, before, after), why in mutation.reasons(room.name).items():
            assert function
            assert before != after
            assert why
