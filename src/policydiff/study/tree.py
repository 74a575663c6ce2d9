"""Which document answers which: each is held against those of the nearest place above it that has any."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from policydiff.corpus import Catalogue, Entry, ancestors, depth
from policydiff.corpus.couples import side_of
from policydiff.model import Completeness, Jurisdiction


@dataclass(frozen=True, slots=True)
class Leaf:
    """A document of the study, with the ids of those above that it answers to; none at the top."""

    entry: Entry
    place: Jurisdiction
    above: tuple[str, ...]


def tree(catalogue: Catalogue) -> tuple[Leaf, ...]:
    """The documents of places that promise something, from the top down, within a level by code.

    Of a place that has a full text, excerpts and digests are left out; a
    digest answers nothing, so none stands below another document.
    """
    held: dict[str, list[Entry]] = defaultdict(list)
    for entry in catalogue.current():
        if entry.code is not None and side_of(entry, catalogue).promises:
            held[entry.code].append(entry)
    own = {
        code: [e for e in found if e.completeness is Completeness.FULL] or found
        for code, found in held.items()
    }
    leaves = []
    for code, found in own.items():
        place = catalogue.jurisdiction(code)
        assert place is not None
        nearest = next((own[upper] for upper in ancestors(place) if upper in own), [])
        for entry in found:
            answers = entry.completeness is not Completeness.DIGEST
            leaves.append(Leaf(entry, place, tuple(e.id for e in nearest) if answers else ()))
    return tuple(sorted(leaves, key=lambda leaf: (depth(leaf.place), leaf.place.code, leaf.entry.id)))
