"""Is the confidence of a verdict what it says?  The verdicts on annotated couples, by level and by tenth.

    python benchmarks/verdicts.py [SHARED]

A verdict that goes one way is right when an annotated pair of it goes that
way; ``same`` when one is equal; one that answers when one of its pairs is
annotated; ``missing`` when the annotation has it missing.  Only verdicts of
which the annotation speaks are asked.  Says so and stops where the
annotations are absent.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from quality_page import head, row

from policydiff.concordance import compare
from policydiff.corpus import open_document
from policydiff.evaluate import read_gold
from policydiff.evaluate.gold import find, squeeze
from policydiff.model import Concordance, Document, Outcome, Sure, Verdict

SHARED = Path(__file__).resolve().parents[2] / "shared"
COUPLES = {
    "ordos-naiman": ("ordos-2021.txt", "naiman-2022.txt"),
    "shandong-jinan": ("regulations/shandong.md", "regulations/jinan.md"),
    "henan-shangqiu": ("regulations/henan.md", "regulations/shangqiu.md"),
    "waste": ("plans/shanghai-waste-2019.txt", "plans/baoshan-waste-2019.txt"),
}
LEVELS = {Sure.HIGH: "high", Sure.MEDIUM: "medium", Sure.LOW: "to check"}
Answer = tuple[Verdict, bool]


def answers(concordance: Concordance, gold: Path) -> Iterator[Answer]:
    """Each verdict that says something and of which the annotation speaks, and whether it is right."""
    above, below = _texts(concordance.upper), _texts(concordance.lower)
    relations: dict[tuple[str, str], set[str]] = defaultdict(set)
    missing, spoken = set(), set()
    for line in read_gold(gold):
        uppers = find(above, line["upper"]) if line.get("upper") else set()
        lowers = find(below, line["lower"]) if line.get("lower") else set()
        spoken |= uppers
        if line["kind"] == "missing":
            missing |= uppers
        for one in uppers:
            for other in lowers:
                relations[one, other].add(line["relation"] or "")
    for verdict in concordance.verdicts:
        if verdict.upper.id in spoken and verdict.outcome is not Outcome.TO_CHECK:
            found = {r for lower in verdict.lowers for r in relations[verdict.upper.id, lower]}
            yield verdict, _is_right(verdict.outcome, found, verdict.upper.id in missing)


def _is_right(outcome: Outcome, relations: set[str], missing: bool) -> bool:
    if outcome.absent:
        return missing
    if outcome is Outcome.MIXED:
        return "mixed" in relations or {"tightens", "loosens"} <= relations
    wanted = {Outcome.TIGHTENS: "tightens", Outcome.LOOSENS: "loosens", Outcome.SAME: "equal"}.get(outcome)
    return wanted in relations if wanted else bool(relations)


def _texts(document: Document) -> dict[str, str]:
    return {commitment.id: squeeze(commitment.text) for commitment in document.commitments}


def lines(shared: Path) -> Iterator[str]:
    """The tables, line by line."""
    yield head("couple", *(f"{name}: said, right" for name in LEVELS.values()))
    every: list[Answer] = []
    for name, paths in COUPLES.items():
        one, other = (open_document(str(shared / "corpus" / path)) for path in paths)
        found = list(answers(compare(one, other), shared / "gold" / f"{name}.dev.jsonl"))
        every += found
        yield row(name, *(_share([a for a in found if a[0].sure is sure]) for sure in LEVELS))
    yield "\n"
    yield head("confidence", "said, right", "mean confidence")
    for tenth in range(4, 10):
        found = [answer for answer in every if min(9, int(answer[0].confidence * 10)) == tenth]
        mean = sum(verdict.confidence for verdict, _ in found) / len(found) if found else 0.0
        yield row(f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}", _share(found), f"{mean:.2f}")
    yield "\n"
    yield head("outcome", "said, right", "mean confidence")
    for outcome in Outcome:
        found = [answer for answer in every if answer[0].outcome is outcome]
        if found:
            mean = sum(verdict.confidence for verdict, _ in found) / len(found)
            yield row(outcome.value, _share(found), f"{mean:.2f}")


def _share(found: list[Answer]) -> str:
    right = sum(is_right for _, is_right in found)
    return f"{len(found)}, {right / len(found):.2f}" if found else "0"


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not (place / "gold").is_dir():
        print(f"no annotations in {place}: nothing measured")
    else:
        for line in lines(place):
            print(line, end="")
