"""Which documents a matrix and a chain are made of: named by the user, or found in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from policydiff.concordance import compare, refuse_same
from policydiff.corpus import Catalogue, ancestors, depth, load_catalogue, open_document
from policydiff.corpus.couples import below, own_document, own_documents
from policydiff.errors import InvalidRequest
from policydiff.levels.chain import Chain, Station, chain_of, couples_of
from policydiff.levels.matrix import Matrix, matrix_of
from policydiff.model import Document, Jurisdiction, Level
from policydiff.wording import quiet


def compare_many(
    upper: Document,
    lowers: Iterable[Document],
    themes: Sequence[str] = (),
    progress: Callable[[str], None] = quiet,
) -> Matrix:
    """The matrix of ``upper`` against every one of ``lowers``.

    Raises InvalidRequest for an unknown theme, for a document that comes
    twice, and where there is no lower one.
    """
    concordances = []
    for lower in lowers:
        progress(f"对照 {upper.id} ↔ {lower.id}")
        refuse_same(upper, lower)
        concordances.append(compare(upper, lower, themes))
    return matrix_of(concordances)


def matrix_among(
    docs: Sequence[str],
    *,
    under: str | None,
    level: Level | None,
    corpus: Path | None,
    themes: Sequence[str],
    progress: Callable[[str], None] = quiet,
) -> Matrix:
    """The matrix of the documents named: the first is the upper one, the others the lower ones.

    ``under`` adds the documents of the catalogue whose jurisdiction lies below
    that code, of ``level`` only when given; with ``under`` alone the upper
    document is that jurisdiction's own.
    """
    catalogue = load_catalogue(corpus)
    if level is not None and under is None:
        raise InvalidRequest("--level 要和 --under 一起用", hint="例如 --under 150000 --level banner")
    if not docs and under is None:
        raise InvalidRequest(
            "没有给出文件", hint="policydiff matrix 上级 下级…，或 policydiff matrix --under 150000"
        )

    def opened(name: str, counted: str = "") -> Document:
        progress(f"读取 {counted}{name}")
        return open_document(name, catalogue=catalogue)

    upper = opened(docs[0] if docs else own_document(catalogue, under or "").id)
    names = list(docs[1:])
    if under is not None:
        found = [entry.id for entry in below(catalogue, under, level) if entry.id != upper.id]
        if not found:
            raise InvalidRequest(
                f"目录里没有 {under} 以下的方案或法规",
                where=str(catalogue.path),
                hint="在 catalog.toml 里登记下级文件",
            )
        names += [name for name in found if name not in names]
    lowers = (opened(name, f"{number}/{len(names)} ") for number, name in enumerate(names, 1))
    return compare_many(upper, lowers, themes, progress)


def follow(
    stations: Sequence[Station], themes: Sequence[str] = (), progress: Callable[[str], None] = quiet
) -> Chain:
    """The chain down ``stations``, top first.

    Raises InvalidRequest when the order is not from above to below, when two
    levels have one text, and when fewer than two have a document.
    """
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


def chain_among(
    docs: Sequence[str],
    *,
    corpus: Path | None,
    themes: Sequence[str],
    progress: Callable[[str], None] = quiet,
) -> Chain:
    """The chain of the levels named, top first: documents, or codes of jurisdictions.

    One name alone brings the levels above it; levels between two named ones
    come from the catalogue.  Raises InvalidRequest when the order is not from
    above to below, or when a jurisdiction has several documents.
    """
    catalogue = load_catalogue(corpus)
    stations = [_station(doc, catalogue, progress) for doc in docs]
    return follow(_whole(stations, catalogue, progress), themes, progress)


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
