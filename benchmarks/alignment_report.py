"""The figures of alignment as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from alignment_couples import Couple
from alignment_errors import REASONS, UNREAD, WHATS, counted, errors, kinds, why_missed
from alignment_heldout import Held, platt
from quality_page import head, row

from policydiff.evaluate import AlignmentScore
from policydiff.pairing.comparisons import confidence

if TYPE_CHECKING:
    from alignment import Table

COLUMNS = (
    "pair P", "pair R", "pair F1", "relation", "direction", "wrong way", "missing F1", "accused",
    "directions said", "of these right", "characters",
)  # fmt: skip


def cells(score: AlignmentScore | None) -> list[str]:
    """The figures of one method; dashes for one that is absent."""
    if score is None:
        return ["—"] * len(COLUMNS)
    shares = (
        score.pair_precision, score.pair_recall, score.pair_f1, score.relation, score.direction, score.wrong_way,
        score.missing_f1,
    )  # fmt: skip
    return [
        *(f"{share:.3f}" if share == share else "—" for share in shares),
        str(score.falsely_accused),
        str(score.directed),
        f"{score.direction_precision:.3f}" if score.directed else "—",
        f"{score.characters:.1f}",
    ]


def summary(tables: Sequence[Table]) -> str:
    """One table a couple."""
    text = ""
    for table in tables:
        gold = table.lines[0].score
        assert gold is not None
        text += (
            f"\n{table.couple.name} ({len(table.couple.upper.commitments)} upper and "
            f"{len(table.couple.lower.commitments)} lower commitments, {gold.gold_pairs} annotated pairs and "
            f"{gold.gold_missing} missing)\n\n"
        )
        text += head("method", *COLUMNS)
        for line in table.lines:
            name = line.method if line.score else f"{line.method}: {line.how}"
            text += row(name, *cells(line.score))
    return text.lstrip("\n")


INTRODUCTION = """# Alignment and judging beside other methods

Written by `make bench-alignment`. All methods get the same commitments, as policydiff cuts them, and are scored alike
(`policydiff evaluate`).

What is conceded to the others: each baseline takes the best of three ways to choose its pairs and of eighty
thresholds, on the very rows it is scored on; TF-IDF by theme also chooses what a cosine across themes is worth, and
gets policydiff's themes. Baselines do not judge: every pair counts as equal. BM25: k1 {k1}, b {b}, upper texts as
queries, as it is or as a share of what the query gives for itself.

policydiff stands in three lines. The first is the program as it is: its weights were fitted on both couples, so the
line flatters. In the second each fifth of the upper commitments is weighed by what the other four and the other couple
teach, in the third everything is weighed by the other couple alone; thresholds, word lists and rules are the
program's own, and were developed with these rows in view, so all three flatter to some degree. Only a document that
nobody tuned on would not.

GovernDiff compares two versions of one text, which these are not. It gets each document as one Markdown text, headings
as headings, every commitment a paragraph; its pairs are read from its change groups, a split or merged group counting
for each couple in it. Its typed changes are read in its favour: shortened deadline, stronger modality, new duty or
prohibition, wider scope, exception removed as tightens, the reverse as loosens, a changed threshold, which it gives no
direction, as incomparable, no typed change as equal. It cannot pair one clause with several others elsewhere in the
document, has no themes, and gives added and removed clauses without near misses.
"""


def report(tables: Sequence[Table]) -> str:
    """All figures, how each method chose, and the notes."""
    from alignment_baselines import K1, B

    text = INTRODUCTION.format(k1=K1, b=B) + "\n" + summary(tables)
    for table in tables:
        text += f"\n## {table.couple.name}: how the pairs were chosen\n\n" + head("method", "choice")
        for line in table.lines:
            text += row(line.method, line.how)
        text += "".join(f"\n{note}\n" for note in table.notes)
        text += "\n" + losses(table)
    return text


def losses(table: Table) -> str:
    """Where another method does better than policydiff as it is."""
    ours = table.lines[0].score
    assert ours is not None
    better = []
    for line in table.lines[3:]:
        if line.score is None:
            continue
        for column, mine, other in zip(COLUMNS[:8], cells(ours), cells(line.score), strict=False):
            if "—" in (mine, other) or mine == other:
                continue
            less_is_better = column in {"wrong way", "accused"}
            if (float(other) < float(mine)) == less_is_better:
                better.append(f"{line.method}: {column} {other} against {mine}")
    return "Where another method is better than policydiff as it is:\n\n" + (
        "".join(f"- {item}\n" for item in better) or "- nowhere\n"
    )


BARS = {
    "ordos-naiman": (0.80, 0.80, 0.40, 0.85, 5),
    "shandong-jinan": (0.82, 0.75, 0.30, 0.85, 5),
    "henan-shangqiu": (0.82, 0.75, 0.30, 0.85, 5),
    "waste": (0.80, 0.80, 0.30, 0.85, 5),
}
"""Pair F1, relation, direction, missing F1, accused: what the project set out to reach."""
PEOPLE = ("0.84", "0.79", "0.79", "—", "—")
"""What two annotators who worked alone reach on ordos-naiman, all themes."""


def reached(tables: Sequence[Table]) -> str:
    """Each bar with what policydiff reaches as it is and on held-out folds."""
    text = head("couple", "figure", "bar", "as it is", "five folds", "two annotators", "reached")
    for table in tables:
        now, held = table.lines[0].score, table.lines[1].score
        assert now is not None
        assert held is not None
        for name, bar, people, mine, other in zip(
            ("pair F1", "relation", "direction", "missing F1", "accused"),
            BARS[table.couple.name],
            PEOPLE if table.couple.name == "ordos-naiman" else ("—",) * 5,
            (now.pair_f1, now.relation, now.direction, now.missing_f1, now.falsely_accused),
            (held.pair_f1, held.relation, held.direction, held.missing_f1, held.falsely_accused),
            strict=True,
        ):
            fine = mine <= bar if name == "accused" else mine >= bar
            sign = "≤" if name == "accused" else "≥"
            text += row(
                table.couple.name,
                name,
                f"{sign} {bar}",
                number(mine),
                number(other),
                people,
                "yes" if fine else "no",
            )
    return text


def number(value: float) -> str:
    """A share with three places, a count as it is."""
    return str(value) if isinstance(value, int) else f"{value:.3f}"


BINS = (0.0, 0.04, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
SHOWN = 0.04
"""The confidence from which a pair is shown at all, as a pair or as a candidate."""


def bins(pairs: Iterable[tuple[float, bool]]) -> list[tuple[float, float, list[tuple[float, bool]]]]:
    """The pairs by confidence: lower end, upper end, those within."""
    every = list(pairs)
    found = []
    for low, high in pairwise(BINS):
        inside = [(c, g) for c, g in every if low <= c < high or (high == 1.0 and c == 1.0)]
        if inside:
            found.append((low, high, inside))
    return found


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """The mean gap between confidence and share of gold over the bins, weighed by their size."""
    parts = bins(pairs)
    total = sum(len(inside) for *_, inside in parts)
    return sum(abs(sum(c for c, _ in inside) - sum(g for _, g in inside)) for *_, inside in parts) / max(
        1, total
    )


def calibration(held: Sequence[Held]) -> str:
    """The reliability table of the judged candidate pairs, weighed by weights that did not see them."""
    pairs = [(item.scored.confidence, item.example.gold) for item in held if item.example.judged]
    text = head("confidence", "candidate pairs", "mean confidence", "share that is gold", "standard error")
    for low, high, inside in bins(pairs):
        count = len(inside)
        share = sum(gold for _, gold in inside) / count
        text += row(
            f"{low:.2f} to {high:.2f}",
            count,
            f"{sum(c for c, _ in inside) / count:.3f}",
            f"{share:.3f}",
            f"{(share * (1 - share) / count) ** 0.5:.3f}",
        )
    shown = [(c, g) for c, g in pairs if c >= SHOWN]
    scale, shift = platt(held)
    moved = [
        (confidence(scale * item.scored.weight + shift), item.example.gold)
        for item in held
        if item.example.judged and item.scored.confidence >= SHOWN
    ]
    return text + (
        f"\nExpected calibration error: {calibration_error(pairs):.3f} over all {len(pairs)} judged candidate pairs, "
        f"{calibration_error(shown):.3f} over the {len(shown)} that are sure enough to be shown (from {SHOWN}).\n"
        f"\nThe likeliest scale and shift of the match weight (Platt), fitted on these very pairs, are {scale:.2f} and "
        f"{shift:+.2f}; with them the error of what is shown would be {calibration_error(moved):.3f}.\n"
    )


def blocking_table(tables: Sequence[Table]) -> str:
    """What blocking keeps, and what each rule proposes."""
    text = head(
        "couple", "pairs there are", "proposed", "accepted of all", "accepted of the proposed", "kept, %",
        *(f"{rule}: proposed / alone" for rule in ("verbatim", "concept", "wording", "nearest")),
    )  # fmt: skip
    for table in tables:
        found = table.blocking
        assert found is not None
        text += row(
            table.couple.name, found.every, found.proposed, len(found.exhaustive), len(found.blocked),
            f"{100 * found.kept:.1f}", *(f"{found.rules[rule]} / {found.alone[rule]}" for rule in found.rules),
        )  # fmt: skip
    return text


def error_tables(couples: Sequence[Couple]) -> str:
    """What is wrong by kind, and at which step missed pairs were lost."""
    every = {couple.name: list(errors(couple)) for couple in couples}
    count = counted([error for found in every.values() for error in found])
    text = ""
    for what in WHATS:
        totals = [sum(error.what == what for error in found) for found in every.values()]
        text += f"\n### {what}\n\n" + head("kind", *every, "example")
        for kind in kinds():
            if kind.what == what:
                text += row(kind.title, *(count[kind.id, name, what] for name in every), kind.example)
        text += row("not read yet", *(count[UNREAD, name, what] for name in every), "")
        text += row("all", *totals, "")
    text += "\n### Where missed pairs are lost\n\n" + head("step", *every)
    steps = {
        couple.name: why_missed(couple, [e for e in every[couple.name] if e.what == "pair missed"])
        for couple in couples
    }
    for reason in REASONS:
        text += row(reason, *(steps[name][reason] for name in every))
    return text.lstrip("\n")
