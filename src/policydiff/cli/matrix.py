"""The command ``matrix``: one upper document against many lower ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from policydiff.concordance import compare, refuse_same
from policydiff.corpus import Catalogue, Entry, ancestors, load_catalogue, open_document
from policydiff.errors import InvalidRequest
from policydiff.matrix import Matrix, matrix_of
from policydiff.model import Completeness, Kind, Level


def compare_many(
    docs: Sequence[str],
    *,
    under: str | None,
    level: Level | None,
    corpus: Path | None,
    themes: Sequence[str],
    progress: Callable[[str], None],
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
    upper_name = docs[0] if docs else own_document(catalogue, under or "").id
    progress(f"读取 {upper_name}")
    upper = open_document(upper_name, catalogue=catalogue)
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
    concordances = []
    for number, name in enumerate(names, 1):
        progress(f"对照 {number}/{len(names)} {upper.id} ↔ {name}")
        lower = open_document(name, catalogue=catalogue)
        refuse_same(upper, lower)
        concordances.append(compare(upper, lower, themes))
    return matrix_of(concordances)


def promising(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that make promises: reports state results."""
    return [entry for entry in entries if entry.kind is not Kind.REPORT]


def below(catalogue: Catalogue, code: str, level: Level | None = None) -> list[Entry]:
    """The promise-making documents of jurisdictions below ``code``, by code and then in the order of the catalogue."""
    top = catalogue.jurisdiction(code)
    assert top is not None
    found = []
    for entry in promising(catalogue.current()):
        place = catalogue.jurisdiction(entry.code)
        if place and place.code != top.code and top.code in ancestors(place) and level in {None, place.level}:
            found.append(entry)
    return sorted(found, key=lambda entry: entry.code or "")


def own_document(catalogue: Catalogue, code: str) -> Entry:
    """The promise-making document of the jurisdiction ``code``: its full text where there is one.

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


def own_documents(catalogue: Catalogue, code: str) -> list[Entry]:
    """The promise-making documents of the jurisdiction ``code``; full texts only where there are any."""
    found = [entry for entry in promising(catalogue.current()) if entry.code == code]
    return [entry for entry in found if entry.completeness is Completeness.FULL] or found
