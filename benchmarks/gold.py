"""Quality on the hand annotations, beside baselines run in the same harness.

    python benchmarks/gold.py [SHARED]

SHARED holds `gold/` and `corpus/`; by default the folder `shared` beside the
project.  Prints one line a method; says so and stops where the annotations are
absent.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from policydiff.alignment.profiles import profiles
from policydiff.alignment.wording import similarity
from policydiff.concordance import compare
from policydiff.corpus import open_document
from policydiff.evaluate import read_gold, score_alignment, score_targets
from policydiff.model import Concordance, Document, Pair, Relation

SHARED = Path(__file__).resolve().parents[2] / "shared"
Cells = list[tuple[int, int]]


def cosine(upper: Document, lower: Document, accept: float) -> Cells:
    """All pairs whose TF-IDF cosine reaches ``accept``."""
    matrix = similarity(profiles(upper.commitments), profiles(lower.commitments)).matrix
    return [(int(row), int(column)) for row, column in zip(*(matrix >= accept).nonzero(), strict=True)]


def nearest(upper: Document, lower: Document, accept: float) -> Cells:
    """For each upper commitment the lower one with the highest cosine, if it reaches ``accept``."""
    matrix = similarity(profiles(upper.commitments), profiles(lower.commitments)).matrix
    return [(row, int(line.argmax())) for row, line in enumerate(matrix) if line.max() >= accept]


def same_theme(upper: Document, lower: Document, accept: float) -> Cells:
    """All pairs of one theme whose cosine reaches ``accept``."""
    return [
        (i, j)
        for i, j in cosine(upper, lower, accept)
        if upper.commitments[i].theme == lower.commitments[j].theme
    ]


def everything(upper: Document, lower: Document, accept: float) -> Cells:
    """Nothing is missing: every pair."""
    return [(i, j) for i in range(len(upper.commitments)) for j in range(len(lower.commitments))]


BASELINES: dict[str, Callable[[Document, Document, float], Cells]] = {
    "cosine": cosine,
    "nearest by cosine": nearest,
    "cosine within theme": same_theme,
    "everything with everything": everything,
}


def as_concordance(whole: Concordance, cells: Cells) -> Concordance:
    """``whole`` with the pairs of a baseline; every relation is called equal."""
    upper, lower = whole.upper.commitments, whole.lower.commitments
    above, below = {i for i, _ in cells}, {j for _, j in cells}
    return replace(
        whole,
        pairs=tuple(
            Pair(
                upper=upper[i],
                lower=lower[j],
                confidence=1.0,
                weight=0.0,
                relation=Relation.EQUAL,
                findings=(),
                comparisons=(),
                rules=(),
            )
            for i, j in cells
        ),
        missing=tuple(c for i, c in enumerate(upper) if i not in above),
        added=tuple(c for j, c in enumerate(lower) if j not in below),
        candidates={},
    )


def lines(shared: Path) -> Iterator[str]:
    """The tables, line by line."""
    regulations = shared / "corpus" / "regulations"
    couples = {
        "ordos-naiman": (open_document("ordos-2021"), open_document("naiman-2022")),
        "shandong-jinan": (
            open_document(str(regulations / "shandong.md")),
            open_document(str(regulations / "jinan.md")),
        ),
    }
    for name, (upper, lower) in couples.items():
        gold = read_gold(shared / "gold" / f"{name}.dev.jsonl")
        whole = compare(upper, lower)
        methods = {"policydiff": whole}
        for label, baseline in BASELINES.items():
            best = max(
                (as_concordance(whole, baseline(upper, lower, step / 20)) for step in range(2, 13)),
                key=lambda found: score_alignment(gold, found)[0].pair_f1,
            )
            methods[label] = best
        yield f"\n{name}: baselines at their best threshold on these rows"
        yield "| method | pair P | pair R | pair F1 | relation | wrong way | missing F1 | accused | characters |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
        for label, found in methods.items():
            s = score_alignment(gold, found)[0]
            yield (
                f"| {label} | {s.pair_precision:.3f} | {s.pair_recall:.3f} | {s.pair_f1:.3f} | {s.relation:.3f} "
                f"| {s.wrong_way:.3f} | {s.missing_f1:.3f} | {s.falsely_accused} | {s.characters:.1f} |"
            )
    yield "\ntargets"
    yield "| document | gold | recall | precision | F1 | strict |"
    yield "| --- | --- | --- | --- | --- | --- |"
    rows = read_gold(shared / "gold" / "targets.dev.jsonl")
    for name, document in zip(("ordos", "naiman"), couples["ordos-naiman"], strict=True):
        t = score_targets([row for row in rows if row["doc"] == name], document)[0]
        yield (
            f"| {name} | {t.gold_targets} | {t.recall:.3f} | {t.precision:.3f} | {t.f1:.3f} | {t.strict:.3f} |"
        )


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not (place / "gold").is_dir():
        print(f"no annotations in {place}: nothing measured")
    else:
        for line in lines(place):
            print(line)
