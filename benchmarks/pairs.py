"""Which pairs are found on couples that the weights never saw, and what each feature is good for.

    python benchmarks/pairs.py [SHARED]        (make bench-pairs)

SHARED holds `gold/` and `corpus/`, by default the folder `shared` beside the
project.  For each annotated couple the weights are fitted on the other ones
(leave one couple out) and applied to it; beside that stand the weights as they
are shipped (fitted on all) and the plain cosine corrected for hubs, which gets
its best threshold on the very rows it is scored on.  The second table leaves
features out, one after the other.  Writes ``benchmarks/results/pairs.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from alignment_blocking import all_pairs
from alignment_couples import Couple, Mask, couples
from alignment_heldout import Held, weigh
from fit_weights import Example, examples, fit
from quality_page import head, row

from policydiff.lexicon import load
from policydiff.model import Alignment
from policydiff.pairing.assign import assign, is_high
from policydiff.pairing.comparisons import LEVELS
from policydiff.pairing.likeness import Usual
from policydiff.pairing.profiles import profiles
from policydiff.pairing.wording import similarity

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "pairs.md"
SHARED = HERE.parents[1] / "shared"
Known = Mapping[str, Sequence[Example]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one way of pairing comes to on one couple."""

    f1: float
    shown: float = float("nan")
    high: tuple[int, int] = (0, 0)
    """Of the judged pairs marked high: right ones, and all."""


def figures(couple: Couple, found: Alignment) -> Figures:
    """The figures of an alignment."""
    gold = couple.gold
    chosen = gold.mask((item.pair.upper, item.pair.lower) for item in found.pairs)
    near = gold.mask((i, item.pair.lower) for i, items in found.candidates.items() for item in items)
    seen = sum(bool(((chosen | near) & cells).any()) for cells in gold.asked)
    sure = gold.judged & gold.mask(
        (item.pair.upper, item.pair.lower) for item in found.pairs if is_high(item.confidence)
    )
    return Figures(gold.f1(chosen), seen / len(gold.asked), (int((sure & gold.right).sum()), int(sure.sum())))


def left_out(couple: Couple, known: Known, without: Sequence[str] = ()) -> Figures:
    """With weights fitted on the other couples, and the features ``without`` left out."""
    scale = {name: levels for name, levels in LEVELS.items() if name not in without}
    others = [example for name, rows in known.items() if name != couple.name for example in rows]
    prior, weights = fit([example for example in others if example.judged], scale)
    held = [Held(example, weigh(example, prior, weights)) for example in known[couple.name]]
    return figures(couple, aligned(couple, held))


def aligned(couple: Couple, held: Sequence[Held]) -> Alignment:
    """What the assignment makes of weighed pairs; what is too weak to be shown is passed over, as `align` does."""
    least = float(load("weights")["assign"]["doubt"])
    return assign(
        [item.scored for item in held if item.scored.confidence >= least],
        len(couple.upper.commitments),
        len(couple.lower.commitments),
    )


def hub_cosine(couple: Couple) -> Figures:
    """The cosine of characters and pairs of characters less what is usual, from its best threshold on these rows."""
    words = similarity(profiles(couple.upper.commitments), profiles(couple.lower.commitments))
    near, sizes = all_pairs(words), (len(words.sides[0]), len(words.sides[1]))
    table = Usual.of(near, sizes).stand_out(near).reshape(sizes)
    best = np.sort(table, axis=None)[::-1][: 4 * len(couple.gold.asked)]
    chosen: list[Mask] = [table >= threshold for threshold in np.unique(best)]
    return Figures(max(map(couple.gold.f1, chosen)))


def shipped(couple: Couple) -> Figures:
    """With the weights as they are."""
    from policydiff.pairing import align

    return figures(couple, align(couple.upper.commitments, couple.lower.commitments))


def known_of(found: Sequence[Couple]) -> Known:
    """The proposed pairs of every couple with their levels."""
    return {couple.name: examples(couple.upper, couple.lower, couple.path) for couple in found}


def table_of(found: Sequence[Couple], known: Known) -> str:
    """The first table."""
    lines = [
        head(
            "couple", "left out: pair F1", "shown", "high", "fitted: pair F1", "shown", "hub cosine: pair F1"
        )
    ]
    every: list[tuple[Figures, Figures, Figures]] = []
    for couple in found:
        print(f"{couple.name} …", file=sys.stderr)
        out, whole, plain = left_out(couple, known), shipped(couple), hub_cosine(couple)
        every.append((out, whole, plain))
        lines.append(
            row(
                couple.name, _figure(out.f1), _figure(out.shown), f"{out.high[0]} of {out.high[1]}",
                _figure(whole.f1), _figure(whole.shown), _figure(plain.f1),
            )
        )  # fmt: skip
    right, said = (sum(out.high[k] for out, _, _ in every) for k in (0, 1))
    lines.append(
        row(
            "mean", _mean(out.f1 for out, _, _ in every), _mean(out.shown for out, _, _ in every),
            f"{right} of {said}, {right / max(1, said):.3f}", _mean(whole.f1 for _, whole, _ in every),
            _mean(whole.shown for _, whole, _ in every), _mean(plain.f1 for _, _, plain in every),
        )
    )  # fmt: skip
    return "".join(lines)


def ablation(found: Sequence[Couple], known: Known) -> str:
    """The second table: pair F1 of couples left out, without each feature."""
    lines = [head("without", *(couple.name for couple in found), "mean")]

    def add(name: str, rows: Known, without: Sequence[str] = ()) -> None:
        print(f"without {name} …", file=sys.stderr)
        scores = [left_out(couple, rows, without).f1 for couple in found]
        lines.append(row(name, *map(_figure, scores), _mean(iter(scores))))

    add("(nothing)", known)
    for feature in LEVELS:
        add(feature, known, (feature,))
    with patch(f"{Usual.__module__}.CONCEPT", 0.0):
        add("the list of concepts", known_of(found))
    return "".join(lines)


def _figure(value: float) -> str:
    return f"{value:.3f}"


def _mean(values: object) -> str:
    return _figure(float(np.mean(list(values))))  # type: ignore[call-overload]


NOTE = """# Pairs on couples left out

`python benchmarks/pairs.py`. For each couple the weights come from the other three; "fitted" has seen the rows, "hub
cosine" took its threshold from them. "shown" is the share of annotated pairs that stand among the pairs or the three
candidates; "high" how many of the judged pairs marked high are right. The lists were made with the first two couples
in view.

"""


def main(shared: Path) -> int:
    """Measure and write; 0, or 2 when there are no annotations."""
    if not (shared / "gold").is_dir():
        print(f"nothing measured: no annotations in {shared}", file=sys.stderr)
        return 2
    found = list(couples(shared))
    known = known_of(found)
    text = NOTE + table_of(found, known)
    RESULTS.write_text(text, encoding="utf-8", newline="\n")
    text += "\nPair F1 of couples left out, without one feature:\n\n" + ablation(found, known)
    RESULTS.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED))
