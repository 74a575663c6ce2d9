"""Figures on the hand annotations beside the project; they may not fall below their floor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policydiff.concordance import compare, couple_of
from policydiff.corpus import open_document
from policydiff.evaluate import AlignmentScore, read_gold, score_alignment, score_targets
from policydiff.explanation import explained
from policydiff.model import Concordance, Document
from policydiff.pairing import Decision
from policydiff.report.jsonio import concordance_json, document_json, dumps

pytestmark = pytest.mark.gold


def test_targets_of_both_plans_are_read(shared: Path, ordos: Document, naiman: Document) -> None:
    rows = read_gold(shared / "gold" / "targets.dev.jsonl")
    for name, document in (("ordos", ordos), ("naiman", naiman)):
        score, misses, extra = score_targets([row for row in rows if row["doc"] == name], document)
        assert score.f1 >= 0.97, (name, misses, extra)
        assert score.strict >= 0.94, name


def figures(shared: Path, gold: str, concordance: Concordance) -> AlignmentScore:
    return score_alignment(read_gold(shared / "gold" / gold), concordance)[0]


def test_ordos_and_naiman_are_aligned(shared: Path, concordance: Concordance) -> None:
    score = figures(shared, "ordos-naiman.dev.jsonl", concordance)
    assert score.pair_f1 >= 0.60
    assert score.wrong_way == 0
    assert score.falsely_accused <= 15
    assert score.characters <= 70


def test_shandong_and_jinan_are_aligned(shared: Path) -> None:
    folder = shared / "corpus" / "regulations"
    score = figures(
        shared,
        "shandong-jinan.dev.jsonl",
        compare(open_document(str(folder / "shandong.md")), open_document(str(folder / "jinan.md"))),
    )
    assert score.pair_f1 >= 0.70
    assert score.wrong_way == 0


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("ordos-2021.txt", "naiman-2022.txt"),
        ("regulations/shandong.md", "regulations/jinan.md"),
        ("regulations/henan.md", "regulations/shangqiu.md"),
        ("plans/shanghai-waste-2019.txt", "plans/baoshan-waste-2019.txt"),
    ],
)
def test_an_explanation_says_of_every_pair_what_the_report_says(shared: Path, upper: str, lower: str) -> None:
    couple = couple_of(*(open_document(str(shared / "corpus" / name)) for name in (upper, lower)))
    report = compare(couple.upper, couple.lower)
    places = [
        {c.id: place for place, c in enumerate(side.commitments)} for side in (couple.upper, couple.lower)
    ]
    assert len(report.pairs) > 20
    for pair in report.pairs:
        said = explained(couple, places[0][pair.upper.id], places[1][pair.lower.id])
        assert (said.relation, said.findings) == (pair.relation, pair.findings), pair.upper.id
        weighed = said.weighing.scored
        assert Decision(weighed.decision).stands, pair.upper.id
        assert (weighed.confidence, weighed.weight, weighed.comparisons, weighed.pair.rules) == (
            pair.confidence, pair.weight, pair.comparisons, pair.rules
        ), pair.upper.id  # fmt: skip


def printed(output: str) -> dict[str, str]:
    return dict(
        line.rsplit(maxsplit=1)
        for line in output.splitlines()
        if line.strip() and not line.startswith("warning")
    )


def test_our_figures_are_those_of_the_scorers(
    shared: Path, tmp_path: Path, concordance: Concordance, ordos: Document, naiman: Document
) -> None:
    """The scorers that came with the annotations and `evaluate` say the same."""
    gold = shared / "gold" / "ordos-naiman.dev.jsonl"
    (tmp_path / "c.json").write_text(dumps(concordance_json(concordance)), encoding="utf-8")
    theirs = subprocess.run(
        [sys.executable, str(shared / "tools" / "score.py"), str(gold), str(tmp_path / "c.json")],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    ours = score_alignment(read_gold(gold), concordance)[0].figures()
    assert printed(theirs) == {
        name: f"{value:.3f}" if isinstance(value, float) else str(value) for name, value in ours.items()
    }
    rows = read_gold(shared / "gold" / "targets.dev.jsonl")
    for name, document in (("ordos", ordos), ("naiman", naiman)):
        (tmp_path / "d.json").write_text(dumps(document_json(document)), encoding="utf-8")
        theirs = subprocess.run(
            [sys.executable, str(shared / "tools" / "score_targets.py"), str(shared / "gold" / "targets.dev.jsonl"),
             str(tmp_path / "d.json"), "--doc", name],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        own = score_targets([row for row in rows if row["doc"] == name], document)[0].figures()
        assert printed(theirs) == {
            key: f"{v:.3f}" if isinstance(v, float) else str(v) for key, v in own.items()
        }


def test_the_gold_is_read_line_by_line(shared: Path) -> None:
    for path in sorted((shared / "gold").glob("*.jsonl")):
        assert len(read_gold(path)) == sum(
            1 for line in path.read_text(encoding="utf-8").splitlines() if json.loads(line)
        )
