"""How far a statement says a commitment has come: figures first, then words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policydiff.figures.amounts import amount
from policydiff.judging.intervals import compare_values
from policydiff.judging.objects import SAME_OBJECT, object_likeness
from policydiff.lexicon import derived, load
from policydiff.model import Commitment, Dimension, Progress, Relation, Target, Wording
from policydiff.text import fold
from policydiff.wording import say


@dataclass(frozen=True, slots=True)
class Standing:
    """A status with the reason for it, and the figures that decided."""

    status: Progress
    reason: Wording
    rule: str
    plan: Target | None = None
    reported: Target | None = None


def progress(
    commitment: Commitment, said: Commitment, *, problem: bool = False, issued: date | None = None
) -> Standing:
    """The standing of ``commitment`` after ``said``, a clause of a report ``issued`` on a day.

    Figures about the same thing decide over words; a share of the whole over
    words too; a statement among problems is a problem unless a figure says more.
    """
    figures = _figures(commitment, said, issued)
    if figures is not None:
        return figures
    if problem:
        return Standing(Progress.PROBLEM, say("progress.section"), "section")
    words = fold(said.text)
    return _share(said) or _part(words) or _words(words)


_BY_FIGURE = {
    Relation.TIGHTENS: Progress.AHEAD,
    Relation.EQUAL: Progress.MET,
    Relation.LOOSENS: Progress.BEHIND,
}


def _figures(commitment: Commitment, said: Commitment, issued: date | None) -> Standing | None:
    best: tuple[float, Target, Target] | None = None
    for planned in commitment.targets:
        for reported in said.targets:
            if Dimension.DATE in (planned.dimension, reported.dimension):
                continue
            if planned.dimension is not reported.dimension:
                continue
            value = object_likeness(planned, reported, commitment, said)
            if value >= SAME_OBJECT and (best is None or value > best[0]):
                best = value, planned, reported
    if best is None:
        return None
    _, planned, reported = best
    verdict = compare_values(planned, reported)
    status = _BY_FIGURE.get(verdict.relation)
    if status is None:
        return None
    early = issued is not None and commitment.deadline is not None and issued <= commitment.deadline
    if status is Progress.BEHIND and early:
        status = Progress.IN_PROGRESS
    return Standing(
        status,
        say(
            f"progress.figure-{status.value}",
            object=planned.object or reported.object,
            planned=amount(planned),
            reported=amount(reported),
        ),
        "figure",
        planned,
        reported,
    )


@derived
def _rules() -> tuple[tuple[tuple[Progress, re.Pattern[str]], ...], dict[str, re.Pattern[str]]]:
    data = load("progress")
    ladder = tuple((Progress(entry["status"]), re.compile(entry["pattern"])) for entry in data["word"])
    return ladder, {name: re.compile(pattern) for name, pattern in data["share"].items()}


WHOLE = Decimal(100)


def _share(said: Commitment) -> Standing | None:
    """A coverage or completion rate: all of it is done, or not yet."""
    rules = _rules()[1]
    rates = [
        target
        for target in said.targets
        if target.dimension is Dimension.RATE
        and isinstance(target.value, Decimal)
        and rules["whole"].search(fold(target.object or target.text))
        and not rules["not"].search(fold(target.text + target.object))
    ]
    if not rates:
        return None
    least = min(rates, key=lambda target: (target.value, target.span))
    whole = least.value == WHOLE
    status = Progress.MET if whole else Progress.IN_PROGRESS
    return Standing(status, say(f"progress.share-{status.value}", share=least.text), "share", reported=least)


def _part(words: str) -> Standing | None:
    """So many of so many: 50个重点项目中46个前期手续已办结."""
    match = _rules()[1]["part"].search(words)
    if match is None:
        return None
    of, done = Decimal(match["of"]), Decimal(match["done"])
    if done > of:
        return None
    status = Progress.MET if done == of else Progress.IN_PROGRESS
    return Standing(status, say(f"progress.share-{status.value}", share=match[0]), "part")


def _words(words: str) -> Standing:
    for status, pattern in _rules()[0]:
        match = pattern.search(words)
        if match is not None:
            return Standing(status, say("progress.word", word=_quoted(words, match)), "word")
    return Standing(Progress.ACTIVITY, say("progress.activity"), "activity")


def _quoted(words: str, match: re.Match[str]) -> str:
    """What was found, to its closing quotation mark, with inner marks in a quotation."""
    found = match[0]
    if found.count("“") > found.count("”"):
        close = words.find("”", match.end())
        found = words[match.start() : close + 1] if close >= 0 else found
    return found.replace("“", "‘").replace("”", "’")
