"""The command ``chain``: region, city, banner through the jurisdiction tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from policydiff.chain import Chain, Station, chain_of, couples_of
from policydiff.cli.matrix import own_documents
from policydiff.concordance import compare, refuse_same
from policydiff.corpus import Catalogue, ancestors, depth, load_catalogue, open_document
from policydiff.errors import InvalidRequest
from policydiff.model import Jurisdiction


def follow(
    docs: Sequence[str], *, corpus: Path | None, themes: Sequence[str], progress: Callable[[str], None]
) -> Chain:
    """The chain of the levels named, top first: documents, or codes of jurisdictions.

    One name alone brings the levels above it; levels between two named ones
    come from the catalogue.  Raises InvalidRequest when the order is not from
    above to below, or when a jurisdiction has several documents.
    """
    catalogue = load_catalogue(corpus)
    stations = _whole([_station(doc, catalogue, progress) for doc in docs], catalogue, progress)
    for upper, lower in pairwise(stations):
        above, under = depth(upper.jurisdiction), depth(lower.jurisdiction)
        if above >= under >= 0:
            raise InvalidRequest(
                f"次序不对：{upper.name}写在{lower.name}前面", hint="从上到下写：自治区、市、旗县，每级一份"
            )
    concordances = {}
    wanted = couples_of(stations)
    for number, (i, j) in enumerate(wanted, 1):
        above_text, below_text = stations[i].document, stations[j].document
        assert above_text is not None
        assert below_text is not None
        progress(f"对照 {number}/{len(wanted)} {above_text.id} ↔ {below_text.id}")
        refuse_same(above_text, below_text)
        concordances[i, j] = compare(above_text, below_text, ())
    return chain_of(stations, concordances, themes)


def _station(name: str, catalogue: Catalogue, progress: Callable[[str], None]) -> Station:
    if len(name) == 6 and name.isdigit() and not Path(name).exists():
        place = catalogue.jurisdiction(name)
        assert place is not None
        return _of_place(place, catalogue, progress)
    progress(f"读取 {name}")
    document = open_document(name, catalogue=catalogue)
    return Station(document.jurisdiction, document)


def _of_place(place: Jurisdiction, catalogue: Catalogue, progress: Callable[[str], None]) -> Station:
    found = own_documents(catalogue, place.code)
    if len(found) > 1:
        raise InvalidRequest(
            f"{place.name}有几份文件：{'、'.join(entry.id for entry in found)}",
            hint="在命令里写出要用的那一份的编号",
        )
    if not found:
        return Station(place, None)
    progress(f"读取 {found[0].id}")
    return Station(place, open_document(found[0].id, catalogue=catalogue))


def _whole(
    stations: Sequence[Station], catalogue: Catalogue, progress: Callable[[str], None]
) -> list[Station]:
    """The stations with the levels that the catalogue knows between them; above a single one, all it knows."""

    def known(place: Jurisdiction, stop: str | None) -> list[Station]:
        found: list[Station] = []
        for code in ancestors(place):
            if code == stop:
                break
            if code in catalogue.jurisdictions:
                found.insert(0, _of_place(catalogue.jurisdictions[code], catalogue, progress))
        return found

    if len(stations) == 1:
        place = stations[0].jurisdiction
        return [*(known(place, None) if place else []), *stations]
    whole = [*stations[:1]]
    for upper, lower in pairwise(stations):
        if (
            upper.jurisdiction
            and lower.jurisdiction
            and upper.jurisdiction.code in ancestors(lower.jurisdiction)
        ):
            whole += known(lower.jurisdiction, upper.jurisdiction.code)
        whole.append(lower)
    return whole
