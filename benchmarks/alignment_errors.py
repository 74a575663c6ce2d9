"""What is still wrong, one by one, and of which kind a reader found each to be.

The kinds stand in `error_kinds.toml`, what is of which kind in
`error_kinds.csv`: by a digest of the couple and its quotes, since the
regulations are not ours to quote.  When the program changes, errors go and
come: those that no reader has seen yet are counted as such.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alignment_blocking import proposals
from alignment_couples import Couple

from policydiff.evaluate import squeeze
from policydiff.evaluate.alignment import said_of
from policydiff.evaluate.gold import find
from policydiff.lexicon import load
from policydiff.report.jsonio import concordance_json

HERE = Path(__file__).resolve().parent
KINDS = HERE / "error_kinds.toml"
READ = HERE / "error_kinds.csv"
WHATS = ("pair missed", "false pair", "relation")
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong; ``upper`` and ``lower`` are quotes of the annotations or texts of commitments."""

    couple: str
    what: str
    upper: str
    lower: str
    wanted: str = ""
    said: str = ""
    note: str = ""

    @property
    def digest(self) -> str:
        """The same error has the same digest as long as its quotes stay."""
        words = "|".join((self.couple, self.what, squeeze(self.upper), squeeze(self.lower)))
        return hashlib.sha256(words.encode()).hexdigest()[:12]


def errors(couple: Couple) -> Iterator[Error]:
    """Everything that is wrong on one couple: gold pairs not found, false pairs, relations."""
    places = couple.places
    predicted = {(pair["upper"], pair["lower"]): pair for pair in concordance_json(couple.whole)["pairs"]}
    right: set[tuple[str, str]] = set()
    for place in places.pairs:
        row = place.row
        hits = [key for key in predicted if place.holds(key)]
        right.update(hits)
        if not place.asked:
            continue
        if not hits:
            yield Error(
                couple.name, "pair missed", row["upper"], row["lower"], row["relation"] or "", "", row["note"]
            )
            continue
        said = said_of(row, (predicted[key] for key in hits))
        if row["relation"] and row["relation"] not in said:
            yield Error(
                couple.name, "relation", row["upper"], row["lower"], row["relation"], "/".join(sorted(said)),
                f"{row['dimension']}: {row['note']}",
            )  # fmt: skip
    for pair in couple.whole.pairs:
        key = pair.upper.id, pair.lower.id
        if key not in right and places.judges(key):
            yield Error(couple.name, "false pair", pair.upper.text, pair.lower.text, "", pair.relation.value)


REASONS = (
    "no rule proposes it",
    "not sure enough",
    "behind a better partner",
    "answered word for word elsewhere",
)


def why_missed(couple: Couple, missed: Iterable[Error]) -> Counter[str]:
    """At which step the missed pairs were lost, by the couple of commitments that came furthest."""
    uppers, lowers = couple.upper.commitments, couple.lower.commitments
    place = {c.id: i for side in (uppers, lowers) for i, c in enumerate(side)}
    texts = [{c.id: squeeze(c.text) for c in side} for side in (uppers, lowers)]
    found = proposals(uppers, lowers)
    accept = float(load("weights")["assign"]["accept"])
    settled = [
        {cell[side] for cell, item in found.items() if "verbatim" in item.pair.rules} for side in (0, 1)
    ]
    reasons: Counter[str] = Counter()
    for error in missed:
        cells = [
            (place[i], place[j]) for i in find(texts[0], error.upper) for j in find(texts[1], error.lower)
        ]
        known = [cell for cell in cells if cell in found]
        sure = [cell for cell in known if found[cell].confidence >= accept]
        if not known:
            reasons[REASONS[0]] += 1
        elif not sure:
            reasons[REASONS[1]] += 1
        elif any(i not in settled[0] and j not in settled[1] for i, j in sure):
            reasons[REASONS[2]] += 1
        else:
            reasons[REASONS[3]] += 1
    return reasons


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error, with an example from the corpus."""

    id: str
    what: str
    title: str
    example: str


def kinds() -> list[Kind]:
    """The kinds in the order of the file."""
    return [Kind(**entry) for entry in tomllib.loads(KINDS.read_text(encoding="utf-8"))["kind"]]


def read() -> dict[str, str]:
    """The kind of each error that was read, by digest."""
    with READ.open(encoding="utf-8", newline="") as lines:
        return {line["digest"]: line["kind"] for line in csv.DictReader(lines)}


def counted(found: list[Error]) -> Counter[tuple[str, str, str]]:
    """How many errors of each kind, couple and what there are; those not yet read under UNREAD."""
    known = read()
    return Counter((known.get(error.digest, UNREAD), error.couple, error.what) for error in found)
