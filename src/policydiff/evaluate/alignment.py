"""A concordance against the gold: what is scored is the JSON that it is delivered as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policydiff.evaluate.gold import f1, find, ratio, squeeze
from policydiff.model import Concordance, Document
from policydiff.report.jsonio import concordance_json

Key = tuple[str, str]
"""The ids of an upper and a lower commitment."""

_OPPOSITE = {"tightens": "loosens", "loosens": "tightens"}


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """Figures of one concordance against the gold; shares are 0 to 1, nan where nothing was asked."""

    gold_pairs: int
    predicted_judged: int
    pair_precision: float
    pair_recall: float
    pair_f1: float
    relation: float
    direction: float
    """Of the gold pairs that tighten or loosen, those said so."""
    wrong_way: float
    directed: int
    """Judged pairs that are said to tighten or loosen."""
    direction_precision: float
    """Of those, the share that a reader may believe."""
    same: int
    same_precision: float
    shown_recall: float
    """Gold pairs whose lower commitment stands in a pair of the upper one or among its candidates."""
    gold_missing: int
    missing_precision: float
    missing_recall: float
    missing_f1: float
    falsely_accused: int
    characters: float
    """Mean length of a commitment."""

    def figures(self) -> dict[str, float | int]:
        """The figures under the names that the scorer prints."""
        return {
            "gold pairs": self.gold_pairs,
            "predicted pairs judged": self.predicted_judged,
            "pair precision": self.pair_precision,
            "pair recall": self.pair_recall,
            "pair F1": self.pair_f1,
            "relation": self.relation,
            "direction": self.direction,
            "wrong way": self.wrong_way,
            "directed": self.directed,
            "direction precision": self.direction_precision,
            "same": self.same,
            "same precision": self.same_precision,
            "shown recall": self.shown_recall,
            "gold missing": self.gold_missing,
            "missing precision": self.missing_precision,
            "missing recall": self.missing_recall,
            "missing F1": self.missing_f1,
            "falsely accused": self.falsely_accused,
            "characters a commitment": self.characters,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A row and the commitments of both sides that hold its quotes."""

    upper: frozenset[str]
    lower: frozenset[str]
    row: Mapping[str, Any]

    def holds(self, key: Key) -> bool:
        """Is the pair one of this row's?"""
        return key[0] in self.upper and key[1] in self.lower

    @property
    def asked(self) -> bool:
        """Was it seen by every annotator?  Else it makes a prediction right and is not asked for."""
        return bool(self.row.get("agreed", True))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows stand in two documents; every reckoning of pairs begins here."""

    every: tuple[Place, ...]
    upper: frozenset[str]
    """Upper commitments of which some row speaks."""
    lower: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], upper: Document, lower: Document) -> Places:
        """The places of ``rows``."""
        above, below = ({c.id: squeeze(c.text) for c in side.commitments} for side in (upper, lower))
        every = tuple(
            Place(frozenset(find(above, row.get("upper"))), frozenset(find(below, row.get("lower"))), row)
            for row in rows
        )
        return cls(
            every,
            frozenset(id_ for place in every for id_ in place.upper),
            frozenset(id_ for place in every for id_ in place.lower),
        )

    @property
    def pairs(self) -> list[Place]:
        """The gold pairs."""
        return [place for place in self.every if place.row["kind"] == "pair"]

    @property
    def missing(self) -> list[Place]:
        """The promises that the gold calls missing."""
        return [place for place in self.every if place.row["kind"] == "missing"]

    def judges(self, key: Key) -> bool:
        """Does the gold speak of one side of the pair?"""
        return key[0] in self.upper or key[1] in self.lower


def said_of(row: Mapping[str, Any], pairs: Iterable[Mapping[str, Any]]) -> set[str]:
    """The relations that ``pairs``, as JSON, give in the dimension of the row; both ways are mixed."""
    said: set[str] = set()
    for pair in pairs:
        found = [
            finding["relation"]
            for finding in pair["findings"]
            if row.get("dimension") in {None, "none", finding["dimension"]}
        ]
        said.update(found or [pair["relation"]])
    return {"mixed"} if {"tightens", "loosens"} <= said else said


def score_alignment(
    rows: Sequence[Mapping[str, Any]], concordance: Concordance, themes: Sequence[str] = ()
) -> tuple[AlignmentScore, list[Mapping[str, Any]]]:
    """The figures of ``concordance``, and the gold pairs that no predicted pair covers."""
    places = Places.of(
        (row for row in rows if not themes or row["theme"] in themes), concordance.upper, concordance.lower
    )
    said = concordance_json(concordance)
    predicted: dict[Key, Mapping[str, Any]] = {(pair["upper"], pair["lower"]): pair for pair in said["pairs"]}
    asked = [place for place in places.pairs if place.asked]
    hits = {id(place): [key for key in predicted if place.holds(key)] for place in places.pairs}
    covered = [place for place in asked if hits[id(place)]]
    related = [place for place in covered if place.row["relation"]]
    heard = {id(p): said_of(p.row, (predicted[key] for key in hits[id(p)])) for p in related}
    right = [place for place in related if place.row["relation"] in heard[id(place)]]
    wrong = [
        place
        for place in related
        if _OPPOSITE.get(place.row["relation"]) in heard[id(place)]
        and place.row["relation"] not in heard[id(place)]
    ]
    directed = sum(place.row["relation"] in _OPPOSITE for place in asked)
    judged = [key for key in predicted if places.judges(key)]
    found = {key for keys in hits.values() for key in keys}
    precision, recall = ratio(len(found), len(judged)), ratio(len(covered), len(asked))
    directions, direction_precision = _believed(
        places, [key for key in judged if predicted[key]["relation"] in _OPPOSITE],
        lambda key: predicted[key]["relation"],
    )  # fmt: skip
    same, same_precision = _believed(
        places,
        [key for key in judged if predicted[key].get("outcome", predicted[key]["relation"]) in {"same", "equal"}],
        lambda key: "equal",
    )  # fmt: skip
    near = {upper: {item["lower"] for item in items} for upper, items in said["candidates"].items()}
    shown = sum(
        any(place.holds(key) for key in predicted) or any(near.get(id_, set()) & place.lower for id_ in place.upper)
        for place in asked
    )  # fmt: skip
    accusable = {id_ for place in places.missing for id_ in place.upper}
    lost = [place for place in places.missing if place.asked]
    missing = set(said["missing"])
    missing_judged = missing & places.upper
    missing_precision = ratio(len(missing_judged & accusable), len(missing_judged))
    missing_recall = ratio(sum(bool(place.upper & missing) for place in lost), len(lost))
    texts = [squeeze(c.text) for side in (concordance.upper, concordance.lower) for c in side.commitments]
    return (
        AlignmentScore(
            gold_pairs=len(asked),
            predicted_judged=len(judged),
            pair_precision=precision,
            pair_recall=recall,
            pair_f1=f1(precision, recall),
            relation=ratio(len(right), len(related)),
            direction=ratio(sum(place.row["relation"] in _OPPOSITE for place in right), directed),
            wrong_way=ratio(len(wrong), directed),
            directed=directions,
            direction_precision=direction_precision,
            same=same,
            same_precision=same_precision,
            shown_recall=ratio(shown, len(asked)),
            gold_missing=len(lost),
            missing_precision=missing_precision,
            missing_recall=missing_recall,
            missing_f1=f1(missing_precision, missing_recall),
            falsely_accused=len(missing & {id_ for p in places.pairs for id_ in p.upper} - accusable),
            characters=ratio(sum(map(len, texts)), len(texts)),
        ),
        [place.row for place in asked if place not in covered],
    )


def _believed(places: Places, keys: Collection[Key], relation: Callable[[Key], str]) -> tuple[int, float]:
    """How many of ``keys`` can be checked, and the share that hold a gold pair of the relation said.

    A wrong pair counts against it; one whose annotators differ counts neither way.
    """
    gold: dict[Key, set[str | None]] = defaultdict(set)
    for place in places.pairs:
        for key in keys:
            if place.holds(key):
                gold[key].add(place.row["relation"])
    checked = [key for key in keys if gold[key] != {None}]
    return len(checked), ratio(sum(relation(key) in gold[key] for key in checked), len(checked))
