"""Which documents are compared where nobody names both: the one rule, and what a catalogue offers by it.

:func:`standing` says how one document stands to another's promises.
``report`` compares all that stand in any way to each other; ``store``,
``matrix`` and ``chain`` keep to one line of places, for with many places
everything against everything says nothing.  A digest answers nothing, so
``report`` and ``store`` leave it out below; ``matrix`` and ``chain`` show its
place, set apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policydiff.corpus.catalogue import Catalogue, Entry
from policydiff.corpus.places import depth, lineage_of
from policydiff.errors import InvalidRequest
from policydiff.model import Completeness, Jurisdiction, Kind, Level, Lineage


@dataclass(frozen=True, slots=True)
class Side:
    """What decides of a document whether it is compared."""

    kind: Kind
    completeness: Completeness
    place: Jurisdiction | None

    @property
    def promises(self) -> bool:
        """Reports state results; every other kind promises something."""
        return self.kind is not Kind.REPORT

    @property
    def answers(self) -> bool:
        """A digest leaves out too much to be asked for an answer."""
        return self.completeness is not Completeness.DIGEST


def standing(upper: Side, lower: Side) -> Lineage:
    """How ``lower`` stands to what ``upper`` promises; UNRELATED unless both promise something and ``lower`` is of a lower level of the same region."""
    if not (upper.promises and lower.promises):
        return Lineage.UNRELATED
    if upper.place is None or depth(upper.place) >= depth(lower.place):
        return Lineage.UNRELATED
    return lineage_of(upper.place, lower.place)


def has_to_answer(lower: Side, upper: Side) -> bool:
    """Is ``lower`` held to what ``upper`` promises, because its place lies in that of ``upper``?"""
    return lower.answers and standing(upper, lower) is Lineage.SUBORDINATE


def side_of(entry: Entry, catalogue: Catalogue) -> Side:
    """The document of ``entry`` as one side."""
    return Side(entry.kind, entry.completeness, catalogue.jurisdiction(entry.code))


def couples(catalogue: Catalogue) -> Iterator[tuple[Entry, Entry]]:
    """Every couple of the catalogue that is compared, in its order; what stepped aside for a fuller text is left out."""
    sides = [(entry, side_of(entry, catalogue)) for entry in catalogue.current()]
    for upper, above in sides:
        for lower, below in sides:
            if below.answers and standing(above, below) is not Lineage.UNRELATED:
                yield upper, lower


def below(catalogue: Catalogue, code: str, level: Level | None = None) -> list[Entry]:
    """The promise-making documents of places in ``code``, of ``level`` only when given; by code, then in the order of the catalogue."""
    top = Side(Kind.PLAN, Completeness.FULL, catalogue.jurisdiction(code))
    found = []
    for entry in catalogue.current():
        own = side_of(entry, catalogue)
        if standing(top, own) is Lineage.SUBORDINATE and (
            level is None or (own.place and own.place.level is level)
        ):
            found.append(entry)
    return sorted(found, key=lambda entry: entry.code or "")


def own_documents(catalogue: Catalogue, code: str) -> list[Entry]:
    """The documents in which the jurisdiction ``code`` promises something; full texts only where there are any."""
    found = [e for e in catalogue.current() if e.code == code and side_of(e, catalogue).promises]
    return [entry for entry in found if entry.completeness is Completeness.FULL] or found


def own_document(catalogue: Catalogue, code: str) -> Entry:
    """The one document in which the jurisdiction ``code`` promises something.

    Raises InvalidRequest when there is none, or several that might be meant.
    """
    found = own_documents(catalogue, code)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidRequest(
            f"目录里没有 {code} 的方案、法规或摘编",
            where=str(catalogue.path),
            hint="直接写出上级文件的路径或编号",
        )
    raise InvalidRequest(
        f"{code} 有几份文件：{'、'.join(entry.id for entry in found)}", hint="直接写出要用的那一份的编号"
    )
